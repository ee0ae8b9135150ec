"""Running a community: it is born, its facilitators settle how it works, and Teams tells who comes and goes."""

from __future__ import annotations

from datetime import datetime

from cards.communities import (
    MEMBERS_DATASET,
    TIME_ZONES_DATASET,
    OpenSettings,
    SendSettings,
    settings_card,
    settings_form,
    setup_card,
    which_settings_card,
)
from community.communities import (
    UNNAMED,
    Community,
    CommunityState,
    Wishes,
    first_facilitator,
    first_name,
    is_group_chat,
    settle,
    time_zones_like,
)
from community.packs import pack_named, packs
from community.people import HOSTS, CommunityId, Person, Role
from community.privacy import display_name
from community.refusals import Refusal
from dialogs.arriving import ARRIVAL, arrival, who_facilitates
from dialogs.events import ChannelRenamed, Event, Installed, Joined, Left, PlaceClosed, PlaceReopened, Said, Uninstalled
from dialogs.profiling import brought_back, put_away
from dialogs.repeating import follow_zone
from dialogs.routing import Router
from dialogs.turn import (
    Choices,
    CloseForm,
    Drawn,
    Effect,
    FileAway,
    PostThread,
    ReadRoster,
    Reply,
    ShowCard,
    ShowForm,
    Turn,
    Whisper,
)
from store.communities import Directory
from store.opened import Store

router = Router()
SETUP = "setup:"


def newborn(event: Event, community_id: str) -> Community:
    """A community for the channel or group chat where `event` happened, with sensible defaults."""
    place = event.place
    known = place.channel_name or place.home == place.team  # the general channel has the team's id; of others we need the name
    return Community(
        tenant=place.tenant,
        id=CommunityId(community_id),
        home=place.home,
        team=place.team,
        service_url=place.service_url,
        bot=place.bot,
        name=first_name(place.channel_name or "", place.team_name or "") if known else UNNAMED,
    )


def meet(person: Person, community: Community, store: Store, now: datetime) -> tuple[Effect, ...]:
    """Somebody is met, or met again; where Teams did not say their name, the roster does."""
    back = brought_back([person.id], store, community.time_zone, now)
    known = store.members.read(person.id)
    hosts = (arrival(community.id),) if known is not None and known.role in HOSTS else ()
    return (*back, *hosts) if person.name else (*back, *hosts, ReadRoster())


def begin(event: Event, community: Community, directory: Directory, store: Store, now: datetime) -> tuple[Effect, ...]:
    """A community begins: its first facilitator is whoever put Canopy there, or else who called it first.

    Where Canopy was added, the channel is told once what it is. In a group chat it is asked whether files can be kept.
    """
    first = first_facilitator(event.person, directory.installer(community.team) if community.team else None)
    store.members.met([first], role=Role.FACILITATOR)
    store.members.met([event.person])
    told = (PostThread(f"{ARRIVAL}:{community.id}"),) if isinstance(event, Installed) else ()
    then: tuple[Effect, ...] = (ReadRoster(), Whisper(first.id, f"{SETUP}{first.id}"), *told)
    if not is_group_chat(community.home):
        return then
    store.libraries.look_soon(now)
    return (*then, FileAway())


@router.paint("setup")
def paint_setup(member: str, store: Store) -> Drawn | None:
    """The set-up card, for the first facilitator."""
    community = store.settlements.read()
    if community is None:
        return None
    return Drawn(setup_card(community), f"Canopy is ready in {community.name}")


@router.word("settings", "setup", "set up")
def show_settings(_said: Said, turn: Turn) -> Reply:
    """Show what was settled, with a button for facilitators."""
    if len(turn.mine) > 1:
        return Reply(ShowCard(which_settings_card(turn.mine)))
    return Reply(ShowCard(settings_card(turn.community, turn.store.members.facilitators())))


@router.opening(OpenSettings)
def open_settings(_wish: OpenSettings, turn: Turn) -> Reply:
    """Open the settings, for facilitators."""
    community = turn.community
    now = SendSettings(
        community=community.id,
        name=community.name,
        purpose=community.purpose,
        time_zone=community.time_zone,
        unnamed="true" if community.anonymous_asking else "false",
        anyone_polls="true" if community.anyone_launches else "false",
        pack=pack_named(community.pack).slug,
    )
    return _form(now)


