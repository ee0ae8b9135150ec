"""Types of files: what the library takes, what it does not, and how a file is told from its name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.file_names import safe_name
from community.file_types import (
    HEAD,
    ArchiveRefused,
    FileEmpty,
    FileRefused,
    FileTooBig,
    Locked,
    MacrosRefused,
    MailRefused,
    NotWhatItSays,
    OldOfficeRefused,
    ProgramRefused,
    TypeUnknown,
    WebPageRefused,
    check_inside,
    check_name,
    check_type,
    is_zipped,
    title_of,
)
from community.known_types import ARCHIVES, MACROS, MAIL, OLD, PROGRAMS, TYPES, WEB

MB = 1024 * 1024
PDF = b"%PDF-1.7\n"
ZIP = b"PK\x03\x04\x14\x00"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MP4 = b"\x00\x00\x00\x20ftypisom"

TAKEN = {
    "Capacity assessment.pdf": PDF,
    "CAPACITY.PDF": PDF,
    "with something in front.pdf": b"\xef\xbb\xbf\n" + PDF,
    "guidance.docx": ZIP,
    "template.dotx": ZIP,
    "numbers.xlsx": ZIP,
    "slides.pptx": ZIP,
    "drawing.vsdx": ZIP,
    "open.odt": ZIP,
    "letter.rtf": b"{\\rtf1\\ansi",
    "notes.txt": "Notes from the café".encode(),
    "wide.txt": "\ufeffNotes".encode("utf-16-le"),
    "list.csv": b"a,b\n1,2\n",
    "page.md": b"# Title\n<b>bold</b>",
    "subtitles.vtt": b"WEBVTT\n",
    "picture.png": b"\x89PNG\r\n\x1a\n\x00",
    "photo.JPG": b"\xff\xd8\xff\xe0",
    "anim.gif": b"GIF89a",
    "scan.tiff": b"II*\x00",
    "web.webp": b"RIFF\x00\x00\x00\x00WEBP",
    "phone.heic": b"\x00\x00\x00\x18ftypheic",
    "session.mp4": MP4,
    "session.mov": b"\x00\x00\x00\x14ftypqt  ",
    "talk.mp3": b"ID3\x04",
    "raw.mp3": b"\xff\xfb\x90\x00",
    "talk.wav": b"RIFF\x24\x00\x00\x00WAVE",
    "film.webm": b"\x1aE\xdf\xa3",
    "v1.2 final.docx": ZIP,
}
REFUSED = [
    ("minutes.pdf.exe", PDF, ProgramRefused),
    ("\u202efdp.exe", PDF, ProgramRefused),
    ("tool.EXE ", b"MZ", ProgramRefused),
    ("tool.exe\u200b", b"MZ", ProgramRefused),
    ("run.ps1", b"echo", ProgramRefused),
    ("link.lnk", b"L\x00\x00\x00", ProgramRefused),
    ("site.url", b"[InternetShortcut]", ProgramRefused),
    ("x.settingcontent-ms", b"<x", ProgramRefused),
    (".exe", b"MZ", ProgramRefused),
    ("form.docm", ZIP, MacrosRefused),
    ("sums.XLSM", ZIP, MacrosRefused),
    ("sums.xlsb", ZIP, MacrosRefused),
    ("all.zip", ZIP, ArchiveRefused),
    ("all.tar.gz", b"\x1f\x8b", ArchiveRefused),
    ("all.7z", b"7z", ArchiveRefused),
    ("page.html", b"<html>", WebPageRefused),
    ("picture.svg", b"<svg>", WebPageRefused),
    ("mail.msg", OLE, MailRefused),
    ("old.doc", OLE, OldOfficeRefused),
    ("old.ppt", OLE, OldOfficeRefused),
    ("what.xyz", b"abc", TypeUnknown),
    ("no extension", PDF, TypeUnknown),
    ("", PDF, TypeUnknown),
    ("liar.pdf", b"MZ\x90\x00", ProgramRefused),
    ("liar.txt", b"#!/bin/sh\n", ProgramRefused),
    ("liar.png", b"\x7fELF", ProgramRefused),
    ("liar.docx", b"L\x00\x00\x00\x01\x14\x02\x00", ProgramRefused),
    ("liar.pdf", ZIP, NotWhatItSays),
    ("liar.docx", PDF, NotWhatItSays),
    ("liar.jpg", b"\x89PNG\r\n\x1a\n", NotWhatItSays),
    ("liar.mp4", b"ftyp is too early", NotWhatItSays),
    ("liar.txt", b"a\x00b", NotWhatItSays),
    ("liar.txt", b"  <!DOCTYPE html><html>", NotWhatItSays),
    ("liar.csv", ZIP, NotWhatItSays),
    ("late.pdf", b" " * 2_000 + PDF, NotWhatItSays),
    ("locked.docx", OLE, Locked),
    ("locked.xlsx", OLE, Locked),
]


@pytest.mark.parametrize(("name", "head"), TAKEN.items(), ids=TAKEN.keys())
def test_what_the_library_takes(name: str, head: bytes) -> None:
    """Documents, pictures, sound and video that are what their names say."""
    check_name(name)
    check_type(name, head, len(head), MB)


@pytest.mark.parametrize(("name", "head", "refused"), REFUSED)
def test_what_the_library_does_not_take(name: str, head: bytes, refused: type[FileRefused]) -> None:
    """What could do harm, what nobody could open, what is not what it says: each with a sentence of its own."""
    with pytest.raises(FileRefused) as caught:
        check_type(name, head, 10, MB)
    assert type(caught.value) is refused
    assert caught.value.said.endswith(".")
    assert "{" not in caught.value.said
    assert len(caught.value.said) < 260


@pytest.mark.parametrize(
    ("size", "most", "refused", "said"),
    [
        (0, MB, FileEmpty, "“a.pdf” is empty. Open it, see that something is in it, and share it again."),
        (250 * MB + 1, 250 * MB, FileTooBig,
         "“a.pdf” is larger than 250 MB. Put it where it can be watched or read, and share the link."),
    ],
)  # fmt: skip
def test_how_large_a_file_may_be(size: int, most: int, refused: type[FileRefused], said: str) -> None:
    """Something must be in it, and it must not be over the cap; exactly at the cap is fine."""
    with pytest.raises(refused) as caught:
        check_type("a.pdf", PDF, size, most)
    assert caught.value.said == said
    check_type("a.pdf", PDF, most, most)


def test_what_is_listed_already_is_not_judged_by_its_age() -> None:
    """A file that lies in the channel's folder is described even if it is old or odd, but never if it could do harm."""
    check_name("old.doc")
    check_name("what.xyz")
    with pytest.raises(ProgramRefused):
        check_name("tool.exe")


