"""Each chart holds the numbers of the result, and is a valid chart at any width."""

import re
from itertools import accumulate, pairwise

import pytest

from bundlinje.reports import chart_style, charts, row_charts
from bundlinje.reports.calculation_report import calculation_report
from bundlinje.reports.content import Chart
from bundlinje.reports.svg import inline_svg
from bundlinje.reports.words import Words

ALL = (
    row_charts.net_result_by_purse,
    row_charts.who_pays_who_gains,
    row_charts.drivers,
    charts.cash_flow,
    charts.cumulated,
    charts.chance_of_plus,
    charts.distribution,
)


def rows(chart):
    """Return every row of data in a chart."""
    found = [row for values in chart.to_dict()["datasets"].values() for row in values]
    assert found
    return found


@pytest.mark.parametrize("draw", ALL, ids=lambda draw: draw.__name__)
@pytest.mark.parametrize("width", [328, 752])
def test_every_chart_follows_the_schema(example, draw, width):
    spec = draw(example, Words(example, "da"), width).to_dict(validate=True)
    assert spec["config"]["locale"]["number"]["decimal"] == ","


def test_the_net_result_by_purse(example):
    words = Words(example, "da")
    found = rows(row_charts.net_result_by_purse(example, words, 752))
    points = {r["payer"]: r["x"] for r in found if "payer" in r and "x2" not in r}
    bars = {r["payer"]: (r["x"], r["x2"]) for r in found if "x2" in r}
    total = points.pop("total", None)
    assert points == {p: example.point.by_payer[p] for p in points}
    assert total == example.point.net_result
    for payer, ends in bars.items():
        drawn = example.uncertainty
        spread = drawn.net_result if payer == "total" else drawn.by_payer[payer]
        assert ends == (spread.p5, spread.p95)


def test_the_cash_flow(example):
    found = rows(charts.cash_flow(example, Words(example, "da"), 752))
    flows = {(r["payer"], r["year"]): r["amount"] for r in found if "payer" in r}
    assert len(flows) == len(row_charts.rows_of_purses(Words(example, "da"))) * example.case.horizon
    for (payer, year), amount in flows.items():
        by_year = example.point.by_year if payer == "total" else example.point.by_payer_year[payer]
        assert amount == by_year[year]
    total = sum(amount for (payer, _), amount in flows.items() if payer != "total")
    assert total == pytest.approx(example.point.net_result)


def test_the_cumulated_result_with_its_fan(example):
    words = Words(example, "da")
    found = [r for r in rows(charts.cumulated(example, words, 752)) if "payer" in r]
    purses = row_charts.rows_of_purses(words)
    assert len(found) == len(purses) * example.case.horizon
    for payer in purses:
        line = [r for r in found if r["payer"] == payer]
        expected = accumulate(charts.flows_of(example, payer))
        for row, amount in zip(line, expected, strict=True):
            spread = example.uncertainty.cumulated[payer][row["year"]]
            assert row["amount"] == pytest.approx(amount)
            assert (row["p5"], row["p25"]) == (spread.p5, spread.p25)
            assert (row["p75"], row["p95"]) == (spread.p75, spread.p95)
        assert line[-1]["amount"] == pytest.approx(row_charts.net_of(example, payer))


def test_who_pays_and_who_gains(example):
    found = rows(row_charts.who_pays_who_gains(example, Words(example, "da"), 752))
    bars: dict[str, list[float]] = {}
    for row in found:
        if "x2" in row:
            bars.setdefault(row["payer"], []).append(row["x2"])
    assert set(bars) == set(Words(example, "da").payers_in_play)
    for payer, (puts_in, gets, ends) in bars.items():
        pocket = example.point.wrong_pocket[payer]
        assert (-puts_in, gets, ends) == (pocket.puts_in, pocket.gets, pocket.net_result)


def test_the_drivers(example):
    found = rows(row_charts.drivers(example, Words(example, "da"), 752))
    bars = [r for r in found if "input" in r]
    drivers = example.uncertainty.drivers[: row_charts.DRIVERS_DRAWN]
    drivers = [driver for driver in drivers if driver.swing >= row_charts.SWING]
    assert [r["x2"] for r in bars] == [end for d in drivers for end in (d.low, d.high)]
    assert {r["x"] for r in bars} == {example.point.net_result}


def test_the_chance_of_a_plus(example):
    found = rows(charts.chance_of_plus(example, Words(example, "da"), 752))
    points = [row for row in found if "payer" in row]
    assert len(points) >= 2 * len(example.case.years)
    for row in points:
        drawn = example.uncertainty.cumulated[row["payer"]][row["year"]]
        assert row["chance"] == drawn.p_positive


