"""The INDIGO data standard: only its own fields, only what is determined, and back again."""

from __future__ import annotations

import csv
import io
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bundlinje.basics.errors import InputError
from bundlinje.basics.yaml_tree import parse_document
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.contract_file import contract_from_text
from bundlinje.contracts.indigo import NEVER_TOLD, NEVER_TOLD_OF, fields, indigo, indigo_csv
from bundlinje.contracts.indigo_reading import _from_csv, not_understood, read_indigo, skeleton
from bundlinje.contracts.starting_points import STRUCTURES, starting_point
from tests.contracts.small import contract_of as small

FIELDS = Path(__file__).parents[1] / "fixtures/indigo-4.1.0-fields.txt"


def standard() -> dict[str, tuple[str, list[str]]]:
    """Return the type and code list of every field of the standard."""
    rows = [line.split("\t") for line in FIELDS.read_text("utf-8").splitlines()]
    return {row[0]: (row[1], row[2].split(" | ") if row[2] else []) for row in rows if len(row) > 1}


def contract_of(structure: str) -> Contract:
    return contract_from_text(starting_point(structure), structure)


def data_of(contract: Contract) -> dict[str, Any]:
    data: dict[str, Any] = indigo(contract)["project"]["data"]
    return data


def starred(path: str) -> str:
    return re.sub(r"/\d+", "/*", path)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_every_field_is_one_of_the_standard_with_its_type_and_code(structure: str) -> None:
    known = standard()
    types = {"string": str, "number": int | float}
    for path, value in fields(data_of(contract_of(structure))):
        kind, codes = known[starred(path)]
        assert isinstance(value, types[kind]), path
        assert not codes or value in codes, path


def test_what_is_named_as_missing_is_in_the_standard() -> None:
    known = standard()
    lists = {path.split("/")[0] for path in known}
    for path in NEVER_TOLD:
        assert path in known or path in lists
    for name, parts in NEVER_TOLD_OF.items():
        assert all(f"{name}/*/{part}" in known for part in parts)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_nothing_is_both_written_and_missing(structure: str) -> None:
    record = indigo(contract_of(structure))
    written = {path for path, _ in fields(record["project"]["data"])}
    assert not written & set(record["missing"])


def test_the_version_that_was_read_is_named() -> None:
    record = indigo(contract_of("direct"))
    assert record["standard"]["version"] == "4.1.0"
    assert "indigo-data-standard" in record["standard"]["source"]


def test_amounts_prices_and_dates() -> None:
    data = data_of(contract_of("one-investor"))
    finance = data["overall_project_finance"]
    assert finance["total_investment_commitment"]["amount"]["exact"]["value"] == 3_000_000
    assert finance["maximum_potential_outcome_payment_v2"]["amount"]["value"] == 4_200_000
    assert data["dates"]["anticipated_completion_date"]["value"] == "2031-03-01"
    assert data["investments"][0]["maximum_potential_return"]["value"] == 4.6
    prices = [entry.get("price_per_unit") for entry in data["outcome_pricings"]]
    assert prices == [None, {"amount": {"value": 45_000}}]


def test_what_is_not_determined_is_not_written() -> None:
    several = data_of(contract_of("state-co-payer"))["outcome_payment_commitments"]
    assert all("maximum_potential_outcome_payment" not in entry for entry in several)
    guaranteed, junior = data_of(contract_of("senior-junior"))["investments"]
    assert "maximum_potential_loss" not in guaranteed
    assert "maximum_potential_return" not in guaranteed
    assert junior["maximum_potential_loss"]["value"] == "100%"
    indexed = data_of(
        small({"rule": {"unit": 100}, "cap": {"count": 5}},
              terms={"price_year": 2025, "inflation": 0.02})
    )  # fmt: skip
    assert "overall_project_finance" not in indexed


