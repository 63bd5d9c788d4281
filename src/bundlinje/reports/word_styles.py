"""The styles, page and metadata of the Word document."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from bundlinje.reports.content import Report, Tone
from bundlinje.reports.print_words import PRINT_WORDS
from bundlinje.reports.word_parts import add_field, set_language, shade, side_line

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.shared import Length as Distance

NOTE = "Note"
ANSWER = "Answer"
WARNING = "Warning"
#: The style inside tables, and that of the mark that an assumption has no source.
TABLE_TEXT = "Table Text"
UNSOURCED = "Unsourced"
TONES: dict[Tone, str] = {
    "plain": "Body Text",
    "answer": ANSWER,
    "note": NOTE,
    "warning": WARNING,
}
TYPEFACE = "Arial"
INK, SOFT, ACCENT, WARN = "1B1F24", "4B535C", "0B5394", "8A4B00"
#: The longest property that Word takes. [characters]
LONGEST = 255
#: A4 and its margins [mm].
WIDTH, HEIGHT = 210, 297
#: The same for every document, so that the same report gives the same bytes.
TIME = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def set_styles(document: WordDocument, report: Report) -> None:
    """Set page, styles, language, footer and metadata."""
    short = report.length == "short"
    _page(document, short)
    _metadata(document, report)
    size = 8.5 if short else 10.5
    styles = document.styles
    normal = styles["Normal"]
    _type(normal, size, INK)
    set_language(document, "da-DK" if report.language == "da" else "en-GB")
    tight = 0.5 if short else 1.0
    for name, points, before, after, colour in (
        ("Title", size * 1.9, 0, 8, INK),
        ("Heading 1", size * 1.45, 20, 6, INK),
        ("Heading 2", size * 1.15, 14, 4, INK),
        ("Heading 3", size, 10, 3, INK),
    ):
        style = styles[name]
        heading = not (short and name == "Heading 1")
        _type(style, points if heading else size * 1.15, colour, bold=True)
        _spacing(style, before * tight, after * tight, keep=True)
    _plain_title(styles["Title"])
    _spacing(styles["Body Text"], 0, 6 * tight)
    _spacing(styles["List Bullet"], 0, 3 * tight)
    caption = styles["Caption"]
    _type(caption, size * 0.92, INK, bold=True)
    caption.font.italic = False
    _spacing(caption, 12 * tight, 4, keep=True)
    _own(document, NOTE, size * 0.9, SOFT, 0, 6 * tight)
    _own(document, ANSWER, size * 1.2, INK, 6, 10 * tight)
    side_line(styles[ANSWER], ACCENT)
    _own(document, WARNING, size, INK, 4, 8)
    side_line(styles[WARNING], "E0A030")
    shade(styles[WARNING], "FFF6E5")
    _own(document, "Figure", size, INK, 0, 4, keep=True)
    _own(document, UNSOURCED, size * 0.92, WARN, 2, 6, bold=True)
    _own(document, TABLE_TEXT, 8.5 if short else 9, INK, 1.5, 1.5)
    if not short:
        _footer(document, report)


def text_width(document: WordDocument) -> Distance:
    """Return the width between the margins."""
    from docx.shared import Emu

    section = document.sections[0]
    assert section.page_width and section.left_margin and section.right_margin
    return Emu(section.page_width - section.left_margin - section.right_margin)


def _page(document: WordDocument, short: bool) -> None:
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
    side, edge = (Mm(18), Mm(11)) if short else (Mm(25), Mm(23))
    section.left_margin = section.right_margin = side
    section.top_margin = section.bottom_margin = edge
    section.footer_distance = Mm(8) if short else Mm(12)


def _metadata(document: WordDocument, report: Report) -> None:
    properties = document.core_properties
    properties.title = report.title[:LONGEST]
    properties.author = properties.last_modified_by = report.meta["software"][:LONGEST]
    properties.language = "da-DK" if report.language == "da" else "en-GB"
    keywords = ", ".join(f"{name} {value}" for name, value in report.meta.items())
    properties.keywords = keywords[:LONGEST]
    properties.comments = ""
    properties.created = properties.modified = TIME
    properties.revision = 1


def _type(style: Any, size: float, colour: str, bold: bool | None = None) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name = TYPEFACE
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    style.font.size = Pt(round(size * 2) / 2)
    style.font.color.rgb = RGBColor.from_string(colour)
    if bold is not None:
        style.font.bold = bold


def _spacing(style: Any, before: float, after: float, keep: bool = False) -> None:
    from docx.shared import Pt

    form = style.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.line_spacing = 1.1
    form.keep_with_next = keep


def _plain_title(style: Any) -> None:
    """Take away the line under the title of the template."""
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _own(
    document: WordDocument,
    name: str,
    size: float,
    colour: str,
    before: float,
    after: float,
    keep: bool = False,
    bold: bool | None = None,
) -> None:
    from docx.enum.style import WD_STYLE_TYPE

    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    _type(style, size, colour, bold)
    _spacing(style, before, after, keep)


def _footer(document: WordDocument, report: Report) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles[NOTE]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    page, of = (PRINT_WORDS[key].to(report.language) for key in ("page", "of"))
    paragraph.add_run(f"{page} ")
    add_field(paragraph, "PAGE", "1")
    paragraph.add_run(f" {of} ")
    add_field(paragraph, "NUMPAGES", "1")
