"""Which of what was found comes first: the same on both databases, because it is reckoned here."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence

from community.finding import EntryKind, Hit
from store.searching import Found
from store.sought import Phrase, Sought
from store.tokens import tokens_of

LOOKED_INTO = 40
"""So many of the best are looked into: how often they say it counts, too."""
READ = 4_000
"""So many letters of each."""
MOST_MATCHED = 12
_AS_IT_STANDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_EACH, _SAID, _CALLED, _WHOLE, _PHRASE, _USED, _NEW, _OFTEN = 10.0, 3.0, 2.0, 1.5, 2.0, 0.6, 1.0, 0.3
_MOST_USED, _MOST_OFTEN = 5.0, 5


def ranked(found: Mapping[int, tuple[Found, float]], sought: Sequence[Sought]) -> list[tuple[float, Found]]:
    """Entries, best first, by what can be told without opening them. Each comes with what the words it holds are worth."""
    titles = Titles(sought)
    scored, many = [], len(found)
    for place, number in enumerate(sorted(found, reverse=True)):
        entry, worth = found[number]
        use = _USED * min(math.log2(1 + entry.weight), _MOST_USED) if entry.weight > 0 else 0.0
        scored.append((worth * _EACH + titles.worth(entry.title) + _NEW * (1 - place / many) + use, entry))
    scored.sort(key=_first)
    return scored


class Titles:
    """What a title is worth: what was said counts more than what it is also called; a title that says nothing else most."""

    def __init__(self, sought: Sequence[Sought]) -> None:
        self._words: dict[str, list[tuple[int, float]]] = {}
        """Single words, with the place of what they stand for and what they are worth."""
        self._phrases: list[tuple[Phrase, int, float]] = []
        for place, each in enumerate(sought):
            for name in each.names:
                worth = _SAID if name == each.names[0] else _CALLED
                if len(name) == 1:
                    self._words.setdefault(name[0], []).append((place, worth))
                else:
                    self._phrases.append((name, place, worth))
        self._said = tuple(word for each in sought for word in each.names[0]) if len(sought) > 1 else ()

    def worth(self, title: str) -> float:
        """In points."""
        words = tokens_of(title)
        best: dict[int, float] = {}
        covered = 0
        for word in words:
            for place, worth in self._words.get(word, ()):
                covered += place not in best
                best[place] = max(worth, best.get(place, 0.0))
        for name, place, worth in self._phrases:
            if _stands(name, words):
                covered += len(name) if place not in best else 0
                best[place] = max(worth, best.get(place, 0.0))
        if not best:
            return 0.0
        together = _PHRASE if self._said and _stands(self._said, words) else 0.0
        return sum(best.values()) + together + _WHOLE * min(1.0, covered / len(words))


def looked_into(
    best: Iterable[tuple[float, Found]], bodies: Mapping[str, str], sought: Sequence[Sought]
) -> list[tuple[float, Found]]:
    """The same again, now that the body of each has been read."""
    scored = [(score + _body(bodies.get(entry.ref, ""), sought), entry) for score, entry in best]
    return sorted(scored, key=_first)


def hit(entry: Found, body: str, sought: Sequence[Sought]) -> Hit:
    """An entry that was found, with the words of it that matched, as they stand there."""
    in_title, missing = _matched(entry.title, sought)
    matched = in_title if not missing else list(dict.fromkeys([*in_title, *_matched(body, sought)[0]]))
    return Hit(
        ref=entry.ref,
        what=EntryKind(entry.what),
        kind=entry.kind,
        topics=tuple(entry.topics.split()),
        title=entry.title,
        at=entry.at,
        matched=tuple(matched[:MOST_MATCHED]),
        in_title=bool(in_title) and not missing,
    )


def _first(scored: tuple[float, Found]) -> tuple[float, int]:
    return -scored[0], -scored[1].number


def _stands(phrase: Phrase, words: Sequence[str]) -> bool:
    many = len(phrase)
    if many == 1:
        return phrase[0] in words
    return any(tuple(words[at : at + many]) == phrase for at in range(len(words) - many + 1))


def _body(body: str, sought: Sequence[Sought]) -> float:
    """How often it says each word; roughly, for it is done for many."""
    folded = body.casefold()
    often = (min(max(folded.count(" ".join(name)) for name in each.names), _MOST_OFTEN) for each in sought)
    said = " ".join(word for each in sought for word in each.names[0])
    return _OFTEN * sum(often) + (1.0 if len(sought) > 1 and said in folded else 0.0)


def _matched(written: str, sought: Sequence[Sought]) -> tuple[list[str], bool]:
    """The words of a text that were looked for, and whether one of them is missing in it."""
    spots = [(match, tokens_of(match[0])) for match in _AS_IT_STANDS.finditer(written)]
    words = [tokens[0] if tokens else "" for _, tokens in spots]
    found: dict[str, None] = {}
    held = set()
    for at in range(len(words)):
        for place, each in enumerate(sought):
            name = next((name for name in each.names if tuple(words[at : at + len(name)]) == name), None)
            if name is not None:
                held.add(place)
                found.setdefault(written[spots[at][0].start() : spots[at + len(name) - 1][0].end()])
    return list(found), len(held) < len(sought)
