"""Profiles for a turn: one's own, shown wherever somebody looks, put away and brought back with their members."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from community.communities import Community
from community.people import MemberId
from community.profile_drafts import ProfileDraft, ProfileView, profile_view
from community.profiles import NoProfileYet, Profile, confirm_at, erase_at
from dialogs.cataloguing import pack_in
from dialogs.turn import At, Effect, Index, NotAt, Refresh, Turn
from store.opened import Store

SHOWN = "profileshown"
"""Begins what the postings call a profile that was shown to somebody who looked."""
CONFIRM, ERASE, ROSTER = "profile.confirm", "profile.erase", "profile.roster"
MOST_SHOWN = 100
"""So many places where a profile was shown are brought up to date when it goes."""
AT_ONCE = 200
_MARGIN = timedelta(seconds=1)
"""Work is put down to the millisecond, and is not to come too early."""


def subject(member: str) -> str:
    """What the outbox and the search call a profile; the posting of that name is its introduction in the channel."""
    return f"profile:{member}"


def shown_subject(member: str, new_id: str) -> str:
    """What the outbox calls a profile that is shown to somebody who looked for it."""
    return f"{SHOWN}:{member}/{new_id}"


def my_profile(turn: Turn) -> Profile:
    """The member's own profile, to be changed. Raises `NoProfileYet`."""
    found = turn.store.profiles.read(turn.member.id, to_change=True)
    if found is None or not found.found:
        raise NoProfileYet
    return found


def mark_of(draft: ProfileDraft) -> str:
    """What tells one draft from another."""
    return hashlib.sha256(draft.kept().model_dump_json().encode()).hexdigest()[:24]


def view_in(profile: Profile, store: Store) -> ProfileView:
    """How a profile reads in its community."""
    return profile_view(profile, pack_in(store))


def day_of(profile: Profile, community: Community | None) -> date:
    """When its member last said that it is right, where the community is."""
    zone = ZoneInfo(community.time_zone) if community else None
    return profile.confirmed_at.astimezone(zone).date() if zone else profile.confirmed_at.date()


def asked_next(profile: Profile, turn: Turn) -> At:
    """Have its member asked in a year's time whether it is still right."""
    return At(confirm_at(profile, turn.community.time_zone), CONFIRM, profile.member)


def brought_up_to_date(profile: Profile) -> tuple[Effect, ...]:
    """Have the search and the introduction say what the profile says now."""
    shown = profile.card is not None or profile.introduced
    return (Index(subject(profile.member)), *([Refresh(subject(profile.member))] if shown else []))


def taken_down(profile: Profile, store: Store) -> tuple[Effect, ...]:
    """Nobody finds the profile any more, and wherever it was shown it is not."""
    places = store.postings.beginning(f"{SHOWN}:{profile.member}/", MOST_SHOWN)
    return (*brought_up_to_date(profile), *(Refresh(place) for place in places))


def put_away(people: Iterable[MemberId], store: Store, now: datetime) -> tuple[Effect, ...]:
    """People left: their profiles are found no more from this moment, and are erased unless they come back in time."""
    effects: list[Effect] = []
    for each in people:
        member = store.members.called(each)
        if member is None or member.here:
            continue
        profile = store.profiles.read(member.id)
        if store.profiles.put_away(member.id, now) and profile is not None:
            effects += taken_down(profile, store)
        if profile is not None or store.profiles.draft(member.id) is not None:
            effects.append(At(erase_at(now) + _MARGIN, ERASE, member.id))
    return tuple(effects)


def brought_back(people: Iterable[MemberId], store: Store, zone: str, now: datetime) -> tuple[Effect, ...]:
    """People are back: so is what they had here, within 30 days."""
    effects: list[Effect] = []
    for member in people:
        found = store.profiles.read(member)
        back = store.profiles.bring_back(member, now) if found is not None and found.ended_at is not None else None
        if found is None or found.ended_at is None or back is None:
            continue
        effects += [NotAt(ERASE, member), *brought_up_to_date(back)]
        if confirm_at(back, zone) > found.ended_at:  # not asked yet when they left
            effects.append(At(confirm_at(back, zone), CONFIRM, member))
    return tuple(effects)


def after_roster(store: Store, zone: str, now: datetime) -> tuple[Effect, ...]:
    """The roster was read: what it says of who is here is true of their profiles too."""
    leavers = [profile.member for profile in store.profiles.of_leavers(AT_ONCE)]
    away = [member for member in store.profiles.ended_before(now, AT_ONCE) if (read := store.members.read(member)) and read.here]
    more = (At(now, ROSTER, ""),) if len(leavers) == AT_ONCE else ()
    drafts = (At(erase_at(left) + _MARGIN, ERASE, member) for member, left in store.profiles.drafts_of_leavers(AT_ONCE))
    return (*put_away(leavers, store, now), *drafts, *brought_back(away, store, zone, now), *more)
