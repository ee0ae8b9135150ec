"""What goes into a file that people open in a spreadsheet: rows of text and numbers, in which text stays text.

Escaping follows OWASP (“CSV Injection”) and RFC 4180.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from community.people import Model
from community.privacy import clean

Cell = str | int | float | None
"""Text, a number, or nothing."""

CELL_LIMIT = 32_767
"""What one cell of Excel holds, counted as Excel counts: in UTF-16."""
NAME_LIMIT = 120
CUT = "… (cut)"
_UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML or a spreadsheet cannot hold."""
_BEGINS_A_FORMULA = re.compile(r"\s*[=+\-@\t\r\n＝＋－＠]")
_NOT_IN_A_NAME = re.compile(r"""["*:<>?/\\|#%~&{}\x00-\x1f\x7f-\x9f]""")
"""What SharePoint and OneDrive do not take in a name everywhere."""
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|lock|desktop\.ini|forms|)(\..*)?", re.IGNORECASE | re.ASCII)
"""What is no name at all, or one that means something else."""
_RESERVED = re.compile(r"_vti_", re.IGNORECASE)


class FileForm(StrEnum):
    """What kind of file."""

    WORKBOOK = "xlsx"
    CSV = "csv"


class Table(Model):
    """A table with what is to be known about it. `facts` are (what, value) pairs that stand above it in a workbook."""

    name: str
    """What its sheet is called: 31 characters at most, none of `[]:*?/\\`."""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    facts: tuple[tuple[str, Cell], ...] = ()


class Export(Model):
    """What a file holds. A workbook has a sheet for each table; a CSV holds the last table alone, without its facts."""

    title: str
    """What the file is called, before it is made safe: “Poll - Which topic next? - 22 Nov 2026”."""
    tables: tuple[Table, ...]
    made_at: datetime


def kept_text(text: str) -> str:
    """`text` as a cell can hold it: lines end in one way, without what a spreadsheet chokes on, cut where it is too long."""
    kept = _UNKEEPABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(kept) > CELL_LIMIT // 2 and _units(kept) > CELL_LIMIT:
        room = (CELL_LIMIT - len(CUT)) * 2
        kept = kept.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + CUT
    return kept


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def export_tables(export: Export, form: FileForm) -> bytes:
    """The bytes of a file."""
    if form is FileForm.CSV:
        return as_csv(export.tables[-1])
    from community.workbooks import as_workbook  # only who exports waits for the library

    return as_workbook(export.tables, export.made_at)


def as_csv(table: Table) -> bytes:
    """One table as CSV with a line of column names: UTF-8 with the mark by which Excel knows it, CR LF, text in quotes.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([_csv_cell(column) for column in table.columns])
    writer.writerows([_csv_cell(cell) for cell in row] for row in table.rows)
    return written.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell) -> str | int | float:
    if not isinstance(cell, str):
        return "" if cell is None else cell
    text = kept_text(cell)
    return kept_text(f"'{text}") if _BEGINS_A_FORMULA.match(text) else text


def file_name(title: str, form: FileForm) -> str:
    """A name that SharePoint and OneDrive take, with its ending: never empty, at most `NAME_LIMIT` characters and the ending."""
    kept = _NOT_IN_A_NAME.sub(" ", clean(title).replace("\n", " "))
    kept = re.sub(r"\.{2,}", ".", _RESERVED.sub(" ", kept))
    kept = "".join(letter for letter in kept if letter.isprintable())
    kept = " ".join(kept.split())[: NAME_LIMIT - 10].strip(" .-")
    if _DEVICE.fullmatch(kept):
        kept = f"Export {kept}".strip()
    return f"{kept}.{form.value}"


def rough_size(rows: int, form: FileForm) -> int:
    """About how many bytes a file with so many rows has, for whoever wants to know before it is made."""
    return 60 * rows if form is FileForm.CSV else 6_000 + 30 * rows


def titled(what: str, called: str, day: date) -> str:
    """The title of a file: “Poll - Which topic next - 22 Nov 2026”. `called` is shortened, so that the day stays."""
    name = " ".join(_NOT_IN_A_NAME.sub(" ", clean(called)).split()).rstrip(" .,;!-")
    if len(name) > 60:
        name = name[:60].rsplit(" ", 1)[0].rstrip(" .,;!-")
    return " - ".join(filter(None, [what, name, f"{day:%-d %b %Y}"]))


def moment(at: datetime, zone: str) -> str:
    """A time for a cell, in the community's zone: “2026-10-25 01:30:00+00:00”. The offset tells the hour that comes twice."""
    return at.astimezone(ZoneInfo(zone)).isoformat(sep=" ", timespec="seconds")


def moment_named(at: datetime | None, zone: str) -> str:
    """The same with the name of the zone, or nothing: “2026-11-22 17:00:00+00:00 (Europe/London)”."""
    return f"{moment(at, zone)} ({zone})" if at else ""


def widths(table: Table, most: int = 60) -> Sequence[int]:
    """How wide the columns of a sheet are, in characters."""
    lines = [table.columns, *table.rows, *table.facts]
    count = max((len(line) for line in lines), default=0)
    return [min(most, 2 + max((len(str(line[place] or "")) for line in lines[:200] if place < len(line)), default=0))
            for place in range(count)]  # fmt: skip
