from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import AsyncIterator

import httpx
import pytest

from sandbox.graph_consent import Grant
from sandbox.graph_drive import Refused
from sandbox.graph_hash import quick_xor_hash
from sandbox.world import HOME_CHANNEL
from tests.filing.contract import check_log
from tests.support.graph_client import FAIL, GraphClient, graph_client

PDF = b"%PDF-1.7 made up"
STEP = 320 * 1024


@pytest.fixture
async def client() -> AsyncIterator[GraphClient]:
    """A client of a pretend Graph; what was said keeps to Graph's contract, right or wrong as it was."""
    async with graph_client() as client:
        yield client
        check_log(client.graph.log)


def _workbook() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    return made.getvalue()


# ---- items


async def test_a_file_is_stored_and_found_by_id_and_by_path(client: GraphClient) -> None:
    """Both spellings of an address by path lead to it, in whatever case; it says who made it and what it is."""
    put = await client.put("Hoarding 1 & 2 #final.pdf", PDF)

    folder = client.graph.drive().folder.id
    again = [
        await client.ask("GET", f"{client.drive()}/items/{put.body['id']}"),
        await client.ask("GET", f"{client.drive()}/items/{folder}:/HOARDING%201%20%26%202%20%23FINAL.pdf"),
        await client.ask("GET", f"{client.drive()}/items/{folder}%3A%2Fhoarding%201%20%26%202%20%23final.pdf%3A"),
        await client.ask("GET", f"{client.drive()}/root:/MCA%20community/Hoarding%201%20%26%202%20%23final.pdf"),
    ]

    assert (put.status, [got.body for got in again]) == (201, [put.body] * 4)
    [item] = client.graph.drive().files()
    assert put.body["eTag"] == f'"{{{item.guid.upper()}}},1"'
    assert put.body["createdBy"] == {"application": {"id": client.graph.service.app_id, "displayName": "Canopy"}}
    assert put.body["file"]["hashes"]["quickXorHash"] == quick_xor_hash(PDF)
    assert put.body["webUrl"] == f"{client.graph.files_url}/sites/AdultSafeguardingPractice/Shared%20Documents/MCA%20community/Hoarding%201%20%26%202%20%23final.pdf"  # fmt: skip  # noqa: E501
    assert (await client.ask("GET", f"{client.folder()}:/nothing.pdf")).status == 404


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        (b"\x4a", "SgAAAAAAAAAAAAAAAQAAAAAAAAA="),
        (b"\xb5\xb4", "taAFAAAAAAAAAAAAAgAAAAAAAAA="),
    ],
)
def test_the_hash_is_that_of_sharepoint(content: bytes, expected: str) -> None:
    """Known answers; bytes that lie a lap of the circle apart cancel each other, wherever they are."""
    assert quick_xor_hash(content) == expected
    lap = bytes([7, *bytes(159)])
    assert quick_xor_hash(lap * 10_000)[:8] == quick_xor_hash(bytes(1_600_000))[:8]


@pytest.mark.parametrize(
    ("query", "status", "names", "said"),
    [
        (FAIL, 409, ["a.docx"], []),
        ("@microsoft.graph.conflictBehavior=rename", 201, ["a.docx", "A 1.docx"], ["item_upload with conflictBehavior=rename"]),
        ("", 200, ["a.docx"], ["item_upload with conflictBehavior=replace"]),
    ],
)
async def test_a_taken_name_is_what_one_says_it_is(
    client: GraphClient, query: str, status: int, names: list[str], said: list[str]
) -> None:
    """Refused, another name, or replaced when nothing is said; what may replace or hide something is written down."""
    client.graph.drive().put("a.docx", b"somebody else's")

    put = await client.put("A.docx", b"ours", query)

    assert put.status == status
    assert sorted(item.name for item in client.graph.drive().files()) == sorted(names)
    assert client.graph.drive().named("a.docx").version == (2 if status == 200 else 1)
    assert client.graph.violations == said


