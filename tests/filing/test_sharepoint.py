"""A channel's SharePoint library through Graph: what is asked, what is understood, and what is never done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import quote

import pytest

from community.people import TenantId
from community.shared_files import LIBRARY_COLUMNS, AttachedFile, Degree, MeetingPlace, Shelf, Trouble
from graph.faces import Library, LibraryTrouble
from graph.opening import LibraryOptions, open_library
from sandbox.graph import GraphStandIn
from sandbox.graph_items import Item
from sandbox.people import TENANT
from sandbox.world import HOME_CHANNEL, Message

Calls = tuple[tuple[str, Callable[[], Awaitable[None]]], ...]
DOCX = b"PK\x03\x04 made-up document"


def post(graph: GraphStandIn, *items: Item, under: Message | None = None) -> Message:
    """Post a message with files that are in the channel's folder."""
    world, tab = graph.world, graph.drive()
    place = world.place(under.conversation if under else world.channel(HOME_CHANNEL).id)
    assert place is not None
    message = world.add_message(place, "amara", "Please see these.")
    message.files += [{"id": item.guid, "name": item.name, "path": tab.drive.web_path(item)} for item in items]
    return message


def attached(graph: GraphStandIn, item: Item, address: str = "") -> AttachedFile:
    """The item as a message would refer to it."""
    tab = graph.drive()
    return AttachedFile(id=item.guid, name=item.name, address=address or f"{graph.files_url}{quote(tab.drive.web_path(item))}")


# ---- the files of a message


async def test_a_posts_files_are_read_from_graph(graph: GraphStandIn, library: Library, where: MeetingPlace) -> None:
    """The files are the message's own, with the GUID and the address that Teams gave them; cards on the list are none."""
    tab = graph.drive()
    items = [tab.put("a.docx", DOCX, by="amara"), tab.put("ü & b.pdf", b"%PDF", by="amara")]
    message = post(graph, *items)
    message.cards.append({"type": "AdaptiveCard"})

    files = await library.attached(where, message.id, message.id)

    assert files == tuple(attached(graph, item) for item in items)
    [exchange] = graph.asked("message_get")
    assert exchange.query == {}


async def test_a_reply_never_gets_the_files_of_the_post(graph: GraphStandIn, library: Library, where: MeetingPlace) -> None:
    """A reply that Graph does not know yet is waited for; the post above it has files of its own."""
    tab = graph.drive()
    root = post(graph, tab.put("root.docx", DOCX))
    reply = post(graph, tab.put("reply.docx", DOCX), under=root)
    quiet = post(graph, under=root)

    assert [file.name for file in await library.attached(where, root.id, reply.id)] == ["reply.docx"]
    assert await library.attached(where, root.id, quiet.id) == ()
    with pytest.raises(LibraryTrouble) as caught:
        await library.attached(where, root.id, "1764999999999")
    assert caught.value.trouble is Trouble.NOT_THERE_YET
    assert graph.asked("message_get") == []


async def test_a_message_that_graph_lags_behind_is_not_there_yet(
    graph: GraphStandIn, library: Library, where: MeetingPlace
) -> None:
    """Just after posting Graph may not know the message: that is no refusal."""
    message = post(graph, graph.drive().put("a.docx", DOCX))
    graph.state.lag = 60

    with pytest.raises(LibraryTrouble) as caught:
        await library.attached(where, message.id, message.id)

    assert caught.value.trouble is Trouble.NOT_THERE_YET
    graph.state.lag = 0
    assert len(await library.attached(where, message.id, message.id)) == 1


async def test_a_message_that_was_deleted_is_gone(graph: GraphStandIn, library: Library, where: MeetingPlace) -> None:
    """Whoever takes a message back takes its files back."""
    message = post(graph, graph.drive().put("a.docx", DOCX))
    message.deleted = True
    with pytest.raises(LibraryTrouble) as caught:
        await library.attached(where, message.id, message.id)
    assert caught.value.trouble is Trouble.GONE


async def test_messages_that_may_not_be_read_say_so(graph: GraphStandIn, library: Library, where: MeetingPlace) -> None:
    """Without the owner's consent Graph says no, and the number of the request is kept for the administrator."""
    message = post(graph, graph.drive().put("a.docx", DOCX))
    graph.grant = "nothing"
    with pytest.raises(LibraryTrouble) as caught:
        await library.attached(where, message.id, message.id)
    assert (caught.value.trouble, caught.value.status) == (Trouble.NOT_ALLOWED, 403)
    assert caught.value.request_id == graph.log[-1].answer_headers["request-id"]


# ---- finding what was shared