def _form(sent: SendSettings, wrong: str = "") -> Reply:
    return Reply(ShowForm("Settings", settings_form(sent, packs=packs(), wrong=wrong)))


@router.sending(SendSettings)
def send_settings(sent: SendSettings, turn: Turn) -> Reply:
    """Keep the settings, all of them or none."""
    wishes = Wishes(
        name=sent.name,
        purpose=sent.purpose,
        time_zone=sent.time_zone,
        anonymous_asking=sent.unnamed == "true",
        anyone_launches=sent.anyone_polls == "true",
    )
    try:
        settled = settle(wishes)
    except Refusal as refusal:
        return _form(sent, wrong=refusal.said)
    turn.store.settlements.settle(settled)
    if sent.pack in {pack.slug for pack in packs()}:
        turn.store.settlements.use_pack(sent.pack)
    return Reply(CloseForm(), then=follow_zone(turn, settled.time_zone))


@router.search(MEMBERS_DATASET)
def find_members(query: str, turn: Turn) -> Reply:
    """Members whose name holds what is typed."""
    found = turn.store.members.like(query, 15)
    return Reply(Choices(tuple((display_name(member.name), str(member.id)) for member in found)))


@router.search(TIME_ZONES_DATASET)
def find_time_zones(query: str, _turn: Turn) -> Reply:
    """Time zones whose name holds what is typed."""
    return Reply(Choices(tuple((zone, zone) for zone in time_zones_like(query))))


@router.event(Installed)
def installed(event: Installed, turn: Turn) -> Reply:
    """Canopy is (back) in the team: what was silent may speak again. Where no facilitator is left, who added it is the next."""
    turn.store.settlements.be(CommunityState.ACTIVE)
    members = turn.store.members
    if event.founding and not members.leading():
        members.met([event.person])
        members.settle_roles({**{each.id: each.role for each in members.with_roles()}, event.person.id: Role.FACILITATOR})
        return Reply(then=(ReadRoster(), arrival(turn.community.id)))
    return Reply(then=(ReadRoster(),))


@router.event(Uninstalled)
def uninstalled(_event: Uninstalled, turn: Turn) -> Reply:
    """Canopy was removed: nothing is posted, everything is kept."""
    turn.store.settlements.be(CommunityState.DORMANT)
    return Reply()


@router.event(PlaceClosed)
def closed(_event: PlaceClosed, turn: Turn) -> Reply:
    """The channel or team is archived or gone: the same as if Canopy had been removed."""
    turn.store.settlements.be(CommunityState.DORMANT)
    return Reply()


@router.event(PlaceReopened)
def reopened(_event: PlaceReopened, turn: Turn) -> Reply:
    """The channel or team is back."""
    turn.store.settlements.be(CommunityState.ACTIVE)
    return Reply(then=(ReadRoster(),))


@router.event(ChannelRenamed)
def renamed(_event: ChannelRenamed, _turn: Turn) -> Reply:
    """A channel's new name does not change the community's: its facilitators chose it."""
    return Reply()


@router.event(Joined)
def joined(event: Joined, turn: Turn) -> Reply:
    """People came: they are members from now on."""
    before = who_facilitates(turn.store)
    turn.store.members.met(event.people, role=Role.MEMBER)
    back = brought_back([person.id for person in event.people], turn.store, turn.community.time_zone, turn.now)
    roster = (ReadRoster(),) if any(not person.name for person in event.people) else ()
    return Reply(then=(*back, *roster, *_arrival_follows(turn, before)))


@router.event(Left)
def left(event: Left, turn: Turn) -> Reply:
    """People left: they can do nothing here from now on. What they wrote stays."""
    before = who_facilitates(turn.store)
    for member in event.people:
        turn.store.members.left(member, turn.now)
    return Reply(then=(*put_away(event.people, turn.store, turn.now), *_arrival_follows(turn, before)))


def _arrival_follows(turn: Turn, before: list[str]) -> tuple[Effect, ...]:
    """What the channel was told of who facilitates, where that is somebody else now."""
    return (arrival(turn.community.id),) if who_facilitates(turn.store) != before else ()
