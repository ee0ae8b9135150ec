"""The nine kinds of ask, a kind written in front of a question, and hashtags."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.hashtags import MOST, hashtags
from community.kinds import KINDS, AskKind, KindOfAsk, split_kind

GUIDE = (
    ("Problem solving", "How can rethinking the role of X support a more inclusive approach?"),
    ("Requests for information", "Where can I find an example of X"),
    ("Seeking experiences", "Has anyone had a similar experience?"),
    (
        "Reusing assets",
        "I have information from a similar session I facilitated. You are welcome to use these materials and resources.",
    ),
    ("Coordination and synergy", "Can we combine our X to achieve Y"),
    ("Discussing developments", "What do you think of X"),
    ("Documentation projects", "We have set up something like this before, let's record the process"),
    ("Visits", "Can we visit your X to see a working example"),
    ("Mapping knowledge and identifying gaps", "Who knows what already – what are we missing?"),
)

anything = st.text(st.characters(exclude_categories=()), max_size=400)
kinds = pytest.mark.parametrize("kind", KINDS.values(), ids=[kind.value for kind in KINDS])


def test_the_nine_kinds_are_the_guides() -> None:
    """Labels, example sentences and their order are those of the guide's table, letter for letter."""
    assert [(kind.label, kind.example) for kind in KINDS.values()] == list(GUIDE)
    assert list(KINDS) == list(AskKind)


def test_the_names_that_are_stored_never_change() -> None:
    """Cards and rows from years ago name the kinds as today."""
    assert [kind.value for kind in AskKind] == [
        "problem",
        "information",
        "experience",
        "assets",
        "coordination",
        "developments",
        "documentation",
        "visit",
        "mapping",
    ]


@kinds
def test_each_kind_has_words_of_its_own(kind: KindOfAsk) -> None:
    """A kind invites, hints at an answer and closes in its own short words."""
    others = [other for other in KINDS.values() if other is not kind]

    assert kind.closing.count("?") == 2
    assert kind.closing.endswith("?")
    assert len(kind.closing) <= 80
    assert kind.answering.endswith("?")
    assert len(kind.answering) <= 80
    assert len(kind.invitation) <= 60
    assert not kind.invitation.endswith(".")
    for other in others:
        assert {kind.closing, kind.answering, kind.invitation}.isdisjoint({other.closing, other.answering, other.invitation})


def test_the_nine_kinds_cannot_be_changed_by_accident() -> None:
    """Nobody adds a kind or rewords one while Canopy runs."""
    with pytest.raises(TypeError):
        KINDS[AskKind.VISIT] = KINDS[AskKind.MAPPING]  # type: ignore[index]
    with pytest.raises(ValueError, match="frozen"):
        KINDS[AskKind.VISIT].label = "Trips"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "kind", "question"),
    [
        ("problem solving: how do we help Mr A?", AskKind.PROBLEM, "how do we help Mr A?"),
        ("Problem: he will not eat", AskKind.PROBLEM, "he will not eat"),
        ("PROBLEM-SOLVING: he will not eat", AskKind.PROBLEM, "he will not eat"),
        ("probelm solving: he will not eat", AskKind.PROBLEM, "he will not eat"),
        ("problem-he will not eat", None, "problem-he will not eat"),
        ("information: MCA2 form?", AskKind.INFORMATION, "MCA2 form?"),
        ("request for information: MCA2 form?", AskKind.INFORMATION, "MCA2 form?"),
        ("Requests for information – MCA2 form?", AskKind.INFORMATION, "MCA2 form?"),
        ("Information request: MCA2 form?", AskKind.INFORMATION, "MCA2 form?"),
        ("info: MCA2 form?", AskKind.INFORMATION, "MCA2 form?"),
        ("infomation: MCA2 form?", AskKind.INFORMATION, "MCA2 form?"),
        ("experience: covert medication", AskKind.EXPERIENCE, "covert medication"),
        ("Experiences — covert medication", AskKind.EXPERIENCE, "covert medication"),
        ("seeking experience - covert medication", AskKind.EXPERIENCE, "covert medication"),
        ("Reusing assets: our slides", AskKind.ASSETS, "our slides"),
        ("asset: our slides", AskKind.ASSETS, "our slides"),
        ("coordination & synergy: one rota", AskKind.COORDINATION, "one rota"),
        ("synergies: one rota", AskKind.COORDINATION, "one rota"),
        ("discussion: the new code", AskKind.DEVELOPMENTS, "the new code"),
        ("Development: the new code", AskKind.DEVELOPMENTS, "the new code"),
        ("documentation project: the panel", AskKind.DOCUMENTATION, "the panel"),
        ("visit: may we see your garden?", AskKind.VISIT, "may we see your garden?"),
        ("  Visits :  may we see your garden?  ", AskKind.VISIT, "may we see your garden?"),
        ("visit：may we see your garden?", AskKind.VISIT, "may we see your garden?"),
        ("\u00a0visit: may we come on 3 May: is that all right?", AskKind.VISIT, "may we come on 3 May: is that all right?"),
        ("vist: may we come?", AskKind.VISIT, "may we come?"),
        ("mapping: who knows what?", AskKind.MAPPING, "who knows what?"),
        ("Mapping knowledge and identifying gaps: who knows what?", AskKind.MAPPING, "who knows what?"),
        ("mapping knowlege & identifying gaps: who knows what?", AskKind.MAPPING, "who knows what?"),
        ("gaps: who knows what?", AskKind.MAPPING, "who knows what?"),
        ("visit:", AskKind.VISIT, ""),
        ("visit:\nline one\nline two", AskKind.VISIT, "line one\nline two"),
    ],
)
def test_a_kind_written_in_front_is_taken(text: str, kind: AskKind | None, question: str) -> None:
    """`<kind>:` and `<kind> -` name the kind, however they are typed."""
    assert split_kind(text) == (kind, question)


