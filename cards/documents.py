"""The card of a document, as every place of the house shows it, and what can be pressed on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cards.actions import Action
from cards.filings import TryAgain
from cards.parts import (
    CardJson,
    Element,
    beside,
    button,
    card,
    counted,
    framed,
    heading,
    line,
    link_name,
    link_run,
    note,
    opener,
    run,
    titled,
    web_button,
    words,
)
from community.by_hand import brought_in
from community.documents import Document, DocumentState
from community.packs import Pack
from community.privacy import shortened

NAMELESS = "A document"
STATE_WORDS = {
    DocumentState.FILING: "Being filed",
    DocumentState.FILED: "Filed",
    DocumentState.NOT_FILED: "Not filed",
    DocumentState.LINK: "Link",
    DocumentState.GONE: "Removed",
    DocumentState.TAKEN_OUT: "Taken out",
}
IN_A_MOMENT = "I am filing it in the channel's own library. This card will say when it is there."
REMOVED = "Its file was removed from the channel's library in SharePoint. What is known of it is kept here."
TAKEN_OUT = "It was taken out of the library's list. The file itself stays where it is."
HOW_TO_KEEP = "Write @Canopy file and a link, or use “Save to library” in the menu of a message that has one."
HOW_TO_SAVE = "Use “Save to library” in the menu of a message, write @Canopy file this beneath it, or send me a file in 1:1."
SUPERSEDED = "Superseded"
THERE_ALREADY = "There already"


class UsedThis(Action, verb="use.used"):
    """Open the form that says what came of using a document."""

    document: str
    community: str = ""


class OpenDescribe(Action, verb="document.describe"):
    """Open the form that describes a document."""

    document: str
    community: str = ""


class OpenTakeOut(Action, verb="document.out"):
    """Ask once more before a document is taken out of the catalogue."""

    document: str
    community: str = ""


class OpenDiscussion(Action, verb="discussion.open"):
    """Open the form that posts a document to be talked about."""

    document: str
    community: str = ""


class OpenReview(Action, verb="review.open"):
    """Open the form that says whether a document is still right."""

    document: str
    community: str = ""
    verdict: str = ""


def document_card(
    document: Document,
    pack: Pack,
    *,
    community: str = "",
    private: str = "",
    newer: Document | None = None,
    inserted: bool = False,
) -> CardJson:
    """A document of the library. `newer` is the one that supersedes it, and `private` a line for the person who just acted.

    With `community` its buttons say where they belong: for a 1:1 chat. With `inserted` it is for a conversation in which Canopy
    may not be, and only opens the document.
    """
    kind = pack.label_of_kind(document.kind)
    state = _state(document)
    body: list[Element] = [note(private)] if private else []
    if document.state is DocumentState.TAKEN_OUT:
        return card([*body, *_out(document, newer, state)], [] if newer is None else _opens(newer))
    body += [titled(f"Library · {kind}", state), title_line(document), *_superseded(document, newer)]
    body += [*_what_happened(document), *facts(document, pack)]
    actions = _opens(document, newer) if inserted else _buttons(document, newer, community)
    return card(body, actions, speak=f"{kind}: {title_of(document)}. {state}.")


def title_of(document: Document) -> str:
    """What a document is called on cards: never empty, at most 200 characters."""
    return shortened(document.title, 200) or NAMELESS


def title_line(document: Document) -> Element:
    """A document's title; it opens what it names, where that can be opened."""
    if document.usable and can_open(document.address):
        return words(link_run(title_of(document), document.address))
    return words(run(title_of(document), bold=True))


def can_open(address: str) -> bool:
    """True for an address that Teams opens: on the web. One on disk is shown, not opened."""
    return address.startswith(("https://", "http://"))


def superseded(document: Document) -> bool:
    """True for one that another took the place of; one that is not in the library at all is not called so."""
    return document.superseded_by is not None and document.state is not DocumentState.TAKEN_OUT


def facts(document: Document, pack: Pack) -> list[Element]:
    """What a card says about a document below its title, as far as anything is known."""
    made: list[Element] = []
    if document.good_for:
        made.append(words(run("Good for: ", bold=True), run(document.good_for)))
    if document.topics:
        made.append(words(run(" · ".join(pack.label_of_topic(topic) for topic in document.topics), subtle=True), small=True))
    told = [sentence for sentence in (document.source, _vouched(document), said_review(document.review_on)) if sentence]
    if told:
        made.append(words(run(" · ".join(told), subtle=True), small=True, spacing="Small"))
    kept = [brought_in(document)] if document.saver != document.owner else []
    kept += [f"Used {counted(document.uses, 'time', 'times')}"] if document.uses else []
    if kept:
        made.append(words(run(" · ".join(kept), subtle=True), small=True, spacing="Small"))
    if document.usable and document.address:
        made.append(words(run(_where(document), subtle=True), small=True, spacing="Small"))
    return made


