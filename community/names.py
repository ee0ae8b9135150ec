"""Whom somebody means who writes a name: "who is Amara", a family name alone, a name with a slip of the finger in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from community.finding import folded
from community.people import Member
from community.privacy import one_line
from community.spelling import Spelling

OPENINGS: Final = ("who is", "who's", "who’s", "whos", "whois", "profile of", "the profile of", "show the profile of")
"""How a message begins that asks for somebody."""
MOST_NAMES: Final = 5
"""More words than that are no name."""
NAME_LIMIT: Final = 60

_NAME = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_OPENING = re.compile(rf"(?:{'|'.join(OPENINGS)})[\s:,]+(.*)", re.IGNORECASE)
_AROUND = " \t@?!.,:;\"'“”‘’"
_NO_NAMES: Final = frozenset(
    re.findall(
        r"\w+",
        "a able about aware all also an and another any anybody anyone around at attending available behind best better both by "
        "coming currently doing else everybody everyone experienced familiar free for from going good happy here he her him his "
        "i in interested involved it its keen lead leading left likely meant my new next no not now of off on or our out "
        "person ready really she responsible right running so somebody someone still supposed sure taking that the their them "
        "there they this those to today tomorrow up using we what when where which who whom whose why willing with working you "
        "your",
    )
)


def name_asked(text: str) -> str:
    """The name in a message that asks for somebody, as it was written; empty where there is none."""
    found = _OPENING.fullmatch(" ".join(text.split()))
    return one_line(found[1].strip(_AROUND), NAME_LIMIT) if found else ""


def names_in(text: str) -> tuple[str, ...]:
    """The words of a name, as they are compared."""
    return tuple(_NAME.findall(folded(text).replace("’", "'")))


def looks_like_a_name(asked: str) -> bool:
    """True for what may well be a name; False for the rest of a question, as in "who is leading on training?"."""
    words = names_in(asked)
    plain = all(word not in _NO_NAMES and not word.endswith(("ing", "'s")) for word in words)
    return 0 < len(words) <= 3 and plain and not any(sign.isdigit() for sign in asked)


def meant_by(asked: str, people: Iterable[Member]) -> list[Member]:
    """Those of `people` whom a name means: called just so, else with all those names, else with names that begin so."""
    words = set(names_in(asked))
    if not 0 < len(words) <= MOST_NAMES:
        return []
    named = [(member, set(names_in(member.name))) for member in people]
    just_so = [member for member, names in named if names == words]
    all_of_them = [member for member, names in named if words <= names]
    return just_so or all_of_them or [member for member, names in named if _begin_so(words, names)]


def a_slip_away(asked: str, people: Sequence[Member]) -> list[Member]:
    """Those of `people` whom a name may mean with one slip of the finger in a word of it."""
    words = names_in(asked)
    if not 0 < len(words) <= MOST_NAMES:
        return []
    spelling = Spelling(name for member in people for name in names_in(member.name))
    meant = [{word, *spelling.near(word)} for word in words]
    return [member for member in people if all(options & set(names_in(member.name)) for options in meant)]


def _begin_so(words: set[str], names: set[str]) -> bool:
    return all(len(word) > 1 and any(name.startswith(word) for name in names) for word in words)
