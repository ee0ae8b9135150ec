"""The catalogue as it is kept: documents, their topics and counts, who used them, and the pack for those who are new."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from community.documents import Document, DocumentState
from community.finding import Entry, EntryKind
from community.ids import DocumentId, FilingId
from community.people import MemberId, Person, TeamsId
from community.shared_files import Degree, LibraryState
from store.columns import metadata
from store.filings import Filing, Step
from store.opened import Store
from store.postings import Posting
from store.schema_library import document_topics
from tests.storage.conftest import NOW, Shelf

AMARA, BEN = MemberId("amara"), MemberId("ben")


def _document(doc: str, /, **changes: object) -> Document:
    usual = {"id": doc, "title": f"Title {doc}", "saver": AMARA, "state": DocumentState.FILED, "saved_at": NOW}
    return Document.model_validate({**usual, **changes})


def _add(store: Store, name: str, /, **changes: object) -> Document:
    doc = _document(name, **changes)
    store.documents.add(doc)
    return doc


def _names(found: list[Document]) -> list[str]:
    return [doc.id for doc in found]


def _counts(store: Store) -> tuple[int, dict[str, int], list[tuple[str, int]]]:
    return store.documents.count(), store.documents.count_by_kind(), store.documents.count_by_topic(9)


def test_a_document_comes_back_as_it_was_kept(shelf: Shelf) -> None:
    """Everything that is known of a document survives the database, with its people's names and where its card is."""
    store = shelf.here
    store.members.met([Person(id=BEN, teams_id=TeamsId("29:ben"), name="Ben")])
    given = {
        "kind": "template", "topics": ("dols", "#our-way"), "source": "A board, 2025", "good_for": "First visits", "owner": BEN,
        "review_on": date(2027, 3, 2), "reason": "r", "name": "größe 😀.docx", "address": "https://x/" + "a" * 5_000,
        "drive": "d", "item": "i", "size": 3_000_000_000, "sha256": "0" * 64, "quick_hash": "q",
        "superseded_by": "2", "revision": 3, "message": "17", "attachment": "a-1", "filed_at": NOW + timedelta(milliseconds=7),
    }  # fmt: skip
    doc = _add(store, "1", **given)
    store.postings.keep("document:1", Posting("19:x", "99"), NOW)

    kept = doc.model_copy(update={"owner_name": "Ben", "saver_name": "Amara", "thread": "19:x", "card": "99"})
    assert store.documents.read(doc.id) == kept
    assert store.documents.read(doc.id, to_change=True) == kept
    assert store.documents.by_address(doc.address) is None, "it is no link"
    assert shelf.there.documents.read(doc.id) is None

    bare = _add(store, "bare")
    assert store.documents.read(bare.id) == bare.model_copy(update={"saver_name": "Amara"})


def test_a_document_is_found_by_where_it_came_from(shelf: Shelf) -> None:
    """By its message, its item, its bytes and its address; not once it was taken out, and never in another community."""
    store = shelf.here
    one = _add(store, "1", message="17", attachment="a", drive="d", item="i", sha256="f" * 64)
    other = _add(store, "2", message="17", attachment="b", saved_at=NOW + timedelta(minutes=1))
    link = _add(store, "3", state=DocumentState.LINK, address="https://example.org/x")
    docs = store.documents

    assert _names(docs.of_message("17")) == ["1", "2"]
    assert _names(docs.of_message("17", "b")) == ["2"]
    assert docs.of_message("18") == []
    assert (docs.by_item("d", "i") or link).id == one.id
    assert docs.by_item("other drive", "i") is None
    assert (docs.by_content("f" * 64) or link).id == one.id
    assert (docs.by_address("https://example.org/x") or one).id == link.id
    assert docs.by_content("") is None
    assert docs.by_address("") is None
    assert docs.by_item("", "") is None
    assert shelf.there.documents.by_content("f" * 64) is None
    for doc in (one, other, link):
        docs.save(doc.model_copy(update={"state": DocumentState.TAKEN_OUT}))
    assert (docs.of_message("17"), docs.by_item("d", "i"), docs.by_content("f" * 64)) == ([], None, None)
    assert docs.by_address("https://example.org/x") is None


def test_the_newest_bytes_count_that_are_filed(shelf: Shelf) -> None:
    """The same content twice: the newest is offered, and none that is only on its way."""
    _add(shelf.here, "old", sha256="f" * 64)
    _add(shelf.here, "new", sha256="f" * 64, saved_at=NOW + timedelta(hours=1))
    _add(shelf.here, "filing", sha256="f" * 64, saved_at=NOW + timedelta(hours=2), state=DocumentState.FILING)

    found = shelf.here.documents.by_content("f" * 64)
    assert found is not None
    assert found.id == "new"


