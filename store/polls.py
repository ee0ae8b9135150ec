"""Polls, their options, and who voted for what in the named ones.

Counts are kept on the poll and its options, so that a vote and a card cost the same after a hundred thousand votes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, delete, desc, func, insert, literal, select, text, update

from community.ids import PollId
from community.people import MemberId
from community.polls import COUNTED_TO, Option, Poll, PollKind, Shows, Vote
from community.results import Results
from community.rounds import Mode, RoundState
from store.queries import Query
from store.rows import Collection, in_community
from store.schema import members, postings
from store.schema_activities import IN_WORDS, poll_options, polls, votes

_subject = literal("poll:").concat(polls.c.poll_id)
_POLL = (
    select(polls, members.c.name.label("launcher_name"), postings.c.message.label("card"), postings.c.conversation.label("place"))
    .outerjoin(
        members,
        and_(
            members.c.tenant_id == polls.c.tenant_id,
            members.c.community_id == polls.c.community_id,
            members.c.member_id == polls.c.launcher_id,
        ),
    )
    .outerjoin(
        postings,
        and_(
            postings.c.tenant_id == polls.c.tenant_id,
            postings.c.community_id == polls.c.community_id,
            postings.c.subject == _subject,
        ),
    )
    .where(in_community(polls))
)
_BY_ID = Query(_POLL.where(polls.c.poll_id == bindparam("_poll")))
_BY_ID_LOCKED = Query(_POLL.where(polls.c.poll_id == bindparam("_poll")).with_for_update(of=polls))
_NEWEST = Query(
    select(
        polls.c.poll_id, polls.c.kind, polls.c.question, polls.c.mode, polls.c.answered, polls.c.enough, polls.c.closes_at,
        polls.c.closed_at, polls.c.outcome,
    )
    .where(in_community(polls), polls.c.state == bindparam("_state"))
    .order_by(desc(polls.c.launched_at))
    .limit(bindparam("_limit"))
)  # fmt: skip
_SOME_OPEN = select(literal(1)).select_from(polls).where(in_community(polls), polls.c.state == RoundState.OPEN)
_OPEN_COUNT = Query(select(func.count()).select_from(_SOME_OPEN.limit(COUNTED_TO).subquery()))
_CHANGING = (
    "question", "may_add", "state", "revision", "answered", "enough", "thread", "results", "outcome", "closes_at", "closed_at",
    "reminded_at",
)  # fmt: skip
_SAVE = Query(
    update(polls)
    .where(in_community(polls), polls.c.poll_id == bindparam("_poll"))
    .values({column: bindparam(f"new_{column}") for column in _CHANGING})
)
_ADD = Query(insert(polls))
_ENOUGH = Query(
    update(polls)
    .where(
        in_community(polls), polls.c.poll_id == bindparam("_poll"), polls.c.enough.is_(False), polls.c.state == RoundState.OPEN
    )
    .values(enough=True, revision=polls.c.revision + 1)
)

_of_poll = in_community(poll_options) & (poll_options.c.poll_id == bindparam("_poll"))
_OPTIONS = Query(select(poll_options).where(_of_poll).order_by(poll_options.c.number))
_ADD_OPTION = Query(insert(poll_options))
_MORE = Query(
    update(poll_options)
    .where(_of_poll, poll_options.c.number == bindparam("_number"))
    .values(votes=poll_options.c.votes + bindparam("_more"))
)
_FORGET_OPTIONS = Query(delete(poll_options).where(_of_poll))

_cast = in_community(votes) & (votes.c.poll_id == bindparam("_poll"))
_VOTE = Query(select(votes).where(_cast, votes.c.member_id == bindparam("_member")))
_ANSWERS = Query(select(votes.c.answer).where(_cast))
_WITH_NAMES = (
    select(votes.c.member_id, votes.c.answer, votes.c.press, members.c.name)
    .outerjoin(
        members,
        and_(
            members.c.tenant_id == votes.c.tenant_id,
            members.c.community_id == votes.c.community_id,
            members.c.member_id == votes.c.member_id,
        ),
    )
    .where(_cast)
    .limit(bindparam("_limit"))
)
_VOTERS = Query(_WITH_NAMES.order_by(votes.c.member_id))
_NEWEST_WORDS = Query(_WITH_NAMES.where(text(IN_WORDS)).order_by(desc(votes.c.voted_at)))
_FORGET_VOTES = Query(delete(votes).where(_cast))


def _put(insert_into: Any) -> Any:
    wish = insert_into(votes)
    kept = {name: wish.excluded[name] for name in ("answer", "press", "voted_at")}
    return wish.on_conflict_do_update(index_elements=["tenant_id", "community_id", "poll_id", "member_id"], set_=kept)


_PUT = Query(_put)


class Listed(NamedTuple):
    """What a list of polls says of one."""

    id: PollId
    kind: PollKind
    question: str
    mode: Mode
    answered: int
    enough: bool
    closes_at: datetime | None
    closed_at: datetime | None
    outcome: str | None


class Polls(Collection):
    """The polls of one community."""

    def add(self, poll: Poll) -> None:
        """Keep a new poll with its options."""
        _ADD.run(self.connection, self.owned(
                poll_id=poll.id, kind=poll.kind, mode=poll.mode, shows=poll.shows, most=poll.most, launcher_id=poll.launcher,
                launched_at=poll.launched_at, **_changing(poll),
            ))  # fmt: skip
        rows = [self._option_row(poll.id, option) for option in poll.options]
        if rows:
            _ADD_OPTION.run_each(self.connection, rows)

    def add_option(self, poll: PollId, option: Option) -> None:
        """Keep one more option of a poll that was read `to_change`."""
        _ADD_OPTION.run(self.connection, self._option_row(poll, option))

    def _option_row(self, poll: PollId, option: Option) -> Any:
        return self.owned(poll_id=poll, number=option.number, text=option.text, votes=option.votes)

    def read(self, poll: PollId, *, to_change: bool = False) -> Poll | None:
        """The poll, or None. With `to_change`, others who would change it wait for this turn."""
        found = (_BY_ID_LOCKED if to_change else _BY_ID).first(self.connection, self._about(poll))
        if found is None:
            return None
        return _poll(found, _OPTIONS.all(self.connection, self._about(poll)))

    def save(self, poll: Poll) -> None:
        """Keep what changed of a poll that was read `to_change`. Its options and votes have methods of their own."""
        _SAVE.run(self.connection, {**self._about(poll.id), **{f"new_{name}": value for name, value in _changing(poll).items()}})

    def newest(self, state: RoundState, limit: int) -> list[Listed]:
        """Polls in a state, newest first."""
        found = _NEWEST.all(self.connection, {**self.whose, "_state": state, "_limit": limit})
        return [_listed(row) for row in found]

    def count_open(self) -> int:
        """How many polls are open; `COUNTED_TO` means that many or more."""
        return int(_OPEN_COUNT.value(self.connection, self.whose))

    def say_enough(self, poll: PollId) -> bool:
        """Enough have answered an open anonymous poll. True when that is new."""
        return _ENOUGH.run(self.connection, self._about(poll)) == 1

    def vote_of(self, poll: PollId, member: MemberId) -> Vote | None:
        """A member's answer in a named poll, or None."""
        found = _VOTE.first(self.connection, {**self._about(poll), "_member": member})
        return None if found is None else Vote(member=MemberId(found.member_id), answer=found.answer, press=found.press)

    def keep_vote(self, poll: PollId, vote: Vote, now: datetime) -> None:
        """Keep a member's answer, in place of the one before if there is one. For a poll that was read `to_change`."""
        row = self.owned(poll_id=poll, member_id=vote.member, answer=vote.answer, press=vote.press, voted_at=now)
        _PUT.run(self.connection, row)

    def count_for(self, poll: PollId, more: Iterable[int], fewer: Iterable[int] = ()) -> None:
        """Count one more for each option in `more`, and one fewer for each in `fewer`."""
        up, down = set(more), set(fewer)
        rows = [{**self._about(poll), "_number": number, "_more": 1 if number in up else -1} for number in sorted(up ^ down)]
        if rows:
            _MORE.run_each(self.connection, rows)

    def answers(self, poll: PollId) -> list[str]:
        """Every answer in a named poll. Grows with the poll: for counting a run-off once, and for exports."""
        return [row.answer for row in _ANSWERS.all(self.connection, self._about(poll))]

    def voters(self, poll: PollId, limit: int) -> list[Vote]:
        """Who voted in a named poll, with names, in no order that means anything."""
        return [_vote(row) for row in _VOTERS.all(self.connection, {**self._about(poll), "_limit": limit})]

    def newest_words(self, poll: PollId, limit: int) -> list[Vote]:
        """Answers in open words in a named poll, with names, newest first."""
        return [_vote(row) for row in _NEWEST_WORDS.all(self.connection, {**self._about(poll), "_limit": limit})]

    def forget(self, poll: PollId) -> None:
        """Keep nothing of a poll's options and votes."""
        _FORGET_OPTIONS.run(self.connection, self._about(poll))
        _FORGET_VOTES.run(self.connection, self._about(poll))

    def _about(self, poll: PollId) -> dict[str, str]:
        return {**self.whose, "_poll": poll}


