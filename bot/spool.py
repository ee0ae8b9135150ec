"""The spool: files on their way from a 1:1 chat into the library, on this machine's disk, for as long as they are on it."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import struct
import time
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from community.file_types import HEAD, check_inside, check_type, is_zipped
from community.quick_hash import QuickHash

KEPT_SECONDS = 7 * 24 * 3_600.0
"""A file whose filing failed is kept for so long, so that it can be tried again."""
STRAY_SECONDS = 3_600.0
"""One that belongs to no filing is taken away when it is older than this: a filing that was begun just now is not known yet."""
_ID = re.compile(r"[0-9A-Za-z_-]{1,80}")
_CHUNK = 1024 * 1024
_MOST_ENTRIES = 20_000
_MOST_DIRECTORY = 8 * 1024 * 1024
_ZIP_END = struct.Struct("<4s4H2LH")
_ZIP_ENDS_WITHIN = _ZIP_END.size + 0xFFFF


@dataclass(frozen=True, slots=True)
class Spooled:
    """A file in the spool, measured."""

    path: Path
    size: int
    sha256: str


class Spool:
    """Files in `folder`, one for each filing. Whole ones only: what was cut off while it came is not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def begin(self, filing: str) -> Path:
        """Where the file of a filing is to be written; what is left of an earlier try goes."""
        return await asyncio.to_thread(self._begin, filing)

    async def keep(self, filing: str) -> Spooled:
        """What was written is whole: keep it, and measure it."""
        return await asyncio.to_thread(self._keep, filing)

    async def find(self, filing: str) -> Spooled | None:
        """The file of a filing, measured, or None when it is not here."""
        return await asyncio.to_thread(self._find, filing)

    async def check(self, file: Spooled, name: str, most: int) -> None:
        """Raise `FileRefused` for what the library does not take: by its name, its first bytes, and what is packed into it."""
        await asyncio.to_thread(_check, file, name, most)

    async def piece(self, file: Spooled, first: int, size: int) -> bytes:
        """`size` bytes from byte number `first`; fewer at the end."""
        return await asyncio.to_thread(_piece, file.path, first, size)

    async def quick_hash(self, file: Spooled) -> str:
        """What SharePoint would call the same bytes."""
        return await asyncio.to_thread(_quick_hash, file.path)

    async def forget(self, filing: str) -> None:
        """Keep nothing of a filing."""
        await asyncio.to_thread(self._forget, filing)

    async def sweep(self, under_way: Collection[str]) -> int:
        """Take away what belongs to no filing that is under way, and what is too old. Returns how much went."""
        return await asyncio.to_thread(self._sweep, frozenset(under_way))

    def _path(self, filing: str, ending: str) -> Path:
        if not _ID.fullmatch(filing):
            raise ValueError("not the id of a filing")
        return self._folder / f"{filing}.{ending}"

    def _begin(self, filing: str) -> Path:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._path(filing, "part")
        part.unlink(missing_ok=True)
        return part

    def _keep(self, filing: str) -> Spooled:
        part, whole = self._path(filing, "part"), self._path(filing, "file")
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(whole)
        return _measured(whole)

    def _find(self, filing: str) -> Spooled | None:
        whole = self._path(filing, "file")
        return _measured(whole) if whole.is_file() else None

    def _forget(self, filing: str) -> None:
        for ending in ("part", "file"):
            self._path(filing, ending).unlink(missing_ok=True)

    def _sweep(self, under_way: frozenset[str]) -> int:
        swept = 0
        for path in self._folder.glob("*.*") if self._folder.is_dir() else ():
            age = time.time() - path.stat().st_mtime
            if age > (KEPT_SECONDS if path.stem in under_way else STRAY_SECONDS):
                path.unlink(missing_ok=True)
                swept += 1
        return swept


def _measured(path: Path) -> Spooled:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return Spooled(path, file.tell(), sha256)


def _check(file: Spooled, name: str, most: int) -> None:
    with file.path.open("rb") as opened:
        head = opened.read(HEAD)
    check_type(name, head, file.size, most)
    if is_zipped(name):
        check_inside(name, _packed(file.path))


def _packed(path: Path) -> list[str]:
    """The names of what is packed into a file; none when it is damaged or odd, which is then not what its name says."""
    try:
        with path.open("rb") as file:
            if not _sane_directory(file):
                return []
            with zipfile.ZipFile(file) as packed:
                return packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return []


def _sane_directory(file: BinaryIO) -> bool:
    """True when the list of what is packed is short enough to be read: no document of the office has more in it."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _ZIP_ENDS_WITHIN))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _ZIP_END.size:
        return False
    *_, entries, bytes_long, _, _ = _ZIP_END.unpack_from(tail, at)
    file.seek(0)
    return int(entries) <= _MOST_ENTRIES and int(bytes_long) <= _MOST_DIRECTORY


def _piece(path: Path, first: int, size: int) -> bytes:
    with path.open("rb") as file:
        file.seek(first)
        return file.read(size)


def _quick_hash(path: Path) -> str:
    hashed = QuickHash()
    with path.open("rb") as file:
        while content := file.read(_CHUNK):
            hashed.add(content)
    return hashed.value()
