"""The front: what the workbook is, its answer, how it is used, and what must be said about it."""

from __future__ import annotations

from bundlinje.basics.texts import Text
from bundlinje.reports.workbook.cells import Sheet
from bundlinje.reports.workbook.frame import Frame

#: What each style of cell means.
_LEGEND = (
    ("input", Text("Kan ændres: arket regner videre med det samme.",
                   "May be changed: the workbook recalculates at once.")),
    ("structure", Text("Kan ændres, men gælder først, når arket læses ind igen med bundlinje "
                       "calculate.", "May be changed, but counts only when the workbook is read "
                       "back with bundlinje calculate.")),
    ("given", Text("Opslag eller værdi fra Bundlinje: ret det ikke her.",
                   "Looked up, or a value of Bundlinje: do not change it here.")),
    ("calc", Text("Formel.", "Formula.")),
)  # fmt: skip


def front_sheet(frame: Frame) -> Sheet:
    """Put the sheet."""
    say, case = frame.say, frame.case
    sheet = frame.book.sheet("Forside", "Front", "front")
    sheet.widths = {0: 3, 1: 56, 2: 20, 3: 20, 4: 20, 5: 20, 6: 20}
    sheet.landscape = False
    sheet.text(0, 1, case.title, "title")
    row = 1
    for text in (case.description, case.target_group):
        if text:
            sheet.text(row, 1, text, "subtitle")
            sheet.merged.append((row, 1, 6))
            for col in range(2, 7):
                sheet.put(row, col, None, "subtitle")
            sheet.row_heights[row] = 16.0 * max(1, -(-len(text) // 95))
            row += 1
    row += 1
    if not frame.case.items:
        row = _start(frame, sheet, row)
    row = _answer(frame, sheet, row)
    row = _purses(frame, sheet, row)
    row = _use(frame, sheet, row)
    row = _warnings(frame, sheet, row)
    known = frame.result
    parts = [
        known.software,
        say("vidensdatabase ", "knowledge base ") + known.knowledge_base,
        say("sag ", "case ") + f"{case.id} (sha256 {case.sha256[:16]}…)",
    ]
    if known.rule_date:
        parts.append(say("regler pr. ", "rules of ") + known.rule_date)
    sheet.text(row + 1, 1, " · ".join(parts), "about")
    return sheet


#: How to fill in an empty workbook, step by step.
_STEPS = (
    Text("1. Gå til arket Forudsætninger. Kun de gule og violette celler skal udfyldes.",
         "1. Go to the sheet Assumptions. Only yellow and violet cells are to be filled in."),
    Text("2. Sagen: titel, prisniveau, første år og antal år.",
         "2. The case: title, price level, first year and number of years."),
    Text("3. Deltagere: hvor mange gennemfører hvert år? Effekt: hvor mange lykkes uden og med "
         "indsatsen, og hvor sikkert er det?",
         "3. Participants: how many complete each year? Effect: how many succeed without and with "
         "the intervention, and how sure is it?"),
    Text("4. Omkostninger: én række for hver. Skriv i kolonnerne med kassernes navne, hvor stor en "
         "del hver betaler (i alt 1). En forvaltning skrives som kommune/social i en tom gul "
         "overskrift.",
         "4. Costs: a row each. In the columns named after the payers write the share that each "
         "pays (1 in all). A department is written as kommune/social in an empty yellow heading."),
    Text("5. Konsekvenser: hvad ændrer en succes i brugen af andre ydelser, år for år? Et fald er "
         "negativt. Enhedspris og prisår hører til.",
         "5. Consequences: what does a success change in the use of other services, year by year? "
         "A fall is negative. A unit price and its year belong to it."),
    Text("6. Skriv, hvor hvert tal kommer fra: kilder på arket Kilder og noter ud for rækkerne.",
         "6. Say where every number comes from: sources on the sheet Sources, notes beside rows."),
    Text("7. Se arket Kontroller. Når alt er i orden: bundlinje calculate FIL.xlsx regner "
         "usikkerheden med.",
         "7. See the sheet Checks. When all is in order, bundlinje calculate FILE.xlsx calculates "
         "the uncertainty too."),
)  # fmt: skip


def _start(frame: Frame, sheet: Sheet, row: int) -> int:
    row = _section(sheet, row, frame.say("Sådan kommer du i gang", "How to start"))
    for step in _STEPS:
        sheet.text(row, 1, step.to(frame.book.language), "wrapped")
        sheet.merged.append((row, 1, 6))
        for col in range(2, 7):
            sheet.put(row, col, None, "wrapped")
        sheet.row_heights[row] = 28 if len(step.da) > 100 else 15
        row += 1
    return row + 1


def _section(sheet: Sheet, row: int, title: str) -> int:
    for col in range(1, 7):
        sheet.put(row, col, None, "section")
    sheet.text(row, 1, title, "section")
    return row + 1


def _answer(frame: Frame, sheet: Sheet, row: int) -> int:
    say, point, cells = frame.say, frame.result.point, frame.cells
    currency = "kr." if frame.case.currency == "DKK" else frame.case.currency
    row = _section(sheet, row, say("Resultat", "Result"))
    figures = [
        (say("Nettoresultat for de offentlige kasser", "Net result for the public purses"),
         "net_result", point.net_result, "figure"),
        (say("… pr. deltager", "… per participant"), "per_participant",
         point.net_result_per_participant, "money"),
        (say("… hvis kun den del, der kan hentes ud, tælles med",
             "… counting only what leaves the budget"), "realisable",
         point.net_result_realisable, "money"),
        (say("Omkostninger", "Costs"), "costs", point.costs, "money"),
        (say("Konsekvenser", "Consequences"), "consequences", point.consequences, "money"),
        (say("Nytte pr. omkostningskrone", "Benefit–cost ratio"), "ratio",
         point.benefit_cost_ratio, "number"),
        (say("Alle parter, også borgeren", "All parties, the citizen too"), "society",
         point.society, "money"),
    ]  # fmt: skip
    for label, key, value, style in figures:
        sheet.text(row, 1, label, "label")
        sheet.formula(row, 2, cells[f"result.{key}"], "–" if value is None else value, style)
        sheet.text(row, 3, "" if key == "ratio" else currency, "label")
        if style == "figure":
            sheet.row_heights[row] = 22
        row += 1
    level = say(
        f"Diskonteret, i {frame.case.price_year}-priser, {frame.case.start_year}–"
        f"{frame.case.last_year}; plus er en gevinst.",
        f"Discounted, {frame.case.price_year} prices, {frame.case.start_year}–"
        f"{frame.case.last_year}; plus is a gain.",
    )
    sheet.text(row, 1, level, "about")
    drawn = frame.result.uncertainty
    if drawn is not None:
        row += 1
        net = drawn.net_result
        sheet.text(row, 1, say(f"90 %-interval og chance for plus ({drawn.draws} trækninger, "
                               "værdier)", f"90% interval and chance of a plus ({drawn.draws} "
                               "draws, values)"), "label")  # fmt: skip
        sheet.put(row, 2, net.p5, "drawn")
        sheet.put(row, 3, net.p95, "drawn")
        sheet.put(row, 4, net.p_positive, "drawn_share")
    row += 1
    sheet.text(row, 1, say("Kontroller", "Checks"), "label")
    good = say("Alle kontroller er i orden", "All checks are in order")
    sheet.formula(row, 2, cells["checks"], good, "check")
    sheet.red_unless.append(((row, 2), (row, 2), f'=$C${row + 1}<>"{good}"'))
    return row + 2


def _purses(frame: Frame, sheet: Sheet, row: int) -> int:
    say, point, cells = frame.say, frame.result.point, frame.cells
    used = [p for p in frame.case.payers if p in frame.steps.model.payers]
    row = _section(sheet, row, say("Pr. kasse", "By purse"))
    sheet.heading(row, ["", say("Nettoresultat", "Net result"),
                        say("Udiskonteret", "Undiscounted")], 1)  # fmt: skip
    row += 1
    for payer in used:
        sheet.text(row, 1, frame.case.payers[payer].label.to(frame.book.language), "label")
        sheet.formula(row, 2, cells[f"payer.{payer}"], point.by_payer[payer])
        sheet.formula(row, 3, cells[f"payer_flow.{payer}"], point.undiscounted.by_payer[payer])
        row += 1
    return row + 1


def _use(frame: Frame, sheet: Sheet, row: int) -> int:
    say = frame.say
    row = _section(sheet, row, say("Sådan bruges arket", "How to use the workbook"))
    for style, text in _LEGEND:
        sheet.put(row, 2, None, style)
        sheet.text(row, 1, text.to(frame.book.language), "wrapped")
        sheet.row_heights[row] = 28 if len(text.da) > 60 else 15
        row += 1
    lines = (
        Text("Alle tal fra forudsætninger til resultat er formler. Ret på arket Forudsætninger.",
             "Every figure from assumptions to result is a formula. Edit the sheet Assumptions."),
        Text("Nye rækker skrives i de tomme gule rækker under de andre eller indsættes imellem.",
             "New rows go in the empty yellow rows below the others, or between them."),
        Text("Indsatte rækker, nye effekter, kasser og regler regnes først med, når arket læses "
             "ind: bundlinje calculate ARK.xlsx --report NYT.xlsx.",
             "Inserted rows, new effects, payers and rules count when the workbook is read back: "
             "bundlinje calculate BOOK.xlsx --report NEW.xlsx."),
        Text("Usikkerhed og den del af følsomheden, der ikke er en formel, er værdier fra "
             "beregningen og følger ikke med ændringer.",
             "Uncertainty, and what is no formula in the sensitivity, are values of the "
             "calculation and do not follow changes."),
    )  # fmt: skip
    for line in lines:
        sheet.text(row, 1, line.to(frame.book.language), "wrapped")
        sheet.merged.append((row, 1, 6))
        for col in range(2, 7):
            sheet.put(row, col, None, "wrapped")
        sheet.row_heights[row] = 28 if len(line.da) > 100 else 15
        row += 1
    return row + 1


def _warnings(frame: Frame, sheet: Sheet, row: int) -> int:
    warnings = frame.result.warnings
    if not warnings:
        return row
    row = _section(sheet, row, frame.say("Vær opmærksom på", "Please note"))
    for warning in warnings:
        text = warning.to(frame.book.language)
        sheet.text(row, 1, text, "wrapped")
        sheet.merged.append((row, 1, 6))
        for col in range(2, 7):
            sheet.put(row, col, None, "wrapped")
        sheet.row_heights[row] = 14.0 * max(1, -(-len(text) // 105))
        row += 1
    return row + 1