async def test_office_files_are_changed_while_they_are_stored_and_others_are_not(client: GraphClient) -> None:
    """An Office file comes back bigger, with another hash, and opens; what was sent is remembered for tests."""
    book = _workbook()
    put = await client.put("Form.docx", book)
    same = await client.put("Form.pdf", PDF)

    item = client.graph.drive().named("Form.docx")
    assert item.sent == book
    assert put.body["size"] == item.size > len(book)
    assert put.body["file"]["hashes"]["quickXorHash"] != quick_xor_hash(book)
    assert zipfile.ZipFile(io.BytesIO(item.content)).namelist() == ["word/document.xml"]
    assert "/_layouts/15/Doc.aspx?sourcedoc=" in put.body["webUrl"]
    assert same.body["size"] == len(PDF)
    client.graph.drive().drive.changes_bytes = False
    client.graph.state.office_links = False
    plain = await client.put("Plain.docx", book)
    assert (plain.body["size"], plain.body["webUrl"].endswith("/Plain.docx")) == (len(book), True)


@pytest.mark.parametrize(
    "name",
    [
        "a%3Cb.pdf",
        "a%22.pdf",
        "a%3F.pdf",
        "a%7Cb",
        "%20a.pdf",
        "a.pdf%20",
        "a.",
        "~$a.docx",
        "CON",
        "lpt1.pdf",
        "x_vti_y",
        "x" * 401,
        "%01a",
    ],
)
async def test_names_that_sharepoint_does_not_take_are_refused(client: GraphClient, name: str) -> None:
    """Forbidden characters, reserved names, names that are too long: by path, as a folder, and by hand."""
    got = await client.ask("PUT", f"{client.folder()}:/{name}:/content?{FAIL}", PDF)

    assert (got.status, client.graph.drive().files()) == (400, [])


async def test_folders_are_made_one_in_the_other(client: GraphClient) -> None:
    """A folder's name can be taken; a path on the way to a file is made; a folder has no bytes."""
    folder = {"name": "Topics", "folder": {}, "@microsoft.graph.conflictBehavior": "fail"}
    assert (await client.ask("POST", f"{client.folder()}/children", folder)).status == 201
    assert (await client.ask("POST", f"{client.folder()}/children", folder)).code == "nameAlreadyExists"
    assert (await client.put("Topics/Hoarding/a.pdf", PDF)).status == 201
    assert (await client.ask("GET", f"{client.item('Topics')}/content")).status == 400

    listed = await client.ask("GET", f"{client.item('Topics')}/children?$select=id,name,folder")

    assert [(one["name"], one["folder"]) for one in listed.body["value"]] == [("Hoarding", {"childCount": 1})]
    assert [item.name for item in client.graph.drive().files()] == ["a.pdf"]


async def test_a_long_folder_comes_in_pages(client: GraphClient) -> None:
    """`nextLink` leads on until everything was told once."""
    client.graph.state.page = 2
    for name in ("a", "b", "c", "d", "e"):
        client.graph.drive().put(name, PDF)
    link, names = f"{client.folder()}/children?$select=name", []

    while link:
        page = (await client.ask("GET", link)).body
        names += [one["name"] for one in page["value"]]
        link = page.get("@odata.nextLink", "").removeprefix(f"{client.graph.url}/v1.0")

    assert names == ["a", "b", "c", "d", "e"]


async def test_moving_keeps_the_id_and_asks_for_the_right_version(client: GraphClient) -> None:
    """412 for what was changed meanwhile, 409 for a name that is taken, 400 for "root" as a folder."""
    item = (await client.put("a.pdf", PDF)).body
    client.graph.drive().put("b.pdf", PDF)
    address = client.item("a.pdf")
    etag = {"If_Match": item["eTag"]}

    assert (await client.ask("PATCH", address, {"name": "B.pdf"}, **etag)).status == 409
    assert (await client.ask("PATCH", address, {"parentReference": {"id": "root"}})).status == 400
    moved = await client.ask("PATCH", address, {"name": "c.pdf"}, **etag)
    assert (moved.status, moved.body["id"], moved.body["name"]) == (200, item["id"], "c.pdf")
    assert (await client.ask("PATCH", address, {"name": "d.pdf"}, **etag)).code == "resourceModified"


