"""Whom somebody means by a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.names import a_slip_away, looks_like_a_name, meant_by, name_asked
from community.people import Member, MemberId, TeamsId

PEOPLE = [
    Member(id=MemberId(name), teams_id=TeamsId(f"29:{name}"), name=name)
    for name in ("Amara Osei", "Ben Ashworth", "Ben Carter", "OSEI-SMITH, Zoë (Northbrook)", "Seán O’Neill", "Amara Osei Mensah")
]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("who is Amara", "Amara"),
        ("Who is Amara Osei?", "Amara Osei"),
        ("WHO'S  ben\ncarter ?!", "ben carter"),
        ("who’s @Ben Carter", "Ben Carter"),
        ("whois: Ben", "Ben"),
        ("profile of “Zoë”", "Zoë"),
        ("who is", ""),
        ("who is  ?", ""),
        ("who knows Amara", ""),
    ],
)
def test_the_name_is_what_stands_behind(text: str, name: str) -> None:
    """However the question is put, the name is what is left of it."""
    assert name_asked(text) == name


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("amara osei", ["Amara Osei"]),
        ("Osei Amara", ["Amara Osei"]),
        ("Amara", ["Amara Osei", "Amara Osei Mensah"]),
        ("ben", ["Ben Ashworth", "Ben Carter"]),
        ("ben c", []),
        ("ben ca", ["Ben Carter"]),
        ("Zoe Osei Smith", ["OSEI-SMITH, Zoë (Northbrook)"]),
        ("zoe", ["OSEI-SMITH, Zoë (Northbrook)"]),
        ("smith", ["OSEI-SMITH, Zoë (Northbrook)"]),
        ("sean o'neill", ["Seán O’Neill"]),
        ("b", []),
        ("", []),
        ("Ben Ben", ["Ben Ashworth", "Ben Carter"]),
        ("one two three four five six", []),
    ],
)
def test_a_name_means_those_who_are_called_so(asked: str, names: list[str]) -> None:
    """Case, accents and order do not matter; the whole name counts more than a part, and a part more than a beginning."""
    assert [member.name for member in meant_by(asked, PEOPLE)] == names


@pytest.mark.parametrize(
    ("asked", "names"),
    [("Ashwort", ["Ben Ashworth"]), ("ben ashwroth", ["Ben Ashworth"]), ("Ben", ["Ben Ashworth", "Ben Carter"]), ("Zanele", [])],
)
def test_one_slip_is_forgiven(asked: str, names: list[str]) -> None:
    """A letter wrong, missing, added or swapped in a longer word."""
    assert [member.name for member in a_slip_away(asked, PEOPLE)] == names


@pytest.mark.parametrize("asked", ["Zanele", "mary-jane o'connor", "José María López"])
def test_what_may_be_a_name(asked: str) -> None:
    """One to three words that are nothing else."""
    assert looks_like_a_name(asked)


@pytest.mark.parametrize(
    "asked",
    [
        "", "the lead for DoLS", "responsible", "free on Friday", "leading on training", "Chidi's manager", "on duty",
        "able to help", "in charge", "1234", "Riverside house manager today please", "working", "you", "best placed",
    ],
)  # fmt: skip
def test_the_rest_of_a_question_is_no_name(asked: str) -> None:
    """“Who is” is how many questions begin."""
    assert not looks_like_a_name(asked)


@given(st.text(max_size=80))
def test_any_text_can_be_looked_up(asked: str) -> None:
    """Whatever somebody writes, it means some of those who are there, each once, or nobody."""
    for found in (meant_by(asked, PEOPLE), a_slip_away(asked, PEOPLE)):
        assert len({member.id for member in found}) == len(found)
        assert all(member in PEOPLE for member in found)
    assert isinstance(looks_like_a_name(name_asked(f"who is {asked}")), bool)
