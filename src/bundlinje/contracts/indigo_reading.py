"""A contract file begun from an INDIGO project: what the record tells, and what is missing.

What a contract needs and a record does not tell is left empty and marked, so that `contract check`
names it line by line until it is filled in. Nothing is guessed.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import InputError, input_error
from bundlinje.basics.texts import Language, Text

MAX_BYTES = 20_000_000
#: No list of a record is read further than this.
_MOST = 500
_LISTS = (
    "outcome_metrics", "outcome_pricings", "outcome_payment_commitments", "investments",
    "service_provisions",
)  # fmt: skip
_MISSING = Text("MANGLER", "MISSING")


def read_indigo(path: str | Path) -> dict[str, Any]:
    """Return the project of an INDIGO record: JSON as published, or rows of field and value.

    Raises:
        InputError: the file cannot be read or holds no project.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _refused(path, "filen er for stor.", "the file is too large.")
        text = path.read_text("utf-8-sig")
        data = _from_csv(text) if path.suffix.lower() == ".csv" else json.loads(text)
    except OSError as error:
        raise _refused(
            path, f"filen kan ikke læses ({error.strerror}).",
            f"the file cannot be read ({error.strerror}).",
        ) from None  # fmt: skip
    except (ValueError, RecursionError, csv.Error) as error:
        if isinstance(error, InputError):
            raise
        raise _refused(
            path, "filen er hverken gyldig JSON eller CSV med felterne field og value (UTF-8).",
            "the file is neither valid JSON nor CSV with the columns field and value (UTF-8).",
        ) from None  # fmt: skip
    project = data.get("project") if isinstance(data, dict) else None
    if isinstance(project, dict):
        data = {"id": project.get("id"), **_dict(project.get("data"))}
    if not isinstance(data, dict) or not _text(data, "name"):
        raise _refused(
            path, "filen er ikke et INDIGO-projekt: name/value mangler.",
            "the file is no INDIGO project: name/value is missing.",
        )  # fmt: skip
    return data


def skeleton(project: dict[str, Any], language: Language = "da") -> str:
    """Return a contract file in YAML with what an INDIGO project tells; the rest is marked."""
    return "\n".join(_Skeleton(project, language).lines()) + "\n"


