"""One channel's folder on disk, and beside it what is arriving. A file appears whole, under a name nobody has, or not at all."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Final

from community.shared_files import Changes, ItemChange, Shelf, StoredItem, Trouble
from graph.addresses import checked_name
from graph.faces import LibraryTrouble, Progress
from graph.folder_index import Index, Remembered, Seen, moment_of, read_index, write_index

HIDDEN: Final = ".canopy"
_ABANDONED_SECONDS: Final = 7 * 24 * 3600
_TOKEN: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)


class FolderShelf:
    """The folder `name` below `base`. Everything here blocks: it runs in a thread, one call at a time."""

    def __init__(self, base: Path, name: str, app_id: str) -> None:
        self._app_id = app_id
        self._name = name
        self._folder = base / name
        self._beside = base / HIDDEN / name

    def open(self) -> Shelf:
        """Make the folder, if it is not there."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._beside.mkdir(parents=True, exist_ok=True)
        return Shelf(drive=self._name, folder=self._name, address=str(self._folder))

    def at(self, name: str) -> StoredItem | None:
        """The file of that name, without regard to case."""
        index = self._look()
        known = index.under(checked_name(name))
        return self._item(known, index.files[known]) if known else None

    def item(self, known: str) -> StoredItem | None:
        """A file by its id."""
        file = self._look().files.get(known)
        return self._item(known, file) if file else None

    def begin(self, name: str) -> str:
        """Begin a file that arrives in pieces, and return its token. Raises `NAME_TAKEN`."""
        self.open()
        if self.at(name) is not None:
            raise LibraryTrouble(Trouble.NAME_TAKEN)
        token = secrets.token_hex(16)
        self._note(token).write_text(name, encoding="utf-8")
        self._part(token).touch(exist_ok=False)
        self._tidy(self._part(token).stat().st_mtime)
        return token

    def progress(self, token: str, size: int) -> Progress:
        """How far it is; `size` is 0 when that is not known. Raises `EXPIRED` for one that was ended or never begun."""
        part = self._part(token)
        if not part.is_file():
            raise LibraryTrouble(Trouble.EXPIRED)
        here = part.stat().st_size
        return self._finish(token) if size and here == size else Progress(here)

    def put_piece(self, token: str, piece: bytes, first: int, size: int) -> Progress:
        """Write a piece, if it is the next one."""
        now = self.progress(token, size)
        if now.item is not None or now.next_byte != first:
            return now
        with self._part(token).open("r+b") as file:
            file.seek(first)
            file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        return self._finish(token) if first + len(piece) == size else Progress(first + len(piece))

    def put(self, name: str, content: bytes) -> StoredItem:
        """Store a file in one go."""
        item = self.put_piece(self.begin(name), content, 0, len(content)).item
        if item is None:
            raise LibraryTrouble(Trouble.UNCLEAR)
        return item

    def describe(self, known: str, fields: dict[str, str]) -> None:
        """Keep what is said of a file. Raises `GONE`."""
        index = self._look()
        if known not in index.files:
            raise LibraryTrouble(Trouble.GONE)
        write_index(self._index, index.described(known, fields))

    def changes(self, link: str) -> Changes:
        """What changed since `link` was given."""
        index = self._look()
        news = index.since(int(link)) if link.isascii() and link.isdigit() else None
        changed, gone = news if news is not None else (list(index.files), [])
        told = [ItemChange(id=known, item=self._item(known, index.files[known])) for known in changed]
        told += [ItemChange(id=known, item=None) for known in gone]
        return Changes(items=tuple(told), link=str(index.looks), more=False, afresh=news is None)

    def _finish(self, token: str) -> Progress:
        """Give the file its name. The same again after a crash finds it named already."""
        part, name = self._part(token), checked_name(self._note(token).read_text(encoding="utf-8"))
        index = self._look()
        there = index.under(name)
        if there and not (self._folder / index.files[there].name).samefile(part):
            self._forget(token)
            raise LibraryTrouble(Trouble.NAME_TAKEN)
        if not there:
            os.utime(part)
            index = index.added(token, name, part.stat())
            write_index(self._index, index)  # before the name: whoever finds the file knows that it is ours
            try:
                os.link(part, self._folder / name)
            except FileExistsError:
                write_index(self._index, index.without(token))
                self._forget(token)
                raise LibraryTrouble(Trouble.NAME_TAKEN) from None
            there = token
        item = self._item(there, index.files[there])
        self._forget(token)
        return Progress(item.size, item)

    def _forget(self, token: str) -> None:
        """Take away what is not needed any more of a file that arrived: its second name, which is Canopy's own."""
        self._part(token).unlink(missing_ok=True)
        self._note(token).unlink(missing_ok=True)

    def _tidy(self, now: float) -> None:
        """Forget what began to arrive a week ago and never did."""
        for part in self._beside.glob("*.part"):
            if _TOKEN.fullmatch(part.stem) and now - part.stat().st_mtime > _ABANDONED_SECONDS:
                self._forget(part.stem)

    def _look(self) -> Index:
        """Look at the files that are there, and remember what is new."""
        known = read_index(self._index)
        index = known.seen(self._present())
        if index is not known:
            write_index(self._index, index)
        return index

    def _present(self) -> Seen:
        self.open()
        with os.scandir(self._folder) as entries:
            files = [entry for entry in entries if entry.is_file(follow_symlinks=False)]
            return {entry.name: entry.stat(follow_symlinks=False) for entry in files}

    def _item(self, known: str, file: Remembered) -> StoredItem:
        return StoredItem(
            id=known,
            drive=self._name,
            name=file.name,
            address=str(self._folder / file.name),
            size=file.size,
            etag=f'"{known},{file.changed}"',
            created_at=moment_of(file.created),
            created_by_app=self._app_id if file.ours else "",
            folder=self._name,
        )

    @property
    def _index(self) -> Path:
        return self._beside / "index.json"

    def _part(self, token: str) -> Path:
        return self._beside / f"{_checked(token)}.part"

    def _note(self, token: str) -> Path:
        return self._beside / f"{_checked(token)}.name"


def _checked(token: str) -> str:
    if not _TOKEN.fullmatch(token):
        raise LibraryTrouble(Trouble.EXPIRED)
    return token
