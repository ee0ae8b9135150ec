"""What is done when its time has come: one turn, done by nobody, in the community it was put down in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.effects import GROUP_CHAT, write_effects
from community.communities import Community
from community.people import Member, MemberId, Person, TeamsId
from dialogs.catalogue import CATALOGUE
from dialogs.events import Due, Place, Scope
from dialogs.turn import Turn
from store.ballots import Ballots
from store.database import Connection
from store.due import DueRow, due_id
from store.opened import Store
from store.seals import Seals

CANOPY = MemberId("canopy")
"""Who acts when the clock does. No member has this id: theirs come from Microsoft Entra."""


class NobodyDoesThat(Exception):
    """Raised for work that this Canopy does not know: an older or newer one put it down."""


class Occasions:
    """Does what is due."""

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
        store = Store(connection, row.tenant, row.community, row.service_url)
        community = store.settlements.read()
        if community is None:
            return False
        turn = self._turn(store, community, now)
        reply = handle(_event(row, turn.place), turn)
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
        scope=Scope.GROUP if community.home.endswith(GROUP_CHAT) else Scope.CHANNEL,
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
        person=Person(id=CANOPY, teams_id=TeamsId(place.bot), name="Canopy"),
        what=row.what,
        about=row.about,
        at=row.planned,
        detail=row.detail,
    )
