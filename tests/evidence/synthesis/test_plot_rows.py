"""Rows for forest and funnel plots."""

import json
import math

import pytest

from bundlinje.evidence.synthesis.plot_rows import (
    forest_rows,
    funnel_lines,
    funnel_rows,
    shrunken_effects,
)
from bundlinje.evidence.synthesis.pooling import pool

POOLED = pool([0.1, 0.9, 0.4, 1.6], [0.2, 0.3, 0.1, 0.2], labels=["A", "B", "C", "D"])


def test_forest_has_the_studies_the_mean_and_a_new_place() -> None:
    rows = forest_rows(POOLED)
    assert [row["kind"] for row in rows] == ["study"] * 4 + ["mean", "prediction"]
    assert [row["study"] for row in rows] == ["A", "B", "C", "D", "", ""]
    assert sum(float(row["weight"] or 0) for row in rows) == pytest.approx(1)
    assert rows[0]["low"] == pytest.approx(0.1 - 1.959964 * 0.2, abs=1e-6)
    assert (rows[4]["low"], rows[4]["high"]) == (POOLED.low, POOLED.high)
    assert POOLED.prediction is not None
    assert rows[5]["high"] == POOLED.prediction.high
    assert json.loads(json.dumps(rows)) == rows


def test_forest_of_ratios_is_shown_as_ratios() -> None:
    for plain, shown in zip(forest_rows(POOLED), forest_rows(POOLED, math.exp), strict=True):
        for key in ("effect", "low", "high"):
            assert shown[key] == pytest.approx(math.exp(float(plain[key] or 0)))
        assert shown["weight"] == plain["weight"]


def test_a_single_study_has_no_new_place() -> None:
    assert [row["kind"] for row in forest_rows(pool([0.1], [0.2]))] == ["study", "mean"]


def test_each_study_is_drawn_towards_the_mean() -> None:
    for effect, predicted in zip(POOLED.effects, shrunken_effects(POOLED), strict=True):
        assert min(effect, POOLED.mean) <= predicted <= max(effect, POOLED.mean)


def test_funnel_marks_what_lies_outside() -> None:
    rows = funnel_rows(POOLED)
    fixed = pool(POOLED.effects, POOLED.standard_errors, method="fixed")
    assert all(row["predicted"] == pytest.approx(fixed.mean) for row in rows)
    assert rows[3]["outside"] == 1.0
    assert rows[2]["outside"] == 0.0
    for row in rows:
        inside = float(row["low"] or 0) <= float(row["effect"] or 0) <= float(row["high"] or 0)
        assert inside == (row["outside"] == 0.0)


def test_funnel_lines_open_from_the_mean() -> None:
    lines = funnel_lines(POOLED, points=4)
    assert len(lines) == 4
    assert lines[0]["low"] == lines[0]["high"] == lines[0]["predicted"]
    assert lines[-1]["standard_error"] == 0.3
    widths = [float(line["high"] or 0) - float(line["low"] or 0) for line in lines]
    assert widths == sorted(widths)
