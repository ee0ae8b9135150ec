"""What people do in a channel's library by hand, the same way for SharePoint and for a folder on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from sandbox.graph import GraphStandIn


class Hands(Protocol):
    """Somebody in the Files tab, or in the file manager."""

    def put(self, name: str, content: bytes) -> None:
        """Put a file there."""
        ...

    def rename(self, name: str, new: str) -> None:
        """Rename it."""
        ...

    def remove(self, name: str) -> None:
        """Remove it."""
        ...

    def files(self) -> dict[str, bytes]:
        """Everything that is there, as it was sent."""
        ...


class InSharePoint:
    """In the Files tab of the home channel."""

    def __init__(self, graph: GraphStandIn) -> None:
        self._tab = graph.drive()

    def put(self, name: str, content: bytes) -> None:
        self._tab.put(name, content)

    def rename(self, name: str, new: str) -> None:
        self._tab.rename(name, new)

    def remove(self, name: str) -> None:
        self._tab.remove(name)

    def files(self) -> dict[str, bytes]:
        return {item.name: item.sent for item in self._tab.files()}


class OnDisk:
    """In the one folder below `base` that is a channel's."""

    def __init__(self, base: Path) -> None:
        self._base = base

    @property
    def folder(self) -> Path:
        [folder] = [path for path in self._base.iterdir() if not path.name.startswith(".")]
        return folder

    def put(self, name: str, content: bytes) -> None:
        (self.folder / name).write_bytes(content)

    def rename(self, name: str, new: str) -> None:
        (self.folder / name).rename(self.folder / new)

    def remove(self, name: str) -> None:
        (self.folder / name).unlink()

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.folder.iterdir()}
