"""The cards and forms of launching a poll: what is asked in steps, and how it will look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from cards.actions import Action
from cards.parts import (
    CardJson,
    Element,
    card,
    choice_field,
    framed,
    heading,
    label,
    line,
    opener,
    problem,
    run,
    sender,
    text_field,
    toggle_field,
    words,
)
from community.communities import Community
from community.poll_lines import INLINE_FORM, LABEL_LIMIT, LONGEST_SCALE, SHORTEST_SCALE
from community.poll_plans import ANONYMOUS_DAYS, CLOSES_LIMIT, MOST_OPTIONS, OPTION_KINDS, OPTION_LIMIT, QUESTION_LIMIT
from community.polls import PollKind, Shows
from community.privacy import SAFETY_LINE, one_line
from community.rounds import Mode

KINDS = {
    PollKind.SINGLE: "One choice – each member chooses one option",
    PollKind.MULTIPLE: "Several choices – as many as you allow",
    PollKind.RATING: "Rating – a scale with words at both ends",
    PollKind.RANKED: "Ranking – options in order; the winner has most support",
    PollKind.WORDS: "Open words – members write a line or two",
}
MODES = {
    Mode.NAMED: "With names – I keep who answered what, and members can see it",
    Mode.ANONYMOUS: "Anonymous – I keep no name with an answer. Results come after closing, from 5 answers",
}
SHOWS = {
    Shows.ALWAYS: "Always",
    Shows.VOTED: "To those who have voted",
    Shows.CLOSED: "After closing",
}
ONCE = "once"
"""What the field for how often holds unless something else is chosen: a list shows no choice that is empty."""
STEP = "Launch a poll"
PREVIEW = "How it will look"


class OpenPoll(Action, verb="poll.new"):
    """Open the form for a new poll, with what is known of it already."""

    community: str = ""
    question: str = ""
    options: str = ""
    mode: str = Mode.NAMED


class ComposePoll(Action, verb="compose.poll"):
    """Open the form for a new poll from the box one writes in; the poll goes into that thread."""

    community: str = ""


class OpenAgain(Action, verb="poll.again"):
    """Open the form filled in with an earlier poll."""

    poll: str
    community: str = ""


class PollFields(Action):
    """All that the form of a poll asks, carried from step to step."""

    nonce: str = ""
    community: str = ""
    here: str = "false"
    """Whether the poll goes into the thread it is sent from."""
    question: str = ""
    kind: str = PollKind.SINGLE
    mode: str = Mode.NAMED
    options: str = ""
    shows: str = Shows.ALWAYS
    most: str = ""
    may_add: str = "false"
    low: str = ""
    high: str = ""
    points: str = "5"
    closes: str = ""
    begins: str = ""
    repeat: str = ONCE


class SendKind(PollFields, verb="poll.new.kind"):
    """The first step: the question, what kind of poll it is, and whether it is named."""


class SendBack(PollFields, verb="poll.new.back"):
    """Back from the second step to the first."""


class SendDetails(PollFields, verb="poll.new.details"):
    """The second step: what this kind of poll needs."""


class SendChange(PollFields, verb="poll.new.change"):
    """Back from the preview to the second step."""


class SendPoll(PollFields, verb="poll.new.post"):
    """Post what the preview shows."""


F = TypeVar("F", bound=PollFields)


def passed_on(into: type[F], sent: PollFields, *typed: str) -> F:
    """What was sent so far, for another step. Left out is what that step's own fields hold, as an emptied one says nothing."""
    unchanged = {name: field.default for name, field in PollFields.model_fields.items()}
    kept = {name: value for name, value in sent if name in unchanged and name not in typed and value != unchanged[name]}
    return into.model_validate(kept)


def launch_card(communities: Sequence[Community], earlier: Mapping[str, str]) -> CardJson:
    """How to launch a poll, with a button that opens the form. `earlier` polls, id and question, can be launched again."""
    only = communities[0].id if len(communities) == 1 else ""
    body = [
        heading("Launch a poll"),
        line("Use the form, or write it in one line and it is posted at once:"),
        words(run(INLINE_FORM, bold=True)),
        line("Begin with **anonymous poll:** to keep names out. An option on each line works too.", subtle=True, small=True),
    ]
    again = [
        opener(f"Again: {one_line(question, 36)}", OpenAgain(poll=poll, community=only)) for poll, question in earlier.items()
    ]
    return card(body, [opener("Launch a poll", OpenPoll(community=only), style="positive"), *again])


def where_card(said: OpenPoll) -> CardJson:
    """For a poll that was written in the 1:1 chat by somebody in several communities: the form asks which one is meant."""
    body = [words(run(said.question, bold=True)), line("You are in more than one community. The form asks which one you mean.")]
    return card(body, [opener("Go on", said, style="positive")])


