"""What is typed in a field of numbers, and that what is shown means the same when it is read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bundlinje.web.cases.form.number_text import NotANumberError, number_from, text_of
from tests.conftest import examples

#: Pages and numbers, which the kind of database does not matter to.
pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("typed", "percent", "value"),
    [
        ("96.000", False, 96000),
        ("96 000", False, 96000),
        ("1.234.567,50", False, 1234567.5),
        ("−90", False, -90),
        ("0,65", False, 0.65),
        ("1/3", False, "1/3"),
        ("=consequences/x × 0,7/245", False, {"ref": "consequences/x", "times": "0.7/245"}),
        ("65 %", True, 0.65),
        ("65", True, 0.65),
        ("12,5%", True, 0.125),
        ("65 % (55–75 %)", True, {"mean": 0.65, "ci95": [0.55, 0.75]}),
        ("65 (55 til 75)", True, {"mean": 0.65, "ci95": [0.55, 0.75]}),
        ("96.000 (80.000–115.000)", False, {"mean": 96000, "ci95": [80000, 115000]}),
        ("10 ± 2,5", False, {"mean": 10, "sd": 2.5}),
        ("8 < 10 < 15", False, {"low": 8, "mode": 10, "high": 15}),
        ("gamma(1; 0,25)", False, {"gamma": [1, 0.25]}),
        ("beta(2; 5)", True, {"beta": [2, 5]}),
        ("=prices/herberg110_doegn", False, {"ref": "prices/herberg110_doegn"}),
        ("=rates/kontanthj × 12/52", False, {"ref": "rates/kontanthj", "times": "12/52"}),
        ("=effects/ips ± 5 %", True, {"ref": "effects/ips", "sd": 0.05}),
        ("=effects/ips (3–20 %)", True, {"ref": "effects/ips", "ci95": [0.03, 0.2]}),
        ("", False, None),
    ],
)
def test_what_is_typed_in_danish(typed: str, percent: bool, value: Any) -> None:
    assert number_from(typed, percent, "da") == value


@pytest.mark.parametrize(
    ("typed", "percent", "says"),
    [
        ("0,65", True, "Skriv tallet med %"),
        ("0.65", False, "komma er decimaltegn"),
        ("mange", False, "er ikke et tal"),
        ("8 < 10", False, "er ikke et tal"),
        ("1.50", False, "komma er decimaltegn"),
        ("12..5", False, "er ikke et tal"),
    ],
)
def test_what_may_mean_two_things_is_refused(typed: str, percent: bool, says: str) -> None:
    with pytest.raises(NotANumberError) as refused:
        number_from(typed, percent, "da")
    assert says in refused.value.message.da


def test_english_has_its_own_signs() -> None:
    assert number_from("96,000.5", False, "en") == 96000.5
    assert text_of(96000.5, False, "en") == "96,000.5"
    assert text_of(0.65, True, "en") == "65%"


_numbers = st.one_of(
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 6)).filter(lambda x: x % 1),
)
_shares = st.integers(1, 100_000).map(lambda n: n / 100_000).filter(lambda s: s >= 0.01)


@settings(max_examples=examples(200))
@given(value=_numbers, language=st.sampled_from(["da", "en"]))
def test_a_number_is_read_as_it_is_shown(value: float, language: Any) -> None:
    assert number_from(text_of(value, False, language), False, language) == value


@settings(max_examples=examples(200))
@given(mean=_shares, low=_shares, high=_shares, language=st.sampled_from(["da", "en"]))
def test_shares_keep_their_value(mean: float, low: float, high: float, language: Any) -> None:
    for value in (
        mean,
        {"mean": mean, "ci95": [low, high]},
        {"mean": mean, "sd": low},
        {"low": low, "mode": mean, "high": high},
        {"ref": "effects/x", "sd": low},
        {"ref": "effects/x", "ci95": [low, high]},
        {"uniform": [low, high]},
    ):
        assert number_from(text_of(value, True, language), True, language) == value