class _Skeleton:
    def __init__(self, project: dict[str, Any], language: Language) -> None:
        self.project = project
        self.language = language
        self.of = {name: _entries(project, name) for name in _LISTS}
        self.mark = _MISSING.to(language)

    def say(self, da: str, en: str) -> str:
        return Text(da, en).to(self.language)

    def lines(self) -> Iterator[str]:
        """Yield the lines of the file."""
        project, title = self.project, _text(self.project, "name")
        known = _text(project, "id") or str(project.get("id") or "")
        yield self.say(
            f"# Begyndelsen på en kontrakt, læst fra INDIGO-projektet {_inline(known or title)}.",
            f"# The beginning of a contract, read from the INDIGO project "
            f"{_inline(known or title)}.",
        )
        yield self.say(
            f"# {self.mark} står ved det, posten ikke siger. Udfyld det, og kør contract check.",
            f"# {self.mark} stands where the record does not tell. Fill in and run contract check.",
        )
        yield "format: bundlinje.contract/1"
        yield f"id: {_id(known or title, 'kontrakt')}"
        yield f"title: {_quoted(title)}"
        described = _text(project, "notes") or _text(
            project, "purpose_and_classifications", "intervention"
        )
        if described:
            yield f"description: {_quoted(described)}"
        group = _text(project, "service_and_beneficiaries", "target_population")
        yield f"target_group: {_quoted(group)}" if group else f"# target_group: {self.mark}"
        currency = self._currency()
        yield (f"currency: {_quoted(currency)}" if currency else f"currency: null  # {self.mark}")
        yield from self._parties()
        yield from self._payers()
        completed = _text(project, "dates", "anticipated_completion_date")
        ends = self.say(f"sidste betaling ventes {_inline(completed)}",
                        f"last payment expected {_inline(completed)}")  # fmt: skip
        yield f"# periods: {self.mark}" + (f" ({ends})" if completed else "")
        yield f"# pays_after: {self.mark}"
        yield from self._metrics()
        yield from self._payments()
        finance = ("overall_project_finance", "maximum_potential_outcome_payment_v2", "amount")
        total = _number(self.project, *finance)
        yield f"caps: {{total: {total}}}" if total else f"# caps: {self.mark}"
        yield from self._tranches()

    def _currency(self) -> str:
        finance = "overall_project_finance"
        found = [
            _text(self.project, finance, "maximum_potential_outcome_payment_v2", "currency"),
            _text(self.project, finance, "total_investment_commitment", "currency"),
            *(_text(entry, "currency") for entry in self.of["outcome_pricings"]),
        ]
        return next((text for text in found if text), "")

    def _parties(self) -> Iterator[str]:
        yield "parties:"
        provider = self._name(self.of["service_provisions"], 0)
        yield f"  provider: {_quoted(provider)}" if provider else f"  # provider: {self.mark}"
        for kind, prefix in (("outcome_payment_commitments", "payer"), ("investments", "investor")):
            for i in range(len(self.of[kind])):
                label = self._name(self.of[kind], i) or f"{prefix} {i + 1}"
                yield f"  {prefix}-{i + 1}: {_quoted(label)}"

    def _name(self, entries: list[dict[str, Any]], i: int) -> str:
        """Return what tells who an organisation is: its identifier, else the note on it."""
        if i >= len(entries):
            return ""
        return _text(entries[i], "organisation_id") or _note(entries[i])

    def _payers(self) -> Iterator[str]:
        entries = self.of["outcome_payment_commitments"]
        key = ("maximum_potential_outcome_payment", "amount")
        amounts = [_number(entry, *key) for entry in entries]
        if not entries:
            yield f"payers: null  # {self.mark}"
        elif len(entries) == 1:
            yield "payers: {payer-1: 1}"
        elif all(amounts):
            # Whole cents, so that the shares sum to exactly 1.
            cents = [int(Decimal(amount) * 100) for amount in amounts]
            shares = [f"payer-{i}: {part}/{sum(cents)}" for i, part in enumerate(cents, 1)]
            yield f"payers: {{{', '.join(shares)}}}"
        else:
            yield "payers:"
            for i in range(1, len(entries) + 1):
                yield f"  payer-{i}: null  # {self.mark}"

    def _metrics(self) -> Iterator[str]:
        entries = self.of["outcome_metrics"]
        yield "metrics:" if entries else f"metrics: []  # {self.mark}"
        for i, entry in enumerate(entries, 1):
            label = _text(entry, "definition")
            yield f"  - id: {self._metric_id(i)}"
            yield f"    label: {_quoted(label)}" if label else f"    # label: {self.mark}"
            choices = self.say("count, amount, rate eller mean", "count, amount, rate or mean")
            yield f"    measure: null  # {self.mark}: {choices}"
            people = _number(entry, "targeted_number_of_service_users_or_beneficiaries_total")
            if people:
                yield f"    expect: {{people: {people}}}  # {self.mark}: rate, without, periods"
            target = _text(entry, "outcome_metric_target")
            if target:
                yield f"    # outcome_metric_target: {_inline(target)}"

    def _metric_id(self, number: int) -> str:
        entry = self.of["outcome_metrics"][number - 1]
        return _id(str(entry.get("id") or ""), f"metric-{number}")

    def _payments(self) -> Iterator[str]:
        metrics = {
            str(entry.get("id")): self._metric_id(i)
            for i, entry in enumerate(self.of["outcome_metrics"], 1)
        }
        priced = self.of["outcome_pricings"]
        if not priced:
            priced = [{"outcome_metric_id": {"value": id}} for id in metrics]
        yield "payments:" if priced else f"payments: []  # {self.mark}"
        for i, entry in enumerate(priced, 1):
            metric = metrics.get(_text(entry, "outcome_metric_id"))
            yield f"  - id: payment-{i}"
            yield f"    metric: {metric}" if metric else f"    metric: null  # {self.mark}"
            said = _text(entry, "price_description")
            if said:
                yield f"    label: {_quoted(said)}"
            price = _number(entry, "price_per_unit", "amount")
            yield (f"    rule: {{unit: {price}}}" if price else f"    rule: null  # {self.mark}")
            most = _number(entry, "maximum_price_if_all_targets_achieved", "amount")
            if most:
                yield f"    cap: {{amount: {most}}}"
            grows = _text(entry, "contracted_increases_to_outcome_pricing")
            if grows:
                yield f"    # contracted_increases_to_outcome_pricing: {_inline(grows)}"

    def _tranches(self) -> Iterator[str]:
        entries = self.of["investments"]
        if not entries:
            return
        yield "tranches:"
        for i, entry in enumerate(entries, 1):
            yield f"  - id: {_id(str(entry.get('id') or ''), f'tranche-{i}')}"
            yield f"    holder: investor-{i}"
            amount = _number(entry, "investment_commitment", "amount", "exact")
            yield f"    commitment: {amount or 'null'}" + ("" if amount else f"  # {self.mark}")
            told = [
                f"{key}: {_inline(_text(entry, key))}"
                for key in ("investment_type", "maximum_potential_return_type",
                            "maximum_potential_return", "maximum_potential_loss")
                if _text(entry, key)
            ]  # fmt: skip
            if told:
                yield f"    # {'; '.join(told)}"
        yield f"# delivery, surplus: {self.mark}"


