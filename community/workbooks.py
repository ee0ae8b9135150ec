"""Tables as an Excel workbook. The one module that knows the library for it, loaded when somebody exports."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from community.tables import Cell, Table, kept_text, widths


def as_workbook(tables: Sequence[Table], made_at: datetime) -> bytes:
    """A workbook with a sheet for each table. Text is written as text and numbers as numbers: there are no formulas in it."""
    written = io.BytesIO()
    with Workbook(written, {"in_memory": True}) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None)})
        plain, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True})
        for table in tables:
            _write_sheet(book.add_worksheet(table.name), table, plain, bold)
    return written.getvalue()


def _write_sheet(sheet: Worksheet, table: Table, plain: Format, bold: Format) -> None:
    for place, width in enumerate(widths(table)):
        sheet.set_column(place, place, width)
    line = 0
    for what, value in table.facts:
        _write(sheet, line, 0, what, bold)
        _write(sheet, line, 1, value, plain)
        line += 1
    if not table.columns:
        return
    line += 1 if table.facts else 0
    for place, column in enumerate(table.columns):
        _write(sheet, line, place, column, bold)
    if not table.facts:
        sheet.freeze_panes(1, 0)
    for row in table.rows:
        line += 1
        for place, cell in enumerate(row):
            _write(sheet, line, place, cell, plain)


def _write(sheet: Worksheet, line: int, place: int, cell: Cell, style: Format) -> None:
    if cell is None:
        return
    if not isinstance(cell, str):
        sheet.write_number(line, place, cell, style)
        return
    text = kept_text(cell)
    if text.startswith("<r>") and text.endswith("</r>"):
        # The library takes a text of this shape for markup of its own. In two pieces it is escaped like any other.
        sheet.write_rich_string(line, place, text[:1], style, text[1:], style)
    else:
        sheet.write_string(line, place, text, style)
