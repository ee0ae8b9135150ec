"""A folder on disk as a library: what a crash leaves, what people do to it, and what never happens to their files."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.people import TenantId
from community.shared_files import AttachedFile, Degree, MeetingPlace, Shelf, Trouble
from graph import folder_shelf
from graph.faces import STEP, Library, LibraryTrouble, UploadSession
from graph.folder import folder_name
from graph.folder_index import Index, moment_of, read_index, write_index
from graph.folder_shelf import FolderShelf
from graph.opening import LibraryOptions, open_library
from sandbox.people import APP_ID

WHERE = MeetingPlace(tenant=TenantId("t"), group="g", channel="19:abc_DEF@thread.tacv2")
PDF = b"%PDF-1.7 made-up bytes"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Where the folders are."""
    return tmp_path / "library"


async def opened(base: Path) -> Library:
    """Open it, as after a restart."""
    return await open_library(LibraryOptions(mode="folder", app_id=APP_ID, folder=base))


@pytest.fixture
async def library(base: Path) -> AsyncIterator[Library]:
    """A library on disk."""
    library = await opened(base)
    yield library
    await library.close()


@pytest.fixture
async def shelf(library: Library) -> Shelf:
    """The folder of a channel."""
    found = (await library.look(WHERE)).shelf
    assert found is not None
    return found


def contents(shelf: Shelf) -> list[bytes]:
    """What lies in the folder."""
    return [path.read_bytes() for path in Path(shelf.address).iterdir()]


async def test_each_channel_has_a_folder_of_its_own(library: Library, base: Path) -> None:
    """Its address is its path; no two channels share one, whatever they are called."""
    state = await library.look(WHERE)
    assert state.shelf is not None
    assert (state.degree, state.local, state.problem) == (Degree.FILES, True, "")
    assert Path(state.shelf.address).parent == base
    others = [
        WHERE.model_copy(update={"channel": "19:abc-def@thread.tacv2"}),
        WHERE.model_copy(update={"tenant": TenantId("t2")}),
        WHERE.model_copy(update={"group": "g2"}),
        WHERE.model_copy(update={"channel": "../../etc"}),
        WHERE.model_copy(update={"channel": "漢字"}),
    ]
    names = [folder_name(one) for one in (WHERE, *others)]
    assert len(set(names)) == len(names)
    assert all("/" not in name and "." not in name for name in names)


async def test_messages_cannot_be_read_without_a_tenant(library: Library) -> None:
    """Only what is sent in 1:1 comes into a folder."""
    with pytest.raises(LibraryTrouble) as caught:
        await library.attached(WHERE, "1", "1")
    assert caught.value.trouble is Trouble.OFF


async def test_a_shelf_that_is_none_of_ours_is_not_touched(library: Library, tmp_path: Path) -> None:
    """A folder's name comes out of the database: one that would lead elsewhere leads nowhere."""
    for name in ("..", "../x", "", ".canopy", "/etc", "a/b", "x"):
        with pytest.raises(LibraryTrouble) as caught:
            await library.put(Shelf(drive=name, folder=name, address=""), "a.pdf", PDF)
        assert caught.value.trouble is Trouble.GONE
    for address in ("", "folder:", "folder:../x/" + "0" * 32, "folder:x/../../y", "https://a/b"):
        with pytest.raises(LibraryTrouble):
            await library.progress(UploadSession(address, moment_of(0)))
    assert not (tmp_path / "x").exists()


async def test_a_file_is_found_by_its_path_if_it_is_the_same(library: Library, shelf: Shelf) -> None:
    """The path leads to a file, and the id says whether it is the one that was meant."""
    item = await library.put(shelf, "a.pdf", PDF)
    file = AttachedFile(id=item.id, name="a.pdf", address=item.address)
    assert await library.find(shelf, file) == item
    for update, trouble in (
        ({"address": "/etc/passwd"}, Trouble.ELSEWHERE),
        ({"address": f"{shelf.address}/b.pdf"}, Trouble.GONE),
        ({"id": "0" * 32}, Trouble.NAME_REUSED),
    ):
        with pytest.raises(LibraryTrouble) as caught:
            await library.find(shelf, file.model_copy(update=update))
        assert caught.value.trouble is trouble


async def test_what_is_no_file_is_not_in_the_library(library: Library, shelf: Shelf, tmp_path: Path) -> None:
    """Folders and links that lead elsewhere are nobody's documents, and their names stay taken."""
    outside = tmp_path / "outside.pdf"
    outside.write_bytes(b"secret")
    (Path(shelf.address) / "link.pdf").symlink_to(outside)
    (Path(shelf.address) / "sub").mkdir()
    assert (await library.changes(shelf, "")).items == ()
    for name in ("link.pdf", "sub"):
        with pytest.raises(LibraryTrouble) as caught:
            await library.put(shelf, name, PDF)
        assert caught.value.trouble is Trouble.NAME_TAKEN
    assert outside.read_bytes() == b"secret"


