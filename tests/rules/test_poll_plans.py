"""What makes a poll that can be launched, and how it is read from a form or from one line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.communities import Community, NobodyFacilitates
from community.people import CommunityId, Member, MemberId, Role, TeamsId, TenantId
from community.poll_lines import InlineUnclear, OptionTooLong, ScaleUnclear, ends_of, in_one_line, option_lines, scale
from community.poll_plans import (
    MAY_STAY_OPEN,
    MayNotLaunch,
    OptionMissing,
    OptionsTooLong,
    OptionTwice,
    PollFull,
    PollPlan,
    QuestionMissing,
    QuestionTooLong,
    TooFewOptions,
    TooManyOptions,
    added_option,
    as_if_posted,
    check_may_launch,
    check_plan,
    timed,
)
from community.poll_wishes import MostUnclear, OneTimeOnly, PollWishes, check_each_time, inline_plan, planned, wishes_of
from community.polls import PollKind, Shows
from community.refusals import Refusal
from community.rounds import Mode
from community.times import TimePassed, TimeUnreadable

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ZONE = "Europe/London"
COMMUNITY = Community(
    tenant=TenantId("t"), id=CommunityId("c"), home="19:x@thread.tacv2", team=None, service_url="", bot="28:b",
    name="MCA community",
)  # fmt: skip


def plan(**changes: object) -> PollPlan:
    """A poll from the form, checked."""
    wishes = PollWishes(question="Which topic next?", options="Mentoring\nOnboarding", points="5")
    return planned(wishes.model_copy(update=changes), ZONE, NOW)


def test_a_single_choice_is_what_somebody_typed() -> None:
    """Without more words a poll is a named single choice, shown always, closed by hand."""
    made = plan()

    assert made == PollPlan(question="Which topic next?", options=("Mentoring", "Onboarding"))
    assert made.closes_at is None


@pytest.mark.parametrize(
    ("text", "question", "options"),
    [
        ("Which topic next? Mentoring | Onboarding", "Which topic next?", ("Mentoring", "Onboarding")),
        ("Which topic next? | Mentoring | Onboarding", "Which topic next?", ("Mentoring", "Onboarding")),
        ("Which topic next?   Mentoring;Onboarding ; Risk", "Which topic next?", ("Mentoring", "Onboarding", "Risk")),
        ("Which topic next | Mentoring | Onboarding", "Which topic next", ("Mentoring", "Onboarding")),
        ("Really? Which topic next? Mentoring | Onboarding", "Really? Which topic next?", ("Mentoring", "Onboarding")),
        ("Which topic next?\nMentoring\nOnboarding", "Which topic next?", ("Mentoring", "Onboarding")),
        ("\nWhich topic (as in https://x.example/?a=b)\n- Mentoring\n\n- Onboarding\n",
         "Which topic (as in https://x.example/?a=b)", ("Mentoring", "Onboarding")),
        ("Which topic next?\n1. Mentoring\n2. Onboarding", "Which topic next?", ("Mentoring", "Onboarding")),
        ("Which topic next?\nMentoring | Onboarding", "Which topic next?", ("Mentoring", "Onboarding")),
        ("Read https://x.example/?a=b? Yes | No", "Read https://x.example/?a=b?", ("Yes", "No")),
    ],
)  # fmt: skip
def test_a_poll_in_one_message_is_understood(text: str, question: str, options: tuple[str, ...]) -> None:
    """The question ends at its question mark, at the first mark between options, or at the end of its line."""
    assert in_one_line(text) == (question, options)
    assert inline_plan(text, Mode.NAMED, ZONE, NOW).options == options


@pytest.mark.parametrize("text", ["", "  ", "?", "Which topic next?", "Which topic next? Mentoring", "| a | b", "? a | b", ";;;"])
def test_what_is_no_poll_is_told_how_one_looks(text: str) -> None:
    """A question without two options is answered with the form to write it in."""
    with pytest.raises(InlineUnclear) as refused:
        in_one_line(text)
    assert "@Canopy poll: Which topic next? Mentoring | Onboarding" in refused.value.said


@pytest.mark.parametrize(
    ("typed", "options"),
    [
        ("Mentoring\nOnboarding", ("Mentoring", "Onboarding")),
        ("  Mentoring  \r\n\r\n\r\n Onboarding\t ", ("Mentoring", "Onboarding")),
        ("- Mentoring\n* Onboarding\n• Risk", ("Mentoring", "Onboarding", "Risk")),
        ("1) Mentoring\n2) Onboarding", ("Mentoring", "Onboarding")),
        ("1. Mentoring\n3. Onboarding", ("1. Mentoring", "3. Onboarding")),
        ("9 am\n10 am", ("9 am", "10 am")),
        ("Mentoring | Onboarding", ("Mentoring", "Onboarding")),
        ("Yes; No; I do not know", ("Yes", "No", "I do not know")),
        ("Yes | no\nMaybe", ("Yes | no", "Maybe")),
        ("\u202eMentoring\u200b\nOn\u0000boarding", ("Mentoring", "Onboarding")),
        ("", ()),
        ("Mentoring", ("Mentoring",)),
    ],
)
def test_options_are_read_as_people_write_lists(typed: str, options: tuple[str, ...]) -> None:
    """One on each line, with or without bullets and numbers; a single line may hold several."""
    assert option_lines(typed) == options


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"question": " \u200b "}, QuestionMissing),
        ({"question": "x" * 301}, QuestionTooLong),
        ({"options": ""}, TooFewOptions),
        ({"options": "Mentoring"}, TooFewOptions),
        ({"options": "\n".join(map(str, range(21)))}, TooManyOptions),
        ({"options": f"Mentoring\n{'x' * 121}"}, OptionTooLong),
        ({"options": "\n".join(f"{number}{'🌳' * 118}" for number in range(20))}, OptionsTooLong),
        ({"options": "Mentoring\n  MENTORING "}, OptionTwice),
        ({"options": "Straße\nSTRASSE"}, OptionTwice),
        ({"kind": "multiple", "most": "none"}, MostUnclear),
        ({"kind": "multiple", "most": "1"}, MostUnclear),
        ({"kind": "multiple", "most": "3"}, MostUnclear),
        ({"kind": "multiple", "most": "-2"}, MostUnclear),
        ({"kind": "multiple", "most": "²"}, MostUnclear),
        ({"kind": "rating", "points": "2"}, ScaleUnclear),
        ({"kind": "rating", "points": "11"}, ScaleUnclear),
        ({"kind": "rating", "points": "many"}, ScaleUnclear),
        ({"kind": "rating", "points": "9" * 5000}, ScaleUnclear),
        ({"kind": "rating", "low": "x" * 41}, OptionTooLong),
        ({"closes": "when the cows come home"}, TimeUnreadable),
        ({"closes": "1 November 2026"}, TimePassed),
    ],
)
def test_what_cannot_be_launched_is_refused(changes: dict[str, object], refusal: type[Refusal]) -> None:
    """Each thing that is wrong has a sentence of its own that says what to change."""
    with pytest.raises(refusal) as refused:
        plan(**changes)
    assert refused.value.said.endswith(".")


def test_the_limits_themselves_are_fine() -> None:
    """Twenty options of 120 characters, and a question of 300, make a poll."""
    options = [f"{number:03d}{'x' * 117}" for number in range(20)]

    made = plan(question="q" * 300, options="\n".join(options))

    assert made.options == tuple(options)


def test_a_scale_has_words_at_both_ends() -> None:
    """The points of a rating are its options, with words at the lowest and the highest."""
    made = plan(kind="rating", points="4", low="Not at all", high="Very")

    assert made.options == ("1 – Not at all", "2", "3", "4 – Very")
    assert made.most == 1
    assert plan(kind="rating", points="3").options == ("1", "2", "3")


@given(points=st.integers(3, 10), low=st.sampled_from(["", "Not at all", "5"]), high=st.sampled_from(["", "Very – very"]))
def test_a_scale_can_be_read_back(points: int, low: str, high: str) -> None:
    """Launching a rating again starts with the words it had."""
    made = scale(str(points), low, high)

    assert len(made) == points
    assert ends_of(made) == (low if not low.isdigit() else "", high)


def test_how_many_may_be_chosen() -> None:
    """One of a single choice; as many as are said, or as there are, of several; all in a ranking; more where more may come."""
    three = "Mentoring\nOnboarding\nRisk"

    assert plan(options=three).most == 1
    assert plan(options=three, kind="multiple").most == 3
    assert plan(options=three, kind="multiple", most="2").most == 2
    assert plan(options=three, kind="multiple", may_add=True).most == 20
    assert plan(options=three, kind="multiple", most="7", may_add=True).most == 7
    assert plan(options=three, kind="ranked", most="nonsense").most == 3


def test_open_words_have_no_options() -> None:
    """What was typed for another kind is not asked for, and nobody adds options to words or to a scale."""
    assert plan(kind="words", options="", may_add=True) == PollPlan(kind=PollKind.WORDS, question="Which topic next?")
    assert not plan(kind="rating", may_add=True).may_add


def test_an_anonymous_poll_shows_results_after_closing_only() -> None:
    """Whatever was wished, and it closes by itself after thirty days unless a time is given."""
    made = plan(mode="anonymous", shows="always")

    assert made.shows is Shows.CLOSED
    assert made.closes_at == NOW + MAY_STAY_OPEN == NOW + timedelta(days=30)
    assert plan(mode="anonymous", closes="in 3 days").closes_at == NOW + timedelta(days=3)


def test_when_it_closes_is_said_in_words() -> None:
    """Words are read in the community's zone, and read again when the poll is launched later."""
    made = plan(closes="Friday 17:00", shows="voted")

    assert made.closes_at == datetime(2026, 11, 27, 17, tzinfo=UTC)
    assert made.shows is Shows.VOTED
    later = timed(made, ZONE, NOW + timedelta(days=7))
    assert later.closes_at == datetime(2026, 12, 4, 17, tzinfo=UTC)


