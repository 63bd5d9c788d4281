"""A contract as a project of the INDIGO data standard, with the standard's own field names.

Only what the contract file determines is written; the rest is named as missing. Organisations have
identifiers that the Government Outcomes Lab gives out, so their names stand as notes.

Source: INDIGO data standard 4.1.0, schema/project.json, read at commit f034d75 on 26 November 2026:
https://github.com/INDIGO-Initiative/indigo-data-standard
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from bundlinje.basics.numbers import Number
from bundlinje.basics.texts import Language
from bundlinje.basics.version import __version__
from bundlinje.contracts.capital import Tranche
from bundlinje.contracts.contract import Contract, Metric, Payment, Version
from bundlinje.contracts.contract_words import Words
from bundlinje.contracts.limits import most_of_contract, most_of_payment
from bundlinje.contracts.rules import Steps, Unit

FORMAT = "bundlinje.indigo/1"
STANDARD = {
    "name": "INDIGO data standard",
    "version": "4.1.0",
    "source": "https://github.com/INDIGO-Initiative/indigo-data-standard",
    "commit": "f034d757ca756bd0a03ba4df69be81f9eee7d416",
    "read": "2026-11-26",
}
#: What the standard asks of a project and no contract file tells.
NEVER_TOLD = (
    "status",
    "stage_development/value",
    "dates/outcomes_contract_signed/value",
    "dates/start_date_of_service_provision/value",
    "dates/anticipated_end_date_of_service_provision/value",
    "jurisdiction/jurisdiction/value",
    "purpose_and_classifications/social_challenge/value",
    "purpose_and_classifications/intervention/value",
    "purpose_and_classifications/policy_sector/value",
    "purpose_and_classifications/primary_sdg_goal/value",
    "delivery_locations",
    "sources",
)
#: The same of each entry of a list.
NEVER_TOLD_OF = {
    "service_provisions": ("organisation_id/value", "organisation_role_category/value"),
    "outcome_payment_commitments": ("organisation_id/value", "organisation_role_category/value"),
    "investments": ("organisation_id/value", "organisation_role_category/value"),
    "outcome_metrics": ("data_source_for_outcome_validation/value",),
}

Record = dict[str, Any]


def indigo(contract: Contract, language: Language = "da") -> Record:
    """Return a contract as an INDIGO project, with the version of the standard and what is missing.

    The project lies under `project.data`, as the Government Outcomes Lab publishes it. Descriptions
    are in `language`; names of fields and values of code lists are the standard's.
    """
    data = _project(contract, Words(contract, language))
    return {
        "format": FORMAT,
        "standard": STANDARD,
        "software": f"bundlinje {__version__}",
        "contract": {"id": contract.id, "sha256": contract.sha256},
        "project": {"data": data},
        "missing": list(missing(data)),
    }


#: What a formula begins with in a spreadsheet.
FORMULA_SIGNS = ("=", "+", "-", "@")


def indigo_csv(record: Record) -> str:
    """Return a record as rows of field and value, with the path of each value in the standard."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    standard = record["standard"]
    writer.writerow(["field", "value"])
    writer.writerow(["standard", f"{standard['name']} {standard['version']}"])
    writer.writerows((at, _as_text(value)) for at, value in fields(record["project"]["data"]))
    return stream.getvalue()


