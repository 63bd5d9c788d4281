"""The evidence map counts what is studied for whom."""

from bundlinje.evidence.evidence_map import evidence_map
from bundlinje.evidence.knowledge import shared


def test_every_estimate_stands_in_one_cell():
    cells = evidence_map(shared())
    assert sum(cell.estimates for cell in cells) == len(shared().ids("effect_studies"))
    assert len({(cell.target_group, cell.outcome) for cell in cells}) == len(cells)
    for cell in cells:
        assert cell.estimates == sum(cell.designs.values()) == sum(cell.directions.values())
        assert len(cell.studies) == cell.estimates >= len(cell.sources)


def test_null_and_negative_results_are_shown():
    directions = sum((cell.directions for cell in evidence_map(shared())), start=_empty())
    assert directions["no_difference"] >= 27
    assert directions["unfavourable"] >= 5


def _empty():
    from collections import Counter

    return Counter()


def test_the_map_is_narrowed_by_group_and_country():
    cells = evidence_map(shared(), ["homeless"], ["DK"])
    assert {cell.target_group for cell in cells} == {"homeless"}
    # In Denmark homelessness is followed up without comparison only.
    assert {use for cell in cells for use in cell.uses} == {"never"}
