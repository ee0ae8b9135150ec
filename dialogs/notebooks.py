"""A member's notebook: their own reflections, in the 1:1 chat. Whose it is comes from Teams, never from a card."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from cards.notebooks import (
    ChangeMine,
    DeleteMine,
    OpenMine,
    SendDelete,
    SendShare,
    ShareMine,
    ShowNotebook,
    delete_form,
    mine_form,
    notebook_card,
    share_form,
    which_notebook_card,
)
from cards.reflections import SendReflection, reflect_form
from community.notebooks import PAGE_SIZE, Line, NotShareable, checked_page, may_change, may_share
from community.prompts import Prompt
from community.reflections import Reflection, ReflectionGone, ReflectionState, StaysShared
from community.templates import template_of
from dialogs.agreeing import SHARING, check_accepted
from dialogs.events import Said, Scope
from dialogs.reflecting import keep, let_go, my_own, read_prompt, writing
from dialogs.routing import Router
from dialogs.turn import Card, Reply, Say, ShowCard, ShowForm, Turn

router = Router()
IN_PRIVATE = "Your reflections are for you alone. Open a 1:1 chat with me and write “my reflections” there."


@router.word("my reflections", "my reflection", "reflections", "my notebook", "notebook")
def show_mine(_said: Said, turn: Turn) -> Reply:
    """List a member's reflections, in the 1:1 chat only; let somebody in several communities choose which."""
    if turn.place.scope is not Scope.CHAT:
        return Reply(Say(IN_PRIVATE))
    if len(turn.mine) > 1:
        return Reply(ShowCard(which_notebook_card(turn.mine)))
    return Reply(ShowCard(_page(turn, 1)))


@router.press(ShowNotebook, traceless=True)
def turn_the_page(press: ShowNotebook, turn: Turn) -> Reply:
    """Show another page."""
    if turn.place.scope is not Scope.CHAT:
        return Reply(Say(IN_PRIVATE))
    return Reply(ShowCard(_page(turn, press.page)))


def _page(turn: Turn, wanted: int) -> Card:
    total = turn.store.reflections.count(turn.member.id)
    page = checked_page(wanted, total)
    zone = ZoneInfo(turn.community.time_zone)
    lines = []
    for entry in turn.store.reflections.page(turn.member.id, PAGE_SIZE, (page - 1) * PAGE_SIZE):
        when = f"{entry.written_at.astimezone(zone):%-d %B %Y}" if entry.written_at else ""
        label = template_of(entry.template).label
        lines.append(Line(id=entry.id, topic=entry.topic or label, label=label, state=entry.state, when=when))
    return notebook_card(turn.community, lines, page=page, total=total)


@router.opening(OpenMine)
def open_mine(wish: OpenMine, turn: Turn) -> Reply:
    """Read one of one's own."""
    found, prompt = _found(wish.reflection, turn)
    return _show(found, prompt, turn)


def _show(found: Reflection, prompt: Prompt, turn: Turn) -> Reply:
    form = mine_form(
        found, prompt, community=turn.community.id, may_change=may_change(found, prompt), may_share=may_share(found, prompt)
    )
    return Reply(ShowForm(template_of(prompt.template).label, form, wide=True))


@router.sending(ChangeMine)
def change_mine(wish: ChangeMine, turn: Turn) -> Reply:
    """From reading to writing: the same form as in the channel."""
    found, prompt = _found(wish.reflection, turn)
    if not may_change(found, prompt):
        raise StaysShared
    sent = SendReflection(
        prompt=prompt.id,
        nonce=turn.new_id(),
        revision=found.revision,
        community=turn.community.id,
        sharing=ReflectionState.NAMED if found.shared else ReflectionState.PRIVATE,
    )
    return Reply(ShowForm(template_of(prompt.template).label, reflect_form(writing(prompt, found), sent), wide=True))


@router.sending(ShareMine)
def share_mine(wish: ShareMine, turn: Turn) -> Reply:
    """Choose how to share."""
    found, prompt = _found(wish.reflection, turn)
    if not may_share(found, prompt):
        raise NotShareable
    return Reply(ShowForm("Share it", share_form(found, prompt, community=turn.community.id)))


@router.sending(SendShare, once=lambda sent: ("notebook.share", sent.reflection, str(sent.revision)))
def send_share(sent: SendShare, turn: Turn) -> Reply:
    """Share one of one's own in the thread of its prompt."""
    found, prompt = _found(sent.reflection, turn, to_change=True)
    if not may_share(found, prompt):
        raise NotShareable
    check_accepted(turn, SHARING)
    named = sent.sharing != ReflectionState.UNNAMED
    state = ReflectionState.NAMED if named else ReflectionState.UNNAMED
    told = "with your name" if named else "without your name. It is not in your notebook any more"
    return Reply(Say(f"Shared in {turn.community.name}, {told}."), then=keep(turn, prompt, found, found.parts, state))


@router.sending(DeleteMine)
def delete_mine(wish: DeleteMine, turn: Turn) -> Reply:
    """Ask once more."""
    found, prompt = _found(wish.reflection, turn)
    return Reply(ShowForm("Delete it", delete_form(found, prompt, community=turn.community.id)))


@router.sending(SendDelete, once=lambda sent: ("notebook.delete", sent.reflection))
def send_delete(sent: SendDelete, turn: Turn) -> Reply:
    """Delete one of one's own; a shared one goes from the thread too."""
    found, prompt = _found(sent.reflection, turn, to_change=True)
    return Reply(Say("Deleted. Nothing of it is kept."), then=let_go(turn, prompt, found))


def _found(reflection_id: str, turn: Turn, *, to_change: bool = False) -> tuple[Reflection, Prompt]:
    """One of the member's own, and its prompt; the prompt is locked before it is read for a change.

    In the 1:1 chat only: a form in the channel would be this member's too, but the notebook is not shown there.
    """
    if turn.place.scope is not Scope.CHAT:
        raise ReflectionGone
    found = my_own(reflection_id, turn)
    prompt = read_prompt(found.prompt, turn, to_change=to_change)
    return (my_own(reflection_id, turn) if to_change else found), prompt
