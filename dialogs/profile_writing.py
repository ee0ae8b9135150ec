"""Writing one's own profile: the form, the draft, how it will read, and taking it back."""

from __future__ import annotations

import re

from cards.profile_writing import (
    INTRODUCED,
    TITLE,
    UNSAID,
    ComposeProfile,
    OpenProfile,
    OpenWithdraw,
    ProfileFields,
    SendChange,
    SendDrop,
    SendLater,
    SendPreview,
    SendProfile,
    SendWhere,
    SendWithdraw,
    Writing,
    preview_form,
    profile_form,
    where_form,
    withdraw_form,
)
from cards.profiles import profile_card
from community.communities import WhichCommunity
from community.packs import Pack
from community.profile_drafts import ProfileDraft, draft_of, profile_of, profile_view, written
from community.profiles import Profile
from community.refusals import Refusal
from dialogs.cataloguing import pack_of
from dialogs.profiling import (
    CONFIRM,
    ERASE,
    asked_next,
    brought_up_to_date,
    day_of,
    mark_of,
    my_profile,
    subject,
    taken_down,
)
from dialogs.routing import Router
from dialogs.turn import Effect, Index, NotAt, PostThread, Refresh, Reply, Say, ShowForm, Turn

router = Router()
PREVIEW = "How colleagues will read it"
LATER = "Saved for later. Write @Canopy profile to go on. Until then only you can read it."
SAVED = "Saved. Colleagues find you with “@Canopy who is” and your name. You can change it at any time with @Canopy profile."
INTRODUCED_NOW = "Saved, and I introduce you in the channel now. You can change it at any time with @Canopy profile."
WITHDRAWN = "Your profile is withdrawn, and nothing of it is kept."
OLD_PREVIEW = "That preview is not the newest one. Here is what you wrote last; please look at it once more."
_PIECES = re.compile(r"[,;\n]+")


@router.opening(OpenProfile)
def open_profile(wish: OpenProfile, turn: Turn) -> Reply:
    """Open the form, whoever presses: with their draft, else their profile, else empty."""
    return _where_or_form(wish.community, turn)


@router.opening(ComposeProfile)
def open_from_box(wish: ComposeProfile, turn: Turn) -> Reply:
    """Open the same form from the box one writes in."""
    return _where_or_form(wish.community, turn)


def _where_or_form(community: str, turn: Turn) -> Reply:
    """The form; in a 1:1 chat, who is in several communities says first which one is meant."""
    if len(turn.mine) > 1 and not community:
        return Reply(ShowForm(TITLE, where_form(turn.mine)))
    return _begin(turn)


@router.sending(SendWhere)
def choose_community(sent: SendWhere, turn: Turn) -> Reply:
    """From the question which community is meant to the form."""
    if not sent.community and len(turn.mine) > 1:
        raise WhichCommunity
    return _begin(turn)


@router.sending(SendChange)
def change(_sent: SendChange, turn: Turn) -> Reply:
    """From the preview back to the form."""
    return _begin(turn, drafted=False)


@router.sending(SendDrop)
def drop_draft(_sent: SendDrop, turn: Turn) -> Reply:
    """Drop the draft; the form shows what was there before."""
    turn.store.profiles.drop_draft(turn.member.id)
    return _begin(turn)


@router.sending(SendPreview)
def preview(sent: SendPreview, turn: Turn) -> Reply:
    """Show how it will read. What was typed is kept as a draft, so that nothing is lost from here on."""
    draft = _typed(sent)
    try:
        said = written(draft, pack_of(turn))
    except Refusal as refusal:
        return _form(sent, turn, wrong=refusal.said)
    turn.store.profiles.keep_draft(turn.member.id, draft, turn.now)
    before = _before(turn)
    profile = profile_of(said, turn.member.id, turn.now, before).model_copy(update={"name": turn.member.name})
    drawn = profile_card(profile_view(profile, pack_of(turn)), day_of(profile, turn.community))
    kept = SendProfile(nonce=turn.new_id(), shown=mark_of(draft), community=turn.community.id)
    introduced = before is not None and before.introduced
    return Reply(ShowForm(PREVIEW, preview_form(drawn, kept, introduce=said.introduced, introduced=introduced), wide=True))


@router.sending(SendLater, once=lambda sent: ("profile.later", sent.nonce))
def keep_for_later(sent: SendLater, turn: Turn) -> Reply:
    """Keep what was typed. Only its member reads it."""
    draft = _typed(sent)
    if draft.empty:
        turn.store.profiles.drop_draft(turn.member.id)
        return Reply(Say("There was nothing to save yet. Write @Canopy profile whenever you like."))
    turn.store.profiles.keep_draft(turn.member.id, draft, turn.now)
    return Reply(Say(LATER))


