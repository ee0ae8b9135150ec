"""What was found in the library, and among the asks: a list to go through, and cards to put into what one writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cards.actions import Action
from cards.answers import OpenAnswer
from cards.asks import STATE_WORDS as ASK_STATE_WORDS
from cards.asks import OpenAsk, ask_card
from cards.documents import HOW_TO_SAVE, UsedThis, superseded
from cards.found import listed_ask, listed_document, listed_profile, listed_reflection
from cards.parts import (
    CardJson,
    Element,
    beside,
    button,
    card,
    choice_field,
    framed,
    heading,
    label,
    line,
    link_name,
    link_run,
    opener,
    paragraphs,
    run,
    text_field,
    titled,
    words,
)
from cards.profiles import about
from community.asks import AskState, AskView
from community.communities import Community
from community.documents import Document
from community.kinds import KINDS
from community.packs import Pack
from community.privacy import one_line, shortened
from community.profile_drafts import ProfileView
from community.reflections import ReflectionView
from community.search_words import SEARCH_MOST

ANY = "any"
"""The choice of no kind, and of no topic."""
INSERTED_SHOWN, WHY_SHOWN, ALSO_SHOWN = 600, 120, 30
WHAT_FOR = "What are you looking for?"
HINT = "For example: hoarding briefing"
NO_KIND, NO_TOPIC = "Every kind", "Every topic"


class Find(Action, verb="find.again"):
    """Look for something; the fields are those of the card."""

    community: str = ""
    text: str = ""
    kind: str = ANY
    topic: str = ANY


class TurnPage(Action, verb="find.page"):
    """Show another page of what was found. Named unlike the fields of its card, which may have been changed since."""

    community: str = ""
    words: str = ""
    of_kind: str = ""
    on_topic: str = ""
    page: int = 0


class ShowFound(Action, verb="find.show"):
    """Show one thing that was found, whole, in front of the list."""

    ref: str
    community: str = ""


class Shown(NamedTuple):
    """One thing that was found: a document, an ask, a colleague's profile, or a reflection that was shared with a name."""

    ref: str
    why: str
    document: Document | None = None
    newer: Document | None = None
    ask: AskView | None = None
    profile: ProfileView | None = None
    reflection: ReflectionView | None = None


class Page(NamedTuple):
    """A page of what was found."""

    wish: TurnPage
    """What was looked for, and which page this is."""
    shown: Sequence[Shown]
    more: bool
    plain: str
    """The words that were looked for, without filters."""
    also: Sequence[str] = ()
    """What else was looked for."""
    widened: bool = False
    """True where the filters left nothing, and this was found without them."""
    empty: bool = False
    """True where the library holds nothing yet."""


def what_for_card(pack: Pack, community: Community) -> CardJson:
    """Asks what to look for."""
    body = [heading(WHAT_FOR), *_fields("", ANY, ANY, pack)]
    return card(body, [button("Find", Find(community=community.id), style="positive")])


def where_card(text: str, communities: Sequence[Community]) -> CardJson:
    """Asks in which of somebody's communities to look. What they wrote is kept."""
    places = [(community.name, str(community.id)) for community in communities]
    body = [
        heading(WHAT_FOR),
        text_field("text", "Words", limit=SEARCH_MOST, value=text, hint=HINT, missing="Please write what you are looking for."),
        choice_field("community", "Where", places, value=places[0][1], missing="Please choose a community."),
    ]
    return card(body, [button("Find", Find(), style="positive")])


def found_card(page: Page, pack: Pack) -> CardJson:
    """What was found, best first."""
    wish = page.wish
    number = f"Page {wish.page + 1}" if wish.page else ""
    body: list[Element] = [titled("What I found", number) if number else heading("What I found"), *_looked_for(page, pack)]
    for shown in page.shown:
        body += _listed(shown, wish, pack)
    fields = _fields(page.plain, wish.of_kind or ANY, wish.on_topic or ANY, pack)
    turns = [button("Next page", _turned(wish, 1))] if page.more else []
    turns += [button("Page before", _turned(wish, -1))] if wish.page else []
    if turns:
        body.append({**beside(*turns), "spacing": "Medium"})
    find = button("Find", Find(community=wish.community))
    body.append(framed([label("Look again"), *fields, beside(find)]))
    return card(body, [opener("Ask the community", OpenAsk(community=wish.community, text=wish.words))])


