"""The true effects are those of the model, and what biases a study is as it was made."""

import itertools

import numpy as np
import pytest

from bundlinje.register.synthetic import draw_cohort, model
from bundlinje.register.synthetic.model import COVARIATES, FOLLOW_UP, SERVICES, USES, Design
from bundlinje.register.synthetic.truth import expected, truth_of

PEOPLE = 60_000


def cohort(**options):
    return draw_cohort(PEOPLE, **options), Design(
        options.get("seed", 1),
        heterogeneous=options.get("heterogeneous", False),
        hidden=options.get("hidden", 0.0),
    )


def regression(drawn, *more):
    """Return the coefficient of success on every outcome, (services, years)."""
    columns = [np.ones(drawn.people), drawn.success, *drawn.x, *more]
    x = np.array(columns, dtype=float).T
    y = drawn.drawn.reshape(-1, drawn.people).T
    return np.linalg.lstsq(x, y, rcond=None)[0][1].reshape(len(SERVICES), FOLLOW_UP)


def doubly_robust(drawn):
    """Return augmented inverse probability weighting with the true propensity."""
    y, p = drawn.drawn.reshape(-1, drawn.people), drawn.propensity
    x = np.vstack([np.ones(drawn.people), drawn.x]).T
    arms = []
    for reached, chance in ((drawn.success, p), (~drawn.success, 1 - p)):
        fit = np.linalg.lstsq(x[reached], y[:, reached].T, rcond=None)[0]
        mean = (x @ fit).T
        arms.append((mean + reached * (y - mean) / chance).mean(axis=1))
    return (arms[0] - arms[1]).reshape(len(SERVICES), FOLLOW_UP)


@pytest.mark.parametrize("options", [{}, {"heterogeneous": True}, {"hidden": 1.0}], ids=str)
def test_the_formula_is_the_mean_of_potential_outcomes(options):
    drawn, design = cohort(**options)
    truth = truth_of([drawn], design)
    difference = drawn.outcomes[1] - drawn.outcomes[0]
    error = difference.std(axis=-1) / np.sqrt(PEOPLE)
    # Fifty numbers, correlated: four standard errors.
    assert (np.abs(difference.mean(axis=-1) - truth.expected["ate"]) < 4 * error).all()
    weight = drawn.propensity * (1 - drawn.propensity)
    for key, w in (("att", drawn.propensity), ("overlap", weight)):
        mean = (difference * w).sum(axis=-1) / w.sum()
        spread = np.sqrt((((difference - mean[..., None]) * w) ** 2).sum(axis=-1)) / w.sum()
        assert (np.abs(mean - truth.expected[key]) < 4.5 * spread).all()


def test_use_without_success_is_as_likely_as_the_model_says():
    drawn, _ = cohort()
    for s, use in enumerate(USES[:-1]):
        p = model.chance(use, 0, drawn.x, np.zeros(PEOPLE), np.zeros(PEOPLE)).mean()
        # The municipalities' own parts average out to within a third of their width.
        assert abs((drawn.outcomes[0, s, 0] > 0).mean() - p) < 0.01 + use.place / 3
        much = drawn.outcomes[0, s, 0]
        assert much[much > 0].mean() == pytest.approx(use.mean, rel=0.05)


def test_every_chance_is_a_chance():
    one = np.ones(1)
    for use, corner in itertools.product(USES, itertools.product((0.0, 1.0), repeat=8)):
        x = np.array(corner)[:, None]
        if x[2, 0] and x[3, 0]:
            continue
        for k, place, hidden, varies in itertools.product(
            range(FOLLOW_UP), (-1, 1), (-0.5, 0.5), (1.0, float(model.variation(x)[0]))
        ):
            low = model.chance(use, k, x, use.place * place * one, hidden * one)[0]
            high = low + model.effect(use, k) * varies
            assert 0 < low < 1
            assert 0 < high < 1


def test_raw_differences_are_biased_and_a_regression_is_right():
    drawn, design = cohort()
    truth = truth_of([drawn], design)
    for s in ("shelter", "cash_benefit", "psychiatry", "prison"):
        i = SERVICES.index(s)
        bias = truth.raw[i, 0] / truth.expected["ate"][i, 0] - 1
        assert 0.3 < bias < 1.0
    found = regression(drawn).sum(axis=1) / expected(design)["ate"].sum(axis=1)
    for s in ("shelter", "cash_benefit", "wage"):
        assert found[SERVICES.index(s)] == pytest.approx(1, abs=0.1)


def test_where_the_effect_varies_a_regression_is_off_and_doubly_robust_is_right():
    drawn = draw_cohort(150_000, heterogeneous=True)
    right = expected(Design(heterogeneous=True))["ate"].sum(axis=1)
    i = SERVICES.index("shelter")
    assert regression(drawn).sum(axis=1)[i] / right[i] < 0.96
    assert doubly_robust(drawn).sum(axis=1)[i] / right[i] == pytest.approx(1, abs=0.04)


def test_what_is_hidden_biases_a_regression_that_lacks_it():
    drawn, design = cohort(hidden=1.0)
    i = SERVICES.index("shelter")
    right = expected(design)["ate"][i].sum()
    assert regression(drawn)[i].sum() / right < 0.8
    assert regression(drawn, drawn.hidden)[i].sum() / right == pytest.approx(1, abs=0.1)


def test_effects_fade_and_estimates_are_correlated():
    drawn, design = cohort()
    counted = expected(design)["ate"][:-2]
    assert (np.abs(counted[:, 1:]) < np.abs(counted[:, :-1])).all()
    shelter, cash = (drawn.drawn[SERVICES.index(s)] for s in ("shelter", "cash_benefit"))
    assert np.corrcoef(shelter[0], shelter[1])[0, 1] > 0.1
    assert np.corrcoef(shelter[0], cash[0])[0, 1] > 0.03


def test_covariates_have_names_in_the_order_of_the_columns():
    drawn, _ = cohort()
    assert drawn.x.shape == (len(COVARIATES), PEOPLE)
    assert drawn.x.min() == 0
    assert drawn.x.max() == 1
