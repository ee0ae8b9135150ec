"""Filings and libraries as they are kept: what is under way, what is due, and how far changes were followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from community.communities import CommunityState
from community.documents import Document, DocumentState
from community.ids import DocumentId, FilingId
from community.people import MemberId, TenantId
from community.shared_files import Degree, LibraryState
from community.shared_files import Shelf as Folder
from community.times import milliseconds
from store import filings_due, libraries_due
from store.filings import Filing, Step
from store.filings_due import FilingRow
from store.libraries import LOOK_AGAIN
from store.opened import Store
from tests.storage.conftest import NOW, TENANT, URL, Shelf

AT = milliseconds(NOW)
MINUTE = 60_000
FOLDER = Folder(drive="d", folder="f", address="https://x/General")
FILES = LibraryState(degree=Degree.FILES, shelf=FOLDER, reads_messages=True)


def _filing(store: Store, name: str, /, **changes: object) -> Filing:
    doc = Document(id=DocumentId(name), title=name, saver=MemberId("amara"), state=DocumentState.FILING, saved_at=NOW)
    if store.documents.read(doc.id) is None:
        store.documents.add(doc)
    usual = {"id": FilingId(f"f{name}"), "document": doc.id, "origin": "{}", "step": Step.READ, "started_at": NOW}
    return Filing(**{**usual, **changes})  # type: ignore[arg-type]


def _begun(store: Store, name: str, /, **changes: object) -> Filing:
    filing = _filing(store, name, **changes)
    assert store.filings.begin(filing)
    return filing


def _due(shelf: Shelf, ahead: int = 0) -> list[FilingRow]:
    return filings_due.claim_due(shelf.connection, AT + ahead, 9)


def test_a_filing_comes_back_as_it_was_kept(shelf: Shelf) -> None:
    """Every step that was written down is there after a restart, and goes on at once."""
    until = NOW + timedelta(hours=1)
    begun = _begun(
        shelf.here, "1", step=Step.UPLOAD, message="17", attachment="a", name="größe.pdf", session="https://up/x",
        session_until=until, sha256="f" * 64, size=3_000_000_000, drive="d", item="i", tries=2,
    )  # fmt: skip
    found = shelf.here.filings.read(begun.id)

    assert found is not None
    assert (found.due_at, found.session_until, found.size, found.step) == (AT, until, 3_000_000_000, Step.UPLOAD)
    assert shelf.here.filings.of_document(begun.document) == found
    assert shelf.there.filings.read(begun.id) is None
    assert [row.filing for row in _due(shelf)] == [found]


def test_an_attachment_is_filed_once(shelf: Shelf) -> None:
    """Two who save the same file of the same message file it once; files from 1:1 chats are nobody's attachment."""
    _begun(shelf.here, "1", message="17", attachment="a")

    assert not shelf.here.filings.begin(_filing(shelf.here, "2", message="17", attachment="a"))
    assert shelf.here.filings.begin(_filing(shelf.here, "3", message="17", attachment="b"))
    assert shelf.there.filings.begin(_filing(shelf.there, "1", message="17", attachment="a"))
    assert shelf.here.filings.begin(_filing(shelf.here, "4"))
    assert shelf.here.filings.begin(_filing(shelf.here, "5"))
    third = shelf.here.filings.read(FilingId("f3"))
    assert third is not None
    with pytest.raises(Exception, match=r"(?i)unique"), shelf.connection.begin_nested():
        shelf.here.filings.save(replace(third, attachment="a"))