def nothing_card(page: Page, pack: Pack) -> CardJson:
    """Nothing was found: what was looked for, and whom to ask."""
    wish = page.wish
    body: list[Element] = [heading("Nothing found"), *_looked_for(page, pack)]
    body.append(line("Fewer words find more. Or ask colleagues: somebody may know."))
    if page.empty:
        body.append(line(f"The library is empty so far. {HOW_TO_SAVE}", subtle=True))
    body += _fields(page.plain or one_line(wish.words, SEARCH_MOST), wish.of_kind or ANY, wish.on_topic or ANY, pack)
    asks = opener("Ask the community", OpenAsk(community=wish.community, text=wish.words), style="positive")
    return card(body, [asks, button("Find", Find(community=wish.community))])


def _turned(wish: TurnPage, by: int) -> TurnPage:
    return wish.model_copy(update={"page": wish.page + by})


def _fields(text: str, kind: str, topic: str, pack: Pack) -> list[Element]:
    kinds = [(NO_KIND, ANY), *((known.label, known.slug) for known in pack.kinds)]
    topics = [(NO_TOPIC, ANY), *((known.label, known.slug) for known in pack.topics)]
    if topic != ANY and pack.topic(topic) is None:
        topics.append((pack.label_of_topic(topic), topic))
    return [
        text_field("text", "Words", limit=SEARCH_MOST, value=text, hint=HINT),
        choice_field("kind", "Kind", kinds, value=kind),
        choice_field("topic", "Topic", topics, value=topic),
    ]


def _looked_for(page: Page, pack: Pack) -> list[Element]:
    """What was looked for, in a line; and what else."""
    wish = page.wish
    made = [words(run(one_line(wish.words, SEARCH_MOST), italic=True), spacing="None")] if wish.words else []
    only = [pack.label_of_kind(wish.of_kind)] if wish.of_kind else []
    only += [f"on {pack.label_of_topic(wish.on_topic)}"] if wish.on_topic else []
    if only and page.widened:
        made.append(words(run(f"Nothing is kept as {' '.join(only)}. This I found without that filter.", subtle=True)))
    elif only:
        made.append(words(run(f"Only {' '.join(only)}", subtle=True), small=True, spacing="None"))
    if page.also:
        also = ", ".join(f"“{shortened(word, ALSO_SHOWN)}”" for word in page.also)
        made.append(words(run(f"I also looked for {also}.", subtle=True), small=True, spacing="None"))
    return made


def _listed(shown: Shown, wish: TurnPage, pack: Pack) -> list[Element]:
    """One thing in the list: its title, what it is, why it is there, and what can be done with it."""
    show = opener("Show it", ShowFound(ref=shown.ref, community=wish.community))
    if shown.document is not None:
        made = listed_document(shown.document, shown.newer, pack)
        usable = shown.document.usable and not superseded(shown.document)
        used = UsedThis(document=shown.document.id, community=wish.community)
        acts = [show, opener("I used this", used)] if usable else [show]
    elif shown.ask is not None:
        made = listed_ask(shown.ask)
        can_help = opener("I can help", OpenAnswer(ask=shown.ask.id, community=wish.community))
        acts = [show, can_help] if shown.ask.state is AskState.OPEN else [show]
    elif shown.profile is not None:
        made, acts = listed_profile(shown.profile), [show]
    elif shown.reflection is not None:
        made, acts = listed_reflection(shown.reflection), [show]
    else:
        return []
    if shown.why:
        made.append(words(run(shortened(shown.why, WHY_SHOWN), subtle=True), small=True, spacing="None"))
    return [*made, beside(*acts)]


def shown_ask_card(view: AskView, community: str) -> CardJson:
    """An ask that was found, whole."""
    can_help = opener("I can help", OpenAnswer(ask=view.id, community=community), style="positive")
    return card(ask_card(view)["body"], [can_help] if view.state is AskState.OPEN else [])


def shown_profile_card(view: ProfileView) -> CardJson:
    """A colleague who was found, as they describe themselves."""
    return card(about(view))


def inserted_ask_card(view: AskView, community: str) -> CardJson:
    """An ask as it goes into a message anywhere: what was asked, answered and learned, and nobody's name."""
    kind = KINDS[view.kind].label if view.kind else "Ask"
    body = [titled(kind, ASK_STATE_WORDS[view.state]), *paragraphs(shortened(view.text, INSERTED_SHOWN))]
    body.append(words(run(f"Asked in {community}", subtle=True), small=True, spacing="Small"))
    if view.shown:
        body.append(label("Answers" if len(view.shown) > 1 else "Answer"))
    for answer in view.shown:
        pieces = [run("✓ Helped · ", bold=True)] if answer.helped else []
        pieces += [run(answer.text)]
        pieces += [run("  "), link_run(link_name(answer.link), answer.link)] if answer.link else []
        body.append(words(*pieces, spacing="Small"))
    if view.learned:
        body.append(framed([label("What we learned"), *paragraphs(shortened(view.learned, INSERTED_SHOWN))]))
    return card(body)
