from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.echo import EchoBot, teams_with_echo
from sandbox.teams import Teams
from sandbox.world import Message

Pair = tuple[Teams, EchoBot]

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "hello"}]}


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    async with teams_with_echo() as both:
        yield both


def with_card(card: Any = CARD) -> dict[str, Any]:
    return {"type": "message", "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}]}


def activities(teams: Teams, conversation: str, activity: str = "") -> str:
    return f"{teams.service_url}v3/conversations/{conversation}/activities" + (f"/{activity}" if activity else "")


async def _posted(pair: Pair, body: dict[str, Any] | None = None) -> Message:
    teams, bot = pair
    root = await teams.say("Amara", "help")
    status, answer, _ = await bot.ask("POST", activities(teams, root.conversation), body or with_card())
    assert status == 201
    return teams.world.messages[answer["id"]]


async def test_a_bot_replies_in_the_thread_it_was_asked_in(pair: Pair) -> None:
    """A post to a conversation id with a message id lands in that thread, with its card."""
    teams, _ = pair
    reply = await _posted(pair)

    root = teams.messages()[0]
    assert teams.thread(root) == [root, reply]
    assert reply.from_bot
    assert reply.cards == [CARD]
    assert reply.conversation == root.conversation == f"{teams.world.channel('MCA community').id};messageid={root.id}"


async def test_a_bot_opens_a_new_thread_by_creating_a_conversation(pair: Pair) -> None:
    """Creating a conversation in a channel answers with the new thread's id and its first message's."""
    teams, bot = pair
    channel = teams.world.channel("MCA community")
    body = {"isGroup": True, "channelData": {"channel": {"id": channel.id}}, "activity": {"type": "message", "text": "news"}}

    status, answer, _ = await bot.ask("POST", f"{teams.service_url}v3/conversations", body)

    assert status == 201
    assert answer["id"] == f"{channel.id};messageid={answer['activityId']}"
    assert teams.messages()[0].text == "news"


async def test_a_post_to_a_bare_channel_opens_a_thread_or_follows_the_message_replied_to(pair: Pair) -> None:
    """A channel id without a message id means a new thread; an activity id that is known there means its thread."""
    teams, bot = pair
    root = await teams.say("Amara", "help")
    await bot.ask("POST", activities(teams, root.place), {"type": "message", "text": "new thread"})
    await bot.ask("POST", activities(teams, root.place, root.id), {"type": "message", "text": "reply"})
    await bot.ask("POST", activities(teams, root.place, "unknown"), {"type": "message", "text": "another"})

    assert [(message.text, message.root == message.id) for message in teams.messages()[1:]] == [
        ("new thread", True),
        ("reply", False),
        ("another", True),
    ]


async def test_an_edit_replaces_the_message_and_counts(pair: Pair) -> None:
    """An update changes text and cards in place."""
    teams, bot = pair
    message = await _posted(pair)

    status, answer, _ = await bot.ask(
        "PUT", activities(teams, message.conversation, message.id), {"type": "message", "text": "changed"}
    )

    assert (status, answer) == (200, {"id": message.id})
    assert (message.text, message.cards, message.edited) == ("changed", [], 1)


async def test_a_deleted_message_can_be_changed_no_more(pair: Pair) -> None:
    """Deleting answers 200 once; then updates and deletes answer 404."""
    teams, bot = pair
    message = await _posted(pair)
    url = activities(teams, message.conversation, message.id)

    statuses = [
        (await bot.ask("DELETE", url))[0],
        (await bot.ask("DELETE", url))[0],
        (await bot.ask("PUT", url, with_card()))[0],
    ]

    assert statuses == [200, 404, 404]
    assert message.deleted


async def test_a_bot_changes_only_what_it_said(pair: Pair) -> None:
    """A member's message is not the bot's to change."""
    teams, bot = pair
    root = await teams.say("Ben", "mine")

    assert (await bot.ask("PUT", activities(teams, root.conversation, root.id), with_card()))[0] == 403
    assert (await bot.ask("DELETE", activities(teams, root.conversation, root.id)))[0] == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "no type"}, 400),
        ({"type": "message"}, 400),
        ({"type": "message", "text": ""}, 400),
        ({"type": "dance", "text": "x"}, 400),
        ({"type": "message", "attachments": [{"content": {}}]}, 400),
        ({"type": "message", "attachments": "x"}, 400),
        (with_card({"body": []}), 400),
        (with_card(None), 400),
        ([], 400),
        (b"{not json", 400),
        (with_card({**CARD, "body": [{"type": "TextBlock", "text": "x" * 28_700}]}), 413),
        (with_card({**CARD, "body": [{"type": "TextBlock", "text": "x" * 28_300}]}), 201),
    ],
)
async def test_what_teams_refuses_is_refused(pair: Pair, body: Any, status: int) -> None:
    """Activities without type or content, cards that are none, and more than 28 KB are refused."""
    teams, bot = pair
    root = await teams.say("Amara", "help")

    got, answer, _ = await bot.ask("POST", activities(teams, root.conversation), body)

    assert got == status
    assert status == 201 or set(answer["error"]) == {"code", "message"}


