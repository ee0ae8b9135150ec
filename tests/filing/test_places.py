"""What every library can do, in SharePoint and in a folder on disk."""

from __future__ import annotations

import pytest

from community.shared_files import ItemChange, Trouble
from graph.faces import STEP, LibraryTrouble
from sandbox.people import APP_ID
from tests.filing.conftest import Place

PDF = b"%PDF-1.7 made-up bytes"


async def test_a_file_is_stored_whole_under_its_name(place: Place) -> None:
    """What was put is there, known as ours, and found again by its name and by its id."""
    item = await place.library.put(place.shelf, "Hoarding briefing.pdf", PDF)

    assert place.hands.files() == {"Hoarding briefing.pdf": PDF}
    assert (item.name, item.size, item.created_by_app) == ("Hoarding briefing.pdf", len(PDF), APP_ID)
    assert item.created_at is not None
    assert item.address.startswith(place.shelf.address[:16])
    assert await place.library.at(place.shelf, "hoarding BRIEFING.pdf") == item
    assert await place.library.item(item.drive, item.id) == item


NAMES = [
    "100% sure #1 & more+less.pdf", "it's (final) [v2] {x} @ ~ ^.pdf", "Ä ö ü ß é 漢字 🏡.pdf", "a%20b.pdf", "%.pdf",
    "a;b,c=d!$.pdf", "..a.pdf", "a..pdf", ".hidden.pdf", "x" * 120 + ".pdf",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
async def test_hard_names_stay_what_they_are(place: Place, name: str) -> None:
    """Each name is encoded once, and comes back as it was."""
    item = await place.library.put(place.shelf, name, PDF)

    assert item.name == name
    assert place.hands.files() == {name: PDF}
    assert await place.library.at(place.shelf, name) == item


@pytest.mark.parametrize("name", ["", ".", "..", "a/b.pdf", "../b.pdf", "a:b.pdf", "a\\b.pdf", "a?b", "a*b", "a\nb", " . "])
async def test_a_name_that_leads_elsewhere_is_never_used(place: Place, name: str) -> None:
    """A slash or a colon in a name would be a path, or another address: nothing is sent, nothing is made."""
    for refused in (
        place.library.put(place.shelf, name, PDF),
        place.library.begin_upload(place.shelf, name, 10),
        place.library.at(place.shelf, name),
    ):
        with pytest.raises(LibraryTrouble) as caught:
            await refused
        assert caught.value.trouble is Trouble.FAULT
    assert place.hands.files() == {}


async def test_nothing_of_anybody_else_is_replaced(place: Place) -> None:
    """A name that is taken, in whatever case, is refused, and what is there stays as it is."""
    place.hands.put("Template.docx", b"PK somebody else's")

    for name in ("Template.docx", "TEMPLATE.DOCX"):
        with pytest.raises(LibraryTrouble) as caught:
            await place.library.put(place.shelf, name, b"PK ours")
        assert caught.value.trouble is Trouble.NAME_TAKEN
        with pytest.raises(LibraryTrouble) as caught:
            await place.library.begin_upload(place.shelf, name, 10)
        assert caught.value.trouble is Trouble.NAME_TAKEN

    there = await place.library.at(place.shelf, "template.docx")
    assert there is not None
    assert there.created_by_app == ""
    assert place.hands.files() == {"Template.docx": b"PK somebody else's"}


async def test_a_name_that_nobody_has_holds_nothing(place: Place) -> None:
    """Looking for what is not there says so."""
    assert await place.library.at(place.shelf, "nothing.pdf") is None
    assert await place.library.item(place.shelf.drive, "01NOTHING") is None


async def test_a_large_file_arrives_in_pieces(place: Place) -> None:
    """Pieces in order, and the file once the last is there; until then nobody sees anything."""
    content = bytes(range(256)) * (3 * STEP // 256) + b"the end"
    session = await place.library.begin_upload(place.shelf, "film.mp4", len(content))

    at = 0
    for _ in range(3):
        progress = await place.library.put_piece(session, content[at : at + STEP], at, len(content))
        at += STEP
        assert (progress.next_byte, progress.item) == (at, None)
        assert await place.library.at(place.shelf, "film.mp4") is None
        assert (await place.library.progress(session)).next_byte == at
    progress = await place.library.put_piece(session, content[at:], at, len(content))

    assert progress.item is not None
    assert progress.next_byte == len(content)
    assert progress.item == await place.library.at(place.shelf, "film.mp4")
    assert progress.item.created_by_app == APP_ID
    assert place.hands.files() == {"film.mp4": content}


async def test_a_piece_out_of_turn_is_not_sent(place: Place) -> None:
    """Whoever sends the wrong piece learns which one is next; the bytes stay in order."""
    content = b"a" * STEP + b"b" * STEP + b"c"
    session = await place.library.begin_upload(place.shelf, "film.mp4", len(content))

    early = await place.library.put_piece(session, content[STEP : 2 * STEP], STEP, len(content))
    first = await place.library.put_piece(session, content[:STEP], 0, len(content))
    again = await place.library.put_piece(session, content[:STEP], 0, len(content))

    assert (early.next_byte, first.next_byte, again.next_byte) == (0, STEP, STEP)
    await place.library.put_piece(session, content[STEP : 2 * STEP], STEP, len(content))
    await place.library.put_piece(session, content[2 * STEP :], 2 * STEP, len(content))
    assert place.hands.files() == {"film.mp4": content}


@pytest.mark.parametrize(
    ("piece", "first", "size"),
    [(b"x" * (STEP + 1), 0, 3 * STEP), (b"", 0, STEP), (b"x", -1, 1), (b"xx", 0, 1), (b"x" * STEP, STEP, STEP + 5)],
)
async def test_a_piece_that_no_session_takes_is_a_mistake_of_ours(place: Place, piece: bytes, first: int, size: int) -> None:
    """A part that is no multiple of 320 KiB, empty, or beyond the end is never sent."""
    session = await place.library.begin_upload(place.shelf, "film.mp4", size)
    with pytest.raises(ValueError, match="piece"):
        await place.library.put_piece(session, piece, first, size)
    assert (await place.library.progress(session)).next_byte == 0


async def test_a_session_that_nobody_began_is_over(place: Place) -> None:
    """A session that has run out, or has ended, says so."""
    session = await place.library.begin_upload(place.shelf, "a.pdf", 3)
    done = await place.library.put_piece(session, b"abc", 0, 3)
    assert done.item is not None

    for asked in (place.library.progress(session), place.library.put_piece(session, b"abc", 0, 3)):
        with pytest.raises(LibraryTrouble) as caught:
            await asked
        assert caught.value.trouble is Trouble.EXPIRED
    assert place.hands.files() == {"a.pdf": b"abc"}


async def test_a_name_that_is_taken_meanwhile_stays_the_others(place: Place) -> None:
    """Somebody may take the name while a large file is on its way: theirs stays, and ours is not there."""
    session = await place.library.begin_upload(place.shelf, "film.mp4", STEP + 1)
    await place.library.put_piece(session, b"o" * STEP, 0, STEP + 1)
    place.hands.put("film.mp4", b"theirs")

    with pytest.raises(LibraryTrouble) as caught:
        await place.library.put_piece(session, b"o", STEP, STEP + 1)

    assert caught.value.trouble is Trouble.NAME_TAKEN
    assert place.hands.files() == {"film.mp4": b"theirs"}


async def all_changes(place: Place, link: str) -> tuple[list[ItemChange], str]:
    """Ask until there is nothing more."""
    found: list[ItemChange] = []
    while True:
        page = await place.library.changes(place.shelf, link)
        found += page.items
        link = page.link
        if not page.more:
            return found, link


async def test_what_people_change_by_hand_is_told(place: Place) -> None:
    """Added, renamed, removed: each is told once, with the id that stays."""
    item = await place.library.put(place.shelf, "ours.pdf", PDF)
    place.hands.put("old.pdf", b"%PDF old")
    place.hands.put("goes.pdf", b"%PDF goes")
    first = await place.library.changes(place.shelf, "")
    known = {change.item.name: change.id for change in first.items if change.item}

    assert first.afresh
    assert set(known) == {"ours.pdf", "old.pdf", "goes.pdf"}
    assert known["ours.pdf"] == item.id

    place.hands.rename("old.pdf", "new.pdf")
    place.hands.remove("goes.pdf")
    place.hands.put("added.pdf", b"%PDF added")
    changes, link = await all_changes(place, first.link)

    told = {change.id: change.item.name if change.item else None for change in changes}
    assert told[known["old.pdf"]] == "new.pdf"
    assert told[known["goes.pdf"]] is None
    assert "added.pdf" in told.values()
    assert known["ours.pdf"] not in told
    assert await all_changes(place, link) == ([], link)


async def test_a_link_that_is_worth_nothing_begins_afresh(place: Place) -> None:
    """A link from another time or another library is not followed: all is told from the beginning."""
    place.hands.put("a.pdf", PDF)
    page = await place.library.changes(place.shelf, "https://graph.elsewhere.example/v1.0/drives/x/root/delta(token='1')")

    assert page.afresh
    assert [change.item.name for change in page.items if change.item] == ["a.pdf"]