async def test_a_deletion_is_done_and_written_down(client: GraphClient) -> None:
    """Nobody who files should ever delete: it works, as it does for real, and cannot be overlooked."""
    await client.put("a.pdf", PDF)

    assert (await client.ask("DELETE", client.item("a.pdf"))).status == 204
    assert (client.graph.drive().files(), client.graph.violations) == ([], ["item_delete of a.pdf"])


async def test_bytes_are_fetched_from_an_address_that_is_its_own_permission(client: GraphClient) -> None:
    """Graph leads there with 302; a token there is refused and written down; the address runs out."""
    await client.put("a.pdf", PDF)
    address = (await client.ask("GET", f"{client.item('a.pdf')}/content")).headers["Location"]

    assert (await client.ask("GET", address)).raw == PDF
    assert (await client.ask("GET", address, Authorization="Bearer x")).status == 401
    assert client.graph.violations == ["a token at the files host: GET download"]
    client.graph.world.ahead += client.graph.state.download_seconds + 1
    assert (await client.ask("GET", address)).status == 401


async def test_sharepoint_shows_files_to_browsers_only(client: GraphClient) -> None:
    """Whoever is not signed in is told so; a browser gets the file under both its addresses, and a list of a folder."""
    put = (await client.put("Form.docx", b"PK")).body
    browser = {"Sec_Fetch_Mode": "navigate"}
    by_path = f"{client.graph.files_url}/sites/AdultSafeguardingPractice/Shared%20Documents/MCA%20community"

    assert (await client.ask("GET", put["webUrl"])).status == 401
    assert (await client.ask("GET", put["webUrl"], **browser)).raw.startswith(b"PK")
    assert (await client.ask("GET", f"{by_path}/form.docx", **browser)).raw.startswith(b"PK")
    assert b"Form.docx" in (await client.ask("GET", by_path, **browser)).raw
    assert (await client.ask("GET", f"{by_path}/nothing", **browser)).status == 404


# ---- uploads in pieces


async def test_an_upload_goes_on_where_it_was(client: GraphClient) -> None:
    """Pieces in order; the session says what comes next, and is gone once the file is there."""
    address = await client.begin("big.pdf", STEP + 3)
    assert (await client.ask("GET", address)).body["nextExpectedRanges"] == ["0-"]

    more = await client.piece(address, b"x" * STEP, 0, STEP + 3)
    assert (more.status, more.body["nextExpectedRanges"]) == (202, [f"{STEP}-"])
    assert (await client.ask("GET", address)).body["nextExpectedRanges"] == [f"{STEP}-"]
    done = await client.piece(address, b"end", STEP, STEP + 3)

    assert (done.status, done.body["size"]) == (201, STEP + 3)
    assert client.graph.drive().named("big.pdf").content == b"x" * STEP + b"end"
    assert (await client.ask("GET", address)).status == 404


@pytest.mark.parametrize(
    ("piece", "first", "size", "status"),
    [
        (b"x" * (STEP - 1), STEP, 4 * STEP, 400),
        (b"x" * STEP, 0, 4 * STEP, 416),
        (b"x" * STEP, 2 * STEP, 4 * STEP, 416),
        (b"x" * STEP, STEP, 5 * STEP, 400),
    ],
)
async def test_a_piece_that_does_not_fit_is_refused(
    client: GraphClient, piece: bytes, first: int, size: int, status: int
) -> None:
    """No multiple of 320 KiB, sent before, a gap, another size: nothing is taken, and the session goes on."""
    address = await client.begin("big.pdf", 4 * STEP)
    await client.piece(address, b"x" * STEP, 0, 4 * STEP)

    assert (await client.piece(address, piece, first, size)).status == status
    assert (await client.ask("PUT", address, b"x", Content_Range="5 bytes")).status == 400
    assert (await client.ask("GET", address)).body["nextExpectedRanges"] == [f"{STEP}-"]


async def test_a_session_ends_with_its_time_and_lives_longer_with_each_piece(client: GraphClient) -> None:
    """The clock of the world decides."""
    address = await client.begin("big.pdf", 2 * STEP)
    client.graph.world.ahead += 80_000
    assert (await client.piece(address, b"x" * STEP, 0, 2 * STEP)).status == 202
    client.graph.world.ahead += 80_000
    assert (await client.ask("GET", address)).status == 200
    client.graph.world.ahead += 10_000
    assert (await client.piece(address, b"x" * STEP, STEP, 2 * STEP)).status == 404
    gone = await client.begin("big.pdf", 2 * STEP)
    client.graph.sessions.expire()
    assert (await client.ask("DELETE", gone)).status == 404


