"""A workbook edited by hand: what may be added, and what is wrong is named by sheet and cell."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bundlinje.basics.errors import InputError
from bundlinje.calculation import workbook_cells
from bundlinje.calculation.case_file import case_from_text, read_case
from bundlinje.calculation.engine import calculate
from bundlinje.cli import main
from bundlinje.reports.workbook.build import write_workbook
from tests.reports.workbook_cases import example
from tests.reports.workbook_cells import SHEET, Edited

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("original") / "sag.xlsx"
    text = (FIXTURES / "cti_written_out.yaml").read_text("utf-8")
    case = case_from_text(text, "cti")
    write_workbook(calculate(case, 0), file)
    return file.read_bytes()


@pytest.fixture
def edited(original: bytes, tmp_path: Path) -> Edited:
    file = tmp_path / "sag.xlsx"
    file.write_bytes(original)
    return Edited(file)


def problems(file: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(InputError) as caught:
        read_case(file)
    return [(str(p.line), p.key, p.message.da) for p in caught.value.problems]


def place(cell: Any) -> str:
    return f"{SHEET}!{cell.coordinate}"


def test_a_changed_number_is_read(edited: Edited) -> None:
    edited.cell("costs", "saedvanlig-bostoette", "amount").value = 12000
    case = read_case(edited.save())
    assert case.costs[1].amount.numbers[0].mean == 12000


def test_rows_added_below_and_between_are_read(edited: Edited) -> None:
    row = {"id": "ny", "label": "Ny", "amount": 10, "per": "pr. år", "kind": "drift",
           "years": "2027; 2028", "paid_by/stat": "=1/3", "paid_by/region": "=2/3"}  # fmt: skip
    for key, value in row.items():
        edited.cell("costs", 2, key).value = value
    first = edited.cell("consequences", 0, "id").row
    edited.sheet.insert_rows(first + 1)
    added = {"id": "mellem", "price.amount": 5, "quantity.0": -1, "paid_by/stat": 1}
    for key, value in added.items():
        edited.cell("consequences", 1, key).value = value
    # A whole row inserted moves the block of outcomes, which is found by its mark.
    case = read_case(edited.save())
    assert [c.id for c in case.costs][-1] == "ny"
    assert case.costs[-1].paid_by == {"region": 2 / 3, "stat": 1 / 3}
    assert case.costs[-1].years == (2027, 2028)
    assert [c.id for c in case.consequences][1] == "mellem"
    assert len(case.outcomes) == 2


def test_an_account_is_added_in_an_open_heading(edited: Edited) -> None:
    heading = edited.cell("costs", -1, "paid_by/?1")
    heading.value = "region/psykiatri"
    edited.cell("costs", "cti-medarbejder", "paid_by/kommune/social").value = 0.25
    edited.cell("costs", "cti-medarbejder", "paid_by/?1").value = 0.25
    case = read_case(edited.save())
    assert case.costs[0].paid_by["region/psykiatri"] == 0.25


def test_errors_name_sheet_and_cell_all_in_one_go(
    edited: Edited, capsys: pytest.CaptureFixture[str]
) -> None:
    kind = edited.cell("costs", "cti-medarbejder", "kind")
    kind.value = "noget andet"
    share = edited.cell("consequences", "herberg", "paid_by/stat")
    share.value = 0.5
    amount = edited.cell("costs", "saedvanlig-bostoette", "amount")
    amount.value = "mange"
    year = edited.cell("consequences", "herberg", "price.price_year")
    year.value = 1990
    found = problems(edited.save())
    places = {line for line, _, _ in found}
    assert {place(kind), place(amount), place(year)} <= places
    assert any("andelene giver 1,15" in text for _, _, text in found)
    assert main(["calculate", str(edited.file)]) == 1
    printed = capsys.readouterr().err
    assert f"sag.xlsx:{place(amount)}: Udgifter, saedvanlig-bostoette: Beløb" in printed
    assert printed.index(place(amount)) < printed.index(place(year))


def test_a_mean_that_its_distribution_contradicts(edited: Edited) -> None:
    cell = edited.cell("costs", "cti-medarbejder", "amount")
    cell.value = 60000
    [(line, key, text)] = problems(edited.save())
    assert (line, key) == (place(cell), "Udgifter, cti-medarbejder: Beløb")
    beside = edited.cell("costs", "cti-medarbejder", "amount~").coordinate
    assert "viser 60000" in text and f"Slet teksten i {beside}" in text
    edited.cell("costs", "cti-medarbejder", "amount~").value = None
    assert read_case(edited.save()).costs[0].amount.numbers[0].mean == 60000


def test_a_named_number_that_its_distribution_contradicts(edited: Edited) -> None:
    cell = edited.cell("numbers", "overførbarhed", "value")
    cell.value = 0.7
    [(line, _, _)] = problems(edited.save())
    assert line == place(cell)


@pytest.mark.parametrize(
    ("spread", "fragment"),
    [
        ("ci95: [0,01; 0,37]", ""),
        ("sd: {", "ikke gyldig YAML"),
        ("sd: -1", "mindst 0"),
        ("spredning: 2", "usikkerheden kan ikke læses"),
        ("bare tekst", ""),
    ],
)
def test_a_wrong_spread(edited: Edited, spread: str, fragment: str) -> None:
    cell = edited.cell("costs", "saedvanlig-bostoette", "amount~")
    cell.value = spread
    found = problems(edited.save())
    assert [line for line, _, _ in found] == [place(cell)] * len(found)
    assert any(fragment in text for _, _, text in found)


def test_a_price_beside_a_record_names_the_cell_of_the_record(tmp_path: Path) -> None:
    file = tmp_path / "sag.xlsx"
    write_workbook(calculate(case_from_text(example("hjemloeshed-cti"), "cti"), 0), file)
    edited = Edited(file)
    cell = edited.cell("consequences", "herberg", "price.amount")
    reference = edited.cell("consequences", "herberg", "price.ref").coordinate
    cell.value = 1600
    [(line, _, text)] = problems(edited.save())
    assert line == place(cell)
    assert f"Slet teksten i {reference}" in text


def test_a_hole_in_a_list_is_named_by_its_own_cell(edited: Edited) -> None:
    item = edited.cell("consequences", 0, "id").value
    for year in (0, 2):
        edited.cell("consequences", 0, f"quantity.{year}").value = -1
    cell = edited.cell("consequences", 0, "quantity.1")
    cell.value = None
    edited.cell("consequences", 0, "quantity~").value = None
    found = problems(edited.save())
    assert (place(cell), f"Konsekvenser, {item}: Ændring år 1") in {f[:2] for f in found}


def test_a_number_that_may_be_two_is_asked_about(edited: Edited) -> None:
    cell = edited.cell("participants", 0, "number")
    cell.value = "1.500"
    [(line, _, text)] = problems(edited.save())
    assert line == place(cell)
    assert "Skriv 1500 eller 1,500 som et tal" in text


def test_a_rule_may_be_added_with_its_level(edited: Edited) -> None:
    row = {"id": "ny", "unit": "døgn", "price.amount": "1.500 kr.", "quantity.0": -10,
           "paid_by.rule": "refund/shelter-110"}  # fmt: skip
    for key, value in row.items():
        edited.cell("consequences", 2, key).value = value
    [(line, _, text)] = problems(edited.save())
    assert line == place(edited.cell("consequences", 2, "id"))
    assert "blokken Niveau uden succes (til regler)" in text
    edited.cell("baselines", 0, "id").value = "ny"
    edited.cell("baselines", 0, "level").value = "120"
    change = read_case(edited.save()).consequences[-1]
    assert change.split is not None and change.split.baseline == (((1.0, 120.0),),)
    assert change.price.amount.numbers[0].mean == 1500


def test_a_spread_beside_nothing(edited: Edited) -> None:
    cell = edited.cell("costs", 2, "amount~")
    cell.value = "sd: 3"
    empty = edited.cell("costs", 2, "amount")
    assert place(empty) in {line for line, _, _ in problems(edited.save())}


def test_a_formula_without_a_value(edited: Edited) -> None:
    cell = edited.cell("costs", "saedvanlig-bostoette", "amount")
    cell.value = "=1000*12"
    found = problems(edited.save())
    assert (place(cell), True) in {(line, "gem den igen" in text) for line, _, text in found}


def test_an_error_value(edited: Edited) -> None:
    cell = edited.cell("costs", "saedvanlig-bostoette", "amount")
    cell.value = "#DIV/0!"
    cell.data_type = "e"
    assert [line for line, _, _ in problems(edited.save())] == [place(cell)]


def test_a_share_in_a_column_without_an_account(edited: Edited) -> None:
    cell = edited.cell("costs", "cti-medarbejder", "paid_by/?2")
    cell.value = 0.5
    found = problems(edited.save())
    assert any(line == place(cell) and "ingen konto" in text for line, _, text in found)


def test_the_same_year_twice(edited: Edited) -> None:
    cell = edited.cell("participants", 2, "year")
    cell.value = 2027
    edited.cell("participants", 2, "number").value = 3
    assert (place(cell), "året står to gange. Behold det ene.") in {
        (line, text) for line, _, text in problems(edited.save())
    }


def test_a_workbook_that_bundlinje_did_not_make(tmp_path: Path) -> None:
    file = tmp_path / "andet.xlsx"
    openpyxl.Workbook().save(file)
    [(_, _, text)] = problems(file)
    assert "bundlinje template" in text


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nej", b"\xd0\xcf\x11\xe0 gammelt", b"a: 1"])
def test_a_file_that_is_no_workbook(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(content)
    [(_, _, text)] = problems(file)
    assert "regneark" in text


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    [(_, _, text)] = problems(tmp_path / "ingen.xlsx")
    assert "findes ikke" in text


def test_a_workbook_built_to_eat_memory_is_refused_at_once(original: bytes, tmp_path: Path) -> None:
    file = tmp_path / "bombe.xlsx"
    file.write_bytes(original)
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/stor.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(workbook_cells.MAX_UNPACKED // 1_000_000 + 1):
            part.write(b" " * 1_000_000)
    assert file.stat().st_size < 2_000_000
    [(_, _, text)] = problems(file)
    assert "for stort" in text


def test_entities_are_refused(original: bytes, tmp_path: Path) -> None:
    file, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    file.write_bytes(original)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/sharedStrings.xml":
                start = content.index(b"<sst")
                bomb = b'<!DOCTYPE sst [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
                content = content[:start] + bomb + content[start:]
            new.writestr(part, content)
    [(_, _, text)] = problems(target)
    assert "regneark" in text


def test_a_sheet_that_says_it_is_enormous_is_read_as_it_is(edited: Edited) -> None:
    edited.sheet["XFD900000"] = None
    far = edited.sheet.cell(workbook_cells.MAX_ROWS + 5, 2)
    far.value = "langt nede"
    [(_, _, text)] = problems(edited.save())
    assert "for stort" in text


def test_a_share_beside_a_rule_that_gives_another(tmp_path: Path) -> None:
    file = tmp_path / "sag.xlsx"
    write_workbook(calculate(case_from_text(example("hjemloeshed-cti"), "cti"), 0), file)
    edited = Edited(file)
    cell = edited.cell("costs", "cti-medarbejder", "paid_by/kommune/social")
    assert cell.value == 0.5
    cell.value = 0.25
    [(line, key, text)] = problems(edited.save())
    assert (line, key) == (place(cell), "Udgifter, cti-medarbejder: Andel kommune/social")
    assert "reglen i rækken bestemmer" in text
    edited.cell("costs", "cti-medarbejder", "paid_by.rule").value = None
    edited.cell("costs", "cti-medarbejder", "paid_by.to").value = None
    edited.cell("costs", "cti-medarbejder", "paid_by/stat").value = 0.75
    paid_by = read_case(edited.save()).costs[0].paid_by
    assert paid_by == {"kommune/social": 0.25, "stat": 0.75}


def test_a_rule_date_that_is_no_date(edited: Edited) -> None:
    at = next(cell for row in edited.sheet.iter_rows() for cell in row if cell.value == "rule_date")
    value = next(
        c for c in edited.sheet[at.row][at.column :] if c.value is None or "-" in str(c.value)
    )
    value.value = "04/01-2026"
    assert any("skriv datoen" in text for _, _, text in problems(edited.save()))


@pytest.mark.parametrize(
    ("key", "fragment"),
    [
        ("title.x", "title has a value and cannot also have x"),
        ("discounting", "discounting has a value and cannot also have"),
        ("effect", "effect has a value and cannot also have"),
        ("participants", "has a block of its own"),
        ("costs", "has a block of its own"),
    ],
)
def test_a_key_that_is_in_the_way_of_another(edited: Edited, key: str, fragment: str) -> None:
    row = next(r for r in edited.sheet.iter_rows(max_col=3) if r[1].value == "description")
    row[1].value = key
    edited.sheet.cell(row[0].row, 4).value = "tekst"
    with pytest.raises(InputError, match=fragment):
        read_case(edited.save())


def test_a_text_where_a_distribution_gives_the_number(edited: Edited) -> None:
    cell = edited.cell("numbers", 0, "value")
    cell.value = "abc"
    with pytest.raises(
        InputError, match="the cell shows 'abc', but what stands in E97 gives"
    ) as caught:
        read_case(edited.save())
    assert caught.value.problems[0].line == f"{SHEET}!{cell.coordinate}"


@pytest.mark.parametrize("key", ["quantity.999999999", "quantity.99999999999999999999"])
def test_a_list_that_says_it_is_enormous(edited: Edited, key: str) -> None:
    keys = next(r for r in edited.sheet.iter_rows() if r[0].value == "#consequences")
    next(cell for cell in keys if cell.value == "quantity.1").value = key
    texts = [text for _, _, text in problems(edited.save())]
    assert any("der er 1 tal, men 2 usikkerheder" in text for text in texts)


def test_a_year_of_endless_digits(edited: Edited) -> None:
    edited.cell("costs", 0, "years").value = "9" * 5000
    with pytest.raises(InputError, match="a whole number from 1900"):
        read_case(edited.save())
