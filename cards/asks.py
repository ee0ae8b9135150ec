"""The cards and forms of asking."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.answers import OpenAnswer, OpenClose, OpenHelped
from cards.parts import (
    CardJson,
    Element,
    beside,
    button,
    card,
    choice_field,
    counted,
    counted_to,
    framed,
    heading,
    label,
    line,
    link_name,
    link_run,
    note,
    opener,
    paragraphs,
    problem,
    run,
    sender,
    text_field,
    titled,
    toggle_field,
    words,
)
from community.answers import AnswerSeen
from community.asks import COUNTED_TO, QUESTION_LIMIT, AskState, AskView
from community.kinds import KINDS, AskKind
from community.privacy import SAFETY_LINE, shortened

ANY_KIND = "any"
"""The choice "you choose" in the form for a new ask."""


class SameHere(Action, verb="ask.same"):
    """Say "same here", or take it back. `revision` tells one press from the next."""

    ask: str
    revision: int = 0


class OpenKind(Action, verb="ask.kind"):
    """Open the form that changes the kind."""

    ask: str


class SendKind(Action, verb="ask.kind.send"):
    """Change the kind."""

    ask: str
    kind: str = ""


class ChooseKind(Action, verb="ask.choose"):
    """Choose the kind of an ask that was not clear."""

    ask: str
    kind: str = ""


class OpenWithdraw(Action, verb="ask.withdraw"):
    """Open the form that withdraws an ask."""

    ask: str


class SendWithdraw(Action, verb="ask.withdraw.send"):
    """Withdraw an ask."""

    ask: str


class OpenAsk(Action, verb="ask.new"):
    """Open the form for a new ask."""

    community: str = ""
    text: str = ""


class SendAsk(Action, verb="ask.new.send"):
    """Ask something through the form."""

    nonce: str
    community: str = ""
    question: str = ""
    kind: str = ANY_KIND
    unnamed: str = "false"


STATE_WORDS = {
    AskState.UNSORTED: "Choosing a kind",
    AskState.OPEN: "Open",
    AskState.CLOSED: "Closed",
    AskState.WITHDRAWN: "Withdrawn",
}


def ask_card(view: AskView, *, private: str = "") -> CardJson:
    """An ask, as the channel sees it. `private` is a line for the person who just acted."""
    if view.state is AskState.WITHDRAWN:
        return withdrawn_card(view)
    if view.kind is None:
        return chooser_card(view, private=private)
    kind = KINDS[view.kind]
    body: list[Element] = [note(private)] if private else []
    body += [titled(kind.label, STATE_WORDS[view.state]), *paragraphs(view.text), *_tags(view), _who(view)]
    if view.shown:
        body += [label("Answers" if view.answers > 1 else "Answer"), *(_answer(answer) for answer in view.shown)]
    if view.answers > len(view.shown):
        body.append(
            line(f"…and {counted(view.answers - len(view.shown), 'more answer', 'more answers')} in the thread.", subtle=True)
        )
    if view.learned:
        body.append(framed([label("What we learned"), *paragraphs(view.learned)]))
    return card(body, _buttons(view), speak=f"{kind.label}, asked by {view.asker}")


def _buttons(view: AskView) -> list[Element]:
    closed = view.state is AskState.CLOSED
    same = f"Same here · {view.same_here}" if view.same_here else "Same here"
    steer = [opener("What helped?", OpenHelped(ask=view.id))]
    if closed:
        return [*steer, opener("Withdraw", OpenWithdraw(ask=view.id), secondary=True)]
    return [
        opener("I can help", OpenAnswer(ask=view.id), style="positive"),
        button(same, SameHere(ask=view.id, revision=view.revision)),
        *steer,
        opener("Close", OpenClose(ask=view.id)),
        opener("Change the kind", OpenKind(ask=view.id), secondary=True),
        opener("Withdraw", OpenWithdraw(ask=view.id), secondary=True),
    ]


def _tags(view: AskView) -> list[Element]:
    return [words(run("  ".join(f"#{tag}" for tag in view.tags), subtle=True), small=True)] if view.tags else []


def _who(view: AskView) -> Element:
    parts = [f"{view.asker} asks"]
    if view.answers:
        parts.append(counted(view.answers, "answer", "answers"))
    if view.same_here:
        parts.append(f"{view.same_here} said “same here”")
    return words(run(" · ".join(parts), subtle=True), small=True, spacing="Small")


def _answer(answer: AnswerSeen) -> Element:
    pieces = [run("✓ Helped · ", bold=True)] if answer.helped else []
    pieces += [run(f"{answer.name}: ", bold=True), run(answer.text)]
    if answer.link:
        pieces += [run("  "), link_run(link_name(answer.link), answer.link)]
    return words(*pieces, spacing="Small")


def chooser_card(view: AskView, *, private: str = "") -> CardJson:
    """The nine kinds, for an ask whose kind was not clear. The text is kept."""
    body: list[Element] = [note(private)] if private else []
    body += [
        heading("What are you after?"),
        *paragraphs(view.text),
        *_tags(view),
        _who(view),
        choice_field(
            "kind", "Choose what fits best, and I will put it to the channel.",
            [(f"{kind.label} – “{kind.example}”", slug.value) for slug, kind in KINDS.items()],
            style="expanded", missing="Please choose one of the nine.",
        ),
    ]  # fmt: skip
    return card(body, [button("Ask", ChooseKind(ask=view.id), style="positive"), opener("Never mind", OpenWithdraw(ask=view.id))])


def withdrawn_card(view: AskView) -> CardJson:
    """What is left of a withdrawn ask: nothing of its text."""
    return card(
        [words(run("This ask was withdrawn.", italic=True)), line("Nothing of its text is kept.", subtle=True, small=True)]
    )


def ask_form(action: SendAsk, *, communities: Sequence[tuple[str, str]], unnamed: bool, wrong: str = "") -> CardJson:
    """The form for a new ask. `communities` are (name, id) pairs when there is a choice."""
    body: list[Element] = [problem(wrong)] if wrong else []
    body.append(
        text_field("question", "What would you like to ask?", limit=QUESTION_LIMIT, value=action.question, lines=True,
                   hint="For example: Has anyone supported somebody who refuses every assessment?",
                   missing="Please write your question.")
    )  # fmt: skip
    if len(communities) > 1:
        body.append(choice_field("community", "Where", communities, value=action.community, missing="Please choose a community."))
    kinds = [("Let Canopy choose", ANY_KIND), *((kind.label, slug.value) for slug, kind in KINDS.items())]
    body.append(choice_field("kind", "What you are after", kinds, value=action.kind))
    if unnamed:
        body += [
            toggle_field("unnamed", "Ask without my name", "Your name", on=action.unnamed == "true"),
            line(UNNAMED_NOTE, subtle=True, small=True),
        ]
    body.append(line(SAFETY_LINE, subtle=True, small=True))
    kept = SendAsk(nonce=action.nonce) if len(communities) > 1 else SendAsk(nonce=action.nonce, community=action.community)
    return card(body, [sender("Ask", kept)])


UNNAMED_NOTE = (
    "Without your name, Canopy does not keep who asked, only a code by which you can close the ask yourself. "
    "Colleagues may still guess from how you write, and Microsoft Teams carries your click to Canopy together with your name."
)
"""What asking without a name keeps, and its honest limits. Printed where it is offered."""


def kind_form(view: AskView, *, wrong: str = "") -> CardJson:
    """The form that changes the kind."""
    choices = [(f"{kind.label} – “{kind.example}”", slug.value) for slug, kind in KINDS.items()]
    body: list[Element] = [problem(wrong)] if wrong else []
    body.append(
        choice_field("kind", "What are you after?", choices, value=(view.kind or AskKind.PROBLEM).value, style="expanded",
                     missing="Please choose one of the nine.")
    )  # fmt: skip
    return card(body, [sender("Change it", SendKind(ask=view.id))])


def withdraw_form(view: AskView) -> CardJson:
    """Asks once more before an ask is withdrawn."""
    return card(
        [
            line("Withdraw this ask? Its text is deleted from Canopy and from the card."),
            line("What was written in the thread stays. If you asked in a message of your own, delete it in Teams.", subtle=True),
        ],
        [sender("Withdraw it", SendWithdraw(ask=view.id), style="destructive")],
    )


def asks_card(views: Sequence[AskView], total: int, community: str, community_id: str) -> CardJson:
    """The asks that wait for an answer, newest first."""
    if not views:
        return card(
            [
                words(run(f"No open asks in {community}.", bold=True)),
                line("Bring the first one: write @Canopy and your question, or press the button."),
            ],
            [opener("Ask a question", OpenAsk(community=community_id))],
        )
    body: list[Element] = [heading(counted_to(COUNTED_TO, total, "open ask", "open asks"))]
    body.append(words(run(community, subtle=True), small=True, spacing="None"))
    for view in views:
        kind = KINDS[view.kind].label if view.kind else ""
        body.append(words(run(shortened(view.text.replace("\n", " "), 160)), spacing="Medium"))
        facts = [kind, view.asker, counted(view.answers, "answer", "answers") if view.answers else "no answer yet"]
        body.append(words(run(" · ".join(facts), subtle=True), small=True, spacing="None"))
        body.append(beside(opener("I can help", OpenAnswer(ask=view.id, community=community_id))))
    if total > len(views):
        body.append(line(f"Showing the newest {len(views)}.", subtle=True, small=True))
    return card(body, [opener("Ask a question", OpenAsk(community=community_id))])
