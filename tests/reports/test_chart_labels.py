"""In a browser no label of a chart is cut off, or stands on a line, a mark or another label."""

import pytest

from bundlinje.calculation.comparison import Comparison, compare
from bundlinje.reports.calculation_report import calculation_report
from bundlinje.reports.comparison_report import comparison_report
from bundlinje.reports.content import Chart
from bundlinje.reports.svg import NARROW, WIDE, inline_svg

#: Returns what is wrong in the charts of a page. A line is as thick as its stroke; letters may
#: reach a little out of their box, and less than `slack` [px] of it is empty anyway.
LOOK = """() => { const slack = 2, found = [];
const box = e => { const r = e.getBoundingClientRect();
    return {left: r.left, right: r.right, top: r.top, bottom: r.bottom}; };
const meet = (a, b) => a.left < b.right - slack && b.left < a.right - slack
    && a.top < b.bottom - slack && b.top < a.bottom - slack;
const thick = e => { const r = box(e), w = +getComputedStyle(e).strokeWidth.replace('px', '') / 2;
    if (r.right - r.left < r.bottom - r.top) { r.left -= w + slack; r.right += w + slack; }
    else { r.top -= w + slack; r.bottom += w + slack; }
    return r; };
for (const svg of document.querySelectorAll('svg')) {
    const frame = box(svg);
    const texts = [...svg.querySelectorAll('text')].filter(t => t.textContent).flatMap(t =>
        t.querySelector('tspan') ? [...t.querySelectorAll('tspan')] : [t]);
    const boxes = texts.map(t => [t.textContent, box(t)]);
    boxes.forEach(([text, r], at) => {
        if (r.left < frame.left - 1 || r.right > frame.right + 1 || r.top < frame.top - 1
            || r.bottom > frame.bottom + 1) found.push('cut off: ' + text);
        for (const [other, o] of boxes.slice(at + 1))
            if (meet(r, o)) found.push(`on each other: ${text} | ${other}`);
    });
    const lines = [...svg.querySelectorAll('line')].filter(e =>
        getComputedStyle(e).stroke !== 'none' && +getComputedStyle(e).opacity > 0);
    const marks = [...lines.map(thick), ...[...svg.querySelectorAll(
        '.mark-rect path, .mark-symbol path')].map(box).filter(r => r.right - r.left < 1000)];
    for (const [text, r] of boxes) for (const mark of marks)
        if (mark.right > mark.left && mark.bottom > mark.top && meet(r, mark))
            found.push(`on a mark: ${text} in ${svg.parentElement.id}`);
} return found; }"""


@pytest.fixture
def problems(browser):
    """Return what is wrong with the labels of the charts of a result."""

    def look(result, language="da"):
        compared = isinstance(result, Comparison)
        made = comparison_report if compared else calculation_report
        charts = [b for b in made(result, language).blocks if isinstance(b, Chart)]
        drawn = "".join(
            f'<div id="{chart.id}" style="width:{width}px">{inline_svg(chart, width)}</div>'
            for chart in charts
            for width in (NARROW, WIDE)
        )
        page = browser.new_page(viewport={"width": 800, "height": 600})
        page.set_content(f"<style>body {{ margin: 0 }} svg {{ width: 100% }}</style>{drawn}")
        found = page.evaluate(LOOK)
        page.close()
        return found

    return look


def test_examples(problems, example):
    assert problems(example) == []


def test_compared_cases(problems, examples, many):
    cases = [result.case for result in (*examples.values(), many)]
    assert problems(compare(cases, 200)) == []


def test_many_purses_with_long_names(problems, many):
    assert problems(many) == []
    assert problems(many, "en") == []


@pytest.mark.parametrize("factor", [1e-4, 1, 1e4, 1e8])
@pytest.mark.parametrize("draws", [0, 200])
def test_tiny_and_huge_amounts_of_one_purse(problems, calculated, small, factor, draws):
    small["costs"][0]["amount"] *= factor
    small["consequences"][0]["price"]["amount"] *= factor
    small["outcomes"] = [
        {"id": "liv", "label": "Trivsel", "unit": "point", "quantity": [factor]},
    ]
    assert problems(calculated(small, draws)) == []


def test_everything_negative(problems, calculated, small):
    small["effect"] = {"goal": "Job", "difference": {"mean": -0.2, "ci95": [-0.3, -0.1]}}
    small["outcomes"] = [{"id": "liv", "label": "Trivsel", "unit": "point", "quantity": [3]}]
    result = calculated(small, 200)
    assert result.point.net_result < 0
    assert problems(result) == []
