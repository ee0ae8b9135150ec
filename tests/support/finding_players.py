"""Words for scenarios about finding: what a list of things that were found says, and what is put into a message."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from sandbox.answers import Answer, Form, Found
from sandbox.world import Message
from tests.support.cards import Json, buttons_of, elements, words_of
from tests.support.document_players import Document, files_one
from tests.support.players import Player, read
from tests.support.stage import Stage

FIND = "findInLibrary"


async def keeps(stage: Stage, title: str, *, by: str = "Ben", **inputs: str) -> Document:
    """A document in the library, by its title: a link, described."""
    who = stage.person(by)
    document = await files_one(who, f"file https://www.example.org/{uuid5(NAMESPACE_URL, title)}")
    sent = await who.sends(await who.opens(document.card, "Describe it"), title=title, **inputs)
    assert sent.kind == "closed", read(sent)
    return document


def found_titles(card: Json) -> list[str]:
    """What a list of found things holds, from top to bottom."""
    titles = [part for part in card["body"] if part["type"] == "RichTextBlock" and part.get("spacing") == "Medium"]
    return ["".join(run["text"] for run in title["inlines"]) for title in titles]


class Finding:
    """A list of what was found, as somebody sees it."""

    def __init__(self, who: Player, message: Message) -> None:
        self.who = who
        self.message = message

    @property
    def card(self) -> Json:
        """The card as they see it now."""
        return self.who.stage.teams.card_for(self.who.member, self.message)

    @property
    def words(self) -> str:
        """What it says."""
        return words_of(self.card)

    @property
    def titles(self) -> list[str]:
        """What is in the list, best first."""
        return found_titles(self.card)

    @property
    def buttons(self) -> list[str]:
        """What can be pressed, each title once."""
        return list(buttons_of(self.card))

    def beneath(self, title: str, button: str) -> Json:
        """The button beneath one thing in the list."""
        seen = False
        for element in elements(self.card):
            if element["type"] == "RichTextBlock" and "".join(run["text"] for run in element["inlines"]) == title:
                seen = True
            if seen and str(element["type"]).startswith("Action.") and element["title"] == button:
                return element
        raise AssertionError(f"no {button!r} beneath {title!r}, only {self.titles}")

    async def shows(self, title: str) -> Form:
        """Press "Show it" beneath one thing."""
        return await self.who.opens_old(self.message, self.beneath(title, "Show it"))

    async def looks_again(self, **fields: str) -> Answer:
        """Change the fields, and look again."""
        held = {element["id"]: element.get("value", "") for element in elements(self.card) if "Input." in element["type"]}
        return await self.who.presses(self.message, "Find", **{**held, **fields})


async def finds(who: Player, words: str) -> Finding:
    """Look for something in the channel."""
    return Finding(who, await who.hears(f"find {words}"))


async def looks_up(who: Player, words: str, *, chat: bool = False, elsewhere: bool = False, skip: int = 0) -> Found:
    """Look something up beside the box one writes in."""
    return await who.stage.teams.compose_search(who.member, FIND, words, chat=chat, elsewhere=elsewhere, skip=skip)
