"""What members say about the draft of the memorandum."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, insert, select, tuple_

from community.memoranda import Comment, CommentId
from community.people import MemberId
from store.queries import Query
from store.rows import Collection, in_community
from store.schema import members
from store.schema_people import memorandum_comments

After = tuple[datetime, CommentId]
"""Where a page ended: `at` and `id` of its last comment."""

_WITH_NAMES = (
    select(memorandum_comments, members.c.name)
    .outerjoin(
        members,
        and_(
            members.c.tenant_id == memorandum_comments.c.tenant_id,
            members.c.community_id == memorandum_comments.c.community_id,
            members.c.member_id == memorandum_comments.c.member_id,
        ),
    )
    .where(in_community(memorandum_comments))
)
_THIS = memorandum_comments.c.comment_id == bindparam("_comment")
_VERSION = memorandum_comments.c.version == bindparam("_version")
_ORDER = (memorandum_comments.c.at, memorandum_comments.c.comment_id)
_ONE = Query(_WITH_NAMES.where(_THIS))
_listed = _WITH_NAMES.where(_VERSION).order_by(*_ORDER).limit(bindparam("_limit"))
_behind = tuple_(*_ORDER) > tuple_(bindparam("_at", type_=memorandum_comments.c.at.type), bindparam("_behind"))
_LIST, _LIST_BEHIND = Query(_listed), Query(_listed.where(_behind))
_count = select(func.count()).select_from(memorandum_comments).where(in_community(memorandum_comments), _VERSION)
_COUNT = Query(_count)
_COUNT_BY = Query(_count.where(memorandum_comments.c.member_id == bindparam("_member")))
_ADD = Query(insert(memorandum_comments))
_TAKE_BACK = Query(delete(memorandum_comments).where(in_community(memorandum_comments), _THIS))


class MemorandumComments(Collection):
    """The comments on the drafts of one community's memorandum."""

    def add(self, comment: Comment) -> None:
        """Keep a comment."""
        _ADD.run(self.connection, self.owned(
                comment_id=comment.id, version=comment.version, member_id=comment.member, words=comment.words, at=comment.at,
            ))  # fmt: skip

    def read(self, comment: CommentId) -> Comment | None:
        """A comment with its writer's name, or None."""
        found = _ONE.first(self.connection, {**self.whose, "_comment": comment})
        return None if found is None else _comment(found)

    def of(self, version: int, limit: int, after: After | None = None) -> list[Comment]:
        """The comments on a version, oldest first, behind `after`."""
        wanted = {**self.whose, "_version": version, "_limit": limit}
        if after is None:
            return [_comment(row) for row in _LIST.all(self.connection, wanted)]
        return [_comment(row) for row in _LIST_BEHIND.all(self.connection, {**wanted, "_at": after[0], "_behind": after[1]})]

    def count(self, version: int) -> int:
        """How many comments there are on a version."""
        return int(_COUNT.value(self.connection, {**self.whose, "_version": version}))

    def count_by(self, version: int, member: MemberId) -> int:
        """How many of them are by one member."""
        return int(_COUNT_BY.value(self.connection, {**self.whose, "_version": version, "_member": member}))

    def take_back(self, comment: CommentId) -> bool:
        """Keep nothing of a comment. False when it was taken back before."""
        return _TAKE_BACK.run(self.connection, {**self.whose, "_comment": comment}) == 1


def _comment(row: Any) -> Comment:
    return Comment.model_construct(
        id=CommentId(row.comment_id), version=row.version, member=MemberId(row.member_id), name=row.name or "",
        words=row.words, at=row.at,
    )  # fmt: skip
