"""Documents by their files, as SharePoint tells of them; and who is asked about review dates."""

from __future__ import annotations

from datetime import date, timedelta

from community.documents import Document, DocumentState
from community.ids import DocumentId
from community.people import MemberId
from community.times import milliseconds
from store.opened import Store
from tests.storage.conftest import NOW, Shelf

AT = milliseconds(NOW)
LONG_AGO = NOW - timedelta(days=9)


def _add(store: Store, name: str, **changes: object) -> Document:
    usual = {
        "id": DocumentId(name), "title": name, "saver": MemberId("amara"), "state": DocumentState.FILED, "saved_at": LONG_AGO,
        "filed_at": LONG_AGO, "drive": "d", "item": name,
    }  # fmt: skip
    doc = Document.model_validate({**usual, **changes})
    store.documents.add(doc)
    return doc


def _names(found: list[Document]) -> list[str]:
    return [doc.id for doc in found]


def test_a_file_is_known_even_where_it_was_taken_out(shelf: Shelf) -> None:
    """The entry that is in comes first; elsewhere nobody knows of it."""
    files = shelf.here.stored_files
    _add(shelf.here, "out", item="i", state=DocumentState.TAKEN_OUT)
    found = files.of_item("d", "i")
    assert found is not None
    assert found.id == "out"
    _add(shelf.here, "in", item="i", saved_at=LONG_AGO - timedelta(days=1))
    found = files.of_item("d", "i")

    assert found is not None
    assert found.id == "in"
    assert files.of_item("other drive", "i") is None
    assert shelf.there.stored_files.of_item("d", "i") is None


def test_what_a_walk_did_not_come_upon(shelf: Shelf) -> None:
    """Files of that drive, there before the walk began, and not told of since; nothing else."""
    files = shelf.here.stored_files
    for name in ("never told", "told before", "told since"):
        _add(shelf.here, name)
    _add(shelf.here, "found by hand", filed_at=None)
    _add(shelf.here, "filed since", filed_at=NOW + timedelta(seconds=1))
    _add(shelf.here, "filed just before", filed_at=NOW - timedelta(seconds=2))
    _add(shelf.here, "elsewhere", drive="other")
    _add(shelf.here, "gone", state=DocumentState.GONE)
    _add(shelf.here, "link", state=DocumentState.LINK, drive="", item="")
    _add(shelf.there, "theirs")
    files.tell(DocumentId("told before"), AT - 1)
    files.tell(DocumentId("told since"), AT)

    assert _names(files.untold("d", AT, 9)) == ["found by hand", "never told", "told before"]
    assert _names(files.untold("d", AT, 1)) == ["found by hand"]


def test_what_was_told_outlives_a_change(shelf: Shelf) -> None:
    """Describing a document says nothing of its file."""
    doc = _add(shelf.here, "a")
    shelf.here.stored_files.tell(doc.id, AT)
    shelf.here.documents.save(doc.model_copy(update={"title": "b"}))
    assert shelf.here.stored_files.untold("d", AT, 9) == []


def test_a_library_remembers_its_walk_and_what_was_told(shelf: Shelf) -> None:
    """Both are there after a restart, whatever else is kept; a walk ends."""
    kept = shelf.here.libraries
    kept.walk(AT)
    kept.tell("files")
    kept.look_soon(NOW)
    found = kept.read()
    assert found is not None
    assert (found.walk, found.told) == (AT, "files")
    kept.walk(None)
    found = kept.read()
    assert found is not None
    assert found.walk is None
    assert shelf.there.libraries.read() is None


def test_asking_goes_on_from_where_it_was_until_the_date_changes(shelf: Shelf) -> None:
    """Another review date begins anew; any other change does not."""
    today = date(2027, 3, 2)
    doc = _add(shelf.here, "a", review_on=today)
    reviews, documents = shelf.here.reviews, shelf.here.documents
    assert _names(documents.due_for_review(today, 9)) == ["a"]

    reviews.ask(doc.id, date(2027, 3, 16), 1)
    documents.save(doc.model_copy(update={"title": "b"}))
    assert (reviews.times(doc.id), documents.due_for_review(date(2027, 3, 15), 9)) == (1, [])
    assert _names(documents.due_for_review(date(2027, 3, 16), 9)) == ["a"]
    reviews.ask(doc.id, None, 3)
    assert documents.due_for_review(date(2099, 1, 1), 9) == []
    documents.save(doc.model_copy(update={"review_on": date(2028, 3, 2)}))
    assert reviews.times(doc.id) == 0
    assert _names(documents.due_for_review(date(2028, 3, 2), 9)) == ["a"]
    documents.save(doc.model_copy(update={"review_on": None}))
    assert documents.due_for_review(date(2099, 1, 1), 9) == []
    assert shelf.there.reviews.times(doc.id) == 0
