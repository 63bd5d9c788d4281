"""Read the verified results of a contract: a CSV file whose rows are claims and measurements.

UTF-8 with commas and decimal points, or semicolons and decimal commas as Danish Excel writes it.
People are pseudonyms: a row that looks like a CPR number is refused.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from bundlinje.basics.errors import InputError, Problem, nearest
from bundlinje.basics.reading import MAX_MAGNITUDE
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import cannot_read
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.periods import Period, periods_named

#: No file of results is larger than this. [bytes]
MAX_BYTES = 50_000_000
#: Problems that are listed; the rest are counted.
MAX_PROBLEMS = 100
COLUMNS = ("period", "metric", "value", "person", "weight", "group")
REQUIRED = COLUMNS[:3]
#: Rates are shares; a fall may turn out to be a rise, so −1 is the least.
RATE_BOUNDS = (Fraction(-1), Fraction(1))

_CPR = re.compile(r"\d{6}[- ]?\d{4}")
_NUMBER = re.compile(r"[-+]?([0-9]{1,18}(\.[0-9]{0,18})?|\.[0-9]{1,18})([eE][-+]?[0-9]{1,2})?")
_WRITTEN = Text("et tal som 1234.5", "a number such as 1234.5")
_WRITTEN_DANISH = Text(
    "et tal som 1234,5 (komma som decimaltegn, intet tusindtalsskille)",
    "a number such as 1234,5 (a comma as decimal sign, no thousands separator)",
)


@dataclass(frozen=True)
class Row:
    """One claim or measurement."""

    period: str
    metric: str
    value: Fraction
    person: str | None = None
    weight: Fraction = Fraction(1)
    group: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class Results:
    """The rows of a results file, and the contract's periods that they belong to, in order.

    `periods` are those of the contract, else those of the rows.
    """

    rows: tuple[Row, ...]
    periods: tuple[Period, ...]
    file: str = ""


def read_results(path: str | Path, contract: Contract) -> Results:
    """Read a results file for a contract.

    Raises:
        InputError: the file cannot be read, or rows are wrong; every problem with its line.
    """
    path = Path(path)
    return parse_results(read_whole(path), contract, str(path))


def read_whole(path: Path) -> bytes:
    """Return the bytes of a file within the bounds of a results file.

    Raises:
        InputError: the file cannot be read or is too large.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise cannot_read(str(path), error) from None
    if len(content) > MAX_BYTES:
        raise _refused(
            str(path), None, f"filen er større end {MAX_BYTES // 1_000_000} MB. Del den op.",
            f"the file is larger than {MAX_BYTES // 1_000_000} MB. Split it.",
        )  # fmt: skip
    return content


