"""References to records: found, misspelt, and typed."""

import datetime

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.evidence.consequences import ConsequenceEstimate
from bundlinje.evidence.effect_studies import EffectStudy
from bundlinje.evidence.knowledge import lookup, shared
from bundlinje.evidence.payer_rules import PayerRule
from bundlinje.evidence.rates import Rate
from bundlinje.evidence.unit_prices import UnitPrice
from bundlinje.evidence.wellbeing import WellbeingValue


@pytest.mark.parametrize(
    ("reference", "type"),
    [
        ("prices/anbr_plejefamilie", UnitPrice),
        ("effects/ips_dk_30m", EffectStudy),
        ("rates/kontanthj_30plus_andre_2023", Rate),
        ("consequences/soem_indsat_recidiv2", ConsequenceEstimate),
        ("wellbeing/voly_dk", WellbeingValue),
        ("refund/shelter-110", PayerRule),
    ],
)
def test_a_reference_gives_a_typed_record(reference, type):
    record = lookup(reference)
    assert isinstance(record, type)
    assert record.reference == reference
    assert record.title.da
    assert record.title.en


def test_a_price_says_what_it_is():
    price = lookup("prices/anbr_plejefamilie")
    assert price.amount == 470000
    assert price.unit == "placement_year"
    assert price.price_year == 2019
    assert price.summary.da == "470.000\u00a0kr. pr. helårsanbringelse (2019)"


def test_a_rate_knows_when_it_holds():
    rate = lookup("rates/kontanthj_30plus_andre_2023")
    assert rate.holds(datetime.date(2023, 12, 31))
    assert not rate.holds(datetime.date(2024, 1, 1))
    assert rate.known_for(2023)
    assert not rate.known_for(2024)


def test_a_misspelt_reference_names_the_nearest():
    with pytest.raises(InputError) as error:
        lookup("prices/anbr_plejefamlie")
    assert "Did you mean anbr_plejefamilie?" in error.value.to("en")
    assert "Mente du anbr_plejefamilie?" in error.value.to("da")


def test_a_misspelt_kind_names_the_nearest():
    with pytest.raises(InputError, match="Did you mean prices"):
        lookup("price/anbr_plejefamilie")


@pytest.mark.parametrize("reference", ["", "anbr_plejefamilie", "prices/", "prices", "/"])
def test_half_a_reference_is_refused(reference):
    with pytest.raises(InputError):
        lookup(reference)


def test_every_record_has_a_title_in_both_languages():
    for record in shared().everything():
        assert record.title.da.strip(), record.reference
        assert record.title.en.strip(), record.reference
        assert record.summary is not None
        assert all(warning.da and warning.en for warning in record.warnings)
