"""What goes into a file that people open in a spreadsheet: text stays text, whatever somebody wrote."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.tables import (
    CELL_LIMIT,
    CUT,
    NAME_LIMIT,
    Cell,
    Export,
    FileForm,
    Table,
    export_tables,
    file_name,
    kept_text,
    moment,
    moment_named,
    rough_size,
    titled,
)

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
NASTY = [
    "=1+1", "=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "＋1", "＠x", "'=1", "''",
    '"', '""', '","', "a,b", "a;b", "a\nb", "a\r\nb", "\x00", "=\x00", "a\x0bb", "\x1b[31m", "\ufffe", "\ud800", "",
    "<r><t>x</t></r>", "<r></r>", "<r>&</r>", "<r><t>x</t></r><f>1+1</f>", "<c><f>1+1</f></c>",
    "]]>", "&amp;", "&#10;", "_x0041_", "_x000D_",
    "https://example.org", "mailto:x@example.org", "internal:Sheet1!A1",
    "TRUE", "007", "1e5", "22/11/2026", "  spaces  ", "\u202eevil",
    "😀", "é" * 300, "{=1+1}", "=HYPERLINK(\"https://example.org\")", "\ufeff", "\u200b=1",
]  # fmt: skip
anything = st.text(max_size=60) | st.sampled_from(NASTY) | st.text(alphabet="=+-@\t\r\n<r>/&_x04'\",; ", max_size=20)
cells = anything | st.integers(-(2**53), 2**53) | st.none()


def one_table(*rows: tuple[Cell, ...], facts: tuple[tuple[str, Cell], ...] = ()) -> Table:
    return Table(name="Votes", columns=("Name", "Answer", "Voted"), rows=rows, facts=facts)


def workbook_of(*tables: Table) -> openpyxl.Workbook:
    written = export_tables(Export(title="Poll", tables=tables, made_at=NOW), FileForm.WORKBOOK)
    return openpyxl.load_workbook(io.BytesIO(written))


def csv_of(table: Table) -> bytes:
    return export_tables(Export(title="Poll", tables=(table,), made_at=NOW), FileForm.CSV)


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(st.tuples(cells, cells, cells), max_size=5), fact=anything)
def test_a_workbook_holds_what_was_written_and_no_formulas(rows: list[tuple[Cell, ...]], fact: str) -> None:
    """Whatever people write is read back as the same text, numbers are numbers, and no cell is a formula or a link."""
    sheet = workbook_of(one_table(*rows, facts=(("Question", fact),)))["Votes"]

    found = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=4, max_row=3 + len(rows), max_col=3)]
    wanted = [[kept_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    assert found == wanted
    assert sheet["B1"].value == kept_text(fact)
    for line in sheet.iter_rows():
        for cell in line:
            assert cell.data_type in {"s", "n"}
            assert cell.hyperlink is None
            assert isinstance(cell.value, str) == (cell.data_type == "s")


@pytest.mark.parametrize("text", NASTY)
def test_nothing_in_a_workbook_is_a_formula(text: str) -> None:
    """The XML of every sheet has no formula, whatever somebody wrote, and can be read by a strict reader."""
    table = one_table((text, text, text), facts=((text, text),))
    written = export_tables(Export(title="Poll", tables=(table,), made_at=NOW), FileForm.WORKBOOK)

    with zipfile.ZipFile(io.BytesIO(written)) as book:
        for name in book.namelist():
            tree = ElementTree.fromstring(book.read(name))  # noqa: S314 - nobody else wrote it
            tags = {element.tag.rpartition("}")[2] for element in tree.iter()}
            assert not tags & {"f", "hyperlink", "hyperlinks"}


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.tuples(cells, cells, cells), max_size=5))
def test_a_csv_holds_what_was_written_and_begins_no_formula(rows: list[tuple[Cell, ...]]) -> None:
    """Read by the rules of RFC 4180 it is what was written; what a spreadsheet would take for a formula has an apostrophe."""
    text = csv_of(one_table(*rows)).decode("utf-8-sig")

    read = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert read[0] == ["Name", "Answer", "Voted"]
    for written, found in zip(rows, read[1:], strict=True):
        for cell, kept in zip(written, found, strict=True):
            if not isinstance(cell, str):
                assert kept == ("" if cell is None else str(cell))
                continue
            assert kept in {kept_text(cell), f"'{kept_text(cell)}"}
            assert not re.match(r"\s*[=+\-@\t\r\n＝＋－＠]", kept)


def test_a_csv_opens_right_in_excel() -> None:
    """It begins with the mark of UTF-8, lines end in CR LF, texts are quoted and numbers are not."""
    made = csv_of(one_table(("Zoë", 'says "hi", twice', 3), ("=1", None, "a\nb")))

    assert made == (
        b"\xef\xbb\xbf"
        + '"Name","Answer","Voted"\r\n"Zoë","says ""hi"", twice",3\r\n"\'=1","","a\nb"\r\n'.encode()
    )  # fmt: skip


def test_the_last_table_is_the_csv() -> None:
    """A CSV has one table: the votes of a named poll, or the counts where there are none."""
    export = Export(title="Poll", tables=(one_table(("a", "b", "c")), Table(name="Votes", columns=("Only",))), made_at=NOW)

    assert export_tables(export, FileForm.CSV) == b'\xef\xbb\xbf"Only"\r\n'


def test_a_workbook_has_a_sheet_for_each_table() -> None:
    """What is to be known stands above the counts, and the votes have a sheet of their own."""
    facts = (("Question", "Which topic next?"), ("People who answered", 3))
    results = Table(name="Results", facts=facts, columns=("Option", "Votes"), rows=(("Mentoring", 2),))
    book = workbook_of(results, one_table(("Ben", "Mentoring", "x")))

    assert book.sheetnames == ["Results", "Votes"]
    assert [[cell.value for cell in line] for line in book["Results"].iter_rows()] == [
        ["Question", "Which topic next?"], ["People who answered", 3], [None, None], ["Option", "Votes"], ["Mentoring", 2],
    ]  # fmt: skip
    assert [cell.value for cell in book["Votes"][2]] == ["Ben", "Mentoring", "x"]
    assert book.properties.created == NOW.replace(tzinfo=None)


@pytest.mark.parametrize("letter", ["x", "é", "😀"])
def test_an_endless_text_is_cut_where_excel_would_refuse_it(letter: str) -> None:
    """A cell takes 32,767 characters as Excel counts them; what is longer is cut and says so, in both kinds of file."""
    endless = letter * 40_000
    kept = kept_text(endless)

    assert kept.endswith(CUT)
    assert len(kept.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert kept_text(letter * 16_000) == letter * 16_000
    sheet = workbook_of(one_table((endless, None, None)))["Votes"]
    assert sheet["A2"].value == kept
    assert f'"{kept}"' in csv_of(one_table((endless, None, None))).decode()


@settings(max_examples=300, deadline=None)
@given(text=anything, called=anything)
def test_every_name_is_one_that_sharepoint_takes(text: str, called: str) -> None:
    """Whatever the question is, the name has no sign and no word that SharePoint or OneDrive refuse."""
    for form in FileForm:
        name = file_name(titled(text, called, date(2026, 11, 22)), form)
        stem = name.removesuffix(f".{form.value}")

        assert name.endswith(f".{form.value}")
        assert 0 < len(stem) <= NAME_LIMIT
        assert not set(name) & set('"*:<>?/\\|#%~&{}\r\n\t\0')
        assert stem == stem.strip(" .")
        assert "_vti_" not in name.lower()
        assert ".." not in name
        assert name.isprintable()
        assert stem.upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1", ".LOCK", "DESKTOP.INI", "FORMS"}


def test_a_file_says_what_it_is() -> None:
    """The name holds what it is of, and the day."""
    day = date(2026, 11, 2)

    assert file_name(titled("Poll", "Which topic next?", day), FileForm.WORKBOOK) == "Poll - Which topic next - 2 Nov 2026.xlsx"
    assert file_name(titled("Poll", "MCA: yes/no?", day), FileForm.CSV) == "Poll - MCA yes no - 2 Nov 2026.csv"
    assert file_name(titled("Poll", "word " * 40, day), FileForm.CSV).endswith("word - 2 Nov 2026.csv")
    assert file_name(titled("Poll", "???", day), FileForm.CSV) == "Poll - 2 Nov 2026.csv"
    assert file_name("CON", FileForm.CSV) == "Export CON.csv"


def test_times_are_those_of_the_community() -> None:
    """In its zone, with the offset: the hour that comes twice in October is told apart."""
    summer, winter = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    assert moment(summer, "Europe/London") == "2026-10-25 01:30:00+01:00"
    assert moment(winter, "Europe/London") == "2026-10-25 01:30:00+00:00"
    assert moment_named(winter, "Europe/London") == "2026-10-25 01:30:00+00:00 (Europe/London)"
    assert moment_named(None, "Europe/London") == ""


@pytest.mark.parametrize("rows", [1, 100, 1_000])
def test_a_size_is_near_enough_before_a_file_is_made(rows: int) -> None:
    """What an offer says of a file's size is of the right order."""
    table = one_table(*((f"Member number {row}", "Mentoring", "2026-11-22 17:00:00+00:00") for row in range(rows)))
    for form in FileForm:
        size = len(export_tables(Export(title="Poll", tables=(table,), made_at=NOW), form))
        assert size / 4 < rough_size(rows, form) < size * 4
