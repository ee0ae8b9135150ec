"""The check against Graph's contract: what the pretend Graph says keeps to it, and whatever does not is found."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sandbox.graph_consent import Grant
from sandbox.graph_state import Exchange
from sandbox.world import HOME_CHANNEL, Place
from tests.filing.contract import by_id, check_log, contract
from tests.support.graph_client import GraphClient, graph_client

STEP = 320 * 1024
OPEN = {"item_fields", "item_fieldsPatch", "listItem_fields", "listItem_fieldsPatch", "drive_list", "job_get", "session_get"}
"""Answers that may hold names of somebody's own."""
STRANGE = "no such name"


async def _messages(client: GraphClient) -> None:
    world = client.graph.world
    channel = world.channel(HOME_CHANNEL)
    post = world.add_message(Place(channel.id, channel=channel), "ben", "<at>Canopy</at> see this & that")
    post.mentions_bot = True
    post.files = [
        {"id": client.graph.drive().named("by hand.docx").guid, "name": "by hand.docx", "path": "/sites/a/by hand.docx"}
    ]
    reply = world.add_message(Place(channel.id, channel=channel, root=post.id), "canopy", "thanks")
    reply.cards = [{"type": "AdaptiveCard"}]
    await client.ask("GET", client.channel())
    await client.ask("GET", f"{client.channel()}/filesFolder")
    await client.ask("GET", client.message(post))
    await client.ask("GET", client.message(reply))
    await client.ask("GET", f"/teams/{world.team.id}/channels/x")


async def _items(client: GraphClient) -> None:
    await client.ask(
        "POST", f"{client.folder()}/children", {"name": "F", "folder": {}, "@microsoft.graph.conflictBehavior": "fail"}
    )
    await client.put("F/a.pdf", b"%PDF one")
    await client.put("F/a.pdf", b"%PDF two")
    await client.ask("GET", client.named("F/a.pdf"))
    await client.ask("GET", f"{client.item('F')}?$select=id,name,publication")
    await client.ask("GET", f"{client.folder()}/children?$top=1&$select=id")
    await client.ask("PATCH", client.item("F/a.pdf"), {"name": "b.pdf"})
    await client.ask("GET", f"{client.item('F/b.pdf')}/content")
    await client.ask("GET", f"{client.folder()}/search(q='b')")
    await client.ask("GET", f"{client.folder()}:/nothing.pdf")
    client.graph.grant = Grant.ALL
    await client.ask("GET", f"{client.folder()}/search(q='b')")
    await client.ask("GET", "/shares/u!aHR0cHM6Ly9ub3doZXJl/driveItem")
    client.graph.grant = Grant.COLUMNS


async def _lists(client: GraphClient) -> None:
    item = client.item("F/b.pdf")
    number = client.graph.drive().named("F/b.pdf").number
    client.graph.consent.team_role = "manage"
    await client.ask("GET", f"{client.drive()}/list?$expand=columns")
    await client.ask("GET", f"{client.drive()}/list/columns?$select=name")
    await client.ask("POST", f"{client.drive()}/list/columns", {"name": "Own", "text": {}})
    await client.ask("PATCH", f"{item}/listItem/fields", {"CanopyKind": "Procedure"})
    await client.ask("GET", f"{item}/listItem/fields")
    await client.ask("GET", f"{item}/listItem?$expand=fields")
    await client.ask("PATCH", f"{client.drive()}/list/items/{number}/fields", {"Own": "x"})
    await client.ask("GET", f"{client.drive()}/list/items/{number}/fields")
    await client.ask("POST", f"{item}/checkout")
    await client.ask("POST", f"{item}/checkin", {"comment": "filed"})
    await client.ask("GET", client.drive())
    site = (await client.ask("GET", f"/groups/{client.graph.world.team.aad_group_id}/sites/root")).body["id"]
    await client.ask("GET", f"/sites/{site}/drive")


