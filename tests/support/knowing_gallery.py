"""The cards and forms of who knows what, for the gallery: people who may know, the map, and calling on them."""

from __future__ import annotations

from typing import Any

from cards.calls import SendCalls, call_card, calls_card, calls_form, over_card, unanswered_card
from cards.exports import SendExport
from cards.knowers import Known, knower_form, knowers_card, nobody_card
from cards.knowledge_maps import map_card, table_form
from community.asks import AskView
from community.communities import Community
from community.knowing import MOST_SHOWN
from community.knowledge_maps import KnowledgeMap, OnTheMap
from community.packs import pack_named
from community.people import MemberId
from community.profile_drafts import ProfileView

Json = dict[str, Any]
ID = "0123456789abcdef0123456789abcdef"
IN_PEACE = "Thank you for saying so. I do not call on you for the next four weeks. You can always answer an ask on its card."


def _known(name: str, why: str, work: str = "") -> Known:
    return Known(MemberId(name), name, work, why, has_profile=bool(work))


def _map() -> KnowledgeMap:
    topics = (
        OnTheMap(topic="hoarding", label="Hoarding", learning=4, asked=3),
        OnTheMap(topic="lps", label="Liberty Protection Safeguards (LPS)", learning=2),
        OnTheMap(topic="dols", label="Deprivation of liberty (DoLS)", helping=2, learning=3, asked=6),
        OnTheMap(topic="self-neglect", label="Self-neglect", helping=1, learning=1, asked=1),
        OnTheMap(topic="best-interests", label="Best interests", helping=5, learning=1, asked=2),
        OnTheMap(topic="imca", label="Independent Mental Capacity Advocates (IMCA)", helping=3),
    )
    return KnowledgeMap(topics=topics, untouched=tuple(topic.label for topic in pack_named("mca").topics[10:40]))


def _view(name: str = "Amara Osei") -> ProfileView:
    return ProfileView(
        member=MemberId("m"), name=name, pronouns="she/her", work="Best interests assessor, Melton Council",
        experience="I advise or train others in the Mental Capacity Act · 12 years", headings=(),
        can_help=("Deprivation of liberty (DoLS)", "Best interests"), wants_to_learn=("Hoarding",),
        reach="On Teams, in the morning.",
    )  # fmt: skip


def usual(community: Community, view: AskView) -> dict[str, Json]:
    """As they look on an ordinary day."""
    people = [
        _known("Amara Osei", "Their profile says: ask me about Deprivation of liberty (DoLS). And 3 more.",
               "Best interests assessor, Melton Council"),
        _known("Chidi Okafor", "Helped with “Has anyone had a similar experience with a deprivation of liberty at home?”"),
        _known("Dana Whitfield", "Their profile speaks of “DoLS”.", "Social worker"),
        _known("Efe Demir", "Shared a reflection that speaks of “deprivation of liberty”."),
    ]  # fmt: skip
    sent = SendExport(nonce=ID, about="map:all", community=ID)
    return {
        "knowers": knowers_card("deprivation of liberty", people, ID),
        "knowers-none": nobody_card("covert medication", ID),
        "knowers-only-you": nobody_card("hoarding", ID, only_you=True),
        "knower": knower_form(_view()),
        "map": map_card(_map(), ID),
        "map-empty": map_card(KnowledgeMap(topics=(), untouched=()), ID),
        "map-table": table_form(_map(), sent),
        "call": call_card(view, community),
        "call-unanswered": unanswered_card(view, community, 2),
        "call-unanswered-nobody": unanswered_card(view, community, 0),
        "call-over": over_card(IN_PEACE),
        "calls": calls_card(community),
        "calls-never": calls_card(community.model_copy(update={"call_after_days": 0})),
        "calls-form": calls_form(SendCalls(community=ID, days="2")),
    }


def filled_with(text: str, name: str, long: str, view: AskView, community: Community) -> dict[str, Json]:
    """As big, or as nasty, as people can make them."""
    people = [_known(name, long, long)] * MOST_SHOWN
    topics = tuple(OnTheMap(topic=f"t{number}", label=text[:60], helping=9, learning=99, asked=999) for number in range(200))
    full = KnowledgeMap(topics=topics, untouched=(text[:60],) * 100)
    missing = KnowledgeMap(topics=tuple(topic.model_copy(update={"helping": 0}) for topic in topics), untouched=())
    return {
        "knowers": knowers_card(long, people, ID),
        "knowers-none": nobody_card(long, ID),
        "map": map_card(full, ID),
        "map-missing": map_card(missing, ID),
        "map-table": table_form(full, SendExport(nonce=ID, about="map:all", community=ID)),
        "call": call_card(view, community),
        "call-unanswered": unanswered_card(view, community, 2),
        "calls-form": calls_form(SendCalls(community=ID, days=text[:4]), wrong=text),
    }
