"""The help card: what one can do here, as buttons that do it."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.asks import OpenAsk
from cards.checkin_launches import OpenCheckin
from cards.communities import OpenSettings
from cards.knowledge_maps import OpenMapTable
from cards.launches import OpenPoll
from cards.parts import CardJson, Element, button, card, counted_to, heading, line, opener, run, words
from cards.profile_writing import OpenProfile
from cards.prompts import OpenPrompt
from cards.which import which_card
from community.asks import COUNTED_TO
from community.communities import Community
from community.people import HOSTS, Role

FINDING = "**@Canopy find** and a few words looks through documents and past asks. **@Canopy library** shows what is there."
KNOWING = "**@Canopy who knows about** and a topic finds colleagues. **@Canopy knowledge map** shows what we are missing."
CHAT_WORDS = (
    "You can also say **find** and what you need, **who knows about** and a topic, **knowledge map**, **library**, **polls**, "
    "**check-ins**, **my reflections**, **profile**, **roles** or **support**."
)
MOST_BUTTONS = 5
"""With more beside it, the profile's button goes under the others."""
SHOWN_EACH = 4
"""The open asks of so many communities have a button each; of more, one that asks which."""


class ShowAsks(Action, verb="help.asks"):
    """Show the open asks."""

    community: str = ""


def help_card(community: Community, *, open_asks: int, role: Role = Role.MEMBER) -> CardJson:
    """What one can do in this channel, in one's role."""
    facilitates = role in HOSTS
    many = counted_to(COUNTED_TO, open_asks, "ask is", "asks are")
    waiting = f"{many} open now." if open_asks else "No ask is open. Be the first."
    actions = [
        opener("Ask a question", OpenAsk(community=community.id), style="positive"),
        button("See open asks", ShowAsks(community=community.id)),
    ]
    actions += _launching(community, facilitates=facilitates)
    if facilitates:
        actions.append(opener("Settings", OpenSettings(community=community.id)))
    actions.append(opener("My profile", OpenProfile(community=community.id), secondary=facilitates))
    return card(
        [
            heading("What would you like to do?"),
            words(run(community.purpose, italic=True)),
            line(
                "Write **@Canopy** and your question, the way you would say it. I put it to the channel, and colleagues answer."
            ),
            line(waiting, subtle=True),
            line(FINDING, subtle=True, small=True),
            line(KNOWING, subtle=True, small=True),
            line("You can also say **@Canopy polls**, **@Canopy check-ins** or **@Canopy profile**.", subtle=True, small=True),
            line("I read only what is addressed to me.", subtle=True, small=True),
        ],
        actions,
    )


def _launching(community: Community, *, facilitates: bool) -> list[Element]:
    """What one may launch: facilitators everything, others a poll where everybody may."""
    made = []
    if facilitates or community.anyone_launches:
        made.append(opener("Launch a poll", OpenPoll(community=community.id)))
    if facilitates:
        made.append(opener("Check in", OpenCheckin(community=community.id)))
        made.append(opener("Reflect", OpenPrompt(community=community.id)))
    return made


def expert_help_card(community: Community, *, open_asks: int) -> CardJson:
    """What an expert from outside can do."""
    many = counted_to(COUNTED_TO, open_asks, "ask is", "asks are")
    return card(
        [
            heading("Good to have you here"),
            words(run("You are an expert for "), run(community.name, bold=True), run(": colleagues ask, and you can answer.")),
            line(f"{many} open now." if open_asks else "No ask is open at the moment.", subtle=True),
            line("Your profile says what you can be asked about. It is how colleagues find you.", subtle=True),
            line(FINDING, subtle=True, small=True),
            line("What members show each other stays among them.", subtle=True, small=True),
        ],
        [
            button("See open asks", ShowAsks(community=community.id)),
            opener("My profile", OpenProfile(community=community.id)),
        ],
    )


def sponsor_help_card(community: Community) -> CardJson:
    """What a sponsor can see."""
    return card(
        [
            heading("Good to have you here"),
            words(run("You are a sponsor of "), run(community.name, bold=True), run(".")),
            line("You see how the community does as a whole, and nobody's own words: that is why people can speak here."),
            line("**@Canopy knowledge map** shows what is known and what is missing.", subtle=True, small=True),
            line("**@Canopy polls** and **@Canopy trend** show what came of polls and check-ins.", subtle=True, small=True),
        ],
        [opener("Knowledge map as a table", OpenMapTable(community=community.id))],
    )  # fmt: skip


def chat_help_card(communities: Sequence[Community], *, text: str = "", role: Role = Role.MEMBER) -> CardJson:
    """What one can do in the 1:1 chat. `text` is what was written, kept for the form.

    One's `role` counts where one is in one community only.
    """
    names = ", ".join(community.name for community in communities[:6]) + (" and more" if len(communities) > 6 else "")
    unnamed = any(community.anonymous_asking for community in communities)
    body = [heading("Shall I put that to your community?" if text else "What would you like to do?")]
    if text:
        body.append(words(run(text)))
    body.append(words(run("You are in: "), run(names, bold=True)))
    if unnamed:
        body.append(line("From here you can also ask without your name.", subtle=True))
    body.append(line(CHAT_WORDS, subtle=True, small=True))
    chosen = communities[0].id if len(communities) == 1 else ""
    actions = [opener("Ask a question", OpenAsk(community=chosen, text=text), style="positive")]
    if len(communities) == 1 or len(communities) > SHOWN_EACH:
        actions.append(button("See open asks", ShowAsks(community=chosen)))
    else:
        actions += [button(f"Open asks: {community.name}", ShowAsks(community=community.id)) for community in communities]
    if len(communities) == 1:
        actions += _launching(communities[0], facilitates=role in HOSTS)
    actions.append(opener("My profile", OpenProfile(community=chosen), secondary=len(actions) > MOST_BUTTONS))
    return card(body, actions)


def which_asks_card(communities: Sequence[Community]) -> CardJson:
    """One button for each community, where it is not clear whose open asks are meant."""
    question = [heading("Which community's open asks?")]
    return which_card(question, communities, lambda name, community: button(name, ShowAsks(community=community)))
