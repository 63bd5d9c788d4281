"""What was paid stands; a difference is a line in the newest period that says what it corrects."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.contracts.paid import Paid, paid_of, read_paid, with_paid
from bundlinje.contracts.settlement_lines import Settlement
from tests.contracts.small import contract_of, settle_rows

UNIT = {"rule": {"unit": 100}}
CONTRACT = contract_of(UNIT, payers={"kommune": 0.75, "stat": 0.25}, pays_after={"days": 30})


def after(rows: str, *before: str) -> Settlement:
    """Settle rows after earlier settlements, each of which was paid."""
    settlement = settle_rows(CONTRACT, before[0])
    for later in [*before[1:], rows]:
        settlement = with_paid(settle_rows(CONTRACT, later), paid_of(settlement))
    return settlement


def told(settlement: Settlement) -> list[tuple[str, str, float]]:
    return [(ln.period[-2:], ln.corrects[-2:], float(ln.amount)) for ln in settlement.lines]


def test_new_periods_are_due_and_old_ones_stand() -> None:
    made = after("Q1 job 3\nQ2 job 2", "Q1 job 3")
    assert told(made) == [("Q1", "", 300), ("Q2", "", 200)]
    assert (made.total, made.due) == (500, 200)


def test_a_claim_withdrawn_is_a_negative_line_in_the_newest_period() -> None:
    made = after("Q1 job 1\nQ2 job 2", "Q1 job 3")
    assert told(made) == [("Q1", "", 300), ("Q2", "", 200), ("Q2", "Q1", -200)]
    assert (made.total, made.due) == (300, 0)
    assert made.by_payer == {"kommune": 225, "stat": 75}
    assert made.by_period == {"2026-Q1": 300, "2026-Q2": 0}
    assert str(made.lines[-1].date) == "2026-07-30"
    assert made.lines[-1].to_dict()["corrects"] == "2026-Q1"


def test_a_late_row_of_the_newest_period_is_a_correction_of_it() -> None:
    assert told(after("Q1 job 4", "Q1 job 3")) == [("Q1", "", 300), ("Q1", "Q1", 100)]


def test_a_late_row_of_a_settled_period_without_lines() -> None:
    made = after("Q1 job 1\nQ2 job 2\nQ3 job 1", "Q2 job 2")
    assert told(made) == [("Q2", "", 200), ("Q3", "", 100), ("Q3", "Q1", 100)]


def test_corrections_of_corrections() -> None:
    made = after("Q1 job 4\nQ2 job 2\nQ3 job 1", "Q1 job 3", "Q1 job 1\nQ2 job 2")
    assert told(made) == [
        ("Q1", "", 300), ("Q2", "", 200), ("Q2", "Q1", -200), ("Q3", "", 100), ("Q3", "Q1", 300),
    ]  # fmt: skip
    assert (made.total, made.due) == (700, 400)


def test_nothing_new_is_nothing_due() -> None:
    made = after("Q1 job 3", "Q1 job 3", "Q1 job 3")
    assert told(made) == [("Q1", "", 300)]
    assert made.due == 0


def test_other_payers_without_another_amount_are_corrected_too() -> None:
    other = contract_of(UNIT, payers={"kommune": 1}, pays_after={"days": 30})
    made = with_paid(settle_rows(other, "Q1 job 3"), paid_of(settle_rows(CONTRACT, "Q1 job 3")))
    assert told(made) == [("Q1", "", 300), ("Q1", "Q1", 0)]
    assert made.by_payer == {"kommune": 300, "stat": 0}


def test_results_that_hold_only_what_is_new_are_warned_about() -> None:
    made = after("Q2 job 2", "Q1 job 3")
    assert made.due == -100
    assert "2026-Q1 was paid, but the results have no rows" in made.warnings[0].en


def written(tmp_path: Path, change: Any) -> Path:
    data = settle_rows(CONTRACT, "Q1 job 3").to_dict()
    change(data)
    file = tmp_path / "paid.json"
    file.write_text(json.dumps(data), "utf-8")
    return file


def test_a_settlement_is_read_back(tmp_path: Path) -> None:
    paid = read_paid(written(tmp_path, lambda data: None), CONTRACT)
    assert isinstance(paid, Paid)
    assert told(with_paid(settle_rows(CONTRACT, "Q1 job 3"), paid)) == [("Q1", "", 300)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.update(format="x"), "the file is no settlement"),
        (lambda d: d["contract"].update(id="anden"), "the settlement is of the contract anden"),
        (lambda d: d.update(payments=None), "payments is missing or no list"),
        (lambda d: d["payments"].append(7), r"payments\[2\]: expected a line"),
        (lambda d: d["payments"][0].update(payment="b7"), r"payments\[1\].payment: found b7"),
        (lambda d: d["payments"][0].update(period="2025-Q1"), "Did you mean 2026-Q1"),
        (lambda d: d["payments"][0].update(amount=100.001), "at most two decimals"),
        (lambda d: d["payments"][0].update(amount="300"), "at most two decimals"),
        (lambda d: d["payments"][0].update(amount=301), "do not sum to 301"),
    ],
)
def test_a_wrong_settlement(tmp_path: Path, change: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_paid(written(tmp_path, change), CONTRACT)


def test_what_is_no_json(tmp_path: Path) -> None:
    file = tmp_path / "paid.json"
    file.write_text("total: 3", "utf-8")
    with pytest.raises(InputError, match="not valid JSON"):
        read_paid(file, CONTRACT)
    with pytest.raises(InputError, match="no such file"):
        read_paid(tmp_path / "no.json", CONTRACT)
