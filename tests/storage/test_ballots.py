"""Boxes of anonymous answers: each member once, changeable, counted once, gone when burnt."""

from __future__ import annotations

import hashlib
import random
import sqlite3
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url, text

from store.ballot_papers import ballots_file
from store.ballots import HIGHEST_PRESS, AnswerTooLong, Ballots, BoxSealed, Cast
from store.database import Database
from store.leaves import LONGEST_ANSWER
from store.seals import Seal
from tests.support.databases import Postgres

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BOX = "poll:1"
COUNTERS = ((24, 28), (40, 44), (92, 96))
"""Where a SQLite file counts how often it was changed, and written anew."""


def seal_of(member: object) -> Seal:
    """A seal that falls the same way each time."""
    made = hashlib.sha256(f"a key {member}".encode()).digest()
    return Seal(made[:16].hex(), int.from_bytes(made[16:20], "big") >> 1)


@pytest.fixture
def ballots(database_url: str) -> Iterator[Ballots]:
    ballots = Ballots(database_url)
    ballots.begin(BOX, NOW)
    yield ballots
    ballots.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Callable[[str], tuple[Ballots, Path]]]:
    """New ballots on SQLite, and their file."""
    made: list[Ballots] = []

    def make(name: str) -> tuple[Ballots, Path]:
        database = tmp_path / f"{name}.db"
        made.append(Ballots(f"sqlite:///{database}"))
        return made[-1], ballots_file(database)

    yield make
    for ballots in made:
        ballots.close()


def test_each_member_counts_once_and_may_change_their_mind(ballots: Ballots) -> None:
    """A higher press changes the answer; how many have answered does not change with it."""
    assert ballots.cast(BOX, seal_of("ben"), "[1]", 0) == Cast(1, kept=True)
    assert ballots.cast(BOX, seal_of("chidi"), "[1]", 0) == Cast(2, kept=True)
    assert ballots.cast(BOX, seal_of("ben"), "[2]", 1) == Cast(2, kept=True)

    assert ballots.answered(BOX) == 2
    assert sorted(ballots.seal(BOX)) == ["[1]", "[2]"]


def test_a_click_that_comes_again_late_undoes_nothing(ballots: Ballots) -> None:
    """The same press again is fine; an older one, or the same with another answer, changes nothing and says so."""
    ballots.cast(BOX, seal_of("ben"), "[1]", 0)
    ballots.cast(BOX, seal_of("ben"), "[2]", 1)

    assert ballots.cast(BOX, seal_of("ben"), "[2]", 1) == Cast(1, kept=True)
    assert ballots.cast(BOX, seal_of("ben"), "[1]", 0) == Cast(1, kept=False)
    assert ballots.cast(BOX, seal_of("ben"), "[3]", 1) == Cast(1, kept=False)
    assert ballots.press_of(BOX, seal_of("ben")) == 1
    assert ballots.press_of(BOX, seal_of("chidi")) == 0
    assert ballots.seal(BOX) == ["[2]"]


def test_a_sealed_box_takes_nothing_and_can_be_read_again(ballots: Ballots) -> None:
    """Counting can be repeated and finds the same; who comes later hears that it is over."""
    ballots.cast(BOX, seal_of("ben"), "[1]", 0)

    assert ballots.seal(BOX) == ballots.seal(BOX) == ["[1]"]
    for member in ("ben", "chidi"):
        with pytest.raises(BoxSealed):
            ballots.cast(BOX, seal_of(member), "[2]", 9)
    ballots.begin(BOX, NOW)
    with pytest.raises(BoxSealed):
        ballots.cast(BOX, seal_of("ben"), "[2]", 9)