NAMES = ["a.docx", "100% #1 & more+less.docx", "it's (final) [v2].docx", "Ä ö é 漢字.docx", "a%20b.docx", "50%25.docx"]


@pytest.mark.parametrize("name", NAMES)
async def test_a_shared_file_is_found_by_its_path(graph: GraphStandIn, library: Library, shelf: Shelf, name: str) -> None:
    """The address below the folder is decoded once and encoded once, whichever way Teams wrote it."""
    item = graph.drive().put(name, DOCX)
    path = graph.drive().drive.web_path(item)
    written = [
        f"{graph.files_url}{quote(path)}",
        f"{graph.files_url}{quote(path)}?web=1",
        f"{graph.files_url.upper().replace('HTTP', 'http')}{quote(path.replace('/sites/', '/SITES/'))}",
        f"{graph.files_url}{path}",
    ]
    for address in written:
        found = await library.find(shelf, attached(graph, item, address))
        assert (found.id, found.name) == (item.id, name)
    assert graph.asked("shares_driveItem") == []


async def test_a_file_in_a_folder_of_the_channels_folder_is_found(graph: GraphStandIn, library: Library, shelf: Shelf) -> None:
    """Members make folders; what lies in them is the channel's as well."""
    tab = graph.drive()
    folder = tab.add_folder("Best practice & law")
    item = tab.drive.store(folder, "MCA #1.docx", DOCX, folder.created_by, "fail")[0]

    found = await library.find(shelf, attached(graph, item))

    assert (found.id, found.folder) == (item.id, folder.id)


async def test_a_file_elsewhere_is_said_to_be_elsewhere(graph: GraphStandIn, library: Library, shelf: Shelf) -> None:
    """Another channel's folder, somebody's OneDrive, another site, or a path that climbs out: nothing is asked."""
    item = graph.drive().put("a.docx", DOCX)
    base = shelf.address
    addresses = [
        base.rpartition("/")[0] + "/General/a.docx", f"{base}x/a.docx", base, f"{base}/", f"{base}/../General/a.docx",
        f"{base}/%2e%2e/General/a.docx", f"{base}/a%2Fb.docx", f"{base}//a.docx", f"{base}/a%3Ab.docx", f"{base}/%FF%FE.docx",
        "https://northbrook-my.sharepoint.example/personal/ben/Documents/a.docx", "", "a.docx", "ftp" + base[4:] + "/a.docx",
    ]  # fmt: skip
    before = len(graph.log)
    for address in addresses:
        with pytest.raises(LibraryTrouble) as caught:
            await library.find(shelf, attached(graph, item).model_copy(update={"address": address}))
        assert caught.value.trouble is Trouble.ELSEWHERE, address
    assert len(graph.log) == before


async def test_another_file_under_that_name_is_not_the_one(graph: GraphStandIn, library: Library, shelf: Shelf) -> None:
    """Removed and put there again, the name leads to another file: the GUID in its eTag is not the attachment's."""
    tab = graph.drive()
    shared = attached(graph, tab.put("a.docx", DOCX))
    tab.remove("a.docx")
    with pytest.raises(LibraryTrouble) as caught:
        await library.find(shelf, shared)
    assert caught.value.trouble is Trouble.GONE

    tab.put("a.docx", b"PK somebody else's")
    for file in (shared, shared.model_copy(update={"id": "no guid"})):
        with pytest.raises(LibraryTrouble) as caught:
            await library.find(shelf, file)
        assert caught.value.trouble is Trouble.NAME_REUSED


async def test_an_edit_does_not_make_another_file(graph: GraphStandIn, library: Library, shelf: Shelf) -> None:
    """A new version has the same GUID; the braces and the case of an attachment's id mean nothing."""
    tab = graph.drive()
    shared = attached(graph, tab.put("a.docx", DOCX))
    tab.replace("a.docx", DOCX + b" again")
    found = await library.find(shelf, shared.model_copy(update={"id": f"{{{shared.id.upper()}}}"}))
    assert found.name == "a.docx"


# ---- how much is allowed


async def test_the_degrees_of_consent_are_told_apart(graph: GraphStandIn, library: Library, where: MeetingPlace) -> None:
    """Nothing, messages only, the site, and its columns: each is found out without writing anything."""
    seen = {}
    for grant in ("nothing", "catalogue", "files", "columns"):
        graph.grant = grant
        state = await library.look(where)
        seen[grant] = (state.degree, state.reads_messages, state.problem, state.shelf is not None)

    assert seen == {
        "nothing": (Degree.CATALOGUE, False, Trouble.NOT_ALLOWED, False),
        "catalogue": (Degree.CATALOGUE, True, Trouble.NOT_ALLOWED, True),
        "files": (Degree.FILES, True, "", True),
        "columns": (Degree.COLUMNS, True, "", True),
    }
    assert (await library.look(where)).columns == LIBRARY_COLUMNS
    assert {exchange.method for exchange in graph.log} == {"GET"}


