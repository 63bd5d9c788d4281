"""The sheet of people: what counts of each one's claims, where a payment counts person by person.

For payments that add up over a period with a number per person or a precondition. Each claim is
served in the order of the settlement; what was counted before is found by pseudonym.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from bundlinje.contracts.contract import Payment
from bundlinje.contracts.counting import in_order
from bundlinje.contracts.measuring import Measurements
from bundlinje.contracts.settlement_lines import Settlement
from bundlinje.reports.contract.workbook.line_chain import Step
from bundlinje.reports.workbook.cells import Book, Sheet

(_PERIOD, _PLACE, _ID, _PERSON, _VALUE, _MET, _BEFORE, _COUNTS) = range(8)
(_R_METRIC, _R_PLACE, _R_PERSON, _R_VALUE) = range(9, 13)
_FIRST = 4
#: Claims beyond which no spreadsheet is pleasant to use.
MOST_CLAIMS = 1000


def people_sheet(book: Book, settlement: Settlement, steps: Sequence[Step]) -> dict[int, str]:
    """Put the sheet where it gives what the settlement counted.

    Returns:
        The formula of what counts, by place of the line.
    """
    results = settlement.results
    shown = [at for at, step in enumerate(steps) if step.live and _personal(step, settlement)]
    if results is None or not shown or len(results.rows) > MOST_CLAIMS:
        return {}
    places = {period.id: place for place, period in enumerate(results.periods)}
    found = Measurements(settlement.contract.metrics, places, results.rows)
    claims: list[tuple[int, int, str, Fraction]] = []  # line, place, person, value
    for at in shown:
        line, place = steps[at].line, places[steps[at].line.period]
        for (person, _), value in in_order(found, steps[at].payment, line.metric, place):
            claims.append((at, place, person or "", value))
    names = {row.person for row in results.rows if row.person is not None}
    if len({name.casefold() for name in names}) < len(names) or not claims:
        return {}  # a spreadsheet does not tell p1 from P1
    sheet = book.sheet("Personer", "People", "input")
    last = _FIRST + len(claims) - 1
    required = _requirements(sheet, settlement, steps, shown, found, len(places))
    sums: dict[int, float] = dict.fromkeys(shown, 0.0)
    used: dict[tuple[str, str], float] = {}
    total: dict[str, float] = {}
    for row, (at, place, person, value) in enumerate(claims, _FIRST):
        payment = steps[at].payment
        met = True
        if payment.requires is not None:
            met = person in found.reached(payment.requires, place)
        before, all_before = used.get((payment.id, person), 0.0), total.get(payment.id, 0.0)
        counts = _counts(payment, met, float(value), before, all_before)
        _put(sheet, payment, required, row, (steps[at].line.period, place, person, float(value)),
             (met, before, counts))  # fmt: skip
        used[payment.id, person], total[payment.id] = before + counts, all_before + counts
        sums[at] += counts
    if any(abs(sums[at] - float(steps[at].line.counted or 0)) > 1e-9 for at in shown):
        book.sheets.remove(sheet)
        return {}
    _frame(book, sheet)
    periods, ids = sheet.in_column(_PERIOD, _FIRST, last), sheet.in_column(_ID, _FIRST, last)
    counted = sheet.in_column(_COUNTS, _FIRST, last)
    return {
        at: f'SUMPRODUCT(({periods}="{steps[at].line.period}")*({ids}="{steps[at].payment.id}")'
        f"*{counted})"
        for at in shown
    }


def _personal(step: Step, settlement: Settlement) -> bool:
    """Return whether what counts of a line follows from its claims by the sheet's formulas."""
    payment, why = step.payment, step.line.explanation
    metrics = settlement.contract.metrics
    metric, needed = metrics[payment.metric], payment.requires
    if step.people:
        return False  # they stand on the sheet of each person
    if payment.over != "period" or why is None or why.groups or why.referrals or step.line.fallback:
        return False
    if not metric.additive or metric.blend or len(settlement.contract.versions) > 1:
        return False
    if needed is None:
        return payment.cap.count_per_person is not None
    other = metrics[needed.metric]
    return needed.below is None and other.additive and not other.blend


def _counts(payment: Payment, met: bool, value: float, before: float, all_before: float) -> float:
    cap, counts = payment.cap, value if met else 0.0
    if cap.count_per_person is not None:
        counts = min(counts, max(float(cap.count_per_person) - before, 0.0))
    if cap.count is not None:
        counts = min(counts, max(float(cap.count) - all_before, 0.0))
    return counts


