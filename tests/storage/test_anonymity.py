"""Somebody has every file and knows who voted when: they do no better than chance. The same attack finds naive designs out."""

from __future__ import annotations

import random
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.ballots import Ballots
from store.database import Database
from store.migrating import upgrade
from store.seals import Seal, Seals
from tests.support.attacker import SIGMAS, SOME, Attacker, Loot, Round, everything_in, two_way_round
from tests.support.databases import Postgres

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BOX = "poll:1"
VOTERS = [f"member-{number}" for number in range(12)]
YES, NO = "[1]", "[2]"
PATTERNS = {YES.encode(): YES, NO.encode(): NO}
ROUNDS = 30
RESTLESS = range(12)
"""Everybody changes their mind a different number of times."""
Cast = Callable[[str, str, int], object]
"""Keeps the answer of a member, with the number of their click."""


def a_round(seed: int, changes: Sequence[int] = SOME) -> Round:
    """Twelve voters, six to six."""
    return two_way_round(f"round {seed}", VOTERS, (YES, NO), changes)


def vote(happened: Round, cast: Cast) -> None:
    """Let everybody vote."""
    presses: dict[str, int] = {}
    for voter, answer in happened.clicks:
        cast(voter, answer, presses.setdefault(voter, 0))
        presses[voter] += 1


def loot_of(*folders: Path) -> Loot:
    return Loot(everything_in(*folders), PATTERNS, VOTERS)


class Rooms:
    """A folder for data and one for keys, with a migrated database, fresh for each round."""

    def __init__(self, folder: Path, number: int) -> None:
        self.data, self.keys = folder / f"{number}" / "data", folder / f"{number}" / "keys"
        self.data.mkdir(parents=True)
        self.url = f"sqlite:///{self.data}/canopy.db"
        self.seals = Seals(self.keys)
        self.ballots = Ballots(self.url)
        self.ballots.begin(BOX, NOW)
        self.seals.begin(BOX)

    def cast(self, voter: str, answer: str, press: int) -> None:
        assert self.ballots.cast(BOX, self.seals.seal(BOX, voter), answer, press).kept

    def cast_unveiled(self, voter: str, answer: str, press: int) -> None:
        seal = self.seals.seal(BOX, voter)
        assert self.ballots.cast(BOX, Seal(seal.tag, 0), answer, press).kept


@pytest.fixture
def rooms(tmp_path: Path) -> Iterator[Callable[[int], Rooms]]:
    made: list[Rooms] = []

    def make(number: int) -> Rooms:
        made.append(Rooms(tmp_path, number))
        return made[-1]

    yield make
    for one in made:
        one.ballots.close()


def at_chance(attacker: Attacker) -> None:
    how, score = attacker.best()
    assert score.sigmas < SIGMAS, f"{score.hits} of {score.guesses} right from {how}"


def found_out(attacker: Attacker, by: str) -> None:
    how, score = max(((how, score) for how, score in attacker.scores.items() if by in how), key=lambda item: item[1].sigmas)
    assert score.sigmas > SIGMAS, f"only {score.hits} of {score.guesses} right from {how}"


def test_while_open_the_files_without_the_key_say_nothing(rooms: Callable[[int], Rooms]) -> None:
    """Every file after every vote but the keys: the order of votes, and who changed their mind how often, is nowhere in them."""
    attacker = Attacker()
    for number in range(ROUNDS):
        happened, room = a_round(number, (SOME, RESTLESS)[number % 2]), rooms(number)
        vote(happened, room.cast)
        loot = loot_of(room.data)
        assert [len(loot.files[name]) for name in loot.files if name.endswith(("-wal", "-journal"))] in ([], [0])
        attacker.tries(loot, happened)

    assert sum(score.guesses for how, score in attacker.scores.items() if "slips by their tag" in how) == 5 * 12 * ROUNDS
    at_chance(attacker)


def test_after_closing_every_file_says_nothing(rooms: Callable[[int], Rooms]) -> None:
    """With the keys folder and all: the box, its tags and its key are nowhere on the disk."""
    attacker = Attacker()
    for number in range(ROUNDS):
        happened, room = a_round(number), rooms(number)
        vote(happened, room.cast)
        gone = [bytes.fromhex(room.seals.tag(BOX, voter)) for voter in VOTERS]
        gone += [content for name, content in everything_in(room.keys).items() if name != "canopy.key"]
        assert len(gone) == len(VOTERS) + 1
        room.ballots.seal(BOX)
        room.ballots.burn(BOX)
        room.seals.end(BOX)
        loot = loot_of(room.data, room.keys)
        attacker.tries(loot, happened)
        assert not [name for name, content in loot.files.items() for lost in (*gone, *PATTERNS, BOX.encode()) if lost in content]

    at_chance(attacker)


