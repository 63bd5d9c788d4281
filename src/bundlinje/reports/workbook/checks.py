"""The sheet of checks: what must add up, and what the cells must not hold."""

from __future__ import annotations

from bundlinje.basics.texts import Text
from bundlinje.calculation.case import Consequence
from bundlinje.reports.workbook.cells import Sheet
from bundlinje.reports.workbook.changes import row_name
from bundlinje.reports.workbook.frame import FIRST_NUMBER, SECOND_NUMBER, Frame, Item

_WHAT, _FOUND, _STATUS, _HELP = range(4)


def checks_sheet(frame: Frame) -> Sheet:
    """Put the sheet."""
    say = frame.say
    sheet = frame.book.sheet("Kontroller", "Checks", "check")
    sheet.widths = {_WHAT: 66, _FOUND: 18, _STATUS: 14, _HELP: 78}
    sheet.text(0, 0, say("Kontroller", "Checks"), "title")
    about = Text(
        "Hver linje skal give 0. Er noget galt, bliver den rød og siger FEJL, og tallene i arket "
        "kan ikke bruges, før det er rettet.",
        "Every line must give 0. Where something is wrong it turns red and says ERROR, and the "
        "figures cannot be used before it is mended.",
    )
    sheet.text(1, 0, about.to(frame.book.language), "about")
    sheet.heading(3, [say("Kontrol", "Check"), say("Afvigelse", "Deviation"),
                      say("Status", "Status"), say("Hvad skal gøres", "What to do")], 0)  # fmt: skip
    sheet.frozen = (4, 1)
    first = row = 4
    wrong = say("FEJL", "ERROR")
    for what, formula, help_ in _checks(frame):
        sheet.text(row, _WHAT, what.to(frame.book.language), "label")
        sheet.formula(row, _FOUND, formula, 0.0, "number")
        status = f'IF(ISERROR({sheet.at(row, _FOUND)}),"{wrong}",IF({sheet.at(row, _FOUND)}=0,' \
                 f'"OK","{wrong}"))'  # fmt: skip
        sheet.formula(row, _STATUS, status, "OK", "check")
        sheet.text(row, _HELP, help_.to(frame.book.language), "label")
        row += 1
    statuses = sheet.in_column(_STATUS, first, row - 1)
    good = say("Alle kontroller er i orden", "All checks are in order")
    bad = say("FEJL: se linjerne med rødt", "ERROR: see the red lines")
    sheet.text(row + 1, _WHAT, say("Samlet", "In all"), "total_text")
    sheet.formula(
        row + 1, _FOUND, f'IF(COUNTIF({statuses},"OK")={row - first},"{good}","{bad}")', good,
        "total_text",
    )  # fmt: skip
    frame.cells["checks"] = sheet.at(row + 1, _FOUND)
    sheet.red_unless.append(((first, _STATUS), (row - 1, _STATUS), f'=$C{first + 1}<>"OK"'))
    sheet.red_unless.append(
        ((row + 1, _FOUND), (row + 1, _FOUND), f'=COUNTIF($C${first + 1}:$C${row},"OK")<'
         f"{row - first}")
    )  # fmt: skip
    return sheet


def _off(frame: Frame, parts: str, whole: str) -> str:
    """Return 0 where parts and whole agree within 1e-9 of the absolute flows."""
    difference = f"ABS(({parts})-({whole}))"
    return f"IF({difference}<=1E-9*{frame.cells['absolute']},0,{difference})"


