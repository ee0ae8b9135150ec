from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.echo import EchoBot, teams_with_echo
from sandbox.teams import Teams

Pair = tuple[Teams, EchoBot]
ADAPTIVE = "application/vnd.microsoft.card.adaptive"
CARD = {"contentType": ADAPTIVE, "content": {"type": "AdaptiveCard", "version": "1.5", "body": []}}
FORM = {"task": {"type": "continue", "value": {"title": "Launch a poll", "card": CARD}}}
SEND = {"type": "Action.Submit", "data": {"verb": "poll.launch"}}


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    async with teams_with_echo(lambda _activity: (200, FORM)) as both:
        yield both


def _answers(pair: Pair, body: Any, status: int = 200) -> None:
    pair[1].script = lambda _activity: (status, body)


async def test_a_command_of_the_compose_box_opens_a_form(pair: Pair) -> None:
    """The bot is told which command, and where the box is; there is no message with a card."""
    teams, bot = pair

    form = await teams.compose_open("Ben", "poll")

    invoke = bot.got[0]
    assert (invoke["type"], invoke["name"]) == ("invoke", "composeExtension/fetchTask")
    assert (invoke["value"]["commandId"], invoke["value"]["commandContext"]) == ("poll", "compose")
    assert invoke["conversation"]["id"] == teams.world.channel("MCA community").id
    assert invoke["channelData"]["source"] == {"name": "compose"}
    assert "replyToId" not in invoke
    assert (form.kind, form.title) == ("form", "Launch a poll")


async def test_the_form_goes_back_with_its_command(pair: Pair) -> None:
    """What was filled in arrives beside the command, from the same place."""
    teams, bot = pair
    root = await teams.say("Ben", "hello")
    form = await teams.compose_open("Ben", "poll", thread=root)
    _answers(pair, None)

    sent = await teams.submit_form("Ben", form, SEND, {"question": "Which?"})

    invoke = bot.got[-1]
    assert invoke["name"] == "composeExtension/submitAction"
    assert invoke["value"]["commandId"] == "poll"
    assert invoke["value"]["data"] == {"verb": "poll.launch", "question": "Which?"}
    assert invoke["conversation"]["id"] == root.conversation
    assert sent.kind == "closed"
    with pytest.raises(ValueError, match="nothing in a form"):
        await teams.submit_form("Ben", form, {"type": "Action.Execute"}, {})


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (FORM, 200, "form"),
        ({"task": {"type": "message", "value": "Launched."}}, 200, "message"),
        ({"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": [CARD]}}, 200, "result"),
        ({"composeExtension": {"type": "result", "attachments": []}}, 200, "error"),
        (None, 500, "error"),
    ],
)
async def test_a_sent_form_comes_to_what_the_bot_answers(pair: Pair, body: Any, status: int, kind: str) -> None:
    """Another form, a sentence, a card for the compose box, or trouble."""
    teams, _ = pair
    form = await teams.compose_open("Ben", "poll")
    _answers(pair, body, status)

    assert (await teams.submit_form("Ben", form, SEND)).kind == kind


async def test_the_box_can_be_in_a_chat(pair: Pair) -> None:
    """In the chat with the bot, and in a chat between people where the bot is not."""
    teams, bot = pair

    await teams.compose_open("Ben", "poll", chat=True)
    await teams.compose_open("Ben", "poll", elsewhere=True)

    assert [activity["conversation"]["conversationType"] for activity in bot.got] == ["personal", "personal"]
    assert bot.got[0]["conversation"]["id"] == teams.member("Ben").chat_id
    assert bot.got[1]["conversation"]["id"].endswith("@unq.gbl.spaces")
