"""Whatever somebody with a valid token sends, Canopy answers properly and stays well."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import aiohttp
import pytest

from tests.support.edge_house import all_said
from tests.support.odd_activities import Json, Oddities
from tests.support.stage import Stage

COUNT = 3_000
AT_ONCE = 8
ERROR = "application/vnd.microsoft.error"
CARD_ANSWERS = {ERROR, "application/vnd.microsoft.card.adaptive", "application/vnd.microsoft.activity.message"}
SEARCH_ANSWER = "application/vnd.microsoft.search.searchResponse"


async def _real_ones(stage: Stage) -> list[Json]:
    """What Teams sends while a community does everything it can."""
    amara = await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks("Where can I find an example of a best interests checklist?")
    unclear = await chidi.asks("Thoughts about Tuesday and the garden")
    await chidi.presses(ask.card, "Same here")
    await chidi.presses_on_an_old_client(ask.card, "Same here")
    await chidi.helps(ask, "We use the one from the code of practice.", link="https://example.org/guide")
    await ben.says_what_helped(ask, "Chidi")
    form = await amara.opens(await amara.hears("settings"), "Change the settings")
    await amara.sends(form)
    roles = await amara.opens(await amara.hears("roles"), "Change roles")
    await amara.types(roles, "co_facilitators", "ben")
    await amara.sends(roles)
    await ben.opens(ask.card, "Change the kind")
    await amara.whispers("help")
    await amara.whispers("settings")
    await amara.whispers("deliveries")
    await ben.closes(ask, learned="That there is one.")
    await chidi.edits(unclear.question, "Visits: may we come on Tuesday?")
    await chidi.withdraws(unclear)
    late = await ben.asks("Where can I find an example of a capacity assessment?")
    await ben.deletes(late.question)
    await stage.teams.add_member("Gita Rao")
    await stage.teams.remove_member("Efe")
    for event in ("teamRenamed", "teamArchived", "teamUnarchived", "channelCreated"):
        await stage.teams.event(event, name="Elsewhere")
    await all_said(stage)
    return list(stage.teams.sent)


def _is_proper(name: object, body: Any) -> bool:
    """Whether this is an answer that a client understands for an invoke of this name."""
    match name:
        case "adaptiveCard/action":
            return body["type"] in CARD_ANSWERS and isinstance(body["statusCode"], int) and bool(body["value"])
        case "application/search":
            return bool(body["type"] == SEARCH_ANSWER) and isinstance(body["value"]["results"], list)
        case "fileConsent/invoke":
            return body in (None, {})
        case str() if name.startswith("task/") or name in {"composeExtension/fetchTask", "composeExtension/submitAction"}:
            return body is None or (body["task"]["type"] in {"continue", "message"} and bool(body["task"]["value"]))
        case str() if name.startswith("composeExtension/"):
            return bool(body["composeExtension"]["type"] == "message")
        case _:
            return bool(body == {})


def _complaint(sent: bytes, status: int, body: Any) -> str:
    """What is wrong with an answer, or nothing."""
    if not 200 <= status < 500:
        return f"answered {status}"
    if status >= 400:
        return "" if body["error"]["code"] else "refused without a code"
    activity = json.loads(sent)
    if activity["type"] != "invoke":
        return "" if body is None else "an answer nobody asked for"
    try:
        return "" if _is_proper(activity.get("name"), body) else f"improper: {body}"
    except (KeyError, TypeError) as wrong:
        return f"improper ({wrong!r}): {body}"


async def _looks(stage: Stage, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(stage.teams.bot_url.replace("/api/messages", path)) as answer:
        return answer.status, await answer.text()


@pytest.mark.timeout(180)
async def test_three_thousand_odd_activities_are_answered_properly(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """No 5xx, a proper body for every invoke, no fault of ours, and a house that works as before."""
    oddities = iter(Oddities(await _real_ones(stage), seed=20_250_701).some(COUNT))
    statuses: dict[int, int] = {}
    complaints: list[str] = []

    async def send() -> None:
        for activity in oddities:
            status, body = await stage.teams.post_activity(activity)
            statuses[status] = statuses.get(status, 0) + 1
            if complaint := _complaint(activity, status, body):
                complaints.append(f"{complaint} to {activity[:600]!r}")

    await asyncio.gather(*(send() for _ in range(AT_ONCE)))
    assert complaints == []
    assert sum(statuses.values()) == COUNT
    assert statuses[200] > COUNT * 0.6, f"too few got past the door: {statuses}"

    assert (await _looks(stage, "/readyz"))[0] == 200
    counted = [line for line in (await _looks(stage, "/metrics"))[1].splitlines() if line.startswith("canopy_turn_faults_total")]
    logged = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert (counted, logged) == ([], [])
    asked = await stage.teams.say("Dana", "Where can I find an example of a support plan?")
    card = await stage.teams.until(lambda: [reply for reply in stage.teams.thread(asked) if reply.cards], 30)
    answer = await stage.teams.press("Ben", card[0], stage.person("Ben").button(card[0], "Same here"))
    assert answer.kind == "card"
