"""No page of a PDF but the last is half empty, and charts do not become unreadable for it."""

from __future__ import annotations

import pytest

from bundlinje.calculation.case_file import case_from_text
from bundlinje.calculation.comparison import compare
from bundlinje.calculation.engine import calculate
from bundlinje.reports.calculation_report import calculation_report
from bundlinje.reports.comparison_report import comparison_report
from bundlinje.reports.page_fill import LEAST, Page, Place, smaller
from bundlinje.reports.pdf import pdf
from tests.reports.conftest import example_text
from tests.reports.pdf_reading import Pdf
from tests.reports.test_short import FILES

#: Every page but the last is at least this full; headings and small tables are not broken. [1]
FULL_ENOUGH = 0.65
PAGE = Page(100.0, 700.0)


@pytest.mark.parametrize("name", FILES)
def test_pages_of_examples_are_full(name):
    result = calculate(case_from_text(example_text(name), name), 200)
    made = Pdf(pdf(calculation_report(result)))
    assert min(made.filled()[:-1]) > FULL_ENOUGH, made.filled()


def test_pages_of_a_comparison_are_full():
    names = ["ips-job", "psykose-opus", "hjemloeshed-cti"]
    cases = [case_from_text(example_text(name), name) for name in names]
    made = Pdf(pdf(comparison_report(compare(cases, 200))))
    assert min(made.filled()[:-1]) > FULL_ENOUGH, made.filled()


def two_charts(height: float) -> list[Place]:
    """Return a page with a chart, and a page that begins with a chart of this height [pt]."""
    return [
        Place(1, 400.0, "first", 150.0, 200.0),
        Place(2, 100.0 + height + 40.0, "second", 100.0, height),
        Place(2, 600.0),
    ]


def test_a_chart_that_almost_fits_moves_up_and_both_give_the_same():
    moved, found = smaller(two_charts(260.0), {"first": 1.0, "second": 1.0}, PAGE, ())
    assert moved == "second"
    saved = sum(h * (1 - found[c]) for c, h in (("first", 200.0), ("second", 260.0)))
    # 300 are left, and 260 + 40 and the room above are to stand there.
    assert saved >= 24.0
    assert found["first"] == pytest.approx(found["second"])
    assert LEAST <= found["second"] < 1.0


def test_no_chart_becomes_smaller_than_can_be_read():
    assert smaller(two_charts(460.0), {"first": 1.0, "second": 1.0}, PAGE, ()) == ("", {})
    least = {"first": LEAST, "second": LEAST}
    assert smaller(two_charts(270.0), least, PAGE, ()) == ("", {})


def test_a_page_that_is_full_enough_is_left_alone():
    places = [Place(1, 620.0, "first", 150.0, 470.0), Place(2, 240.0, "second", 100.0, 100.0)]
    sizes = {"first": 1.0, "second": 1.0}
    assert smaller(places, sizes, PAGE, ()) == ("", {})
    assert smaller(two_charts(260.0), sizes, PAGE, {"second"}) == ("", {})
