"""Conversion between price levels."""

import pytest

from bundlinje.basics.price_index import PriceIndex

INDEX = PriceIndex("prøve", {2019: 100.0, 2020: 102.0, 2023: 114.1})


def test_factor_is_the_ratio_of_the_years() -> None:
    assert INDEX.factor(2019, 2023) == pytest.approx(1.141)
    assert INDEX.factor(2023, 2019) == pytest.approx(1 / 1.141)


def test_there_and_back_is_nothing() -> None:
    assert INDEX.factor(2019, 2020) * INDEX.factor(2020, 2019) == pytest.approx(1, rel=1e-15)


def test_within_a_year_no_index_is_needed() -> None:
    assert INDEX.factor(1950, 1950) == 1
    assert PriceIndex("", {}).factor(2023, 2023) == 1


@pytest.mark.parametrize(("start", "end", "missing"), [(2021, 2023, 2021), (2019, 2025, 2025)])
def test_a_missing_year_is_named_and_never_guessed(start: int, end: int, missing: int) -> None:
    with pytest.raises(KeyError) as error:
        INDEX.factor(start, end)
    assert error.value.args == (missing,)


def test_what_it_covers() -> None:
    assert INDEX.covered() == "2019–2023"
    assert PriceIndex("", {}).covered() == "–"
