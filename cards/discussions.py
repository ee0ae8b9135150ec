"""A document to talk about: choosing it and its question, and the card that begins the thread."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.documents import HOW_TO_SAVE, OpenDiscussion, UsedThis, can_open, superseded, title_line, title_of
from cards.found import listed_document
from cards.parts import (
    CardJson,
    Element,
    beside,
    card,
    framed,
    heading,
    label,
    line,
    opener,
    run,
    sender,
    titled,
    web_button,
    words,
)
from community.documents import Document
from community.pack_parts import Question
from community.packs import Pack

GONE = "The document is not in the library any more."
WHERE = "It goes into a thread of its own in the channel, with this question. Everybody there can answer."
SAFE = "Talk about practice, and leave out anything by which somebody could be recognised."


class AnotherQuestion(Action, verb="discussion.another"):
    """Show another question. `question` is the key of the one that is shown."""

    document: str
    nonce: str
    question: str
    community: str = ""


class SendDiscussion(Action, verb="discussion.send"):
    """Post a document with the question that is shown. `nonce` tells one form from the next."""

    document: str
    nonce: str
    question: str
    community: str = ""


def choose_card(documents: Sequence[Document], pack: Pack, community: str, *, looked_for: str = "") -> CardJson:
    """Which document to talk about."""
    body: list[Element] = [heading("Which document shall we talk about?")]
    if looked_for:
        body.append(words(run(looked_for, italic=True), spacing="None"))
    if not documents:
        body.append(line("I found none in the library."))
        body.append(line(HOW_TO_SAVE, subtle=True))
        return card(body)
    for document in documents:
        body += listed_document(document, None, pack)
        body.append(beside(opener("Discuss", OpenDiscussion(document=document.id, community=community))))
    body.append(line("For another one, write **@Canopy discussion point** and what it is about.", subtle=True, small=True))
    return card(body)


def discussion_form(sent: SendDiscussion, document: Document, question: Question) -> CardJson:
    """The document and the question, before they are posted."""
    body: list[Element] = [words(run(title_of(document), bold=True))]
    if superseded(document):
        body.append(line("It is superseded by another document.", subtle=True))
    body += [
        framed([label("The question"), words(run(question.text))]),
        line(WHERE, subtle=True),
        line(SAFE, subtle=True, small=True),
    ]
    about = {name: getattr(sent, name) for name in ("document", "nonce", "question", "community")}
    return card(
        body, [sender("Post it", SendDiscussion(**about)), sender("Another question", AnotherQuestion(**about), style=None)]
    )


def discussion_card(document: Document, question: Question, pack: Pack, *, newer: Document | None) -> CardJson:
    """The card that begins the thread."""
    kind = pack.label_of_kind(document.kind)
    body: list[Element] = [titled("Discussion point", kind), title_line(document)]
    actions: list[Element] = []
    if not document.usable:
        body.append(line(GONE, subtle=True))
    elif superseded(document):
        body.append(words(run("Superseded. ", bold=True), run(f"The newer one is “{title_of(newer)}”." if newer else "")))
    if document.usable and document.good_for:
        body.append(words(run("Good for: ", bold=True), run(document.good_for), small=True))
    body += [framed([label("To talk about"), words(run(question.text, bold=True))])]
    body.append(words(run(pack.prompts.discussion, subtle=True), small=True))
    if document.usable:
        actions = [web_button("Open", document.address)] if can_open(document.address) else []
        actions.append(opener("I used this", UsedThis(document=document.id)))
    return card(body, actions, speak=f"Discussion point: {title_of(document)}. {question.text}")


def gone_card(question: Question) -> CardJson:
    """What is left of the card once the document was taken out: the question, which people may have answered."""
    return card(
        [
            heading("Discussion point"),
            line(GONE, subtle=True),
            framed([label("To talk about"), words(run(question.text, bold=True))]),
        ]
    )
