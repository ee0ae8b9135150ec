from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.echo import EchoBot, teams_with_echo
from sandbox.graph_drive import Column
from sandbox.page_files import all_commands_in
from sandbox.teams import Teams

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
THUMBNAIL = "application/vnd.microsoft.card.thumbnail"
CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "Hoarding, in 7 minutes"}]}
FORM = {"task": {"type": "continue", "value": {"title": "Save", "card": {"contentType": ADAPTIVE, "content": CARD}}}}
SENDS = {"type": "Action.Submit", "data": {"verb": "v"}}
FOUND = {
    "contentType": ADAPTIVE,
    "content": CARD,
    "preview": {"contentType": THUMBNAIL, "content": {"title": "Hoarding", "text": "Its title says so"}},
}


class Page:
    """A browser's side of the page."""

    def __init__(self, teams: Teams, bot: EchoBot, session: aiohttp.ClientSession) -> None:
        self.teams = teams
        self.bot = bot
        self.session = session

    @property
    def channel(self) -> str:
        return self.teams.world.channel("MCA community").id

    async def get(self, path: str, **query: str) -> tuple[int, Any]:
        async with self.session.get(f"{self.teams.url}/api/{path}", params=query) as response:
            return response.status, await response.json()

    async def post(self, path: str, **body: Any) -> tuple[int, Any]:
        async with self.session.post(f"{self.teams.url}/api/{path}", json=body) as response:
            return response.status, await response.json()

    async def attach(self, name: str, content: bytes, m: str = "ben", **headers: str) -> tuple[int, Any]:
        headers = {"Content-Type": "application/octet-stream", **headers}
        url = f"{self.teams.url}/api/attach"
        async with self.session.post(url, params={"m": m, "name": name}, data=content, headers=headers) as response:
            return response.status, await response.json()

    async def brought(self, name: str, content: bytes, m: str = "ben") -> str:
        """Bring a file, and return the id it is sent by."""
        return str((await self.attach(name, content, m))[1]["id"])

    async def files(self, m: str = "ben") -> list[Any]:
        """What the Files tab shows."""
        return list((await self.get("library", m=m, channel=self.channel))[1]["files"])

    async def adds(self, name: str, content: bytes, m: str = "ben") -> str:
        """Put a file into the library by hand, and return its id."""
        file = await self.brought(name, content, m)
        return str((await self.post("library/add", m=m, channel=self.channel, file=file))[1]["id"])

    async def fetched(self, url: str) -> tuple[int, bytes, str]:
        """What a link of the page leads to."""
        async with self.session.get(f"{self.teams.url}{url}") as response:
            return response.status, await response.read(), response.headers.get("Content-Disposition", "")


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with teams_with_echo() as (teams, bot), aiohttp.ClientSession() as session:
        yield Page(teams, bot, session)


# ---- commands


def test_what_message_extensions_offer_comes_from_the_manifest(tmp_path: Path) -> None:
    """A form stands beside the box or in the menu of a message, as its context says; a search stands beside the box."""
    commands = [
        {"id": "poll", "type": "action", "title": "Launch a poll", "context": ["compose"]},
        {"id": "save", "type": "action", "title": "Save", "description": "Keep it", "context": ["message"]},
        {"id": "find", "type": "query", "title": "Find", "initialRun": True, "parameters": [{"name": "what", "title": "What?"}]},
        {"id": "old", "title": "Look"},
    ]
    (tmp_path / "manifest.json").write_text(json.dumps({"composeExtensions": [{"commands": commands}]}), "utf-8")

    offered = all_commands_in(tmp_path)

    assert offered["compose"] == [{"id": "poll", "title": "Launch a poll", "does": ""}]
    assert offered["message"] == [{"id": "save", "title": "Save", "does": "Keep it"}]
    assert [(one["id"], one["parameter"], one["hint"], one["begins"]) for one in offered["search"]] == [
        ("find", "what", "What?", True),
        ("old", "words", "Look", False),
    ]
    assert all_commands_in(tmp_path / "nowhere") == {"compose": [], "message": [], "search": []}


