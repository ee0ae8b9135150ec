"""Counting: numbers that add up, a middle, and an instant run-off that chance has no part in."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.results import (
    Results,
    anonymous_results,
    elected,
    middle,
    most_chosen,
    percentages,
    run_off,
    shares,
    tally,
)

counts = st.lists(st.integers(0, 1_000), min_size=1, max_size=20)
rankings = st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=5, unique=True), max_size=30)


@given(counts)
def test_percentages_add_up(votes: list[int]) -> None:
    """To 100, each less than one away from what it is exactly, and more votes never have a smaller share."""
    found = percentages(votes)

    assert sum(found) == (100 if sum(votes) else 0)
    assert all(abs(share - 100 * count / max(1, sum(votes))) < 1 for share, count in zip(found, votes, strict=True))
    in_order = [share for _, share in sorted(zip(votes, found, strict=True))]
    assert in_order == sorted(in_order)


@pytest.mark.parametrize(
    ("votes", "found"), [([1, 1, 1], [34, 33, 33]), ([1, 2], [33, 67]), ([0, 0], [0, 0]), ([199, 1], [100, 0]), ([7], [100])]
)
def test_percentages_of(votes: list[int], found: list[int]) -> None:
    """Known ones."""
    assert percentages(votes) == found


def test_shares_of_people_need_not_add_up() -> None:
    """Each is rounded by itself: where everybody chose everything, it is 100 for each."""
    assert shares([3, 3, 1], 3) == [100, 100, 33]
    assert shares([0], 0) == [0]


def test_most_chosen_may_tie() -> None:
    """One, several, or none."""
    assert most_chosen({1: 2, 2: 3, 3: 3}) == [2, 3]
    assert most_chosen({1: 0, 2: 0}) == []
    assert most_chosen({}) == []


@given(st.dictionaries(st.integers(1, 10), st.integers(0, 20), min_size=1))
def test_the_middle_is_in_the_middle(votes: dict[int, int]) -> None:
    """As many answers are below as above."""
    answers = sorted(number for number, count in votes.items() for _ in range(count))
    expected = None if not answers else (answers[(len(answers) - 1) // 2], answers[len(answers) // 2])
    assert middle(votes) == expected


@pytest.mark.parametrize(
    ("ballots", "outs", "winners"),
    [
        ([[1], [1], [2]], [()], [1]),
        ([[1], [1], [2], [2], [3, 2]], [(3,), ()], [2]),
        ([[1], [2]], [(3,), (1, 2)], [1, 2]),
        ([[1, 3], [1, 3], [2, 3], [2, 3], [3, 1]], [(3,), ()], [1]),
        ([[1], [1], [2], [3]], [(2, 3), ()], [1]),
        ([[3], [3], [3], [1], [1], [2, 1], [2, 1]], [(1, 2), ()], [3]),
        ([], [], []),
        ([[], []], [], []),
    ],
)
def test_rounds_of_a_run_off(ballots: list[list[int]], outs: list[tuple[int, ...]], winners: list[int]) -> None:
    """Known ones: a majority at once, a transfer, a tie, several with the fewest, and nobody."""
    rounds = run_off([1, 2, 3], ballots)

    assert [each.out for each in rounds] == outs
    assert elected(rounds) == winners


@given(rankings)
def test_a_run_off_ends_with_a_majority_or_a_tie(ballots: list[list[int]]) -> None:
    """Votes are never more than ballots, who is out stays out, and the winner has more than half of what still counts."""
    rounds = run_off([1, 2, 3, 4, 5], ballots)

    still_in = {1, 2, 3, 4, 5}
    for each in rounds:
        assert set(each.counts) == still_in
        assert sum(each.counts.values()) <= len(ballots)
        assert all(each.counts[number] == min(each.counts.values()) for number in each.out)
        still_in -= set(each.out)
    if rounds and len(winners := elected(rounds)) == 1 and not rounds[-1].out:
        assert 2 * rounds[-1].counts[winners[0]] > sum(rounds[-1].counts.values())


@given(rankings, st.integers())
def test_a_run_off_knows_no_order_and_no_chance(ballots: list[list[int]], seed: int) -> None:
    """The same ballots in any order, counted any number of times, come to the same."""
    shuffled = list(ballots)
    random.Random(seed).shuffle(shuffled)  # noqa: S311
    assert run_off([1, 2, 3, 4, 5], shuffled) == run_off([1, 2, 3, 4, 5], ballots)


@given(st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=4, unique=True), max_size=12), st.booleans())
def test_few_anonymous_answers_come_to_nothing(chosen: list[list[int]], ranked: bool) -> None:
    """Below five nothing is kept, not even how many; from five everything adds up."""
    results = anonymous_results([1, 2, 3, 4], [json.dumps(each) for each in chosen], ranked=ranked)

    if len(chosen) < 5:
        assert results == Results(few=True)
        return
    assert results.answered == len(chosen)
    firsts = [each[:1] for each in chosen] if ranked else chosen
    assert results.votes == tally([1, 2, 3, 4], firsts)
    assert sum(results.votes.values()) == sum(map(len, firsts))


def test_anonymous_words_keep_their_order_and_no_more_than_can_be_read() -> None:
    """They come in an order that says nothing, and stay in it."""
    answers = [json.dumps(f"word {number}") for number in range(3_000)]
    results = anonymous_results([], answers, ranked=False)
    assert results.answered == 3_000
    assert results.words[:2] == ("word 0", "word 1")
    assert len(results.words) == 2_000


def test_results_are_kept_as_they_are() -> None:
    """Written to the database and read back, they are the same."""
    kept = Results(answered=3, votes={1: 2, 2: 1}, rounds=run_off([1, 2], [[1], [1], [2]]))
    assert Results.model_validate_json(kept.model_dump_json(exclude_defaults=True)) == kept