def _changing(poll: Poll) -> dict[str, Any]:
    return {
        "question": poll.question, "may_add": poll.may_add, "state": poll.state, "revision": poll.revision,
        "answered": poll.answered, "enough": poll.enough, "thread": poll.thread,
        "results": None if poll.results is None else poll.results.model_dump_json(exclude_defaults=True),
        "outcome": poll.outcome, "closes_at": poll.closes_at, "closed_at": poll.closed_at, "reminded_at": poll.reminded_at,
    }  # fmt: skip


def _poll(found: Any, options: Iterable[Any]) -> Poll:
    return Poll.model_construct(
        id=PollId(found.poll_id),
        kind=PollKind(found.kind),
        question=found.question,
        options=tuple(Option.model_construct(number=row.number, text=row.text, votes=row.votes) for row in options),
        mode=Mode(found.mode),
        shows=Shows(found.shows),
        most=found.most,
        may_add=bool(found.may_add),
        state=RoundState(found.state),
        revision=found.revision,
        answered=found.answered,
        enough=bool(found.enough),
        launcher=MemberId(found.launcher_id),
        launcher_name=found.launcher_name,
        thread=found.thread or found.place,
        card=found.card,
        results=None if found.results is None else Results.model_validate_json(found.results),
        outcome=found.outcome,
        launched_at=found.launched_at,
        closes_at=found.closes_at,
        closed_at=found.closed_at,
        reminded_at=found.reminded_at,
    )


def _vote(row: Any) -> Vote:
    return Vote(member=MemberId(row.member_id), answer=row.answer, press=row.press, name=row.name or "")


def _listed(row: Any) -> Listed:
    kind, mode = PollKind(row.kind), Mode(row.mode)
    return Listed(
        PollId(row.poll_id), kind, row.question, mode, row.answered, bool(row.enough), row.closes_at, row.closed_at, row.outcome
    )  # fmt: skip