async def test_a_command_in_the_menu_of_a_message_tells_which_message(page: Page) -> None:
    """The invoke says which message of which thread, its words and its author; not its files, which Teams leaves out."""
    page.bot.script = lambda _activity: (200, FORM)
    root = await page.teams.say("Amara", "which form?", mention=False)
    reply = await page.teams.say("Dana", "<b>this</b> one", thread=root, mention=False)

    status, form = await page.post("message/open", m="ben", message=reply.id, command="save")

    invoke = page.bot.got[-1]
    told = invoke["value"]["messagePayload"]
    assert (status, form["kind"], form["title"]) == (200, "form", "Save")
    assert (invoke["name"], invoke["from"]["name"]) == ("composeExtension/fetchTask", "Ben Carter")
    assert (invoke["value"]["commandId"], invoke["value"]["commandContext"]) == ("save", "message")
    assert invoke["conversation"]["id"] == root.conversation
    assert (told["id"], told["replyToId"], told["from"]["user"]["displayName"]) == (reply.id, root.id, "Dana Whitfield")
    assert "&lt;b&gt;this" in told["body"]["content"]
    assert told["attachments"] == []
    assert (await page.post("message/open", m="ben", message="404", command="save"))[0] == 404


async def test_a_command_on_a_post_names_no_thread(page: Page) -> None:
    """The message that opened the thread answers no other; what Canopy said has an application as its author."""
    root = await page.teams.say("Amara", "which form?", mention=False)
    root.sender = "canopy"

    await page.teams.message_action("Ben", "save", root)

    told = page.bot.got[-1]["value"]["messagePayload"]
    assert (told["id"], told["replyToId"], told["from"].get("user")) == (root.id, None, None)
    assert told["from"]["application"]["displayName"] == "Canopy"


async def test_the_form_of_a_message_goes_back_with_the_message(page: Page) -> None:
    """What was filled in arrives beside the command and the message it is about."""
    root = await page.teams.say("Amara", "which form?", mention=False)

    status, sent = await page.post(
        "message/submit", m="ben", message=root.id, command="save", action=SENDS, inputs={"title": "The form"}
    )

    value = page.bot.got[-1]["value"]
    assert (status, sent) == (200, {"kind": "closed"})
    assert (page.bot.got[-1]["name"], value["messagePayload"]["id"]) == ("composeExtension/submitAction", root.id)
    assert value["data"] == {"verb": "v", "title": "The form"}
    form = await page.teams.message_action("Ben", "save", root)
    assert form.composed is not None
    await page.teams.submit_form("Ben", form, SENDS)
    assert page.bot.got[-1]["value"]["messagePayload"]["id"] == root.id


# ---- searches


async def test_a_search_asks_as_the_box_does(page: Page) -> None:
    """First without words, then with what was typed, then for what comes after what is shown."""
    where = {"m": "ben", "place": f"channel:{page.channel}", "command": "find"}

    for words in ({"words": ""}, {"words": " hoarding ", "parameter": "what"}, {"words": "hoarding", "skip": 10}):
        await page.post("query", **where, **words)

    asked = [activity["value"] for activity in page.bot.got]
    assert {activity["name"] for activity in page.bot.got} == {"composeExtension/query"}
    assert [value["parameters"] for value in asked] == [
        [{"name": "initialRun", "value": "true"}],
        [{"name": "what", "value": "hoarding"}],
        [{"name": "words", "value": "hoarding"}],
    ]
    assert [value["queryOptions"]["skip"] for value in asked] == [0, 0, 10]
    assert (await page.post("query", m="ben", place="channel:nowhere", command="find"))[0] == 404


@pytest.mark.parametrize(
    ("status", "result", "kind", "titles", "text"),
    [
        (200, {"type": "result", "attachments": [FOUND, {"contentType": "text/html"}, "?"]}, "results", ["Hoarding"], ""),
        (200, {"type": "result", "attachments": [{**FOUND, "preview": {}}]}, "results", [], ""),
        (200, {"type": "message", "text": "Nothing was found."}, "message", [], "Nothing was found."),
        (200, {"type": "result"}, "error", [], "Something went wrong. Please try again."),
        (500, {}, "error", [], "Something went wrong. Please try again."),
    ],
)
async def test_a_search_comes_to_what_the_bot_answers(
    page: Page, status: int, result: Any, kind: str, titles: list[str], text: str
) -> None:
    """Cards with a preview are listed; a sentence or trouble takes their place; what cannot be shown is left out."""
    page.bot.script = lambda _activity: (status, {"composeExtension": result})

    _, answer = await page.post("query", m="ben", place="chat", command="find", words="hoarding")
    found = await page.teams.compose_search("Ben", "find", "hoarding", chat=True)

    assert (answer["kind"], [one["title"] for one in answer["results"]], answer["text"]) == (kind, titles, text)
    assert (found.kind, [one.title for one in found.results], found.text) == (kind, titles, text)
    assert all(one.card == CARD and one.text == "Its title says so" for one in found.results)


