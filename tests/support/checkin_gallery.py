"""The cards and forms of check-ins, for the gallery."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from cards.checkin_closings import manage_form, withdraw_form
from cards.checkin_kinds import SendOwnKind, drop_kind_form, own_kind_form
from cards.checkin_launches import SendCheckin, kind_form, launch_card, launch_form, unlaunched_card
from cards.checkin_results import Said, comments_form, told_card, trend_card, trends_card, who_form
from cards.checkins import SendAnswer, SendBallot, checkin_card, checkins_card, comment_form, heard_card
from cards.support import SendSupportWords, support_card, support_form
from community.checkin_kinds import BUILT_IN, KIND_QUESTION_LIMIT, LABEL_LIMIT, POINT_LIMIT, CheckinKind, Heavy
from community.checkin_plans import TOPIC_LIMIT
from community.checkin_results import Given, Results, Spread, TrendRound, results_of, trend_of
from community.checkins import COMMENT_LIMIT, Checkin, CheckinView, public_view
from community.ids import CheckinId
from community.people import MemberId
from community.rounds import Mode, RoundState
from community.support import DEFAULT_SUPPORT, SUPPORT_LIMIT
from dialogs.repeating import REPEATS

Json = dict[str, Any]
ID = "0123456789abcdef0123456789abcdef"
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
CLOSES = "Thursday 5 November at 09:30"
COMMENTS = (
    "The rota changes every week, and I hear of it on Sunday.",
    "It helps that we talk about it here.",
    "Two of us cover for three.",
)


def _view(kind: str | CheckinKind = "shelter", *, topic: str = "", has_trend: bool = False, **more: Any) -> CheckinView:
    found = BUILT_IN[kind] if isinstance(kind, str) else kind
    checkin = Checkin(
        id=CheckinId(ID), kind=found, topic=topic, mode=Mode.ANONYMOUS, launcher=MemberId("m"), launched_at=NOW, closes_at=NOW
    )
    return public_view(checkin.model_copy(update=more), closes=CLOSES, has_trend=has_trend)


def _closed(
    kind: str = "shelter", points: tuple[int, ...] = (1, 2, 2, 3, 2), mode: Mode = Mode.ANONYMOUS, **more: Any
) -> CheckinView:
    given = [Given(point, comment) for point, comment in zip(points, [*COMMENTS, *[""] * len(points)], strict=False)]
    results = results_of(BUILT_IN[kind], mode, given, chance="c")
    return _view(kind, state=RoundState.CLOSED, results=results, mode=mode, answered=len(points), **more)


def _own(**changed: Any) -> CheckinKind:
    known: Json = {
        "slug": ID, "label": "Energy", "question": "How much energy do you have?", "points": ("None left", "", "", "", "Plenty"),
        "heavy": Heavy.FIRST, "wellbeing": True, "own": True,
    }  # fmt: skip
    return CheckinKind.model_validate({**known, **changed})


def _trend(middles: tuple[float | None, ...], kind: CheckinKind = BUILT_IN["shelter"], topic: str = "") -> Json:
    rounds = [
        TrendRound(closed_at=NOW + timedelta(days=7 * number), results=Results(middle=middle))
        for number, middle in enumerate(middles)
    ]
    trend = trend_of(kind, topic, rounds)
    return trend_card(trend, [f"{each.closed_at.day} Nov" for each in trend.rounds])


def usual() -> dict[str, Json]:
    """As they look on an ordinary day."""
    kinds = [*BUILT_IN.values(), _own()]
    opened, named = _view(), _view("confidence", topic="best interests meetings", mode=Mode.NAMED, answered=3)
    many = (1, 2, 2, 3, 3, 3, 4, 5)
    lost = _closed().model_copy(update={"results": Results(lost_key=True)})
    return {
        "checkin-open": checkin_card(opened),
        "checkin-enough": checkin_card(_view("mood", enough=True)),
        "checkin-named": checkin_card(named),
        "checkin-own": checkin_card(_view(_own())),
        "checkin-long-scale": checkin_card(_view(_own(points=("None", "", "", "", "", "", "Plenty")))),
        "checkin-counted": checkin_card(opened, press=2, private="Your answer is counted."),
        "checkin-heavy": checkin_card(opened, press=2, private="Your answer is counted.", support=DEFAULT_SUPPORT),
        "checkin-heard": heard_card("Your answer is counted.", DEFAULT_SUPPORT),
        "checkin-closing": checkin_card(_view(state=RoundState.CLOSING)),
        "checkin-closed-words": checkin_card(_closed(has_trend=True)),
        "checkin-closed-bars": checkin_card(_closed(points=many, has_trend=True)),
        "checkin-closed-named": checkin_card(_closed("confidence", (2, 4, 4), Mode.NAMED, topic="hoarding")),
        "checkin-closed-few": checkin_card(_closed(points=(1, 2))),
        "checkin-closed-nobody": checkin_card(_closed("confidence", (), Mode.NAMED)),
        "checkin-closed-lost": checkin_card(lost),
        "checkin-withdrawn": checkin_card(_view(state=RoundState.WITHDRAWN)),
        "checkin-told": told_card(_closed()),
        "checkin-told-lost": told_card(lost),
        "checkin-form": comment_form(opened, SendBallot(checkin=ID, press=1, community=ID)),
        "checkin-form-named": comment_form(named, SendAnswer(checkin=ID, point="2"), wrong="That is 501 characters long."),
        "checkins": checkins_card([opened, named], "MCA community", ID),
        "checkins-none": checkins_card([], "MCA community", ID),
        "checkin-manage": manage_form(ID, opened.question, CLOSES, community=ID),
        "checkin-manage-again": manage_form(ID, opened.question, "", typed="soonish", wrong="I cannot tell when that is."),
        "checkin-withdraw": withdraw_form(ID, opened.question, community=ID),
        "checkin-launch": launch_card(kinds, ID),
        "checkin-kinds": kind_form(kinds, ID, wrong="I do not know a check-in called “tea”."),
        "checkin-launch-form": launch_form(BUILT_IN["shelter"], SendCheckin(nonce=ID, community=ID), repeats=REPEATS),
        "checkin-launch-form-named": launch_form(
            BUILT_IN["confidence"], SendCheckin(nonce=ID, community=ID, named="true"), repeats=REPEATS, wrong="Please say what."
        ),
        "checkin-unlaunched": unlaunched_card("MCA community"),
        "checkin-own-form": own_kind_form(SendOwnKind(nonce=ID, community=ID), wrong="Both ends of the scale say the same."),
        "checkin-drop-form": drop_kind_form([_own()], ID, wrong="I do not know a check-in called “tea”."),
        "checkin-drop-none": drop_kind_form([], ID),
        "checkin-comments": comments_form(ID, COMMENTS * 200, 1, community=ID),
        "checkin-who": who_form(ID, [Said(name="Ben Carter", point="2 · A little confident", comment=COMMENTS[1])] * 300, 1),
        "checkin-trend": _trend((1.5, 2, None, 3, 3.5, 3)),
        "checkin-trend-none": _trend((None,)),
        "checkin-trends": trends_card([(ID, "Shelter"), (ID, "Confidence · best interests meetings")], community=ID),
        "checkin-trends-none": trends_card([]),
        "support": support_card([("MCA community", DEFAULT_SUPPORT)], change=ID),
        "support-form": support_form(SendSupportWords(community=ID, support=DEFAULT_SUPPORT)),
    }


def filled_with(text: str, name: str, long: str) -> dict[str, Json]:
    """As big, or as nasty, as people can make them."""
    ends = (long[:POINT_LIMIT], "", "", "", "", long[-POINT_LIMIT:])
    kind = _own(label=text[:LABEL_LIMIT], question=long[:KIND_QUESTION_LIMIT] + "", points=ends)
    kinds = [*BUILT_IN.values(), *[kind] * 12]
    full = _view(kind, mode=Mode.NAMED, answered=999_999)
    comments = tuple(f"{long[:COMMENT_LIMIT]}" for _ in range(999))
    results = Results(lost_key=True, answered=999_999, counts=(99_999,) * 6, middle=1.5, spread=Spread.CLOSE, comments=comments)
    closed = _view(kind, mode=Mode.NAMED, state=RoundState.CLOSED, results=results, answered=999_999, has_trend=True)
    said = [Said(name=name, point=kind.title_of(1), comment=long[:COMMENT_LIMIT])] * 200
    sent = SendBallot(checkin=ID, press=1, point="1", comment=long[:COMMENT_LIMIT], community=ID)
    own = SendOwnKind(
        nonce=ID, label=text[:LABEL_LIMIT], question=long[:KIND_QUESTION_LIMIT], first=ends[0], last=ends[-1], community=ID
    )
    topic = long[:TOPIC_LIMIT]
    return {
        "checkin": checkin_card(full, private=text, support=long[:SUPPORT_LIMIT]),
        "checkin-closed": checkin_card(closed, private=text),
        "checkin-told": told_card(closed),
        "checkin-form": comment_form(full, sent, wrong=text),
        "checkins": checkins_card([full] * 6, text, ID),
        "checkin-manage": manage_form(ID, full.question, CLOSES, typed=long[:60], wrong=text),
        "checkin-withdraw": withdraw_form(ID, full.question),
        "checkin-launch": launch_card(kinds, ID),
        "checkin-kinds": kind_form(kinds, ID, wrong=text),
        "checkin-launch-form": launch_form(kind, SendCheckin(nonce=ID, topic=topic), repeats=REPEATS, wrong=text),
        "checkin-unlaunched": unlaunched_card(text),
        "checkin-own-form": own_kind_form(own, wrong=text),
        "checkin-drop-form": drop_kind_form([kind] * 12, ID, wrong=text),
        "checkin-comments": comments_form(ID, comments, 1, community=ID),
        "checkin-who": who_form(ID, said, 1, community=ID),
        "checkin-trend": _trend((1.5,) * 12, kind, topic),
        "checkin-trends": trends_card([(ID, text)] * 20, community=ID),
        "support": support_card([(text, long[:SUPPORT_LIMIT])] * 4, change=ID),
        "support-form": support_form(SendSupportWords(support=long[:SUPPORT_LIMIT]), wrong=text),
    }
