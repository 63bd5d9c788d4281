"""A quantity of a use profile in a workbook: grey cells that only formulas use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bundlinje.basics.errors import InputError
from bundlinje.calculation.case import Case
from bundlinje.calculation.case_file import case_from_data, read_case
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.steps import listed_years_after
from bundlinje.evidence.knowledge import Knowledge, shared
from bundlinje.evidence.profiles import Profile
from bundlinje.reports.workbook.build import workbook, write_workbook
from bundlinje.reports.workbook.render import render
from bundlinje.reports.workbook.spare import Spare
from tests.profiles import gap, profile
from tests.reports.office import recalculated
from tests.reports.test_workbook_calculates import assert_same, change_by_hand, poisoned
from tests.reports.workbook_cells import Edited
from tests.small_cases import small_case

REF = "profiles/unge-herberg"
SHELTER: dict[str, Any] = {
    "id": "herberg",
    "quantity": {"ref": REF, "service": "shelter"},
    "price": {"amount": 1500, "price_year": 2019},
    "paid_by": "kommune",
    "factor": {"mean": 0.9, "sd": 0.05},
}
WAGE: dict[str, Any] = {
    "id": "loen",
    "quantity": {"ref": REF, "service": "wage", "times": 0.5},
    "paid_by": {"kommune": 0.25, "stat": 0.1, "borger": 0.65},
}
#: Part of the wage, in its own words and from the completion year on.
TAX: dict[str, Any] = {**WAGE, "id": "skat", "label": "Skat", "lag": 0, "price": 0.4}
OUTCOME: dict[str, Any] = {"id": "naetter", "quantity": {"ref": REF, "service": "shelter"}}
REFUND: dict[str, Any] = {
    **SHELTER, "id": "refusion", "price": {"ref": "prices/herberg110_doegn"},
    "paid_by": {"rule": "refund/shelter-110"}, "baseline": 150, "then": "hold",
}  # fmt: skip


def base(record: Profile | None = None) -> Knowledge:
    return shared().instead({REF: record or profile()})


def case(record: Profile | None = None, **changes: Any) -> Case:
    parts = {"consequences": [SHELTER, WAGE, TAX], "outcomes": [OUTCOME]}
    return case_from_data(small_case(**{**parts, **changes}), knowledge=base(record))


CASES: dict[str, Callable[[], tuple[Case, Profile | None]]] = {
    "alene": lambda: (case(), None),
    "regel": lambda: (case(consequences=[REFUND], horizon=9), None),
    "hul": lambda: (case(gap(), consequences=[{**SHELTER, "then": "hold"}]), gap()),
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Workbooks with every formula's value made wrong, some changed, saved by LibreOffice."""
    folder = tmp_path_factory.mktemp("profiles")
    files = []
    for name, make in CASES.items():
        book = workbook(calculate(make()[0], 200))
        render(book, folder / "written.xlsx")
        poisoned(folder / "written.xlsx", folder / f"{name}.xlsx")
        render(book, folder / f"{name}-changed.xlsx")
        assert change_by_hand(folder / f"{name}-changed.xlsx", book) > 5
        files += [folder / f"{name}.xlsx", folder / f"{name}-changed.xlsx"]
    for name, edit in EDITS.items():
        write_workbook(calculate(case(), 0), folder / f"{name}.xlsx")
        edited = Edited(folder / f"{name}.xlsx")
        edit(edited)
        files.append(edited.save())
    return recalculated(files, folder)


def _grey(edited: Edited) -> None:
    edited.cell("consequences", "herberg", "quantity.1").value = -59


def _own(edited: Edited) -> None:
    edited.cell("consequences", "herberg", "quantity~").value = None
    edited.cell("consequences", "herberg", "quantity.1").value = -59


def _times(edited: Edited) -> None:
    edited.cell("consequences", "loen", "quantity~").value = f"ref: {REF}, service: wage, times: 1"


EDITS = {"graa": _grey, "egne": _own, "gange": _times}
GOOD = "Alle kontroller er i orden"


@pytest.mark.parametrize("name", CASES)
def test_every_formula_gives_what_the_engine_gives(name: str, saved: dict[str, Path]) -> None:
    assert_same(workbook(calculate(CASES[name]()[0], 200)), saved[name])


@pytest.mark.parametrize("name", CASES)
def test_it_reads_back_as_the_same_case(name: str, saved: dict[str, Path]) -> None:
    original, record = CASES[name]()
    back = read_case(saved[name], knowledge=base(record))
    known, found = (calculate(one, 500).to_dict() for one in (original, back))
    assert found["point"] == known["point"]
    assert found["uncertainty"] == known["uncertainty"]
    assert found["warnings"] == known["warnings"]


@pytest.mark.parametrize("name", CASES)
def test_changed_elsewhere_it_gives_what_the_engine_gives(
    name: str, saved: dict[str, Path]
) -> None:
    original, record = CASES[name]()
    changed = read_case(saved[f"{name}-changed"], knowledge=base(record))
    assert calculate(changed, 0).point.net_result != calculate(original, 0).point.net_result
    book = workbook(calculate(changed, 0), "da", Spare(years=listed_years_after(original)))
    assert_same(book, saved[f"{name}-changed"], without="Forside")


def checks(file: Path) -> str:
    book = openpyxl.load_workbook(file, data_only=True)
    return str({row[0].value: row[1].value for row in book["Kontroller"].iter_rows()}["Samlet"])


