"""Somebody who has the files and knows who clicked when, and wants to know who answered what.

Every reading of the files is a list of answers that is believed to be in the order of the clicks. Each reading is held against
what people really answered, over many rounds; better than chance by five standard deviations is a leak.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import random
import re
import sqlite3
import struct
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from store.leaves import LEAF_BYTES, Slip, read_leaf

SIGMAS = 5.0
SOME = (1, 1, 1, 2)
"""How often some of the voters change their mind; the others do not."""
_WAL_HEAD, _FRAME_HEAD = 32, 24
_TAG = re.compile(rb"[0-9a-f]{32}")


@dataclass(frozen=True)
class Round:
    """What really happened: the clicks in their order, as (member, answer). Who clicks again changed their mind."""

    clicks: Sequence[tuple[str, str]]

    @property
    def truth(self) -> dict[str, str]:
        """What counts: the last answer of each."""
        return dict(self.clicks)

    def orders(self) -> dict[str, list[str]]:
        """The orders of members that somebody may know who saw the clicks."""
        members = [member for member, _ in self.clicks]
        first, last = list(dict.fromkeys(members)), list(dict.fromkeys(reversed(members)))[::-1]
        often = Counter(members)
        return {
            "first click": first,
            "first click, backwards": first[::-1],
            "last click": last,
            "last click, backwards": last[::-1],
            "number of clicks": sorted(first, key=lambda member: often[member]),
        }


def two_way_round(seed: str, members: Sequence[str], answers: tuple[str, str], changes: Sequence[int] = SOME) -> Round:
    """Everybody votes, half for each answer, in an order. `changes` says how often each of them changes their mind."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    voters, wanted = list(members), list(answers) * (len(members) // 2)
    chance.shuffle(voters)
    chance.shuffle(wanted)
    final = dict(zip(voters, wanted, strict=True))
    clicks = [voter for voter, times in zip(voters, changes, strict=False) for _ in range(times)] + voters
    chance.shuffle(clicks)
    last = {voter: place for place, voter in enumerate(clicks)}
    said = [final[voter] if last[voter] == place else chance.choice(answers) for place, voter in enumerate(clicks)]
    return Round(list(zip(clicks, said, strict=True)))


@dataclass
class Loot:
    """Files by name, and what an answer looks like in them."""

    files: Mapping[str, bytes]
    patterns: Mapping[bytes, str]
    members: Sequence[str]

    def spotted(self, content: bytes) -> list[str]:
        """The answers in the order they lie in."""
        found = re.finditer(b"|".join(map(re.escape, self.patterns)), content)
        return [self.patterns[match[0]] for match in found]


@dataclass
class Score:
    """How well one reading did, over all rounds."""

    hits: int = 0
    guesses: int = 0
    variance: float = 0.0

    @property
    def sigmas(self) -> float:
        """How far above chance, in standard deviations."""
        return 0.0 if not self.variance else (self.hits - self.guesses / 2) / math.sqrt(self.variance)


@dataclass
class Attacker:
    """Keeps the score of every reading. Rounds must be even two-way splits."""

    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))

    def tries(self, loot: Loot, happened: Round) -> None:
        """Read the loot in every way there is."""
        truth = happened.truth
        for how, answers in readings(loot, len(truth)):
            for order, members in happened.orders().items():
                self._note(f"{how}, by {order}", list(zip(members, answers, strict=False)), truth)
        for how, named in (*recomputed(loot), *frame_by_frame(loot, happened)):
            self._note(how, list(named.items()), truth)

    def best(self) -> tuple[str, Score]:
        """The reading that did best."""
        return max(self.scores.items(), key=lambda item: item[1].sigmas, default=("nothing to read", Score()))

    def _note(self, how: str, guesses: Sequence[tuple[str, str]], truth: Mapping[str, str]) -> None:
        if not guesses:
            return
        score, kinds, others = self.scores[how], Counter(answer for _, answer in guesses), len(truth) - 1
        score.guesses += len(guesses)
        score.hits += sum(truth[member] == answer for member, answer in guesses)
        pairs = len(guesses) ** 2 - 2 * sum(count**2 for count in kinds.values()) + len(guesses)
        score.variance += len(guesses) / 4 + pairs / (4 * others)


