"""The short report: one page for every example, and the same answer as the full one."""

from __future__ import annotations

from importlib import resources

import pytest

from bundlinje.calculation.case_file import case_from_text
from bundlinje.calculation.engine import calculate
from bundlinje.reports.answer import answer
from bundlinje.reports.calculation_report import calculation_report
from bundlinje.reports.content import BulletList, Paragraph
from bundlinje.reports.html import html
from bundlinje.reports.pdf import pdf
from bundlinje.reports.words import Words
from tests.reports.conftest import example_text
from tests.reports.pdf_reading import Pdf, flat
from tests.reports.test_content import ENGLISH, own_texts

FILES = sorted(
    file.name.removesuffix(".yaml")
    for file in (resources.files("bundlinje") / "examples").iterdir()
    if file.name.endswith(".yaml")
)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", FILES)
def test_every_example_fits_on_one_page(name, language):
    result = calculate(case_from_text(example_text(name), name), 100)
    made = Pdf(pdf(calculation_report(result, language, "short")))
    assert made.pages == 1
    assert flat(answer(Words(result, language))) in made.text
    assert flat(calculation_report(result, language).citation) in made.text


def test_a_case_with_many_purses_and_long_names_fits_too(many):
    assert Pdf(pdf(calculation_report(many, "da", "short"))).pages == 1


def test_without_draws_it_says_so(small, calculated):
    text = Pdf(pdf(calculation_report(calculated(small, 0), "da", "short"))).text
    assert "Usikkerheden er ikke beregnet" in text


def test_it_names_what_has_no_source(small, calculated):
    report = calculation_report(calculated(small), "da", "short")
    lists = [block for block in report.blocks if isinstance(block, BulletList)]
    texts = ["".join(span.text for span in entry) for entry in lists[-1].entries]
    assert any("Team" in text and "uden kilde" in text.lower() for text in texts), texts


def test_a_study_in_two_records_is_named_once():
    name = "skole-ekstra-voksen"
    result = calculate(case_from_text(example_text(name), name), 0)
    (line,) = [
        block.text
        for block in calculation_report(result, "da", "short").blocks
        if isinstance(block, Paragraph) and "Studie: " in block.text
    ]
    named = line.split("Studie: ")[1].rstrip(".").split("; ")
    assert len(named) == len(set(named)) == 1


def test_as_html_it_has_no_contents(example):
    page = html(calculation_report(example, "da", "short"))
    assert "<nav" not in page
    assert page.count("<figure") == 1


def test_html_prints_on_one_page(browser, example, tmp_path):
    file = tmp_path / "kort.html"
    file.write_text(html(calculation_report(example, "da", "short")), "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    assert Pdf(page.pdf(format="A4", prefer_css_page_size=True)).pages == 1
    page.close()


def test_no_english_in_a_short_danish_report(example):
    own = own_texts(example.case)
    text = Pdf(pdf(calculation_report(example, "da", "short"))).text
    assert not [word for word in ENGLISH.findall(text) if word.lower() not in own]
