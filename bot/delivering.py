"""Sending one parcel, and what became of it."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from enum import StrEnum

from bot.connector import Connector
from bot.connector_types import ConnectorError, Refused, RosterMember, Unclear, Unsent
from bot.parcels import Parcel
from bot.uploads import Uploader, UploadPlan
from community.communities import first_name
from community.people import MemberId, Person, TeamsId
from community.privacy import one_line
from dialogs.turn import Uploaded
from store.outbox import CAREFUL, Kind
from store.postings import Posting
from store.seals import Seals

PAGE_PAUSE_SECONDS = 0.1
PAUSE_SECONDS = 1.0
"""How long a delivery waits when there is no better reason to wait longer."""
LONGEST_PAUSE_SECONDS = 300.0
LONGEST_ID = 300
NAME_LIMIT = 120
_WORTH_WAITING = {429, 412}
_NOT_ALLOWED = {403, 404}


class Fate(StrEnum):
    """What became of a delivery."""

    DONE = "done"
    AGAIN = "again"
    """Certainly not done; worth another try."""
    UNCLEAR = "unclear"
    """Perhaps done."""
    SHUT = "shut"
    """Teams does not let Canopy speak there."""
    GONE = "gone"
    """The message to edit, or the team to read, is not there any more."""
    FAILED = "failed"
    """Teams will never take it as it is."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A parcel and its fate. `pause` is in seconds; with `quiet`, Teams wants it from the whole conversation."""

    parcel: Parcel
    fate: Fate
    posting: Posting | None = None
    chat: str = ""
    people: tuple[Person, ...] | None = None
    called: str = ""
    pause: float | None = None
    quiet: bool = False
    reason: str = ""
    uploaded: Uploaded | None = None
    """For an upload that is over: what came of it."""


