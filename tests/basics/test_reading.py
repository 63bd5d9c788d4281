"""Strict reading: known keys, right types, shares, numbers in every form, all problems at once."""

from __future__ import annotations

import math
import time
from typing import Any

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.basics.numbers import Kind, Number
from bundlinje.basics.reading import Reader
from bundlinje.basics.yaml_tree import Node, parse_document, tree_of


def problems_of(reader: Reader) -> list[tuple[int | None, str, str]]:
    return [(problem.line, problem.key, problem.message.da) for problem in reader.problems]


def read_number(value: Any, kind: Kind) -> tuple[Number, Reader]:
    reader = Reader()
    return reader.number(tree_of(value), "x", kind), reader


def test_unknown_keys_name_the_nearest_one_and_their_line() -> None:
    reader = Reader("f")
    root = parse_document(b"amount: 1\nprice_yaer: 2\nwhatever: 3\n", "f").root
    reader.section(root, "costs.a", ["amount", "price_year"])
    assert problems_of(reader) == [
        (2, "costs.a.price_yaer", "ukendt nøgle. Mente du price_year?"),
        (3, "costs.a.whatever", "ukendt nøgle. Mulige: amount, price_year."),
    ]


def test_finish_raises_everything_at_once() -> None:
    reader = Reader("f")
    section = reader.section(parse_document(b"a: x\nb: 1.5\nc: [1]\n", "f").root, "", "abc")
    section.plain("a", 0.0)
    section.integer("b", 0, 9)
    section.flag("c")
    section.need("d")
    with pytest.raises(InputError) as error:
        reader.finish()
    assert [problem.key for problem in error.value.problems] == ["a", "d", "b", "c"]


def test_finish_without_problems_says_nothing() -> None:
    Reader("f").finish()


@pytest.mark.parametrize(
    ("written", "value"),
    [("1/3", 1 / 3), (" 2 / 3 ", 2 / 3), (0.25, 0.25), (1, 1.0), ("0.5", 0.5), ("-1/2", -0.5)],
)
def test_a_share(written: Any, value: float) -> None:
    reader = Reader()
    assert reader.share(Node(written), "x", -1) == pytest.approx(value, rel=1e-15)
    assert not reader.problems


@pytest.mark.parametrize(
    "written",
    ["en tredjedel", "1/0", "1/3/3", "33 %", "0,5", "4/3", 1.2, -0.1, True, "", "1e-3", "nan",
     "1e999999999", "1/1e999999999", "9" * 100_000, None, [0.5]],
)  # fmt: skip
def test_what_is_no_share_is_refused_at_once(written: Any) -> None:
    reader = Reader()
    started = time.perf_counter()
    reader.share(tree_of(written), "x")
    assert time.perf_counter() - started < 1
    assert len(reader.problems) == 1


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e19, "5", "1,5", True, None, []])
def test_a_plain_number_is_finite(value: Any) -> None:
    reader = Reader()
    assert math.isfinite(reader.plain(tree_of(value), "x"))
    assert len(reader.problems) == 1


def test_a_decimal_comma_is_recognised() -> None:
    reader = Reader()
    reader.plain(Node("1.250,75"), "x")
    assert reader.problems[0].message.da.endswith("ventede et tal. Brug punktum: 1250.75")


@pytest.mark.parametrize(
    ("value", "fits"),
    [(5, True), (5.0, True), (5.5, False), (True, False), ("5", False), (11, False),
     (math.nan, False)],
)  # fmt: skip
def test_a_whole_number(value: Any, fits: bool) -> None:
    reader = Reader()
    reader.integer(Node(value), "x", 0, 10)
    assert (not reader.problems) == fits


@pytest.mark.parametrize("name", ["hf-team", "a_b", "2026", "æøå", "B1"])
def test_an_id(name: str) -> None:
    reader = Reader()
    assert reader.identifier(Node(name), "x") == name
    assert not reader.problems


@pytest.mark.parametrize("name", ["-a", "_a", "a b", "a.b", "a/b", "", "a\n", "x" * 101, 5, None])
def test_what_is_no_id(name: Any) -> None:
    reader = Reader()
    reader.identifier(Node(name), "x")
    assert len(reader.problems) == 1