async def _bytes(client: GraphClient) -> None:
    address = await client.begin("big.bin", STEP + 5)
    await client.piece(address, bytes(STEP), 0, STEP + 5)
    await client.ask("GET", address)
    await client.piece(address, bytes(STEP), 0, STEP + 5)
    await client.piece(address, b"12345", STEP, STEP + 5)
    await client.ask("DELETE", await client.begin("other.bin"))
    waiting = await client.begin("later.bin", 3, deferCommit=True)
    await client.piece(waiting, b"abc", 0, 3)
    await client.ask("POST", waiting)
    goal = {"driveId": client.graph.drive().drive.id, "id": client.graph.drive().folder.id}
    copied = await client.ask("POST", f"{client.item('big.bin')}/copy", {"parentReference": goal, "name": "copy.bin"})
    await client.ask("GET", copied.headers["Location"])
    await client.ask("GET", copied.headers["Location"])
    item = await client.ask("GET", client.item("copy.bin"))
    await client.ask("GET", item.body["@microsoft.graph.downloadUrl"])
    await client.ask("GET", f"{client.graph.files_url}/download/nothing")


async def _changes(client: GraphClient) -> None:
    told = await client.ask("GET", f"{client.drive()}/root/delta?$top=2")
    next_page = told.body["@odata.nextLink"].removeprefix(f"{client.graph.url}/v1.0")
    client.graph.drive().remove("F/b.pdf")
    await client.ask("GET", next_page)
    await client.ask("GET", f"{client.drive()}/items/root/delta()?token=latest")
    await client.ask("GET", f"{client.drive()}/items/root/delta(token='1.1')")
    client.graph.drive().drive.resync()
    await client.ask("GET", next_page)
    for status in (401, 403, 404, 409, 412, 423, 429, 500, 502, 503, 504, 507):
        client.graph.faults.add("item_get", status)
        await client.ask("GET", client.folder())
    await client.ask("DELETE", client.item("big.bin"))


async def _everything(client: GraphClient) -> list[Exchange]:
    """One exchange of each kind at least, right ones and refused ones."""
    client.graph.drive().put("by hand.docx", b"PK by hand", by="Ben")
    for part in (_messages, _items, _lists, _bytes, _changes):
        await part(client)
    return client.graph.log


async def test_all_that_the_pretend_graph_says_is_in_the_contract() -> None:
    """Every operation is asked for, and each request and answer keeps to the contract."""
    async with graph_client() as client:
        log = await _everything(client)

    check_log(log)
    said = {exchange.operation for exchange in log}
    assert {operation.name for operation in contract().operations} - said == {"item_versions", "item_createLink"}


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("/v1.0/drives/b%21x/items/1%3A%2Fa%20b.docx%3A/content", "/v1.0/drives/b%21x/items/1/content"),
        ("/v1.0/drives/d/items/1:/F/a.docx:/createUploadSession", "/v1.0/drives/d/items/1/createUploadSession"),
        ("/v1.0/drives/d/items/1:/a.docx", "/v1.0/drives/d/items/1"),
        ("/v1.0/drives/d/root:/a.docx:/content", "/v1.0/drives/d/items/root/content"),
        ("/v1.0/drives/d/root/delta", "/v1.0/drives/d/root/delta"),
        ("/v1.0/teams/t/channels/19%3Ax%40thread.tacv2/messages/1", "/v1.0/teams/t/channels/19:x%40thread.tacv2/messages/1"),
    ],
)
def test_an_address_by_path_is_one_by_id(asked: str, meant: str) -> None:
    """The contract knows items by id; addresses by path come in two spellings."""
    assert by_id(asked) == meant


# ---- the check bites


def _elsewhere(exchange: Exchange) -> None:
    exchange.path = f"/beta{exchange.path}"


def _more_query(exchange: Exchange) -> None:
    exchange.query["surprise"] = "1"


def _other_method(exchange: Exchange) -> None:
    exchange.method = "OPTIONS"


def _more_body(exchange: Exchange) -> None:
    exchange.body[STRANGE] = 1


def _wrong_body(exchange: Exchange) -> None:
    exchange.body = [exchange.body]


def _body_of_another_type(exchange: Exchange) -> None:
    exchange.headers["content-type"] = "text/plain"


def _unasked_body(exchange: Exchange) -> None:
    exchange.body_size = 3


def _other_status(exchange: Exchange) -> None:
    exchange.status = 299


