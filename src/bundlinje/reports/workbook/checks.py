"""The sheet of checks: what must add up, and what the cells must not hold."""

from __future__ import annotations

from bundlinje.basics.texts import Text
from bundlinje.calculation.case import Consequence
from bundlinje.reports.workbook.cells import Sheet
from bundlinje.reports.workbook.frame import (
    NAME,
    SECOND_NUMBER,
    UNIT,
    Frame,
)
from bundlinje.reports.workbook.inputs import VALUE
from bundlinje.reports.workbook.item_checks import AS_NUMBER, ITEM_CHECKS

_WHAT, _FOUND, _STATUS, _HELP = range(4)
_LAST = 8


def checks_sheet(frame: Frame) -> Sheet:
    """Put the sheet."""
    say = frame.say
    sheet = frame.book.sheet("Kontroller", "Checks", "check")
    sheet.widths = {_WHAT: 58, _FOUND: 26, _STATUS: 16, _HELP: 22}
    sheet.widths |= dict.fromkeys(range(_HELP + 1, _LAST + 1), 18)
    sheet.text(0, 0, say("Kontroller", "Checks"), "title")
    about = Text(
        "Hver linje skal give 0. Er noget galt, bliver den rød og siger FEJL, og tallene i arket "
        "kan ikke bruges, før det er rettet.",
        "Every line must give 0. Where something is wrong it turns red and says ERROR, and the "
        "figures cannot be used before it is mended.",
    )
    sheet.text(1, 0, about.to(frame.book.language), "about")
    heads = [say("Kontrol", "Check"), say("Afvigelse", "Deviation"), say("Status", "Status")]
    sheet.heading(3, [*heads, say("Hvad skal gøres", "What to do")], 0)
    sheet.frozen = (4, 1)
    plain = _sums(frame)
    first, last = 4, 4 + len(plain) + len(ITEM_CHECKS) - 1
    columns = _items(frame, sheet, last + 4)
    by_item = [(c.what, f"SUM({columns[at]})", c.help) for at, c in enumerate(ITEM_CHECKS)]
    wrong, row = say("FEJL", "ERROR"), first
    for what, formula, help_ in (*plain, *by_item):
        found = sheet.at(row, _FOUND)
        sheet.text(row, _WHAT, what.to(frame.book.language), "label")
        sheet.formula(row, _FOUND, formula, 0.0, "number")
        status = f'IF(ISERROR({found}),"{wrong}",IF({found}=0,"OK","{wrong}"))'
        sheet.formula(row, _STATUS, status, "OK", "check")
        for col in range(_HELP + 1, _LAST + 1):
            sheet.put(row, col, None, "label")
        sheet.text(row, _HELP, help_.to(frame.book.language), "label")
        sheet.merged.append((row, _HELP, _LAST))
        row += 1
    _in_all(frame, sheet, first, last)
    return sheet


def _in_all(frame: Frame, sheet: Sheet, first: int, last: int) -> None:
    say, row = frame.say, last + 1
    good = say("Alle kontroller er i orden", "All checks are in order")
    statuses, count = sheet.in_column(_STATUS, first, last), last - first + 1
    sheet.text(row, _WHAT, say("Samlet", "In all"), "total_text")
    wrong, of = say("FEJL", "ERROR"), say("se Kontroller, linje", "see Checks, line")
    # The first red line by its number on the sheet, and what it says.
    at = f'MATCH("{wrong}",{statuses},0)'
    bad = f'"{wrong}: {of} "&({at}+{first})&": "&INDEX({sheet.in_column(_WHAT, first, last)},{at})'
    formula = f'IF(COUNTIF({statuses},"OK")={count},"{good}",{bad})'
    sheet.formula(row, _FOUND, formula, good, "total_text")
    frame.cells["checks"] = sheet.at(row, _FOUND)
    sheet.red_unless.append(((first, _STATUS), (last, _STATUS), f'=$C{first + 1}<>"OK"'))
    sheet.red_unless.append(((row, _FOUND), (row, _FOUND), f'=$B${row + 1}<>"{good}"'))


def _off(frame: Frame, parts: str, whole: str) -> str:
    """Return 0 where parts and whole agree within 1e-9 of the absolute flows."""
    difference = f"ABS(({parts})-({whole}))"
    return f"IF({difference}<=1E-9*{frame.cells['absolute']},0,{difference})"


