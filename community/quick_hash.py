"""The hash that SharePoint gives to every file it stores: XOR of its bytes in a circle of 160 bits, each 11 bits further on."""

from __future__ import annotations

import base64
from typing import Final

_BITS: Final = 160
_STEP: Final = 11
_LAP: Final = 160
"""After so many bytes the place in the circle is the first one again, so bytes a lap apart may be XORed beforehand."""
_BLOCK: Final = _LAP * 4_096


class QuickHash:
    """Takes a file's bytes in turn. XOR of whole blocks as one number keeps it near the speed of reading."""

    def __init__(self) -> None:
        self._folded = 0
        self._size = 0
        self._rest = b""

    def add(self, content: bytes) -> None:
        """The next bytes of the file."""
        self._size += len(content)
        waiting = self._rest + content
        whole = len(waiting) - len(waiting) % _BLOCK
        for start in range(0, whole, _BLOCK):
            self._folded ^= int.from_bytes(waiting[start : start + _BLOCK], "little")
        self._rest = waiting[whole:]

    def value(self) -> str:
        """The hash of what was added so far, in base64 as Microsoft Graph says it."""
        lap = _fold(self._folded ^ int.from_bytes(self._rest, "little"))
        circle = 0
        for place, byte in enumerate(lap):
            circle ^= byte << (place * _STEP % _BITS)
        circle = (circle & ((1 << _BITS) - 1)) ^ (circle >> _BITS)
        hashed = bytearray(circle.to_bytes(_BITS // 8, "little"))
        for place, byte in enumerate(self._size.to_bytes(8, "little")):
            hashed[12 + place] ^= byte
        return base64.b64encode(bytes(hashed)).decode()


def _fold(number: int) -> bytes:
    """A block's laps, XORed into one."""
    laps = _BLOCK // _LAP
    while laps > 1:
        laps //= 2
        bits = laps * _LAP * 8
        number = (number & ((1 << bits) - 1)) ^ (number >> bits)
    return number.to_bytes(_LAP, "little")
