"""One-page profiles: what may stand in one, what topics are meant, and how long one is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.packs import USUAL, pack_named
from community.people import Member, MemberId, Role, TeamsId
from community.profile_drafts import (
    HEADING_LIMIT,
    LINE_LIMIT,
    MOST_TOPICS,
    PRONOUNS_LIMIT,
    REACH_LIMIT,
    ExperienceUnknown,
    ProfileDraft,
    ProfileEmpty,
    ProfileLineTooLong,
    ProfileTopicsTooMany,
    ProfileTopicUnclear,
    YearsUnreadable,
    draft_of,
    profile_of,
    profile_view,
    topics_meant,
    written,
)
from community.profiles import (
    KEPT_AFTER_LEAVING,
    Experience,
    Profile,
    ProfilesOwn,
    Written,
    confirm_at,
    erase_at,
    may_return,
    should_ask,
    should_erase,
)
from community.refusals import Refusal

PACK = pack_named(USUAL)
LONDON = "Europe/London"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
AMARA = MemberId("amara")


def _profile(**more: object) -> Profile:
    return Profile.model_validate(
        {"member": AMARA, "name": "Amara Osei", "matters": "Time to think", "written_at": NOW, "confirmed_at": NOW, **more}
    )


@pytest.mark.parametrize(
    "field", [name for name in ProfileDraft.model_fields if name not in {"introduce", "years", "experience"}]
)
def test_one_line_is_enough(field: str) -> None:
    """Whichever line somebody writes, the rest may stay empty."""
    said = written(ProfileDraft.model_validate({field: "Hoarding"}), PACK)
    assert getattr(said, field) in {"Hoarding", ("hoarding",)}
    assert [name for name in Written.model_fields if getattr(said, name)] == [field]


@pytest.mark.parametrize("draft", [ProfileDraft(), ProfileDraft(introduce="true"), ProfileDraft(matters=" \u200b\n ")])
def test_an_empty_page_is_refused(draft: ProfileDraft) -> None:
    """Nothing is nothing, however it is typed, and an introduction needs something to introduce."""
    with pytest.raises(ProfileEmpty):
        written(draft, PACK)


def test_a_whole_page_is_kept_as_it_was_meant() -> None:
    """Line breaks stay under the headings; names, places and the like are one line; numbers and levels are read."""
    said = written(
        ProfileDraft(
            appreciated="I listen.\n\n\nI ask.", job=" Social\nworker ", organisation="A council", years="7 years",
            experience="confident", can_help="hoarding,  self neglect , our tuesday clinic", wants_to_learn="#dols #our-way",
            reach="Teams, mornings", pronouns="she/her", introduce="true",
        ),
        PACK,
    )  # fmt: skip

    assert said == Written(
        appreciated="I listen.\n\nI ask.", job="Social worker", organisation="A council", years=7,
        experience=Experience.CONFIDENT, can_help=("hoarding", "self-neglect", "our-tuesday-clinic"),
        wants_to_learn=("dols", "our-way"), reach="Teams, mornings", pronouns="she/her", introduced=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "years"),
    [("", None), ("0", 0), (" 12 ", 12), ("1 year", 1), ("20+", 20), ("3.5", 3), ("7 yrs", 7), ("60", 60)],
)
def test_years_are_read(said: str, years: int | None) -> None:
    """A number of years is read as people write it."""
    assert written(ProfileDraft(matters="x", years=said), PACK).years == years


@pytest.mark.parametrize(
    ("more", "refused", "words"),
    [
        ({"years": "many"}, YearsUnreadable, "“many”"),
        ({"years": "61"}, YearsUnreadable, "up to 60"),
        ({"years": "-3"}, YearsUnreadable, "“-3”"),
        ({"years": "9" * 50}, YearsUnreadable, "whole number"),
        ({"experience": "wizard"}, ExperienceUnknown, "choose one"),
        ({"matters": "x" * (HEADING_LIMIT + 1)}, ProfileLineTooLong, "What matters to me"),
        ({"job": "x" * (LINE_LIMIT + 1)}, ProfileLineTooLong, "My role"),
        ({"reach": "x" * (REACH_LIMIT + 1)}, ProfileLineTooLong, "How to reach me"),
        ({"pronouns": "x" * (PRONOUNS_LIMIT + 1)}, ProfileLineTooLong, "Pronouns"),
        ({"can_help": ", ".join(f"own topic {n}" for n in range(MOST_TOPICS + 1))}, ProfileTopicsTooMany, "Ask me about"),
        ({"wants_to_learn": "???"}, ProfileTopicUnclear, "“???”"),
        (
            {"wants_to_learn": "anything at all that my colleagues would be so kind as to explain"},
            ProfileTopicUnclear,
            "few words",
        ),
    ],
)
def test_what_is_refused_says_where_and_what_to_do(more: dict[str, str], refused: type[Refusal], words: str) -> None:
    """Each refusal names the field, or quotes what was written."""
    with pytest.raises(refused) as caught:
        written(ProfileDraft.model_validate({"matters": "x", **more}), PACK)
    assert words in caught.value.said
    assert "{" not in caught.value.said


@pytest.mark.parametrize(
    ("said", "topics"),
    [
        ("", ()),
        (" , ;\n,", ()),
        ("dols", ("dols",)),
        ("DoLS", ("dols",)),
        ("deprivation of liberty", ("dols",)),
        ("hoardng", ("hoarding",)),
        ("hoarding, Hoarding, #hoarding", ("hoarding",)),
        ("I can help with hoarding and self-neglect", ("hoarding", "self-neglect")),
        ("Court visits", ("court-visits",)),
        ("#court-visits, #dols", ("court-visits", "dols")),
        ("Größe", ("größe",)),
    ],
)
def test_topics_typed_freely_are_matched_to_the_community_s_own(said: str, topics: tuple[str, ...]) -> None:
    """Names, abbreviations and slips find the pack's topic; other words stay as a hashtag."""
    assert topics_meant(said, PACK, "x") == topics


