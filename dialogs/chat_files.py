"""Files that a member sends to Canopy in 1:1: Canopy asks, and files what it is told to into the community's library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from cards.chat_files import FileThese, OpenThese, SendThese, describe_form, offer_card, told_card
from cards.description import ANY_KIND
from community.communities import WhichCommunity
from community.documents import DocumentState
from community.file_types import FileRefused, check_name, title_of
from community.filing_words import filing_wish
from community.guessing import Guess, guessed, together
from community.packs import Pack
from community.privacy import one_line, shortened
from community.refusals import Refusal
from community.shared_files import SentFile
from dialogs.accepting import how_else, with_a_library
from dialogs.cataloguing import new_document, pack_of, said_in, send_on, usual_day
from dialogs.events import Said, Scope
from dialogs.routing import Router
from dialogs.turn import Drawn, Effect, Replace, Reply, Say, ShowCard, ShowForm, Turn
from store.filings import Step

router = Router()
TITLE = "File it"
NAME_LIMIT = 140
MOST_FILES = 10
ROOM_FOR_BOTH, ROOM, ROOM_FOR_ONE = 5_000, 8_500, 12_000
"""Bytes that the files of a card may have: with two buttons, with one, and for a single file. Teams' addresses can be long."""
OTHERS = "That is as many as I can take at once. Please send me the others in another message."
TOO_LONG = "Teams gave me “{name}” in a way I cannot take. Please post it in the channel, and use “Save to library” there."
NOTHING_CAME = (
    "If you sent me a file, Teams did not pass it on. Please attach it again with the paper clip, or post it in the channel "
    "and use “Save to library” in the menu of the message."
)


def offer_to_file(said: Said, turn: Turn) -> Reply:
    """Files came: ask whether to file them, and in which community's library. What is refused is said at once."""
    files, refused = _taken(said.files)
    names = [file.name for file in files]
    wish = filing_wish(said.text, pack_of(turn)) if said.text else None
    guess = _guess(files, said.text, pack_of(turn))
    places = _places(turn)
    if not places:
        return Reply(Say(how_else(turn)))
    about: dict[str, Any] = {
        "offer": turn.new_id(),
        "files": tuple(file.model_dump() for file in files),
        "kind": (wish.kind if wish else "") or guess.kind,
        "topics": ",".join(together(wish.topics if wish else (), guess.topics)),
        "community": "" if len(places) > 1 else places[0][1],
    }
    small = sum(len(file.model_dump_json()) for file in files) <= ROOM_FOR_BOTH
    describe = OpenThese.model_validate(about) if small else None
    return Reply(ShowCard(offer_card(names, refused, FileThese.model_validate(about), describe, places)))


def _taken(sent: Iterable[SentFile]) -> tuple[list[SentFile], list[str]]:
    """The files to offer, and what is said about the others."""
    files: list[SentFile] = []
    refused: list[str] = []
    room = ROOM
    for file in sent:
        called = file.model_copy(update={"name": one_line(file.name, NAME_LIMIT) or "Document"})
        try:
            check_name(file.name)
        except FileRefused as refusal:
            refused.append(refusal.said)
            continue
        size = len(called.model_dump_json())
        if size > ROOM_FOR_ONE:
            refused.append(TOO_LONG.format(name=shortened(called.name, 60)))
        elif files and (size > room or len(files) == MOST_FILES):
            return files, [*refused[: MOST_FILES - 1], OTHERS]
        else:
            files.append(called)
            room -= size
    return files, refused[:MOST_FILES]


def _guess(files: list[SentFile], said: str, pack: Pack) -> Guess:
    """What several files have in common is what was said about them; of one, its name tells more."""
    only = files[0].name if len(files) == 1 else ""
    return guessed(title_of(only) if only else "", pack, name=only, said=said)


