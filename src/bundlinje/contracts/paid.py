"""What was paid before: it stands, and a difference becomes a line in the newest period."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import InputError, Problem, nearest
from bundlinje.basics.texts import Text
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.periods import Period, end_told_by, order_of
from bundlinje.contracts.results_file import read_whole
from bundlinje.contracts.settlement_lines import FORMAT, NOTHING, Line, Settlement

#: The line that an amount is for: period and payment.
_Key = tuple[str, str]


@dataclass(frozen=True)
class Paid:
    """The lines of an earlier settlement, corrections included, and the periods it settled."""

    lines: tuple[Line, ...]
    periods: tuple[str, ...]


def paid_of(settlement: Settlement) -> Paid:
    """Return a settlement as what was paid."""
    return Paid(settlement.lines, settlement.periods)


def read_paid(path: str | Path, contract: Contract) -> Paid:
    """Return the lines of an earlier settlement of the contract.

    Raises:
        InputError: the file is no settlement, or one of another contract; every problem found.
    """
    path = Path(path)
    return parse_paid(read_whole(path), contract, path)


def parse_paid(content: bytes, contract: Contract, path: Path) -> Paid:
    """Return the lines of an earlier settlement's bytes; `path` is its name in messages.

    Raises:
        InputError: it is no settlement, or one of another contract; every problem found.
    """
    try:
        data = json.loads(content.decode("utf-8-sig"), parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError, InvalidOperation):
        raise _refused(
            path, "filen er ikke gyldig JSON. Brug en afregning fra contract settle --json.",
            "the file is not valid JSON. Use a settlement from contract settle --json.",
        ) from None  # fmt: skip
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise _refused(
            path, f"filen er ikke en afregning ({FORMAT}). Gem den fra contract settle --json.",
            f"the file is no settlement ({FORMAT}). Save it from contract settle --json.",
        )  # fmt: skip
    of = data.get("contract")
    if isinstance(of, dict) and of.get("id") not in (None, contract.id):
        raise _refused(
            path, f"afregningen er af kontrakten {of['id']}, ikke {contract.id}.",
            f"the settlement is of the contract {of['id']}, not {contract.id}.",
        )  # fmt: skip
    return _PaidLines(path, contract).read(data.get("payments"), data.get("by_period"))


class _PaidLines:
    """Reads the lines of a settlement and collects what is wrong with them."""

    def __init__(self, path: Path, contract: Contract) -> None:
        self.path = path
        self.contract = contract
        self.problems: list[Problem] = []
        self.payments = {payment.id: payment for payment in contract.payments}
        self.periods = [period.id for period in contract.periods]

    def read(self, written: Any, by_period: Any) -> Paid:
        if not isinstance(written, list):
            raise _refused(
                self.path, "payments mangler eller er ikke en liste.",
                "payments is missing or no list.",
            )  # fmt: skip
        lines = [self._line(entry, f"payments[{i}]") for i, entry in enumerate(written, 1)]
        settled = by_period if isinstance(by_period, dict) else {}
        for period in settled:
            self._known({"by_period": period}, "by_period", "", self.periods)
        if self.problems:
            raise InputError(self.problems)
        found = tuple(line for line in lines if line is not None)
        return Paid(found, tuple(dict.fromkeys([*settled, *(line.period for line in found)])))

    def _line(self, entry: Any, at: str) -> Line | None:
        if not isinstance(entry, dict):
            self._report(at, "ventede en linje.", "expected a line.")
            return None
        before = len(self.problems)
        payment = self._known(entry, "payment", at, list(self.payments))
        period = self._known(entry, "period", at, self.periods)
        corrects = ""
        if entry.get("corrects"):
            corrects = self._known(entry, "corrects", at, self.periods)
        amount = self._money(entry, "amount", at)
        shares = entry.get("by_payer")
        by_payer = {}
        if isinstance(shares, dict):
            by_payer = {str(p): self._money(shares, p, f"{at}.by_payer") for p in shares}
        if len(self.problems) == before and sum(by_payer.values(), NOTHING) != amount:
            self._report(
                f"{at}.by_payer", f"andelene summer ikke til {amount}.",
                f"the shares do not sum to {amount}.",
            )  # fmt: skip
        if len(self.problems) > before:
            return None
        value, counted = entry.get("value"), entry.get("counted")
        return Line(
            period=period,
            date=_day(entry.get("date")),
            payment=payment,
            metric=self.payments[payment].metric,
            value=_fraction(value),
            counted=_fraction(counted),
            before_caps=self._money(entry, "before_caps", at, NOTHING),
            less=self._money(entry, "less", at, NOTHING),
            amount=amount,
            by_payer=by_payer,
            capped_by=tuple(str(cap) for cap in entry.get("capped_by") or ()),
            corrects=corrects,
            fallback=entry.get("fallback") is True,
        )

    def _known(self, entry: Mapping[str, Any], key: str, at: str, valid: Sequence[str]) -> str:
        written = entry.get(key)
        if isinstance(written, str) and written and (not valid or written in valid):
            return written
        hint = nearest(str(written), valid)
        self._report(
            f"{at}.{key}".strip("."), f"fandt {written}. {hint.da}", f"found {written}. {hint.en}"
        )
        return ""

    def _money(
        self, entry: Mapping[str, Any], key: str, at: str, default: Decimal | None = None
    ) -> Decimal:
        written = entry.get(key, default)
        if isinstance(written, Decimal) and written.is_finite() and abs(written) < 10**18:
            cents = written.quantize(NOTHING)
            if cents == written:
                return cents
        self._report(
            f"{at}.{key}", f"fandt {written}, ventede et beløb med højst to decimaler.",
            f"found {written}, expected an amount with at most two decimals.",
        )  # fmt: skip
        return NOTHING

    def _report(self, key: str, da: str, en: str) -> None:
        self.problems.append(Problem(Text(da, en), str(self.path), None, key))


@dataclass(frozen=True)
class _Sum:
    amount: Decimal
    by_payer: dict[str, Decimal]


def with_paid(settlement: Settlement, paid: Paid) -> Settlement:
    """Return the settlement with what was paid standing, and differences in the newest period.

    The total stays what the results give; what is due is the total less what was paid.

    Args:
        settlement: What all results to date give.
        paid: The latest earlier settlement.
    """
    owed = {(line.period, line.payment): line for line in settlement.lines}
    stands = _sums(paid.lines)
    known = sorted(
        {*settlement.periods, *paid.periods},
        key=order_of(settlement.contract.periods),
    )
    position = {period: place for place, period in enumerate(known)}
    settled = set(paid.periods)
    newest = known[-1] if known else ""
    lines = [_explained(line, owed.get((line.period, line.payment))) for line in paid.lines]
    for key, line in owed.items():
        if key[0] not in settled:
            lines.append(line)
    keys = dict.fromkeys((*(k for k in owed if k[0] in settled), *stands))
    corrections = [
        correction
        for key in keys
        if (correction := _correction(settlement, key, owed.get(key), stands.get(key), newest))
    ]
    order = {payment.id: i for i, payment in enumerate(settlement.contract.payments)}
    lines = sorted(
        [*lines, *corrections],
        key=lambda ln: (position[ln.period], bool(ln.corrects), position.get(ln.corrects, -1),
                        order[ln.payment]),
    )  # fmt: skip
    warnings = (*settlement.warnings, *_without_rows(settlement, stands))
    total = sum((line.amount for line in paid.lines), NOTHING)
    return replace(
        settlement,
        periods=tuple(known),
        lines=tuple(lines),
        paid=total,
        warnings=warnings,
        owed=settlement.lines,
        paid_lines=paid.lines,
    )


def _explained(line: Line, owed: Line | None) -> Line:
    """Return a line that stands, with its explanation where it came from a file and still holds."""
    same = owed is not None and line.explanation is None and owed.to_dict() == line.to_dict()
    return owed if owed is not None and same else line


def _sums(paid: Sequence[Line]) -> dict[_Key, _Sum]:
    """Return what was paid for each period and payment, corrections counted where they belong."""
    sums: dict[_Key, _Sum] = {}
    for line in paid:
        key = (line.corrects or line.period, line.payment)
        before = sums.get(key, _Sum(NOTHING, {}))
        payers = dict(before.by_payer)
        for payer, amount in line.by_payer.items():
            payers[payer] = payers.get(payer, NOTHING) + amount
        sums[key] = _Sum(before.amount + line.amount, payers)
    return sums


def _correction(
    settlement: Settlement, key: _Key, owed: Line | None, stands: _Sum | None, newest: str
) -> Line | None:
    right = owed.by_payer if owed is not None else {}
    wrong = stands.by_payer if stands is not None else {}
    by_payer = {
        payer: difference
        for payer in dict.fromkeys((*right, *wrong))
        if (difference := right.get(payer, NOTHING) - wrong.get(payer, NOTHING))
    }
    if not by_payer:
        return None
    amount = sum(by_payer.values(), NOTHING)
    payments = {payment.id: payment for payment in settlement.contract.payments}
    return Line(
        period=newest,
        date=_date_of(settlement, newest),
        payment=key[1],
        metric=payments[key[1]].metric,
        value=owed.value if owed is not None else None,
        counted=owed.counted if owed is not None else None,
        before_caps=amount,
        less=NOTHING,
        amount=amount,
        by_payer=by_payer,
        capped_by=owed.capped_by if owed is not None else (),
        corrects=key[0],
    )


def _date_of(settlement: Settlement, period: str) -> datetime.date | None:
    contract = settlement.contract
    listed = {p.id: p for p in contract.periods}
    end = listed.get(period, Period(period, end_told_by(period))).end
    days = contract.version_at(period).days
    return None if end is None else end + datetime.timedelta(days=days)


def _without_rows(settlement: Settlement, stands: Mapping[_Key, _Sum]) -> tuple[Text, ...]:
    """Return a warning where everything paid in a period would be taken back: rows left out."""
    has_lines = {line.period for line in settlement.lines}
    lost = dict.fromkeys(
        period
        for (period, _), paid in stands.items()
        if paid.amount > 0 and period not in has_lines
    )
    return tuple(
        Text(
            f"{period} er betalt, men resultaterne har ingen rækker for perioden, så alt kræves "
            "tilbage. Resultaterne skal være alle til dato, ikke kun de nye.",
            f"{period} was paid, but the results have no rows for the period, so everything is "
            "taken back. Results must be all to date, not only the new ones.",
        )
        for period in lost
    )


def _day(written: Any) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None


def _fraction(written: Any) -> Fraction | None:
    return Fraction(written) if isinstance(written, Decimal) and written.is_finite() else None


def _refused(path: Path, da: str, en: str) -> InputError:
    return InputError([Problem(Text(da, en), str(path))])
