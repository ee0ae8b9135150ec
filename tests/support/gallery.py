"""Every card and form that Canopy can show: as usual, empty, long, and with hostile text in every place a person can write."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from cards.answers import (
    SendAnswer,
    answer_card,
    answer_form,
    close_form,
    helped_form,
    outcome_card,
    take_back_form,
    taken_back_card,
)
from cards.asks import SendAsk, ask_card, ask_form, asks_card, kind_form, withdraw_form
from cards.communities import SendSettings, settings_card, settings_form, setup_card, which_settings_card
from cards.deliveries import Unsure, unconfirmed_card
from cards.exports import OfferAgain, SendExport, export_form
from cards.exports import told_card as export_told_card
from cards.help import chat_help_card, expert_help_card, help_card, sponsor_help_card, which_asks_card
from cards.parts import Mentioned
from community.answers import ANSWER_LIMIT, Answer
from community.asks import LEARNED_LIMIT, QUESTION_LIMIT, Ask, AskState, AskView, public_view
from community.communities import NAME_LIMIT, PURPOSE_LIMIT, Community
from community.ids import AnswerId, AskId
from community.kinds import AskKind
from community.people import CommunityId, Member, MemberId, Role, TeamsId, TenantId
from tests.support import (
    checkin_gallery,
    document_gallery,
    finding_gallery,
    knowing_gallery,
    launch_gallery,
    library_gallery,
    memorandum_gallery,
    poll_gallery,
    profile_gallery,
    reflection_gallery,
    rhythm_gallery,
    role_gallery,
)

Json = dict[str, Any]
ID = "0123456789abcdef0123456789abcdef"
HOSTILE = "[Sign in](https://evil.example) <at>Everyone</at> **bold** <img src=x onerror=alert(1)> {{DATE(2020)}} ${x} CANARY"
LONGEST = "🌳" * 60
ELSEWHERE = ("Care homes North", "Domestic abuse", "Hoarding forum", "Night staff", "Self-neglect and capacity")
QUESTION = (
    "Has anyone supported somebody with capacity who refuses help with hoarding, when the fire service is worried? #hoarding"
)


def _community(text: str = "MCA community", purpose: str = "Get better at capacity assessments, together.") -> Community:
    return Community(
        tenant=TenantId("t"), id=CommunityId(ID), home="19:x@thread.tacv2", team="19:team", service_url="https://smba.example",
        bot="28:bot", name=text, purpose=purpose,
    )  # fmt: skip


def _member(name: str, number: int = 1, role: Role = Role.MEMBER) -> Member:
    return Member(
        id=MemberId(f"{number:08d}-0000-4000-8000-000000000000"), teams_id=TeamsId(f"29:{number}"), name=name, role=role
    )


def _answers(texts: list[tuple[str, str, str | None, bool]]) -> list[Answer]:
    return [
        Answer(id=AnswerId(f"{number:032x}"), ask=AskId(ID), by=MemberId("m"), name=name, text=text, link=link, helped=helped)
        for number, (name, text, link, helped) in enumerate(texts, 1)
    ]


USUAL_ANSWERS = _answers(
    [
        ("Chidi Okafor", "We went with the fire service together, twice, and talked about the cooker first.", None, True),
        ("Dana Whitfield", "The board's hoarding guidance has a clutter scale.", "https://www.example.org/hoarding", True),
        ("Efe Demir", "An occupational therapy visit helped us to see what mattered to him.", None, False),
    ]
)


def view(
    kind: AskKind | None = AskKind.EXPERIENCE,
    *,
    text: str = QUESTION,
    name: str | None = "Ben Carter",
    state: AskState = AskState.OPEN,
    answers: list[Answer] | None = None,
    more: int = 0,
    same: int = 0,
    tags: tuple[str, ...] = ("hoarding",),
    learned: str | None = None,
) -> AskView:
    """An ask as the channel sees it."""
    shown = answers or []
    ask = Ask(
        id=AskId(ID), kind=kind, text=text, tags=tags, asker=MemberId("m") if name is not None else None, asker_name=name,
        state=state, answers=len(shown) + more, same_here=same, learned=learned, asked_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
    )  # fmt: skip
    return public_view(ask, shown)


def usual() -> dict[str, Json]:
    """Cards as they look on an ordinary day."""
    amara = _member("Amara Osei", 1, Role.FACILITATOR)
    community = _community()
    sent = SendSettings(community=ID, name=community.name, purpose=community.purpose)
    learned = "We go with somebody he trusts, and agree one small thing at a time. The clutter scale is now in our template."
    answered = view(answers=USUAL_ANSWERS, same=4)
    return {
        "ask-new": ask_card(view()),
        "ask-answered": ask_card(answered),
        "ask-closed": ask_card(view(answers=USUAL_ANSWERS, same=4, state=AskState.CLOSED, learned=learned)),
        "ask-pressed": ask_card(answered, private="You said “same here”. Press it again to take it back."),
        "ask-unnamed": ask_card(view(AskKind.PROBLEM, name=None, text="How do I tell my manager that I got an assessment wrong?", tags=())),
        "ask-chooser": ask_card(view(None, state=AskState.UNSORTED, text="Fluctuating capacity and tenancy agreements", tags=())),
        "ask-withdrawn": ask_card(view(state=AskState.WITHDRAWN)),
        "ask-form": ask_form(SendAsk(nonce=ID, community=ID), communities=[], unnamed=True),
        "ask-form-wrong": ask_form(
            SendAsk(nonce=ID, question="Hoarding"), communities=[("MCA community", ID), ("Hoarding forum", "f" * 32)], unnamed=False,
            wrong="I could not tell what you are after. Please choose one of the nine kinds.",
        ),
        "answer": answer_card(USUAL_ANSWERS[1], Mentioned(teams_id="29:2", name="Ben Carter")),
        "answer-form": answer_form(SendAnswer(ask=ID, nonce=ID), view(), hint="What happened, and what would you do again?"),
        "take-back-form": take_back_form(USUAL_ANSWERS[0]),
        "answer-taken-back": taken_back_card(),
        "helped-form": helped_form(answered, USUAL_ANSWERS),
        "close-form": close_form(answered, USUAL_ANSWERS),
        "kind-form": kind_form(view()),
        "withdraw-form": withdraw_form(view()),
        "outcome": outcome_card(view(answers=USUAL_ANSWERS, learned=learned)),
        "outcome-withdrawn": outcome_card(view()),
        "asks": asks_card([view(answers=USUAL_ANSWERS), view(AskKind.VISIT, text="Can we visit your discharge hub to see how it works?")],
                          2, "MCA community", ID),
        "asks-none": asks_card([], 0, "MCA community", ID),
        "asks-which": which_asks_card([community, *map(_community, ELSEWHERE)]),
        "export-form": export_form(SendExport(nonce=ID, about=f"poll:{ID}", community=ID), "Which topic next?", holds="The file holds who voted what, and when.", still_open=True),
        "export-form-anonymous": export_form(SendExport(nonce=ID, about=f"poll:{ID}", community=ID), "Which topic next?", holds="The file holds counts and no names.", still_open=False),
        "export-over": export_told_card("That offer has run out.", OfferAgain(about=f"poll:{ID}", community=ID, offer=ID)),
        "help": help_card(community, open_asks=3, role=Role.FACILITATOR),
        "help-expert": expert_help_card(community, open_asks=3),
        "help-sponsor": sponsor_help_card(community),
        "help-chat": chat_help_card([community, _community("Hoarding forum")], text="Who has a template for a best interests meeting?"),
        "help-chat-many": chat_help_card([community, *map(_community, ELSEWHERE)]),
        "setup": setup_card(community),
        "settings": settings_card(community, [amara]),
        "settings-which": which_settings_card([community, _community("Hoarding forum")]),
        "settings-form": settings_form(sent),
        "unconfirmed": unconfirmed_card(ID, "MCA community", [Unsure(id=ID, about=f"ask:{ID}", what="The ask “Has anyone…”", when="2 November, 09:14")]),
        "unconfirmed-none": unconfirmed_card(ID, "MCA community", []),
        **launch_gallery.usual(community, _community("Hoarding forum")),
        **checkin_gallery.usual(),
        **document_gallery.usual(),
        **library_gallery.usual(),
        **finding_gallery.usual(
            community, _community("Hoarding forum"), answered,
            view(answers=USUAL_ANSWERS, same=4, state=AskState.CLOSED, learned=learned),
        ),
        **knowing_gallery.usual(community, view()),
        **memorandum_gallery.usual(),
        **poll_gallery.usual(),
        **profile_gallery.usual(community, _community("Hoarding forum")),
        **reflection_gallery.usual(community, _community("Hoarding forum")),
        **rhythm_gallery.usual(),
        **role_gallery.usual(community, _community("Hoarding forum")),
    }  # fmt: skip


def _with(text: str, name: str, long: str, answer: str) -> dict[str, Json]:
    """The cards that hold what people write, holding just that."""
    answers = _answers([(name, answer, "https://www.example.org/" + "a" * 370, True)] * 20)
    community = _community(text[:NAME_LIMIT], long[:PURPOSE_LIMIT])
    facilitators = [_member(name, number, Role.FACILITATOR) for number in range(100, 140)]
    sent = SendSettings(community=ID, name=community.name, purpose=community.purpose)
    full = view(
        text=long[:QUESTION_LIMIT], name=name, answers=answers, more=990, same=999, learned=long[:LEARNED_LIMIT],
        tags=tuple(text[:39] + str(number) for number in range(10)),
    )  # fmt: skip
    return {
        "ask": ask_card(full, private=text),
        "ask-closed": ask_card(full.model_copy(update={"state": AskState.CLOSED})),
        "ask-chooser": ask_card(full.model_copy(update={"kind": None, "state": AskState.UNSORTED})),
        "ask-form": ask_form(SendAsk(nonce=ID, question=long[:QUESTION_LIMIT]), communities=[(text, ID)] * 20, unnamed=True, wrong=text),
        "answer": answer_card(answers[0].model_copy(update={"text": long[:ANSWER_LIMIT]}), Mentioned(teams_id="29:2", name=name)),
        "answer-form": answer_form(SendAnswer(ask=ID, nonce=ID, answer=long[:ANSWER_LIMIT], link=text), full, hint="", wrong=text),
        "helped-form": helped_form(full, answers, wrong=text),
        "close-form": close_form(full, answers, learned=long[:LEARNED_LIMIT], wrong=text),
        "outcome": outcome_card(full),
        "asks": asks_card([full] * 6, 999, text, ID),
        "asks-which": which_asks_card([community] * 20),
        "export-form": export_form(SendExport(nonce=ID, about=f"poll:{ID}", community=ID), long[:QUESTION_LIMIT], holds="The file holds who voted what, and when.", still_open=True),
        "help": help_card(community, open_asks=999, role=Role.FACILITATOR),
        "help-chat": chat_help_card([community] * 20, text=long[:QUESTION_LIMIT]),
        "setup": setup_card(community),
        "settings": settings_card(community, facilitators),
        "settings-which": which_settings_card([community] * 20),
        "settings-form": settings_form(sent, wrong=text),
        "unconfirmed": unconfirmed_card(ID, text, [Unsure(id=ID, about=f"ask:{ID}", what=text, when="2 November")] * 20, private=text),
        **launch_gallery.filled_with(text, long, community),
        **checkin_gallery.filled_with(text, name, long),
        **document_gallery.filled_with(text, name, long),
        **library_gallery.filled_with(text, name, long),
        **finding_gallery.filled_with(text, name, long, full, community),
        **knowing_gallery.filled_with(text, name, long, full, community),
        **memorandum_gallery.filled_with(text, name, long),
        **poll_gallery.filled_with(text, name, long),
        **profile_gallery.filled_with(text, name, long, community),
        **reflection_gallery.filled_with(text, name, long, community),
        **rhythm_gallery.filled_with(text, name, long),
        **role_gallery.filled_with(text, name, community),
    }  # fmt: skip


def hostile() -> dict[str, Json]:
    """Cards full of text that tries to be more than text."""
    return _with(HOSTILE, HOSTILE, HOSTILE * 30, HOSTILE * 4)


def longest() -> dict[str, Json]:
    """Cards as big as they can get."""
    return _with(LONGEST, LONGEST, "🌳" * 5_000, "🌳" * ANSWER_LIMIT)
