"""Lines of a wrapped text and the look of a number, as widths and heights of a sheet need them."""

import pytest

from bundlinje.reports.workbook.fit import lines, shown


@pytest.mark.parametrize(
    ("text", "letters", "expected"),
    [
        ("", 10, 1),
        ("kort", 10, 1),
        ("to ord her", 10, 1),
        ("to ord herne", 10, 2),
        ("to\nlinjer", 10, 2),
        ("job: Beskæftigelse, skat", 10, 3),
        ("a" * 20, 10, 2),
        ("a" * 21, 10, 3),
    ],
)
def test_lines(text: str, letters: int, expected: int) -> None:
    assert lines(text, letters) == expected


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (-1234567.0, '#,##0;[Red]-#,##0;"–"', "-1,234,567"),
        (0.0, '#,##0;[Red]-#,##0;"–"', "–"),
        (0.125, "0.0##%", "12.500%"),
        (20.0, "General", "20"),
        (2027.0, "0", "2027"),
    ],
)
def test_shown(value: float, number_format: str, expected: str) -> None:
    assert shown(value, number_format) == expected
