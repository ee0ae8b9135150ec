"""Where to find support: shown to whoever asks, and to whoever says that it is heavy."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.parts import CardJson, Element, card, framed, heading, label, line, opener, problem, run, sender, text_field, words
from community.support import SUPPORT_LIMIT, Route, support_routes

SUPPORT = "Where to find support"


class OpenSupportWords(Action, verb="support.change"):
    """Open the form that changes the words."""

    community: str = ""


class SendSupportWords(Action, verb="support.change.send"):
    """Keep the words. Empty brings back those Canopy comes with."""

    community: str = ""
    support: str = ""


def support_part(text: str) -> Element:
    """The support texts, as a part of a card for one person's eyes."""
    return framed([label(SUPPORT), *_routes(text)])


def support_said(text: str) -> str:
    """The same in one sentence after another, for where no card fits."""
    return " ".join(f"{route.name}: {route.words}" if route.name else route.words for route in support_routes(text))


def support_card(places: Sequence[tuple[str, str]], *, change: str = "") -> CardJson:
    """The support texts of one or more communities, as (name, text). `change` is the one this member may change."""
    body: list[Element] = [heading(SUPPORT)]
    for name, text in places:
        if len(places) > 1:
            body.append(words(run(name, bold=True), spacing="Medium"))
        body += _routes(text)
    return card(body, [opener("Change the words", OpenSupportWords(community=change))] if change else [])


def support_form(sent: SendSupportWords, *, wrong: str = "") -> CardJson:
    """The form that changes the words."""
    body: list[Element] = [problem(wrong)] if wrong else []
    body += [
        line("Whoever answers a check-in at the heavy end reads this, and whoever writes @Canopy support."),
        text_field("support", SUPPORT, limit=SUPPORT_LIMIT, value=sent.support, lines=True,
                   hint="Supervision: ask for time with …"),
        line("Begin a line with a name and a colon to have the name in bold. Emptied, my own words come back.",
             subtle=True, small=True),
    ]  # fmt: skip
    return card(body, [sender("Save", SendSupportWords(community=sent.community))])


def _routes(text: str) -> list[Element]:
    return [_route(route) for route in support_routes(text)]


def _route(route: Route) -> Element:
    named = [run(f"{route.name}: ", bold=True)] if route.name else []
    return words(*named, run(route.words), spacing="Small")
