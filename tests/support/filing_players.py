"""People who send files to Canopy, and the accounts of what became of them."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Mapping
from typing import Any, Protocol

from sandbox.answers import Answer
from sandbox.graph_items import Item
from sandbox.teams import Teams
from sandbox.world import Message
from tests.support.cards import Json, buttons_of, words_of
from tests.support.players import Player
from tests.support.stage import Stage, eventually

PDF = b"%PDF-1.7\n"


def pdf(words: str, *, size: int = 0) -> bytes:
    """A PDF as far as anybody looks: it begins like one. `size` in bytes, with something else in every part of it."""
    content = bytearray(PDF + words.encode() + b"\n")
    while len(content) < size:
        content += b"%d " % len(content) * 4_096
    return bytes(content[:size] if size else content)


def docx(words: str) -> bytes:
    """A Word document, small and whole. SharePoint writes into those when it stores them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as document:
        for name, part in (("[Content_Types].xml", "<Types/>"), ("word/document.xml", f"<w:document>{words}</w:document>")):
            document.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), part)
    return packed.getvalue()


async def sends(who: Player, name: str, content: bytes) -> tuple[Message, Json]:
    """Send a file to Canopy in 1:1. Returns what Canopy says to that, and the button on it that has the file filed."""
    await who.stage.teams.say_in_chat(who.member, "", files={name: content})
    await who.stage.settles()
    offers = [message for message in who.all_told() if message.cards and name in words_of(message.cards[0])]
    return offers[-1], buttons_of(who.stage.teams.card_for(who.member, offers[-1]))["File it"]


async def files_it(who: Player, name: str, content: bytes) -> Answer:
    """Send a file to Canopy in 1:1 and have it filed. Returns the answer to the press; filing goes on behind it."""
    offer, button = await sends(who, name, content)
    return await who.stage.teams.press(who.member, offer, button)


async def has_filed(who: Player, name: str, content: bytes) -> None:
    """The same, and wait until everything came of it."""
    await files_it(who, name, content)
    await who.stage.settles()


class Witness(Protocol):
    """Whoever can look into the database and the library: a stage, or somebody beside houses that are killed."""

    teams: Teams

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """What the database holds."""
        ...

    def count(self, query: str, **values: Any) -> int:
        """One number from the database."""
        ...


def documents(stage: Witness) -> list[tuple[str, str]]:
    """What members have saved, oldest first: the state and the name of each file."""
    rows = stage.rows("SELECT state, name FROM documents WHERE saver_id <> 'canopy' ORDER BY saved_at, document_id")
    return [(str(state), str(name)) for state, name in rows]


def shelf(stage: Witness) -> dict[str, bytes]:
    """Every file in the channel's folder, as it was sent, by name."""
    return {item.name: item.sent for item in stage.teams.graph.drive().files()}


def ours(stage: Witness) -> list[Item]:
    """The files that Canopy itself has put there."""
    app = stage.teams.graph.state.app
    return [item for item in stage.teams.graph.drive().files() if item.created_by == app]


def check_once(stage: Witness, sent: Mapping[str, bytes]) -> None:
    """Every document that was filed is on the shelf once, under its own item and with its bytes; nothing else of ours is.

    `sent` holds the bytes of each document by its title.
    """
    filed = stage.rows("SELECT title, item FROM documents WHERE state = 'filed' AND saver_id <> 'canopy'")
    assert Counter(title for title, _ in filed) == Counter(sent.keys()), _state(stage)
    there = {item.id: item for item in ours(stage)}
    assert {item for _, item in filed} == there.keys(), "what the catalogue knows, and what Canopy stored"
    for title, item in filed:
        assert there[item].sent == sent[title], f"the bytes of {title}"
    known = Counter(item for (item,) in stage.rows("SELECT item FROM documents WHERE state = 'filed'"))
    assert set(known.values()) <= {1}, "every stored file is one document"
    assert stage.count("SELECT count(*) FROM filings") == 0
    assert stage.teams.graph.violations == []


def _state(stage: Witness) -> str:
    on_the_way = stage.rows("SELECT step, tries, due_at FROM filings")
    return f"{documents(stage)}, on the way: {on_the_way}"


def spooled(stage: Stage) -> list[str]:
    """What lies in the spool."""
    folder = stage.rules.data_dir / "filing"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


async def time_goes_by(stage: Stage, until_state: str, *, minutes: int = 60) -> None:
    """Let time go by, a little more each turn, until the newest document is in a state."""
    for seconds in (2, 4, 10, 30, 60, 120, 300, 600, 900, 1_200)[: minutes or 1]:
        await stage.moves(seconds=seconds)
        if documents(stage)[-1][0] == until_state:
            return
    raise AssertionError(f"never {until_state}: {_state(stage)}")


async def begun(stage: Stage, operation: str, times: int = 1) -> None:
    """Wait until the library was asked for an operation."""
    await eventually(lambda: len(stage.teams.graph.asked(operation)) >= times)


def said(stage: Stage) -> str:
    """What the cards in the channel say, one after the other."""
    return "\n".join(words_of(message.cards[0]) for message in stage.posted() if message.cards)
