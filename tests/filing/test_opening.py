"""Opening the library: lazily, off the loop, and only with settings that can be right."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from community.people import TenantId
from community.shared_files import AttachedFile, Degree, MeetingPlace, Shelf, StoredItem, Trouble
from graph.faces import LibraryTrouble, UploadSession
from graph.folder_index import moment_of
from graph.opening import LibraryOptions, open_library

PROJECT = Path(__file__).resolve().parents[2]
HEAVY = ("msgraph", "kiota_http", "kiota_abstractions", "httpx", "azure")
STARTING = f"""
import sys
import graph.faces, graph.opening, graph.folder, graph.nowhere, graph.tokenless
print(sorted(name for name in {HEAVY!r} if name in sys.modules))
"""
BEATING = """
import asyncio, sys, time
from graph.opening import LibraryOptions, open_library
from graph.faces import LibraryTrouble
from community.shared_files import Shelf

class Token:
    async def get_token(self, *_, **__):
        from azure.core.credentials import AccessToken
        return AccessToken("made-up", 4_000_000_000)
    async def close(self): pass

async def token(): return Token()
gaps = []

async def beat():
    at = time.perf_counter()
    while True:
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        gaps.append(now - at)
        at = now

async def main():
    task = asyncio.create_task(beat())
    library = await open_library(LibraryOptions(mode="graph", credential=token, graph_url="http://127.0.0.1:9"))
    shelf = Shelf(drive="b!x", folder="01", address="https://a/b")
    try:
        await library.at(shelf, "a.docx")
    except LibraryTrouble as trouble:
        print(trouble.trouble)
    await library.close()
    task.cancel()
    print(len([name for name in sys.modules if name.startswith("msgraph.generated.models")]), max(gaps))

asyncio.run(main())
"""
WHERE = MeetingPlace(tenant=TenantId("t"), group="g", channel="c")
SHELF = Shelf(drive="d", folder="f", address="https://a/b")


def run(program: str) -> list[str]:
    done = subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.splitlines()


def test_nothing_of_the_sdk_is_loaded_before_the_library_is_opened() -> None:
    """Whoever starts Canopy, or files into a folder, pays nothing for Graph."""
    assert run(STARTING) == ["[]"]


def test_the_first_call_loads_no_models_and_holds_nobody_up() -> None:
    """The SDK's 1,200 models stay on disk, and the loop goes on beating while the library opens and calls."""
    said, counted = run(BEATING)
    models, gap = counted.split()
    assert said == Trouble.UNCLEAR
    assert int(models) < 30
    assert float(gap) < 0.5


async def test_a_library_that_is_off_says_so(tmp_path: Path) -> None:
    """Every call but the look is refused with the same word."""
    library = await open_library(LibraryOptions(mode="off"))
    state = await library.look(WHERE)
    item = StoredItem(id="i", drive="d", name="n", address="a", size=1, etag="")
    session = UploadSession("x", moment_of(0))
    assert (state.degree, state.problem, state.reads_messages) == (Degree.CATALOGUE, Trouble.OFF, False)
    for call in (
        library.attached(WHERE, "1", "1"),
        library.find(SHELF, AttachedFile(id="i", name="n", address="a")),
        library.at(SHELF, "n"),
        library.item("d", "i"),
        library.put(SHELF, "n", b"x"),
        library.begin_upload(SHELF, "n", 1),
        library.progress(session),
        library.put_piece(session, b"x", 0, 1),
        library.describe(item, {}),
        library.check_in(item, ""),
        library.changes(SHELF, ""),
        library.download("https://a/b", tmp_path / "x", most=1),
    ):
        with pytest.raises(LibraryTrouble) as caught:
            await call
        assert caught.value.trouble is Trouble.OFF
    await library.close()


@pytest.mark.parametrize(
    ("options", "setting"),
    [
        (LibraryOptions(mode="folder"), "CANOPY_LIBRARY_DIR"),
        (LibraryOptions(mode="graph"), "CANOPY_LIBRARY"),
        (LibraryOptions(mode="sharepoint"), "CANOPY_LIBRARY"),
    ],
)
async def test_settings_that_cannot_be_right_are_named(options: LibraryOptions, setting: str) -> None:
    """What is missing is said by the name of its setting."""
    with pytest.raises(ValueError, match=setting):
        await open_library(options)


async def test_a_file_of_certificates_that_cannot_be_read_is_named(options: LibraryOptions, tmp_path: Path) -> None:
    """The library does not open without the authorities it was told to trust."""
    fields = {name: getattr(options, name) for name in LibraryOptions.__dataclass_fields__}
    with pytest.raises(ValueError, match="CANOPY_CA_FILE"):
        await open_library(LibraryOptions(**fields | {"ca_file": tmp_path / "none.pem"}))


async def test_nothing_is_allowed_unless_it_is_listed(tmp_path: Path) -> None:
    """Without a list of hosts nothing is fetched."""
    library = await open_library(LibraryOptions(mode="folder", folder=tmp_path))
    with pytest.raises(LibraryTrouble) as caught:
        await library.download("https://contoso.sharepoint.com/x", tmp_path / "x", most=1)
    assert caught.value.trouble is Trouble.ELSEWHERE
    await library.close()
