"""The life of a poll, lived in every order that can be thought of, against a dictionary that does the same."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from community.poll_plans import PollPlan
from community.polls import PollKind, counts_for
from community.results import Results, anonymous_results, run_off, tally
from community.rounds import Mode, RoundState
from dialogs.events import FormSent, Pressed
from tests.support.cards import Json, buttons_of, words_of
from tests.support.quick_house import FACILITATOR, QuickHouse

MEMBERS = [FACILITATOR, *(f"member-{number}" for number in range(7))]
OPTIONS = ("Mentoring", "Onboarding", "Visits")
CHOICES = [1, 2, 3]
MOST_DAYS = 3
LIVES = settings(max_examples=12, stateful_step_count=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))


class Given(NamedTuple):
    """An answer that stands, and the press it was given with."""

    answer: str
    press: int


class Act(NamedTuple):
    """Something a member did, which may be delivered again."""

    who: str
    event: Pressed | FormSent
    answer: str
    press: int


class PollLife(RuleBasedStateMachine):
    """One poll, and what should be true of it."""

    cards = Bundle("cards")
    acts = Bundle("acts")

    def __init__(self, house: QuickHouse, kind: PollKind, mode: Mode) -> None:
        super().__init__()
        self.house, self.kind, self.mode = house, kind, mode
        self.given: dict[str, Given] = {}
        self.state = RoundState.OPEN
        self.answered_events: set[str] = set()
        """Acts of named polls that are remembered: the same again gets the same answer and does nothing."""
        self.final: Results | None = None
        self.said: dict[tuple[object, ...], str] = {}
        options = () if kind is PollKind.WORDS else OPTIONS
        self.numbers = list(range(1, len(options) + 1))
        closes_at = house.now + timedelta(days=MOST_DAYS)
        self.closes_at: Any = closes_at
        plan = PollPlan(kind=kind, question="Which topic next?", options=options, mode=mode, most=3, closes_at=closes_at)
        self.id = house.launches(plan)

    # ---- cards and forms, to be used now or much later

    @rule(target=cards)
    def looks_at_the_card(self) -> Any:
        """Somebody has the card in front of them as it is now, perhaps for days; of a withdrawn one there is none."""
        if self.state is RoundState.WITHDRAWN:
            return multiple()
        return self._ballots(self.house.paints(f"poll:{self.id}"))

    @initialize(target=cards)
    def begins(self) -> Any:
        """The card as it was posted."""
        return self._ballots(self.house.paints(f"poll:{self.id}"))

    @rule(target=cards, who=st.sampled_from(MEMBERS))
    def opens_the_form(self, who: str) -> Any:
        """A form is open in front of somebody. Nothing is changed by it."""
        if self.state is RoundState.OPEN:
            return self._form(who)
        body = self.house.handles(self.house.opens(who, {"verb": "poll.open", "poll": self.id}))
        assert "nothing was changed" in body["task"]["value"]
        return multiple()

    def _form(self, who: str) -> Json:
        body = self.house.handles(self.house.opens(who, {"verb": "poll.open", "poll": self.id}))
        [button] = buttons_of(body["task"]["value"]["card"]["content"]).values()
        data: Json = button["data"]
        return data

    def _ballots(self, card: Json) -> Any:
        carried = [
            button["data"] for button in buttons_of(card).values() if button["data"]["verb"] in {"poll.vote", "poll.ballot"}
        ]
        return carried[0] if carried else multiple()

    # ---- answering

    @rule(target=acts, who=st.sampled_from(MEMBERS), card=cards, chosen=st.permutations(CHOICES), many=st.integers(1, 3))
    def answers(self, who: str, card: Json, chosen: list[int], many: int) -> Any:
        """A member answers on a card or form, new or old."""
        picked = chosen[: many if self.kind in {PollKind.MULTIPLE, PollKind.RANKED} else 1]
        answer, event = self._act(who, card, picked)
        act = Act(who, event, answer, card.get("press", 0))
        self._done(act, new=True)
        return act

    @rule(card=cards, chosen=st.permutations(CHOICES))
    def everybody_answers(self, card: Json, chosen: list[int]) -> None:
        """The whole room answers, on whatever card it has."""
        for place, who in enumerate(MEMBERS):
            answer, event = self._act(who, card, [chosen[place % 3]])
            self._done(Act(who, event, answer, card.get("press", 0)), new=True)

    @precondition(lambda self: self.state is RoundState.OPEN)
    @rule(target=acts, who=st.sampled_from(MEMBERS), chosen=st.permutations(CHOICES))
    def answers_on_a_fresh_form(self, who: str, chosen: list[int]) -> Any:
        """Whoever opens the form now is counted, whatever they answered before."""
        card = self._form(who)
        answer, event = self._act(who, card, [chosen[0]])
        act = Act(who, event, answer, card["press"])
        self._done(act, new=True)
        assert self.given[who] == Given(answer, card["press"])
        return act

    @rule(act=acts)
    def comes_again_under_the_same_id(self, act: Act) -> None:
        """Teams delivers it once more."""
        self._done(act, new=False)

    @rule(act=acts)
    def comes_again_under_a_new_id(self, act: Act) -> None:
        """The same click, under another id."""
        event: Any = act.event
        again = type(event)(id=self.house.new_event(), place=event.place, person=event.person, verb=event.verb, data=event.data)
        self._done(act._replace(event=again), new=True)

    def _act(self, who: str, card: Json, picked: list[int]) -> tuple[str, Pressed | FormSent]:
        if card["verb"] in {"poll.vote", "poll.ballot"}:
            return _kept(picked), self.house.presses(who, {**card, "option": picked[0]})
        if self.kind is PollKind.WORDS:
            text = f"word {picked[0]}"
            return json.dumps(text), self.house.sends(who, card, words=text)
        if self.kind is PollKind.RANKED:
            ranks = {f"rank{place}": str(number) for place, number in enumerate(picked, 1)}
            return _kept(picked), self.house.sends(who, card, **ranks)
        return _kept(sorted(picked)), self.house.sends(who, card, choice=",".join(map(str, picked)))

    def _done(self, act: Act, *, new: bool) -> None:
        said = json.dumps(self.house.handles(act.event))
        if not new and act.event.id in self.answered_events:
            return
        if self.state is not RoundState.OPEN:
            assert "nothing was changed" in said
            return
        if self.mode is Mode.NAMED:
            self.answered_events.add(act.event.id)
        before = self.given.get(act.who)
        if before is None or act.press > before.press:
            self.given[act.who] = Given(act.answer, act.press)
        elif (act.answer, act.press) != before:
            assert "Nothing was changed" in said
            return
        assert re.search("is counted|You chose .* You can change it", said)

    # ---- running it

    @precondition(lambda self: self.state is not RoundState.WITHDRAWN)
    @rule()
    def closes(self) -> None:
        """Closed by hand; what is closed stays as it is."""
        was_open = self.state is RoundState.OPEN
        body = self._runs("poll.close.send")
        assert (body is None) is was_open
        if was_open:
            self._ends()

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours: int) -> None:
        """What is due by then is done."""
        self.house.moves(hours=hours)
        if self.state is RoundState.OPEN and self.closes_at is not None and self.closes_at <= self.house.now:
            self._ends()

    @rule(days=st.integers(1, MOST_DAYS))
    def extends(self, days: int) -> None:
        """A new time."""
        body = self._runs("poll.extend.send", closes=f"in {days * 24} hours")
        assert (body is None) is (self.state is RoundState.OPEN)
        if self.state is RoundState.OPEN:
            self.closes_at = self.house.now + timedelta(days=days)

    @precondition(lambda self: self.state is not RoundState.WITHDRAWN)
    @rule()
    def reopens(self) -> None:
        """Only what was named opens again."""
        body = self._runs("poll.reopen")
        if self.mode is Mode.ANONYMOUS:
            assert "cannot be opened again" in json.dumps(body)
        elif self.state is RoundState.CLOSED:
            self.state, self.final = RoundState.OPEN, None
            self.closes_at = self.closes_at if self.closes_at and self.closes_at > self.house.now else None

    @precondition(lambda self: self.state is not RoundState.WITHDRAWN)
    @rule(really=st.integers(0, 5))
    def withdraws(self, really: int) -> None:
        """Rarely, or there would be no life to look at."""
        if really:
            return
        assert self._runs("poll.withdraw.send") is None
        self.house.moves()
        self.state, self.given, self.final = RoundState.WITHDRAWN, {}, None

    @rule(what=st.sampled_from(["poll.count", "poll.burn"]))
    def the_clock_repeats_itself(self, what: str) -> None:
        """Whatever was done is done once more: it changes nothing, and never ends what is open."""
        self.house.with_store(lambda store: store.due.put(what, self.id, self.house.now))
        self.house.moves()

    def _runs(self, verb: str, **inputs: str) -> Any:
        return self.house.handles(self.house.sends(FACILITATOR, {"verb": verb, "poll": self.id}, **inputs))

    def _ends(self) -> None:
        self.house.moves()
        self.state = RoundState.CLOSED
        answers = [given.answer for given in self.given.values()]
        if self.mode is Mode.ANONYMOUS:
            self.final = anonymous_results(self.numbers, answers, ranked=self.kind is PollKind.RANKED)
            self.given = {}
            return
        chosen = [json.loads(answer) for answer in answers]
        rounds = run_off(CHOICES, chosen) if self.kind is PollKind.RANKED else ()
        self.final = Results(answered=len(answers), votes=self._tally(answers), rounds=rounds)

    def _tally(self, answers: list[str]) -> dict[int, int]:
        return tally(self.numbers, [counts_for(self.kind, answer) for answer in answers])

    # ---- what is always true

    @invariant()
    def it_is_stored_as_it_should_be(self) -> None:
        """State, counts and answers are those of the dictionary, however it came to them."""
        poll = self.house.poll(self.id)
        assert poll.state is self.state
        stored = self.house.with_store(lambda store: store.polls.voters(self.id, 100))
        named = self.given if self.mode is Mode.NAMED else {}
        assert {vote.member: Given(vote.answer, vote.press) for vote in stored} == named
        if self.mode is Mode.NAMED and self.state is not RoundState.WITHDRAWN:
            answers = [given.answer for given in self.given.values()]
            assert {option.number: option.votes for option in poll.options} == self._tally(answers)
            assert poll.answered == len(answers)

    @invariant()
    def its_results_are_those_it_was_closed_with(self) -> None:
        """Kept once it is closed, and not before."""
        results = self.house.poll(self.id).results
        if results is not None and self.final is not None:
            assert results.model_copy(update={"words": ()}) == self.final.model_copy(update={"words": ()})
            assert sorted(results.words) == sorted(self.final.words)
        else:
            assert results is self.final is None

    @precondition(lambda self: self.mode is Mode.ANONYMOUS)
    @invariant()
    def an_anonymous_poll_keeps_its_secrets(self) -> None:
        """While it is open only whether it is enough is known; once it is over there is neither box nor key."""
        poll, box = self.house.poll(self.id), f"poll:{self.id}"
        if self.state is RoundState.OPEN:
            assert (poll.answered, poll.enough) == (0, len(self.given) >= 5)
            assert self.house.ballots.answered(box) == len(self.given)
            words = words_of(self.house.paints(box))
            assert not re.search(r"%|\d+ (has|have) answered", words.replace("5 have", "").replace("5 or more have", ""))
            # Of everything that may be known nothing changed, so the card is the same to the letter.
            assert self.said.setdefault((poll.revision, poll.enough, poll.closes_at), words) == words
        else:
            assert box not in self.house.ballots.boxes()

    def teardown(self) -> None:
        """Take it off the clock, so that the next poll is alone on it."""
        if self.house.poll(self.id).state is not RoundState.WITHDRAWN:
            self._runs("poll.withdraw.send")
            self.house.moves()


def _kept(numbers: list[int]) -> str:
    return json.dumps(numbers, separators=(",", ":"))


@contextmanager
def _house() -> Iterator[QuickHouse]:
    with (
        tempfile.TemporaryDirectory(prefix="canopy-life-") as folder,
        QuickHouse(f"sqlite:///{folder}/canopy.db", Path(folder)) as house,
    ):
        yield house


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("kind", [PollKind.SINGLE, PollKind.MULTIPLE, PollKind.RANKED, PollKind.WORDS])
def test_whatever_happens_to_a_poll_it_stays_true(kind: PollKind, mode: Mode) -> None:
    """Launched, answered, changed, delivered again, closed, opened again, extended, withdrawn, in any order."""
    with _house() as house:
        machine: Any = partial(PollLife, house, kind, mode)
        run_state_machine_as_test(machine, settings=LIVES)


@pytest.mark.parametrize("mode", Mode)
def test_everybody_votes_at_once(database_url: str, tmp_path: Path, mode: Mode) -> None:
    """A room of eighty presses in the same moment, half of them twice: everybody counts once, and nobody is lost."""
    verb = "poll.vote" if mode is Mode.NAMED else "poll.ballot"
    with QuickHouse(database_url, tmp_path) as house:
        poll = house.launches(PollPlan(question="Which topic next?", options=OPTIONS, mode=mode))
        presses = [house.presses(f"member-{n}", {"verb": verb, "poll": poll, "option": n % 3 + 1}) for n in range(80)]
        twice = [house.presses(press.person.id, press.data) for press in presses[::2]]

        answers = house.handles_all([*presses, *twice])

        assert all(answer["type"].endswith("card.adaptive") for answer in answers)
        house.handles(house.sends(FACILITATOR, {"verb": "poll.close.send", "poll": poll}))
        house.moves()
        results = house.poll(poll).results
        assert results is not None
        assert (results.answered, results.votes) == (80, {1: 27, 2: 27, 3: 26})


@pytest.mark.parametrize("end", ["closed", "withdrawn", "in time"])
def test_an_anonymous_poll_ends_whole_though_every_step_is_cut_off_once(database_url: str, tmp_path: Path, end: str) -> None:
    """Killed before the commit of each step, it goes on from there: counted once, and nothing is left of box and key."""
    with QuickHouse(database_url, tmp_path) as house:
        closes_at = house.now + timedelta(days=1)
        plan = PollPlan(question="Which topic next?", options=OPTIONS, mode=Mode.ANONYMOUS, closes_at=closes_at)
        poll = house.launches(plan)
        presses = [house.presses(f"member-{n}", {"verb": "poll.ballot", "poll": poll, "option": n % 3 + 1}) for n in range(6)]
        house.handles_all(presses)
        if end == "in time":
            house.now = closes_at
        else:
            verb = "poll.close.send" if end == "closed" else "poll.withdraw.send"
            house.handles(house.sends(FACILITATOR, {"verb": verb, "poll": poll}))

        steps = house.is_killed_at_every_step()

        assert steps == {"closed": 2, "withdrawn": 1, "in time": 3}[end]
        found = house.poll(poll)
        assert f"poll:{poll}" not in house.ballots.boxes()
        assert found.state is (RoundState.WITHDRAWN if end == "withdrawn" else RoundState.CLOSED)
        assert found.results == (None if end == "withdrawn" else Results(answered=6, votes={1: 2, 2: 2, 3: 2}))
