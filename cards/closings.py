"""Bringing a poll to its end: the form that manages it, closing, extending, withdrawing, and what will be done."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.outcomes import OpenOutcome
from cards.parts import (
    CardJson,
    Element,
    beside,
    card,
    line,
    opener,
    problem,
    run,
    sender,
    text_field,
    words,
)
from community.poll_views import PollView
from community.privacy import shortened
from community.rounds import ENOUGH, RoundState

WHEN_LIMIT = 60


class _About(Action):
    poll: str
    community: str = ""


class OpenManage(_About, verb="poll.manage"):
    """Open the form from which a poll is managed."""


class OpenEnd(_About, verb="poll.close"):
    """Ask once more before a poll is closed."""


class SendEnd(_About, verb="poll.close.send"):
    """Close a poll now."""


class OpenExtend(_About, verb="poll.extend"):
    """Open the form that says when a poll closes."""


class SendExtend(_About, verb="poll.extend.send"):
    """Say when a poll closes; nothing means by hand."""

    closes: str = ""


class OpenErase(_About, verb="poll.withdraw"):
    """Ask once more before a poll is withdrawn."""


class SendErase(_About, verb="poll.withdraw.send"):
    """Withdraw a poll."""


class SendReopen(_About, verb="poll.reopen"):
    """Open a named poll again."""


def manage_form(view: PollView, *, more: Sequence[tuple[str, Action]], community: str) -> CardJson:
    """Everything that can be done with a poll now. `more` are the titles and openers of what other forms do."""
    about = {"poll": view.id, "community": community}
    facts = [fact for fact in (view.answered, view.when) if fact]
    body: list[Element] = [words(run(view.question, bold=True))]
    if facts:
        body.append(line(f"{' · '.join(facts)}.", subtle=True, small=True))
    first: list[Element] = []
    if view.state is RoundState.OPEN:
        first = [opener("Close it now", OpenEnd(**about)), opener("Change when it closes", OpenExtend(**about))]
    elif view.state is RoundState.CLOSED:
        first.append(opener("Change what we will do" if view.outcome else "Say what we will do", OpenOutcome(**about)))
        if not view.anonymous:
            first.append(sender("Open it again", SendReopen(**about), style=None))
    if first:
        body.append(beside(*first))
    if more:
        body.append(beside(*(opener(title, action) for title, action in more)))
    body.append(beside(opener("Withdraw it", OpenErase(**about), style="destructive")))
    return card(body)


def end_form(view: PollView, community: str) -> CardJson:
    """Asks once more before a poll is closed, and says what that means."""
    told = "Its results are shown on its card, and nobody can vote any more. You can open it again."
    if view.anonymous:
        told = (
            f"Its results are shown on its card if {ENOUGH} or more have answered. What could tell whose answer was whose "
            "is then destroyed, so an anonymous poll cannot be opened again."
        )
    asked = [words(run(view.question, bold=True)), line(told)]
    return card(asked, [sender("Close the poll", SendEnd(poll=view.id, community=community))])


def extend_form(view: PollView, sent: SendExtend, *, wrong: str = "") -> CardJson:
    """The form that says when a poll closes."""
    body: list[Element] = [problem(wrong)] if wrong else []
    now = f"{view.when}." if view.when else "It has no time to close at: somebody will close it."
    body += [
        words(run(view.question, bold=True)),
        line(now),
        text_field("closes", "When should it close?", limit=WHEN_LIMIT, value=sent.closes,
                   hint="For example: Friday 17:00, or in 3 days"),
        line("Leave it empty to close it by hand." if not view.anonymous else "An anonymous poll always has a time to close at.",
             subtle=True, small=True),
    ]  # fmt: skip
    return card(body, [sender("Save", SendExtend(poll=sent.poll, community=sent.community))])


def erase_form(view: PollView, community: str, *, reminded: bool) -> CardJson:
    """Asks once more before a poll is withdrawn. Where members were reminded of it, nothing says whose chats show it still."""
    kept = "What was written in the thread stays" + (", and so do reminders in 1:1 chats." if reminded else ".")
    return card(
        [
            words(run(view.question, bold=True)),
            line("Withdraw this poll? Its question, its options and every answer are deleted from Canopy and from the card."),
            line(f"That cannot be undone. {kept}", subtle=True),
        ],
        [sender("Withdraw it", SendErase(poll=view.id, community=community), style="destructive")],
    )


def over_card(view: PollView, community: str) -> CardJson:
    """Tells whoever launched a poll, in 1:1, that it closed at its time."""
    answered = f"{view.answered}." if view.answered else f"Fewer than {ENOUGH} people answered, so no results are shown."
    return card(
        [
            words(run("Your poll closed: "), run(shortened(view.question, 160), bold=True)),
            line(f"{answered} The results are on its card in the channel." if view.answered else answered),
            line("Members will want to know what comes of it.", subtle=True),
        ],
        [opener("Say what we will do", OpenOutcome(poll=view.id, community=community))],
    )


def lost_key_card(view: PollView, told: str) -> CardJson:
    """Tells everybody that an anonymous poll had to be closed."""
    return card([words(run(shortened(view.question, 160), bold=True)), line(told)])
