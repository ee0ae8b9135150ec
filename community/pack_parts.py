"""What a practice pack is made of: kinds of document, topics, families of resources, questions, and words for empty fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, TypeVar

from pydantic import Field, StringConstraints

from community.people import Model

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=r"^[^\n]*[^\W_][^\n]*$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\n]*$")]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60, pattern=r"^[^\n#:]*[^\W\d_][^\n#:]*$")
]

_MANY = re.compile(r"[^\W\daeiou]y$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class DocumentKind(Model):
    """One kind of document. Documents remember its slug, so a slug is never changed."""

    slug: Slug
    label: Label
    names: tuple[Name, ...] = ()
    """What else people call it. Case, plurals, hyphens and a slip of the finger are forgiven."""
    about: Words
    """What it is, in a sentence."""
    good_for: Words
    """An example of a line on what such a document is good for: the hint in an empty field."""
    review_months: int = Field(default=12, ge=1, le=60)
    """After so many months one of this kind is looked at again, unless somebody says otherwise."""


class Topic(Model):
    """One topic. Documents remember its slug, so a slug is never changed."""

    slug: Slug
    label: Label
    names: tuple[Name, ...] = ()
    """Synonyms and abbreviations that mean the same: a search for one finds the others."""
    about: Words


class Family(Model):
    """A family of resources that Safeguarding Adults Boards offer, and the kind of document it is made of."""

    slug: Slug
    label: Label
    about: Words
    kind: Slug


class Question(Model):
    """A reflective question to go with a document that is talked about."""

    text: Words
    kinds: tuple[Slug, ...] = ()
    topics: tuple[Slug, ...] = ()
    """Without kinds and topics it goes with anything."""


class Prompts(Model):
    """What empty fields say, so that one knows what to write."""

    good_for: Words
    source: Words
    effect: Words
    """Beside “I used this”: what came of it."""
    review: Words
    """Put to the owner when a document must be looked at again."""
    discussion: Words
    """Above a document that is posted to be talked about."""


Named = TypeVar("Named", DocumentKind, Topic)


def names_of(things: Iterable[Named]) -> Iterator[tuple[str, Named]]:
    """Every name that things go by, the slug among them, and "case studies" for "case study"."""
    return ((name, each) for each in things for name in _called(each))


def _called(thing: DocumentKind | Topic) -> Iterator[str]:
    for name in dict.fromkeys((thing.label, *thing.names, thing.slug)):
        yield name
        if _MANY.search(name):
            yield f"{name[:-1]}ies"


def spoken_words(text: str) -> list[str]:
    """The words of a text in lower case, without what lies between them."""
    return _WORD.findall(text.casefold().replace("’", "'"))


def key_of(name: str) -> str:
    """A name however it is written: its words, in the singular and in lower case. Empty for a text without words."""
    return " ".join(map(singular, spoken_words(name)))


def singular(word: str) -> str:
    """A word without the s of its plural, as far as its letters tell."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
