"""A check-in as the channel sees it, the form that takes a comment, and the list of those that are open."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from cards.actions import Action
from cards.checkin_closings import OpenManage
from cards.checkin_results import result_buttons, results_part
from cards.parts import (
    CardJson,
    Element,
    beside,
    button,
    card,
    choice_field,
    counted,
    framed,
    heading,
    line,
    note,
    opener,
    problem,
    run,
    sender,
    text_field,
    titled,
    words,
)
from cards.support import support_part
from community.checkins import COMMENT_LIMIT, CheckinView
from community.privacy import SAFETY_LINE, shortened
from community.rounds import Mode, RoundState, how_many_words

MOST_PRESS = 1_000_000_000
MOST_BUTTONS = 6
"""A longer scale is answered through the form."""
TITLE_LIMIT = 40
ANONYMOUS = (
    "Anonymous: I keep answers without names, and show what came of them only after closing, from 5 answers on. "
    "A new answer replaces yours, and its comment."
)
NAMED = "With names: members can see who answered what once it is closed. A new answer replaces yours, and its comment."
HOW_ANONYMOUS = (
    "Nobody here can see who gave which answer, facilitators included. I keep your answer under a code that only a key kept "
    "apart can tie to you; closing destroys both. Until then, somebody who runs my server and misuses that key could work it "
    "out. Microsoft Teams carries your click to me together with your name. In a small group, people may guess how you are."
)
"""What an anonymous answer keeps, and its honest limits."""
HEAVY_HINT = "If it is heavy: **@Canopy support** says where to find support."


class _Pressed(Action):
    checkin: str
    point: int = 0
    press: int = Field(default=0, ge=0, le=MOST_PRESS)
    """Tells the card it was pressed on from older and newer ones."""
    community: str = ""


class AnswerCheckin(_Pressed, verb="checkin.answer"):
    """Answer a named check-in."""


class CastAnswer(_Pressed, verb="checkin.ballot"):
    """Answer an anonymous one."""


class OpenComment(Action, verb="checkin.comment"):
    """Open the form that takes a comment too."""

    checkin: str
    community: str = ""


class _Written(Action):
    checkin: str
    point: str = ""
    comment: str = ""
    press: int = Field(default=0, ge=0, le=MOST_PRESS)
    community: str = ""


class SendAnswer(_Written, verb="checkin.comment.send"):
    """Answer a named check-in, with a comment."""


class SendBallot(_Written, verb="checkin.comment.ballot"):
    """Answer an anonymous one, with a comment."""


_STATE_WORDS = {
    RoundState.OPEN: "Open",
    RoundState.CLOSING: "Closed",
    RoundState.CLOSED: "Closed",
    RoundState.WITHDRAWN: "Withdrawn",
}


def checkin_card(view: CheckinView, *, press: int = 0, private: str = "", support: str = "") -> CardJson:
    """A check-in. `private` and `support` are for the person who just answered, and for nobody else."""
    if view.state is RoundState.WITHDRAWN:
        return card([words(run("This check-in was withdrawn.", italic=True)),
                     line("The answers to it are deleted.", subtle=True, small=True)])  # fmt: skip
    body: list[Element] = [note(private)] if private else []
    body += [support_part(support)] if support else []
    body += [titled("Check-in", _STATE_WORDS[view.state]), words(run(view.question, bold=True))]
    match view.state:
        case RoundState.OPEN:
            return _open(view, body, press)
        case RoundState.CLOSING:
            body.append(line("It is closed, and the answers are being counted."))
            return card(body, speak="Check-in, closed")
        case _:
            return card([*body, *results_part(view)], result_buttons(view), speak="Check-in, closed")


def _open(view: CheckinView, body: list[Element], press: int) -> CardJson:
    if view.kind.intro:
        body.append(words(run(view.kind.intro)))
    if len(view.kind.points) <= MOST_BUTTONS:
        body.append(beside(*(_point(view, point, press) for point in range(1, len(view.kind.points) + 1))))
    facts = [progress(view), f"closes {view.closes}" if view.closes else ""]
    body.append(words(run(" · ".join(filter(None, facts)), subtle=True), small=True))
    body.append(line(ANONYMOUS if view.mode is Mode.ANONYMOUS else NAMED, subtle=True, small=True))
    if view.kind.wellbeing:
        body.append(line(HEAVY_HINT, subtle=True, small=True))
    with_words = "Add a comment" if len(view.kind.points) <= MOST_BUTTONS else "Answer"
    actions = [opener(with_words, OpenComment(checkin=view.id)), opener("Manage", OpenManage(checkin=view.id), secondary=True)]
    return card(body, actions, speak="Check-in, open")


def _point(view: CheckinView, point: int, press: int) -> Element:
    action = CastAnswer if view.mode is Mode.ANONYMOUS else AnswerCheckin
    return button(shortened(view.kind.title_of(point), TITLE_LIMIT), action(checkin=view.id, point=point, press=press))


def progress(view: CheckinView) -> str:
    """How many have answered: of an anonymous round only whether there are enough."""
    if view.mode is Mode.ANONYMOUS:
        return how_many_words(view.enough)
    return f"{counted(view.answered, 'has', 'have')} answered" if view.answered else "Nobody has answered yet"


def comment_form(view: CheckinView, sent: SendAnswer | SendBallot, *, wrong: str = "") -> CardJson:
    """The form that takes a point and a comment."""
    points = [(view.kind.title_of(point), str(point)) for point in range(1, len(view.kind.points) + 1)]
    anonymous = view.mode is Mode.ANONYMOUS
    body: list[Element] = [problem(wrong)] if wrong else []
    body += [
        words(run(view.question, bold=True)),
        choice_field("point", "Your answer", points, value=sent.point, style="expanded", missing="Please choose a point."),
        text_field("comment", view.kind.comment or "Comment (optional)", limit=COMMENT_LIMIT, value=sent.comment, lines=True,
                   hint="Optional. Shown after closing, without your name." if anonymous else "Optional."),
        line(SAFETY_LINE, subtle=True, small=True),
        line(HOW_ANONYMOUS if anonymous else NAMED, subtle=True, small=True),
    ]  # fmt: skip
    form = SendBallot if anonymous else SendAnswer
    return card(body, [sender("Send", form(checkin=sent.checkin, press=sent.press, community=sent.community))])


def heard_card(said: str, support: str) -> CardJson:
    """What everybody is told, light or heavy, whose client takes no answer on the card."""
    return card([words(run(said)), support_part(support)])


def checkins_card(views: Sequence[CheckinView], community: str, community_id: str) -> CardJson:
    """The check-ins that are open, newest first."""
    if not views:
        return card(
            [
                words(run(f"No check-in is open in {community}.", bold=True)),
                line("A facilitator begins one with @Canopy check-in."),
            ]
        )
    body: list[Element] = [heading(counted(len(views), "open check-in", "open check-ins"))]
    for view in views:
        facts = [view.kind.label, progress(view), f"closes {view.closes}" if view.closes else ""]
        body += [
            framed(
                [
                    words(run(shortened(view.question, 160))),
                    words(run(" · ".join(filter(None, facts)), subtle=True), small=True, spacing="None"),
                    beside(opener("Answer", OpenComment(checkin=view.id, community=community_id))),
                ]
            )
        ]
    return card(body)
