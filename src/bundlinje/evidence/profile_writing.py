"""Write a use profile as a file that reads back as the same record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import input_error
from bundlinje.basics.files import write_text
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import parse_document
from bundlinje.evidence.kinds import KINDS
from bundlinje.evidence.profile_reading import FORMAT, profile_of
from bundlinje.evidence.profiles import Profile, ServiceProfile


def write_profile(record: Profile, folder: Path | str) -> Path:
    """Write a profile to a folder of records and return the file, `profiles/ID.yaml`.

    A file of the same id is replaced. The same record gives the same bytes. What would not read
    back as the same record is not written.

    Raises:
        InputError: the record is wrong, or the folder cannot be written to.
    """
    place = Path(folder) / KINDS["profiles"].path
    path = place / f"{record.id}.yaml"
    text = profile_text(record)
    if profile_of(parse_document(text.encode(), str(path)), record.id) != record:
        raise input_error(
            "profilen læses ikke tilbage, som den er: tekster må ikke begynde eller slutte med "
            "mellemrum, og tal skal være almindelige decimaltal.",
            "the profile does not read back as it is: texts must not begin or end with blanks, "
            "and numbers must be plain floats.",
            file=str(path),
        )
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise input_error(
            f"mappen kan ikke laves ({error.strerror}).",
            f"the folder cannot be made ({error.strerror}).",
            file=str(place),
        ) from None
    write_text(path, text)
    return path


def profile_text(record: Profile) -> str:
    """Return a profile as the text of its file."""
    import yaml

    from bundlinje.basics.yaml_writing import TextDumper

    class Dumper(TextDumper):
        """Lists of numbers on one line, everything else on lines of its own; no anchors."""

        def ignore_aliases(self, data: Any) -> bool:
            return True

    def listed(dumper: Any, values: list[Any]) -> Any:
        deep = any(isinstance(value, dict) for value in values)
        rows = values and all(isinstance(v, list) and len(v) > 2 for v in values)
        return dumper.represent_sequence("tag:yaml.org,2002:seq", values, not deep and not rows)

    Dumper.add_representer(list, listed)
    return str(
        yaml.dump(
            _document(record), Dumper=Dumper, allow_unicode=True, sort_keys=False, width=2**31 - 1
        )
    )


def _document(record: Profile) -> dict[str, Any]:
    origin = record.origin
    source: dict[str, Any] = {
        "register": origin.register, "study": origin.study, "date": origin.date.isoformat(),
    }  # fmt: skip
    if origin.synthetic:
        source["synthetic"] = True
    group = {"label": record.target_group_label}
    if record.target_group:
        group["id"] = record.target_group
    document: dict[str, Any] = {
        "format": FORMAT,
        "id": record.id,
        "title": _both(record.name),
        "source": source,
        "target_group": group,
        "goal": record.goal,
        "people": {"reached": int(record.reached), "not_reached": int(record.not_reached)},
        "method": record.method,
        "estimand": record.estimand or None,
        "degrees": None if record.degrees is None else float(record.degrees),
        "causal": record.causal,
        "grade": record.grade,
        "causal_statement": _both(record.causal_statement) if record.causal_statement.da else None,
        "price_year": record.price_year,
        "first_year": record.first_year,
        "years": record.years,
        "services": {service.id: _service(service) for service in record.services},
        "other_methods": {
            method: {
                id: {"mean": _numbers(found.mean), "sd": _numbers(found.sd)}
                for id, found in estimates.items()
            }
            for method, estimates in record.others.items()
        }
        or None,
        "warnings": [_both(text) for text in record.said] or None,
        "note": record.note or None,
        "covariance": [_numbers(row) for row in record.covariance],
    }
    return {key: value for key, value in document.items() if value is not None}


def _service(service: ServiceProfile) -> dict[str, Any]:
    return {
        "label": service.label,
        "unit": service.unit,
        "direction": service.direction,
        "mean": _numbers(service.mean),
        "sd": _numbers(service.sd),
        "ci95": [
            None if low is None else [low, high]
            for low, high in zip(_numbers(service.low), _numbers(service.high), strict=True)
        ],
    }


def _numbers(values: Sequence[float | None]) -> list[float | None]:
    # Python's own floats, whatever kind of number an estimate came as.
    return [None if value is None else float(value) for value in values]


def _both(text: Text) -> dict[str, str]:
    return {"da": text.da, "en": text.en}
