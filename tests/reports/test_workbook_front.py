"""The front of an empty workbook that is filled in: its own title, and no figure while red."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bundlinje.calculation.case_file import case_from_data, read_case
from bundlinje.calculation.engine import calculate
from bundlinje.cli import main
from bundlinje.reports.workbook.build import workbook
from tests.reports.filled import fill_in
from tests.reports.office import recalculated
from tests.reports.workbook_cases import case_data

Edit = Callable[[Callable[[str, int, str], Any]], None]


def _titled(cell: Callable[[str, int, str], Any]) -> None:
    for row, value in ((0, "=Bostøtte"), (2, "Unge får bostøtte"), (6, 2022), (7, 2025), (8, 4)):
        cell("case", row, "value").value = value
    cell("participants", 0, "year").value = 2025


def _unknown_word_of_a_cost(cell: Callable[[str, int, str], Any]) -> None:
    cell("costs", 0, "per").value = "pr. person"


def _unknown_word_of_a_consequence(cell: Callable[[str, int, str], Any]) -> None:
    cell("consequences", 0, "per").value = "pr. person"


def _unknown_transfer(cell: Callable[[str, int, str], Any]) -> None:
    cell("consequences", 0, "transfer").value = "måske"


def _number_as_text(cell: Callable[[str, int, str], Any]) -> None:
    cell("consequences", 0, "price.amount").value = "1.500,50"


def _people_as_text(cell: Callable[[str, int, str], Any]) -> None:
    cell("participants", 1, "year").value = 2028
    cell("participants", 1, "number").value = "20 borgere"


#: What an edit makes red, by its name.
RED = {
    "udgift": "Ordene i rullelisterne er kendte",
    "konsekvens": "Ordene i rullelisterne er kendte",
    "overfoersel": "Ordene i rullelisterne er kendte",
    "tekst": "Postens tal er skrevet som tal",
    "antal": "Sagens tal er skrevet som tal",
}
EDITS: dict[str, Edit | None] = {
    "tom": None,
    "udfyldt": _titled,
    "udgift": _unknown_word_of_a_cost,
    "konsekvens": _unknown_word_of_a_consequence,
    "overfoersel": _unknown_transfer,
    "tekst": _number_as_text,
    "antal": _people_as_text,
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("fronts")
    files = []
    for name, edit in EDITS.items():
        files.append(file := folder / f"{name}.xlsx")
        assert main(["template", str(file)]) == 0
        if edit is not None:
            fill_in(file)
            _edit(file, edit)
    return recalculated(files, folder)


def _edit(file: Path, edit: Edit) -> None:
    book = openpyxl.load_workbook(file)
    sheet = book["Forudsætninger"]

    def cell(block: str, row: int, key: str) -> Any:
        keys = next(r for r in sheet.iter_rows() if r[0].value == f"#{block}")
        col = next(c.column for c in keys if c.value == key)
        return sheet.cell(keys[0].row + 2 + row, col)

    edit(cell)
    cell("case", 0, "value").data_type = "s"  # a text that begins with = is a text
    book.save(file)


def texts(file: Path) -> list[str]:
    sheet = openpyxl.load_workbook(file, data_only=True)["Forside"]
    return [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]


def test_filled_in_it_says_what_the_assumptions_say(saved: dict[str, Path]) -> None:
    found = texts(saved["udfyldt"])
    assert found[:2] == ["=Bostøtte", "Unge får bostøtte"]
    assert "Diskonteret, i 2022-priser, 2025–2028; plus er en gevinst." in found
    assert "Alle kontroller er i orden" in found
    net = calculate(read_case(saved["udfyldt"]), 0).point.net_result
    at = found.index("Nettoresultat, alle offentlige kasser")
    assert float(found[at + 1]) == pytest.approx(net)
    assert {"Kommune", "Stat"} <= set(found)
    assert not {"Region", "Andre", "Vær opmærksom på"} & set(found)


def test_empty_it_shows_no_figure_and_no_warning(saved: dict[str, Path]) -> None:
    found = texts(saved["tom"])
    assert "Ikke udfyldt endnu" in found
    assert found[found.index("Nettoresultat, alle offentlige kasser") + 1] == "–"
    assert not [text for text in found if text.startswith("Vær opmærksom") or "kan ikke" in text]


@pytest.mark.parametrize("name", RED)
def test_while_a_check_is_red_it_says_which_and_shows_no_figure(
    name: str, saved: dict[str, Path]
) -> None:
    found = texts(saved[name])
    (status,) = [text for text in found if text.startswith("FEJL")]
    where, _, what = status.removeprefix("FEJL: se Kontroller, linje ").partition(": ")
    checks = openpyxl.load_workbook(saved[name], data_only=True)["Kontroller"]
    assert checks.cell(int(where), 1).value == what == RED[name]
    assert checks.cell(int(where), 3).value == "FEJL"
    assert found[found.index("Nettoresultat, alle offentlige kasser") + 1] == "–"
    assert found[found.index("Kommune") + 1] == "–"


def test_draws_are_written_the_danish_way() -> None:
    book = workbook(calculate(case_from_data(case_data("mange-dele"), "x"), 2000))
    front = next(sheet for sheet in book.sheets if sheet.key == "Forside")
    assert "Usikkerhed (værdier fra 2.000 trækninger)" in [c.value for c in front.cells.values()]


def test_warnings_name_items_by_their_labels() -> None:
    example = resources.files("bundlinje") / "examples" / "hjemloeshed-housing-first.yaml"
    result = calculate(read_case(Path(str(example))), 0)
    book = workbook(result)
    front = next(sheet for sheet in book.sheets if sheet.key == "Forside")
    found = " ".join(str(cell.value) for cell in front.cells.values())
    assert "costs.act-team" in " ".join(w.da for w in result.warnings)
    assert "costs." not in found
    assert "»ACT-bostøtte i to år« (betaling)" in found