def test_the_longest_due_comes_first_whoever_s_it_is(shelf: Shelf) -> None:
    """A row says where it belongs, and waits for its time; what rests waits for somebody."""
    _begun(shelf.here, "later", due_at=AT + MINUTE)
    _begun(shelf.here, "now", due_at=AT)
    first = _begun(shelf.there, "first", due_at=AT - MINUTE)
    shelf.there.libraries.keep_group("group", NOW)

    rows = _due(shelf)
    assert [row.filing.document for row in rows] == ["first", "now"]
    assert (rows[0].tenant, rows[0].community, rows[0].service_url, rows[0].team, rows[0].home, rows[0].group) == (
        TENANT, "there", URL, "19:team", "19:there", "group",
    )  # fmt: skip
    assert rows[1].group == ""
    assert len(filings_due.claim_due(shelf.connection, AT, 1)) == 1
    assert filings_due.next_due(shelf.connection) == AT - MINUTE
    shelf.there.filings.rest(first.id)
    assert filings_due.next_due(shelf.connection) == AT
    assert filings_due.under_way(shelf.connection) == {"flater", "fnow", "ffirst"}


def test_each_step_is_written_down_until_the_filing_ends(shelf: Shelf) -> None:
    """What is kept of a row is what the next look finds; a filing that was ended is not brought back."""
    filing = _begun(shelf.here, "1")
    row = _due(shelf)[0].with_(step=Step.STORE, name="a.docx", sha256="0" * 64)

    assert filings_due.keep(shelf.connection, row)
    assert _due(shelf) == [row]
    filings_due.put_off(shelf.connection, row, AT + MINUTE)
    assert _due(shelf) == []
    (later,) = _due(shelf, MINUTE)
    assert (later.filing.step, later.filing.tries) == (Step.STORE, 1)
    shelf.here.filings.end(filing.id)
    assert not filings_due.keep(shelf.connection, row)
    assert shelf.here.filings.read(filing.id) is None
    assert filings_due.next_due(shelf.connection) is None


def test_what_failed_rests_until_somebody_tries_again(shelf: Shelf) -> None:
    """Trying again goes on where it stopped, with all its tries before it; what is under way cannot be tried again."""
    filing = _begun(shelf.here, "1", step=Step.STORE, tries=5)
    assert not shelf.here.filings.again(filing.document, NOW)
    shelf.here.filings.rest(filing.id)
    (row,) = [FilingRow(TENANT, shelf.here.community, "", None, "", "", filing)]
    filings_due.put_off(shelf.connection, row, AT)
    assert _due(shelf, MINUTE) == []
    assert not shelf.there.filings.again(filing.document, NOW)

    assert shelf.here.filings.again(filing.document, NOW)
    assert [(row.filing.step, row.filing.tries) for row in _due(shelf)] == [(Step.STORE, 0)]


def test_a_tenant_that_asks_for_patience_gets_it(shelf: Shelf) -> None:
    """Everything of a tenant waits as long as was asked for, and it counts as no try; another tenant's does not."""
    _begun(shelf.here, "1")
    _begun(shelf.there, "2", due_at=AT + 10 * MINUTE)

    assert filings_due.pause(shelf.connection, TenantId("another"), AT + MINUTE) == 0
    assert filings_due.pause(shelf.connection, TENANT, AT + MINUTE) == 1
    assert _due(shelf) == []
    assert [row.filing.tries for row in _due(shelf, 10 * MINUTE)] == [0, 0]


def test_a_dormant_community_s_filings_wait(shelf: Shelf) -> None:
    """Where Canopy is away nothing is filed; it goes on when it is back."""
    _begun(shelf.here, "1")
    shelf.here.libraries.look_soon(NOW)
    shelf.here.settlements.be(CommunityState.DORMANT)
    assert (_due(shelf), filings_due.next_due(shelf.connection)) == ([], None)
    assert (libraries_due.claim_looks(shelf.connection, AT, 9), libraries_due.next_due(shelf.connection)) == ([], None)
    shelf.here.settlements.be(CommunityState.ACTIVE)
    assert len(_due(shelf)) == 1
    assert len(libraries_due.claim_looks(shelf.connection, AT, 9)) == 1


