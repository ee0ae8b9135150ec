"""Documents: what a form says about one, and who may change it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.documents import (
    MOST_TOPICS,
    Described,
    Document,
    DocumentGone,
    DocumentState,
    Draft,
    KindUnknown,
    ReviewPassed,
    ReviewTooFar,
    ReviewUnreadable,
    SaversOnly,
    TooManyTopics,
    described,
    in_months,
    usual_review,
)
from community.ids import DocumentId
from community.packs import USUAL, pack_named
from community.people import Member, MemberId, Role, TeamsId
from community.privacy import TextTooLong
from community.refusals import Refusal

MCA = pack_named(USUAL)
TODAY = date(2026, 11, 28)
NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


def checked(draft: Draft, was: date | None = None) -> Described:
    """What a form says of a file called "Small steps"."""
    return described(draft, MCA, TODAY, usual_title="Small steps", was=was)


def document(**more: object) -> Document:
    """A document that Amara saved and Ben owns."""
    return Document.model_validate(
        {
            "id": DocumentId("d"), "title": "Small steps", "saver": MemberId("amara"), "owner": MemberId("ben"),
            "owner_name": "Ben", "state": DocumentState.FILED, "saved_at": NOW, **more,
        }
    )  # fmt: skip


def member(name: str, *, role: Role = Role.MEMBER, here: bool = True) -> Member:
    """Somebody."""
    return Member(id=MemberId(name), teams_id=TeamsId(f"29:{name}"), name=name, role=role, here=here)


def test_one_press_is_enough() -> None:
    """An empty form is a document: called like its file, looked at again in a year."""
    assert checked(Draft()) == Described(
        title="Small steps", kind="", topics=(), source="", good_for="", review_on=date(2027, 11, 28)
    )


def test_a_form_that_is_filled_in() -> None:
    """Everything is kept on one line, and topics and hashtags come together."""
    draft = Draft(
        title="  What good\nlooks like ",
        kind="what-good-looks-like",
        topics="capacity-assessment,best-interests",
        tags="#DoL our-own; #best-interests",
        source="Our board,\n2026",
        review="2027-03-01",
        good_for="Checking a record",
    )
    assert checked(draft) == Described(
        title="What good looks like",
        kind="what-good-looks-like",
        topics=("capacity-assessment", "best-interests", "dols", "our-own"),
        source="Our board, 2026",
        good_for="Checking a record",
        review_on=date(2027, 3, 1),
    )


@pytest.mark.parametrize(
    ("kind", "on"),
    [("", date(2027, 11, 28)), ("template", date(2027, 11, 28)), ("recording", date(2028, 11, 28)), ("gone", date(2027, 11, 28))],
)
def test_when_a_document_is_looked_at_again(kind: str, on: date) -> None:
    """A year from now, or what is usual for its kind."""
    assert usual_review(kind, MCA, TODAY) == on


@pytest.mark.parametrize(
    ("draft", "refused", "said"),
    [
        (Draft(title="x" * 201), TextTooLong, "That is 201 characters long, and a card can carry 200."),
        (Draft(source="x" * 201), TextTooLong, "That is 201"),
        (Draft(good_for="x" * 301), TextTooLong, "That is 301"),
        (Draft(kind="poem"), KindUnknown, "I do not know the kind “poem”."),
        (Draft(tags=" ".join(f"#tag-{letter}" for letter in "abcdefgh"), topics="dols,lpa,imca"), TooManyTopics,
         f"A document can have {MOST_TOPICS} topics."),
        (Draft(review="next week"), ReviewUnreadable, "I cannot read “next week” as a date."),
        (Draft(review="2027-02-30"), ReviewUnreadable, "for example 2027-11-28."),
        (Draft(review="2026-11-28"), ReviewPassed, "The review date Saturday 28 November 2026 has gone by."),
        (Draft(review="2020-01-01"), ReviewPassed, "Wednesday 1 January 2020"),
        (Draft(review="2036-11-29"), ReviewTooFar, "more than 10 years away"),
    ],
)  # fmt: skip
def test_what_a_form_cannot_say(draft: Draft, refused: type[Refusal], said: str) -> None:
    """Each refusal says what to do instead."""
    with pytest.raises(refused) as caught:
        checked(draft)
    assert said in caught.value.said


def test_a_date_that_was_there_may_stay() -> None:
    """Whoever corrects a title need not invent a new review date; another day that has gone by is refused all the same."""
    was = date(2026, 5, 1)
    assert checked(Draft(review="2026-05-01"), was).review_on == was
    with pytest.raises(ReviewPassed):
        checked(Draft(review="2026-05-02"), was)


def test_topics_that_nobody_offered_are_left_out() -> None:
    """What a list could not have sent is no topic; hashtags that were typed are."""
    assert checked(Draft(topics="dols,,made up,lpa", tags="own-one")).topics == ("dols", "lpa", "own-one")


def up_to(most: int) -> st.SearchStrategy[str]:
    """Any text of so many letters."""
    return st.text(max_size=most)


@given(
    st.builds(
        Draft, title=up_to(250), kind=up_to(30), topics=up_to(60), tags=up_to(60),
        source=up_to(250), review=up_to(12), good_for=up_to(350),
    )
)  # fmt: skip
def test_any_form_is_kept_or_refused(draft: Draft) -> None:
    """There is no third way, and what is kept fits on a card."""
    try:
        kept = checked(draft)
    except Refusal as refusal:
        assert refusal.said
        return
    assert 0 < len(kept.title) <= 200
    assert "\n" not in kept.title + kept.source + kept.good_for
    assert not kept.kind or MCA.kind(kept.kind)
    assert len(kept.topics) <= MOST_TOPICS
    assert kept.review_on > TODAY


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 30), 24, date(2028, 11, 30)),
    ],
)
def test_months_end_where_they_end(day: date, months: int, later: date) -> None:
    """A month on from the last of a month is the last of the next."""
    assert in_months(day, months) == later


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (member("amara"), True),
        (member("ben"), True),
        (member("chidi"), False),
        (member("dana", role=Role.FACILITATOR), True),
        (member("dana", role=Role.FACILITATOR, here=False), False),
    ],
)
def test_who_may_change_an_entry(who: Member, may: bool) -> None:
    """Whoever saved it, whoever vouches for it, and facilitators who are here."""
    if may:
        document().check_may_change(who)
        return
    with pytest.raises(SaversOnly):
        document().check_may_change(who)


@pytest.mark.parametrize("state", list(DocumentState))
def test_what_can_be_opened_and_what_is_there(state: DocumentState) -> None:
    """A filed one and a link can be opened; only one that was taken out is not there at all."""
    assert document(state=state).usable is (state in {DocumentState.FILED, DocumentState.LINK})
    if state is DocumentState.TAKEN_OUT:
        with pytest.raises(DocumentGone):
            document(state=state).check_there()
    else:
        document(state=state).check_there()


def test_who_vouches_for_it() -> None:
    """The owner by name; nobody where there is none, or the name is not known any more."""
    assert document().vouched_by == "Ben"
    assert document(owner=None).vouched_by == ""
    assert document(owner_name=None).vouched_by == ""
