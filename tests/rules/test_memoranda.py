"""The memorandum of understanding: what may be changed and adopted, what is accepted, and where that is a condition."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from community.memoranda import (
    COMMENT_LIMIT,
    DEFAULT_WORDS,
    MOST_COMMENTS,
    WORDS_LIMIT,
    Acceptance,
    AgreedToOlder,
    Comment,
    CommentersOnly,
    CommentId,
    CommentsEnough,
    DraftAdopted,
    DraftChanged,
    Memorandum,
    MemorandumMovedOn,
    MemorandumState,
    NotAgreedYet,
    NothingChanged,
    check_agreed,
    comment_words,
    memorandum_words,
    sections,
)
from community.people import Member, MemberId, Role, TeamsId
from community.privacy import TextMissing, TextTooLong, clean
from community.refusals import Refusal

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
AMARA = MemberId("amara")
DRAFT, ADOPTED, SUPERSEDED = MemorandumState


def _memorandum(version: int = 1, state: MemorandumState = DRAFT, **more: object) -> Memorandum:
    given = {"version": version, "words": f"Words {version}", "state": state, "author": AMARA, "written_at": NOW}
    return Memorandum.model_validate({**given, **more})


def _member(name: str, role: Role = Role.MEMBER) -> Member:
    return Member(id=MemberId(name), teams_id=TeamsId(f"29:{name}"), name=name.title(), role=role)


@pytest.mark.parametrize(
    ("said", "heading"),
    [
        ("to get better at supporting adults", "What we are here for"),
        ("curious before we are certain", "How we treat each other"),
        ("stays in this community", "What stays here"),
        ("no name, initials, address, date of birth", "No case that could be recognised"),
        ("an adult or a child is at risk", "When that promise ends"),
        ("In an emergency call 999", "If an adult is at risk now"),
        ("Canopy does not pass concerns on", "If an adult is at risk now"),
        ("It reads only what is addressed to it", "What Canopy stores"),
    ],
)
def test_what_the_words_that_come_with_canopy_say(said: str, heading: str) -> None:
    """Purpose, respect, confidentiality and its limits, no identifiable cases, an adult at risk, and what Canopy stores."""
    (found,) = [section.heading for section in sections(DEFAULT_WORDS) if said in section.words]
    assert found == heading


def test_the_words_that_come_with_canopy_can_be_adopted_as_they_are() -> None:
    """They are fit to keep, and every paragraph has its heading."""
    assert memorandum_words(DEFAULT_WORDS) == DEFAULT_WORDS
    assert all(section.heading and section.words for section in sections(DEFAULT_WORDS))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Purpose\nWe learn.", [("Purpose", "We learn.")]),
        ("We learn.", [("", "We learn.")]),
        ("We learn.\nWe ask.", [("", "We learn.\nWe ask.")]),
        ("Purpose", [("", "Purpose")]),
        ("A\nb\n\n\n\nC\nd\ne", [("A", "b"), ("C", "d\ne")]),
        ("x" * 81 + "\nb", [("", "x" * 81 + "\nb")]),
    ],
)
def test_paragraphs_and_their_headings(words: str, found: list[tuple[str, str]]) -> None:
    """A short first line that does not end like a sentence is a heading; nothing that was written is lost."""
    assert [(section.heading, section.words) for section in sections(words)] == found


@pytest.mark.parametrize(("words", "refused"), [(" \n ", TextMissing), ("x" * (WORDS_LIMIT + 1), TextTooLong)])
def test_a_memorandum_has_words_and_fits_on_a_card(words: str, refused: type[Refusal]) -> None:
    """Neither nothing, nor more than a card can carry."""
    with pytest.raises(refused):
        memorandum_words(words)


@pytest.mark.parametrize("letter", ["x", "ß", "ક", "😀", '"'])
def test_the_longest_memorandum_fits_into_a_message(letter: str) -> None:
    """In whatever script it is written: a message takes 28 KB, with the card around it."""
    assert len(json.dumps(memorandum_words(letter * WORDS_LIMIT), ensure_ascii=False).encode()) <= 24_100


@pytest.mark.parametrize(
    ("draft", "seen", "adopted", "refused"),
    [
        (_memorandum(), 1, None, None),
        (_memorandum(2), 1, _memorandum(1, ADOPTED), None),
        (_memorandum(2, revision=3), 3, _memorandum(1, ADOPTED), None),
        (_memorandum(2, revision=3), 2, _memorandum(1, ADOPTED), DraftChanged),
        (_memorandum(2, words="Words 1"), 1, _memorandum(1, ADOPTED), NothingChanged),
        (_memorandum(1, ADOPTED), 1, _memorandum(1, ADOPTED), DraftAdopted),
        (_memorandum(1, SUPERSEDED), 1, _memorandum(2, ADOPTED), DraftAdopted),
    ],
)
def test_what_may_be_adopted(draft: Memorandum, seen: int, adopted: Memorandum | None, refused: type[Refusal] | None) -> None:
    """A draft that says something new, by somebody who has read it as it is."""
    if refused is None:
        draft.check_may_adopt(seen, adopted)
        return
    with pytest.raises(refused) as caught:
        draft.check_may_adopt(seen, adopted)
    assert "{" not in caught.value.said


def test_only_a_draft_is_changed_and_only_by_who_has_seen_it() -> None:
    """What was adopted stays as it was accepted; nobody writes over another's change."""
    _memorandum(revision=2).check_may_change(2)
    with pytest.raises(DraftChanged):
        _memorandum(revision=2).check_may_change(1)
    for state in (ADOPTED, SUPERSEDED):
        with pytest.raises(DraftAdopted, match="Version 4"):
            _memorandum(4, state).check_may_change(1)