async def test_a_name_taken_meanwhile_leaves_the_upload_as_it_is(client: GraphClient) -> None:
    """409 before the first byte, or at the end; the bytes are still there then."""
    address = await client.begin("big.pdf", 3)
    client.graph.drive().put("BIG.pdf", b"somebody else's")

    assert (await client.piece(address, b"abc", 0, 3)).code == "nameAlreadyExists"
    assert (await client.ask("GET", address)).body["nextExpectedRanges"] == []
    client.graph.drive().rename("BIG.pdf", "theirs.pdf")
    assert (await client.ask("POST", address)).status == 201
    body = {"item": {"@microsoft.graph.conflictBehavior": "fail"}}
    assert (await client.ask("POST", f"{client.named('big.pdf')}/createUploadSession", body)).status == 409


async def test_a_full_library_says_so_before_any_byte(client: GraphClient) -> None:
    """507 for a small file and for a session that says how big it will be."""
    client.graph.drive().drive.room = 10
    body = {"item": {"@microsoft.graph.conflictBehavior": "fail", "fileSize": 11}}

    assert (await client.put("a.pdf", b"x" * 11)).code == "quotaLimitReached"
    assert (await client.ask("POST", f"{client.named('a.pdf')}/createUploadSession", body)).status == 507
    assert (await client.put("a.pdf", b"x" * 10)).status == 201
    assert (await client.put("b.pdf", b"x")).status == 507


# ---- columns, checking out, copies


async def test_columns_are_filled_in_by_internal_name(client: GraphClient) -> None:
    """An unknown one is refused and nothing is written; a new column needs more than a writer may."""
    await client.put("a.pdf", PDF)
    fields = f"{client.item('a.pdf')}/listItem/fields"
    assert (await client.ask("PATCH", fields, {"CanopyKind": "Procedure"})).status == 400
    assert (await client.ask("POST", f"{client.drive()}/list/columns", {"name": "CanopyKind", "text": {}})).status == 403
    client.graph.grant = Grant.COLUMNS

    assert (await client.ask("PATCH", fields, {"CanopyKind": "Procedure", "Wrong": 1})).status == 400
    assert "CanopyKind" not in (await client.ask("GET", fields)).body
    assert (await client.ask("PATCH", fields, {"CanopyKind": "Procedure"})).body["CanopyKind"] == "Procedure"
    assert (await client.ask("PATCH", fields, {"Title": "x"}, If_Match='"{X},1"')).status == 412
    names = [one["name"] for one in (await client.ask("GET", f"{client.drive()}/list/columns")).body["value"]]
    assert {"Title", "CanopyKind", "CanopyGoodFor"} <= set(names)


async def test_a_library_that_checks_out_hides_new_files_until_they_are_checked_in(client: GraphClient) -> None:
    """The level says so when it is asked for; required columns come first; delta tells of it then."""
    tab = client.graph.drive()
    tab.drive.checks_out = True
    tab.add_columns("CanopyKind", required=True)
    put = (await client.put("a.pdf", PDF)).body
    item = client.item("a.pdf")

    assert "publication" not in put
    assert (await client.ask("GET", f"{item}?$select=id,publication")).body["publication"]["level"] == "checkout"
    delta = await client.ask("GET", f"{client.drive()}/root/delta")
    assert "a.pdf" not in [one["name"] for one in delta.body["value"]]
    assert (await client.ask("POST", f"{item}/checkin", {"comment": "filed"})).status == 400
    await client.ask("PATCH", f"{item}/listItem/fields", {"CanopyKind": "Procedure"})
    assert (await client.ask("POST", f"{item}/checkin", {"comment": "filed"})).status == 204
    assert (await client.ask("GET", f"{item}?$select=publication")).body["publication"]["level"] == "published"
    assert "a.pdf" in [one["name"] for one in (await client.ask("GET", f"{client.drive()}/root/delta")).body["value"]]
    assert (await client.ask("POST", f"{item}/checkout")).status == 204
    assert (await client.ask("POST", f"{item}/checkout")).status == 423


