"""What the librarian is made of: its pace, its patience, its spool, its lease, and that it costs nothing until there is work."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.allowance import CHANGE, FREE, READ_SECONDS, UNIT_SECONDS, UNITS_AT_ONCE, Allowance, Cost
from bot.bookroom import FOLDER, GRAPH, OFF, Bookroom
from bot.house import open_house
from bot.librarian import LEASE
from bot.patience import Calls, OffDuty
from bot.spool import KEPT_SECONDS, STRAY_SECONDS, Spool, Spooled
from bot.watch import LEASE_SECONDS, Watch
from community.file_types import FileRefused
from community.people import TenantId
from community.quick_hash import QuickHash
from community.shared_files import Trouble
from graph.faces import Library, LibraryTrouble
from graph.nowhere import NoLibrary
from graph.quiet import Quiet
from sandbox.graph_hash import quick_xor_hash
from store.database import Database
from store.migrating import upgrade
from tests.support.databases import Postgres
from tests.support.filing_players import check_once, documents, docx, files_it, has_filed, pdf
from tests.support.killing import House, running
from tests.support.killing_filings import Shelves
from tests.support.stage import set_stage

ROOT = Path(__file__).resolve().parents[2]
TENANT = TenantId("tenant")


class Time:
    """Monotonic seconds that move when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


# ---- pace and patience


@given(st.lists(st.tuples(st.integers(0, 6), st.floats(0, 5)), max_size=400))
def test_no_minute_has_more_units_than_the_smallest_tenant(calls: list[tuple[int, float]]) -> None:
    """However calls come, those of any minute cost less than 1,250 units."""
    clock = Time()
    allowance = Allowance(clock=clock)
    made: list[tuple[float, int]] = []
    for units, pause in calls:
        clock.now += pause
        made.append((clock.now + allowance.wait("tenant", Cost(units)), units))

    for begins, _ in made:
        assert sum(units for at, units in made if begins <= at < begins + 60) <= 1_250


def test_a_channel_is_read_four_times_a_second() -> None:
    """Thirty posts with files at once: their messages are read one after the other; another channel's are not held up."""
    allowance = Allowance(clock=Time())
    waits = [allowance.wait("tenant", Cost(0, "19:home")) for _ in range(30)]

    assert waits == pytest.approx([number * READ_SECONDS for number in range(30)])
    assert allowance.wait("tenant", Cost(0, "19:other")) == 0.0
    assert allowance.wait("tenant", FREE) == 0.0


