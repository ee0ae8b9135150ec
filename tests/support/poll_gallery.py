"""The cards and forms of polls, for the gallery."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from cards.actions import Action
from cards.closings import SendExtend, end_form, erase_form, extend_form, lost_key_card, manage_form, over_card
from cards.exports import OpenExport
from cards.launches import OpenAgain
from cards.outcomes import SendOutcome, outcome_card, outcome_form
from cards.polls import LOST_KEY, PollLine, poll_card, polls_card, results_elements
from cards.reminders import OpenRemind
from cards.voters import Voters, voters_form
from cards.votes import SendBallot, SendVote, vote_form
from community.ids import PollId
from community.people import MemberId
from community.poll_views import PollView, poll_view
from community.polls import OUTCOME_LIMIT, WORDS_LIMIT, Option, Poll, PollKind, Shows, Vote
from community.results import Results, run_off, tally
from community.rounds import Mode, RoundState

Json = dict[str, Any]
ID = "0123456789abcdef0123456789abcdef"
QUESTION = "What should our next session be about?"
OPTIONS = ("Mentoring", "Onboarding new colleagues", "Visits to each other's teams", "Writing it down")
WHEN = "Closes Friday 27 November at 17:00"
OUTCOME = "We start with mentoring, in March, in pairs across teams. Dana brings the plan to the next session."
RANKED = [[1, 2], [1, 3], [1], [2, 1], [2, 3], [3, 2], [3, 2], [4, 1]]


def _poll(kind: PollKind = PollKind.SINGLE, *, options: Sequence[str] = OPTIONS, counts: Sequence[int] = (), **more: Any) -> Poll:
    numbered = enumerate(zip(options, [*counts, *[0] * len(options)], strict=False), 1)
    return Poll.model_validate(
        {
            "id": PollId(ID), "kind": kind, "question": QUESTION, "mode": Mode.NAMED, "shows": Shows.ALWAYS, "most": len(options),
            "options": tuple(Option(number=number, text=text, votes=votes) for number, (text, votes) in numbered),
            "answered": sum(counts), "launcher": MemberId("amara"), "launcher_name": "Amara Osei",
            "launched_at": datetime(2026, 11, 2, 9, tzinfo=UTC), **more,
        }
    )  # fmt: skip


def _anonymous(kind: PollKind = PollKind.SINGLE, **more: Any) -> Poll:
    return _poll(kind, mode=Mode.ANONYMOUS, shows=Shows.CLOSED, **more)


def _closed(poll: Poll, results: Results | None = None, **more: Any) -> Poll:
    counted = results or Results(answered=poll.answered, votes={option.number: option.votes for option in poll.options})
    return poll.model_copy(update={"state": RoundState.CLOSED, "results": counted, "answered": counted.answered, **more})


def _ranked(poll: Poll) -> Results:
    numbers = [option.number for option in poll.options]
    return Results(answered=8, votes=tally(numbers, [ranking[:1] for ranking in RANKED]), rounds=run_off(numbers, RANKED))


def _said(*texts: str, name: str = "Ben Carter") -> list[Vote]:
    return [Vote(member=MemberId("m"), answer=f'"{text}"', press=0, name=name) for text in texts]


def _more(view: PollView) -> list[tuple[str, Action]]:
    about = {"poll": view.id, "community": ID}
    return [
        ("Remind who has not answered", OpenRemind(**about)),
        ("Launch it again", OpenAgain(**about)),
        ("Export the results", OpenExport(**about)),
    ]


def usual() -> dict[str, Json]:
    """As they look on an ordinary day."""
    fresh, counted = poll_view(_poll(), when=WHEN), poll_view(_poll(counts=(5, 3, 2, 1)), when=WHEN)
    voted = _poll(counts=(5, 3, 2, 1), shows=Shows.VOTED)
    closed = poll_view(_closed(_poll(counts=(5, 3, 2, 1)), outcome=OUTCOME))
    ballot = poll_view(_anonymous(enough=True), when=WHEN)
    ranked = _poll(PollKind.RANKED, answered=8)
    scale = _poll(PollKind.RATING, options=("1 – Not at all", "2", "3", "4", "5 – Very"), counts=(0, 1, 2, 4, 2))
    words = _poll(PollKind.WORDS, options=(), answered=2)
    said = _said("How do we record fluctuating capacity?", "Visits, please: one team each month")
    several = poll_view(_poll(PollKind.MULTIPLE, most=2, may_add=True), when=WHEN)
    choosing = SendVote(poll=ID, press=3, choice="1,3", community=ID)
    line = PollLine(id=ID, question=QUESTION, facts="11 answered · closes Friday 27 November at 17:00")
    over = PollLine(
        id=ID, question="Where do we meet?", facts="9 answered · closed yesterday at 17:00", outcome="What we will do: Online."
    )
    few, lost = Results(few=True), Results(few=True, lost_key=True)
    return {
        "poll-new": poll_card(fresh),
        "poll-open": poll_card(counted),
        "poll-voted": poll_card(
            poll_view(voted, when=WHEN, has_voted=True), private="You chose “Mentoring”. You can change it until the poll closes."
        ),
        "poll-waiting": poll_card(poll_view(voted, when=WHEN)),
        "poll-anonymous": poll_card(ballot),
        "poll-ballot": poll_card(ballot, press=4, community=ID),
        "poll-several": poll_card(several),
        "poll-rating": poll_card(poll_view(scale)),
        "poll-ranked": poll_card(poll_view(ranked)),
        "poll-words": poll_card(poll_view(words, words=said)),
        "poll-closed": poll_card(closed),
        "poll-closed-ranked": poll_card(poll_view(_closed(ranked, _ranked(ranked)))),
        "poll-closed-rating": poll_card(poll_view(_closed(scale))),
        "poll-closed-words": poll_card(
            poll_view(
                _closed(
                    _anonymous(PollKind.WORDS, options=()), Results(answered=5, words=("Cover", "Visits", "Time", "Notes", "Law"))
                )
            )
        ),
        "poll-closed-few": poll_card(poll_view(_closed(_anonymous(), few))),
        "poll-closed-lost": poll_card(poll_view(_closed(_anonymous(), lost))),
        "poll-closed-unanswered": poll_card(poll_view(_closed(_poll()))),
        "poll-closing": poll_card(poll_view(_anonymous(state=RoundState.CLOSING))),
        "poll-withdrawn": poll_card(poll_view(_poll(state=RoundState.WITHDRAWN))),
        "poll-form": vote_form(several, choosing),
        "poll-form-results": vote_form(
            poll_view(voted, has_voted=True), choosing, above=results_elements(counted, counted.results or Results())
        ),
        "poll-form-ranked": vote_form(
            poll_view(ranked), SendVote(poll=ID, rank1="2"), wrong="Each option can have one place only."
        ),
        "poll-form-words": vote_form(poll_view(_anonymous(PollKind.WORDS, options=())), SendBallot(poll=ID)),
        "poll-voters": voters_form(counted, [Voters(number=1, names=("Ben Carter", "Chidi Okafor"), more=3)], total=11),
        "poll-voters-kept-back": voters_form(
            counted, [Voters(number=0, names=("Ben Carter",))], total=1, private="Vote to see who chose what."
        ),
        "poll-manage": manage_form(counted, more=_more(counted), community=ID),
        "poll-manage-closed": manage_form(closed, more=_more(closed)[1:], community=ID),
        "poll-end": end_form(counted, ID),
        "poll-end-anonymous": end_form(ballot, ID),
        "poll-extend": extend_form(
            counted, SendExtend(poll=ID, closes="when pigs fly", community=ID), wrong="I cannot tell when that is."
        ),
        "poll-erase": erase_form(counted, ID, reminded=True),
        "poll-outcome-form": outcome_form(closed, SendOutcome(poll=ID, community=ID)),
        "poll-outcome": outcome_card(closed),
        "poll-outcome-gone": outcome_card(counted),
        "poll-over": over_card(closed, ID),
        "poll-key-lost": lost_key_card(ballot, LOST_KEY),
        "polls": polls_card([line, line], [over], 7, "MCA community", ID),
        "polls-none": polls_card([], [], 0, "MCA community", ID),
    }


def filled_with(text: str, name: str, long: str) -> dict[str, Json]:
    """As big, or as nasty, as people can make them."""
    options = [f"{number:02} {long}"[:120] for number in range(20)]
    asked: Json = {"options": options, "question": long[:300], "launcher_name": name}
    full = poll_view(_poll(counts=[999] * 20, may_add=True, **asked), when=WHEN, has_voted=True)
    six = poll_view(_poll(counts=[999] * 6, **{**asked, "options": options[:6]}), when=WHEN)
    ranking = [[number, *range(1, 21)] for number in range(1, 21)]
    rankings = [list(dict.fromkeys(each))[:8] for each in ranking for _ in range(each[0])]
    numbers = list(range(1, 21))
    rounds = Results(answered=999, votes=tally(numbers, [each[:1] for each in rankings]), rounds=run_off(numbers, rankings))
    ranked = _poll(PollKind.RANKED, **asked)
    over = poll_view(_closed(ranked, rounds, outcome=long[:OUTCOME_LIMIT]))
    words = _poll(PollKind.WORDS, question=long[:300], answered=999)
    said = [vote.model_copy(update={"answer": f'"{long[:WORDS_LIMIT]}"'}) for vote in _said(*[""] * 20, name=name)]
    names = tuple([name] * 12)
    line = PollLine(id=ID, question=long[:300], facts="999 answered", outcome=long[:180])
    return {
        "poll": poll_card(six, private=text),
        "poll-many": poll_card(full, private=text),
        "poll-several": poll_card(poll_view(_poll(PollKind.MULTIPLE, counts=[999] * 20, **asked)), private=text),
        "poll-closed": poll_card(
            poll_view(_closed(_poll(counts=[999] * 20, **asked), outcome=long[:OUTCOME_LIMIT])), private=text
        ),
        "poll-closed-ranked": poll_card(over, private=text),
        "poll-words": poll_card(poll_view(words, words=said), private=text),
        "poll-form": vote_form(full, SendVote(poll=ID), above=results_elements(full, full.results or Results()), wrong=text),
        "poll-form-ranked": vote_form(over, SendVote(poll=ID), wrong=text),
        "poll-form-ranked-eight": vote_form(
            poll_view(_poll(PollKind.RANKED, **{**asked, "options": options[:8]})), SendVote(poll=ID), wrong=text
        ),
        "poll-form-words": vote_form(poll_view(words), SendVote(poll=ID, words=long[:WORDS_LIMIT]), wrong=text),
        "poll-voters": voters_form(
            full, [Voters(number=number, names=names[:3], more=996) for number in numbers], total=999, private=text
        ),
        "poll-manage": manage_form(full, more=_more(full), community=ID),
        "poll-extend": extend_form(full, SendExtend(poll=ID, closes=long[:60]), wrong=text),
        "poll-erase": erase_form(full, ID, reminded=True),
        "poll-end": end_form(full, ID),
        "poll-outcome-form": outcome_form(over, SendOutcome(poll=ID, outcome=long[:OUTCOME_LIMIT]), wrong=text),
        "poll-outcome": outcome_card(over),
        "poll-over": over_card(over, ID),
        "poll-key-lost": lost_key_card(full, LOST_KEY),
        "polls": polls_card([line] * 6, [line] * 3, 100, text, ID),
    }
