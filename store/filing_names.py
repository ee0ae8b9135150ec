"""Names on a channel's shelf that filings under way have taken, so that no two of them want the same one."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from store.filings import Step
from store.filings_due import FilingRow
from store.queries import Query
from store.rows import in_community, one_of
from store.schema_library import filings

_NAMES = Query(
    select(filings.c.name).where(
        in_community(filings),
        filings.c.filing_id != bindparam("_filing"),
        filings.c.name != "",
        one_of(filings.c.step, Step.STORE, Step.UPLOAD, Step.DESCRIBE),
    )
)


def names_in_hand(connection: Connection, row: FilingRow) -> list[str]:
    """What the other filings of the same community are, or may be, stored under; those at rest too."""
    wanted = {"_tenant": row.tenant, "_community": row.community, "_filing": row.filing.id}
    return [found.name for found in _NAMES.all(connection, wanted)]