def test_a_burnt_box_is_not_there(ballots: Ballots) -> None:
    """Burning can be repeated, and leaves other boxes as they are."""
    ballots.begin("poll:2", NOW)
    ballots.cast(BOX, seal_of("ben"), "[1]", 0)
    ballots.cast("poll:2", seal_of("ben"), "[2]", 0)
    ballots.burn(BOX)
    ballots.burn(BOX)

    assert ballots.boxes() == {"poll:2": NOW}
    assert (ballots.answered(BOX), ballots.seal(BOX), ballots.press_of(BOX, seal_of("ben"))) == (0, [], 0)
    assert ballots.answered_by(BOX, [seal_of("ben").tag]) == set()
    with pytest.raises(BoxSealed):
        ballots.cast(BOX, seal_of("ben"), "[1]", 1)
    assert ballots.seal("poll:2") == ["[2]"]


def test_answers_outlive_a_restart(ballots: Ballots, database_url: str) -> None:
    """What was cast is there for the next process."""
    ballots.cast(BOX, seal_of("ben"), "[1]", 3)
    again = Ballots(database_url)

    assert again.press_of(BOX, seal_of("ben")) == 3
    assert again.answered(BOX) == 1
    again.close()


def test_words_are_kept_to_the_letter(ballots: Ballots) -> None:
    """Any words, of any length that a form lets through, in any script; what no page can hold is refused."""
    said = ['"' + "🌳" * 500 + '"', "x" * LONGEST_ANSWER, "", "O’Neill – naïve\n\0", '"' + "\\ud83c\\udf33" * 500 + '"']
    for number, words in enumerate(said):
        ballots.cast(BOX, seal_of(number), words, 0)
    with pytest.raises(AnswerTooLong):
        ballots.cast(BOX, seal_of("ben"), "x" * (LONGEST_ANSWER + 1), 0)
    ballots.cast(BOX, seal_of("chidi"), "half \ud800", 0)

    assert sorted(ballots.seal(BOX)) == sorted([*said, "half ?"])


@pytest.mark.parametrize("press", [-5, 0, 7, HIGHEST_PRESS, 2**70])
def test_any_press_number_is_taken(ballots: Ballots, press: int) -> None:
    """The number comes from a card that anybody could have changed: at worst it counts for its sender alone."""
    assert ballots.cast(BOX, seal_of("ben"), "[1]", press).kept
    assert ballots.press_of(BOX, seal_of("ben")) == max(0, min(press, HIGHEST_PRESS))
    assert ballots.cast(BOX, seal_of("chidi"), "[1]", 0).kept


def test_a_thousand_answers_are_kept_found_and_counted(ballots: Ballots) -> None:
    """Many answers lie in many leaves, and every one is found."""
    answers = {f"member {number}": f'"{"words " * (number % 40)}{number}"' for number in range(1000)}
    for member, answer in answers.items():
        ballots.cast(BOX, seal_of(member), answer, 1)
    tags = {seal_of(member).tag for member in answers}

    assert ballots.answered(BOX) == 1000
    assert ballots.answered_by(BOX, [*tags, seal_of("somebody else").tag]) == tags
    assert {ballots.press_of(BOX, seal_of(member)) for member in answers} == {1}
    assert sorted(ballots.seal(BOX)) == sorted(answers.values())


def test_answers_come_in_an_order_that_says_nothing(ballots: Ballots) -> None:
    """Neither the order they were given in, nor the order they lie in, nor the same one twice."""
    given = [str(number) for number in range(200)]
    for answer in given:
        ballots.cast(BOX, seal_of(answer), answer, 0)
    by_tag = sorted(given, key=lambda answer: seal_of(answer).tag)
    first, second = ballots.seal(BOX), ballots.seal(BOX)

    assert sorted(first) == sorted(given)
    assert len({tuple(order) for order in (given, by_tag, first, second)}) == 4


