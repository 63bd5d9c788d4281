"""The sheet of flows: amounts by item, and what they are to every account and purse by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics.texts import Text
from bundlinje.calculation.tables import flow_tables
from bundlinje.reports.workbook.cells import Sheet
from bundlinje.reports.workbook.changes import row_name
from bundlinje.reports.workbook.costs import amount_of
from bundlinje.reports.workbook.frame import (
    FIRST_NUMBER,
    LABEL,
    NAME,
    SECOND_NUMBER,
    UNIT,
    YEARS,
    FlowRow,
    Frame,
)
from bundlinje.reports.workbook.prices import price_of
from bundlinje.reports.workbook.rules import rule_formula

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: Sums of every row of amounts, by what is remembered: the factor row, and which amounts.
SUMS = ("plain", "total", "kept", "full", "cut", "absolute")


def flows_sheet(frame: Frame) -> Sheet:
    """Put the sheet, and remember its rows for the others."""
    say = frame.say
    sheet = frame.book.sheet("Pengestrømme", "Flows", "calc")
    row = frame.begin(
        sheet,
        Text("Pengestrømme", "Flows"),
        Text(
            "Beløb pr. post og år (uden fortegn), og hvad de er for hver konto og kasse: plus er "
            "en gevinst. Faste priser.",
            "Amounts by item and year (without sign), and what they are to every account and "
            "purse: plus is a gain. Fixed prices.",
        ),
        ["", "", say("I alt", "Total")],
    )
    row = _amounts(frame, sheet, row)
    row = _accounts(frame, sheet, row)
    row = _payers(frame, sheet, row)
    row = _totals(frame, sheet, row)
    row = _budget(frame, sheet, row)
    _sums(frame, sheet, row)
    return sheet


def _total(frame: Frame, sheet: Sheet, row: int, value: float, style: str = "money") -> None:
    across = sheet.in_row(row, YEARS, YEARS + frame.years - 1)
    inside = frame.row("inside")
    sheet.formula(row, SECOND_NUMBER, f"SUMPRODUCT({across},{inside})", value, style)


def _amounts(frame: Frame, sheet: Sheet, row: int) -> int:
    say = frame.say
    row = frame.section(sheet, row, say("Beløb pr. post", "Amounts by item"))
    frame.cells["amounts.first"] = str(row)
    for flow in frame.flow_rows:
        frame.name_cells(sheet, row, flow.item)
        if flow.account is not None:
            sheet.text(row, UNIT, flow.account, "label")
        values = _values(frame, frame.steps.amounts, flow)
        frame.put_years(sheet, row, [_amount(frame, flow, t) for t in frame.span], values)
        _total(frame, sheet, row, float(values[: frame.case.horizon].sum()))
        row += 1
    frame.cells["amounts.last"] = str(row - 1)
    return row + 1


def _values(frame: Frame, amounts: Array, flow: FlowRow) -> Array:
    return np.zeros(frame.years) if flow.index is None else amounts[flow.index]


def _amount(frame: Frame, flow: FlowRow, year: int, what: str = "units") -> str:
    item = flow.item
    if item in frame.costs:
        return frame.at(amount_of(item), year)
    if flow.account is not None:
        return rule_formula(frame, item, flow.account, year, what)
    return f"{frame.at(row_name(what, item), year)}*{frame.at(price_of(item), year)}"


def _down(frame: Frame, sheet: Sheet, year: int) -> str:
    first, last = (int(frame.cells[f"amounts.{end}"]) for end in ("first", "last"))
    return sheet.in_column(YEARS + year, first, last)


def _accounts(frame: Frame, sheet: Sheet, row: int) -> int:
    say, case, model = frame.say, frame.case, frame.steps.model
    plain = flow_tables(model, frame.steps.amounts[:, :, None])
    by_account = dict(zip(model.accounts, plain.account_year[:, :, 0], strict=True))
    zeros = np.zeros(frame.years)
    for discounted, title in (
        (False, say("Konti, udiskonteret", "Accounts, undiscounted")),
        (True, say("Konti, diskonteret", "Accounts, discounted")),
    ):
        row = frame.section(sheet, row, title)
        what = "discounted" if discounted else "flow"
        frame.cells[f"{what}.first"] = str(row)
        for account in frame.accounts:
            flows = by_account.get(account, zeros)
            frame.put_account(sheet, row, NAME, account)
            sheet.text(row, LABEL, frame.account_label(account), "label")
            frame.put_owner(sheet, row, UNIT, account)

            weights = frame.cells[f"weights.{account}"]
            formulas = [f"SUMPRODUCT({weights},{_down(frame, sheet, t)})" for t in frame.span]
            if discounted:
                formulas = [
                    f"{frame.at(f'flow.{account}', t)}*{frame.at('factor_in', t)}"
                    for t in frame.span
                ]
            if discounted:
                flows = flows * model.factors * (np.arange(frame.years) < case.horizon)
            frame.put_years(sheet, row, formulas, flows)
            frame.remember(f"{what}.{account}", sheet, row)
            _total(frame, sheet, row, float(flows[: case.horizon].sum()))
            frame.cells[f"{what}.{account}"] = sheet.at(row, SECOND_NUMBER)
            row += 1
        frame.cells[f"{what}.last"] = str(row - 1)
        row += 1
    return row


def _payers(frame: Frame, sheet: Sheet, row: int) -> int:
    say, case, model = frame.say, frame.case, frame.steps.model
    inside = np.arange(frame.years) < case.horizon
    plain = flow_tables(model, frame.steps.amounts[:, :, None])
    by_payer = dict(zip(model.payers, plain.payer_year[:, :, 0], strict=True))
    for what, title, source in (
        ("payer_flow", say("Kasser, udiskonteret", "Purses, undiscounted"), "flow"),
        ("payer", say("Kasser, diskonteret", "Purses, discounted"), "discounted"),
    ):
        row = frame.section(sheet, row, title)
        first, last = (int(frame.cells[f"{source}.{end}"]) for end in ("first", "last"))
        owners = sheet.in_column(UNIT, first, last)
        frame.blocks[what] = sheet, row, row + len(case.payers) - 1
        for payer in case.payers:
            flows = by_payer.get(payer, np.zeros(frame.years))
            if what == "payer":
                flows = flows * model.factors * inside
            sheet.text(row, NAME, payer, "label")
            sheet.text(row, LABEL, case.payers[payer].label.to(frame.book.language), "label")
            frame.put_years(
                sheet, row,
                [f"SUMIF({owners},{sheet.at(row, NAME)},"
                 f"{sheet.in_column(YEARS + t, first, last)})" for t in frame.span],
                flows,
            )  # fmt: skip
            frame.remember(f"{what}.{payer}", sheet, row)
            _total(frame, sheet, row, float(flows[: case.horizon].sum()))
            frame.cells[f"{what}.{payer}"] = sheet.at(row, SECOND_NUMBER)
            row += 1
        row += 1
    return row


def _totals(frame: Frame, sheet: Sheet, row: int) -> int:
    """Put the public total by year, what it adds up to, and its changes of sign."""
    say, case, model = frame.say, frame.case, frame.steps.model
    inside = np.arange(frame.years) < case.horizon
    amounts = frame.steps.amounts
    undiscounted = (model.public_weights @ amounts) * inside
    flows = undiscounted * model.factors
    gross = (np.abs(model.weights).sum(axis=1) @ np.abs(amounts)) * inside
    gross_weights = frame.cells["weights.gross"]
    public = frame.block_column("public", FIRST_NUMBER)

    def summed(what: str, t: int) -> str:
        return f"SUMPRODUCT({public},{frame.block(what, t)})"

    rows = [
        ("public_flow", say("Offentlige kasser, udiskonteret", "Public purses, undiscounted"),
         [f"{summed('payer_flow', t)}*{frame.at('inside', t)}" for t in frame.span],
         undiscounted),
        ("public", say("Offentlige kasser, diskonteret", "Public purses, discounted"),
         [summed("payer", t) for t in frame.span], flows),
        ("gross", say("Alle strømme uden fortegn", "All flows without sign"),
         [f"SUMPRODUCT({gross_weights},ABS({_down(frame, sheet, t)}))*{frame.at('inside', t)}"
          for t in frame.span], gross),
    ]  # fmt: skip
    row = frame.section(sheet, row, say("Alle offentlige kasser", "All public purses"))
    for what, label, formulas, values in rows:
        sheet.text(row, LABEL, label, "total_text" if what == "public" else "label")
        frame.put_years(sheet, row, formulas, values, "total" if what == "public" else "money")
        frame.remember(what, sheet, row)
        _total(frame, sheet, row, float(values.sum()))
        frame.cells[what] = sheet.at(row, SECOND_NUMBER)
        row += 1
    absolute = float(gross @ model.factors)
    sheet.text(row, LABEL, say("Strømme uden fortegn, diskonteret i alt",
                               "Flows without sign, discounted in all"), "label")  # fmt: skip
    formula = f"SUMPRODUCT({frame.row('gross')},{frame.row('factor_in')})"
    sheet.formula(row, SECOND_NUMBER, formula, absolute, "money")
    frame.cells["absolute"] = sheet.at(row, SECOND_NUMBER)
    row = frame.section(sheet, row + 2, say("Lagt sammen år for år, diskonteret",
                                            "Added up by year, discounted"))  # fmt: skip
    by_payer = {"": flows}
    tables = flow_tables(model, (amounts * model.factors * inside)[:, :, None])
    found = dict(zip(model.payers, tables.payer_year[:, :, 0], strict=True))
    by_payer |= {payer: found.get(payer, np.zeros(frame.years)) for payer in case.payers}
    for payer, values in by_payer.items():
        source = f"payer.{payer}" if payer else "public"
        label = case.payers[payer].label.to(frame.book.language) if payer else say(
            "Alle offentlige kasser", "All public purses")  # fmt: skip
        sheet.text(row, NAME, payer, "label")
        sheet.text(row, LABEL, label, "label")
        frame.remember(f"cumulated.{payer}", sheet, row)
        frame.put_years(
            sheet, row,
            [frame.at(source, t) if t == 0 else
             f"{frame.at(f'cumulated.{payer}', t - 1)}+{frame.at(source, t)}"
             for t in frame.span],
            np.cumsum(values),
        )  # fmt: skip
        row += 1
    return _signs(frame, sheet, row + 1, undiscounted, gross)


def _signs(frame: Frame, sheet: Sheet, row: int, flows: Array, gross: Array) -> int:
    """Put where the public flow changes sign: only one change gives one internal rate."""
    say = frame.say
    row = frame.section(sheet, row, say("Fortegnsskift (til den interne rente)",
                                        "Changes of sign (for the internal rate)"))  # fmt: skip
    signs = np.where(np.abs(flows) <= 1e-12 * gross, 0.0, np.sign(flows))
    latest, changes = np.zeros(len(signs)), np.zeros(len(signs))
    for t, sign in enumerate(signs):
        before = latest[t - 1] if t else 0.0
        latest[t] = sign or before
        changes[t] = float(sign != 0 and before != 0 and sign != before)

    def sign_at(t: int) -> str:
        flow = frame.at("public_flow", t)
        return f"IF(ABS({flow})<=1E-12*{frame.at('gross', t)},0,SIGN({flow}))"

    def latest_at(t: int) -> str:
        here = frame.at("sign", t)
        return here if t == 0 else f"IF({here}<>0,{here},{frame.at('latest', t - 1)})"

    def change_at(t: int) -> str:
        if t == 0:
            return "0"
        return f"IF({frame.at('sign', t)}*{frame.at('latest', t - 1)}<0,1,0)"

    for what, label, formula, values in (
        ("sign", say("Fortegn", "Sign"), sign_at, signs),
        ("latest", say("Seneste fortegn", "Latest sign"), latest_at, latest),
        ("change_of_sign", say("Skift", "Change"), change_at, changes),
    ):
        sheet.text(row, LABEL, label, "label")
        frame.remember(what, sheet, row)
        frame.put_years(sheet, row, map(formula, frame.span), values, "flag")
        row += 1
    sheet.formula(row - 1, SECOND_NUMBER, f"SUM({frame.row('change_of_sign')})",
                  float(changes.sum()), "year")  # fmt: skip
    frame.cells["changes_of_sign"] = sheet.at(row - 1, SECOND_NUMBER)
    return row + 1


def _budget(frame: Frame, sheet: Sheet, row: int) -> int:
    """Put the budget year and the three after it in current prices, where asked for."""
    case, say = frame.case, frame.say
    if case.budget is None:
        return row
    row = frame.section(
        sheet, row, say("Budgetår i løbende priser (kun en visning)",
                        "Budget years in current prices (only a view)"))  # fmt: skip
    first, growth = frame.field("budget.first_year"), frame.field("budget.price_growth")
    start = f'IF({first}="",{frame.field("start_year")},{first})'
    for payer in case.public_payers:
        known = frame.result.point.budget[payer]
        sheet.text(row, NAME, payer, "label")
        sheet.text(row, LABEL, case.payers[payer].label.to(frame.book.language), "label")
        frame.put_years(
            sheet, row,
            [f"IF(AND({frame.at('year', t)}>={start},{frame.at('year', t)}<={start}+3),"
             f"{frame.at(f'payer_flow.{payer}', t)}*{frame.at('inside', t)}"
             f"*(1+{growth})^({frame.at('year', t)}-{frame.field('price_year')}),0)"
             for t in frame.span],
            [known.get(case.start_year + t, 0.0) for t in range(frame.years)],
        )  # fmt: skip
        row += 1
    return row + 1


def _sums(frame: Frame, sheet: Sheet, row: int) -> None:
    """Put what every row of amounts is in all: plain, discounted, realisable, cut off."""
    say, model, steps = frame.say, frame.steps.model, frame.steps
    row = frame.section(sheet, row, say("Poster i alt (uden fortegn)", "Items in all"))
    heads = [
        say("Udiskonteret", "Undiscounted"),
        say("Diskonteret", "Discounted"),
        say("Diskonteret, realiserbart", "Discounted, realisable"),
        say("Diskonteret ved effekt 1", "Discounted at effect 1"),
        say("Diskonteret, afskåret", "Discounted, cut off"),
        say("Diskonteret, uden fortegn", "Discounted, absolute"),
    ]
    sheet.heading(row, heads, YEARS)
    inside = np.arange(frame.years) < frame.case.horizon
    within, after = model.factors * inside, model.factors * ~inside
    # With several effects the break-even is a common factor on what they give as they are.
    single = len(frame.case.effects) == 1
    full = steps.amounts_at_full_effect if single else steps.amounts
    start = int(frame.cells["amounts.first"])
    first = row = row + 1
    for at, flow in enumerate(frame.flow_rows):
        frame.name_cells(sheet, row, flow.item)
        amounts = _values(frame, steps.amounts, flow)
        across = sheet.in_row(start + at, YEARS, YEARS + frame.years - 1)
        factor = frame.row("factor_in")
        values = {
            "plain": (f"SUMPRODUCT({across},{frame.row('inside')})", amounts @ inside),
            "total": (f"SUMPRODUCT({across},{factor})", amounts @ within),
            "kept": (
                _sum_of(frame, flow, "units_kept", across),
                _values(frame, steps.amounts_realisable, flow) @ within,
            ),
            "full": (
                _sum_of(frame, flow, "units_full", across),
                _values(frame, full, flow) @ within,
            ),
            "cut": (f"SUMPRODUCT({across},{frame.row('factor_out')})", amounts @ after),
            "absolute": (f"SUMPRODUCT(ABS({across}),{factor})", np.abs(amounts) @ within),
        }
        for col, what in enumerate(SUMS):
            formula, value = values[what]
            sheet.formula(row, YEARS + col, formula, float(value) + 0.0, "money")
        row += 1
    for col, what in enumerate(SUMS):
        frame.cells[f"sum.{what}"] = sheet.in_column(YEARS + col, first, row - 1)
    frame.cells["sum.first"] = str(first)
    frame.cells["sum.ids"] = sheet.in_column(NAME, first, row - 1)
    frame.cells["sum.success"] = sheet.in_column(SECOND_NUMBER, first, row - 1)
    sheet.heading(first - 1, [say("Konsekvens (1)", "Consequence (1)"),
                              say("Pr. succes (1)", "Per success (1)")], FIRST_NUMBER)  # fmt: skip
    frame.cells["sum.kinds"] = sheet.in_column(FIRST_NUMBER, first, row - 1)
    for at, flow in enumerate(frame.flow_rows):
        is_cost = flow.item in frame.costs
        sheet.put(first + at, FIRST_NUMBER, 0 if is_cost else 1, "flag")
        by_success = "0"
        if not is_cost:
            by_success = f"IF({flow.item.cell('per')}={frame.word('participant')},0,1)"
        counts = not is_cost and getattr(flow.item.item, "per", "success") == "success"
        sheet.formula(first + at, SECOND_NUMBER, by_success, 1 if counts else 0, "flag")


def _sum_of(frame: Frame, flow: FlowRow, what: str, across: str) -> str:
    """Return the discounted sum of a row with other units."""
    single = len(frame.case.effects) == 1
    if flow.item in frame.costs or (what == "units_full" and not single):
        return f"SUMPRODUCT({across},{frame.row('factor_in')})"
    if flow.account is not None:
        row = frame.row(f"rule.{what}.{flow.item.row}.{flow.account}")
        return f"SUMPRODUCT({row},{frame.row('factor_in')})"
    units, price = frame.row(row_name(what, flow.item)), frame.row(price_of(flow.item))
    return f"SUMPRODUCT({units},{price},{frame.row('factor_in')})"
