from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest

from sandbox.attaching import DOWNLOAD_INFO, FromOneDrive
from sandbox.echo import EchoBot, teams_with_echo
from sandbox.graph_drive import Refused
from sandbox.teams import Teams
from sandbox.world_file import load, save
from tests.filing.contract import check_log
from tests.support.graph_client import FAIL, GraphClient

Pair = tuple[Teams, EchoBot]
PDF = b"%PDF-1.7 made up"


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    async with teams_with_echo() as (teams, bot):
        yield teams, bot
        check_log(teams.graph.log)


@pytest.fixture
async def client(pair: Pair) -> AsyncIterator[GraphClient]:
    async with httpx.AsyncClient(trust_env=False) as session:
        yield GraphClient(pair[0].graph, session)


def _referred(body: Any) -> list[tuple[str, str]]:
    return [(one["contentType"], one["name"]) for one in body["attachments"]]


# ---- in a channel


async def test_a_file_in_a_post_is_stored_and_the_bot_is_not_told(pair: Pair, client: GraphClient) -> None:
    """The activity has words only; Graph's copy refers to the file, by the GUID that its eTag begins with."""
    teams, bot = pair
    post = await teams.say("Ben", "file this as guidance", files={"Hoarding #1.pdf": PDF})

    assert [one["contentType"] for one in bot.got[-1]["attachments"]] == ["text/html"]
    assert "attachment" not in bot.got[-1]["attachments"][0]["content"]
    got = await client.ask("GET", client.message(post))
    [attached] = got.body["attachments"]
    [item] = teams.graph.drive().files()
    stored = (await client.ask("GET", client.item("Hoarding #1.pdf"))).body
    folder = (await client.ask("GET", f"{client.channel()}/filesFolder")).body
    assert (attached["contentType"], attached["name"]) == ("reference", "Hoarding #1.pdf")
    assert stored["eTag"] == f'"{{{attached["id"].upper()}}},1"'
    assert attached["contentUrl"] == f"{folder['webUrl']}/Hoarding%20%231.pdf"
    assert f'<attachment id="{attached["id"]}"></attachment>' in got.body["body"]["content"]
    assert (got.body["replyToId"], got.body["from"]["user"]["displayName"]) == (None, "Ben Carter")
    assert got.body["mentions"][0]["mentionText"] == "Canopy"
    assert item.created_by.application[1] == "Microsoft Teams"
    assert "Canopy" not in str(stored["createdBy"])


async def test_a_reply_is_never_its_root(pair: Pair, client: GraphClient) -> None:
    """Each is found where it is, and nowhere else: not as a post, not in another thread, not in another channel."""
    teams, _ = pair
    post = await teams.say("Ben", "one", files={"a.pdf": PDF})
    other = await teams.say("Ben", "two")
    reply = await teams.say("Dana", "three", thread=post, files={"b.pdf": PDF, "a.pdf": PDF})

    assert _referred((await client.ask("GET", client.message(post))).body) == [("reference", "a.pdf")]
    got = await client.ask("GET", client.message(reply))
    assert (_referred(got.body), got.body["replyToId"]) == ([("reference", "b.pdf"), ("reference", "a 1.pdf")], post.id)
    for wrong in (
        f"{client.channel()}/messages/{reply.id}",
        f"{client.channel()}/messages/{post.id}/replies/{post.id}",
        f"{client.channel()}/messages/{other.id}/replies/{reply.id}",
        f"{client.channel('General')}/messages/{post.id}",
        f"{client.channel()}/messages/1",
    ):
        assert (await client.ask("GET", wrong)).status == 404
    assert (await client.ask("GET", f"{client.message(post)}?$select=id")).status == 400
    teams.graph.log.clear()


async def test_graph_learns_of_a_message_with_a_delay(pair: Pair, client: GraphClient) -> None:
    """404 until then, whatever the activity said."""
    teams, _ = pair
    teams.graph.state.lag = 30.0
    post = await teams.say("Ben", "one", files={"a.pdf": PDF})

    assert (await client.ask("GET", client.message(post))).status == 404
    teams.world.ahead += 31
    assert (await client.ask("GET", client.message(post))).status == 200


