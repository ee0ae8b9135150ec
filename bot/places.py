"""What Teams tells about places and people coming and going. One event may concern every community of a team."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.effects import write_effects
from bot.finding import introduce
from community.communities import Community
from community.people import Member
from community.times import milliseconds
from dialogs.catalogue import CATALOGUE
from dialogs.events import ChannelRenamed, Event, Installed, Joined, Left, PlaceClosed, PlaceReopened, Scope, Uninstalled
from dialogs.turn import Turn
from store.communities import Directory
from store.database import Connection, Database
from store.deliveries import wake_channel
from store.inbox import Inbox
from store.opened import Store
from store.seals import Seals

PLACE_EVENTS = (Installed, Uninstalled, Joined, Left, ChannelRenamed, PlaceClosed, PlaceReopened)


class Places:
    """Handles what is told about a place rather than done by a member."""

    def __init__(
        self,
        database: Database,
        seals: Seals,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        wake_courier: Callable[[], None],
    ) -> None:
        self._database = database
        self._seals = seals
        self._clock = clock
        self._new_id = new_id
        self._wake_courier = wake_courier

    async def handle(self, event: Event) -> None:
        """Take note of an event. Nothing is answered."""
        now, new_id = self._clock(), self._new_id()
        await self._database.transact(lambda connection: self._take_note(connection, event, new_id, now))
        self._wake_courier()

    def _take_note(self, connection: Connection, event: Event, new_id: str, now: datetime) -> None:
        inbox = Inbox(connection, event.place.tenant)
        keys = [self._seals.opaque("activity", type(event).__name__, event.place.conversation, event.id)]
        if event.place.scope is Scope.CHAT or inbox.seen(keys) is not None:
            return
        directory = Directory(connection, event.place.tenant)
        if isinstance(event, Installed):
            if event.place.team:
                directory.installed(event.place.team, event.person.id, now)
            if event.founding and directory.meeting_at(event.place.home) is None:
                introduce(connection, event, new_id, now)
        for write in [self._tell(connection, event, community, now) for community in self._concerned(directory, event)]:
            write()
        inbox.keep(keys, None, milliseconds(now))

    def _concerned(self, directory: Directory, event: Event) -> list[Community]:
        """The whole team's communities, or the one that meets there."""
        one_place = isinstance(event, ChannelRenamed) or (isinstance(event, PlaceClosed | PlaceReopened) and not event.whole_team)
        if event.place.team and not one_place:
            return sorted(directory.of_team(event.place.team), key=lambda community: community.id)
        there = directory.meeting_at(event.place.home)
        return [there] if there else []

    def _tell(self, connection: Connection, event: Event, community: Community, now: datetime) -> Callable[[], None]:
        """Tell one community. Returns what writes the effects, for after all were told: turns write them last too."""
        person = event.person
        turn = Turn(
            member=Member(id=person.id, teams_id=person.teams_id, name=person.name),
            community=community,
            now=now,
            store=Store(connection, event.place.tenant, community.id, event.place.service_url),
            seals=self._seals,
            place=event.place,
            new_id=self._new_id,
        )
        if isinstance(event, Installed | PlaceReopened):
            wake_channel(connection, event.place.tenant, community.home)
        reply = CATALOGUE.events[type(event)](event, turn)
        return lambda: write_effects(turn.store, reply.then, community, community.home, now)
