"""Prices, break-even, sensitivity, smallest effect and co-payers, each by hand or by search."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from bundlinje.basics.errors import InputError
from bundlinje.contracts.co_payers import co_payers
from bundlinje.contracts.further import further
from bundlinje.contracts.further_text import further_text
from bundlinje.contracts.outcomes import Outlook
from bundlinje.contracts.smallest_effect import smallest_effect
from bundlinje.contracts.valuation import value
from bundlinje.contracts.what_if import WhatIf, repriced
from tests.contracts.valued import small_case, small_contract


def test_the_highest_price_leaves_the_payer_at_no_loss_as_often_as_asked() -> None:
    contract, case = small_contract(shock=0.05), small_case(effect={"without": 0.1, "with": 0.5})
    valuation = value(contract, case, draws=400)
    for found in further(valuation, 0.8).highest_prices:
        assert found.factor is not None
        at = value(repriced(contract, found.factor), case, draws=400).chances
        above = value(repriced(contract, found.factor * 1.02), case, draws=400).chances
        assert at is not None
        assert above is not None
        assert at.payers[found.purse].p_pays_more <= 0.2  # type: ignore[operator]
        assert above.payers[found.purse].p_pays_more > 0.2  # type: ignore[operator]


def test_a_purse_that_loses_anyway_has_no_price_and_a_cap_can_make_any_price_fine() -> None:
    worse = small_case(effect={"without": 0.5, "with": 0.3})
    prices = further(value(small_contract(), worse, draws=200), 0.9).highest_prices
    assert [price.factor for price in prices] == [0.0, 0.0]
    capped = value(small_contract(caps={"total": 100}), small_case(), draws=200)
    stat = next(p for p in further(capped, 0.9).highest_prices if p.purse == "stat")
    assert stat.factor is None


def test_break_even_rate_by_hand() -> None:
    # The loan draws 240,000; 10,000 for each success: 24 of 40.
    found = further(value(small_contract(), small_case(), draws=0), 0.9).break_even
    assert found[0].rates is not None
    assert found[0].rates["bolig"] == pytest.approx(0.6)
    cheap = [{"id": "bolig", "metric": "bolig", "rule": {"unit": 5000}}]
    lost = further(value(small_contract(payments=cheap), small_case(), draws=0), 0.9).break_even
    assert lost[0].rates is None


def test_sensitivity_by_hand() -> None:
    found = further(value(small_contract(), small_case(), draws=0), 0.9).sensitivity
    by = {change.change: change for change in found}
    assert by[WhatIf()].payments == 200_000
    assert by[WhatIf(rate=1.1)].payments == pytest.approx(220_000)
    assert by[WhatIf(price=0.9)].payments == pytest.approx(180_000)
    late, plain = by[WhatIf(delay=12)], by[WhatIf()]
    assert late.payments == plain.payments
    # A year later is discounted a year more.
    paid = 0.25 * (100_000 / 1.03 + 100_000 / 1.03**2)
    assert late.net["stat"] == pytest.approx(plain.net["stat"] + paid * (1 - 1 / 1.03))  # type: ignore[operator]
    # A higher rate saves more too.
    more = 4 * 0.5 * 15_000 / 3 * (1 + 1 / 1.03)
    assert by[WhatIf(rate=1.1)].net["stat"] == pytest.approx(
        plain.net["stat"] + more - 0.1 * paid  # type: ignore[operator]
    )


@pytest.mark.parametrize("people", [20, 60, 400])
def test_the_smallest_effect_is_found_with_its_power(people: int) -> None:
    outlook = Outlook(np.array([people]), np.array([0.5]), np.array([0.3]), ())
    found = smallest_effect("m", outlook, 0.0)
    assert found is not None
    assert found.effect is not None
    assert binom.sf(found.needed - 1, people, 0.3) <= 0.05 < binom.sf(found.needed - 2, people, 0.3)
    assert binom.sf(found.needed - 1, people, 0.3 + found.effect) == pytest.approx(0.8, abs=1e-6)
    correlated = smallest_effect("m", outlook, 0.1)
    assert correlated is not None
    assert correlated.effect is None or correlated.effect > found.effect


def test_an_effect_downwards_is_looked_at_from_the_other_side() -> None:
    up = smallest_effect("m", Outlook(np.array([50]), np.array([0.6]), np.array([0.4]), ()), 0.05)
    down = smallest_effect("m", Outlook(np.array([50]), np.array([0.4]), np.array([0.6]), ()), 0.05)
    assert up is not None
    assert down is not None
    assert down.effect == pytest.approx(-up.effect)  # type: ignore[operator]
    assert down.needed == 50 - up.needed
    assert down.found == up.found


def test_too_few_people_show_nothing() -> None:
    found = smallest_effect("m", Outlook(np.array([2]), np.array([0.9]), np.array([0.5]), ()), 0)
    assert found is not None
    assert found.effect is None
    assert not found.found


def test_shares_that_leave_nobody_at_a_loss() -> None:
    saves = np.array([[100.0, 80.0, 60.0, 90.0, 70.0], [30.0, 30.0, 30.0, 30.0, -5.0]])
    paid = np.full(5, 100.0)
    found = co_payers(["stat", "kommune"], saves, paid, 0.8)
    assert found.most == {"stat": 0.7, "kommune": 0.3}
    assert found.shares == pytest.approx({"stat": 0.7, "kommune": 0.3})
    for row, share in enumerate(found.shares.values()):
        assert np.mean(saves[row] >= share * paid - 1e-9) >= 0.8
    stricter = co_payers(["stat", "kommune"], saves, paid, 0.95)
    assert stricter.shares is None
    assert stricter.most == {"stat": 0.6, "kommune": None}
    assert stricter.covered == pytest.approx(0.6)


def test_the_text_says_all_parts_in_both_languages() -> None:
    valuation = value(small_contract(shock=0.05), small_case(), draws=300)
    found = further(valuation, 0.9)
    for language, words in (
        (
            "da",
            ["Højeste pris", "får sit igen", "alt går som ventet", "Den mindste", "Hvem"],
        ),
        ("en", ["Highest price", "own back", "all goes as", "The smallest effect", "Who can pay"]),
    ):
        text = further_text(valuation, found, language)  # type: ignore[arg-type]
        assert all(word in text for word in words)


@pytest.mark.parametrize("certainty", [0.0, 1.0, 90.0, float("nan")])
def test_a_certainty_is_a_probability(certainty: float) -> None:
    with pytest.raises(InputError, match="between 0 and 1"):
        further(value(small_contract(), small_case(), draws=0), certainty)
