"""Who knows about something: colleagues who may, most likely first, each with the best reason."""

from __future__ import annotations

from collections.abc import Sequence

from cards.knowers import Known, ShowKnower, knower_form, knowers_card, nobody_card
from community.communities import SayItThere
from community.entries import reflection_entry
from community.finding import Entry
from community.ids import PromptId, ReflectionId
from community.knowing import MOST_SHOWN, OPENINGS, Knower, subject_asked, topics_meant
from community.packs import Pack
from community.people import MemberId
from community.privacy import display_name
from community.profile_drafts import profile_view
from community.profiles import NotWrittenYet, Profile
from community.templates import template_of
from dialogs.cataloguing import pack_in, pack_of
from dialogs.events import Due, Said
from dialogs.knowing import who_knows
from dialogs.reflecting import shared_subject
from dialogs.routing import Router
from dialogs.turn import At, Index, Reply, ShowCard, ShowForm, Turn
from store.opened import Store

router = Router()
BEGIN = "knowers.begin"
AT_ONCE = 50
"""So many earlier reflections are indexed in one go."""


@router.begins(*OPENINGS)
def find_knowers(said: Said, turn: Turn) -> Reply | None:
    """Say who may know. None where the room is asked: about no topic of the pack, and nothing that anybody here speaks of."""
    subject = subject_asked(said.text)
    if not subject:
        return None
    topic = bool(topics_meant(subject, pack_of(turn)))
    if len(turn.mine) > 1:
        if topic:
            raise SayItThere
        return None
    found = who_knows(subject, turn)
    if not found and not topic:
        return None
    others = [knower for knower in found if knower.member != turn.member.id][:MOST_SHOWN]
    if not others:
        return Reply(ShowCard(nobody_card(subject, turn.community.id, only_you=bool(found))))
    return Reply(ShowCard(knowers_card(subject, _named(others, turn), turn.community.id)))


def _named(knowers: Sequence[Knower], turn: Turn) -> list[Known]:
    profiles = turn.store.profiles.of(knower.member for knower in knowers)
    return [_known(knower, profiles.get(knower.member), turn) for knower in knowers]


def _known(knower: Knower, profile: Profile | None, turn: Turn) -> Known:
    member = turn.store.members.read(knower.member)
    name, pack = display_name(member.name if member else ""), pack_of(turn)
    return Known(knower.member, name, _work(profile, pack), knower.why, has_profile=profile is not None)


def _work(profile: Profile | None, pack: Pack) -> str:
    return profile_view(profile, pack).work if profile else ""


@router.opening(ShowKnower)
def show_knower(wish: ShowKnower, turn: Turn) -> Reply:
    """Show the profile of somebody who may know, as it is now."""
    found = turn.store.profiles.read(MemberId(wish.member))
    if found is not None and found.found:
        return Reply(ShowForm("Profile", knower_form(profile_view(found, pack_of(turn)))))
    member = turn.store.members.read(MemberId(wish.member))
    raise NotWrittenYet(name=display_name(member.name if member and member.here else ""))


@router.index("reflection")
def index_reflection(reflection_id: str, store: Store) -> Entry | None:
    """What the search holds of a reflection: nothing of what is private, or was shared without a name."""
    found = store.reflections.read(ReflectionId(reflection_id))
    if found is None:
        return None
    prompt = store.prompts.read(PromptId(found.prompt))
    return reflection_entry(found, template_of(prompt.template if prompt else "").label, pack_in(store))


@router.due(BEGIN)
def index_earlier_reflections(due: Due, turn: Turn) -> Reply:
    """Have what was shared with a name before be found: some at a time, then it is put down again for those that follow."""
    some = turn.store.reflections.named(due.detail, AT_ONCE)
    then = tuple(Index(shared_subject(reflection)) for reflection in some)
    return Reply(then=(*then, At(turn.now, BEGIN, due.about, some[-1])) if len(some) == AT_ONCE else then)
