"""A facilitator's own kinds of check-in: made through one form, deleted through another."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.parts import CardJson, Element, card, choice_field, line, problem, run, sender, text_field, toggle_field, words
from community.checkin_kinds import (
    FEWEST_POINTS,
    KIND_QUESTION_LIMIT,
    LABEL_LIMIT,
    MOST_POINTS,
    POINT_LIMIT,
    CheckinKind,
    Heavy,
)

_HEAVY_WORDS = {Heavy.NONE: "Neither", Heavy.FIRST: "The first", Heavy.LAST: "The last"}


class OpenOwnKind(Action, verb="checkin.kind"):
    """Open the form for a kind of one's own."""

    community: str = ""


class SendOwnKind(Action, verb="checkin.kind.send"):
    """Keep a kind of one's own."""

    nonce: str
    community: str = ""
    label: str = ""
    question: str = ""
    first: str = ""
    last: str = ""
    points: str = "5"
    wellbeing: str = "false"
    heavy: str = Heavy.NONE


class OpenDropKind(Action, verb="checkin.kind.drop"):
    """Open the form that deletes a kind of one's own."""

    community: str = ""


class SendDropKind(Action, verb="checkin.kind.drop.send"):
    """Delete a kind of one's own."""

    community: str = ""
    kind: str = ""


def own_kind_form(sent: SendOwnKind, *, wrong: str = "") -> CardJson:
    """The form for a kind of one's own."""
    lengths = [(f"{points} points", str(points)) for points in range(FEWEST_POINTS, MOST_POINTS + 1)]
    body: list[Element] = [problem(wrong)] if wrong else []
    body += [
        text_field("label", "What is it called?", limit=LABEL_LIMIT, value=sent.label, hint="Energy", missing="Please name it."),
        text_field("question", "What do you ask?", limit=KIND_QUESTION_LIMIT, value=sent.question,
                   hint="How much energy do you have today?", missing="Please write the question."),
        line("Write **{topic}** in the question where something is to be filled in each time.", subtle=True, small=True),
        text_field("first", "Words at the first end", limit=POINT_LIMIT, value=sent.first, hint="None left",
                   missing="Please write what the first end means."),
        text_field("last", "Words at the last end", limit=POINT_LIMIT, value=sent.last, hint="Plenty",
                   missing="Please write what the last end means."),
        choice_field("points", "How many points?", lengths, value=sent.points, missing="Please choose how many."),
        toggle_field("wellbeing", "It is about how people are", "Wellbeing", on=sent.wellbeing == "true"),
        line("Wellbeing is always anonymous, and told in words rather than numbers while fewer than 8 have answered.",
             subtle=True, small=True),
        choice_field("heavy", "Which end is heavy?", [(said, end.value) for end, said in _HEAVY_WORDS.items()], value=sent.heavy),
        line("Whoever answers at the heavy end is shown in private where to find support.", subtle=True, small=True),
    ]  # fmt: skip
    return card(body, [sender("Keep it", SendOwnKind(nonce=sent.nonce, community=sent.community))])


def drop_kind_form(own: Sequence[CheckinKind], community: str, *, wrong: str = "") -> CardJson:
    """The form that deletes a kind of one's own."""
    body: list[Element] = [problem(wrong)] if wrong else []
    if not own:
        return card([*body, words(run("There is no check-in of your own to delete."))])
    body += [
        choice_field("kind", "Which one?", [(kind.label, kind.slug) for kind in own], missing="Please choose one."),
        line("Rounds of it that were launched stay as they are."),
    ]
    return card(body, [sender("Delete it", SendDropKind(community=community), style="destructive")])
