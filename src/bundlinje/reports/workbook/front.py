"""The front: what the workbook is, its answer, how it is used, and what must be said about it.

What it says of the case are formulas on the assumptions, so that an empty workbook that is filled
in has a front of its own; no figure is shown while a check fails.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from bundlinje.basics.formats import date, number
from bundlinje.basics.texts import Text
from bundlinje.calculation.invented import invented_people
from bundlinje.calculation.remarks import readable
from bundlinje.reports.workbook.cells import Sheet, Value
from bundlinje.reports.workbook.frame import Frame
from bundlinje.reports.workbook.front_texts import LEGEND, STEPS, USE
from bundlinje.reports.workbook.results import NONE

_LABEL, _FIRST, _LAST = 1, 2, 6


def front_sheet(frame: Frame) -> Sheet:
    """Put the sheet."""
    case = frame.case
    sheet = frame.book.sheet("Forside", "Front", "front")
    sheet.widths = {0: 2, _LABEL: 48, **dict.fromkeys(range(_FIRST, _LAST + 1), 15), _FIRST: 19}
    sheet.landscape = False
    title = frame.field("title")
    untitled = frame.say("Uden titel", "Untitled")
    sheet.formula(0, _LABEL, f'IF({title}="","{untitled}",{title})', case.title, "title")
    row = 1
    for key, text in (("description", case.description), ("target_group", case.target_group)):
        if text or not case.items:
            cell = frame.field(key)
            shown = f'IF({cell}="","",{cell})'
            _across(sheet, row, "", "subtitle")
            sheet.formula(row, _LABEL, shown, text, "subtitle")
            row += 1
    if (invented := invented_people(case)) is not None:
        _across(sheet, row, invented.to(frame.book.language), "warning")
        row += 1
    row += 1
    if not case.items:
        row = _lines(frame, sheet, row, Text("Sådan kommer du i gang", "How to start"), STEPS)
    row = _answer(frame, sheet, row)
    row = _purses(frame, sheet, row)
    row = _use(frame, sheet, row)
    # What is said of an empty case is wrong as soon as it is filled in.
    if case.items and frame.result.warnings:
        title_ = Text("Vær opmærksom på (om sagen, som den var, da arket blev lavet)",
                      "Please note (of the case as it was when the workbook was made)")  # fmt: skip
        language = frame.book.language
        remarks = [readable(case, language, warning) for warning in frame.result.warnings]
        row = _lines(frame, sheet, row, title_, [Text(remark, remark) for remark in remarks])
    sheet.text(row, _LABEL, _made_of(frame), "about")
    return sheet


def _made_of(frame: Frame) -> str:
    say, known, case = frame.say, frame.result, frame.case
    parts = [known.software, say("vidensdatabase ", "knowledge base ") + known.knowledge_base[:16]]
    if case.items:
        parts.append(say("sag ", "case ") + f"{case.id} (sha256 {case.sha256[:16]})")
    if known.rule_date:
        day = date(datetime.date.fromisoformat(known.rule_date), frame.book.language)
        parts.append(say("regler pr. ", "rules of ") + day)
    return " · ".join(parts)


def _across(sheet: Sheet, row: int, text: str, style: str) -> None:
    """Put a text over all columns."""
    sheet.text(row, _LABEL, text, style)
    for col in range(_FIRST, _LAST + 1):
        sheet.put(row, col, None, style)
    sheet.merged.append((row, _LABEL, _LAST))


def _section(sheet: Sheet, row: int, title: str) -> int:
    for col in range(_LABEL, _LAST + 1):
        sheet.put(row, col, None, "section")
    sheet.text(row, _LABEL, title, "section")
    sheet.row_heights[row] = 18.0
    return row + 1


def _lines(frame: Frame, sheet: Sheet, row: int, title: Text, lines: Iterable[Text]) -> int:
    row = _section(sheet, row, title.to(frame.book.language))
    for line in lines:
        _across(sheet, row, line.to(frame.book.language), "wrapped")
        row += 1
    return row + 1


# -- the answer ------------------------------------------------------------------------------


def _answer(frame: Frame, sheet: Sheet, row: int) -> int:
    say, point, cells = frame.say, frame.result.point, frame.cells
    row = _section(sheet, row, say("Resultat", "Result"))
    row = _status(frame, sheet, row)
    figures: list[tuple[str, str, Value, str]] = [
        (say("Nettoresultat, alle offentlige kasser", "Net result, all public purses"),
         "net_result", point.net_result, "figure"),
        (say("Nettoresultat pr. deltager", "Net result per participant"), "per_participant",
         point.net_result_per_participant, "money"),
        (say("Realiserbart nettoresultat", "Realisable net result"), "realisable",
         point.net_result_realisable, "money"),
        (say("Udgifter", "Costs"), "costs", point.costs, "money"),
        (say("Konsekvenser", "Consequences"), "consequences", point.consequences, "money"),
        (say("Nytte-omkostnings-forhold", "Benefit–cost ratio"), "ratio",
         point.benefit_cost_ratio, "number"),
        (say("Alle parter tilsammen", "All parties together"), "society", point.society, "money"),
    ]  # fmt: skip
    given = frame.field("currency")
    for label, key, value, style in figures:
        sheet.text(row, _LABEL, label, "label")
        _figure(frame, sheet, (row, _FIRST), cells[f"result.{key}"], value, style)
        if key != "ratio":
            usual = say("kr.", "DKK")
            unit = f'IF(OR({given}="",{given}="DKK"),"{usual}",{given})'
            sheet.formula(row, _FIRST + 1, unit, frame.unit_of_money, "unit")
        if style == "figure":
            sheet.row_heights[row] = 22
        row += 1
    row = _period(frame, sheet, row)
    return _drawn(frame, sheet, row) + 1


def _status(frame: Frame, sheet: Sheet, row: int) -> int:
    """Put whether the checks are in order, or which is not; figures are shown only if all are."""
    say, cells = frame.say, frame.cells
    good = say("Alle kontroller er i orden", "All checks are in order")
    sheet.text(row, _LABEL, say("Kontroller", "Checks"), "label")
    sheet.merged.append((row, _FIRST, _LAST))
    for col in range(_FIRST + 1, _LAST + 1):
        sheet.put(row, col, None, "check")
    formula, shown = cells["checks"], good
    if not frame.case.items:
        shown = say("Ikke udfyldt endnu", "Not filled in yet")
        tables = [items[0].table for items in (frame.costs, frame.consequences) if items]
        ids = "+".join(f"COUNTA({table.down('id')})" for table in tables) or "0"
        formula = f'IF({ids}=0,"{shown}",{formula})'
    sheet.formula(row, _FIRST, formula, shown, "check")
    cells["front.status"], cells["front.good"] = sheet.at(row, _FIRST), good
    wrong = say("FEJL", "ERROR")
    red = f'=LEFT($C${row + 1},{len(wrong)})="{wrong}"'
    sheet.red_unless.append(((row, _FIRST), (row, _LAST), red))
    if not frame.case.items:
        return row + 1
    hint = say("Er en kontrol rød, vises ingen tal her; arket Kontroller siger, hvad der skal "
               "rettes.", "While a check is red no figures are shown here; the sheet Checks says "
               "what to correct.")  # fmt: skip
    _across(sheet, row + 1, hint, "about")
    return row + 2


def _figure(
    frame: Frame, sheet: Sheet, place: tuple[int, int], address: str, value: Value, style: str
) -> None:
    """Put a figure that is shown only while all checks are in order."""
    status, good = frame.cells["front.status"], frame.cells["front.good"]
    shown = NONE if value is None or not frame.case.items else value
    sheet.formula(*place, f'IF({status}="{good}",{address},"{NONE}")', shown, style)


def _period(frame: Frame, sheet: Sheet, row: int) -> int:
    say, case = frame.say, frame.case
    level, first, years = (frame.field(key) for key in ("price_year", "start_year", "horizon"))
    words = (
        (say("Diskonteret, i ", "Discounted, "), level, str(case.price_year)),
        (say("-priser, ", " prices, "), first, str(case.start_year)),
        ("–", f"({first}+{years}-1)", str(case.last_year)),
    )
    end = say("; plus er en gevinst.", "; plus is a gain.")
    formula = "&".join(f'"{before}"&{cell}' for before, cell, _ in words) + f'&"{end}"'
    sheet.formula(row, _LABEL, formula, "".join(b + known for b, _, known in words) + end, "about")
    return row + 1


def _drawn(frame: Frame, sheet: Sheet, row: int) -> int:
    drawn = frame.result.uncertainty
    if drawn is None:
        return row
    say, net = frame.say, drawn.net_result
    draws = number(drawn.draws, frame.book.language)
    heads = [say("5 %-fraktil", "5% quantile"), say("95 %-fraktil", "95% quantile"),
             say("Chance for plus", "Chance of a plus")]  # fmt: skip
    text = say(f"Usikkerhed (værdier fra {draws} trækninger)", f"Uncertainty ({draws} draws)")
    sheet.heading(row + 1, [text, *heads])
    sheet.text(row + 2, _LABEL, say("Nettoresultat, alle offentlige kasser",
                                    "Net result, all public purses"), "label")  # fmt: skip
    sheet.put(row + 2, _FIRST, net.p5, "drawn")
    sheet.put(row + 2, _FIRST + 1, net.p95, "drawn")
    sheet.put(row + 2, _FIRST + 2, net.p_positive, "drawn_share")
    return row + 3


# -- the purses, and how it is used ----------------------------------------------------------


def _purses(frame: Frame, sheet: Sheet, row: int) -> int:
    """Put what every purse ends with; one that nothing falls on shows as an empty row."""
    say, case, point, cells = frame.say, frame.case, frame.result.point, frame.cells
    row = _section(sheet, row, say("Pr. kasse", "By purse"))
    sheet.heading(row, [say("Kasse", "Purse"), say("Ender med", "Ends with"),
                        say("Udiskonteret", "Undiscounted")])  # fmt: skip
    row += 1
    used = [p for p in case.payers if p in frame.steps.model.payers]
    for payer in [*used, *(p for p in case.payers if p not in used)]:
        net, flow = cells[f"payer.{payer}"], cells[f"payer_flow.{payer}"]
        values = (point.by_payer.get(payer, 0.0), point.undiscounted.by_payer.get(payer, 0.0))
        label = case.payers[payer].label.to(frame.book.language)
        name = _named(frame, payer, label)
        if payer in used:
            sheet.formula(row, _LABEL, name, label, "label")
            for at, (address, value) in enumerate(zip((net, flow), values, strict=True)):
                _figure(frame, sheet, (row, _FIRST + at), address, value, "money")
        else:
            unused = f"AND({net}=0,{flow}=0)"
            sheet.formula(row, _LABEL, f'IF({unused},"",{name})', "", "label")
            for at, address in enumerate((net, flow)):
                status, good = cells["front.status"], cells["front.good"]
                formula = f'IF({unused},"",IF({status}="{good}",{address},"{NONE}"))'
                sheet.formula(row, _FIRST + at, formula, "", "bare_money")
        row += 1
    return row + 1


def _named(frame: Frame, payer: str, label: str) -> str:
    """Return what a payer is called: as written in the assumptions, else as in every case."""
    cell = frame.payers.at(frame.payers.rows[payer], "label")
    written = frame.inputs.sheet.cells[frame.payers.rows[payer], frame.payers.columns["label"]]
    usual = "" if written.value is not None else label.replace('"', '""')
    return f'IF({cell}="","{usual or payer}",{cell})'


def _use(frame: Frame, sheet: Sheet, row: int) -> int:
    row = _section(sheet, row, frame.say("Sådan bruges arket", "How to use the workbook"))
    for style, colour, text in LEGEND:
        sheet.text(row, _FIRST, colour.to(frame.book.language), style)
        sheet.text(row, _LABEL, text.to(frame.book.language), "wrapped")
        row += 1
    for line in USE:
        _across(sheet, row, line.to(frame.book.language), "wrapped")
        row += 1
    return row + 1
