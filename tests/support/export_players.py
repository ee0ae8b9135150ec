"""Words for scenarios that take results along as a file."""

from __future__ import annotations

import copy
import csv
import io
from typing import Any

import openpyxl

from cards.exports import OpenCheckinExport
from cards.parts import opener
from sandbox.activity_rules import FILE_CONSENT, FILE_INFO, file_cards
from sandbox.answers import Answer, Form
from sandbox.world import Message, StoredFile
from tests.support.cards import Json
from tests.support.checkin_players import Checkin
from tests.support.players import Player
from tests.support.poll_players import Poll, manages

SAVED = "The file is in your OneDrive."


async def asks_for(player: Player, poll: Poll, kind: str = "xlsx") -> Message:
    """Ask for a poll's results. Returns the offer in 1:1."""
    sent = await player.sends(await manages(player, poll, "Export the results"), kind=kind)
    assert "1:1 chat" in sent.text, sent.text or sent.card
    return offer_to(player)


async def refused(player: Player, poll: Poll) -> Form:
    """Ask for a poll's results, and read why not."""
    return await manages(player, poll, "Export the results")


def offers_to(player: Player) -> list[Message]:
    """Every file that is offered in 1:1 and not answered yet, oldest first."""
    return [message for message in player.all_told() if file_cards(message, FILE_CONSENT) and not message.deleted]


def offer_to(player: Player) -> Message:
    """The newest file that is offered in 1:1."""
    assert offers_to(player), f"Canopy offers {player.name} no file"
    return offers_to(player)[-1]


def offered(message: Message) -> Json:
    """The file that a message offers, as Teams has it."""
    return file_cards(message, FILE_CONSENT)[0]


async def takes(player: Player, message: Message) -> Answer:
    """Press Allow."""
    answer = await player.stage.teams.accept_file(player.member, message)
    await player.stage.settles()
    return answer


async def leaves_it(player: Player, message: Message) -> Answer:
    """Press Decline."""
    answer = await player.stage.teams.decline_file(player.member, message)
    await player.stage.settles()
    return answer


def files_of(player: Player) -> list[StoredFile]:
    """What is in somebody's OneDrive."""
    return player.stage.teams.files_of(player.member)


def shown_to(player: Player) -> list[Json]:
    """The files that Canopy shows in 1:1, oldest first."""
    return [file for message in player.all_told() for file in file_cards(message, FILE_INFO)]


async def exports(player: Player, poll: Poll, kind: str = "xlsx") -> bytes:
    """Ask for a poll's results and take them. Returns the file."""
    await takes(player, await asks_for(player, poll, kind))
    return files_of(player)[-1].content


async def opens_export_of_old(player: Player, checkin: Checkin) -> Form:
    """Open the form that exports a check-in, from a card that is not there any more, or not yet."""
    return await player.opens_old(checkin.card, opener("Export the results", OpenCheckinExport(checkin=checkin.id)))


async def exports_checkin(player: Player, checkin: Checkin, kind: str = "xlsx") -> bytes:
    """Ask for a check-in's results and take them. Returns the file."""
    sent = await player.sends(await player.opens(checkin.card, "Export the results"), kind=kind)
    assert "1:1 chat" in sent.text, sent.text or sent.card
    await takes(player, offer_to(player))
    return files_of(player)[-1].content


async def answers_otherwise(player: Player, message: Message, *, upload: str | None = None, **context: Any) -> None:
    """Send what Teams sends for Allow, with another address to put the file at, or another context."""
    [seed] = [sent for sent in player.stage.teams.sent if sent.get("name") == "fileConsent/invoke"][-1:]
    activity = copy.deepcopy(seed)
    activity["replyToId"] = message.id
    value = activity["value"]
    value["action"] = "accept"
    value["context"] = {**offered(message)["content"]["acceptContext"], **context}
    if upload is not None:
        value["uploadInfo"] = {**value.get("uploadInfo", {}), "uploadUrl": upload, "name": "x.xlsx"}
    status, _ = await player.stage.teams.redeliver(activity, new_id=True)
    assert status == 200
    await player.stage.settles()


def sheets_of(content: bytes) -> dict[str, list[list[Any]]]:
    """The sheets of a workbook, by name."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in line] for line in sheet.iter_rows()] for sheet in book}


def facts_of(content: bytes) -> dict[str, Any]:
    """What stands above the counts in a workbook."""
    return {line[0]: line[1] for line in sheets_of(content)["Results"] if line[0] and len(line) > 1}


def lines_of(content: bytes) -> list[list[str]]:
    """The lines of a CSV."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