@given(st.text(max_size=80))
def test_topics_are_always_fit_to_keep(said: str) -> None:
    """Whatever is typed: a few short topics without blanks, or a refusal."""
    try:
        found = topics_meant(said, PACK, "x")
    except Refusal as refusal:
        assert "{" not in refusal.sentence.format(words="", heading="")
        return
    assert len(set(found)) == len(found) <= MOST_TOPICS
    assert all(topic and len(topic) <= 40 and not any(map(str.isspace, topic)) for topic in found)


def test_a_profile_can_be_changed_and_comes_out_of_its_form_the_same() -> None:
    """The form of a profile holds what it says, and sending it again changes nothing but when that was."""
    page = ProfileDraft(
        appreciated="a", matters="b", support="c", job="d", organisation="e", years="0", experience="new",
        can_help="dols, court visits", wants_to_learn="lps", reach="f", pronouns="they/them", introduce="true",
    )  # fmt: skip
    first = profile_of(written(page, PACK), AMARA, NOW)
    later = NOW + timedelta(days=3)
    again = profile_of(written(draft_of(first, PACK), PACK), AMARA, later, first.model_copy(update={"card": "17"}))

    assert again == first.model_copy(update={"written_at": later, "confirmed_at": later, "revision": 2, "card": "17"})


def test_a_draft_keeps_what_was_typed_even_if_it_is_too_long() -> None:
    """Nothing typed is lost because it must still be shortened; only what no field could ever hold is cut."""
    kept = ProfileDraft(matters="x" * 2_000, years="many", job="y" * 9_000).kept()
    assert (len(kept.matters), kept.years, len(kept.job)) == (2_000, "many", 4_000)


def test_how_a_profile_reads() -> None:
    """What is empty is left out; topics are called by their names."""
    full = _profile(
        job="Nurse",
        organisation="A hospital",
        years=1,
        experience=Experience.LEADING,
        can_help=("dols", "our-way"),
        pronouns="she/her",
    )
    view = profile_view(full, PACK)

    assert view.work == "Nurse, A hospital"
    assert view.experience == "I advise or train others in the Mental Capacity Act · 1 year"
    assert view.headings == (("What matters to me", "Time to think"),)
    assert view.can_help == (PACK.label_of_topic("dols"), "#our-way")
    bare = profile_view(_profile(name="", matters="", reach="By post", years=0), PACK)
    assert (bare.name, bare.work, bare.experience, bare.headings) == ("A member", "", "0 years", ())


def test_a_profile_belongs_to_its_member_alone() -> None:
    """Not even a facilitator changes or withdraws another's profile."""
    ben = Member(id=MemberId("ben"), teams_id=TeamsId("29:ben"), name="Ben", role=Role.FACILITATOR)
    _profile().check_own(ben.model_copy(update={"id": AMARA}))
    with pytest.raises(ProfilesOwn, match="Amara Osei"):
        _profile().check_own(ben)


@pytest.mark.parametrize(
    ("confirmed", "at"),
    [
        (datetime(2026, 3, 2, 9, 30, tzinfo=UTC), "Tue 02 Mar 2027 09:00"),
        (datetime(2026, 3, 6, 23, 59, tzinfo=UTC), "Mon 08 Mar 2027 09:00"),
        (datetime(2028, 2, 29, 12, 0, tzinfo=UTC), "Wed 28 Feb 2029 09:00"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "Thu 01 Jul 2027 09:00"),
    ],
)
def test_a_profile_is_asked_about_after_a_year(confirmed: datetime, at: str) -> None:
    """Twelve months later by the community's own clock, in the morning of a working day; not before, and not for leavers."""
    profile = _profile(confirmed_at=confirmed)
    when = confirm_at(profile, LONDON)

    assert f"{when.astimezone(ZoneInfo(LONDON)):%a %d %b %Y %H:%M}" == at
    assert should_ask(profile, LONDON, when)
    assert not should_ask(profile, LONDON, when - timedelta(seconds=1))
    assert not should_ask(profile.confirmed(when), LONDON, when)
    assert not should_ask(profile.model_copy(update={"here": False}), LONDON, when)
    assert not should_ask(profile.model_copy(update={"ended_at": when}), LONDON, when)


def test_confirming_counts_as_a_change() -> None:
    """An old card's press is told from the next."""
    later = NOW + timedelta(days=365)
    found = _profile(revision=4).confirmed(later)
    assert (found.confirmed_at, found.written_at, found.revision) == (later, NOW, 5)


@pytest.mark.parametrize(
    ("days", "returns"),
    [(timedelta(), True), (timedelta(days=29, hours=23), True), (timedelta(days=30), False), (timedelta(days=400), False)],
)
def test_a_leaver_s_profile_is_kept_for_thirty_days(days: timedelta, returns: bool) -> None:
    """Until then it comes back with its member; from then on nothing of it is kept. There is no moment for both or neither."""
    away = _profile(ended_at=NOW, here=False)
    assert may_return(away, NOW + days) is returns
    assert should_erase(away, NOW + days) is not returns
    assert erase_at(NOW) == NOW + KEPT_AFTER_LEAVING == NOW + timedelta(days=30)
    assert not away.found


def test_the_profile_of_somebody_here_is_neither_brought_back_nor_erased() -> None:
    """As long as its member is here it stays, however old it is."""
    assert not may_return(_profile(), NOW + timedelta(days=4_000))
    assert not should_erase(_profile(), NOW + timedelta(days=4_000))
    assert _profile().found
    assert not _profile(here=False).found, "at once, and not only once it was put away"