def test_units_that_were_used_come_back() -> None:
    """A burst is made at once; what is more than that waits its turn, and a rest is made up for."""
    clock = Time()
    allowance = Allowance(clock=clock)
    waits = [allowance.wait("tenant", CHANGE) for _ in range(UNITS_AT_ONCE // 2 + 11)]

    assert waits[UNITS_AT_ONCE // 2 - 1] == 0.0
    assert waits[-1] == pytest.approx(20 * UNIT_SECONDS)
    assert allowance.wait("another tenant", CHANGE) == 0.0
    clock.now += 120
    assert allowance.wait("tenant", CHANGE) == 0.0


class _Shelf:
    """A library that is busy as often as it is told to."""

    def __init__(self, *troubles: LibraryTrouble) -> None:
        self.troubles = list(troubles)
        self.asked = 0

    async def call(self, _library: Library) -> str:
        self.asked += 1
        if self.troubles:
            raise self.troubles.pop(0)
        return "done"


def _bookroom(mode: str = FOLDER, clock: Callable[[], float] = time.monotonic) -> Bookroom:
    async def opened(_tenant: TenantId) -> Library:
        library = NoLibrary()
        library.quiet = Quiet(clock)
        return library

    return Bookroom(mode, opened)


async def test_a_busy_service_is_left_alone_as_long_as_it_says() -> None:
    """One refusal counts for every call of that tenant, for others of none, and is over when it said."""
    clock = Time()
    calls = Calls(_bookroom(clock=clock), on_duty=lambda: True, clock=clock)
    shelf = _Shelf(LibraryTrouble(Trouble.BUSY, retry_after=40.0))
    with pytest.raises(LibraryTrouble):
        await calls.ask(TENANT, CHANGE, shelf.call)
    clock.now += 39.0
    with pytest.raises(LibraryTrouble) as held:
        await calls.ask(TENANT, CHANGE, shelf.call)

    assert (held.value.trouble, shelf.asked) == (Trouble.BUSY, 1)
    assert held.value.retry_after == pytest.approx(1.0)
    assert await calls.ask(TenantId("another"), CHANGE, shelf.call) == "done"
    clock.now += 2.0
    assert await calls.ask(TENANT, CHANGE, shelf.call) == "done"


async def test_who_was_held_up_too_long_calls_nothing() -> None:
    """Another librarian may have taken over: then nothing is called."""
    shelf = _Shelf()
    with pytest.raises(OffDuty):
        await Calls(_bookroom(), on_duty=lambda: False).ask(TENANT, CHANGE, shelf.call)

    assert shelf.asked == 0


async def test_a_library_that_cannot_be_opened_is_trouble_not_a_crash() -> None:
    """A missing module, or no library at all: both are said in the library's own words."""

    async def broken(_tenant: TenantId) -> Library:
        raise ModuleNotFoundError("msgraph")

    for room, trouble in ((Bookroom(GRAPH, broken), Trouble.FAULT), (_bookroom(OFF), Trouble.OFF)):
        with pytest.raises(LibraryTrouble) as raised:
            await room.library(TENANT)
        assert raised.value.trouble is trouble
        await room.close()


# ---- the spool


async def _spool(folder: Path, content: bytes) -> tuple[Spool, Spooled]:
    spool = Spool(folder / "filing")
    (await spool.begin("one")).write_bytes(content)
    return spool, await spool.keep("one")


async def test_what_was_cut_off_is_not_there(tmp_path: Path) -> None:
    """A file that came in part is none: it is begun anew."""
    spool = Spool(tmp_path / "filing")
    (await spool.begin("one")).write_bytes(b"half")

    assert await spool.find("one") is None
    assert not (await spool.begin("one")).exists()


async def test_a_file_is_measured_and_read_in_pieces(tmp_path: Path) -> None:
    """Its size and hash, and any part of it; nobody else on the machine can look into the folder."""
    spool, file = await _spool(tmp_path, b"0123456789")

    assert (file.size, file.sha256[:8]) == (10, "84d89877")
    assert (await spool.piece(file, 2, 3), await spool.piece(file, 8, 9)) == (b"234", b"89")
    assert await spool.quick_hash(file) == quick_xor_hash(b"0123456789")
    assert (tmp_path / "filing").stat().st_mode & 0o077 == 0
    await spool.forget("one")
    assert await spool.find("one") is None


async def test_the_spool_is_swept(tmp_path: Path) -> None:
    """What belongs to nothing goes after an hour, what could not be filed after a week; what is new or under way stays."""
    spool, folder = Spool(tmp_path / "filing"), tmp_path / "filing"
    for name, age in (("stray", STRAY_SECONDS), ("old", KEPT_SECONDS), ("new", 0.0), ("kept", STRAY_SECONDS)):
        (await spool.begin(name)).write_bytes(b"x")
        await spool.keep(name)
        moment = time.time() - age - 5
        os.utime(folder / f"{name}.file", (moment, moment))

    assert await spool.sweep({"old", "kept"}) == 2
    assert sorted(path.name for path in folder.iterdir()) == ["kept.file", "new.file"]


@pytest.mark.parametrize("filing", ["", "../x", "a/b", "x" * 81, ".."])
async def test_an_id_is_no_path(tmp_path: Path, filing: str) -> None:
    """A filing's id never leads out of the spool."""
    with pytest.raises(ValueError, match="not the id"):
        await Spool(tmp_path).begin(filing)


def _packed(*names: str, comment: bytes = b"") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name in names:
            made.writestr(name, "x")
        made.comment = comment
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b""),
        ("a.pdf", b"MZ and what runs"),
        ("a.docx", b"%PDF-1.7"),
        ("a.docx", _packed("word/document.xml", "word/vbaProject.bin")),
        ("a.docx", _packed("xl/workbook.xml")),
        ("a.docx", docx("x")[:-30]),
        ("a.docx", docx("x")[:-10] + b"\xff" * 10),
        ("a.docx", b"PK\x03\x04" + b"PK\x05\x06" * 40_000),
        ("a.exe", pdf("x")),
        ("a.pdf.lnk", pdf("x")),
        ("a.pdf", pdf("x", size=5_000)),
    ],
)
async def test_what_the_library_does_not_take_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    """Empty, running, disguised, with macros, damaged, made to be hard to read, or over the cap."""
    spool, file = await _spool(tmp_path, content)
    with pytest.raises(FileRefused):
        await spool.check(file, name, 4_000 if len(content) == 5_000 else 10_000_000)


