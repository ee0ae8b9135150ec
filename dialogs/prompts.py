"""Reflective prompts: a facilitator launches one, members are counted, and a facilitator closes or withdraws it."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import ValidationError

from cards.prompts import (
    ChangePrompt,
    ComposePrompt,
    OpenManage,
    OpenPrompt,
    PreviewPrompt,
    PromptFields,
    SendPrompt,
    SendPromptClose,
    SendPromptWithdraw,
    launch_card,
    manage_form,
    preview_form,
    prompt_card,
    prompt_form,
)
from community.communities import WhichCommunity
from community.ids import PromptId
from community.privacy import clean, one_line, shortened
from community.prompts import PromptPlan, PromptState, chosen_template, public_view, topic_text
from community.refusals import Refusal
from community.rhythms import REPEATS, TITLE_LIMIT, UnknownRepeat
from community.templates import FIRST
from community.times import read_time, said_time
from dialogs.events import Deleted, Due, Edited, Said, Scope
from dialogs.permitting import check_permitted
from dialogs.reflecting import close, launch, read_prompt, subject, withdraw
from dialogs.repeating import begin
from dialogs.routing import Router
from dialogs.turn import CloseForm, Drawn, Refresh, Reply, Say, ShowCard, ShowForm, Turn
from store.opened import Store

router = Router()
IN_THREAD = ";messageid="
"""What the id of a conversation has in it when it is a thread of a channel."""
PREFIXES = ("reflect", "reflection", "prompt")
LAUNCH, PREVIEW = "Launch a prompt", "How it will look"


@router.word("reflect", "reflection", "prompt", "a reflection", "launch a prompt", "reflective prompt")
def show_launch(_said: Said, turn: Turn) -> Reply:
    """Show how to launch a prompt, with a button for it: Teams opens a form only when one is pressed."""
    if len(turn.mine) > 1:
        return Reply(ShowCard(launch_card(turn.mine)))
    _check(turn)
    return Reply(ShowCard(launch_card([turn.community])))


@router.prefix(*PREFIXES)
def launch_in_one_line(said: Said, turn: Turn) -> Reply:
    """Launch the first template at once, into the thread it was written in; from the 1:1 chat into the channel."""
    topic = topic_text(said.text.partition(":")[2], FIRST.topic_hint)
    if len(turn.mine) > 1:
        return Reply(ShowCard(launch_card(turn.mine, topic)))
    _check(turn)
    plan = PromptPlan(template=FIRST.slug, topic=topic, launcher=turn.member.id)
    if turn.place.scope is Scope.CHAT:
        told = Say(f"The prompt is in {turn.community.name} now.")
        return Reply(told, then=launch(plan, turn, thread=None, source=said.id))
    return Reply(then=launch(plan, turn, thread=turn.place.conversation, source=said.id))


def follow_edit(edited: Edited, turn: Turn) -> Reply | None:
    """The message that launched a prompt was corrected: the topic follows while it is open. None when it launched none."""
    prompt = turn.store.prompts.launched_in(edited.id)
    if prompt is None:
        return None
    word, colon, rest = edited.text.partition(":")
    if prompt.launcher != turn.member.id or not prompt.open or not colon or word.strip().lower() not in PREFIXES:
        return Reply()
    topic = topic_text(rest, FIRST.topic_hint)
    turn.store.prompts.save(prompt.model_copy(update={"topic": topic, "revision": prompt.revision + 1}))
    return Reply(then=(Refresh(subject(prompt.id)),))


def follow_deletion(deleted: Deleted, turn: Turn) -> Reply:
    """The message that launched a prompt was deleted: nothing of its topic is kept on the card either."""
    prompt = turn.store.prompts.launched_in(deleted.id)
    return Reply() if prompt is None or prompt.state is PromptState.WITHDRAWN else Reply(then=withdraw(prompt, turn))


@router.opening(OpenPrompt)
def open_prompt(wish: OpenPrompt, turn: Turn) -> Reply:
    """Open the form that launches a prompt."""
    return _begin(PromptFields(nonce=turn.new_id(), community=wish.community, topic=wish.topic), turn)


@router.opening(ComposePrompt)
def open_from_box(wish: ComposePrompt, turn: Turn) -> Reply:
    """Open the same form from the box one writes in."""
    return _begin(PromptFields(nonce=turn.new_id(), community=wish.community, here="true"), turn)


def _begin(known: PromptFields, turn: Turn) -> Reply:
    if known.community or len(turn.mine) < 2:
        _check(turn)
    return _form(known, turn)


def _form(sent: PromptFields, turn: Turn, wrong: str = "") -> Reply:
    if len(turn.mine) < 2:
        sent = sent.model_copy(update={"community": str(turn.community.id)})
    places = [(community.name, str(community.id)) for community in turn.mine]
    return Reply(ShowForm(LAUNCH, prompt_form(sent, communities=places, wrong=wrong)))


@router.sending(PreviewPrompt)
def preview(sent: PreviewPrompt, turn: Turn) -> Reply:
    """Show what would be posted."""
    try:
        plan, starts = _planned(sent, turn)
    except Refusal as refusal:
        return _form(sent, turn, wrong=refusal.said)
    template = chosen_template(plan.template)
    return Reply(ShowForm(PREVIEW, preview_form(sent, template, plan.topic, facts=_facts(plan, sent, starts, turn))))


@router.sending(ChangePrompt)
def change(sent: ChangePrompt, turn: Turn) -> Reply:
    """Back from the preview, with all that was typed."""
    return _form(sent, turn)


@router.sending(SendPrompt, once=lambda sent: ("prompt", sent.nonce))
def send_prompt(sent: SendPrompt, turn: Turn) -> Reply:
    """Launch what the preview shows, once: now, later, or again and again."""
    try:
        plan, starts = _planned(sent, turn)
        if starts is not None or sent.rhythm:
            return _put_down(plan, sent.rhythm, starts or turn.now, turn)
    except Refusal as refusal:
        return _form(sent, turn, wrong=refusal.said)
    here = sent.here == "true" and turn.place.scope is Scope.CHANNEL and IN_THREAD in turn.place.conversation
    told = Say(f"The prompt is in {turn.community.name} now.") if turn.place.scope is Scope.CHAT else CloseForm()
    return Reply(told, then=launch(plan, turn, thread=turn.place.conversation if here else None))


def _put_down(plan: PromptPlan, repeat: str, first: datetime, turn: Turn) -> Reply:
    """Leave the launch to the clock."""
    title = one_line(f"{chosen_template(plan.template).label} {plan.topic}", TITLE_LIMIT)
    when = said_time(first, turn.community.time_zone, turn.now) if first > turn.now else "now"
    often = f", then {_often(repeat).lower()}" if repeat else ""
    told = Say(f"Launched {when}{often}. Write @Canopy rhythms to see what is planned, or to stop it.")
    return Reply(told, then=begin(turn, "reflection", title, plan.model_dump_json(), repeat, first))


def _often(repeat: str) -> str:
    """How often it comes back, as the form says it. Raises `UnknownRepeat`."""
    for title, value in REPEATS:
        if value == repeat:
            return title
    raise UnknownRepeat


def _planned(sent: PromptFields, turn: Turn) -> tuple[PromptPlan, datetime | None]:
    """What the form says, checked; and when it is to be launched, if not now."""
    if len(turn.mine) > 1 and not sent.community:
        raise WhichCommunity
    _check(turn)
    template = chosen_template(sent.template)
    topic = topic_text(sent.topic, template.topic_hint)
    zone = turn.community.time_zone
    starts = read_time(sent.starts, zone, turn.now) if clean(sent.starts) else None
    closes = clean(sent.closes)
    _often(sent.rhythm)
    if closes:
        read_time(closes, zone, starts or turn.now)
    return PromptPlan(template=template.slug, topic=topic, closes=closes, launcher=turn.member.id), starts


def _facts(plan: PromptPlan, sent: PromptFields, starts: datetime | None, turn: Turn) -> list[str]:
    """When it is launched, when it closes and how often it comes back, as one reads it before it is posted."""
    zone, first = turn.community.time_zone, starts or turn.now
    facts = [f"Launched {said_time(starts, zone, turn.now)}." if starts else "Launched when you press the button."]
    if plan.closes:
        facts.append(f"Closes {said_time(read_time(plan.closes, zone, first), zone, turn.now)}.")
    else:
        facts.append("Open until a facilitator closes it.")
    if sent.rhythm:
        facts.append(f"Comes back: {_often(sent.rhythm).lower()}.")
    return facts


def _check(turn: Turn) -> None:
    check_permitted(OpenPrompt.verb, turn)


@router.due("reflection.launch")
def launch_planned(due: Due, turn: Turn) -> Reply:
    """The time has come for a prompt that was planned."""
    try:
        plan = PromptPlan.model_validate_json(due.detail)
    except ValidationError:
        return Reply()
    return Reply(then=launch(plan, turn, thread=None))


@router.opening(OpenManage)
def open_manage(wish: OpenManage, turn: Turn) -> Reply:
    """Open the form that closes or withdraws a prompt."""
    prompt = read_prompt(wish.prompt, turn)
    prompt.check_here()
    prompt.check_may_manage(turn.member)
    return Reply(ShowForm("Manage this prompt", manage_form(public_view(prompt))))


@router.sending(SendPromptClose, once=lambda sent: ("prompt.close", sent.prompt))
def send_close(sent: SendPromptClose, turn: Turn) -> Reply:
    """Close a prompt by hand."""
    prompt = read_prompt(sent.prompt, turn, to_change=True)
    prompt.check_may_manage(turn.member)
    prompt.check_open()
    return Reply(CloseForm(), then=close(prompt, turn))


@router.due("prompt.close")
def close_on_time(due: Due, turn: Turn) -> Reply:
    """Its time is up."""
    prompt = turn.store.prompts.read(PromptId(due.about), to_change=True)
    if prompt is None or not prompt.open:
        return Reply()
    return Reply(then=close(prompt, turn))


@router.sending(SendPromptWithdraw, once=lambda sent: ("prompt.withdraw", sent.prompt))
def send_withdraw(sent: SendPromptWithdraw, turn: Turn) -> Reply:
    """Withdraw a prompt: its topic goes, from the store and from the card. What members wrote stays theirs."""
    prompt = read_prompt(sent.prompt, turn, to_change=True)
    prompt.check_here()
    prompt.check_may_manage(turn.member)
    return Reply(CloseForm(), then=withdraw(prompt, turn))


@router.paint("prompt")
def paint_prompt(prompt_id: str, store: Store) -> Drawn | None:
    """The prompt as the channel sees it now."""
    prompt = store.prompts.read(PromptId(prompt_id))
    community = store.settlements.read()
    if prompt is None or community is None or (prompt.state is PromptState.WITHDRAWN and prompt.card is None):
        return None
    closes = ""
    if prompt.closes_at is not None:
        # Seen from a week before, so that a card that stays for days says the day and not “today”.
        closes = said_time(prompt.closes_at, community.time_zone, prompt.closes_at - timedelta(days=7))
    view = public_view(prompt, closes)
    return Drawn(prompt_card(view), shortened(f"Reflect: {one_line(view.topic or view.label, 120)}", 160))
