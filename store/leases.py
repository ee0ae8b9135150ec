"""Who may do what only one replica at a time should do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, delete

from store.queries import Query
from store.schema import leases


def _lease(insert_into: Any) -> Any:
    wish = insert_into(leases)
    return wish.on_conflict_do_update(
        index_elements=["name"],
        set_={"holder": wish.excluded.holder, "until": wish.excluded.until},
        where=(leases.c.holder == bindparam("_holder")) | (leases.c.until < bindparam("_now")),
    ).returning(leases.c.name)


_LEASE = Query(_lease)
_LET_GO = Query(delete(leases).where(leases.c.name == bindparam("_name"), leases.c.holder == bindparam("_holder")))


def lease(connection: Connection, name: str, holder: str, *, now: int, until: int) -> bool:
    """Take or keep the lease `name` until `until` (milliseconds). False while somebody else holds it."""
    wanted = {"name": name, "holder": holder, "until": until, "_holder": holder, "_now": now}
    return _LEASE.first(connection, wanted) is not None


def let_lease_go(connection: Connection, name: str, holder: str) -> None:
    """Give the lease back, so that another replica need not wait for it."""
    _LET_GO.run(connection, {"_name": name, "_holder": holder})
