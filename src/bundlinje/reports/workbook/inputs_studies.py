"""The rows of an effect that is pooled from studies: the pooled mean, and the studies themselves.

The mean is no input. It stands twice, so that a change of the cell that the formulas read is seen,
and beside the success rate without the intervention that it was pooled at.
"""

from __future__ import annotations

from dataclasses import dataclass

from bundlinje.basics.formats import percent
from bundlinje.basics.texts import Text
from bundlinje.calculation import workbook_format as form
from bundlinje.calculation.case import Effect
from bundlinje.evidence.synthesis.pooled_studies import PooledStudies
from bundlinje.reports.workbook.inputs import ID, LABEL, SPREAD, UNIT, VALUE, InputSheet, take

#: Empty rows for more studies.
_SPARE = 2


@dataclass(frozen=True)
class StudyCells:
    """Addresses of the cells of a pooled effect, and of the studies' references."""

    pooled: str
    found: str
    at: str
    references: str


def studies_rows(inputs: InputSheet, effect: Effect, named: str) -> StudyCells | None:
    """Put the rows of a pooled effect below its rates; None where it is not pooled."""
    if effect.studies is None:
        return None
    assert effect.difference is not None and effect.without is not None
    say, studies = inputs.book.say, effect.studies
    mean, at = effect.difference.numbers[0].mean, effect.without.numbers[0].mean
    cells = [
        _given(inputs, f"{effect.path}.{key}", label + named, value, inputs.row + place)
        for place, (key, label, value) in enumerate(
            (
                (form.POOLED, say("Effekt, samlet af studierne", "Effect, pooled from the studies"),
                 mean),
                (form.POOLED_FOUND, say("… som Bundlinje fandt den", "… as Bundlinje found it"),
                 mean),
                (form.POOLED_AT, say("… ved succesrate uden indsats", "… at success rate without"),
                 at),
            )
        )
    ]  # fmt: skip
    pooled, found, pooled_at = cells
    inputs.row += len(cells)
    first = inputs.row
    written = take(inputs.rest, *effect.path.split("."), "studies", "pool") or []
    for place in range(len(written) + _SPARE):
        reference = written[place] if place < len(written) else None
        _study(inputs, f"{effect.path}.{form.POOL}", reference, studies, place)
    for study in studies.left_out:
        text = say("Kendt, men ikke valgt: ", "Known, but not chosen: ") + study.reference
        inputs.sheet.text(inputs.row, LABEL, text, "about")
        inputs.row += 1
    references = inputs.sheet.in_column(VALUE, first, first + len(written) + _SPARE - 1)
    for key, label in zip(form.POOLING, _POOLING, strict=True):
        value = take(inputs.rest, *effect.path.split("."), *key.split("."))
        _setting(inputs, f"{effect.path}.{key}", label.to(inputs.book.language), value)
    return StudyCells(pooled, found, pooled_at, references)


#: How the studies are pooled, in the order of `workbook_format.POOLING`.
_POOLING = (
    Text("Metode (tom: reml)", "Method (empty: reml)"),
    Text("Interval om gennemsnittet", "Interval of the mean"),
    Text("Formel for et nyt sted", "Formula for a new place"),
    Text("Egen variation mellem steder (tau)", "Own variation between places (tau)"),
    Text("Studierne tæller (tom: success)", "The studies count (empty: success)"),
)


def _setting(inputs: InputSheet, key: str, label: str, value: object) -> None:
    inputs.sheet.text(inputs.row, ID, key, "key")
    inputs.sheet.text(inputs.row, LABEL, label, "label")
    style = "structure_rate" if key.endswith(".tau") else "structure"
    inputs.sheet.put(inputs.row, VALUE, None, style)
    if value is not None:
        inputs.put(inputs.row, VALUE, value)
    inputs.row += 1


def _given(inputs: InputSheet, key: str, label: str, value: float, row: int) -> str:
    sheet, say = inputs.sheet, inputs.book.say
    sheet.text(row, ID, key, "key")
    sheet.text(row, LABEL, label, "label")
    sheet.put(row, VALUE, value, "given_rate")
    sheet.text(row, SPREAD, say("(ret ikke her)", "(do not change here)"), "about")
    sheet.text(row, UNIT, say("andel", "share"), "label")
    return sheet.at(row, VALUE)


def _study(
    inputs: InputSheet, key: str, reference: object, studies: PooledStudies, place: int
) -> None:
    from bundlinje.evidence.synthesis.study_summaries import study_label

    sheet, row, language = inputs.sheet, inputs.row, inputs.book.language
    sheet.text(row, ID, key, "key")
    text = inputs.book.say("Studie", "Study")
    if reference is None:
        text = inputs.book.say("Flere studier (effects/…)", "More studies (effects/…)")
    else:
        text = f"{text}: {study_label(studies.studies[place], language)}"
        weight = percent(studies.pooled.weights[place], language)
        sheet.text(row, UNIT, inputs.book.say(f"vægt {weight}", f"weight {weight}"), "label")
    sheet.text(row, LABEL, text, "wrapped")
    sheet.put(row, VALUE, None if reference is None else str(reference), "structure")
    sheet.put(row, SPREAD, None, "structure")
    sheet.merged.append((row, VALUE, SPREAD))
    inputs.row += 1
