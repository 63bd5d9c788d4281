"""Danmarks Statistik, PRIS116 Nettoprisindeks (2015 = 100), monthly with one decimal."""

import csv
from importlib import resources

import pytest

from bundlinje.evidence.knowledge import lookup
from bundlinje.evidence.records import PriceIndexRecord

# The sums of the twelve months of each year in Statistikbanken, PRIS116, and the yearly means with
# the one decimal that Danmarks Statistik prints.
SUMS = {
    2015: 1200.0, 2016: 1205.8, 2017: 1220.8, 2018: 1231.3, 2019: 1242.0, 2020: 1246.4,
    2021: 1264.8, 2022: 1362.4, 2023: 1416.5,
}  # fmt: skip
PRINTED = {
    2015: 100.0, 2016: 100.5, 2017: 101.7, 2018: 102.6, 2019: 103.5, 2020: 103.9,
    2021: 105.4, 2022: 113.5, 2023: 118.0,
}  # fmt: skip


def _known() -> PriceIndexRecord:
    record = lookup("indexes/dk-net-price")
    assert isinstance(record, PriceIndexRecord)
    return record


@pytest.mark.parametrize("year", SUMS)
def test_yearly_mean(year: int) -> None:
    record = _known()
    index = record.index
    assert record.currency == "DKK"
    # The unrounded mean: twelve one-decimal numbers add up to rounding in the last digits.
    assert index.values[year] == pytest.approx(SUMS[year] / 12, rel=1e-12)
    # The mean that is printed is rounded to one decimal.
    assert index.values[year] == pytest.approx(PRINTED[year], abs=0.0500001, rel=0)


def test_only_whole_years_are_used() -> None:
    index = _known().index
    assert sorted(index.values) == list(SUMS)


def test_single_months_as_published() -> None:
    file = resources.files("bundlinje.evidence") / "data/price_indexes/dk-net-price.csv"
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    months = {row["month"]: float(row["value"]) for row in rows}
    assert len(months) == len(rows), "a month stands twice"
    assert months["2015-01"] == 98.7
    assert months["2022-10"] == 117.7
    assert months["2023-12"] == 117.2


def test_factor_between_two_years() -> None:
    index = _known().index
    assert index.factor(2018, 2023) == pytest.approx(1416.5 / 1231.3, rel=1e-12)
    assert index.factor(2023, 2023) == 1
    assert index.factor(1999, 1999) == 1, "no index is needed within a year"
    with pytest.raises(KeyError, match="2014"):
        index.factor(2014, 2023)
