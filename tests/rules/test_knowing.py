"""Who knows about something: what is a search for people, what is for the room, and who comes first."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.knowing import (
    MOST_MORE,
    OPENINGS,
    POINTS,
    Evidence,
    Speaks,
    from_profile,
    own_word,
    own_words_in,
    ranked,
    subject_asked,
    topics_meant,
)
from community.packs import pack_named
from community.people import MemberId
from community.profiles import Experience, Profile

PACK = pack_named("mca")
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
SAID = tomllib.loads((Path(__file__).parent / "said.toml").read_text(encoding="utf-8"))


def speaks(member: str, sort: Speaks, about: str = "hoarding", days: int = 0) -> Evidence:
    """Something that speaks for a member, so many days ago."""
    return Evidence(member=MemberId(member), speaks=sort, about=about, at=NOW - timedelta(days=days))


@pytest.mark.parametrize(
    ("said", "subject"),
    [
        ("who knows about deprivation of liberty?", "deprivation of liberty"),
        ("Who knows about DoLS", "DoLS"),
        ("WHO KNOWS: hoarding ??", "hoarding"),
        ("who can help with self-neglect please?", "self-neglect"),
        ("who has experience of best interests meetings", "best interests meetings"),
        ("who has experience with lasting power of attorney and deputies?", "lasting power of attorney and deputies"),
        ("who knows anything about the Court of Protection", "the Court of Protection"),
    ],
)
def test_a_search_for_people_says_what_it_is_about(said: str, subject: str) -> None:
    """What stands behind the opening, without what ends a sentence."""
    assert subject_asked(said) == subject


@pytest.mark.parametrize(
    "said",
    [
        "Who knows already - what are we missing?",
        "Who knows what already - what are we missing?",
        "Who knows, it might work.",
        "Who knows about Huntingtons? and who else should we be asking",
        "Who knows about hoarding, and who has a template?",
        "who knows how to fill in a form 5?",
        "who knows if the panel meets in August?",
        "who can help with my assessment of a man who refuses every visit, has no heating, and whose sister rings me daily",
        "who knows",
        "who knows?",
        "who knows about hoarding\nand what helped?",
        "who is Amara",
        "does anybody know who knows about hoarding",
        "",
    ],
)
def test_what_goes_on_or_asks_how_is_for_the_room(said: str) -> None:
    """Then it is asked, as every question is."""
    assert subject_asked(said) == ""


def test_what_people_say_to_the_room_stays_an_ask() -> None:
    """Of the sentences that are known to be asks none is taken for a search about a topic."""
    taken = [said for sort in SAID.values() for said in sort if (text := subject_asked(said)) and topics_meant(text, PACK)]
    assert taken == []


@given(st.text(max_size=300), st.sampled_from(OPENINGS))
def test_nothing_that_is_written_breaks_it(text: str, opening: str) -> None:
    """Whatever stands behind the opening, the subject is one line, or empty."""
    assert "\n" not in subject_asked(f"{opening} {text}")
    topics_meant(text, PACK)
    own_word(text)


def test_topics_are_meant_by_any_name() -> None:
    """Synonyms, slips in a whole name, hashtags; several in one text."""
    assert topics_meant("DoLS", PACK) == ("dols",)
    assert topics_meant("deprivation of libery", PACK) == ("dols",)
    assert topics_meant("hoarding and self-neglect", PACK) == ("hoarding", "self-neglect")
    assert topics_meant("#puppetry", PACK) == ("puppetry",)
    assert topics_meant("gardening", PACK) == ()


def test_own_words_are_found_in_a_text_as_whole_words() -> None:
    """A word of somebody's own counts where an ask says it, not where it is part of another."""
    assert own_words_in("Has anybody tried equine therapy?", ["equine-therapy", "rap"]) == ("equine-therapy",)
    assert own_word("equine therapy") == "equine-therapy"
    assert own_word("…") == ""


def test_whom_more_speaks_for_comes_first() -> None:
    """“Ask me about” is worth most; helping often adds a little; among equals the latest comes first."""
    found = ranked(
        [
            speaks("reflects", Speaks.REFLECTED),
            speaks("helped", Speaks.HELPED, "one"),
            speaks("asks", Speaks.ASK_ME),
            speaks("both", Speaks.ASK_ME),
            speaks("both", Speaks.HELPED, "one"),
            speaks("earlier", Speaks.HELPED, "one", days=3),
        ]
    )
    assert [each.member for each in found] == ["both", "asks", "helped", "earlier", "reflects"]
    assert found[0].best.speaks is Speaks.ASK_ME
    assert found[0].why == "Their profile says: ask me about hoarding. And 1 more."


def test_many_answers_do_not_drown_the_rest() -> None:
    """More of the same sort adds a little, up to a point; the same thing twice adds nothing."""
    many = ranked([speaks("a", Speaks.HELPED, str(number)) for number in range(20)] + [speaks("a", Speaks.HELPED, "0")])
    assert many[0].points == POINTS[Speaks.HELPED] + MOST_MORE
    assert many[0].others == 19


def test_experience_counts() -> None:
    """Of two whose profiles say the same, the one who advises others comes first."""
    new, leading = (
        Profile(member=MemberId(level), experience=level, written_at=NOW, confirmed_at=NOW)
        for level in (Experience.NEW, Experience.LEADING)
    )
    found = ranked(from_profile(profile, Speaks.ASK_ME, "hoarding") for profile in (new, leading))
    assert [each.member for each in found] == ["leading", "new"]
