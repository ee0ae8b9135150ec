"""The rules of check-ins, as tables: kinds in files, scales, counting, the words for what was counted."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.checkin_kinds import BUILT_IN, FOLDER, BrokenKind, CheckinKind, Heavy, read_kind, read_kinds
from community.checkin_plans import in_one_line
from community.checkin_results import Given, Results, in_words, results_of, shuffled
from community.checkins import Checkin, NotClosedYet, as_table, line_of, public_view, read_answer, written
from community.ids import CheckinId
from community.people import MemberId
from community.privacy import clean
from community.rounds import Mode, RoundState
from community.support import DEFAULT_SUPPORT, support_routes, support_words

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MOOD = BUILT_IN["mood"]
GOOD = """
label = "Energy"
question = "How much energy do you have for {topic}?"
points = ["None", "Some", "Plenty"]
heavy = "first"
wellbeing = true
"""


def _checkin(kind: CheckinKind = MOOD, mode: Mode = Mode.ANONYMOUS, **values: object) -> Checkin:
    checkin = Checkin(id=CheckinId("c"), kind=kind, mode=mode, launcher=MemberId("m"), launched_at=NOW)
    return checkin.model_copy(update=values)


# ---- kinds in files


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_every_kind_that_comes_with_canopy_is_whole(path: Path) -> None:
    """Each file says what it must; wellbeing has a heavy end; every word is plain text."""
    kind = read_kind(path)

    assert kind.slug == path.stem
    assert 3 <= len(kind.points) <= 7
    assert all(clean(words) == words for words in (kind.label, kind.question, kind.intro, kind.comment, *kind.points))
    assert kind.heavy is not Heavy.NONE or not kind.wellbeing


def test_the_kinds_that_come_with_canopy() -> None:
    """Mood, workload and shelter are wellbeing; confidence asks about a topic."""
    assert {slug for slug, kind in BUILT_IN.items() if kind.wellbeing} == {"mood", "shelter", "workload"}
    assert BUILT_IN["confidence"].asks_about_a_topic


def test_a_new_kind_is_one_file(tmp_path: Path) -> None:
    """It is called by the name of its file."""
    (tmp_path / "energy.toml").write_text(GOOD)

    assert read_kinds(tmp_path)["energy"].asked("Friday") == "How much energy do you have for Friday?"


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ('label = "Energy"', "", "label"),
        ('label = "Energy"', 'label = ""', "label"),
        ('heavy = "first"', 'heavy = "both"', "heavy"),
        ('heavy = "first"', 'heavy = "none"', "heavy"),
        ('"None", "Some", "Plenty"', '"None", "Plenty"', "points"),
        ('"None", "Some", "Plenty"', '"", "Some", "Plenty"', "points"),
        ('"None", "Some", "Plenty"', '"None", "", "Plenty"', "points"),
        ('"None", "Some", "Plenty"', f'"None", "Some", "{"x" * 37}"', "points"),
        ("{topic}", "{name}", "question"),
        ("{topic}", "{", "question"),
        ("wellbeing = true", "wellbeing = maybe", "line 6"),
        ("wellbeing = true", "wellbeing = true\ncolour = 1", "colour"),
        ("wellbeing = true", 'wellbeing = true\nslug = "other"', "slug"),
        ("wellbeing = true", "wellbeing = true\nown = true", "own"),
    ],
)
def test_a_broken_file_is_named_with_its_field(tmp_path: Path, before: str, after: str, field: str) -> None:
    """Canopy does not start on it, and says what is wrong where."""
    (tmp_path / "energy.toml").write_text(GOOD.replace(before, after))

    with pytest.raises(BrokenKind) as broken:
        read_kinds(tmp_path)

    assert str(broken.value).startswith("energy.toml: ")
    assert field in str(broken.value)


def test_a_folder_without_kinds_is_broken(tmp_path: Path) -> None:
    """Something is missing from the installation then."""
    with pytest.raises(BrokenKind):
        read_kinds(tmp_path)


@pytest.mark.parametrize(
    ("points", "heavy", "which"),
    [(5, Heavy.FIRST, {1, 2}), (5, Heavy.LAST, {4, 5}), (7, Heavy.LAST, {6, 7}), (3, Heavy.FIRST, {1}), (4, Heavy.LAST, {4})],
)
def test_the_heavy_end(points: int, heavy: Heavy, which: set[int]) -> None:
    """The last two points of a scale with room for both, the last one of a short scale."""
    kind = CheckinKind(slug="k", label="K", question="?", points=("a", *[""] * (points - 2), "z"), heavy=heavy, wellbeing=True)

    assert {point for point in range(1, points + 1) if kind.is_heavy(point)} == which


@pytest.mark.parametrize(
    ("said", "slug", "topic"),
    [
        ("mood", "mood", ""),
        (" Mood ", "mood", ""),
        ("shelter?", "shelter", "?"),
        ("confidence about MCA", "confidence", "MCA"),
        ("confidence: MCA", "confidence", "MCA"),
        ("Confidence – about  best interests", "confidence", "best interests"),
        ("confidence aboutness", "confidence", "aboutness"),
    ],
)
def test_a_kind_and_a_topic_in_one_line(said: str, slug: str, topic: str) -> None:
    """The topic follows the kind, after “about”, a colon or nothing."""
    kind, about = in_one_line(said, list(BUILT_IN.values()))

    assert (kind.slug, about) == (slug, topic)


# ---- counting


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([2, 2, 2, 3, 1], "Most answers were around “Low”, and answers were close together."),
        ([1, 1, 2, 2, 2, 1], "Most answers were between “Very low” and “Low”, and answers were close together."),
        ([1, 1, 3, 5, 5], "The middle was around “In between”, and answers were far apart."),
        ([2, 2, 3, 4, 4], "The middle was around “In between”, and answers were spread out."),
        ([1, 1, 1, 1], "Fewer than 5 people answered, so nothing is shown."),
        ([], "Fewer than 5 people answered, so nothing is shown."),
    ],
)
def test_results_in_words(points: list[int], said: str) -> None:
    """The middle and the spread, and never “most” where it was not most."""
    assert in_words(MOOD, results_of(MOOD, Mode.ANONYMOUS, [Given(point) for point in points], chance="c")) == said


@given(st.lists(st.integers(1, 5), max_size=40), st.sampled_from(["mood", "confidence"]), st.sampled_from(Mode))
def test_what_is_kept_of_a_round(points: list[int], slug: str, mode: Mode) -> None:
    """Of too few anonymous answers nothing; of few wellbeing answers no count; otherwise counts that add up."""
    kind = BUILT_IN[slug]

    results = results_of(kind, mode, [Given(point, f"c{point}") for point in points], chance="c")

    if mode is Mode.ANONYMOUS and len(points) < 5:
        assert results == Results()
        return
    assert results.answered == len(points)
    assert len(results.comments) == len(points)
    drawn = bool(points) and not (kind.wellbeing and len(points) < 8)
    assert bool(results.counts) is drawn
    assert not drawn or sum(results.counts) == len(points)
    assert not points or results.middle == median(points)


@given(st.lists(st.integers(1, 7), min_size=5, max_size=60))
def test_most_means_most(points: list[int]) -> None:
    """Where it is said that most answers were around a point, at least half of them were within one of it."""
    kind = CheckinKind(slug="k", label="K", question="?", points=tuple("abcdefg"), heavy=Heavy.NONE, wellbeing=False)
    results = results_of(kind, Mode.ANONYMOUS, [Given(point) for point in points], chance="c")

    if in_words(kind, results).startswith("Most") and results.middle is not None:
        assert 2 * sum(abs(point - results.middle) <= 1 for point in points) >= len(points)


@given(st.lists(st.text(max_size=5), max_size=12, unique=True), st.text(), st.text())
def test_the_order_of_comments_says_nothing(texts: list[str], one: str, other: str) -> None:
    """It follows from the comments and from chance, not from the order they came in."""
    assert shuffled(texts, one) == shuffled(texts[::-1], one)
    assert sorted(shuffled(texts, one)) == sorted(shuffled(texts, other)) == sorted(texts)


@given(st.integers(1, 7), st.text(max_size=500))
def test_an_answer_is_read_as_it_was_written(point: int, comment: str) -> None:
    """Whatever is in its comment."""
    assert read_answer(written(Given(point, comment))) == Given(point, comment)


def test_lines() -> None:
    """A topic is the same however it is capitalised; a scale of another length is another line."""
    longer = MOOD.model_copy(update={"points": (*MOOD.points, "Best")})

    assert line_of(MOOD, "MCA") == line_of(MOOD, "mca")
    assert len({line_of(MOOD, ""), line_of(longer, ""), line_of(MOOD, "x")}) == 3


# ---- who may see what


def test_an_open_anonymous_round_shows_nothing() -> None:
    """Whatever is stored, its view, which is all that cards are drawn from, holds no number and no results."""
    results = Results(answered=9, counts=(9, 0, 0, 0, 0), middle=1.0)
    view = public_view(_checkin(answered=9, results=results))

    assert view.answered is None
    assert view.results is None


def test_a_closed_round_as_a_table() -> None:
    """For a file: what the card may show, and not one number more."""
    answers = [Given(point, "=1+1" if point == 1 else "") for point in (1, 2, 3, 3, 3)]
    results = results_of(MOOD, Mode.ANONYMOUS, answers, chance="c")
    closed = _checkin(state=RoundState.CLOSED, results=results)

    title, facts, columns, rows = as_table(closed, closed="Friday")
    assert (title, columns) == ("Check-in: Mood", ["Point", "Answers"])
    assert dict(facts)["Answered"] == "5"
    assert rows == [["Comment", "=1+1"]]
    named = _checkin(mode=Mode.NAMED, state=RoundState.CLOSED, results=results_of(MOOD, Mode.NAMED, answers * 2, chance="c"))
    assert as_table(named, closed="Friday")[3][:3] == [["Very low", "2"], ["Low", "2"], ["In between", "6"]]
    with pytest.raises(NotClosedYet):
        as_table(_checkin(), closed="")


def test_results_outlive_their_program() -> None:
    """What an older Canopy kept without a field is still read."""
    assert Results.model_validate_json(json.dumps({"lost_key": True})) == Results(lost_key=True)


# ---- support


def test_the_words_canopy_comes_with_name_the_three_routes() -> None:
    """Supervision, employee assistance, safeguarding: each by name; own words replace them all."""
    assert {"Supervision", "Employee assistance", "Safeguarding"} <= {route.name for route in support_routes(DEFAULT_SUPPORT)}
    assert support_words("") == DEFAULT_SUPPORT
    assert [route.words for route in support_routes(support_words("Ask Dana.\n\nhttps://x.example: no"))] == [
        "Ask Dana.",
        "no",
    ]
