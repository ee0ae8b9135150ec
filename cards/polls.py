"""The card of a poll: what is asked, what is kept of an answer, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson

from cards.charts import LABEL_LIMIT, bars
from cards.closings import OpenManage
from cards.options import OpenAddOption
from cards.parts import (
    CardJson,
    Element,
    beside,
    button,
    card,
    counted_to,
    framed,
    heading,
    label,
    line,
    note,
    opener,
    paragraphs,
    run,
    titled,
    words,
)
from cards.voters import OpenVoters
from cards.votes import (
    MANY_OPTIONS,
    CastBallot,
    CastVote,
    OpenVote,
    fitting,
    how,
    in_full,
    mode_lines,
    titles_of,
)
from community.people import Model
from community.poll_plans import OPTION_LIMIT
from community.poll_views import PollView
from community.polls import COUNTED_TO, PollKind, Shows
from community.privacy import shortened
from community.results import Results, elected, middle, most_chosen, percentages, shares
from community.rounds import ENOUGH, RoundState

BUTTON_LIMIT = 36
LABEL_LIMIT_OF_MANY = 20
NAMED = 4
"""Of so many options that tie, or are out at once, names are said; of more, how many more."""
WORDS_BYTES = 12_000
"""Answers in open words fill a card up to here."""

STATE_WORDS = {
    RoundState.OPEN: "Open",
    RoundState.CLOSING: "Closing",
    RoundState.CLOSED: "Closed",
    RoundState.WITHDRAWN: "Withdrawn",
}
FEW = f"Fewer than {ENOUGH} people answered, so no results are shown."
SEVERAL = "Shares of those who answered. One can choose several, so they can add up to more than 100%."
LOST_KEY = "The key of this anonymous poll was lost, so it was closed early. What had been answered by then is counted."


class PollLine(Model):
    """One poll in a list."""

    id: str
    question: str
    facts: str
    outcome: str = ""


def poll_card(view: PollView, *, private: str = "", press: int | None = None, community: str = "") -> CardJson:
    """A poll, as its view says. `private` is a line for the person who just acted, and `press` the number their buttons carry.

    With `community` it is a ballot for a 1:1 chat: its buttons say where they belong.
    """
    if view.state is RoundState.WITHDRAWN:
        return withdrawn_card()
    titles = titles_of(view, BUTTON_LIMIT)

    def made(letters: int) -> CardJson:
        body: list[Element] = [note(private)] if private else []
        body += [titled(f"Poll · {how(view)}", STATE_WORDS[view.state]), words(run(view.question, bold=True))]
        if view.results is not None:
            body += results_elements(view, view.results, letters)
        elif view.in_a_form or any(titles[option.number] != option.text for option in view.options):
            body += in_full(view, letters)
        if view.outcome:
            body.append(framed([label("What we will do"), *paragraphs(view.outcome)]))
        body += _about(view)
        return card(body, _buttons(view, view.revision if press is None else press, community), speak=f"Poll, {how(view)}")

    return fitting(made)


def _about(view: PollView) -> list[Element]:
    facts = " · ".join(fact for fact in (view.answered, view.when) if fact)
    said = [f"{fact}." for fact in (facts, f"Asked by {view.launcher}" if view.launcher else "") if fact]
    about = [words(run(" ".join(said), subtle=True), small=True)] if said else []
    return about + [line(text, subtle=True, small=True) for text in _notes(view)]


def _notes(view: PollView) -> list[str]:
    if view.state is RoundState.CLOSING:
        return ["The poll is closed, and its answers are being counted."]
    if view.state is RoundState.CLOSED:
        return ["Anonymous: nobody can tell any more whose answer was whose." if view.anonymous else "Named."]
    kept_back = view.results is None and not view.anonymous
    told = ["Vote to see the results." if view.shows is Shows.VOTED else "Results are shown when the poll is closed."]
    return [*(told if kept_back else []), *mode_lines(view)]


def _buttons(view: PollView, press: int, community: str) -> list[Element]:
    where = {"community": community} if community else {}
    actions: list[Element] = []
    if view.state is RoundState.OPEN and view.in_a_form:
        actions.append(opener("Vote", OpenVote(poll=view.id, **where), style="positive"))
    elif view.state is RoundState.OPEN:
        cast = CastBallot if view.anonymous else CastVote
        titles = titles_of(view, BUTTON_LIMIT)
        actions += [
            button(titles[option.number], cast(poll=view.id, option=option.number, press=press, **where))
            for option in view.options
        ]
    if view.may_add:
        actions.append(opener("Add an option", OpenAddOption(poll=view.id, **where), secondary=True))
    aside = bool(actions)  # with nothing else to press there is nothing to step aside for
    if not view.anonymous:
        actions.append(opener("Who voted", OpenVoters(poll=view.id, **where), secondary=aside))
    if not community:
        actions.append(opener("Manage", OpenManage(poll=view.id), secondary=aside))
    return actions


def results_elements(view: PollView, results: Results, letters: int = OPTION_LIMIT) -> list[Element]:
    """What a poll came to: who is ahead in words, then a chart, then what the chart has no room for."""
    made = [line(LOST_KEY)] if results.lost_key else []
    if results.few:
        return [*made, line(FEW)]
    if view.kind is PollKind.WORDS:
        return [*made, *_words(view, results)]
    if not results.answered:
        return [*made, *in_full(view, letters)]
    titles = titles_of(view, LABEL_LIMIT if len(view.options) <= MANY_OPTIONS else LABEL_LIMIT_OF_MANY)
    counts = [results.votes.get(option.number, 0) for option in view.options]
    several = view.kind is PollKind.MULTIPLE
    parts = shares(counts, results.answered) if several else percentages(counts)
    rows = [(titles[option.number], count, f"{part}%") for option, count, part in zip(view.options, counts, parts, strict=True)]
    made += [*_ahead(view, results, titles), bars("First places" if view.kind is PollKind.RANKED else "Answers", rows)]
    if any(titles[option.number] != option.text for option in view.options):
        made += in_full(view, letters)
    if several:
        made.append(line(SEVERAL, subtle=True, small=True))
    return made


def _ahead(view: PollView, results: Results, titles: Mapping[int, str]) -> list[Element]:
    if view.kind is PollKind.RANKED and results.rounds:
        return _rounds(results, titles)
    leaders = most_chosen(results.votes)
    said: list[Element] = []
    if leaders:
        many, what = results.votes[leaders[0]], "Put first most often" if view.kind is PollKind.RANKED else "Most chosen"
        tied = len(leaders) > 1
        said.append(words(
            run("A tie: " if tied else f"{what}: "), run(_and([titles[number] for number in leaders]), bold=True),
            run(f", {many} each." if tied else f", {many} of {results.answered}."),
        ))  # fmt: skip
    if view.kind is PollKind.RATING and (between := middle(results.votes)):
        low, high = (titles[number] for number in between)
        text = [run("The middle answer: "), run(low, bold=True)]
        if low != high:
            text = [run("The middle is between "), run(low, bold=True), run(" and "), run(high, bold=True)]
        said.append(words(*text, run(".")))
    return said


def _rounds(results: Results, titles: Mapping[int, str]) -> list[Element]:
    winners, last = elected(results.rounds), results.rounds[-1]
    names, most = _and([titles[number] for number in winners]), max(last.counts.values())
    won = f" wins with {most} of the {sum(last.counts.values())} votes that still count."
    tie = f" in round {len(results.rounds)}, {most} each."
    said = [
        words(run(names, bold=True), run(won)) if len(winners) == 1 else words(run("A tie: "), run(names, bold=True), run(tie))
    ]
    for place, each in enumerate(results.rounds, 1):
        shown = sorted(each.counts, key=lambda number, counts=each.counts: -counts[number]) if each is last else each.out  # type: ignore[misc]
        listed = _and([f"{titles[number]} ({each.counts[number]})" for number in shown])
        said.append(words(f"Round {place}: {listed}{'.' if each is last else ' out.'}", small=True, spacing="Small"))
    return said


def _and(names: Sequence[str]) -> str:
    """Names in a row; of many, the first few."""
    if len(names) == 1:
        return names[0]
    if len(names) > NAMED:
        return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _words(view: PollView, results: Results) -> list[Element]:
    shown: list[Element] = []
    for said in view.words:
        pieces = [run(f"{said.name}: ", bold=True)] if said.name else [run("• ")]
        each = words(*pieces, run(said.text.replace("\n", " ")), spacing="Small")
        if len(orjson.dumps([*shown, each])) > WORDS_BYTES:
            break
        shown.append(each)
    left = results.answered - len(shown)
    if left > 0 and shown:
        shown.append(line(f"…and {left} more. Whoever runs the poll can export them all.", subtle=True, small=True))
    return shown


def withdrawn_card() -> CardJson:
    """What is left of a withdrawn poll: nothing of its text and none of its answers."""
    return card([words(run("This poll was withdrawn.", italic=True)), line("Nothing of it is kept.", subtle=True, small=True)])


def polls_card(
    open_polls: Sequence[PollLine], over: Sequence[PollLine], total: int, community: str, community_id: str
) -> CardJson:
    """The polls that take answers, newest first, and the last few that are over."""
    if open_polls:
        body: list[Element] = [heading(counted_to(COUNTED_TO, total, "open poll", "open polls"))]
    else:
        body = [words(run(f"No open polls in {community}.", bold=True)), line("Facilitators launch one with @Canopy poll.")]
    for poll in open_polls:
        body += _listed(poll)
        body.append(beside(opener("Vote", OpenVote(poll=poll.id, community=community_id))))
    if total > len(open_polls):
        body.append(line(f"Showing the newest {len(open_polls)}.", subtle=True, small=True))
    if over:
        body.append(label("Closed lately"))
    for poll in over:
        body += _listed(poll)
    return card(body)


def _listed(poll: PollLine) -> list[Element]:
    said = words(run(shortened(poll.question, 160)), spacing="Medium")
    facts = words(run(poll.facts, subtle=True), small=True, spacing="None")
    return [said, facts, words(run(poll.outcome), small=True, spacing="None")] if poll.outcome else [said, facts]
