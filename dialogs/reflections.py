"""Reflecting: a member writes on a prompt, keeps it or shares it, and can take it back."""

from __future__ import annotations

from cards.reflections import (
    OpenReflect,
    OpenTakeBack,
    SendReflection,
    SendTakeBack,
    reflect_form,
    shared_card,
    take_back_form,
    taken_back_card,
)
from community.ids import PromptId, ReflectionId
from community.privacy import one_line, shortened
from community.prompts import Prompt
from community.reflections import (
    ChangedMeanwhile,
    Part,
    Reflection,
    ReflectionGone,
    ReflectionState,
    StaysShared,
    parts_text,
    shared_view,
)
from community.refusals import Refusal
from community.templates import template_of
from dialogs.agreeing import SHARING, check_accepted
from dialogs.arriving import has_arrived
from dialogs.events import Scope
from dialogs.reflecting import keep, let_go, mine_on, read_prompt, seal_of, shared_subject, writing
from dialogs.routing import Router
from dialogs.turn import Answer, CloseForm, Drawn, Reply, Say, ShowForm, Turn
from store.opened import Store

router = Router()
KEPT = "Kept in your notebook. Only you can read it: write “my reflections” to me in a 1:1 chat."
DRAFT_KEPT = "Saved for later. Press “Reflect” again to go on. Until then only you can read it."
CLOSED_MEANWHILE = (
    "The prompt has closed meanwhile, so nothing was posted. Nothing is lost: it is in your notebook, and only you can read it. "
    "Write “my reflections” to me in a 1:1 chat."
)
SHARED_UNNAMED = "Shared in the thread without your name. You can take it back on its card until the prompt is closed."
SHARED_NAMED = "Shared in the thread with your name. You can take it back on its card."


@router.opening(OpenReflect)
def open_reflect(wish: OpenReflect, turn: Turn) -> Reply:
    """Open the form to write in, with what was saved."""
    prompt = read_prompt(wish.prompt, turn)
    prompt.check_open()
    found = mine_on(prompt, turn)
    fresh = SendReflection(
        prompt=prompt.id,
        nonce=turn.new_id(),
        revision=found.revision if found else 0,
        community=turn.community.id,
        sharing=ReflectionState.NAMED if found and found.shared else ReflectionState.PRIVATE,
    )
    return Reply(ShowForm(template_of(prompt.template).label, reflect_form(writing(prompt, found), fresh), wide=True))


@router.sending(SendReflection, once=lambda sent: ("reflect", sent.nonce, sent.draft))
def send_reflection(sent: SendReflection, turn: Turn) -> Reply:
    """Save what was written: for later, for oneself, or to share. A refusal keeps what was typed."""
    prompt = read_prompt(sent.prompt, turn, to_change=True)
    found = turn.store.reflections.of(prompt.id, turn.member.id)
    try:
        found = mine_on(prompt, turn)
        parts = _parts(prompt, found, sent)
        state = _wanted(prompt, found, sent)
        if state in {ReflectionState.NAMED, ReflectionState.UNNAMED}:
            check_accepted(turn, SHARING)
    except Refusal as refusal:
        again = sent.model_copy(update={"revision": found.revision if found else 0})
        form = reflect_form(writing(prompt, found, sent.texts), again, wrong=refusal.said)
        return Reply(ShowForm(template_of(prompt.template).label, form, wide=True))
    return Reply(_told(prompt, state, sent, turn), then=keep(turn, prompt, found, parts, state))


def _parts(prompt: Prompt, found: Reflection | None, sent: SendReflection) -> tuple[Part, ...]:
    """What was written, box by box. Raises when it cannot be kept, or a newer one would be overwritten."""
    headings = [part.heading for part in writing(prompt, found).parts]
    parts = parts_text(headings, sent.texts)
    if found is not None and found.revision != sent.revision and found.parts != parts:
        raise ChangedMeanwhile
    return parts


def _wanted(prompt: Prompt, found: Reflection | None, sent: SendReflection) -> ReflectionState:
    """What becomes of it. After the prompt is over it stays private; saving for later never takes back what was finished."""
    if not prompt.open:
        if found is not None and found.shared:
            raise StaysShared
        return found.state if found else ReflectionState.DRAFT
    if sent.draft:
        return found.state if found else ReflectionState.DRAFT
    wish = {state.value: state for state in ReflectionState}.get(sent.sharing, ReflectionState.PRIVATE)
    if wish is ReflectionState.UNNAMED and found is not None and found.shared:
        return ReflectionState.NAMED
    return ReflectionState.PRIVATE if wish is ReflectionState.DRAFT else wish


def _told(prompt: Prompt, state: ReflectionState, sent: SendReflection, turn: Turn) -> Answer:
    """What the member reads, once it is kept."""
    in_chat = turn.place.scope is Scope.CHAT
    match state:
        case ReflectionState.NAMED:
            return Say(SHARED_NAMED) if in_chat else CloseForm()
        case ReflectionState.UNNAMED:
            return Say(SHARED_UNNAMED)
        case ReflectionState.DRAFT if prompt.open:
            return Say(DRAFT_KEPT)
    wanted_more = not prompt.open and (not in_chat or sent.sharing != ReflectionState.PRIVATE)
    return Say(CLOSED_MEANWHILE if wanted_more else KEPT)


@router.opening(OpenTakeBack)
def open_take_back(wish: OpenTakeBack, turn: Turn) -> Reply:
    """Ask once more before a shared reflection is taken back."""
    found, prompt = _to_take_back(wish.reflection, turn)
    view = shared_view(found, template_of(prompt.template).label)
    return Reply(ShowForm("Take it back", take_back_form(view, wish.community)))


@router.sending(SendTakeBack, once=lambda sent: ("reflection.back", sent.reflection))
def send_take_back(sent: SendTakeBack, turn: Turn) -> Reply:
    """Take a shared reflection back: its text goes, from the store and from the card."""
    found, prompt = _to_take_back(sent.reflection, turn, to_change=True)
    has_arrived(turn, shared_subject(found.id), turn.shown_on)
    return Reply(CloseForm(), then=let_go(turn, prompt, found))


def _to_take_back(reflection_id: str, turn: Turn, *, to_change: bool = False) -> tuple[Reflection, Prompt]:
    """A shared reflection that this member may take back, and its prompt; the prompt is locked before it is read."""
    found = turn.store.reflections.read(ReflectionId(reflection_id))
    if found is None:
        raise ReflectionGone
    prompt = read_prompt(found.prompt, turn, to_change=to_change)
    found = turn.store.reflections.read(ReflectionId(reflection_id)) if to_change else found
    if found is None:
        raise ReflectionGone
    tag = None if found.member else seal_of(prompt, turn)
    found.check_may_take_back(turn.member, tag, prompt_open=prompt.open)
    return found, prompt


@router.paint("reflection")
def paint_reflection(reflection_id: str, store: Store) -> Drawn | None:
    """A shared reflection as the channel sees it now. One that was taken back leaves a line where its card was."""
    found = store.reflections.read(ReflectionId(reflection_id))
    if found is None or not found.shared:
        gone = store.postings.read(shared_subject(reflection_id)) is not None
        return Drawn(taken_back_card(), "A reflection was taken back") if gone else None
    prompt = store.prompts.read(PromptId(found.prompt))
    view = shared_view(found, template_of(prompt.template if prompt else "").label)
    first = one_line(view.parts[0].text, 120) if view.parts else ""
    return Drawn(shared_card(view), shortened(f"{view.name} reflects: {first}", 160))
