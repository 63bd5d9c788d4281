"""A made register is plausible, and without the faults that are planted on request."""

import json

import numpy as np
import pytest

from bundlinje.register.synthetic import make_register
from bundlinje.register.synthetic.faults import COUNTS
from tests.register.synthetic.recount import Recount, day

PEOPLE = 15_000


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clean")
    make_register(folder, PEOPLE)
    return Recount(folder)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faulty")
    make_register(folder, PEOPLE, faults=True)
    return folder


def repeated(*columns) -> int:
    """Return how many rows say what an earlier row has said."""
    keys = np.unique(np.rec.fromarrays(columns), return_counts=True)[1]
    return int((keys - 1).sum())


def overlapping(stays) -> int:
    """Return how many stays begin before an earlier one of the same kind and person ends."""
    proper = ~(stays["end"] < stays["start"])
    person, kind, start = (stays[c][proper] for c in ("person_id", "type", "start"))
    end = np.where(np.isnan(stays["end"][proper]), np.inf, stays["end"][proper])
    order = np.lexsort((start, kind, person))
    same = (person[order][1:] == person[order][:-1]) & (kind[order][1:] == kind[order][:-1])
    return int((same & (start[order][1:] <= end[order][:-1])).sum())


def faults(recount: Recount) -> dict[str, int]:
    """Count every kind of fault."""
    tables, first, last = recount.tables, day(recount.register["covers"][0]), recount.last
    people, stays, contacts = tables["people"], tables["stays"], tables["contacts"]
    benefits, income = tables["benefits"], tables["income"]
    known = np.isin(contacts["type"], ["almen", "psykiatri", "sygehus"])
    dated = (contacts["date"] >= first) & (contacts["date"] <= last)
    codes = [111, 651, 730, 733, 783, 890, 899]
    return {
        "people.duplicate_person": repeated(people["person_id"]),
        "people.died_before_born": int((people["death_date"] < people["birth_date"]).sum()),
        "people.born_after_end": int((people["birth_date"] > last).sum()),
        "stays.overlapping": overlapping(stays),
        "stays.end_before_start": int((stays["end"] < stays["start"]).sum()),
        "contacts.impossible_date": int((~dated).sum()),
        "contacts.unknown_code": int((~known).sum()),
        "contacts.person_missing": int(
            (~np.isin(contacts["person_id"], people["person_id"])).sum()
        ),
        "contacts.duplicated_row": repeated(*contacts.values()),
        "benefits.two_codes_a_week": repeated(benefits["person_id"], benefits["week"]),
        "benefits.not_a_monday": int(((benefits["week"] - 4) % 7 != 0).sum()),
        "benefits.unknown_code": int((~np.isin(benefits["code"], codes)).sum()),
        "income.year_twice": repeated(income["person_id"], income["year"]),
    }


def test_a_register_has_no_faults(clean):
    assert faults(clean) == dict.fromkeys(COUNTS, 0)


def test_every_fault_is_planted_as_often_as_it_says(faulty):
    assert json.loads((faulty / "faults.json").read_text("utf-8")) == COUNTS
    assert faults(Recount(faulty)) == COUNTS


def test_nothing_is_before_birth_or_after_death_or_outside_the_register(clean):
    people, first, last = clean.people, day("2008-01-01"), clean.last
    gone = np.fmin(people["death_date"], people["emigration_date"])
    gone = np.where(np.isnan(gone), last, gone)
    for service in clean.register["services"]:
        if clean.register["services"][service]["table"] == "income":
            continue
        person, begins, ends, _ = clean.uses(service)
        assert (begins >= np.maximum(first, people["birth_date"][person])).all()
        assert (ends - 1 <= gone[person]).all()


def test_a_tenth_is_the_target_group_and_others_have_stayed_in_shelters_too(clean):
    assert len(clean.members()) == PEOPLE // 10
    assert (~np.isnan(clean.zero)).sum() > PEOPLE // 10
    people = clean.people
    age = (clean.zero - people["birth_date"]) / 365.25
    assert (age > 31).any()
    assert (clean.count("shelter", -730, 0) > 0).any()


def test_the_register_looks_like_one(clean):
    people = clean.people
    assert len(np.unique(people["municipality"])) == 98
    assert 0.45 < (people["sex"] == "M").mean() < 0.55
    assert 0.05 < (~np.isnan(people["death_date"])).mean() < 0.25
    assert 0.005 < (~np.isnan(people["emigration_date"])).mean() < 0.06
    benefits = clean.tables["benefits"]
    for code in (111, 651, 730, 733, 783, 890, 899):
        assert (benefits["code"] == code).mean() > 0.0005
    stays = clean.tables["stays"]
    assert np.isnan(stays["end"][stays["type"] == "egen_bolig"]).any()
    contacts = len(clean.tables["contacts"]["date"]) / PEOPLE / 12
    assert 1.5 < contacts < 4
    income = clean.tables["income"]
    assert 200_000 < income["wage"].mean() < 400_000
    np.testing.assert_array_equal(income["tax"] * 100, income["wage"] * 36)
