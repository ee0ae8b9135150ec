"""Saying what a document is, and taking it out of the catalogue again."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.description import Description, carried, fields
from cards.documents import title_of
from cards.parts import CardJson, Element, card, line, problem, run, sender, words
from community.documents import Document, DocumentState
from community.file_types import title_of as usual_title
from community.packs import Pack
from community.people import Member


class SendDescribe(Description, verb="document.describe.send"):
    """Keep what somebody says about a document."""

    document: str


class SendTakeOut(Action, verb="document.out.send"):
    """Take a document out of the catalogue."""

    document: str
    community: str = ""


def describe_form(sent: SendDescribe, document: Document, pack: Pack, *, people: Sequence[Member], wrong: str = "") -> CardJson:
    """The form that describes a document, filled in with what is known."""
    body: list[Element] = [problem(wrong)] if wrong else []
    if document.name:
        body.append(words(run(document.name, subtle=True), small=True))
    body += fields(sent, pack, people=people, title_hint=usual_title(document.name) if document.name else "")
    return card(body, [sender("Save", carried(SendDescribe, sent, body))])


def take_out_form(document: Document, community: str) -> CardJson:
    """Asks once more before a document is taken out of the catalogue, and says what that means."""
    stays = "The file itself stays where it is, in the channel's files."
    if document.state in {DocumentState.LINK, DocumentState.NOT_FILED}:
        stays = "Whatever it leads to stays where it is."
    body = [
        words(run(title_of(document), bold=True)),
        line("Take it out of the library's list? Nobody finds it there any more, and members cannot say that they used it."),
        line(f"{stays} To bring it back, save it to the library again.", subtle=True),
    ]
    return card(body, [sender("Take it out", SendTakeOut(document=document.id, community=community), style="destructive")])