def test_a_plan_survives_being_kept() -> None:
    """A poll that is to be launched later is kept as JSON and is the same afterwards."""
    made = plan(kind="multiple", most="2", mode="anonymous", closes="in 3 days", may_add=True)

    assert PollPlan.model_validate_json(made.model_dump_json()) == made


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"kind": "multiple", "most": "2", "may_add": True, "shows": "closed", "mode": "anonymous"},
        {"kind": "rating", "points": "4", "low": "Not at all", "high": "Very", "options": ""},
        {"kind": "ranked", "shows": "voted"},
        {"kind": "words", "options": ""},
    ],
)
def test_an_earlier_poll_can_be_wished_for_again(changes: dict[str, object]) -> None:
    """The form is filled in as it was; only when it closes is left open."""
    options = "Mentoring\nOnboarding\nRisk"
    wishes = PollWishes(question="Which topic next?", options=options, points="5").model_copy(update=changes)
    ben = Member(id=MemberId("b"), teams_id=TeamsId("29:b"), name="Ben Carter")

    made = planned(wishes.model_copy(update={"closes": "in 3 days"}), ZONE, NOW)

    assert wishes_of(as_if_posted(made, ben, NOW)) == wishes


def test_what_comes_back_closes_each_time() -> None:
    """A poll that is launched every week cannot close on one date."""
    for words in ("", "in 3 days", "Friday 17:00"):
        check_each_time(plan(closes=words), ZONE, NOW)
    with pytest.raises(OneTimeOnly):
        check_each_time(plan(closes="27 November 2026 12:30"), ZONE, NOW)


