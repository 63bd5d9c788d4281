"""A contract file begun from an INDIGO project: what the record tells, and what is missing.

What a contract needs and a record does not tell is left empty and marked, so that `contract check`
names it line by line until it is filled in. Nothing is guessed. What a record tells and a contract
file has no place for stands as comments at the end, field by field.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import InputError, input_error
from bundlinje.basics.texts import Language, Text
from bundlinje.contracts.indigo import FORMULA_SIGNS
from bundlinje.contracts.indigo_fields import Entry, Fields

MAX_BYTES = 20_000_000
_LISTS = (
    "outcome_metrics", "outcome_pricings", "outcome_payment_commitments", "investments",
    "service_provisions",
)  # fmt: skip
#: What stands as text and has no key of its own in a contract file.
_OF_METRICS = ("outcome_metric_target", "other_target_for_meeting_outcome_metric_target")
_OF_INVESTMENTS = (
    "investment_type", "maximum_potential_return_type", "maximum_potential_return",
    "maximum_potential_loss",
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
    if not isinstance(data, dict) or not Fields(data).peek(data, "name"):
        raise _refused(
            path, "filen er ikke et INDIGO-projekt: name/value mangler.",
            "the file is no INDIGO project: name/value is missing.",
        )  # fmt: skip
    return data


def skeleton(project: Entry, language: Language = "da") -> str:
    """Return a contract file in YAML with what an INDIGO project tells; the rest is marked."""
    return _Skeleton(project, language).text()


def not_understood(project: Entry, language: Language = "da") -> list[tuple[str, str]]:
    """Return path and text of what a project tells and the contract file has no place for."""
    begun = _Skeleton(project, language)
    begun.text()
    return list(begun.fields.unread())


class _Skeleton:
    def __init__(self, project: Entry, language: Language) -> None:
        self.project = project
        self.language = language
        self.fields = Fields(project)
        self.of = {name: self.fields.entries(name) for name in _LISTS}
        self.mark = _MISSING.to(language)

    def say(self, da: str, en: str) -> str:
        return Text(da, en).to(self.language)

    def text(self) -> str:
        """Return the file."""
        return "\n".join([*self._lines(), *self._unread()]) + "\n"

    def _unread(self) -> Iterator[str]:
        left = list(self.fields.unread())
        if not left:
            return
        yield ""
        yield self.say(
            "# Dette står også i posten, men har ingen plads i kontraktfilen:",
            "# The record tells this too, but a contract file has no place for it:",
        )
        yield from (f"#   {_inline(path)}: {_inline(text)}" for path, text in left)

    def _lines(self) -> Iterator[str]:
        project, read = self.project, self.fields
        title = read.text(project, "name")
        known = str(project.get("id") or "")
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
        described = read.text(project, "notes") or read.text(
            project, "purpose_and_classifications", "intervention"
        )
        if described:
            yield f"description: {_quoted(described)}"
        group = read.text(project, "service_and_beneficiaries", "target_population")
        yield f"target_group: {_quoted(group)}" if group else f"# target_group: {self.mark}"
        currency = self._currency()
        yield (f"currency: {_quoted(currency)}" if currency else f"currency: null  # {self.mark}")
        yield from self._parties()
        yield from self._payers()
        yield from self._dates()
        yield from self._metrics()
        yield from self._payments()
        finance = ("overall_project_finance", "maximum_potential_outcome_payment_v2", "amount")
        total = read.number(self.project, *finance)
        yield f"caps: {{total: {total}}}" if total else f"# caps: {self.mark}"
        yield from self._tranches()
        yield from self._verification()

    def _currency(self) -> str:
        """Return the currency of the amounts; each that says the same has been read with it."""
        finance, read = "overall_project_finance", self.fields
        places: list[tuple[Entry, tuple[str, ...]]] = [
            (self.project, (finance, "maximum_potential_outcome_payment_v2", "currency")),
            (self.project, (finance, "total_investment_commitment", "currency")),
        ]
        lists: tuple[tuple[str, tuple[str, ...]], ...] = (
            ("outcome_pricings", ("currency",)),
            ("outcome_payment_commitments", ("maximum_potential_outcome_payment", "currency")),
            ("investments", ("investment_commitment", "currency")),
        )
        for name, keys in lists:
            places += [(entry, keys) for entry in self.of[name]]
        found = next((text for data, keys in places if (text := read.peek(data, *keys))), "")
        for data, keys in places:
            if read.peek(data, *keys) == found:
                read.text(data, *keys)
        return found

    def _parties(self) -> Iterator[str]:
        read, providers = self.fields, self.of["service_provisions"]
        yield "parties:"
        names = [name for entry in providers if (name := read.organisation(entry))]
        if names:
            yield f"  provider: {_quoted(names[0])}"
        else:
            yield f"  # provider: {self.mark}"
        for i, name in enumerate(dict.fromkeys(names[1:]), 2):
            yield f"  provider-{i}: {_quoted(name)}"
        for kind, prefix in (("outcome_payment_commitments", "payer"), ("investments", "investor")):
            for i, entry in enumerate(self.of[kind], 1):
                label = read.organisation(entry) or f"{prefix} {i}"
                yield f"  {prefix}-{i}: {_quoted(label)}"

    def _payers(self) -> Iterator[str]:
        entries = self.of["outcome_payment_commitments"]
        key = ("maximum_potential_outcome_payment", "amount")
        amounts = [self.fields.number(entry, *key) for entry in entries]
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
        said = [f"payer-{i} {amount}" for i, amount in enumerate(amounts, 1) if amount]
        if said:
            yield f"# maximum_potential_outcome_payment: {', '.join(said)}"

    def _dates(self) -> Iterator[str]:
        completed = self.fields.text(self.project, "dates", "anticipated_completion_date")
        ends = self.say(f"sidste betaling ventes {_inline(completed)}",
                        f"last payment expected {_inline(completed)}")  # fmt: skip
        yield f"# periods: {self.mark}" + (f" ({ends})" if completed else "")
        yield f"# pays_after: {self.mark}"

    def _metrics(self) -> Iterator[str]:
        entries, read = self.of["outcome_metrics"], self.fields
        yield "metrics:" if entries else f"metrics: []  # {self.mark}"
        for i, entry in enumerate(entries, 1):
            label = read.text(entry, "definition")
            yield f"  - id: {self._metric_id(i)}"
            yield f"    label: {_quoted(label)}" if label else f"    # label: {self.mark}"
            choices = self.say("count, amount, rate eller mean", "count, amount, rate or mean")
            yield f"    measure: null  # {self.mark}: {choices}"
            people = read.number(entry, "targeted_number_of_service_users_or_beneficiaries_total")
            if people:
                yield f"    expect: {{people: {people}}}  # {self.mark}: rate, without, periods"
            yield from self._said(entry, *_OF_METRICS)

    def _said(self, entry: Entry, *keys: str) -> Iterator[str]:
        """Yield as comments what stands as text and belongs to an entry."""
        for key in keys:
            text = self.fields.text(entry, key)
            if text:
                yield f"    # {key}: {_inline(text)}"

    def _metric_id(self, number: int) -> str:
        entry = self.of["outcome_metrics"][number - 1]
        return _id(str(entry.get("id") or ""), f"metric-{number}")

    def _payments(self) -> Iterator[str]:
        read = self.fields
        metrics = {
            str(entry.get("id")): self._metric_id(i)
            for i, entry in enumerate(self.of["outcome_metrics"], 1)
        }
        priced = self.of["outcome_pricings"]
        if not priced:
            priced = [{"outcome_metric_id": {"value": id}} for id in metrics]
        yield "payments:" if priced else f"payments: []  # {self.mark}"
        for i, entry in enumerate(priced, 1):
            metric = metrics.get(read.text(entry, "outcome_metric_id"))
            yield f"  - id: payment-{i}"
            yield f"    metric: {metric}" if metric else f"    metric: null  # {self.mark}"
            said = read.text(entry, "price_description")
            if said:
                yield f"    label: {_quoted(said)}"
            price = read.number(entry, "price_per_unit", "amount")
            yield (f"    rule: {{unit: {price}}}" if price else f"    rule: null  # {self.mark}")
            most = read.number(entry, "maximum_price_if_all_targets_achieved", "amount")
            if most:
                yield f"    cap: {{amount: {most}}}"
            yield from self._said(entry, "contracted_increases_to_outcome_pricing")

    def _tranches(self) -> Iterator[str]:
        entries, read = self.of["investments"], self.fields
        if not entries:
            return
        yield "tranches:"
        for i, entry in enumerate(entries, 1):
            yield f"  - id: {_id(str(entry.get('id') or ''), f'tranche-{i}')}"
            yield f"    holder: investor-{i}"
            amount = read.number(entry, "investment_commitment", "amount", "exact")
            yield f"    commitment: {amount or 'null'}" + ("" if amount else f"  # {self.mark}")
            ends = [read.text(entry, "investment_commitment", "amount", end)
                    for end in ("min", "max")]  # fmt: skip
            if any(ends):
                yield f"    # investment_commitment: {' – '.join(_inline(end) for end in ends)}"
            yield from self._said(entry, *_OF_INVESTMENTS)
        yield f"# delivery, surplus: {self.mark}"

    def _verification(self) -> Iterator[str]:
        """Yield how results are verified, which a contract file keeps among its notes."""
        keys = ("outcome_validation_method", "data_source_for_outcome_validation")
        said = [self.fields.text(entry, key) for entry in self.of["outcome_metrics"]
                for key in keys]  # fmt: skip
        found = "; ".join(dict.fromkeys(text for text in said if text))
        yield f"notes: {{verification: {_quoted(found)}}}" if found else f"# notes: {self.mark}"


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
        if keys == ["standard"]:
            continue
        here: Any = data
        for key in keys[:-1]:
            here = here.setdefault(key, {})
            if not isinstance(here, dict):
                raise ValueError
        value = row["value"]
        # The apostrophe that keeps a text from being a formula is no part of it.
        held = value and value[0] == "'" and value[1:].lstrip()[:1] in FORMULA_SIGNS
        here[keys[-1]] = value[1:] if held else value
    return data


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


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