async def test_a_copy_is_watched_at_the_other_host(client: GraphClient) -> None:
    """In progress, then completed with the new id; failed when the name is taken; nothing at all where files are checked out."""
    await client.put("a.pdf", PDF)
    goal = {"driveId": client.graph.drive().drive.id, "id": client.graph.drive().folder.id}

    async def _copied(name: str) -> dict[str, object]:
        begun = await client.ask("POST", f"{client.item('a.pdf')}/copy?{FAIL}", {"parentReference": goal, "name": name})
        assert begun.status == 202
        first = await client.ask("GET", begun.headers["Location"])
        assert (first.status, first.body["status"]) == (202, "inProgress")
        return dict((await client.ask("GET", begun.headers["Location"])).body)

    done = await _copied("b.pdf")
    assert (done["status"], done["resourceId"]) == ("completed", client.graph.drive().named("b.pdf").id)
    assert (await _copied("b.pdf"))["status"] == "failed"
    client.graph.drive().drive.checks_out = True
    assert (await _copied("c.pdf"))["status"] == "completed"
    with pytest.raises(LookupError):
        client.graph.drive().named("c.pdf")
    assert (await client.ask("GET", f"{client.graph.files_url}/_api/v2.0/monitor/none")).status == 404


# ---- what changed


async def test_delta_tells_what_changed_since(client: GraphClient) -> None:
    """Everything at first; then what is new, renamed or gone, each once; nothing when nothing happened."""
    tab = client.graph.drive()
    tab.put("a.pdf", PDF)
    tab.put("b.pdf", PDF)

    async def _told(link: str) -> tuple[list[str], str]:
        body = (await client.ask("GET", link)).body
        names = [one.get("name", "gone") for one in body["value"]]
        return names, body["@odata.deltaLink"].removeprefix(f"{client.graph.url}/v1.0")

    first, link = await _told(f"{client.drive()}/root/delta")
    assert first == ["root", "General", HOME_CHANNEL, "a.pdf", "b.pdf"]
    assert (await _told(link))[0] == []
    tab.rename("a.pdf", "c.pdf", by="Ben")
    tab.rename("c.pdf", "d.pdf", by="Ben")
    tab.remove("b.pdf")
    tab.add_folder("F")
    changed, later = await _told(link)
    assert changed == ["d.pdf", "gone", "F"]
    assert (await _told(f"{client.drive()}/root/delta?token=latest")) == ([], later)
    assert (await client.ask("GET", f"{client.folder()}/delta()")).status == 400
    assert (await client.ask("GET", f"{client.drive()}/root/delta?token=nonsense")).status == 400


async def test_an_old_token_means_to_begin_again(client: GraphClient) -> None:
    """410 with where to begin; then everything is told page by page, and what went meanwhile although nobody knew of it."""
    tab = client.graph.drive()
    for name in ("a", "b", "c"):
        tab.put(name, PDF)
    tab.remove("b")
    link = (await client.ask("GET", f"{client.drive()}/root/delta")).body["@odata.deltaLink"]
    tab.drive.resync()
    client.graph.state.page = 2

    refused = await client.ask("GET", link.removeprefix(f"{client.graph.url}/v1.0"))
    assert (refused.status, refused.code) == (410, "resyncRequired")
    assert refused.body["error"]["innerError"]["code"] == "resyncChangesApplyDifferences"
    names, link = [], refused.headers["Location"]
    while link:
        page = (await client.ask("GET", link.removeprefix(f"{client.graph.url}/v1.0"))).body
        names += [one.get("name", "gone") for one in page["value"]]
        link = page.get("@odata.nextLink", "")

    assert names == ["root", "General", HOME_CHANNEL, "a", "c", "gone"]
    assert "path" not in page["value"][0]["parentReference"]
    assert page["value"][-1]["deleted"] == {"state": "deleted"}


# ---- permissions


