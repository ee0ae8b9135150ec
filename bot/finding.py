"""Which community an event belongs to, and who acts in it. Both come from Teams; what a card says is checked against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.effects import write_effects
from community.communities import Community, CommunityState, NoCommunityYet, NotAMember
from community.people import CommunityId, Member
from dialogs import communities as founding
from dialogs.events import Event, FormOpened, FormSent, Place, Queried, Scope
from store.chats import chat_with, keep_chat
from store.communities import Directory
from store.database import Connection
from store.deliveries import wake
from store.opened import Store


class Stranger(Exception):
    """Raised when the community or the member is not known yet: introduce them in a turn of its own, then come back.

    Of its own, so that nothing a first-time member does is tied to them by sharing a transaction.
    """


@dataclass(frozen=True, slots=True)
class Found:
    """Where an event belongs."""

    community: Community
    member: Member
    mine: tuple[Community, ...] = ()


def find(connection: Connection, event: Event, wanted: str) -> Found:
    """The community and member of an event. `wanted` is the community a card names; it counts in a 1:1 chat only.

    Raises `Stranger`, or a refusal.
    """
    composed = isinstance(event, Queried) or (isinstance(event, FormOpened | FormSent) and event.composed)
    place = event.place
    if place.scope is Scope.CHAT:
        return _in_chat(connection, event, wanted, composed=composed)
    seen = Directory(connection, place.tenant).seen_at(place.home, place.conversation, event.person.id)
    if composed and (seen is None or seen[0].state is not CommunityState.ACTIVE):
        if isinstance(event, Queried):  # who writes elsewhere looks through their own communities
            return _in_chat(connection, event, wanted, composed=True)
        raise NoCommunityYet  # that somebody writes there does not mean that Canopy may
    if seen is None:
        raise Stranger
    community, member, silent = seen
    if member is None or not member.here:
        raise Stranger
    if composed:
        return Found(community, member)
    if silent:
        wake(connection, place.tenant, place.conversation)
        wake(connection, place.tenant, place.home)
    _alive(connection, community, place)
    return Found(community, member)


def _alive(connection: Connection, community: Community, place: Place) -> None:
    """Somebody acts there: so the community is active, and reached the way they came."""
    if community.state is not CommunityState.ACTIVE or community.service_url != place.service_url:
        store = Store(connection, place.tenant, community.id)
        store.settlements.be(CommunityState.ACTIVE)
        store.settlements.reached_through(place.service_url)


def _in_chat(connection: Connection, event: Event, wanted: str, *, composed: bool) -> Found:
    place = event.place
    directory = Directory(connection, place.tenant)
    if not composed:  # the box one writes in is in chats between people too, where Canopy is not
        if chat_with(connection, place.tenant, event.person.id) != place.conversation:
            keep_chat(connection, place.tenant, event.person.id, place.conversation, place.service_url)
        wake(connection, place.tenant, event.person.id)
    mine = tuple(directory.of(event.person.id))
    if not mine:
        raise NoCommunityYet
    meant = next((community for community in mine if community.id == wanted), None if wanted else mine[0])
    seen = directory.seen(meant.id, event.person.id) if meant else None
    if seen is None or seen[1] is None:
        raise NotAMember
    return Found(seen[0], seen[1], mine)


def introduce(connection: Connection, event: Event, new_id: str, now: datetime) -> None:
    """Make the community and the member known. Safe to repeat."""
    place = event.place
    directory = Directory(connection, place.tenant)
    community = directory.meeting_at(place.home)
    if community is not None:
        store = Store(connection, place.tenant, community.id, place.service_url)
        store.members.met([event.person])
        write_effects(store, founding.meet(event.person, community, store, now), community, place.conversation, now)
        return
    newborn = founding.newborn(event, new_id)
    directory.found(newborn, now)
    store = Store(connection, place.tenant, CommunityId(new_id), place.service_url)
    write_effects(store, founding.begin(event, newborn, directory, store, now), newborn, place.conversation, now)