async def test_an_id_stays_through_edits_and_renames(library: Library, shelf: Shelf) -> None:
    """Saved in place, saved by an editor that replaces the file: it is the same document."""
    item = await library.put(shelf, "a.pdf", PDF)
    path = Path(shelf.address)
    (path / "a.pdf").write_bytes(PDF + b" edited in place")
    edited = await library.item(item.drive, item.id)
    assert edited is not None
    assert (edited.name, edited.size) == ("a.pdf", len(PDF) + 16)
    assert edited.etag != item.etag

    (path / "a.new").write_bytes(b"%PDF edited by an editor that replaces")
    (path / "a.new").replace(path / "a.pdf")
    replaced = await library.item(item.drive, item.id)
    assert replaced is not None
    assert (replaced.name, replaced.created_by_app) == ("a.pdf", APP_ID)
    assert replaced.size == 38


async def test_a_renamed_file_is_the_same(library: Library, shelf: Shelf) -> None:
    """A rename between two looks is told as one."""
    item = await library.put(shelf, "a.pdf", PDF)
    (Path(shelf.address) / "a.pdf").rename(Path(shelf.address) / "ü.pdf")
    seen = await library.item(item.drive, item.id)
    assert seen is not None
    assert (seen.name, seen.created_by_app) == ("ü.pdf", APP_ID)
    assert await library.at(shelf, "a.pdf") is None


async def test_what_is_said_of_a_file_is_remembered(library: Library, shelf: Shelf, base: Path) -> None:
    """There are no columns in a folder: what would be in them is kept beside it, and nothing is ever hidden."""
    item = await library.put(shelf, "a.pdf", PDF)
    await library.describe(item, {"CanopyKind": "guidance"})
    await library.describe(item, {"CanopyTopics": "hoarding"})
    await library.check_in(item, "")
    index = read_index(base / ".canopy" / shelf.folder / "index.json")
    assert index.files[item.id].fields == {"CanopyKind": "guidance", "CanopyTopics": "hoarding"}
    with pytest.raises(LibraryTrouble) as caught:
        await library.describe(item.model_copy(update={"id": "0" * 32}), {"CanopyKind": "x"})
    assert caught.value.trouble is Trouble.GONE


