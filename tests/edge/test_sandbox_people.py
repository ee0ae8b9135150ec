from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.echo import EchoBot, teams_with_echo
from sandbox.teams import Teams
from sandbox.world_file import load, save

Pair = tuple[Teams, EchoBot]


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    async with teams_with_echo() as both:
        yield both


async def test_there_are_six_people_with_ids_that_never_change() -> None:
    """The made-up members are the same in every run, and Farah is a guest of another tenant."""
    teams, again = Teams(), Teams()

    assert [member.name for member in teams.world.members.values()] == [
        "Amara Osei",
        "Ben Carter",
        "Chidi Okafor",
        "Dana Whitfield",
        "Efe Demir",
        "Farah Siddiqui",
    ]
    assert [member.id for member in teams.world.roster()] == [member.id for member in again.world.roster()]
    assert len({member.teams_id for member in teams.world.roster()}) == 6
    assert [member.key for member in teams.world.roster() if member.guest] == ["farah"]
    assert teams.member("Farah").tenant != teams.member("Amara").tenant


def test_a_member_is_found_by_any_of_their_names() -> None:
    """First name, full name, key and both ids lead to the same member; anything else says who there is."""
    teams = Teams()
    ben = teams.member("Ben")

    assert all(teams.member(one) is ben for one in ("ben", "Ben Carter", ben.id, ben.teams_id, ben))
    with pytest.raises(KeyError, match="amara"):
        teams.member("Zoe")


async def test_a_mention_in_a_channel_reaches_the_bot_as_teams_writes_it(pair: Pair) -> None:
    """The activity has the thread's conversation id, the mention, the channel, the team and the tenant."""
    teams, bot = pair

    message = await teams.say("Amara", "who knows <b> & co?")

    activity = bot.got[0]
    channel = teams.world.channel("MCA community")
    assert activity["type"] == "message"
    assert activity["id"] == message.id == message.root
    assert activity["text"] == "<at>Canopy</at> who knows <b> & co?\n"
    assert activity["from"] == {
        "id": teams.member("Amara").teams_id,
        "name": "Amara Osei",
        "aadObjectId": teams.member("Amara").id,
    }
    assert activity["conversation"] == {
        "isGroup": True,
        "conversationType": "channel",
        "tenantId": teams.member("Amara").tenant,
        "id": f"{channel.id};messageid={message.id}",
    }
    assert activity["channelData"]["team"]["id"] == activity["channelData"]["teamsTeamId"] == teams.world.team.id
    assert activity["channelData"]["channel"] == {"id": channel.id, "name": "MCA community"}
    mention, client = activity["entities"]
    assert mention == {"type": "mention", "mentioned": activity["recipient"], "text": "<at>Canopy</at>"}
    assert client["type"] == "clientInfo"
    assert "&lt;b&gt; &amp; co" in activity["attachments"][0]["content"]
    assert not message.failed


async def test_names_can_be_left_out_of_channel_data(pair: Pair) -> None:
    """Where Teams is sparing with names the activity carries ids only."""
    teams, bot = pair
    teams.sparse = True

    await teams.say("Amara", "hello")

    assert bot.got[0]["channelData"]["team"] == {"id": teams.world.team.id}
    assert set(bot.got[0]["channelData"]["channel"]) == {"id"}


async def test_members_can_be_mentioned_beside_the_bot(pair: Pair) -> None:
    """An @ before a known name is a mention, whatever its case; before anything else it is text."""
    teams, bot = pair

    await teams.say("Amara", "ask @ben carter, @Canopy, not me@Canopy.example or @Nobody")

    assert bot.got[0]["text"] == "ask <at>Ben Carter</at>, <at>Canopy</at>, not me@Canopy.example or @Nobody\n"
    assert [entity["mentioned"]["name"] for entity in bot.got[0]["entities"][:-1]] == ["Ben Carter", "Canopy"]


async def test_the_bot_hears_a_channel_only_when_it_is_mentioned(pair: Pair) -> None:
    """Messages without a mention stay among the members, unless the team lets the bot hear everything."""
    teams, bot = pair

    quiet = await teams.say("Amara", "just us, @Canopy is not meant", mention=False)
    assert (bot.got, quiet.text) == ([], "just us, @Canopy is not meant")

    teams.hears_everything = True
    await teams.say("Amara", "listen", mention=False)
    assert bot.got[0]["text"] == "listen\n"


async def test_a_reply_stays_in_its_thread(pair: Pair) -> None:
    """A reply has the thread's conversation id and an id of its own."""
    teams, bot = pair
    root = await teams.say("Amara", "question")

    reply = await teams.say("Ben", "answer", thread=root)
    deeper = await teams.say("Chidi", "more", thread=reply)

    assert bot.got[1]["conversation"]["id"] == root.conversation
    assert bot.got[1]["id"] == reply.id != root.id
    assert teams.thread(deeper) == [root, reply, deeper]
    assert teams.messages("General") == []


