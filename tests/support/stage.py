"""The stage that scenarios play on: the real house, a real database, a pretend Teams, and people who press what they see."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import ClientSession

from bot.house import HouseRules, open_house
from bot.pace import Speed
from community.times import milliseconds
from sandbox.answers import Answer, Form, read_answer, read_form
from sandbox.delivery import Delivered
from sandbox.teams import Teams
from sandbox.world import HOME_CHANNEL, Message
from settings import Settings
from store.columns import metadata
from tests.support.cards import Json, buttons_of, words_of
from tests.support.databases import Beside
from tests.support.players import Player
from wiring import house_rules

T = TypeVar("T")
UNHURRIED = Speed(edit_seconds=0.02, per_conversation=((1_000, 1.0),))
"""Scenarios need not wait for Teams' limits; what those do is tested elsewhere."""
SOON_MILLISECONDS = 200
"""What is due so soon is under way: a filing that takes its next step is due at the moment of that step."""
LOOK_SECONDS = 0.05
"""Time is moved often in scenarios, so the clock looks at it often."""


_WAITS = """
    FROM outbox WHERE state IN ('pending', 'sending')
    AND NOT EXISTS (SELECT 1 FROM silences WHERE silences.tenant_id = outbox.tenant_id AND conversation = place)
"""
_TO_SAY = f"SELECT 1 {_WAITS} LIMIT 1"
_TO_DO = f"""
    SELECT (SELECT count(*) {_WAITS})
        + (SELECT count(*) FROM filings f JOIN communities c ON c.tenant_id = f.tenant_id AND c.community_id = f.community_id
           WHERE c.state = 'active' AND f.due_at <= :now)
        + (SELECT count(*) FROM libraries l JOIN communities c ON c.tenant_id = l.tenant_id AND c.community_id = l.community_id
           WHERE c.state = 'active' AND (l.look_at <= :now OR l.changes_at <= :now)),
        (SELECT min(at) FROM due JOIN communities c ON c.tenant_id = due.tenant_id AND c.community_id = due.community_id
         WHERE NOT failed AND what <> :unwoken AND (c.state = 'active' OR (what <> 'rhythm' AND what NOT LIKE '%.launch')))
"""  # noqa: S608
"""How much is to be said or filed now, and when something is to be done next, as both were at one moment."""


_FAULTS = re.compile(
    r'^(?:canopy_turn_faults_total{[^}]*}|canopy_due_total{outcome="(?:put_off|unknown|failed)",[^}]*}) ([\d.]+)$', re.MULTILINE
)


