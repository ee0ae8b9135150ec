"""What is known of the library of each community: how much is allowed in it, when to look again, how far changes went."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from community.shared_files import Degree, LibraryState
from community.times import milliseconds
from store.queries import Query
from store.rows import Collection, in_community
from store.schema_library import libraries

LOOK_AGAIN = timedelta(days=1)
"""Consent may be given or withdrawn without a word to Canopy."""
CLAIMED_MILLISECONDS = 300_000
"""So long after it was claimed a library is claimed again, unless whoever claimed it says when: they may have been killed."""

_BY_ID = Query(select(libraries).where(in_community(libraries)))
_BY_ID_LOCKED = Query(select(libraries).where(in_community(libraries)).with_for_update())
"""For whoever writes what they have read: the librarian looks at a library and follows its changes at the same time."""


def _upsert(*columns: str) -> Query:
    """A row of `libraries`, in place of what `columns` held before."""

    def statement(insert_into: Any) -> Any:
        wish = insert_into(libraries)
        kept = {name: wish.excluded[name] for name in columns}
        return wish.on_conflict_do_update(index_elements=["tenant_id", "community_id"], set_=kept)

    return Query(statement)


_KEEP = _upsert("state", "looked_at", "look_at", "changes_at", "link")
_LOOK_SOON = _upsert("look_at")
_KEEP_GROUP = _upsert("group_id", "look_at")
_TOLD = _upsert("told")
_WALK = _upsert("walk")
_EMPTY = {
    "group_id": "", "state": None, "looked_at": None, "look_at": None, "link": "", "changes_at": None, "walk": None, "told": "",
}  # fmt: skip


class KeptLibrary(NamedTuple):
    """A community's library, as far as it is known."""

    group: str
    """The team's Entra group; empty while Teams has not told."""
    state: LibraryState | None
    """What was found out; None before the first look."""
    looked_at: datetime | None
    link: str
    """Asks what changed since the last time; empty before the first."""
    walk: int | None = None
    """When the walk through all files began that is under way, in milliseconds; None while there is none."""
    told: str = ""
    """What facilitators were told last of how much is allowed."""


class Libraries(Collection):
    """The library of one community."""

    def read(self) -> KeptLibrary | None:
        """What is known of it; None when nothing is."""
        row = _BY_ID.first(self.connection, self.whose)
        if row is None:
            return None
        return KeptLibrary(row.group_id, state_of(row), row.looked_at, row.link, row.walk, row.told)

    def keep(self, state: LibraryState, now: datetime) -> None:
        """What a look found out. Changes are followed as long as files may be read; on another shelf from the beginning."""
        before = _BY_ID_LOCKED.first(self.connection, self.whose)
        known = None if before is None else state_of(before)
        same_shelf = known is not None and known.shelf == state.shelf
        follows = state.degree is not Degree.CATALOGUE and state.shelf is not None
        follow_at = milliseconds(now) if before is None or before.changes_at is None else before.changes_at
        found = {
            "state": state.model_dump_json(),
            "looked_at": now,
            "look_at": milliseconds(now + LOOK_AGAIN),
            "link": before.link if same_shelf else "",
            "changes_at": follow_at if follows else None,
        }
        _KEEP.run(self.connection, self.owned(**_EMPTY | found))

    def look_soon(self, now: datetime) -> None:
        """Have the librarian look as soon as it can."""
        _LOOK_SOON.run(self.connection, self.owned(**_EMPTY | {"look_at": milliseconds(now)}))

    def tell(self, told: str) -> None:
        """Remember what facilitators are told of how much is allowed."""
        _TOLD.run(self.connection, self.owned(**_EMPTY | {"told": told}))

    def walk(self, began: int | None) -> None:
        """A walk through all files began (milliseconds); or, with None, it is over."""
        _WALK.run(self.connection, self.owned(**_EMPTY | {"walk": began}))

    def keep_group(self, group: str, now: datetime) -> bool:
        """Teams told which Entra group the team is. True when that is new: the librarian looks at once, unless it is at it."""
        before = _BY_ID_LOCKED.first(self.connection, self.whose)
        if before is not None and before.group_id == group:
            return False
        at = milliseconds(now)
        planned = at if before is None or before.look_at is None else before.look_at
        look_at = planned if at < planned <= at + CLAIMED_MILLISECONDS else at
        _KEEP_GROUP.run(self.connection, self.owned(**_EMPTY | {"group_id": group, "look_at": look_at}))
        return True


def state_of(row: Any) -> LibraryState | None:
    """What was found out, from a row of `libraries`."""
    return None if row.state is None else LibraryState.model_validate_json(row.state)
