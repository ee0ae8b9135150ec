"""The cards and forms of profiles, for the gallery."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from cards.profile_writing import (
    ProfileFields,
    SendProfile,
    SendWithdraw,
    Writing,
    preview_form,
    profile_form,
    where_form,
    withdraw_form,
)
from cards.profiles import choose_card, confirm_card, gone_card, mine_here_card, my_card, none_yet_card, profile_card
from community.communities import Community
from community.packs import pack_named
from community.people import MemberId
from community.profile_drafts import (
    HEADING_LIMIT,
    LINE_LIMIT,
    MOST_TOPICS,
    PRONOUNS_LIMIT,
    REACH_LIMIT,
    ProfileView,
    profile_view,
)
from community.profiles import Experience, Profile

Json = dict[str, Any]
ID = "0123456789abcdef0123456789abcdef"
PACK = pack_named("mca")
DAY = date(2026, 11, 24)
WHEN = datetime(2026, 11, 24, 9, tzinfo=UTC)
LONG = (
    "I worked nights in a care home for six years before I trained, and I still think in shifts. What I hold on to is that "
    "somebody who is asked at the right time of day, in the right room, with the right person beside them, can often decide "
    "what the file says they cannot. I like a question better than an answer, and a cup of tea better than a meeting.\n"
    "At home there are two teenagers, a dog that was found on the moor, and far too many tomato plants on every sill we have. "
    "If I go quiet in a call I am thinking, not cross; a line in the chat afterwards works wonders, and so does a short walk."
)


def profile(**changed: Any) -> Profile:
    """A profile as most people write one, or with what is `changed` of it."""
    return Profile.model_validate({
        "member": MemberId(ID), "name": "Amara Osei", "pronouns": "she/her", "job": "Social worker",
        "organisation": "Northbrook Council", "experience": Experience.CONFIDENT, "years": 7,
        "appreciated": "I listen, and I stay calm when a visit does not go to plan.",
        "matters": "People deciding about their own lives, and being asked twice.",
        "support": "Send me things in writing beforehand. I think better on paper.",
        "can_help": ("hoarding", "self-neglect", "fire-service"), "wants_to_learn": ("dols",),
        "reach": "Teams chat, best in the mornings; not on Fridays", "written_at": WHEN, "confirmed_at": WHEN, **changed,
    })  # fmt: skip


def _bare() -> Profile:
    kept = {"member": MemberId(ID), "name": "Ben Carter", "written_at": WHEN, "confirmed_at": WHEN}
    return Profile.model_validate({**kept, "matters": "Being on time, and being told when somebody is not."})


def _long() -> Profile:
    return profile(
        name="Oluwaseun Adebayo-Featherstonehaugh", appreciated=LONG[:HEADING_LIMIT], matters=LONG[:HEADING_LIMIT],
        support=LONG[:HEADING_LIMIT], job="Principal social worker and lead for mental capacity and safeguarding adults practice",
        organisation="Northbrook Council and Riverside NHS Trust, integrated hospital discharge and community team",
        years=31, experience=Experience.LEADING, can_help=tuple(topic.slug for topic in PACK.topics[:MOST_TOPICS]),
        wants_to_learn=tuple(topic.slug for topic in PACK.topics[-MOST_TOPICS:]),
    )  # fmt: skip


def view(made: Profile) -> ProfileView:
    """How a profile reads."""
    return profile_view(made, PACK)


def _fields(text: str, wide: str, **changed: str) -> ProfileFields:
    """A form with `text` in its lines and `wide` under its headings."""
    slugs = ",".join(topic.slug for topic in PACK.topics[:3])
    return ProfileFields.model_validate({
        "nonce": ID, "community": ID, "appreciated": wide, "matters": wide, "support": wide, "job": text, "organisation": text,
        "years": text, "can_help": slugs, "can_help_too": text, "wants": slugs, "wants_too": text, "reach": text,
        "pronouns": text, **changed,
    })  # fmt: skip


def usual(community: Community, other: Community) -> dict[str, Json]:
    """As they look on an ordinary day."""
    amara, bare, long = view(profile()), view(_bare()), view(_long())
    empty = ProfileFields(nonce=ID, community=ID)
    saved, bens = SendProfile(nonce=ID, shown=ID, community=ID), [("Ben Ashworth · Fire officer", ID), ("Ben Carter", "b" * 32)]
    typed = ProfileFields(
        nonce=ID, community=ID, appreciated="I listen, and I stay calm.", matters="People deciding about their own lives.",
        job="Social worker", organisation="Northbrook Council", experience=Experience.CONFIDENT, years="7",
        can_help="hoarding,self-neglect", can_help_too="fire safety", wants="dols", pronouns="she/her", introduce="true",
    )  # fmt: skip
    return {
        "profile": profile_card(amara, DAY),
        "profile-bare": profile_card(bare, DAY),
        "profile-long": profile_card(long, DAY),
        "profile-meet": profile_card(amara, DAY, introducing=True),
        "profile-mine": my_card(amara, DAY, community, private="Thank you. I ask again in a year."),
        "profile-mine-here": mine_here_card(community, "Amara Osei"),
        "profile-none": none_yet_card([community]),
        "profile-none-which": none_yet_card([community, other]),
        "profile-choose": choose_card("Ben", bens, more=True, unsure=False, community=""),
        "profile-choose-near": choose_card("Amarra", [("Amara Osei · Social worker", ID)], more=False, unsure=True, community=ID),
        "profile-confirm": confirm_card(amara, community, 3),
        "profile-gone": gone_card(),
        "profile-where": where_form([community, other]),
        "profile-form-empty": profile_form(empty, community, PACK, Writing()),
        "profile-form": profile_form(typed, community, PACK, Writing(stands=True, drafted=True)),
        "profile-form-wrong": profile_form(typed, community, PACK, Writing(), wrong="I cannot read “ages” as a number of years."),
        "profile-preview": preview_form(profile_card(amara, DAY), saved, introduce=False, introduced=False),
        "profile-preview-meet": preview_form(profile_card(bare, DAY), saved, introduce=True, introduced=False),
        "profile-preview-down": preview_form(profile_card(bare, DAY), saved, introduce=False, introduced=True),
        "profile-withdraw": withdraw_form(SendWithdraw(revision=1, community=ID), introduced=True),
    }  # fmt: skip


def filled_with(text: str, name: str, long: str, community: Community) -> dict[str, Json]:
    """Those that hold what people write, holding just that."""
    wide = long[:HEADING_LIMIT]
    line = text[:LINE_LIMIT]
    tags = tuple(f"{number}{text}"[:40] for number in range(MOST_TOPICS))
    full = view(profile(
        name=name, pronouns=text[:PRONOUNS_LIMIT], job=line, organisation=line, appreciated=wide, matters=wide, support=wide,
        reach=long[:REACH_LIMIT], can_help=tags, wants_to_learn=tags,
    ))  # fmt: skip
    saved = SendProfile(nonce=ID, shown=ID, community=ID)
    return {
        "profile": profile_card(full, DAY, community=ID, introducing=True),
        "profile-mine": my_card(full, DAY, community, private=text),
        "profile-mine-here": mine_here_card(community, name),
        "profile-none-which": none_yet_card([community] * 20),
        "profile-choose": choose_card(text, [(text[:90], ID)] * 6, more=True, unsure=True, community=ID),
        "profile-confirm": confirm_card(full, community, 999),
        "profile-where": where_form([community] * 20),
        "profile-form": profile_form(_fields(text, wide), community, PACK, Writing(stands=True, drafted=True), wrong=text),
        "profile-form-too-long": profile_form(_fields(long, long * 3), community, PACK, Writing(stands=True), wrong=text),
        "profile-preview": preview_form(profile_card(full, DAY), saved, introduce=True, introduced=False),
    }  # fmt: skip
