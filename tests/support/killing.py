"""Canopy as a process that can be killed, and is, while members click."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import re
import signal
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.faults import Fault
from sandbox.live import Change
from sandbox.teams import Teams
from tests.support.clicking import AskedCard, Clicker
from tests.support.hatching import Hatched
from tests.support.killing_accounts import Accounts

ROOT = Path(__file__).resolve().parents[2]
CYCLES = int(os.environ.get("CANOPY_KILL_CYCLES", "6"))
MEMBERS = ("Ben", "Chidi", "Efe", "Farah")
ASKS = 6
ANSWER_EVERY_SECONDS = 3.0
"""Slow enough that the channel takes them all: Teams allows 60 posts and edits in 30 seconds there."""
SLOW_SECONDS = 0.05
"""How long the service takes for an answer: so long that kills meet posts and edits under way."""
SETTLED_SECONDS = 45.0
STRIKE_SECONDS = 20.0
START_SECONDS = 30.0
STOP_SECONDS = 20.0
_OURS = ("MicrosoftApp", "CANOPY_")
_LISTENS = re.compile(rb"listens on (http://127\.0\.0\.1:\d+/api/messages)")


class House:
    """One Canopy: what `python app.py` is, with its log beside it. `url` is empty while it is down."""

    def __init__(self, teams: Teams, database_url: str, folder: Path, name: str = "canopy", *, failpoint: str = "") -> None:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(_OURS)}
        self._environment = inherited | teams.settings() | {
            "PORT": "0",
            "CANOPY_DATABASE_URL": database_url,
            "CANOPY_DATA_DIR": str(folder / name),
            "CANOPY_KEYS_DIR": str(folder / "keys"),
            "CANOPY_LOG_LEVEL": "WARNING",
            "CANOPY_FAILPOINT": failpoint,
        }  # fmt: skip
        self.log = folder / f"{name}.log"
        self.url = ""
        self._process: Hatched | None = None

    async def spawn(self) -> None:
        """Start it, and do not wait."""
        self._process = await Hatched.start(environment=self._environment, folder=ROOT, out=self.log)

    @property
    def pid(self) -> int:
        """Its process id, once it was started."""
        assert self._process is not None
        return self._process.pid

    async def listens(self) -> None:
        """Wait until it takes activities. Raises AssertionError with its last words when it does not."""
        async with asyncio.timeout(START_SECONDS):
            while not (said := _LISTENS.search(self.log.read_bytes())):
                assert self._process is not None and self._process.returncode is None, self.log.read_text("utf-8", "replace")
                await asyncio.sleep(0.01)
        self.url = said[1].decode()

    async def start(self) -> None:
        """Start it, and wait until it takes activities."""
        await self.spawn()
        await self.listens()

    def strike(self) -> None:
        """End it at once, wherever it is."""
        self.url = ""
        self._signal(signal.SIGKILL)

    async def dies(self) -> None:
        """Wait until it has ended by itself."""
        assert self._process is not None
        async with asyncio.timeout(STRIKE_SECONDS):
            await self._process.wait()
        self.url = ""

    async def kill(self) -> None:
        """End it at once, and wait until it is gone."""
        self.strike()
        if self._process is not None:
            await self._process.wait()

    async def stop(self) -> int | None:
        """Ask it to end, and return its exit code."""
        self.url = ""
        if self._process is None:
            return None
        self._signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                return await self._process.wait()
        finally:
            await self.kill()

    def _signal(self, what: signal.Signals) -> None:
        if self._process is not None:
            self._process.send(what)


@asynccontextmanager
async def running(houses: Sequence[House]) -> AsyncIterator[Teams]:
    """A pretend Teams, and houses that belong to it; all are gone at the end, whatever happened."""
    quiet = logging.getLogger("aiohttp.server")  # it reports every request that a kill cuts short
    quiet.setLevel(logging.CRITICAL)
    async with Teams() as teams:
        try:
            yield teams
        finally:
            for house in houses:
                await house.kill()
            quiet.setLevel(logging.NOTSET)


def chance(seed: str) -> random.Random:
    """Chance that falls the same way each time."""
    return random.Random(seed)  # noqa: S311 - no secret


def clickers(teams: Teams, houses: Sequence[House], cards: Sequence[AskedCard], seed: int) -> list[Clicker]:
    """Four members."""
    return [
        Clicker(name, dict(teams.member(name).as_account()), houses, list(cards), teams.token(), chance(f"{seed} {name}"))
        for name in MEMBERS
    ]


async def ask_and_wait(teams: Teams, count: int) -> list[AskedCard]:
    """Let so many asks be made, each in a thread of its own, and return their cards once Teams shows them."""
    roots = [await teams.say("Dana", f"Has anyone had a similar experience with case {number}? #mca") for number in range(count)]
    cards = []
    for root in roots:
        await teams.until(lambda root=root: len(teams.thread(root)) > 1, timeout=20)  # type: ignore[misc]
        card = teams.thread(root)[1]
        button = next(action for action in card.cards[0]["actions"] if action["data"].get("verb") == "ask.same")
        await teams.press("Dana", card, button)
        cards.append(AskedCard(button["data"]["ask"], teams.sent[-1]))
    return cards


async def settle(teams: Teams, accounts: Accounts) -> None:
    """Wait until everything is delivered."""
    await teams.until(lambda: accounts.waiting() == 0, timeout=SETTLED_SECONDS)


async def kill_again_and_again(
    teams: Teams, houses: Sequence[House], dice: random.Random, *, posting: str = "/activities"
) -> None:
    """Kill a house and start it again: at any moment, just before and just after Teams takes a post, and while it starts.

    `posting` is in the address that posts are made to.
    """
    for cycle in range(CYCLES):
        house = dice.choice(houses)
        await asyncio.sleep(dice.uniform(0.1, 0.8))
        match cycle % 3:
            case 1:
                await _strike_when_posted(teams, house)
            case 2:
                await _strike_when_posting(teams, house, posting)
        await house.kill()
        if cycle % 3 == 0:
            await house.spawn()
            await asyncio.sleep(dice.uniform(0.1, 1.2))
            await house.kill()
        await house.start()


async def _strike_when_posted(teams: Teams, house: House) -> None:
    """Kill a house when Teams has taken a post and has not said so yet. Nothing in the house can tell that it arrived."""
    struck = asyncio.Event()

    def see(change: Change) -> None:
        if change.kind == "message" and change.message is not None and change.message.from_bot and not struck.is_set():
            house.strike()
            struck.set()

    teams.service.ledger.watchers.append(see)
    try:
        async with asyncio.timeout(STRIKE_SECONDS):
            await struck.wait()
    finally:
        teams.service.ledger.watchers.remove(see)


@dataclass
class _Strike(Fault):
    """Not a fault of Teams: kills a house when Teams begins to read a post, which it then never takes."""

    house: House | None = None
    struck: asyncio.Event = field(default_factory=asyncio.Event)

    def fits(self, area: str, method: str, path: str) -> bool:
        """Strike once."""
        if self.house is not None and super().fits(area, method, path) and not self.struck.is_set():
            self.house.strike()
            self.struck.set()
        return False


async def _strike_when_posting(teams: Teams, house: House, posting: str) -> None:
    """Kill a house whose post is on its way. Nothing in the house can tell that it did not arrive."""
    strike = _Strike("POST", path=posting, house=house)
    teams.faults.waiting.append(strike)
    try:
        async with asyncio.timeout(STRIKE_SECONDS):
            await strike.struck.wait()
    finally:
        teams.faults.waiting.remove(strike)


async def click_and_kill(teams: Teams, houses: Sequence[House], accounts: Accounts, seed: int) -> int:
    """Let everybody click while houses are killed; let it all settle, end the houses politely, and draw up the accounts.

    Returns how many posts are not sure to have arrived.
    """
    for house in houses:
        await house.start()
    teams.bot_url = houses[0].url
    await teams.install("Amara")
    cards = await ask_and_wait(teams, ASKS)
    already = Counter((card.ask, teams.member("Dana").id) for card in cards)
    teams.faults.latency(SLOW_SECONDS)
    people, stopping = clickers(teams, houses, cards, seed), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for person in people:
            group.create_task(person.click_until(stopping, answer_every=ANSWER_EVERY_SECONDS))
        await kill_again_and_again(teams, houses, chance(str(seed)))
        await asyncio.sleep(0.5)
        stopping.set()
    await settle(teams, accounts)
    assert [await house.stop() for house in houses] == [0] * len(houses)
    for person in people:
        assert person.surprises == []
        assert person.pressed and person.answered, f"{person.name} got nothing done"
    assert sum(person.repeated for person in people) > 0, "no kill met a click"
    accounts.check_clicks(people, already)
    accounts.check_cards(teams, cards)
    accounts.check_sound()
    return accounts.check_posts(teams)