def _as_text(value: str | int | float) -> str | int | float:
    """Return a value with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.lstrip()[:1] in FORMULA_SIGNS else value


def fields(data: Any, path: str = "") -> Iterator[tuple[str, str | int | float]]:
    """Yield every value of a project with its path, entries of lists by number from 0."""
    children = data.items() if isinstance(data, dict) else enumerate(data)
    for key, child in children:
        at = f"{path}/{key}" if path else str(key)
        if isinstance(child, dict | list):
            yield from fields(child, at)
        else:
            yield at, child


def missing(data: Record) -> Iterator[str]:
    """Yield the fields of the standard that a contract file does not determine."""
    yield from NEVER_TOLD
    optional = {
        "overall_project_finance": ("maximum_potential_outcome_payment_v2", "amount", "value"),
        "service_and_beneficiaries": ("target_population", "value"),
        "dates": ("anticipated_completion_date", "value"),
    }
    for name, rest in optional.items():
        found: Any = data.get(name, {})
        for key in rest:
            found = found.get(key) if isinstance(found, dict) else None
        if found is None:
            yield "/".join([name, *rest])
    for name, parts in NEVER_TOLD_OF.items():
        for i in range(len(data.get(name, []))):
            yield from (f"{name}/{i}/{part}" for part in parts)
    for i, entry in enumerate(data.get("outcome_metrics", [])):
        if "outcome_validation_method" not in entry:
            yield f"outcome_metrics/{i}/outcome_validation_method/value"
    for i, entry in enumerate(data.get("outcome_payment_commitments", [])):
        if "maximum_potential_outcome_payment" not in entry:
            yield f"outcome_payment_commitments/{i}/maximum_potential_outcome_payment/amount/value"


def _project(contract: Contract, words: Words) -> Record:
    version = contract.versions[0]
    data: Record = {"name": _value(contract.title)}
    last = _last_payment(contract)
    if last is not None:
        data["dates"] = {"anticipated_completion_date": _value(last.isoformat())}
    finance = _finance(contract, version)
    if finance:
        data["overall_project_finance"] = finance
    people = _service(contract)
    if people:
        data["service_and_beneficiaries"] = people
    description = contract.data.get("description")
    if description:
        data["notes"] = _value(str(description).strip())
    if "provider" in contract.parties:
        data["service_provisions"] = [{"id": "provider", "notes": contract.label("provider")}]
    lists = {
        "outcome_payment_commitments": _commitments(contract, version, words),
        "investments": [_investment(contract, tranche) for tranche in contract.capital.tranches],
        "outcome_metrics": [
            _metric(contract, version, metric, words) for metric in contract.metrics.values()
        ],
        "outcome_pricings": [
            _pricing(contract, version, payment, words) for payment in version.payments
        ],
    }
    return {**data, **{name: entries for name, entries in lists.items() if entries}}


def _value(value: str | int | float) -> Record:
    """Return a value as the standard wraps it; its texts are read by programs, without layout."""
    return {"value": value.replace("\u00a0", " ") if isinstance(value, str) else value}


def _money(amount: Fraction) -> int | float:
    return int(amount) if amount == int(amount) else float(amount)


def _last_payment(contract: Contract) -> datetime.date | None:
    """Return when the final outcome payment is expected; None where no date tells it."""
    dates = [one.date for one in contract.capital.outcome_payments or ()]
    if contract.capital.outcome_payments is None:
        for period in contract.periods:
            if period.end is None:
                return None
            days = contract.version_at(period.id).days
            dates.append(period.end + datetime.timedelta(days=days))
    return max(dates, default=None)


def _most(contract: Contract, version: Version) -> Fraction | None:
    """Return the most that is paid in all; with indexed prices only a cap tells it."""
    if version.terms.price_year is not None:
        return version.caps.total
    return most_of_contract(contract, version) if version.payments else None


def _finance(contract: Contract, version: Version) -> Record:
    found: Record = {}
    loans = [t.commitment for t in contract.capital.tranches if t.kind == "loan"]
    if loans:
        found["total_investment_commitment"] = {
            "currency": _value(contract.currency),
            "amount": {"exact": _value(_money(sum(loans, Fraction(0))))},
        }
    most = _most(contract, version)
    if most is not None:
        found["maximum_potential_outcome_payment_v2"] = {
            "currency": _value(contract.currency),
            "amount": _value(_money(most)),
        }
    return found


def _service(contract: Contract) -> Record:
    found: Record = {}
    group = contract.data.get("target_group")
    if group:
        found["target_population"] = _value(str(group).strip())
    people = {_people(metric) for metric in contract.metrics.values()}
    if len(people) == 1 and None not in people:
        (count,) = people
        found["targeted_number_service_users_or_beneficiaries_total"] = _value(count or 0)
        found["unit_type_targeted_service_users_or_beneficiaries"] = _value("Individual")
    return found


def _people(metric: Metric) -> int | float | None:
    people = metric.expect.people if metric.expect is not None else None
    return _money(Fraction(repr(people.mean))) if isinstance(people, Number) else None


def _commitments(contract: Contract, version: Version, words: Words) -> list[Record]:
    most, found = _most(contract, version), []
    shared = all(not payment.paid_by for payment in version.payments)
    for payer in contract.payers:
        entry: Record = {"notes": contract.label(payer)}
        share = version.payers.get(payer)
        if most is not None and shared and share is not None:
            entry["maximum_potential_outcome_payment"] = {
                "currency": _value(contract.currency),
                "amount": _value(_money(most * share)),
            }
        changes = [_change(amended, words) for amended in contract.versions[1:]]
        if changes:
            entry["alterations"] = {"description": _value("; ".join(changes))}
        found.append(entry)
    return found


def _change(version: Version, words: Words) -> str:
    said = words.text(f"Ændret fra {version.first}", f"Amended from {version.first}")
    if version.agreed is not None:
        said += words.text(
            f" (aftalt {version.agreed.isoformat()})", f" (agreed {version.agreed.isoformat()})"
        )
    if version.caps.total is not None:
        most = words.money(version.caps.total)
        said += words.text(f": højst {most} i alt", f": at most {most} in all")
    return said


def _investment(contract: Contract, tranche: Tranche) -> Record:
    found: Record = {
        "id": tranche.id,
        "investment_commitment": {
            "currency": _value(contract.currency),
            "amount": {"exact": _value(_money(tranche.commitment))},
        },
        "notes": contract.label(tranche.holder) if tranche.holder else tranche.id,
    }
    if tranche.kind != "loan":
        found["notes"] += f" ({tranche.kind})"
        return found
    found["investment_type"] = _value("Debt")
    covered = any(guarantee.tranche == tranche.id for guarantee in contract.capital.guarantees)
    if not covered and not tranche.recourse and contract.capital.termination is None:
        found["maximum_potential_loss"] = _value("100%")
    ceiling = _ceiling(contract, tranche)
    if ceiling is not None:
        found["maximum_potential_return_type"] = _value("IRR")
        found["maximum_potential_return"] = _value(_money(ceiling * 100))
    return found


def _ceiling(contract: Contract, tranche: Tranche) -> Fraction | None:
    """Return the highest return of a tranche where one cap on its IRR decides it alone. [1/year]"""
    steps = [
        step
        for step in contract.capital.surplus
        if step.to == tranche.id or (step.split is not None and tranche.id in step.split)
    ]
    if tranche.interest is not None or any(p.to == tranche.id for p in contract.payments):
        return None
    if not steps:
        return Fraction(0)
    return steps[0].until_irr if len(steps) == 1 else None


def _metric(contract: Contract, version: Version, metric: Metric, words: Words) -> Record:
    found: Record = {"id": metric.id, "definition": _value(metric.label)}
    people = _people(metric)
    if people is not None:
        found["targeted_number_of_service_users_or_beneficiaries_total"] = _value(people)
        found["unit_type_of_targeted_service_users_or_beneficiaries"] = _value("Individual")
    verified = (contract.data.get("notes") or {}).get("verification")
    if verified:
        found["outcome_validation_method"] = _value(str(verified).strip())
    targets = [
        words.rule(payment.rule, metric)
        for payment in version.payments
        if payment.metric == metric.id and isinstance(payment.rule, Steps)
    ]
    if targets:
        found["outcome_metric_target"] = _value("; ".join(targets))
    others = [
        words.condition(condition)
        for payment in version.payments
        if payment.metric == metric.id
        for condition in (*payment.when, *([payment.requires] if payment.requires else []))
    ]
    if others:
        said = "; ".join(dict.fromkeys(others))
        found["other_target_for_meeting_outcome_metric_target"] = _value(said)
    return found


def _pricing(contract: Contract, version: Version, payment: Payment, words: Words) -> Record:
    metric, terms = contract.metrics[payment.metric], version.terms
    found: Record = {
        "outcome_metric_id": _value(metric.id),
        "currency": _value(contract.currency),
    }
    # The standard asks for it only where each unit is a person.
    if isinstance(payment.rule, Unit) and not payment.rule.by_group and metric.measure == "count":
        price = payment.rule.price * (1 - terms.discount)
        found["price_per_unit"] = {"amount": _value(_money(price))}
    most = most_of_payment(contract, version, payment)
    if most is not None and terms.price_year is None:
        found["maximum_price_if_all_targets_achieved"] = {"amount": _value(str(_money(most)))}
    if terms.price_year is not None:
        found["contracted_increases_to_outcome_pricing"] = _value(_indexation(version, words))
    said = f"{payment.label}: {words.rule(payment.rule, metric)}"
    found["price_description"] = _value(said)
    return found


def _indexation(version: Version, words: Words) -> str:
    terms = version.terms
    said = words.text(f"{terms.price_year}-priser", f"prices of {terms.price_year}")
    if terms.index is not None:
        said += words.text(f", følger {terms.index.name}", f", following {terms.index.name}")
    if terms.inflation is not None:
        growth = words.percent(terms.inflation)
        said += words.text(f", {growth} om året", f", {growth} a year")
    return said
