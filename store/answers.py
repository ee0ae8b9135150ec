"""Answers to asks, and which of them helped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, desc, insert, select, update

from community.answers import ANSWERS_SHOWN, Answer
from community.ids import AnswerId, AskId
from community.people import MemberId
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
_ANSWERS = (
    _ANSWER.where(in_community(answers), answers.c.ask_id == bindparam("_ask"))
    .order_by(desc(answers.c.helped), desc(answers.c.answered_at), desc(answers.c.answer_id))
    .limit(bindparam("_limit"))
)
_ANSWER_BY_ID = _ANSWER.where(in_community(answers), answers.c.answer_id == bindparam("_answer")).limit(1)
_MARK = (
    update(answers)
    .where(in_community(answers), answers.c.ask_id == bindparam("_ask"), answers.c.answer_id == bindparam("_answer"))
    .values(helped=bindparam("new_helped"))
)


class Answers(Collection):
    """The answers of one community."""

    def add(self, answer: Answer, now: datetime) -> None:
        """Keep an answer."""
        self.connection.execute(
            insert(answers),
            self.owned(
                ask_id=answer.ask, answer_id=answer.id, member_id=answer.by, answer=answer.text, link=answer.link,
                helped=answer.helped, answered_at=now,
            ),
        )  # fmt: skip

    def best(self, ask: AskId, limit: int = ANSWERS_SHOWN) -> list[Answer]:
        """The answers to show: those that helped first, then the newest."""
        return [_answer(row) for row in self.connection.execute(_ANSWERS, {**self.whose, "_ask": ask, "_limit": limit})]

    def read(self, answer: AnswerId) -> Answer | None:
        """One answer, or None."""
        found = self.connection.execute(_ANSWER_BY_ID, {**self.whose, "_answer": answer}).first()
        return None if found is None else _answer(found)

    def mark(self, ask: AskId, helped: dict[AnswerId, bool]) -> None:
        """Say of each answer whether it helped."""
        rows = [{**self.whose, "_ask": ask, "_answer": answer, "new_helped": did} for answer, did in helped.items()]
        if rows:
            self.connection.execute(_MARK, rows)


def _answer(row: Row[Any]) -> Answer:
    found = row._mapping
    return Answer.model_construct(
        id=AnswerId(found["answer_id"]),
        ask=AskId(found["ask_id"]),
        by=MemberId(found["member_id"]),
        name=found["name"] or "",
        teams_id=found["teams_id"] or "",
        text=found["answer"],
        link=found["link"],
        helped=bool(found["helped"]),
    )
