"""The cards and forms of the library and of reviews, for the gallery."""

from __future__ import annotations

from typing import Any

from cards.libraries import (
    Browse,
    Counts,
    ideas_card,
    library_card,
    list_card,
    setup_card,
    shown_card,
    which_library_card,
)
from cards.reviews import SendReview, asked_card, review_form, settled_card
from community.by_hand import NOBODY
from community.communities import Community
from community.documents import GOOD_FOR_LIMIT, SOURCE_LIMIT, TITLE_LIMIT
from community.ids import DocumentId
from community.library_setup import setup_view
from community.people import CommunityId, TenantId
from community.shared_files import LIBRARY_COLUMNS, Degree, LibraryState, Trouble
from tests.support.document_gallery import ID, PACK, SHELF, document

Json = dict[str, Any]
NEWER = DocumentId("f" * 32)
COUNTS = Counts(
    42,
    {kind.slug: 12 - number for number, kind in enumerate(PACK.kinds)},
    [(topic.slug, 20 - number) for number, topic in enumerate(PACK.topics[:15])],
)


def _community(name: str = "MCA community") -> Community:
    return Community(
        tenant=TenantId("t"), id=CommunityId(ID), home="19:x@thread.tacv2", team="19:team", service_url="https://smba.example",
        bot="28:bot", name=name,
    )  # fmt: skip


def usual() -> dict[str, Json]:
    """As they look on an ordinary day."""
    community = _community()
    newer = document(id=NEWER, title="Hoarding: a 7-minute briefing, third edition")
    by_hand = document(
        saver=NOBODY, saver_name=None, owner=None, owner_name=None, title="Notes of the March meeting", kind="", topics=(),
        review_on=None, good_for="", source="", uses=0,
    )  # fmt: skip
    old = document(superseded_by=NEWER, title="Hoarding briefing, second edition")
    here = Browse(community=ID, kind="7-minute-briefing", topic="hoarding", after="1 x", all="true")
    refused = LibraryState(degree=Degree.CATALOGUE, problem=Trouble.NOT_ALLOWED)
    closed = LibraryState(degree=Degree.CATALOGUE, problem=Trouble.NO_FILES_TAB, reads_messages=True)
    files = LibraryState(degree=Degree.FILES, reads_messages=True)
    in_chat = LibraryState(degree=Degree.CATALOGUE, problem=Trouble.GROUP_CHAT)
    columns = LibraryState(degree=Degree.COLUMNS, reads_messages=True, columns=LIBRARY_COLUMNS, checks_out=True)
    asked = SendReview(document=ID, community=ID, review="2027-11-02")
    return {
        "library": library_card(COUNTS, PACK, community, facilitates=True),
        "library-empty": library_card(Counts(0, {}, []), PACK, community, facilitates=True, private="I am looking."),
        "library-list": list_card([document(), by_hand, old], COUNTS, PACK, here, newer={NEWER: newer}, following="1 y"),
        "library-list-empty": list_card([], COUNTS, PACK, here.model_copy(update={"after": ""}), newer={}),
        "library-document": shown_card(by_hand, PACK, here, newer=None),
        "library-ideas": ideas_card(PACK, community),
        "library-which": which_library_card([community, _community("Hoarding forum")]),
        "setup-unknown": setup_card(setup_view(None), community),
        "setup-off": setup_card(setup_view(LibraryState(degree=Degree.CATALOGUE, problem=Trouble.OFF)), community),
        "setup-group-chat": setup_card(setup_view(in_chat), community, can_look=False),
        "setup-catalogue": setup_card(setup_view(refused), community, looked="today at 09:14"),
        "setup-files-tab": setup_card(setup_view(closed), community, looked="today at 09:14"),
        "setup-files": setup_card(setup_view(files), community, private="I am looking. That takes a few seconds."),
        "setup-columns": setup_card(setup_view(columns), community, looked="today at 09:14"),
        "setup-folder": setup_card(setup_view(LibraryState(degree=Degree.FILES, local=True)), community),
        "review": asked_card(document(), PACK, ID, times=1),
        "review-left": asked_card(by_hand, PACK, ID, times=1, why="Nobody vouches for it, so I ask you."),
        "review-settled": settled_card(document(), "Thank you. It is to be looked at again by 2 November 2028.", ID),
        "review-form": review_form(asked, document(), PACK, others=[newer, by_hand]),
        "review-form-superseded": review_form(asked, old, PACK, others=[newer], newer=newer, wrong="Please choose."),
        "review-needs-update": shown_card(document(reason="It needs an update, says Amara Osei."), PACK, here, newer=None),
    }  # fmt: skip


def filled_with(text: str, name: str, long: str) -> dict[str, Json]:
    """As big, or as nasty, as people can make them."""
    full = document(
        title=long[:TITLE_LIMIT], good_for=long[:GOOD_FOR_LIMIT], source=long[:SOURCE_LIMIT], name=long[:140], reason=text,
        topics=tuple(f"{number}{long[:38]}" for number in range(10)), owner_name=name, saver_name=name, uses=99_999,
        address=f"{SHELF}/{'a' * 380}", superseded_by=NEWER,
    )  # fmt: skip
    newer = full.model_copy(update={"id": NEWER, "superseded_by": None})
    community = _community(text[:80])
    counts = Counts(
        99_999, {f"{number}-{'kind' * 9}": 9_999 for number in range(20)}, [(f"{n}{long[:38]}", 9_999) for n in range(40)]
    )
    here = Browse(community=ID, kind=f"1-{'kind' * 9}", topic=long[:40], after="1 x", all="true")
    sent = SendReview(document=ID, community=ID, review="2027-11-02", verdict="superseded", newer=NEWER)
    places = [_community(text[:80])] * 20
    return {
        "library": library_card(counts, PACK, community, facilitates=True),
        "library-list": list_card([full] * 5, counts, PACK, here, newer={NEWER: newer}, following="1 y"),
        "library-document": shown_card(full, PACK, here, newer=newer),
        "library-which": which_library_card(places),
        "library-setup": setup_card(setup_view(None), community, looked=text, private=text),
        "review": asked_card(newer, PACK, ID, times=3, why=text),
        "review-settled": settled_card(full, text, ID),
        "review-form": review_form(sent, full, PACK, others=[newer] * 16, newer=newer, wrong=text),
    }
