"""Counting: what an answered poll comes to, in numbers that add up and in words."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping, Sequence

from pydantic import Field

from community.people import Model
from community.rounds import ENOUGH

WORDS_KEPT = 2_000
"""Of answers in open words, results keep this many."""


class Round(Model):
    """One round of an instant run-off: how many count for each option still in it, and which are out after it."""

    counts: dict[int, int]
    out: tuple[int, ...] = ()


class Results(Model):
    """What a poll came to when it was closed. Of too few anonymous answers nothing is kept, not even how many there were."""

    answered: int = 0
    few: bool = False
    """True when there were too few anonymous answers to show anything."""
    lost_key: bool = False
    """True when the poll had to be closed because its key was lost."""
    votes: dict[int, int] = Field(default_factory=dict)
    """How many chose each option; in a ranked poll, how many put it first."""
    rounds: tuple[Round, ...] = ()
    words: tuple[str, ...] = ()
    """Anonymous answers in open words, in an order that says nothing."""


def percentages(counts: Sequence[int]) -> list[int]:
    """Whole percentages that add up to 100: the largest remainders are rounded up (the earlier of two alike). All 0 for none."""
    total = sum(counts)
    if not total:
        return [0] * len(counts)
    whole = [100 * count // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda place: (-(100 * counts[place] % total), place))
    for place in by_remainder[: 100 - sum(whole)]:
        whole[place] += 1
    return whole


def shares(counts: Sequence[int], answered: int) -> list[int]:
    """The share of those who `answered`, in whole per cent, where each may have chosen several; these need not add up."""
    return [(200 * count + answered) // (2 * answered) if answered else 0 for count in counts]


def most_chosen(votes: Mapping[int, int]) -> list[int]:
    """The options that most chose: one, several in a tie, or none while nobody has chosen."""
    highest = max(votes.values(), default=0)
    return [number for number, count in votes.items() if count == highest] if highest else []


def middle(votes: Mapping[int, int]) -> tuple[int, int] | None:
    """The two middle answers on a scale, the same twice when the middle is one point; None while nobody has answered."""
    total = sum(votes.values())
    if not total:
        return None
    return _nth(votes, (total - 1) // 2), _nth(votes, total // 2)


def _nth(votes: Mapping[int, int], place: int) -> int:
    for number in sorted(votes):
        place -= votes[number]
        if place < 0:
            return number
    raise AssertionError("unreachable")


def run_off(options: Sequence[int], rankings: Iterable[Sequence[int]]) -> tuple[Round, ...]:
    """The rounds of an instant run-off. In each, whoever has the fewest is out, all of them where several have the fewest.

    It ends with an option that more than half of the ballots still in count for, or with a tie: then the last round
    has everybody in it out. That no chance decides, makes counting again come to the same.
    """
    from rank_choicer import EliminationStrategy, RankChoiceCounter  # only polls that rank need it

    ballots = {str(place): [str(number) for number in ranking] for place, ranking in enumerate(rankings) if ranking}
    if not ballots:
        return ()
    counter = RankChoiceCounter([str(number) for number in options], EliminationStrategy.BATCH)
    with contextlib.suppress(ValueError):  # how it says that it ended in a tie; what it counted is right, and all that is wanted
        counter.count_votes(ballots)
    rounds, still_in = [], list(options)
    for counted in counter.get_round_results():
        out = tuple(int(option) for option in counted.eliminated_options or ())
        rounds.append(Round(counts={number: counted.vote_counts[str(number)] for number in still_in}, out=out))
        still_in = [number for number in still_in if number not in out]
    return tuple(rounds)


def elected(rounds: Sequence[Round]) -> list[int]:
    """Who won a run-off: one option, or those that tied in the last round; none when nobody voted."""
    if not rounds:
        return []
    last = rounds[-1]
    return list(last.out) if last.out else most_chosen(last.counts)


def tally(numbers: Sequence[int], chosen: Iterable[Sequence[int]]) -> dict[int, int]:
    """How often each of `numbers` was chosen."""
    votes = dict.fromkeys(numbers, 0)
    for ballot in chosen:
        for number in ballot:
            if number in votes:
                votes[number] += 1
    return votes


def anonymous_results(numbers: Sequence[int], answers: Sequence[str], *, ranked: bool, lost_key: bool = False) -> Results:
    """What anonymous answers come to. `answers` are as they were kept, in an order that says nothing. Few come to nothing."""
    if len(answers) < ENOUGH:
        return Results(few=True, lost_key=lost_key)
    kept = [json.loads(answer) for answer in answers]
    choices = [answer for answer in kept if isinstance(answer, list)]
    return Results(
        answered=len(answers),
        lost_key=lost_key,
        votes=tally(numbers, [chosen[:1] for chosen in choices] if ranked else choices),
        rounds=run_off(numbers, choices) if ranked else (),
        words=tuple(answer for answer in kept if isinstance(answer, str))[:WORDS_KEPT],
    )
