"""Statements that are written once and run thousands of times.

SQLAlchemy writes the SQL for each kind of database; after that a statement goes straight to the driver, in the transaction
that is open. `make bench` shows what that saves.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]
_Bind = tuple[str, bool, Any, Convert | None]
"""Its name; whether its value is given, and which; what turns a value into the driver's."""
Upsert = Callable[[Callable[[Table], Any]], Any]
"""Writes an INSERT with this database's own `insert`, which knows ON CONFLICT."""


class Either(NamedTuple):
    """The same said in the two databases' own words."""

    sqlite: Any
    postgresql: Any


class Query:
    """One statement: a SQLAlchemy construct, an `Upsert` that makes one, or `Either`. Values are named as its bind parameters."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._written: dict[str, _Written] = {}

    def all(self, connection: Connection, values: Values) -> list[Any]:
        """Every row, with its columns as attributes."""
        written = self._for(connection)
        return written.rows(written.execute(connection, values).fetchall())

    def first(self, connection: Connection, values: Values) -> Any:
        """The first row, or None."""
        written = self._for(connection)
        found = written.execute(connection, values).fetchone()
        return None if found is None else written.rows((found,))[0]

    def value(self, connection: Connection, values: Values) -> Any:
        """The first column of the first row, or None."""
        found = self.first(connection, values)
        return None if found is None else found[0]

    def run(self, connection: Connection, values: Values) -> int:
        """Change something. Returns how many rows were changed."""
        written = self._for(connection)
        return int(written.execute(connection, values).rowcount)

    def run_each(self, connection: Connection, many: Iterable[Values]) -> None:
        """The same for each set of values."""
        written = self._for(connection)
        _cursor(connection).executemany(written.sql, [written.bound(values) for values in many])

    def _for(self, connection: Connection) -> _Written:
        name = connection.dialect.name
        written = self._written.get(name)
        if written is None:
            written = self._written[name] = _Written(self._statement, connection.dialect)
        return written


def _cursor(connection: Connection) -> Any:
    """A cursor of the driver, in the connection's open transaction."""
    return connection.connection.cursor()


class _Written:
    """A statement as one kind of database reads it."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        if isinstance(statement, Either):
            statement = statement.sqlite if dialect.name == "sqlite" else statement.postgresql
        if callable(statement):
            statement = statement(sqlite_insert if dialect.name == "sqlite" else postgres_insert)
        compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        self.sql = compiled.string
        self._positional = bool(compiled.positional)
        names: Sequence[str] = compiled.positiontup or list(compiled.bind_names.values())
        self._binds: list[_Bind] = [
            (name, not bind.required, compiled.params.get(name, bind.value), _inward(bind.type, dialect))
            for name, bind in ((name, compiled.binds[name]) for name in names)
        ]
        # PostgreSQL soon has one plan for all values of a statement that runs often. Where only the first few of many rows are
        # wanted, that plan may read and sort them all: the six newest of 50,000 took 95 ms. So these are planned each time.
        self._options = {"prepare": False} if dialect.name == "postgresql" and "LIMIT" in self.sql else {}
        columns = list(getattr(statement, "exported_columns", ()))
        self._row: Any = namedtuple("Row", [column.key for column in columns], rename=True) if columns else None
        outward = [_outward(column.type, dialect) for column in columns]
        self._outward = [(place, convert) for place, convert in enumerate(outward) if convert]

    def execute(self, connection: Connection, values: Values) -> Any:
        """Run it. Returns the driver's cursor. Raises `KeyError` for a value that is missing."""
        return _cursor(connection).execute(self.sql, self.bound(values), **self._options)

    def bound(self, values: Values) -> Any:
        """The parameters as the driver wants them. Raises `KeyError` for one that is missing."""
        if self._positional:
            return [_value(values, bind) for bind in self._binds]
        return {bind[0]: _value(values, bind) for bind in self._binds}

    def rows(self, found: Sequence[Any]) -> list[Any]:
        """What the driver found, converted and with names."""
        if self._outward:
            found = [self._converted(row) for row in found]
        return [self._row._make(row) for row in found]

    def _converted(self, row: Sequence[Any]) -> list[Any]:
        converted = list(row)
        for place, convert in self._outward:
            converted[place] = convert(converted[place])
        return converted


def _value(values: Values, bind: _Bind) -> Any:
    name, given, constant, convert = bind
    value = constant if given else values[name]
    return value if convert is None or value is None else convert(value)


def _inward(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    convert: Convert | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return convert


def _outward(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    convert: Convert | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return convert
