"""The sheet of results: every figure of the point result as a formula on the flows."""

from __future__ import annotations

from collections.abc import Mapping

from bundlinje.basics.texts import Text
from bundlinje.calculation.case import Outcome
from bundlinje.calculation.indicators import BreakEven
from bundlinje.calculation.point import TOTAL
from bundlinje.reports.workbook.cells import Sheet, Value
from bundlinje.reports.workbook.changes import row_name
from bundlinje.reports.workbook.frame import SECOND_NUMBER, Frame

#: What is shown where there is no figure.
NONE = "–"
_ID, _LABEL, _FIRST = range(3)


def results_sheet(frame: Frame) -> Sheet:
    """Put the sheet."""
    say, point = frame.say, frame.result.point
    sheet = frame.book.sheet("Resultat", "Result", "result")
    sheet.widths = {0: 22, 1: 46, **dict.fromkeys(range(2, 14), 16)}
    sheet.text(0, 0, say("Resultat", "Result"), "title")
    about = Text(
        "Diskonteret, i faste priser; plus er en gevinst. Udligning, bloktilskud og virkninger i "
        "resten af økonomien er ikke med.",
        "Discounted, fixed prices; plus is a gain. Equalisation, block grants and effects in the "
        "wider economy are left out.",
    )
    sheet.text(1, 0, about.to(frame.book.language), "about")
    sheet.frozen = (3, 2)
    row = _main(frame, sheet, 3)
    row = _payers(frame, sheet, row)
    row = _transfers(frame, sheet, row)
    row = _items(frame, sheet, row)
    row = _accounts(frame, sheet, row)
    row = _outcomes(frame, sheet, row)
    assert point is frame.result.point
    return sheet


def _section(frame: Frame, sheet: Sheet, row: int, title: str, heads: list[str]) -> int:
    for col in range(max(_FIRST + 1, _FIRST + len(heads))):
        sheet.put(row, col, None, "section")
    sheet.text(row, 0, title, "section")
    sheet.heading(row + 1, ["", "", *heads], 0)
    return row + 2


def _or_none(value: Value) -> Value:
    return NONE if value is None else value


def rounded(frame: Frame, formula: str) -> str:
    """Return a formula in which what is rounding alone is 0, as the engine has it."""
    return f"IF(ABS({formula})<=1E-12*{frame.cells['absolute']},0,{formula})"


def _main(frame: Frame, sheet: Sheet, row: int) -> int:
    say, point, cells = frame.say, frame.result.point, frame.cells
    public, kinds = cells["weights.public"], cells["sum.kinds"]
    total, kept, cut = cells["sum.total"], cells["sum.kept"], cells["sum.cut"]
    costs = f"-SUMPRODUCT({public},{total},1-{kinds})"
    gains = f"SUMPRODUCT({public},{total},{kinds})"
    society = f"SUM({frame.block_column('payer', SECOND_NUMBER)})"
    undiscounted = cells["public_flow"]
    figures = [
        ("net_result", say("Nettoresultat, alle offentlige kasser",
                           "Net result, all public purses"),
         cells["public"], point.net_result, "total", "Nettoresultat", "Net_result"),
        ("per_participant", say("Nettoresultat pr. deltager", "Net result per participant"),
         f"IF({cells['participants']}=0,\"{NONE}\",{{net_result}}/{cells['participants']})",
         point.net_result_per_participant, "money", "Nettoresultat_pr_deltager",
         "Net_result_per_participant"),
        ("realisable", say("Realiserbart nettoresultat", "Realisable net result"),
         f"SUMPRODUCT({public},{kept})", point.net_result_realisable, "money",
         "Realiserbart_nettoresultat", "Realisable_net_result"),
        ("undiscounted", say("Nettoresultat, udiskonteret", "Net result, undiscounted"),
         undiscounted, point.undiscounted.net_result, "money", "Nettoresultat_udiskonteret",
         "Net_result_undiscounted"),
        ("costs", say("Udgifter (netto for fortrængte)", "Costs (net of displaced)"),
         rounded(frame, costs), point.costs, "money", "Udgifter", "Costs"),
        ("consequences", say("Konsekvenser", "Consequences"), rounded(frame, gains),
         point.consequences, "money", "Konsekvenser_i_alt", "Consequences_total"),
        ("ratio", say("Nytte-omkostnings-forhold", "Benefit–cost ratio"),
         f"IF({{costs}}>0,{{consequences}}/{{costs}},\"{NONE}\")", point.benefit_cost_ratio,
         "number", "Nytte_omkostnings_forhold", "Benefit_cost_ratio"),
        ("irr", say("Intern rente (kun når den er entydig)", "Internal rate (where unique)"),
         _irr(frame), point.irr, "share", "Intern_rente", "Internal_rate"),
        ("cut_off", say("Afskåret: listede konsekvenser efter beregningens år",
                        "Cut off: listed consequences after the years"),
         f"SUMPRODUCT({public},{cut},{kinds})", point.cut_off, "money", "Afskåret", "Cut_off"),
        ("society", say("Alle parter tilsammen", "All parties together"), society,
         point.society, "money", "Alle_parter", "All_parties"),
    ]  # fmt: skip
    row = _section(frame, sheet, row, say("Samlet", "In all"), [frame.unit_of_money])
    known: dict[str, str] = {}
    for key, label, formula, value, style, da, en in figures:
        for name, address in known.items():
            formula = formula.replace(f"{{{name}}}", address)
        sheet.text(row, _LABEL, label, "total_text" if style == "total" else "label")
        sheet.formula(row, _FIRST, formula, _or_none(value), style)
        known[key] = cells[f"result.{key}"] = sheet.at(row, _FIRST)
        frame.book.name(da, en, known[key])
        row += 1
    return row + 1


