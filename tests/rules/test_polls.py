"""The rules of polls: what counts as an answer, and who may see and do what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.ids import PollId
from community.people import Member, MemberId, Role, TeamsId
from community.poll_views import how_many, poll_view
from community.polls import (
    ChoiceMissing,
    Option,
    OptionGone,
    Poll,
    PollKind,
    RankedTwice,
    RunnersOnly,
    Shows,
    TooManyChosen,
    choice,
    counts_for,
    in_words,
    read_choice,
    read_words,
    recounted,
    said_choice,
)
from community.privacy import TextMissing, TextTooLong
from community.refusals import Refusal
from community.results import Results
from community.rounds import Mode, RoundOver, RoundState, RoundWithdrawn


def poll(kind: PollKind = PollKind.SINGLE, *, most: int = 2, **more: object) -> Poll:
    """A poll with three options."""
    options = tuple(Option(number=number, text=text) for number, text in enumerate(["Mentoring", "Onboarding", "Visits"], 1))
    return Poll.model_validate(
        {
            "id": PollId("p"), "kind": kind, "question": "Which?", "options": options, "mode": Mode.NAMED, "shows": Shows.ALWAYS,
            "most": most, "launcher": MemberId("amara"), "launched_at": datetime(2026, 11, 2, tzinfo=UTC), **more,
        }
    )  # fmt: skip


def member(name: str, *, role: Role = Role.MEMBER, here: bool = True) -> Member:
    """Somebody."""
    return Member(id=MemberId(name), teams_id=TeamsId(f"29:{name}"), name=name, role=role, here=here)


@pytest.mark.parametrize(
    ("kind", "numbers", "kept"),
    [
        (PollKind.SINGLE, [2], "[2]"),
        (PollKind.SINGLE, [], ChoiceMissing),
        (PollKind.SINGLE, [4], OptionGone),
        (PollKind.SINGLE, [1, 2], TooManyChosen),
        (PollKind.SINGLE, [2, 2], "[2]"),
        (PollKind.RATING, [3], "[3]"),
        (PollKind.RATING, [1, 2], TooManyChosen),
        (PollKind.MULTIPLE, [3, 1], "[1,3]"),
        (PollKind.MULTIPLE, [3, 1, 3], "[1,3]"),
        (PollKind.MULTIPLE, [1, 2, 3], TooManyChosen),
        (PollKind.MULTIPLE, [0], OptionGone),
        (PollKind.RANKED, [3, 1], "[3,1]"),
        (PollKind.RANKED, [3, 3], RankedTwice),
        (PollKind.WORDS, [1], OptionGone),
    ],
)
def test_what_is_an_answer(kind: PollKind, numbers: list[int], kept: str | type[Refusal]) -> None:
    """An answer is kept in one way only, or refused with a sentence."""
    if isinstance(kept, str):
        assert choice(poll(kind), numbers) == kept
        return
    with pytest.raises(kept):
        choice(poll(kind), numbers)


@given(st.text(max_size=500))
def test_words_come_back_as_they_were_written(text: str) -> None:
    """Whatever somebody writes is kept and read back, or refused."""
    try:
        kept = in_words(text)
    except (TextMissing, TextTooLong):
        return
    assert in_words(read_words(kept)) == kept
    assert read_choice(kept) == []


def test_an_answer_counts_for_what_it_chooses() -> None:
    """All that is chosen; in a ranked poll the first place; words for nothing."""
    assert counts_for(PollKind.MULTIPLE, "[1,3]") == [1, 3]
    assert counts_for(PollKind.RANKED, "[3,1]") == [3]
    assert counts_for(PollKind.WORDS, '"Cover"') == []


def test_an_answer_is_said_back_in_the_words_of_the_options() -> None:
    """As its member would say it."""
    assert said_choice(poll(PollKind.MULTIPLE), "[1,3]") == "Mentoring, Visits"
    assert said_choice(poll(PollKind.RANKED), "[3,1]") == "Visits, then Mentoring"
    assert said_choice(poll(PollKind.WORDS), '"Cover"') == "Cover"
    assert read_words("[1]") == ""


def test_a_changed_answer_moves_one_count() -> None:
    """One fewer here, one more there, and nobody new."""
    changed = recounted(recounted(poll(), [1], [], new=True), [2], [1], new=False)

    assert [option.votes for option in changed.options] == [0, 1, 0]
    assert (changed.answered, changed.revision) == (1, 2)


@pytest.mark.parametrize(
    ("mode", "shows", "state", "before", "after"),
    [
        (Mode.NAMED, Shows.ALWAYS, RoundState.OPEN, True, True),
        (Mode.NAMED, Shows.VOTED, RoundState.OPEN, False, True),
        (Mode.NAMED, Shows.CLOSED, RoundState.OPEN, False, False),
        (Mode.NAMED, Shows.CLOSED, RoundState.CLOSED, True, True),
        (Mode.NAMED, Shows.ALWAYS, RoundState.WITHDRAWN, False, False),
        (Mode.ANONYMOUS, Shows.ALWAYS, RoundState.OPEN, False, False),
        (Mode.ANONYMOUS, Shows.VOTED, RoundState.CLOSING, False, False),
        (Mode.ANONYMOUS, Shows.CLOSED, RoundState.CLOSED, True, True),
    ],
)
def test_who_sees_results_when(mode: Mode, shows: Shows, state: RoundState, before: bool, after: bool) -> None:
    """Before and after having voted. Whatever an anonymous poll was launched with, its results come after closing."""
    asked = poll(mode=mode, shows=shows, state=state)

    assert asked.shows_results_to(has_voted=False) is before
    assert asked.shows_results_to(has_voted=True) is after
    assert (poll_view(asked).results is not None) is before
    assert all(option.votes == 0 for option in poll_view(asked).options)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"answered": 0}, "Nobody has answered yet"),
        ({"answered": 1}, "1 has answered"),
        ({"answered": 12}, "12 have answered"),
        ({"answered": 12, "state": RoundState.CLOSED}, "12 answered"),
        ({"state": RoundState.CLOSED}, "Nobody answered"),
        ({"mode": Mode.ANONYMOUS, "answered": 3}, "Fewer than 5 have answered"),
        ({"mode": Mode.ANONYMOUS, "enough": True, "answered": 300}, "5 or more have answered"),
        ({"mode": Mode.ANONYMOUS, "state": RoundState.CLOSING, "answered": 3}, ""),
        ({"mode": Mode.ANONYMOUS, "state": RoundState.CLOSED, "results": Results(few=True)}, ""),
    ],
)
def test_how_many_have_answered_in_words(more: dict[str, object], said: str) -> None:
    """A number where it may be known; of an anonymous poll only whether it is enough."""
    assert how_many(poll(**more)) == said  # type: ignore[arg-type]


def test_who_runs_a_poll() -> None:
    """Facilitators, and whoever launched it as long as they are here."""
    poll().check_may_run(member("amara"))
    poll().check_may_run(member("ben", role=Role.FACILITATOR))
    for somebody in (member("ben"), member("amara", here=False), member("ben", role=Role.FACILITATOR, here=False)):
        with pytest.raises(RunnersOnly):
            poll().check_may_run(somebody)


def test_what_is_over_takes_no_answers() -> None:
    """Each with its own sentence."""
    poll().check_open()
    for state, refusal in (
        (RoundState.CLOSED, RoundOver),
        (RoundState.CLOSING, RoundOver),
        (RoundState.WITHDRAWN, RoundWithdrawn),
    ):
        with pytest.raises(refusal):
            poll(state=state).check_open()
    poll(state=RoundState.CLOSED).check_here()
    with pytest.raises(RoundWithdrawn):
        poll(state=RoundState.WITHDRAWN).check_here()


def test_six_options_have_buttons_and_seven_a_form() -> None:
    """And so do the kinds that take more than one press."""
    six = tuple(Option(number=number, text=str(number)) for number in range(1, 7))
    assert not poll(options=six).in_a_form
    assert poll(options=(*six, Option(number=7, text="7"))).in_a_form
    assert poll(PollKind.MULTIPLE).in_a_form
    assert not poll(PollKind.RATING).in_a_form
