"""What members write: messages in the channel and in their chat, edits, deletions."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.attaching import Attaching, Files
from sandbox.delivery import Delivered, Delivery
from sandbox.live import Change
from sandbox.people import BOT_ID, BOT_NAME, Member
from sandbox.service import Service
from sandbox.wire import BOT_ACCOUNT, Wire, mentions_in
from sandbox.world import Json, Message, Place

_BOT_MARK = f"<at>{BOT_NAME}</at>"


@dataclass(frozen=True)
class Written:
    """A message, and the activity that the bot gets for it: None when the bot does not hear it."""

    message: Message
    activity: Json | None


class Writing:
    """Puts members' words into the world and on their way to the bot.

    Canopy hears a channel message only when it is mentioned, unless `hears_everything` (resource-specific consent).
    """

    def __init__(self, service: Service, wire: Wire, delivery: Delivery, attaching: Attaching) -> None:
        self._service = service
        self._attaching = attaching
        self._world = service.world
        self._wire = wire
        self._delivery = delivery
        self.hears_everything = False

    def write(
        self,
        member: Member,
        place: Place,
        text: str,
        *,
        mention: bool | None,
        card: Json | None = None,
        files: Files | None = None,
    ) -> Written:
        """Write a message down; `mention` None mentions Canopy where the text says "@Canopy", True in any case, False never.

        `card` is one that was found from the compose box and goes along, `files` go along as well. Raises Refused for a name that
        SharePoint does not take.
        """
        kept, attachments = self._store(member, place, files or {})
        text, entities = self._marked(text, mention)
        message = self._world.add_message(place, member.key, text)
        message.mentions_bot = _mentions_bot(entities)
        message.cards, message.files = [card] if card else [], kept
        where = self._world.place_of(message)
        activity = self._wire.message(member, message, where, entities, attachments) if self._heard(message) else None
        self._service.ledger.tell(Change("message", message.place, message))
        return Written(message, activity)

    def _store(self, member: Member, place: Place, files: Files) -> tuple[list[Json], list[Json]]:
        """Put files where Teams does; return what the message keeps, and what the activity tells of them."""
        if place.channel is not None and place.channel.threaded:
            return self._attaching.to_channel(member, place.channel, files), []
        kept, told = self._attaching.to_chat(member, files)
        return kept, told if place.channel is None else []  # of files in a group chat bots are not told

    def _marked(self, text: str, mention: bool | None) -> tuple[str, list[Json]]:
        ready = mention is True and _BOT_MARK in text
        text, entities = mentions_in(text, self._world.roster(), bot=mention is not False)
        if mention is True and not _mentions_bot(entities):
            text = text if ready else f"{_BOT_MARK} {text}".rstrip()
            entities.insert(0, {"type": "mention", "mentioned": dict(BOT_ACCOUNT), "text": _BOT_MARK})
        return text, entities

    def _heard(self, message: Message) -> bool:
        among_others = bool(message.root) or self._world.place_of(message).channel is not None
        return not among_others or (self._world.installed and (message.mentions_bot or self.hears_everything))

    async def deliver(self, written: Written) -> Delivered | None:
        """Bring it to the bot; when the bot does not take it the message shows as failed."""
        if written.activity is None:
            return None
        delivered = await self._delivery.post(written.activity)
        written.message.failed = not delivered.accepted
        if written.message.failed:
            self._service.ledger.tell(
                Change("failed", written.message.place, written.message, written.message.sender, _why(delivered))
            )
        return delivered

    def edit(self, member: Member, message: Message, text: str, *, mention: bool | None) -> Written:
        """Change one's own message. Raises PermissionError for somebody else's."""
        self._check_own(member, message)
        message.text, entities = self._marked(text, mention)
        message.mentions_bot = message.mentions_bot or _mentions_bot(entities)
        message.edited += 1
        place = self._world.place_of(message)
        activity = self._wire.message(member, message, place, entities)
        activity |= {"type": "messageUpdate", "channelData": self._wire.channel_data(place) | {"eventType": "editMessage"}}
        self._service.ledger.tell(Change("edited", message.place, message))
        return Written(message, activity if self._heard(message) else None)

    def delete(self, member: Member, message: Message) -> Written:
        """Delete one's own message. Raises PermissionError for somebody else's."""
        self._check_own(member, message)
        message.deleted = True
        activity = self._wire.changed("messageDelete", "softDeleteMessage", member, message, self._world.place_of(message))
        self._service.ledger.tell(Change("deleted", message.place, message))
        return Written(message, activity if self._heard(message) else None)

    @staticmethod
    def _check_own(member: Member, message: Message) -> None:
        if message.sender != member.key:
            raise PermissionError(f"{member.name} did not write this message")


def _mentions_bot(entities: list[Json]) -> bool:
    return any(entity["mentioned"]["id"] == BOT_ID for entity in entities)


def _why(delivered: Delivered) -> str:
    match delivered.status:
        case 0:
            return "Canopy could not be reached. Is it running?"
        case 504:
            return "Canopy did not answer in time."
    return f"Canopy did not take the message: it answered {delivered.status}."