async def test_a_member_changes_and_deletes_only_their_own_message(pair: Pair) -> None:
    """The bot hears of both as Teams says it; somebody else's message cannot be touched."""
    teams, bot = pair
    message = await teams.say("Amara", "helo")
    await teams.edit("Amara", message, "hello")
    await teams.delete("Amara", message)

    assert [activity["type"] for activity in bot.got] == ["message", "messageUpdate", "messageDelete"]
    assert [activity["id"] for activity in bot.got] == [message.id] * 3
    assert bot.got[1]["text"] == "<at>Canopy</at> hello\n"
    assert [activity["channelData"].get("eventType") for activity in bot.got] == [None, "editMessage", "softDeleteMessage"]
    assert (message.edited, message.deleted) == (1, True)
    with pytest.raises(PermissionError):
        await teams.edit("Ben", message, "mine now")
    with pytest.raises(PermissionError):
        await teams.delete("Ben", message)


async def test_the_first_word_in_a_chat_adds_the_bot_there(pair: Pair) -> None:
    """Two events come before the first message of a chat, none before the second; what is said there is theirs alone."""
    teams, bot = pair

    await teams.say_in_chat("Efe", "hi @Canopy")
    await teams.say_in_chat("Efe", "again")

    assert [activity["type"] for activity in bot.got] == ["installationUpdate", "conversationUpdate", "message", "message"]
    assert {activity["conversation"]["id"] for activity in bot.got} == {teams.member("Efe").chat_id}
    assert bot.got[2]["conversation"]["conversationType"] == "personal"
    assert "isGroup" not in bot.got[2]["conversation"]
    assert bot.got[2]["channelData"] == {"tenant": {"id": teams.member("Efe").tenant}}
    assert bot.got[2]["text"] == "hi @Canopy"
    assert [message.text for message in teams.chat("Efe")] == ["hi @Canopy", "again"]
    assert teams.chat("Ben") == []


async def test_an_installation_names_the_installer_and_the_chosen_channel(pair: Pair) -> None:
    """The app is added to the team, with the selected channel in the settings, and the bot joins the roster."""
    teams, bot = pair
    teams.world.installed = False

    delivered = await teams.install("Dana", channel="MCA community")

    installation, update = bot.got
    assert all(one.accepted for one in delivered)
    assert (installation["type"], installation["action"]) == ("installationUpdate", "add")
    assert installation["from"]["name"] == "Dana Whitfield"
    assert installation["channelData"]["settings"]["selectedChannel"]["id"] == teams.world.channel("MCA community").id
    assert installation["conversation"]["id"] == installation["channelData"]["team"]["id"]
    assert update["membersAdded"] == [{"id": update["recipient"]["id"]}]
    assert update["channelData"]["eventType"] == "teamMemberAdded"
    assert teams.world.installed


async def test_members_come_go_and_come_back(pair: Pair) -> None:
    """The roster and the bot hear of it; whoever comes back has the same ids."""
    teams, bot = pair
    grace = await teams.add_member("Grace Lindqvist", "Commissioner")
    await teams.remove_member("Grace")
    assert not grace.here
    back = await teams.add_member("Grace Lindqvist")
    other = await teams.add_member("Ben Adeyemi", guest=True)

    assert back is grace
    assert grace.here
    assert other.key == "ben-adeyemi"
    assert [(a["channelData"]["eventType"], *(m["id"] for m in a.get("membersAdded", []))) for a in bot.got] == [
        ("teamMemberAdded", grace.teams_id),
        ("teamMemberRemoved",),
        ("teamMemberAdded", grace.teams_id),
        ("teamMemberAdded", other.teams_id),
    ]
    assert bot.got[1]["membersRemoved"] == [{"id": grace.teams_id, "aadObjectId": grace.id}]


async def test_channels_and_the_team_change(pair: Pair) -> None:
    """Every event changes what there is and carries the new state; unknown events are only sent."""
    teams, bot = pair
    await teams.event("channelCreated", name="Visits")
    await teams.event("channelRenamed", channel="Visits", name="Study visits")
    await teams.event("teamRenamed", name="Practice", member="Ben")
    await teams.event("teamHardDeleted")
    await teams.event("somethingNew", extra={"a": 1})

    created, renamed, team, _, new = bot.got
    assert renamed["channelData"]["channel"]["name"] == "Study visits"
    assert created["channelData"]["channel"]["id"] == renamed["channelData"]["channel"]["id"] == renamed["conversation"]["id"]
    assert (team["channelData"]["team"]["name"], team["from"]["name"]) == ("Practice", "Ben Carter")
    assert teams.world.team.deleted
    assert (new["channelData"]["eventType"], new["extra"]) == ("somethingNew", {"a": 1})
    with pytest.raises(ValueError, match="channel"):
        await teams.event("channelDeleted")


async def test_an_app_can_be_removed_and_added_by_event(pair: Pair) -> None:
    """Events of installation take Canopy out of the team and put it back."""
    teams, bot = pair
    await teams.event("installationUpdate", action="remove")
    assert not teams.world.installed
    await teams.event("installationUpdate", action="add", member="Ben")

    assert teams.world.installed
    assert [activity.get("action") for activity in bot.got] == ["remove", None, "add", None]
    assert bot.got[1]["membersRemoved"] == [{"id": bot.got[1]["recipient"]["id"]}]


