"""How much room a workbook keeps for rows and years that are added by hand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Spare:
    """Prepared empty rows by kind, and calendar years after the horizon."""

    participants: int = 3
    parameters: int = 2
    costs: int = 3
    consequences: int = 3
    outcomes: int = 2
    payers: int = 2
    baselines: int = 2
    accounts: int = 2
    index_years: int = 3
    sources: int = 5
    notes: int = 5
    profile_years: int = 2
    years: int = 0


USUAL = Spare()
#: A workbook to start from.
ROOMY = Spare(
    participants=8,
    parameters=5,
    costs=10,
    consequences=15,
    outcomes=6,
    payers=4,
    baselines=4,
    accounts=4,
    index_years=5,
    sources=20,
    notes=10,
    profile_years=9,
    years=20,
)
