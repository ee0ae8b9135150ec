"""A member's notebook: what they wrote on prompts, in pages, and what they may still do with it."""

from __future__ import annotations

from community.ids import ReflectionId
from community.people import Model
from community.prompts import Prompt, PromptState
from community.reflections import Reflection, ReflectionState
from community.refusals import Refusal

PAGE_SIZE = 6


class NotShareable(Refusal):
    """Raised when something is shared that is in the thread already, or whose prompt was withdrawn."""

    sentence = "This cannot be shared: it is shared already, or its prompt was withdrawn. It stays in your notebook."


class Line(Model):
    """One line of a notebook. Nothing of what was written, so that the list may lie about in a chat."""

    id: ReflectionId
    topic: str
    label: str
    state: ReflectionState
    when: str


def pages(total: int) -> int:
    """How many pages there are; at least one."""
    return max(1, -(-total // PAGE_SIZE))


def checked_page(wanted: int, total: int) -> int:
    """The page that is shown for the one wanted: the nearest there is."""
    return min(max(1, wanted), pages(total))


def may_change(reflection: Reflection, prompt: Prompt) -> bool:
    """True for what is one's own alone, and for what is shared while its prompt is open."""
    return not reflection.shared or prompt.open


def may_share(reflection: Reflection, prompt: Prompt) -> bool:
    """True for what is not shared yet, while there is a thread to share it in. A closed prompt's thread is still there."""
    return not reflection.shared and prompt.state is not PromptState.WITHDRAWN