def test_browsing_goes_newest_first_page_by_page(shelf: Shelf) -> None:
    """By kind, by topic, by both and by neither: usable documents, each page behind the last; equal times do not repeat."""
    for number in range(12):
        described = {"kind": "template" if number % 2 else "guidance", "topics": () if number % 3 else ("dols",)}
        _add(shelf.here, f"{number:02}", **described, saved_at=NOW + timedelta(minutes=number // 2))
    _add(shelf.here, "filing", kind="template", topics=("dols",), state=DocumentState.FILING)
    _add(shelf.there, "there", kind="template", topics=("dols",))

    def walked(**filters: str) -> list[str]:
        found: list[Document] = []
        while page := shelf.here.documents.newest(2, **filters, after=(found[-1].saved_at, found[-1].id) if found else None):
            found += page
        return _names(found)

    everything = [f"{number:02}" for number in reversed(range(12))]
    assert walked() == everything
    assert walked(kind="template") == everything[::2]
    assert walked(topic="dols") == ["09", "06", "03", "00"]
    assert walked(topic="dols", kind="guidance") == ["06", "00"]
    assert walked(kind="recording") == walked(topic="lps") == []


def test_counts_follow_every_change(shelf: Shelf) -> None:
    """What can be opened is counted, by kind and by topic, and is not counted once it is gone or called something else."""
    store = shelf.here
    one = _add(store, "1", kind="template", topics=("dols", "mca"))
    two = _add(store, "2", kind="template", topics=("mca", "mca"), state=DocumentState.LINK)
    filing = _add(store, "3", kind="guidance", topics=("lps",), state=DocumentState.FILING)
    assert _counts(store) == (2, {"template": 2}, [("mca", 2), ("dols", 1)])
    assert _counts(shelf.there) == (0, {}, [])

    store.documents.save(filing.model_copy(update={"state": DocumentState.FILED}))
    store.documents.save(two.model_copy(update={"kind": "guidance", "topics": ("dols",)}))
    assert _counts(store) == (3, {"guidance": 2, "template": 1}, [("dols", 2), ("lps", 1), ("mca", 1)])

    store.documents.save(one.model_copy(update={"state": DocumentState.GONE}))
    store.documents.save(one.model_copy(update={"state": DocumentState.GONE, "kind": "recording", "topics": ()}))
    assert _counts(store) == (2, {"guidance": 2}, [("dols", 1), ("lps", 1)])
    assert _names(store.documents.newest(9, topic="mca")) == []

    store.documents.save(one)
    assert _counts(store) == (3, {"guidance": 2, "template": 1}, [("dols", 2), ("lps", 1), ("mca", 1)])
    standing = shelf.connection.execute(select(func.count()).select_from(document_topics)).scalar_one()
    assert standing == 4


def test_what_must_be_looked_at_again(shelf: Shelf) -> None:
    """The longest due comes first; what cannot be opened, or is superseded, need not be looked at."""
    today = date(2026, 3, 2)
    _add(shelf.here, "today", review_on=today)
    _add(shelf.here, "long due", review_on=date(2025, 12, 31))
    _add(shelf.here, "tomorrow", review_on=date(2026, 3, 3))
    _add(shelf.here, "never")
    _add(shelf.here, "gone", review_on=today, state=DocumentState.GONE)
    _add(shelf.here, "superseded", review_on=today, superseded_by="today")

    assert _names(shelf.here.documents.due_for_review(today, 9)) == ["long due", "today"]
    assert _names(shelf.here.documents.due_for_review(today, 1)) == ["long due"]
    assert _names(shelf.here.documents.superseding(DocumentId("today"))) == ["superseded"]
    assert shelf.there.documents.due_for_review(today, 9) == []


def test_a_use_counts_once_for_each_member(shelf: Shelf) -> None:
    """Said again, the new line takes the place of the old; taken back, it does not count; saving forgets none of it."""
    store, doc = shelf.here, _add(shelf.here, "1")
    _add(shelf.there, "1")
    store.members.met([Person(id=BEN, teams_id=TeamsId("29:ben"), name="Ben")])

    assert store.uses.add(doc.id, AMARA, "It helped", NOW)
    assert not store.uses.add(doc.id, AMARA, "It helped much", NOW + timedelta(hours=1))
    assert store.uses.add(doc.id, BEN, "", NOW + timedelta(hours=2))
    store.documents.save(doc.model_copy(update={"title": "New"}))
    found = store.documents.read(doc.id)
    assert found is not None
    assert (found.uses, found.title) == (2, "New")
    assert [(use.name, use.effect) for use in store.uses.of(doc.id, 9)] == [("Ben", ""), ("Amara", "It helped much")]
    assert len(store.uses.of(doc.id, 1)) == 1
    mine = store.uses.by(doc.id, AMARA)
    assert mine is not None
    assert mine.used_at == NOW + timedelta(hours=1)

    assert store.uses.take_back(doc.id, AMARA)
    assert not store.uses.take_back(doc.id, AMARA)
    assert store.uses.by(doc.id, AMARA) is None
    counted = [docs.read(doc.id) for docs in (store.documents, shelf.there.documents)]
    assert [found and found.uses for found in counted] == [1, 0]


def test_the_starter_pack_keeps_the_order_in_which_it_was_chosen(shelf: Shelf) -> None:
    """What can be opened is in it, as chosen; each new member is given it once."""
    packs = shelf.here.starter_packs
    for number, name in enumerate(("b", "a", "gone")):
        _add(shelf.here, name, state=DocumentState.GONE if name == "gone" else DocumentState.FILED)
        assert packs.add(DocumentId(name), AMARA, NOW + timedelta(minutes=number))
    assert not packs.add(DocumentId("b"), AMARA, NOW + timedelta(hours=1))

    assert _names(packs.chosen(9)) == ["b", "a"]
    assert _names(packs.chosen(1)) == ["b"]
    assert packs.has(DocumentId("gone"))
    assert packs.remove(DocumentId("b"))
    assert not packs.remove(DocumentId("b"))
    assert _names(packs.chosen(9)) == ["a"]
    assert not packs.has(DocumentId("b"))
    assert shelf.there.starter_packs.chosen(9) == []


def test_a_document_that_is_not_there_cannot_be_used(shelf: Shelf) -> None:
    """A use belongs to a document of the same community: the database says so."""
    _add(shelf.there, "1")
    with pytest.raises(Exception, match=r"(?i)foreign key"), shelf.connection.begin_nested():
        shelf.here.uses.add(DocumentId("1"), AMARA, "", NOW)


def test_a_community_s_pack_is_the_usual_one_until_it_has_its_own(shelf: Shelf) -> None:
    """Which practice pack a community goes by is kept with it."""
    before = shelf.here.settlements.read()
    shelf.here.settlements.use_pack("our-own")
    after, other = shelf.here.settlements.read(), shelf.there.settlements.read()

    assert [found and found.pack for found in (before, after, other)] == ["mca", "our-own", "mca"]


def test_another_community_s_library_is_neither_seen_nor_changed(shelf: Shelf) -> None:
    """Everything that can be done in one library leaves another, which holds the same ids, byte for byte as it was."""

    def there() -> list[tuple[str, list[str]]]:
        whose = [(name, table) for name, table in metadata.tables.items() if "community_id" in table.c]
        rows = {
            name: shelf.connection.execute(table.select().where(table.c.community_id == "there")).all() for name, table in whose
        }
        return [(name, sorted(map(repr, found))) for name, found in rows.items()]

    for store in (shelf.here, shelf.there):
        doc = _add(store, "1", kind="template", topics=("dols",), message="17", attachment="a")
        store.uses.add(doc.id, AMARA, "It helped", NOW)
        store.starter_packs.add(doc.id, AMARA, NOW)
        store.filings.begin(Filing(FilingId("f"), doc.id, "{}", Step.READ, NOW, message="17", attachment="a"))
        store.libraries.keep(LibraryState(degree=Degree.FILES), NOW)
        found = {"what": EntryKind.DOCUMENT, "kind": "template", "topics": ("dols",), "title": "One", "body": "word", "at": NOW}
        store.entries.put(Entry.model_validate({"ref": "document:1", **found}))
    before, here = there(), shelf.here

    here.documents.save(doc.model_copy(update={"title": "Changed", "kind": "guidance", "topics": (), "revision": 1}))
    here.uses.add(doc.id, AMARA, "It helped much", NOW)
    here.uses.add(doc.id, BEN, "", NOW)
    here.uses.take_back(doc.id, AMARA)
    here.starter_packs.remove(doc.id)
    here.filings.rest(FilingId("f"))
    here.filings.again(doc.id, NOW + timedelta(days=1))
    here.filings.save(Filing(FilingId("f"), doc.id, "{}", Step.FIND, NOW, message="18"))
    here.filings.end(FilingId("f"))
    here.libraries.keep_group("group", NOW)
    here.libraries.look_soon(NOW)
    here.libraries.keep(LibraryState(degree=Degree.CATALOGUE), NOW)
    here.entries.put(Entry.model_validate({"ref": "document:1", **found, "title": "Two", "weight": 3}))
    here.entries.remove("document:1")
    here.settlements.use_pack("other")

    assert there() == before
