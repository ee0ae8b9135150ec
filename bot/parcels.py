"""One delivery made ready to be sent: drawn, addressed, and free of the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from bot.answers import card_message, offer_message
from bot.uploads import UploadPlan
from community.communities import CommunityState
from community.people import CommunityId, MemberId, TenantId
from dialogs.catalogue import make_file, paint
from dialogs.turn import FileOffer, FileReady
from store.chats import chat_with
from store.database import Connection
from store.deliveries import post_under_way
from store.opened import Store
from store.outbox import Delivery, Kind

MESSAGE_LIMIT_BYTES = 28 * 1024


@dataclass(frozen=True, slots=True)
class Parcel:
    """What to send, and where."""

    row: Delivery
    conversation: str
    """The conversation to send to; empty while a 1:1 chat is still to be opened."""
    activity: dict[str, Any] | None = None
    message: str = ""
    """For an edit: the message to edit."""
    member: str = ""
    """For a whisper: how Teams calls the member."""
    team: str = ""
    """For a roster: the team whose names are wanted too."""
    file: FileReady | None = None
    """For an upload: what to put there; None when there is no such file any more."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The message to edit is itself still under way."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to say, or nobody to say it to, any more."""


@dataclass(frozen=True, slots=True)
class TooBig:
    """It does not fit into a message."""


Ready = Parcel | Wait | Nothing | TooBig


def prepare(connection: Connection, row: Delivery) -> Ready:
    """Draw and address a delivery as things are now."""
    match row.kind:
        case Kind.UNSEAL:
            return Parcel(row, row.place)
        case Kind.ROSTER:
            community = _store(connection, row).settlements.read()
            return Parcel(row, row.place, team=community.team or "") if community else Nothing()
        case Kind.REFRESH:
            return _edit(connection, row)
        case Kind.WHISPER:
            return _whisper(connection, row)
        case Kind.REPLACE:
            said = _activity(connection, row) or {}
            return _sized(Parcel(row, row.place, said, message=said["id"]))
        case Kind.UPLOAD:
            return Parcel(row, UploadPlan.model_validate_json(row.body or "").chat, file=_file(connection, row))
        case _:
            activity = _activity(connection, row)
            return _sized(Parcel(row, row.place, activity)) if activity else Nothing()


def _store(connection: Connection, row: Delivery) -> Store:
    return Store(connection, TenantId(row.tenant), CommunityId(row.community), row.service_url)


def _activity(connection: Connection, row: Delivery) -> dict[str, Any] | None:
    if row.body is not None:
        said: dict[str, Any] = orjson.loads(row.body)
        return said
    drawn = paint(row.subject, _store(connection, row))
    if isinstance(drawn, FileOffer):
        return offer_message(drawn)
    return card_message(drawn.card, drawn.summary) if drawn else None


def _file(connection: Connection, row: Delivery) -> FileReady | None:
    """The file to put somewhere, as things are now. None too for a community that Canopy was removed from."""
    store = _store(connection, row)
    community = store.settlements.read()
    if community is None or community.state is not CommunityState.ACTIVE:
        return None
    return make_file(row.subject, store)


def _edit(connection: Connection, row: Delivery) -> Ready:
    posting = _store(connection, row).postings.read(row.subject)
    if posting is None:
        return Wait() if post_under_way(connection, row) else Nothing()
    activity = _activity(connection, row)
    if activity is None:
        return Nothing()
    return _sized(Parcel(row, posting.conversation, {**activity, "id": posting.message}, message=posting.message))


def _whisper(connection: Connection, row: Delivery) -> Ready:
    activity = _activity(connection, row)
    member = _store(connection, row).members.read(MemberId(row.place))
    chat = chat_with(connection, row.tenant, row.place)
    if activity is None or (member is None and chat is None):
        return Nothing()
    return _sized(Parcel(row, chat or "", activity, member=member.teams_id if member else ""))


def _sized(parcel: Parcel) -> Ready:
    return parcel if len(orjson.dumps(parcel.activity)) <= MESSAGE_LIMIT_BYTES else TooBig()
