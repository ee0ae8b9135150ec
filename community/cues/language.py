"""The small language of the cues, and what it is read into.

One cue a line; a line that is indented further goes on with the one above. In a cue

- words stand for themselves, in the singular or the plural;
- `(a|b c)` is either, `(a|b)?` and `a?` may be missing;
- `~` lets up to four words pass, `~2` up to two;
- `^` is the beginning of a sentence;
- `{name}` is one of a group below.

A cue never reaches over the end of a sentence. Words that change nothing ("please", "just", "possibly") are taken out
of a text before it is read, so no cue holds them.

To teach Canopy a new way of asking, put the sentence into `tests/rules/said.toml` first, and then a cue into the module
of its kind.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Final

Step = frozenset[str] | int
"""Words of which one must come next, or how many words may pass."""

CLEAR: Final = 3
"""Says the kind by itself."""
HINT: Final = 2
"""Says the kind when nothing clear is there: what people say around a question as often as in it."""
FAINT: Final = 1
"""Says the kind when there is nothing else at all."""

END: Final = "."
"""How the end of a sentence stands among the words."""

GROUPS: Mapping[str, str] = {
    "where": "where|were",
    "can": "can|could|would|may|might|should|shall",
    "us": "i|we|us|me|staff|team|manager|student|colleague|senior|she|he",
    "who": "i|we|you|one|people|anyone|everyone|other|team|staff|us|service|home|carer|nurse",
    "all": "you|we|people|everyone|other|anyone|colleague|team|member|group|forum|panel",
    "get": "find|get|download|access|see|read|locate|obtain|view|borrow|look",
    "thing": (
        "template|policy|form|leaflet|guide|guidance|guideline|protocol|procedure|checklist|flowchart|flow|link|copy|example|"
        "document|poster|factsheet|booklet|toolkit|tool|resource|material|slide|handout|video|recording|spreadsheet|pathway|"
        "briefing|list|directory|number|email|contact|detail|address|date|report|paper|article|quiz|card|pack|script|letter|"
        "prompt|presentation|powerpoint|info|information|statistic|figure|definition|sop|agenda|minute|matrix|chart|sheet|"
        "study|tracker|audit|newsletter|glossary|module|workbook|version|caselaw|note"
    ),
    "done": (
        "had|been|come|done|gone|taken|used|tried|worked|dealt|supported|experienced|encountered|challenged|appealed|attended|"
        "applied|faced|met|moved|piloted|handled|completed|started|introduced|implemented|switched|lost|won|involved"
    ),
    "did": (
        "used|tried|worked|dealt|supported|experienced|encountered|challenged|appealed|attended|applied|faced|piloted|handled|"
        "introduced|implemented|switched|involved|disagreed|refused|complained|referred|reported|escalated|won|lost"
    ),
    "tackle": (
        "support|help|manage|handle|deal|tell|admit|apologise|approach|tackle|address|engage|encourage|persuade|make|keep|stop|prevent|balance|"
        "improve|reduce|involve|evidence|record|document|respond|rethink|overcome|avoid|protect|assess|convince|challenge|"
        "explain|resolve|solve|break|promote|include|safeguard|communicate|cope|build|reassure|de|ensure|motivate|raise|"
        "capture|change|turn|word|phrase|weigh|judge|respect|cut|free|square|move|start|prove|show|bring"
    ),
    "write": "record|document|capture|compile|log",
    "account": (
        "guide|how|checklist|faq|glossary|protocol|template|step|toolkit|playbook|record|log|wiki|library|manual|study|note|"
        "lesson|handbook|summary|blueprint|timeline|recipe|cribsheet|diary|account"
    ),
}

_CONTINUED = re.compile(r"(\|?)\n +")
_STEP = re.compile(r"\(([^()]*)\)(\??)|~(\d?)|(\S+)")
_GROUP = re.compile(r"{(\w+)}")


def cues(block: str) -> Iterator[str]:
    """Take a block of cues apart: one string for each."""
    yield from _CONTINUED.sub(lambda broken: broken[1] or " ", inspect.cleandoc(block)).splitlines()


def variants(cue: str) -> Iterator[tuple[Step, ...]]:
    """Read a cue: every order of steps it stands for."""
    cue = _GROUP.sub(lambda group: f"({GROUPS[group[1]]})", cue).replace("^", END)
    for way in product(*(_ways(*part.groups(default="")) for part in _STEP.finditer(cue))):
        yield tuple(step for steps in way for step in steps)


def _ways(either: str, missing: str, passing: str, word: str) -> list[tuple[Step, ...]]:
    """The ways in which one part of a cue can be said."""
    if not either and not word:
        return [(int(passing or 4),)]
    phrases = [phrase.split() for phrase in (either or word.rstrip("?")).split("|")]
    single = frozenset(words[0] for words in phrases if len(words) == 1)
    ways: list[tuple[Step, ...]] = [(single,)] if single else []
    ways += [tuple(frozenset({word}) for word in words) for words in phrases if len(words) > 1]
    return [*ways, ()] if missing or word.endswith("?") else ways
