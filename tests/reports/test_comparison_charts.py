"""The two bottom lines of several cases: one point and two intervals a case."""

from pathlib import Path

import pytest

import bundlinje
from bundlinje.basics.errors import InputError
from bundlinje.calculation.case_file import case_from_data, read_case
from bundlinje.calculation.comparison import compare
from bundlinje.reports.comparison_charts import compared_bottom_lines

EXAMPLE = Path(bundlinje.__file__).parent / "examples" / "psykose-opus.yaml"


@pytest.fixture
def variants():
    case = read_case(EXAMPLE)
    return [case, case.change({"participants.2027": 80}), case.change({"participants.2027": 20})]


@pytest.mark.parametrize("width", [328, 752])
def test_every_case_has_its_point_and_intervals(variants, width):
    comparison = compare(variants, 200)
    spec = compared_bottom_lines(comparison, "da", width).to_dict(validate=True)
    rows = [row for values in spec["datasets"].values() for row in values]
    points = {(r["text"], r["x"], r["y"]) for r in rows if "colour" in r}
    outcome = variants[0].outcomes[0].id
    assert points == {
        (letter, r.point.net_result, r.point.outcomes[outcome])
        for letter, r in zip("ABC", comparison.results, strict=True)
    }
    across = [(r["x"], r["x2"]) for r in rows if r.get("y2") == r.get("y") and "x2" in r]
    spreads = [result.uncertainty.net_result for result in comparison.results]
    assert across == [(spread.p5, spread.p95) for spread in spreads]
    assert spec["title"]["subtitle"][0].startswith("A: ")


def test_without_draws_only_the_points(variants):
    spec = compared_bottom_lines(compare(variants, 0), "en", 752).to_dict()
    assert not any("x2" in row for values in spec["datasets"].values() for row in values)


def test_cases_without_a_common_outcome_are_refused(small, variants):
    other = case_from_data(small, "lille")
    with pytest.raises(InputError, match="no outcome in common"):
        compared_bottom_lines(compare([variants[0], other], 0), "da", 752)