def _more_answer(exchange: Exchange) -> None:
    exchange.answer[STRANGE] = 1


def _wrong_answer(exchange: Exchange) -> None:
    exchange.answer = [exchange.answer]


def _answer_of_another_type(exchange: Exchange) -> None:
    exchange.answer_headers["content-type"] = "text/html"


def _no_place(exchange: Exchange) -> None:
    del exchange.answer_headers["location"]


def _no_code(exchange: Exchange) -> None:
    del exchange.answer["error"]["code"]


Mutation = Callable[[Exchange], None]


def _mutations(exchange: Exchange) -> Iterator[Mutation]:
    """The ways to spoil this exchange."""
    yield from (_elsewhere, _more_query, _other_method, _other_status)
    operation = contract().operation(exchange.method, exchange.path)
    assert operation is not None
    if operation.body() is None:
        yield _unasked_body
    elif "*/*" not in (operation.body() or ()):
        yield from (_more_body, _wrong_body, _body_of_another_type)
    if isinstance(exchange.answer, dict):
        yield from (_wrong_answer, _answer_of_another_type)
    if isinstance(exchange.answer, dict) and operation.name not in OPEN and exchange.status in (200, 201):
        yield _more_answer
    if exchange.status in (202, 302) and "location" in exchange.answer_headers:
        yield _no_place
    if exchange.status >= 400:
        yield _no_code


def _misfits(answer: dict[str, Any]) -> Iterator[str]:
    """The properties of an answer that hold something of a type that can be told from another."""
    open_names = ("@", "error", "percentageComplete")
    yield from (name for name, value in answer.items() if not name.startswith(open_names) and value is not None)


async def test_the_check_bites() -> None:
    """Each exchange is spoilt in every way there is, and each time that is found out. Unspoilt, nothing is found."""
    async with graph_client() as client:
        log = [exchange for exchange in await _everything(client) if exchange.status]
    missed = []
    tried = 0

    for exchange in log:
        for mutate in _mutations(exchange):
            spoilt = copy.deepcopy(exchange)
            mutate(spoilt)
            tried += 1
            if not contract().findings(spoilt):
                missed.append(f"{exchange.operation} {exchange.status} {mutate.__name__}")

    assert missed == []
    assert tried > 300


async def test_a_property_of_another_type_is_found() -> None:
    """Every property that an answer names is checked, not only the first of them."""
    async with graph_client() as client:
        log = [exchange for exchange in await _everything(client) if isinstance(exchange.answer, dict)]
    missed = []

    for exchange in log:
        for name in _misfits(exchange.answer):
            if exchange.operation in OPEN and name not in ("id", "status"):
                continue
            spoilt = copy.deepcopy(exchange)
            spoilt.answer[name] = 5 if isinstance(spoilt.answer[name], str) else "5"
            if not contract().findings(spoilt):
                missed.append(f"{exchange.operation} {exchange.status} {name}")

    assert missed == []


async def test_moments_have_an_offset_and_pages_lead_on() -> None:
    """A date is a date in UTC; a page of delta has one of its two links."""
    async with graph_client() as client:
        await _everything(client)
        [folder] = client.graph.asked("channel_filesFolder")
        delta = client.graph.asked("root_delta")[0]

    for moment in ("yesterday", "2026-11-28T10:00:00"):
        spoilt = copy.deepcopy(folder)
        spoilt.answer["createdDateTime"] = moment
        assert contract().findings(spoilt)
    both = copy.deepcopy(delta)
    both.answer["@odata.deltaLink"] = "x"
    neither = copy.deepcopy(delta)
    del neither.answer["@odata.nextLink"]
    assert contract().findings(both)
    assert contract().findings(neither)
    with pytest.raises(AssertionError, match=r"\(oneOf\)"):
        check_log([both])


def test_what_was_never_answered_is_checked_as_far_as_it_went() -> None:
    """A dropped connection has a request and no answer."""
    dropped = Exchange("graph", "GET", "/v1.0/drives/d/items/1", {"$select": "id"}, {}, bearer=True, at=0.0)
    check_log([dropped])
    dropped.query["$top"] = "many"
    with pytest.raises(AssertionError, match=r"\$"):
        check_log([dropped])