async def test_a_message_can_come_twice(pair: Pair) -> None:
    """Teams sends an activity again as it was, and a member who writes twice sends another id."""
    teams, bot = pair
    await teams.say("Amara", "hello")

    status, body = await teams.redeliver(teams.sent[0])
    await teams.redeliver(teams.sent[0], new_id=True)

    assert (status, body) == (200, None)
    assert bot.got[0] == bot.got[1] == teams.sent[0]
    assert bot.got[2]["id"] != bot.got[0]["id"]
    assert {**bot.got[2], "id": ""} == {**bot.got[0], "id": ""}


async def test_any_activity_can_be_sent_with_any_token(pair: Pair) -> None:
    """Raw activities go out with a good token, a given one, or none."""
    teams, bot = pair
    for token in (None, "bent", ""):
        await teams.post_activity({"type": "odd"}, token)

    assert len(bot.bearers[0]) > 100
    assert bot.bearers[1:] == ["bent", ""]


async def test_odd_text_and_odd_bytes_arrive_as_they_are(pair: Pair) -> None:
    """Half a surrogate pair, a NUL, huge and undefined numbers are sent as JSON allows; bytes are sent unchanged."""
    teams, bot = pair
    await teams.say("Amara", "\ud800 \0 ü")
    await teams.post_activity({"type": "odd", "value": [10**40, float("nan")]})
    await teams.post_activity(b'{"type": "odd", "type": "twice"}')

    assert bot.got[0]["text"] == "<at>Canopy</at> \ud800 \0 ü\n"
    assert bot.got[1]["value"][0] == 10**40
    assert bot.got[1]["value"][1] != bot.got[1]["value"][1]
    assert bot.got[2] == {"type": "twice"}
    assert len(teams.sent) == 2


@pytest.mark.parametrize("status", [401, 500, 503])
async def test_a_message_that_the_bot_does_not_take_has_failed(pair: Pair, status: int) -> None:
    """What the bot refuses shows as failed."""
    teams, bot = pair
    bot.script = lambda _activity: (status, None)

    message = await teams.say("Amara", "hello")

    assert message.failed


async def test_a_message_to_a_bot_that_is_not_there_has_failed(pair: Pair) -> None:
    """So does one that finds nobody, or waits for too long."""
    teams, bot = pair
    await bot.stop()
    assert (await teams.say("Amara", "hello")).failed
    assert await teams.post_activity({"type": "odd"}) != (200, None)

    async def _silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.3)
        writer.close()

    server = await asyncio.start_server(_silent, "127.0.0.1", 0)
    async with server:
        teams.bot_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        teams.patience = 0.05
        assert await teams.post_activity({"type": "odd"}) == (504, None)
        await asyncio.sleep(0.3)


async def test_waiting_ends_when_it_is_true_or_too_late(pair: Pair) -> None:
    """`until` returns what the predicate returned, as soon as it happens, and gives up in time."""
    teams, _ = pair
    waiting = asyncio.create_task(teams.until(lambda: teams.messages()))
    await asyncio.sleep(0)
    message = await teams.say("Amara", "now")

    assert await waiting == [message]
    with pytest.raises(TimeoutError, match="sent 1"):
        await teams.until(lambda: False, timeout=0.05)


async def test_teams_says_which_settings_canopy_needs_for_it() -> None:
    """What Canopy has to be told to talk to this Teams, and nothing else."""
    async with Teams() as teams:
        assert set(teams.settings()) == {
            "MicrosoftAppId",
            "MicrosoftAppPassword",
            "MicrosoftAppType",
            "MicrosoftAppTenantId",
            "CANOPY_OPENID_METADATA_URL",
            "CANOPY_LOGIN_URL",
            "CANOPY_CA_FILE",
            "CANOPY_SERVICE_HOSTS",
            "CANOPY_FILE_HOSTS",
            "CANOPY_LIBRARY",
            "CANOPY_GRAPH_URL",
        }


async def test_nothing_can_be_said_before_teams_runs() -> None:
    """A Teams that was not started says so."""
    with pytest.raises(RuntimeError, match="start"):
        await Teams().say("Amara", "hello")


async def test_a_world_survives_on_disk(pair: Pair, tmp_path: Path) -> None:
    """What was said, who is there and what each member saw come back from the file."""
    teams, _ = pair
    root = await teams.say("Amara", "hello")
    await teams.say("Ben", "reply", thread=root)
    await teams.say_in_chat("Ben", "hi")
    await teams.event("channelRenamed", channel="General", name="All")
    root.private["ben"] = {"type": "AdaptiveCard"}
    save(teams.world, tmp_path / "world.json")

    world = load(tmp_path / "world.json")

    assert world.messages == teams.world.messages
    assert world.members == teams.world.members
    assert (world.channels, world.team, world.chats) == (teams.world.channels, teams.world.team, teams.world.chats)
    assert int(world.new_id()) > max(int(message_id) for message_id in world.messages)