def _irr(frame: Frame) -> str:
    """Return the internal rate where the flow changes sign once, so that there is only one."""
    flows, changes = frame.row("public_flow"), frame.cells["changes_of_sign"]
    known = frame.result.point.irr
    guess = 0.1 if known is None else round(known, 3)
    unique = f"{changes}=1"
    place = _cell(frame, changes)
    if known is not None and place != 1:
        # Several changes of sign, and yet the engine found one rate: it holds for these flows.
        unique = f"OR({changes}=1,{changes}={place:g})"
    return f'IF({unique},IFERROR(IRR({flows},{guess}),"{NONE}"),"{NONE}")'


def _cell(frame: Frame, address: str) -> float:
    from bundlinje.reports.workbook.prices import _place

    name = address.rpartition("!")[0].strip("'")
    sheet = next(sheet for sheet in frame.book.sheets if sheet.name == name)
    value = sheet.cells[_place(address)].value
    assert isinstance(value, int | float)
    return float(value)


def _payer_sum(frame: Frame, payer: str, sums: str, condition: str) -> str:
    """Return what a payer gets of the chosen rows of amounts."""
    cells = frame.cells
    if payer == TOTAL:
        return f"SUMPRODUCT({cells['weights.public']}*{condition}*{cells[sums]})"
    chosen = f'({cells["weights.payers"]}="{payer}")'
    return f"SUMPRODUCT({cells['weights.all']}*{chosen}*{condition}*{cells[sums]})"


def _payers(frame: Frame, sheet: Sheet, row: int) -> int:
    say, case, point, cells = frame.say, frame.case, frame.result.point, frame.cells
    heads = [
        say("Lægger ud", "Puts in"),
        say("Får", "Gets"),
        say("Ender med", "Ends with"),
        say("Realiserbart", "Realisable"),
        say("Udiskonteret", "Undiscounted"),
        say("Tilbagebetalingsår", "Payback year"),
    ]
    even_heads = [
        say("Effekt", "Effect")
        if len(case.effects) == 1
        else say("Faktor på effekterne", "Factor on the effects"),
        say("Succesrate", "Success rate"),
        say("Muligt", "Possible"),
        say("Faktor på udgifterne", "Factor on costs"),
        say("Konsekvenser pr. deltager (B0)", "Consequences per participant (B0)"),
        say("Konsekvenser ved effekt 1 (B1)", "Consequences at effect 1 (B1)"),
    ]
    row = _section(frame, sheet, row, say("Lægger ud, får og ender med",
                                         "Puts in, gets and ends with"), heads)  # fmt: skip
    # A table of its own: side by side with the first it would make the print small.
    even = _section(frame, sheet, row + len(case.public_payers) + 2,
                    say("Balancepunkt: hvad der skal til for at ende på 0",
                        "Break-even: what it takes to end at 0"), even_heads)  # fmt: skip
    kinds, success = cells["sum.kinds"], cells["sum.success"]
    cells["nets"] = sheet.in_column(_FIRST + 2, row, row + len(case.public_payers) - 1)
    for payer in (*case.public_payers, TOTAL):
        total = payer == TOTAL
        label = say("Alle offentlige kasser", "All public purses") if total else (
            case.payers[payer].label.to(frame.book.language))  # fmt: skip
        for line in (row, even):
            sheet.text(line, _ID, "" if total else payer, "label")
            sheet.text(line, _LABEL, label, "total_text" if total else "label")
        style = "total" if total else "money"
        pocket = None if total else point.wrong_pocket[payer]
        values = (
            point.costs if pocket is None else pocket.puts_in,
            point.consequences if pocket is None else pocket.gets,
            point.net_result if total else point.by_payer[payer],
            point.net_result_realisable if total else point.realisable_by_payer[payer],
            point.undiscounted.net_result if total else point.undiscounted.by_payer[payer],
        )
        one = f"(1-{kinds})"
        formulas = (
            rounded(frame, "-" + _payer_sum(frame, payer, "sum.total", one)),
            rounded(frame, _payer_sum(frame, payer, "sum.total", kinds)),
            cells["public"] if total else cells[f"payer.{payer}"],
            _payer_sum(frame, payer, "sum.kept", "1"),
            cells["public_flow"] if total else cells[f"payer_flow.{payer}"],
        )
        for at, (formula, value) in enumerate(zip(formulas, values, strict=True)):
            sheet.formula(row, _FIRST + at, formula, value, style)
        cells[f"net.{payer}"] = sheet.at(row, _FIRST + 2)
        sheet.formula(row, _FIRST + 5, _payback(frame, "" if total else payer),
                      _or_none(point.payback_year[payer]), "year")  # fmt: skip
        cells["break_even.costs"] = sheet.at(row, _FIRST)
        b0, b1 = (sheet.at(even, _FIRST + at) for at in (4, 5))
        cells["break_even.b0"], cells["break_even.b1"] = b0, b1
        sheet.formula(
            even, _FIRST + 4,
            rounded(frame, _payer_sum(frame, payer, "sum.total", f"{kinds}*(1-{success})")),
            frame.per_kind[payer][0], "money",
        )  # fmt: skip
        sheet.formula(
            even, _FIRST + 5,
            rounded(frame, _payer_sum(frame, payer, "sum.full", success)),
            frame.per_kind[payer][1], "money",
        )  # fmt: skip
        _break_even(frame, sheet, (row, even), (b0, b1), point.break_even[payer])
        row, even = row + 1, even + 1
    return even + 1


