"""What a document is likely to be, told from its name and from what was said beside it. Only what is named counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from community.documents import MOST_TOPICS
from community.file_names import split_name
from community.filing_words import topics_said
from community.hashtags import hashtags
from community.pack_parts import names_of, spoken_words
from community.packs import Pack
from community.people import Model

RECORDED: Final = frozenset({".mp4", ".mov", ".m4v", ".webm", ".avi", ".mp3", ".m4a", ".wav"})
"""How the names of recordings end."""


class Guess(Model):
    """What a document is likely to be."""

    kind: str = ""
    """Slug of a kind; empty where nothing names one."""
    topics: tuple[str, ...] = ()


def guessed(title: str, pack: Pack, *, name: str = "", said: str = "") -> Guess:
    """What a document called `title` is likely to be, in a file called `name`, shared with the words `said`."""
    kind = kind_named(title, pack) or kind_named(said, pack)
    if not kind and split_name(name)[1].lower() in RECORDED:
        kind = kind_named("recording", pack)
    return Guess(kind=kind, topics=together(pack.topics_in(title), topics_said(hashtags(said), pack), pack.topics_in(said)))


def kind_named(text: str, pack: Pack) -> str:
    """The slug of the kind that a text names, whole words only; the longest name counts, then the first. Empty for none."""
    words = [_singular(word) for word in spoken_words(text)]
    found, longest, earliest = "", 0, 0
    for name, kind in names_of(pack.kinds):
        wanted = [_singular(word) for word in spoken_words(name)]
        at = _place_of(wanted, words)
        if at is not None and (-len(wanted), at) < (-longest, earliest):
            found, longest, earliest = kind.slug, len(wanted), at
    return found


def together(*topics: Sequence[str]) -> tuple[str, ...]:
    """Several lists of topics in one: each once, as many as a document can have."""
    return tuple(dict.fromkeys(topic for listed in topics for topic in listed))[:MOST_TOPICS]


def _place_of(wanted: list[str], words: list[str]) -> int | None:
    many = len(wanted)
    return next((at for at in range(len(words) - many + 1) if words[at : at + many] == wanted), None) if many else None


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