@router.press(FileThese, once=lambda press: ("chatfiles", press.offer))
def file_these(press: FileThese, turn: Turn) -> Reply:
    """File what was sent, as far as can be told what it is."""
    _check_place(press.community, turn)
    pack = pack_of(turn)
    known = {
        "kind": press.kind if pack.kind(press.kind) else "",
        "topics": tuple(topic for topic in press.topics.split(",") if topic),
    }
    told, then = _begun(press.files, known, turn)
    return Reply(ShowCard(told.card), then=(Replace(turn.message, told), *then))


@router.opening(OpenThese)
def open_these(wish: OpenThese, turn: Turn) -> Reply:
    """Open the form that describes what was sent."""
    pack, topics = pack_of(turn), [topic for topic in wish.topics.split(",") if topic]
    kind = wish.kind if pack.kind(wish.kind) else ""
    files = _read(wish.files)
    sent = SendThese(
        offer=wish.offer,
        files=tuple(file.model_dump() for file in files),
        community=wish.community,
        title=title_of(files[0].name) if len(files) == 1 else "",
        kind=kind or ANY_KIND,
        topics=",".join(topic for topic in topics if pack.topic(topic)),
        tags=" ".join(f"#{topic}" for topic in topics if not pack.topic(topic)),
        review=usual_day(kind, turn).isoformat(),
    )
    return _form(sent, turn)


def _form(sent: SendThese, turn: Turn, wrong: str = "") -> Reply:
    return Reply(ShowForm(TITLE, describe_form(sent, pack_of(turn), _places(turn), wrong=wrong), wide=True))


def _places(turn: Turn) -> list[tuple[str, str]]:
    """The communities to choose from: name and id."""
    return [(community.name, str(community.id)) for community in with_a_library(turn)]


@router.sending(SendThese, once=lambda sent: ("chatfiles", sent.offer))
def send_these(sent: SendThese, turn: Turn) -> Reply:
    """File what was sent, as the form says."""
    try:
        _check_place(sent.community, turn)
        known = said_in(sent, turn)
    except Refusal as refusal:
        return _form(sent, turn, wrong=refusal.said)
    told, then = _begun(sent.files, known, turn)
    return Reply(Say(told.summary), then=(Replace(turn.shown_on, told), *then) if turn.shown_on else then)


def _check_place(community: str, turn: Turn) -> None:
    """Raise unless it is settled into whose library the files go."""
    if turn.place.scope is not Scope.CHAT or (len(turn.mine) > 1 and not community):
        raise WhichCommunity


def _begun(carried: Iterable[Mapping[str, str]], known: Mapping[str, Any], turn: Turn) -> tuple[Drawn, tuple[Effect, ...]]:
    """Begin to file each of what was sent. Returns what is said in place of the offer, and what is to be done."""
    files, refused = _taken(_read(carried))
    then: list[Effect] = []
    for file in files:
        title = (known.get("title", "") if len(files) == 1 else "") or title_of(file.name)
        document = new_document(turn, DocumentState.FILING, name=file.name, **{**known, "title": title})
        turn.store.documents.add(document)
        then.append(send_on(turn, document, Step.FETCH, kind="chat", file=file.model_dump()))
    what = f"“{one_line(files[0].name, NAME_LIMIT)}” is" if len(files) == 1 else f"{len(files)} files are"
    on_its_way = f"{what} on the way into {turn.community.name}'s library. I tell you here once it is there."
    sentences = [*([on_its_way] if files else []), *refused] or [NOTHING_CAME]
    return Drawn(told_card(sentences), sentences[0]), tuple(then)


def _read(carried: Iterable[Mapping[str, str]]) -> list[SentFile]:
    files = []
    for each in carried:
        try:
            files.append(SentFile.model_validate(each))
        except ValidationError:
            continue
    return files


def nothing_came(_said: Said, _turn: Turn) -> Reply:
    """Something came without a word and without a file that Canopy could fetch."""
    return Reply(Say(NOTHING_CAME))
