"""A use profile in a case: one joint draw, and what follows from the record."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Text
from bundlinje.calculation.base_change import base_change
from bundlinje.calculation.case_file import case_from_data
from bundlinje.calculation.comparison import compare
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.input_labels import input_label
from bundlinje.calculation.inputs import inputs_of
from bundlinje.cli import main
from bundlinje.evidence.knowledge import shared
from bundlinje.evidence.overlaps import Overlap
from bundlinje.evidence.profile_writing import write_profile
from bundlinje.evidence.profiles import Profile
from tests.profiles import MEAN, SD, covariance, gap, profile, sd_of, service
from tests.small_cases import small_case

REF = "profiles/unge-herberg"
SHELTER = {
    "id": "herberg",
    "quantity": {"ref": REF, "service": "shelter"},
    "price": {"amount": 1500, "price_year": 2019},
    "paid_by": "kommune",
}
WAGE = {
    "id": "loen",
    "quantity": {"ref": REF, "service": "wage"},
    "paid_by": {"kommune": 0.25, "stat": 0.1, "borger": 0.65},
}
LEVELS = {2019: 100, 2023: 100}


def case(*consequences, record: Profile | None = None, knowledge=None, **changes):
    """A case without discounting, index or other uncertainty, for one participant."""
    base = (knowledge or shared()).instead({REF: record or profile()})
    given = {
        "participants": {2026: 1},
        "effect": {"difference": 1.0, "fit": {}},
        "horizon": 8,
        "discounting": {"rate": 0},
        "price_index": LEVELS,
        "costs": [],
        "outcomes": [],
        "consequences": list(consequences) or [SHELTER, WAGE],
    }
    return case_from_data(small_case(**{**given, **changes}), knowledge=base)


def test_what_the_consequence_leaves_out_comes_from_the_record():
    shelter, wage = case().consequences
    assert (shelter.label, shelter.unit) == ("Døgn på herberg", "døgn")
    assert shelter.direction == "expense"
    assert (wage.label, wage.unit, wage.direction) == ("Løn", "kr.", "income")
    assert {shelter.per, wage.per} == {"success"}
    assert [number.mean for number in shelter.quantity.numbers] == list(MEAN[:3])
    assert shelter.lag == wage.lag == 1


def test_amounts_are_in_the_prices_of_the_record():
    wage = case(WAGE, price_index={2019: 100, 2023: 110}).consequences[0]
    assert wage.price.price_year == 2019
    assert wage.price.price_factor == pytest.approx(1.1)
    assert wage.price.amount.numbers[0].mean == 1
    share = case({**WAGE, "price": 0.4}).consequences[0].price
    assert (share.price_year, share.amount.numbers[0].mean) == (2019, 0.4)
    stated = case({**WAGE, "price": {"amount": 1, "price_year": 2023}})
    assert stated.consequences[0].price.price_year == 2023
    assert any("2019 prices" in text.en for text in stated.warnings)


def test_the_point_result_uses_the_means_from_the_first_year_after():
    point = calculate(case(), draws=0).point
    assert point.by_year[2026] == 0
    assert point.by_year[2027] == pytest.approx(90 * 1500 + 0.35 * 12000)
    assert point.by_year[2029] == pytest.approx(40 * 1500 + 0.35 * 8000)
    assert point.by_year[2030] == 0


def test_label_lag_and_times_of_the_case_go_first():
    own = {**SHELTER, "label": "Herberg", "lag": 0, "unit": " Døgn "}
    own["quantity"] = {**SHELTER["quantity"], "times": "-1/2"}
    (change,) = case(own).consequences
    assert (change.label, change.lag) == ("Herberg", 0)
    assert [number.mean for number in change.quantity.numbers] == [45.0, 30.0, 20.0]
    assert calculate(case(own), 0).point.by_year[2026] == -45 * 1500
    assert case(SHELTER, record=profile(first_year=0)).consequences[0].lag == 0


def test_an_outcome_can_use_a_profile():
    own = {"id": "herberg", "quantity": {"ref": REF, "service": "shelter"}, "better": "less"}
    (outcome,) = case(WAGE, outcomes=[{**own, "id": "doegn"}]).outcomes
    assert (outcome.label, outcome.unit, outcome.lag) == ("Døgn på herberg", "døgn", 1)
    assert calculate(case(WAGE, outcomes=[{**own, "id": "doegn"}]), 0).point.outcomes == {
        "doegn": -190.0
    }


def test_years_left_out_are_no_change_and_said():
    found = case({**SHELTER, "then": "hold"}, record=gap())
    (change,) = found.consequences
    assert [number.mean for number in change.quantity.numbers] == [-90.0, 0.0, -40.0]
    assert [number.ref for number in change.quantity.numbers] == [
        f"{REF}/shelter.1", "", f"{REF}/shelter.3"
    ]  # fmt: skip
    assert any("no change" in text.en for text in found.warnings)
    assert calculate(found, 0).point.by_year[2033] == 40 * 1500
    drawn = calculate(found, 2_000, 1).uncertainty
    assert drawn is not None
    assert drawn.by_year[2028].sd == 0
    assert drawn.by_year[2029].sd > 0


# -- draws ------------------------------------------------------------------------------------


def sample_of(found, draws=20_000, seed=1):
    inputs = inputs_of(found)
    return np.stack([inputs.draw(seed, 0, draws)[name][0] for name in inputs.names])


def test_the_draws_have_the_means_and_the_covariance_of_the_record():
    drawn = sample_of(case(), 40_000)
    assert inputs_of(case()).names[0] == f"{REF}/shelter.1"
    sd = np.array(SD)
    # A mean of n draws is off by sd/√n; a correlation by at most 1/√n. Five times that.
    assert (np.abs(drawn.mean(axis=1) - MEAN) / sd).max() < 5 / 200
    off = (np.cov(drawn) - np.array(profile().covariance)) / np.outer(sd, sd)
    assert np.abs(off).max() < 5 * np.sqrt(2) / 200


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(0, 10**6))
def test_the_drawn_covariance_is_the_records(seed, rank, draw_seed):
    """Any correlations, of full rank or not, between days and kroner."""
    cov = covariance(SD, seed, rank)
    record = profile(covariance=tuple(map(tuple, cov.tolist())))
    drawn = sample_of(case(record=record), 10_000, draw_seed)
    off = (np.cov(drawn) - cov) / np.outer(SD, SD)
    assert np.abs(off).max() < 6 * np.sqrt(2) / 100


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.floats(-3000, 3000), min_size=2, max_size=2),
    st.floats(-2, 2),
    st.integers(0, 1000),
)
def test_the_variance_of_a_linear_result_is_that_of_the_weighted_sum(prices, times, seed):
    record = profile(covariance=tuple(map(tuple, covariance(SD, seed).tolist())))
    shelter = {**SHELTER, "price": {"amount": prices[0], "price_year": 2019}}
    shelter["quantity"] = {**SHELTER["quantity"], "times": times}
    wage = {**WAGE, "price": prices[1] / 1000}
    result = calculate(case(shelter, wage, record=record), 10_000, seed)
    assert result.uncertainty is not None
    weights = [-prices[0] * times] * 3 + [0.35 * prices[1] / 1000] * 3
    expected = sd_of(weights, record)
    # The sd of n draws is off by sd/√(2n): 0.7 %. Five times that.
    assert result.uncertainty.net_result.sd == pytest.approx(expected, rel=0.036, abs=1e-6)


def test_a_case_that_uses_less_has_the_same_draws():
    both, one = sample_of(case(), 1_000), sample_of(case(WAGE), 1_000)
    np.testing.assert_allclose(one, both[3:], rtol=1e-12)


def test_draws_do_not_depend_on_the_unit():
    """A record in thousands of nights has the draws of one in nights."""
    small = profile(
        services=(
            service("shelter", [m / 1000 for m in MEAN[:3]], [s / 1000 for s in SD[:3]]),
            service("wage", MEAN[3:], SD[3:], "kr.", "income"),
        ),
        covariance=tuple(
            tuple(c / (1000 ** ((i < 3) + (j < 3))) for j, c in enumerate(row))
            for i, row in enumerate(profile().covariance)
        ),
        others={},
    )
    first, second = sample_of(case(), 1_000), sample_of(case(record=small), 1_000)
    np.testing.assert_allclose(second[:3] * 1000, first[:3], rtol=1e-6)
    np.testing.assert_allclose(second[3:], first[3:], rtol=1e-6)


def test_two_cases_have_common_draws():
    more = {**SHELTER, "price": {"amount": 1600, "price_year": 2019}}
    first, second = case(SHELTER, id="a"), case(more, WAGE, id="b", intervention="anden")
    result = compare([first, second], 5_000, 1)
    drawn = result.differences["b"].net_result
    assert drawn is not None
    weights = [-100.0] * 3 + [0.35] * 3
    assert drawn.sd == pytest.approx(sd_of(weights, profile()), rel=0.05)
    same = compare([first, case(SHELTER, id="c", intervention="anden")], 1_000, 1)
    assert same.differences["c"].net_result is not None
    assert same.differences["c"].net_result.sd == 0


# -- what drives the result -------------------------------------------------------------------


def test_a_profile_is_one_bar_from_5_to_95_per_cent():
    result = calculate(case(), 10_000, 1)
    assert result.uncertainty is not None
    (bar,) = result.uncertainty.drivers
    assert bar.input == REF
    mean = 190 * 1500 + 0.35 * 29_000
    width = 1.6448536 * sd_of([-1500.0] * 3 + [0.35] * 3, profile())
    assert (bar.low, bar.high) == pytest.approx((mean - width, mean + width), rel=1e-6)
    assert bar.variance_share == pytest.approx(1, abs=1e-6)
    assert input_label(result.case, REF).da == "Forbrugsprofil (Unge på herberg: egen bolig)"
    assert input_label(result.case, f"{REF}/wage.2").da.startswith("Løn, år 2")
    assert input_label(case(WAGE), REF).da == "Løn: mængde"


def test_shares_of_variance_split_between_a_profile_and_the_effect():
    uncertain = {"difference": {"mean": 0.5, "sd": 0.1}}
    result = calculate(case(effect=uncertain), 10_000, 1)
    assert result.uncertainty is not None
    bars = {bar.input: bar for bar in result.uncertainty.drivers}
    assert set(bars) == {REF, "effect.difference"}
    total = result.uncertainty.net_result.sd**2
    own = (0.5 * sd_of([-1500.0] * 3 + [0.35] * 3, profile())) ** 2
    assert bars[REF].variance_share == pytest.approx(own / total, abs=0.03)


def test_information_of_a_profile_is_worth_what_deciding_on_it_is():
    cost = {
        "id": "pris", "kind": "running", "amount": 295_000, "per": "total", "paid_by": "kommune",
    }  # fmt: skip
    result = calculate(case(costs=[cost]), 10_000, 1)
    assert result.uncertainty is not None
    (bar,) = result.uncertainty.drivers
    # The only uncertain input: perfect information of it is perfect information.
    assert bar.evppi["total"] == pytest.approx(result.uncertainty.evpi["total"], rel=1e-6)
    assert bar.evppi["kommune"] == pytest.approx(result.uncertainty.evpi["kommune"], rel=0.01)


def test_a_profile_under_a_rule_is_a_bar_too():
    ruled = {**SHELTER, "paid_by": {"rule": "refund/shelter-110"}, "baseline": 150}
    result = calculate(case(ruled), 2_000, 1)
    assert result.uncertainty is not None
    (bar,) = result.uncertainty.drivers
    assert bar.low < result.point.net_result < bar.high


# -- the reference survives -------------------------------------------------------------------


def test_changing_a_case_keeps_the_profile():
    found = case()
    changed = found.change({"consequences.herberg.quantity.times": 2, "horizon": 3})
    assert [n.mean for n in changed.consequences[0].quantity.numbers] == [-180.0, -120.0, -80.0]
    assert changed.knowledge is found.knowledge
    assert changed.sha256 != found.sha256
    assert case().sha256 == found.sha256


def test_the_result_names_the_record_and_break_even_counts_it():
    cost = {"id": "x", "kind": "running", "amount": 10_000, "per": "total", "paid_by": "kommune"}
    result = calculate(case(costs=[cost]), 200, 1)
    even = result.point.break_even["total"]
    assert even is not None
    assert even.effect == pytest.approx(10_000 / (190 * 1500 + 0.35 * 29_000))
    document = json.loads(result.to_json())
    assert document["uncertainty"]["drivers"][0]["input"] == REF
    assert any(REF in text for text in document["warnings"])


def test_every_year_is_a_column_of_the_draws_file(tmp_path):
    import pyarrow.parquet

    from bundlinje.calculation.outputs import DrawsFile

    found = case()
    with DrawsFile(tmp_path / "draws.parquet", found) as file:
        result = calculate(found, 100, 1, keep=file.add)
    table = pyarrow.parquet.read_table(tmp_path / "draws.parquet")
    names = [f"{REF}/{service}.{year}" for service in ("shelter", "wage") for year in (1, 2, 3)]
    assert table.column_names[1:7] == names
    net = -1500 * sum(np.array(table[name]) for name in names[:3])
    net = net + 0.35 * sum(np.array(table[name]) for name in names[3:])
    assert result.draws is not None
    np.testing.assert_allclose(net, result.draws.net_result, rtol=1e-9)


# -- what must be said, and what is refused ---------------------------------------------------


def test_the_record_is_evidence_with_its_source_and_warnings():
    synthetic = replace(profile().origin, synthetic=True)
    found = case(record=profile(origin=synthetic))
    assert all(change.evidence == (REF,) for change in found.consequences)
    assert found.records[REF].grade == "weak"
    assert "registerstudie" in found.sources[REF].title
    assert found.sources[REF].accessed == "2026-11-26"
    said = next(text for text in found.warnings if REF in text.da)
    assert "OPDIGTEDE PERSONER" in said.da
    assert "ikke en årsag" in said.da
    assert any("target group (Unge på herberg)" in text.en for text in found.warnings)


def test_a_service_used_twice_is_warned_about():
    twice = case(SHELTER, {**SHELTER, "id": "igen"})
    assert any("are both shelter of" in text.en for text in twice.warnings)
    assert not any("are both" in text.en for text in case().warnings)


def _quantity(**keys):
    return {**SHELTER, "quantity": {"ref": REF, "service": "shelter", **keys}}


REFUSED = {
    "unknown service": (_quantity(service="shelters"), "Did you mean shelter"),
    "no service": ({**SHELTER, "quantity": {"ref": REF}}, "service: is missing"),
    "unknown record": (
        {**SHELTER, "quantity": {"ref": "profiles/unge-herber", "service": "shelter"}},
        "not in the knowledge base. Did you mean unge-herberg"),
    "own spread": (_quantity(sd=3), "quantity.sd: unknown key"),
    "times": (_quantity(times="x"), "quantity.times"),
    "unit": ({**SHELTER, "unit": "dage"}, "unit: found dage, but shelter of the profile is døgn"),
    "direction": ({**SHELTER, "direction": "income"}, "is expense. Remove the key"),
    "per": ({**SHELTER, "per": "participant"}, "per: found participant.*success"),
    "in a list": ({**SHELTER, "quantity": [{"ref": REF}]}, "can only be the whole quantity"),
    "as a price": ({**SHELTER, "price": {"ref": REF}}, "can only be the whole quantity"),
    "price of kroner": (
        {**WAGE, "price": {"ref": "prices/herberg110_doegn"}}, "is in kr. already"),
    "no price of days": (
        {k: v for k, v in SHELTER.items() if k != "price"}, "price: is missing"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_wrong_use_is_refused_by_key(what):
    consequence, expected = REFUSED[what]
    with pytest.raises(InputError, match=expected) as error:
        case(consequence)
    assert any("consequences." in problem.key for problem in error.value.problems)


def test_amounts_in_another_currency_are_refused():
    with pytest.raises(InputError, match="has amounts in DKK, but the case is in EUR"):
        case(WAGE, currency="EUR")


def test_a_service_that_is_left_out_altogether_is_refused():
    record = profile(
        services=(
            service("shelter", (None,) * 3, (None,) * 3),
            service("wage", MEAN[3:], SD[3:], "kr.", "income"),
        ),
        covariance=tuple(map(tuple, covariance(SD[3:]).tolist())),
        others={},
    )
    with pytest.raises(InputError, match="every year of shelter is left out"):
        case(SHELTER, record=record)


def test_an_effect_cannot_be_a_profile():
    with pytest.raises(InputError, match="can only be the whole quantity"):
        case(effect={"difference": {"ref": REF}})


def test_knowledge_diff_shows_what_a_new_study_moves():
    newer = profile(
        reached=1300,
        services=(
            service("shelter", (-80.0, -60.0, -40.0), SD[:3]),
            service("wage", MEAN[3:], SD[3:], "kr.", "income"),
        ),
        others={},
    )
    found = base_change(case(), case(record=newer), 200, 1)
    (moved,) = found.records
    assert moved.reference == REF
    assert moved.net_result == pytest.approx(-10 * 1500)
    assert max(map(len, found.summary().splitlines())) < 500


def test_a_record_that_counts_the_same_money_is_warned_about():
    overlap = Overlap("x", REF, ("prices/herberg110_doegn",), Text("Begge.", "Both."))
    base = shared().instead({REF: profile()})
    base._overlaps = (overlap,)
    own = {**SHELTER, "price": {"ref": "prices/herberg110_doegn"}}
    data = small_case(consequences=[own])
    assert any(
        "count the same money" in text.en for text in case_from_data(data, knowledge=base).warnings
    )


def test_an_own_folder_gives_the_profile_to_the_command(tmp_path, capsys):
    write_profile(profile(), tmp_path / "own")
    file = tmp_path / "sag.yaml"
    file.write_text(json.dumps(small_case(consequences=[SHELTER, WAGE])), "utf-8")
    asked = ["calculate", str(file), "--draws", "200", "--folder", str(tmp_path / "own")]
    assert main([*asked, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert REF in {driver["input"] for driver in document["uncertainty"]["drivers"]}
    assert main([*asked[:4]]) == 1
    assert "Skriv --folder MAPPE" in capsys.readouterr().err
    book = tmp_path / "x.xlsx"
    assert main([*asked, "--report", str(book)]) == 0
    capsys.readouterr()
    assert main(["calculate", str(book), *asked[2:], "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert {key: again[key] for key in ("point", "uncertainty")} == {
        key: document[key] for key in ("point", "uncertainty")
    }
