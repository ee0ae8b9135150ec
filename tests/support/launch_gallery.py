"""The cards and forms of launching a poll, of adding to it and of reminding, for the gallery."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from cards.launches import (
    OpenPoll,
    PollFields,
    details_form,
    kind_form,
    launch_card,
    preview_form,
    where_card,
)
from cards.options import SendOption, SendUnnamedOption, option_form
from cards.polls import poll_card
from cards.reminders import SendRemind, remind_form
from community.communities import Community
from community.people import Member, MemberId, TeamsId
from community.poll_plans import MOST_OPTIONS, OPTION_LIMIT, OPTIONS_BYTES, QUESTION_LIMIT, as_if_posted
from community.poll_views import poll_view
from community.poll_wishes import PollWishes, planned
from community.reminders import Waiting
from community.rhythms import REPEATS

Json = dict[str, Any]
ID = "0123456789abcdef0123456789abcdef"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
QUESTION = "Which topic next?"
OPTIONS = "Mentoring\nOnboarding\nProfessional curiosity"
LATER = "It is posted Monday 30 November at 09:00, and then every week. Write @Canopy rhythms to see or stop it."


def _preview(sent: PollFields, **more: Any) -> Json:
    typed = {name: value for name, value in sent if name in PollWishes.model_fields}
    plan = planned(PollWishes.model_validate({**typed, "may_add": sent.may_add == "true"}), "Europe/London", NOW)
    launcher = Member(id=MemberId("m"), teams_id=TeamsId("29:1"), name="Amara Osei")
    when = "Closes Friday 27 November at 17:00" if plan.closes_at else ""
    drawn = poll_card(poll_view(as_if_posted(plan, launcher, NOW), when=when))
    return preview_form(sent, drawn, by_hand=plan.closes_at is None, **more)


def usual(community: Community, other: Community) -> dict[str, Json]:
    """As they usually are."""
    sent = PollFields(nonce=ID, community=ID, question=QUESTION, options=OPTIONS, closes="Friday 17:00", may_add="true")
    places = [(community.name, ID), (other.name, "f" * 32)]

    def of(**changes: str) -> PollFields:
        return sent.model_copy(update=changes)

    return {
        "poll-launch": launch_card([community], {ID: QUESTION, "f" * 32: "How sure are you about executive function?"}),
        "poll-launch-chat": launch_card([community, other], {}),
        "poll-where": where_card(OpenPoll(question=QUESTION, options=OPTIONS, mode="anonymous")),
        "poll-step-one": kind_form(of(), communities=places[:1]),
        "poll-step-one-wrong": kind_form(of(question=""), communities=places, wrong="A poll needs a question."),
        "poll-step-two": details_form(of(), repeats=REPEATS),
        "poll-step-two-anonymous": details_form(of(mode="anonymous", kind="ranked"), repeats=REPEATS),
        "poll-step-two-several": details_form(of(kind="multiple", most="2"), wrong="A poll needs at least 2 options."),
        "poll-step-two-rating": details_form(of(kind="rating", low="Not at all", high="Very"), repeats=REPEATS),
        "poll-step-two-words": details_form(of(kind="words")),
        "poll-preview": _preview(of()),
        "poll-preview-anonymous": _preview(of(mode="anonymous")),
        "poll-preview-later": _preview(of(kind="rating", low="Not at all", high="Very", closes=""), when=LATER),
        "poll-option-form": option_form(SendOption(poll=ID, nonce=ID, community=ID), QUESTION),
        "poll-option-form-anonymous": option_form(
            SendUnnamedOption(poll=ID, nonce=ID, community=ID, option="Mentoring"), QUESTION,
            wrong="“Mentoring” is there already.",
        ),
        "poll-remind-form": remind_form(SendRemind(poll=ID, community=ID), QUESTION, Waiting(waiting=12, here=30)),
        "poll-remind-form-anonymous": remind_form(SendRemind(poll=ID, community=ID), QUESTION, None),
    }  # fmt: skip


def filled_with(text: str, long: str, community: Community) -> dict[str, Json]:
    """Full of what people write."""
    question = long[:QUESTION_LIMIT]
    one = long.replace("\n", " ")[: OPTION_LIMIT - 2]
    many = min(MOST_OPTIONS, OPTIONS_BYTES // (len(one.encode()) + 10))
    options = "\n".join(f"{number}{one}" for number in range(10, 10 + many))
    sent = PollFields(
        nonce=ID, community=ID, here="true", question=question, options=options, closes="Friday 17:00", may_add="true"
    )
    rating = PollFields(nonce=ID, question=question, kind="rating", options=options, low=text[:40], high=text[:40], points="10")
    return {
        "poll-launch": launch_card([community], {str(number): question for number in range(3)}),
        "poll-launch-chat": launch_card([community] * 20, {}),
        "poll-where": where_card(OpenPoll(question=question, options=options)),
        "poll-step-one": kind_form(sent, communities=[(text, ID)] * 20, wrong=text),
        "poll-step-two": details_form(sent, repeats=REPEATS, wrong=text),
        "poll-step-two-several": details_form(sent.model_copy(update={"kind": "multiple"}), repeats=REPEATS, wrong=text),
        "poll-step-two-rating": details_form(rating, repeats=REPEATS, wrong=text),
        "poll-preview": _preview(sent, when=text),
        "poll-preview-rating": _preview(rating, when=text),
        "poll-option-form": option_form(SendOption(poll=ID, nonce=ID, community=ID, option=text), question, wrong=text),
        "poll-option-form-anonymous": option_form(SendUnnamedOption(poll=ID, nonce=ID, option=text), question, wrong=text),
        "poll-remind-form": remind_form(SendRemind(poll=ID, community=ID), question, Waiting(waiting=999, here=1000)),
    }