def _put(
    sheet: Sheet,
    payment: Payment,
    required: tuple[int, int],
    row: int,
    claim: tuple[str, int, str, float],
    known: tuple[bool, float, float],
) -> None:
    period, place, person, value = claim
    met, before, counts = known
    for col, text in ((_PERIOD, period), (_ID, payment.id), (_PERSON, person)):
        sheet.text(row, col, text, "calc_text")
    sheet.put(row, _PLACE, float(place + 1), "calc")
    sheet.put(row, _VALUE, value, "input")
    who, when, id = (sheet.at(row, col) for col in (_PERSON, _PLACE, _ID))
    needed = payment.requires
    if needed is None:
        sheet.put(row, _MET, 1.0, "calc")
    else:
        columns = {col: sheet.in_column(col, *required) for col in range(_R_METRIC, _R_VALUE + 1)}
        of = (
            f'({columns[_R_METRIC]}="{needed.metric}")*({columns[_R_PERSON]}={who})'
            f"*({columns[_R_PLACE]}<={when})"
        )
        level = f">={float(needed.at_least)!r}" if needed.at_least is not None else ">0"
        shown = f"SUMPRODUCT({of}*{columns[_R_VALUE]}){level}"
        asked = f"AND(SUMPRODUCT({of})>0,{shown})"
        sheet.formula(row, _MET, f"IF({asked},1,0)", float(met), "calc")
    above = "0"
    if row > _FIRST:
        ids, people, counted = (
            sheet.in_column(col, _FIRST, row - 1) for col in (_ID, _PERSON, _COUNTS)
        )
        above = f"SUMPRODUCT(({ids}={id})*({people}={who})*{counted})"
    sheet.formula(row, _BEFORE, above, before, "calc")
    parts = [f"{sheet.at(row, _VALUE)}*{sheet.at(row, _MET)}"]
    if payment.cap.count_per_person is not None:
        most = float(payment.cap.count_per_person)
        parts.append(f"MAX({most!r}-{sheet.at(row, _BEFORE)},0)")
    if payment.cap.count is not None:
        so_far = f"SUMPRODUCT(({ids}={id})*{counted})" if row > _FIRST else "0"
        parts.append(f"MAX({float(payment.cap.count)!r}-{so_far},0)")
    formula = f"MIN({','.join(parts)})" if len(parts) > 1 else parts[0]
    sheet.formula(row, _COUNTS, formula, counts, "calc")


def _requirements(
    sheet: Sheet,
    settlement: Settlement,
    steps: Sequence[Step],
    shown: Sequence[int],
    found: Measurements,
    periods: int,
) -> tuple[int, int]:
    """Put what each person has shown of the metrics that are required; return the rows."""
    row = _FIRST
    metrics = [need.metric for at in shown if (need := steps[at].payment.requires) is not None]
    for metric in dict.fromkeys(metrics):
        for place in range(periods):
            for person, value in found.by_person(metric, (place, place)).items():
                sheet.text(row, _R_METRIC, metric, "calc_text")
                sheet.put(row, _R_PLACE, float(place + 1), "calc")
                sheet.text(row, _R_PERSON, person, "calc_text")
                sheet.put(row, _R_VALUE, float(value), "input")
                row += 1
    return _FIRST, max(row - 1, _FIRST)


def _frame(book: Book, sheet: Sheet) -> None:
    say = book.say
    sheet.text(0, 0, say("Personer: det, der tæller af hver", "People: what counts of each"),
               "title")  # fmt: skip
    sheet.text(1, 0, say(
        "Pseudonymer, i den rækkefølge de tælles. Ret det gule, og antallene på arket Afregning "
        "følger. Til højre: det, der er krævet (requires).",
        "Pseudonyms, in the order in which they are counted. Change what is yellow and the counts "
        "on Settlement follow. To the right: what is required.",
    ), "about")  # fmt: skip
    heads = [say("Periode", "Period"), say("Nr.", "No."), say("Betaling", "Payment"),
             say("Person", "Person"), say("Målt", "Measured"),
             say("Krav opfyldt (1/0)", "Requirement met (1/0)"), say("Talt før", "Counted before"),
             say("Tæller", "Counts")]  # fmt: skip
    sheet.heading(_FIRST - 1, heads, 0)
    right = [say("Krævet", "Required"), say("Periode nr.", "Period no."), say("Person", "Person"),
             say("Målt", "Measured")]  # fmt: skip
    if any(col == _R_METRIC for _, col in sheet.cells):
        sheet.heading(_FIRST - 1, right, _R_METRIC)
    sheet.widths = dict.fromkeys(range(13), 14.0) | {8: 3.0}
    sheet.row_heights[_FIRST - 1] = 32
    sheet.frozen = (_FIRST, 0)