class Sender:
    """Sends parcels through the connector. Never raises for what Teams answers."""

    def __init__(self, connector: Connector, seals: Seals, uploader: Uploader | None = None) -> None:
        self._connector = connector
        self._uploader = uploader
        self._seals = seals

    async def send(self, parcel: Parcel) -> Delivered:
        """Send one parcel."""
        try:
            return await self._send(parcel)
        except Unsent as fault:
            return Delivered(parcel, Fate.AGAIN, pause=backoff(parcel), reason=str(fault))
        except Unclear as fault:
            if parcel.row.kind in CAREFUL:
                return Delivered(parcel, Fate.UNCLEAR, reason=f"Teams did not confirm it ({fault.status or 'no answer'})")
            return Delivered(parcel, Fate.AGAIN, pause=_asked(fault) or backoff(parcel), reason=str(fault))
        except Refused as fault:
            return self._refused(parcel, fault)

    def _refused(self, parcel: Parcel, fault: Refused) -> Delivered:
        if fault.status in _WORTH_WAITING:
            pause = _asked(fault) or backoff(parcel)
            return Delivered(parcel, Fate.AGAIN, pause=pause, quiet=fault.status == 429, reason=str(fault))
        if fault.status == 401:
            return Delivered(parcel, Fate.AGAIN, pause=backoff(parcel), reason=str(fault))
        gone = fault.status == 404 and parcel.row.kind is Kind.REFRESH
        if gone or parcel.row.kind in {Kind.ROSTER, Kind.REPLACE}:
            return Delivered(parcel, Fate.GONE, reason=str(fault))
        if fault.status in _NOT_ALLOWED:
            return Delivered(parcel, Fate.SHUT, reason=str(fault))
        return Delivered(parcel, Fate.FAILED, reason=str(fault))

    async def _send(self, parcel: Parcel) -> Delivered:
        row, activity = parcel.row, parcel.activity or {}
        match row.kind:
            case Kind.POST:
                sent = await self._connector.post(row.service_url, parcel.conversation, activity)
                return Delivered(parcel, Fate.DONE, Posting(parcel.conversation, sent.id))
            case Kind.THREAD:
                begun = await self._connector.start_thread(row.service_url, row.place, row.tenant, activity)
                return Delivered(parcel, Fate.DONE, Posting(begun.conversation_id, begun.message_id))
            case Kind.WHISPER:
                return await self._whisper(parcel)
            case Kind.REFRESH | Kind.REPLACE:
                await self._connector.update(row.service_url, parcel.conversation, parcel.message, activity)
                return Delivered(parcel, Fate.DONE)
            case Kind.ROSTER:
                people = await self._roster(row.service_url, row.place)
                return Delivered(parcel, Fate.DONE, people=people, called=await self._name(parcel))
            case Kind.UNSEAL:
                await asyncio.to_thread(self._seals.end, row.subject)
                return Delivered(parcel, Fate.DONE)
            case Kind.UPLOAD:
                return await self._upload(parcel)

    async def _upload(self, parcel: Parcel) -> Delivered:
        """Make a file and put it where Teams said."""
        if parcel.file is None or self._uploader is None:
            return Delivered(parcel, Fate.GONE, uploaded=Uploaded.NOTHING, reason="there is no such file any more")
        content = await asyncio.to_thread(parcel.file.write)
        came = await self._uploader.put(UploadPlan.model_validate_json(parcel.row.body or "").address, content)
        return Delivered(parcel, Fate.DONE if came is Uploaded.DONE else Fate.GONE, uploaded=came, reason=f"upload: {came}")

    async def _whisper(self, parcel: Parcel) -> Delivered:
        chat = parcel.conversation
        if not chat:
            try:
                opened = await self._connector.open_chat(parcel.row.service_url, parcel.member, parcel.row.tenant)
            except Unclear as fault:  # opening a chat twice opens the same one
                return Delivered(parcel, Fate.AGAIN, pause=backoff(parcel), reason=str(fault))
            chat = opened.conversation_id
        sent = await self._connector.post(parcel.row.service_url, chat, parcel.activity or {})
        return Delivered(parcel, Fate.DONE, Posting(chat, sent.id), chat=chat)

    async def _name(self, parcel: Parcel) -> str:
        """What Teams calls the channel, or the team where it is the general channel."""
        if not parcel.team:
            return ""
        try:
            team = await self._connector.team(parcel.row.service_url, parcel.team)
            channels = await self._connector.channels(parcel.row.service_url, parcel.team)
        except ConnectorError:
            return ""  # a name is nice to have; members are what the roster is read for
        here = next((channel.name for channel in channels if channel.id == parcel.row.place), "")
        return first_name(here, team.name)

    async def _roster(self, service_url: str, home: str) -> tuple[Person, ...]:
        """Everybody in the team, page by page."""
        people: list[Person] = []
        continuation: str | None = None
        while True:
            page = await self._connector.members_page(service_url, home, continuation=continuation, size=500)
            people += (_person(member) for member in page.members if _is_sane(member))
            continuation = page.continuation
            if not continuation:
                return tuple(people)
            await asyncio.sleep(PAGE_PAUSE_SECONDS)


def _is_sane(member: RosterMember) -> bool:
    """An id that is odd or endless is not one of Teams'."""
    return all(one.isprintable() and len(one) <= LONGEST_ID for one in (member.id, member.aad_object_id))


def _person(member: RosterMember) -> Person:
    return Person(
        id=MemberId(member.aad_object_id or member.id),
        teams_id=TeamsId(member.id),
        name=one_line(member.name or member.given_name, NAME_LIMIT),
    )


def _asked(fault: Refused | Unclear) -> float | None:
    """Seconds that Teams asked to wait, and a little more; None when it did not say."""
    if not fault.retry_after:
        return None
    return min(fault.retry_after, LONGEST_PAUSE_SECONDS) + random.uniform(0.05, 0.25)  # noqa: S311 - spreads load, keeps no secret


def backoff(parcel: Parcel) -> float:
    """Seconds to wait: 1, 2, 4 ... at most 60, a little more or less so that not everybody comes back at once."""
    return min(60.0, 2.0 ** min(parcel.row.tries, 6)) * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, keeps no secret
