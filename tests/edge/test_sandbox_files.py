from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.activity_rules import FILE_CONSENT, FILE_INFO, file_cards
from sandbox.echo import EchoBot, teams_with_echo
from sandbox.teams import Teams
from sandbox.world import Message
from sandbox.world_file import load, save

Pair = tuple[Teams, EchoBot]
OFFER = {
    "contentType": FILE_CONSENT,
    "name": "Which topic next.csv",
    "content": {"description": "The results", "sizeInBytes": 5, "acceptContext": {"verb": "v"}, "declineContext": {"verb": "w"}},
}
STEP = 320 * 1024


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    async with teams_with_echo() as both:
        yield both


async def _says(pair: Pair, attachment: Any) -> tuple[int, Any]:
    """Let the bot send an attachment to Ben."""
    teams, bot = pair
    await teams.say_in_chat("Ben", "export")
    url = f"{teams.service_url}v3/conversations/{teams.member('Ben').chat_id}/activities"
    status, body, _ = await bot.ask("POST", url, {"type": "message", "attachments": [attachment]})
    bot.got.clear()
    return status, body


async def _offered(pair: Pair) -> Message:
    await _says(pair, OFFER)
    return pair[0].chat("Ben")[-1]


async def _put(url: str, content: bytes, where: str = "", **headers: str) -> tuple[int, Any]:
    where = where or f"bytes 0-{len(content) - 1}/{len(content)}"
    async with (
        aiohttp.ClientSession() as session,
        session.put(url, data=content, headers={"Content-Range": where, **headers}) as response,
    ):
        return response.status, await response.json()


async def _upload_url(pair: Pair) -> str:
    await pair[0].accept_file("Ben", await _offered(pair))
    return str(pair[1].got[-1]["value"]["uploadInfo"]["uploadUrl"])


async def test_an_accepted_offer_tells_the_bot_where_to_put_the_file(pair: Pair) -> None:
    """The invoke names the file, a fresh address to upload to, and what the bot had given along."""
    teams, bot = pair
    message = await _offered(pair)

    answer = await teams.accept_file("Ben", message)

    invoke = bot.got[-1]
    assert (invoke["type"], invoke["name"], invoke["replyToId"]) == ("invoke", "fileConsent/invoke", message.id)
    assert invoke["conversation"]["conversationType"] == "personal"
    value = invoke["value"]
    assert (value["type"], value["action"], value["context"]) == ("fileUpload", "accept", {"verb": "v"})
    assert set(value["uploadInfo"]) == {"contentUrl", "name", "uploadUrl", "uniqueId", "fileType"}
    assert (value["uploadInfo"]["name"], value["uploadInfo"]["fileType"]) == ("Which topic next.csv", "csv")
    assert value["uploadInfo"]["uploadUrl"].startswith(tuple(teams.settings()["CANOPY_FILE_HOSTS"].split(",")))
    assert (answer.kind, message.consent) == ("none", "accepted")


async def test_a_declined_offer_carries_nothing_to_upload(pair: Pair) -> None:
    """The bot learns only that the file is not wanted."""
    teams, bot = pair
    message = await _offered(pair)

    await teams.decline_file("Ben", message)

    assert bot.got[-1]["value"] == {"type": "fileUpload", "action": "decline", "context": {"verb": "w"}}
    assert message.consent == "declined"


async def test_what_the_bot_uploads_is_the_members_file(pair: Pair) -> None:
    """The bytes arrive as they were sent, can be fetched, and survive on disk; the address works once."""
    teams, _ = pair
    url = await _upload_url(pair)

    status, body = await _put(url, b"a,b\r\n")

    [file] = teams.files_of("Ben")
    assert (status, body["name"], file.content) == (201, "Which topic next.csv", b"a,b\r\n")
    async with aiohttp.ClientSession() as session, session.get(file.url) as response:
        assert await response.read() == b"a,b\r\n"
        assert response.headers["Content-Disposition"].startswith("attachment")
    assert (await _put(url, b"again"))[0] == 404
    assert teams.files_of("Amara") == []


async def test_a_file_can_come_in_parts(pair: Pair) -> None:
    """Parts come in order, in multiples of 320 KiB but for the last."""
    teams, _ = pair
    url = await _upload_url(pair)
    total = STEP + 3

    assert await _put(url, b"x" * STEP, f"bytes 0-{STEP - 1}/{total}") == (202, {"nextExpectedRanges": [f"{STEP}-"]})
    assert (await _put(url, b"x" * STEP, f"bytes 0-{STEP - 1}/{total}"))[0] == 416
    assert (await _put(url, b"yyy", f"bytes {STEP}-{total - 1}/{total}"))[0] == 201
    assert teams.files_of("Ben")[0].content == b"x" * STEP + b"yyy"


