"""The Innovation Fund of the UK Department for Work and Pensions, rate card of round 1.

INDIGO-POJ-0138 and -0139: a price per outcome and at most GBP 8,200 per young person.

Not checkable: claims by person are not published; the people here are made up to meet the card
and its cap.
"""

from __future__ import annotations

from bundlinje.contracts.settlement_lines import Settlement
from tests.publications.contracts.cards import settled

CARD = {
    "behaviour": 1300, "attendance": 800, "level_1": 700, "level_2": 2200, "level_3": 3300,
    "level_4": 2000, "esol": 1200, "job_13_weeks": 2600, "job_26_weeks": 1000,
}  # fmt: skip
CAP = 8200


def settlement(*claims: tuple[str, str, str]) -> Settlement:
    return settled(
        dict.fromkeys(CARD, "count"),
        [{"metric": id, "rule": {"unit": price}, "cap": {"count_per_person": 1}}
         for id, price in CARD.items()],
        [(period, metric, 1, person) for period, metric, person in claims],
        "GBP",
        caps={"per_person": CAP},
    )  # fmt: skip


def test_a_person_below_the_cap_is_paid_the_card() -> None:
    made = settlement(("2012", "behaviour", "a"), ("2013", "level_2", "a"))
    assert made.total == 3500


def test_a_person_with_every_outcome_is_paid_the_cap() -> None:
    made = settlement(*(("2012", outcome, "a") for outcome in CARD))
    assert sum(CARD.values()) == 15_100
    assert made.total == CAP
    # 1,300 + 800 + 700 + 2,200 = 5,000; level 3 is cut from 3,300 to 3,200, the rest is lost.
    assert made.by_payment["level_3"] == 3200
    assert made.by_payment["job_26_weeks"] == 0


def test_the_cap_runs_over_years_and_is_each_persons_own() -> None:
    rows = [("2012", "level_3", "a"), ("2012", "level_2", "a"), ("2013", "job_13_weeks", "a"),
            ("2014", "job_26_weeks", "a"), ("2014", "job_26_weeks", "b")]  # fmt: skip
    made = settlement(*rows)
    assert made.by_period == {"2012": 5500, "2013": 2600, "2014": 1100}


def test_an_outcome_is_paid_once_per_person() -> None:
    assert settlement(("2012", "esol", "a"), ("2013", "esol", "a")).total == 1200