async def test_a_found_card_goes_along_with_a_message(page: Page) -> None:
    """Everybody sees it as the member's message, and its buttons reach the bot; only a card will do."""
    status, answer = await page.post("say", m="ben", place=f"channel:{page.channel}", text="", card=CARD)

    shown = (await page.get("state", m="dana"))[1]["channels"][1]["threads"][0]["root"]
    assert (status, shown["cards"], shown["from"]["key"]) == (200, [CARD], "ben")
    pressed = {"type": "Action.Execute", "verb": "v", "data": {"verb": "v"}}
    await page.post("press", m="dana", message=answer["message"]["id"], action=pressed)
    assert (page.bot.got[-1]["name"], page.bot.got[-1]["replyToId"]) == ("adaptiveCard/action", answer["message"]["id"])

    await page.post("say", m="ben", place="chat", text="look", card=CARD)
    await page.teams.until(lambda: page.bot.got[-1]["type"] == "message")
    assert {"contentType": ADAPTIVE, "content": CARD} in page.bot.got[-1]["attachments"]
    for wrong in ({"type": "Image"}, "a card"):
        assert (await page.post("say", m="ben", place="chat", text="", card=wrong))[0] == 400
    assert (await page.post("say", m="ben", place="chat", text=" "))[0] == 400


# ---- files


async def test_a_file_is_brought_before_it_is_sent(page: Page) -> None:
    """Bytes with a name, by one of the members, from this page only."""
    assert (await page.attach("a.txt", b"abc"))[1]["size"] == 3
    assert (await page.attach("", b"abc"))[0] == 400
    assert (await page.attach("a.txt", b"abc", "zoe"))[0] == 404
    assert (await page.attach("a.txt", b"abc", Origin="https://evil.example"))[0] == 403
    assert (await page.attach("a.txt", b"abc", **{"Content-Type": "text/plain"}))[0] == 415


async def test_files_of_a_message_can_be_opened_by_everybody(page: Page) -> None:
    """A file that goes along with a post lies in the channel's library, under the post as a link, and needs no words."""
    file = await page.brought("Hoarding.pdf", b"%PDF-1.7 hoarding")

    status, answer = await page.post("say", m="ben", place=f"channel:{page.channel}", text="", files=[file])

    shown = (await page.get("state", m="dana"))[1]["channels"][1]["threads"][0]["root"]
    assert (status, shown["id"]) == (200, answer["message"]["id"])
    [chip] = shown["files"]
    assert (chip["kind"], chip["name"]) == ("attached", "Hoarding.pdf")
    assert await page.fetched(chip["url"]) == (200, b"%PDF-1.7 hoarding", "attachment; filename*=UTF-8''Hoarding.pdf")
    assert [(one["name"], one["by"], one["size"]) for one in await page.files("dana")] == [("Hoarding.pdf", "Ben Carter", 17)]
    assert (await page.post("say", m="ben", place=f"channel:{page.channel}", text="", files=[file]))[0] == 404


async def test_two_files_of_one_name_both_arrive(page: Page) -> None:
    """The second one gets a number, in the message and in the library; a name that SharePoint does not take sends nothing."""
    files = [await page.brought("a.txt", content) for content in (b"one", b"two")]
    odd = await page.brought("a|b.txt", b"three")

    _, answer = await page.post("say", m="ben", place=f"channel:{page.channel}", text="both", files=files)
    status, refused = await page.post("say", m="ben", place=f"channel:{page.channel}", text="odd", files=[odd])

    assert [chip["name"] for chip in answer["message"]["files"]] == ["a.txt", "a 1.txt"]
    assert [(await page.fetched(chip["url"]))[1] for chip in answer["message"]["files"]] == [b"one", b"two"]
    assert (status, bool(refused["error"]), len(page.teams.messages())) == (400, True, 1)


async def test_a_file_belongs_to_who_brought_it(page: Page) -> None:
    """Nobody sends a file that somebody else is about to send, and nothing is said then."""
    file = await page.brought("Hoarding.pdf", b"%PDF-1.7 hoarding")

    assert (await page.post("say", m="dana", place=f"channel:{page.channel}", text="mine", files=[file]))[0] == 404
    assert page.teams.messages() == []


async def test_a_file_in_the_chat_reaches_the_bot_with_an_address(page: Page) -> None:
    """In 1:1 the activity says where the bytes are; the member sees it as a link."""
    file = await page.brought("Hoarding.pdf", b"%PDF-1.7 hoarding")

    await page.post("say", m="ben", place="chat", text="for the library", files=[file])

    await page.teams.until(lambda: page.bot.got and page.bot.got[-1]["type"] == "message")
    [told] = [each for each in page.bot.got[-1]["attachments"] if each["contentType"].endswith("file.download.info")]
    async with page.session.get(told["content"]["downloadUrl"]) as response:
        assert await response.read() == b"%PDF-1.7 hoarding"
    [chip] = (await page.get("state", m="ben"))[1]["chat"][-1]["files"]
    assert (chip["kind"], (await page.fetched(chip["url"]))[1]) == ("attached", b"%PDF-1.7 hoarding")
    assert await page.files() == []


