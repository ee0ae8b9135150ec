"""Polls that are launched by the clock while Canopy is killed, and the accounts that are drawn up after."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import orjson
from sqlalchemy import text

from community.ids import RhythmId
from community.people import MemberId, TenantId
from community.poll_plans import PollPlan
from community.rhythms import Rhythm, rule_of, starting
from community.times import milliseconds
from sandbox.teams import Teams
from sandbox.world import HOME_CHANNEL
from store.communities import Directory
from store.database import Connection, Database
from store.opened import Store

LONDON = "Europe/London"
_WAITING = """
    SELECT (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')) + (SELECT count(*) FROM due WHERE at <= :now)
"""


class Occasions:
    """Weekly polls, put down in a house's database beside the house."""

    def __init__(self, teams: Teams, database_url: str) -> None:
        self._teams = teams
        self._database = Database(database_url)
        self.questions: list[str] = []

    def close(self) -> None:
        """Let the database go."""
        self._database.close()

    async def put_down(self, count: int = 1, *, seconds: float = 0.0) -> None:
        """So many more weekly polls, the first time due in so many seconds."""
        for _ in range(count):
            question = f"What about topic {len(self.questions)}?"
            self.questions.append(question)
            await self._database.transact(lambda connection, question=question: self._add(connection, question, seconds))  # type: ignore[misc]

    async def put_down_until(self, stopping: asyncio.Event, every: float) -> None:
        """One more every so many seconds."""
        while not stopping.is_set():
            await self.put_down(seconds=every)
            await asyncio.sleep(every)

    async def community_there(self) -> None:
        """Wait until a community meets in the channel, and everything was said."""
        await self._teams.until(lambda: self._database.run(self._meets), timeout=20)
        await self.settled()

    async def settled(self, timeout: float = 60.0) -> None:
        """Wait until all that is due is done and said."""
        await self._teams.until(lambda: self._database.run(_waiting) == 0, timeout=timeout)

    def check(self) -> int:
        """Each was launched once, is on the clock once, and was posted once or is unconfirmed. Returns how many are."""
        polls, due, unsure = self._database.run(_accounts)
        assert polls == Counter(self.questions), "polls launched and polls put down"
        assert due == Counter({"rhythm": len(self.questions)}), "what is on the clock"
        bodies = [orjson.dumps(record.body) for record in self._teams.requests if _is_post(record.method, record.status)]
        posted = Counter(question for question in self.questions for body in bodies if question.encode() in body)
        twice = {question: times for question, times in posted.items() if times > 1}
        assert not twice, f"posted twice: {twice}"
        assert len(self.questions) - len(posted) <= unsure, "never posted, and not unconfirmed either"
        return unsure

    def _store(self, connection: Connection) -> Store:
        tenant = TenantId(self._teams.settings()["MicrosoftAppTenantId"])
        community = Directory(connection, tenant).meeting_at(self._teams.world.channel(HOME_CHANNEL).id)
        assert community is not None
        return Store(connection, tenant, community.id, community.service_url)

    def _meets(self, connection: Connection) -> bool:
        tenant = TenantId(self._teams.settings()["MicrosoftAppTenantId"])
        return Directory(connection, tenant).meeting_at(self._teams.world.channel(HOME_CHANNEL).id) is not None

    def _add(self, connection: Connection, question: str, seconds: float) -> None:
        store, first = self._store(connection), datetime.now(UTC) + timedelta(seconds=seconds)
        starts = starting(first, LONDON)
        rhythm = Rhythm(
            id=RhythmId(uuid4().hex), what="poll", title=question, rule=rule_of("weekly", starts), starts=starts,
            plan=PollPlan(question=question, options=("Mentoring", "Onboarding")).model_dump_json(),
            launcher=MemberId("canopy"), next_at=first,
        )  # fmt: skip
        store.rhythms.add(rhythm)
        store.due.put("rhythm", rhythm.id, first)


def _is_post(method: str, status: int) -> bool:
    return method == "POST" and status in {0, 200, 201}


def _waiting(connection: Connection) -> int:
    return int(connection.execute(text(_WAITING), {"now": milliseconds(datetime.now(UTC))}).scalar_one())


def _accounts(connection: Connection) -> tuple[Counter[str], Counter[str], int]:
    polls = Counter(row.question for row in connection.execute(text("SELECT question FROM polls")))
    due = Counter(row.what for row in connection.execute(text("SELECT what FROM due")))
    unsure = connection.execute(text("SELECT count(*) FROM outbox WHERE state = 'unconfirmed'")).scalar_one()
    return polls, due, int(unsure)
