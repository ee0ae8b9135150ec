"""The starter pack: what a facilitator chose for those who are new."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.documents import can_open, title_of
from cards.parts import CardJson, Element, card, choice_field, heading, line, link_run, opener, problem, run, sender, words
from community.communities import Community
from community.documents import Document
from community.packs import Pack
from community.privacy import shortened
from community.starter_packs import MOST_STARTERS

DOCUMENTS_DATASET = "documents"
NONE_YET = "No documents are chosen for new members yet."
ASK_A_FACILITATOR = "A facilitator can choose up to ten."
TOLD_LIMIT = 160
FOR_NEW = "Everybody who joins from now on gets these with their welcome, in private and once."


class OpenStarterPack(Action, verb="starter.open"):
    """Open the form that says what is in the starter pack."""

    community: str = ""


class SendStarterPack(Action, verb="starter.choose"):
    """Settle what is in the starter pack. `documents` are ids with commas between."""

    community: str = ""
    documents: str = ""


def starter_card(documents: Sequence[Document], pack: Pack, community: Community, *, facilitates: bool) -> CardJson:
    """What is in the pack now."""
    body = [heading("Starter pack")]
    if documents:
        body += [*listed(documents, pack), line(FOR_NEW, subtle=True, small=True)]
    else:
        body += [line(NONE_YET), line(ASK_A_FACILITATOR, subtle=True)]
    chooses = [opener("Choose documents", OpenStarterPack(community=community.id), style="positive")] if facilitates else []
    return card(body, chooses)


def listed(documents: Sequence[Document], pack: Pack) -> list[Element]:
    """Documents one below the other, each with what it is good for."""
    made: list[Element] = []
    for document in documents:
        usable = can_open(document.address)
        title = link_run(title_of(document), document.address) if usable else run(title_of(document), bold=True)
        made.append(words(title))
        told = shortened(" · ".join(filter(None, [pack.label_of_kind(document.kind), document.good_for])), TOLD_LIMIT)
        made.append(words(run(told, subtle=True), small=True, spacing="None"))
    return made


def starter_form(sent: SendStarterPack, documents: Sequence[Document], pack: Pack, *, wrong: str = "") -> CardJson:
    """Choose what is in the pack among `documents`; more are found by typing."""
    choices = [(f"{title_of(document)} ({pack.label_of_kind(document.kind)})", str(document.id)) for document in documents]
    body = [problem(wrong)] if wrong else []
    body += [
        line(f"Choose up to {MOST_STARTERS} documents that help somebody in their first week. {FOR_NEW}"),
        choice_field(
            "documents",
            "In the starter pack",
            choices,
            value=sent.documents,
            many=True,
            style="filtered",
            dataset=f"{DOCUMENTS_DATASET}:{sent.community}",
        ),
    ]
    return card(body, [sender("Save", SendStarterPack(community=sent.community))])
