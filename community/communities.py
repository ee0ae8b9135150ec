"""One community of practice: where it meets, what it is for, and what its facilitators have settled."""

from __future__ import annotations

import zoneinfo
from enum import StrEnum
from functools import lru_cache

from community.people import CommunityId, Model, Person, TenantId
from community.privacy import TextMissing, clean, one_line
from community.refusals import Refusal

NAME_LIMIT = 80
PURPOSE_LIMIT = 500
DEFAULT_TIME_ZONE = "Europe/London"
UNNAMED = "this community"
"""What a community is called until Teams has told the names of its channel and team."""
DEFAULT_PURPOSE = "Learn from each other's practice, ask what we would not ask alone, and keep what helps."


class CommunityState(StrEnum):
    """Whether a community can be written to."""

    ACTIVE = "active"
    DORMANT = "dormant"
    """Canopy was removed, or the channel or team is archived or gone. Nothing is posted; everything is kept."""


GROUP_CHAT = "@thread.v2"
"""How the id of a group chat ends. It has no threads, is in no team, and has no library of its own."""


def is_group_chat(home: str) -> bool:
    """True where a community meets in a group chat, and not in a channel."""
    return home.endswith(GROUP_CHAT)


class Community(Model):
    """A community, as every turn sees it."""

    tenant: TenantId
    id: CommunityId
    home: str
    """The conversation it meets in: a channel (`19:...@thread.tacv2`) or a group chat."""
    team: str | None
    service_url: str
    bot: str
    """How Teams calls Canopy here (`28:...`)."""
    name: str
    purpose: str = DEFAULT_PURPOSE
    time_zone: str = DEFAULT_TIME_ZONE
    anonymous_asking: bool = False
    anyone_launches: bool = False
    """True where every member may launch polls, not only facilitators."""
    support: str = ""
    """Where to find support, in the facilitators' own words; empty for the words Canopy comes with."""
    pack: str = "mca"
    """The slug of its practice pack: what its documents and topics are called."""
    gate_memorandum: bool = False
    """True where one accepts the memorandum before asking with case detail and before sharing reflections."""
    call_after_days: int = 2
    """Working days after which somebody who knows is called on for an ask without an answer; 0 for never."""
    state: CommunityState = CommunityState.ACTIVE


class FacilitatorsOnly(Refusal):
    """Raised when somebody who does not facilitate reaches for what facilitators do."""

    sentence = "Only a facilitator of {community} can do that. Ask one of them: {facilitators}."


class NobodyFacilitates(Refusal):
    """Raised instead when every facilitator has left the team."""

    sentence = (
        "Nobody facilitates {community} any more. A co-facilitator can take over with @Canopy roles; or a team owner adds Canopy "
        "to the team again, and becomes its facilitator."
    )


class NoFacilitatorLeft(Refusal):
    """Raised when a change would leave a community without a facilitator."""

    sentence = "A community needs at least one facilitator who is still in the team. Please choose one."


class UnknownTimeZone(Refusal):
    """Raised for a time zone nobody knows."""

    sentence = "“{zone}” is not a time zone I know. Please choose one from the list, for example Europe/London."


class NotAMember(Refusal):
    """Raised when somebody acts for a community they are not in. Says the same for one that does not exist."""

    sentence = "I cannot find that community, or you are not in its team any more."


class NoCommunityYet(Refusal):
    """Raised in a 1:1 chat with somebody Canopy has met in no channel."""

    sentence = "I do not know a community of yours yet. Add me to a channel and write @Canopy there once; then come back."


class WhichCommunity(Refusal):
    """Raised in a 1:1 chat when it is not clear which community is meant."""

    sentence = "You are in more than one community. Please choose which one you mean."


class SayItThere(Refusal):
    """Raised in a 1:1 chat for a word that is about one community, with somebody who is in several."""

    sentence = "You are in more than one community. Please write that to me in the channel of the one you mean."


def first_name(channel: str, team: str) -> str:
    """What to call a new community: its channel's name, or its team's where it meets in the general channel."""
    called = team if team and channel in {"", "General"} else channel
    return one_line(called, NAME_LIMIT) or UNNAMED


@lru_cache(maxsize=1)
def known_time_zones() -> frozenset[str]:
    """Every IANA zone this installation knows."""
    return frozenset(zoneinfo.available_timezones())


def time_zones_like(query: str, limit: int = 15) -> list[str]:
    """Zones whose name holds the words of `query`, Europe first."""
    words = clean(query).lower().replace(" ", "_").split("_")
    found = [zone for zone in known_time_zones() if "/" in zone and all(word in zone.lower() for word in words)]
    return sorted(found, key=lambda zone: (not zone.startswith("Europe/"), zone))[:limit]


class Settled(Model):
    """What the settings form settles, checked."""

    name: str
    purpose: str
    time_zone: str
    anonymous_asking: bool
    anyone_launches: bool = False


class Wishes(Model):
    """What somebody typed into the settings form, unchecked."""

    name: str
    purpose: str
    time_zone: str
    anonymous_asking: bool
    anyone_launches: bool = False


def settle(wishes: Wishes) -> Settled:
    """Check a settings form.

    Raises `TextMissing` or `UnknownTimeZone`.
    """
    name = one_line(wishes.name, NAME_LIMIT)
    if not name:
        raise TextMissing
    if wishes.time_zone not in known_time_zones():
        raise UnknownTimeZone(zone=one_line(wishes.time_zone, 40))
    return Settled(
        name=name,
        purpose=clean(wishes.purpose)[:PURPOSE_LIMIT] or DEFAULT_PURPOSE,
        time_zone=wishes.time_zone,
        anonymous_asking=wishes.anonymous_asking,
        anyone_launches=wishes.anyone_launches,
    )


def first_facilitator(caller: Person, installer: Person | None) -> Person:
    """Who facilitates a new community: who put Canopy into the team, if they are still in it, or else who called it first."""
    return installer or caller
