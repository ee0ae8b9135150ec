"""Places where Canopy can be made to die at once, so that tests can show what survives. Armed on loopback only."""

from __future__ import annotations

import os
import signal

_armed: dict[str, int] = {}


def arm(wish: str | None) -> None:
    """Die at the point called `name`, or with `name:3` the third time it is reached."""
    _armed.clear()
    if wish:
        name, _, times = wish.partition(":")
        _armed[name] = int(times or 1)


def reach(name: str) -> None:
    """Die here if so armed. Costs a look into an empty dict otherwise."""
    if not _armed or name not in _armed:
        return
    _armed[name] -= 1
    if _armed[name] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