@pytest.mark.parametrize(
    ("grant", "allowed"),
    [
        (Grant.NOTHING, set()),
        (Grant.CATALOGUE, {"folder"}),
        (Grant.FILES, {"folder", "item", "put", "site"}),
        (Grant.COLUMNS, {"folder", "item", "put", "site"}),
        (Grant.ALL, {"folder", "item", "put", "site", "search", "share", "column", "onedrive"}),
    ],
)
async def test_each_degree_of_consent_allows_what_it_says(client: GraphClient, grant: Grant, allowed: set[str]) -> None:
    """Search and shares are for those who may do everything; a OneDrive is nobody's but its owner's."""
    client.graph.grant = grant
    world = client.graph.world
    own, _ = world.sharepoint.put_into_one_drive(world.member("Ben"), "own.pdf", PDF)
    client.graph.drive().put("a.pdf", PDF)
    address = f"{client.graph.files_url}/sites/AdultSafeguardingPractice/Shared%20Documents/MCA%20community/a.pdf"
    share = base64.urlsafe_b64encode(address.encode()).decode().rstrip("=")

    got = {
        "folder": await client.ask("GET", f"{client.channel()}/filesFolder"),
        "item": await client.ask("GET", client.item("a.pdf")),
        "put": await client.put("b.pdf", PDF),
        "site": await client.ask("GET", f"/groups/{world.team.aad_group_id}/sites/root"),
        "search": await client.ask("GET", f"{client.folder()}/search(q='A')"),
        "share": await client.ask("GET", f"/shares/u!{share}/driveItem"),
        "column": await client.ask("POST", f"{client.drive()}/list/columns", {"name": "Own", "text": {}}),
        "onedrive": await client.ask("GET", f"/drives/{own.id}/items/root"),
    }

    assert {name for name, one in got.items() if one.status < 300} == allowed
    assert {one.status for name, one in got.items() if name not in allowed} <= {403}


async def test_permissions_can_be_given_one_by_one(client: GraphClient) -> None:
    """A site that was not granted, and a channel whose folder may not be asked for."""
    world = client.graph.world
    private = world.add_channel("Supervisors", "private")
    client.graph.drive(private).put("a.pdf", PDF)
    client.graph.consent.sites[client.graph.drive(private).drive.id] = ""
    client.graph.consent.folder = False

    assert (await client.ask("GET", f"{client.drive('Supervisors')}/items/root")).status == 403
    assert (await client.ask("GET", f"{client.drive()}/items/root")).status == 200
    assert (await client.ask("GET", f"{client.channel()}/filesFolder")).status == 403
    assert (await client.ask("GET", client.channel())).body["membershipType"] == "standard"
    client.graph.consent.sites[client.graph.drive(private).drive.id] = "read"
    assert (await client.ask("GET", f"{client.folder('Supervisors')}:/a.pdf")).status == 200
    assert (await client.ask("PUT", f"{client.folder('Supervisors')}:/b.pdf:/content?{FAIL}", PDF)).status == 403


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer nonsense", "Basic x", "elsewhere"])
async def test_only_a_token_for_graph_opens_graph(client: GraphClient, token: str) -> None:
    """One for another audience, none at all, or something else: 401."""
    said = f"Bearer {client.graph.token('https://elsewhere.example')}" if token == "elsewhere" else token

    assert (await client.ask("GET", client.folder(), Authorization=said)).status == 401
    assert (await client.ask("GET", client.folder())).status == 200


# ---- bad days


@pytest.mark.parametrize("status", [401, 403, 404, 409, 412, 423, 429, 500, 502, 503, 504, 507])
@pytest.mark.parametrize("after_work", [False, True])
async def test_faults_strike_before_and_after_the_work(client: GraphClient, status: int, *, after_work: bool) -> None:
    """The file is there although the answer says otherwise, or it is not; once, and then all is well."""
    client.graph.faults.add("item_upload", status, retry_after=7, after_work=after_work)

    got = await client.put("a.pdf", PDF)

    assert (got.status, got.headers["Retry-After"]) == (status, "7")
    assert [item.name for item in client.graph.drive().files()] == (["a.pdf"] if after_work else [])
    assert (await client.put("b.pdf", PDF)).status == 201


