"""The cards of finding, using and discussing, for the gallery."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from cards.discussions import SendDiscussion, choose_card, discussion_card, discussion_form, gone_card
from cards.finding import (
    Page,
    Shown,
    TurnPage,
    found_card,
    inserted_ask_card,
    nothing_card,
    shown_ask_card,
    what_for_card,
    where_card,
)
from cards.uses import SendUsed, UseSeen, use_form
from community.asks import AskView
from community.communities import Community
from community.discussions import first_question, key_of
from community.documents import GOOD_FOR_LIMIT, TITLE_LIMIT, DocumentState
from community.ids import DocumentId
from community.search_words import SEARCH_MOST
from community.uses import EFFECT_LIMIT
from tests.support.document_gallery import PACK, document

Json = dict[str, Any]
ID = "0123456789abcdef0123456789abcdef"
USED_AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


def usual(community: Community, other: Community, ask: AskView, closed: AskView) -> dict[str, Json]:
    """As they look on an ordinary day."""
    briefing = document()
    newer = document(id=DocumentId("f" * 32), title="Hoarding and fire: guidance, third edition", kind="guidance", uses=0)
    old = document(title="Hoarding and fire: guidance", kind="guidance", superseded_by=newer.id)
    link = document(
        title="Talking about clutter: a webinar", kind="recording", state=DocumentState.LINK, good_for="", uses=0, item="",
        drive="", address="https://www.youtube.com/watch?v=abc",
    )  # fmt: skip
    wish = TurnPage(community=ID, words="hording briefing")
    found = [
        Shown(f"document:{ID}", "Its title has “Hoarding” and “briefing”.", document=briefing),
        Shown(f"ask:{ID}", "The question or an answer has “hoarding”.", ask=closed),
        Shown(f"document:{ID}", "What is known of it has “hoarding”.", document=link),
        Shown(f"ask:{ID}", "The question or an answer has “hoarding”.", ask=ask),
        Shown(f"document:{ID}", "Its title has “Hoarding”.", document=old, newer=newer),
    ]
    filtered = TurnPage(community=ID, words="recordings about hoarding", of_kind="recording", on_topic="hoarding")
    question = first_question(briefing, PACK, "1")
    sent = SendDiscussion(document=ID, nonce=ID, question=key_of(question), community=ID)
    lines = [
        UseSeen("Chidi Okafor", "We offered a choice of two visits, and she chose.", USED_AT),
        UseSeen("Ben Carter", "", USED_AT, own=True),
    ]
    use = SendUsed(document=ID, nonce=ID, community=ID)
    return {
        "find": what_for_card(PACK, community),
        "find-where": where_card("hoarding briefing", [community, other]),
        "found": found_card(Page(wish, found, more=True, plain="hording briefing", also=("hoarding",)), PACK),
        "found-second-page": found_card(
            Page(wish.model_copy(update={"page": 1}), found[:1], more=False, plain="hording briefing"), PACK
        ),
        "found-widened": found_card(Page(filtered, found[:1], more=False, plain="", widened=True), PACK),
        "found-filtered": found_card(Page(filtered, found[2:3], more=False, plain=""), PACK),
        "found-nothing": nothing_card(Page(wish, [], more=False, plain="zebra crossings", also=("crossing",)), PACK),
        "found-nothing-yet": nothing_card(Page(wish, [], more=False, plain="hording briefing", empty=True), PACK),
        "found-ask": shown_ask_card(ask, ID),
        "found-ask-inserted": inserted_ask_card(closed, "MCA community"),
        "use-form": use_form(use, briefing, PACK, lines[:1], said=False),
        "use-form-again": use_form(use.model_copy(update={"effect": "Used."}), briefing, PACK, lines, said=True),
        "discussion": discussion_card(briefing, question, PACK, newer=None),
        "discussion-superseded": discussion_card(old, question, PACK, newer=newer),
        "discussion-gone": gone_card(question),
        "discussion-form": discussion_form(sent, briefing, question),
        "discussion-choose": choose_card([briefing, link], PACK, ID),
        "discussion-choose-none": choose_card([], PACK, ID, looked_for="zebras"),
    }


def filled_with(text: str, name: str, long: str, ask: AskView, community: Community) -> dict[str, Json]:
    """As big, or as nasty, as people can make them."""
    full = document(
        title=long[:TITLE_LIMIT], good_for=long[:GOOD_FOR_LIMIT], owner_name=name, uses=99_999,
        address="https://contoso.sharepoint.com/" + "a" * 400,
    )  # fmt: skip
    newer = full.model_copy(update={"id": DocumentId("f" * 32)})
    old = full.model_copy(update={"superseded_by": newer.id})
    wish = TurnPage(community=ID, words=long[:SEARCH_MOST], of_kind="recording", on_topic=long[:40], page=3)
    why = f"Its title has {text[:120]}."
    found = [Shown(f"document:{ID}", why, document=full), Shown(f"document:{ID}", why, document=old, newer=newer)]
    found += [Shown(f"ask:{ID}", why, ask=ask)] * 3
    page = Page(wish, found, more=True, plain=long[:SEARCH_MOST], also=(text[:60],) * 4)
    question = first_question(full, PACK, "1")
    uses = [UseSeen(name, long[:EFFECT_LIMIT], USED_AT)] * 8
    return {
        "found": found_card(page, PACK),
        "found-widened": found_card(page._replace(widened=True), PACK),
        "found-nothing": nothing_card(page._replace(empty=True), PACK),
        "find-where": where_card(long[:SEARCH_MOST], [community] * 20),
        "found-ask": shown_ask_card(ask, ID),
        "found-ask-inserted": inserted_ask_card(ask, text),
        "use-form": use_form(SendUsed(document=ID, nonce=ID, effect=long), old, PACK, uses, said=True, wrong=text),
        "discussion": discussion_card(old, question, PACK, newer=newer),
        "discussion-form": discussion_form(SendDiscussion(document=ID, nonce=ID, question=text), old, question),
        "discussion-choose": choose_card([full] * 5, PACK, ID, looked_for=long[:SEARCH_MOST]),
    }
