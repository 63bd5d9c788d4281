"""How a case stands in the cells of a workbook: what its writer and its reader share.

The inputs stand on one sheet, in blocks. Column A is for the program: the mark of the format in
the first row, `#NAME` in the row that holds a block's keys (hidden), `#:` in the headings below
it and `##` in a block's title. Under the headings stands a row for every input or item, until the
next title. A number that may be uncertain has a cell for its mean and one beside it, under the same
key with `~`, for its spread as it stands in a case file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from bundlinje.basics.texts import Text

MARK = "bundlinje.workbook/1"
BLOCK = "#"
HEADINGS = "#:"
END = "##"
#: Follows the key of a number in the key of its spread.
SPREAD = "~"
#: Begins a spread that says that its number follows from other parts of the case: no input.
FOLLOWS = "("
#: Between the spreads of the numbers of one list; one spread alone is that of all of them.
NEXT = " | "
#: Between the texts of a list, and between the parts of a map, in one cell.
LIST = "; "
#: Starts the key of a column that holds the shares of an account.
SHARE = "paid_by/"
#: Follows it in a prepared column, whose account stands in the heading.
OPEN = "?"

#: Blocks of the sheet of inputs, and the two of the sheet of sources.
CASE, PARTICIPANTS, EFFECT, PARAMETERS, JOINT = "case", "participants", "effect", "numbers", "joint"
COSTS, CONSEQUENCES, OUTCOMES = "costs", "consequences", "outcomes"
BASELINES, PAYERS, INDEX, MORE = "baselines", "payers", "index", "more"
SOURCES, NOTES = "sources", "notes"

#: Rows of an effect that is pooled from studies, below its own key: the mean that the formulas
#: read, the same as it was found, the success rate without it was found at, and every study.
POOLED, POOLED_FOUND, POOLED_AT, POOL = "pooled", "pooled.found", "pooled.at", "studies.pool"
#: How they are pooled, a row each.
POOLING = tuple(f"studies.{key}" for key in ("method", "interval", "prediction", "tau", "event"))
POOL_ROWS = (POOLED, POOLED_FOUND, POOLED_AT, POOL, *POOLING)

#: Keys under `case` whose cell holds a list or a map as text.
NESTED = ("discounting.steps", "discounting.outcomes.steps")

#: The schedule of discount rates of a case that names none.
USUAL_SCHEDULE = "dk-2021"

#: Keys under `case` whose cell holds a text, also where it looks like a number.
TEXTS = frozenset(
    {"title", "id", "description", "target_group", "intervention", "currency",
     "discounting.schedule", "discounting.outcomes.schedule", "price_index.name"}
)  # fmt: skip

#: What a fixed word is called in the cells, by its key in a case file.
WORDS: Mapping[str, Text] = {
    "setup": Text("opstart", "set-up"),
    "running": Text("drift", "running"),
    "displaced": Text("fortrængt", "displaced"),
    "total": Text("i alt", "in all"),
    "year": Text("pr. år", "a year"),
    "participant": Text("pr. deltager", "per participant"),
    "starter": Text("pr. starter", "per starter"),
    "success": Text("pr. succes", "per success"),
    "expense": Text("udgift", "expense"),
    "income": Text("indtægt", "income"),
    "stop": Text("stopper", "stops"),
    "hold": Text("fortsætter", "holds"),
    "true": Text("ja", "yes"),
    "false": Text("nej", "no"),
}
KINDS = ("setup", "running", "displaced")
COST_PER = ("participant", "starter", "total", "year")
CHANGE_PER = ("success", "participant")
DIRECTIONS = ("expense", "income")
THEN = ("stop", "hold")
FLAGS = ("true", "false")

#: The place of a number in a list; no list of a case is longer.
_INDEX = re.compile(r"[0-9]{1,3}")
_PLAIN = re.compile(r"[^\W\d_][\w/.-]*")
_WORDS = frozenset({"null", "true", "false", "nan", "inf"})


def is_entry(name: str, key: str) -> bool:
    """Return whether a column's key names an entry of the list `key`."""
    head, _, index = name.rpartition(".")
    return head == key and bool(_INDEX.fullmatch(index))


def flow_text(value: Any) -> str:
    """Return plain data as one line of YAML that reads back as the same data."""
    if isinstance(value, Mapping):
        return "{" + map_text(value) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow_text, value)) + "]"
    if isinstance(value, str):
        safe = _PLAIN.fullmatch(value) and value.casefold() not in _WORDS
        return value if safe else json.dumps(value, ensure_ascii=False)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)


def map_text(value: Mapping[Any, Any]) -> str:
    """Return a map as `flow_text` does, without its outer braces: `mean: 3, sd: 0.5`."""
    return ", ".join(f"{flow_text(key)}: {flow_text(item)}" for key, item in value.items())


def list_text(texts: list[str]) -> str:
    """Return texts in one cell: `a; b`, or as YAML where a text itself would be split."""
    joined = LIST.join(texts)
    plain = all(text == text.strip() and text for text in texts) and not joined.startswith("[")
    return joined if plain and joined.split(LIST.strip()) == [
        *texts[:1], *(f" {text}" for text in texts[1:])
    ] else flow_text(texts)  # fmt: skip


def spread_of(number: Any) -> str:
    """Return the spread of a number as written in a case: what is beside its mean, or all of it."""
    if not isinstance(number, Mapping):
        return ""
    return map_text({key: value for key, value in number.items() if key != "mean"})


def states_mean(number: Any) -> bool:
    """Return whether a number's own mean is written down, so that its cell holds it."""
    return not isinstance(number, Mapping) or "mean" in number
