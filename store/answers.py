"""Answers to asks, and which of them helped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, desc, insert, select, update

from community.answers import ANSWERS_SHOWN, Answer
from community.ids import AnswerId, AskId
from community.people import MemberId
from store.queries import Query
from store.rows import Collection, in_community
from store.schema import answers, members

_ANSWER = select(answers, members.c.name, members.c.teams_id).outerjoin(
    members,
    and_(
        members.c.tenant_id == answers.c.tenant_id,
        members.c.community_id == answers.c.community_id,
        members.c.member_id == answers.c.member_id,
    ),
)
_ANSWERS = Query(
    _ANSWER.where(in_community(answers), answers.c.ask_id == bindparam("_ask"))
    .order_by(desc(answers.c.helped), desc(answers.c.answered_at), desc(answers.c.answer_id))
    .limit(bindparam("_limit"))
)
_BY_ID = Query(
    _ANSWER.where(in_community(answers), answers.c.ask_id == bindparam("_ask"), answers.c.answer_id == bindparam("_answer"))
)
_MARK = Query(
    update(answers)
    .where(in_community(answers), answers.c.ask_id == bindparam("_ask"), answers.c.answer_id == bindparam("_answer"))
    .values(helped=bindparam("new_helped"))
)
_TAKE_BACK = Query(
    delete(answers).where(
        in_community(answers), answers.c.ask_id == bindparam("_ask"), answers.c.answer_id == bindparam("_answer")
    )
)

_ADD = Query(insert(answers))


class Answers(Collection):
    """The answers of one community."""

    def add(self, answer: Answer, now: datetime) -> None:
        """Keep an answer."""
        _ADD.run(self.connection, self.owned(
                ask_id=answer.ask, answer_id=answer.id, member_id=answer.by, answer=answer.text, link=answer.link,
                helped=answer.helped, answered_at=now,
            ))  # fmt: skip

    def best(self, ask: AskId, limit: int = ANSWERS_SHOWN) -> list[Answer]:
        """The answers to show: those that helped first, then the newest."""
        return [_answer(row) for row in _ANSWERS.all(self.connection, {**self.whose, "_ask": ask, "_limit": limit})]

    def read(self, ask: AskId, answer: AnswerId) -> Answer | None:
        """One answer, or None."""
        found = _BY_ID.first(self.connection, {**self.whose, "_ask": ask, "_answer": answer})
        return None if found is None else _answer(found)

    def take_back(self, ask: AskId, answer: AnswerId) -> bool:
        """Delete an answer. False when it was not there any more."""
        return _TAKE_BACK.run(self.connection, {**self.whose, "_ask": ask, "_answer": answer}) == 1

    def mark(self, ask: AskId, helped: dict[AnswerId, bool]) -> None:
        """Say of each answer whether it helped."""
        rows = [{**self.whose, "_ask": ask, "_answer": answer, "new_helped": did} for answer, did in helped.items()]
        if rows:
            _MARK.run_each(self.connection, rows)


def _answer(found: Any) -> Answer:
    return Answer.model_construct(
        id=AnswerId(found.answer_id),
        ask=AskId(found.ask_id),
        by=MemberId(found.member_id),
        name=found.name or "",
        teams_id=found.teams_id or "",
        text=found.answer,
        link=found.link,
        helped=bool(found.helped),
    )
