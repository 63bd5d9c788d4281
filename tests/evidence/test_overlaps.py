"""The same money counted twice is found."""

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.evidence.knowledge import shared
from bundlinje.evidence.overlaps import overlaps, read_overlaps

DECLARED = shared().overlaps()


def test_a_bundle_and_its_part_are_found_with_the_reason():
    found = overlaps(["prices/anbr_plejefamilie", "rates/naf", "prices/anbr_gns_2019"], DECLARED)
    assert [(bundle, part) for bundle, part, _ in found] == [
        ("prices/anbr_gns_2019", "prices/anbr_plejefamilie")
    ]
    assert found[0][2].da.startswith("Gennemsnittet")


def test_two_parts_of_a_bundle_may_stand_together():
    assert (
        overlaps(["prices/anbr_plejefamilie", "prices/anbr_institution_opholdssted"], DECLARED)
        == []
    )


def test_an_item_twice_is_not_a_bundle():
    assert overlaps(["prices/anbr_gns_2019", "prices/anbr_gns_2019"], DECLARED) == []


def test_price_and_consequence_that_are_one_number_are_found():
    assert overlaps(["prices/job_udsat_ledig_aar_lav", "consequences/kora_job_aar_lav"], DECLARED)


def test_every_pair_is_found_once():
    ids = [
        "consequences/soem_indsat_alvorlig2", "consequences/soem_indsat_recidiv2",
        "consequences/soem_indsat_faengselsdage",
    ]  # fmt: skip
    assert len(overlaps(ids, DECLARED)) == 3


def test_weights_must_match_the_parts(tmp_path):
    path = tmp_path / "overlaps.yaml"
    path.write_text(
        "overlaps:\n"
        "  - {id: a, bundle: prices/x, parts: [prices/y], why: {da: a, en: a}, weights: [1, 2]}\n",
        "utf-8",
    )
    with pytest.raises(InputError, match="found 2 weights for 1 parts"):
        read_overlaps(path)
