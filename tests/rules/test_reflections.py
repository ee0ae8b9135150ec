"""What may be kept, shared and taken back, and which templates can be used."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as some

from cards.notebooks import mine_form
from cards.parts import CARD_LIMIT_BYTES
from cards.reflections import SendReflection, Writing, reflect_form, shared_card
from community.ids import PromptId, ReflectionId
from community.notebooks import PAGE_SIZE, checked_page, may_change, may_share, pages
from community.people import Member, MemberId, Role, TeamsId
from community.prompts import Prompt, PromptState, public_view, topic_text
from community.reflections import (
    PART_LIMIT,
    AuthorForgotten,
    AuthorsOnly,
    NothingWritten,
    Part,
    PartTooLong,
    Reflection,
    ReflectionGone,
    ReflectionState,
    WholeTooLong,
    parts_text,
    shared_view,
)
from community.refusals import Refusal
from community.templates import FIRST, FOLDER, MOST_PARTS, TEMPLATES, TemplateBroken, read_templates, template_of

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
HEADINGS = [part.heading for part in FIRST.parts]
GOOD = (FOLDER / "story.toml").read_text(encoding="utf-8")


def prompt(state: PromptState = PromptState.OPEN, **changes: object) -> Prompt:
    """A prompt."""
    made = Prompt(
        id=PromptId("p" * 32), template=FIRST.slug, topic="A topic", launcher=MemberId("amara"), state=state, launched_at=NOW
    )
    return made.model_copy(update=changes)


def reflection(state: ReflectionState, member: str | None = "ben", tag: str | None = None) -> Reflection:
    """A reflection of Ben's."""
    return Reflection(
        id=ReflectionId("r" * 32), prompt=PromptId("p" * 32), member=None if member is None else MemberId(member), tag=tag,
        name="Ben Carter", parts=(Part(heading="What?", text="That."),), state=state, written_at=NOW,
    )  # fmt: skip


def member(name: str, role: Role = Role.MEMBER) -> Member:
    """Somebody in the community."""
    return Member(id=MemberId(name), teams_id=TeamsId(f"29:{name}"), name=name, role=role)


# ---- templates


def test_the_templates_of_the_field_are_there() -> None:
    """What went well; what, so what, now what; a case in disguise; a story: in this order, with the questions people know."""
    assert [template.slug for template in TEMPLATES] == ["went-well", "what-so-what", "case-in-disguise", "story"]
    assert HEADINGS == ["What went well?", "What didn't go so well?", "Why?", "What next?"]
    assert [part.heading for part in template_of("what-so-what").parts] == ["What?", "So what?", "Now what?"]
    assert [part.heading for part in template_of("story").parts][2] == "What changed for the person"
    assert len(template_of("case-in-disguise").guidance) >= 3


def test_the_form_has_a_box_for_every_part_there_can_be() -> None:
    """A template with the most parts allowed still fits into the form's fields."""
    boxes = [name for name in SendReflection.model_fields if name.startswith("part")]
    assert len(boxes) == MOST_PARTS


def test_a_template_whose_file_is_gone_still_names_its_prompts() -> None:
    """Old prompts are shown and can be written on."""
    gone = template_of("no-such-file")
    assert gone.label == "A reflection"
    assert len(gone.parts) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (GOOD.replace('label = "A story"', ""), "story.toml: label: Field required"),
        (GOOD.replace('label = "A story"', 'label = ""'), "story.toml: label: String should have at least 1 character"),
        (GOOD.replace("place = 4", "place = 0"), "story.toml: place: "),
        (GOOD.replace("place = 4", 'place = "four"'), "story.toml: place: "),
        (GOOD.replace('hint = "How did it begin?"', "hint = 3"), "story.toml: parts.0.hint: "),
        (GOOD.replace("guidance =", "advice ="), "story.toml: advice: Extra inputs are not permitted"),
        (GOOD + GOOD.split("\n\n", 1)[1], "story.toml: parts: "),
        (GOOD.split("[[parts]]")[0], "story.toml: parts: Field required"),
        (GOOD.replace("[[parts]]", "[[parts]"), "story.toml: "),
    ],
)
def test_a_broken_template_says_which_file_and_which_field(tmp_path: Path, wrong: str, said: str) -> None:
    """Whoever writes a template reads where to look, at start and not when somebody opens the form."""
    (tmp_path / "story.toml").write_text(wrong, encoding="utf-8")

    with pytest.raises(TemplateBroken) as broken:
        read_templates(tmp_path)

    assert said in str(broken.value)