def test_with_the_key_while_open_everything_is_told(rooms: Callable[[int], Rooms]) -> None:
    """What the documentation admits: who runs the server and takes the key as well knows it all."""
    attacker = Attacker()
    for number in range(4):
        happened, room = a_round(number), rooms(number)
        vote(happened, room.cast)
        attacker.tries(loot_of(room.data, room.keys), happened)

    how, score = attacker.best()
    assert (how, score.hits) == ("tags made again with a key that was found", 4 * 12)


def test_the_attack_finds_out_how_often_somebody_clicked(rooms: Callable[[int], Rooms]) -> None:
    """Without the veil over the press numbers, changing one's mind would give one away."""
    attacker = Attacker()
    for number in range(6):
        happened, room = a_round(number, RESTLESS), rooms(number)
        vote(happened, room.cast_unveiled)
        attacker.tries(loot_of(room.data), happened)

    found_out(attacker, "hidden number")


@pytest.mark.parametrize(
    ("table", "journal", "by"),
    [
        ("answers (tag TEXT UNIQUE, answer TEXT)", "DELETE", "rows of answers"),
        ("answers (tag TEXT PRIMARY KEY, answer TEXT) WITHOUT ROWID", "DELETE", "offsets from the start"),
        ("answers (tag TEXT PRIMARY KEY, answer TEXT) WITHOUT ROWID", "WAL", "frame"),
    ],
    ids=["rows in order", "offsets in a page", "write-ahead log"],
)
def test_the_attack_finds_naive_designs_out(tmp_path: Path, table: str, journal: str, by: str) -> None:
    """A table of tags and answers keeps the order of votes: in its rows, in its pages, in its log."""
    attacker = Attacker()
    for number in range(8):
        happened, folder = a_round(number, changes=()), tmp_path / str(number)
        folder.mkdir()
        with closing(sqlite3.connect(folder / "canopy.db", isolation_level=None)) as database:
            database.execute(f"PRAGMA journal_mode={journal}")
            database.execute(f"CREATE TABLE {table}")
            tags = {voter: secrets.token_hex(16) for voter in VOTERS}

            def cast(
                voter: str, answer: str, _: int, database: sqlite3.Connection = database, tags: dict[str, str] = tags
            ) -> None:
                upsert = "INSERT INTO answers VALUES (?, ?) ON CONFLICT (tag) DO UPDATE SET answer = excluded.answer"
                database.execute(upsert, (tags[voter], answer))

            vote(happened, cast)
            attacker.tries(loot_of(folder), happened)

    found_out(attacker, by)


def test_pure_chance_is_taken_for_chance() -> None:
    """The measure itself: guesses drawn by lot stay within five standard deviations, and half of them are right."""
    attacker = Attacker()
    for number in range(400):
        happened, answers = a_round(number), [YES, NO] * 6
        random.Random(f"lot {number}").shuffle(answers)  # noqa: S311 - no secret
        attacker._note("by lot", list(zip(happened.orders()["first click"], answers, strict=True)), happened.truth)
        attacker._note("one guess", [(VOTERS[0], YES)], happened.truth)
    at_chance(attacker)
    assert abs(attacker.scores["by lot"].hits / attacker.scores["by lot"].guesses - 0.5) < 0.05
    assert attacker.scores["one guess"].variance == pytest.approx(100)


def test_a_dump_of_postgresql_while_open_says_nothing(postgres_server: Postgres, tmp_path: Path) -> None:
    """What a dump or a query sees: leaves whose rows, places and transactions do not tell the order of votes."""
    attacker, seals = Attacker(), Seals(tmp_path / "keys")
    with postgres_server.fresh() as url:
        database, ballots = Database(url), Ballots(url)
        database.run(upgrade)
        for number in range(ROUNDS):
            happened, box = a_round(number), f"poll:{number}"
            ballots.begin(box, NOW)
            seals.begin(box)
            vote(happened, lambda voter, answer, press, box=box: ballots.cast(box, seals.seal(box, voter), answer, press))  # type: ignore[misc]
            dumped = database.run(
                lambda connection: connection.exec_driver_sql(
                    "SELECT xmin, ctid, body FROM ballot_leaves ORDER BY xmin::text::int"
                ).all()
            )
            assert len(dumped) == 1
            attacker.tries(Loot({"dump": bytes(dumped[0].body)}, PATTERNS, VOTERS), happened)
            ballots.burn(box)
            assert database.run(lambda connection: connection.exec_driver_sql("SELECT count(*) FROM ballot_leaves").scalar()) == 0
        ballots.close()
        database.close()
    at_chance(attacker)
