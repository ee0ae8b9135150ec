"""Names of files: what SharePoint takes, near to what the member called it, and never somebody else's."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from community.file_names import MOST, MOST_BYTES, next_name, safe_name, same_name, split_name

anything = st.text(st.characters(exclude_categories=()), max_size=400)
ODD = (
    "con", "COM1", "lpt9", ".", " ", "..", "~$", "_vti_", "_VTI_", "desktop", ".ini", "/", "\\", ":", "*", "\u202e", "\u200b",
    "\x00", "\ud800", "é", "e\u0301", "<\u0338", "👩‍👩‍👧", "क्षि", ".pdf", ".lock", "forms", "\ufffe", "a" * 300, "漢" * 100, "#",
    "%2F", "\n", "\u2028", "\r",
)  # fmt: skip
nasty = st.lists(st.sampled_from(ODD), max_size=12).map("".join)
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³")}


def check_valid(name: str, most: int = MOST) -> None:
    """What SharePoint and a disk ask of a name, said once more and independently."""
    assert name.strip() == name != ""
    assert not re.search(r'["*:<>?/\\|]', name)
    assert not name.endswith(".")
    assert not name.startswith(("~", ".", " "))
    assert "_vti_" not in name.lower()
    assert name.lower() not in {"desktop.ini", ".lock", "forms", "thumbs.db"}
    assert name.split(".")[0].strip().lower() not in RESERVED
    assert unicodedata.is_normalized("NFC", name)
    assert len(name.encode("utf-16-le")) // 2 <= most
    assert len(name.encode("utf-8")) <= MOST_BYTES
    assert not {unicodedata.category(letter) for letter in name} & {"Cc", "Cs", "Cn", "Co", "Zl", "Zp"}
    assert not set(name) & set("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


@given(anything | nasty)
@example("\u202egpj.exe")
@example("CON.pdf")
@example("漢" * 5_000 + ".pdf")
@example("<\u0338.pdf")
def test_any_text_becomes_a_name_that_sharepoint_takes(text: str) -> None:
    """Any Unicode at all yields a valid name that is not empty, and one that is valid already stays as it is."""
    name = safe_name(text)

    check_valid(name)
    assert safe_name(name) == name


@given(anything | nasty, st.integers(2, 999))
def test_the_next_name_is_valid_and_another(text: str, number: int) -> None:
    """A name that is taken leads to another that SharePoint takes just as well, with the same extension."""
    name = safe_name(text)

    following = next_name(name, number)

    check_valid(following)
    assert not same_name(following, name)
    assert split_name(following)[1] == split_name(name)[1]


@settings(max_examples=50)
@given(st.lists(anything | nasty | st.sampled_from(["a.pdf", "A.PDF", "a 2.pdf", "é.pdf", "e\u0301.pdf"]), max_size=15))
def test_many_files_get_names_of_their_own(texts: list[str]) -> None:
    """Whatever members call their files, each finds a name that no other file has, in few steps."""
    taken: list[str] = []
    for text in texts:
        wanted = safe_name(text)
        name, number = wanted, 1
        while any(same_name(name, other) for other in taken):
            number += 1
            name = next_name(wanted, number)
        check_valid(name)
        assert number <= len(taken) + 1
        taken.append(name)

    assert len({name.casefold() for name in taken}) == len(taken)


@given(st.text("abcdefghij", min_size=1, max_size=300), st.sampled_from([".pdf", ".docx", ".mp4", ".JPEG"]))
def test_the_extension_is_kept(stem: str, extension: str) -> None:
    """However long a name is, one sees what sort of file it is."""
    assert safe_name(stem + extension).endswith(extension)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Capacity assessment template.docx", "Capacity assessment template.docx"),
        ("What is capacity?.pdf", "What is capacity-.pdf"),
        ("Best interests: checklist 2/3.pdf", "Best interests- checklist 2-3.pdf"),
        ("  spaced   out .docx ", "spaced out.docx"),
        ("trailing dots....", "trailing dots"),
        ("...hidden.pdf", "hidden.pdf"),
        ("~$lock owner.docx", "$lock owner.docx"),
        ("CON.pdf", "CON file.pdf"),
        ("com1", "com1 file"),
        ("lpt5.final.pdf", "lpt5 file.final.pdf"),
        ("console.pdf", "console.pdf"),
        ("desktop.ini", "desktop file.ini"),
        ("Desktop.pdf", "Desktop.pdf"),
        ("a_vti_b.pdf", "a-vti-b.pdf"),
        ("???.pdf", "Document.pdf"),
        (".pdf", "Document.pdf"),
        ("", "Document"),
        ("\u202e\u200b", "Document"),
        ("line\nbreak.pdf", "line break.pdf"),
        ("e\u0301tude.pdf", "étude.pdf"),
        ("माहिती.pdf", "माहिती.pdf"),
        ("50% #1 & more.xlsx", "50% #1 & more.xlsx"),
        ("v2.1 final.final", "v2.1 final.final"),
        ("👍.png", "👍.png"),
    ],
)
def test_a_name_stays_near_to_what_it_was(name: str, safe: str) -> None:
    """What can stay stays: spaces, accents, other scripts, signs that SharePoint takes today."""
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    ("name", "number", "following"),
    [
        ("a.docx", 2, "a 2.docx"),
        ("a 2.docx", 3, "a 2 3.docx"),
        ("no extension", 2, "no extension 2"),
        (f"{'x' * 115}.docx", 12, f"{'x' * 112} 12.docx"),
    ],
)
def test_a_number_makes_the_next_name(name: str, number: int, following: str) -> None:
    """The number stands before the extension; a long name gives way to it."""
    assert next_name(name, number) == following


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("a.pdf", "A.PDF", True), ("é.pdf", "e\u0301.pdf", True), ("a.pdf", "a.docx", False), ("a.pdf", "a 2.pdf", False)],
)
def test_capitals_make_no_other_name(one: str, other: str, same: bool) -> None:
    """SharePoint holds names for the same that differ in capitals only."""
    assert same_name(one, other) is same


@given(anything | nasty)
@settings(max_examples=30)
def test_a_disk_takes_the_name_too(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Where files go into a folder on disk, the same name is a file in that folder and nowhere else."""
    folder: Path = tmp_path_factory.mktemp("disk")

    (folder / safe_name(text)).write_bytes(b"x")

    assert [path.name for path in folder.iterdir()] == [safe_name(text)]
