"""The checks of every item: what its row must not hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bundlinje.basics.texts import Text
from bundlinje.calculation import workbook_format as form
from bundlinje.calculation.case import Consequence
from bundlinje.reports.workbook.changes import row_name
from bundlinje.reports.workbook.frame import FIRST_NUMBER, SECOND_NUMBER, YEARS, Frame, Item
from bundlinje.reports.workbook.styles import is_number


@dataclass(frozen=True)
class ItemCheck:
    """A check of every item: what is wrong with a row as a formula that gives 0 or more."""

    what: Text
    heading: Text
    help: Text
    formula: Callable[[Frame, Item], str]


AS_NUMBER = Text(
    "Skriv tallet igen uden enhed, og ikke som tekst: arket regner tekst som 0. Læses arket ind, "
    "læses teksten, hvor den er til at forstå.",
    "Write the number again without a unit and not as text: the workbook counts text as 0. Read "
    "back, the text is read where it is clear.",
)


def _shares(frame: Frame, item: Item) -> str:
    columns = [c for k, c in item.table.columns.items() if k.startswith(form.SHARE)]
    if not columns:
        return ""
    across = item.table.sheet.in_row(item.row, columns[0], columns[-1])
    total = "1"
    if item in frame.consequences:
        total = f"IF({item.cell('transfer')}={frame.word('true')},0,1)"
    return (
        f'IF(AND({item.cell("id")}<>"",{item.cell("paid_by.rule")}=""),'
        f"IF(ABS(SUM({across})-{total})<=1E-9,0,1),0)"
    )


def _identity(frame: Frame, item: Item) -> str:
    """Return whether a row has numbers without an id, or an id that stands twice."""
    key = "amount" if item in frame.costs else "quantity.0"
    own, ids = item.cell("id"), item.table.down("id")
    return f'IF({own}="",IF({item.cell(key)}="",0,1),IF(SUMPRODUCT(--({ids}={own}))>1,1,0))'


def _item_texts(frame: Frame, item: Item) -> str:
    """Return how many cells of a row that are to hold numbers hold a text."""
    cells = item.table.sheet.cells
    columns = sorted(
        col for col in item.table.columns.values() if is_number(cells[item.row, col].style)
    )
    spans: list[tuple[int, int]] = []
    for col in columns:
        if spans and spans[-1][1] == col - 1:
            spans[-1] = spans[-1][0], col
        else:
            spans.append((col, col))
    ranges = (item.table.sheet.in_row(item.row, *span) for span in spans)
    return "+".join(f"SUMPRODUCT(--ISTEXT({cells_}))" for cells_ in ranges)


def _words(frame: Frame, item: Item) -> str:
    is_cost = item in frame.costs
    keys: dict[str, tuple[str, ...]] = {"per": form.COST_PER if is_cost else form.CHANGE_PER}
    if item in frame.consequences:
        keys |= {"direction": form.DIRECTIONS, "transfer": form.FLAGS}
    if is_cost:
        keys["kind"] = form.KINDS
    else:
        keys["then"] = form.THEN
    parts = []
    for key, words in keys.items():
        cell = item.cell(key)
        empty = f'{item.cell("id")}=""' if is_cost else f'{cell}=""'
        known = ",".join(f"{cell}={frame.word(word)}" for word in words)
        parts.append(f"IF(OR({empty},{known}),0,1)")
    return "+".join(parts)


def _cost_years(frame: Frame, item: Item) -> str:
    """Return whether part of a cost falls outside the years calculated."""
    if item not in frame.costs:
        return ""
    sheet, row = frame.places[f"cost_number.{item.row}"]
    counted = f"SUM({sheet.in_row(row, YEARS, YEARS + frame.years - 1)})"
    people, share = frame.cells["participants"], frame.cells["completion"]
    per = item.cell("per")
    starter, participant = (f"{per}={frame.word(w)}" for w in ("starter", "participant"))
    return (
        f'IF({item.cell("id")}="",0,IF(OR({starter},{participant}),'
        f"IF(ABS({counted}*IF({starter},{share},1)-{people})<=1E-9*{people},0,1),"
        f"IF({counted}>0,0,1)))"
    )


def _listed(frame: Frame, item: Item) -> str:
    """Return how many listed years lie beyond the columns, for the last who complete."""
    if item not in frame.consequences:
        return ""
    sheet, row = frame.places[row_name("change", item)]
    lag, count = sheet.at(row, FIRST_NUMBER), sheet.at(row, SECOND_NUMBER)
    effect = item.item.effect if isinstance(item.item, Consequence) else next(
        iter(frame.case.effects))  # fmt: skip
    people, number = frame.row(f"people.{effect}"), frame.row("number")
    last = f"SUMPRODUCT(MAX(({people}<>0)*{number}))"
    return f"IF({count}=0,0,MAX(0,{last}+{lag}+{count}-{frame.years}))"


ITEM_CHECKS = (
    ItemCheck(
        Text("Andelene i hver række giver 1 (0 ved overførsel)",
             "The shares of each row sum to 1 (0 in a transfer)"),
        Text("Andele", "Shares"),
        Text("Ret andelene på rækken i Forudsætninger.",
             "Correct the shares of the row in Assumptions."),
        _shares,
    ),
    ItemCheck(
        Text("Rækker med tal har et id, og intet id står to gange",
             "Rows with numbers have an id, and no id stands twice"),
        Text("Id", "Id"),
        Text("Giv rækken sit eget id i kolonne B.", "Give the row an id of its own in column B."),
        _identity,
    ),
    ItemCheck(
        Text("Postens tal er skrevet som tal", "Numbers of items are written as numbers"),
        Text("Tekst", "Text"),
        AS_NUMBER,
        _item_texts,
    ),
    ItemCheck(
        Text("Ordene i rullelisterne er kendte", "The words of the lists are known"),
        Text("Ord", "Words"),
        Text("Vælg fra listen i cellen.", "Choose from the list in the cell."),
        _words,
    ),
    ItemCheck(
        Text("Udgifter falder i beregningens år", "Costs fall in the years calculated"),
        Text("Udgiftens år", "Years of the cost"),
        Text("Ret årene på udgiften i Forudsætninger.", "Correct the years of the cost."),
        _cost_years,
    ),
    ItemCheck(
        Text("Det afskårne beløb rummer alle listede år",
             "The amount cut off has all listed years"),
        Text("Listede år", "Listed years"),
        Text("Kun det afskårne beløb mangler noget; lav et nyt ark af dette.",
             "Only the amount cut off lacks something; make a new workbook of this one."),
        _listed,
    ),
)  # fmt: skip
