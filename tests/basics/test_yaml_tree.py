"""Reading YAML: the core schema, lines, and files built to do harm."""

from __future__ import annotations

import hashlib
import math
import time
from pathlib import Path
from typing import Any

import pytest

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.yaml_tree import (
    MAX_DEPTH,
    MAX_NODES,
    parse_document,
    read_document,
    tree_of,
)

#: A hostile file is refused within this; on an idle machine it takes a tenth of it.
SECONDS = 5.0


def value(text: str) -> Any:
    return parse_document(text.encode(), "prøve").root.plain()


def refused(content: bytes | str) -> Problem:
    """The one problem for which the content is refused, in bounded time."""
    started = time.process_time()
    with pytest.raises(InputError) as error:
        parse_document(content.encode() if isinstance(content, str) else content, "prøve")
    assert time.process_time() - started < SECONDS
    (problem,) = error.value.problems
    assert problem.file == "prøve"
    return problem


# -- scalars ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None), ("~", None), ("null", None), ("Null", None),
        ("true", True), ("True", True), ("FALSE", False),
        # YAML 1.1 made these something else than texts.
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("y", "y"), ("No", "No"),
        ("12:30", "12:30"), ("1:30:00", "1:30:00"), ("2026-05-01", "2026-05-01"),
        ("0", 0), ("-7", -7), ("+7", 7), ("007", 7), ("010", 10), ("1_000", "1_000"),
        ("0x1F", "0x1F"), ("0b11", "0b11"), ("0o17", "0o17"),
        ("0.5", 0.5), (".5", 0.5), ("5.", 5.0), ("-1.5e3", -1500.0), ("1e3", 1000.0),
        ("6E-2", 0.06), (".inf", math.inf), ("-.Inf", -math.inf), ("1e999", math.inf),
        ("1,5", "1,5"), ("1.000,50", "1.000,50"), ("1.2.3", "1.2.3"), ("e5", "e5"), (".", "."),
        ("'5'", "5"), ('"true"', "true"), ("'null'", "null"),
        ("=", "="), ("<<", "<<"), ("æøå", "æøå"), ("٣", "٣"),
    ],
)  # fmt: skip
def test_scalars_of_the_core_schema(text: str, expected: Any) -> None:
    found = value(f"a: {text}")["a"]
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_not_a_number(text: str) -> None:
    assert math.isnan(value(f"a: {text}")["a"])


def test_block_texts_are_texts() -> None:
    assert value("a: |\n  5\nb: >-\n  true\n  og mere\n") == {"a": "5\n", "b": "true og mere"}


def test_json_is_yaml() -> None:
    assert value('{"a": [1, 2.5, "x", null, true], "b": {}}') == {
        "a": [1, 2.5, "x", None, True],
        "b": {},
    }


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert value("\ufeffa: 1") == {"a": 1}


def test_windows_line_ends() -> None:
    root = parse_document(b"a: 1\r\nb:\r\n  c: 2\r\n", "prøve").root
    assert root.plain() == {"a": 1, "b": {"c": 2}}
    assert root.value["b"].value["c"].line == 3


@pytest.mark.parametrize("text", ["", "# kun en kommentar\n", "---\n", "\n\n"])
def test_an_empty_file_is_nothing(text: str) -> None:
    assert value(text) is None


def test_years_as_keys_are_whole_numbers() -> None:
    assert value("{2026: 1, '2027': 2, 1.5: 3, true: 4, null: 5}") == {
        2026: 1, "2027": 2, 1.5: 3, True: 4, None: 5,
    }  # fmt: skip


# -- lines -----------------------------------------------------------------------------------------


def test_every_value_knows_its_line() -> None:
    root = parse_document(
        b"# en kommentar\na: 1\nb:\n  - 2\n  - c: 3\n    d: {e: 4,\n      f: 5}\n", "x"
    ).root
    assert root.value["a"].line == 2
    first, second = root.value["b"].value
    assert first.line == 4
    assert second.value["c"].line == 5
    assert second.value["d"].line == 6
    assert second.value["d"].value["f"].line == 7