def test_a_purse_without_money_yet_has_no_chance(calculated, small):
    later = {**small["consequences"][0], "id": "senere", "quantity": [0, 0, -5]}
    small["consequences"].append({**later, "paid_by": "region"})
    result = calculated(small)
    found = rows(charts.chance_of_plus(result, Words(result, "da"), 752))
    years = [r["year"] for r in found if r.get("payer") == "region"]
    assert years == [2028, 2029]


def test_the_unit_of_panels_is_said_once(example):
    drawn = charts.cash_flow(example, Words(example, "da"), 752).to_dict(validate=False)
    assert drawn["title"]["text"].endswith("kr.")
    assert not [p for p in drawn["concat"] if "kr." in "".join(p["title"])]


def test_the_distribution_is_split_at_zero(example):
    found = charts.bins(example)
    assert sum(row["share"] for row in found) == pytest.approx(1, abs=0.01)
    assert not any(row["low"] < -1e-6 and row["high"] > 1e-6 for row in found)


def test_the_table_of_a_chart_holds_its_numbers(example):
    report = calculation_report(example)
    found = {block.id: block for block in report.blocks if isinstance(block, Chart)}
    net = found["nettoresultat"].table
    last = net.footer or net.rows[-1]
    assert last[1].raw == example.point.net_result
    flow = found["pengestroem"].table
    assert [row[-1].raw for row in flow.rows] == list(example.point.by_year.values())


def test_charts_of_strange_results(calculated, small):
    small["horizon"] = 1
    small["consequences"] = []
    small["costs"][0]["amount"] = 0
    small["participants"] = {2026: 0}
    for draws in (0, 64):
        result = calculated(small, draws)
        for block in calculation_report(result).blocks:
            if isinstance(block, Chart):
                assert "NaN" not in inline_svg(block, 328)


def test_without_draws_there_are_no_intervals(calculated, small):
    result = calculated(small, 0)
    found = rows(row_charts.net_result_by_purse(result, Words(result, "da"), 752))
    assert not any("x2" in row for row in found)
    ids = {b.id for b in calculation_report(result).blocks if isinstance(b, Chart)}
    assert ids == {"nettoresultat", "vandfald", "pengestroem", "akkumuleret", "betaler-faar"}


def test_danish_numbers_on_the_axes(examples):
    report = calculation_report(examples["ips-job"])
    chart = next(b for b in report.blocks if isinstance(b, Chart) and b.id == "nettoresultat")
    drawn = inline_svg(chart, 752)
    assert re.search(r">−\d+(,\d+)?<", drawn) and "mio.\u00a0kr." in drawn
    assert ">-0" not in drawn and "0.5<" not in drawn


def test_texts_inside_a_chart_are_inert(many):
    report = calculation_report(many)
    for block in report.blocks:
        if isinstance(block, Chart):
            drawn = str(inline_svg(block, 328))
            assert "<script" not in drawn and "<img" not in drawn and "<b>" not in drawn


@pytest.mark.parametrize("payers", [1, 6])
def test_colours_are_fixed_and_differ(many, payers):
    words = Words(many, "da")
    shown = [chart_style.colour(words, payer) for payer in row_charts.rows_of_purses(words)]
    assert len(set(shown)) == len(shown)
    assert chart_style.colour(words, "kommune") == chart_style.BLUE


def test_labels_stand_apart():
    placed = chart_style.apart([10, 12, 99, 100], [20, 20, 30, 20], 100)
    edges = sorted(zip(placed, [20, 20, 30, 20], strict=True))
    for (a, size_a), (b, size_b) in pairwise(edges):
        assert b - a >= (size_a + size_b) / 2 - 1e-9
    assert edges[0][0] - edges[0][1] / 2 >= 0
    assert edges[-1][0] + edges[-1][1] / 2 <= 100


def test_long_words_are_broken_rather_than_cut_off():
    lines = chart_style.wrapped("specialpædagogiskkonsulentbistand", 80)
    assert "".join(lines) == "specialpædagogiskkonsulentbistand"
    assert len(lines) > 1


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-15.4, 16.2, [-10, 0, 10]),
        (0, 1.04, [0, 0.5, 1]),
        (-0.000104, 0, [-0.0001, -0.00005, 0]),
        (-7e9, -1e9, [-6e9, -4e9, -2e9]),
    ],
)
def test_ticks_are_round_and_hold_zero(low, high, expected):
    assert chart_style.ticks(low, high, 3) == pytest.approx(expected)


def test_names_of_purses_can_be_read_on_white(many):
    words = Words(many, "da")

    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    for payer in many.case.payers:
        assert 1.05 / (light(chart_style.text_colour(words, payer)) + 0.05) >= 4.5, payer
