"""Saying that a document was used, what came of it, and reading what it did for others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from cards.actions import Action
from cards.documents import superseded, title_of
from cards.parts import CardJson, Element, card, framed, label, line, problem, run, sender, text_field, words
from community.answers import FORMER_MEMBER
from community.documents import Document
from community.packs import Pack
from community.privacy import SAFETY_LINE, display_name, shortened
from community.uses import EFFECT_LIMIT

SEEN = "Everybody who opens this form sees your name and your line."
OLD = "It is superseded by another document. You can still say that you used it."


class SendUsed(Action, verb="use.send"):
    """Say that one used a document, and what came of it. `nonce` tells one form from the next."""

    document: str
    nonce: str
    community: str = ""
    effect: str = ""


class SendUnused(Action, verb="use.back"):
    """Take back that one used a document."""

    document: str
    nonce: str
    community: str = ""
    effect: str = ""
    """What the form holds as well; it means nothing here."""


class UseSeen(NamedTuple):
    """One use, as members see it."""

    name: str
    effect: str
    on: datetime
    """In the community's own time."""
    own: bool = False


def use_form(sent: SendUsed, document: Document, pack: Pack, uses: Sequence[UseSeen], *, said: bool, wrong: str = "") -> CardJson:
    """The form. With `said`, the member said so before, and may say something else or take it back."""
    body: list[Element] = [problem(wrong)] if wrong else []
    body.append(words(run(title_of(document), bold=True)))
    if superseded(document):
        body.append(line(OLD, subtle=True))
    body.append(
        text_field("effect", "What came of it? One line, if you like", limit=EFFECT_LIMIT, value=sent.effect,
                   hint=pack.prompts.effect)
    )  # fmt: skip
    body += [line(SEEN, subtle=True, small=True), line(SAFETY_LINE, subtle=True, small=True)]
    if uses:
        body.append(framed([label(_counted(document, uses)), *(part for use in uses for part in _use(use))]))
    about = {"document": document.id, "nonce": sent.nonce, "community": sent.community}
    actions = [sender("Save" if said else "I used this", SendUsed(**about))]
    if said:
        actions.append(sender("Take it back", SendUnused(**about), style=None))
    return card(body, actions)


def _counted(document: Document, uses: Sequence[UseSeen]) -> str:
    if document.uses > len(uses):
        return f"Used by {document.uses} members, the last {len(uses)} of them"
    return "Who used it"


def _use(use: UseSeen) -> list[Element]:
    name = "You" if use.own else display_name(use.name) if use.name else FORMER_MEMBER
    when = f" · {use.on:%-d %B %Y}"
    made = [words(run(name, bold=True), run(when, subtle=True), small=True, spacing="Small")]
    if use.effect:
        made.append(words(run(shortened(use.effect, EFFECT_LIMIT)), small=True, spacing="None"))
    return made
