"""Looking at a library, and following what is changed in it: when that does not work, it is done later."""

from __future__ import annotations

import logging

from bot.faults import outline
from bot.metrics import Metrics
from bot.patience import OffDuty
from bot.reading_room import CHANGES_SECONDS, ReadingRoom
from community.shared_files import Trouble
from graph.faces import LibraryTrouble
from store.database import DatabaseUnavailable
from store.libraries_due import LibraryRow

_log = logging.getLogger("canopy.librarian")
AGAIN_SECONDS = 300.0
_MOVED = frozenset({Trouble.NOT_ALLOWED, Trouble.GONE, Trouble.ELSEWHERE, Trouble.OFF})
"""What was known of a library does not hold any more: look again."""


class Cataloguing:
    """Keeps what is known of libraries up to date."""

    def __init__(self, room: ReadingRoom, metrics: Metrics) -> None:
        self._room = room
        self._metrics = metrics

    async def look(self, row: LibraryRow) -> None:
        """Find out how much is allowed. Raises `DatabaseUnavailable`."""
        try:
            state = await self._room.look(row)
        except LibraryTrouble as trouble:
            _log.info("a library was not looked at: %s", trouble)
            self._metrics.library("look", "put_off")
            await self._room.look_later(row, trouble.retry_after or AGAIN_SECONDS)
        except (DatabaseUnavailable, OffDuty):
            raise
        except Exception as fault:
            _log.error("a look at a library failed: %s", outline(fault))
            self._metrics.library("look", "failed")
            await self._room.look_later(row, AGAIN_SECONDS)
        else:
            self._metrics.library("look", state.degree)

    async def follow(self, row: LibraryRow) -> None:
        """Tell what was changed by hand. Raises `DatabaseUnavailable`."""
        try:
            await self._room.follow(row)
        except LibraryTrouble as trouble:
            _log.info("changes in a library were not followed: %s", trouble)
            self._metrics.library("changes", "put_off")
            await self._room.follow_later(row, max(trouble.retry_after or 0.0, CHANGES_SECONDS))
            if trouble.trouble in _MOVED:
                await self._room.look_soon(row)
        except (DatabaseUnavailable, OffDuty):
            raise
        except Exception as fault:
            _log.error("following changes in a library failed: %s", outline(fault))
            self._metrics.library("changes", "failed")
            await self._room.follow_later(row, CHANGES_SECONDS)
        else:
            self._metrics.library("changes", "followed")
