"""Reading a driveItem out of Graph's JSON, with care: what is missing or odd is not believed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from community.shared_files import StoredItem, Trouble
from graph.faces import LibraryTrouble

SELECTED: Final = (
    "id", "name", "webUrl", "size", "eTag", "file", "folder",
    "createdBy", "createdDateTime", "parentReference", "publication",
)  # fmt: skip
"""What is asked for. `publication`, whether a file is checked out, is not told unless it is asked for."""
_CHECKED_OUT: Final = "checkout"


def item_in(answer: Any, drive: str = "", *, otherwise: Trouble = Trouble.FAULT) -> StoredItem:
    """Return the item that an answer tells of; raise `otherwise` when it tells of none. `drive` where the answer does not say."""
    parent = mapping(answer, "parentReference")
    found, lies_in = text(answer, "id"), text(parent, "driveId") or drive
    if not found or not lies_in:
        raise LibraryTrouble(otherwise)
    return StoredItem(
        id=found,
        drive=lies_in,
        name=text(answer, "name"),
        address=text(answer, "webUrl"),
        size=number(answer, "size"),
        etag=text(answer, "eTag"),
        quick_hash=text(mapping(mapping(answer, "file"), "hashes"), "quickXorHash"),
        created_at=moment(text(answer, "createdDateTime")),
        created_by_app=text(mapping(mapping(answer, "createdBy"), "application"), "id"),
        folder=text(parent, "id"),
        hidden=is_checked_out(answer),
    )


def is_file(answer: Any) -> bool:
    """Whether the answer tells of a file, and not of a folder."""
    return isinstance(answer, dict) and answer.get("file") is not None and answer.get("folder") is None


def is_checked_out(answer: Any) -> bool:
    """Whether nobody else can see the item yet."""
    return text(mapping(answer, "publication"), "level").lower() == _CHECKED_OUT


def text(holder: Any, field: str) -> str:
    """A text in a JSON object; empty when there is none."""
    value = holder.get(field) if isinstance(holder, dict) else None
    return value if isinstance(value, str) else ""


def number(holder: Any, field: str) -> int:
    """A whole number in a JSON object; 0 when there is none."""
    value = holder.get(field) if isinstance(holder, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def mapping(holder: Any, field: str) -> dict[str, Any]:
    """An object in a JSON object; an empty one when there is none."""
    value = holder.get(field) if isinstance(holder, dict) else None
    return value if isinstance(value, dict) else {}


def rows(holder: Any, field: str = "value") -> list[Any]:
    """A list in a JSON object; an empty one when there is none."""
    value = holder.get(field) if isinstance(holder, dict) else None
    return value if isinstance(value, list) else []


def moment(written: str) -> datetime | None:
    """An ISO time, aware and in UTC; None when it is none."""
    try:
        read = datetime.fromisoformat(written)
    except ValueError:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