def test_what_a_look_found_is_kept(shelf: Shelf) -> None:
    """The state is there for the set-up card, the next look is put down, and changes are followed where files may be read."""
    kept = shelf.here.libraries
    assert kept.read() is None
    assert kept.keep_group("group", NOW)
    assert not kept.keep_group("group", NOW)
    kept.keep(FILES, NOW)

    found = kept.read()
    assert found is not None
    assert (found.group, found.state, found.looked_at, found.link) == ("group", FILES, NOW, "")
    assert shelf.there.libraries.read() is None
    assert libraries_due.claim_looks(shelf.connection, AT, 9) == []
    assert [row.state for row in libraries_due.claim_changes(shelf.connection, AT, 9)] == [FILES]
    assert len(libraries_due.claim_looks(shelf.connection, AT + milliseconds(NOW + LOOK_AGAIN) - AT, 9)) == 1


def test_a_claimed_look_is_somebody_s_for_five_minutes(shelf: Shelf) -> None:
    """Whoever looks may be killed: then another looks. A look that is put off waits as long as was said."""
    for store in (shelf.here, shelf.there):
        store.libraries.look_soon(NOW)
    rows = libraries_due.claim_looks(shelf.connection, AT, 9)

    assert sorted(row.home for row in rows) == ["19:here", "19:there"]
    assert libraries_due.claim_looks(shelf.connection, AT + MINUTE, 9) == []
    libraries_due.look_later(shelf.connection, rows[0], AT + 30 * MINUTE)
    again = libraries_due.claim_looks(shelf.connection, AT + 5 * MINUTE, 9)
    assert [row.community for row in again] == [rows[1].community]
    assert libraries_due.next_due(shelf.connection) == AT + 10 * MINUTE


def test_a_look_that_learns_the_group_is_not_begun_twice(shelf: Shelf) -> None:
    """Whoever looks asks Teams for the group on the way: that brings no second look beside the first."""
    kept = shelf.here.libraries
    kept.look_soon(NOW)
    assert len(libraries_due.claim_looks(shelf.connection, AT, 9)) == 1
    assert kept.keep_group("group", NOW + timedelta(seconds=1))
    assert libraries_due.claim_looks(shelf.connection, AT + MINUTE, 9) == []

    kept.keep(LibraryState(degree=Degree.CATALOGUE, problem="not_allowed"), NOW)
    assert kept.keep_group("another", NOW + timedelta(minutes=1))
    assert len(libraries_due.claim_looks(shelf.connection, AT + MINUTE, 9)) == 1


def test_changes_are_followed_from_where_they_were_followed_to(shelf: Shelf) -> None:
    """The way to what comes next is kept with what was read, and forgotten when the files lie elsewhere, or may not be read."""
    kept = shelf.here.libraries
    kept.keep(FILES, NOW)
    (row,) = libraries_due.claim_changes(shelf.connection, AT, 9)
    assert row.link == ""
    assert libraries_due.claim_changes(shelf.connection, AT, 9) == []
    libraries_due.keep_link(shelf.connection, row, "next", AT + 10 * MINUTE)
    assert libraries_due.claim_changes(shelf.connection, AT + 9 * MINUTE, 9) == []
    kept.keep(FILES, NOW + timedelta(minutes=1))
    (row,) = libraries_due.claim_changes(shelf.connection, AT + 10 * MINUTE, 9)
    assert row.link == "next"
    libraries_due.follow_later(shelf.connection, row, AT + 20 * MINUTE)
    assert libraries_due.claim_changes(shelf.connection, AT + 15 * MINUTE, 9) == []

    elsewhere = FILES.model_copy(update={"shelf": FOLDER.model_copy(update={"folder": "other"})})
    kept.keep(elsewhere, NOW)
    assert [row.link for row in libraries_due.claim_changes(shelf.connection, AT + 20 * MINUTE, 9)] == [""]
    kept.keep(LibraryState(degree=Degree.CATALOGUE, problem="not_allowed"), NOW)
    libraries_due.keep_link(shelf.connection, row, "late", AT)
    assert libraries_due.claim_changes(shelf.connection, AT + 99 * MINUTE, 9) == []
    found = kept.read()
    assert found is not None
    assert found.link == ""
