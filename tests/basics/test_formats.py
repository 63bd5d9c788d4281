"""Numbers, amounts and dates as people read them."""

from __future__ import annotations

import datetime

import pytest

from bundlinje.basics import formats

NB = "\u00a0"
MINUS = "\u2212"


@pytest.mark.parametrize(
    ("value", "decimals", "da", "en"),
    [
        (1234567.5, 2, "1.234.567,50", "1,234,567.50"),
        (0, 0, "0", "0"),
        (-0.0, 0, "0", "0"),
        (-0.4, 0, "0", "0"),
        (-1500, 0, f"{MINUS}1.500", f"{MINUS}1,500"),
        (999.6, 0, "1.000", "1,000"),
        (12.3456, 3, "12,346", "12.346"),
    ],
)
def test_number(value: float, decimals: int, da: str, en: str) -> None:
    assert formats.number(value, "da", decimals) == da
    assert formats.number(value, "en", decimals) == en


@pytest.mark.parametrize(
    ("value", "da"),
    [(0, "0"), (22.8, "22,8"), (1234, "1.234"), (5586, "5.586"), (0.1235, "0,1235"),
     (-3, f"{MINUS}3"), (12345.678, "12.346"), (0.00001234, "0,0000")],
)  # fmt: skip
def test_plain_shows_no_more_decimals_than_needed(value: float, da: str) -> None:
    assert formats.plain(value) == da


def test_money() -> None:
    assert formats.money(-1234.5, decimals=2) == f"{MINUS}1.234,50{NB}kr."
    assert formats.money(1e6) == f"1.000.000{NB}kr."
    assert formats.money(1e6, language="en") == f"1,000,000{NB}DKK"
    assert formats.money(5, "EUR") == f"5{NB}EUR"


def test_percent_and_chance() -> None:
    assert formats.percent(0.125, decimals=1) == f"12,5{NB}%"
    assert formats.percent(0.125, "en", 1) == "12.5%"
    assert formats.chance(0.42) == f"42{NB}%"
    assert formats.chance(1.0) == f"over 99{NB}%"
    assert formats.chance(0.0) == f"under 1{NB}%"
    assert formats.chance(1.0, "en") == "over 99%"


def test_a_date_has_its_months_name() -> None:
    day = datetime.date(2026, 5, 1)
    assert formats.date(day) == "1. maj 2026"
    assert formats.date(day, "en") == "1 May 2026"


@pytest.mark.parametrize(
    ("spread", "precision"), [(0, 1), (1, 1), (99, 1), (100, 10), (4_300_000, 100_000)]
)
def test_precision_is_a_tenth_of_the_spread(spread: float, precision: float) -> None:
    assert formats.precision_of(spread) == precision


def test_large_numbers_keep_their_digits() -> None:
    assert formats.number(123456789012345) == "123.456.789.012.345"
    assert formats.number(-1e40) == MINUS + "10" + 13 * ".000"
    assert formats.number(1e300) == "1" + 100 * ".000"


@pytest.mark.parametrize(
    ("spread", "decimals"), [(0, 0), (7.2, 1), (13, 0), (999, 0), (0.72, 2), (0.05, 3)]
)
def test_decimals_show_two_digits_of_the_spread(spread: float, decimals: int) -> None:
    assert formats.decimals_of(spread) == decimals