async def test_whole_documents_are_taken(tmp_path: Path) -> None:
    """A document of the office with a long remark at its end, and a PDF of just the size that is allowed."""
    for name, content in (("a.docx", _packed("word/document.xml", comment=b"x" * 60_000)), ("a.pdf", pdf("x", size=4_000))):
        spool, file = await _spool(tmp_path, content)
        await spool.check(file, name, max(4_000, len(content)))


@given(st.lists(st.binary(max_size=400), max_size=8))
def test_the_hash_is_sharepoints(parts: list[bytes]) -> None:
    """In whatever parts a file comes, its hash is that which SharePoint gives it."""
    hashed = QuickHash()
    for part in parts:
        hashed.add(part)

    assert hashed.value() == quick_xor_hash(b"".join(parts))


# ---- one at a time


def test_one_librarian_is_on_duty(database_url: str) -> None:
    """Where several share a database, one holds the lease until it ends or is given back; with SQLite there is nobody else."""
    database = Database(database_url)
    try:
        database.run(upgrade)
        alone, now = database.on_sqlite, datetime.now(UTC)
        first, second = (Watch(LEASE, name, alone=alone) for name in ("first", "second"))
        first.until = database.run(lambda connection: first.keep(connection, now))
        assert first.lasts()
        assert bool(database.run(lambda connection: second.keep(connection, now))) is alone
        later = now + timedelta(seconds=LEASE_SECONDS + 1)
        assert database.run(lambda connection: second.keep(connection, later))
        database.run(second.end)
        assert database.run(lambda connection: first.keep(connection, later))
    finally:
        database.close()


async def test_two_replicas_file_each_document_once(postgres_server: Postgres) -> None:
    """Two Canopies on one database: each document is filed once, by whoever has the lease."""
    with postgres_server.fresh() as url:
        async with set_stage(url) as stage:
            await stage.opens()
            other = replace(stage.rules, port=0, data_dir=stage.rules.data_dir / "other")
            async with open_house(other):
                sent = {f"Sent {number}": pdf(str(number)) for number in range(4)}
                for name, content in sent.items():
                    await has_filed(stage.person("Ben"), f"{name}.pdf", content)
                check_once(stage, sent)
                assert len(stage.teams.graph.asked("item_upload")) == len(sent)


async def test_a_stop_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    """Canopy is stopped while a large file is on its way: it ends in time, and the next one goes on where it was left."""
    content, houses = pdf("recording", size=23_000_000), list[House]()
    async with running(houses) as teams:
        house = House(teams, f"sqlite:///{tmp_path}/canopy.db", tmp_path)
        houses.append(house)
        await house.start()
        teams.bot_url = house.url
        shelves = Shelves(teams, f"sqlite:///{tmp_path}/canopy.db")
        try:
            await teams.install("Amara")
            await shelves.community_there()
            teams.graph.faults.add("session_put", delay=0.8, times=None)
            await shelves.sends("Ben", "Recording.pdf", content)
            await teams.until(lambda: len(teams.graph.asked("session_put")) >= 2, timeout=30)
            assert await house.stop() == 0
            teams.graph.faults.clear()
            await house.start()
            teams.bot_url = house.url
            await shelves.settled()

            check_once(shelves, {"Recording": content})
            assert len(teams.graph.asked("item_createUploadSession")) == 1
            assert await house.stop() == 0
        finally:
            shelves.close()


def test_nothing_of_graph_is_loaded_at_the_start() -> None:
    """What the SDK costs is paid when the first document is filed: importing the whole house loads nothing of it."""
    code = (
        "import sys, app, wiring, bot.house, bot.doctor; "
        "print(sorted({'msgraph', 'kiota_http', 'httpx', 'azure.identity', 'graph.client'} & sys.modules.keys()))"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603

    assert told.stdout.strip() == "[]"


async def test_the_loop_is_never_held_up_by_opening() -> None:
    """The SDK is loaded beside the event loop: turns are answered meanwhile."""
    async with set_stage("") as stage:
        ben = await stage.opens("Ben")
        await files_it(ben, "Briefing.pdf", pdf("briefing"))
        longest = 0.0
        while documents(stage)[0][0] == "filing":
            before = time.monotonic()
            await asyncio.sleep(0.005)
            longest = max(longest, time.monotonic() - before)
        check_once(stage, {"Briefing": pdf("briefing")})
        assert longest < 1.0