def _checks(frame: Frame) -> list[tuple[Text, str, Text]]:
    cells, case = frame.cells, frame.case
    net = cells["result.net_result"]
    accounts = "+".join(cells[f"discounted.{a}"] for a in case.accounts)
    payers = "+".join(cells[f"payer.{p}"] for p in case.payers)
    public = "+".join(cells[f"net.{p}"] for p in case.public_payers)
    arithmetic = Text("Formler er ændret. Hent arket igen.", "Formulas were changed. Start over.")
    lines = [
        (Text("Posterne giver nettoresultatet", "Items give the net result"),
         _off(frame, f"SUM({cells['items']})", net),
         Text("Står det samme id to gange, eller mangler et id?",
              "Does an id stand twice, or is one missing?")),
        (Text("Årene giver nettoresultatet", "Years give the net result"),
         _off(frame, f"SUM({frame.row('public')})", net), arithmetic),
        (Text("De offentlige kasser giver nettoresultatet", "Public purses give the net result"),
         _off(frame, public, net),
         Text("Er det ændret, hvilke kasser der er offentlige? Læs arket ind igen.",
              "Was it changed which payers are public? Read the workbook back.")),
        (Text("Konti og kasser giver det samme", "Accounts and payers give the same"),
         _off(frame, accounts, payers), arithmetic),
        (Text("Konsekvenser minus omkostninger er nettoresultatet",
              "Consequences less costs are the net result"),
         _off(frame, f"{cells['result.consequences']}-{cells['result.costs']}", net), arithmetic),
        (Text("Andelene i hver række giver 1 (0 ved overførsel)",
              "The shares of each row sum to 1 (0 in a transfer)"),
         _shares(frame), Text("Ret andelene yderst til højre på rækken i Forudsætninger.",
                              "Correct the shares at the far right of the row in Assumptions.")),
        (Text("Rækker har både id og det, de skal bruge", "Rows have an id where they have numbers"),
         _missing_ids(frame), Text("Giv rækken et id i kolonne B.",
                                   "Give the row an id in column B.")),
        (Text("Ordene i rullelisterne er kendte", "The words of the lists are known"),
         _words(frame), Text("Vælg fra listen.", "Choose from the list.")),
        (Text("Deltagere falder i beregningens år", "Participants fall in the years calculated"),
         _people(frame), Text("Ret årene for deltagerne, det første år eller antal år.",
                              "Correct the participants' years, the first year or the number.")),
        (Text("Udgifter falder i beregningens år", "Costs fall in the years calculated"),
         _costs(frame), Text("Ret årene på omkostningen.", "Correct the years of the cost.")),
        (Text("Rater ligger mellem 0 og 1", "Rates lie between 0 and 1"), _rates(frame),
         Text("Ret succesraterne eller gennemførelsen.", "Correct the rates or the completion.")),
        (Text("Arket har kolonner nok til årene", "The workbook has columns for all years"),
         f"MAX(0,{frame.field('horizon')}-{frame.years})",
         Text("Antal år er større end arkets kolonner. Gem det, og lav et nyt med bundlinje "
              "calculate ARK.xlsx --report NYT.xlsx.",
              "The number of years exceeds the columns. Save, and make a new one with bundlinje "
              "calculate BOOK.xlsx --report NEW.xlsx.")),
        (Text("Det afskårne beløb rummer alle listede år", "The amount cut off has all listed years"),
         _cut_off(frame),
         Text("Der er listet flere år, end arket har kolonner til. Kun det afskårne beløb "
              "mangler noget; lav et nyt ark som ovenfor.",
              "More years are listed than there are columns. Only the amount cut off lacks "
              "something; make a new workbook as above.")),
    ]  # fmt: skip
    if any(isinstance(i.item, Consequence) and i.item.split for i in frame.consequences):
        lines.append(
            (Text("Regler i kroner kender alle årgange", "Rules in money know every cohort"),
             _cohorts(frame), Text("Deltagere er flyttet til et nyt år. Lav et nyt ark som ovenfor.",
                                   "Participants were moved to a new year. Make a new workbook."))
        )  # fmt: skip
    return lines


def _plus(parts: list[str]) -> str:
    return "+".join(parts) or "0"


def _written(item: Item, key: str) -> str:
    return f'{item.cell(key)}<>""'


def _shares(frame: Frame) -> str:
    parts = []
    for item in (*frame.costs, *frame.consequences):
        columns = [c for k, c in item.table.columns.items() if k.startswith("paid_by/")]
        across = item.table.sheet.in_row(item.row, columns[0], columns[-1])
        rule = item.cell("paid_by.rule")
        total = "1"
        if item in frame.consequences:
            total = f"IF({item.cell('transfer')}={frame.word('true')},0,1)"
        parts.append(
            f'IF(AND({item.cell("id")}<>"",{rule}=""),'
            f"IF(ABS(SUM({across})-{total})<=1E-9,0,1),0)"
        )
    return _plus(parts)


