"""What a check of a register found: counts of rows and people, never a row or a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bundlinje.basics.texts import Language, Text

#: Findings by how bad they are: a fault makes estimates wrong; a doubt may be right as it is.
SEVERITIES = ("fault", "doubt")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong or doubtful in a table.

    Attributes:
        table: The table's name in the register file.
        kind: What it is, as `before_birth`.
        severity: One of `SEVERITIES`.
        what: What was found.
        do: What to do.
        rows: How many rows; None where rows are not what it is about.
        people: How many people; None where that is not known or does not apply.
        minimum: Counts below this are not shown. [people]
    """

    table: str
    kind: str
    severity: str
    what: Text
    do: Text
    rows: int | None = None
    people: int | None = None
    minimum: int = 5

    @property
    def small(self) -> bool:
        """Whether so few are concerned that their number is not shown."""
        return any(n is not None and n < self.minimum for n in (self.rows, self.people))

    def counts(self, language: Language) -> str:
        """Return how many, as it is shown."""
        from bundlinje.basics.formats import number

        if self.rows is None and self.people is None:
            return ""
        if self.small:
            under = Text(f"under {self.minimum}", f"under {self.minimum}").to(language)
            unit = ("rækker", "rows") if self.people is None else ("personer", "people")
            return f"{under} {Text(*unit).to(language)}"
        parts = []
        if self.rows is not None:
            word = Text("rækker", "rows").to(language)
            parts.append(f"{number(self.rows, language)} {word}")
        if self.people is not None:
            word = Text("personer", "people").to(language)
            parts.append(f"{number(self.people, language)} {word}")
        return ", ".join(parts)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values; counts that are not shown are null, and `small` is true."""
        return {
            "table": self.table,
            "kind": self.kind,
            "severity": self.severity,
            "what": self.what._asdict(),
            "do": self.do._asdict(),
            "rows": None if self.small else self.rows,
            "people": None if self.small else self.people,
            "small": self.small,
        }


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with faults first, those of many rows before those of few."""
    return sorted(
        findings,
        key=lambda f: (
            SEVERITIES.index(f.severity),
            -(0 if f.small else f.rows or 0),
            f.table,
            f.kind,
        ),
    )
