"""Asks, and who said "same here". Counts are kept on the ask, so that a card costs the same after years."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, desc, func, insert, literal, select, update

from community.asks import Ask, AskState
from community.ids import AskId
from community.kinds import AskKind
from community.people import MemberId
from store.rows import Collection, in_community
from store.schema import asks, members, postings, same_here

_subject = literal("ask:").concat(asks.c.ask_id)
_ASK = (
    select(asks, members.c.name.label("asker_name"), postings.c.message.label("card"), postings.c.conversation.label("place"))
    .outerjoin(
        members,
        and_(
            members.c.tenant_id == asks.c.tenant_id,
            members.c.community_id == asks.c.community_id,
            members.c.member_id == asks.c.asker_id,
        ),
    )
    .outerjoin(
        postings,
        and_(
            postings.c.tenant_id == asks.c.tenant_id,
            postings.c.community_id == asks.c.community_id,
            postings.c.subject == _subject,
        ),
    )
    .where(in_community(asks))
)
_BY_ID = _ASK.where(asks.c.ask_id == bindparam("_ask"))
_BY_ID_LOCKED = _BY_ID.with_for_update(of=asks)
_BY_SOURCE = _ASK.where(asks.c.source == bindparam("_source")).limit(1)
_NEWEST = _ASK.where(asks.c.state == AskState.OPEN).order_by(desc(asks.c.asked_at)).limit(bindparam("_limit"))
_OPEN_COUNT = select(func.count()).select_from(asks).where(in_community(asks), asks.c.state == AskState.OPEN)
_SAVE = (
    update(asks)
    .where(in_community(asks), asks.c.ask_id == bindparam("_ask"))
    .values({column: bindparam(f"new_{column}") for column in
             ("kind", "question", "tags", "state", "revision", "same_here", "answers", "learned", "closed_at", "thread")})
)  # fmt: skip
_SAID_SAME = in_community(same_here) & (same_here.c.ask_id == bindparam("_ask")) & (same_here.c.member_id == bindparam("_member"))
_TAKE_BACK = delete(same_here).where(_SAID_SAME)
_SAYS_SAME = select(literal(1)).where(_SAID_SAME)


class Asks(Collection):
    """The asks of one community."""

    def add(self, ask: Ask, *, source: str | None) -> None:
        """Keep a new ask. `source` is the id of the message it was asked in, so that an edit finds it again."""
        self.connection.execute(
            insert(asks),
            self.owned(
                ask_id=ask.id, kind=ask.kind, question=ask.text, tags=" ".join(ask.tags), asker_id=ask.asker,
                asker_tag=ask.asker_tag, state=ask.state, revision=ask.revision, same_here=ask.same_here, answers=ask.answers,
                thread=ask.thread, source=source, learned=ask.learned, asked_at=ask.asked_at, closed_at=ask.closed_at,
            ),
        )  # fmt: skip

    def read(self, ask: AskId, *, to_change: bool = False) -> Ask | None:
        """The ask, or None. With `to_change`, others who would change it wait for this turn."""
        found = self.connection.execute(_BY_ID_LOCKED if to_change else _BY_ID, {**self.whose, "_ask": ask}).first()
        return None if found is None else _ask(found)

    def asked_in(self, source: str) -> Ask | None:
        """The ask that was made in the message with this id."""
        found = self.connection.execute(_BY_SOURCE, {**self.whose, "_source": source}).first()
        return None if found is None else _ask(found)

    def open_ones(self, limit: int) -> list[Ask]:
        """Open asks, newest first."""
        return [_ask(row) for row in self.connection.execute(_NEWEST, {**self.whose, "_limit": limit})]

    def count_open(self) -> int:
        """How many asks are open."""
        return self.connection.execute(_OPEN_COUNT, self.whose).scalar_one()

    def save(self, ask: Ask) -> None:
        """Keep what changed of an ask that was read `to_change`."""
        self.connection.execute(
            _SAVE,
            {
                **self.whose, "_ask": ask.id, "new_kind": ask.kind, "new_question": ask.text, "new_tags": " ".join(ask.tags),
                "new_state": ask.state, "new_revision": ask.revision, "new_same_here": ask.same_here, "new_answers": ask.answers,
                "new_learned": ask.learned, "new_closed_at": ask.closed_at, "new_thread": ask.thread,
            },
        )  # fmt: skip

    def says_same(self, ask: AskId, member: MemberId) -> bool:
        """True when the member has said "same here"."""
        return self.connection.execute(_SAYS_SAME, {**self.whose, "_ask": ask, "_member": member}).first() is not None

    def toggle_same(self, ask: AskId, member: MemberId) -> bool:
        """Say "same here", or take it back. Returns True when it now stands."""
        taken_back = self.connection.execute(_TAKE_BACK, {**self.whose, "_ask": ask, "_member": member}).rowcount
        if taken_back:
            return False
        self.connection.execute(insert(same_here), self.owned(ask_id=ask, member_id=member))
        return True


def _ask(row: Row[Any]) -> Ask:
    found = row._mapping
    return Ask.model_construct(
        id=AskId(found["ask_id"]),
        kind=None if found["kind"] is None else AskKind(found["kind"]),
        text=found["question"],
        tags=tuple(found["tags"].split()),
        asker=found["asker_id"],
        asker_tag=found["asker_tag"],
        asker_name=found["asker_name"],
        state=AskState(found["state"]),
        revision=found["revision"],
        same_here=found["same_here"],
        answers=found["answers"],
        thread=found["thread"] or found["place"],
        card=found["card"],
        learned=found["learned"],
        asked_at=found["asked_at"],
        closed_at=found["closed_at"],
    )