async def test_graph_knows_the_team_by_its_group_and_the_channel_by_its_id(pair: Pair, client: GraphClient) -> None:
    """The thread id of the team is a bad request; what is not there is not found; what was deleted is empty."""
    teams, _ = pair
    post = await teams.say("Ben", "one", files={"a.pdf": PDF})
    path = client.message(post)
    group = teams.world.team.aad_group_id

    assert (await client.ask("GET", path.replace(group, "19%3Ax%40thread.tacv2"))).status == 400
    assert (await client.ask("GET", path.replace(group, "00000000-0000-0000-0000-000000000000"))).status == 404
    await teams.delete("Ben", post)
    gone = (await client.ask("GET", path)).body
    assert (gone["attachments"], gone["body"]["content"], bool(gone["deletedDateTime"])) == ([], "", True)
    await teams.event("channelDeleted", channel="MCA community")
    assert (await client.ask("GET", path)).status == 404


async def test_the_folder_is_there_once_somebody_opened_the_files_tab(pair: Pair, client: GraphClient) -> None:
    """404 until then; a file in a post opens it too; it keeps its name when the channel is renamed."""
    teams, _ = pair
    teams.graph.drive().opened = False

    assert (await client.ask("GET", f"{client.channel()}/filesFolder")).status == 404
    await teams.say("Ben", "one", files={"a.pdf": PDF})
    await teams.event("channelRenamed", channel="MCA community", name="Capacity")
    folder = await client.ask("GET", f"{client.channel('Capacity')}/filesFolder")
    assert (folder.status, folder.body["name"]) == (200, "MCA community")
    teams.graph.drive("Capacity").opened = False
    assert not teams.graph.drive("Capacity").opened


@pytest.mark.parametrize("membership", ["private", "shared"])
async def test_private_and_shared_channels_have_libraries_of_their_own(pair: Pair, client: GraphClient, membership: str) -> None:
    """Another drive; the folder of a shared channel is the root of its library."""
    teams, _ = pair
    teams.world.add_channel("Supervisors", membership)
    await teams.say("Ben", "one", channel="Supervisors", files={"a.pdf": PDF})

    folder = (await client.ask("GET", f"{client.channel('Supervisors')}/filesFolder")).body
    standard = (await client.ask("GET", f"{client.channel()}/filesFolder")).body

    assert folder["parentReference"]["driveId"] != standard["parentReference"]["driveId"]
    assert ("root" in folder) == (membership == "shared")
    drive = client.drive("Supervisors")
    assert (await client.ask("GET", f"{drive}/items/{folder['id']}:/a.pdf")).status == 200
    assert [item.name for item in teams.graph.drive("Supervisors").files()] == ["a.pdf"]
    assert teams.graph.drive().files() == []


async def test_a_file_from_somebodys_onedrive_stays_there(pair: Pair, client: GraphClient) -> None:
    """The message refers to it; Canopy does not reach it, and the channel's folder does not have it."""
    teams, _ = pair
    post = await teams.say("Ben", "mine", files={"mine.pdf": FromOneDrive(PDF)})

    [attached] = (await client.ask("GET", client.message(post))).body["attachments"]

    assert attached["contentUrl"].startswith(f"{teams.graph.files_url}/personal/ben_carter_")
    assert teams.graph.drive().files() == []
    drive = teams.world.sharepoint.one_drive(teams.member("Ben"))
    assert (await client.ask("GET", f"/drives/{drive.id}/items/{drive.root.id}:/mine.pdf")).status == 403


async def test_a_name_that_sharepoint_does_not_take_is_not_posted(pair: Pair) -> None:
    """The client refuses it before anything is written."""
    teams, _ = pair
    with pytest.raises(Refused):
        await teams.say("Ben", "look", files={"a:b.pdf": PDF})
    assert teams.messages() == []


# ---- in the chat


