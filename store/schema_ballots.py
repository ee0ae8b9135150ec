"""The two tables of anonymous answers. They are in no transaction and no file with anything that names somebody."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, MetaData, String, Table, UniqueConstraint

from store.columns import metadata

ballots_metadata = MetaData(naming_convention=metadata.naming_convention)

boxes = Table(
    "ballot_boxes",
    ballots_metadata,
    Column("box", String(120), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("sealed", Boolean, nullable=False),
    Column("answered", String(9), nullable=False),
    UniqueConstraint("number"),
    sqlite_with_rowid=False,
)
"""`answered` is always nine digits: a row that never grows never moves."""

leaves = Table(
    "ballot_leaves",
    ballots_metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
)
"""`id` is the box's number and where the leaf starts; `body` is always `leaves.LEAF_BYTES` long."""
