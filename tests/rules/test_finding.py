"""Finding: what somebody looks for, understood; why something matched; and what the search holds."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.answers import Answer
from community.asks import Ask, AskState
from community.documents import Document, DocumentState
from community.entries import BODY_MOST, ask_entry, document_entry
from community.finding import (
    MOST_ALTERNATIVES,
    MOST_WORDS,
    EntryKind,
    Hit,
    Wanted,
    folded,
    understood,
    why_it_matched,
    widened,
    words_of,
)
from community.ids import AnswerId, AskId, DocumentId
from community.kinds import AskKind
from community.packs import USUAL, pack_named
from community.people import MemberId

MCA = pack_named(USUAL)
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def first_words(wanted: Wanted) -> tuple[str, ...]:
    """What is looked for, without what else it may be called."""
    return tuple(group[0] for group in wanted.words)


@pytest.mark.parametrize(
    ("text", "kind", "topic", "words"),
    [
        ("capacity assessment template", "", "", ("capacity assessment", "template")),
        ("briefings about hoarding", "7-minute-briefing", "", ("hoarding",)),
        ("7-minute briefings on self-neglect", "7-minute-briefing", "", ("self neglect",)),
        ("any guidance for best interests", "guidance", "", ("best interests",)),
        ("What good looks like: about best interests", "", "", ("what good looks like", "best interests")),
        ("me the templates", "template", "", ()),
        ("policies", "procedure", "", ()),
        ("kind:template #lpa", "template", "lpa", ()),
        ("kind: \"case study\" self-neglect", "case-study", "", ("self neglect",)),
        ("type=recordings topic:DoL restraint", "recording", "dols", ("restraint",)),
        ("topic:\"power of attorney\" registration", "", "lpa", ("registration",)),
        ("kind:poem hoarding", "", "", ("poem", "hoarding")),
        ("#our-own visits", "", "our-own", ("visits",)),
        ("#dols #lpa", "", "dols", ()),
        ("how do I write for the Court of Protection", "", "", ("write", "court of protection")),
        ("Café", "", "", ("cafe",)),
        ("s.42 enquiries", "", "", ("s", "42", "enquiries")),
        ("the and of", "", "", ("the", "and", "of")),
        ("hoarding hoarding", "", "", ("hoarding",)),
        ("", "", "", ()),
        ("?!", "", "", ()),
    ],
)  # fmt: skip
def test_what_somebody_looks_for(text: str, kind: str, topic: str, words: tuple[str, ...]) -> None:
    """Filters are taken out, small words left out, and what the pack knows is one word however many it has."""
    wanted = understood(text, MCA)
    assert (wanted.kind, wanted.topic, first_words(wanted)) == (kind, topic, words)


@pytest.mark.parametrize(
    ("text", "also"),
    [
        ("dols", "deprivation of liberty"),
        ("deprivation of liberty", "dols"),
        ("LPA", "lasting power of attorney"),
        ("attorney", "lpa"),
        ("self neglect", "self neglecting"),
        ("capacity assessment", "assessing capacity"),
        ("capacity assessments", "capacity assessment"),
        ("forms", "template"),
        ("templates", "template"),
        ("template", "form"),
        ("visits", "visit"),
        ("visit", "visits"),
        ("agency", "agencies"),
        ("agencies", "agency"),
        ("hording", "hoarding"),
    ],
)
def test_a_word_is_found_under_other_names(text: str, also: str) -> None:
    """Synonyms, abbreviations, singular and plural, and a slip in a word that the pack knows."""
    assert also in understood(f"{text} zebra", MCA).words[0]


def test_a_slip_is_forgiven_with_the_communitys_own_words() -> None:
    """A word that the pack does not know is looked up among those that the community has written."""
    asked: list[str] = []

    def near(word: str) -> list[str]:
        asked.append(word)
        return {"brigde": ["bridge", "fridge"], "bridge": ["bridge", "fridge"], "hording": ["hording"]}.get(word, [])

    assert understood("brigde", MCA, near).words == (("brigde", "brigdes", "bridge", "fridge"),)
    assert understood("bridge", MCA, near).words == (("bridge", "bridges"),)
    assert understood("hording", MCA, near).words == (("hording", "hordings"),)
    assert "hoarding" in understood("hording", MCA).words[0]
    understood("hoarding", MCA, near)
    assert asked == ["brigde", "bridge", "hording"]


def test_what_filters_leave_nothing_of_is_looked_for_in_words() -> None:
    """The filter's own words are looked for instead, so that nobody faces an empty page because of a guess of ours."""
    wanted = understood("briefings about hoarding", MCA)

    wide = widened(wanted, MCA)

    assert (wide.kind, wide.topic) == ("", "")
    assert wide.words[0] == wanted.words[0]
    assert "7 minute briefing" in wide.words[1]
    assert first_words(widened(understood("#visits", MCA), MCA)) == ("visits",)


@given(st.text(max_size=300))
def test_any_search_is_understood(text: str) -> None:
    """Whatever is typed, the search gets a bounded number of words, each in the form in which it searches."""
    wanted = understood(text, MCA, lambda word: [word.upper(), "Ähnlich"])

    assert len(wanted.words) <= MOST_WORDS
    assert "\n" not in wanted.text
    assert len(wanted.text) <= 200
    for group in wanted.words:
        assert 1 <= len(group) <= MOST_ALTERNATIVES
        assert len(set(group)) == len(group)
        assert all(word == " ".join(words_of(word)) != "" for word in group)


