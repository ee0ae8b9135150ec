"""Names that SharePoint takes, made from names that people gave. The member's own name stays the document's title."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from community.privacy import clean

MOST: Final = 120
"""A name's longest, in UTF-16 units as SharePoint counts; folders and address come on top and may not pass 400."""
MOST_BYTES: Final = 240
"""And in UTF-8, so that a disk takes it too."""
LONGEST_READ: Final = 1_000
"""Of a longer name only the beginning and the end are looked at."""
NAMELESS: Final = "Document"

_FORBIDDEN = re.compile(r'["*:<>?/\\|]')
_VTI = re.compile(r"_(vti)_", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,10}")
_RESERVED = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9¹²³]", re.IGNORECASE)
_WHOLE = frozenset({"desktop.ini", "thumbs.db", "forms"})
_NO_CHARACTERS = frozenset({"Cc", "Cs", "Cn", "Co"})
_EDGES = " .~-_\u200c\u200d"


def safe_name(name: str, *, most: int = MOST) -> str:
    """A name that SharePoint and any disk take, as near to `name` as can be: never empty, never longer than `most`.

    Forbidden characters become hyphens; control characters, direction overrides and invisible marks go; the extension stays.
    What is fine already is not changed (but for its Unicode form, NFC). `most` is at least 40.
    """
    if len(name) > LONGEST_READ:
        name = name[: LONGEST_READ // 2] + name[-LONGEST_READ // 2 :]
    known = clean("".join(letter for letter in " ".join(name.split()) if unicodedata.category(letter) not in _NO_CHARACTERS))
    kept = unicodedata.normalize("NFC", _VTI.sub(r"-\1-", _FORBIDDEN.sub("-", known)))
    stem, extension = split_name(kept.rstrip(" ."))
    return _fitted(" ".join(_free(stem, extension).split()), "", extension, most)


def next_name(name: str, number: int, *, most: int = MOST) -> str:
    """The name to try when `name` is taken: "a.docx" becomes "a 2.docx" for 2. Numbers begin at 2. As safe as `name` was."""
    stem, extension = split_name(name)
    return _fitted(stem, f" {number}", extension, most)


def same_name(one: str, other: str) -> bool:
    """True for two names that SharePoint holds for the same: it does not tell capitals from small letters."""
    return _alike(one) == _alike(other)


def split_name(name: str) -> tuple[str, str]:
    """A name in two: what comes before the extension, and the extension with its dot (empty if there is none)."""
    stem, dot, extension = name.rpartition(".")
    return (stem, dot + extension) if _EXTENSION.fullmatch(dot + extension) else (name, "")


def _free(stem: str, extension: str) -> str:
    """A stem that is not empty, hidden, or kept by Windows or SharePoint for something else."""
    bare = stem.strip(_EDGES)
    if not bare:
        return NAMELESS
    kept = stem.lstrip(" .~").rstrip(" .") or NAMELESS
    first, dot, rest = kept.partition(".")
    reserved = _RESERVED.fullmatch(first.strip()) or (kept + extension).lower() in _WHOLE
    return f"{first} file{dot}{rest}" if reserved else kept


def _fitted(stem: str, number: str, extension: str, most: int) -> str:
    """The name, its stem shortened until it fits."""
    tail = number + extension
    kept = stem[:most]
    while _too_long(kept + tail, most):
        kept = kept[:-1]
    return (kept if kept == stem else kept.rstrip(_EDGES) or NAMELESS) + tail


def _too_long(name: str, most: int) -> bool:
    return len(name.encode("utf-16-le")) // 2 > most or len(name.encode("utf-8")) > MOST_BYTES


def _alike(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