def _payback(frame: Frame, payer: str) -> str:
    """Return the year after the last year in which the result added up is negative."""
    added = frame.row(f"cumulated.{payer}")
    low = f"({added}<-1E-12*{frame.cells['absolute']})"
    last = f"SUMPRODUCT(MAX({low}*{frame.row('inside')}*({frame.row('number')}+1)))"
    length, start = frame.field("horizon"), frame.field("start_year")
    return f'IF(OR({last}=0,{last}={length}),"{NONE}",{start}+{last})'


def _break_even(
    frame: Frame,
    sheet: Sheet,
    rows: tuple[int, int],
    slopes: tuple[str, str],
    found: BreakEven | None,
) -> None:
    """Put a payer's break-even in the second of its rows, from what it puts in and gets."""
    (first, row), (b0, b1), col = rows, slopes, _FIRST
    costs, gains = sheet.at(first, _FIRST), sheet.at(first, _FIRST + 1)
    effect = sheet.at(row, col)
    formula = f'IF(AND({b1}>0,{costs}-{b0}>0),({costs}-{b0})/{b1},"{NONE}")'
    sheet.formula(row, col, formula, _or_none(None if found is None else found.effect), "factor")
    names = list(frame.case.effects)
    known = [e.without is not None for e in frame.case.effects.values()]
    rates = [
        f"({frame.cells[f'rate.{n}']}+{effect}"
        + (")" if len(names) == 1 else f"*{frame.cells[f'effect.{n}']})")
        for n in names
    ]
    single = len(names) == 1 and known[0]
    rate = f'IF(ISNUMBER({effect}),{rates[0]},"{NONE}")' if single else f'"{NONE}"'
    sheet.formula(row, col + 1, rate, _or_none(None if found is None else found.rate), "share")
    inside = ",".join(f"{r}>=0,{r}<=1" for r in rates)
    yes, no = frame.word("true"), frame.word("false")
    possible = (
        f'IF(ISNUMBER({effect}),IF(AND({inside}),{yes},{no}),"{NONE}")'
        if all(known)
        else f'"{NONE}"'
    )
    answer = found.possible if found is not None else None
    word = NONE if answer is None else (yes if answer else no).strip('"')
    sheet.formula(row, col + 2, possible, word, "calc_text")
    factor = f'IF(AND({costs}>0,{gains}>=0),{gains}/{costs},"{NONE}")'
    sheet.formula(
        row, col + 3, factor, _or_none(None if found is None else found.cost_factor), "factor"
    )


