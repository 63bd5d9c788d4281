"""What a study found: aggregates only, small groups suppressed, as plain values in a JSON file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bundlinje.basics.errors import input_error
from bundlinje.basics.files import write_text
from bundlinje.basics.texts import Text

FORMAT = "bundlinje.register-result/1"


@dataclass(frozen=True)
class ServiceFound:
    """A service that was followed. `income`: more of it is a gain."""

    id: str
    label: str
    unit: str
    income: bool


@dataclass(frozen=True)
class Level:
    """What the two groups used of a service in a follow-up year, the raw figures.

    None where it is suppressed. Means are per person and year. [unit]

    Attributes:
        service, year: Which.
        people: (reached, not reached), followed for some of the year.
        users: How many of them used it at all.
        mean: What they used on average.
    """

    service: str
    year: int
    people: tuple[int | None, int | None]
    users: tuple[int | None, int | None]
    mean: tuple[float | None, float | None]

    @property
    def hidden(self) -> bool:
        """Whether the year is suppressed."""
        return self.mean[0] is None


@dataclass(frozen=True)
class MethodFound:
    """One method's differences: reached less not reached.

    Attributes:
        mean, sd, low, high: By service, then year, (K,). [unit a year]
        covariance: (K, K).
        people, clusters: What it rests on.
        degrees: Degrees of freedom of the intervals; None: normal.
    """

    mean: list[float]
    sd: list[float]
    low: list[float]
    high: list[float]
    covariance: list[list[float]]
    people: int
    clusters: int
    degrees: float | None


@dataclass(frozen=True)
class Balance:
    """How alike the two groups were in one covariate before time zero.

    `before`, `after` are standardised differences of means, raw and weighted; None: suppressed.
    """

    label: str
    reached: float | None
    not_reached: float | None
    before: float | None
    after: float | None


@dataclass(frozen=True)
class OverlapBin:
    """How many people have a chance of reaching the goal from `low` to `high`."""

    low: float
    high: float
    reached: int
    not_reached: int


@dataclass(frozen=True)
class Before:
    """The difference in use in a year before time zero, where there can be no effect. [unit]

    `in_covariates`: the covariates hold the use of that year, so that the adjusted difference is
    near 0 by itself.
    """

    service: str
    year: int
    raw: float
    raw_sd: float
    adjusted: float
    adjusted_sd: float
    in_covariates: bool


@dataclass(frozen=True)
class Sensitivity:
    """How strong something unmeasured must be to explain a difference away (E-value).

    `point` for the estimate and `interval` for the end of its interval nearest 0, as risk ratios;
    1 where the interval holds 0.
    """

    service: str
    year: int
    point: float
    interval: float


@dataclass(frozen=True)
class StudyResult:
    """All that a study found; what reports and the knowledge base are made from."""

    id: str
    title: str
    target_group: str
    goal: str
    register: str
    synthetic: bool
    sha256: str
    frozen: list[dict[str, str]]
    date: str
    software: str
    engine: str
    definition: dict[str, Any]
    years: int
    starts_at_goal: bool
    estimand: str
    price_year: int | None
    steps: list[tuple[str, str, int | None]]
    reached: int
    not_reached: int
    trimmed: int | None
    services: list[ServiceFound]
    levels: list[Level]
    methods: dict[str, MethodFound]
    main: str
    balance: list[Balance]
    overlap: list[OverlapBin]
    before: list[Before]
    sensitivity: list[Sensitivity]
    minimum: int
    warnings: list[Text] = field(default_factory=list)

    def position(self, service: str, year: int) -> int:
        """Return where an outcome stands in the methods' lists."""
        ids = [s.id for s in self.services]
        return ids.index(service) * self.years + year - 1

    @property
    def hidden(self) -> npt.NDArray[np.bool_]:
        """Which outcomes are suppressed, (K,)."""
        return np.array([level.hidden for level in self.levels])

    def to_json(self) -> str:
        """Return the result as a JSON document."""
        data = {"format": FORMAT, **asdict(self)}
        data["warnings"] = [{"da": text.da, "en": text.en} for text in self.warnings]
        return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def result_file(study_file: str | Path) -> Path:
    """Return the path of a study's result."""
    return Path(study_file).with_suffix(".result.json")


def write_result(result: StudyResult, path: Path) -> None:
    """Write a result whole or not at all.

    Raises:
        InputError: the file cannot be written.
    """
    write_text(path, result.to_json())


def read_result(path: Path) -> StudyResult:
    """Read a result.

    Raises:
        InputError: there is none, or it is not one of ours.
    """
    if not path.exists():
        raise input_error(
            "der er intet resultat endnu. Kør først: bundlinje register estimate STUDIE.",
            "there is no result yet. First run: bundlinje register estimate STUDY.",
            file=str(path),
        )
    try:
        data = json.loads(path.read_text("utf-8"))
        if data.pop("format") != FORMAT:
            raise KeyError("format")
        return _read(data)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise input_error(
            "filen kan ikke læses som resultatet af et registerstudie. Kør register estimate igen.",
            "the file cannot be read as a register study's result. Run register estimate again.",
            file=str(path),
        ) from None


def _read(data: dict[str, Any]) -> StudyResult:
    def many(kind: Any, rows: list[Mapping[str, Any]]) -> list[Any]:
        names = {f.name for f in fields(kind)}
        return [
            kind(
                **{k: tuple(v) if isinstance(v, list) else v for k, v in row.items() if k in names}
            )
            for row in rows
        ]

    kinds = {
        "services": ServiceFound,
        "levels": Level,
        "balance": Balance,
        "overlap": OverlapBin,
        "before": Before,
        "sensitivity": Sensitivity,
    }
    made = {name: many(kind, data[name]) for name, kind in kinds.items()}
    made["methods"] = {name: MethodFound(**found) for name, found in data["methods"].items()}  # type: ignore[assignment]
    made["warnings"] = [Text(text["da"], text["en"]) for text in data["warnings"]]
    made["steps"] = [tuple(step) for step in data["steps"]]
    return StudyResult(**{**data, **made})
