"""Saving what was shared in the channel: the form behind "Save to library", and what is said where something is there already."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.description import Description, carried, fields
from cards.documents import OpenDescribe, title_line
from cards.parts import CardJson, Element, beside, card, choice_field, heading, line, opener, problem, run, sender, words
from community.documents import Document
from community.file_types import title_of
from community.packs import Pack
from community.people import Member
from community.privacy import shortened

FILES = "files"
"""What the list of what to keep holds for the message's files."""
WHICH = "Which community's library?"
CHOOSE = "Please choose a community."
LISTED = 5
"""So many entries are listed; of more, how many more."""
NAMED = 4
"""So many files are named; of more, how many more."""


class OpenSave(Action, verb="compose.saveToLibrary"):
    """Open the form that saves what a message holds. Its files are a hint at best: Teams tells some and not others."""

    message: str = ""
    root: str = ""
    text: str = ""
    author: str = ""
    files: tuple[dict[str, str], ...] = ()
    links: tuple[str, ...] = ()
    community: str = ""


class SendSave(Description, verb="saving.send"):
    """Save what a message holds.

    `files` are those that Teams told of. `keep` is what was chosen: the files, links by their place in `links`, or several.
    """

    nonce: str
    message: str = ""
    root: str = ""
    files: tuple[dict[str, str], ...] = ()
    links: tuple[str, ...] = ()
    keep: str = FILES
    again: str = "false"


def save_form(
    sent: SendSave, pack: Pack, *, people: Sequence[Member], places: Sequence[tuple[str, str]] = (), wrong: str = ""
) -> CardJson:
    """The form that saves what a message holds. Where Teams told of no files it is not known yet what is attached.

    `places` are the communities to choose from, as (name, id) pairs, where it is not clear which is meant.
    """
    names = [file.get("name", "") for file in sent.files]
    body: list[Element] = [problem(wrong)] if wrong else []
    body.append(words(run(_what(names), bold=True)))
    if len(places) > 1:
        body.append(choice_field("community", WHICH, places, value=sent.community, missing=CHOOSE))
    if sent.links:
        attached = "The attached file" if len(names) == 1 else "The attached files"
        choices = [(attached, FILES), *((_said(link), str(place)) for place, link in enumerate(sent.links))]
        body.append(choice_field("keep", "What shall I keep?", choices, value=sent.keep, many=True, style="expanded",
                                 missing="Please choose at least one."))  # fmt: skip
    body.append(line("Press File it and it is done. Whatever else you say helps colleagues to find it.", subtle=True))
    hint = title_of(names[0]) if names else "The name of the file"
    body += fields(sent, pack, people=people, title_hint=hint, owned=len(places) < 2, titled=len(names) < 2)
    return card(body, [sender("File it", carried(SendSave, sent, body))])


def _what(files: Sequence[str]) -> str:
    if not files:
        return "What is attached to this message"
    named = [f"“{shortened(name, 80)}”" for name in files[:NAMED]]
    more = f" and {len(files) - NAMED} more" if len(files) > NAMED else ""
    return f"{', '.join(named)}{more}"


def _said(link: str) -> str:
    return f"The link {shortened(link.removeprefix('https://'), 90)}"


def existing_form(documents: Sequence[Document], sent: SendSave, community: str) -> CardJson:
    """For a message that was saved before: what came of it, and a button that looks whether it holds more by now."""
    more = SendSave(
        nonce=sent.nonce, community=sent.community, message=sent.message, root=sent.root, files=sent.files, again="true"
    )
    return card([*existing(documents, community)], [sender("Look for more files", more, style=None)])


def existing(documents: Sequence[Document], community: str) -> list[Element]:
    """What is in the library already, each with a button that describes it."""
    body: list[Element] = [
        heading("This is in the library already" if len(documents) == 1 else "These are in the library already")
    ]
    for document in documents[:LISTED]:
        body.append(title_line(document))
        body.append(beside(opener("Describe it", OpenDescribe(document=document.id, community=community))))
    if len(documents) > LISTED:
        body.append(line(f"…and {len(documents) - LISTED} more.", subtle=True, small=True))
    return body