def test_the_hash_is_that_of_the_bytes() -> None:
    content = "a: æ\n".encode()
    assert parse_document(content, "x").sha256 == hashlib.sha256(content).hexdigest()


# -- anchors ---------------------------------------------------------------------------------------


def test_an_alias_is_the_value_of_its_anchor() -> None:
    assert value("a: &x [1, {b: 2}]\nc: *x\nd: &y 5\ne: *y\n") == {
        "a": [1, {"b": 2}], "c": [1, {"b": 2}], "d": 5, "e": 5,
    }  # fmt: skip


def test_the_newest_anchor_of_a_name_counts() -> None:
    assert value("[&x 1, *x, &x 2, *x]") == [1, 1, 2, 2]


@pytest.mark.parametrize("text", ["a: *x", "a: &x [*x]", "&x {a: *x}", "[*x, &x 1]"])
def test_an_alias_to_what_is_not_there_yet(text: str) -> None:
    assert "*x henviser til et anker" in refused(text).message.da


# -- wrong files -----------------------------------------------------------------------------------


def test_a_key_that_stands_twice_names_both_lines() -> None:
    problem = refused("a: 1\nb: 2\na: 3\n")
    assert (problem.line, problem.key) == (3, "a")
    assert "først i linje 1" in problem.message.da


def test_all_double_keys_are_named() -> None:
    with pytest.raises(InputError) as error:
        parse_document(b"a: 1\na: 2\nb: {c: 1, c: 2}\n2026: 1\n2026: 2\n", "x")
    assert [(p.line, p.key) for p in error.value.problems] == [(2, "a"), (3, "c"), (5, "2026")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [1, 2\nb: 3\n", 2),
        ("a: 1\n  b: 2\n", 2),
        ("a: 1\n\tb: 2\n", 2),
        ('a: "uden slutning\n', 2),
        ("a: 1\nb: @x\n", 2),
        ("a: 1\n}\n", 2),
        ("a: 1\n- b\n", 2),
        ("%YAML 9.9\n---\na: 1\n", 1),
    ],
)
def test_what_is_not_yaml_names_the_line(text: str, line: int) -> None:
    problem = refused(text)
    assert "ikke gyldig YAML" in problem.message.da
    assert problem.line == line


@pytest.mark.parametrize(
    "tag",
    ["!!python/object:os.system", "!!python/object/apply:os.system ['true']", "!!binary", "!egen",
     "!!str", "!!float", "!<tag:yaml.org,2002:int>", "!!set", "!!timestamp"],
)  # fmt: skip
def test_tags_are_refused(tag: str) -> None:
    problem = refused(f"x: 1\na: {tag} 5\n" if " " not in tag else f"x: 1\na: {tag}\n")
    assert problem.line == 2
    assert "er ikke tilladt" in problem.message.da


def test_tags_on_lists_mappings_and_keys_are_refused() -> None:
    for text in ("a: !!python/tuple [1]", "a: !!map {b: 1}", "!!str a: 1"):
        assert "er ikke tilladt" in refused(text).message.da


def test_several_documents() -> None:
    problem = refused("a: 1\n---\nb: 2\n")
    assert problem.line == 2
    assert "flere YAML-dokumenter" in problem.message.da


def test_a_key_must_be_a_name() -> None:
    assert "en nøgle skal være" in refused("? [1, 2]\n: 3\n").message.da
    assert "en nøgle skal være" in refused("{{a: 1}: 2}").message.da


@pytest.mark.parametrize("content", [b"a: 1\nb: \x00\n", b"a: 1\nb: \x07x\n", b"a: 1\nb: \x1b[31m"])
def test_control_characters(content: bytes) -> None:
    problem = refused(content)
    assert problem.line in (2, None)
    assert "tegn" in problem.message.da


def test_latin_1_is_not_utf_8() -> None:
    problem = refused("a: 1\nb: gæld\n".encode("latin-1"))
    assert problem.line == 2
    assert "UTF-8" in problem.message.da