@router.sending(SendProfile, once=lambda sent: ("profile.save", sent.nonce))
def save(sent: SendProfile, turn: Turn) -> Reply:
    """Keep the draft that was shown as the member's profile, and introduce them where they want it."""
    before = turn.store.profiles.read(turn.member.id, to_change=True)
    draft = turn.store.profiles.draft(turn.member.id)
    if draft is None or mark_of(draft) != sent.shown:
        return _begin(turn, wrong=OLD_PREVIEW)
    try:
        said = written(draft, pack_of(turn))
    except Refusal as refusal:
        return _form(_fields(draft, turn), turn, wrong=refusal.said)
    profile = profile_of(said, turn.member.id, turn.now, before)
    turn.store.profiles.save(profile)
    told = INTRODUCED_NOW if profile.introduced and not (before and before.introduced) else SAVED
    return Reply(Say(told), then=(*_shown(profile, before), asked_next(profile, turn), NotAt(ERASE, profile.member)))


def _shown(profile: Profile, before: Profile | None) -> tuple[Effect, ...]:
    """Introduce somebody once; after that their introduction follows."""
    if profile.introduced and not (before and before.introduced):
        return (Index(subject(profile.member)), PostThread(subject(profile.member)))
    if before is not None and before.introduced:
        return (Index(subject(profile.member)), Refresh(subject(profile.member)))
    return brought_up_to_date(profile)


@router.opening(OpenWithdraw)
def open_withdraw(_wish: OpenWithdraw, turn: Turn) -> Reply:
    """Ask once more before a profile is withdrawn."""
    found = my_profile(turn)
    kept = SendWithdraw(revision=found.revision, community=turn.community.id)
    return Reply(ShowForm("Withdraw my profile", withdraw_form(kept, introduced=found.introduced)))


@router.sending(SendWithdraw, once=lambda sent: ("profile.withdraw", sent.community, str(sent.revision)))
def withdraw(_sent: SendWithdraw, turn: Turn) -> Reply:
    """Withdraw one's own profile: nothing of it is kept, and it goes from wherever it was shown."""
    found = my_profile(turn)
    gone = taken_down(found, turn.store)
    turn.store.profiles.forget(found.member)
    turn.store.forget(subject(found.member))
    return Reply(Say(WITHDRAWN), then=(*gone, NotAt(CONFIRM, found.member), NotAt(ERASE, found.member)))


def _before(turn: Turn) -> Profile | None:
    """The profile that stands, if there is one."""
    found = turn.store.profiles.read(turn.member.id)
    return found if found is not None and found.found else None


def _begin(turn: Turn, *, drafted: bool = True, wrong: str = "") -> Reply:
    """The form with what there is. Not `drafted` for somebody who comes back from the preview, and knows."""
    draft, before = turn.store.profiles.draft(turn.member.id), _before(turn)
    shown = draft or (draft_of(before, pack_of(turn)) if before else ProfileDraft())
    return _form(_fields(shown, turn), turn, drafted=drafted and draft is not None, wrong=wrong)


def _form(sent: ProfileFields, turn: Turn, *, drafted: bool = False, wrong: str = "") -> Reply:
    writing = Writing(stands=_before(turn) is not None, drafted=drafted)
    kept = sent.model_copy(update={"nonce": turn.new_id(), "community": str(turn.community.id)})
    return Reply(ShowForm(TITLE, profile_form(kept, turn.community, pack_of(turn), writing, wrong=wrong), wide=True))


def _typed(sent: ProfileFields) -> ProfileDraft:
    """What was sent, as it is kept and checked: topics that were chosen and those in one's own words are one list."""
    same = {name: value for name, value in sent if name in ProfileDraft.model_fields and name != "can_help"}
    return ProfileDraft(
        **{**same, "experience": "" if sent.experience == UNSAID else sent.experience},
        can_help=_joined(sent.can_help, sent.can_help_too),
        wants_to_learn=_joined(sent.wants, sent.wants_too),
    )


def _fields(draft: ProfileDraft, turn: Turn) -> ProfileFields:
    """The form that a draft was typed into."""
    pack = pack_of(turn)
    can_help, can_help_too = _parted(draft.can_help, pack)
    wants, wants_too = _parted(draft.wants_to_learn, pack)
    same = {name: value for name, value in draft if name in ProfileFields.model_fields}
    parted = {"can_help": can_help, "can_help_too": can_help_too, "wants": wants, "wants_too": wants_too}
    experience = draft.experience or UNSAID
    introduce = INTRODUCED if draft.introduce == INTRODUCED else ProfileFields().introduce
    return ProfileFields(**{**same, **parted, "experience": experience, "introduce": introduce})


def _joined(*said: str) -> str:
    return ", ".join(filter(None, (each.strip() for each in said)))


def _parted(said: str, pack: Pack) -> tuple[str, str]:
    """Topics of the community's own, as a list holds them, and the rest as it was typed."""
    pieces = [piece.strip() for piece in _PIECES.split(said) if piece.strip()]
    known = [piece for piece in pieces if pack.topic(piece)]
    return ",".join(known), ", ".join(piece for piece in pieces if piece not in known)
