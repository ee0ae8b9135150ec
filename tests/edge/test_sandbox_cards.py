from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.echo import EchoBot, teams_with_echo
from sandbox.teams import Teams
from sandbox.world import Message

Pair = tuple[Teams, EchoBot]

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
PUBLIC = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "for all"}]}
OWN = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "for you"}]}
HUGE = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "x" * 29_000}]}
WENT_WRONG = "Something went wrong. Please try again."
EXECUTE = {
    "type": "Action.Execute",
    "id": "b1",
    "title": "Same here",
    "verb": "ask.same",
    "data": {"verb": "ask.same", "ask": "7"},
}
OPENS = {
    "type": "Action.Submit",
    "title": "I can help",
    "data": {"msteams": {"type": "task/fetch"}, "verb": "ask.help", "ask": "7"},
}
SENDS = {"type": "Action.Submit", "title": "Send", "data": {"verb": "ask.answer", "ask": "7"}}


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    async with teams_with_echo() as both:
        yield both


@pytest.fixture
async def message(pair: Pair) -> Message:
    """A message of the bot with a public card."""
    teams, bot = pair
    root = await teams.say("Amara", "help")
    await _write(pair, root, "POST", PUBLIC)
    bot.got.clear()
    return teams.thread(root)[-1]


async def _write(pair: Pair, message: Message, method: str, card: dict[str, Any]) -> None:
    teams, bot = pair
    url = f"{teams.service_url}v3/conversations/{message.conversation}/activities" + (f"/{message.id}" if method == "PUT" else "")
    await bot.ask(method, url, {"type": "message", "attachments": [{"contentType": ADAPTIVE, "content": card}]})


def _said(status: int, kind: str, value: Any) -> dict[str, Any]:
    return {"statusCode": status, "type": kind, "value": value}


def _answers(bot: EchoBot, body: Any, status: int = 200) -> None:
    bot.script = lambda _activity: (status, body)


async def test_a_press_is_an_invoke_with_the_inputs_in_its_data(pair: Pair, message: Message) -> None:
    """The bot gets the action as the card had it, the inputs laid over its data, and the message it was on."""
    teams, bot = pair

    answer = await teams.press("Ben", message, EXECUTE, {"why": "me too"})

    invoke = bot.got[0]
    assert (invoke["type"], invoke["name"], invoke["replyToId"]) == ("invoke", "adaptiveCard/action", message.id)
    assert invoke["value"] == {
        "action": {**EXECUTE, "data": {"verb": "ask.same", "ask": "7", "why": "me too"}},
        "trigger": "manual",
    }
    assert invoke["conversation"]["id"] == message.conversation
    assert invoke["from"]["aadObjectId"] == teams.member("Ben").id
    assert invoke["channelData"]["channel"]["id"] == message.place
    assert (answer.status, answer.kind) == (200, "none")
    assert answer.ms > 0


async def test_a_card_in_the_answer_is_for_the_presser_until_the_message_is_edited(pair: Pair, message: Message) -> None:
    """Only the presser sees it, and an edit by the bot brings the public card back."""
    teams, bot = pair
    _answers(bot, {"statusCode": 200, "type": ADAPTIVE, "value": OWN})

    answer = await teams.press("Ben", message, EXECUTE)

    assert (answer.kind, answer.card) == ("card", OWN)
    assert teams.card_for("Ben", message) == OWN
    assert teams.card_for("Chidi", message) == PUBLIC

    await _write(pair, message, "PUT", PUBLIC)

    assert teams.card_for("Ben", message) == PUBLIC


async def test_a_card_that_comes_after_the_edit_is_not_kept(pair: Pair, message: Message) -> None:
    """Where the message was edited while the bot was answering, the newer public card stays."""
    teams, bot = pair

    def _edited_meanwhile(_activity: dict[str, Any]) -> tuple[int, Any]:
        message.edited += 1
        return 200, {"statusCode": 200, "type": ADAPTIVE, "value": OWN}

    bot.script = _edited_meanwhile
    await teams.press("Ben", message, EXECUTE)

    assert teams.card_for("Ben", message) == PUBLIC