class MovedTime:
    """The machine's own time, moved: what time it is in a house."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset


class Stage:
    """Canopy in a team of six."""

    def __init__(self, teams: Teams, rules: HouseRules) -> None:
        self.teams = teams
        self.rules = rules
        self.faults_expected = 0
        self.time = rules.clock if isinstance(rules.clock, MovedTime) else MovedTime()
        self._beside = Beside(rules.database)

    @property
    def _unwoken(self) -> str:
        """What follows from a roster wakes no clock: one that rests for long does it later."""
        return "profile.roster" if self.rules.look_seconds > 1 else ""

    def person(self, name: str) -> Player:
        """One of the people, by first name."""
        return Player(self, self.teams.member(name))

    def people(self, *names: str) -> list[Player]:
        """Several of them."""
        return [self.person(name) for name in names]

    async def opens(self, facilitator: str = "Amara") -> Player:
        """The facilitator adds Canopy to the channel, and the dust settles."""
        await self.teams.install(facilitator)
        await self.settles()
        return self.person(facilitator)

    async def adds_channel(self, name: str) -> str:
        """A new channel in the same team, by its name. No community meets there before somebody calls Canopy."""
        await self.teams.event("channelCreated", name=name)
        return name

    async def joins(self, name: str, *, guest: bool = False) -> Player:
        """Somebody joins the team, or comes back."""
        member = await self.teams.add_member(name, guest=guest)
        await self.settles()
        return Player(self, member)

    async def leaves(self, who: Player) -> None:
        """Somebody leaves the team."""
        await self.teams.remove_member(who.member)
        await self.settles()

    @property
    def now(self) -> datetime:
        """What time it is in the house: aware, UTC."""
        return self.time()

    @property
    def offset(self) -> timedelta:
        """How far the house's time is ahead of the machine's."""
        return self.time.offset

    async def moves(self, **how_far: float) -> None:
        """Let time go by, at once: `hours=3`, `days=1`, `minutes=-5`. What is due by then is done."""
        self.time.offset += timedelta(**how_far)
        await self.settles()

    async def moves_to(self, moment: datetime) -> None:
        """Let it be `moment` (aware) now. What is due by then is done."""
        self.time.offset = moment - datetime.now(UTC)
        await self.settles()

    async def settles(self) -> None:
        """Wait until Canopy has done everything that is due, and said everything it wants to say."""
        for _ in range(1_000):
            if not self.rows(_TO_SAY) and self._nothing_to_do():
                return
            await asyncio.sleep(0.01)
        waiting = self.rows("SELECT kind, subject, state, tries, reason FROM outbox")
        undone = self.rows("SELECT what, about, at, tries FROM due WHERE NOT failed ORDER BY at LIMIT 10")
        filed = self.rows("SELECT step, tries, due_at FROM filings WHERE due_at IS NOT NULL LIMIT 10")
        raise AssertionError(f"still to be said: {waiting}; on the clock, the first: {undone}; being filed: {filed}")

    def _nothing_to_do(self) -> bool:
        soon = milliseconds(self.now) + SOON_MILLISECONDS
        [(to_do, next_at)] = self.rows(_TO_DO, unwoken=self._unwoken, now=soon)
        return not to_do and (next_at is None or next_at > self.now.timestamp() * 1000 + 1)

    async def a_moment(self) -> None:
        """Give Canopy time for what it should not do."""
        await asyncio.sleep(0.1)

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """What the database holds, read beside Canopy."""
        return self._beside.rows(query, values)

    def change(self, statement: str, **values: Any) -> None:
        """Change what the database holds behind Canopy's back, for what could not be brought about otherwise."""
        self._beside.rows(statement, values)

    def count(self, query: str, **values: Any) -> int:
        """One number from the database."""
        return int(self.rows(query, **values)[0][0])

    def posted(self, channel: str = HOME_CHANNEL) -> list[Message]:
        """What Canopy posted in a channel and still stands, but for its word on arrival."""
        said = [message for message in self.teams.messages(channel) if message.from_bot and not message.deleted]
        return [message for message in said if message not in self.arrivals(channel)]

    def arrivals(self, channel: str = HOME_CHANNEL) -> list[Message]:
        """What Canopy told a channel when it was added to it."""
        said = [message for message in self.teams.messages(channel) if message.from_bot and message.cards]
        return [message for message in said if words_of(message.cards[0]).startswith("Canopy is here\n")]

    def last_said(self, message: Message) -> Message:
        """The last thing Canopy said in the thread of a message."""
        said = [reply for reply in self.teams.thread(message) if reply.from_bot and not reply.deleted]
        assert said, f"Canopy said nothing to {message.text!r}"
        return said[-1]

    async def comes_again(self, *, new_id: bool = False) -> Answer | Form:
        """Let Teams send its last activity again: under the same id, or as it sometimes does under a new one."""
        activity = self.teams.sent[-1]
        status, body = await self.teams.redeliver(activity, new_id=new_id)
        await self.settles()
        delivered = Delivered(status, body, 0.0)
        if str(activity.get("name", "")).startswith(("task/", "composeExtension/")):
            return read_form(delivered, None, opening=False)
        return read_answer(delivered)

    @staticmethod
    def only_button(form: Form) -> Json:
        """The one button of a form, for those who would change what it carries."""
        [button] = buttons_of(form.card or {}).values()
        return button

    def everything_kept(self) -> str:
        """Every row of every table, as text; but for who works at what, which is renewed all the time."""
        names = [name for name in metadata.tables if name != "leases"]
        tables = [f"{name}: {row!r}" for name in names for row in self.rows(f'SELECT * FROM "{name}"')]  # noqa: S608
        return "\n".join(tables)

    def keys(self) -> set[str]:
        """The key files of matters that can still be told whose they are."""
        return {file.name for file in self.rules.keys_dir.iterdir()} - {"canopy.key"}

    def close(self) -> None:
        """Let go of the database."""
        self._beside.close()


def rules_for(teams: Teams, database: str, folder: Path, **changes: Any) -> HouseRules:
    """The rules of a house that talks to `teams` and keeps its things in `folder`."""
    values = {**teams.settings(), "PORT": 0, "CANOPY_DATA_DIR": folder, "CANOPY_DATABASE_URL": database, **changes}
    settings = Settings(_env_file=None, **values)
    rules = house_rules(settings, playground=False)
    return replace(rules, speed=UNHURRIED, clock=MovedTime(), look_seconds=LOOK_SECONDS)


@asynccontextmanager
async def set_stage(
    database: str, *, at: datetime | None = None, speed: Speed = UNHURRIED, **changes: Any
) -> AsyncIterator[Stage]:
    """Open the house on a database ("" for SQLite in a folder of its own) beside a pretend Teams, now or `at` a time.

    `changes` are settings that are not the usual ones, by their names in the environment.
    """
    teams = Teams()
    await teams.start()
    with tempfile.TemporaryDirectory(prefix="canopy-stage-") as folder:
        try:
            rules = replace(rules_for(teams, database, Path(folder), **changes), speed=speed)
            if at is not None and isinstance(rules.clock, MovedTime):
                rules.clock.offset = at - datetime.now(UTC)
            async with open_house(rules) as port:
                teams.bot_url = f"http://127.0.0.1:{port}/api/messages"
                stage = Stage(teams, rules)
                try:
                    yield stage
                    assert await _faults(port) == stage.faults_expected
                finally:
                    stage.close()
        finally:
            await teams.stop()


async def eventually(check: Callable[[], T], seconds: float = 5.0) -> T:
    """Wait until `check` gives something true."""
    for _ in range(int(seconds / 0.01)):
        found = check()
        if found:
            return found
        await asyncio.sleep(0.01)
    raise AssertionError("it never came true")


async def _faults(port: int) -> int:
    """How many turns, and tries to do what was due, failed through a fault of ours."""
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as answer:
        counted = _FAULTS.findall(await answer.text())
    return sum(int(float(number)) for number in counted)


def same_answer(one: Answer | Form, other: Answer | Form) -> bool:
    """True when two answers are the same, letter by letter, however long they took."""
    return _told(one) == _told(other)


def _told(answer: Answer | Form) -> str:
    return repr(replace(answer, ms=0.0, message=None) if isinstance(answer, Form) else replace(answer, ms=0.0))
