"""The cards of calling on who knows: what they are asked in private, what facilitators are told, and the rule itself."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.answers import OpenAnswer
from cards.parts import (
    CardJson,
    Element,
    button,
    card,
    counted,
    framed,
    heading,
    line,
    opener,
    paragraphs,
    problem,
    run,
    sender,
    text_field,
    words,
)
from community.asks import AskView
from community.calls import MOST_CALLED, MOST_DAYS
from community.communities import Community

DAYS_LIMIT = 4
WHY = "I ask you because what you wrote here speaks of it: in your profile, in an answer that helped, or in a reflection."
NO_HARM = "If you cannot, that is fine: press “Not now”, and I leave you in peace for four weeks."
NOT_KEPT = "I call on nobody more than once a week, and never on whoever asked."


class NotNow(Action, verb="call.not_now"):
    """Be left in peace for a while."""

    ask: str
    community: str = ""


class OpenCalls(Action, verb="calls.settle"):
    """Open the form that says after how many days somebody is called on."""

    community: str = ""


class SendCalls(Action, verb="calls.settle.send"):
    """Settle after how many days somebody is called on."""

    community: str = ""
    days: str = ""


def call_card(view: AskView, community: Community) -> CardJson:
    """The question to somebody who may know, in private."""
    return card(
        [
            heading("Could you help?"),
            words(run(f"{view.asker} asks in {community.name}, and nobody has answered yet:")),
            _asked(view),
            line(WHY, small=True),
            line(NO_HARM, subtle=True, small=True),
        ],
        [_can_help(view, community), button("Not now", NotNow(ask=view.id, community=community.id))],
        speak="Could you help with an ask?",
    )


def unanswered_card(view: AskView, community: Community, called: int) -> CardJson:
    """What a facilitator is told: an ask that nobody has answered, though others were called on."""
    others = f"I asked {counted(called, 'colleague', 'colleagues')} who may know, in private." if called else ""
    nobody = "" if called else "I found nobody whom I could ask in private."
    return card(
        [
            heading("Nobody has answered yet"),
            words(run(f"{view.asker} asks in {community.name}:")),
            _asked(view),
            line(others or nobody),
            line("You may know whom to ask: mention them in its thread. I do not tell you of this ask again.", subtle=True),
        ],
        [_can_help(view, community)],
        speak="Nobody has answered an ask yet",
    )


def over_card(sentence: str) -> CardJson:
    """One sentence, in place of a call that is over."""
    return card([words(run(sentence))])


def calls_card(community: Community) -> CardJson:
    """What happens to an ask that nobody answers."""
    return card(
        [heading("When nobody answers"), *map(line, rule(community.call_after_days)), line(NOT_KEPT, subtle=True, small=True)],
        [opener("Change it", OpenCalls(community=community.id))],
    )


def calls_form(sent: SendCalls, *, wrong: str = "") -> CardJson:
    """The form that says after how many working days somebody is called on."""
    body: list[Element] = [problem(wrong)] if wrong else []
    body += [
        text_field("days", "Working days without an answer", limit=DAYS_LIMIT, value=sent.days, hint="2",
                   missing=f"Please write 1 to {MOST_DAYS}, or 0 for never."),
        line("0 means never. Saturdays and Sundays do not count.", subtle=True, small=True),
        line("Asks that wait now count from today on.", subtle=True, small=True),
    ]  # fmt: skip
    return card(body, [sender("Save", SendCalls(community=sent.community))])


def rule(days: int) -> Sequence[str]:
    """What happens, in words."""
    if not days:
        return ("I call on nobody. An ask waits until somebody answers it.",)
    after = counted(days, "working day", "working days")
    return (
        f"After {after} without an answer I ask up to {MOST_CALLED} colleagues who may know, in private, once each.",
        f"After {after} more I tell the facilitators, once.",
    )


def _asked(view: AskView) -> Element:
    return framed(paragraphs(view.text))


def _can_help(view: AskView, community: Community) -> Element:
    return opener("I can help", OpenAnswer(ask=view.id, community=community.id), style="positive")
