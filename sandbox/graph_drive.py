"""A SharePoint document library: a tree of items with ids, a history of changes, and columns. Names do not tell case apart."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sandbox.graph_items import Author, Item, Json, is_allowed_name, numbered
from sandbox.people import stable_uuid

Conflict = Literal["fail", "replace", "rename"]
MOST_PATH = 400


class Refused(Exception):
    """Something the library does not do. `code` is one of Graph's."""

    def __init__(self, status: int, code: str, message: str, *, inner: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.inner, self.headers = inner, headers or {}


@dataclass
class Column:
    """A column of the library. A `required` one must be filled in before a file can be checked in."""

    name: str
    display_name: str
    kind: str = "text"
    required: bool = False


def _item_id(guid: str) -> str:
    return "01" + base64.b32encode(hashlib.sha256(guid.encode()).digest()).decode()[:32]


@dataclass
class SharePointDrive:
    """One library.

    `path` is the web path of the library, such as "/sites/Practice/Shared Documents"; `checks_out` says that new files are
    hidden until they are checked in; `room` is how many bytes still fit (None: plenty); `changes_bytes` says that Office files
    are changed while they are stored; delta tokens are good for one `epoch`.
    """

    id: str
    site: str
    path: str
    now: Callable[[], datetime]
    told: Callable[[], None] = lambda: None
    items: dict[str, Item] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    checks_out: bool = False
    room: int | None = None
    changes_bytes: bool = True
    seq: int = 0
    epoch: int = 1
    _names: dict[tuple[str, str], str] = field(default_factory=dict)
    root: Item = field(init=False)

    def __post_init__(self) -> None:
        """Make the root, unless it is there already."""
        top = next((item for item in self.items.values() if not item.parent), None)
        self.root = top or self._new("root", "", Author(), is_folder=True)
        self._names = {(item.parent, item.name.casefold()): item.id for item in self.items.values() if not item.gone}

    # ---- finding

    def item(self, which: str) -> Item:
        """Return an item by id, or the root. Raises Refused 404."""
        found = self.root if which == "root" else self.items.get(which)
        if found is None or found.gone:
            raise Refused(404, "itemNotFound", "The resource could not be found.")
        return found

    def at(self, path: str, under: Item | None = None) -> Item | None:
        """Return the item at a path below a folder (the root unless said otherwise), or None."""
        here: Item | None = under or self.root
        for name in filter(None, path.split("/")):
            here = self.items.get(self._names.get((here.id, name.casefold()), "")) if here else None
        return here

    def of_guid(self, guid: str) -> Item | None:
        """Return the item with this GUID, or None."""
        return next((item for item in self.items.values() if item.guid == guid.lower() and not item.gone), None)

    def children(self, folder: Item) -> list[Item]:
        """Return what lies in a folder, by name."""
        inside = [item for item in self.items.values() if item.parent == folder.id and not item.gone]
        return sorted(inside, key=lambda item: item.name.casefold())

    def below(self, folder: Item) -> Iterator[Item]:
        """Yield everything under a folder, parents first."""
        for item in self.children(folder):
            yield item
            yield from self.below(item)

    def path_of(self, item: Item) -> str:
        """Return the path of an item below the root, "" for the root."""
        names: list[str] = []
        while item.parent:
            names.insert(0, item.name)
            item = self.items[item.parent]
        return "/".join(names)

    def web_path(self, item: Item) -> str:
        """Return the path in the browser, not encoded."""
        return f"{self.path}/{self.path_of(item)}".rstrip("/")

    # ---- changing

    def _new(self, name: str, parent: str, by: Author, *, is_folder: bool = False) -> Item:
        number = len(self.items)
        guid = stable_uuid(f"item: {self.id} {number} {parent} {name}")
        at = self.now().isoformat(timespec="seconds").replace("+00:00", "Z")
        item = Item(_item_id(guid), guid, name, parent, at, by, number, is_folder, at, by)
        self.items[item.id] = item
        self._names[parent, name.casefold()] = item.id
        self._note(item)
        return item

    def _note(self, item: Item) -> None:
        self.seq += 1
        item.seq = self.seq
        self.told()

    def _touch(self, item: Item, by: Author) -> None:
        item.version += 1
        item.modified_by = by
        item.modified_at = self.now().isoformat(timespec="seconds").replace("+00:00", "Z")
        self._note(item)

    def check_name(self, name: str, parent: Item, *, is_folder: bool = False) -> None:
        """Refuse what SharePoint refuses. Raises Refused 400."""
        at_root = parent is self.root
        if not is_allowed_name(name, is_folder=is_folder, at_root=at_root):
            raise Refused(400, "invalidRequest", "The provided name cannot contain this character or is reserved.")
        if len(f"{self.web_path(parent)}/{name}") > MOST_PATH:
            raise Refused(400, "pathIsTooLong", "The path is too long.", inner="pathIsTooLong")

    def free_name(self, name: str, parent: Item, conflict: Conflict) -> tuple[str, Item | None]:
        """Return the name to use, and the file to replace if there is one. Raises Refused 409."""
        there = self.at(name, parent)
        if there is None:
            return name, None
        if conflict == "rename":
            number = 1
            while self.at(numbered(name, number), parent) is not None:
                number += 1
            return numbered(name, number), None
        if conflict == "replace" and not there.is_folder:
            return there.name, there
        raise Refused(409, "nameAlreadyExists", "The specified item name already exists.")

    def check_room(self, size: int) -> None:
        """Refuse what does not fit. Raises Refused 507."""
        if self.room is not None and size > self.room:
            raise Refused(507, "quotaLimitReached", "Insufficient Storage.")

    def store(self, parent: Item, name: str, content: bytes, by: Author, conflict: Conflict = "replace") -> tuple[Item, bool]:
        """Store a file and return it, and whether it is new. Raises Refused."""
        self.check_name(name, parent)
        self.check_room(len(content))
        name, there = self.free_name(name, parent, conflict)
        item = there or self._new(name, parent.id, by)
        if there is None:
            item.checked_out = self.checks_out
        self.refill(item, content, by, new=there is None)
        return item, there is None

    def refill(self, item: Item, content: bytes, by: Author, *, new: bool = False) -> None:
        """Give a file its bytes."""
        item.fill(content, changes_bytes=self.changes_bytes)
        if self.room is not None:
            self.room -= len(content)
        if not new:
            item.content_version += 1
            self._touch(item, by)

    def make_folder(self, parent: Item, name: str, by: Author, conflict: Conflict = "fail") -> Item:
        """Make a folder. Raises Refused."""
        self.check_name(name, parent, is_folder=True)
        name, _ = self.free_name(name, parent, "rename" if conflict == "rename" else "fail")
        return self._new(name, parent.id, by, is_folder=True)

    def move(self, item: Item, by: Author, *, name: str = "", parent: Item | None = None) -> None:
        """Rename an item, move it, or both. Raises Refused."""
        goal, name = parent or self.items[item.parent], name or item.name
        self.check_name(name, goal, is_folder=item.is_folder)
        there = self.at(name, goal)
        if there is not None and there is not item:
            raise Refused(409, "nameAlreadyExists", "The specified item name already exists.")
        self._names.pop((item.parent, item.name.casefold()), None)
        item.parent, item.name = goal.id, name
        self._names[goal.id, name.casefold()] = item.id
        self._touch(item, by)

    def remove(self, item: Item) -> None:
        """Take an item away, with all that is in it."""
        for one in [*self.below(item), item]:
            self._names.pop((one.parent, one.name.casefold()), None)
            one.gone, one.content, one.sent = True, b"", b""
            self._note(one)

    def describe(self, item: Item, fields: Json, by: Author) -> None:
        """Fill in columns by internal name; an unknown one is refused and nothing is written. Raises Refused 400."""
        unknown = [name for name in fields if name not in self.columns and name != "Title"]
        if unknown:
            raise Refused(400, "invalidRequest", f"Field '{unknown[0]}' is not recognized")
        item.fields |= fields
        self._touch(item, by)

    def check_in(self, item: Item, by: Author) -> None:
        """Let everybody see a file. Raises Refused while a required column is empty."""
        if not item.checked_out:
            raise Refused(400, "invalidRequest", "The file is not checked out.")
        if any(column.required and not item.fields.get(column.name) for column in self.columns.values()):
            raise Refused(400, "invalidRequest", "You must fill out all required properties before checking in this document.")
        item.checked_out = False
        self._touch(item, by)

    def check_out(self, item: Item, by: Author) -> None:
        """Hide a file until it is checked in. Raises Refused."""
        if item.checked_out:
            raise Refused(423, "locked", "The file is checked out.")
        item.checked_out = True
        self._touch(item, by)

    # ---- what changed

    def changed_since(self, seq: int) -> list[Item]:
        """Return what changed after a place in the history, oldest change first; what is hidden is not told of."""
        changed = [item for item in self.items.values() if item.seq > seq and not item.checked_out]
        if not seq:
            changed = [item for item in changed if not item.gone]
        return sorted(changed, key=lambda item: item.seq)

    def resync(self) -> None:
        """Let all delta tokens given until now be refused with 410."""
        self.epoch += 1
