"""Reflective prompts: a facilitator invites the community to look back at a piece of practice.

The life of a prompt: open → closed; or withdrawn at any time. What members wrote outlives it.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from community.ids import PromptId
from community.people import Member, MemberId, Model
from community.privacy import TextTooLong, one_line
from community.refusals import Refusal
from community.templates import Template, template_named, template_of

TOPIC_LIMIT = 300
CLOSES_LIMIT = 60


class PromptState(StrEnum):
    """Where a prompt is in its life."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class PromptGone(Refusal):
    """Raised for a prompt that is not there. Says the same for one of another community."""

    sentence = "I cannot find that prompt. It may have been withdrawn, or the card is from somewhere else."


class PromptClosed(Refusal):
    """Raised when somebody begins to write, or closes it again, after a prompt has closed."""

    sentence = "This prompt is closed. What you wrote yourself is in your notebook: write “my reflections” to me in a 1:1 chat."


class PromptWithdrawn(Refusal):
    """Raised when somebody acts on a withdrawn prompt."""

    sentence = (
        "This prompt was withdrawn. What you wrote yourself is in your notebook: write “my reflections” to me in a 1:1 chat."
    )


class PromptersOnly(Refusal):
    """Raised when somebody else closes or withdraws a prompt."""

    sentence = "Only a facilitator can close or withdraw a prompt. You can press “Reflect” and write."


class TopicMissing(Refusal):
    """Raised for a prompt about nothing."""

    sentence = "Please say what to reflect on, for example: “{hint}”."


class TemplateUnknown(Refusal):
    """Raised for a template that is not there."""

    sentence = "I do not know that kind of prompt. Please choose one from the list."


class Prompt(Model):
    """One prompt, as stored."""

    id: PromptId
    template: str
    topic: str
    state: PromptState = PromptState.OPEN
    revision: int = 0
    reflected: int = 0
    """How many members have finished a reflection, kept or shared. Who, nobody sees."""
    shared: int = 0
    """How many of them are shared in the thread."""
    launcher: MemberId
    thread: str | None = None
    """The conversation its card is in; None until it is posted into a thread of its own."""
    card: str | None = None
    """The message id of its card, once known."""
    launched_at: datetime
    closes_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def open(self) -> bool:
        """True while members can write and share from the card."""
        return self.state is PromptState.OPEN

    def check_here(self) -> None:
        """Raise `PromptWithdrawn` once withdrawn."""
        if self.state is PromptState.WITHDRAWN:
            raise PromptWithdrawn

    def check_open(self) -> None:
        """Raise `PromptWithdrawn` or `PromptClosed` unless it is open."""
        self.check_here()
        if self.state is PromptState.CLOSED:
            raise PromptClosed

    def check_may_manage(self, member: Member) -> None:
        """Raise `PromptersOnly` unless `member` facilitates, or launched it."""
        if not (member.facilitates or member.id == self.launcher):
            raise PromptersOnly


class PromptPlan(Model):
    """A prompt that is to be launched, now or by the clock."""

    template: str
    topic: str
    closes: str = ""
    """When it closes, in the facilitator's own words; read anew at each launch. Empty for by hand."""
    launcher: MemberId


class PromptView(Model):
    """What anybody in the channel may see of a prompt: two numbers, and nobody's name."""

    id: PromptId
    label: str
    invites: str
    topic: str
    state: PromptState
    reflected: int
    shared: int
    closes: str = ""
    """When it closes, as people say it."""


def public_view(prompt: Prompt, closes: str = "") -> PromptView:
    """What the channel sees."""
    gone = prompt.state is PromptState.WITHDRAWN
    template = template_of(prompt.template)
    return PromptView(
        id=prompt.id,
        label=template.label,
        invites=template.invites,
        topic="" if gone else prompt.topic,
        state=prompt.state,
        reflected=prompt.reflected,
        shared=prompt.shared,
        closes=closes if prompt.open else "",
    )


def topic_text(text: str, hint: str) -> str:
    """A topic fit to keep: one line of at most `TOPIC_LIMIT` characters.

    Raises `TopicMissing`, with `hint` as the example, or `TextTooLong`.
    """
    topic = one_line(text, TOPIC_LIMIT + 1)
    if not topic:
        raise TopicMissing(hint=hint)
    if len(topic) > TOPIC_LIMIT:
        raise TextTooLong(length=len(text.strip()), limit=TOPIC_LIMIT)
    return topic


def chosen_template(slug: str) -> Template:
    """The template somebody chose. Raises `TemplateUnknown`."""
    template = template_named(slug)
    if template is None:
        raise TemplateUnknown
    return template
