"""Words for scenarios about documents: people share them, save them, and read what their cards say."""

from __future__ import annotations

import asyncio
import copy
import io
import zipfile
from uuid import NAMESPACE_URL, uuid5

from community.times import milliseconds
from sandbox.answers import Form, read_composed
from sandbox.attaching import Files
from sandbox.delivery import Delivered
from sandbox.world import Message
from tests.support.cards import buttons_of
from tests.support.players import OnACard, Player
from tests.support.stage import Stage

SAVE = "saveToLibrary"
BRIEFING = "Hoarding - 7 minute briefing.pdf"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
_DUE = "SELECT count(*) FROM filings WHERE due_at IS NOT NULL AND due_at <= :now"


def pdf(words: str) -> bytes:
    """A small PDF with content of its own."""
    return PDF + f"% {words}\n".encode()


def docx(words: str) -> bytes:
    """A small Word document with content of its own."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="urn:types"/>')
        packed.writestr("word/document.xml", f"<document>{words}</document>")
    return written.getvalue()


class Document(OnACard):
    """A document, as its card in the channel shows it."""

    @property
    def state(self) -> str:
        """The state, as the card says it."""
        return self.words.split("\n")[1]

    @property
    def kind(self) -> str:
        """The kind, as the card says it."""
        return self.words.split("\n")[0].removeprefix("Library · ")

    @property
    def title(self) -> str:
        """What it is called."""
        return self.words.split("\n")[2]

    @property
    def address(self) -> str:
        """Where its button opens it."""
        return str(buttons_of(self.card.cards[0])["Open"]["url"])

    @property
    def id(self) -> str:
        """What Canopy calls it."""
        carried = (button["data"]["document"] for button in buttons_of(self.card.cards[0]).values() if "data" in button)
        return str(next(carried))


async def shelved(stage: Stage) -> None:
    """Wait until the librarian has done everything that is due, and Canopy said what came of it."""
    for _ in range(1_000):
        if not stage.count(_DUE, now=milliseconds(stage.now)):
            await stage.settles()
            if not stage.count(_DUE, now=milliseconds(stage.now)):
                return
        await asyncio.sleep(0.01)
    waiting = stage.rows("SELECT step, due_at, tries FROM filings")
    raise AssertionError(f"still to be filed: {waiting}")


async def shares(who: Player, files: Files, words: str = "For the library", *, thread: Message | None = None) -> Message:
    """Post a message with files in the channel; Canopy is not mentioned."""
    return await who.stage.teams.say(who.member, words, thread=thread, mention=False, files=files)


async def opens_save(who: Player, message: Message) -> Form:
    """Choose "Save to library" in the menu of a message."""
    return await who.stage.teams.message_action(who.member, SAVE, message)


async def saves(who: Player, message: Message, **inputs: str) -> list[Document]:
    """Save what a message holds, and find the cards of what is new."""
    before = documents(who.stage, message)
    sent = await who.sends(await opens_save(who, message), "File it", **inputs)
    assert sent.kind == "closed", sent.text or sent.card
    await shelved(who.stage)
    return documents(who.stage, message)[len(before) :]


async def saves_one(who: Player, message: Message, **inputs: str) -> Document:
    """Save the one thing that a message holds."""
    [document] = await saves(who, message, **inputs)
    return document


async def says_file(who: Player, words: str, *, thread: Message | None = None, files: Files | None = None) -> Message:
    """Tell Canopy in the channel to file something."""
    message = await who.stage.teams.say(who.member, words, thread=thread, files=files)
    await shelved(who.stage)
    return message


async def files_one(who: Player, words: str, *, thread: Message | None = None, files: Files | None = None) -> Document:
    """The same, and find the card of the one document that came of it."""
    before = len(documents(who.stage, thread)) if thread else 0
    message = await says_file(who, words, thread=thread, files=files)
    [document] = documents(who.stage, message)[before:]
    return document


def documents(stage: Stage, message: Message) -> list[Document]:
    """The documents whose cards are in the thread of a message, oldest first."""
    return [
        Document(stage, said)
        for said in stage.teams.thread(message)
        if said.from_bot and not said.deleted and said.cards and Document(stage, said).words.startswith("Library")
    ]


def posted_documents(stage: Stage) -> list[Document]:
    """Every document whose card is in the channel, oldest first."""
    found = [Document(stage, said) for said in stage.posted() if said.cards]
    return [document for document in found if document.words.startswith("Library")]


async def sends_files(who: Player, files: Files, words: str = "") -> Message:
    """Send Canopy files in 1:1. Returns what it answers."""
    await who.stage.teams.say_in_chat(who.member, words, files=files)
    await who.stage.settles()
    return who.told()


async def opens_save_told(who: Player, message: Message, files: dict[str, str]) -> Form:
    """The same where Teams tells the files along, as it does for some messages: addresses by name."""
    teams = who.stage.teams
    form = await teams.message_action(who.member, SAVE, message)
    activity = copy.deepcopy(teams.sent[-1])
    told = [
        {"id": str(uuid5(NAMESPACE_URL, address)), "contentType": "reference", "contentUrl": address, "name": name}
        for name, address in files.items()
    ]
    activity["value"]["messagePayload"]["attachments"] = told
    status, body = await teams.post_activity({**activity, "id": f"told-{activity['id']}"})
    assert form.composed is not None
    return read_composed(Delivered(status, body, 0.0), form.composed, opening=True)
