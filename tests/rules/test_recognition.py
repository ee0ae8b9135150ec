"""Which kind of ask somebody means, from how they say it."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.cues import nothing
from community.kinds import KINDS, AskKind
from community.recognition import READ, recognise

HERE = Path(__file__).parent
SAID: dict[str, list[str]] = tomllib.loads((HERE / "said.toml").read_text("utf-8"))
SAID_LATER: dict[str, list[str]] = tomllib.loads((HERE / "said_later.toml").read_text("utf-8"))
ASKED = [(AskKind(name), sentence) for name, sentences in SAID.items() if name != "unclear" for sentence in sentences]

X_AND_Y = {
    AskKind.PROBLEM: [("X", "the key worker"), ("X", "advocates")],
    AskKind.INFORMATION: [("X", "a good capacity assessment"), ("X", "a tenancy plan in easy read")],
    AskKind.EXPERIENCE: [("?", " with a resident who hoards?"), ("a similar experience", "a similar experience of an appeal")],
    AskKind.ASSETS: [("a similar session", "a hoarding workshop"), ("information", "slides")],
    AskKind.COORDINATION: [
        ("our X to achieve Y", "our rotas to see people sooner"),
        ("X to achieve Y", "funds to get a trainer"),
    ],
    AskKind.DEVELOPMENTS: [("X", "the draft code"), ("X", "AI note taking?")],
    AskKind.DOCUMENTATION: [("something like this", "a hoarding panel"), ("the process", "what we did")],
    AskKind.VISIT: [("X", "dementia garden"), ("X", "discharge hub")],
    AskKind.MAPPING: [("already", "about cuckooing"), ("missing", "missing on tenancy")],
}
BEFORE = (
    "Hi all, ",
    "hello everyone 😊 ",
    "Good morning. ",
    "Hiya, hope you are all well. ",
    "Please ",
    "Sorry if this has been asked before - ",
    "Sorry to bother you. ",
    "I'm new here so be gentle! ",
    "Quick question: ",
    "Just wondering. ",
    "Apologies if this is the wrong place. ",
)
AFTER = (
    " please",
    " pls",
    " Thanks!",
    ", thank you",
    " Many thanks in advance",
    " ta x",
    " Any help appreciated.",
    " Any advice gratefully received",
    " 🙏",
    " Cheers, Ben",
    " #hoarding #MCA",
)
polite = st.tuples(st.sampled_from(BEFORE), st.sampled_from(AFTER))


def judged(said: dict[str, list[str]]) -> Iterator[tuple[str, AskKind | None, AskKind | None]]:
    """Each sentence, what it was meant as, and what it is taken for."""
    for name, sentences in said.items():
        for sentence in sentences:
            yield sentence, None if name == "unclear" else AskKind(name), recognise(sentence)


@pytest.mark.parametrize("kind", list(AskKind))
def test_the_guides_example_sentences(kind: AskKind) -> None:
    """The example of each kind is recognised as it stands and with its X filled in."""
    example = KINDS[kind].example

    assert recognise(example) is kind
    for part, instead in X_AND_Y[kind]:
        assert part in example
        assert recognise(example.replace(part, instead)) is kind, example.replace(part, instead)


@pytest.mark.parametrize("name", SAID)
def test_what_people_write(name: str) -> None:
    """Hurried, misspelt, polite and long-winded: each sentence is taken as it was meant, or not guessed at."""
    meant = None if name == "unclear" else AskKind(name)
    assert {sentence: recognise(sentence) for sentence in SAID[name]} == dict.fromkeys(SAID[name], meant)


def test_enough_is_tried() -> None:
    """The lists hold at least 25 sentences of each kind, 100 that are unclear, and 60 written after the cues."""
    assert set(SAID) == set(SAID_LATER) == {*AskKind, "unclear"}
    assert min(len(sentences) for sentences in SAID.values()) >= 25
    assert len(SAID["unclear"]) >= 100
    assert sum(map(len, SAID_LATER.values())) >= 60
    both = [sentence for said in (SAID, SAID_LATER) for sentences in said.values() for sentence in sentences]
    assert len(both) == len(set(both))


def test_sentences_the_cues_were_not_made_for() -> None:
    """Of sentences written after the cues were finished, nine in ten are right and at most one in fifty is wrong.

    The first time 90 of these were tried, 80 were right, 9 led to the chooser and 1 was taken for another kind.
    """
    results = list(judged(SAID_LATER))
    right = [said for said, meant, taken in results if taken is meant]
    wrong = [said for said, meant, taken in results if taken not in (meant, None)]

    assert len(right) / len(results) >= 0.90
    assert len(wrong) / len(results) <= 0.02, wrong


def test_slips_of_the_finger() -> None:
    """With a slip in every third longer word, nine in ten are still right and at most one in fifty is wrong."""
    dice = random.Random(7)  # noqa: S311 - which letters slip is no secret
    right = wrong = 0
    for kind, sentence in ASKED:
        taken = recognise(" ".join(slipped(word, dice) if dice.random() < 1 / 3 else word for word in sentence.split()))
        right += taken is kind
        wrong += taken not in (kind, None)

    assert right / len(ASKED) >= 0.90
    assert wrong / len(ASKED) <= 0.02


def slipped(word: str, dice: random.Random) -> str:
    """A word of six letters or more with two letters swapped, one left out or one doubled, behind the first."""
    if len(word) < 6 or not word.isalpha():
        return word
    at = dice.randrange(1, len(word) - 1)
    kept = dice.choice((word[at + 1] + word[at], word[at], word[at] * 2 + word[at + 1]))
    return word[:at] + kept + word[at + 2 :]


@given(st.sampled_from(ASKED), polite)
def test_politeness_changes_nothing(asked: tuple[AskKind, str], manners: tuple[str, str]) -> None:
    """Greetings, apologies and thanks around a question do not change what it is."""
    kind, sentence = asked
    before, after = manners
    assert recognise(f"{before}{sentence}{after}") is kind


@given(st.sampled_from(BEFORE), st.sampled_from(AFTER))
def test_politeness_alone_asks_nothing(before: str, after: str) -> None:
    """Somebody who only greets and thanks is not taken for asking anything."""
    if "advice" not in after:
        assert recognise(before + after) is None


@given(st.sampled_from(ASKED), st.sampled_from((str.upper, str.lower, str.title, str.swapcase)))
def test_case_changes_nothing(asked: tuple[AskKind, str], case: object) -> None:
    """Shouted or whispered, it is the same question."""
    assert callable(case)
    assert recognise(case(asked[1])) is asked[0]


@given(st.sampled_from(ASKED), st.sampled_from(("  ", "\t", "\u00a0", ", ", " \u200b")))
def test_what_stands_between_words_changes_nothing(asked: tuple[AskKind, str], between: str) -> None:
    """Tabs, odd spaces and stray commas do not hide a question."""
    assert recognise(between.join(asked[1].split(" "))) is asked[0]


@given(st.text(st.characters(exclude_categories=()), max_size=3_000))
def test_any_text_is_answered(text: str) -> None:
    """Whatever is written, the answer is a kind or none, and the same the next time."""
    assert recognise(text) in {None, *AskKind}
    assert recognise(text) is recognise(text)


WORDS = sorted({word for block in (nothing.CUES, *(said for _, said in ASKED)) for word in block.split()})


@given(st.lists(st.sampled_from([*WORDS, ".", "?", "~", "(a|b)", "{who}", "^", "\n"]), max_size=300).map(" ".join))
def test_any_words_in_any_order_are_answered(text: str) -> None:
    """The words of questions, thrown together in any order, are answered as well."""
    assert recognise(text) in {None, *AskKind}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "\x00" * 10_000,
        "😊" * 3_000,
        "🏳️‍🌈👩🏽‍⚕️",
        "\u202e\u202d\u2066" * 1_000,
        "\ud800\udfff",
        "a" * 10_000,
        "who " * 10_000,
        "how can how can " * 1_000,
        "?" * 10_000,
        "'" * 10_000,
        "a'" * 10_000,
        "((((~~~~||||{{{{????",
        "z" * 39 + " " + "z" * 41,
        "ą́" * 5_000,
        "ﷺ" * 5_000,
        "<at>Canopy</at>",
        "&nbsp;&lt;script&gt;alert(1)&lt;/script&gt;",
        "1234567890 " * 1_000,
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_odd_texts_are_not_guessed_at(text: str) -> None:
    """Noise of any length leads to the chooser."""
    assert recognise(text) is None


def test_a_reversed_or_riddled_question() -> None:
    """Direction marks and NULs inside a question neither hide it nor break anything."""
    assert recognise("\u202eHas anyone had\u202c a similar\x00 experience?") is AskKind.EXPERIENCE
    assert recognise("Has\u200b anyone had a similar experience?\x00") is AskKind.EXPERIENCE


def test_only_the_beginning_is_read() -> None:
    """A question behind the first fifteen hundred characters is not looked for."""
    question = " Has anyone had a similar experience?"

    assert recognise("la " * 400 + question) is AskKind.EXPERIENCE
    assert recognise("la " * (READ // 3) + question) is None


def test_a_long_message_costs_no_more_than_its_beginning() -> None:
    """What comes after the part that is read changes nothing, so nobody can make reading slow by writing much."""
    question = "How can we keep her safe without making her feel bullied? "
    story = question + "Morning. He is 84, lives alone and the bed is now in the hallway. " * 40

    assert len(story) > READ
    assert recognise(story) == recognise(story[:READ]) == recognise(story[:READ] + " Where can I find an example?" * 1_000)
