"""Profiles as people come upon them: their own, a colleague's, an introduction; and once a year, whether it is still right."""

from __future__ import annotations

from collections.abc import Sequence

from cards.profiles import (
    ConfirmProfile,
    ShowProfile,
    choose_card,
    confirm_card,
    gone_card,
    mine_here_card,
    my_card,
    none_yet_card,
    profile_card,
)
from community.communities import SayItThere
from community.entries import profile_entry
from community.finding import Entry
from community.names import MOST_NAMES, OPENINGS, a_slip_away, looks_like_a_name, meant_by, name_asked, names_in
from community.people import Member, MemberId
from community.privacy import display_name, one_line, shortened
from community.profiles import NobodyCalled, NotWrittenYet, Profile, should_ask, should_erase
from dialogs.cataloguing import pack_in, pack_of
from dialogs.events import Due, Said, Scope
from dialogs.profiling import (
    CONFIRM,
    ERASE,
    ROSTER,
    SHOWN,
    after_roster,
    asked_next,
    brought_up_to_date,
    day_of,
    my_profile,
    shown_subject,
    subject,
    taken_down,
    view_in,
)
from dialogs.routing import Router
from dialogs.turn import Drawn, Post, Reply, ShowCard, Turn, Whisper
from store.opened import Store

router = Router()
CHOICES = 6
LOOKED_AT = 500
"""So many members whose name holds what is looked for are looked at."""
THANKED = "Thank you. I ask again in a year."
ASKED = "profileasked"


@router.word("profile", "my profile", "profiles", "edit profile", "edit my profile", "change my profile", "who am i", "about me")
def show_mine(_said: Said, turn: Turn) -> Reply:
    """Show one's own profile, or how to write one. What it says is shown in the 1:1 chat only."""
    if len(turn.mine) > 1:
        return Reply(ShowCard(none_yet_card(turn.mine)))
    found = turn.store.profiles.read(turn.member.id)
    if found is None or not found.found:
        drafted = turn.store.profiles.draft(turn.member.id) is not None and turn.place.scope is Scope.CHAT
        return Reply(ShowCard(none_yet_card([turn.community], drafted=drafted)))
    if turn.place.scope is not Scope.CHAT:
        return Reply(ShowCard(mine_here_card(turn.community, found.name)))
    return Reply(ShowCard(my_card(view_in(found, turn.store), day_of(found, turn.community), turn.community)))


@router.begins(*OPENINGS)
def who_is(said: Said, turn: Turn) -> Reply | None:
    """Show somebody's profile. None where the message asks for something else: "who is free on Friday?"."""
    asked = name_asked(said.text)
    mentioned = [member for person in said.mentioned if person.name == asked and (member := turn.store.members.called(person.id))]
    close, people = False, [member for member in mentioned if member.here] or _called(asked, turn)
    if not people and (not looks_like_a_name(asked) or pack_of(turn).topics_in(asked)):
        return None
    if len(turn.mine) > 1:
        raise SayItThere
    if not people:
        close, people = True, _nearly_called(asked, turn)
    if not people:
        raise NobodyCalled(words=asked, community=turn.community.name)
    if len(people) > 1 or close:
        return Reply(ShowCard(_choice(asked, people, turn, unsure=close)))
    return _look_at(people[0], turn)


def _called(asked: str, turn: Turn) -> list[Member]:
    words = sorted(asked.split(), key=len)[:MOST_NAMES]
    return meant_by(asked, turn.store.members.like(words[-1], LOOKED_AT)) if words else []


def _nearly_called(asked: str, turn: Turn) -> list[Member]:
    """Members whose name is a slip of the finger away: looked for among those whose names begin alike."""
    longest = max(names_in(asked), key=len)
    return a_slip_away(asked, turn.store.members.like(longest[:2], LOOKED_AT))


def _choice(asked: str, people: Sequence[Member], turn: Turn, *, unsure: bool) -> dict[str, object]:
    shown = people[:CHOICES]
    profiles = turn.store.profiles.of(member.id for member in shown)
    named = [(_told_apart(member, profiles.get(member.id)), str(member.id)) for member in shown]
    there = str(turn.community.id) if turn.place.scope is Scope.CHAT else ""
    return choose_card(asked, named, more=len(people) > CHOICES, unsure=unsure, community=there)


def _told_apart(member: Member, profile: Profile | None) -> str:
    """A colleague's name, and what they do where they say so: two may have the same name."""
    work = profile.job or profile.organisation if profile else ""
    return shortened(f"{display_name(member.name)} · {one_line(work, 40)}" if work else display_name(member.name), 90)


