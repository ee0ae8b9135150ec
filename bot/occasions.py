"""What happens without anybody acting: one turn, done by nobody, in the community it belongs to.

Two things bring it about: the clock, when the time for something has come, and the librarian, when something was filed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.effects import write_effects
from community.communities import Community, is_group_chat
from community.people import CommunityId, Member, MemberId, Person, TeamsId, TenantId
from dialogs.catalogue import CATALOGUE
from dialogs.events import Due, Event, Place, Scope
from dialogs.turn import Reply, Turn
from store.ballots import Ballots
from store.database import Connection
from store.due import DueRow, due_id
from store.opened import Store
from store.seals import Seals

CANOPY = MemberId("canopy")
"""Who acts when the clock does. No member has this id: theirs come from Microsoft Entra."""


class NobodyDoesThat(Exception):
    """Raised for work that this Canopy does not know: an older or newer one put it down."""


@dataclass(frozen=True, slots=True)
class Whose:
    """The community that something belongs to, and how it is reached."""

    tenant: TenantId
    community: CommunityId
    service_url: str


class Occasions:
    """Does what is due, and tells dialogs what Canopy itself brought about."""

    def __init__(self, seals: Seals, ballots: Ballots, *, new_id: Callable[[], str]) -> None:
        self._seals = seals
        self._ballots = ballots
        self._new_id = new_id

    def do(self, connection: Connection, row: DueRow, now: datetime) -> bool:
        """Do work that was claimed in this transaction. True when there is something to deliver.

        Raises `NobodyDoesThat`, or what the work raised.
        """
        handle = CATALOGUE.dues.get(row.what)
        if handle is None:
            raise NobodyDoesThat
        whose = Whose(row.tenant, row.community, row.service_url)
        return self._happen(connection, whose, now, lambda turn: handle(_event(row, turn.place), turn))

    def tell(self, connection: Connection, whose: Whose, kind: type[Event], now: datetime, **told: Any) -> bool:
        """Tell a community's dialogs of an event of Canopy's own: `kind`, with what it holds. True as for `do`.

        Raises `NobodyDoesThat`, or what the dialog raised.
        """
        handle = CATALOGUE.events.get(kind)
        if handle is None:
            raise NobodyDoesThat
        return self._happen(
            connection,
            whose,
            now,
            lambda turn: handle(kind(id=self._new_id(), place=turn.place, person=_canopy(turn.place), **told), turn),
        )

    def _happen(self, connection: Connection, whose: Whose, now: datetime, work: Callable[[Turn], Reply]) -> bool:
        """One turn in a community. False when the community is gone, or nothing is to be said."""
        store = Store(connection, whose.tenant, whose.community, whose.service_url)
        community = store.settlements.read()
        if community is None:
            return False
        reply = work(self._turn(store, community, now))
        write_effects(store, reply.then, community, community.home, now)
        return bool(reply.then)

    def _turn(self, store: Store, community: Community, now: datetime) -> Turn:
        return Turn(
            member=Member(id=CANOPY, teams_id=TeamsId(community.bot), name="Canopy"),
            community=community,
            now=now,
            store=store,
            seals=self._seals,
            place=_home(community),
            new_id=self._new_id,
            ballots=self._ballots,
        )


def _home(community: Community) -> Place:
    """Where the community meets."""
    return Place(
        tenant=community.tenant,
        scope=Scope.GROUP if is_group_chat(community.home) else Scope.CHANNEL,
        conversation=community.home,
        home=community.home,
        service_url=community.service_url,
        bot=community.bot,
        team=community.team,
    )


def _event(row: DueRow, place: Place) -> Due:
    return Due(
        id=due_id(row.what, row.about),
        place=place,
        person=_canopy(place),
        what=row.what,
        about=row.about,
        at=row.planned,
        detail=row.detail,
    )


def _canopy(place: Place) -> Person:
    return Person(id=CANOPY, teams_id=TeamsId(place.bot), name="Canopy")