def test_utf_16_is_not_utf_8() -> None:
    refused("a: 1\n".encode("utf-16"))


@pytest.mark.parametrize("digits", [31, 5_000, 1_000_000])
def test_a_number_of_too_many_digits(digits: int) -> None:
    assert "for mange cifre" in refused("a: " + "9" * digits).message.da


def test_a_decimal_number_of_many_digits_is_read_as_one_or_as_text() -> None:
    assert value("a: 0." + "3" * 300)["a"] == pytest.approx(1 / 3)
    assert isinstance(value("a: 0." + "3" * 100_000)["a"], str)


# -- built to do harm ------------------------------------------------------------------------------


@pytest.mark.parametrize("bracket", ["[", "{a: ", "- ", "[{a: "])
def test_deep_nesting(bracket: str) -> None:
    assert "indlejret" in refused(bracket * 100_000).message.da


def test_nesting_to_the_limit() -> None:
    inside = "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    value("a: " + inside)
    refused(f"a: [{inside}]")


def test_billion_laughs() -> None:
    lines = ['a0: &a0 ["lol", "lol", "lol", "lol", "lol", "lol", "lol", "lol", "lol"]']
    for n in range(1, 12):
        inner = ", ".join([f"*a{n - 1}"] * 9)
        lines.append(f"a{n}: &a{n} [{inner}]")
    assert "genbrugte dele" in refused("\n".join(lines)).message.da


def test_quadratic_blowup() -> None:
    text = "a: &a [" + "x, " * 2_000 + "]\nb: [" + "*a, " * 2_000 + "]"
    assert "genbrugte dele" in refused(text).message.da


def test_a_large_file() -> None:
    assert "større end 5 MB" in refused(b"a: 1\n" + b"#" * 10_000_000).message.da


def test_too_many_values() -> None:
    assert "værdier" in refused("[" + "1," * (MAX_NODES + 10) + "]").message.da


def test_as_many_values_as_are_allowed() -> None:
    started = time.process_time()
    assert len(value("[" + "1," * (MAX_NODES - 10) + "]")) == MAX_NODES - 10
    assert time.process_time() - started < 4 * SECONDS


@pytest.mark.parametrize(
    "content",
    [
        "? " * 10_000,
        "a: " * 10_000,
        "&a " * 10_000,
        "- " * 29 + "? " * 29,
        "'" * 100_000,
        '"' + "\\x41" * 100_000,
        "#" * 4_000_000,
        "a: |\n" + " " * 1_000_000,
        "%" * 100_000,
        "a:\n" + "".join(" " * n + "b:\n" for n in range(1, 200)),
    ],
)
def test_odd_texts_end_in_bounded_time(content: str) -> None:
    started = time.process_time()
    try:
        parse_document(content.encode(), "prøve")
    except InputError as error:
        assert error.problems
    assert time.process_time() - started < SECONDS


# -- files and plain values ------------------------------------------------------------------------


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_document(tmp_path / "mangler.yaml")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder"):
        read_document(tmp_path)


def test_a_file_that_is_read(tmp_path: Path) -> None:
    file = tmp_path / "sag.yaml"
    file.write_text("a: 1\n", "utf-8")
    document = read_document(file)
    assert document.file == str(file)
    assert document.root.plain() == {"a": 1}


def test_plain_values_make_the_same_tree_without_lines() -> None:
    data = {"a": [1, {"b": None}], 2026: (1.5, "x")}
    root = tree_of(data)
    assert root.plain() == {"a": [1, {"b": None}], 2026: [1.5, "x"]}
    assert root.line is None


def test_plain_values_that_are_too_deep_or_too_many() -> None:
    deep: Any = 1
    for _ in range(MAX_DEPTH + 2):
        deep = [deep]
    with pytest.raises(InputError, match="deep"):
        tree_of(deep)
    with pytest.raises(InputError, match="values"):
        tree_of([0] * (MAX_NODES + 1))
    circle: list[Any] = []
    circle.append(circle)
    with pytest.raises(InputError, match="deep"):
        tree_of(circle)
