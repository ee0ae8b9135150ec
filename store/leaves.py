"""How anonymous answers lie on the page: in leaves of one size, ordered by tag, so that nothing tells which came first.

The tags of a box are cut into ranges, one leaf each. A leaf that is too full is cut into halves; two halves that fit into one are
joined again. So which leaves there are, and every byte in them, follows from the answers alone and not from how they came about.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

LEAF_BYTES = 8000
"""One leaf, padded. It fits on a page of 8 KB together with what a database adds to it."""
TAG_BYTES = 16
DEPTH = 24
"""How many bits of a tag may tell leaves apart: sixteen million leaves."""
_START_BYTES = DEPTH // 8
_HEAD_BYTES, _PRESS_BYTES, _LENGTH_BYTES = 3, 4, 2
_FIXED_BYTES = TAG_BYTES + _PRESS_BYTES + _LENGTH_BYTES
LONGEST_ANSWER = LEAF_BYTES - _HEAD_BYTES - _FIXED_BYTES
"""In bytes: an answer that fills a leaf alone."""


class Slip(NamedTuple):
    """One answer. No time, no member, no order."""

    tag: bytes
    veiled: int
    """The press number under the member's veil: without the key it does not tell how often somebody changed their mind."""
    answer: bytes

    def packed(self) -> bytes:
        """Its bytes in a leaf. They sort as the tags do."""
        press, length = self.veiled.to_bytes(_PRESS_BYTES, "big"), len(self.answer).to_bytes(_LENGTH_BYTES, "big")
        return b"".join((self.tag, press, length, self.answer))


def read_slip(packed: bytes) -> Slip:
    """The answer that these bytes are."""
    press = int.from_bytes(packed[TAG_BYTES : TAG_BYTES + _PRESS_BYTES], "big")
    return Slip(packed[:TAG_BYTES], press, packed[_FIXED_BYTES:])


class Leaf(NamedTuple):
    """The answers whose tags lie between `start` and the next leaf's start. `depth` is how often it was cut."""

    start: int
    depth: int
    packed: tuple[bytes, ...]
    """Its slips, in order. They stay bytes: a vote reads one of hundreds."""

    @property
    def slips(self) -> list[Slip]:
        """Every answer in it."""
        return list(map(read_slip, self.packed))

    @property
    def end(self) -> int:
        """The first start that is not in it any more."""
        return self.start + (1 << (DEPTH - self.depth))

    @property
    def buddy(self) -> int:
        """Where the other half starts that it was cut from."""
        return self.start ^ (1 << (DEPTH - self.depth))

    @property
    def size(self) -> int:
        """Bytes taken, without the padding."""
        return _HEAD_BYTES + sum(map(len, self.packed))

    def find(self, tag: bytes) -> Slip | None:
        """The slip with this tag."""
        place = bisect_left(self.packed, tag)
        found = place < len(self.packed) and self.packed[place].startswith(tag)
        return read_slip(self.packed[place]) if found else None

    def put(self, slip: Slip) -> Leaf:
        """The leaf with this slip in it, in place of the one with the same tag."""
        place = bisect_left(self.packed, slip.tag)
        after = place + (place < len(self.packed) and self.packed[place].startswith(slip.tag))
        return self._replace(packed=(*self.packed[:place], slip.packed(), *self.packed[after:]))

    def body(self) -> bytes:
        """Its bytes. Raises `ValueError` when it holds too much."""
        body = b"".join((self.depth.to_bytes(1, "big"), len(self.packed).to_bytes(2, "big"), *self.packed))
        if len(body) > LEAF_BYTES:
            raise ValueError("a leaf is too full")
        return body.ljust(LEAF_BYTES, b"\0")


def read_leaf(start: int, body: bytes) -> Leaf:
    """The leaf that these bytes are."""
    place, packed = _HEAD_BYTES, []
    for _ in range(int.from_bytes(body[1:_HEAD_BYTES], "big")):
        ends = place + _FIXED_BYTES
        ends += int.from_bytes(body[ends - _LENGTH_BYTES : ends], "big")
        packed.append(body[place:ends])
        place = ends
    return Leaf(start, body[0], tuple(packed))


def start_of(tag: bytes) -> int:
    """Where in the order of leaves a tag belongs."""
    return int.from_bytes(tag[:_START_BYTES], "big")


def cut(leaf: Leaf) -> Iterator[Leaf]:
    """A leaf that is too full as leaves that are not. Raises `ValueError` when no cut would help."""
    if leaf.size <= LEAF_BYTES:
        yield leaf
        return
    if leaf.depth == DEPTH:
        raise ValueError("a box is full")
    middle = leaf.start + (1 << (DEPTH - leaf.depth - 1))
    place = bisect_left(leaf.packed, middle.to_bytes(_START_BYTES, "big"))
    for start, mine in ((leaf.start, leaf.packed[:place]), (middle, leaf.packed[place:])):
        yield from cut(Leaf(start, leaf.depth + 1, mine))


def join(one: Leaf, other: Leaf | None) -> Leaf | None:
    """What two halves were before they were cut, if it fits; None if it does not, or if `other` was cut further."""
    if other is None or other.depth != one.depth or one.size + other.size - _HEAD_BYTES > LEAF_BYTES:
        return None
    first, second = sorted((one, other))
    return Leaf(first.start, one.depth - 1, first.packed + second.packed)
