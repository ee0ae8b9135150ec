"""Documents and asks in a list, as what was found and the library show them."""

from __future__ import annotations

from cards.asks import STATE_WORDS as ASK_STATE_WORDS
from cards.documents import STATE_WORDS as DOCUMENT_STATE_WORDS
from cards.documents import superseded, title_line, title_of
from cards.parts import Element, counted, run, words
from community.asks import AskView
from community.documents import Document, DocumentState
from community.kinds import KINDS
from community.packs import Pack
from community.privacy import one_line, shortened
from community.profile_drafts import ProfileView
from community.reflections import ReflectionView

TITLE_SHOWN, LINE_SHOWN = 140, 140


def listed_document(document: Document, newer: Document | None, pack: Pack) -> list[Element]:
    """A document in a list: its title, what it is, and what it is good for; one that is superseded says so."""
    told = [pack.label_of_kind(document.kind)]
    told += [] if document.state is DocumentState.FILED else [DOCUMENT_STATE_WORDS[document.state]]
    told += [f"{document.vouched_by} vouches for it"] if document.vouched_by else []
    told += [f"used {counted(document.uses, 'time', 'times')}"] if document.uses else []
    made = [{**title_line(document), "spacing": "Medium"}, words(run(" · ".join(told), subtle=True), small=True, spacing="None")]
    if superseded(document):
        made.append(words(run("Superseded. ", bold=True), *_newer(newer), small=True, spacing="None"))
    elif document.good_for:
        made.append(words(run(shortened(document.good_for, LINE_SHOWN)), small=True, spacing="None"))
    return made


def _newer(newer: Document | None) -> list[Element]:
    return [] if newer is None else [run(f"The newer one is “{shortened(title_of(newer), TITLE_SHOWN)}”.")]


def listed_ask(view: AskView) -> list[Element]:
    """An ask in a list: what was asked, how it stands, and what was learned."""
    made = [words(run(one_line(view.text, TITLE_SHOWN), bold=True), spacing="Medium")]
    told = ["Ask", KINDS[view.kind].label if view.kind else "", ASK_STATE_WORDS[view.state]]
    told += [counted(view.answers, "answer", "answers") if view.answers else "no answer yet"]
    made.append(words(run(" · ".join(filter(None, told)), subtle=True), small=True, spacing="None"))
    if view.learned:
        learned = one_line(view.learned, LINE_SHOWN)
        made.append(words(run("What we learned: ", bold=True), run(learned), small=True, spacing="None"))
    return made


def listed_profile(view: ProfileView) -> list[Element]:
    """A colleague in a list: who they are, and what one can ask them about."""
    made = [words(run(view.name, bold=True), spacing="Medium")]
    told = " · ".join(filter(None, ["Colleague", shortened(view.work, LINE_SHOWN)]))
    made.append(words(run(told, subtle=True), small=True, spacing="None"))
    if view.can_help:
        topics = shortened(" · ".join(view.can_help), LINE_SHOWN)
        made.append(words(run("Ask me about: ", bold=True), run(topics), small=True, spacing="None"))
    return made


def listed_reflection(view: ReflectionView) -> list[Element]:
    """A shared reflection in a list: whose it is, and how it begins."""
    made = [words(run(view.name, bold=True), run(" reflects"), spacing="Medium")]
    made.append(words(run(f"Reflection · {view.label}", subtle=True), small=True, spacing="None"))
    if view.parts:
        made.append(words(run(one_line(view.parts[0].text, LINE_SHOWN)), small=True, spacing="None"))
    return made