@pytest.mark.parametrize(
    ("where", "headers", "status"),
    [
        ("", {"Authorization": "Bearer x"}, 401),
        ("bytes 0-9/10", {}, 400),
        ("bytes 0-4/6", {}, 400),
        ("5 bytes", {}, 400),
        ("bytes 0-4/4", {}, 400),
    ],
)
async def test_an_upload_that_is_not_right_is_refused(pair: Pair, where: str, headers: dict[str, str], status: int) -> None:
    """A token, a range that does not fit or none at all: nothing is kept."""
    assert (await _put(await _upload_url(pair), b"a,b\r\n", where, **headers))[0] == status
    assert pair[0].files_of("Ben") == []


@pytest.mark.parametrize("status", [404, 410, 429, 500])
async def test_uploads_have_bad_days(pair: Pair, status: int) -> None:
    """Faults of the files strike uploads and nothing else."""
    teams, _ = pair
    url = await _upload_url(pair)
    teams.faults.on("PUT", area="files", status=status)

    assert (await _put(url, b"a,b\r\n"))[0] == status
    assert (await _put(url, b"a,b\r\n"))[0] == 201
    assert [request.status for request in teams.requests if request.area == "files"] == [status, 201]


async def test_files_are_for_chats_and_have_all_their_parts(pair: Pair) -> None:
    """In a channel, or without a name, a size or an address, Teams takes no file card."""
    teams, bot = pair
    root = await teams.say("Amara", "hello")
    url = f"{teams.service_url}v3/conversations/{root.conversation}/activities"
    assert (await bot.ask("POST", url, {"type": "message", "attachments": [OFFER]}))[0] == 400
    for wrong in (
        {**OFFER, "name": ""},
        {**OFFER, "content": {}},
        {"contentType": FILE_INFO, "name": "a.csv", "content": {"uniqueId": "1"}},
    ):
        assert (await _says(pair, wrong))[0] == 400
    good = {"contentType": FILE_INFO, "name": "a.csv", "contentUrl": "http://x", "content": {"uniqueId": "1", "fileType": "csv"}}
    assert (await _says(pair, good))[0] == 201
    assert len(file_cards(teams.chat("Ben")[-1], FILE_INFO)) == 1
    with pytest.raises(LookupError):
        await teams.accept_file("Ben", teams.chat("Ben")[-1])


async def test_an_answer_that_the_bot_does_not_take_leaves_the_offer_open(pair: Pair) -> None:
    """The member sees that something went wrong, and can answer again."""
    teams, bot = pair
    message = await _offered(pair)
    bot.script = lambda _activity: (500, None)

    answer = await teams.accept_file("Ben", message)

    assert (answer.kind, message.consent) == ("error", "")


async def test_files_and_the_moved_clock_survive_on_disk(pair: Pair, tmp_path: Path) -> None:
    """A second start has the files of the first, and its clock."""
    teams, _ = pair
    await _put(await _upload_url(pair), b"\xff\x00")
    teams.world.ahead = 3600.0
    save(teams.world, tmp_path / "world.json")

    world = load(tmp_path / "world.json")

    assert (world.files, world.ahead) == (teams.world.files, 3600.0)


async def test_a_crowd_is_in_the_roster_page_by_page() -> None:
    """A thousand people with ids of their own, the same in every run; the bot gets no event for them."""
    async with teams_with_echo() as (teams, bot):
        crowd = teams.crowd(1_000)
        url = f"{teams.service_url}v3/conversations/{teams.world.team.id}/pagedmembers?pageSize=500"
        _, first, _ = await bot.ask("GET", url)
        _, third, _ = await bot.ask("GET", f"{url}&continuationToken=1000")

        assert bot.got == []
        assert len({member.teams_id for member in teams.world.roster()}) == 1_006
        assert (len(first["members"]), len(third["members"]), "continuationToken" in third) == (500, 6, False)
        assert [one.id for one in Teams().crowd(3)] == [one.id for one in crowd[:3]]
        assert teams.member(crowd[7].id) is crowd[7]
        with pytest.raises(ValueError, match="1000"):
            teams.crowd(1_001)
