"""Results files: every problem by row and column, people only as pseudonyms."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.contracts.results_file import Results, parse_results
from tests.contracts.small import contract_of

CONTRACT = contract_of({"rule": {"unit": 1}})


def read(text: str) -> Results:
    return parse_results(text.encode(), CONTRACT, "r.csv")


def problems(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(InputError) as error:
        read(text)
    return [(problem.line, problem.key) for problem in error.value.problems]


def test_columns_in_any_order() -> None:
    (row,) = read("value,period,metric\n2.5,2026-Q1,job\n").rows
    assert (row.value, row.period, row.metric) == (Fraction(5, 2), "2026-Q1", "job")


def test_danish_csv_with_byte_order_mark_semicolon_and_decimal_comma() -> None:
    text = "\ufeffperiod;metric;value;person;weight\r\n2026-Q1;rate;0,65;;1,5\r\n\r\n"
    (row,) = read(text).rows
    assert (row.value, row.weight, row.person) == (Fraction("0.65"), Fraction("1.5"), None)


def test_values_are_exact() -> None:
    (row,) = read("period,metric,value\n2026-Q1,penge,0.1\n").rows
    assert row.value == Fraction(1, 10)


def test_every_problem_is_named_by_row_and_column() -> None:
    text = (
        "period,metric,value,person,weight\n"
        "2026-Q9,job,1,,\n"
        "2026-Q1,jobb,1,,\n"
        "2026-Q1,job,mange,,\n"
        '2026-Q1,job,"1,5",,\n'
        "2026-Q1,job,-1,,\n"
        "2026-Q1,job,,,\n"
        "2026-Q1,rate,65,,\n"
        "2026-Q1,rate,0.65,,0\n"
        "2026-Q1,blanding,0.65,,\n"
        "2026-Q1,job\n"
        "2026-Q1,job,1,,\n"
        "2026-Q1,job,NaN,,\n"
    )
    assert problems(text) == [
        (2, "period"), (3, "metric"), (4, "value"), (5, "value"), (6, "value"), (7, "value"),
        (8, "value"), (9, "weight"), (10, "metric"), (11, ""), (13, "value"),
    ]  # fmt: skip


def test_the_message_says_what_was_found_and_expected() -> None:
    with pytest.raises(InputError) as error:
        read("period,metric,value\n2026-Q1,jobs,1\n2026-Q1,rate,65\n")
    first, second = error.value.problems
    assert first.to("da") == (
        "r.csv:2: metric: fandt 'jobs', ventede en af kontraktens indikatorer. Mente du job?"
    )
    assert "fandt '65', ventede en andel som 0.65" in second.to("da")


@pytest.mark.parametrize("person", ["0101901234", "010190-1234", "010190 1234"])
def test_a_cpr_number_is_refused_by_row(person: str) -> None:
    with pytest.raises(InputError, match=r"r\.csv:2: person: looks like a CPR number"):
        read(f"period,metric,value,person\n2026-Q1,job,1,{person}\n")


def test_a_cpr_number_is_not_repeated_in_the_message() -> None:
    with pytest.raises(InputError) as error:
        read("period,metric,value,person\n2026-Q1,job,1,010190-1234\n")
    assert "1234" not in str(error.value)


@pytest.mark.parametrize("person", ["p1", "12345", "a-0101901234x"])
def test_pseudonyms_are_read(person: str) -> None:
    assert read(f"period,metric,value,person\n2026-Q1,job,1,{person}\n").rows[0].person == person


@pytest.mark.parametrize(
    ("header", "key"),
    [("period,metric", "value"), ("period,metric,value,navn", "navn"),
     ("period,metric,value,value", "value"), ("", "period")],
)  # fmt: skip
def test_wrong_columns(header: str, key: str) -> None:
    assert (1, key) in problems(f"{header}\n")


def test_what_is_not_utf8_or_not_csv() -> None:
    with pytest.raises(InputError, match=r"r\.csv:2: the file is not UTF-8"):
        parse_results(b"period,metric,value\n2026-Q1,b\xf8rn,1\n", CONTRACT, "r.csv")
    with pytest.raises(InputError, match="cannot be read as CSV"):
        read('period,metric,value\n2026-Q1,"job"x,1\n')


def test_many_problems_are_counted() -> None:
    rows = "2026-Q1,jobs,1\n" * 300
    with pytest.raises(InputError, match="and 200 more"):
        read(f"period,metric,value\n{rows}")


def test_a_point_in_a_danish_file_is_doubtful_and_refused() -> None:
    assert problems("period;metric;value\n2026-Q1;penge;1.234\n") == [(2, "value")]
