"""An effect pooled from studies: its cell, what may be changed instead, and what is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bundlinje.basics.errors import InputError
from bundlinje.calculation.case_file import case_from_data, read_case
from bundlinje.calculation.engine import calculate
from bundlinje.reports.workbook.build import workbook, write_workbook
from tests.reports.office import recalculated
from tests.reports.workbook_cases import case_data

SHEET = "Forudsætninger"
POOL = ("effects/ips_se_18m", "effects/ies_se_12m", "effects/seed_no_12m")


def one_effect() -> dict[str, Any]:
    data = case_data("studier")
    data["effect"] = data.pop("effects")["job"]
    data["consequences"] = data["consequences"][:1]
    del data["consequences"][0]["effect"]
    return data


class Edited:
    """A workbook of a pooled effect, with the value cells of its rows by key."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.book = openpyxl.load_workbook(file)
        self.sheet = self.book[SHEET]

    def cell(self, key: str, at: int = 0) -> Any:
        rows = [r[0].row for r in self.sheet.iter_rows(min_col=2, max_col=2) if r[0].value == key]
        return self.sheet.cell(rows[at], 4)

    def save(self) -> Path:
        self.book.save(self.file)
        return self.file


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    file = tmp_path / "sag.xlsx"
    write_workbook(calculate(case_from_data(one_effect(), "sag"), 0), file)
    return Edited(file)


def problems(file: Path) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        read_case(file)
    return [(str(p.line), p.message.da) for p in caught.value.problems]


def test_it_comes_back_with_its_studies(edited: Edited) -> None:
    case = read_case(edited.file)
    studies = case.effects[""].studies
    assert studies is not None
    assert tuple(study.reference for study in studies.studies) == POOL
    assert studies.pooled.method == "paule-mandel"
    difference = case.effects[""].difference
    assert difference is not None
    assert edited.cell("effect.pooled").value == difference.numbers[0].mean


def test_a_changed_pooled_cell_is_refused_and_says_what_to_do(edited: Edited) -> None:
    edited.cell("effect.pooled").value = 0.2
    first, last = (edited.cell("effect.studies.pool", at).coordinate for at in (0, 2))
    own = edited.cell("effect.difference").coordinate
    ((place, text),) = problems(edited.save())
    assert place == f"{SHEET}!{edited.cell('effect.pooled').coordinate}"
    assert f"slet studierne i {first}:{last}, og skriv effekten i {own}" in text


def test_an_emptied_pooled_cell_is_refused(edited: Edited) -> None:
    edited.cell("effect.pooled").value = None
    assert len(problems(edited.save())) == 1


def test_an_own_effect_beside_the_studies_is_refused(edited: Edited) -> None:
    edited.cell("effect.difference").value = 0.2
    ((place, text),) = problems(edited.save())
    assert place == f"{SHEET}!{edited.cell('effect.difference').coordinate}"
    assert "Slet studierne" in text


def test_an_own_effect_takes_the_place_of_the_studies(edited: Edited) -> None:
    edited.cell("effect.difference").value = 0.2
    for at in range(3):
        edited.cell("effect.studies.pool", at).value = None
    # What says how studies are pooled may stay.
    assert edited.cell("effect.studies.method").value == "paule-mandel"
    effect = read_case(edited.save()).effects[""]
    assert effect.studies is None
    assert effect.difference is not None and effect.difference.numbers[0].mean == 0.2


def test_a_study_that_is_not_known_is_named_by_its_cell(edited: Edited) -> None:
    cell = edited.cell("effect.studies.pool", 1)
    cell.value = "effects/findes-ikke"
    places = {place for place, _ in problems(edited.save())}
    assert places == {f"{SHEET}!{cell.coordinate}"}


def test_another_rate_without_pools_anew_and_is_said(tmp_path: Path) -> None:
    data = one_effect()
    # A ratio among differences: what it is as a difference depends on the rate without.
    data["effect"]["studies"]["pool"][2] = "effects/cm_long_12m"
    write_workbook(calculate(case_from_data(data, "sag"), 0), tmp_path / "sag.xlsx")
    edited = Edited(tmp_path / "sag.xlsx")
    before = read_case(edited.file)
    edited.cell("effect.without").value = 0.3
    case = read_case(edited.save())
    cell = edited.cell("effect.pooled").coordinate
    assert any(f"{SHEET}!{cell} viser" in warning.da for warning in case.warnings)
    assert not any(f"{SHEET}!{cell} viser" in warning.da for warning in before.warnings)


def test_recalculated_it_follows_the_cell_and_the_check_says_when_it_must_not(
    tmp_path: Path,
) -> None:
    result = calculate(case_from_data(one_effect(), "sag"), 200)
    changes: dict[str, dict[tuple[str, int], float | None]] = {
        "uaendret": {},
        "graa": {("effect.pooled", 0): 0.2},
        "uden": {("effect.without", 0): 0.3},
        "egen": {("effect.difference", 0): 0.2}
        | {("effect.studies.pool", at): None for at in range(3)},
    }
    files = []
    for name, cells in changes.items():
        file = tmp_path / f"{name}.xlsx"
        write_workbook(result, file)
        edited = Edited(file)
        for (key, at), value in cells.items():
            edited.cell(key, at).value = value
        files.append(edited.save())
    saved = recalculated(files, tmp_path)
    good = "Alle kontroller er i orden"
    found = {name: figures(file) for name, file in saved.items()}
    assert found["uaendret"] == (good, pytest.approx(result.point.net_result, rel=1e-9))
    assert found["graa"][0] != good
    assert found["uden"][0] != good
    own = calculate(read_case(saved["egen"]), 0).point.net_result
    assert found["egen"] == (good, pytest.approx(own, rel=1e-9))


def figures(file: Path) -> tuple[str, float]:
    """The line in all of the checks, and the net result."""
    book = openpyxl.load_workbook(file, data_only=True)
    checks = {row[0].value: row[1].value for row in book["Kontroller"].iter_rows(max_col=2)}
    rows = {row[1].value: row[2].value for row in book["Resultat"].iter_rows(max_col=3)}
    return checks["Samlet"], rows["Nettoresultat, alle offentlige kasser"]


def test_in_english_it_says_the_same() -> None:
    book = workbook(calculate(case_from_data(one_effect(), "sag"), 0), "en")
    texts = [str(cell.value) for sheet in book.sheets for cell in sheet.cells.values()]
    assert "Effect, pooled from the studies" in texts
