"""The memorandum in the database: its versions, who accepted which, what was said about the draft, who was reminded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community.memoranda import Comment, CommentId, Memorandum, MemorandumState
from community.people import MemberId, Person, TeamsId
from store.opened import Store
from store.postings import Posting
from store.schema_people import memorandum_comments
from tests.storage.conftest import NOW, Shelf

AMARA, BEN, CHIDI = map(MemberId, ("amara", "ben", "chidi"))
LATER = NOW + timedelta(hours=1)


def _meet(store: Store, *people: MemberId) -> None:
    store.members.met(Person(id=one, teams_id=TeamsId(f"29:{one}"), name=one.title()) for one in people)


def _adopted(store: Store, words: str = "Words") -> Memorandum:
    draft = store.memoranda.begin(words, AMARA, NOW)
    assert store.memoranda.adopt(draft.version, NOW)
    found = store.memoranda.adopted()
    assert found is not None
    return found


def _comment(name: str, /, version: int = 1, **more: object) -> Comment:
    return Comment.model_validate({"id": name, "version": version, "member": AMARA, "words": f"Words {name}", "at": NOW, **more})


def test_a_memorandum_goes_from_draft_to_adopted_to_superseded(shelf: Shelf) -> None:
    """One draft and one in force at a time; what was adopted is kept as it was, with who wrote it and where it was posted."""
    memoranda = shelf.here.memoranda
    assert (memoranda.draft(), memoranda.adopted(), memoranda.newest(9)) == (None, None, [])
    draft = memoranda.begin("Größe 😀\n\nOne", AMARA, NOW)
    assert memoranda.draft(to_change=True) == draft.model_copy(update={"author_name": "Amara"})
    assert memoranda.write(1, "Two", BEN, LATER)
    changed = memoranda.read(1, to_change=True)
    assert changed is not None
    assert (changed.words, changed.author, changed.author_name, changed.revision, changed.written_at) == (
        "Two",
        BEN,
        None,
        2,
        LATER,
    )

    assert memoranda.adopt(1, LATER)
    assert not memoranda.adopt(1, LATER), "once"
    assert not memoranda.write(1, "Three", BEN, LATER), "what was adopted is never changed"
    assert not memoranda.discard(1)
    assert memoranda.begin("Four", AMARA, LATER).version == 2
    first = memoranda.adopted(to_change=True)
    assert first is not None
    assert (first.version, first.words, first.adopted_at) == (1, "Two", LATER)

    shelf.here.postings.keep("memorandum:2", Posting("19:x", "99"), NOW)
    assert memoranda.adopt(2, LATER)
    states = [(each.version, each.state, each.card, each.thread) for each in memoranda.newest(9)]
    assert states == [(2, MemorandumState.ADOPTED, "99", "19:x"), (1, MemorandumState.SUPERSEDED, None, None)]
    assert [each.version for each in memoranda.newest(1, offset=1)] == [1]
    assert memoranda.draft() is None
    assert shelf.there.memoranda.newest(9) == []
    assert not memoranda.adopt(3, LATER)


def test_there_is_one_draft_at_a_time(shelf: Shelf) -> None:
    """Two facilitators who begin one at once cannot both succeed; another community has its own."""
    shelf.here.memoranda.begin("One", AMARA, NOW)
    assert shelf.there.memoranda.begin("Other", AMARA, NOW).version == 1
    with pytest.raises(Exception, match=r"(?i)unique"), shelf.connection.begin_nested():
        shelf.here.memoranda.begin("Two", AMARA, NOW)


def test_a_discarded_draft_takes_along_what_was_said_about_it(shelf: Shelf) -> None:
    """Nothing of it is kept, and what is in force stays."""
    _adopted(shelf.here)
    draft = shelf.here.memoranda.begin("Two", AMARA, NOW)
    shelf.here.memorandum_comments.add(_comment("c", draft.version))

    assert shelf.here.memoranda.discard(draft.version)
    assert not shelf.here.memoranda.discard(draft.version)
    assert shelf.here.memoranda.draft() is None
    assert shelf.connection.execute(select(func.count()).select_from(memorandum_comments)).scalar_one() == 0
    found = shelf.here.memoranda.adopted()
    assert found is not None
    assert found.version == 1


def test_each_accepts_a_version_once(shelf: Shelf) -> None:
    """Said again, the first time stands; the newest version counts, and a new one is accepted anew."""
    for store in (shelf.here, shelf.there):
        _adopted(store)
    accepted = shelf.here.acceptances

    assert accepted.newest_of(AMARA) is None
    assert accepted.accept(1, AMARA, NOW)
    assert not accepted.accept(1, AMARA, LATER)
    found = accepted.read(1, AMARA)
    assert found is not None
    assert (found.name, found.accepted_at) == ("Amara", NOW)
    _adopted(shelf.here, "Two")
    assert accepted.newest_of(AMARA) == 1
    assert accepted.accept(2, AMARA, LATER)
    assert accepted.newest_of(AMARA) == 2
    assert accepted.read(2, BEN) is None
    assert shelf.there.acceptances.newest_of(AMARA) is None
    with pytest.raises(Exception, match=r"(?i)foreign key"), shelf.connection.begin_nested():
        accepted.accept(3, AMARA, NOW)


def test_who_accepted_which_version_and_when(shelf: Shelf) -> None:
    """The newest first, page by page; who has left since is in the list and not in the count."""
    people = [MemberId(f"m{number}") for number in range(7)]
    _meet(shelf.here, *people)
    _adopted(shelf.here)
    for number, person in enumerate(people):
        shelf.here.acceptances.accept(1, person, NOW + timedelta(minutes=number // 2))
    shelf.here.members.left(people[0], NOW)

    walked: list[MemberId] = []
    after = None
    while page := shelf.here.acceptances.of(1, 2, after):
        walked += [acceptance.member for acceptance in page]
        after = (page[-1].accepted_at, page[-1].member)
    assert walked == list(reversed(people))
    assert shelf.here.acceptances.count(1) == 6
    assert shelf.here.acceptances.count(2) == 0
    assert shelf.there.acceptances.of(1, 9) == []


def test_everybody_here_with_what_they_accepted_last(shelf: Shelf) -> None:
    """By name, page by page, and None for who has accepted nothing."""
    _meet(shelf.here, BEN, CHIDI, MemberId("dana"))
    shelf.here.members.left(MemberId("dana"), NOW)
    _adopted(shelf.here)
    shelf.here.acceptances.accept(1, AMARA, NOW)
    shelf.here.acceptances.accept(1, BEN, NOW)
    _adopted(shelf.here, "Two")
    shelf.here.acceptances.accept(2, BEN, LATER)

    first = shelf.here.acceptances.everybody(2)
    assert [tuple(each) for each in first] == [(AMARA, "Amara", 1, NOW), (BEN, "Ben", 2, LATER)]
    rest = shelf.here.acceptances.everybody(2, (first[-1].name, first[-1].member))
    assert [tuple(each) for each in rest] == [(CHIDI, "Chidi", None, None)]


def test_who_is_reminded_and_only_once_of_a_version(shelf: Shelf) -> None:
    """Those here who have not accepted the version; a new version is another matter."""
    _meet(shelf.here, BEN, CHIDI, MemberId("dana"))
    shelf.here.members.left(MemberId("dana"), NOW)
    _adopted(shelf.here)
    accepted = shelf.here.acceptances
    accepted.accept(1, AMARA, NOW)
    assert [member.id for member in accepted.to_nudge(1, 9)] == [BEN, CHIDI]
    assert [member.id for member in accepted.to_nudge(1, 1)] == [BEN]

    assert accepted.nudge(1, BEN)
    assert not accepted.nudge(1, BEN)
    assert [member.id for member in accepted.to_nudge(1, 9)] == [CHIDI]
    assert [member.id for member in accepted.outstanding(1, 1)] == [BEN], "still to accept"
    assert [member.id for member in accepted.outstanding(1, 9, ("Ben", BEN))] == [CHIDI]
    _adopted(shelf.here, "Two")
    assert [member.id for member in accepted.to_nudge(2, 9)] == [AMARA, BEN, CHIDI]


def test_comments_on_a_draft(shelf: Shelf) -> None:
    """Oldest first, page by page, with names; taken back, nothing of one is kept."""
    for store in (shelf.here, shelf.there):
        store.memoranda.begin("Words", AMARA, NOW)
    comments = shelf.here.memorandum_comments
    for number, name in enumerate("bacd"):
        comments.add(_comment(name, member=BEN if name == "c" else AMARA, at=NOW + timedelta(minutes=number // 2)))

    walked: list[Comment] = []
    while page := comments.of(1, 3, (walked[-1].at, walked[-1].id) if walked else None):
        walked += page
    assert [comment.id for comment in walked] == ["a", "b", "c", "d"]
    assert [comment.name for comment in walked] == ["Amara", "Amara", "", "Amara"]
    assert (comments.count(1), comments.count_by(1, AMARA), comments.count(2)) == (4, 3, 0)
    assert comments.read(CommentId("a")) == _comment("a", name="Amara")
    assert shelf.there.memorandum_comments.read(CommentId("a")) is None
    assert not shelf.there.memorandum_comments.take_back(CommentId("a"))
    assert comments.take_back(CommentId("a"))
    assert not comments.take_back(CommentId("a"))
    assert (comments.read(CommentId("a")), comments.count(1)) == (None, 3)
