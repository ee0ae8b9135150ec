"""Lists of values that come with a statement: as JSON for SQLite, as an array for PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Text, bindparam, func
from sqlalchemy.dialects import postgresql

from store.queries import Either, Query

VALUES_SQLITE = func.json_each(bindparam("_json")).table_valued("value", name="given")
VALUES_POSTGRES = (
    func.unnest(bindparam("_list", type_=postgresql.ARRAY(Text))).table_valued("value", name="given").render_derived()
)


def about_given(statement: Callable[[Any], Any]) -> Query:
    """A statement about the values that are given: it gets them as rows, each with a `value`."""
    return Query(Either(statement(VALUES_SQLITE), statement(VALUES_POSTGRES)))


def given(values: Iterable[str]) -> dict[str, Any]:
    """The parameters of such a statement."""
    listed = list(values)
    return {"_json": json.dumps(listed), "_list": listed}