def readings(loot: Loot, voters: int) -> Iterator[tuple[str, list[str]]]:
    """Every list of answers that the files give away."""
    for name, content in loot.files.items():
        spotted = loot.spotted(content)
        if spotted:
            yield f"offsets from the start of {name}", spotted[:voters]
            yield f"offsets from the end of {name}", spotted[-voters:]
        if content.startswith(b"SQLite format 3"):
            yield from _of_database(loot, name, voters)
    slips = [slip for content in loot.files.values() for slip in _slips(content)]
    for what, key in (
        ("tag", lambda slip: slip.tag),
        ("hidden number", lambda slip: slip.veiled),
        ("length", lambda s: len(s.answer)),
    ):
        answers = [loot.patterns[slip.answer] for slip in sorted(slips, key=key) if slip.answer in loot.patterns]
        yield f"slips by their {what}", answers[:voters]


def recomputed(loot: Loot) -> Iterator[tuple[str, dict[str, str]]]:
    """Whose each tag is, with every key that was found."""
    keys = [content for content in loot.files.values() if len(content) == 32]
    slips = {slip.tag.hex(): slip for content in loot.files.values() for slip in _slips(content)}
    for key in keys:
        tags = {hmac.new(key, member.encode(), hashlib.sha256).hexdigest()[:32]: member for member in loot.members}
        named = {
            tags[tag]: loot.patterns[slips[tag].answer] for tag in tags if tag in slips and slips[tag].answer in loot.patterns
        }
        yield "tags made again with a key that was found", named


def frame_by_frame(loot: Loot, happened: Round) -> Iterator[tuple[str, dict[str, str]]]:
    """What each frame of a write-ahead log adds, held beside the clicks one by one."""
    for name, content in loot.files.items():
        if name.endswith("-wal"):
            frames = list(_frames(content, loot.files.get(name[:-4], b"")))[-len(happened.clicks) :]
            named = {}
            for (member, _), (before, after) in zip(happened.clicks, frames, strict=False):
                for answer in Counter(loot.spotted(after)) - Counter(loot.spotted(before)):
                    named[member] = answer
            yield f"what each frame of {name} adds", named


def _of_database(loot: Loot, name: str, voters: int) -> Iterator[tuple[str, list[str]]]:
    """Rows in the order the database gives them, and in the order of every column."""
    with tempfile.TemporaryDirectory(prefix="canopy-loot-") as folder:
        copy = Path(folder, "copy.db")
        for ending in ("", "-wal", "-journal"):
            if f"{name}{ending}" in loot.files:
                copy.with_name(f"copy.db{ending}").write_bytes(loot.files[f"{name}{ending}"])
        with closing(sqlite3.connect(copy)) as connection:
            tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
                for by in ("", *columns):
                    order = f' ORDER BY "{by}"' if by else ""
                    rows = connection.execute(f'SELECT * FROM "{table}"{order}').fetchall()  # noqa: S608 - its own names
                    answers = [answer for row in rows for answer in loot.spotted(_text(row))]
                    yield f"rows of {table} in {name}{order}", answers[:voters]


def _text(row: Iterable[object]) -> bytes:
    return b"\0".join(value if isinstance(value, bytes) else str(value).encode() for value in row)


def _frames(wal: bytes, database: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(page before, page after) of every frame in a write-ahead log."""
    if len(wal) < _WAL_HEAD:
        return
    (size,) = struct.unpack(">I", wal[8:12])
    pages = {number + 1: database[number * size : (number + 1) * size] for number in range(len(database) // size)}
    for begin in range(_WAL_HEAD, len(wal) - size - _FRAME_HEAD + 1, size + _FRAME_HEAD):
        (number,) = struct.unpack(">I", wal[begin : begin + 4])
        after = wal[begin + _FRAME_HEAD : begin + _FRAME_HEAD + size]
        yield pages.get(number, b""), after
        pages[number] = after


def _slips(content: bytes) -> Iterator[Slip]:
    """What lies in the leaves of a ballots file."""
    if not content.startswith(b"SQLite format 3") or b"ballot_leaves" not in content:
        return
    with tempfile.TemporaryDirectory(prefix="canopy-loot-") as folder:
        copy = Path(folder, "copy.db")
        copy.write_bytes(content)
        with closing(sqlite3.connect(copy)) as connection:
            for (body,) in connection.execute("SELECT body FROM ballot_leaves"):
                if len(body) == LEAF_BYTES:
                    yield from read_leaf(0, body).slips


def everything_in(*folders: Path) -> dict[str, bytes]:
    """Every file, by its name."""
    return {file.name: file.read_bytes() for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()}
