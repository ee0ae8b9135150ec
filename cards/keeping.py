"""Keeping what somebody says belongs into the library: links, and what is said where something is there already."""

from __future__ import annotations

from collections.abc import Sequence

from cards.description import Description, carried, fields
from cards.parts import CardJson, Element, card, choice_field, line, opener, problem, run, sender, words
from cards.saving import CHOOSE, WHICH, existing
from community.documents import Document
from community.filing_words import title_of_link
from community.packs import Pack
from community.privacy import shortened


class OpenLink(Description, verb="saving.link"):
    """Open the form that keeps a link, for a 1:1 chat with somebody in several communities."""

    address: str


class SendLink(Description, verb="saving.link.send"):
    """Keep a link."""

    nonce: str
    address: str


def existing_card(documents: Sequence[Document], community: str) -> CardJson:
    """What is in the library already."""
    return card(existing(documents, community))


def link_form(sent: SendLink, pack: Pack, *, communities: Sequence[tuple[str, str]], wrong: str = "") -> CardJson:
    """The form that keeps a link. `communities` are (name, id) pairs to choose from."""
    body: list[Element] = [problem(wrong)] if wrong else []
    body.append(words(run(shortened(sent.address, 300), bold=True)))
    if len(communities) > 1:
        body.append(choice_field("community", WHICH, communities, value=sent.community, missing=CHOOSE))
    body += fields(sent, pack, people=(), title_hint=title_of_link(sent.address), owned=False)
    return card(body, [sender("Keep it", carried(SendLink, sent, body))])


def where_card(wishes: Sequence[OpenLink]) -> CardJson:
    """For links that were written in the 1:1 chat by somebody in several communities: the form asks which one is meant."""
    named = [shortened(wish.title or title_of_link(wish.address), 60) for wish in wishes]
    asked = [
        *(words(run(name, bold=True), spacing="Small") for name in named),
        line("You are in more than one community. The form asks which one's library it goes into."),
    ]
    if len(wishes) == 1:
        return card(asked, [opener("Go on", wishes[0], style="positive")])
    return card(asked, [opener(name, wish) for name, wish in zip(named, wishes, strict=True)])
