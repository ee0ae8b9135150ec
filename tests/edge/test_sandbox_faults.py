from __future__ import annotations

import time
from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox.echo import EchoBot, teams_with_echo
from sandbox.limits import Limits
from sandbox.teams import Teams
from sandbox.world import Message

Pair = tuple[Teams, EchoBot]


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    async with teams_with_echo() as both:
        yield both


@pytest.fixture
async def root(pair: Pair) -> Message:
    return await pair[0].say("Amara", "help")


async def _post(pair: Pair, root: Message, text: str = "hi") -> tuple[int, dict[str, str]]:
    teams, bot = pair
    url = f"{teams.service_url}v3/conversations/{root.conversation}/activities"
    status, _, headers = await bot.ask("POST", url, {"type": "message", "text": text})
    return status, headers


async def test_a_fault_before_the_work_leaves_nothing_behind(pair: Pair, root: Message) -> None:
    """The request is refused as often as asked for, with Retry-After, and nothing is written."""
    teams, _ = pair
    teams.faults.on("POST", times=2, status=429, retry_after=1)

    answers = [await _post(pair, root) for _ in range(3)]

    assert [status for status, _ in answers] == [429, 429, 201]
    assert [headers.get("Retry-After") for _, headers in answers] == ["1", "1", None]
    assert len(teams.thread(root)) == 2


async def test_a_fault_after_the_work_has_done_it(pair: Pair, root: Message) -> None:
    """The answer is an error and the message is there all the same."""
    teams, _ = pair
    teams.faults.on("POST", status=500, after_work=True)

    status, _ = await _post(pair, root)

    assert status == 500
    assert [message.text for message in teams.thread(root)[1:]] == ["hi"]


@pytest.mark.parametrize(("after_work", "written"), [(True, 1), (False, 0)])
async def test_a_dropped_answer_breaks_the_connection(pair: Pair, root: Message, after_work: bool, written: int) -> None:
    """The connection ends without an answer, with or without the work done, and is recorded as status 0."""
    teams, bot = pair
    await bot.ask("GET", f"{teams.service_url}v3/teams/{teams.world.team.id}")
    teams.faults.drop("POST", after_work=after_work)

    with pytest.raises(aiohttp.ClientError):
        await _post(pair, root)

    assert len(teams.thread(root)) == 1 + written
    assert (await teams.until(lambda: teams.requests[-1])).status == 0
    assert (await _post(pair, root))[0] == 201


async def test_latency_slows_the_connector_down(pair: Pair, root: Message) -> None:
    """Every connector answer takes that much longer, until cleared."""
    teams, _ = pair
    await _post(pair, root)
    teams.faults.latency(2.0)
    began = time.monotonic()
    await _post(pair, root)
    slow = time.monotonic() - began
    teams.faults.clear()
    began = time.monotonic()
    await _post(pair, root)

    assert slow >= 2
    assert time.monotonic() - began < 2


async def test_a_fault_strikes_only_what_it_is_for(pair: Pair, root: Message) -> None:
    """Method, path and area choose the requests; None times means until cleared."""
    teams, bot = pair
    teams.faults.on("PUT DELETE", status=503, times=None)
    teams.faults.on("GET", status=502, path="pagedmembers")
    teams.faults.on("*", status=500, area="login")
    team = f"{teams.service_url}v3/teams/{teams.world.team.id}"
    roster = f"{teams.service_url}v3/conversations/{root.place}/pagedmembers"

    login, _ = await bot.log_in()
    post, _ = await _post(pair, root)
    deletes = [(await bot.ask("DELETE", f"{teams.service_url}v3/conversations/x/activities/1"))[0] for _ in range(3)]

    assert (login, post, deletes) == (500, 201, [503, 503, 503])
    assert [(await bot.ask("GET", url))[0] for url in (team, roster, roster)] == [200, 502, 200]


async def test_a_request_that_is_refused_anyway_meets_no_fault_after_the_work(pair: Pair) -> None:
    """A fault after the work needs work that was done."""
    teams, bot = pair
    teams.faults.on("POST", status=500, after_work=True)

    status, _, _ = await bot.ask("POST", f"{teams.service_url}v3/conversations/nowhere/activities", {"type": "typing"})

    assert status == 404


async def test_the_eighth_message_in_a_second_is_too_many(pair: Pair, root: Message) -> None:
    """With the limits on, a channel takes seven operations in a second and then says when to come back; a chat counts apart."""
    teams, bot = pair
    assert not teams.limits
    teams.limits = True

    answers = [await _post(pair, root) for _ in range(8)]
    other = await bot.ask("POST", f"{teams.service_url}v3/conversations", {"members": [{"id": teams.member("Ben").id}]})

    assert [status for status, _ in answers] == [201] * 7 + [429]
    assert answers[-1][1]["Retry-After"] == "1"
    assert other[0] == 201


def test_every_window_of_the_real_limits_is_kept() -> None:
    """7 in 1 s, 8 in 2 s, 60 in 30 s and 1,800 in an hour for one conversation."""
    now = 0.0
    limits = Limits(lambda: now)
    limits.enforced = True
    taken = []
    for tick in range(4 * 3600 * 2):
        now = tick / 4
        if not limits.retry_after("channel"):
            taken.append(now)

    def _most(seconds: int) -> int:
        return max(sum(1 for other in taken if one <= other < one + seconds) for one in taken[:200])

    assert _most(1) <= 7
    assert _most(2) == 8
    assert _most(30) == 60
    assert sum(1 for one in taken if one < 3600) == 1800


def test_a_tenant_takes_fifty_a_second() -> None:
    """Over many conversations fifty operations pass in a second, and the one after has to wait."""
    now = 10.0
    limits = Limits(lambda: now)
    limits.enforced = True

    waits = [limits.retry_after(f"channel {number}") for number in range(51)]
    now = 11.0

    assert waits == [0] * 50 + [1]
    assert limits.retry_after(None) == 0


def test_limits_that_are_off_count_nothing() -> None:
    """Nothing is refused, and turning them on begins at zero."""
    limits = Limits()
    assert not any(limits.retry_after("channel") for _ in range(100))

    limits.enforced = True

    assert limits.retry_after("channel") == 0
