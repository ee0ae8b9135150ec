"""Which files the library takes, and how to tell that a file is what its name says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote

from community.file_names import NAMELESS, safe_name, split_name
from community.known_types import (
    ARCHIVES,
    HARMFUL_INSIDE,
    MACROS,
    MAIL,
    OLD,
    OLE,
    PAGES,
    PROGRAMS,
    RUNS,
    TYPES,
    WEB,
    ZIP,
    FileType,
)
from community.privacy import one_line
from community.refusals import Refusal

HEAD: Final = 4_096
"""How many bytes from a file's beginning are looked at."""
NAME_SHOWN: Final = 80
TITLE_MOST: Final = 200


class FileRefused(Refusal):
    """The base of what is said about a file that the library does not take."""


class ProgramRefused(FileRefused):
    """Raised for what runs when it is opened: programs, scripts, installers, shortcuts."""

    sentence = "“{name}” could run on a colleague's computer, so the library does not take it. Share a document about it instead."


class MacrosRefused(FileRefused):
    """Raised for Office files with macros."""

    sentence = "“{name}” can hold macros, which may do harm. Save it without them, as .docx, .xlsx or .pptx, and share that."


class ArchiveRefused(FileRefused):
    """Raised for archives."""

    sentence = "“{name}” is a packed folder, and nobody could find what is in it. Please share its documents one by one."


class WebPageRefused(FileRefused):
    """Raised for web pages and pictures that can hold scripts."""

    sentence = "“{name}” is a web page, and those can hold scripts. Share its link instead, or save it as a PDF."


class MailRefused(FileRefused):
    """Raised for saved e-mails."""

    sentence = "“{name}” is an e-mail, with people's names and addresses in it. Please share what it says as a document."


class OldOfficeRefused(FileRefused):
    """Raised for Office files of the old sort, in which nobody can see whether there are macros."""

    sentence = "“{name}” is in an old Office format that can hide macros. Save it as {newer} or as a PDF, and share that."


class TypeUnknown(FileRefused):
    """Raised for a type of file that the library does not know."""

    sentence = "I do not know files like “{name}”. The library takes PDF, Word, Excel, PowerPoint, pictures, sound and video."


class NotWhatItSays(FileRefused):
    """Raised when a file's bytes are not those of its type."""

    sentence = "“{name}” is not a {type} file inside. Open it, save it as what it is, and share that."


class Locked(FileRefused):
    """Raised for an Office file that is encrypted."""

    sentence = "“{name}” is protected by a password or a label, so colleagues could not open it. Share it without that."


class FileTooBig(FileRefused):
    """Raised for a file over the cap."""

    sentence = "“{name}” is larger than {most} MB. Put it where it can be watched or read, and share the link."


class FileEmpty(FileRefused):
    """Raised for a file without a byte."""

    sentence = "“{name}” is empty. Open it, see that something is in it, and share it again."


_HARMFUL: Final = (
    (PROGRAMS, ProgramRefused),
    (MACROS, MacrosRefused),
    (ARCHIVES, ArchiveRefused),
    (WEB, WebPageRefused),
    (MAIL, MailRefused),
)
_BLANKS = re.compile(r"(?:_|%20|\s)+")


def check_name(name: str) -> None:
    """Raise `FileRefused` for what the library does not even list: programs, macros, archives, web pages, e-mails."""
    extension = extension_of(name)
    for harmful, refused in _HARMFUL:
        if extension in harmful:
            raise refused(name=one_line(name, NAME_SHOWN))


def check_type(name: str, head: bytes, size: int, most: int) -> None:
    """Raise `FileRefused` unless a file may be filed. `head` is its first `HEAD` bytes; `size` and `most` are in bytes."""
    check_name(name)
    shown = one_line(name, NAME_SHOWN)
    if size <= 0:
        raise FileEmpty(name=shown)
    if size > most:
        raise FileTooBig(name=shown, most=max(1, most // 1_048_576))
    extension = extension_of(name)
    if extension in OLD:
        raise OldOfficeRefused(name=shown, newer=OLD[extension])
    known = TYPES.get(extension)
    if known is None:
        raise TypeUnknown(name=shown)
    _check_head(shown, extension, known, head[:HEAD])


def check_inside(name: str, entries: Iterable[str]) -> None:
    """Raise `FileRefused` for a file with macros or programs inside, or of another type. `entries`: its zip directory's names."""
    shown, extension = one_line(name, NAME_SHOWN), extension_of(name)
    found = [entry.lower().replace("\\", "/") for entry in entries]
    if any(HARMFUL_INSIDE.search(entry) for entry in found):
        raise MacrosRefused(name=shown)
    known = TYPES.get(extension)
    if known and known.inside and not any(entry.startswith(known.inside.lower()) for entry in found):
        raise NotWhatItSays(name=shown, type=extension.upper())


def is_zipped(name: str) -> bool:
    """True for a type whose files are zips inside: they may be filed once `check_inside` was asked too."""
    known = TYPES.get(extension_of(name))
    return known is not None and known.inside != ""


def extension_of(name: str) -> str:
    """The extension under which it would be filed, in lower case and without its dot; empty if there is none."""
    _, dot, extension = safe_name(name).rpartition(".")
    return extension.lower() if dot else ""


def title_of(name: str) -> str:
    """What a document is called that came with this file name: no extension, blanks for underscores. Never empty."""
    stem = split_name(name.strip())[0]
    spaced = _BLANKS.sub(" ", unquote(stem) if "%20" in stem else stem)
    if " " not in spaced.strip():
        spaced = spaced.replace("-", " ").replace("+", " ")
    title = one_line(spaced, TITLE_MOST)
    return (title[:1].upper() + title[1:]) if any(map(str.isalnum, title)) else NAMELESS


def _check_head(shown: str, extension: str, known: FileType, head: bytes) -> None:
    if head.startswith(RUNS):
        raise ProgramRefused(name=shown)
    if known.inside and head.startswith(OLE):
        raise Locked(name=shown)
    fits = _is_text(head) if known.text else _begins(head, known, extension)
    if not fits:
        raise NotWhatItSays(name=shown, type=extension.upper())


def _begins(head: bytes, known: FileType, extension: str) -> bool:
    if extension == "pdf":  # readers allow something in front of it
        return any(begin in head[:1_024] for begin in known.begins)
    return head[known.at :].startswith(known.begins)


def _is_text(head: bytes) -> bool:
    """True for what no program would take for anything but text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\x00" not in head and not head.startswith((ZIP, OLE)) and not PAGES.match(head)