def _look_at(member: Member, turn: Turn) -> Reply:
    """Show a profile where somebody looked for it; should it be withdrawn, it goes from there too."""
    found = turn.store.profiles.read(member.id)
    if found is not None and found.found:
        return Reply(then=(Post(shown_subject(member.id, turn.new_id())),))
    if member.id == turn.member.id:
        return Reply(ShowCard(none_yet_card([turn.community])))
    raise NotWrittenYet(name=display_name(member.name))


@router.press(ShowProfile)
def show_profile(press: ShowProfile, turn: Turn) -> Reply:
    """Show the profile of the colleague that was chosen, to who pressed."""
    found = turn.store.profiles.read(MemberId(press.member))
    if found is not None and found.found:
        return Reply(ShowCard(_card(found, turn.store)))
    member = turn.store.members.read(MemberId(press.member))
    if member is None or not member.here:
        return Reply(ShowCard(gone_card()))
    raise NotWrittenYet(name=display_name(member.name))


@router.press(ConfirmProfile, once=lambda press: ("profile.confirm", press.community, str(press.revision)))
def confirm(_press: ConfirmProfile, turn: Turn) -> Reply:
    """One's own profile is still right; it is asked again in a year."""
    draft, found = turn.store.profiles.draft(turn.member.id), my_profile(turn)
    right = found.confirmed(turn.now)
    turn.store.profiles.save(right)
    if draft is not None:
        turn.store.profiles.keep_draft(turn.member.id, draft, turn.now)
    card = my_card(view_in(right, turn.store), day_of(right, turn.community), turn.community, private=THANKED)
    return Reply(ShowCard(card), then=(*brought_up_to_date(right), asked_next(right, turn)))


@router.due(CONFIRM)
def ask_to_confirm(due: Due, turn: Turn) -> Reply:
    """A year went by: ask once, in private, whether it is still right."""
    found = turn.store.profiles.read(MemberId(due.about))
    if found is None or not should_ask(found, turn.community.time_zone, turn.now):
        return Reply()
    return Reply(then=(Whisper(found.member, f"{ASKED}:{found.member}"),))


@router.due(ERASE)
def erase(due: Due, turn: Turn) -> Reply:
    """Thirty days went by since somebody left: nothing of their profile is kept."""
    member = MemberId(due.about)
    found, known = turn.store.profiles.read(member, to_change=True), turn.store.members.read(member)
    if (known is not None and known.here) or (found is not None and not should_erase(found, turn.now)):
        return Reply()
    gone = taken_down(found, turn.store) if found is not None else ()
    turn.store.profiles.forget(member)
    turn.store.forget(subject(member))
    return Reply(then=gone)


@router.due(ROSTER)
def follow_roster(_due: Due, turn: Turn) -> Reply:
    """The roster was read: profiles go and come with their members."""
    return Reply(then=after_roster(turn.store, turn.community.time_zone, turn.now))


@router.paint("profile")
def paint_introduction(member: str, store: Store) -> Drawn | None:
    """Somebody's introduction in the channel, as their profile is now. Where it is taken down, a line stays."""
    found = store.profiles.read(MemberId(member))
    if found is not None and found.found and found.introduced:
        return Drawn(_card(found, store, introducing=True), _summary("Meet", found))
    return Drawn(gone_card(), "A profile is not shown any more") if store.postings.read(subject(member)) else None


@router.paint(SHOWN)
def paint_shown(name: str, store: Store) -> Drawn | None:
    """A profile where somebody looked for it. Where it is withdrawn, a line stays."""
    found = store.profiles.read(MemberId(name.rpartition("/")[0]))
    if found is not None and found.found:
        return Drawn(_card(found, store), _summary("The profile of", found))
    return Drawn(gone_card(), "A profile is not shown any more")


@router.paint(ASKED)
def paint_question(member: str, store: Store) -> Drawn | None:
    """The question whether it is still right. Nothing when the profile went in between."""
    found, community = store.profiles.read(MemberId(member)), store.settlements.read()
    if found is None or not found.found or community is None:
        return None
    return Drawn(
        confirm_card(view_in(found, store), community, found.revision), f"Is your profile in {community.name} still right?"
    )


@router.index("profile")
def index_profile(member: str, store: Store) -> Entry | None:
    """What the search holds of a profile: nothing of one that was put away."""
    found = store.profiles.read(MemberId(member))
    return None if found is None else profile_entry(found, pack_in(store))


def _card(profile: Profile, store: Store, *, introducing: bool = False) -> dict[str, object]:
    return profile_card(view_in(profile, store), day_of(profile, store.settlements.read()), introducing=introducing)


def _summary(before: str, profile: Profile) -> str:
    return shortened(f"{before} {profile.called}", 160)
