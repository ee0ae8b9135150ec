"""The leaves of one box in the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from store.leaves import DEPTH, Leaf, cut, join, read_leaf, start_of
from store.queries import Query
from store.schema_ballots import leaves

_within = leaves.c.id.between(bindparam("_first"), bindparam("_last"))
_at = leaves.c.id == bindparam("_id")
_LEAF = Query(select(leaves).where(_within).order_by(leaves.c.id.desc()).limit(1))
_LEAVES = Query(select(leaves).where(_within).order_by(leaves.c.id))
_INSERT = Query(insert(leaves))
_OVERWRITE = Query(update(leaves).where(_at).values(body=bindparam("_body")))
_DROP = Query(delete(leaves).where(_at))
_DROP_ALL = Query(delete(leaves).where(_within))


class Tree:
    """One box, by its number, in a transaction that has the box for itself or only reads."""

    def __init__(self, connection: Connection, number: int) -> None:
        self._connection = connection
        self._base = number << DEPTH

    def plant(self) -> None:
        """The first leaf, empty."""
        self._add(Leaf(0, 0, ()))

    def fell(self) -> None:
        """Take every leaf away."""
        _DROP_ALL.run(self._connection, self._range)

    def leaf(self, tag: bytes) -> Leaf:
        """The leaf where a tag belongs. An empty one when the box has gone in the meantime."""
        found = _LEAF.first(self._connection, {"_first": self._base, "_last": self._base + start_of(tag)})
        return Leaf(0, 0, ()) if found is None else self._read(found)

    def all(self) -> Iterator[Leaf]:
        """Every leaf, in order."""
        return map(self._read, _LEAVES.all(self._connection, self._range))

    def replace(self, old: Leaf, new: Leaf) -> bool:
        """Write a leaf over what it was, or cut it if it became too big, or join it with its other half if both fit into one.

        True when leaves came or went.
        """
        parts = list(cut(new))
        if len(parts) > 1:
            self._drop(old)
        elif new.size < old.size and (whole := self._joined(new)) is not new:
            parts = [whole]
        else:
            _OVERWRITE.run(self._connection, {"_id": self._base + new.start, "_body": new.body()})
            return False
        for part in parts:
            self._add(part)
        return True

    def _joined(self, leaf: Leaf) -> Leaf:
        """The biggest leaf that this one and its neighbours make; they are taken away for it."""
        while leaf.depth:
            whole = join(leaf, self._at(leaf.buddy))
            if whole is None:
                break
            self._drop(leaf)
            _DROP.run(self._connection, {"_id": self._base + leaf.buddy})
            leaf = whole
        return leaf

    @property
    def _range(self) -> dict[str, int]:
        return {"_first": self._base, "_last": self._base + (1 << DEPTH) - 1}

    def _at(self, start: int) -> Leaf | None:
        found = _LEAF.first(self._connection, {"_first": self._base + start, "_last": self._base + start})
        return None if found is None else self._read(found)

    def _add(self, leaf: Leaf) -> None:
        _INSERT.run(self._connection, {"id": self._base + leaf.start, "body": leaf.body()})

    def _drop(self, leaf: Leaf) -> None:
        _DROP.run(self._connection, {"_id": self._base + leaf.start})

    def _read(self, found: Any) -> Leaf:
        return read_leaf(found.id - self._base, bytes(found.body))
