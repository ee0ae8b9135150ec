"""Keys that are kept apart from the database and its backups, and what is made with them.

A seal stands for a member in one matter only. Whoever has the database without the key cannot say whose seal it is; once
the key is destroyed, nobody can.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock

KEY_BYTES = 32


class KeyLost(Exception):
    """Raised when a matter's key is gone: its seals cannot be made or compared any more."""


class Seal(NamedTuple):
    """What stands for a member in one matter."""

    tag: str
    """32 hex digits."""
    veil: int
    """31 bits that hide a number which would tell something of the member."""


class Seals:
    """The keys in one folder: one file a matter, readable by Canopy alone. Replicas share the folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._own = self._own_key()

    def opaque(self, *parts: str) -> str:
        """A key for the inbox: the same for the same parts, and readable by nobody."""
        return hmac.new(self._own, "\x1f".join(parts).encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:40]

    def begin(self, matter: str) -> None:
        """Make the key of a new matter. A matter that has one keeps it."""
        self._make(self._path(matter))

    def tag(self, matter: str, member: str) -> str:
        """The tag that stands for `member` in `matter`.

        Raises `KeyLost` when the matter's key is gone.
        """
        return self.seal(matter, member).tag

    def seal(self, matter: str, member: str) -> Seal:
        """The tag, with a veil. Raises `KeyLost` when the matter's key is gone."""
        return _seal(self._key(matter), member)

    def tags(self, matter: str, members: Iterable[str]) -> dict[str, str]:
        """Members by their tags: a whole roster at the cost of reading the key once. Raises `KeyLost`."""
        key = self._key(matter)
        return {_seal(key, member).tag: member for member in members}

    def _key(self, matter: str) -> bytes:
        try:
            return self._path(matter).read_bytes()
        except FileNotFoundError as gone:
            raise KeyLost(matter) from gone

    def end(self, matter: str) -> None:
        """Destroy a matter's key. Doing it twice is fine."""
        path = self._path(matter)
        try:
            with path.open("r+b") as file:
                file.write(secrets.token_bytes(KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        except FileNotFoundError:
            return
        self._settle_folder()

    def _path(self, matter: str) -> Path:
        return self._folder / f"{hashlib.sha256(matter.encode()).hexdigest()[:40]}.key"

    def _own_key(self) -> bytes:
        path = self._folder / "canopy.key"
        self._make(path)
        return path.read_bytes()

    def _make(self, path: Path) -> None:
        if path.exists():
            return
        draft = path.with_suffix(f".{secrets.token_hex(4)}.draft")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, secrets.token_bytes(KEY_BYTES))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        except OSError:  # a shared folder without hard links: one after the other instead
            with FileLock(self._folder / "making.lock"):
                if not path.exists():
                    draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        self._settle_folder()

    def _settle_folder(self) -> None:
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _seal(key: bytes, member: str) -> Seal:
    made = hmac.new(key, member.encode("utf-8", "replace"), hashlib.sha256).digest()
    return Seal(made[:16].hex(), int.from_bytes(made[16:20], "big") >> 1)