def test_a_bid_discount_is_in_the_price() -> None:
    data = data_of(small({"rule": {"unit": 100}}, terms={"discount": 0.05}))
    assert data["outcome_pricings"][0]["price_per_unit"]["amount"]["value"] == 95


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("ending", [".json", ".csv"])
def test_back_again_only_what_is_missing_is_wrong(
    structure: str, ending: str, tmp_path: Path
) -> None:
    contract = contract_of(structure)
    record, file = indigo(contract), tmp_path / f"projekt{ending}"
    file.write_text(indigo_csv(record) if ending == ".csv" else json.dumps(record), "utf-8")
    text = skeleton(read_indigo(file))
    assert "MANGLER" in text
    with pytest.raises(InputError) as wrong:
        contract_from_text(text)
    for problem in wrong.value.problems:
        assert "mangler" in problem.message.da or problem.key.startswith("payers.")
    filled = text.replace("measure: null", "measure: count").replace(
        "rule: null", "rule: {unit: 1}"
    )
    filled = re.sub(r"(payer-\d): null", r"\1: 1/2", filled)
    again = contract_from_text(filled)
    assert again.title == contract.title and again.currency == contract.currency
    assert again.versions[0].caps.total == contract.versions[0].caps.total
    assert [t.commitment for t in again.capital.tranches] == [
        t.commitment for t in contract.capital.tranches
    ]
    assert [m.label for m in again.metrics.values()] == [m.label for m in contract.metrics.values()]


def test_shares_come_from_the_commitments() -> None:
    pays = [{"maximum_potential_outcome_payment": {"amount": {"value": amount}}}
            for amount in (100, 200.5)]  # fmt: skip
    text = skeleton({"name": {"value": "To"}, "outcome_payment_commitments": pays})
    assert "payers: {payer-1: 10000/30050, payer-2: 20050/30050}" in text


