"""Educate Girls Development Impact Bond, Rajasthan.

impactalpha.com; idinsight.org; INDIGO-POJ-0035. 80 % of the payment for learning gains (target
5,592, result 8,940), 20 % for enrolled girls (target 662, result 768); at most USD 422,000, which
was paid.

Modelled: payment in proportion to the target up to the cap, so that reaching both targets pays
the cap. The real table pays the cap at 15 % a year for the investor and is not published, so what
was earned before the cap is not checkable; that the cap bound, and what it paid, is.
"""

from __future__ import annotations

from bundlinje.contracts.settlement_lines import Settlement
from tests.publications.contracts.cards import settled

CAP = 422_000
LEARNING, ENROLMENT = 5592, 662


def settlement(learning: int, girls: int) -> Settlement:
    return settled(
        {"learning": "amount", "enrolment": "count"},
        [
            {"metric": "learning",
             "rule": {"interpolate": [[0, 0], [2 * LEARNING, 2 * 0.8 * CAP]]}},
            {"metric": "enrolment", "rule": {"interpolate": [[0, 0], [2 * ENROLMENT, 0.4 * CAP]]}},
        ],
        [("2018", "learning", learning), ("2018", "enrolment", girls)],
        "USD",
        caps={"total": CAP},
    )  # fmt: skip


def test_the_results_are_paid_the_cap() -> None:
    made = settlement(8940, 768)
    assert made.total == CAP
    assert made.lines[0].before_caps > CAP
    assert made.lines[0].capped_by == ("caps.total",)


def test_both_targets_are_the_cap_and_no_cap_binds() -> None:
    made = settlement(LEARNING, ENROLMENT)
    assert made.total == CAP
    assert not any(line.capped_by for line in made.lines)
    assert made.by_payment == {"learning": 337_600, "enrolment": 84_400}