async def test_a_file_in_the_chat_comes_with_an_address_for_a_while(pair: Pair) -> None:
    """The bytes are fetched without a token until the address runs out; words come along."""
    teams, bot = pair
    teams.graph.state.download_seconds = 60.0
    await teams.say_in_chat("Ben", "for the library", files={"Hoarding.PDF": PDF, "Form.docx": b"PK made up"})

    first, second, words = bot.got[-1]["attachments"]
    assert (first["contentType"], first["name"], words["contentType"]) == (DOWNLOAD_INFO, "Hoarding.PDF", "text/html")
    assert (first["content"]["fileType"], second["content"]["fileType"]) == ("PDF", "docx")
    assert bot.got[-1]["text"] == "for the library"
    async with aiohttp.ClientSession() as session:
        for attached, content in ((first, PDF), (second, b"PK made up")):
            async with session.get(attached["content"]["downloadUrl"]) as response:
                assert await response.read() == content
        teams.world.ahead += 61
        async with session.get(first["content"]["downloadUrl"]) as response:
            assert response.status == 401
    assert [file["name"] for file in teams.chat("Ben")[-1].files] == ["Hoarding.PDF", "Form.docx"]


# ---- signing in, settings, disk


async def test_canopy_signs_in_to_graph_at_the_same_login(pair: Pair, client: GraphClient) -> None:
    """A token for Graph opens Graph and not the connector; one for the connector does not open Graph."""
    teams, bot = pair
    settings = teams.settings()
    assert (settings["CANOPY_LIBRARY"], settings["CANOPY_GRAPH_URL"]) == ("graph", teams.graph.url)
    assert teams.graph.files_url in settings["CANOPY_FILE_HOSTS"].split(",")
    for_graph = (await bot.log_in(scope=f"{teams.graph.url}/.default"))[1]["access_token"]
    for_teams = (await bot.log_in())[1]["access_token"]
    root = await teams.say("Ben", "hello")
    url = f"{teams.service_url}v3/conversations/{root.conversation}/activities"
    hello = {"type": "message", "text": "hello"}

    assert (await client.ask("GET", client.folder(), Authorization=f"Bearer {for_graph}")).status == 200
    assert (await client.ask("GET", client.folder(), Authorization=f"Bearer {for_teams}")).status == 401
    assert (await bot.ask("POST", url, hello, token=for_graph))[0] == 401
    assert (await bot.ask("POST", url, hello, token=for_teams))[0] == 201
    teams.rotate_key()
    assert (await client.ask("GET", client.folder(), Authorization=f"Bearer {teams.graph.token()}")).status == 200


async def test_libraries_survive_on_disk(pair: Pair, client: GraphClient, tmp_path: Path) -> None:
    """Ids, versions, bytes, columns and the place of delta are there again; what is gone takes no room."""
    teams, _ = pair
    tab = teams.graph.drive()
    post = await teams.say("Ben", "one", files={"Form.docx": b"PK made up", "gone.pdf": PDF})
    await client.put("ours.pdf", PDF, FAIL)
    tab.replace("ours.pdf", b"%PDF second")
    tab.add_columns()
    tab.drive.describe(tab.named("ours.pdf"), {"CanopyKind": "Guidance"}, tab.named("ours.pdf").created_by)
    teams.graph.drive("General").opened = False
    save(teams.world, tmp_path / "world.json")
    tab.remove("gone.pdf")
    save(teams.world, tmp_path / "world.json")

    world = load(tmp_path / "world.json")

    [drive] = [one for one in world.sharepoint.drives.values() if one.id == tab.drive.id]
    assert drive.items == tab.drive.items
    assert (drive.columns, drive.seq, drive.root) == (tab.drive.columns, tab.drive.seq, tab.drive.root)
    found = drive.at("mca community/OURS.pdf")
    assert found is not None
    assert (found.content, found.created_by.application[1]) == (b"%PDF second", "Canopy")
    assert world.sharepoint.folders == teams.world.sharepoint.folders
    assert world.sharepoint.unopened == teams.world.sharepoint.unopened != set()
    assert world.messages[post.id].files == post.files
    assert len(list((tmp_path / "sharepoint").iterdir())) == 3
    async with Teams(world) as again:
        assert [item.name for item in again.graph.drive().files()] == ["Form.docx", "ours.pdf"]


async def test_a_world_from_before_there_were_libraries_can_be_read(pair: Pair, tmp_path: Path) -> None:
    """A record without them opens as one without files."""
    file = tmp_path / "world.json"
    save(pair[0].world, file)
    text = (
        file.read_text("utf-8")
        .replace('"sharepoint":', '"something else":')
        .replace('"membership": "standard"', '"deleted": false')
    )
    file.write_text(text, "utf-8")

    assert load(file).sharepoint.drives == {}