async def test_a_message_without_a_card_shows_none(pair: Pair) -> None:
    """Asking for the card of a plain or deleted message is a LookupError."""
    teams, _ = pair
    message = await teams.say("Amara", "plain")

    with pytest.raises(LookupError):
        teams.card_for("Ben", message)


@pytest.mark.parametrize(
    ("body", "status", "kind", "text", "code"),
    [
        (_said(200, "application/vnd.microsoft.activity.message", "Noted."), 200, "message", "Noted.", 200),
        (_said(403, "application/vnd.microsoft.error", {"code": "No", "message": "Not you."}), 200, "error", "Not you.", 403),
        (_said(500, "application/vnd.microsoft.error", {}), 200, "error", WENT_WRONG, 500),
        (_said(200, ADAPTIVE, HUGE), 200, "error", WENT_WRONG, 200),
        (_said(200, ADAPTIVE, "no card"), 200, "error", WENT_WRONG, 200),
        ({"value": "no type"}, 200, "error", WENT_WRONG, 200),
        (["odd"], 200, "error", WENT_WRONG, 200),
        (None, 500, "error", WENT_WRONG, 500),
        (None, 200, "none", "", 200),
    ],
)
async def test_every_answer_to_a_press_is_read_as_the_client_does(
    pair: Pair, message: Message, body: Any, status: int, kind: str, text: str, code: int
) -> None:
    """Sentences, errors, and answers that no client can show."""
    teams, bot = pair
    _answers(bot, body, status)

    answer = await teams.press("Ben", message, EXECUTE)

    assert (answer.kind, answer.text, answer.status) == (kind, text, code)
    assert teams.card_for("Ben", message) == PUBLIC


async def test_a_press_says_so_when_the_app_cannot_be_reached(pair: Pair, message: Message) -> None:
    """Nobody there is an error the member reads."""
    teams, bot = pair
    await bot.stop()

    answer = await teams.press("Ben", message, EXECUTE)

    assert (answer.kind, answer.text, answer.status) == ("error", "Unable to reach app. Please try again.", 0)


async def test_a_submit_on_a_card_is_a_message_with_a_value(pair: Pair, message: Message) -> None:
    """An Action.Submit that opens nothing arrives as a message without text, in the card's thread."""
    teams, bot = pair

    answer = await teams.press("Ben", message, SENDS, {"note": "x"})

    activity = bot.got[0]
    assert answer.kind == "none"
    assert (activity["type"], activity["value"]) == ("message", {"verb": "ask.answer", "ask": "7", "note": "x"})
    assert "text" not in activity
    assert (activity["replyToId"], activity["conversation"]["id"]) == (message.id, message.conversation)
    assert activity["id"] != message.id
    _answers(bot, None, 500)
    assert (await teams.press("Ben", message, SENDS)).kind == "error"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"msteams": {"type": "messageBack", "text": "help", "value": {"a": 1}}}, {"text": "help", "value": {"a": 1}}),
        ({"msteams": {"type": "imBack", "value": "help"}}, {"text": "help"}),
        ("just text", {"value": "just text"}),
        (None, {"value": {"a": "b"}}),
    ],
)
async def test_older_kinds_of_submit_still_work(pair: Pair, message: Message, data: Any, said: dict[str, Any]) -> None:
    """Message-back and im-back buttons, and data that is no object."""
    teams, bot = pair

    await teams.press("Ben", message, {"type": "Action.Submit", "data": data}, {"a": "b"} if data is None else {})

    assert {name: bot.got[0][name] for name in ("text", "value") if name in bot.got[0]} == said


@pytest.mark.parametrize("button", [OPENS, {"type": "Action.OpenUrl", "url": "https://example.org"}, {}])
async def test_a_button_that_is_no_plain_press_is_named(pair: Pair, message: Message, button: dict[str, Any]) -> None:
    """Pressing a button that opens a form, or reaches no bot, is a mistake of the test."""
    teams, _ = pair

    with pytest.raises(ValueError, match=r"form|reaches no bot"):
        await teams.press("Ben", message, button)