@pytest.mark.parametrize(
    ("text", "as_searched"),
    [("Café", "cafe"), ("ÉTUDE", "etude"), ("ﬁling", "filing"), ("Straße", "strasse"), ("माहिती", "माहिती")],
)
def test_how_a_text_is_searched(text: str, as_searched: str) -> None:
    """Capitals and accents do not matter; the signs of other scripts do."""
    assert folded(text) == as_searched


def hit(*matched: str, what: EntryKind = EntryKind.DOCUMENT, in_title: bool = False) -> Hit:
    """Something that was found."""
    return Hit(ref="document:d", what=what, kind="", topics=(), title="A title", at=NOW, matched=matched, in_title=in_title)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (hit("Hoarding", in_title=True), "Its title has “Hoarding”."),
        (hit("capacity", "template"), "What is known of it has “capacity” and “template”."),
        (hit("capacity", "capacity", what=EntryKind.ASK), "The question or an answer has “capacity”."),
        (hit("a", "b", "c", "d", "e", in_title=True), "Its title has “a”, “b”, “c” and “d”."),
        (hit(), ""),
    ],
)
def test_why_something_matched(found: Hit, said: str) -> None:
    """One sees why it is there: the words that matched, as they stand in it."""
    assert why_it_matched(found) == said


def document(**more: object) -> Document:
    """A document in the library."""
    return Document.model_validate(
        {
            "id": DocumentId("d"), "title": "Small steps", "kind": "guidance", "topics": ("hoarding", "our-own"),
            "source": "The board",
            "good_for": "A first visit", "saver": MemberId("amara"), "saver_name": "Amara", "state": DocumentState.FILED,
            "name": "small_steps v2.pdf", "uses": 3, "saved_at": NOW, "review_on": date(2027, 11, 2), **more,
        }
    )  # fmt: skip


def test_what_the_search_holds_of_a_document() -> None:
    """What its card says, and no person's name."""
    entry = document_entry(document(), MCA)

    assert entry is not None
    assert (entry.ref, entry.what, entry.kind, entry.topics, entry.weight) == (
        "document:d", EntryKind.DOCUMENT, "guidance", ("hoarding", "our-own"), 3,
    )  # fmt: skip
    assert entry.body.split("\n") == ["A first visit", "The board", "Guidance", "Hoarding", "#our-own", "small_steps v2"]
    assert "Amara" not in entry.model_dump_json()


@pytest.mark.parametrize("state", list(DocumentState))
def test_only_what_can_be_opened_is_found(state: DocumentState) -> None:
    """Nothing that is on its way, was not filed, is gone or was taken out."""
    entry = document_entry(document(state=state), MCA)
    found = {DocumentState.FILED: EntryKind.DOCUMENT, DocumentState.LINK: EntryKind.LINK}
    assert (entry.what if entry else None) == found.get(state)


def test_a_superseded_document_comes_after_what_took_its_place() -> None:
    """Its uses do not lift it any more."""
    entry = document_entry(document(superseded_by=DocumentId("e")), MCA)
    assert entry is not None
    assert entry.weight == 0


def ask(state: AskState = AskState.CLOSED, **more: object) -> Ask:
    """An ask."""
    return Ask.model_validate(
        {
            "id": AskId("a"), "kind": AskKind.EXPERIENCE, "text": "Has anyone asked for a second visit? #dols", "tags": ("dols",),
            "asker": None, "asker_tag": "t", "asker_name": "Ben", "state": state, "same_here": 2, "asked_at": NOW,
            "learned": "Ask early.", **more,
        }
    )  # fmt: skip


def test_what_the_search_holds_of_an_ask() -> None:
    """Question, answers and what was learned; what helped lifts it; nobody's name is in it."""
    answers = [
        Answer(id=AnswerId("1"), ask=AskId("a"), by=MemberId("c"), name="Chidi", text="We did, twice.", helped=True),
        Answer(id=AnswerId("2"), ask=AskId("a"), by=MemberId("d"), name="Dana", text="x" * 2 * BODY_MOST),
    ]

    entry = ask_entry(ask(), answers, MCA)

    assert entry is not None
    assert (entry.ref, entry.what, entry.kind, entry.topics, entry.weight) == ("ask:a", EntryKind.ASK, "experience", ("dols",), 3)
    assert entry.title == "Has anyone asked for a second visit?"
    assert "We did, twice." in entry.body
    assert "Ask early." in entry.body
    assert len(entry.body) == BODY_MOST
    assert not any(name in entry.model_dump_json() for name in ("Ben", "Chidi", "Dana"))


@pytest.mark.parametrize(("state", "found"), [("unsorted", False), ("open", True), ("closed", True), ("withdrawn", False)])
def test_only_asks_that_are_alive_are_found(state: str, found: bool) -> None:
    """Not before its kind is chosen, not once it was withdrawn."""
    assert (ask_entry(ask(AskState(state)), [], MCA) is not None) is found


@given(st.text(max_size=100))
def test_what_is_folded_stays_so(text: str) -> None:
    """The index and the question come to the same words, however often they are folded."""
    assert folded(folded(text)) == folded(text)
