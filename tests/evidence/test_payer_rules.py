"""Dated payer rules: what holds on a date, and what must be asked for."""

import datetime

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.evidence.knowledge import Knowledge, lookup, shared
from bundlinje.evidence.payer_rules import read_payer_rule

HALF = {"stat": 0.5, "kommune": 0.5}


def test_the_refund_ladder_runs_from_80_to_20_per_cent():
    steps = lookup("refund/benefit-ladder").at("2026-05-01").weeks
    assert [(last, shares["stat"]) for last, shares in steps] == [
        (4, 0.8), (26, 0.4), (52, 0.3), (None, 0.2),
    ]  # fmt: skip


def test_before_the_ladder_is_not_known():
    with pytest.raises(InputError, match="known from 1 January 2016"):
        lookup("refund/benefit-ladder").at("2015-12-31")


@pytest.mark.parametrize(
    ("date", "days"),
    [("2023-09-30", None), ("2023-10-01", 120), ("2026-03-31", 120), ("2026-04-01", 90)],
)
def test_shelter_days_are_refunded_up_to_a_limit_that_changes(date, days):
    thresholds = lookup("refund/shelter-110").at(date).thresholds
    assert thresholds[0] == (0, HALF)
    assert [start for start, _ in thresholds[1:]] == ([] if days is None else [days])


def test_both_readings_of_the_shelter_date_are_kept():
    assert lookup("refund/shelter-110").at("2026-02-01").thresholds[1][0] == 120
    assert lookup("refund/shelter-110-agreement").at("2026-02-01").thresholds[1][0] == 90


def test_central_refund_is_known_to_2022_and_asked_for_after():
    rule = lookup("refund/central-refund-adults")
    value = rule.at(datetime.date(2022, 6, 1))
    assert [start for start, _ in value.thresholds] == [0, 860000, 1680000, 2120000]
    assert value.thresholds[-1][1] == {"stat": 0.75, "kommune": 0.25}
    assert value.price_year == 2022
    assert rule.pool
    with pytest.raises(InputError) as error:
        rule.at("2026-01-01")
    assert "to 31 December 2022" in error.value.to("en")
    assert "Nothing is extrapolated" in error.value.to("en")
    assert "payer_rules/central-refund-adults.yaml" in error.value.to("da")


def test_health_co_financing_gives_the_municipality_nothing_at_the_margin():
    for date in ("2019-01-01", "2026-12-31", "2027-06-01"):
        assert lookup("refund/health-co-financing").at(date).shares["kommune"] == 0


def test_a_rule_repeats_the_rates_that_it_is_made_of():
    """The same number stands as a rate and in a rule: they must agree."""
    for rule in shared().all("payer_rules"):
        for id in rule.rates:
            rate = shared().lookup(f"rates/{id}")
            if rate.unit == "percent":
                numbers = [rate.value / 100, 1 - rate.value / 100]
                stated = _shares(rule)
                assert any(abs(n - s) < 1e-9 for n in numbers for s in stated), id
            elif rate.unit in ("dkk_per_year", "days_per_year") and "boern" not in id:
                starts = [start for value in rule.values for start, _ in value.thresholds]
                assert rate.value in starts, id


def _shares(rule):
    for value in rule.values:
        yield from value.shares.values()
        for _, shares in (*value.weeks, *value.thresholds):
            yield from shares.values()


def test_an_unknown_rule_names_the_nearest():
    with pytest.raises(InputError, match="Did you mean shelter-110"):
        lookup("refund/shelter-101")


def test_the_user_can_give_later_thresholds(tmp_path):
    folder = tmp_path / "payer_rules"
    folder.mkdir()
    (folder / "central-refund-adults.yaml").write_text(
        """
id: central-refund-adults
title: {da: Central refusion, en: Central refund}
kind: brackets
payers: [stat, kommune]
unit: kr.
pool: true
values:
  - from: 2026-01-01
    to: 2026-12-31
    price_year: 2026
    thresholds: [[0, {kommune: 1}], [1000000, {stat: 0.25, kommune: 0.75}]]
    source: serviceloven-176-2022-niveau
""",
        "utf-8",
    )
    rule = Knowledge([tmp_path]).lookup("refund/central-refund-adults")
    assert rule.at("2026-05-01").thresholds[1][0] == 1000000


HEAD = """
id: {id}
title: {{da: Regel, en: Rule}}
kind: {kind}
payers: [stat, kommune]
unit: kr.
values:
"""


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("flat", "  - {from: 2020-01-01, to: null, shares: {stat: 0.5, kommune: 0.4}, source: a}",
         "sum to 0.9"),
        ("flat", "  - {from: 2020-01-01, to: null, shares: {stat: 0.5, region: 0.5}, source: a}",
         "unknown key"),
        ("flat", "  - {from: 2020-13-01, to: null, shares: {stat: 1}, source: a}",
         "a date such as"),
        ("flat", "  - {from: 2020-01-01, to: 2019-01-01, shares: {stat: 1}, source: a}", "before"),
        ("flat", "  - {from: 2020-01-01, to: null, shares: {stat: 1}}", "source: is missing"),
        ("flat", "  - {from: 2020-01-01, to: null, weeks: [[null, {stat: 1}]], source: a}",
         "does not belong"),
        ("ladder", "  - {from: 2020-01-01, to: null, weeks: [[4, {stat: 1}]], source: a}",
         "null as the last step"),
        ("ladder",
         "  - {from: 2020-01-01, to: null, weeks: [[9, {stat: 1}], [4, {stat: 1}], "
         "[null, {stat: 1}]], source: a}", "rising thresholds"),
        ("brackets", "  - {from: 2020-01-01, to: null, thresholds: [[5, {stat: 1}]], source: a}",
         "0 as first threshold"),
        ("brackets", "  - {from: 2020-01-01, to: null, thresholds: [[0]], source: a}", "pairs of"),
        ("flat",
         "  - {from: 2020-01-01, to: null, shares: {stat: 1}, source: a}\n"
         "  - {from: 2021-01-01, to: null, shares: {stat: 1}, source: a}", "must not overlap"),
        ("flat", "  - {from: 2020-01-01, untl: null, shares: {stat: 1}, source: a}",
         "unknown key"),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_refused_with_its_place(tmp_path, kind, values, expected):
    path = tmp_path / "rule.yaml"
    path.write_text(HEAD.format(id="rule", kind=kind) + values + "\n", "utf-8")
    with pytest.raises(InputError, match=expected) as error:
        read_payer_rule(path)
    assert str(path) in error.value.to("da")


def test_a_rules_id_is_its_files_name(tmp_path):
    path = tmp_path / "rule.yaml"
    values = "  - {from: 2020-01-01, to: null, shares: {stat: 1}, source: a}\n"
    path.write_text(HEAD.format(id="other", kind="flat") + values, "utf-8")
    with pytest.raises(InputError, match="expected the file's name 'rule'"):
        read_payer_rule(path)
