from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from sandbox.activity_rules import FILE_CONSENT
from sandbox.echo import EchoBot, teams_with_echo
from sandbox.page_files import commands_in, compose_commands_in
from sandbox.teams import Teams

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
PUBLIC = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "for all"}]}
OWN = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "for you"}]}
EXECUTE = {"type": "Action.Execute", "verb": "v", "data": {"verb": "v"}}
SENDS = {"type": "Action.Submit", "data": {"verb": "v"}}


class Page:
    """A browser's side of the page."""

    def __init__(self, teams: Teams, bot: EchoBot, session: aiohttp.ClientSession) -> None:
        self.teams = teams
        self.bot = bot
        self.session = session

    async def get(self, path: str, **headers: str) -> tuple[int, Any]:
        async with self.session.get(f"{self.teams.url}{path}", headers=headers) as response:
            return response.status, await response.json()

    async def post(self, path: str, **body: Any) -> tuple[int, Any]:
        async with self.session.post(f"{self.teams.url}/api/{path}", json=body) as response:
            return response.status, await response.json()

    async def state(self, member: str = "amara") -> Any:
        return (await self.get(f"/api/state?m={member}"))[1]

    async def listen(self, member: str) -> aiohttp.ClientWebSocketResponse:
        return await self.session.ws_connect(f"{self.teams.url}/api/live?m={member}")

    async def card(self) -> str:
        """Let the bot post a public card in a new thread, and return the message's id."""
        channel = self.teams.world.channel("MCA community")
        activity = {"type": "message", "attachments": [{"contentType": ADAPTIVE, "content": PUBLIC}]}
        body = {"channelData": {"channel": {"id": channel.id}}, "activity": activity}
        _, answer, _ = await self.bot.ask("POST", f"{self.teams.service_url}v3/conversations", body)
        return str(answer["activityId"])

    @property
    def channel_id(self) -> str:
        return self.teams.world.channel("MCA community").id


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with teams_with_echo() as (teams, bot), aiohttp.ClientSession() as session:
        yield Page(teams, bot, session)


async def test_the_state_shows_one_member_their_team(page: Page) -> None:
    """Members, channels with threads, and the member's own chat; nobody else's."""
    root = await page.teams.say("Amara", "which <form>?")
    await page.teams.say("Ben", "the long one", thread=root)
    await page.teams.say_in_chat("Ben", "secret")

    state = await page.state()

    assert (state["me"]["key"], state["me"]["initials"], state["bot"]["name"]) == ("amara", "AO", "Canopy")
    assert [member["guest"] for member in state["members"]] == [False] * 5 + [True]
    assert all(member["colour"].startswith("#") and member["role"] for member in state["members"])
    general, home = state["channels"]
    assert (general["threads"], home["name"], state["chat"]) == ([], "MCA community", [])
    thread = home["threads"][0]
    assert thread["root"]["html"] == '<span class="mention">Canopy</span> which &lt;form&gt;?'
    assert thread["root"]["text"] == "@Canopy which <form>?"
    assert [reply["from"]["key"] for reply in thread["replies"]] == ["ben"]
    assert [message["text"] for message in (await page.state("ben"))["chat"]] == ["secret"]


async def test_nobody_unknown_has_a_page(page: Page) -> None:
    """An unknown member answers 404."""
    assert (await page.get("/api/state?m=zoe"))[0] == 404
    assert (await page.get("/api/live"))[0] == 404
    assert (await page.post("say", m="zoe", place="chat", text="hi"))[0] == 404


async def test_what_is_said_on_the_page_reaches_everybody(page: Page) -> None:
    """A message is answered at once, pushed to open pages, and delivered to the bot when it mentions it."""
    line = await page.listen("ben")

    status, answer = await page.post("say", m="amara", place=f"channel:{page.channel_id}", text="@Canopy help")
    told = await line.receive_json(timeout=20)
    root = answer["message"]["id"]
    await page.post("say", m="ben", place=f"thread:{page.channel_id}:{root}", text="just us")
    reply = await line.receive_json(timeout=20)

    assert status == 200
    assert (told["type"], told["place"], told["message"]["id"]) == ("message", {"channel": page.channel_id}, root)
    assert reply["message"]["conversation"] == answer["message"]["conversation"]
    await page.teams.until(lambda: page.bot.got)
    assert [activity["text"] for activity in page.bot.got] == ["<at>Canopy</at> help\n"]