async def test_files_may_be_allowed_where_messages_are_not(graph: GraphStandIn, library: Library, where: MeetingPlace) -> None:
    """The two consents are given by two people, and are told apart."""
    graph.consent.messages = False
    state = await library.look(where)
    assert (state.degree, state.reads_messages) == (Degree.FILES, False)


async def test_the_files_tab_has_to_be_opened_once(graph: GraphStandIn, library: Library, where: MeetingPlace) -> None:
    """Before that there is no folder; afterwards there is."""
    graph.drive().opened = False
    state = await library.look(where)
    assert (state.degree, state.problem, state.shelf) == (Degree.CATALOGUE, Trouble.NO_FILES_TAB, None)

    graph.drive().opened = True
    assert (await library.look(where)).degree is Degree.FILES


@pytest.mark.parametrize("membership", ["private", "shared"])
async def test_a_private_or_shared_channel_has_its_own_drive(graph: GraphStandIn, library: Library, membership: str) -> None:
    """Files go where that channel keeps them: into a folder of another drive, or into the root of one."""
    channel = graph.world.add_channel("Reviewers", membership)
    where = MeetingPlace(tenant=TenantId(TENANT), group=graph.world.team.aad_group_id, channel=channel.id)
    tab = graph.drive(channel)

    shelf = (await library.look(where)).shelf
    assert shelf is not None
    item = await library.put(shelf, "a.docx", DOCX)
    page = await library.changes(shelf, "")

    assert shelf.drive == tab.drive.id != graph.drive().drive.id
    assert [file.id for file in tab.files()] == [item.id]
    assert [change.item.name for change in page.items if change.item] == ["a.docx"]
    assert graph.drive().files() == []


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("operation", ["message_get", "channel_filesFolder", "item_get", "columns_list", "item_children"])
async def test_a_busy_service_says_nothing_about_consent(
    graph: GraphStandIn, library: Library, where: MeetingPlace, operation: str, status: int
) -> None:
    """While Graph is busy nothing is concluded: whoever asked comes back later."""
    graph.faults.add(operation, status, retry_after=7)
    with pytest.raises(LibraryTrouble) as caught:
        await library.look(where)
    assert (caught.value.trouble, caught.value.retry_after) == (Trouble.BUSY, 7)


# ---- describing and checking in


async def test_columns_are_filled_in_and_nothing_else_is_touched(graph: GraphStandIn, library: Library, shelf: Shelf) -> None:
    """The columns that are named are written; those of other people stay; an empty text empties one."""
    graph.grant = "columns"
    tab = graph.drive()
    tab.add_columns("CaseLead")
    item = await library.put(shelf, "a.docx", DOCX)
    tab.named("a.docx").fields |= {"CaseLead": "Somebody", "CanopySource": "old"}

    await library.describe(
        item, {"CanopyKind": "7-minute briefing", "CanopyTopics": "hoarding; self-neglect", "CanopySource": ""}
    )
    await library.describe(item, {})

    assert tab.named("a.docx").fields == {
        "CaseLead": "Somebody",
        "CanopyKind": "7-minute briefing",
        "CanopyTopics": "hoarding; self-neglect",
        "CanopySource": None,
    }
    assert len(graph.asked("item_fieldsPatch")) == 1


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (400, Trouble.FAULT), (403, Trouble.NOT_ALLOWED), (404, Trouble.GONE), (409, Trouble.CHANGED), (412, Trouble.CHANGED),
        (423, Trouble.LOCKED), (500, Trouble.UNCLEAR), (507, Trouble.FULL),
    ],
)  # fmt: skip
async def test_what_stands_in_the_way_of_describing_is_told(
    graph: GraphStandIn, library: Library, shelf: Shelf, status: int, trouble: Trouble
) -> None:
    """Each refusal has its own meaning for whoever filed it."""
    item = await library.put(shelf, "a.docx", DOCX)
    calls: Calls = (
        ("item_fieldsPatch", lambda: library.describe(item, {"CanopyKind": "guidance"})),
        ("item_checkin", lambda: library.check_in(item, "filed")),
    )
    for operation, call in calls:
        graph.faults.add(operation, status)
        with pytest.raises(LibraryTrouble) as caught:
            await call()
        assert (caught.value.trouble, caught.value.status) == (trouble, status)