def test_the_checks_say_when_a_grey_cell_was_changed(saved: dict[str, Path]) -> None:
    assert checks(saved["alene"]) == checks(saved["egne"]) == GOOD
    for name in ("graa", "gange"):
        assert "Mængder fra en forbrugsprofil" in checks(saved[name])


def test_own_numbers_count_once_the_reference_is_deleted(saved: dict[str, Path]) -> None:
    own = read_case(saved["egne"], knowledge=base())
    change = own.consequences[0]
    assert [(n.mean, n.ref) for n in change.quantity.numbers] == [(-90, ""), (-59, ""), (-40, "")]
    assert (change.label, change.unit, change.lag) == ("Døgn på herberg", "døgn", 1)
    book = openpyxl.load_workbook(saved["egne"], data_only=True)
    rows = {row[1].value: row[2].value for row in book["Resultat"].iter_rows(max_col=3)}
    net = calculate(own, 0).point.net_result
    assert rows["Nettoresultat, alle offentlige kasser"] == pytest.approx(net, rel=1e-9)


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    file = tmp_path / "sag.xlsx"
    write_workbook(calculate(case(), 0), file)
    return Edited(file)


def problems(edited: Edited) -> list[tuple[str, str, str]]:
    with pytest.raises(InputError) as caught:
        read_case(edited.save(), knowledge=base())
    return [(str(p.line), p.key, p.message.da) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("year", "value", "text"),
    [
        (1, -59, "fandt −59, men profilen i {ref} giver −60."),
        (1, None, "fandt en tom celle, men profilen i {ref} giver −60."),
        (1, "-59,5", "fandt −59,5, men profilen i {ref} giver −60."),
        (1, "mange", "fandt 'mange', men profilen i {ref} giver −60."),
        (3, -20, "fandt −20, men profilen i {ref} giver intet tal for året."),
    ],
)
def test_a_changed_grey_cell_is_refused_and_says_what_to_do(
    edited: Edited, year: int, value: object, text: str
) -> None:
    cell = edited.cell("consequences", "herberg", f"quantity.{year}")
    reference = edited.cell("consequences", "herberg", "quantity~").coordinate
    cell.value = value
    ((place, key, message),) = problems(edited)
    assert place == f"Forudsætninger!{cell.coordinate}"
    assert key == f"Konsekvenser, herberg: Ændring år {year}"
    assert message.startswith(text.format(ref=reference))
    assert f"slet teksten i {reference}" in message


def test_a_changed_grey_cell_of_an_outcome_is_refused(edited: Edited) -> None:
    cell = edited.cell("outcomes", "naetter", "quantity.0")
    cell.value = -91
    ((place, _, _),) = problems(edited)
    assert place == f"Forudsætninger!{cell.coordinate}"


def test_emptied_cells_are_looked_up_anew(edited: Edited) -> None:
    for year in range(3):
        edited.cell("consequences", "loen", f"quantity.{year}").value = None
    reference = edited.cell("consequences", "loen", "quantity~")
    reference.value = f"ref: {REF}, service: wage, times: 0,25"
    change = read_case(edited.save(), knowledge=base()).consequences[1]
    assert [number.mean for number in change.quantity.numbers] == [3000, 2250, 2000]


def test_a_row_that_names_a_profile_may_be_written_by_hand(edited: Edited) -> None:
    for key, value in (("id", "flere"), ("quantity~", f"ref: {REF}, service: shelter"),
                       ("price.amount", 10), ("paid_by/stat", 1)):  # fmt: skip
        edited.cell("consequences", 3, key).value = value
    change = read_case(edited.save(), knowledge=base()).consequences[3]
    assert (change.label, change.unit, change.lag) == ("Døgn på herberg", "døgn", 1)


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("quantity~", f"ref: {REF}, service: sheltr", "Mente du shelter?"),
        ("quantity~", "ref: profiles/findes-ikke, service: shelter", "findes-ikke"),
        ("unit", "timer", "fandt timer, men profilens shelter er døgn. Skriv døgn."),
        ("direction", "indtægt",
         "fandt indtægt, men profilens shelter er udgift. Skriv udgift."),
        ("per", "pr. deltager",
         "fandt pr. deltager, men profilens shelter er pr. succes. Skriv pr. succes."),
    ],
)  # fmt: skip
def test_what_the_profile_says_otherwise_is_said_in_the_words_of_the_sheet(
    edited: Edited, key: str, value: str, text: str
) -> None:
    cell = edited.cell("consequences", "herberg", key)
    cell.value = value
    found = problems(edited)
    assert {place for place, _, _ in found} == {f"Forudsætninger!{cell.coordinate}"}
    assert any(text in message for _, _, message in found)


def test_the_front_says_before_any_figure_that_people_are_invented() -> None:
    from dataclasses import replace

    record = profile()
    made = replace(record, origin=replace(record.origin, synthetic=True))
    for language, words in (("da", "OPDIGTEDE PERSONER"), ("en", "INVENTED PEOPLE")):
        book = workbook(calculate(case(made), 0), language)  # type: ignore[arg-type]
        front = next(sheet for sheet in book.sheets if sheet.key == "Forside")
        rows = sorted((row, str(cell.value)) for (row, _), cell in front.cells.items())
        said = next(row for row, text in rows if text.startswith(words))
        assert said < next(row for row, text in rows if text in ("Resultat", "Result"))