def _refused(path: Path, da: str, en: str) -> InputError:
    return input_error(da, en, file=str(path))


def _from_csv(text: str) -> dict[str, Any]:
    """Return rows of field and value as the record they stand for."""
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    if not rows.fieldnames or not {"field", "value"} <= set(rows.fieldnames):
        raise ValueError
    data: dict[str, Any] = {}
    for row in rows:
        keys = (row["field"] or "").strip("/").split("/")
        here: Any = data
        for key in keys[:-1]:
            here = here.setdefault(key, {})
            if not isinstance(here, dict):
                raise ValueError
        here[keys[-1]] = row["value"]
    return data


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _entries(project: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the entries of a list; from CSV they stand under their numbers."""
    found = project.get(name)
    entries = list(found.values()) if isinstance(found, dict) else found
    if not isinstance(entries, list):
        return []
    return [entry for entry in entries if isinstance(entry, dict)][:_MOST]


def _at(data: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data.get("value") if isinstance(data, dict) else None


def _text(data: dict[str, Any], *keys: str) -> str:
    """Return the value of a field as text; empty where it is absent."""
    found = _at(data, keys)
    return "" if found is None or isinstance(found, dict | list) else str(found).strip()


def _note(entry: dict[str, Any]) -> str:
    found = entry.get("notes")
    return found.strip() if isinstance(found, str) else ""


def _number(data: dict[str, Any], *keys: str) -> str:
    """Return a positive number as it is written in YAML; empty where there is none."""
    found = _text(data, *keys)
    try:
        number = Decimal(found)
    except InvalidOperation:
        return ""
    if not number.is_finite() or not 0 < number < Decimal("1e15") or math.isnan(float(number)):
        return ""
    return f"{number.normalize():f}"


def _id(text: str, default: str) -> str:
    """Return a text as an id in quotes: letters, digits and hyphens, and never a number."""
    id = re.sub(r"[^\w-]+", "-", text.lower(), flags=re.UNICODE).strip("-_")[:60]
    return _quoted(id or default)


def _quoted(text: str) -> str:
    """Return a text as a YAML string on one line."""
    return json.dumps(_inline(text), ensure_ascii=False)


def _inline(text: str) -> str:
    """Return a text on one line without characters that YAML refuses."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]+", " ", text).strip()
