"""The memorandum in all its versions. What was adopted is kept as it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, bindparam, cast, delete, desc, func, insert, literal, select, update

from community.memoranda import Memorandum, MemorandumState
from community.people import MemberId
from store.queries import Query
from store.rows import Collection, in_community
from store.schema import members, postings
from store.schema_people import memoranda

_MEMORANDUM = (
    select(
        memoranda, members.c.name.label("author_name"), postings.c.message.label("card"),
        postings.c.conversation.label("place"),
    )
    .outerjoin(
        members,
        and_(
            members.c.tenant_id == memoranda.c.tenant_id,
            members.c.community_id == memoranda.c.community_id,
            members.c.member_id == memoranda.c.author_id,
        ),
    )
    .outerjoin(
        postings,
        and_(
            postings.c.tenant_id == memoranda.c.tenant_id,
            postings.c.community_id == memoranda.c.community_id,
            postings.c.subject == literal("memorandum:").concat(cast(memoranda.c.version, String)),
        ),
    )
    .where(in_community(memoranda))
)  # fmt: skip
_VERSION = memoranda.c.version == bindparam("_version")
_ONE = Query(_MEMORANDUM.where(_VERSION))
_ONE_LOCKED = Query(_MEMORANDUM.where(_VERSION).with_for_update(of=memoranda))
_DRAFT = Query(_MEMORANDUM.where(memoranda.c.state == MemorandumState.DRAFT))
_DRAFT_LOCKED = Query(_MEMORANDUM.where(memoranda.c.state == MemorandumState.DRAFT).with_for_update(of=memoranda))
_ADOPTED = Query(_MEMORANDUM.where(memoranda.c.state == MemorandumState.ADOPTED))
_ADOPTED_LOCKED = Query(_MEMORANDUM.where(memoranda.c.state == MemorandumState.ADOPTED).with_for_update(of=memoranda))
_NEWEST = Query(
    _MEMORANDUM.where(memoranda.c.state != MemorandumState.DRAFT)
    .order_by(desc(memoranda.c.version))
    .limit(bindparam("_limit"))
    .offset(bindparam("_offset"))
)
_LAST = Query(select(func.max(memoranda.c.version)).where(in_community(memoranda)))
_ADD = Query(insert(memoranda))
_IS_DRAFT = in_community(memoranda) & _VERSION & (memoranda.c.state == MemorandumState.DRAFT)
_WRITE = Query(
    update(memoranda)
    .where(_IS_DRAFT)
    .values(
        words=bindparam("new_words"), author_id=bindparam("new_author"), written_at=bindparam("new_at"),
        revision=memoranda.c.revision + 1,
    )
)  # fmt: skip
_SUPERSEDE = Query(
    update(memoranda)
    .where(in_community(memoranda), memoranda.c.state == MemorandumState.ADOPTED)
    .values(state=MemorandumState.SUPERSEDED)
)
_ADOPT = Query(update(memoranda).where(_IS_DRAFT).values(state=MemorandumState.ADOPTED, adopted_at=bindparam("new_at")))
_DISCARD = Query(delete(memoranda).where(_IS_DRAFT))


class Memoranda(Collection):
    """The memorandum of one community, version by version."""

    def read(self, version: int, *, to_change: bool = False) -> Memorandum | None:
        """A version with its author's name and where it was posted, or None.

        With `to_change`, others who would change it wait for this turn.
        """
        return self._one(_ONE_LOCKED if to_change else _ONE, _version=version)

    def draft(self, *, to_change: bool = False) -> Memorandum | None:
        """The draft, if somebody is writing one."""
        return self._one(_DRAFT_LOCKED if to_change else _DRAFT)

    def adopted(self, *, to_change: bool = False) -> Memorandum | None:
        """The version in force, or None where there is none yet."""
        return self._one(_ADOPTED_LOCKED if to_change else _ADOPTED)

    def newest(self, limit: int, offset: int = 0) -> list[Memorandum]:
        """Versions that were adopted, the one in force first."""
        found = _NEWEST.all(self.connection, {**self.whose, "_limit": limit, "_offset": offset})
        return [_memorandum(row) for row in found]

    def begin(self, words: str, author: MemberId, now: datetime) -> Memorandum:
        """Keep a new draft. Raises `IntegrityError` when there is one already."""
        version = 1 + int(_LAST.value(self.connection, self.whose) or 0)
        draft = Memorandum(version=version, words=words, state=MemorandumState.DRAFT, author=author, written_at=now)
        _ADD.run(self.connection, self.owned(
                version=version, words=words, state=draft.state, author_id=author, written_at=now, adopted_at=None,
                revision=draft.revision,
            ))  # fmt: skip
        return draft

    def write(self, version: int, words: str, author: MemberId, now: datetime) -> bool:
        """Keep other words for a draft that was read `to_change`. False when it is none any more."""
        values = {"_version": version, "new_words": words, "new_author": author, "new_at": now}
        return _WRITE.run(self.connection, {**self.whose, **values}) == 1

    def adopt(self, version: int, now: datetime) -> bool:
        """Have a draft that was read `to_change` in force from now on, in place of the version before. False when it is none."""
        found = self.read(version, to_change=True)
        if found is None or not found.draft:
            return False
        _SUPERSEDE.run(self.connection, self.whose)
        return _ADOPT.run(self.connection, {**self.whose, "_version": version, "new_at": now}) == 1

    def discard(self, version: int) -> bool:
        """Keep nothing of a draft and of what was said about it. False when it is none (any more)."""
        return _DISCARD.run(self.connection, {**self.whose, "_version": version}) == 1

    def _one(self, query: Query, **wanted: int) -> Memorandum | None:
        found = query.first(self.connection, {**self.whose, **wanted})
        return None if found is None else _memorandum(found)


def _memorandum(row: Any) -> Memorandum:
    return Memorandum.model_construct(
        version=row.version,
        words=row.words,
        state=MemorandumState(row.state),
        author=MemberId(row.author_id),
        author_name=row.author_name,
        written_at=row.written_at,
        adopted_at=row.adopted_at,
        revision=row.revision,
        thread=row.place,
        card=row.card,
    )