@pytest.mark.parametrize("conversation", ["19:nowhere@thread.tacv2", "a:1nobody", "x"])
async def test_an_unknown_conversation_is_not_found(pair: Pair, conversation: str) -> None:
    """A conversation that is not there answers 404."""
    teams, bot = pair

    assert (await bot.ask("POST", activities(teams, conversation), with_card()))[0] == 404


async def test_a_thread_needs_its_root(pair: Pair) -> None:
    """A thread whose message id is unknown is not found."""
    teams, bot = pair
    channel = teams.world.channel("MCA community")

    assert (await bot.ask("POST", activities(teams, f"{channel.id};messageid=1"), with_card()))[0] == 404


async def test_a_bot_that_was_taken_out_of_the_team_may_do_nothing_there(pair: Pair) -> None:
    """After the app was removed every request about the team answers 403."""
    teams, bot = pair
    message = await _posted(pair)
    await teams.event("installationUpdate", action="remove")
    base = teams.service_url
    new = {"channelData": {"channel": {"id": message.place}}, "activity": with_card()}

    answers = [
        (await bot.ask("POST", activities(teams, message.conversation), with_card()))[0],
        (await bot.ask("PUT", activities(teams, message.conversation, message.id), with_card()))[0],
        (await bot.ask("GET", f"{base}v3/conversations/{message.place}/pagedmembers"))[0],
        (await bot.ask("GET", f"{base}v3/teams/{teams.world.team.id}"))[0],
        (await bot.ask("POST", f"{base}v3/conversations", new))[0],
    ]

    assert answers == [403] * 5


async def test_an_archived_team_can_be_read_and_not_written_to(pair: Pair) -> None:
    """Writing into an archived team answers 403; its roster is still there."""
    teams, bot = pair
    message = await _posted(pair)
    await teams.event("teamArchived")

    assert (await bot.ask("POST", activities(teams, message.conversation), with_card()))[0] == 403
    assert (await bot.ask("GET", f"{teams.service_url}v3/conversations/{message.place}/pagedmembers"))[0] == 200


async def test_a_deleted_channel_or_team_is_gone(pair: Pair) -> None:
    """What was deleted answers 404 until it is restored."""
    teams, bot = pair
    message = await _posted(pair)
    url = activities(teams, message.conversation)

    answers = []
    for event in ("channelDeleted", "channelRestored"):
        await teams.event(event, channel="MCA community")
        answers.append((await bot.ask("POST", url, with_card()))[0])
    for event in ("teamDeleted", "teamRestored"):
        await teams.event(event)
        answers.append((await bot.ask("POST", url, with_card()))[0])

    assert answers == [404, 201, 404, 201]


async def test_a_chat_is_opened_with_one_member_of_the_team(pair: Pair) -> None:
    """A 1:1 conversation is created by the member's Teams id or aadObjectId, and is the same one every time."""
    teams, bot = pair
    ben = teams.member("Ben")
    create = f"{teams.service_url}v3/conversations"

    _, first, _ = await bot.ask("POST", create, {"members": [{"id": ben.teams_id}], "tenantId": ben.tenant})
    _, second, _ = await bot.ask("POST", create, {"members": [{"id": ben.id}]})
    status, _, _ = await bot.ask("POST", activities(teams, first["id"]), with_card())

    assert first["id"] == second["id"] == ben.chat_id
    assert status == 201
    assert [message.cards for message in teams.chat("Ben")] == [[CARD]]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"members": [{"id": "29:nobody"}]}, 400),
        ({"members": []}, 400),
        ({}, 400),
        ({"members": "x"}, 400),
        ({"channelData": {"channel": {"id": "19:nowhere@thread.tacv2"}}, "activity": with_card()}, 404),
        ({"bot": {"id": "28:another"}, "members": [{"id": "29:nobody"}]}, 403),
        ({"tenantId": "elsewhere", "members": [{"id": "29:nobody"}]}, 403),
    ],
)
async def test_a_conversation_that_cannot_be_is_refused(pair: Pair, body: dict[str, Any], status: int) -> None:
    """Unknown members, channels, bots and tenants are refused."""
    teams, bot = pair

    assert (await bot.ask("POST", f"{teams.service_url}v3/conversations", body))[0] == status


