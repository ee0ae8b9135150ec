"""Looking through the library: by kind and topic, page by page; and how it is set up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cards.actions import Action
from cards.documents import HOW_TO_KEEP, HOW_TO_SAVE, document_card, superseded, title_line, title_of
from cards.parts import CardJson, Element, beside, button, card, choice_field, counted, heading, label, line, note, run, words
from cards.which import which_card
from community.by_hand import found_by_hand, is_nobodys
from community.communities import Community, is_group_chat
from community.documents import Document
from community.ids import DocumentId
from community.library_setup import Setup, SetupView
from community.packs import Pack
from community.privacy import shortened

ANY = "any"
"""What a list holds while nothing is chosen: a list shows no choice that is empty."""
NOTHING_YET = "Nothing is in the library yet."
NOTHING_SUCH = "Nothing in the library is of that kind and on that topic yet."
BY_HAND = "Added to the channel's files by hand: nobody vouches for it yet, so “Describe it” is for everybody."
KINDS_SHOWN, TOPICS_SHOWN, IDEAS_SHOWN, IN_A_ROW, CHOICES = 12, 9, 12, 3, 12


class Browse(Action, verb="library.browse"):
    """Show what is in the library: of a kind, on a topic, behind a place; or where to begin, with nothing said."""

    community: str = ""
    kind: str = ""
    topic: str = ""
    after: str = ""
    all: str = ""


class ShowListed(Action, verb="library.show"):
    """Show the card of a document that was listed. The rest says which list to go back to."""

    document: str
    community: str = ""
    kind: str = ""
    topic: str = ""
    after: str = ""


class ShowIdeas(Action, verb="library.ideas"):
    """Show what to look for to begin with."""

    community: str = ""


class ShowSetup(Action, verb="library.setup"):
    """Show how the library is set up."""

    community: str = ""


class LookAgain(Action, verb="library.look"):
    """Have the librarian find out again how much is allowed."""

    community: str = ""


class Counts(NamedTuple):
    """How many usable documents there are: in all, of each kind, on each topic."""

    all: int
    kinds: Mapping[str, int]
    topics: Sequence[tuple[str, int]]


def library_card(counts: Counts, pack: Pack, community: Community, *, facilitates: bool, private: str = "") -> CardJson:
    """Where one begins to look: the kinds and topics there are, and how many of each."""
    body: list[Element] = [note(private)] if private else []
    body += [heading("Library"), words(run(community.name, bold=True))]
    setup = [button("How it is set up", ShowSetup(community=community.id), secondary=counts.all > 0)] if facilitates else []
    if not counts.all:
        how = HOW_TO_KEEP if is_group_chat(community.home) else HOW_TO_SAVE
        body += [line(NOTHING_YET), line(how, subtle=True), label("To begin with"), *_ideas(pack)]
        return card(body, setup)
    body.append(line(f"{counted(counts.all, 'document', 'documents')}."))
    kinds = [
        (pack.label_of_kind(kind), many, Browse(community=community.id, kind=kind)) for kind, many in counts.kinds.items() if kind
    ]
    topics = [(pack.label_of_topic(topic), many, Browse(community=community.id, topic=topic)) for topic, many in counts.topics]
    if kinds:
        body += [label("By kind"), *_rows(kinds[:KINDS_SHOWN])]
    if topics:
        body += [label("By topic"), *_rows(topics[:TOPICS_SHOWN])]
    body.append(line("To look for something, write **@Canopy find** and what it is about.", subtle=True, small=True))
    newest = button("Newest first", Browse(community=community.id, all="true"), style="positive")
    return card(body, [newest, button("What else to look for", ShowIdeas(community=community.id)), *setup])


def _rows(shown: Sequence[tuple[str, int, Browse]]) -> list[Element]:
    """Buttons with counts, a few in each row."""
    made = [button(f"{shortened(named, 40)} · {many}", browse) for named, many, browse in shown]
    return [beside(*made[at : at + IN_A_ROW]) for at in range(0, len(made), IN_A_ROW)]


def list_card(
    documents: Sequence[Document],
    counts: Counts,
    pack: Pack,
    here: Browse,
    *,
    newer: Mapping[DocumentId, Document],
    following: str = "",
) -> CardJson:
    """A page of documents. `newer` holds what took the place of a document, by its id; behind `following` there are more."""
    body: list[Element] = [words(run(_named(here, pack), bold=True))]
    if not documents:
        body.append(line(NOTHING_SUCH if not here.after else "There are no more."))
    for document in documents:
        body += _listed(document, pack, here, newer.get(document.superseded_by or DocumentId("")))
    body += _filters(counts, pack, here)
    actions = []
    if following:
        actions.append(button("Next page", here.model_copy(update={"after": following}), style="positive"))
    if here.after:
        actions.append(button("First page", here.model_copy(update={"after": ""})))
    return card(body, [*actions, button("Kinds and topics", Browse(community=here.community))])


def _named(here: Browse, pack: Pack) -> str:
    parts = [pack.label_of_kind(here.kind)] if here.kind else []
    parts += [pack.label_of_topic(here.topic)] if here.topic else []
    return " · ".join(parts) or "All documents, newest first"


def _listed(document: Document, pack: Pack, here: Browse, newer: Document | None) -> list[Element]:
    told = [pack.label_of_kind(document.kind), *(shortened(pack.label_of_topic(topic), 30) for topic in document.topics[:3])]
    told += [f"{document.vouched_by} vouches for it"] if document.vouched_by else []
    made = [title_line(document), words(run(" · ".join(told), subtle=True), small=True, spacing="None")]
    if superseded(document):
        by = f"Superseded by “{shortened(title_of(newer), 80)}”." if newer is not None else "Superseded by another document."
        made.append(words(run(by, bold=True), small=True, spacing="None"))
    if is_nobodys(document):
        made.append(line(BY_HAND, subtle=True, small=True))
    elif found_by_hand(document):
        made.append(line("Added to the channel's files by hand.", subtle=True, small=True))
    back = {"community": here.community, "kind": here.kind, "topic": here.topic, "after": here.after}
    return [*made, beside(button("Show its card", ShowListed(document=document.id, **back)))]


def _filters(counts: Counts, pack: Pack, here: Browse) -> list[Element]:
    """Lists of the kinds and topics that there are, to narrow down or to go elsewhere."""
    kinds = [(f"{shortened(pack.label_of_kind(kind), 30)} · {many}", kind) for kind, many in counts.kinds.items() if kind]
    topics = [(f"{shortened(pack.label_of_topic(topic), 30)} · {many}", topic) for topic, many in counts.topics]
    kinds, topics = kinds[:KINDS_SHOWN], topics[:CHOICES]
    if here.kind and here.kind not in {kind for _, kind in kinds}:
        kinds.append((pack.label_of_kind(here.kind), here.kind))
    if here.topic and here.topic not in {topic for _, topic in topics}:
        topics.append((pack.label_of_topic(here.topic), here.topic))
    made: list[Element] = []
    if kinds:
        made.append(choice_field("kind", "Kind", [("Every kind", ANY), *kinds], value=here.kind or ANY))
    if topics:
        made.append(choice_field("topic", "Topic", [("Every topic", ANY), *topics], value=here.topic or ANY))
    return [*made, beside(button("Show these", Browse(community=here.community, all="true")))] if made else []


def shown_card(document: Document, pack: Pack, back: Browse, *, newer: Document | None) -> CardJson:
    """The card of a document that was listed, with a way back to the list."""
    shown = document_card(document, pack, community=back.community, newer=newer)
    return {**shown, "body": [*shown["body"], beside(button("Back to the list", back))]}


def ideas_card(pack: Pack, community: Community) -> CardJson:
    """What to look for: the families of resources that others have found useful."""
    body = [heading("What else to look for"), *_ideas(pack)]
    return card(body, [button("Kinds and topics", Browse(community=community.id))])


def _ideas(pack: Pack) -> list[Element]:
    made: list[Element] = []
    for family in pack.families[:IDEAS_SHOWN]:
        made.append(words(run(family.label, bold=True), run(f" · {pack.label_of_kind(family.kind)}", subtle=True)))
        made.append(words(run(family.about, subtle=True), small=True, spacing="None"))
    if made:
        asked = "Safeguarding Adults Boards offer these. Look on the pages of yours, then write **@Canopy file** and the link."
        return [line(asked, small=True), *made]
    return [line("What would have helped you in your first month? Begin with that.")]


def which_library_card(communities: Sequence[Community]) -> CardJson:
    """One button for each community, where it is not clear whose library is meant."""
    question = [heading("Which community's library?")]
    return which_card(question, communities, lambda name, community: button(name, Browse(community=community)))


def setup_card(view: SetupView, community: Community, *, looked: str = "", private: str = "", can_look: bool = True) -> CardJson:
    """How much the library may do, what works, and what to ask for. `looked` says when that was found out."""
    body: list[Element] = [note(private)] if private else []
    body += [
        heading("How the library is set up"),
        words(run(community.name, bold=True), run(f" · {view.title}")),
        label("What works"),
        *(line(sentence) for sentence in view.works),
    ]
    if view.wanted:
        body.append(label("To have more" if view.setup is not Setup.OFF else "To switch it on"))
    for wanted in view.wanted:
        body.append(words(run(wanted.whom, bold=True), run(f" {wanted.what}")))
        body += [words(run(", ".join(wanted.names), bold=True), spacing="Small")] if wanted.names else []
    if looked:
        body.append(words(run(f"Found out {looked}.", subtle=True), small=True))
    again = [button("Look again", LookAgain(community=community.id), style="positive")] if can_look else []
    seen = [button("Show what was found", ShowSetup(community=community.id))] if private else []
    return card(body, [*seen, *again, button("To the library", Browse(community=community.id))])
