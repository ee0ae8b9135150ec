"""Launching a poll: with a form in three steps, in one line, from the box one writes in, again, or by the clock."""

from __future__ import annotations

from datetime import datetime

from cards.launches import (
    PREVIEW,
    STEP,
    ComposePoll,
    OpenAgain,
    OpenPoll,
    PollFields,
    SendBack,
    SendChange,
    SendDetails,
    SendKind,
    SendPoll,
    details_form,
    kind_form,
    launch_card,
    preview_form,
    where_card,
)
from cards.polls import poll_card
from community.communities import WhichCommunity
from community.poll_lines import in_one_line
from community.poll_plans import PollPlan, PollStays, as_if_posted, check_may_launch, checked_question, timed
from community.poll_wishes import PollWishes, check_each_time, inline_plan, planned, wishes_of
from community.privacy import clean, display_name
from community.refusals import Refusal
from community.rounds import Mode, RoundState
from community.times import read_time, said_time
from dialogs.events import Due, Edited, Said, Scope
from dialogs.polling import launch, read_poll, seen
from dialogs.repeating import REPEATS, begin
from dialogs.routing import Router
from dialogs.turn import CloseForm, Effect, Reply, Say, ShowCard, ShowForm, Turn

router = Router()
EARLIER = 3
PREFIXES = ("poll", "named poll", "quick poll", "anonymous poll", "anon poll", "poll anonymous", "poll anonymously")
IN_THREAD = ";messageid="
"""What the id of a conversation has in it when it is a thread of a channel."""


@router.word("poll", "a poll", "new poll", "launch a poll", "start a poll", "anonymous poll", "poll anonymous")
def show_launch(_said: Said, turn: Turn) -> Reply:
    """Show how to launch a poll, with a button for it: Teams opens a form only when one is pressed."""
    if len(turn.mine) > 1:
        return Reply(ShowCard(launch_card(turn.mine, {})))
    _check(turn)
    closed = turn.store.polls.newest(RoundState.CLOSED, EARLIER)
    return Reply(ShowCard(launch_card([turn.community], {poll.id: poll.question for poll in closed})))


@router.prefix(*PREFIXES)
def launch_in_one_line(said: Said, turn: Turn) -> Reply:
    """Launch a poll at once, into the thread it was written in; from the 1:1 chat into the channel."""
    word, _, rest = said.text.partition(":")
    mode = Mode.ANONYMOUS if "anon" in word.lower() else Mode.NAMED
    if len(turn.mine) > 1:
        question, options = in_one_line(rest)
        return Reply(ShowCard(where_card(OpenPoll(question=question, options="\n".join(options), mode=mode))))
    _check(turn)
    plan = inline_plan(rest, mode, turn.community.time_zone, turn.now)
    if turn.place.scope is Scope.CHAT:
        return Reply(_told(turn), then=launch(plan, turn, thread=None)[1])
    return Reply(then=launch(plan, turn, thread=turn.place.conversation)[1])


def check_edit(edited: Edited, turn: Turn) -> None:
    """Raise `PollStays` when a message that launched a poll was changed. One that no poll came of is heard anew."""
    begun = " ".join(edited.text.lower().split()).partition(":")[0].strip()
    if begun in PREFIXES and turn.store.launches.poll_in(turn.place.conversation, turn.member.id):
        raise PollStays


@router.opening(OpenPoll)
def open_poll(wish: OpenPoll, turn: Turn) -> Reply:
    """Open the form for a new poll."""
    known = PollFields(question=wish.question, options=wish.options, mode=wish.mode, community=wish.community)
    return _begin(known, turn)


@router.opening(ComposePoll)
def open_from_box(wish: ComposePoll, turn: Turn) -> Reply:
    """Open the same form from the box one writes in."""
    return _begin(PollFields(here="true", community=wish.community), turn)


@router.opening(OpenAgain)
def open_again(wish: OpenAgain, turn: Turn) -> Reply:
    """Open the form filled in with an earlier poll. When it closes is asked anew."""
    poll = read_poll(wish.poll, turn)
    poll.check_here()
    wishes = wishes_of(poll)
    typed = {**wishes.model_dump(), "may_add": "true" if wishes.may_add else "false", "community": str(turn.community.id)}
    return _begin(PollFields.model_validate(typed), turn)


@router.sending(SendKind)
def send_kind(sent: SendKind, turn: Turn) -> Reply:
    """From the first step to the second."""
    try:
        _check_begun(sent, turn)
    except Refusal as refusal:
        return _first(sent, turn, wrong=refusal.said)
    return _second(sent, turn)


@router.sending(SendBack)
def send_back(sent: SendBack, turn: Turn) -> Reply:
    """Back to the first step, with all that was typed."""
    return _first(sent, turn)


@router.sending(SendDetails)
def send_details(sent: SendDetails, turn: Turn) -> Reply:
    """From the second step to the preview."""
    try:
        plan, first_at = _planned(sent, turn)
    except Refusal as refusal:
        return _second(sent, turn, wrong=refusal.said)
    poll = as_if_posted(plan, turn.member, first_at or turn.now)
    drawn = poll_card(seen(poll, turn.store, turn.community.time_zone))
    return Reply(ShowForm(PREVIEW, preview_form(sent, drawn, by_hand=plan.closes_at is None, when=_when(sent, first_at, turn))))


