"""The cards and forms of reflecting: writing, sharing, taking back."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.parts import (
    CardJson,
    Element,
    card,
    choice_field,
    label,
    line,
    opener,
    paragraphs,
    problem,
    run,
    sender,
    text_field,
    words,
)
from community.people import Model
from community.privacy import SAFETY_LINE, shortened
from community.prompts import Prompt
from community.reflections import PART_LIMIT, WHOLE_LIMIT_BYTES, Part, ReflectionState, ReflectionView
from community.templates import template_of


class OpenReflect(Action, verb="reflection.write"):
    """Open the form to write in: empty, or with what was saved."""

    prompt: str


class SendReflection(Action, verb="reflection.write.send"):
    """Save a reflection. `revision` is the one the form was opened with, so that a newer one is not overwritten."""

    prompt: str
    nonce: str
    revision: int = 0
    community: str = ""
    draft: str = ""
    """“true” for save for later."""
    sharing: str = ReflectionState.PRIVATE.value
    part1: str = ""
    part2: str = ""
    part3: str = ""
    part4: str = ""
    part5: str = ""
    part6: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What was written, box by box."""
        return (self.part1, self.part2, self.part3, self.part4, self.part5, self.part6)


class OpenTakeBack(Action, verb="reflection.back"):
    """Ask once more before a shared reflection is taken back."""

    reflection: str
    community: str = ""


class SendTakeBack(Action, verb="reflection.back.send"):
    """Take a shared reflection back."""

    reflection: str
    community: str = ""


class Writing(Model):
    """What the form to write in shows."""

    prompt: Prompt
    parts: tuple[Part, ...]
    state: ReflectionState | None
    """What it is so far; None for one not begun."""


UNNAMED_NOTE = (
    "Without your name, it leaves your notebook, and Canopy does not keep who wrote it: only a code by which you can take it "
    "back until this prompt is closed. Colleagues may still guess from how you write, Microsoft Teams carries your click "
    "together with your name, and if you saved it before, older backups of the server still hold that with your name."
)
"""What sharing without a name keeps, and its honest limits. Printed where it is offered."""
PRIVATE_NOTE = (
    "Kept private, nobody in this community can read it but you: write “my reflections” to me in a 1:1 chat. "
    "Whoever runs the server could read it in the database."
)
_FORM_BYTES = WHOLE_LIMIT_BYTES
_KEEP = ("Keep it private", ReflectionState.PRIVATE.value)
_NAMED = ("Share it in the thread, with my name", ReflectionState.NAMED.value)
_UNNAMED = ("Share it in the thread, without my name", ReflectionState.UNNAMED.value)


def reflect_form(writing: Writing, sent: SendReflection, *, wrong: str = "") -> CardJson:
    """The form to write in. `sent` is what it carries and how it is filled in beyond the boxes."""
    prompt, template = writing.prompt, template_of(writing.prompt.template)
    hints = {part.heading: part.hint for part in template.parts}
    body: list[Element] = [problem(wrong)] if wrong else []
    body.append(line(SAFETY_LINE, subtle=True, small=True))
    if prompt.topic:
        body.append(words(run(prompt.topic, bold=True)))
    body += [words(run(f"• {tip}", subtle=True), small=True, spacing="Small") for tip in template.guidance]
    body += [
        text_field(f"part{number}", part.heading, limit=PART_LIMIT, value=part.text, lines=True, hint=hints.get(part.heading, ""))
        for number, part in enumerate(_fitting(writing.parts), 1)
    ]
    body += _choice(writing, sent)
    kept = SendReflection(prompt=prompt.id, nonce=sent.nonce, revision=sent.revision, community=sent.community)
    if not prompt.open or writing.state not in {None, ReflectionState.DRAFT}:
        return card(body, [sender("Save", kept)])
    later = SendReflection(**{**kept.model_dump(include=kept.model_fields_set), "draft": "true"})
    return card(body, [sender("Done", kept), sender("Save for later", later, style=None)])


def _choice(writing: Writing, sent: SendReflection) -> list[Element]:
    """Who may read it. Nothing to choose once the prompt is over."""
    if not writing.prompt.open:
        return [line(PRIVATE_NOTE, subtle=True, small=True)]
    if writing.state is ReflectionState.NAMED:
        shared = ("It stays in the thread, with my name", ReflectionState.NAMED.value)
        back = ("Take it off the thread and keep it private", ReflectionState.PRIVATE.value)
        return [choice_field("sharing", "Who may read it", [shared, back], value=sent.sharing, style="expanded")]
    return [
        choice_field("sharing", "Who may read it", [_KEEP, _NAMED, _UNNAMED], value=sent.sharing, style="expanded"),
        line(PRIVATE_NOTE, subtle=True, small=True),
        line(UNNAMED_NOTE, subtle=True, small=True),
    ]


def _fitting(parts: Sequence[Part]) -> Sequence[Part]:
    """The boxes as they are; of what no message could carry, the beginning of each."""
    if sum(len(part.text.encode("utf-8", "replace")) + part.text.count("\n") for part in parts) <= _FORM_BYTES:
        return parts
    share = _FORM_BYTES // len(parts) // 4
    return [part.model_copy(update={"text": part.text[:share]}) for part in parts]


def shared_card(view: ReflectionView) -> CardJson:
    """A shared reflection, in the thread of its prompt."""
    body: list[Element] = [
        words(run(view.name, bold=True), run(" reflects"), run(f" · {view.label}", subtle=True)),
    ]
    for part in view.parts:
        body += [words(run(part.heading, bold=True), small=True, spacing="Medium"), *paragraphs(part.text)]
    undo = opener("Take it back", OpenTakeBack(reflection=view.id), secondary=True)
    return card(body, [undo], speak=f"{view.name} reflects")


def taken_back_card() -> CardJson:
    """What is left of a reflection that was taken back: nothing of its text."""
    return card([words(run("This reflection was taken back.", italic=True))])


def take_back_form(view: ReflectionView, community: str = "") -> CardJson:
    """Asks once more before a shared reflection is taken back."""
    first = view.parts[0].text if view.parts else ""
    carried = SendTakeBack(reflection=view.id, community=community) if community else SendTakeBack(reflection=view.id)
    return card(
        [
            label("Take this reflection back?"),
            words(run(shortened(first.replace("\n", " "), 280))),
            line("Its text is deleted from Canopy and from the card in the thread. It is not kept in a notebook either."),
        ],
        [sender("Take it back", carried, style="destructive")],
    )
