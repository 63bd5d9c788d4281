"""A use profile in a report: shown once, with intervals, and loud where people are invented."""

from dataclasses import replace

import pytest

from bundlinje.calculation.case_file import case_from_data
from bundlinje.calculation.comparison import compare
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.summary import summary
from bundlinje.evidence.knowledge import shared
from bundlinje.reports.answer import conclusion
from bundlinje.reports.calculation_report import calculation_report
from bundlinje.reports.comparison_report import comparison_report
from bundlinje.reports.content import Assumption, Paragraph
from bundlinje.reports.html import html
from bundlinje.reports.words import Words
from tests.profiles import gap, profile
from tests.small_cases import small_case

REF = "profiles/unge-herberg"
SHELTER = {
    "id": "herberg",
    "quantity": {"ref": REF, "service": "shelter"},
    "price": {"amount": 1500, "price_year": 2019},
    "paid_by": "kommune",
}
WAGE = {"id": "loen", "quantity": {"ref": REF, "service": "wage"}, "paid_by": "stat"}


def case(*consequences, record=None, synthetic=False, **changes):
    found = record or profile()
    if synthetic:
        found = replace(found, origin=replace(found.origin, synthetic=True))
    data = small_case(consequences=list(consequences) or [SHELTER, WAGE], **changes)
    return case_from_data(data, knowledge=shared().instead({REF: found}))


def facts(found, title, language="da"):
    """The facts of the assumption with this title, by label."""
    made = calculation_report(calculate(found, 0), language)
    (item,) = [b for b in made.blocks if isinstance(b, Assumption) and b.title == title]
    return {fact.label: fact.value.text for fact in item.facts}, item


def test_a_quantity_is_shown_by_year_with_its_interval():
    shown, item = facts(case(), "Døgn på herberg")
    change = shown["Ændring (døgn pr. succes)"]
    assert change.startswith("år\xa00: −90 (95 %-interval −129 til −51)")
    assert "»Døgn på herberg« i forbrugsprofilen" in shown["Kommer fra"]
    assert "1 år efter" in shown["Regnes fra"]
    assert item.unsourced == "Egen antagelse uden kilde: enhedspris"
    (source,) = item.sources
    assert source.title.text.startswith("Eget registerstudie")
    assert "Svag" in source.note


def test_a_year_that_was_left_out_is_said_to_be():
    shown, _ = facts(case(SHELTER, record=gap()), "Shelter")
    assert "udeladt, regnet som 0" in shown["Ændring (døgn pr. succes)"]


def test_an_amount_in_kroner_needs_no_source_of_its_own():
    shown, item = facts(case(WAGE), "Løn")
    assert item.unsourced == ""
    assert "2019-priser" in shown["Prisniveau"]


def test_the_record_stands_once_with_study_and_register():
    shown, item = facts(case(), "Unge på herberg: egen bolig")
    assert shown["Register"] == "Prøveregister"
    assert shown["Studiets hash"] == "0123456789abcdef" * 4
    assert shown["Løn (kr. om året)"].startswith("år\xa01: 12.000 (95 %-interval 6.100")
    assert shown["Bruges i"] == "Døgn på herberg: mængde; Løn: mængde"
    assert item.unsourced == ""


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("length", ["full", "short"])
def test_invented_people_are_said_before_any_number(language, length):
    made = calculation_report(calculate(case(synthetic=True), 400, 1), language, length)
    first = made.introduction[0]
    assert isinstance(first, Paragraph)
    assert first.tone == "warning"
    assert ("OPDIGTEDE PERSONER" if language == "da" else "INVENTED PEOPLE") in first.text
    assert "OPDIGTEDE" not in str(calculation_report(calculate(case(), 0), language, length))


def test_an_answer_on_invented_people_is_never_all_but_certain():
    effect = {
        "difference": {"mean": 0.4, "sd": 0.01}, "evidence": ["effects/ips_dk_30m"]
    }  # fmt: skip
    real = calculate(case(effect=effect, costs=[]), 400, 1)
    made = calculate(case(effect=effect, costs=[], synthetic=True), 400, 1)
    # The record of a register study is a comparison without randomisation.
    assert "sandsynligvis" in conclusion(Words(real, "da"))
    assert "efter alt at dømme" not in conclusion(Words(made, "da"))
    assert "sandsynligvis" not in conclusion(Words(made, "da"))


def test_the_terminal_and_a_comparison_say_so_too():
    made = case(synthetic=True)
    assert summary(calculate(made, 0)).startswith("OPDIGTEDE PERSONER")
    compared = compare([made, case(SHELTER, id="b", synthetic=True)], 200, 1)
    said = [text for text in compared.warnings if "INVENTED" in text.en]
    assert len(said) == 1
    assert "OPDIGTEDE PERSONER" in html(comparison_report(compared))


def test_the_bar_of_the_record_is_in_the_table_of_drivers():
    assert "Forbrugsprofil (Unge på herberg: egen bolig)" in html(
        calculation_report(calculate(case(), 400, 1))
    )
