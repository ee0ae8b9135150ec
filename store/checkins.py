"""Check-ins, and who answered what in the named ones. Anonymous answers are not here: they are in boxes."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, delete, desc, insert, literal, select, update

from community.checkin_kinds import CheckinKind
from community.checkin_results import Results, TrendRound
from community.checkins import Checkin
from community.ids import CheckinId
from community.people import MemberId
from community.rounds import Mode, RoundState
from store.queries import Query
from store.rows import Collection, in_community
from store.schema import members, postings
from store.schema_activities import checkin_answers, checkins

_subject = literal("checkin:").concat(checkins.c.checkin_id)
_CHECKIN = (
    select(checkins, postings.c.message.label("card"), postings.c.conversation.label("place"))
    .outerjoin(
        postings,
        and_(
            postings.c.tenant_id == checkins.c.tenant_id,
            postings.c.community_id == checkins.c.community_id,
            postings.c.subject == _subject,
        ),
    )
    .where(in_community(checkins))
)
_BY_ID = Query(_CHECKIN.where(checkins.c.checkin_id == bindparam("_checkin")))
_BY_ID_LOCKED = Query(_CHECKIN.where(checkins.c.checkin_id == bindparam("_checkin")).with_for_update(of=checkins))
_NEWEST = Query(
    _CHECKIN.where(checkins.c.state == bindparam("_state")).order_by(desc(checkins.c.launched_at)).limit(bindparam("_limit"))
)
_OPEN_IN_LINE = Query(
    _CHECKIN.where(checkins.c.line == bindparam("_line"), checkins.c.state == RoundState.OPEN)
    .order_by(checkins.c.checkin_id)
    .with_for_update(of=checkins)
)
_CLOSED_IN_LINE = Query(
    select(checkins.c.closed_at, checkins.c.results)
    .where(
        in_community(checkins),
        checkins.c.line == bindparam("_line"),
        checkins.c.state == RoundState.CLOSED,
        checkins.c.closed_at.is_not(None),
    )
    .order_by(desc(checkins.c.closed_at))
    .limit(bindparam("_limit"))
)
_LAUNCHED_IN = Query(
    select(literal(1))
    .select_from(checkins)
    .where(in_community(checkins), checkins.c.thread == bindparam("_thread"), checkins.c.launcher_id == bindparam("_member"))
    .limit(1)
)
_CHANGING = ("state", "revision", "answered", "enough", "thread", "results", "closes_at", "closed_at")
_SAVE = Query(
    update(checkins)
    .where(in_community(checkins), checkins.c.checkin_id == bindparam("_checkin"))
    .values({column: bindparam(f"new_{column}") for column in _CHANGING})
)
_ADD = Query(insert(checkins))
_ENOUGH = Query(
    update(checkins)
    .where(
        in_community(checkins),
        checkins.c.checkin_id == bindparam("_checkin"),
        checkins.c.enough.is_(False),
        checkins.c.state == RoundState.OPEN,
    )
    .values(enough=True, revision=checkins.c.revision + 1)
)

_given = in_community(checkin_answers) & (checkin_answers.c.checkin_id == bindparam("_checkin"))
_ANSWER = Query(select(checkin_answers).where(_given, checkin_answers.c.member_id == bindparam("_member")))
_ANSWERS = Query(
    select(checkin_answers.c.answer, members.c.name)
    .outerjoin(
        members,
        and_(
            members.c.tenant_id == checkin_answers.c.tenant_id,
            members.c.community_id == checkin_answers.c.community_id,
            members.c.member_id == checkin_answers.c.member_id,
        ),
    )
    .where(_given)
    .order_by(members.c.name, checkin_answers.c.member_id)
)
_FORGET_ANSWERS = Query(delete(checkin_answers).where(_given))
_BLANK = Query(
    update(checkins)
    .where(in_community(checkins), checkins.c.checkin_id == bindparam("_checkin"))
    .values(question="", topic="", line="", results=None)
)


def _put(insert_into: Any) -> Any:
    wish = insert_into(checkin_answers)
    kept = {name: wish.excluded[name] for name in ("answer", "press")}
    keys = ["tenant_id", "community_id", "checkin_id", "member_id"]
    return wish.on_conflict_do_update(index_elements=keys, set_=kept)


_PUT = Query(_put)


class Stored(NamedTuple):
    """A member's own answer in a named round, as it is stored."""

    answer: str
    press: int


