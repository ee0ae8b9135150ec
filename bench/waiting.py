"""Looking from outside whether a bot has delivered everything: how many rows wait in its outbox."""

from __future__ import annotations

import asyncio
import time

from sqlalchemy import Engine, create_engine, make_url, text

from bench.bots import BotFailed

_WAITING = text("SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')")
_LOOK_EVERY = 0.03


class Waiting:
    """Watches one database, read-only; an empty URL means a bot that has none and delivers within its turns."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._engine: Engine | None = None

    def count(self) -> int:
        """How many deliveries wait."""
        if not self._database:
            return 0
        if self._engine is None:
            self._engine = _reading(self._database)
        with self._engine.connect() as connection:
            return int(connection.execute(_WAITING).scalar_one())

    async def delivered(self, seconds: float) -> None:
        """Wait until nothing waits. Raises BotFailed after so many seconds."""
        end = time.perf_counter() + seconds
        while waiting := self.count():
            if time.perf_counter() > end:
                raise BotFailed(f"{waiting} deliveries still wait after {seconds:g} s")
            await asyncio.sleep(_LOOK_EVERY)


def _reading(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    return create_engine(f"sqlite:///file:{parsed.database}?mode=ro&uri=true")