@pytest.mark.parametrize("after_work", [False, True])
async def test_connections_are_dropped_before_and_after_the_work(client: GraphClient, *, after_work: bool) -> None:
    """At Graph and at the files host; the log says that there was no answer."""
    address = await client.begin("big.pdf", 3)
    client.graph.faults.add("graph", drop=True, after_work=after_work)
    client.graph.faults.add("session_put", drop=True, after_work=after_work)

    with pytest.raises(httpx.TransportError):
        await client.put("a.pdf", PDF)
    with pytest.raises(httpx.TransportError):
        await client.piece(address, b"abc", 0, 3)

    assert [item.name for item in client.graph.drive().files()] == (["a.pdf", "big.pdf"] if after_work else [])
    assert [exchange.status for exchange in client.graph.log[-2:]] == [0, 0]


async def test_faults_are_chosen_by_operation_and_path_and_can_be_slow(client: GraphClient) -> None:
    """Only what was meant is struck; what would change nothing is refused; everything can be made well again."""
    client.graph.faults.add("item_upload session_put", 500, None, path="bad", code="malwareDetected")
    client.graph.faults.add("item_get", delay=0.2)

    assert (await client.put("good.pdf", PDF)).status == 201
    assert [(await client.put("bad.pdf", PDF)).code for _ in range(2)] == ["malwareDetected"] * 2
    began = client.graph.log[-1].at
    assert (await client.ask("GET", client.folder())).status == 200
    assert (await client.ask("GET", client.folder())).status == 200
    assert client.graph.log[-1].at - began >= 0.2
    client.graph.faults.clear()
    assert (await client.put("bad.pdf", PDF)).status == 201
    with pytest.raises(ValueError, match="what goes wrong"):
        client.graph.faults.add("item_get")


async def test_rates_are_kept_when_they_are_wanted(client: GraphClient) -> None:
    """Four messages a second from one channel, 1,250 units a minute from SharePoint; 429 says how long to wait."""
    client.graph.rates.enforced = True
    message = f"{client.channel()}/messages/1"

    got = [await client.ask("GET", message) for _ in range(5)]
    assert [one.status for one in got] == [404, 404, 404, 404, 429]
    assert got[-1].headers["Retry-After"] == "1"
    assert (await client.put("a.pdf", PDF)).status == 201
    for _ in range(1_248):
        client.graph.rates.retry_after("item_get", "GET", {"drive": "d"})
    refused = await client.ask("GET", client.folder())
    assert (refused.status, refused.code, int(refused.headers["Retry-After"]) > 30) == (429, "activityLimitReached", True)


async def test_what_nobody_knows_is_refused(client: GraphClient) -> None:
    """Paths and methods that are none of Graph's; a bad body; a drive and an item that are not there."""
    assert (await client.ask("GET", "/me/drive")).status == 400
    assert (await client.ask("POST", f"{client.folder()}/createLink", {"type": "view"})).status == 400
    assert (await client.ask("PATCH", client.folder(), b"{", Content_Type="application/json")).status == 400
    assert (await client.ask("GET", "/drives/none/items/root")).status == 404
    assert (await client.ask("GET", f"{client.drive()}/items/none")).status == 404
    assert (await client.put("a.pdf", PDF, "@microsoft.graph.conflictBehavior=perhaps")).status == 400
    assert (await client.ask("GET", f"{client.graph.files_url}/nowhere")).status == 400
    client.graph.log.clear()


async def test_people_change_things_by_hand(client: GraphClient) -> None:
    """A second file of the same name gets a number, another version replaces; what SharePoint refuses is refused here too."""
    tab = client.graph.drive()
    first = tab.put("a.pdf", PDF, by="Ben")
    assert (tab.put("a.pdf", PDF).name, tab.replace("A.pdf", b"new", by="Dana").id) == ("a 1.pdf", first.id)
    assert (first.content, first.version, first.modified_by.user[1]) == (b"new", 2, "Dana Whitfield")
    assert first.created_by.user[1] == "Ben Carter"
    with pytest.raises(Refused):
        tab.rename("a.pdf", "A 1.PDF")
    with pytest.raises(LookupError, match="nothing"):
        tab.remove("nothing")
