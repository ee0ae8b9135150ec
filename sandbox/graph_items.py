"""What a SharePoint library holds: items, who made them, and what becomes of their bytes and names."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from sandbox.graph_hash import quick_xor_hash
from sandbox.people import Member, stable_uuid

Json = dict[str, Any]

MOST_NAME = 400
TEAMS_CLIENT = stable_uuid("app: Teams client")
_FORBIDDEN = re.compile(r'["*:<>?/\\|\x00-\x1f\x7f]')
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|desktop\.ini|\.lock)$", re.IGNORECASE)
_DEVICE = re.compile(r"^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\.", re.IGNORECASE)
_OFFICE = (".docx", ".xlsx", ".pptx")
_ZIP_END = b"PK\x05\x06"
_PROPERTIES = b"document properties of the library"


@dataclass(frozen=True)
class Author:
    """Who made or changed an item: a person, an application, or a person through an application."""

    user: tuple[str, str] = ("", "")
    application: tuple[str, str] = ("", "")

    def view(self) -> Json:
        """Return it as an identitySet."""
        named = {"user": self.user, "application": self.application}
        return {kind: {"id": who, "displayName": name} for kind, (who, name) in named.items() if who}


def person(member: Member, *, in_teams: bool = False) -> Author:
    """Return a member as an author; what is sent through Teams names the Teams client as well."""
    through = (TEAMS_CLIENT, "Microsoft Teams") if in_teams else ("", "")
    return Author((member.id, member.name), through)


@dataclass
class Item:
    """A file or a folder.

    `sent` is what arrived, `content` what is kept of it: SharePoint writes into Office files. `version` counts every change,
    `content_version` those of the bytes; `seq` is the place of the last change in the drive's history. A `checked_out` file is
    seen by nobody but its author.
    """

    id: str
    guid: str
    name: str
    parent: str
    created_at: str
    created_by: Author
    number: int
    is_folder: bool = False
    modified_at: str = ""
    modified_by: Author = field(default_factory=Author)
    content: bytes = b""
    sent: bytes = b""
    quick_hash: str = ""
    version: int = 1
    content_version: int = 1
    seq: int = 0
    fields: Json = field(default_factory=dict)
    checked_out: bool = False
    gone: bool = False

    @property
    def etag(self) -> str:
        """What `If-Match` is compared with."""
        return f'"{{{self.guid.upper()}}},{self.version}"'

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return len(self.content)

    @property
    def mime_type(self) -> str:
        """What the name says the bytes are."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def fill(self, content: bytes, *, changes_bytes: bool) -> None:
        """Take new bytes."""
        self.sent = content
        self.content = with_properties(self.name, content) if changes_bytes else content
        self.quick_hash = quick_xor_hash(self.content)


def with_properties(name: str, content: bytes) -> bytes:
    """Return the bytes as the library keeps them: an Office file gets its properties written in, and stays what it is."""
    if PurePosixPath(name).suffix.lower() not in _OFFICE or not content.startswith(b"PK"):
        return content
    if content[-22:].startswith(_ZIP_END) and content.endswith(b"\0\0"):
        return content[:-2] + len(_PROPERTIES).to_bytes(2, "little") + _PROPERTIES
    return content + _PROPERTIES


def is_allowed_name(name: str, *, is_folder: bool = False, at_root: bool = False) -> bool:
    """Whether SharePoint takes this name."""
    if not name or len(name) > MOST_NAME or name != name.strip(" ") or name.endswith(".") or name.startswith("~$"):
        return False
    if _FORBIDDEN.search(name) or _RESERVED.match(name) or _DEVICE.match(name) or "_vti_" in name.lower():
        return False
    return not (is_folder and name.startswith("~")) and not (at_root and name.lower() == "forms")


def numbered(name: str, number: int) -> str:
    """Return the name that `rename` and the browser give to a second file: "a 1.docx"."""
    path = PurePosixPath(name)
    return f"{path.stem} {number}{path.suffix}"
