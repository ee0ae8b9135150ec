"""What will be done after a poll: the form to say it, and the card that says it in the thread."""

from __future__ import annotations

from cards.actions import Action
from cards.parts import CardJson, Element, card, heading, line, paragraphs, problem, run, sender, text_field, words
from community.poll_views import PollView
from community.polls import OUTCOME_LIMIT
from community.privacy import SAFETY_LINE, shortened
from community.rounds import RoundState


class OpenOutcome(Action, verb="poll.outcome"):
    """Open the form for what will be done."""

    poll: str
    community: str = ""


class SendOutcome(Action, verb="poll.outcome.send"):
    """Say what will be done."""

    poll: str
    community: str = ""
    outcome: str = ""


def outcome_form(view: PollView, sent: SendOutcome, *, wrong: str = "") -> CardJson:
    """The form for what will be done."""
    body: list[Element] = [problem(wrong)] if wrong else []
    body += [
        words(run(view.question, bold=True)),
        text_field("outcome", "What will we do?", limit=OUTCOME_LIMIT, value=sent.outcome, lines=True,
                   hint="For example: We start with mentoring, in March. Dana brings the plan.",
                   missing="Please write what you will do."),
        line("It is posted in the poll's thread and shown on its card.", subtle=True, small=True),
        line(SAFETY_LINE, subtle=True, small=True),
    ]  # fmt: skip
    return card(body, [sender("Post it", SendOutcome(poll=sent.poll, community=sent.community))])


def outcome_card(view: PollView) -> CardJson:
    """What will be done, posted into the thread of a poll."""
    if not view.outcome:
        gone = "This poll was withdrawn." if view.state is RoundState.WITHDRAWN else "This poll is open again."
        return card([words(run(gone, italic=True))])
    return card(
        [
            heading("What we will do"),
            words(run(shortened(view.question, 160), subtle=True), small=True),
            *paragraphs(view.outcome),
        ]
    )