def test_a_published_record_without_numbers_is_read() -> None:
    text = skeleton({"name": {"value": "Ny"}, "id": "INDIGO-POJ-0001"}, "en")
    assert "INDIGO-POJ-0001" in text and "payers: null  # MISSING" in text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("p.json", "{", "hverken gyldig JSON"),
        ("p.json", "[1]", "ikke et INDIGO-projekt"),
        ("p.json", '{"project": {"data": {}}}', "name/value mangler"),
        ("p.csv", "a,b\n1,2\n", "hverken gyldig JSON eller CSV"),
        ("p.csv", "field,value\nname,x\nname/value,y\n", "hverken gyldig JSON eller CSV"),
    ],
)
def test_what_is_no_project_is_refused(name: str, content: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(content, "utf-8")
    with pytest.raises(InputError) as wrong:
        read_indigo(file)
    assert said in wrong.value.to("da")


texts = st.text(max_size=30)
values = st.one_of(st.none(), texts, st.floats(), st.integers(), st.booleans(), st.lists(texts))
entries = st.dictionaries(
    st.sampled_from(["id", "notes", "definition", "organisation_id", "price_per_unit"]),
    st.one_of(values, st.fixed_dictionaries({"value": values})),
)


@given(title=texts.filter(str.strip), metrics=st.lists(entries, max_size=3), notes=values)
def test_any_text_gives_a_file_that_is_yaml(title: str, metrics: list[Any], notes: Any) -> None:
    project = {
        "name": {"value": title},
        "notes": {"value": notes},
        "outcome_metrics": metrics,
        "outcome_payment_commitments": metrics,
        "investments": metrics,
        "outcome_pricings": metrics,
    }
    assert parse_document(skeleton(project).encode(), "x").root is not None


PUBLISHED = Path(__file__).parents[1] / "fixtures/indigo-published-shape.json"


def test_a_record_as_it_is_published_is_understood_as_far_as_it_goes() -> None:
    """The fixture is invented, in the shape that the publisher's interface gives a project."""
    text = skeleton(read_indigo(PUBLISHED))
    for line in (
        '  provider: "Opfundet Forening"',
        '  payer-1: "Opfundet Kommune"',
        '  investor-1: "Opfundet Fond"',
        "payers: {payer-1: 1}",
        "    rule: {unit: 70000}",
        "caps: {total: 4200000}",
        "    # outcome_metric_target: 16 af 20",
        'notes: {verification: "Kommunen slår op i CPR"}',
        "    commitment: null  # MANGLER",
    ):
        assert line in text.splitlines(), line


def test_what_has_no_place_in_a_contract_file_is_listed_field_by_field() -> None:
    project = read_indigo(PUBLISHED)
    left = dict(not_understood(project))
    assert left["investments/0/investment_commitment/amount/exact/value"] == "400,000"
    assert left["investments/0/investment_commitment/currency/value"] == "EUR"
    assert left["dates/outcomes_contract_signed/value"] == "2024-05"
    assert left["results/0/outcomes_achieved/value"] == "15 af 20"
    assert left["dates/notes"] == "Datoerne er opfundet."
    assert not any(path.endswith(("source_ids", "status", "/id")) for path in left)
    text = skeleton(project)
    assert all(f"#   {path}: {said}" in text for path, said in left.items())


def test_every_value_of_a_published_record_is_in_the_file_that_is_begun() -> None:
    project = read_indigo(PUBLISHED)
    text = skeleton(project)
    for path, value in fields(project):
        hidden = ("source_ids", "id", "organisation_id/value", "outcome_metric_id/value")
        if not path.endswith(hidden):
            assert str(value) in text, path


@pytest.mark.parametrize("path", sorted(standard()))
def test_every_field_of_the_standard_is_carried_over_or_listed(path: str) -> None:
    kind, codes = standard()[path]
    if path.endswith(("source_ids", "status", "sandboxes", "/id", "_id/value")):
        return
    mark: Any = 4711 if kind == "number" else codes[0] if codes else "kendetegn"
    project: Any = {"name": {"value": "Navn"}}
    here, keys = project, path.split("/")
    for key, after in pairwise(keys):
        if key == "*":
            here.append({})
            here = here[0]
        else:
            here = here.setdefault(key, [] if after == "*" else {})
    here[keys[-1]] = mark
    assert str(mark) in skeleton(project)


def test_what_we_write_ourselves_is_carried_over_whole(tmp_path: Path) -> None:
    for structure in STRUCTURES:
        file = tmp_path / f"{structure}.json"
        file.write_text(json.dumps(indigo(contract_of(structure))), "utf-8")
        left = {starred(path) for path, _ in not_understood(read_indigo(file))}
        assert left <= {
            "outcome_metrics/*/unit_type_of_targeted_service_users_or_beneficiaries/value",
            "overall_project_finance/total_investment_commitment/amount/exact/value",
            "service_and_beneficiaries/targeted_number_service_users_or_beneficiaries_total/value",
            "service_and_beneficiaries/unit_type_targeted_service_users_or_beneficiaries/value",
            "outcome_payment_commitments/*/alterations/description/value",
        }


def test_a_price_is_per_unit_only_where_the_unit_is_a_person() -> None:
    data = data_of(small({"rule": {"unit": 100}}, {"rule": {"unit": 100}, "metric": "trivsel"}))
    counted, measured = data["outcome_pricings"]
    assert counted["price_per_unit"] == {"amount": {"value": 100}}
    assert "price_per_unit" not in measured


def test_how_results_are_verified_is_written_where_the_file_tells_it() -> None:
    record = indigo(small({"rule": {"unit": 100}}, notes={"verification": "Revisor ser efter."}))
    metric, *_ = record["project"]["data"]["outcome_metrics"]
    assert metric["outcome_validation_method"] == {"value": "Revisor ser efter."}
    assert "outcome_metrics/0/outcome_validation_method/value" not in record["missing"]


@pytest.mark.parametrize("title", ["=1+1", "@SUM(A1)", "-2+3", "+45 12 34", "'quoted'"])
def test_no_text_is_a_formula_in_a_spreadsheet_and_all_are_read_back(title):
    record = {
        "standard": {"name": "INDIGO", "version": "4.1.0"},
        "project": {"data": {"name": {"value": title}}},
    }
    rows = list(csv.reader(io.StringIO(indigo_csv(record))))
    assert rows[-1][1][0] not in "=+-@"
    assert _from_csv(indigo_csv(record)) == {"name": {"value": title}}
