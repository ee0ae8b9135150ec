"""The files of a practice pack: read together, and every value's line remembered, so that an error says where to look."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from community.people import Model

FIRST: Final = "pack.toml"
LARGEST: Final = 1_000_000
"""Bytes; a larger file is not words for a community."""

Key = tuple[str | int, ...]
"""The way to a value: ("topics", 3, "label")."""

_HEADER = re.compile(r"[^\S\n]*(\[\[?)[^\S\n]*([A-Za-z0-9_-]+)[^\S\n]*\]")
_KEY = re.compile(r"[^\S\n]*\"?([A-Za-z0-9_-]+)\"?[^\S\n]*=")
_PIECE = re.compile(
    r'''\#[^\n]* | """(?:\\.|(?!""").)*"{3,5} | \'{3}(?:(?!\'{3}).)*\'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*' | [\[\]{},\n]''',
    re.DOTALL | re.VERBOSE,
)
"""What counts in a value: comments, the four sorts of strings, brackets, commas, ends of lines."""


class BrokenPack(Exception):
    """Raised at start for a pack that cannot be used. Says which file, which line, and what is wrong there."""


class Tables(Model):
    """What the files of a folder say, put together."""

    folder: Path
    data: dict[str, Any]
    lines: dict[Key, tuple[str, int]]
    """File and line of each table, key and element of a list."""

    def broken(self, path: Sequence[str | int], why: str) -> BrokenPack:
        """The error for what is wrong at `path`, or as near to it as there is a line."""
        known = next((tuple(path[:many]) for many in range(len(path), 0, -1) if tuple(path[:many]) in self.lines), ())
        name, line = self.lines[known] if known else (FIRST, 1)
        return BrokenPack(f"{self.folder / name}:{line}: {'.'.join(map(str, path))}: {why}")


def read_tables(folder: Path) -> Tables:
    """Every TOML file of a folder, `pack.toml` among them. A name at the top stands in one file only. Raises `BrokenPack`."""
    if not (folder / FIRST).is_file():
        raise BrokenPack(f"{folder / FIRST}:1: this file is missing; a pack begins with it")
    data: dict[str, Any] = {}
    lines: dict[Key, tuple[str, int]] = {}
    for path in sorted(folder.glob("*.toml")):
        text = _text(path)
        found = _parsed(path, text)
        places = lines_of(text)
        for name in found:
            if name in data:
                raise BrokenPack(f"{path}:{places.get((name,), 1)}: {name}: stands in {lines[(name,)][0]} already")
        data |= found
        lines |= {key: (path.name, line) for key, line in places.items()}
    return Tables(folder=folder, data=data, lines=lines)


def lines_of(text: str) -> dict[Key, int]:
    """The line (from 1) of every table, key and element of a list in a TOML text that is well formed."""
    found: dict[Key, int] = {}
    counts: dict[str, int] = {}
    within: Key = ()
    at, line = 0, 1
    while at < len(text):
        if header := _HEADER.match(text, at):
            name = header[2]
            found.setdefault((name,), line)
            within = (name,)
            if header[1] == "[[":
                within = (name, counts.get(name, 0))
                counts[name] = counts.get(name, 0) + 1
                found[within] = line
            end = _end_of_line(text, header.end())
        elif key := _KEY.match(text, at):
            place = (*within, key[1])
            found[place] = line
            end = _elements(text, key.end(), place, found, line)
        else:
            end = _end_of_line(text, at)
        line += text.count("\n", at, end)
        at = end
    return found


def _elements(text: str, start: int, place: Key, found: dict[Key, int], line: int) -> int:
    """Note the line of each element of the list that begins at `start`, if it is one. Returns where its last line ends."""
    depth, number, at = 0, 0, start
    for piece in _PIECE.finditer(text, start):
        line += text.count("\n", at, piece.start())
        at = piece.start()
        if depth == 1 and piece[0][0] in "\"'[{":
            found.setdefault((*place, number), line)
        match piece[0]:
            case "[" | "{":
                depth += 1
            case "]" | "}":
                depth -= 1
            case "," if depth == 1:
                number += 1
            case "\n" if depth == 0:
                return piece.end()
    return len(text)


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        if len(raw) > LARGEST:
            raise BrokenPack(f"{path}:1: this file is too large for a pack")
        return raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as wrong:
        raise BrokenPack(f"{path}:{raw[: wrong.start].count(10) + 1}: this is not UTF-8") from wrong


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        where = re.search(r"at line (\d+)", str(wrong))
        raise BrokenPack(f"{path}:{where[1] if where else text.count(chr(10)) + 1}: {wrong}") from wrong