def _sums(frame: Frame) -> list[tuple[Text, str, Text]]:
    cells = frame.cells
    net = cells["result.net_result"]
    flows = frame.places["public"][0]
    first, last = (int(cells[f"discounted.{end}"]) for end in ("first", "last"))
    accounts = f"SUM({flows.in_column(SECOND_NUMBER, first, last)})"
    payers = f"SUM({frame.block_column('payer', SECOND_NUMBER)})"
    arithmetic = Text("Formler er ændret. Hent arket igen.", "Formulas were changed. Start over.")
    lines = [
        (Text("Posterne giver nettoresultatet", "Items give the net result"),
         _off(frame, f"SUM({cells['items']})", net),
         Text("Står det samme id to gange?", "Does an id stand twice?")),
        (Text("Årene giver nettoresultatet", "Years give the net result"),
         _off(frame, f"SUM({frame.row('public')})", net), arithmetic),
        (Text("De offentlige kasser giver nettoresultatet", "Public purses give the net result"),
         _off(frame, f"SUM({cells['nets']})", net),
         Text("Er det ændret, hvilke kasser der er offentlige? Læs arket ind igen.",
              "Was it changed which payers are public? Read the workbook back.")),
        (Text("Konti og kasser giver det samme", "Accounts and payers give the same"),
         _off(frame, accounts, payers), arithmetic),
        (Text("Konsekvenser minus udgifter er nettoresultatet",
              "Consequences less costs are the net result"),
         _off(frame, f"{cells['result.consequences']}-{cells['result.costs']}", net), arithmetic),
        (Text("Deltagere falder i beregningens år", "Participants fall in the years calculated"),
         _people(frame), Text("Ret årene for deltagerne, det første år eller antal år.",
                              "Correct the participants' years, the first year or the number.")),
        (Text("Rater ligger mellem 0 og 1", "Rates lie between 0 and 1"), _rates(frame),
         Text("Ret succesraterne eller gennemførelsen.", "Correct the rates or the completion.")),
        (Text("Sagens tal er skrevet som tal", "Numbers of the case are written as numbers"),
         _texts(frame), AS_NUMBER),
        (Text("Arket har kolonner nok til årene", "The workbook has columns for all years"),
         f"MAX(0,{frame.field('horizon')}-{frame.years})", _NEW_BOOK),
    ]  # fmt: skip
    if any(rows.studies for rows in frame.effect_rows.values()):
        lines.append(
            (Text("En samlet effekt er den, studierne giver", "A pooled effect is what studies "
                  "give"), _pooled(frame),
             Text("Er den grå celle ændret, så hent arket igen. En egen effekt gælder, når "
                  "studierne er slettet. Er succesraten uden ændret, så læs arket ind igen.",
                  "Was the grey cell changed, start over. An own effect counts once the studies "
                  "are deleted. Was the rate without changed, read the workbook back."))
        )  # fmt: skip
    if frame.inputs.profiles:
        lines.append(
            (Text("Mængder fra en forbrugsprofil er dem, profilen giver",
                  "Quantities of a use profile are what it gives"),
             "+".join(row.wrong() for row in frame.inputs.profiles),
             Text("Skriv de grå tal igen, eller læs arket ind igen. Egne tal gælder, når "
                  "henvisningen til profilen i rækken er slettet.",
                  "Write the grey numbers again, or read the workbook back. Own numbers count once "
                  "the reference to the profile in the row is deleted."))
        )  # fmt: skip
    if frame.inputs.open_accounts:
        lines.append(
            (Text("Tilføjede konti hører til en kasse", "Added accounts belong to a payer"),
             _owners(frame), Text("Skriv kasse/forvaltning, fx kommune/social, i overskriften. "
                                  "Nye kasser gælder, når arket læses ind igen.",
                                  "Write payer/department, e.g. kommune/social, in the heading. "
                                  "New payers count when the workbook is read back."))
        )  # fmt: skip
    if any(isinstance(i.item, Consequence) and i.item.split for i in frame.consequences):
        lines.append(
            (Text("Regler i kroner kender alle årgange", "Rules in money know every cohort"),
             _cohorts(frame), _NEW_BOOK)
        )  # fmt: skip
    return lines


_NEW_BOOK = Text(
    "Gem arket, og lav et nyt: bundlinje calculate ARK.xlsx --report NYT.xlsx.",
    "Save the workbook and make a new one: bundlinje calculate BOOK.xlsx --report NEW.xlsx.",
)


