"""The report as a Word document that a colleague can go on editing: real styles and tables."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from bundlinje.reports.content import (
    Assumption,
    Block,
    BulletList,
    Chart,
    Figures,
    Paragraph,
    Report,
    Section,
    Span,
    Subheading,
    Table,
)
from bundlinje.reports.print_words import PRINT_WORDS
from bundlinje.reports.printed import APPENDIX, Printed, printed
from bundlinje.reports.svg import png
from bundlinje.reports.word_parts import (
    add_field,
    add_link,
    bookmark,
    describe,
    keep_hyphens,
    link_to_bookmark,
    without_thumbnail,
)
from bundlinje.reports.word_styles import NOTE, TONES, UNSOURCED, set_styles, text_width
from bundlinje.reports.word_tables import add_facts, add_figures, add_table

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

#: Width of a chart [px], so that several stand on a page, and how many pixels of the picture stand
#: for one of them.
PAPER = 720
#: The same on a short report: more of them in the same room make a lower chart.
PAPER_SHORT = 800
SHARPNESS = 3.0


def word(report: Report) -> bytes:
    """Return a report as a Word document (.docx); the same report gives the same bytes."""
    import docx

    document = docx.Document()
    paper = printed(report)
    set_styles(document, paper.report)
    _Writer(document, paper).write()
    keep_hyphens(document)
    without_thumbnail(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return _written_at_one_time(buffer.getvalue())


def _written_at_one_time(content: bytes) -> bytes:
    """Return a zip file with one fixed time for every part of it."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return result.getvalue()


class _Writer:
    def __init__(self, document: WordDocument, paper: Printed) -> None:
        self.document = document
        self.paper = paper
        self.report = paper.report
        self.text = {key: text.to(paper.report.language) for key, text in PRINT_WORDS.items()}

    def write(self) -> None:
        """Write the whole report into the document."""
        self.document.add_paragraph(self.report.title, style="Title")
        self.blocks(self.report.introduction, 1)
        for section in self.report.sections:
            if section.id == APPENDIX:
                self.citation()
            self.section(section)
        if all(section.id != APPENDIX for section in self.report.sections):
            self.citation()

    def citation(self) -> None:
        """Write it before the appendix, as it would stand alone on a page after it."""
        self.document.add_paragraph(self.report.citation, style=NOTE)

    def section(self, section: Section) -> None:
        self.document.add_heading(section.title, 1)
        self.blocks(section.blocks, 2)

    def blocks(self, blocks: tuple[Block, ...], level: int) -> None:
        """Write blocks; subheadings stand at `level`, headings of items one below them."""
        below = level
        for block in blocks:
            match block:
                case Subheading():
                    below = level + 1
                    self.document.add_heading(block.text, level)
                case Paragraph():
                    self.spans(block.spans, TONES[block.tone])
                case BulletList():
                    for entry in block.entries:
                        self.spans(entry, "List Bullet")
                case Figures():
                    add_figures(self.document, block)
                case Table():
                    self.table(block)
                case Chart():
                    self.chart(block)
                case Assumption():
                    self.assumption(block, below)

    def spans(self, spans: tuple[Span, ...], style: str) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        for span in spans:
            if span.link:
                add_link(paragraph, span.text, span.link)
            else:
                paragraph.add_run(span.text)
        return paragraph

    def caption(self, kind: str, number: int, title: str) -> Any:
        """Write a caption whose number is a field, so that it stays right when edited."""
        paragraph = self.document.add_paragraph(style="Caption")
        paragraph.add_run(f"{self.text[kind]} ")
        add_field(paragraph, f"SEQ {self.text[kind]} \\* ARABIC", str(number))
        paragraph.add_run(f". {title}")
        return paragraph

    def table(self, table: Table) -> None:
        caption = self.caption("table", self.paper.numbers[table.id], table.caption)
        bookmark(caption, table.id)
        add_table(self.document, table)

    def chart(self, chart: Chart) -> None:
        self.caption("figure", self.paper.numbers[chart.id], chart.title)
        picture = self.document.add_paragraph(style="Figure")
        width = PAPER_SHORT if self.report.length == "short" else PAPER
        image = io.BytesIO(png(chart, width, SHARPNESS))
        shape = picture.add_run().add_picture(image, width=text_width(self.document))
        describe(shape, chart.title, f"{chart.title}. {chart.description}")
        key = self.document.add_paragraph(chart.key, style=NOTE)
        name = self.paper.behind.get(chart.id, "")
        if name:
            key.add_run(f" {self.text['numbers']} ")
            shown = f"{self.text['table'].lower()} {self.paper.numbers[name]}"
            link_to_bookmark(key, shown, name)
            key.add_run(".")

    def assumption(self, item: Assumption, level: int) -> None:
        self.document.add_heading(item.title, level)
        add_facts(self.document, item)
        for remark in item.notes:
            self.document.add_paragraph(remark, style=NOTE)
        for source in item.sources:
            paragraph = self.spans((source.title,), "List Bullet")
            if source.accessed:
                paragraph.add_run(f" ({self.text['accessed']} {source.accessed})")
            if source.note:
                paragraph.add_run(f". {source.note}")
        if item.unsourced:
            self.document.add_paragraph(item.unsourced, style=UNSOURCED)
