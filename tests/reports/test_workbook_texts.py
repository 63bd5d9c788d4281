"""Texts of users are texts in every export, also those that look like formulas."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bundlinje.basics.errors import InputError
from bundlinje.calculation.case_file import case_from_data, read_case
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.outputs import flows_csv
from bundlinje.reports.workbook.build import workbook, write_workbook
from tests.reports.workbook_cases import case_data

#: What makes a program take a text for a formula, and texts that have been used for it.
STARTS = ("=", "+", "-", "@", "\t", "\r", "=cmd|' /C calc'!A0", "@SUM(1)", "+1+1", "-2+3", "{=1}",
          "https://x", "mailto:a@b", "_x0041_", "'=1", "<b>", "&amp;")  # fmt: skip

texts = st.builds(
    lambda start, rest: start + rest,
    st.sampled_from(STARTS),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn")), max_size=20),
).filter(lambda text: bool(text.strip()))


def with_text(text: str) -> dict[str, Any]:
    data = case_data("mange-dele")
    data["horizon"] = 4
    data["costs"][0]["years"] = [2024]
    data["title"] = data["description"] = data["target_group"] = text
    data["payers"]["kommune"]["label"] = text
    data["payers"]["kommune"]["departments"]["social"] = text
    data["effects"]["bolig"]["goal"] = text
    data["effects"]["bolig"]["evidence"] = [text, "b"]
    data["costs"][0]["label"] = data["consequences"][0]["label"] = text
    data["consequences"][0]["unit"] = data["outcomes"][0]["unit"] = text
    data["consequences"][0]["counts"] = [text]
    data["outcomes"][0]["valuation"]["source"] = text
    data["consequences"] = data["consequences"][:1]
    data["sources"] = {text.strip(): {"title": text, "url": text, "note": text}}
    data["notes"] = {"costs.start": text, "effects.bolig": text, "andet": text}
    return data


@settings(max_examples=6)
@given(texts)
def test_a_text_is_a_text_and_comes_back(text: str) -> None:
    case = case_from_data(with_text(text), "tekster")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sag.xlsx"
        write_workbook(calculate(case, 0), file)
        back = read_case(file)
        saved = openpyxl.load_workbook(file)
    assert back.title == case.title
    assert back.notes == case.notes
    assert back.effects["bolig"].goal == case.effects["bolig"].goal
    assert back.costs[0].label == case.costs[0].label
    assert back.payers["kommune"] == case.payers["kommune"]
    assert list(back.sources.values()) == list(case.sources.values())
    for sheet in saved.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert not str(cell.value).startswith(f"={text[1:]}x"), cell.coordinate
                    continue
                if cell.value is not None and str(cell.value).strip() == text.strip():
                    assert cell.data_type == "s", cell.coordinate
                    assert cell.hyperlink is None


def test_no_formula_holds_a_text_of_the_user() -> None:
    book = workbook(calculate(case_from_data(with_text('ZZ"&A1&"ZZ'), "tekster"), 0))
    assert not [cell for _, _, cell in book.formulas() if "ZZ" in cell.formula]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_ids_cannot_begin_like_a_formula_so_the_flows_are_safe(start: str) -> None:
    data = case_data("mange-dele")
    data["costs"][0]["id"] = f"{start}1+1"
    with pytest.raises(InputError):
        case_from_data(data, "x")
    data = case_data("mange-dele")
    data["costs"][0]["paid_by"] = {f"region/{start}x": 1}
    with pytest.raises(InputError):
        case_from_data(data, "x")


def test_the_flows_are_ids_and_numbers() -> None:
    text = flows_csv(calculate(case_from_data(with_text("=1+1"), "tekster"), 0))
    assert "=1+1" not in text
    for row in csv.DictReader(io.StringIO(text)):
        float(row["amount"]), float(row["discounted"])
        for key in ("account", "item", "kind"):
            assert row[key][0].isalnum()


def test_the_file_does_not_say_when_it_was_made(tmp_path: Path) -> None:
    """Else the same result would not give the same bytes."""
    file = tmp_path / "sag.xlsx"
    write_workbook(calculate(case_from_data(case_data("mange-dele")), 0), file)
    with zipfile.ZipFile(file) as archive:
        properties = archive.read("docProps/core.xml")
    assert properties.count(b"2020-01-01T00:00:00Z") == properties.count(b"Z</dcterms:") == 2