def test_a_form_that_says_nonsense_is_a_plain_named_poll() -> None:
    """What no form of ours would send means the first of each choice."""
    made = plan(kind="magic", mode="secret", shows="never")

    assert (made.kind, made.mode, made.shows) == (PollKind.SINGLE, Mode.NAMED, Shows.ALWAYS)


def test_an_option_can_be_added() -> None:
    """A new one on one line is fine; an empty, a long, a double and a twenty-first one are not."""
    assert added_option("  Risk \n and harm ", ["Mentoring"]) == "Risk and harm"
    for text, options, refusal in (
        ("\u200b", ["Mentoring"], OptionMissing),
        ("x" * 121, ["Mentoring"], OptionTooLong),
        (" mentoring", ["Mentoring"], OptionTwice),
        ("Risk", [str(number) for number in range(20)], PollFull),
    ):
        with pytest.raises(refusal):
            added_option(text, options)


@given(st.text(max_size=400))
def test_anything_typed_is_a_poll_or_a_refusal(text: str) -> None:
    """Nothing that can be typed is a fault, and what is accepted can be launched."""
    try:
        made = inline_plan(text, Mode.NAMED, ZONE, NOW)
    except Refusal:
        return
    assert check_plan(made) == made
    assert all("\n" not in option for option in (*made.options, made.question))


def test_who_may_launch() -> None:
    """Facilitators, and everybody where that is settled; others read whom to ask."""
    ben = Member(id=MemberId("b"), teams_id=TeamsId("29:b"), name="Ben Carter")
    amara = ben.model_copy(update={"role": Role.FACILITATOR})

    check_may_launch(amara, COMMUNITY, [])
    check_may_launch(ben, COMMUNITY.model_copy(update={"anyone_launches": True}), [])
    with pytest.raises(MayNotLaunch) as refused:
        check_may_launch(ben, COMMUNITY, ["Amara Osei", "Gita", "Hana", "Ida"])
    assert "Ask one of them: Amara Osei, Gita, Hana." in refused.value.said
    with pytest.raises(NobodyFacilitates):
        check_may_launch(ben, COMMUNITY, [])