@pytest.mark.parametrize(
    "text",
    [
        "My question: is this lawful?",
        "Question: is this lawful?",
        "Quick one: who chairs?",
        "Hi all: has anyone had a similar experience?",
        "Problem is: he will not eat",
        "The problem: he will not eat",
        "Information sharing: what may we say to the police?",
        "We want to visit: is that all right?",
        "Visiting times: 10 to 4",
        "10:30 is when we start",
        "https://example.org/visit",
        "Re: visit to Oadby",
        "visit",
        "visit your home",
        ": visit",
        " - visit",
        "visit\n: not on the same line",
        "",
        "   ",
    ],
)
def test_a_colon_in_a_sentence_stays_there(text: str) -> None:
    """Where no kind stands in front, not a letter is taken away."""
    assert split_kind(text) == (None, text)


@kinds
def test_every_name_of_a_kind_is_understood(kind: KindOfAsk) -> None:
    """Its label and all its aliases, in any case, in the plural, with hyphens, before a colon or a dash."""
    for name in (kind.label, kind.kind.value, *kind.aliases):
        hyphenated, ampersand = name.replace(" ", "-"), name.replace(" and ", " & ")
        for written in (name, name.upper(), name.title(), name.replace(" ", "  "), hyphenated, ampersand):
            for mark in (": ", ":", " : ", " - ", " – ", " — "):
                assert split_kind(f"{written}{mark}Why?") == (kind.kind, "Why?"), f"{written}{mark}"
    for name in (kind.label.removesuffix("s"), kind.aliases[0]):
        assert split_kind(f"{name}s: Why?") == (kind.kind, "Why?")


@kinds
def test_one_slip_in_a_name_is_forgiven(kind: KindOfAsk) -> None:
    """A letter left out, doubled or swapped with the next in a longer word: it is still that kind."""
    for word in [word for word in kind.label.lower().split() if len(word) > 5]:
        for at in range(1, len(word) - 1):
            missing, doubled = word[:at] + word[at + 1 :], word[: at + 1] + word[at:]
            swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            for slip in (missing, doubled, swapped):
                assert split_kind(f"{kind.label.lower().replace(word, slip)}: Why?") == (kind.kind, "Why?"), slip


@given(anything)
def test_splitting_takes_any_text(text: str) -> None:
    """Whatever is written, it comes back whole, or without the kind in front of it."""
    kind, question = split_kind(text)
    assert question == text if kind is None else text.rstrip().endswith(question)


@given(st.sampled_from(list(AskKind)), anything)
def test_a_named_kind_is_always_found(kind: AskKind, question: str) -> None:
    """No question, however odd, hides the kind in front of it."""
    assert split_kind(f"{KINDS[kind].label}: {question}") == (kind, question.strip())


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Any ideas? #hoarding #MCA", ("hoarding", "mca")),
        ("#Hoarding, again: #hoarding and #HOARDING", ("hoarding",)),
        ("(#self-neglect) [#best_interests] “#DoLS”", ("self-neglect", "best_interests", "dols")),
        ("#covid19 and #2024, #s42 and #7-11", ("covid19", "s42")),
        ("#a #ab", ("ab",)),
        ("#" + "a" * 40 + " #" + "b" * 41, ("a" * 40,)),
        ("#hoarding. #neglect! #duty?", ("hoarding", "neglect", "duty")),
        ("#-mca- #_dols_", ("mca", "dols")),
        ("https://example.org/page#section www.example.org/#top example.org/a?b#c", ()),
        ("C#sharp and room#4b and &#39;quoted&#39; and &#xe9;", ()),
        ("##double #one#two", ("one",)),
        ("# heading and #", ()),
        ("#સંભાળ #ਸਿਹਤ #przemoc-domowa #été", ("સંભાળ", "ਸਿਹਤ", "przemoc-domowa", "été")),
        ("＃hoarding", ("hoarding",)),
        ("line\n#one\t#two\u00a0#three", ("one", "two", "three")),
        (" ".join(f"#tag{letter}" for letter in "abcdefghijklmno"), tuple(f"tag{letter}" for letter in "abcdefghij")),
        ("#\u202ereversed #nul\x00tag", ("nul",)),
        ("", ()),
    ],
)
def test_hashtags_are_found(text: str, tags: tuple[str, ...]) -> None:
    """Tags in lower case, each once, in the order written, at most ten; none from web addresses or numbers."""
    assert hashtags(text) == tags


@given(anything | st.lists(st.sampled_from(["#", "a", "É", "9", "-", "_", " ", "\n", "://", "\u0300", "İ"])).map("".join))
def test_hashtags_keep_their_promises(text: str) -> None:
    """Whatever is written, tags are short, few, different, and found again in themselves."""
    tags = hashtags(text)

    assert len(tags) <= MOST
    assert len(set(tags)) == len(tags)
    for tag in tags:
        assert 2 <= len(tag) <= 40
        assert tag == tag.lower()
        assert any(letter.isalpha() for letter in tag)
        assert hashtags(f"#{tag}") == (tag,)


def test_hashtags_in_a_very_long_text() -> None:
    """A hundred thousand characters of anything are read in a moment."""
    assert hashtags("#" * 100_000) == ()
    assert hashtags("a" * 100_000) == ()
    assert hashtags("#a.a" * 25_000) == ()
    assert hashtags("a.b/" * 25_000 + " #end") == ("end",)
