"""The results template: rows to fill in, and read back as they are filled in."""

from __future__ import annotations

from pathlib import Path

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.contracts.results_file import read_results
from bundlinje.contracts.settlement import settle
from bundlinje.contracts.template import template, write_template
from tests.contracts.small import contract_of

UNIT = {"rule": {"unit": 100}}


def test_a_row_for_each_period_and_metric_that_is_paid_by() -> None:
    rows = template(contract_of({**UNIT, "less": "fradrag"}))
    assert rows[0] == ["period", "metric", "value"]
    assert len(rows) == 1 + 3 * 2
    assert rows[1] == ["2026-Q1", "job", ""]


def test_only_the_columns_that_are_needed() -> None:
    personal = contract_of({**UNIT, "requires": "kursus"}, {"metric": "blanding", **UNIT})
    assert template(personal)[0] == ["period", "metric", "value", "person", "weight"]
    grouped = contract_of({"rule": {"unit": {"lav": 1, "høj": 2}}})
    assert template(grouped)[0] == ["period", "metric", "value", "group"]


def test_a_blend_is_filled_in_by_its_parts() -> None:
    rows = template(contract_of({"metric": "blanding", **UNIT}), ["2026-Q2"])
    assert [row[1] for row in rows[1:]] == ["rate", "anden"]


def test_the_filled_in_file_is_settled(tmp_path: Path) -> None:
    contract = contract_of({"metric": "penge", "rule": {"share": 0.5}})
    file = tmp_path / "resultater.csv"
    assert write_template(contract, file, ["2026-Q1"]) == 1
    text = file.read_bytes().decode("utf-8")
    assert text == "\ufeffperiod;metric;value\r\n2026-Q1;penge;\r\n"
    with pytest.raises(InputError, match=r"resultater\.csv:2: value: found nothing"):
        read_results(file, contract)
    file.write_text(text.replace("penge;", "penge;1234,50"), "utf-8", newline="")
    assert str(settle(contract, read_results(file, contract)).total) == "617.25"


def test_in_english_it_is_an_ordinary_csv(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    write_template(contract_of(UNIT), file, language="en")
    assert file.read_bytes().startswith(b"period,metric,value\r\n2026-Q1,job,\r\n")


def test_periods_must_be_known_or_named() -> None:
    with pytest.raises(InputError, match="unknown period 2026-Q\\. Did you mean"):
        template(contract_of(UNIT), ["2026-Q"])
    with pytest.raises(InputError, match="lists no periods"):
        template(contract_of(UNIT, periods=None))
    assert len(template(contract_of(UNIT, periods=None), ["2026"])) == 2


def test_a_file_that_exists_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "resultater.csv"
    file.write_text("udfyldt", "utf-8")
    with pytest.raises(InputError, match="the file exists"):
        write_template(contract_of(UNIT), file)
    assert file.read_text("utf-8") == "udfyldt"