def test_templates_do_not_stand_in_each_others_place(tmp_path: Path) -> None:
    """Two with the same place, a name that is no name, and no template at all are refused."""
    with pytest.raises(TemplateBroken, match="there is no template"):
        read_templates(tmp_path)
    (tmp_path / "one.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "two.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(TemplateBroken, match=r"two\.toml: place: one\.toml stands there already"):
        read_templates(tmp_path)
    (tmp_path / "two.toml").rename(tmp_path / "Two Words.toml")
    with pytest.raises(TemplateBroken, match=r"Two Words\.toml: slug"):
        read_templates(tmp_path)


# ---- what can be kept


@pytest.mark.parametrize(
    ("texts", "refusal"),
    [
        (["", "  \n", "\u200b"], NothingWritten),
        (["x" * (PART_LIMIT + 1)], PartTooLong),
        (["x", "🌳" * PART_LIMIT, "🌳" * PART_LIMIT, "🌳" * PART_LIMIT], WholeTooLong),
        (["a\n" * 999], WholeTooLong),
    ],
)
def test_what_cannot_be_kept(texts: list[str], refusal: type[Refusal]) -> None:
    """Nothing at all, too much in a box, too much for a message."""
    with pytest.raises(refusal):
        parts_text(HEADINGS, texts)


def test_empty_boxes_are_kept_for_later_and_not_shown() -> None:
    """One box is enough; the others stay, so that the form has them again."""
    parts = parts_text(HEADINGS, ["", "One thing.\r\n\r\n\r\nAnother."])
    assert [part.text for part in parts] == ["", "One thing.\n\nAnother."]
    assert [part.heading for part in parts_text(HEADINGS, ["a", "b", "c", "d", "e", "f"])] == HEADINGS
    shown = shared_view(reflection(ReflectionState.NAMED).model_copy(update={"parts": parts}), "label")
    assert [part.heading for part in shown.parts] == ["What didn't go so well?"]


@given(texts=some.lists(some.text(max_size=2_200), min_size=4, max_size=4))
def test_whatever_is_kept_fits_into_a_message(texts: list[str]) -> None:
    """A reflection that is taken in can be shared, read and changed: each card of it is small enough for Teams."""
    try:
        parts = parts_text(HEADINGS, texts)
    except Refusal:
        return
    _check_it_fits(parts)


def test_the_heaviest_fits_into_a_message() -> None:
    """At the very limit too: nothing but line breaks, signs that take several bytes, or quotation marks."""
    for piece in ("a\n", "🌳", '"', "\\", "é", "word "):
        heaviest: tuple[Part, ...] = ()
        for length in range(50, PART_LIMIT + 1, 50):
            try:
                heaviest = parts_text(HEADINGS, [(piece * length)[:length]] * 4)
            except Refusal:
                break
        assert heaviest
        _check_it_fits(heaviest)


def _check_it_fits(parts: tuple[Part, ...]) -> None:
    kept = reflection(ReflectionState.NAMED).model_copy(update={"parts": parts, "name": "🌳" * 60})
    asked = prompt(topic="🌳" * 300, template="case-in-disguise")
    sent = SendReflection(prompt=asked.id, nonce="n" * 32, community="c" * 32)
    for card in (
        shared_card(shared_view(kept, FIRST.label)),
        reflect_form(Writing(prompt=asked, parts=parts, state=None), sent, wrong="x" * 200),
        mine_form(kept, asked, community="c" * 32, may_change=True, may_share=True),
    ):
        assert len(orjson.dumps(card)) <= CARD_LIMIT_BYTES - 1024


def test_a_form_that_comes_back_fits_too() -> None:
    """What was refused for its length still comes back in a form that Teams shows; of far too much, the beginning."""
    asked = prompt(topic="🌳" * 300)
    parts = tuple(Part(heading=heading, text="🌳" * 20_000) for heading in HEADINGS)
    sent = SendReflection(prompt=asked.id, nonce="n" * 32)
    assert len(orjson.dumps(reflect_form(Writing(prompt=asked, parts=parts, state=None), sent))) <= CARD_LIMIT_BYTES - 1024


# ---- who may do what


@pytest.mark.parametrize(
    ("state", "who", "tag", "prompt_open", "refusal"),
    [
        (ReflectionState.NAMED, member("ben"), None, True, None),
        (ReflectionState.NAMED, member("ben"), None, False, None),
        (ReflectionState.NAMED, member("chidi"), None, True, AuthorsOnly),
        (ReflectionState.NAMED, member("amara", Role.FACILITATOR), None, True, None),
        (ReflectionState.UNNAMED, member("ben"), "seal", True, None),
        (ReflectionState.UNNAMED, member("ben"), None, False, AuthorForgotten),
        (ReflectionState.UNNAMED, member("chidi"), "another", True, AuthorsOnly),
        (ReflectionState.UNNAMED, member("amara", Role.FACILITATOR), None, False, None),
        (ReflectionState.PRIVATE, member("ben"), None, True, ReflectionGone),
        (ReflectionState.DRAFT, member("amara", Role.FACILITATOR), None, True, ReflectionGone),
    ],
)
def test_who_may_take_a_reflection_back(
    state: ReflectionState, who: Member, tag: str | None, prompt_open: bool, refusal: type[Refusal] | None
) -> None:
    """Its author and facilitators; what is not shared is not there to be taken back, for nobody."""
    unnamed = state is ReflectionState.UNNAMED
    shared = reflection(state, member=None if unnamed else "ben", tag="seal" if unnamed else None)
    if refusal is None:
        shared.check_may_take_back(who, tag, prompt_open=prompt_open)
        return
    with pytest.raises(refusal):
        shared.check_may_take_back(who, tag, prompt_open=prompt_open)


def test_a_reflection_without_any_seal_is_nobodys() -> None:
    """Shared without a name after its prompt was closed, it has no seal: no member without one is taken for its author."""
    with pytest.raises(AuthorForgotten):
        reflection(ReflectionState.UNNAMED, member=None, tag=None).check_may_take_back(member("ben"), None, prompt_open=False)


@pytest.mark.parametrize("state", PromptState)
@pytest.mark.parametrize("kept", ReflectionState)
def test_what_may_be_done_from_the_notebook(kept: ReflectionState, state: PromptState) -> None:
    """What is private is changed at any time and shared while there is a thread; what is shared, while the prompt is open."""
    shared = kept in {ReflectionState.NAMED, ReflectionState.UNNAMED}
    assert may_change(reflection(kept), prompt(state)) is (not shared or state is PromptState.OPEN)
    assert may_share(reflection(kept), prompt(state)) is (not shared and state is not PromptState.WITHDRAWN)


@given(wanted=some.integers(), total=some.integers(0, 500))
def test_a_page_is_always_there(wanted: int, total: int) -> None:
    """Whatever page a button asks for, there is something on the one that is shown, unless the notebook is empty."""
    page = checked_page(wanted, total)
    assert 1 <= page <= pages(total)
    assert total == 0 or (page - 1) * PAGE_SIZE < total


def test_the_channel_sees_two_numbers() -> None:
    """The view of a prompt has no room for anybody's name; withdrawn, it has no topic either."""
    view = public_view(prompt(reflected=5, shared=2), "Friday")
    assert set(type(view).model_fields) == {"id", "label", "invites", "topic", "state", "reflected", "shared", "closes"}
    assert public_view(prompt(PromptState.WITHDRAWN)).topic == ""
    assert public_view(prompt(PromptState.CLOSED), "Friday").closes == ""


def test_a_topic_is_one_line() -> None:
    """Line breaks and invisible marks go; nothing, or too much, is refused."""
    assert topic_text("  a visit\n to  the\u200b hub ", "") == "a visit to the hub"
    for wrong in ("", " \n ", "x" * 301):
        with pytest.raises(Refusal):
            topic_text(wrong, "An example")