def test_only_what_is_in_force_can_be_accepted() -> None:
    """An old card does not accept what has changed since, and a draft is not accepted at all."""
    _memorandum(2, ADOPTED).check_may_accept()
    for state in (DRAFT, SUPERSEDED):
        with pytest.raises(MemorandumMovedOn):
            _memorandum(1, state).check_may_accept()


@pytest.mark.parametrize(
    ("adopted", "accepted", "condition", "refused"),
    [
        (_memorandum(2, ADOPTED), 2, True, None),
        (_memorandum(2, ADOPTED), 1, True, AgreedToOlder),
        (_memorandum(2, ADOPTED), None, True, NotAgreedYet),
        (_memorandum(2, ADOPTED), None, False, None),
        (_memorandum(2, ADOPTED), 1, False, None),
        (None, None, True, None),
    ],
)
def test_where_acceptance_is_a_condition(
    adopted: Memorandum | None, accepted: int | None, condition: bool, refused: type[Refusal] | None
) -> None:
    """Only where the community has settled so and has a memorandum; the refusal says how to accept it, and for what."""
    if refused is None:
        check_agreed(adopted, accepted, condition=condition, what="asking about a case")
        return
    with pytest.raises(refused) as caught:
        check_agreed(adopted, accepted, condition=condition, what="asking about a case")
    assert "@Canopy memorandum" in caught.value.said
    assert "before asking about a case" in caught.value.said


def test_a_comment_is_short_and_there_are_not_too_many_by_one() -> None:
    """Everybody has room to say something, and nobody fills the list."""
    assert comment_words(" Add a line\u200b on records. ", MOST_COMMENTS - 1) == clean("Add a line on records.")
    with pytest.raises(CommentsEnough):
        comment_words("One more", MOST_COMMENTS)
    with pytest.raises(TextTooLong):
        comment_words("x" * (COMMENT_LIMIT + 1), 0)
    with pytest.raises(TextMissing):
        comment_words(" ", 0)


def test_who_takes_a_comment_back() -> None:
    """Who wrote it, or a facilitator: it may hold what should not stand there."""
    comment = Comment(id=CommentId("c"), version=1, member=AMARA, name="Amara", words="x", at=NOW)
    comment.check_may_take_back(_member("amara"))
    comment.check_may_take_back(_member("ben", Role.FACILITATOR))
    with pytest.raises(CommentersOnly):
        comment.check_may_take_back(_member("ben"))


def test_names_that_are_not_known_any_more() -> None:
    """What former members said and accepted stays readable."""
    comment = Comment(id=CommentId("c"), version=1, member=AMARA, words="x", at=NOW)
    acceptance = Acceptance(version=1, member=AMARA, accepted_at=NOW)
    assert {comment.by, acceptance.by, _memorandum().written_by} == {"A former member"}
    assert _memorandum(author_name="Amara").written_by == "Amara"