# -- numbers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "kind", "family", "mean", "sd"),
    [
        ({"mean": 0.65, "sd": 0.05}, Kind.RATE, "beta", 0.65, 0.05),
        ({"mean": 0.65, "ci95": [0.55, 0.75]}, Kind.RATE, "beta", 0.65, 0.2 / 3.92),
        ({"mean": 100, "sd": 20}, Kind.MONEY, "gamma", 100, 20),
        ({"mean": -100, "sd": 20}, Kind.MONEY, "normal", -100, 20),
        ({"mean": 0, "sd": 20}, Kind.MONEY, "normal", 0, 20),
        ({"mean": 40, "sd": 5}, Kind.PEOPLE, "gamma", 40, 5),
        ({"mean": 0.9, "ci95": [0.5, 1.4]}, Kind.FACTOR, "gamma", 0.9, 0.9 / 3.92),
        ({"mean": 0.1, "ci95": [-0.05, 0.25]}, Kind.DIFFERENCE, "normal", 0.1, 0.3 / 3.92),
        ({"mean": -90, "sd": 200}, Kind.QUANTITY, "normal", -90, 200),
        ({"low": 10, "mode": 12, "high": 20}, Kind.MONEY, "pert", 13, (100 * 7.56 / 252) ** 0.5),
        ({"uniform": [2, 4]}, Kind.QUANTITY, "uniform", 3, 2 / 12**0.5),
        ({"normal": [5, 2]}, Kind.MONEY, "normal", 5, 2),
        ({"lognormal": [5, 2]}, Kind.MONEY, "lognormal", 5, 2),
        ({"gamma": [5, 2]}, Kind.QUANTITY, "gamma", 5, 2),
        ({"beta": [3, 1]}, Kind.RATE, "beta", 0.75, (0.75 * 0.25 / 5) ** 0.5),
        # An interval that is not centred still gives its width around the stated mean.
        ({"mean": 0.3, "ci95": [0.28, 0.5]}, Kind.RATE, "beta", 0.3, 0.22 / 3.92),
    ],
)  # fmt: skip
def test_an_uncertain_number(
    written: dict[str, Any], kind: Kind, family: str, mean: float, sd: float
) -> None:
    number, reader = read_number(written, kind)
    assert not reader.problems
    assert number.distribution is not None
    assert number.distribution.family == family
    assert number.mean == pytest.approx(mean)
    assert number.distribution.mean == pytest.approx(mean)
    assert number.distribution.sd == pytest.approx(sd)


