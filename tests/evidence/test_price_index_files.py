"""A price index of one's own is read as strictly as the shared one."""

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.evidence.knowledge import lookup
from bundlinje.evidence.records import PriceIndexRecord, read_price_index

YAML = """
id: own
title: {da: Eget indeks, en: Own index}
unit: 2020 = 100
currency: DKK
values: own.csv
source: danmarks-statistik-nettoprisindeks-pris116
"""
YEAR = [f"2020-{month:02d},{100 + month}" for month in range(1, 13)]


def write(folder, lines):
    (folder / "own.yaml").write_text(YAML, "utf-8")
    (folder / "own.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder / "own.yaml"


def test_a_year_is_the_mean_of_its_twelve_months(tmp_path):
    record = read_price_index(write(tmp_path, ["month,value", *YEAR, "2021-01,150"]))
    assert record.index.values == {2020: pytest.approx(106.5)}
    assert record.source.startswith("danmarks-statistik")


def test_the_shared_index_covers_its_whole_years():
    record = lookup("indexes/dk-net-price")
    assert isinstance(record, PriceIndexRecord)
    assert record.index.covered() == "2015–2023"
    assert record.currency == "DKK"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["måned,værdi", *YEAR], "first line is not 'month,value'"),
        (["month,value", *YEAR, "2020-12,112"], "the month stands twice"),
        (["month,value", *YEAR, "2021-13,112"], "a line such as 2015-01,98.7"),
        (["month,value", *YEAR, '2021-01,"112,5"'], "a line such as 2015-01,98.7"),
    ],
)
def test_a_wrong_series_is_refused_with_its_line(tmp_path, lines, expected):
    with pytest.raises(InputError, match=expected) as error:
        read_price_index(write(tmp_path, lines))
    assert "own.csv:" in error.value.to("en")


def test_a_missing_series_is_refused(tmp_path):
    (tmp_path / "own.yaml").write_text(YAML, "utf-8")
    with pytest.raises(InputError, match="no such file"):
        read_price_index(tmp_path / "own.yaml")
