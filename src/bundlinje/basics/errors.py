"""What is wrong, where, what was expected and what to do."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bundlinje.basics.texts import Language, Text


class Fault(Enum):
    """The kinds of problem that are said otherwise where there is no file; what `facts` holds."""

    OTHER = "other"
    MISSING = "missing"
    EMPTY = "empty"  # nothing stands where something was expected
    UNEXPECTED = "unexpected"  # what was expected, as a Text
    OUT_OF_BOUNDS = "out-of-bounds"  # the lowest and the highest number
    NOT_AROUND = "not-around"  # the mean that an interval does not go around
    OUT_OF_ORDER = "out-of-order"
    WRONG_SUM = "wrong-sum"  # the sum of the shares, and what it should be
    YEAR_OUTSIDE = "year-outside"  # the year, and the first and last that are calculated
    INDEX_LACKS_YEAR = "index-lacks-year"  # the index's last year, those of amount and case
    ONE_EFFECT = "one-effect"
    RULE_NEEDS = "rule-needs"  # the key that a rule splits payment by
    NO_RECORD = "no-record"  # what is wrong, without where else in files it could be


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in an input: the place and an explanation that says what to do.

    `line` is the line of a text file, or the cell of a workbook as `Sheet!C12`. `kind` and `facts`
    are for those who say it in other words.
    """

    message: Text
    file: str = ""
    line: int | str | None = None
    key: str = ""
    kind: Fault = Fault.OTHER
    facts: tuple[Any, ...] = ()

    def to(self, language: Language) -> str:
        """Return `file:line: key: explanation` in `language`."""
        place = ":".join(part for part in (self.file, str(self.line or "")) if part)
        return ": ".join(part for part in (place, self.key, self.message.to(language)) if part)


class InputError(ValueError):
    """An input is wrong; carries every problem found in it, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        once = dict.fromkeys(problems)
        self.problems = tuple(sorted(once, key=lambda p: (p.file, *_position(p.line))))
        super().__init__(self.to("en"))

    def to(self, language: Language) -> str:
        """Return every problem on a line of its own in `language`."""
        return "\n".join(problem.to(language) for problem in self.problems)


def _position(line: int | str | None) -> tuple[str, int, str]:
    """Return what places sort by: lines by number; cells by sheet, row and column."""
    if not isinstance(line, str):
        return "", line or 0, ""
    sheet, _, cell = line.rpartition("!")
    column, row = re.sub(r"\d", "", cell), re.sub(r"\D", "", cell)
    return sheet, int(row or 0), column.rjust(3)


def input_error(da: str, en: str, *, file: str = "", key: str = "") -> InputError:
    """Return an `InputError` with a single problem."""
    return InputError([Problem(Text(da, en), file=file, key=key)])


def nearest(name: str, valid: Iterable[str]) -> Text:
    """Return a sentence that names the valid name nearest to `name`, or lists the valid ones."""
    names = list(valid)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return Text(f"Mente du {close[0]}?", f"Did you mean {close[0]}?")
    if not names:
        return Text("Der er ingen at vælge mellem.", "There are none to choose from.")
    shown = ", ".join(names[:20]) + (" …" if len(names) > 20 else "")
    return Text(f"Mulige: {shown}.", f"Valid: {shown}.")
