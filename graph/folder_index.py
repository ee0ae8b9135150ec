"""What Canopy remembers about the files in a folder: an id for each that stays when it is renamed, and what changed when."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import Field, ValidationError

from community.people import Model

_GONE_REMEMBERED: Final = 1_000
Seen = dict[str, os.stat_result]
"""The files that are there, by name."""


class Remembered(Model):
    """A file, as it was when it was last seen. `changed` is the number of the look that saw it change."""

    name: str
    inode: int
    size: int
    modified: int
    created: int
    ours: bool = False
    changed: int = 0
    fields: dict[str, str] = Field(default_factory=dict)

    def differs(self, name: str, seen: os.stat_result) -> bool:
        """Whether it is not any more as it was."""
        there = (name, seen.st_ino, seen.st_size, seen.st_mtime_ns)
        return there != (self.name, self.inode, self.size, self.modified)


class Index(Model):
    """All files of one folder. `looks` counts the looks that found something; `purged` those before which nothing is known."""

    looks: int = 0
    purged: int = 0
    files: dict[str, Remembered] = Field(default_factory=dict)
    gone: dict[str, int] = Field(default_factory=dict)

    def under(self, name: str) -> str:
        """The id of the file with that name, without regard to case; empty when there is none."""
        wanted = name.casefold()
        return next((known for known, file in self.files.items() if file.name.casefold() == wanted), "")

    def seen(self, present: Seen) -> Index:
        """What is known after a look at the files that are there."""
        matched = dict(self._matches(present))
        looks = self.looks + 1
        files = {known: _as_seen(self.files[known], name, present[name], looks) for known, name in matched.items()}
        taken = set(matched.values())
        fresh = {secrets.token_hex(16): _new(name, present[name], looks) for name in present if name not in taken}
        gone = {known: looks for known in self.files if known not in matched}
        if not fresh and not gone and files == self.files:
            return self
        return self._with(looks, files | fresh, self.gone | gone)

    def since(self, look: int) -> tuple[list[str], list[str]] | None:
        """The ids of files that changed since a look, and of those that went; None when that is not known any more."""
        if not self.purged <= look <= self.looks:
            return None
        changed = [known for known, file in self.files.items() if file.changed > look]
        return changed, [known for known, at in self.gone.items() if at > look]

    def added(self, known: str, name: str, seen: os.stat_result) -> Index:
        """With a file of ours, which is about to appear under `name`."""
        gone = {one: at for one, at in self.gone.items() if one != known}
        return self._with(self.looks + 1, self.files | {known: _new(name, seen, self.looks + 1, ours=True)}, gone)

    def without(self, known: str) -> Index:
        """Without a file that did not appear after all."""
        return self._with(self.looks, {one: file for one, file in self.files.items() if one != known}, self.gone)

    def described(self, known: str, fields: dict[str, str]) -> Index:
        """With what is said of a file."""
        file = self.files[known]
        told = file.model_copy(update={"fields": file.fields | fields})
        return self._with(self.looks, self.files | {known: told}, self.gone)

    def _with(self, looks: int, files: dict[str, Remembered], gone: dict[str, int]) -> Index:
        kept = dict(sorted(gone.items(), key=lambda one: one[1])[-_GONE_REMEMBERED:])
        dropped = [at for known, at in gone.items() if known not in kept]
        return Index(looks=looks, purged=max([self.purged, *dropped]), files=files, gone=kept)

    def _matches(self, present: Seen) -> Iterator[tuple[str, str]]:
        """Which known file is which that is there: the very same, or renamed, or changed under its name.

        An inode alone says little under another name: it may have been given to another file.
        """
        known, there = dict(self.files), dict(present)
        rules: tuple[tuple[Callable[[Remembered], object], Callable[[str, os.stat_result], object]], ...] = (
            (lambda file: (file.name, file.inode), lambda name, seen: (name, seen.st_ino)),
            (
                lambda file: (file.inode, file.size, file.modified),
                lambda name, seen: (seen.st_ino, seen.st_size, seen.st_mtime_ns),
            ),
            (lambda file: file.name, lambda name, seen: name),
        )
        for of_file, of_seen in rules:
            by_sign = {of_seen(name, seen): name for name, seen in there.items()}
            for one, file in list(known.items()):
                name = by_sign.pop(of_file(file), None)
                if name is not None:
                    del known[one], there[name]
                    yield one, name


def read_index(path: Path) -> Index:
    """Read what is known; nothing is known when there is no file, or a damaged one: then all is found anew."""
    try:
        return Index.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return Index()


def write_index(path: Path, index: Index) -> None:
    """Write what is known, all or nothing."""
    beside = path.with_suffix(".new")
    with beside.open("wb") as file:
        file.write(index.model_dump_json().encode())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def moment_of(nanoseconds: int) -> datetime:
    """A file's time, aware and in UTC."""
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC)


def _new(name: str, seen: os.stat_result, look: int, *, ours: bool = False) -> Remembered:
    written = seen.st_mtime_ns
    return Remembered(name=name, inode=seen.st_ino, size=seen.st_size, modified=written, created=written, ours=ours, changed=look)


def _as_seen(file: Remembered, name: str, seen: os.stat_result, look: int) -> Remembered:
    if not file.differs(name, seen):
        return file
    return file.model_copy(
        update={"name": name, "inode": seen.st_ino, "size": seen.st_size, "modified": seen.st_mtime_ns, "changed": look}
    )
