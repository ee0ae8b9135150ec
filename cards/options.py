"""The form with which a member adds an option to a poll."""

from __future__ import annotations

from cards.actions import Action
from cards.parts import CardJson, Element, card, line, problem, run, sender, text_field, words
from community.poll_plans import OPTION_LIMIT


class OpenAddOption(Action, verb="poll.option"):
    """Open the form that adds an option to a poll."""

    poll: str
    community: str = ""


class SendOption(Action, verb="poll.option.send"):
    """Add an option to a named poll."""

    poll: str
    nonce: str = ""
    community: str = ""
    option: str = ""


class SendUnnamedOption(SendOption, verb="poll.option.unnamed"):
    """Add an option to an anonymous poll: nothing is kept of who did."""


def option_form(sent: SendOption, question: str, *, wrong: str = "") -> CardJson:
    """The form that adds an option to a poll."""
    body: list[Element] = [problem(wrong)] if wrong else []
    unnamed = isinstance(sent, SendUnnamedOption)
    told = "I do not keep who added it." if unnamed else "It joins the others on the card at once."
    body += [
        words(run(question, bold=True)),
        text_field("option", "Another option", limit=OPTION_LIMIT, value=sent.option, missing="Please write an option."),
        line(told, subtle=True, small=True),
    ]
    bare = type(sent)(poll=sent.poll, nonce=sent.nonce, community=sent.community)
    return card(body, [sender("Add it", bare)])