def _transfers(frame: Frame, sheet: Sheet, row: int) -> int:
    say, case, cells = frame.say, frame.case, frame.cells
    payers = case.public_payers
    labels = {p: case.payers[p].label.to(frame.book.language) for p in payers}
    row = _section(
        frame, sheet, row,
        say("Betalinger, så ingen kasse taber (fra række til kolonne)",
            "Payments that leave no purse at a loss (from row to column)"),
        [labels[p] for p in payers],
    )  # fmt: skip
    found: Mapping[tuple[str, str], float] = {
        (giver, taker): amount for giver, taker, amount in frame.result.point.transfers
    }
    nets = cells["nets"]
    known = [frame.result.point.by_payer[p] for p in payers]
    sums = []
    for label, formula, value in (
        (say("Gevinster", "Gains"), f"SUMPRODUCT({nets}*({nets}>0))",
         sum(v for v in known if v > 0)),
        (say("Tab", "Losses"), f"SUMPRODUCT(-{nets}*({nets}<0))", -sum(v for v in known if v < 0)),
        (say("Afrunding", "Rounding"), f"1E-12*SUMPRODUCT(ABS({nets}))",
         1e-12 * sum(map(abs, known))),
    ):  # fmt: skip
        sheet.text(row, _LABEL, label, "label")
        sheet.formula(row, _FIRST, formula, value + 0.0, "money")
        sums.append(sheet.at(row, _FIRST))
        row += 1
    gains, losses, least = sums
    for giver in payers:
        sheet.text(row, _ID, giver, "label")
        sheet.text(row, _LABEL, labels[giver], "label")
        for at, taker in enumerate(payers):
            gain, loss = cells[f"net.{giver}"], cells[f"net.{taker}"]
            formula = (
                f"IF(AND({gain}>{least},{loss}<-{least},{gains}>={losses}-{least}),"
                f"-{loss}*{gain}/{gains},0)"
            )
            sheet.formula(row, _FIRST + at, formula, found.get((giver, taker), 0.0), "money")
        row += 1
    return row + 1


def _items(frame: Frame, sheet: Sheet, row: int) -> int:
    say, cells, point = frame.say, frame.cells, frame.result.point
    row = _section(frame, sheet, row, say("Pr. post (offentlige kasser)", "By item (public)"),
                   [frame.unit_of_money])  # fmt: skip
    first = row
    for item in (*frame.costs, *frame.consequences):
        frame.name_cells(sheet, row, item)
        own = sheet.at(row, _ID)
        formula = (
            f'IF({own}="",0,SUMPRODUCT(({cells["sum.ids"]}={own})*{cells["weights.public"]}'
            f"*{cells['sum.total']}))"
        )
        sheet.formula(row, _FIRST, formula, point.by_item.get(item.id, 0.0), "money")
        cells[f"item.{item.id}"] = sheet.at(row, _FIRST)
        row += 1
    cells["items"] = sheet.in_column(_FIRST, first, row - 1)
    return row + 1


def _accounts(frame: Frame, sheet: Sheet, row: int) -> int:
    say, cells, point = frame.say, frame.cells, frame.result.point
    heads = [say("Diskonteret", "Discounted"), say("Udiskonteret", "Undiscounted")]
    row = _section(frame, sheet, row, say("Pr. konto", "By account"), heads)
    for account in frame.accounts:
        frame.put_account(sheet, row, _ID, account)
        sheet.text(row, _LABEL, frame.account_label(account), "label")
        discounted = point.by_account.get(account, 0.0)
        plain = point.undiscounted.by_account.get(account, 0.0)
        sheet.formula(row, _FIRST, cells[f"discounted.{account}"], discounted)
        sheet.formula(row, _FIRST + 1, cells[f"flow.{account}"], plain)
        row += 1
    return row + 1


def _outcomes(frame: Frame, sheet: Sheet, row: int) -> int:
    say, point = frame.say, frame.result.point
    heads = [say("I alt (enheds-år)", "In all (unit-years)"), say("Enhed", "Unit"),
             say("Pengeværdi, vises for sig", "Money value, apart")]  # fmt: skip
    title = say("Resultater for borgerne: den anden bundlinje",
                "Outcomes for people: the second bottom line")  # fmt: skip
    row = _section(frame, sheet, row, title, heads)
    for item in frame.outcomes:
        frame.name_cells(sheet, row, item)
        units = frame.row(row_name("units", item))
        sheet.formula(row, _FIRST, f"SUMPRODUCT({units},{frame.row('outcome_factor')})",
                      point.outcomes.get(item.id, 0.0), "number")  # fmt: skip
        unit = item.cell("unit")
        outcome = item.item
        shown = outcome.unit if isinstance(outcome, Outcome) else ""
        sheet.formula(row, _FIRST + 1, f'IF({unit}="","",{unit})',
                      shown, "calc_text")  # fmt: skip
        year, level = item.cell("valuation.price_year"), frame.field("price_year")
        index, years = frame.cells["index."], frame.cells["index.years"]
        factor = (
            f'IF(OR({year}="",{year}={level}),1,INDEX({index},MATCH({level},{years},0))'
            f"/INDEX({index},MATCH({year},{years},0)))"
        )
        value = item.cell("valuation.amount")
        sheet.formula(
            row, _FIRST + 2, f'IF({value}="","{NONE}",{sheet.at(row, _FIRST)}*{value}*{factor})',
            _or_none(point.outcome_values.get(item.id)), "money",
        )  # fmt: skip
        row += 1
    return row + 1
