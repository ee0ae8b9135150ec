"""How a fault of ours is written down: where it happened, never what a member wrote."""

import secrets
import traceback
from pathlib import Path

_FRAMES = 6


def new_reference() -> str:
    """Return a short random word that a member can quote and an operator can search for."""
    return secrets.token_hex(4)


def outline(fault: BaseException) -> str:
    """Return the kinds of fault and the places they passed, innermost last.

    Messages are left out on purpose: a validation or database error repeats what it was given, which may be what a
    member wrote.
    """
    return " <- ".join(f"{type(one).__name__} at {_places(one)}" for one in _chain(fault))


def _chain(fault: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    one: BaseException | None = fault
    while one is not None and one not in chain and len(chain) < 5:
        chain.append(one)
        one = one.__cause__ or one.__context__
    return chain


def _places(fault: BaseException) -> str:
    frames = traceback.extract_tb(fault.__traceback__)[-_FRAMES:]
    return ", ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames) or "no place"
