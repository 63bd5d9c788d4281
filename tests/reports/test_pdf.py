"""The PDF: tagged and UA-1, says what the report says, shows the user's texts as they are."""

from __future__ import annotations

import copy
import itertools
from typing import Any

import pytest

from bundlinje.reports.answer import answer
from bundlinje.reports.calculation_report import calculation_report
from bundlinje.reports.content import Chart
from bundlinje.reports.pdf import pdf
from bundlinje.reports.unbroken import unbroken
from bundlinje.reports.word import word
from bundlinje.reports.words import Words
from tests.reports.pdf_reading import Pdf, flat
from tests.reports.test_content import ENGLISH, own_texts

#: Everything that means something in Typst's markup or code.
MARKUP = "#let x = 1 *fed* _kursiv_ $x^2$ <mærke> @kilde =overskrift `kode` \\ // /* [a] {b} ~ --"
KEPT = {"Document", "P", "H1", "H2", "Table", "TH", "TD", "TR", "Figure", "L", "LI", "Link"}


@pytest.fixture(scope="module")
def full(examples) -> dict[str, Pdf]:
    return {name: Pdf(pdf(calculation_report(result))) for name, result in examples.items()}


@pytest.fixture
def made(example, full) -> Pdf:
    return full[example.case.id]


def test_it_is_tagged_and_claims_ua_1(made, example):
    assert made.catalog["/MarkInfo"]["/Marked"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in made.xmp
    assert made.catalog["/Lang"] == "da-DK"
    assert made.catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    info = made.reader.metadata
    assert info is not None
    assert info.title == example.case.title
    assert info.author == example.software
    assert {f"/{kind}" for kind in KEPT} <= made.kinds()


def test_every_figure_says_what_it_shows(made, example):
    charts = [b for b in calculation_report(example).blocks if isinstance(b, Chart)]
    found = [str(tag.get("/Alt", "")) for kind, tag in made.tags() if kind == "/Figure"]
    assert sorted(found) == sorted(f"{c.title}. {c.description}" for c in unbroken(tuple(charts)))


def test_headers_of_tables_are_headers(made):
    for kind, tag in made.tags():
        if kind == "/Table":
            inside = [name for name, _ in _inside(tag)]
            assert "/TH" in inside and "/TR" in inside


def _inside(tag: Any) -> list[tuple[str, Any]]:
    from tests.reports.pdf_reading import _tags

    return list(_tags(tag["/K"]))


def test_no_level_of_headings_is_skipped(made):
    levels = [int(kind[2:]) for kind, _ in made.tags() if kind[:2] == "/H" and kind[2:].isdigit()]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))


def test_the_text_holds_the_answer_and_the_numbers(made, example):
    words = Words(example, "da")
    assert flat(answer(words)) in made.text
    for payer in words.payers_in_play:
        assert words.number(example.point.by_payer[payer]) in made.text
    assert flat(calculation_report(example).citation) in made.text


def test_no_english_in_a_danish_pdf(made, example):
    own = own_texts(example.case)
    found = [word for word in ENGLISH.findall(made.text) if word.lower() not in own]
    # The program's name for itself is the same in both languages.
    assert not found


def test_the_same_report_gives_the_same_bytes(examples):
    report = calculation_report(examples["ips-job"], "da", "short")
    assert pdf(report) == pdf(report)


def test_in_english(examples):
    made = Pdf(pdf(calculation_report(examples["ips-job"], "en")))
    assert made.catalog["/Lang"] == "en-GB"
    assert "Appendix: the numbers behind the figures" in made.text
    assert "Figure 1. " in made.text and "Tabel " not in made.text


def test_markup_in_the_texts_of_a_case_is_shown_as_it_is(small, calculated):
    small["title"] = MARKUP
    small["costs"][0]["label"] = f"Post {MARKUP}"
    small["costs"][0]["evidence"] = ["kilde"]
    small["sources"] = {"kilde": {"title": MARKUP, "url": "https://example.org/a_b*c"}}
    small["notes"] = {"participants": f"= {MARKUP}\n- #panic()"}
    report = calculation_report(calculated(small, 0))
    text = Pdf(pdf(report)).text
    assert text.count(flat(MARKUP)) >= 4
    assert "#panic()" in text


def test_signs_that_no_typeface_has_are_boxes(small, calculated):
    small["description"] = "Smil 😀 og 漢字, men αβγ, Привет, ≤ og √ findes."
    text = Pdf(pdf(calculation_report(calculated(small, 0)))).text
    assert "Smil □ og □□, men αβγ, Привет, ≤ og √ findes." in text


@pytest.mark.parametrize("bad", ["\a", "\0", "\x0b", "\ud800", "\uffff"])
def test_signs_that_no_file_may_hold_are_boxes(small, calculated, bad):
    small["title"] = small["description"] = f"før{bad}efter"
    report = calculation_report(calculated(small, 0))
    made = Pdf(pdf(report))
    assert made.reader.metadata.title == "før□efter"
    assert made.text.count("før□efter") >= 2
    assert word(report)


def test_a_title_of_any_length(small, calculated):
    small["title"] = "En meget lang titel " * 60
    report = calculation_report(calculated(small, 0))
    assert Pdf(pdf(report)).pages > 1
    assert word(report)


def test_long_words_and_many_purses_stay_on_the_page(many):
    made = Pdf(pdf(calculation_report(many)))
    for page in made.reader.pages:
        right = float(page.mediabox.width)

        def seen(text: str, _: Any, matrix: list[float], *__: Any, right: float = right) -> None:
            if text.strip():
                assert 0 <= matrix[4] <= right

        page.extract_text(visitor_text=seen)
    assert "(del 1 af 2)" in made.text


def test_horizon_of_150_years(small, calculated):
    data = copy.deepcopy(small)
    data["horizon"] = 150
    text = Pdf(pdf(calculation_report(calculated(data, 50)))).text
    assert "2175" in text
