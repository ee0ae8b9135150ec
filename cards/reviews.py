"""Looking at a document again: what its owner is asked in private, and the form that says whether it is still right."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.documents import OpenDescribe, OpenReview, can_open, facts, superseded, title_line, title_of
from cards.parts import (
    CardJson,
    Element,
    button,
    card,
    choice_field,
    heading,
    line,
    note,
    opener,
    problem,
    run,
    sender,
    web_button,
    words,
)
from cards.starter_packs import DOCUMENTS_DATASET
from community.documents import Document
from community.packs import Pack
from community.reviews import Verdict

BACK = "back"
"""Says that a document is not superseded any more."""
WHICH = "Which document takes its place?"


class StillRight(Action, verb="review.right"):
    """Say that a document is still right. `review` is the review date that was asked about."""

    document: str
    community: str = ""
    review: str = ""


class NotNow(Action, verb="review.later"):
    """Leave a document for later. `times` is how often somebody was asked by then."""

    document: str
    community: str = ""
    review: str = ""
    times: int = 0


class SendReview(Action, verb="review.send"):
    """Say what is to become of a document. `newer` is the id of the one that takes its place."""

    document: str
    community: str = ""
    review: str = ""
    verdict: str = ""
    newer: str = ""


def asked_card(document: Document, pack: Pack, community: str, *, times: int, why: str = "") -> CardJson:
    """What an owner is asked in private once the review date has come. `why` says why somebody else is asked instead."""
    about = {"document": document.id, "community": community}
    review = document.review_on.isoformat() if document.review_on else ""
    body: list[Element] = [heading("Is this still right?"), *([words(why)] if why else []), title_line(document)]
    body += [*facts(document, pack), line(pack.prompts.review, subtle=True)]
    opens = [web_button("Open", document.address)] if can_open(document.address) else []
    return card(
        body,
        [
            button("Still right", StillRight(review=review, **about), style="positive"),
            opener("It needs an update", OpenReview(verdict=Verdict.UPDATE, **about)),
            opener("Something newer is there", OpenReview(verdict=Verdict.SUPERSEDED, **about)),
            button("Not now", NotNow(review=review, times=times, **about)),
            *opens,
        ],
    )


def settled_card(document: Document, told: str, community: str) -> CardJson:
    """What was said, to whoever said it."""
    about = {"document": document.id, "community": community}
    return card(
        [note(told), title_line(document)],
        [opener("Describe it", OpenDescribe(**about)), opener("Say something else", OpenReview(**about), secondary=True)],
    )


def review_form(
    sent: SendReview,
    document: Document,
    pack: Pack,
    *,
    others: Sequence[Document],
    newer: Document | None = None,
    wrong: str = "",
) -> CardJson:
    """Asks what is to become of a document. `others` could take its place; more are found by typing. `newer` does already."""
    body: list[Element] = [problem(wrong)] if wrong else []
    body.append(words(run(title_of(document), bold=True)))
    if superseded(document):
        body.append(words(run("Superseded by "), run(title_of(newer) if newer else "another document", bold=True), run(".")))
    body += [
        line(pack.prompts.review, subtle=True),
        choice_field(
            "verdict", "What do you say?", _verdicts(document), value=sent.verdict, style="expanded", missing="Please choose."
        ),
        choice_field(
            "newer",
            f"{WHICH} Only if there is one.",
            [(f"{title_of(each)} ({pack.label_of_kind(each.kind)})", str(each.id)) for each in others],
            value=sent.newer,
            style="filtered",
            dataset=f"{DOCUMENTS_DATASET}:{sent.community}",
        ),
    ]
    kept = SendReview(document=sent.document, community=sent.community, review=sent.review)
    return card(body, [sender("Save", kept)])


def _verdicts(document: Document) -> list[tuple[str, str]]:
    newer = ("Another document takes its place", Verdict.SUPERSEDED.value)
    if superseded(document):
        return [("It is not superseded after all", BACK), newer]
    if not document.usable:
        return [newer]
    return [
        ("It is still right", Verdict.RIGHT.value),
        ("It needs an update, and I see to it that it gets one", Verdict.UPDATE.value),
        newer,
    ]
