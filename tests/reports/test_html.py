"""The HTML file: whole, self-contained, inert and readable in a browser on a phone and a desk."""

import itertools
import re
from html.parser import HTMLParser

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.calculation.comparison import compare
from bundlinje.reports.calculation_report import calculation_report
from bundlinje.reports.comparison_report import comparison_report
from bundlinje.reports.content import Cell, Column, Table
from bundlinje.reports.html import as_list, html, write_html

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Outline(HTMLParser):
    """Collects the tags of a page and checks that they nest."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.ids = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def outline(text):
    page = Outline()
    page.feed(text)
    assert page.open == []
    return page


def test_the_page_is_well_formed_and_needs_nothing_else(example):
    page = outline(html(calculation_report(example)))
    assert len(page.ids) == len(set(page.ids))
    tags = [tag for tag, _ in page.tags]
    assert not {"script", "link", "img", "iframe"} & set(tags)
    for tag, attributes in page.tags:
        assert "src" not in attributes
        assert not any(name.startswith("on") for name in attributes), tag
    for landmark in ("header", "nav", "main", "footer"):
        assert tags.count(landmark) == 1
    assert tags.count("h1") == 1


def test_charts_have_a_title_a_description_and_a_table(example):
    page = outline(html(calculation_report(example)))
    drawings = [attributes for tag, attributes in page.tags if tag == "svg"]
    assert drawings
    for attributes in drawings:
        assert attributes["role"] == "img"
        assert set(attributes["aria-labelledby"].split()) <= set(page.ids)
    assert [t for t, _ in page.tags].count("details") * 2 == len(drawings)


def test_tables_have_captions_and_scopes(example):
    text = html(calculation_report(example))
    assert text.count("<table") == text.count("<caption>")
    assert not re.search(r"<th(?![^>]*scope=)[ >]", text)


def test_texts_of_the_case_are_inert(many):
    text = html(calculation_report(many))
    page = outline(text)
    assert "&lt;script&gt;" in text and "<b>" not in text and "{{7*7}}" in text
    assert not any(a.get("href", "").startswith("javascript") for _, a in page.tags)


def test_same_result_same_file(example):
    assert html(calculation_report(example)) == html(calculation_report(example))


def test_an_error_leaves_no_file(example, tmp_path):
    with pytest.raises(InputError):
        write_html(example, tmp_path / "mappe" / "r.html", "da")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_in_a_browser(browser, written, many, language, width):
    look(browser, written(many, language), language, width)


@pytest.mark.parametrize("width", [360, 1280])
def test_examples_in_a_browser(browser, written, example, width):
    look(browser, written(example), "da", width)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_comparison_in_a_browser(browser, examples, tmp_path, width):
    cases = [result.case for result in examples.values()]
    path = tmp_path / "sammenligning.html"
    path.write_text(html(comparison_report(compare(cases, 200))), "utf-8")
    look(browser, path, "da", width)


def test_a_table_that_does_not_fit_a_phone_is_a_list():
    names = Column("Kasse", align="left")
    amounts = tuple(Column(f"Beløb {at}", "kr.") for at in range(4))
    row = (Cell("Kommune"), *(Cell("1.234.567", 1234567) for _ in amounts))
    assert as_list(Table("", (names, *amounts), (row,))) == "numbers"
    assert as_list(Table("", (names, *amounts[:2]), (row[:3],))) == ""
    texts = (names, Column("Før", align="left"), Column("Efter", align="left"))
    assert as_list(Table("", texts, (row[:3],))) == "texts"
    # A long word, which does not break, takes the room of a number.
    long = (Cell("Beskæftigelsesforvaltningen"), *row[1:3])
    assert as_list(Table("", (names, *amounts[:2]), (long,))) == "numbers"


def look(browser, path, language, width):
    """Open a page and check what a person would trip over."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    problems = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: problems.append(request.url)
            if not request.url.startswith("file:") else None)  # fmt: skip
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_attribute("html", "lang") == language
    assert page.evaluate("window.broken") is None
    levels = page.eval_on_selector_all("h1,h2,h3,h4,h5", "all => all.map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    shown = page.eval_on_selector_all(
        "figure svg", "all => all.filter(s => s.getBoundingClientRect().width > 0).length"
    )
    assert shown == page.locator("figure").count()
    outside = page.eval_on_selector_all(
        "figure svg",
        """all => all.flatMap(s => { const box = s.getBoundingClientRect();
        if (!box.width) return [];
        return [...s.querySelectorAll('text')].filter(t => t.textContent).map(t =>
        [t.textContent, t.getBoundingClientRect()]).filter(([, r]) =>
        r.left < box.left - 2 || r.right > box.right + 2 || r.bottom > box.bottom + 2)
        .map(([t]) => t); })""",
    )
    assert outside == [], "cut-off labels"
    page.eval_on_selector_all("details", "all => all.forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sideways = page.eval_on_selector_all(
        ".scroll",
        """all => all.filter(s => s.scrollWidth > s.clientWidth + 1)
        .map(s => s.querySelector('caption').textContent)""",
    )
    assert sideways == [] or width > 1000, "tables wider than a phone"
    assert problems == []
    page.close()
