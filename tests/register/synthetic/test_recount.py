"""What is written counts up to exactly what was drawn."""

import numpy as np
import pytest

from bundlinje.register.synthetic import draw_cohort, make_register
from bundlinje.register.synthetic.model import SERVICES
from tests.register.synthetic.recount import Recount

PEOPLE, SHARE = 12_000, 0.2
STARTS = [365, 730, 1095, 1461, 1826, 2191]


@pytest.fixture(
    scope="module", params=[{}, {"years": (2009, 2018), "seed": 3}], ids=["usual", "short"]
)
def study(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("register")
    options = {"seed": 7, **request.param}
    make_register(folder, PEOPLE, cohort=SHARE, **options)
    recount = Recount(folder)
    drawn = draw_cohort(round(PEOPLE * SHARE), **options)
    # The drawn person of each member, from the way ids are given.
    step = round(PEOPLE * 0.618)
    while np.gcd(step, PEOPLE) != 1:
        step += 1
    ids = 1 + np.arange(drawn.people) * step % PEOPLE
    return recount, drawn, np.searchsorted(recount.ids, ids)


def test_the_target_group_is_those_drawn(study):
    recount, drawn, members = study
    assert sorted(recount.members()) == sorted(members)
    np.testing.assert_array_equal(recount.zero[members], drawn.time_zero)


def test_the_goal_is_reached_by_those_drawn(study):
    recount, drawn, members = study
    days = recount.count("own_home", 183, 365)[members]
    np.testing.assert_array_equal(days >= 150, drawn.success)


@pytest.mark.parametrize("service", SERVICES)
def test_use_in_every_year_followed_is_as_drawn(study, service):
    recount, drawn, members = study
    for k in range(5):
        counted = recount.count(service, STARTS[k], STARTS[k + 1])[members]
        there = drawn.followed[k]
        assert there.mean() > 0.85
        # Sums of sevenths and of parts of a year; no other rounding.
        np.testing.assert_allclose(
            counted[there], drawn.drawn[SERVICES.index(service), k][there], rtol=1e-9, atol=1e-9
        )


def test_covariates_are_as_drawn(study):
    recount, drawn, members = study
    people = {column: values[members] for column, values in recount.people.items()}
    age = np.floor((drawn.time_zero - people["birth_date"]) / 365.25)
    np.testing.assert_allclose((age - 18) / 11, drawn.x[0])
    np.testing.assert_array_equal(people["sex"] == "M", drawn.x[1])
    np.testing.assert_array_equal(people["education"] == "ungdomsuddannelse", drawn.x[2])
    np.testing.assert_array_equal(people["education"] == "videregående", drawn.x[3])
    np.testing.assert_array_equal(recount.count("psychiatry", -730, 0)[members] > 0, drawn.x[4])
    np.testing.assert_allclose(recount.count("cash_benefit", -730, 0)[members], drawn.cash)
    np.testing.assert_array_equal(recount.count("gp", -730, 0)[members], drawn.gp)
    np.testing.assert_array_equal(recount.count("prison", -730, 0)[members] > 0, drawn.x[7])
    np.testing.assert_array_equal(people["municipality"].astype(int), drawn.municipality)


def test_everybody_is_there_once_and_goes_once(study):
    recount, drawn, members = study
    np.testing.assert_array_equal(recount.ids, np.arange(PEOPLE) + 1)
    people = recount.people
    gone = np.fmin(people["death_date"], people["emigration_date"])
    assert not (~np.isnan(people["death_date"]) & ~np.isnan(people["emigration_date"])).any()
    assert np.nanmax(gone) <= recount.last
    np.testing.assert_array_equal(
        np.where(np.isnan(gone[members]), 1 << 30, gone[members]), drawn.left
    )


def test_the_truth_is_about_those_drawn(study):
    recount, drawn, _ = study
    truth = recount.truth
    assert truth["people"] == drawn.people
    assert truth["succeeded"] == drawn.success.sum()
    difference = drawn.outcomes[1] - drawn.outcomes[0]
    for s, service in enumerate(SERVICES):
        np.testing.assert_allclose(truth["drawn"]["ate"][service], difference[s].mean(axis=-1))
        np.testing.assert_allclose(
            truth["drawn"]["att"][service], difference[s][:, drawn.success].mean(axis=-1)
        )
