"""Tables of the Word document: data, key figures and the facts of an assumption."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bundlinje.reports.content import Assumption, Cell, Column, Figures, Table
from bundlinje.reports.printed import ROOM, column_widths
from bundlinje.reports.word_parts import element
from bundlinje.reports.word_styles import SOFT, TABLE_TEXT, text_width

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

LINE, TINT = "C9D0D8", "F3F6F9"
#: Key figures side by side.
ACROSS = 3
#: Share of the width that the labels of facts take.
LABELS = 0.26
#: Columns of numbers are as wide as the widest where they then fit into this. [characters]
EVEN = 56
#: Up to this many rows a table stands on one page.
TOGETHER = 14
#: A column of numbers is at least this wide. [characters]
LEAST_NUMBER = 9
#: Room between two columns. [characters]
PADDING = 4


def add_table(document: WordDocument, table: Table) -> None:
    """Add a table whose header is repeated on every page, with numbers to the right."""
    from docx.enum.table import WD_ALIGN_VERTICAL

    rows = [*table.rows, *(() if table.footer is None else (table.footer,))]
    made = _made(document, 1 + len(rows), _shares(table))
    for cell, column in zip(made.rows[0].cells, table.columns, strict=True):
        _write(cell, _header(column), column, bold=True)
        cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
        _edge(cell, "bottom", SOFT, 8)
    _repeat(made.rows[0])
    for at, row in enumerate(rows, 1):
        total = table.footer is not None and at == len(rows)
        _row(made.rows[at], row, table.columns, total)
    if len(rows) <= TOGETHER:
        _keep_together(made)
    _space_after(document)


def _keep_together(made: Any) -> None:
    """Let no page end inside a table."""
    for row in made.rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _row(made: Any, row: tuple[Cell, ...], columns: tuple[Column, ...], total: bool) -> None:
    _together(made)
    for cell, value, column in zip(made.cells, row, columns, strict=True):
        _write(cell, value.text, column, bold=total)
        if total:
            _edge(cell, "top", SOFT, 8)


def _header(column: Column) -> str:
    return f"{column.header} ({column.unit})" if column.unit else column.header


def add_figures(document: WordDocument, block: Figures) -> None:
    """Add key figures side by side: name, value and a word of explanation in each cell."""
    from docx.shared import Pt

    figures = block.figures
    lines = -(-len(figures) // ACROSS)
    made = _made(document, lines, [1.0] * ACROSS)
    for at, figure in enumerate(figures):
        cell = made.rows[at // ACROSS].cells[at % ACROSS]
        cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=TINT))
        paragraph = cell.paragraphs[0]
        paragraph.style = document.styles[TABLE_TEXT]
        paragraph.add_run(figure.label)
        value = cell.add_paragraph(style=TABLE_TEXT).add_run(figure.value.text)
        value.bold = True
        value.font.size = Pt(13)
        if figure.explanation:
            cell.add_paragraph(figure.explanation, style=TABLE_TEXT)
    for row in made.rows:
        _together(row)
    _space_after(document)


def add_facts(document: WordDocument, item: Assumption) -> None:
    """Add the facts of an assumption, a row each."""
    if not item.facts:
        return
    made = _made(document, len(item.facts), [LABELS, 1 - LABELS])
    for row, fact in zip(made.rows, item.facts, strict=True):
        _together(row)
        for cell, text in zip(row.cells, (fact.label, fact.value.text), strict=True):
            _write(cell, text, Column("", align="left"))
    _space_after(document)


def _made(document: WordDocument, rows: int, shares: list[float]) -> Any:
    from docx.shared import Emu

    made = document.add_table(rows, len(shares))
    made.style = document.styles["Table Grid"]
    made.autofit = False
    _lines(made)
    whole = text_width(document)
    widths = [Emu(round(whole * share / sum(shares))) for share in shares]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for row in made._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = width
    return made


def _shares(table: Table) -> list[float]:
    """Return how wide the columns are: what they need, and what is left to the long texts."""
    needed = column_widths(table)
    numbers = [w for w, c in zip(needed, table.columns, strict=True) if c.align == "right"]
    if numbers and max(numbers) * len(numbers) <= EVEN:
        # Columns of one width are easier to read across.
        needed = [
            max(*numbers, LEAST_NUMBER) if c.align == "right" else w
            for w, c in zip(needed, table.columns, strict=True)
        ]
    wanted = [
        0
        if column.align == "right"
        else max(0, max((len(row[at].text) for row in table.rows), default=0) - needed[at])
        for at, column in enumerate(table.columns)
    ]
    left = max(ROOM - sum(needed) - PADDING * len(needed), 0)
    # Where nobody wants what is left, the first column takes it.
    whole = sum(wanted)
    given = [left * want / whole for want in wanted] if whole else [left, *[0] * len(needed)]
    return [need + PADDING + more for need, more in zip(needed, given, strict=False)]


def _write(cell: Any, text: str, column: Column, bold: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = cell.paragraphs[0]
    # By its id: looking the style up for every cell takes longer than all the rest.
    paragraph._p.style = TABLE_TEXT.replace(" ", "")
    paragraph.add_run(text).bold = bold or None
    if column.align == "right":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _lines(table: Any) -> None:
    """Draw thin lines between rows and none between columns."""
    borders = element("w:tblBorders")
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
        kind = "single" if edge in ("bottom", "insideH") else "nil"
        borders.append(element(f"w:{edge}", val=kind, sz="4", space="0", color=LINE))
    properties = table._tbl.tblPr
    # The first column's text starts where the text around the table does.
    indent = element("w:tblInd", w="108", type="dxa")
    properties.insert_element_before(
        indent, "w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"
    )
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def _edge(cell: Any, side: str, colour: str, size: int) -> None:
    borders = element("w:tcBorders")
    borders.append(element(f"w:{side}", val="single", sz=str(size), space="0", color=colour))
    properties = cell._tc.get_or_add_tcPr()
    properties.insert_element_before(borders, "w:shd", "w:vAlign")


def _repeat(row: Any) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(element("w:cantSplit"))
    properties.append(element("w:tblHeader"))


def _together(row: Any) -> None:
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def _space_after(document: WordDocument) -> None:
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = Pt(6)
