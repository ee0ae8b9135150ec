"""The help card: what one can do here, as buttons that do it."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.asks import OpenAsk
from cards.communities import OpenSettings
from cards.parts import CardJson, button, card, counted_to, heading, line, opener, run, words
from community.asks import COUNTED_TO
from community.communities import Community


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
    if facilitates:
        actions.append(opener("Settings", OpenSettings(community=community.id)))
    return card(
        [
            heading("What would you like to do?"),
            words(run(community.purpose, italic=True)),
            line(
                "Write **@Canopy** and your question, the way you would say it. I put it to the channel, and colleagues answer."
            ),
            line(waiting, subtle=True),
            line("I read only what is addressed to me.", subtle=True, small=True),
        ],
        actions,
    )


def chat_help_card(communities: Sequence[Community], *, text: str = "") -> CardJson:
    """What one can do in the 1:1 chat. `text` is what was written, kept for the form."""
    names = ", ".join(community.name for community in communities[:6]) + (" and more" if len(communities) > 6 else "")
    unnamed = any(community.anonymous_asking for community in communities)
    body = [heading("Shall I put that to your community?" if text else "What would you like to do?")]
    if text:
        body.append(words(run(text)))
    body.append(words(run("You are in: "), run(names, bold=True)))
    if unnamed:
        body.append(line("From here you can also ask without your name.", subtle=True))
    chosen = communities[0].id if len(communities) == 1 else ""
    actions = [opener("Ask a question", OpenAsk(community=chosen, text=text), style="positive")]
    actions += [
        button(f"Open asks: {community.name}" if len(communities) > 1 else "See open asks", ShowAsks(community=community.id))
        for community in communities[:4]
    ]
    return card(body, actions)