def test_many_at_once_are_all_counted(ballots: Ballots) -> None:
    """Six threads and several boxes: nobody waits for ever, nothing is lost, nobody counts twice."""
    for number in range(3):
        ballots.begin(f"poll:{number}", NOW)

    def vote(number: int) -> int:
        return ballots.cast(f"poll:{number % 3}", seal_of(number // 2), str(number // 2), number % 2).answered

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(vote, range(240)))

    assert sum(ballots.answered(f"poll:{number}") for number in range(3)) == 240
    assert sorted(map(int, ballots.seal("poll:0"))) == sorted(number // 2 for number in range(0, 240, 3))


def test_a_thread_that_seals_and_threads_that_cast_agree(ballots: Ballots) -> None:
    """What was told "counted" is counted, however close to closing it came."""

    def vote(number: int) -> bool:
        try:
            return ballots.cast(BOX, seal_of(number), str(number), 0).kept
        except BoxSealed:
            return False

    with ThreadPoolExecutor(6) as threads:
        votes = [threads.submit(vote, number) for number in range(60)]
        counted = threads.submit(ballots.seal, BOX)
        votes += [threads.submit(vote, number) for number in range(60, 120)]

    assert sorted(counted.result()) == sorted(str(number) for number, vote in enumerate(votes) if vote.result())


def bytes_of(file: Path) -> bytes:
    """A SQLite file without its own counters, and whatever lies beside it under its name."""
    content = bytearray(file.read_bytes())
    for begin, end in COUNTERS:
        content[begin:end] = bytes(end - begin)
    beside = sorted(found for found in file.parent.glob(f"{file.name}*") if found != file)
    return bytes(content) + b"".join(found.read_bytes() for found in beside)


@pytest.mark.parametrize(("members", "length"), [(12, 0), (400, 0), (60, 500)], ids=["a few", "many", "words"])
def test_the_file_is_the_same_in_whatever_order_people_voted(
    fresh: Callable[[str], tuple[Ballots, Path]], members: int, length: int
) -> None:
    """Byte for byte, with changes of mind in between, several boxes at once, and one that came and went."""
    files = []
    for order in ("first", "second"):
        chance = random.Random(f"{order} {members}")  # noqa: S311 - no secret
        ballots, file = fresh(order)
        for box in ("checkin:2", BOX):
            ballots.begin(box, NOW)
        votes = [(box, member) for box in (BOX, "checkin:2") for member in range(members)]
        chance.shuffle(votes)
        burnt_at = chance.randrange(len(votes))
        ballots.begin("poll:gone", NOW)
        for number, (box, member) in enumerate(votes):
            final = f"[{member % 2}] {'w' * (member % (length + 1))}"
            if chance.random() < 0.1:
                ballots.cast(box, seal_of(member), "another answer " * chance.randrange(40), 0)
            ballots.cast(box, seal_of(member), final, 1)
            if number == burnt_at:
                ballots.burn("poll:gone")
        files.append(bytes_of(file))
        assert not any(found.stat().st_size for found in file.parent.glob(f"{file.name}-*"))
        ballots.close()

    assert files[0] == files[1]


def test_a_burnt_box_leaves_nothing_in_the_file(fresh: Callable[[str], tuple[Ballots, Path]]) -> None:
    """No word, no tag, no name of the box, and no room where it was."""
    ballots, file = fresh("canopy")
    empty = len(bytes_of(file))
    ballots.begin(BOX, NOW)
    ballots.begin("poll:open", NOW)
    for number in range(300):
        ballots.cast(BOX, seal_of(number), f'"a word that is not to stay {number}"', 0)
        ballots.cast("poll:open", seal_of(number), f'"open {number}"', 0)
    ballots.burn(BOX)
    left = bytes_of(file)

    assert b"not to stay" not in left
    assert BOX.encode() not in left.replace(b"poll:open", b"")
    assert b"open 7" in left
    ballots.burn("poll:open")
    assert len(bytes_of(file)) == empty


def test_a_burnt_box_leaves_nothing_in_the_tables_file(postgres_server: Postgres) -> None:
    """PostgreSQL: at once, although a turn is open that could still see old rows; and what is open stays, row for row."""
    with postgres_server.fresh() as url:
        database, ballots = Database(url), Ballots(url)
        for box in (BOX, "poll:open"):
            ballots.begin(box, NOW)
            for number in range(20):
                ballots.cast(box, seal_of(number), f'"{box} {number}"', 0)

        def sizes(connection: Connection, *, act: bool = False) -> list[int]:
            connection.execute(text("SELECT pg_current_xact_id()"))
            if act:
                ballots.burn(BOX)
            sizes = "SELECT pg_relation_size(name) FROM unnest(ARRAY['ballot_boxes', 'ballot_leaves']) AS name"
            return [int(size) // 8192 for size in connection.execute(text(sizes)).scalars()]

        assert max(database.run(sizes)) > 20
        assert database.run(partial(sizes, act=True)) == [1, 1]
        assert sorted(ballots.seal("poll:open")) == sorted(f'"poll:open {number}"' for number in range(20))
        ballots.burn("poll:open")
        assert database.run(sizes) == [0, 0]
        ballots.close()
        database.close()


def test_a_backup_under_way_holds_nobody_up(postgres_server: Postgres, caplog: pytest.LogCaptureFixture) -> None:
    """PostgreSQL: while something reads the tables, votes go on; what was to be wiped is wiped with the next box."""
    with postgres_server.fresh() as url:
        database, ballots = Database(url), Ballots(url)
        for box in (BOX, "poll:2"):
            ballots.begin(box, NOW)
        with database.engine.begin() as reader:
            reader.execute(text("LOCK TABLE ballot_leaves IN ACCESS SHARE MODE"))
            ballots.burn(BOX)
            assert ballots.cast("poll:2", seal_of("ben"), "[1]", 0).kept
        assert [record.getMessage() for record in caplog.records] == ["could not tidy the ballots: LockNotAvailable"]
        ballots.burn("poll:2")
        size = text("SELECT pg_relation_size('ballot_leaves')")
        assert database.run(lambda connection: connection.execute(size).scalar()) == 0
        ballots.close()
        database.close()


def test_the_file_is_for_canopy_alone_and_beside_the_database(database_url: str, ballots: Ballots) -> None:
    """SQLite: a file of its own, which nobody else on the machine may read; the database itself knows nothing of it."""
    if "sqlite" not in database_url:
        pytest.skip("PostgreSQL keeps ballots in tables")
    database = Path(str(make_url(database_url).database))
    before = database.read_bytes()
    ballots.cast(BOX, seal_of("ben"), "[1]", 0)
    found = {file.name: stat.S_IMODE(file.stat().st_mode) for file in database.parent.glob("*.ballots.db*")}

    assert set(found.values()) == {0o600}
    assert "canopy.ballots.db" in found
    assert database.read_bytes() == before


def test_what_a_kill_left_is_put_in_order_at_the_next_start(fresh: Callable[[str], tuple[Ballots, Path]]) -> None:
    """Killed between what moved leaves and the tidying: the next start leaves what an unbroken run would have left."""
    calm, calm_file = fresh("calm")
    killed, killed_file = fresh("killed")
    killed._papers._vacuum = lambda: None  # type: ignore[method-assign]
    killed.begin("poll:gone", NOW)
    for ballots in (calm, killed):
        ballots.begin(BOX, NOW)
    for number in range(400):
        calm.cast(BOX, seal_of(number), "[1]", 0)
        killed.cast(BOX, seal_of(399 - number), "[1]", 0)
    killed.burn("poll:gone")
    assert bytes_of(calm_file) != bytes_of(killed_file)
    killed.close()
    fresh("killed")

    assert bytes_of(calm_file) == bytes_of(killed_file)


def test_a_file_that_cannot_be_tidied_now_keeps_the_vote(
    fresh: Callable[[str], tuple[Ballots, Path]], caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody reads the file just then: the vote is kept, nothing of it is logged, and the tidying is done with the next."""
    ballots, file = fresh("canopy")
    ballots.begin(BOX, NOW)
    for number in range(700):
        ballots.cast(BOX, seal_of(number), "[1]", 0)
    ballots._papers.moved()
    tidy, reader = bytes_of(file), sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM ballot_boxes").fetchone()
    ballots._papers.tidy()
    reader.execute("COMMIT")
    reader.close()

    assert [record.getMessage() for record in caplog.records] == ["could not tidy the ballots: OperationalError"]
    assert ballots.cast(BOX, seal_of(0), "[1]", 1).kept
    ballots.begin("poll:2", NOW)
    ballots.burn("poll:2")
    assert len(bytes_of(file)) == len(tidy)
