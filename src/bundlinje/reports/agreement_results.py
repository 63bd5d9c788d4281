"""An agreement's clauses about results: what is measured, by whom, and against what."""

from __future__ import annotations

from fractions import Fraction

from bundlinje.basics import formats
from bundlinje.basics.numbers import Number
from bundlinje.calculation.inputs import inputs_of
from bundlinje.contracts.case_numbers import number
from bundlinje.contracts.contract import Metric, Reference
from bundlinje.contracts.contract_words import sentence
from bundlinje.contracts.outcomes import BY_CHANCE
from bundlinje.reports.clauses import AgreementWords, Draft
from bundlinje.reports.content import Block, Cell, Column, Table


def results(words: AgreementWords) -> Draft:
    """Return the results that are measured, and how they are verified."""
    t = words.text
    parts: list[str | Block] = []
    if words.contract.metrics:
        parts += [
            t("Disse resultater måles og verificeres:", "These results are measured and verified:"),
            _table(words),
        ]
        if _told(words):
            parts.append(t(
                "»Uden indsats« er det, parterne regner med ville være sket alligevel. »Ventet« er "
                "et skøn og ikke et løfte.",
                "“Without” is what the parties reckon would have happened anyway. “Expected” is an "
                "estimate and no promise.",
            ))  # fmt: skip
    parts += [
        *_verified(words),
        t(
            f"Leverandøren melder periodens resultater senest {words.blank} dage efter periodens "
            f"udgang. De er verificeret senest {words.blank} dage efter, at de er meldt.",
            f"The provider reports the period's results within {words.blank} days of its end. They "
            f"are verified within {words.blank} days of being reported.",
        ),
        t(
            "Et resultat, der ikke kan verificeres, tæller ikke. Kan det verificeres senere, "
            "kommer det med i den næste afregning.",
            "A result that cannot be verified does not count. If it can be verified later, it "
            "enters the next settlement.",
        ),
        t(
            "Er parterne uenige om et resultat, afgøres det efter afsnittet om uenighed. Det, der "
            "er enighed om, betales til tiden.",
            "Where the parties disagree on a result, the section on disputes applies. What is "
            "agreed is paid on time.",
        ),
    ]
    return Draft("resultater", t("Resultater og verifikation", "Results and verification"),
                 tuple(parts))  # fmt: skip


def _verified(words: AgreementWords) -> list[str]:
    """Return who verifies and from what; a note on it stands as the parties have written it."""
    t, parties = words.text, words.contract.parties
    by = parties.get("verifier", words.blank)
    said = [
        t(
            f"Resultaterne opgøres ud fra {words.blank} (kilde for hvert resultat) og verificeres "
            f"af {by}, som er uafhængig af den, der får betalingen.",
            f"Results are established from {words.blank} (the source of each) and verified by "
            f"{by}, who is independent of whoever is paid.",
        )
    ]
    noted = (words.contract.data.get("notes") or {}).get("verification")
    if noted:
        note = sentence(str(noted).strip())
        said.append(t(f"Om verifikation er noteret: {note}", f"Noted on verification: {note}"))
    return said


def _table(words: AgreementWords) -> Table:
    t, told = words.text, _told(words)
    columns = [
        Column(t("Resultat", "Result"), align="left"),
        Column(t("Måles som", "Measured as"), align="left"),
    ]
    if told:
        columns += [Column(t("Uden indsats", "Without")), Column(t("Ventet", "Expected"))]
    rows = []
    for metric in words.contract.metrics.values():
        row = [Cell(metric.label), Cell(_measured(words, metric))]
        expect = metric.expect
        if told:
            row += [
                Cell(_level(words, metric, None if expect is None else expect.without)),
                Cell(_level(words, metric, None if expect is None else expect.rate)),
            ]
        rows.append(tuple(row))
    return Table(t("Resultater", "Results"), tuple(columns), tuple(rows))


def _told(words: AgreementWords) -> bool:
    expected = [metric.expect for metric in words.contract.metrics.values()]
    return any(e is not None and (e.rate or e.without) is not None for e in expected)


def _measured(words: AgreementWords, metric: Metric) -> str:
    t = words.text
    names = {
        "count": t("antal", "number"),
        "amount": t("beløb", "amount"),
        "rate": t("andel", "share"),
        "mean": t("gennemsnit", "average"),
    }
    said = names[metric.measure]
    if metric.blend:
        parts = ", ".join(
            f"{words.contract.metrics[part].label} {words.percent(weight)}"
            for part, weight in metric.blend.items()
        )
        said += t(f", vægtet: {parts}", f", weighted: {parts}")
    people = None if metric.expect is None else people_of(words, metric)
    if people is not None:
        shown = words.number(people)
        said += t(f" blandt {shown} borgere", f" among {shown} people")
    return said


def people_of(words: AgreementWords, metric: Metric) -> Fraction | None:
    """Return the people that a result is expected among; None where no file says it."""
    people = _known(words, None if metric.expect is None else metric.expect.people)
    return None if people is None else Fraction(repr(people))


def _level(words: AgreementWords, metric: Metric, level: Number | Reference | None) -> str:
    """Return what is expected, from the case where the contract refers to it.

    A success rate to the whole percent, an amount for each person where people are told, a mean.
    """
    if level is None:
        return "–"
    found = _known(words, level)
    if found is None:
        return words.text("se sagen", "see the case")
    if metric.measure in BY_CHANCE:
        return formats.percent(found, words.language)
    if metric.measure == "mean":
        return formats.plain(found, words.language)
    shown = words.money(Fraction(round(found)))
    if metric.expect is None or metric.expect.people is None:
        return shown
    return words.text(f"{shown} pr. borger", f"{shown} per person")


def _known(words: AgreementWords, told: Number | Reference | None) -> float | None:
    """Return a number at its mean; one that stands in the case is known only with the case."""
    if isinstance(told, Number):
        return float(told.mean)
    if told is None or words.case is None:
        return None
    found = number(words.case, inputs_of(words.case).at_means(), told.name)
    return float(found[0]) * float(told.times)