def test_no_type_is_both_taken_and_refused() -> None:
    """Each extension has one answer."""
    groups = [PROGRAMS, MACROS, ARCHIVES, WEB, MAIL, frozenset(OLD), frozenset(TYPES)]
    assert sum(map(len, groups)) == len(frozenset().union(*groups))


@pytest.mark.parametrize(
    ("name", "entries", "refused"),
    [
        ("a.docx", ["[Content_Types].xml", "word/document.xml"], None),
        ("a.docx", ["[Content_Types].xml", "Word\\document.xml"], None),
        ("a.xlsx", ["[Content_Types].xml", "xl/workbook.xml", "xl/embeddings/oleObject1.bin"], None),
        ("a.odt", ["mimetype", "content.xml"], None),
        ("a.docx", ["word/document.xml", "word/vbaProject.bin"], MacrosRefused),
        ("a.xlsx", ["xl/workbook.xml", "xl/macrosheets/sheet1.xml"], MacrosRefused),
        ("a.pptx", ["ppt/presentation.xml", "ppt/activeX/activeX1.bin"], MacrosRefused),
        ("a.docx", ["word/document.xml", "word/embeddings/tool.EXE"], MacrosRefused),
        ("a.odt", ["content.xml", "Basic/Standard/Module1.xml"], MacrosRefused),
        ("a.docx", ["xl/workbook.xml"], NotWhatItSays),
        ("a.docx", [], NotWhatItSays),
    ],
)
def test_what_is_inside_an_office_file(name: str, entries: list[str], refused: type[FileRefused] | None) -> None:
    """Macros are found under another name as well, and an archive under the name of a document."""
    assert is_zipped(name)
    if refused is None:
        check_inside(name, entries)
        return
    with pytest.raises(refused):
        check_inside(name, entries)


def test_a_pdf_is_not_looked_into() -> None:
    """Only what is a zip inside can be."""
    assert not is_zipped("a.pdf")
    assert not is_zipped("a")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Capacity assessment template.docx", "Capacity assessment template"),
        ("7_minute_briefing_self-neglect.pdf", "7 minute briefing self-neglect"),
        ("best-interests-checklist.pdf", "Best interests checklist"),
        ("What%20good%20looks%20like.pdf", "What good looks like"),
        ("self-neglect guidance.pdf", "Self-neglect guidance"),
        ("v1.2 final.docx", "V1.2 final"),
        ("MCA.pdf", "MCA"),
        ("étude.pdf", "Étude"),
        ("no extension", "No extension"),
        ("  .pdf", "Document"),
        ("---.pdf", "Document"),
        ("\u202e.pdf", "Document"),
        ("", "Document"),
        ("माहिती.pdf", "माहिती"),
    ],
)
def test_a_title_is_told_from_the_name(name: str, title: str) -> None:
    """What a document is called until somebody says better."""
    assert title_of(name) == title


@given(st.text(max_size=300), st.binary(max_size=HEAD), st.integers(-1, 2 * MB))
def test_any_file_is_taken_or_refused(name: str, head: bytes, size: int) -> None:
    """There is no third way, whatever a file is called and holds; and every name gives a title."""
    try:
        check_type(name, head, size, MB)
        assert 0 < size <= MB
    except FileRefused as refused:
        assert refused.said
    title = title_of(name)
    assert 0 < len(title) <= 200
    assert "\n" not in title


@given(
    st.sampled_from(sorted(PROGRAMS | MACROS | ARCHIVES | WEB | MAIL)),
    st.text(max_size=30),
    st.text(" .\u200b\u202e\x00\n", max_size=4),
)
def test_no_name_smuggles_a_program_in(extension: str, stem: str, after: str) -> None:
    """What would be filed under a harmful extension is refused, whatever stands around it."""
    name = f"{stem}.{extension}{after}"
    if not safe_name(name).lower().endswith(f".{extension}"):  # it would be filed without it
        return
    with pytest.raises(FileRefused):
        check_name(name)