@pytest.mark.parametrize("moment", ["before the index", "before the name", "after the name", "before it is tidied up"])
async def test_a_crash_at_any_moment_leaves_one_whole_file_of_ours(
    base: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Whoever begins again after a crash finds the file, knows that it is Canopy's, or puts it there: once, and whole."""

    class Crash(Exception):
        pass

    def crash(*_: object, **__: object) -> None:
        raise Crash

    one = FolderShelf(base, shelf.folder, APP_ID)
    token = one.begin("a.pdf")
    with monkeypatch.context() as broken:
        match moment:
            case "before the index":
                broken.setattr(folder_shelf, "write_index", crash)
            case "before the name":
                broken.setattr(os, "link", crash)
            case "after the name":
                broken.setattr(FolderShelf, "_item", crash)
            case _:
                broken.setattr(FolderShelf, "_forget", crash)
        with pytest.raises(Crash):
            one.put_piece(token, PDF, 0, len(PDF))

    again = FolderShelf(base, shelf.folder, APP_ID)
    there = again.at("a.pdf")
    assert (there is None) == (moment in {"before the index", "before the name"})
    assert there is None or there.created_by_app == APP_ID
    done = again.put_piece(token, PDF, 0, len(PDF)).item
    assert done is not None
    assert done == again.at("a.pdf")
    assert done.created_by_app == APP_ID
    assert contents(shelf) == [PDF]
    assert not list((base / ".canopy" / shelf.folder).glob("*.part"))
    told = again.changes("")
    assert [change.id for change in told.items if change.item] == [done.id]


async def test_a_piece_that_was_cut_off_goes_on_from_where_it_is(base: Path, shelf: Shelf) -> None:
    """Half a piece on disk is where the next one begins."""
    content = b"a" * STEP + b"b" * STEP + b"c"
    library = await opened(base)
    session = await library.begin_upload(shelf, "film.mp4", len(content))
    [part] = (base / ".canopy" / shelf.folder).glob("*.part")
    part.write_bytes(content[:1_000])
    await library.close()

    again = await opened(base)
    at = (await again.put_piece(session, content[:STEP], 0, len(content))).next_byte
    assert at == 1_000
    at = (await again.put_piece(session, content[at : at + STEP], at, len(content))).next_byte
    done = await again.put_piece(session, content[at:], at, len(content))
    assert done.item is not None
    assert contents(shelf) == [content]
    await again.close()


async def test_what_never_arrived_is_forgotten_after_a_week(base: Path, shelf: Shelf) -> None:
    """Parts of uploads that nobody ended do not fill the disk; files of people are not touched."""
    one = FolderShelf(base, shelf.folder, APP_ID)
    old, young = one.begin("old.pdf"), one.begin("young.pdf")
    beside = base / ".canopy" / shelf.folder
    (Path(shelf.address) / "kept.part").write_bytes(b"somebody's")
    os.utime(beside / f"{old}.part", (0, 0))
    one.begin("another.pdf")
    assert not (beside / f"{old}.part").exists()
    assert (beside / f"{young}.part").exists()
    assert (Path(shelf.address) / "kept.part").exists()


async def test_an_index_that_is_damaged_is_made_anew(library: Library, base: Path, shelf: Shelf) -> None:
    """Files are found again as they lie there; only what was remembered of them is lost."""
    await library.put(shelf, "a.pdf", PDF)
    (base / ".canopy" / shelf.folder / "index.json").write_bytes(b"{ half an ind")
    item = await library.at(shelf, "a.pdf")
    assert item is not None
    assert item.created_by_app == ""


async def test_a_disk_that_refuses_is_told_apart(base: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """No room, no right, or something else: each has its word."""
    library = await opened(base)
    for number, trouble in ((28, Trouble.FULL), (13, Trouble.NOT_ALLOWED), (5, Trouble.UNCLEAR), (36, Trouble.FAULT)):

        def refuse(*_: object, number: int = number) -> None:
            raise OSError(number, os.strerror(number))

        with monkeypatch.context() as broken:
            broken.setattr(os, "link", refuse)
            with pytest.raises(LibraryTrouble) as caught:
                await library.put(shelf, "a.pdf", PDF)
        assert caught.value.trouble is trouble
    assert (await library.put(shelf, "a.pdf", PDF)).name == "a.pdf"
    await library.close()


def test_changes_from_before_what_is_remembered_begin_afresh(tmp_path: Path) -> None:
    """Files that went are remembered for a while only: a link from before that tells all again."""
    one = FolderShelf(tmp_path, "x", APP_ID)
    one.open()
    path = tmp_path / ".canopy" / "x" / "index.json"
    write_index(path, Index(looks=2_000, purged=500, gone={"a": 700}))
    assert [one.changes(link).afresh for link in ("499", "500", "700", "2000", "2001", "", "x", "-1", "²")] == [
        True, False, False, False, True, True, True, True, True,
    ]  # fmt: skip
    assert [change.id for change in one.changes("600").items] == ["a"]
    assert one.changes("700").items == ()


DOINGS = st.lists(
    st.tuples(st.sampled_from(["put", "write", "rename", "remove", "look"]), st.sampled_from("abc"), st.sampled_from("abc")),
    max_size=25,
)


class Follower:
    """A catalogue that follows a folder, while somebody does things there by hand."""

    def __init__(self, base: Path) -> None:
        self.shelf = FolderShelf(base, "x", APP_ID)
        self.folder = Path(self.shelf.open().address)
        self.catalogue: dict[str, str] = {}
        self.link = ""

    def do(self, what: str, name: str, other: str, content: bytes) -> None:
        """Do one thing to a file."""
        path = self.folder / name
        match what:
            case "put" if self.shelf.at(name) is None:
                self.shelf.put(name, content)
            case "write":
                path.write_bytes(content)
            case "rename" if path.exists():
                path.rename(self.folder / other)
            case "remove":
                path.unlink(missing_ok=True)
            case "look":
                self.look()

    def look(self) -> None:
        """Follow what changed."""
        page = self.shelf.changes(self.link)
        self.link = page.link
        told = {change.id: change.item.name for change in page.items if change.item}
        known = {} if page.afresh else self.catalogue
        self.catalogue = {one: name for one, name in known.items() if one not in {change.id for change in page.items}} | told


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(doings=DOINGS)
def test_following_the_changes_gives_what_is_there(
    tmp_path_factory: pytest.TempPathFactory, doings: list[tuple[str, str, str]]
) -> None:
    """Whatever is done by hand, a catalogue that follows page by page ends with the files that are there."""
    follower = Follower(tmp_path_factory.mktemp("shelf"))
    for number, (what, name, other) in enumerate(doings):
        follower.do(what, name, other, f"{number}".encode())
    follower.look()
    assert sorted(follower.catalogue.values()) == sorted(path.name for path in follower.folder.iterdir())