async def test_a_chat_is_pushed_to_its_member_only(page: Page) -> None:
    """What is said 1:1 reaches the bot and that member's pages."""
    bens, amaras = await page.listen("ben"), await page.listen("amara")

    await page.post("say", m="ben", place="chat", text="hello")
    private = await bens.receive_json(timeout=20)
    await page.post("say", m="ben", place=f"channel:{page.channel_id}", text="public")
    seen = [(await amaras.receive_json(timeout=20)) for _ in range(3)]

    assert (private["place"], private["message"]["text"]) == ({"chat": "ben"}, "hello")
    assert {told["type"] for told in seen} == {"state", "message"}
    assert "hello" not in json.dumps(seen)
    await page.teams.until(lambda: [activity for activity in page.bot.got if activity["type"] == "message"])


async def test_a_message_that_is_not_taken_says_so_to_its_sender(page: Page) -> None:
    """The page hears that delivery failed, and why, and the message keeps the mark."""
    page.bot.script = lambda _activity: (500, None)
    line = await page.listen("amara")

    _, answer = await page.post("say", m="amara", place=f"channel:{page.channel_id}", text="@Canopy help")
    told = [(await line.receive_json(timeout=20)) for _ in range(2)]

    assert told[1]["type"] == "failed"
    assert told[1]["message"]["id"] == answer["message"]["id"]
    assert told[1]["text"] == "Canopy did not take the message: it answered 500."
    assert (await page.state())["channels"][1]["threads"][0]["root"]["failed"]


@pytest.mark.parametrize("place", ["channel:19:nowhere@thread.tacv2", "thread:19:nowhere:1", "thread::", "elsewhere", ""])
async def test_nothing_is_said_nowhere(page: Page, place: str) -> None:
    """A place that is not there answers 404 with a sentence."""
    status, answer = await page.post("say", m="amara", place=place, text="hi")

    assert (status, answer) == (404, {"error": "There is no such place."})


async def test_a_private_card_is_pushed_and_shown_to_the_presser_alone(page: Page) -> None:
    """The answer carries the card, the presser's pages hear of it, and an edit drops it."""
    message = await page.card()
    page.bot.script = lambda _activity: (200, {"statusCode": 200, "type": ADAPTIVE, "value": OWN})
    line = await page.listen("ben")

    _, answer = await page.post("press", m="ben", message=message, action=EXECUTE, inputs={"a": "1"})
    told = await line.receive_json(timeout=20)

    assert answer == {"kind": "card", "card": OWN}
    assert (told["type"], told["message"]["cards"], told["message"]["private"]) == ("private-card", [OWN], True)
    assert (await page.state("ben"))["channels"][1]["threads"][0]["root"]["cards"] == [OWN]
    assert (await page.state("efe"))["channels"][1]["threads"][0]["root"]["cards"] == [PUBLIC]

    conversation = f"{page.channel_id};messageid={message}"
    url = f"{page.teams.service_url}v3/conversations/{conversation}/activities/{message}"
    await page.bot.ask("PUT", url, {"type": "message", "text": "new"})
    edited = await line.receive_json(timeout=20)
    await page.bot.ask("DELETE", url)
    deleted = await line.receive_json(timeout=20)

    assert (edited["type"], edited["message"]["cards"], edited["message"]["edited"]) == ("edited", [], True)
    assert (deleted["type"], deleted["message"]["deleted"], deleted["message"]["text"]) == ("deleted", True, "")