def parse_results(content: bytes, contract: Contract, file: str = "") -> Results:
    """Read the bytes of a results file; `file` is its name in messages.

    Raises:
        InputError: it is not UTF-8 or not CSV, or rows are wrong.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(
            file, content.count(b"\n", 0, error.start) + 1,
            "filen er ikke gemt som UTF-8. Gem den igen med tegnsættet UTF-8.",
            "the file is not UTF-8. Save it again with the encoding UTF-8.",
        ) from None  # fmt: skip
    danish = ";" in text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";" if danish else ",", strict=True)
    rows = _RowReader(contract, file, danish)
    line = 0
    try:
        names = [name.strip().lower() for name in next(lines, [])]
        rows.check_names(names)
        for cells in lines:
            line, before = lines.line_num, line
            if any(cell.strip() for cell in cells):
                rows.read(max(before + 1, 2), names, [cell.strip() for cell in cells])
    except csv.Error as error:
        raise _refused(
            file, lines.line_num,
            f"linjen kan ikke læses som CSV ({error}). Se efter citationstegn.",
            f"the line cannot be read as CSV ({error}). Check the quotes.",
        ) from None  # fmt: skip
    return results_of(rows.rows, contract, file, rows.problems)


def results_of(
    rows: Iterable[Row], contract: Contract, file: str = "", problems: Iterable[Problem] = ()
) -> Results:
    """Return the results of rows, checked against what the contract asks of them.

    Raises:
        InputError: rows lack the person or group that a payment needs, or `problems` were found.
    """
    read = tuple(rows)
    found = [*problems, *_missing_persons(read, contract, file), *_groups(read, contract, file)]
    periods = contract.periods or periods_named(row.period for row in read)
    if not contract.periods:
        found += _undated(periods, contract, file)
    if found:
        more = len(found) - MAX_PROBLEMS
        if more > 0:
            found = found[:MAX_PROBLEMS]
            text = Text(f"og {more} fejl mere.", f"and {more} more.")
            found.append(Problem(text, file, found[-1].line))
        raise InputError(found)
    return Results(read, periods, file)


class _RowReader:
    """Reads the rows of one file and collects what is wrong with them."""

    def __init__(self, contract: Contract, file: str, danish: bool) -> None:
        self.contract = contract
        self.file = file
        self.danish = danish
        self.periods = [period.id for period in contract.periods]
        self.rows: list[Row] = []
        self.numbers: dict[tuple[str, str, str], Fraction] = {}  # read before without a problem
        self.pseudonyms: set[str] = set()  # seen before, and no CPR numbers
        self.problems: list[Problem] = []

    def check_names(self, names: list[str]) -> None:
        for place, name in enumerate(names):
            if name not in COLUMNS:
                hint = nearest(name, COLUMNS)
                self._report(1, name, f"ukendt kolonne. {hint.da}", f"unknown column. {hint.en}")
            elif name in names[:place]:
                self._report(
                    1, name, "kolonnen står to gange. Behold den ene.",
                    "the column stands twice. Keep one.",
                )  # fmt: skip
        for name in REQUIRED:
            if name not in names:
                self._report(
                    1, name, "kolonnen mangler. Tilføj den.", "the column is missing. Add it."
                )
        if self.problems:
            raise InputError(self.problems)

    def read(self, line: int, names: list[str], cells: list[str]) -> None:
        before = len(self.problems)
        if len(cells) != len(names):
            self._report(
                line, "", f"fandt {len(cells)} felter, ventede {len(names)}. Sæt citationstegn om "
                "tekst med skilletegn.",
                f"found {len(cells)} fields, expected {len(names)}. Quote texts with separators.",
            )  # fmt: skip
            return
        row = dict(zip(names, cells, strict=True))
        self._refuse_cpr(line, row)
        period = self._period(line, row["period"])
        metric = self._metric(line, row["metric"])
        value = self._number(line, "value", row["value"], metric)
        weight = Fraction(1)
        if row.get("weight"):
            written = self._number(line, "weight", row["weight"])
            weight = weight if written is None else written
            if weight <= 0:
                self._expected(line, "weight", row["weight"], "en vægt over 0", "a weight above 0")
        if len(self.problems) > before or value is None:
            return
        person, group = row.get("person") or None, row.get("group") or None
        self.rows.append(Row(period, metric, value, person, weight, group, line))

    def _refuse_cpr(self, line: int, row: dict[str, str]) -> None:
        for column in ("person", "group"):
            written = row.get(column, "")
            if written in self.pseudonyms:
                continue
            if not _CPR.fullmatch(written):
                self.pseudonyms.add(written)
            else:
                self._report(
                    line, column,
                    "ligner et CPR-nummer og er ikke læst. Afregningen skal ikke vide, hvem "
                    "borgerne er: brug et løbenummer eller et andet pseudonym.",
                    "looks like a CPR number and was not read. The settlement need not know who "
                    "people are: use a running number or another pseudonym.",
                )  # fmt: skip

    def _period(self, line: int, written: str) -> str:
        if self.periods and written not in self.periods:
            hint = nearest(written, self.periods)
            self._expected(
                line, "period", written, f"en af kontraktens perioder. {hint.da}",
                f"one of the contract's periods. {hint.en}", stop="",
            )  # fmt: skip
        elif not written:
            self._expected(line, "period", written, "en periode", "a period")
        return written

    def _metric(self, line: int, written: str) -> str:
        metric = self.contract.metrics.get(written)
        if metric is None:
            valid = [m.id for m in self.contract.metrics.values() if not m.blend]
            hint = nearest(written, valid)
            self._expected(
                line, "metric", written, f"en af kontraktens indikatorer. {hint.da}",
                f"one of the contract's metrics. {hint.en}", stop="",
            )  # fmt: skip
        elif metric.blend:
            parts = ", ".join(metric.blend)
            self._report(
                line, "metric", f"{written} beregnes af {parts}. Skriv dem i stedet.",
                f"{written} is calculated from {parts}. Write those instead.",
            )  # fmt: skip
        return written

    def _number(self, line: int, column: str, written: str, metric: str = "") -> Fraction | None:
        known = self.numbers.get((column, written, metric))
        if known is not None:
            return known
        shaped, before = written, len(self.problems)
        if self.danish:
            shaped = "x" if "." in written else written.replace(",", ".")
        if not _NUMBER.fullmatch(shaped):
            expected = _WRITTEN_DANISH if self.danish else _WRITTEN
            blank = ("", "")
            if not written:
                blank = (
                    " (0, hvis der ingen var; slet rækken, hvis der ikke er målt)",
                    " (0 if there were none; delete the row if nothing was measured)",
                )
            self._expected(line, column, written, expected.da + blank[0], expected.en + blank[1])
            return None
        if not abs(Decimal(shaped)) <= Decimal(MAX_MAGNITUDE):
            self._expected(line, column, written, "et mindre tal", "a smaller number")
            return None
        value = Fraction(Decimal(shaped))
        measure = self.contract.metrics[metric].measure if metric in self.contract.metrics else ""
        if measure == "count" and value < 0:
            self._expected(line, column, written, "et antal på mindst 0", "a count of 0 or more")
        low, high = RATE_BOUNDS
        if measure == "rate" and not low <= value <= high:
            self._expected(
                line, column, written, "en andel som 0.65 (højst 1, ikke i procent)",
                "a share such as 0.65 (at most 1, not in per cent)",
            )  # fmt: skip
        if len(self.problems) == before:
            self.numbers[column, written, metric] = value
        return value

    def _expected(
        self, line: int, column: str, written: str, da: str, en: str, stop: str = "."
    ) -> None:
        shown = f"'{written[:40]}'" if written else ""
        self._report(
            line, column, f"fandt {shown or 'ingenting'}, ventede {da}{stop}",
            f"found {shown or 'nothing'}, expected {en}{stop}",
        )  # fmt: skip

    def _report(self, line: int, column: str, da: str, en: str) -> None:
        self.problems.append(Problem(Text(da, en), self.file, line, column))


def _missing_persons(rows: tuple[Row, ...], contract: Contract, file: str) -> list[Problem]:
    """Return the rows without a person that a personal payment needs to know of."""
    needing: dict[str, str] = {}
    for version in contract.versions:
        for payment in version.payments:
            metric = contract.metrics[payment.metric]
            if not version.needs_person(payment, metric):
                continue
            named = [payment.metric]
            if payment.requires is not None:
                named.append(payment.requires.metric)
            if payment.per == "person" and payment.less:
                named.append(payment.less)
            for id in named:
                for part in contract.metrics[id].blend or (id,):
                    needing.setdefault(part, payment.id)
    return [
        Problem(
            Text(
                f"mangler. Betalingen {needing[row.metric]} regnes person for person, så hver "
                f"række med {row.metric} skal have et pseudonym.",
                f"is missing. The payment {needing[row.metric]} is settled person by person, so "
                f"every row with {row.metric} needs a pseudonym.",
            ),
            file,
            row.line,
            "person",
        )
        for row in rows
        if row.metric in needing and row.person is None
    ]


def _groups(rows: tuple[Row, ...], contract: Contract, file: str) -> list[Problem]:
    """Return the rows whose group has no price where the price depends on it."""
    prices: dict[str, set[str]] = {}
    for version in contract.versions:
        for payment in version.payments:
            for rule in (payment.rule, payment.fallback):
                groups = getattr(rule, "by_group", None)
                if groups:
                    for part in contract.metrics[payment.metric].blend or (payment.metric,):
                        known = prices.setdefault(part, set(groups))
                        known &= set(groups)
    problems = []
    for row in rows:
        valid = prices.get(row.metric)
        if valid is None or row.group in valid:
            continue
        hint = nearest(row.group or "", sorted(valid))
        found = f"'{row.group}'" if row.group else ""
        text = Text(
            f"fandt {found or 'ingenting'}, ventede en gruppe med en pris. {hint.da}",
            f"found {found or 'nothing'}, expected a group that has a price. {hint.en}",
        )
        problems.append(Problem(text, file, row.line, "group"))
    return problems


def _undated(periods: tuple[Period, ...], contract: Contract, file: str) -> list[Problem]:
    """Return the periods whose year the terms need and nothing tells."""
    if all(version.terms.price_year is None for version in contract.versions):
        return []
    return [
        Problem(
            Text(
                f"perioden {period.id} har ingen dato, og priserne følger et indeks. Skriv "
                "periods med end i kontrakten, eller brug perioder som 2026-Q1.",
                f"the period {period.id} has no date, and prices follow an index. Write periods "
                "with end in the contract, or use periods such as 2026-Q1.",
            ),
            file,
            None,
            "period",
        )
        for period in periods
        if period.end is None
    ]


def _refused(file: str, line: int | None, da: str, en: str) -> InputError:
    return InputError([Problem(Text(da, en), file, line)])