async def test_the_files_of_a_channel_are_changed_by_hand(page: Page) -> None:
    """Adding, renaming and deleting in the Files tab; each change is told to every open page."""
    line = await page.session.ws_connect(f"{page.teams.url}/api/live?m=dana")
    first = await page.adds("a.txt", b"one")
    second = await page.adds("a.txt", b"two")

    assert {(one["name"], one["id"]) for one in await page.files()} == {("a.txt", first), ("a 1.txt", second)}
    assert (await page.post("library/rename", m="dana", channel=page.channel, file=second, name="b.txt"))[0] == 200
    assert (await page.post("library/remove", m="dana", channel=page.channel, file=first))[0] == 200
    assert [(one["name"], one["id"]) for one in await page.files()] == [("b.txt", second)]
    assert (await line.receive_json(timeout=20))["type"] == "files"
    await line.close()


async def test_what_the_library_refuses_is_a_sentence(page: Page) -> None:
    """Names that SharePoint does not take, names that are taken, files that are gone, channels that are not there."""
    first, second = await page.adds("a.txt", b"one"), await page.adds("b.txt", b"two")
    rename = {"m": "ben", "channel": page.channel, "file": second}

    for name in ("a:b.txt", "A.TXT", " "):
        status, answer = await page.post("library/rename", **rename, name=name)
        assert (status, bool(answer["error"])) == (400, True)
    await page.post("library/remove", m="ben", channel=page.channel, file=first)
    assert (await page.post("library/remove", m="ben", channel=page.channel, file=first))[0] == 404
    assert (await page.fetched(f"/api/library/file?id={first}"))[0] == 404
    assert (await page.post("library/add", m="ben", channel=page.channel, file="?"))[0] == 404
    general = page.teams.world.team.id
    assert (await page.post("library/remove", m="ben", channel=general, file=second))[0] == 404
    assert (await page.get("library", m="ben", channel="nowhere"))[0] == 404


async def test_the_files_tab_shows_what_the_columns_say(page: Page) -> None:
    """Columns by the name people read, filled in ones only; what is checked out is seen by nobody else."""
    file = await page.adds("a.txt", b"one")
    drive, item = page.teams.world.sharepoint.by_guid(file) or pytest.fail("the file is not there")
    drive.columns["CanopyKind"] = Column("CanopyKind", "Kind")
    drive.columns["CanopyTopics"] = Column("CanopyTopics", "Topics")
    drive.describe(item, {"CanopyKind": "Procedure"}, item.created_by)

    assert (await page.files())[0]["columns"] == {"Kind": "Procedure"}
    drive.check_out(item, item.created_by)
    assert ([one["hidden"] for one in await page.files("ben")], await page.files("dana")) == ([True], [])


async def test_looking_at_the_files_opens_the_tab(page: Page) -> None:
    """A channel's folder is there for Graph once somebody has looked at its Files tab."""
    page.teams.world.sharepoint.unopened.add(page.channel)

    await page.files()

    assert page.channel not in page.teams.world.sharepoint.unopened


@pytest.mark.parametrize(
    ("fail", "status"), [("library-429", 429), ("library-403", 403), ("library-500-before", 500), ("library-500-after", 500)]
)
async def test_sharepoint_has_bad_days_of_its_own(page: Page, fail: str, status: int) -> None:
    """What the bot files can be made to fail from the page; it is reported until it was used up, and strikes nothing else."""
    graph, tab = page.teams.graph, page.teams.graph.drive()
    set_to = {"latency_ms": 0, "fail": fail, "times": 1}

    async def puts(name: str) -> int:
        url = f"{graph.url}/v1.0/drives/{tab.drive.id}/items/{tab.folder.id}:/{name}:/content"
        query = {"@microsoft.graph.conflictBehavior": "fail"}
        headers = {"Authorization": f"Bearer {graph.token()}", "Content-Type": "application/octet-stream"}
        async with page.session.put(url, params=query, data=b"abc", headers=headers) as response:
            return response.status

    assert await page.post("faults", **set_to) == (200, set_to)
    assert (await page.get("faults"))[1] == set_to
    assert [await puts("a.txt"), await puts("b.txt")] == [status, 201]
    assert len(tab.files()) == (2 if fail.endswith("after") else 1)
    assert (await page.get("faults"))[1]["fail"] == "none"
    await page.post("faults", **set_to)
    await page.post("faults", fail="none")
    assert await puts("c.txt") == 201
