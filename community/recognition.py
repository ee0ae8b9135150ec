"""Which kind of ask a member means, from how the question is said.

Guessing wrong is worse than asking: where two kinds are as likely, or none is, the answer is None and the member
chooses. How it is done: words are brought to plain forms, slips of the finger forgiven; the cues of `community.cues`
are looked for in each sentence; cues inside longer cues are dropped; and the strongest sort of cue decides, if all
cues of that sort agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from community.cues import (
    assets,
    coordination,
    developments,
    documentation,
    experience,
    information,
    mapping,
    nothing,
    problem,
    visit,
)
from community.cues.language import END, Step, cues, variants
from community.cues.words import MEANT, NOT_SLIPS, PAIRS, UNSAID
from community.kinds import AskKind
from community.spelling import LONGEST, Spelling

READ: Final = 1_500
"""How many characters are read. Whoever writes more has asked by then, or gets the chooser."""

_TOKEN = re.compile(r"[^\W_]+(?:['‘’ʼ`´][^\W_]+)*|(?<=\s)[-–—](?=\s)|[.!?;:\n…。！？\u2600-\u27bf\U0001f300-\U0001faff]")
_INNER = re.compile(r"['‘’ʼ`´]")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")

CUES_OF: Mapping[AskKind, Mapping[int, str]] = {
    AskKind.PROBLEM: problem.CUES,
    AskKind.INFORMATION: information.CUES,
    AskKind.EXPERIENCE: experience.CUES,
    AskKind.ASSETS: assets.CUES,
    AskKind.COORDINATION: coordination.CUES,
    AskKind.DEVELOPMENTS: developments.CUES,
    AskKind.DOCUMENTATION: documentation.CUES,
    AskKind.VISIT: visit.CUES,
    AskKind.MAPPING: mapping.CUES,
}


@dataclass(frozen=True, slots=True)
class _Cue:
    kind: AskKind | None
    strength: int
    steps: tuple[Step, ...]

    def reach(self, words: list[str], at: int) -> int:
        """Where this cue ends if its first word stands at `at`, else 0. `words` ends with the end of a sentence."""
        at += 1
        passing = 0
        for step in self.steps[1:]:
            if isinstance(step, int):
                passing = step
                continue
            while words[at] not in step:
                if not passing or words[at] == END:
                    return 0
                at, passing = at + 1, passing - 1
            at, passing = at + 1, 0
        while passing and words[at] != END:
            at, passing = at + 1, passing - 1
        return at


def _all_cues() -> Iterator[_Cue]:
    for cue in cues(nothing.CUES):
        yield from (_Cue(None, 0, steps) for steps in variants(cue))
    for kind, by_strength in CUES_OF.items():
        for strength, block in by_strength.items():
            for cue in cues(block):
                yield from (_Cue(kind, strength, steps) for steps in variants(cue))


def _by_first_word() -> dict[str, list[tuple[frozenset[str] | None, _Cue]]]:
    """The cues that can begin with a word, each with the words of which one must come next, if there are such."""
    index: dict[str, list[tuple[frozenset[str] | None, _Cue]]] = {}
    for cue in _all_cues():
        first, second = cue.steps[0], cue.steps[1] if len(cue.steps) > 1 else 0
        for word in first if isinstance(first, frozenset) else ():
            index.setdefault(word, []).append((second if isinstance(second, frozenset) else None, cue))
    return index


_CUES = _by_first_word()
_WORDS = frozenset(
    {word for found in _CUES.values() for _, cue in found for step in cue.steps if isinstance(step, frozenset) for word in step}
    | {word for pair in PAIRS for word in pair}
)
_READINGS: Mapping[str, tuple[str, ...]] = {
    **{word + "s": (word,) for word in _WORDS},
    **{word: (word,) for word in _WORDS},
    **{said: tuple(meant.split()) for said, meant in MEANT.items()},
    **dict.fromkeys(UNSAID, ()),
}
"""What a word is read as: itself, its singular, what it stands for, or nothing."""

_SPELLING = Spelling(_WORDS | UNSAID | MEANT.keys())
_UNKNOWN = ("",)


def recognise(text: str) -> AskKind | None:
    """Tell which kind of ask a text most likely is; None when that is not clear. Never raises.

    Reads the first 1,500 characters, in time that grows with their number.
    """
    strongest: set[AskKind] = set()
    strength = 1
    for cue in _cues_in(_words(text[:READ])):
        if cue.kind and cue.strength >= strength:
            strongest = strongest | {cue.kind} if cue.strength == strength else {cue.kind}
            strength = cue.strength
    return strongest.pop() if len(strongest) == 1 else None


def _cues_in(words: list[str]) -> Iterator[_Cue]:
    """The cues said, without those that lie inside a longer one."""
    furthest = 0
    for at, word in enumerate(words[:-1]):
        longest = None
        for cue in _beginning(word, words[at + 1]):
            end = cue.reach(words, at)
            if end > furthest:
                furthest, longest = end, cue
        if longest:
            yield longest


@lru_cache(maxsize=4_096)
def _beginning(word: str, following: str) -> tuple[_Cue, ...]:
    """The cues that can begin with these two words. They are the cues' own words, or none: nothing that people wrote is kept."""
    return tuple(cue for second, cue in _CUES.get(word, ()) if second is None or following in second)


def _words(text: str) -> list[str]:
    """A text as plain words, with an end before and after each sentence."""
    words = [END]
    for token in _TOKEN.findall(text):
        if not token[0].isalnum():
            words.append(END)
            continue
        words.extend(_plainly(token if token.isalnum() else _INNER.sub("", token)))
        pair = PAIRS.get((words[-2], words[-1])) if len(words) > 1 else None
        if pair:
            words[-2:] = [pair]
    words.append(END)
    return words


def _plainly(token: str) -> tuple[str, ...]:
    word = token.casefold()
    return _READINGS[word] if word in _READINGS else _guessed(word)


def _guessed(word: str) -> tuple[str, ...]:
    """What an unknown word was meant to be: the one word it is a slip away from, or drawn out from ("pleeease")."""
    if len(word) > LONGEST or word in NOT_SLIPS:
        return _UNKNOWN
    short = _DRAWN_OUT.sub(r"\1", word)
    meant = {short} if short in _READINGS else _SPELLING.near(short)
    return _READINGS[meant.pop()] if len(meant) == 1 else _UNKNOWN
