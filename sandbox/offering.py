"""Files that Canopy offers in 1:1: what the member answers, and what the bot is told."""

from __future__ import annotations

from sandbox.activity_rules import FILE_CONSENT, file_cards
from sandbox.answers import Answer, read_answer
from sandbox.delivery import Delivery
from sandbox.drive import Drive
from sandbox.live import Change
from sandbox.people import Member
from sandbox.service import Service
from sandbox.wire import Wire
from sandbox.world import Json, Message


class Offering:
    """Turns an answer to a file consent card into its invoke."""

    def __init__(self, service: Service, wire: Wire, delivery: Delivery, drive: Drive) -> None:
        self._service = service
        self._world = service.world
        self._wire = wire
        self._delivery = delivery
        self._drive = drive

    async def answer(self, member: Member, message: Message, *, accept: bool) -> Answer:
        """Take the file that a message offers, or do not want it. Raises LookupError when it offers none.

        Nothing here forgets that it was answered before: a client may send the same answer twice.
        """
        offers = file_cards(message, FILE_CONSENT)
        if not offers or message.deleted:
            raise LookupError("this message offers no file")
        content, name = offers[0]["content"], offers[0]["name"]
        context = content.get("acceptContext" if accept else "declineContext")
        value: Json = {"type": "fileUpload", "action": "accept" if accept else "decline", "context": context}
        if accept:
            value["uploadInfo"] = self._drive.begin(member, name)
        activity = self._wire.invoke("fileConsent/invoke", member, self._world.place_of(message), value, message.id)
        delivered = await self._delivery.post(activity)
        if not delivered.accepted:
            return read_answer(delivered)
        if file_cards(message, FILE_CONSENT) == offers:
            message.consent = "accepted" if accept else "declined"
            self._service.ledger.tell(Change("edited", message.place, message))
        return Answer(delivered.status, "none", ms=delivered.ms)