async def test_sentences_and_errors_come_back_from_a_press(page: Page) -> None:
    """Every kind of answer has its shape."""
    message = await page.card()
    answers = []
    for body in (
        {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Noted."},
        {"statusCode": 403, "type": "application/vnd.microsoft.error", "value": {"code": "x", "message": "Not you."}},
        None,
    ):
        page.bot.script = lambda _activity, body=body: (200, body)  # type: ignore[misc]
        answers.append((await page.post("press", m="ben", message=message, action=EXECUTE))[1])
    wrong = await page.post("press", m="ben", message=message, action={"type": "Action.OpenUrl"})

    assert answers == [{"kind": "message", "text": "Noted."}, {"kind": "error", "text": "Not you."}, {"kind": "none"}]
    assert (wrong[0], wrong[1]["kind"]) == (400, "error")


async def test_a_form_goes_through_the_page(page: Page) -> None:
    """A form is opened, sent and closed."""
    message = await page.card()
    value = {"title": "Answer", "height": 400, "width": "large", "card": {"contentType": ADAPTIVE, "content": OWN}}
    page.bot.script = lambda _activity: (200, {"task": {"type": "continue", "value": value}})
    opens = {"type": "Action.Submit", "data": {"msteams": {"type": "task/fetch"}, "verb": "v"}}

    _, form = await page.post("form/open", m="ben", message=message, action=opens, inputs={})
    page.bot.script = lambda activity: (
        200,
        {"task": {"type": "message", "value": "Thanks."}} if activity["value"]["data"]["a"] else None,
    )
    _, sentence = await page.post("form/submit", m="ben", message=message, action=SENDS, inputs={"a": "1"})
    _, closed = await page.post("form/submit", m="ben", message=None, action=SENDS, inputs={"a": ""})

    assert form == {"kind": "form", "title": "Answer", "card": OWN, "height": 400, "width": "large"}
    assert (sentence, closed) == ({"kind": "message", "text": "Thanks."}, {"kind": "closed"})


async def test_a_list_is_searched_on_the_page(page: Page) -> None:
    """The choices come back."""
    results = [{"title": "Ben Carter", "value": "ben"}]
    answer = {"statusCode": 200, "type": "application/vnd.microsoft.search.searchResponse", "value": {"results": results}}
    page.bot.script = lambda _activity: (200, answer)

    assert await page.post("typeahead", m="amara", dataset="members", query="b") == (200, {"choices": results})


async def test_a_member_edits_and_deletes_on_the_page(page: Page) -> None:
    """One's own message can be changed and deleted; another's answers 403."""
    message = await page.teams.say("Amara", "helo")

    _, edited = await page.post("edit", m="amara", message=message.id, text="@Canopy hello")
    others = [(await page.post(what, m="ben", message=message.id, text="x"))[0] for what in ("edit", "delete")]
    await page.post("delete", m="amara", message=message.id)

    assert edited["message"]["text"] == "@Canopy hello"
    assert others == [403, 403]
    await page.teams.until(lambda: len(page.bot.got) == 3)
    assert sorted(activity["type"] for activity in page.bot.got) == ["message", "messageDelete", "messageUpdate"]
    assert (await page.post("edit", m="amara", message="1", text="x"))[0] == 404


async def test_canopy_is_added_from_the_page(page: Page) -> None:
    """Whoever presses it is the installer."""
    page.teams.world.installed = False

    assert await page.post("install", m="dana") == (200, {"installed": True})
    assert page.bot.got[0]["from"]["name"] == "Dana Whitfield"
    assert (await page.state())["installed"]


@pytest.mark.parametrize("fail", ["429", "500-before", "500-after", "drop-after"])
async def test_bad_days_are_switched_on_the_page(page: Page, fail: str) -> None:
    """Every kind of fault can be set, is reported until it was used up, and strikes what the bot writes."""
    set_to = {"latency_ms": 20, "fail": fail, "times": 1}
    assert await page.post("faults", **set_to) == (200, set_to)
    assert (await page.get("/api/faults"))[1] == set_to

    root = await page.teams.say("Amara", "help")
    url = f"{page.teams.service_url}v3/conversations/{root.conversation}/activities"
    try:
        status, _, _ = await page.bot.ask("POST", url, {"type": "message", "text": "hi"})
    except aiohttp.ClientError:
        status = 0

    assert status == {"429": 429, "drop-after": 0}.get(fail, 500)
    assert len(page.teams.thread(root)) == (2 if fail.endswith("after") else 1)
    assert (await page.get("/api/faults"))[1] == {"latency_ms": 20, "fail": "none", "times": 0}


async def test_onedrive_has_bad_days_of_its_own(page: Page) -> None:
    """Uploads can be made to fail from the page, without anything else."""
    await page.post("faults", fail="files", times=1)
    await page.teams.say_in_chat("Ben", "export")
    where = f"{page.teams.service_url}v3/conversations/{page.teams.member('Ben').chat_id}/activities"

    assert (await page.bot.ask("POST", where, {"type": "message", "text": "hi"}))[0] == 201
    upload = page.teams.service.faults.strike("files", "PUT", "/uploads/1")
    assert upload is not None
    assert upload.status == 500
    assert (await page.get("/api/faults"))[1]["fail"] == "none"


async def test_a_fault_that_is_not_known_changes_nothing(page: Page) -> None:
    """An unknown kind answers 400 and leaves what was set."""
    await page.post("faults", latency_ms=5)

    assert (await page.post("faults", fail="earthquake"))[0] == 400
    assert (await page.get("/api/faults"))[1]["latency_ms"] == 5


async def test_only_this_machines_own_page_is_served(page: Page) -> None:
    """Another site's page, another host name, and forms that are not JSON are turned away."""
    async with page.session.post(f"{page.teams.url}/api/install", data=b'{"m":"amara"}') as response:
        form = response.status

    assert form == 415
    assert (await page.get("/api/state?m=amara", Host="evil.example"))[0] == 403
    assert (await page.get("/api/state?m=amara", Origin="https://evil.example"))[0] == 403
    assert (await page.get("/api/state?m=amara", Origin=page.teams.url))[0] == 200
    async with page.session.post(
        f"{page.teams.url}/api/install", data=b"[", headers={"Content-Type": "application/json"}
    ) as response:
        assert response.status == 400
    assert page.bot.got == []


async def test_files_of_the_page_are_served_and_nothing_beside_them(page: Page) -> None:
    """The page and its two libraries are there; nothing can be read outside of the folder."""
    async with page.session.get(f"{page.teams.url}/") as response:
        assert response.status == 200
        assert "text/html" in response.headers["Content-Type"]
    for library in ("adaptivecards.min.js", "markdown-it.min.js"):
        async with page.session.get(f"{page.teams.url}/lib/{library}") as response:
            assert response.status in (200, 404)
    beside = ("/page/..%2fteams.py", "/page/../teams.py", "/page/node_modules/.package-lock.json", "/page/none", "/lib/teams.py")
    for path in beside:
        async with page.session.get(URL(f"{page.teams.url}{path}", encoded=True)) as response:
            assert response.status == 404


async def test_help_comes_from_the_manifest(page: Page, tmp_path: Path) -> None:
    """What one can say is read from the command lists, each command once; a folder without a manifest offers nothing."""
    lists = [
        {"scopes": ["team"], "commands": [{"title": "help", "description": "What I do"}, {"title": "ask", "description": "Ask"}]},
        {"scopes": ["personal"], "commands": [{"title": "help", "description": "What I do"}]},
    ]
    (tmp_path / "broken.json").write_text("{", "utf-8")
    (tmp_path / "manifest.json").write_text(json.dumps({"bots": [{"commandLists": lists}]}), "utf-8")

    assert commands_in(tmp_path) == [{"say": "help", "does": "What I do"}, {"say": "ask", "does": "Ask"}]
    assert commands_in(tmp_path / "nowhere") == []
    status, commands = await page.get("/api/help")
    assert status == 200
    assert isinstance(commands, list)


async def test_commands_of_the_compose_box_come_from_the_manifest(page: Page, tmp_path: Path) -> None:
    """Only what can be done while one writes is offered: no search, and nothing that belongs to a message."""
    found = [
        {"id": "poll", "type": "action", "title": "Launch a poll", "description": "Ask", "context": ["compose", "commandBox"]},
        {"id": "save", "type": "action", "title": "Save", "context": ["message"]},
        {"id": "find", "type": "query", "title": "Find"},
    ]
    (tmp_path / "manifest.json").write_text(json.dumps({"composeExtensions": [{"commands": found}]}), "utf-8")

    assert compose_commands_in(tmp_path) == [{"id": "poll", "title": "Launch a poll", "does": "Ask"}]
    assert compose_commands_in(tmp_path / "nowhere") == []
    assert (await page.get("/api/commands"))[0] == 200


async def test_a_command_is_opened_and_sent_from_the_page(page: Page) -> None:
    """The command and the place come from the page; so does what was filled in."""
    page.bot.script = lambda _activity: (200, {"task": {"type": "message", "value": "Done."}})
    where = {"m": "ben", "place": f"channel:{page.channel_id}", "command": "poll"}

    assert await page.post("compose/open", **where) == (200, {"kind": "message", "text": "Done."})
    await page.post("compose/submit", **where, action=SENDS, inputs={"question": "Which?"})

    assert [activity["name"] for activity in page.bot.got] == ["composeExtension/fetchTask", "composeExtension/submitAction"]
    assert page.bot.got[1]["value"]["data"] == {"verb": "v", "question": "Which?"}
    assert (await page.post("compose/open", m="ben", place="channel:nowhere", command="poll"))[0] == 404


async def test_a_file_is_answered_on_the_page(page: Page) -> None:
    """The offer shows what it is; the answer is kept with it; there is nothing to answer elsewhere."""
    await page.teams.say_in_chat("Ben", "export")
    where = f"{page.teams.service_url}v3/conversations/{page.teams.member('Ben').chat_id}/activities"
    offer = {"contentType": FILE_CONSENT, "name": "a.csv", "content": {"description": "All", "sizeInBytes": 3}}
    _, sent, _ = await page.bot.ask("POST", where, {"type": "message", "attachments": [offer]})

    shown = (await page.state("ben"))["chat"][-1]["files"]
    answer = await page.post("file", m="ben", message=sent["id"], accept=False)

    assert shown == [{"kind": "offer", "name": "a.csv", "about": "All", "size": 3, "answered": ""}]
    assert answer == (200, {"kind": "none"})
    assert (await page.state("ben"))["chat"][-1]["files"][0]["answered"] == "declined"
    assert (await page.post("file", m="ben", message=await page.card(), accept=True))[0] == 404


async def test_the_clock_stands_still_where_nothing_follows_it(page: Page) -> None:
    """Without a Canopy that can be started again the time can be read, and not moved; a bad wish is told apart."""
    assert (await page.get("/api/clock"))[1]["movable"] is False
    assert (await page.post("clock", seconds=60))[0] == 400

    async def follow(_ahead: float) -> None:
        return None

    page.teams.clock.follow = follow
    for wish in ({"seconds": 0}, {"seconds": -1}, {"seconds": 1e12}, {"to": "2001-01-01T00:00:00Z"}, {"to": "2099-01-01"}):
        assert (await page.post("clock", **wish))[0] == 400
    assert page.teams.world.ahead == 0
    status, clock = await page.post("clock", seconds=60)
    assert (status, clock["ahead"], (await page.state())["clock"]["movable"]) == (200, 60.0, True)


async def test_open_pages_end_when_teams_stops() -> None:
    """Stopping says good-bye to every open page, quickly."""
    async with aiohttp.ClientSession() as session:
        async with Teams() as teams:
            line = await session.ws_connect(f"{teams.url}/api/live?m=amara")
            await teams.until(lambda: teams.service.ledger.watchers)
        said = await line.receive(timeout=20)

        assert said.type is aiohttp.WSMsgType.CLOSE
        assert teams.service.ledger.watchers == []
        await line.close()