async def test_a_column_that_is_not_there_is_refused_and_nothing_is_written(
    graph: GraphStandIn, library: Library, shelf: Shelf
) -> None:
    """A library without our columns is no reason to lose a file: the refusal says what it is."""
    item = await library.put(shelf, "a.docx", DOCX)
    with pytest.raises(LibraryTrouble) as caught:
        await library.describe(item, {"NoSuchColumn": "x"})
    assert (caught.value.trouble, caught.value.status) == (Trouble.FAULT, 400)
    assert graph.drive().named("a.docx").fields == {}


async def test_a_library_that_checks_out_is_recognised_and_checked_in(
    graph: GraphStandIn, library: Library, where: MeetingPlace, shelf: Shelf
) -> None:
    """A file that nobody else can see says so to whoever asks, and is seen once it is checked in."""
    graph.drive().drive.checks_out = True
    assert not (await library.look(where)).checks_out

    item = await library.put(shelf, "a.docx", DOCX)
    stored = await library.item(item.drive, item.id)
    assert stored is not None
    assert stored.hidden
    assert (await library.look(where)).checks_out

    await library.check_in(item, "Filed by Canopy")
    seen = await library.item(item.drive, item.id)
    assert seen is not None
    assert not seen.hidden
    assert graph.asked("item_checkin")[0].body == {"comment": "Filed by Canopy"}


async def test_required_columns_are_a_reason_to_check_in(graph: GraphStandIn, library: Library, where: MeetingPlace) -> None:
    """A library with a column that must be filled in keeps new files checked out: the owner hears of it beforehand."""
    graph.drive().add_columns("CaseNumber", required=True)
    assert (await library.look(where)).checks_out


# ---- what changed


async def test_only_what_lies_on_the_shelf_is_told(graph: GraphStandIn, library: Library, shelf: Shelf) -> None:
    """One drive holds all standard channels: what lies in another channel's folder is nobody's business here."""
    tab, general = graph.drive(), graph.drive("General")
    first = await library.changes(shelf, "")
    folder = tab.add_folder("Law")
    ours = tab.drive.store(folder, "a.docx", DOCX, folder.created_by, "fail")[0]
    theirs = general.put("b.docx", DOCX)
    page = await library.changes(shelf, first.link)

    assert {change.id: change.item and change.item.name for change in page.items} == {ours.id: "a.docx", theirs.id: None}

    later = tab.drive.store(folder, "c.docx", DOCX, folder.created_by, "fail")[0]
    tab.drive.move(ours, folder.created_by, parent=general.folder)
    page = await library.changes(shelf, page.link)
    assert {change.id: change.item and change.item.name for change in page.items} == {later.id: "c.docx", ours.id: None}


async def test_a_folder_that_is_not_told_is_asked_for_once(
    graph: GraphStandIn, library: Library, shelf: Shelf, options: LibraryOptions
) -> None:
    """Delta names a file's folder by its id alone; after a restart its address is asked for, once for all files in it."""
    tab = graph.drive()
    folder = tab.add_folder("Law")
    link = (await library.changes(shelf, "")).link
    again = await open_library(options)
    for name in ("a.docx", "b.docx"):
        tab.drive.store(folder, name, DOCX, folder.created_by, "fail")
    before = len(graph.asked("item_get"))

    page = await again.changes(shelf, link)

    assert [change.item.name for change in page.items if change.item] == ["a.docx", "b.docx"]
    assert len(graph.asked("item_get")) == before + 1
    await again.close()


async def test_a_drive_is_told_page_by_page(graph: GraphStandIn, library: Library, shelf: Shelf) -> None:
    """Pages follow each other, and only the last link is for the next look."""
    names = {f"{number}.pdf" for number in range(7)}
    for name in names:
        graph.drive().put(name, b"%PDF")
    graph.state.page = 3

    pages = [await library.changes(shelf, "")]
    while pages[-1].more:
        pages.append(await library.changes(shelf, pages[-1].link))

    assert len(pages) >= 3
    assert [page.afresh for page in pages] == [True, *(False for _ in pages[1:])]
    assert {change.item.name for page in pages for change in page.items if change.item} == names


async def test_a_link_that_is_too_old_begins_afresh(graph: GraphStandIn, library: Library, shelf: Shelf) -> None:
    """410 is no fault: all is told again from the beginning."""
    tab = graph.drive()
    tab.put("a.pdf", b"%PDF")
    link = (await library.changes(shelf, "")).link
    tab.put("b.pdf", b"%PDF")
    tab.drive.epoch += 1

    page = await library.changes(shelf, link)
    assert (page.items, page.more, page.afresh) == ((), True, True)
    page = await library.changes(shelf, page.link)
    assert {change.item.name for change in page.items if change.item} == {"a.pdf", "b.pdf"}
