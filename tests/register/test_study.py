"""A study from tables to record: frozen, resumed, suppressed, used in a case."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import numpy as np
import pytest

from bundlinje.basics.errors import InputError
from bundlinje.calculation.case_file import case_from_data
from bundlinje.calculation.engine import calculate
from bundlinje.cli import main
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.evidence.profiles import Profile
from bundlinje.register.frozen import freeze, frozen
from bundlinje.register.result import read_result, result_file
from bundlinje.register.run import work_folder
from bundlinje.register.study_file import read_study
from bundlinje.register.synthetic import Truth, make_register

DAY = datetime.date(2026, 1, 15)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    folder = tmp_path_factory.mktemp("register")
    truth = make_register(folder, 20_000, seed=2)
    assert main(["register", "estimate", str(folder / "study.yaml"),
                 "--folder", str(folder / "own")]) == 0  # fmt: skip
    return folder, truth


def test_the_truth_is_inside_most_intervals_and_the_raw_difference_is_biased(
    made: tuple[Path, Truth],
) -> None:
    folder, truth = made
    result = read_result(result_file(folder / "study.yaml"))
    assert result.reached + result.not_reached == truth.people
    shown = ~result.hidden
    expected = truth.expected["ate"].reshape(-1)
    assert result.methods["raw"].mean == pytest.approx(
        np.where(shown, truth.raw.reshape(-1), 0.0),
        rel=0.1,
        abs=0.5 + 0.1 * np.max(np.abs(truth.raw)),
    )  # nearly everyone is followed to the end
    for name in ("adjusted", "weighted", "doubly_robust"):
        found = result.methods[name]
        inside = (np.array(found.low) <= expected) & (expected <= np.array(found.high))
        # One register: 95 % in expectation, years of a service moving together.
        assert inside[shown].mean() > 0.75, name
    raw = result.methods["raw"]
    shelter = [result.position("shelter", year) for year in range(1, 6)]
    assert all(raw.mean[i] < expected[i] for i in shelter)
    assert raw.high[shelter[0]] < expected[shelter[0]]


def test_a_changed_definition_needs_a_reason(made: tuple[Path, Truth], tmp_path: Path) -> None:
    folder, _ = made
    study = folder / "study.yaml"
    text = study.read_text("utf-8")
    changed = folder / "changed.yaml"
    changed.write_text(text, "utf-8")
    first = freeze(read_study(changed), DAY, "no change yet")
    assert first.reason == ""
    # Titles and comments are not the definition.
    changed.write_text(text.replace("title: ", "title: Ny ") + "# a comment\n", "utf-8")
    assert freeze(read_study(changed), DAY).sha256 == first.sha256
    changed.write_text(text.replace("years: 5, starts", "years: 4, starts"), "utf-8")
    with pytest.raises(InputError, match="years"):
        freeze(read_study(changed), DAY)
    assert len(frozen(read_study(changed))) == 1
    freeze(read_study(changed), DAY, "Sidste år er ufuldstændigt")
    assert [f.reason for f in frozen(read_study(changed))] == ["", "Sidste år er ufuldstændigt"]


def test_no_rows_about_people_are_left(made: tuple[Path, Truth]) -> None:
    folder, _ = made
    assert not work_folder(read_study(folder / "study.yaml"), "duckdb").exists()
    text = result_file(folder / "study.yaml").read_text("utf-8")
    data = json.loads(text)
    assert not any("person" in key for level in data["levels"] for key in level)
    for level in data["levels"]:
        for people, users in zip(level["people"], level["users"], strict=True):
            assert users is None or users == 0 or users >= data["minimum"]
            assert users is None or people is None or people == users or people - users >= 5


def test_the_record_is_used_in_a_case_with_its_joint_uncertainty(
    made: tuple[Path, Truth],
) -> None:
    folder, _ = made
    record = Knowledge([folder / "own"]).lookup("profiles/unge-herberg-egen-bolig")
    assert isinstance(record, Profile)
    result = read_result(result_file(folder / "study.yaml"))
    case = case_from_data(
        {
            "format": "bundlinje.case/1", "title": "Egen bolig", "price_year": 2019,
            "start_year": 2026, "horizon": 8, "participants": {2026: 1},
            "discounting": {"rate": 0},
            "effect": {"goal": "Egen bolig", "without": 0, "with": 1},
            "consequences": [
                {"id": s, "label": s, "quantity": {"ref": record.reference, "service": s},
                 "price": {"amount": price, "price_year": 2019}, "paid_by": "kommune"}
                for s, price in (("shelter", 1500), ("prison", 700))
            ],
        },
        "sag",
        knowledge=Knowledge([folder / "own"]),
    )  # fmt: skip
    drawn = calculate(case, 20_000)
    weights = np.zeros(len(result.levels))
    for service, price in (("shelter", 1500), ("prison", 700)):
        for year in range(1, 6):
            weights[result.position(service, year)] = -price
    main_method = result.methods[result.main]
    assert drawn.point.net_result == pytest.approx(float(weights @ main_method.mean))
    sd = float(np.sqrt(weights @ np.array(main_method.covariance) @ weights))
    assert drawn.uncertainty is not None
    # 20,000 draws: the spread is known within one per cent or so.
    assert drawn.uncertainty.net_result.sd == pytest.approx(sd, rel=0.03)
    alone = float(np.sqrt(np.sum(weights**2 * np.array(main_method.sd) ** 2)))
    assert sd > 1.1 * alone
