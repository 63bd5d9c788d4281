"""Words for the rare terms that the form does not ask for: repayment, referrals, fallbacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bundlinje.basics import formats
from bundlinje.basics.texts import Language, Text
from bundlinje.web.contracts.term_items import items, loan_names

#: What the keys of a contract file are called.
KEYS = {
    "at_least": Text("mindst", "at least"),
    "at_most": Text("højst", "at most"),
    "basis": Text("dage regnes som", "days counted as"),
    "by": Text("stilles af", "given by"),
    "cap": Text("højst", "at most"),
    "date": Text("dato", "date"),
    "draw": Text("trækkes som nr.", "drawn as no."),
    "fallback": Text("ellers", "otherwise"),
    "interest": Text("rente", "interest"),
    "kind": Text("form", "kind"),
    "less": Text("fratrækkes", "less"),
    "metric": Text("resultat", "outcome"),
    "of": Text("dækker", "covers"),
    "paid_by": Text("betales af", "paid by"),
    "people": Text("borgere", "people"),
    "per": Text("opgøres pr.", "counted per"),
    "rate": Text("sats", "rate"),
    "recourse": Text("leverandøren hæfter", "the provider is liable"),
    "referrals": Text("henvisninger", "referrals"),
    "repay": Text("afdrag", "repayment"),
    "requires": Text("kræver", "requires"),
    "share": Text("andel", "share"),
    "split": Text("deles", "shared"),
    "to": Text("til", "to"),
    "tranche": Text("lån", "loan"),
    "unpaid": Text("rente, der ikke betales", "interest that is not paid"),
    "until_irr": Text("indtil et afkast på", "until a return of"),
    "until_multiple": Text("indtil så mange gange det udbetalte", "until so many times the money"),
    "when": Text("betingelse", "condition"),
}
_VALUES = {
    "add": Text("lægges til gælden", "is added to the debt"),
    "commitment": Text("tilsagnet", "the commitment"),
    "deferred": Text("udskudt betaling", "deferred payment"),
    "drawn": Text("det, der er trukket", "what is drawn"),
    "grant": Text("tilskud", "grant"),
    "loan": Text("lån", "loan"),
    "loss": Text("tabet", "the loss"),
    "payers": Text("betalerne", "the payers"),
    "provider": Text("leverandøren", "the provider"),
}
_SHARES = ("share", "until_irr", "rate")


def names_of(document: Mapping[Any, Any]) -> dict[str, Text]:
    """Return what the parties, outcomes, payments and loans of a document are called, by id."""
    known = dict(_VALUES)
    parties = document.get("parties")
    for id, name in parties.items() if isinstance(parties, dict) else ():
        known[str(id)] = Text(str(name), str(name))
    for id, name in loan_names(dict(document)).items():
        known.setdefault(id, name)
    for key in ("metrics", "payments"):
        for one in items(dict(document), key):
            label = str(one.get("label") or one["id"])
            known.setdefault(one["id"], Text(f"»{label}«", f"“{label}”"))
    return known


def in_rare_words(value: Any, names: Mapping[str, Text], language: Language, key: str = "") -> str:
    """Return a value of the contract file in words; its `key` says what a number is."""
    if isinstance(value, dict):
        return ", ".join(
            f"{_called(str(inner), names).to(language)}: "
            + in_rare_words(one, names, language, key if key == "split" else str(inner))
            for inner, one in value.items()
        )
    if isinstance(value, list):
        return "; ".join(in_rare_words(one, names, language, key) for one in value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return Text("ja" if value else "nej", "yes" if value else "no").to(language)
    if isinstance(value, int | float):
        if key in _SHARES or key == "split":
            return formats.percent(value, language, 1)
        return formats.number(value, language, 0 if float(value).is_integer() else 2)
    return names.get(str(value), Text(str(value), str(value))).to(language)


def _called(key: str, names: Mapping[str, Text]) -> Text:
    return KEYS.get(key) or names.get(key) or Text(key, key)
