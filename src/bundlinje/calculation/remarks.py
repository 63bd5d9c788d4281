"""Warnings as a reader meets them: names instead of the paths of the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Language, Remark, Text
from bundlinje.calculation.case import Case
from bundlinje.calculation.input_labels import input_label
from bundlinje.evidence.kinds import BY_PREFIX

#: What the keys of an item are called behind its name.
_KEYS = {
    "paid_by": Text("betaling", "payment"),
    "fit": Text("sådan passer studiet til sagen", "how the study fits the case"),
    "studies": Text("samlede studier", "pooled studies"),
    "price": Text("enhedspris", "unit price"),
    "quantity": Text("mængde", "quantity"),
    "amount": Text("beløb", "amount"),
    "factor": Text("faktor", "factor"),
    "until": Text("slutår", "end"),
    "years": Text("år", "years"),
    "years_before": Text("år før", "years before"),
    "baseline": Text("niveau uden succes", "level without success"),
    "baseline_weeks": Text("uger på ydelsen før", "weeks on the benefit before"),
    "pool": Text("pulje", "pool"),
    "valuation": Text("værdi i penge", "money value"),
}
#: Keys that a remark can be about that belong to no item: it says itself what it is about.
_NO_ITEMS = ("price_year", "price_index.extend", "costs")
_REFERENCE = re.compile(rf"\b(?:{'|'.join(BY_PREFIX)})/[\w-]+")
#: `Title (prices/ID): …`: the record has been named.
_NAMED = re.compile(rf"^(.+?) \((?:{'|'.join(BY_PREFIX)})/[\w-]+\)(?=:)")


def readable(case: Case, language: Language, warning: Text) -> str:
    """Return a warning with the names of items and records instead of their paths and ids."""
    if isinstance(warning, Remark) and warning.about in _NO_ITEMS:
        warning = warning.said
    text = _NAMED.sub(_quoted(r"\1", language), warning.to(language))
    text = _REFERENCE.sub(lambda found: _record(case, language, found[0]), text)
    labels = _labels(case, language)
    for path in sorted(labels, key=len, reverse=True):
        pattern = rf"(?<![\w.»“]){re.escape(path)}(?:\.([a-z_]+))?(?=[\s:.,)]|$)(?!\.\w)"
        text = re.sub(pattern, partial(_item, language, labels[path]), text)
    return text[:1].upper() + text[1:]


def _quoted(name: str, language: Language) -> str:
    return Text(f"»{name}«", f"“{name}”").to(language)


def _labels(case: Case, language: Language) -> Mapping[str, str]:
    paths = {s.path for s in case.series()} | {e.path for e in case.effects.values()}
    labels = {path: input_label(case, path).to(language) for path in paths}
    labels |= {path: Text("Effekt", "Effect").to(language) for path in paths if path == "effect"}
    labels |= {f"costs.{cost.id}": cost.label for cost in case.costs}
    labels |= {change.path: change.label for change in (*case.consequences, *case.outcomes)}
    # A word of the language is no path.
    return {p: label for p, label in labels.items() if "." in p or p in ("effect", "completion")}


def _item(language: Language, name: str, found: re.Match[str]) -> str:
    key, whole = found[1], found[0]
    text = found.string
    starts = found.start() == 0
    if whole in ("effect", "completion") and not (starts and text[found.end() :][:1] in (":", " ")):
        return whole
    quoted = _quoted(name, language)
    if not key:
        return quoted
    part = _KEYS.get(key)
    return f"{quoted} ({key if part is None else part.to(language)})"


def _record(case: Case, language: Language, reference: str) -> str:
    try:
        title = case.knowledge.lookup(reference).title.to(language)
    except InputError:
        return reference
    return _quoted(title, language)
