"""Warnings as a reader of the report meets them: names instead of the paths of the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Text
from bundlinje.calculation.input_labels import input_label
from bundlinje.evidence.kinds import BY_PREFIX
from bundlinje.reports.words import Words, sentence

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
_REFERENCE = re.compile(rf"\b(?:{'|'.join(BY_PREFIX)})/[\w-]+")
#: `Title (prices/ID): …`: the record has been named.
_NAMED = re.compile(rf"^(.+?) \((?:{'|'.join(BY_PREFIX)})/[\w-]+\)(?=:)")


def readable(words: Words, warning: Text) -> str:
    """Return a warning with the names of items and records instead of their paths and ids."""
    text = _NAMED.sub(words.say(r"»\1«", r"“\1”"), warning.to(words.language))
    text = _REFERENCE.sub(lambda found: _record(words, found[0]), text)
    labels = _labels(words)
    for path in sorted(labels, key=len, reverse=True):
        pattern = rf"(?<![\w.»“]){re.escape(path)}(?:\.([a-z_]+))?(?=[\s:.,)]|$)(?!\.\w)"
        text = re.sub(pattern, partial(_item, words, labels[path]), text)
    return sentence(text)


def _labels(words: Words) -> Mapping[str, str]:
    case = words.case
    paths = {s.path for s in case.series()} | {e.path for e in case.effects.values()}
    labels = {path: input_label(case, path).to(words.language) for path in paths}
    labels |= {path: words.say("Effekt", "Effect") for path in paths if path == "effect"}
    labels |= {f"costs.{cost.id}": cost.label for cost in case.costs}
    labels |= {change.path: change.label for change in (*case.consequences, *case.outcomes)}
    # A word of the language is no path.
    return {p: label for p, label in labels.items() if "." in p or p in ("effect", "completion")}


def _item(words: Words, name: str, found: re.Match[str]) -> str:
    key, whole = found[1], found[0]
    text = found.string
    starts = found.start() == 0
    if whole in ("effect", "completion") and not (starts and text[found.end() :][:1] in (":", " ")):
        return whole
    quoted = words.say(f"»{name}«", f"“{name}”")
    if not key:
        return quoted
    part = _KEYS.get(key)
    return f"{quoted} ({key if part is None else part.to(words.language)})"


def _record(words: Words, reference: str) -> str:
    try:
        title = words.case.knowledge.lookup(reference).title.to(words.language)
    except InputError:
        return reference
    return words.say(f"»{title}«", f"“{title}”")