def _vouched(document: Document) -> str:
    return f"{document.vouched_by} vouches for it" if document.vouched_by else ""


def said_review(day: date | None) -> str:
    """When a document is looked at again, in words; empty where nobody said."""
    return f"to be looked at again by {day:%-d %B %Y}" if day else ""


def _where(document: Document) -> str:
    if not can_open(document.address):
        return f"It lies in {shortened(document.address, 300)}"
    if document.state is DocumentState.LINK:
        return f"A link to {link_name(document.address)}"
    return f"In the channel's files as {shortened(document.name, 140)}"


def _what_happened(document: Document) -> list[Element]:
    match document.state:
        case DocumentState.FILING:
            return [line(IN_A_MOMENT, subtle=True)]
        case DocumentState.NOT_FILED:
            return [words(run("Not filed, because "), run(document.reason or "something went wrong."))]
        case DocumentState.GONE:
            return [line(REMOVED)]
        case _:
            return [words(run(document.reason, subtle=True))] if document.reason else []


def _superseded(document: Document, newer: Document | None) -> list[Element]:
    if not superseded(document):
        return []
    if newer is None:
        return [framed([line("It is superseded by another document.")])]
    return [framed([words(run("Superseded by ", bold=True), _linked(newer))])]


def _state(document: Document) -> str:
    """The state in a word. What never got in is called by why: it is there already, or was not filed."""
    if document.state is DocumentState.TAKEN_OUT and document.superseded_by is not None:
        return THERE_ALREADY
    if document.state is DocumentState.TAKEN_OUT and document.reason:
        return STATE_WORDS[DocumentState.NOT_FILED]
    return SUPERSEDED if superseded(document) else STATE_WORDS[document.state]


def _out(document: Document, newer: Document | None, state: str) -> list[Element]:
    """Why something is not in the library: somebody took it out, it never got in, or it is there already."""
    body = [titled("Library", state), *([title_line(document)] if document.title else [])]
    if document.superseded_by is not None:
        return [
            *body,
            words(run("The library has this already: "), run("see its own card.") if newer is None else _linked(newer)),
        ]
    return [*body, words(run(document.reason))] if document.reason else [*body, line(TAKEN_OUT, subtle=True)]


def _linked(document: Document) -> Element:
    usable = document.usable and can_open(document.address)
    return link_run(title_of(document), document.address) if usable else run(title_of(document), bold=True)


def _opens(document: Document, newer: Document | None = None) -> list[Element]:
    """The button that opens a document, or the one that took its place."""
    if newer is not None and superseded(document) and newer.usable and can_open(newer.address):
        return [web_button("Open the newer one", newer.address)]
    return [web_button("Open", document.address)] if document.usable and can_open(document.address) else []


def _buttons(document: Document, newer: Document | None, community: str) -> list[Element]:
    about = {"document": document.id, **({"community": community} if community else {})}
    describe, out = opener("Describe it", OpenDescribe(**about)), opener("Take it out", OpenTakeOut(**about), secondary=True)
    match document.state:
        case DocumentState.FILING:
            return [describe]
        case DocumentState.NOT_FILED:
            again = button("Try again", TryAgain(revision=document.revision, **about), style="positive")
            return [again, describe, out]
        case DocumentState.GONE:
            return [opener("Review", OpenReview(**about)), describe, out]
        case _:
            return [*_opens(document, newer), *_usual(about), describe, out]


def _usual(about: dict[str, str]) -> Sequence[Element]:
    """What can be done with a document that can be opened."""
    return [
        opener("I used this", UsedThis(**about), style="positive"),
        opener("Discuss", OpenDiscussion(**about)),
        opener("Review", OpenReview(**about), secondary=True),
    ]


def mine_card(documents: Sequence[Document], pack: Pack, community: str) -> CardJson:
    """What a member saved, newest first, each with a button that describes it."""
    if not documents:
        return card([line("You have not saved anything yet."), line(HOW_TO_SAVE, subtle=True)])
    body: list[Element] = [heading("What you saved")]
    for document in documents:
        told = " · ".join([pack.label_of_kind(document.kind), _state(document)])
        body += [title_line(document), words(run(told, subtle=True), small=True, spacing="None")]
        body.append(beside(opener("Describe it", OpenDescribe(document=document.id, community=community))))
    return card(body)
