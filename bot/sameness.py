"""What tells one act from another, so that the same act has its effect once however often Teams sends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cards.actions import Action
from dialogs.catalogue import is_word
from dialogs.events import Edited, Event, Said, type_names
from dialogs.routing import Route
from store.inbox import Handled, Inbox
from store.seals import Seals

SAME_WORDS_SECONDS = 120
"""The same words in the same place are the same message for one to two times as long; later they are said anew."""
FEW_LETTERS = 12
"""Words that are this short may well be said twice and meant twice."""


class Sameness:
    """Names acts, in words that nobody can read."""

    def __init__(self, seals: Seals, clock: Callable[[], datetime]) -> None:
        self._seals = seals
        self._clock = clock

    def keys(self, event: Event, route: Route | None, action: Action | None) -> list[str]:
        """What tells this act from every other: what Teams calls it, and what its effect would be; nothing if traceless."""
        if route is not None and route.traceless:
            return []
        place, kind = event.place, type_names[type(event)]
        change = event.change if isinstance(event, Edited) else ""
        keys = [self._seals.opaque("activity", kind, place.conversation, event.id, change)]
        if route is not None and route.once is not None:
            keys.append(self._seals.opaque("effect", event.person.id, *route.once(action)))
        elif isinstance(event, Said) and not _said_twice(event):
            keys.append(self._words_key(event))
        return keys

    def handled(self, inbox: Inbox, event: Event, keys: list[str]) -> Handled | None:
        """What was answered before under the act's `keys`, or to the same words in the span of time before this one."""
        if isinstance(event, Said) and not _said_twice(event):
            keys = [*keys, self._words_key(event, 1)]
        return inbox.seen(keys) if keys else None

    def _words_key(self, said: Said, spans_ago: int = 0) -> str:
        span = int(self._clock().timestamp()) // SAME_WORDS_SECONDS - spans_ago
        files = [file.unique_id or file.name for file in said.files]
        return self._seals.opaque("effect", said.person.id, said.place.conversation, said.text, str(span), *files)


def _said_twice(said: Said) -> bool:
    """True for what may well be said twice and meant twice: a few letters, or a word that shows something. No file is."""
    return not said.files and (len(said.text) <= FEW_LETTERS or is_word(said.text))
