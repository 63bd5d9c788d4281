"""From costs to net result: the steps add up, are few enough to read, and hold every item."""

from itertools import pairwise

import pytest

from bundlinje.reports import waterfall
from bundlinje.reports.words import Words


def bars(result, width=752):
    """Return the bars of the chart, the net result last."""
    chart = waterfall.waterfall(result, Words(result, "da"), width).to_dict(validate=True)
    rows = [row for values in chart["datasets"].values() for row in values]
    return [row for row in rows if "step" in row]


def test_the_steps_add_up_to_the_net_result(example):
    *found, net = bars(example)
    assert found[0]["x"] == 0
    for before, after in pairwise(found):
        assert after["x"] == before["x2"]
    assert found[-1]["x2"] == pytest.approx(example.point.net_result, rel=1e-9)
    assert (net["x"], net["x2"]) == (0, example.point.net_result)


def test_costs_and_consequences_are_those_of_the_result(example):
    found = waterfall.steps(example, Words(example, "da"))
    costs = sum(step.amount for step in found if step.part != "consequences")
    gains = sum(step.amount for step in found if step.part == "consequences")
    assert costs == pytest.approx(-example.point.costs)
    assert gains == pytest.approx(example.point.consequences)


def with_consequences(data, count):
    """Return the case with `count` consequences of different size, some of them expenses."""
    one = data["consequences"].pop()
    for at in range(count):
        quantity = [(-1 if at % 3 else 1) * (at + 1)]
        data["consequences"].append({**one, "id": f"k{at}", "quantity": quantity})
    return data


@pytest.mark.parametrize("count", [1, 6, 7, 30])
def test_small_consequences_are_one_step_at_the_end(calculated, small, count):
    result = calculated(with_consequences(small, count), 0)
    found = waterfall.steps(result, Words(result, "da"))
    steps = [step for step in found if step.part == "consequences"]
    assert len(steps) == min(count, waterfall.MOST["consequences"])
    assert len({name for step in steps for name in step.items}) == count
    single = [abs(step.amount) for step in steps if len(step.items) == 1]
    assert single == sorted(single, reverse=True)
    if count > waterfall.MOST["consequences"]:
        assert steps[-1].label == f"Øvrige konsekvenser ({count - len(steps) + 1} poster)"
    assert sum(step.amount for step in found) == pytest.approx(result.point.net_result)


def test_a_negative_net_result(calculated, small):
    small["costs"][0]["amount"] = 900_000
    result = calculated(small, 0)
    *_, last, net = bars(result)
    assert net["x2"] == result.point.net_result < 0
    assert last["x2"] == pytest.approx(net["x2"])


def test_displaced_costs_come_after_the_costs_and_pull_up(calculated, small):
    before = {**small["costs"][0], "id": "foer", "label": "Før", "kind": "displaced"}
    small["costs"].insert(0, {**before, "amount": 4000})
    result = calculated(small, 0)
    found = waterfall.steps(result, Words(result, "da"))
    assert [step.part for step in found] == ["costs", "displaced", "consequences"]
    assert found[0].amount < 0 < found[1].amount


def test_items_that_add_nothing_are_in_the_table_only(calculated, small):
    transfer = {
        **small["consequences"][0],
        "id": "flyt",
        "transfer": True,
        "paid_by": {"kommune": 1, "stat": -1},
    }
    small["consequences"].append(transfer)
    result = calculated(small, 0)
    assert result.point.by_item["flyt"] == 0
    held = [name for step in waterfall.steps(result, Words(result, "da")) for name in step.items]
    assert held == ["team", "ydelse"]


def test_a_case_of_nothing(calculated, small):
    small["consequences"], small["costs"] = [], []
    result = calculated(small, 0)
    (net,) = bars(result)
    assert net["x2"] == 0
