"""Files that were put into the channel's folder by hand: which are documents, and whose."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from community.by_hand import (
    NOBODY,
    OWN_AFTER,
    addresses_of,
    being_filed,
    brought_in,
    check_may_describe,
    is_document,
    is_nobodys,
    is_untouched,
    shared_as,
)
from community.documents import Document, DocumentState, SaversOnly
from community.ids import DocumentId
from community.people import Member, MemberId, Role, TeamsId
from community.shared_files import Shelf, StoredItem

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
SHELF = Shelf(drive="d", folder="f", address="https://contoso.sharepoint.com/sites/mca/Shared Documents/General")


def item(name: str = "Notes.pdf", **changed: object) -> StoredItem:
    """A stored file."""
    usual = {"id": "i", "drive": "d", "name": name, "address": f"{SHELF.address}/{name}", "size": 10, "etag": "e"}
    return StoredItem.model_validate({**usual, **changed})


def document(**changed: object) -> Document:
    """A document that was found."""
    usual = {"id": DocumentId("1"), "title": "Notes", "saver": NOBODY, "state": DocumentState.FILED, "saved_at": NOW}
    return Document.model_validate({**usual, **changed})


def member(name: str, role: Role = Role.MEMBER) -> Member:
    """Somebody."""
    return Member(id=MemberId(name), teams_id=TeamsId(f"29:{name}"), name=name, role=role)


@pytest.mark.parametrize("name", ["Notes.pdf", "größe 😀.docx", "webinar.mp4", "table.xlsx", "old.doc"])
def test_documents_are_listed(name: str) -> None:
    """Also those that the library itself would not take as they are, as long as they do no harm."""
    assert is_document(item(name))


@pytest.mark.parametrize(
    "name",
    ["~$Notes.docx", "~WRL0001.tmp", ".hidden", "Thumbs.db", "desktop.ini", "Board.url", "Board.lnk", "Section.one",
     "noextension", "setup.exe", "macro.docm", "archive.zip", "page.html", "mail.eml"],
)  # fmt: skip
def test_what_is_no_document_is_passed_over(name: str) -> None:
    """Leftovers of programs, shortcuts, notebooks in pieces, and what could do harm."""
    assert not is_document(item(name))


def test_an_empty_file_is_no_document() -> None:
    """Somebody has only just begun it."""
    assert not is_document(item(size=0))


def test_what_canopy_put_there_just_now_is_being_filed() -> None:
    """By our app, and within a day; a person's file and another app's never are."""
    ours = item(created_by_app="app", created_at=NOW - timedelta(hours=1))
    assert being_filed(ours, "28:app", NOW)
    assert not being_filed(ours, "28:other", NOW)
    assert not being_filed(item(created_at=NOW), "28:app", NOW)
    assert not being_filed(item(created_by_app="app", created_at=NOW - OWN_AFTER), "28:app", NOW)
    assert not being_filed(item(created_by_app="app"), "28:app", NOW)


def test_a_file_is_called_what_messages_call_it() -> None:
    """By the GUID of its eTag, in small letters; a file on disk has none."""
    assert shared_as(item(etag='"{B3B826DC-55D3-5655-B48F-B8CF0A034E47},3"')) == "b3b826dc-55d3-5655-b48f-b8cf0a034e47"
    assert shared_as(item(etag="12-34")) == ""


def test_it_is_nobody_s_until_somebody_vouches_for_it() -> None:
    """Anybody may describe what is nobody's; afterwards its owner and facilitators may."""
    owned = document(owner=MemberId("ben"), owner_name="Ben")
    assert (is_nobodys(document()), is_nobodys(owned)) == (True, False)
    check_may_describe(document(), member("chidi"))
    check_may_describe(owned, member("ben"))
    check_may_describe(owned, member("amara", Role.FACILITATOR))
    with pytest.raises(SaversOnly):
        check_may_describe(owned, member("chidi"))


def test_whatever_somebody_did_with_it_counts() -> None:
    """Used, described or superseded, it does not give way any more; nor does what somebody saved."""
    assert is_untouched(document())
    touched = ({"uses": 1}, {"review_on": date(2027, 1, 1)}, {"superseded_by": DocumentId("2")}, {"owner": MemberId("b")})
    assert not any(is_untouched(document(**change)) for change in touched)
    assert not is_untouched(document(saver=MemberId("ben")))


def test_how_it_came_in_is_said() -> None:
    """Who saved it; or that it was added by hand, and whether somebody vouches for it."""
    assert brought_in(document()) == "Added to the channel's files by hand; nobody vouches for it yet"
    assert brought_in(document(owner=MemberId("ben"))) == "Added to the channel's files by hand"
    assert brought_in(document(saver=MemberId("ben"), saver_name="Ben Carter")) == "Saved by Ben Carter"


def test_a_file_is_looked_up_by_where_it_opens_and_where_it_lies() -> None:
    """An Office file opens elsewhere than it lies; a path on disk is no address of a link."""
    office = item("a.docx", address="https://contoso.sharepoint.com/sites/mca/_layouts/15/Doc.aspx?sourcedoc=%7B1%7D")
    assert len(addresses_of(office, SHELF)) == 2
    assert len(addresses_of(item(), SHELF)) == 1
    on_disk = Shelf(drive="d", folder="f", address="/srv/library")
    assert addresses_of(item(address="/srv/library/Notes.pdf"), on_disk) == ()