def _missing_ids(frame: Frame) -> str:
    parts = [
        f'IF(AND({item.cell("id")}="",{_written(item, key)}),1,0)'
        for items, key in (
            (frame.costs, "amount"),
            (frame.consequences, "quantity.0"),
            (frame.outcomes, "quantity.0"),
        )
        for item in items
    ]
    return _plus(parts)


def _words(frame: Frame) -> str:
    from bundlinje.calculation import workbook_format as form

    parts = []
    lists = (
        (frame.costs, (("per", form.COST_PER, True), ("kind", form.KINDS, True))),
        (
            frame.consequences,
            (
                ("per", form.CHANGE_PER, False),
                ("direction", form.DIRECTIONS, False),
                ("then", form.THEN, False),
            ),
        ),
        (frame.outcomes, (("per", form.CHANGE_PER, False), ("then", form.THEN, False))),
    )
    for items, keys in lists:
        for item in items:
            for key, words, needed in keys:
                cell = item.cell(key)
                known = [f"{cell}={frame.word(word)}" for word in words]
                empty = f'{item.cell("id")}=""' if needed else f'{cell}=""'
                parts.append(f"IF(OR({empty},{','.join(known)}),0,1)")
    return _plus(parts)


def _people(frame: Frame) -> str:
    table = frame.participants
    years, numbers = table.down("year"), table.down("number")
    first, length = frame.field("start_year"), frame.field("horizon")
    return (
        f"SUMPRODUCT(--ISNUMBER({years}),--ISNUMBER({numbers}),"
        f"1-({years}>={first})*({years}<={first}+{length}-1))"
    )


def _costs(frame: Frame) -> str:
    parts = []
    for item in frame.costs:
        per = item.cell("per")
        by_person = ",".join(f"{per}={frame.word(w)}" for w in ("participant", "starter"))
        sheet, row = frame.places[f"cost_number.{item.row}"]
        last = SECOND_NUMBER + frame.years
        counted = f"SUM({sheet.in_row(row, SECOND_NUMBER + 1, last)})"
        people = f"{frame.cells['participants']}"
        share = f"IF({per}={frame.word('starter')},{frame.cells['completion']},1)"
        parts.append(
            f'IF({item.cell("id")}="",0,IF(OR({by_person}),'
            f"IF(ABS({counted}*{share}-{people})<=1E-9*{people},0,1),IF({counted}>0,0,1)))"
        )
    return _plus(parts)


def _rates(frame: Frame) -> str:
    cells = [frame.cells["completion"]]
    for effect in frame.case.effects.values():
        cells += [frame.cells[f"rate.{effect.id}"]]
        sheet, row = frame.places[f"force.{effect.id}"]
        cells += [sheet.at(row, SECOND_NUMBER + 2)] if frame.years > 1 else []
    parts = [f"IF(AND({cell}>=0,{cell}<=1),0,1)" for cell in cells]
    for effect in frame.case.effects.values():
        reached = frame.cells[f"with.{effect.id}"]
        parts.append(f"IF(AND({reached}>=-1,{reached}<=1),0,1)")
    return _plus(parts)


def _cut_off(frame: Frame) -> str:
    """Return how many listed years lie beyond the columns, for the last cohort that has people."""
    parts = []
    for item in frame.consequences:
        sheet, row = frame.places[row_name("change", item)]
        lag, count = sheet.at(row, FIRST_NUMBER), sheet.at(row, SECOND_NUMBER)
        name = item.item.effect if isinstance(item.item, Consequence) else next(
            iter(frame.case.effects))  # fmt: skip
        people, number = frame.row(f"people.{name}"), frame.row("number")
        last = f"SUMPRODUCT(MAX(({people}<>0)*{number}))"
        parts.append(f"IF({count}=0,0,MAX(0,{last}+{lag}+{count}-{frame.years}))")
    return _plus(parts)


def _cohorts(frame: Frame) -> str:
    parts = []
    for name in frame.case.effects:
        known = {year - frame.case.start_year for year in frame.case.participants_of(name)}
        others = [t for t in range(frame.case.horizon) if t not in known]
        parts += [f"ABS({frame.at(f'people.{name}', t)})" for t in others]
    return _plus(parts)


