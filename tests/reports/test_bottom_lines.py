"""The two bottom lines: the draws stay joint, the quadrants are named rightly and add up."""

import numpy as np
import pytest

from bundlinje.basics.errors import InputError
from bundlinje.reports import bottom_lines
from bundlinje.reports.calculation_report import calculation_report
from bundlinje.reports.content import Chart
from bundlinje.reports.words import Words

WELLBEING = {"id": "who5", "label": "WHO-5", "unit": "point", "per": "success", "quantity": [10]}


def drawn(result, width=752):
    """Return the chart as data."""
    outcome = result.case.outcomes[0]
    chart = bottom_lines.two_bottom_lines(result, Words(result, "da"), outcome, width)
    return chart.to_dict(validate=True)


def rows(result):
    return [row for values in drawn(result)["datasets"].values() for row in values]


@pytest.mark.parametrize("width", [328, 752])
def test_the_point_the_intervals_and_the_draws(example, width):
    found = rows(example)
    outcome = example.case.outcomes[0]
    point = (example.point.net_result, example.point.outcomes[outcome.id])
    assert [(r["x"], r["y"]) for r in found if "colour" in r] == [point]
    across, along = (r for r in found if "x2" in r and "y2" in r)
    spread = example.uncertainty
    assert (across["x"], across["x2"]) == (spread.net_result.p5, spread.net_result.p95)
    people = spread.outcomes[outcome.id]
    assert (along["y"], along["y2"]) == (people.p5, people.p95)
    dots = {(r["x"], r["y"]) for r in found if r.keys() == {"x", "y"} and r["x"] is not None}
    pairs = set(zip(example.draws.net_result, example.draws.outcomes[0], strict=True))
    assert dots <= pairs and 0 < len(dots) <= bottom_lines.SHOWN


def test_the_quadrants_share_out_all_draws(example):
    words = Words(example, "da")
    found = bottom_lines.quadrants(example, words, example.case.outcomes[0])
    assert sum(quadrant.share for quadrant in found) == pytest.approx(1)
    plus = sum(quadrant.share for quadrant in found if quadrant.right)
    assert plus == pytest.approx(example.uncertainty.net_result.p_positive)


def test_what_is_good_for_both_shows_as_correlation(calculated, small):
    small["outcomes"] = [WELLBEING]
    result = calculated(small)
    # Money and well-being both follow the one uncertain effect, and nothing else.
    pairs = bottom_lines.pairs(result, result.case.outcomes[0])
    assert bottom_lines.correlation(pairs) == pytest.approx(1)
    assert bottom_lines.correlation(pairs * [[1], [0]]) is None
    assert bottom_lines.correlation(pairs[:, :1]) is None


@pytest.mark.parametrize(
    ("change", "side"),
    [
        ({}, 1),
        ({"quantity": [-3]}, -1),
        ({"quantity": [0]}, 0),
        ({"per": "participant"}, 0),
        ({"per": "participant", "better": "more"}, 1),
        ({"better": "less"}, -1),
    ],
)
def test_which_side_is_better(calculated, small, change, side):
    small["outcomes"] = [WELLBEING | change]
    outcome = calculated(small, 0).case.outcomes[0]
    assert bottom_lines.better(outcome) == side


def test_less_is_at_the_top_where_less_is_better(calculated, small):
    small["outcomes"] = [WELLBEING | {"quantity": [-3]}]
    result = calculated(small)
    words = Words(result, "da")
    best = max(
        bottom_lines.quadrants(result, words, result.case.outcomes[0]), key=lambda q: q.share
    )
    assert best.name == "Bedre for borgerne, sparer penge"
    (ends,) = {
        tuple(layer["encoding"]["y"]["scale"]["range"])
        for layer in drawn(result)["layer"]
        if "scale" in layer["encoding"].get("y", {})
    }
    assert ends[0] < ends[1]


def test_where_no_side_is_known_to_be_better_none_is_claimed(calculated, small):
    small["outcomes"] = [WELLBEING | {"per": "participant"}]
    result = calculated(small, 0)
    text = str(drawn(result))
    assert "Tallet stiger" in text and "borgerne" not in text


def test_harm_is_named_as_harm(calculated, small):
    small["effect"] = {"goal": "Job", "difference": -0.2, "without": 0.5}
    small["outcomes"] = [WELLBEING]
    result = calculated(small)
    found = bottom_lines.quadrants(result, Words(result, "da"), result.case.outcomes[0])
    (only,) = (quadrant for quadrant in found if quadrant.share)
    assert only.name == "Værre for borgerne, koster penge"


def test_without_draws_only_the_point(calculated, small):
    small["outcomes"] = [WELLBEING]
    result = calculated(small, 0)
    found = rows(result)
    assert not any(row.keys() == {"x", "y"} or "x2" in row for row in found)
    assert "%" not in str(found)


def test_thinning_is_even_and_the_same_every_time():
    draws = np.arange(2 * 1001, dtype=float).reshape(2, -1)
    found = bottom_lines.thinned(draws)
    assert found.shape == (2, 251)
    assert set(np.diff(found[0])) == {4}
    assert bottom_lines.thinned(draws[:, :7]).shape == (2, 7)


def test_the_table_and_the_description_say_the_same(example):
    blocks = calculation_report(example).blocks
    chart = next(b for b in blocks if isinstance(b, Chart) and b.id == "to-bundlinjer")
    assert chart.table.rows[0][1].raw == example.point.net_result
    assert chart.table.rows[1][1].raw == example.point.outcomes[example.case.outcomes[0].id]
    for name, share, *_ in chart.table.rows[2:]:
        assert f"{name.text} {share.text}" in chart.description


def test_a_direction_that_is_none_is_refused(calculated, small):
    small["outcomes"] = [WELLBEING | {"better": "mere"}]
    with pytest.raises(InputError) as error:
        calculated(small, 0)
    (problem,) = error.value.problems
    assert "better" in str(problem) and "more" in str(problem)
