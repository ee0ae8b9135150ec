"""Finding things in what Teams sends, which may hold anything at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.screening import LONGEST_ID

Payload = Mapping[str, Any]
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
"""What no database keeps: NUL, and halves of a character."""


def text_at(payload: object, *path: str) -> str:
    """The string at `path`, or an empty one."""
    here = payload
    for step in path:
        here = here.get(step) if isinstance(here, Mapping) else None
    return _UNKEEPABLE.sub("", here) if isinstance(here, str) else ""


def id_at(payload: object, *path: str) -> str:
    """The id at `path`; an empty one where there is none, or where it is nothing that Teams would give."""
    found = text_at(payload, *path)
    return found if len(found) <= LONGEST_ID and found.isprintable() else ""


def parts_at(payload: object, field: str, most: int) -> Iterator[Mapping[str, Any]]:
    """The first `most` of the list at `field`; what is no object is passed over."""
    parts = payload.get(field) if isinstance(payload, Mapping) else None
    for part in parts[:most] if isinstance(parts, list) else []:
        if isinstance(part, Mapping):
            yield part
