"""Discussion points: a document and a question from the practice pack, to talk about in a thread of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from community.documents import Document
from community.pack_parts import Question
from community.packs import Pack
from community.refusals import Refusal


class NothingToDiscuss(Refusal):
    """Raised for a document that nobody can open now."""

    sentence = "Nobody can open that document now, so there is nothing to talk about yet. Its card says why."


def check_may_discuss(document: Document) -> None:
    """Raise `NothingToDiscuss` for what cannot be opened."""
    if not document.usable:
        raise NothingToDiscuss


def key_of(question: Question) -> str:
    """What tells a question from every other, whatever becomes of the pack."""
    return hashlib.sha256(question.text.encode()).hexdigest()[:16]


def question_with(key: str, document: Document, pack: Pack) -> Question:
    """The question that was chosen; where the pack has it no more, the one that goes with the document."""
    kept = next((question for question in pack.questions if key_of(question) == key), None)
    return kept or pack.question_for(document.kind, document.topics, key)


def first_question(document: Document, pack: Pack, seed: str) -> Question:
    """A question that fits the document; another `seed` gives another one, as far as there are more."""
    return pack.question_for(document.kind, document.topics, seed)


def another_question(document: Document, pack: Pack, after: str) -> Question:
    """The question behind the one with key `after`: first those that fit best, then the others; then from the beginning."""
    fitting: Sequence[Question] = tuple(
        dict.fromkeys((*pack.questions_for(document.kind, document.topics), *pack.questions_for("", ())))
    )
    keys = [key_of(question) for question in fitting]
    place = keys.index(after) + 1 if after in keys else 0
    return fitting[place % len(fitting)]