async def test_a_new_thread_needs_its_first_message(pair: Pair) -> None:
    """A conversation in a channel is not created empty."""
    teams, bot = pair
    body = {"channelData": {"channel": {"id": teams.world.team.id}}}

    assert (await bot.ask("POST", f"{teams.service_url}v3/conversations", body))[0] == 400


async def test_a_member_may_block_the_bot(pair: Pair) -> None:
    """Writing to a member who has blocked the bot, or has left, answers 403."""
    teams, bot = pair
    ben = teams.member("Ben")
    await teams.say_in_chat(ben, "hi")
    url = activities(teams, ben.chat_id)

    ben.blocked = True
    blocked, _, _ = await bot.ask("POST", url, with_card())
    ben.blocked = False
    await teams.remove_member(ben)
    gone, _, _ = await bot.ask("POST", url, with_card())

    assert (blocked, gone) == (403, 403)


async def test_the_roster_comes_in_pages(pair: Pair) -> None:
    """Every member comes once, page after page, with all that Teams tells of them."""
    teams, bot = pair
    teams.service.roster_page = 4
    url = f"{teams.service_url}v3/conversations/{teams.world.team.id}/pagedmembers"

    _, first, _ = await bot.ask("GET", f"{url}?pageSize=500")
    _, second, _ = await bot.ask("GET", f"{url}?pageSize=500&continuationToken={first['continuationToken']}")

    assert [len(first["members"]), len(second["members"])] == [4, 2]
    assert "continuationToken" not in second
    farah = second["members"][-1]
    assert farah["userRole"] == "guest"
    assert farah["tenantId"] != first["members"][0]["tenantId"]
    assert farah["aadObjectId"] == farah["objectId"] == teams.member("Farah").id
    assert (await bot.ask("GET", f"{url}?pageSize=many"))[0] == 400


async def test_a_page_of_the_roster_has_at_least_fifty_places(pair: Pair) -> None:
    """A smaller page size is taken as fifty, as in Teams."""
    teams, bot = pair

    _, page, _ = await bot.ask("GET", f"{teams.service_url}v3/conversations/{teams.world.team.id}/pagedmembers?pageSize=2")

    assert len(page["members"]) == 6


async def test_one_member_can_be_asked_for(pair: Pair) -> None:
    """A member is found by any of their ids while they are there."""
    teams, bot = pair
    ben = teams.member("Ben")
    url = f"{teams.service_url}v3/conversations/{teams.world.team.id}/members"

    found = [(await bot.ask("GET", f"{url}/{one}"))[1]["name"] for one in (ben.teams_id, ben.id, ben.email)]
    await teams.remove_member("Ben")
    gone, _, _ = await bot.ask("GET", f"{url}/{ben.teams_id}")
    _, everybody, _ = await bot.ask("GET", url)

    assert found == ["Ben Carter"] * 3
    assert gone == 404
    assert len(everybody) == 5


async def test_the_roster_of_a_chat_is_its_member(pair: Pair) -> None:
    """A 1:1 chat has one member."""
    teams, bot = pair
    await teams.say_in_chat("Dana", "hi")

    _, page, _ = await bot.ask("GET", f"{teams.service_url}v3/conversations/{teams.member('Dana').chat_id}/pagedmembers")

    assert [member["name"] for member in page["members"]] == ["Dana Whitfield"]


async def test_the_team_tells_its_name_and_channels(pair: Pair) -> None:
    """Team details are there; General comes without a name, as in Teams."""
    teams, bot = pair
    team_id = teams.world.team.id

    _, team, _ = await bot.ask("GET", f"{teams.service_url}v3/teams/{team_id}")
    _, channels, _ = await bot.ask("GET", f"{teams.service_url}v3/teams/{team_id}/conversations")
    missing, _, _ = await bot.ask("GET", f"{teams.service_url}v3/teams/19:nowhere@thread.tacv2")

    assert team["name"] == "Adult Safeguarding Practice"
    assert [channel["name"] for channel in channels["conversations"]] == [None, "MCA community"]
    assert missing == 404


async def test_typing_leaves_no_message(pair: Pair) -> None:
    """A typing activity is taken and shown to nobody as a message."""
    teams, bot = pair
    root = await teams.say("Amara", "help")

    status, answer, _ = await bot.ask("POST", activities(teams, root.conversation), {"type": "typing"})

    assert status == 201
    assert answer["id"]
    assert teams.thread(root) == [root]


async def test_every_request_is_written_down(pair: Pair) -> None:
    """The record says method, path behind the service URL, status and body."""
    teams, bot = pair
    await _posted(pair)

    record = teams.requests[-1]
    assert (record.method, record.status, record.area) == ("POST", 201, "connector")
    assert record.path.startswith("/v3/conversations/19:")
    assert record.body == with_card()
    assert teams.token_requests == 1
    assert bot.got[0]["type"] == "message"