def _texts(frame: Frame) -> str:
    """Return how many single inputs that are numbers hold a text."""
    inputs, people = frame.inputs, frame.participants
    cells = [people.down("year"), people.down("number")]
    for path, address in inputs.fields.items():
        if path in _NUMBERS or path.startswith("effect"):
            cells.append(address)
    return "+".join(f"SUMPRODUCT(--ISTEXT({cell}))" for cell in cells)


#: Single inputs that are numbers, beside the rates of effects.
_NUMBERS = ("price_year", "start_year", "horizon", "completion", "discounting.rate",
            "discounting.offset", "discounting.outcomes.rate", "budget.first_year",
            "budget.price_growth")  # fmt: skip


def _people(frame: Frame) -> str:
    table = frame.participants
    years, numbers = table.down("year"), table.down("number")
    first, length = frame.field("start_year"), frame.field("horizon")
    return (
        f"SUMPRODUCT(--ISNUMBER({years}),--ISNUMBER({numbers}),"
        f"1-({years}>={first})*({years}<={first}+{length}-1))"
    )


def _rates(frame: Frame) -> str:
    cells = [(frame.cells["completion"], 0)]
    for effect in frame.case.effects.values():
        cells.append((frame.cells[f"rate.{effect.id}"], 0))
        cells.append((frame.cells[f"with.{effect.id}"], -1))
    parts = [f"IF(AND({cell}>={low},{cell}<=1),0,1)" for cell, low in cells]
    rows = [f"SUMPRODUCT(--({row}>1))+SUMPRODUCT(--({row}<0))"
            for e in frame.case.effects if (row := frame.row(f"force.{e}"))]  # fmt: skip
    return "+".join([*parts, *rows])


def _pooled(frame: Frame) -> str:
    """Return what is wrong with pooled effects: changed, beside an own one, or at another rate."""
    parts = []
    for name, rows in frame.effect_rows.items():
        if (cells := rows.studies) is None:
            continue
        own = ",".join(
            f'{frame.inputs.sheet.at(rows.rows[key], VALUE)}<>""' for key in ("with", "difference")
        )
        at = f"IF(ABS({frame.cells[f'rate.{name}']}-{cells.at})<=1E-12,0,1)"
        same = f"IF(ABS({cells.pooled}-{cells.found})<=1E-12,0,1)"
        parts.append(
            f"IF(COUNTA({cells.references})=0,IF(OR({own}),0,1),IF(OR({own}),1,{same}+{at}))"
        )
    return "+".join(parts)


def _cohorts(frame: Frame) -> str:
    """Return the people who complete in years that the rules in money have no rows for."""
    parts = []
    for name in frame.case.effects:
        known = {year - frame.case.start_year for year in frame.case.participants_of(name)}
        at = ",".join(f"ABS({frame.at(f'people.{name}', t)})" for t in sorted(known))
        everyone = f"SUMPRODUCT(ABS({frame.row(f'people.{name}')}))"
        parts.append(f"ROUND({everyone}-SUM({at}),9)")
    return "+".join(parts)


def _owners(frame: Frame) -> str:
    names = frame.block_column("public", NAME)
    sheet = frame.places["flow." + frame.accounts[0]][0]
    parts = []
    for key, cell in frame.inputs.open_accounts.items():
        owner = sheet.at(frame.places[f"flow.{key}"][1], UNIT)
        parts.append(f'IF({cell}="",0,IF(COUNTIF({names},{owner})=1,0,1))')
    return "+".join(parts)


def _items(frame: Frame, sheet: Sheet, row: int) -> list[str]:
    """Put the checks of every item, and return the address of each column."""
    say = frame.say
    heads = [say("Post", "Item"), say("Id", "Id")]
    sheet.heading(row, [*heads, *(c.heading.to(frame.book.language) for c in ITEM_CHECKS)], 0)
    first = row = row + 1
    for item in (*frame.costs, *frame.consequences, *frame.outcomes):
        for col, key in ((0, "label"), (1, "id")):
            cell = item.cell(key)
            value = frame.inputs.sheet.cells[item.row, item.table.columns[key]].value
            sheet.formula(row, col, f'IF({cell}="","",{cell})', value or "", "calc_text")
        for at, check in enumerate(ITEM_CHECKS, 2):
            sheet.formula(row, at, check.formula(frame, item) or "0", 0.0, "flag")
        row += 1
    last = row - 1
    corner = (first, 2), (last, 1 + len(ITEM_CHECKS))
    sheet.red_unless.append((*corner, f"=C{first + 1}<>0"))
    return [sheet.in_column(col, first, last) for col in range(2, 2 + len(ITEM_CHECKS))]
