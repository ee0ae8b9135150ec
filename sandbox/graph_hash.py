"""The hash that SharePoint gives every file: XOR of the bytes in a circle of 160 bits, each 11 bits further on."""

from __future__ import annotations

import base64

_BITS = 160
_STEP = 11
_LAP = 160  # after so many bytes the place in the circle is the first one again


def quick_xor_hash(content: bytes) -> str:
    """Return the hash of a file's bytes, in base64."""
    folded = _fold(content)
    circle = 0
    for place, byte in enumerate(folded):
        shift = place * _STEP % _BITS
        circle ^= byte << shift
    circle = (circle & ((1 << _BITS) - 1)) ^ (circle >> _BITS)
    hashed = bytearray(circle.to_bytes(_BITS // 8, "little"))
    for place, byte in enumerate(len(content).to_bytes(8, "little")):
        hashed[12 + place] ^= byte
    return base64.b64encode(bytes(hashed)).decode()


def _fold(content: bytes) -> bytes:
    """XOR all laps of the circle into one: bytes a lap apart meet the same place."""
    folded = 0
    for start in range(0, len(content), _LAP * 4_096):
        piece = content[start : start + _LAP * 4_096]
        laps = 1
        while laps * _LAP < len(piece):
            laps *= 2
        number = int.from_bytes(piece, "little")
        while laps > 1:
            laps //= 2
            low = number & ((1 << (laps * _LAP * 8)) - 1)
            number = low ^ (number >> (laps * _LAP * 8))
        folded ^= number
    return folded.to_bytes(_LAP, "little")