@pytest.mark.parametrize(
    "written", [{"mean": 5, "sd": 0}, {"mean": 5, "ci95": [5, 5]}, {"low": 5, "mode": 5, "high": 5}]
)
def test_without_spread_a_number_is_certain(written: dict[str, Any]) -> None:
    number, reader = read_number(written, Kind.MONEY)
    assert number == Number(5.0)
    assert not reader.problems


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ({"mean": 0.5, "sd": 0.5}, Kind.RATE),
        ({"mean": 0.5, "sd": 0.6}, Kind.RATE),
        ({"mean": 0, "sd": 0.1}, Kind.RATE),
        ({"mean": 0.9, "ci95": [0.7, 1.1]}, Kind.RATE),
        ({"mean": 1.1, "sd": 0.1}, Kind.RATE),
        ({"mean": 100, "ci95": [-10, 210]}, Kind.MONEY),
        ({"mean": 0, "sd": 1}, Kind.PEOPLE),
        ({"mean": -1, "sd": 1}, Kind.FACTOR),
        ({"mean": 5, "sd": -1}, Kind.QUANTITY),
        ({"mean": 5, "ci95": [6, 7]}, Kind.QUANTITY),
        ({"mean": 5, "ci95": [7, 3]}, Kind.QUANTITY),
        ({"mean": 5, "ci95": [3, 5, 7]}, Kind.QUANTITY),
        ({"mean": 5, "ci95": 2}, Kind.QUANTITY),
        ({"mean": math.nan, "sd": 1}, Kind.QUANTITY),
        ({"mean": 1, "sd": math.inf}, Kind.QUANTITY),
        ({"mean": 5}, Kind.MONEY),
        ({"mean": 5, "sd": 1, "ci95": [3, 7]}, Kind.MONEY),
        ({"low": 3, "mode": 2, "high": 5}, Kind.MONEY),
        ({"low": 3, "high": 5}, Kind.MONEY),
        ({"low": -0.1, "mode": 0.2, "high": 0.5}, Kind.RATE),
        ({"uniform": [0.5, 1.5]}, Kind.RATE),
        ({"uniform": [-5, 50]}, Kind.PEOPLE),
        ({"uniform": [3, 2]}, Kind.QUANTITY),
        ({"beta": [0, 1]}, Kind.RATE),
        ({"beta": [1]}, Kind.RATE),
        ({"lognormal": [0, 1]}, Kind.MONEY),
        ({"gamma": [-1, 1]}, Kind.MONEY),
        ({"gamma": [1, -1]}, Kind.MONEY),
        ({"gamma": [1e-200, 1e10]}, Kind.MONEY),
        ({"mean": 1e-200, "sd": 1e10}, Kind.MONEY),
        ({"lognormal": [1e-300, 1e18]}, Kind.MONEY),
        ({"poisson": [1, 2]}, Kind.MONEY),
        ({}, Kind.MONEY),
        ({"ref": "findes-ikke"}, Kind.MONEY),
        ({"ref": 5}, Kind.MONEY),
        ({"ref": "a", "mean": 5}, Kind.MONEY),
        (-5, Kind.PEOPLE),
        (1.5, Kind.DIFFERENCE),
        ("5", Kind.MONEY),
    ],
)
def test_an_impossible_number_is_a_problem(written: Any, kind: Kind) -> None:
    number, reader = read_number(written, kind)
    assert reader.problems
    assert math.isfinite(number.mean), "reading goes on with some number"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ({"mean": 0.5, "sd": 1e-200}, Kind.RATE),
        ({"mean": 1e-300, "sd": 1e-170}, Kind.RATE),
        ({"mean": 5, "sd": 1e-200}, Kind.MONEY),
        ({"gamma": [5, 1e-200]}, Kind.MONEY),
    ],
)
def test_a_spread_too_small_to_compute_with_is_none(written: Any, kind: Kind) -> None:
    number, reader = read_number(written, kind)
    assert not reader.problems
    assert number.distribution is None or number.distribution.sd == pytest.approx(0, abs=1e-100)


# -- lists and years -------------------------------------------------------------------------------


def test_one_number_is_a_list_of_one() -> None:
    reader = Reader()
    assert reader.numbers(tree_of(3), "x", Kind.QUANTITY, 5) == (Number(3.0),)
    assert reader.numbers(tree_of([1, 2]), "x", Kind.QUANTITY, 5) == (Number(1.0), Number(2.0))
    reader.numbers(tree_of([]), "x", Kind.QUANTITY, 5)
    reader.numbers(tree_of([1] * 6), "x", Kind.QUANTITY, 5)
    assert len(reader.problems) == 2


def test_years_as_numbers_and_as_text() -> None:
    reader = Reader()
    read = reader.by_year(tree_of({2026: 1, "2027": 2}), "x", lambda node, path: (path, node.value))
    assert read == {2026: ("x.2026", 1), 2027: ("x.2027", 2)}
    assert not reader.problems


@pytest.mark.parametrize("year", [26, 20260, "år 1", "9" * 5_000, 2026.5, True, None, "٢٠٢٦"])
def test_what_is_no_year(year: Any) -> None:
    reader = Reader()
    assert reader.by_year(tree_of({year: 1}), "x", lambda node, path: 1) == {}
    assert len(reader.problems) == 1


def test_a_year_that_stands_twice_as_number_and_text() -> None:
    reader = Reader()
    root = parse_document(b"2026: 1\n'2026': 2\n", "f").root
    assert reader.by_year(root, "x", lambda node, path: node.value) == {2026: 1}
    assert problems_of(reader) == [(2, "x.2026", "året står to gange. Behold det ene.")]


def test_names_of_named_numbers_are_suggested() -> None:
    reader = Reader()
    reader.named["overfoerbarhed"] = Number(0.5)
    reader.number(tree_of({"ref": "overforbarhed"}), "x", Kind.RATE)
    assert "Mente du overfoerbarhed?" in reader.problems[0].message.da


def test_a_named_number_outside_the_bounds_of_its_use() -> None:
    reader = Reader()
    reader.named["stor"] = Number(5.0)
    reader.number(tree_of({"ref": "stor"}), "x", Kind.RATE)
    assert "fandt 5, ventede en middelværdi fra 0 til 1" in reader.problems[0].message.da
    assert not reader.uses
