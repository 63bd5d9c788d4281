"""Every record leads to a page that was read: a title, an address and a date."""

import datetime
from pathlib import Path

import pytest

from bundlinje.evidence.kinds import KINDS
from bundlinje.evidence.knowledge import SHARED, shared
from bundlinje.evidence.payer_rules import PayerRule
from bundlinje.evidence.registers import SourceRecord
from bundlinje.evidence.schema import columns

# Interventions and target groups are names; what is known about them has a source of its own.
WITH_SOURCE = [
    "effect_studies", "consequences", "unit_prices", "rates", "wellbeing", "municipalities",
    "price_indexes", "discount_schedules",
]  # fmt: skip


@pytest.mark.parametrize("kind", WITH_SOURCE)
def test_every_record_has_a_page_that_was_read(kind):
    for record in shared().all(kind):
        source = shared().source_of(record)
        assert source is not None, record.reference
        assert source.title_text
        assert source.url.startswith("http")
        assert datetime.date(2026, 1, 1) <= source.accessed <= datetime.date(2026, 12, 31)


def test_every_value_of_a_payer_rule_has_its_own_page():
    for rule in shared().all("payer_rules"):
        assert isinstance(rule, PayerRule)
        for value in rule.values:
            assert isinstance(shared().lookup(f"sources/{value.source}"), SourceRecord)


def test_target_groups_name_where_their_goals_were_measured():
    for group in shared().all("target_groups"):
        for goal in group.goals:
            assert goal.seen_in
            assert all(reference in shared() for reference in goal.seen_in)


def test_every_intervention_is_studied():
    studied = {study.intervention for study in shared().all("effect_studies")}
    assert studied == set(shared().ids("interventions"))


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.form == "table"])
def test_a_records_fields_are_its_columns(kind):
    table = shared().table(kind.name, SHARED)
    assert table is not None
    assert table.names == list(columns(kind.record))


def test_no_file_is_larger_than_a_megabyte():
    for file in Path(SHARED).rglob("*"):
        assert file.stat().st_size < 1 << 20


def test_notes_point_at_records_and_never_at_files():
    for record in shared().everything():
        note = getattr(record, "note", "")
        assert ".csv" not in note, record.reference
        assert "hukommelse" not in note, record.reference
