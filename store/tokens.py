"""What the full-text index holds: words, and marks for what is filtered by. Each begins with whose they are.

So one community's entries are lists of their own inside the index, however many communities there are.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache

from community.finding import Entry, words_of
from community.people import CommunityId, TenantId

LONGEST = 40
"""Longer words are found by their first letters."""
MOST_WORDS = 4_000
"""So many words of an entry are indexed."""
GAP = 5
"""So far the body is from the title, so that no phrase begins in one and ends in the other."""
_ASCII_WORDS = re.compile(r"[a-z0-9]+")
_NOT_PLAIN = re.compile(r"[^\w]|_")
_COUNTED = re.compile(r"(?<![\w.])([a-z2-7]{6})([ksu]?\.)([^\s':]*)")
"""Whose a token of the index is, what sort, and the token itself; words of titles are left out, which are there as words too."""


def tokens_of(text: str) -> list[str]:
    """The words of a text as they are indexed: folded, without apostrophes and the `s` behind one."""
    if text.isascii() and "'" not in text:  # most of them, and this is done for every title that may be the best
        return [word[:LONGEST] for word in _ASCII_WORDS.findall(text.lower())]
    return [token for word in words_of(text) if (token := word.removesuffix("'s").replace("'", "")[:LONGEST])]


ANY = ""
"""What every entry is counted as, in the vocabulary."""
USEFUL = "u."
"""What was used, or helped, is counted and found as."""


def kind_mark(kind: str) -> str:
    """What something of a kind is counted and found as."""
    return f"k.{_plain(kind)}"


def topic_mark(topic: str) -> str:
    """What something on a topic is counted and found as."""
    return f"s.{_plain(topic.lstrip('#'))}"


def _plain(name: str) -> str:
    return _NOT_PLAIN.sub(".", name.casefold())[:LONGEST]


class Marks:
    """How one community's tokens are written in the index."""

    def __init__(self, tenant: TenantId, community: CommunityId) -> None:
        self._whose = _short(tenant, community)

    def word(self, token: str) -> str:
        """A word, wherever it is."""
        return f"{self._whose}.{token}"

    def titled(self, token: str) -> str:
        """A word of a title."""
        return f"{self._whose}t.{token}"

    def mark(self, mark: str) -> str:
        """A kind, a topic, or that it was of use."""
        return f"{self._whose}{mark}"

    def has(self, mark: str, indexed: str) -> bool:
        """Whether an entry is found as `mark`, from what the index holds of it: between blanks, or quotes on PostgreSQL."""
        token = self.mark(mark)
        return f"'{token}'" in indexed or f" {token} " in f"{indexed} "

    def counted_in(self, indexed: str) -> set[str]:
        """What an entry counts for in the vocabulary, from what the index holds of it."""
        found = _COUNTED.findall(indexed)
        return {ANY, *(sort.removeprefix(".") + rest for whose, sort, rest in found if whose == self._whose)}


class Indexed:
    """What the index is to hold of an entry."""

    def __init__(self, entry: Entry, marks: Marks, *, useful: bool) -> None:
        title = tokens_of(entry.title)[:MOST_WORDS]
        body = tokens_of(entry.body)[: MOST_WORDS - len(title)]
        filters = [kind_mark(entry.kind), *map(topic_mark, entry.topics), *([USEFUL] if useful else [])]
        self.counted = {ANY, *title, *body, *filters}
        """What it counts for in the vocabulary."""
        self._title, self._body, self._marks = title, body, marks
        self._filters = [marks.mark(mark) for mark in dict.fromkeys(filters)]

    def for_sqlite(self) -> str:
        """Tokens in their order, blanks between them."""
        marks = self._marks
        parts = [*map(marks.word, self._title), *["."] * GAP, *map(marks.word, self._body), "."]
        return " ".join([*parts, *map(marks.titled, self._title), ".", *self._filters])

    def for_postgres(self) -> str:
        """A `tsvector`, as text."""
        marks, behind = self._marks, len(self._title) + GAP
        beyond = behind + len(self._body) + GAP
        parts = [
            *_placed(map(marks.word, self._title), 1),
            *_placed(map(marks.word, self._body), behind),
            *_placed(map(marks.titled, self._title), beyond),
        ]
        return " ".join([*parts, *(f"'{mark}'" for mark in self._filters)])


def _placed(tokens: Iterable[str], first: int) -> list[str]:
    return [f"'{token}':{place}" for place, token in enumerate(tokens, first)]


@lru_cache(maxsize=4096)
def _short(tenant: str, community: str) -> str:
    """Six letters. Should two communities ever share them, they search one list, and each still finds only its own."""
    digest = hashlib.sha256(f"{tenant}\0{community}".encode()).digest()
    return base64.b32encode(digest[:5])[:6].decode().lower()
