"""The sheet of need groups: what counts in each, where the price depends on the group."""

from __future__ import annotations

from collections.abc import Sequence

from bundlinje.reports.contract.workbook.line_chain import Step
from bundlinje.reports.workbook.cells import Book

_PERIOD, _LABEL, _GROUP, _COUNT = range(4)
_FIRST = 4


def groups_sheet(book: Book, steps: Sequence[Step]) -> dict[int, str]:
    """Put the sheet where any line needs it.

    Returns:
        The cells of what counts, in the order of the prices, by place of the line.
    """
    found: dict[int, str] = {}
    lines = [
        (at, step)
        for at, step in enumerate(steps)
        if step.live and step.line.explanation is not None and step.line.explanation.groups
    ]
    if not lines:
        return found
    say = book.say
    sheet = book.sheet("Grupper", "Groups", "input")
    sheet.widths = {_PERIOD: 14, _LABEL: 44, _GROUP: 20, _COUNT: 14}
    sheet.text(0, 0, say("Behovsgrupper", "Need groups"), "title")
    sheet.text(1, 0, say(
        "Det, der tæller i hver gruppe. Ret det gule, og linjerne på arket Afregning regner med.",
        "What counts in each group. Change what is yellow and the lines on Settlement follow.",
    ), "about")  # fmt: skip
    heads = [say("Periode", "Period"), say("Betaling", "Payment"), say("Gruppe", "Group"),
             say("Tæller", "Counts")]  # fmt: skip
    sheet.heading(_FIRST - 1, heads, 0)
    row = _FIRST
    for at, step in lines:
        assert step.line.explanation is not None
        first = row
        for group, count in step.line.explanation.groups.items():
            sheet.text(row, _PERIOD, step.line.period, "calc_text")
            sheet.text(row, _LABEL, step.payment.label, "calc_text")
            sheet.text(row, _GROUP, group, "calc_text")
            sheet.put(row, _COUNT, float(count), "input")
            row += 1
        found[at] = sheet.in_column(_COUNT, first, row - 1)
    return found
