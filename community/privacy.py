"""Member text, made safe to keep and to show. What members wrote stays theirs; what could deceive a reader goes."""

from __future__ import annotations

import html
import re
import unicodedata

from community.refusals import Refusal

SAFETY_LINE = (
    "Change details that could let someone be recognised. "
    "If an adult is at risk now, use your safeguarding procedure or call 999."
)
"""Printed on every form that can hold a case (the safeguarding route never runs through Canopy)."""

_OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
_INVISIBLE = dict.fromkeys([0x200B, 0x2060, 0xFEFF, 0x00AD, 0x180E, *range(0xE0000, 0xE0080)])
_DROPPED = _OVERRIDES | _INVISIBLE
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n[ \n]*\n")


class TextTooLong(Refusal):
    """Raised when somebody writes more than a card can carry."""

    sentence = "That is {length} characters long, and a card can carry {limit}. Please shorten it, or share it as a document."


class TextMissing(Refusal):
    """Raised when there is nothing to read."""

    sentence = "There is nothing to read there yet. Please write a few words and try again."


def clean(text: str) -> str:
    """Text with one Unicode form, no control characters, no direction overrides and no invisible marks.

    Line breaks stay; runs of spaces become one, runs of blank lines become one.
    """
    kept = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").translate(_DROPPED)
    kept = unicodedata.normalize("NFC", _CONTROLS.sub("", kept))
    kept = _SPACES.sub(" ", kept).replace(" \n", "\n").replace("\n ", "\n")
    return _BLANK_LINES.sub("\n\n", kept).strip()


def clean_message(text: str) -> str:
    """What a person typed in Teams: entities such as `&lt;` and `&nbsp;` read back, then `clean`."""
    return clean(html.unescape(text))


def checked(text: str, limit: int) -> str:
    """`clean` text of 1 to `limit` characters.

    Raises `TextMissing` or `TextTooLong`.
    """
    kept = clean(text)
    if not kept:
        raise TextMissing
    if len(kept) > limit:
        raise TextTooLong(length=len(kept), limit=limit)
    return kept


def one_line(text: str, limit: int) -> str:
    """`text` on one line, cut to `limit` characters with an ellipsis."""
    return shortened(clean(text).replace("\n", " "), limit)


def shortened(text: str, limit: int) -> str:
    """`text`, or its beginning and an ellipsis: never longer than `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def display_name(name: str) -> str:
    """A person's name as shown on cards: one line, 60 characters at most, never empty."""
    return one_line(name, 60) or "A member"
