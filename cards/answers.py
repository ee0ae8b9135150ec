"""The cards and forms of answering: what colleagues bring, what helped, what was learned."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.parts import (
    CardJson,
    Element,
    Mentioned,
    card,
    choice_field,
    greeting,
    heading,
    line,
    link_name,
    link_run,
    opener,
    paragraphs,
    problem,
    run,
    sender,
    text_field,
    words,
)
from community.answers import ANSWER_LIMIT, FORMER_MEMBER, LINK_LIMIT, Answer
from community.asks import LEARNED_LIMIT, AskView
from community.kinds import KINDS
from community.privacy import SAFETY_LINE, shortened


class OpenAnswer(Action, verb="ask.answer"):
    """Open the form for an answer."""

    ask: str
    community: str = ""


class SendAnswer(Action, verb="ask.answer.send"):
    """Bring an answer."""

    ask: str
    nonce: str
    community: str = ""
    answer: str = ""
    link: str = ""


class OpenHelped(Action, verb="ask.helped"):
    """Open the form that says what helped."""

    ask: str


class SendHelped(Action, verb="ask.helped.send"):
    """Say which of the answers shown helped. Both fields are ids with commas between."""

    ask: str
    shown: str = ""
    helped: str = ""


class OpenClose(Action, verb="ask.close"):
    """Open the form that closes an ask."""

    ask: str


class SendClose(Action, verb="ask.close.send"):
    """Close an ask, with what was learned if anything."""

    ask: str
    shown: str = ""
    helped: str = ""
    learned: str = ""


class OpenTakeBack(Action, verb="ask.answer.back"):
    """Ask once more before an answer is taken back."""

    ask: str
    answer: str


class SendTakeBack(Action, verb="ask.answer.back.send"):
    """Take an answer back."""

    ask: str
    answer: str


def answer_card(answer: Answer, asker: Mentioned | None) -> CardJson:
    """An answer, posted into the thread under its author's name."""
    body: list[Element] = [words(run(answer.name or FORMER_MEMBER, bold=True), run(" answers"))]
    body += paragraphs(answer.text)
    if answer.link:
        body.append(words(link_run(link_name(answer.link), answer.link)))
    if asker is not None:
        body.append(greeting(asker, "– does this help?"))
    undo = opener("Take it back", OpenTakeBack(ask=answer.ask, answer=answer.id), secondary=True)
    return card(body, [undo], mentions=[asker] if asker else [])


def taken_back_card() -> CardJson:
    """What is left of an answer that was taken back: nothing of its text."""
    return card([words(run("This answer was taken back.", italic=True))])


def take_back_form(answer: Answer) -> CardJson:
    """Asks once more before an answer is taken back."""
    return card(
        [
            words(run(shortened(answer.text.replace("\n", " "), 280))),
            line("Take this answer back? Its text is deleted from Canopy and from both cards."),
        ],
        [sender("Take it back", SendTakeBack(ask=answer.ask, answer=answer.id), style="destructive")],
    )


def outcome_card(view: AskView) -> CardJson:
    """What was learned, posted into the thread when an ask is closed. Nothing of it is left of an ask that was withdrawn."""
    if not view.learned:
        return card([words(run("This ask was withdrawn, and what was learned from it.", italic=True))])
    kind = KINDS[view.kind] if view.kind else None
    body: list[Element] = [heading("What we learned")]
    if kind:
        body.append(line(kind.closing, subtle=True, small=True))
    body += paragraphs(view.learned)
    helpers = list(dict.fromkeys(answer.name for answer in view.shown if answer.helped))
    if helpers:
        body.append(words(run(f"What helped came from {', '.join(helpers)}. Thank you.", subtle=True), small=True))
    return card(body)


def answer_form(action: SendAnswer, view: AskView, *, hint: str, wrong: str = "") -> CardJson:
    """The form for an answer."""
    body: list[Element] = [problem(wrong)] if wrong else []
    if view.text:
        body.append(words(run(f"{view.asker} asks: ", bold=True), run(shortened(view.text.replace("\n", " "), 280))))
    body += [
        text_field("answer", "Your answer", limit=ANSWER_LIMIT, value=action.answer, lines=True, hint=hint,
                   missing="Please write your answer."),
        text_field("link", "A link that helps (optional)", limit=LINK_LIMIT, value=action.link, hint="https://"),
        line("Your answer is posted in the thread under your name.", subtle=True, small=True),
        line(SAFETY_LINE, subtle=True, small=True),
    ]  # fmt: skip
    return card(body, [sender("Post my answer", SendAnswer(ask=action.ask, nonce=action.nonce, community=action.community))])


def _helped_field(answers: Sequence[Answer]) -> Element:
    shown = [(shortened(f"{a.name or 'A former member'}: {a.text}".replace("\n", " "), 140), str(a.id)) for a in answers]
    ticked = ",".join(str(answer.id) for answer in answers if answer.helped)
    return choice_field(
        "helped", "Which answers helped? Tick as many as you like.", shown, value=ticked, many=True, style="expanded"
    )


def _shown(answers: Sequence[Answer]) -> str:
    return ",".join(str(answer.id) for answer in answers)


def helped_form(view: AskView, answers: Sequence[Answer], *, wrong: str = "") -> CardJson:
    """The form that says what helped."""
    body: list[Element] = [problem(wrong)] if wrong else []
    return card([*body, _helped_field(answers)], [sender("Save", SendHelped(ask=view.id, shown=_shown(answers)))])


def close_form(view: AskView, answers: Sequence[Answer], *, learned: str = "", wrong: str = "") -> CardJson:
    """The form that closes an ask with its kind's closing question."""
    question = KINDS[view.kind].closing if view.kind else "What did we learn? What will change?"
    body: list[Element] = [problem(wrong)] if wrong else []
    if answers:
        body.append(_helped_field(answers))
    body += [
        text_field("learned", question, limit=LEARNED_LIMIT, value=learned, lines=True,
                   hint="One or two sentences others can use. Leave it empty to just close."),
        line("What you write is posted in the thread.", subtle=True, small=True),
        line(SAFETY_LINE, subtle=True, small=True),
    ]  # fmt: skip
    return card(body, [sender("Close the ask", SendClose(ask=view.id, shown=_shown(answers)))])
