"""Filing documents through a pretend SharePoint: many small ones, and one as large as is taken."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.tables import table
from sandbox.world import Message
from tests.support.cards import Json, buttons_of
from tests.support.filing_players import check_once, pdf
from tests.support.killing import House, running
from tests.support.killing_filings import Shelves

AT_ONCE = 10
"""Files in one message, as somebody sends them who has many."""
SAMPLE_SECONDS = 0.1
SMALL_BYTES = 40_000
PATIENCE_SECONDS = 600.0
_FILED = "SELECT count(*) FROM documents WHERE state = 'filed'"


@dataclass(frozen=True)
class Filed:
    """What filing took."""

    what: str
    files: int
    megabytes: float
    seconds: float
    calls: int
    """To Graph and to the upload host."""
    press_ms: float
    """The slowest answer to a press."""
    rss: float
    """The most memory that Canopy's process held meanwhile, in MB."""


@dataclass
class Filing:
    """Everything that was measured."""

    rss_before: float
    """MB before the library was opened."""
    runs: list[Filed]


class FilingBench:
    """`small` files in messages of ten, then one of `large` bytes. On SQLite, in a process of its own."""

    def __init__(self, folder: Path, say: Callable[[str], None], *, small: int = 200, large: int = 250_000_000) -> None:
        self._folder = folder
        self._say = say
        self._small = small
        self._large = large

    async def run(self) -> Filing:
        """File everything and see that it is there once, with its bytes."""
        houses: list[House] = []
        url = f"sqlite:///{self._folder}/filing.db"
        async with running(houses) as teams:
            house = House(teams, url, self._folder)
            houses.append(house)
            await house.start()
            teams.bot_url = house.url
            shelves = Shelves(teams, url)
            try:
                await teams.install("Amara")
                await shelves.community_there()
                watch = _Watch(house, shelves)
                before = watch.rss()
                small = {f"Briefing {number}.pdf": pdf(f"{number}", size=SMALL_BYTES) for number in range(self._small)}
                self._say(f"filing {len(small)} files of {SMALL_BYTES // 1_000} KB")
                runs = [await watch.over("small files", small)]
                large = {"Recording.pdf": pdf("large", size=self._large)}
                self._say(f"filing one of {self._large // 1_000_000} MB")
                runs.append(await watch.over("one large file", large))
                check_once(shelves, {name.removesuffix(".pdf"): content for name, content in (small | large).items()})
                await house.stop()
            finally:
                shelves.close()
        return Filing(before, runs)


class _Watch:
    """Looks at Canopy's process while it files."""

    def __init__(self, house: House, shelves: Shelves) -> None:
        self._process = psutil.Process(house.pid)
        self._shelves = shelves
        self._most = 0.0

    def rss(self) -> float:
        """How much memory the process holds, in MB."""
        return float(self._process.memory_info().rss) / 1e6

    async def over(self, what: str, files: dict[str, bytes]) -> Filed:
        """Send files and have them filed. Returns what it took."""
        teams, filed = self._shelves.teams, self._shelves.count(_FILED)
        calls, self._most = len(teams.graph.log), self.rss()
        sampling = asyncio.create_task(self._sample())
        names, pressed = list(files), 0.0
        offers = [
            await self._offer({name: files[name] for name in names[at : at + AT_ONCE]}) for at in range(0, len(names), AT_ONCE)
        ]
        began = time.perf_counter()
        for offer, button in offers:
            pressed = max(pressed, (await teams.press("Ben", offer, button)).ms)
        await teams.until(lambda: self._shelves.count(_FILED) == filed + len(files), timeout=PATIENCE_SECONDS)
        seconds = time.perf_counter() - began
        sampling.cancel()
        size = sum(map(len, files.values())) / 1e6
        return Filed(what, len(files), size, seconds, len(teams.graph.log) - calls, pressed, self._most)

    async def _offer(self, files: dict[str, bytes]) -> tuple[Message, Json]:
        """Send files in one message. Returns what Canopy says to that, and the button that has them filed."""
        teams = self._shelves.teams
        seen = len(teams.chat("Ben"))
        title = "File it" if len(files) == 1 else "File them"

        def offers() -> list[Message]:
            shown = [one for one in teams.chat("Ben")[seen:] if one.from_bot and one.cards]
            return [one for one in shown if title in buttons_of(one.cards[0])]

        await teams.say_in_chat("Ben", "", files=files)
        await teams.until(lambda: bool(offers()), timeout=PATIENCE_SECONDS)
        [offer] = offers()
        return offer, buttons_of(offer.cards[0])[title]

    async def _sample(self) -> None:
        while True:
            self._most = max(self._most, self.rss())
            await asyncio.sleep(SAMPLE_SECONDS)


def filing_section(filing: Filing) -> str:
    """The section of the page, in Markdown."""
    heads = ["what", "files", "MB", "seconds", "calls a file", "slowest answer to a press, ms", "most memory, MB"]
    rows = [
        [
            run.what,
            str(run.files),
            f"{run.megabytes:,.0f}",
            f"{run.seconds:.1f}",
            f"{run.calls / run.files:.1f}",
            f"{run.press_ms:.0f}",
            f"{run.rss:.0f}",
        ]
        for run in filing.runs
    ]
    return f"{_ABOUT.format(before=filing.rss_before).strip()}\n\n{table(heads, rows)}"


_ABOUT = """Files sent in 1:1, filed into a pretend SharePoint over HTTP; every one was found there once, with its bytes. Canopy
keeps to the units of the smallest tenant (600 at once, then ten a second), which is what many small files wait for. Before the
library is opened its process holds {before:.0f} MB.
"""
