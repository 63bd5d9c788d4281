"""The Word document: styles, tables, pictures and links that a colleague can go on with."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from bundlinje.reports.answer import answer
from bundlinje.reports.calculation_report import calculation_report
from bundlinje.reports.content import Chart, Table
from bundlinje.reports.printed import printed
from bundlinje.reports.unbroken import unbroken
from bundlinje.reports.word import word
from bundlinje.reports.words import Words
from tests.reports.pdf_reading import Pdf, flat
from tests.reports.test_content import ENGLISH, own_texts
from tests.reports.test_pdf import MARKUP


@pytest.fixture(scope="module")
def contents(examples) -> dict[str, bytes]:
    return {name: word(calculation_report(result)) for name, result in examples.items()}


@pytest.fixture
def content(example, contents) -> bytes:
    return contents[example.case.id]


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def all_text(document) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    links = ["".join(node.itertext()) for node in document.element.iter(qn("w:hyperlink"))]
    return "\n".join([*(p.text for p in document.paragraphs), *cells, *links])


def test_it_says_what_the_report_says(content, example):
    text = flat(all_text(opened(content)))
    words = Words(example, "da")
    assert flat(answer(words)) in text
    for payer in words.payers_in_play:
        assert words.number(example.point.by_payer[payer]) in text
    own = own_texts(example.case)
    assert not [found for found in ENGLISH.findall(text) if found.lower() not in own]


def test_real_styles(content):
    used = {paragraph.style.name for paragraph in opened(content).paragraphs}
    assert {
        "Title", "Heading 1", "Heading 2", "Heading 3", "Body Text", "Caption", "List Bullet",
        "Answer", "Note", "Figure",
    } <= used  # fmt: skip


def test_every_picture_says_what_it_shows(content, example):
    charts = [b for b in calculation_report(example).blocks if isinstance(b, Chart)]
    texts = [shape._inline.docPr.get("descr") for shape in opened(content).inline_shapes]
    assert texts == [f"{chart.title}. {chart.description}" for chart in unbroken(tuple(charts))]


def test_tables_repeat_their_header_and_align_numbers(content, example):
    report = printed(calculation_report(example)).report
    wanted = [block for block in report.blocks if isinstance(block, Table)]
    found = [t for t in opened(content).tables if t.rows[0]._tr.xpath("./w:trPr/w:tblHeader")]
    assert len(found) == len(wanted)
    for table, block in zip(found, wanted, strict=True):
        for at, column in enumerate(block.columns):
            assert table.rows[0].cells[at].text.startswith(column.header)
            # Headers of one line and of two end at the line below them.
            assert table.rows[0].cells[at].vertical_alignment == WD_ALIGN_VERTICAL.BOTTOM
            aligned = table.rows[1].cells[at].paragraphs[0].alignment
            assert (aligned == WD_ALIGN_PARAGRAPH.RIGHT) == (column.align == "right")


def test_language_title_and_footer(content, example):
    document = opened(content)
    assert document.core_properties.title == example.case.title
    assert document.core_properties.language == "da-DK"
    (language,) = document.styles.element.iter(qn("w:lang"))
    assert language.get(qn("w:val")) == "da-DK"
    fields = document.sections[0].footer._element.iter(qn("w:fldSimple"))
    assert [field.get(qn("w:instr")) for field in fields] == ["PAGE", "NUMPAGES"]


def test_nothing_asks_to_be_updated(content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"updateFields" not in parts.read("word/settings.xml")
        assert b"TOC" not in parts.read("word/document.xml")


def test_links_lead_to_places_that_exist(content):
    document = opened(content)
    marks = {m.get(qn("w:name")) for m in document.element.iter(qn("w:bookmarkStart"))}
    links = list(document.element.iter(qn("w:hyperlink")))
    inner = {link.get(qn("w:anchor")) for link in links} - {None}
    assert inner
    assert inner <= marks
    for link in links:
        relation = link.get(qn("r:id"))
        if relation is not None:
            assert document.part.rels[relation].target_ref.startswith(("http://", "https://"))


def test_the_same_report_gives_the_same_bytes(examples):
    report = calculation_report(examples["ips-job"], "da", "short")
    assert word(report) == word(report)


def test_markup_in_the_texts_of_a_case_is_shown_as_it_is(small, calculated):
    small["title"] = f"{MARKUP} &lt; </w:t>"
    small["costs"][0]["label"] = MARKUP
    text = all_text(opened(word(calculation_report(calculated(small, 0)))))
    assert f"{MARKUP} &lt; </w:t>" in text
    assert text.count(MARKUP) >= 3


def converted(content: bytes, folder: Path) -> Pdf:
    """Return the document as LibreOffice prints it; skipped where there is none."""
    office = shutil.which("soffice")
    if office is None:
        if os.environ.get("BUNDLINJE_REQUIRE_ALL") == "1":
            pytest.fail("soffice is not installed")
        pytest.skip("soffice is not installed")
    (folder / "rapport.docx").write_bytes(content)
    subprocess.run(
        [office, f"-env:UserInstallation={(folder / 'profil').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(folder), str(folder / "rapport.docx")],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return Pdf((folder / "rapport.pdf").read_bytes())


def test_libreoffice_prints_it(examples, contents, tmp_path):
    made = converted(contents["ips-job"], tmp_path)
    assert made.pages > 5
    assert flat(answer(Words(examples["ips-job"], "da"))) in made.text
    assert f"Side 1 af {made.pages}" in made.text
    assert made.catalog["/Lang"] == "da-DK"


def test_short_is_one_page_in_libreoffice(examples, tmp_path):
    report = calculation_report(examples["loesladte-uden-tilbagefald"], "da", "short")
    assert converted(word(report), tmp_path).pages == 1