def kind_form(sent: PollFields, *, communities: Sequence[tuple[str, str]], wrong: str = "") -> CardJson:
    """The first step. With more than one of `communities`, one is chosen here."""
    body: list[Element] = [problem(wrong)] if wrong else []
    typed = ["question", "kind", "mode"]
    if len(communities) > 1:
        typed.append("community")
        body.append(choice_field("community", "Which community?", communities, value=sent.community,
                                 missing="Please choose where to post it."))  # fmt: skip
    body += [
        text_field("question", "Your question", limit=QUESTION_LIMIT, value=sent.question, hint="Which topic next?",
                   missing="Please write your question."),
        choice_field("kind", "What kind of poll?", [(said, kind.value) for kind, said in KINDS.items()], value=sent.kind,
                     style="expanded", missing="Please choose a kind."),
        choice_field("mode", "With names?", [(said, mode.value) for mode, said in MODES.items()], value=sent.mode,
                     style="expanded", missing="Please choose one."),
        line("Named or anonymous is fixed once the poll is posted.", subtle=True, small=True),
        line(SAFETY_LINE, subtle=True, small=True),
    ]  # fmt: skip
    return card(body, [sender("Next", passed_on(SendKind, sent, *typed))])


def details_form(sent: PollFields, *, repeats: Sequence[tuple[str, str]] = (), wrong: str = "") -> CardJson:
    """The second step: only what this kind of poll needs. `repeats` are (title, value) pairs, for those who may let it repeat."""
    kind = PollKind(sent.kind) if sent.kind in KINDS else PollKind.SINGLE
    anonymous = sent.mode == Mode.ANONYMOUS
    fields = [*_kind_fields(kind, sent), *([] if anonymous else [_shows_field(sent)]), _closes_field(sent)]
    later = _later_fields(sent, repeats) if repeats else []
    typed = [field["id"] for field in (*fields, *later)]
    body: list[Element] = [problem(wrong)] if wrong else []
    body += [words(run(sent.question, bold=True)), *fields]
    body += [line(_closing_line(anonymous=anonymous), subtle=True, small=True), *later]
    return card(
        body,
        [sender("Preview", passed_on(SendDetails, sent, *typed)), sender("Back", passed_on(SendBack, sent, *typed), style=None)],
    )


def _kind_fields(kind: PollKind, sent: PollFields) -> list[Element]:
    fields: list[Element] = []
    if kind in OPTION_KINDS:
        fields.append(text_field("options", "Options, one on each line", limit=MOST_OPTIONS * (OPTION_LIMIT + 1),
                                 value=sent.options, lines=True, hint=f"2 to {MOST_OPTIONS} options"))  # fmt: skip
    if kind is PollKind.MULTIPLE:
        fields.append(
            text_field("most", "At most how many? (optional)", limit=2, value=sent.most, hint="Empty: as many as they like")
        )
    if kind is PollKind.RATING:
        scale = [(f"{points} points", str(points)) for points in range(SHORTEST_SCALE, LONGEST_SCALE + 1)]
        fields += [
            choice_field("points", "How long is the scale?", scale, value=sent.points, missing="Please choose how long it is."),
            text_field("low", "What does the lowest point mean?", limit=LABEL_LIMIT, value=sent.low, hint="Not at all"),
            text_field("high", "What does the highest point mean?", limit=LABEL_LIMIT, value=sent.high, hint="Very much"),
        ]
    if kind in OPTION_KINDS:
        fields.append(toggle_field("may_add", "Members may add options", "Adding options", on=sent.may_add == "true"))
    return fields


def _shows_field(sent: PollFields) -> Element:
    choices = [(said, shows.value) for shows, said in SHOWS.items()]
    return choice_field("shows", "When are results shown?", choices, value=sent.shows, missing="Please choose when.")


def _closes_field(sent: PollFields) -> Element:
    return text_field(
        "closes", "When does it close? (optional)", limit=CLOSES_LIMIT, value=sent.closes, hint="in 3 days, Friday 17:00"
    )


def _later_fields(sent: PollFields, repeats: Sequence[tuple[str, str]]) -> list[Element]:
    return [
        text_field("begins", "When is it posted? (optional)", limit=CLOSES_LIMIT, value=sent.begins, hint="Now"),
        choice_field("repeat", "How often?", [(said, value or ONCE) for said, value in repeats], value=sent.repeat),
    ]


def _closing_line(*, anonymous: bool) -> str:
    if anonymous:
        return f"Results come after closing. Without a time I close it after {ANONYMOUS_DAYS} days; you can close it sooner."
    return "Leave the time empty to close it by hand."


def preview_form(sent: PollFields, drawn: CardJson, *, by_hand: bool, when: str = "") -> CardJson:
    """The poll as it will be. `drawn` is its card, shown with nothing to press; `when` says when it is posted, if not now."""
    body = [
        line("This is how it will look. Nothing is posted yet.", subtle=True),
        framed([*drawn["body"], *_pressable(drawn)]),
    ]
    if when:
        body.append(words(run(when, bold=True)))
    if by_hand:
        body.append(line("It stays open until somebody closes it.", subtle=True, small=True))
    return card(
        body, [sender("Post it", passed_on(SendPoll, sent)), sender("Change it", passed_on(SendChange, sent), style=None)]
    )


def _pressable(drawn: CardJson) -> list[Element]:
    """The buttons of a card in words: in a preview there is nothing to press."""
    titles = [action["title"] for action in drawn.get("actions", []) if action.get("mode") != "secondary"]
    return [label("Buttons"), words(run("   ".join(f"[ {title} ]" for title in titles)))] if titles else []
