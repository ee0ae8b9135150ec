"""Asks, and who said "same here". Counts are kept on the ask, so that a card costs the same after years."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import and_, bindparam, delete, desc, func, insert, literal, select, update

from community.asks import COUNTED_TO, Ask, AskState
from community.ids import AskId
from community.kinds import AskKind
from community.people import MemberId
from store.queries import Query
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
_BY_ID = Query(_ASK.where(asks.c.ask_id == bindparam("_ask")))
_BY_ID_LOCKED = Query(_ASK.where(asks.c.ask_id == bindparam("_ask")).with_for_update(of=asks))
_BY_SOURCE_LOCKED = Query(_ASK.where(asks.c.source == bindparam("_source")).limit(1).with_for_update(of=asks))
_NEWEST = Query(_ASK.where(asks.c.state == AskState.OPEN).order_by(desc(asks.c.asked_at)).limit(bindparam("_limit")))
_PAGE = Query(
    select(asks.c.ask_id)
    .where(in_community(asks), asks.c.ask_id > bindparam("_after"))
    .order_by(asks.c.ask_id)
    .limit(bindparam("_limit"))
)
_SINCE = Query(
    select(asks.c.question, asks.c.tags)
    .where(in_community(asks), asks.c.state == bindparam("_state"), asks.c.asked_at >= bindparam("_since"))
    .order_by(desc(asks.c.asked_at))
    .limit(bindparam("_limit"))
)
_OPEN_COUNT = Query(
    select(func.count()).select_from(
        select(literal(1)).select_from(asks).where(in_community(asks), asks.c.state == AskState.OPEN).limit(COUNTED_TO).subquery()
    )
)
_SAVE = Query(
    update(asks)
    .where(in_community(asks), asks.c.ask_id == bindparam("_ask"))
    .values({column: bindparam(f"new_{column}") for column in
             ("kind", "question", "tags", "state", "revision", "same_here", "answers", "learned", "closed_at", "thread")})
)  # fmt: skip
_SAID_SAME = in_community(same_here) & (same_here.c.ask_id == bindparam("_ask")) & (same_here.c.member_id == bindparam("_member"))
_TAKE_BACK = Query(delete(same_here).where(_SAID_SAME))

_SAY_SAME = Query(insert(same_here))
_ADD = Query(insert(asks))


class Asks(Collection):
    """The asks of one community."""

    @cached_property
    def _kept(self) -> dict[AskId, Ask]:
        """What this turn has written: it need not be read again."""
        return {}

    def add(self, ask: Ask, *, source: str | None) -> None:
        """Keep a new ask. `source` is the id of the message it was asked in, so that an edit finds it again."""
        _ADD.run(self.connection, self.owned(
                ask_id=ask.id, kind=ask.kind, question=ask.text, tags=" ".join(ask.tags), asker_id=ask.asker,
                asker_tag=ask.asker_tag, state=ask.state, revision=ask.revision, same_here=ask.same_here, answers=ask.answers,
                thread=ask.thread, source=source, learned=ask.learned, asked_at=ask.asked_at, closed_at=ask.closed_at,
            ))  # fmt: skip
        self._kept[ask.id] = ask

    def read(self, ask: AskId, *, to_change: bool = False) -> Ask | None:
        """The ask, or None. With `to_change`, others who would change it wait for this turn."""
        if not to_change and ask in self._kept:
            return self._kept[ask]
        found = (_BY_ID_LOCKED if to_change else _BY_ID).first(self.connection, {**self.whose, "_ask": ask})
        return None if found is None else _ask(found)

    def asked_in(self, source: str) -> Ask | None:
        """The ask that was made in the message with this id. Others who would change it wait for this turn."""
        found = _BY_SOURCE_LOCKED.first(self.connection, {**self.whose, "_source": source})
        return None if found is None else _ask(found)

    def open_ones(self, limit: int) -> list[Ask]:
        """Open asks, newest first."""
        return [_ask(row) for row in _NEWEST.all(self.connection, {**self.whose, "_limit": limit})]

    def page(self, after: AskId, limit: int) -> list[AskId]:
        """The ids of asks in any state, in their order, behind `after`: for what looks at all of them, some at a time."""
        return [AskId(row.ask_id) for row in _PAGE.all(self.connection, {**self.whose, "_after": after, "_limit": limit})]

    def since(self, moment: datetime, limit: int) -> list[tuple[str, tuple[str, ...]]]:
        """Text and hashtags of what was asked since `moment`: the newest asks that are open, and the newest that are closed."""
        found = []
        for state in (AskState.OPEN, AskState.CLOSED):
            found += _SINCE.all(self.connection, {**self.whose, "_since": moment, "_limit": limit, "_state": state})
        return [(row.question, tuple(row.tags.split())) for row in found]

    def count_open(self) -> int:
        """How many asks are open; `COUNTED_TO` means that many or more, so that counting never costs more."""
        return int(_OPEN_COUNT.value(self.connection, self.whose))

    def save(self, ask: Ask) -> None:
        """Keep what changed of an ask that was read `to_change`."""
        _SAVE.run(self.connection, {
                **self.whose, "_ask": ask.id, "new_kind": ask.kind, "new_question": ask.text, "new_tags": " ".join(ask.tags),
                "new_state": ask.state, "new_revision": ask.revision, "new_same_here": ask.same_here, "new_answers": ask.answers,
                "new_learned": ask.learned, "new_closed_at": ask.closed_at, "new_thread": ask.thread,
            })  # fmt: skip
        self._kept[ask.id] = ask

    def toggle_same(self, ask: AskId, member: MemberId) -> bool:
        """Say "same here", or take it back. Returns True when it now stands."""
        taken_back = _TAKE_BACK.run(self.connection, {**self.whose, "_ask": ask, "_member": member})
        if taken_back:
            return False
        _SAY_SAME.run(self.connection, self.owned(ask_id=ask, member_id=member))
        return True


def _ask(found: Any) -> Ask:
    return Ask.model_construct(
        id=AskId(found.ask_id),
        kind=None if found.kind is None else AskKind(found.kind),
        text=found.question,
        tags=tuple(found.tags.split()),
        asker=found.asker_id,
        asker_tag=found.asker_tag,
        asker_name=found.asker_name,
        state=AskState(found.state),
        revision=found.revision,
        same_here=found.same_here,
        answers=found.answers,
        thread=found.thread or found.place,
        card=found.card,
        learned=found.learned,
        asked_at=found.asked_at,
        closed_at=found.closed_at,
    )
