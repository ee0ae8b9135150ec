"""The help card: what one can do here, as buttons that do it."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.asks import OpenAsk
from cards.checkin_launches import OpenCheckin
from cards.communities import OpenSettings
from cards.launches import OpenPoll
from cards.parts import CardJson, Element, button, card, counted_to, heading, line, opener, run, words
from cards.profile_writing import OpenProfile
from cards.prompts import OpenPrompt
from community.asks import COUNTED_TO
from community.communities import Community

FINDING = "**@Canopy find** and a few words looks through documents and past asks. **@Canopy library** shows what is there."
CHAT_WORDS = (
    "You can also say **find** and a few words, **library**, **polls**, **check-ins**, **my reflections**, **profile** or "
    "**support**."
)
MOST_BUTTONS = 5
"""With more beside it, the profile's button goes under the others."""


class ShowAsks(Action, verb="help.asks"):
    """Show the open asks."""

    community: str = ""


def help_card(community: Community, *, open_asks: int, facilitates: bool) -> CardJson:
    """What one can do in this channel."""
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


def chat_help_card(communities: Sequence[Community], *, text: str = "", facilitates: bool = False) -> CardJson:
    """What one can do in the 1:1 chat. `text` is what was written, kept for the form.

    Whether one `facilitates` counts where one is in one community only.
    """
    names = ", ".join(community.name for community in communities[:6]) + (" and more" if len(communities) > 6 else "")
    unnamed = any(community.anonymous_asking for community in communities)
    body = [heading("Shall I put that to your community?" if text else "What would you like to do?")]
    if text:
        body.append(words(run(text)))
    body.append(words(run("You are in: "), run(names, bold=True)))
    if unnamed:
        body.append(line("From here you can also ask without your name.", subtle=True))
    body.append(
        line(
            "You can also say **find** and what you need, **library**, **polls**, **check-ins**, **my reflections**, "
            "**profile** or **support**.",
            subtle=True,
            small=True,
        )
    )
    chosen = communities[0].id if len(communities) == 1 else ""
    actions = [opener("Ask a question", OpenAsk(community=chosen, text=text), style="positive")]
    actions += [
        button(f"Open asks: {community.name}" if len(communities) > 1 else "See open asks", ShowAsks(community=community.id))
        for community in communities[:4]
    ]
    if len(communities) == 1:
        actions += _launching(communities[0], facilitates=facilitates)
    actions.append(opener("My profile", OpenProfile(community=chosen), secondary=len(actions) > MOST_BUTTONS))
    return card(body, actions)
