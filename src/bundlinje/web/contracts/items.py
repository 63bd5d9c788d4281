"""Add and remove a party, an outcome, a payment or a tranche: pure changes of a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bundlinje.basics.texts import Text
from bundlinje.calculation.case import Case
from bundlinje.web.contracts.case_words import references
from bundlinje.web.contracts.party_names import names_in
from bundlinje.web.contracts.refusing import RefusedError
from bundlinje.web.contracts.starting import WHOLE

Document = dict[Any, Any]

#: What can be added to a section of the form: by the section, what and the words of the button.
ADDING: Mapping[str, tuple[tuple[str, Text], ...]] = {
    "parter": (("party", Text("Tilføj en part", "Add a party")),),
    "resultater": (("metric", Text("Tilføj et resultat", "Add an outcome")),),
    "priser": (
        ("unit", Text("Tilføj en betaling: fast pris", "Add a payment: a fixed price")),
        ("marginal", Text("Tilføj en betaling: trin for trin", "Add a payment: band by band")),
        ("steps", Text("Tilføj en betaling: samlet mål", "Add a payment: a joint goal")),
    ),
    "kapital": (("tranche", Text("Tilføj et lån", "Add a loan")),),
}


def add(document: Document, kind: str, case: Case | None, delivery: float) -> list[str]:
    """Add an item with first values that change no one's money by themselves; return the paths.

    An outcome takes what it expects from the case; a payment is for the newest outcome, at no
    price yet; a loan is as large as what delivery costs beyond the other loans. `delivery` is
    what delivery costs in all. [currency]

    Raises:
        RefusedError: there is nothing to pay for yet.
        KeyError: there is no such kind.
    """
    return _ADDERS[kind](document, case, delivery)


def _party(document: Document, case: Case | None, delivery: float) -> list[str]:
    parties = document.setdefault("parties", {})
    id = _free("part", parties)
    number = id.partition("-")[2]
    parties[id] = f"Ny part {number}"
    return [f"parties.{id}"]


def _metric(document: Document, case: Case | None, delivery: float) -> list[str]:
    metrics = _list(document, "metrics")
    id = _free("resultat", _ids(metrics))
    number = id.rpartition("-")[2]
    metrics.append({**first_metric(id, case), "label": f"Nyt resultat {number}"})
    return [f"metrics.{id}"]


def first_metric(id: str, case: Case | None) -> Document:
    """Return an outcome that people reach or not, as many as the case expects."""
    expect: Document = {"people": 1, "rate": 0, "without": 0}
    known = references(case)
    effect = next((name.removesuffix(".with") for name in known if name.endswith(".with")), "")
    for key, name in (
        ("people", "participants"), ("rate", f"{effect}.with"), ("without", f"{effect}.without"),
    ):  # fmt: skip
        if name in known:
            expect[key] = {"ref": name}
    return {"id": id, "label": "Nyt resultat", "measure": "count", "expect": expect}


def _payment(rule: Document) -> Callable[[Document, Case | None, float], list[str]]:
    def put(document: Document, case: Case | None, delivery: float) -> list[str]:
        payments, metrics = _list(document, "payments"), _ids(document.get("metrics"))
        if not metrics:
            raise RefusedError(Text("Tilføj et resultat først.", "Add an outcome first."))
        id = _free("betaling", _ids(payments))
        paid = {one.get("metric") for one in payments if isinstance(one, dict)}
        metric = next((one for one in metrics if one not in paid), metrics[-1])
        copied = {key: [list(pair) for pair in value] if isinstance(value, list) else value
                  for key, value in rule.items()}  # fmt: skip
        number = id.rpartition("-")[2]
        payments.append(
            {"id": id, "label": f"Ny betaling {number}", "metric": metric, "rule": copied}
        )
        return [f"payments.{id}"]

    return put


def _tranche(document: Document, case: Case | None, delivery: float) -> list[str]:
    tranches = _list(document, "tranches")
    id = _free("laan", _ids(tranches))
    committed = sum(_amount(one.get("commitment")) for one in tranches if isinstance(one, dict))
    # A loan whose rank is not written is paid first, as in the file.
    ranks = [int(_amount(one.get("seniority", 1))) for one in tranches if isinstance(one, dict)]
    payers = document.get("payers")
    paying = set(payers) if isinstance(payers, dict) else {payers}
    parties = document.setdefault("parties", {})
    holder = next((one for one in parties if one not in paying and one != "provider"), "")
    changed = [f"tranches.{id}"]
    if not holder:
        holder = _free("investor", parties)
        parties[holder] = "Investoren"
        changed.append(f"parties.{holder}")
    tranches.append(
        {
            "id": id, "holder": holder, "kind": "loan",
            "commitment": max(round((delivery - committed) / WHOLE), 1) * WHOLE,
            "seniority": max(ranks, default=0) + 1, "draw": 1, "interest": {"rate": 0},
        }
    )  # fmt: skip
    return changed


_ADDERS: Mapping[str, Callable[[Document, Case | None, float], list[str]]] = {
    "party": _party,
    "metric": _metric,
    "unit": _payment({"unit": 0}),
    "marginal": _payment({"marginal": [[10, 0], [None, 0]]}),
    "steps": _payment({"steps": [[10, 0]]}),
    "tranche": _tranche,
}


def remove(document: Document, path: str) -> list[str]:
    """Take an item out, with what was said of it alone; return the paths, none if it was gone.

    Raises:
        RefusedError: something else rests on it, or a contract cannot be without it.
    """
    key, _, id = path.partition(".")
    if key == "parties":
        return _without_party(document, id)
    listed = _list(document, key)
    if id not in _ids(listed):
        return []
    if key != "tranches" and len(listed) == 1:
        raise RefusedError(
            Text("En kontrakt skal have mindst én af dem. Ret den i stedet.",
                 "A contract must have at least one of them. Change it instead.")
        )  # fmt: skip
    if key == "metrics" and id in _used_metrics(document):
        raise RefusedError(
            Text("Der betales for resultatet, eller en betaling afhænger af det. Fjern betalingen "
                 "først.",
                 "The outcome is paid for, or a payment depends on it. Remove the payment first.")
        )  # fmt: skip
    document[key] = [one for one in listed if not (isinstance(one, dict) and one.get("id") == id)]
    if key != "tranches":
        return [path]
    changed = [path]
    for name, field in (("guarantees", "tranche"), ("surplus", "to")):
        rest = document.get(name)
        if isinstance(rest, list):
            kept = [one for one in rest if not (isinstance(one, dict) and one.get(field) == id)]
            for one in kept:
                if isinstance(one, dict) and isinstance(one.get("split"), dict):
                    changed += [name] if one["split"].pop(id, None) is not None else []
            if len(kept) < len(rest):
                document[name] = kept
                changed.append(name)
    for payment in _list(document, "payments"):
        if isinstance(payment, dict) and payment.get("to") == id:
            del payment["to"]
            changed.append(f"payments.{payment.get('id')}")
    if not document["tranches"]:
        del document["tranches"]
    return changed


def without_last_amendment(document: Document) -> list[str]:
    """Take the change that was written last, and holds from a period on, out of a document."""
    listed = document.get("amendments")
    if not isinstance(listed, list) or not listed:
        return []
    document["amendments"] = listed[:-1]
    if not document["amendments"]:
        del document["amendments"]
    return ["amendments"]


def _without_party(document: Document, id: str) -> list[str]:
    parties = document.get("parties")
    if not isinstance(parties, dict) or id not in parties:
        return []
    if id in names_in({**document, "parties": {}}):
        raise RefusedError(
            Text("Parten betaler, leverer, garanterer eller giver lån i kontrakten. Ret det først.",
                 "The party pays, delivers, guarantees or lends in the contract. Change that "
                 "first.")
        )  # fmt: skip
    del parties[id]
    return [f"parties.{id}"]


def _used_metrics(document: Document) -> set[str]:
    """Return the outcomes that a payment or a blend names."""
    found: set[str] = set()

    def look(value: Any) -> None:
        if isinstance(value, dict):
            for inner in value.values():
                look(inner)
        elif isinstance(value, list):
            for inner in value:
                look(inner)
        elif isinstance(value, str):
            found.add(value)

    for payment in _list(document, "payments"):
        if isinstance(payment, dict):
            look({key: value for key, value in payment.items() if key not in ("id", "label")})
    for metric in _list(document, "metrics"):
        if isinstance(metric, dict) and isinstance(metric.get("blend"), dict):
            found.update(metric["blend"])
    return found


def _list(document: Document, key: str) -> list[Any]:
    listed = document.get(key)
    if not isinstance(listed, list):
        listed = document[key] = []
    return listed


def _ids(listed: Any) -> list[str]:
    items = listed if isinstance(listed, list) else ()
    return [str(one["id"]) for one in items if isinstance(one, dict) and "id" in one]


def _free(base: str, taken: Any) -> str:
    number = 1
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def _amount(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
