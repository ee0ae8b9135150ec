"""The cards and forms of reflective prompts, for the gallery."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from cards.notebooks import delete_form, mine_form, notebook_card, share_form, which_notebook_card
from cards.prompts import PromptFields, launch_card, manage_form, preview_form, prompt_card, prompt_form
from cards.reflections import SendReflection, Writing, reflect_form, shared_card, take_back_form, taken_back_card
from community.communities import Community
from community.ids import PromptId, ReflectionId
from community.notebooks import PAGE_SIZE, Line
from community.people import MemberId
from community.prompts import TOPIC_LIMIT, Prompt, PromptState, public_view
from community.reflections import PART_LIMIT, Part, Reflection, ReflectionState, shared_view
from community.templates import FIRST, template_of

Json = dict[str, Any]
ID = "0123456789abcdef0123456789abcdef"
TOPIC = "A capacity assessment you finished this week"
WRITTEN = (
    "I asked what a day looks like for her before I asked about the decision. She told me far more than the file did.",
    "I filled every silence. Twice she was about to say something and I was quicker.",
    "I had booked forty minutes and was watching the clock.",
    "Book an hour, in her kitchen. Count to ten before the next question.",
)
ROOM = 21_000
"""About as many bytes as a whole reflection may take."""


def _prompt(state: PromptState = PromptState.OPEN, *, topic: str = TOPIC, template: str = FIRST.slug, **counts: int) -> Prompt:
    return Prompt(
        id=PromptId(ID), template=template, topic=topic, state=state, launcher=MemberId("amara"), **counts,
        launched_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
    )  # fmt: skip


def _reflection(state: ReflectionState, *, texts: tuple[str, ...] = WRITTEN, name: str = "Ben Carter") -> Reflection:
    return Reflection(
        id=ReflectionId(ID), prompt=PromptId(ID), member=None if state is ReflectionState.UNNAMED else MemberId("ben"), name=name,
        parts=_parts(texts), state=state, written_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
    )  # fmt: skip


def _parts(texts: tuple[str, ...], template: str = FIRST.slug) -> tuple[Part, ...]:
    headings = [part.heading for part in template_of(template).parts]
    return tuple(Part(heading=heading, text=text) for heading, text in zip(headings, texts, strict=False))


def usual(community: Community, other: Community) -> dict[str, Json]:
    """As they look on an ordinary day."""
    open_one, closed = _prompt(reflected=7, shared=3), _prompt(PromptState.CLOSED, reflected=11, shared=4)
    fields = PromptFields(nonce=ID, community=ID, topic=TOPIC)
    sent = SendReflection(prompt=ID, nonce=ID, community=ID)
    case = _prompt(template="case-in-disguise", topic="Somebody who says no to every visit")
    private, named = _reflection(ReflectionState.PRIVATE), _reflection(ReflectionState.NAMED)
    lines = [
        Line(id=ReflectionId(f"{number:032x}"), topic=topic, label=label, state=state, when=when)
        for number, (topic, label, state, when) in enumerate((
            (TOPIC, "What went well?", ReflectionState.PRIVATE, "24 November 2026"),
            ("A best interests meeting you took part in", "What? So what? Now what?", ReflectionState.NAMED, "17 November 2026"),
            ("Somebody who says no to every visit", "A case in disguise", ReflectionState.DRAFT, "9 November 2026"),
        ))
    ]  # fmt: skip
    return {
        "prompt-launch": launch_card([community]),
        "prompt-launch-which": launch_card([community, other], TOPIC),
        "prompt-form": prompt_form(fields, communities=[]),
        "prompt-form-where": prompt_form(fields, communities=[("MCA community", ID), ("Hoarding", "f" * 32)], wrong="Where?"),
        "prompt-preview": preview_form(fields, FIRST, TOPIC, facts=["Launched when you press the button.", "Closes in a week."]),
        "prompt-new": prompt_card(public_view(_prompt())),
        "prompt": prompt_card(public_view(open_one, "Friday 27 November at 17:00")),
        "prompt-closed": prompt_card(public_view(closed)),
        "prompt-withdrawn": prompt_card(public_view(_prompt(PromptState.WITHDRAWN, topic=""))),
        "prompt-manage": manage_form(public_view(open_one)),
        "prompt-manage-closed": manage_form(public_view(closed)),
        "reflect-form": reflect_form(Writing(prompt=open_one, parts=_parts((*WRITTEN[:2], "", "")), state=None), sent),
        "reflect-form-case": reflect_form(
            Writing(prompt=case, parts=_parts(("",) * 4, case.template), state=ReflectionState.DRAFT), sent,
            wrong="There is nothing in the boxes yet. One of them is enough: a few words will do.",
        ),
        "reflect-form-shared": reflect_form(Writing(prompt=open_one, parts=named.parts, state=ReflectionState.NAMED),
                                            sent.model_copy(update={"sharing": "named"})),
        "reflect-form-late": reflect_form(Writing(prompt=closed, parts=private.parts, state=ReflectionState.PRIVATE), sent),
        "reflection": shared_card(shared_view(named, FIRST.label)),
        "reflection-unnamed": shared_card(shared_view(_reflection(ReflectionState.UNNAMED, texts=WRITTEN[:1]), FIRST.label)),
        "reflection-back": taken_back_card(),
        "reflection-back-form": take_back_form(shared_view(named, FIRST.label)),
        "notebook": notebook_card(community, lines, page=1, total=9),
        "notebook-last": notebook_card(community, lines, page=2, total=9),
        "notebook-empty": notebook_card(community, [], page=1, total=0),
        "notebook-which": which_notebook_card([community, other]),
        "notebook-read": mine_form(private, open_one, community=ID, may_change=True, may_share=True),
        "notebook-share": share_form(private, open_one, community=ID),
        "notebook-share-late": share_form(private, closed, community=ID),
        "notebook-delete": delete_form(named, open_one, community=ID),
    }  # fmt: skip


def filled_with(text: str, name: str, long: str, community: Community) -> dict[str, Json]:
    """Those that hold what people write, holding just that."""
    share = long[:PART_LIMIT].encode()[: ROOM // 4].decode(errors="ignore")
    asked = _prompt(topic=long[:TOPIC_LIMIT], template="case-in-disguise", reflected=999, shared=999)
    kept = _reflection(ReflectionState.NAMED, texts=(share,) * 4, name=name)
    fields = PromptFields(nonce=ID, community=ID, topic=long[:TOPIC_LIMIT], closes=text[:60], starts=text[:60])
    sent = SendReflection(prompt=ID, nonce=ID, community=ID, revision=999)
    line = Line(
        id=ReflectionId(ID), topic=long[:TOPIC_LIMIT], label=FIRST.label, state=ReflectionState.PRIVATE, when="24 November 2026"
    )
    return {
        "prompt": prompt_card(public_view(asked, "Wednesday 30 September 2026 at 17:00")),
        "prompt-launch": launch_card([community] * 20, long[:TOPIC_LIMIT]),
        "prompt-form": prompt_form(fields, communities=[(text, ID)] * 20, wrong=text),
        "prompt-preview": preview_form(fields, template_of("case-in-disguise"), long[:TOPIC_LIMIT], facts=[text] * 3),
        "prompt-manage": manage_form(public_view(asked)),
        "reflect-form": reflect_form(Writing(prompt=asked, parts=kept.parts, state=None), sent, wrong=text),
        "reflect-form-too-long": reflect_form(
            Writing(prompt=asked, parts=_parts((long * 10,) * 4), state=ReflectionState.DRAFT), sent, wrong=text
        ),
        "reflection": shared_card(shared_view(kept, FIRST.label)),
        "reflection-back-form": take_back_form(shared_view(kept, FIRST.label), ID),
        "notebook": notebook_card(community, [line] * PAGE_SIZE, page=2, total=999),
        "notebook-empty": notebook_card(community, [], page=1, total=0),
        "notebook-which": which_notebook_card([community] * 30),
        "notebook-read": mine_form(kept, asked, community=ID, may_change=True, may_share=True),
        "notebook-share": share_form(kept, asked, community=ID),
        "notebook-delete": delete_form(kept, asked, community=ID),
    }  # fmt: skip