def _continue(card: Any = OWN, **more: Any) -> dict[str, Any]:
    value = {"title": "Answer", "height": "medium", "width": 500, "card": {"contentType": ADAPTIVE, "content": card}, **more}
    return {"task": {"type": "continue", "value": value}}


async def test_a_form_is_opened_filled_in_refused_and_closed(pair: Pair, message: Message) -> None:
    """The whole life of a Teams dialog, each step an invoke on the message it began on."""
    teams, bot = pair
    _answers(bot, _continue())
    form = await teams.open_form("Ben", message, OPENS, {"a": "1"})
    again = await teams.submit_form("Ben", form, SENDS, {"answer": ""})
    _answers(bot, {"task": {"type": "message", "value": "Thank you."}})
    sentence = await teams.submit_form("Ben", again, SENDS, {"answer": "yes"})
    _answers(bot, None)
    closed = await teams.submit_form("Ben", again, SENDS, {"answer": "yes"})

    assert (form.kind, form.title, form.card, form.height, form.width) == ("form", "Answer", OWN, "medium", 500)
    assert [one.kind for one in (again, sentence, closed)] == ["form", "message", "closed"]
    assert sentence.text == "Thank you."
    assert [activity["name"] for activity in bot.got] == ["task/fetch", "task/submit", "task/submit", "task/submit"]
    assert bot.got[0]["value"] == {"data": {**OPENS["data"], "a": "1"}, "context": {"theme": "default"}}  # type: ignore[dict-item]
    assert bot.got[1]["value"]["data"] == {"verb": "ask.answer", "ask": "7", "answer": ""}
    assert {activity["replyToId"] for activity in bot.got} == {message.id}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (None, 200),
        (_continue(HUGE), 200),
        (_continue("no card"), 200),
        (_continue(card={"contentType": "text/plain", "content": OWN}), 200),
        ({"task": {"type": "continue", "value": {"url": "https://example.org"}}}, 200),
        ({"task": {"type": "message", "value": {}}}, 200),
        ({"task": "odd"}, 200),
        (["odd"], 200),
        (None, 500),
    ],
)
async def test_a_form_that_no_client_can_show_is_an_error(pair: Pair, message: Message, body: Any, status: int) -> None:
    """Answers to task/fetch that are empty, broken or too big become the client's error."""
    teams, bot = pair
    _answers(bot, body, status)

    form = await teams.open_form("Ben", message, OPENS)

    assert (form.kind, form.text) == ("error", WENT_WRONG)


async def test_only_a_submit_works_inside_a_form(pair: Pair, message: Message) -> None:
    """An Action.Execute in a dialog does nothing in Teams, so pressing it is a mistake of the card."""
    teams, bot = pair
    _answers(bot, _continue())
    form = await teams.open_form("Ben", message, OPENS)

    with pytest.raises(ValueError, match="nothing in a form"):
        await teams.submit_form("Ben", form, EXECUTE)


async def test_a_form_without_a_message_belongs_to_the_chat(pair: Pair) -> None:
    """A form that no card opened is asked for in the member's own chat."""
    teams, bot = pair
    _answers(bot, _continue())

    form = await teams.open_form("Ben", None, OPENS)

    assert form.kind == "form"
    assert bot.got[0]["conversation"]["id"] == teams.member("Ben").chat_id
    assert "replyToId" not in bot.got[0]


async def test_a_list_that_the_bot_fills_is_searched(pair: Pair, message: Message) -> None:
    """Typing sends a search invoke; a proper answer is the choices, anything else is none."""
    teams, bot = pair
    results = [{"title": "Ben Carter", "value": "ben"}]
    _answers(bot, {"statusCode": 200, "type": "application/vnd.microsoft.search.searchResponse", "value": {"results": results}})
    choices = await teams.typeahead("Amara", "members", "be", message)
    _answers(bot, {"statusCode": 200, "type": "odd"})
    none = await teams.typeahead("Amara", "members", "be")

    assert choices == results
    assert none == []
    assert bot.got[0]["name"] == "application/search"
    assert bot.got[0]["value"] == {
        "queryText": "be",
        "kind": "search",
        "queryOptions": {"skip": 0, "top": 15},
        "dataset": "members",
    }