class Checkins(Collection):
    """The check-ins of one community."""

    def add(self, checkin: Checkin) -> None:
        """Keep a new round."""
        _ADD.run(self.connection, self.owned(
                checkin_id=checkin.id, kind=checkin.kind.slug, line=checkin.line, question=checkin.question,
                scale=checkin.kind.model_dump_json(), topic=checkin.topic, mode=checkin.mode, wellbeing=checkin.kind.wellbeing,
                state=checkin.state, revision=checkin.revision, answered=checkin.answered, enough=checkin.enough,
                launcher_id=checkin.launcher, thread=checkin.thread, results=None, launched_at=checkin.launched_at,
                closes_at=checkin.closes_at, closed_at=None,
            ))  # fmt: skip

    def read(self, checkin: CheckinId, *, to_change: bool = False) -> Checkin | None:
        """The round, or None. With `to_change`, others who would change it wait for this turn."""
        found = (_BY_ID_LOCKED if to_change else _BY_ID).first(self.connection, {**self.whose, "_checkin": checkin})
        return None if found is None else _checkin(found)

    def newest(self, state: RoundState, limit: int) -> list[Checkin]:
        """Rounds in this state, the newest first."""
        return [_checkin(row) for row in _NEWEST.all(self.connection, {**self.whose, "_state": state, "_limit": limit})]

    def open_in_line(self, line: str) -> list[Checkin]:
        """The open rounds of a line. Others who would change them wait for this turn."""
        return [_checkin(row) for row in _OPEN_IN_LINE.all(self.connection, {**self.whose, "_line": line})]

    def closed_in_line(self, line: str, limit: int) -> list[TrendRound]:
        """The latest closed rounds of a line, the oldest of them first."""
        found = _CLOSED_IN_LINE.all(self.connection, {**self.whose, "_line": line, "_limit": limit})
        rounds = [TrendRound(closed_at=row.closed_at, results=_results(row.results) or Results()) for row in found]
        return rounds[::-1]

    def launched_in(self, thread: str, member: MemberId) -> bool:
        """True when this member launched a check-in into this conversation."""
        return _LAUNCHED_IN.first(self.connection, {**self.whose, "_thread": thread, "_member": member}) is not None

    def save(self, checkin: Checkin) -> None:
        """Keep what changed of a round that was read `to_change`."""
        _SAVE.run(self.connection, {
                **self.whose, "_checkin": checkin.id, "new_state": checkin.state, "new_revision": checkin.revision,
                "new_answered": checkin.answered, "new_enough": checkin.enough, "new_thread": checkin.thread,
                "new_results": None if checkin.results is None else checkin.results.model_dump_json(),
                "new_closes_at": checkin.closes_at, "new_closed_at": checkin.closed_at,
            })  # fmt: skip

    def has_enough(self, checkin: CheckinId) -> bool:
        """Five or more have answered an anonymous round. False when that was known, or it is over."""
        return _ENOUGH.run(self.connection, {**self.whose, "_checkin": checkin}) == 1

    def answer_of(self, checkin: CheckinId, member: MemberId) -> Stored | None:
        """What this member answered in a named round."""
        found = _ANSWER.first(self.connection, {**self.whose, "_checkin": checkin, "_member": member})
        return None if found is None else Stored(found.answer, found.press)

    def keep_answer(self, checkin: CheckinId, member: MemberId, stored: Stored) -> None:
        """Keep a named answer, in place of the one before."""
        row = self.owned(checkin_id=checkin, member_id=member, answer=stored.answer, press=stored.press)
        _PUT.run(self.connection, row)

    def answers(self, checkin: CheckinId) -> list[tuple[str, str]]:
        """Who answered what in a named round, by name: (name, stored answer). No name for somebody who is not known any more."""
        found = _ANSWERS.all(self.connection, {**self.whose, "_checkin": checkin})
        return [(row.name or "", row.answer) for row in found]

    def forget(self, checkin: CheckinId) -> None:
        """Delete the question, the topic and the answers of a round that was withdrawn."""
        _BLANK.run(self.connection, {**self.whose, "_checkin": checkin})
        _FORGET_ANSWERS.run(self.connection, {**self.whose, "_checkin": checkin})


def _results(stored: str | None) -> Results | None:
    return None if stored is None else Results.model_validate_json(stored)


def _checkin(found: Any) -> Checkin:
    return Checkin.model_construct(
        id=CheckinId(found.checkin_id),
        kind=CheckinKind.model_validate_json(found.scale),
        topic=found.topic,
        mode=Mode(found.mode),
        state=RoundState(found.state),
        revision=found.revision,
        answered=found.answered,
        enough=bool(found.enough),
        launcher=MemberId(found.launcher_id),
        thread=found.thread or found.place,
        card=found.card,
        results=_results(found.results),
        launched_at=found.launched_at,
        closes_at=found.closes_at,
        closed_at=found.closed_at,
    )