@router.sending(SendChange)
def send_change(sent: SendChange, turn: Turn) -> Reply:
    """From the preview back to the second step."""
    return _second(sent, turn)


@router.sending(SendPoll, once=lambda sent: ("poll", sent.nonce))
def send_poll(sent: SendPoll, turn: Turn) -> Reply:
    """Post what the preview shows, once; or have the clock do it."""
    try:
        _check_begun(sent, turn)
    except Refusal as refusal:
        return _first(sent, turn, wrong=refusal.said)
    try:
        plan, first_at = _planned(sent, turn)
        repeat = _repeat(sent, turn)
        if first_at is not None or repeat:
            later = begin(turn, "poll", plan.question, plan.model_dump_json(), repeat, first_at or turn.now)
            return Reply(Say(_when(sent, first_at, turn)), then=later)
    except Refusal as refusal:
        return _second(sent, turn, wrong=refusal.said)
    then = _launched_from_form(plan, sent, turn)
    return Reply(_told(turn) if turn.place.scope is Scope.CHAT else CloseForm(), then=then)


def _launched_from_form(plan: PollPlan, sent: PollFields, turn: Turn) -> tuple[Effect, ...]:
    here = sent.here == "true" and turn.place.scope is Scope.CHANNEL and IN_THREAD in turn.place.conversation
    return launch(plan, turn, thread=turn.place.conversation if here else None)[1]


@router.due("poll.launch")
def launch_by_the_clock(due: Due, turn: Turn) -> Reply:
    """Launch a poll whose time has come. Words that say no time to come any more leave it to be closed by hand."""
    plan = PollPlan.model_validate_json(due.detail)
    try:
        plan = timed(plan, turn.community.time_zone, turn.now)
    except Refusal:
        plan = timed(plan.model_copy(update={"closes": ""}), turn.community.time_zone, turn.now)
    return Reply(then=launch(plan, turn, thread=None)[1])


def _check(turn: Turn) -> None:
    facilitators = (display_name(member.name) for member in turn.store.members.facilitators())
    check_may_launch(turn.member, turn.community, facilitators)


def _check_begun(sent: PollFields, turn: Turn) -> None:
    """Raise unless this member may launch a poll with this question in a community that is chosen."""
    if len(turn.mine) > 1 and not sent.community:
        raise WhichCommunity
    _check(turn)
    checked_question(sent.question)


def _begin(known: PollFields, turn: Turn) -> Reply:
    """The first step of a new form. With several communities, who may launch is checked once one is chosen."""
    if known.community or len(turn.mine) < 2:
        _check(turn)
        known = known.model_copy(update={"community": str(turn.community.id)})
    return _first(known.model_copy(update={"nonce": turn.new_id()}), turn)


def _first(sent: PollFields, turn: Turn, wrong: str = "") -> Reply:
    places = [(community.name, str(community.id)) for community in turn.mine]
    return Reply(ShowForm(STEP, kind_form(sent, communities=places, wrong=wrong)))


def _second(sent: PollFields, turn: Turn, wrong: str = "") -> Reply:
    repeats = REPEATS if turn.member.facilitates else ()  # who cannot stop what repeats does not begin it
    return Reply(ShowForm(STEP, details_form(sent, repeats=repeats, wrong=wrong)))


def _planned(sent: PollFields, turn: Turn) -> tuple[PollPlan, datetime | None]:
    """The poll that the form asks for, and when it is to be posted first; None for now. Raises a refusal."""
    zone = turn.community.time_zone
    later = turn.member.facilitates and clean(sent.begins)
    first_at = read_time(sent.begins, zone, turn.now) if later else None
    typed = {name: value for name, value in sent if name in PollWishes.model_fields}
    wishes = PollWishes.model_validate({**typed, "may_add": sent.may_add == "true"})
    plan = planned(wishes, zone, first_at or turn.now)
    if _repeat(sent, turn):
        check_each_time(plan, zone, first_at or turn.now)
    return plan, first_at


def _repeat(sent: PollFields, turn: Turn) -> str:
    """How often it is launched again, as `REPEATS` calls it; empty for once."""
    again = {value for _, value in REPEATS if value}
    return sent.repeat if turn.member.facilitates and sent.repeat in again else ""


def _when(sent: PollFields, first_at: datetime | None, turn: Turn) -> str:
    """When it is posted, as a sentence; empty for once and now."""
    repeat = _repeat(sent, turn)
    if first_at is None and not repeat:
        return ""
    first = said_time(first_at, turn.community.time_zone, turn.now) if first_at else "now"
    again = next((f", and then {title.lower()}" for title, value in REPEATS if value == repeat and value), "")
    return f"It is posted {first}{again}. Write @Canopy rhythms to see or stop it."


def _told(turn: Turn) -> Say:
    return Say(f"Your poll is in {turn.community.name} now.")
