"""What somebody looks for, as far as this community has words for it, and how much of what it keeps that may be."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from community.finding import Wanted
from store.tokens import ANY, kind_mark, tokens_of, topic_mark
from store.vocabulary import Vocabulary

MOST_SOUGHT, MOST_NAMES, MOST_BEGINNINGS = 8, 12, 8
"""So many words are looked for, each under so many names; the last also as the beginning of so many others."""
SHORTEST_BEGINNING = 3

Phrase = tuple[str, ...]
"""One word, or several that stand one behind the other, as `store.tokens` writes them."""


@dataclass(frozen=True, slots=True)
class Sought:
    """One word that is looked for, with what else it may be called."""

    names: tuple[Phrase, ...]
    """What somebody wrote, first; then its other names, and words that begin like it."""
    share: float
    """Which part of all entries may hold it, from 0 to 1: a guess."""


@dataclass(frozen=True, slots=True)
class Wish:
    """All that is looked for at once."""

    words: tuple[Sought, ...]
    marks: tuple[str, ...]
    """What is filtered by."""
    passing: float
    """How many entries may pass the filters: a guess."""

    @property
    def expected(self) -> float:
        """How many entries may be wanted, if words knew nothing of each other."""
        return self.passing * math.prod(each.share for each in self.words)

    @property
    def has_phrases(self) -> bool:
        """Whether it matters how words stand beside each other."""
        return any(len(name) > 1 for each in self.words for name in each.names)

    def only(self, words: Sequence[Sought]) -> Wish:
        """The same wish for other words."""
        return replace(self, words=tuple(words))


def wish_of(wanted: Wanted, vocabulary: Vocabulary) -> Wish | None:
    """What is wanted, under the names that some entry holds. None when no entry can be what is wanted."""
    marks = tuple([kind_mark(wanted.kind)] * bool(wanted.kind) + [topic_mark(wanted.topic)] * bool(wanted.topic))
    groups = [[tuple(tokens_of(name)) for name in group[:MOST_NAMES]] for group in wanted.words[:MOST_SOUGHT]]
    known = vocabulary.known({ANY, *marks, *(word for group in groups for name in group for word in name)})
    if not known.keys() >= {ANY, *marks}:
        return None
    every = known[ANY]
    shares = [_shares(group, known) for group in groups]
    if groups and groups[-1]:
        shares[-1] = _with_beginnings(groups[-1][0], shares[-1], vocabulary, every)
    words = tuple(Sought(tuple(names), min(1.0, sum(names.values()))) for names in shares if names)
    if not words and (wanted.words or not marks):
        return None
    return Wish(words, marks, every * math.prod(known[mark] / every for mark in marks))


def _shares(group: Sequence[Phrase], known: Mapping[str, int]) -> dict[Phrase, float]:
    """The names that some entry may hold. Words of a phrase are more often together than chance has it."""
    found = {}
    for name in group:
        if name and known.keys() >= set(name):
            each = [known[word] / known[ANY] for word in name]
            found[name] = max(math.prod(each), min(each) / 10)
    return found


def _with_beginnings(said: Phrase, names: dict[Phrase, float], vocabulary: Vocabulary, every: int) -> dict[Phrase, float]:
    """The last word, while it is being typed, may be the beginning of another."""
    if len(said) != 1 or len(said[0]) < SHORTEST_BEGINNING:
        return names
    longer = vocabulary.beginning(said[0], MOST_BEGINNINGS)
    return names | {(word,): many / every for word, many in longer.items() if (word,) not in names}
