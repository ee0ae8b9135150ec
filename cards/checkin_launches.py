"""Launching a check-in: which kind, about what, for how long, and how often."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.checkin_kinds import OpenDropKind, OpenOwnKind
from cards.parts import (
    CardJson,
    Element,
    card,
    choice_field,
    heading,
    line,
    opener,
    problem,
    run,
    sender,
    text_field,
    toggle_field,
    words,
)
from community.checkin_kinds import CheckinKind
from community.checkin_plans import CLOSES_LIMIT, LONGEST_ANONYMOUS, TOPIC_LIMIT, USUAL_CLOSING
from community.privacy import shortened

FIRST_KINDS = 4
"""This many kinds have a button of their own."""
ONCE = "once"
"""What the form sends for a check-in that does not repeat."""
LAUNCH = "Check in with everybody"
ALWAYS_ANONYMOUS = "Wellbeing check-ins are always anonymous: nobody sees who answers what, facilitators included."


class OpenCheckin(Action, verb="checkin.new"):
    """Open the form to launch a check-in; without a kind, to choose one first."""

    community: str = ""
    kind: str = ""


class ComposeCheckin(Action, verb="compose.checkin"):
    """Open the same from the box one writes in."""

    community: str = ""


class SendKindChosen(Action, verb="checkin.new.kind"):
    """Choose the kind, and go on to the form."""

    community: str = ""
    kind: str = ""


class SendCheckin(Action, verb="checkin.new.send"):
    """Launch it."""

    nonce: str
    community: str = ""
    kind: str = ""
    topic: str = ""
    named: str = "false"
    closes: str = USUAL_CLOSING
    repeat: str = ONCE


def launch_card(kinds: Sequence[CheckinKind], community: str) -> CardJson:
    """How to launch a check-in, for facilitators."""
    actions = [opener(kind.label, OpenCheckin(community=community, kind=kind.slug)) for kind in kinds[:FIRST_KINDS]]
    if len(kinds) > FIRST_KINDS:
        actions.append(opener("Another one", OpenCheckin(community=community)))
    actions.append(opener("Make your own", OpenOwnKind(community=community)))
    if any(kind.own for kind in kinds):
        actions.append(opener("Delete one of your own", OpenDropKind(community=community), secondary=True))
    return card(
        [
            heading(LAUNCH),
            line("Which check-in? You can also write it: **@Canopy check-in: mood** begins one at once, for 3 days."),
            line("**@Canopy trend** shows how things change from round to round.", subtle=True, small=True),
        ],
        actions,
    )


def kind_form(kinds: Sequence[CheckinKind], community: str, *, wrong: str = "") -> CardJson:
    """The form to choose a kind in."""
    body: list[Element] = [problem(wrong)] if wrong else []
    choices = [(f"{kind.label} – {shortened(kind.question, 80)}", kind.slug) for kind in kinds]
    body.append(choice_field("kind", "Which check-in?", choices, style="expanded", missing="Please choose one."))
    return card(body, [sender("Next", SendKindChosen(community=community))])


def launch_form(kind: CheckinKind, sent: SendCheckin, *, repeats: Sequence[tuple[str, str]], wrong: str = "") -> CardJson:
    """The form to launch a kind with: only what this kind needs. `repeats` are (title, value) pairs."""
    body: list[Element] = [problem(wrong)] if wrong else []
    body.append(words(run(kind.question, bold=True)))
    body.append(words(run(" · ".join(kind.title_of(point) for point in range(1, len(kind.points) + 1)), subtle=True), small=True))
    if kind.asks_about_a_topic:
        body.append(text_field("topic", "About what?", limit=TOPIC_LIMIT, value=sent.topic, hint="best interests meetings",
                               missing="Please say what it is about."))  # fmt: skip
    if kind.wellbeing:
        body.append(line(ALWAYS_ANONYMOUS))
    else:
        body += [
            toggle_field("named", "Members see who answered what, once it is closed", "With names", on=sent.named == "true"),
            line("Otherwise it is anonymous. This is fixed once it is posted.", subtle=True, small=True),
        ]
    body += [
        text_field("closes", "When does it close?", limit=CLOSES_LIMIT, value=sent.closes, hint=USUAL_CLOSING),
        line(f"Anonymous ones within {LONGEST_ANONYMOUS.days} days. Results are shown after closing.", subtle=True, small=True),
    ]
    often = [(title, value or ONCE) for title, value in repeats]
    body.append(choice_field("repeat", "How often?", often, value=sent.repeat, missing="Please choose how often."))
    return card(body, [sender("Launch it", SendCheckin(nonce=sent.nonce, community=sent.community, kind=kind.slug))])


def unlaunched_card(community: str) -> CardJson:
    """Tells a facilitator that a check-in which repeats has no kind any more."""
    return card(
        [
            words(run(f"A check-in that repeats in {community} could not be launched: its kind was deleted.")),
            line("Write **@Canopy rhythms** in the channel to stop it."),
        ]
    )
