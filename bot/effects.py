"""What a dialog wants said, written to the outbox in the dialog's own transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import orjson

from bot.answers import card_message
from bot.uploads import UploadPlan
from community.communities import Community, is_group_chat
from dialogs.catalogue import entry_for
from dialogs.turn import (
    At,
    Drawn,
    Effect,
    FileAway,
    Index,
    NotAt,
    Post,
    PostThread,
    ReadRoster,
    Refresh,
    Replace,
    Unseal,
    Upload,
    Whisper,
)
from store.opened import Store
from store.outbox import Kind


@dataclass(frozen=True, slots=True)
class Bells:
    """Who is told, after the commit, that there is something to do."""

    courier: Callable[[], None]
    clock: Callable[[datetime], None]
    """With the time from which there is something."""
    librarian: Callable[[], None]


def due_from(effects: Iterable[Effect]) -> datetime | None:
    """When the first of what is new for the clock is due; None where nothing is."""
    return min((effect.when for effect in effects if isinstance(effect, At)), default=None)


def filed_away(effects: Iterable[Effect]) -> bool:
    """True when there is something new for the librarian."""
    return any(isinstance(effect, FileAway) for effect in effects)


def write_effects(store: Store, effects: Iterable[Effect], community: Community, conversation: str, now: datetime) -> None:
    """Write `effects` for the courier. `conversation` is where the turn happened."""
    for effect in effects:
        if isinstance(effect, At):
            store.due.put(effect.what, effect.about, effect.when, effect.detail)
        elif isinstance(effect, NotAt):
            store.due.drop(effect.what, effect.about)
        elif isinstance(effect, Index):
            _index(store, effect.subject)
        elif not isinstance(effect, FileAway):  # what waits for the librarian was written by the dialog itself
            _write(store, effect, community, conversation, now)


def _index(store: Store, subject: str) -> None:
    """Have the search find `subject` as it is at the end of the turn."""
    entry = entry_for(subject, store)
    if entry is None:
        store.entries.remove(subject)
    else:
        store.entries.put(entry)


def _write(store: Store, effect: Effect, community: Community, conversation: str, now: datetime) -> None:
    match effect:
        case Post(subject, where):
            store.outbox.say(Kind.POST, where or conversation, now, subject=subject)
        case PostThread(subject):
            kind = Kind.POST if is_group_chat(community.home) else Kind.THREAD
            store.outbox.say(kind, community.home, now, subject=subject)
        case Refresh(subject):
            store.outbox.freshen(Kind.REFRESH, subject, "", now)
        case Whisper(to, subject):
            store.outbox.say(Kind.WHISPER, to, now, subject=subject)
        case ReadRoster():
            store.outbox.freshen(Kind.ROSTER, "roster", community.home, now)
        case Unseal(matter):
            store.outbox.freshen(Kind.UNSEAL, matter, "", now)
        case Replace() | Upload():
            _write_of_files(store, effect, conversation, now)


def _write_of_files(store: Store, effect: Replace | Upload, conversation: str, now: datetime) -> None:
    if isinstance(effect, Replace):
        put_in_place(store, conversation, effect.message, effect.drawn, now)
    else:
        store.outbox.say(Kind.UPLOAD, "", now, subject=effect.subject, body=UploadPlan.of(effect.file).model_dump_json())


def put_in_place(store: Store, conversation: str, message: str | None, drawn: Drawn, now: datetime) -> None:
    """Put what is drawn in place of a message, or say it anew where no message is known."""
    said = card_message(drawn.card, drawn.summary)
    if message is None:
        store.outbox.say(Kind.POST, conversation, now, body=orjson.dumps(said).decode())
    else:
        body = orjson.dumps({**said, "id": message}).decode()
        store.outbox.say(Kind.REPLACE, conversation, now, body=body)
