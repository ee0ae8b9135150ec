"""The practice pack: the words a field uses for its documents and topics, and questions that help to think about them.

A pack is data: a folder of TOML files in `content/packs`, or in a folder of the operator's own. Read once, at start.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, ValidationError

from community.pack_files import BrokenPack, Key, read_tables
from community.pack_parts import (
    DocumentKind,
    Family,
    Label,
    Named,
    Prompts,
    Question,
    Slug,
    Topic,
    Words,
    key_of,
    names_of,
    singular,
    spoken_words,
)
from community.people import Model
from community.spelling import Names

FOLDER: Final = Path(__file__).resolve().parent.parent / "content" / "packs"
USUAL: Final = "mca"
"""The pack of a community that has chosen none."""
MOST_TOPICS_IN_TEXT: Final = 5

_ASIDE = re.compile(r"\s*\([^)]*\)")


class Pack(Model):
    """A field of practice, in its own words."""

    slug: Slug
    label: Label
    about: Words
    kinds: Annotated[tuple[DocumentKind, ...], Field(min_length=1, max_length=20)]
    topics: Annotated[tuple[Topic, ...], Field(min_length=1, max_length=100)]
    families: tuple[Family, ...] = ()
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    prompts: Prompts

    def kind_called(self, text: str) -> DocumentKind | None:
        """The kind that somebody means by `text`: its label, another name or its slug; slips are forgiven."""
        return self._kind_names.find(text)

    def topic_called(self, text: str) -> Topic | None:
        """The topic that somebody means by `text`, with or without `#`; slips are forgiven."""
        return self._topic_names.find(text.strip().lstrip("#＃"))

    def kind(self, slug: str) -> DocumentKind | None:
        """The kind with this slug, or None."""
        return next((kind for kind in self.kinds if kind.slug == slug), None)

    def topic(self, slug: str) -> Topic | None:
        """The topic with this slug, or None."""
        return next((topic for topic in self.topics if topic.slug == slug), None)

    def label_of_kind(self, slug: str) -> str:
        """What a kind is called; one from another pack is called by its slug, and none is “Document”."""
        known = self.kind(slug)
        return known.label if known else _spoken(slug) or "Document"

    def label_of_topic(self, slug: str) -> str:
        """What a topic is called; a hashtag of the community's own keeps its `#`."""
        known = self.topic(slug)
        return known.label if known else f"#{slug}"

    def synonyms(self, words: str) -> tuple[str, ...]:
        """What else may be meant by `words`: the other names of a topic; for a kind its names, or the kind for one of them.

        In lower case; some are several words long. Slips are not guessed at: that is for `topic_called` and `kind_called`.
        """
        return self._synonyms.get(key_of(words), ())

    def topics_in(self, text: str) -> tuple[str, ...]:
        """Slugs of the topics that a text names, in its order, at most five. Slips are not guessed at here."""
        found: dict[str, None] = {}
        words = [singular(word) for word in spoken_words(text)]
        at = 0
        while at < len(words) and len(found) < MOST_TOPICS_IN_TEXT:
            many, slug = self._topic_at(words, at)
            if slug:
                found[slug] = None
            at += many
        return tuple(found)

    def question_for(self, kind: str, topics: Iterable[str], seed: str) -> Question:
        """A question to talk about a document with: about one of its topics if there is one, else its kind, else any.

        The same `seed` gives the same question; another seed gives another one, as far as there are more.
        """
        fitting = self.questions_for(kind, topics)
        return fitting[int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") % len(fitting)]

    def questions_for(self, kind: str, topics: Iterable[str]) -> tuple[Question, ...]:
        """The questions that fit best: about one of the topics, else about the kind, else the general ones. Never empty."""
        wanted = set(topics)
        for fits in (
            [question for question in self.questions if wanted & set(question.topics)],
            [question for question in self.questions if kind in question.kinds],
            [question for question in self.questions if not question.kinds and not question.topics],
        ):
            if fits:
                return tuple(fits)
        return self.questions

    def _topic_at(self, words: list[str], at: int) -> tuple[int, str]:
        """The topic that words from `at` on name, and with how many words; the longest name counts."""
        for many in self._lengths.get(words[at], ()):
            slug = self._topic_keys.get(" ".join(words[at : at + many]))
            if slug:
                return many, slug
        return 1, ""

    @cached_property
    def _kind_names(self) -> Names[DocumentKind]:
        return Names(dict(names_of(self.kinds)))

    @cached_property
    def _topic_names(self) -> Names[Topic]:
        return Names(dict(names_of(self.topics)))

    @cached_property
    def _topic_keys(self) -> Mapping[str, str]:
        return {key_of(name): topic.slug for name, topic in names_of(self.topics)}

    @cached_property
    def _lengths(self) -> Mapping[str, tuple[int, ...]]:
        """How many words the names have that begin with a word, the most first."""
        found: dict[str, set[int]] = {}
        for key in self._topic_keys:
            found.setdefault(key.split()[0], set()).add(len(key.split()))
        return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}

    @cached_property
    def _synonyms(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for topic in self.topics:
            called = _said((topic.label, *topic.names))
            for name in called:
                found.setdefault(key_of(name), tuple(other for other in called if key_of(other) != key_of(name)))
        for kind in self.kinds:
            label, *others = _said((kind.label, *kind.names))
            found.setdefault(key_of(label), tuple(others))
            for name in others:
                found.setdefault(key_of(name), (label,))
        return found


def read_pack(folder: Path) -> Pack:
    """The pack in a folder: `pack.toml` and the TOML files beside it. Raises `BrokenPack`, naming file and line."""
    tables = read_tables(folder)
    try:
        pack = Pack.model_validate({**tables.data, "slug": folder.name})
    except ValidationError as wrong:
        first = wrong.errors()[0]
        raise tables.broken(first["loc"], first["msg"]) from wrong
    for path, why in (*_twice(pack), *_unknown(pack)):
        raise tables.broken(path, why)
    return pack


def read_packs(folder: Path) -> dict[str, Pack]:
    """Every pack in the folders of `folder`, by slug: the name of its folder. Raises `BrokenPack`."""
    read = {path.name: read_pack(path) for path in sorted(folder.iterdir()) if path.is_dir()} if folder.is_dir() else {}
    if not read:
        raise BrokenPack(f"{folder}: there is no pack here. A pack is a folder with a file pack.toml in it.")
    return read


def pack_named(slug: str) -> Pack:
    """The pack with this slug; the one for the Mental Capacity Act where there is none (any more)."""
    return _KNOWN.get(slug) or _KNOWN[USUAL]


def packs() -> tuple[Pack, ...]:
    """Every pack a community can choose: those that come with Canopy, then those that were added."""
    return tuple(_KNOWN.values())


def add_folder(folder: Path) -> None:
    """Add the packs in a folder of the operator's own, at start. One with a known slug takes its place. Raises `BrokenPack`."""
    _KNOWN.update(read_packs(folder))


def _twice(pack: Pack) -> Iterator[tuple[Key, str]]:
    """What is called alike and must not be."""
    yield from _alike("kinds", pack.kinds)
    yield from _alike("topics", pack.topics)


def _alike(what: str, things: tuple[Named, ...]) -> Iterator[tuple[Key, str]]:
    owner: dict[str, str] = {}
    for place, thing in enumerate(things):
        for name, _ in names_of((thing,)):
            other = owner.setdefault(key_of(name), thing.slug)
            if other != thing.slug:
                yield (what, place), f"“{name}” is a name of “{other}” as well"


def _unknown(pack: Pack) -> Iterator[tuple[Key, str]]:
    """What names a kind or topic that is not there."""
    kinds, topics = {kind.slug for kind in pack.kinds}, {topic.slug for topic in pack.topics}
    for place, family in enumerate(pack.families):
        if family.kind not in kinds:
            yield ("families", place, "kind"), f"there is no kind “{family.kind}”"
    for place, question in enumerate(pack.questions):
        for what, said, known in (("kinds", question.kinds, kinds), ("topics", question.topics, topics)):
            for at, slug in enumerate(said):
                if slug not in known:
                    yield ("questions", place, what, at), f"there is no {what[:-1]} “{slug}”"


def _said(names: Iterable[str]) -> tuple[str, ...]:
    """Names as they are said: in lower case, without what stands in brackets, each once."""
    return tuple(dict.fromkeys(" ".join(spoken_words(_ASIDE.sub("", name))) for name in names))


def _spoken(slug: str) -> str:
    words = slug.replace("-", " ").strip()
    return words[:1].upper() + words[1:]


_KNOWN: Final = read_packs(FOLDER)
"""Read once, so that a broken pack is noticed at start."""
