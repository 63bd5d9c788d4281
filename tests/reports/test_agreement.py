"""The text of an agreement: what the contract says stands there, and what it does not is blank."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bundlinje.calculation.case_file import read_case
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.contract_file import contract_from_text, read_contract
from bundlinje.contracts.starting_points import STRUCTURES, starting_point
from bundlinje.reports.agreement import agreement
from bundlinje.reports.agreement_questions import CHECKED
from bundlinje.reports.content import Report, Table
from bundlinje.reports.plain_text import plain_text
from tests.contracts.small import contract_of as small

EXAMPLES = Path(__file__).parents[2] / "src/bundlinje/examples"


def contract_of(structure: str) -> Contract:
    return contract_from_text(starting_point(structure), structure)


def text_of(report: Report) -> str:
    """Return the text on one line, so that sentences can be looked for."""
    return re.sub(r"\s+", " ", plain_text(report))


def table(report: Report, caption: str) -> Table:
    return next(b for b in report.blocks if isinstance(b, Table) and b.caption == caption)


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_structure_is_written_with_all_its_sections(structure: str, language: str) -> None:
    report = agreement(contract_of(structure), None, language)  # type: ignore[arg-type]
    ids = [section.id for section in report.sections]
    assert ids == ["parter", "formaal", "maalgruppe", "resultater", "betaling", "kapital",
                   "styring", "aendringer", "ophoer", "borgere", "data", "uenighed",
                   "underskrifter", "spoergsmaal", "bilag"]  # fmt: skip
    assert [s.title.split(".")[0] for s in report.sections] == [str(n) for n in range(1, 16)]
    blank = "[udfyldes]" if language == "da" else "[to be filled in]"
    assert blank in text_of(report)
    assert "kr.." not in text_of(report) and "None" not in text_of(report)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_every_payment_line_stands_in_the_rate_card(structure: str) -> None:
    contract = contract_of(structure)
    rows = table(agreement(contract), "Takstkort").rows
    assert [row[0].text for row in rows] == [payment.label for payment in contract.payments]


def test_a_line_says_its_price_window_conditions_and_limits() -> None:
    rows = table(agreement(contract_of("direct")), "Takstkort").rows
    six, twelve, group = ([cell.text.replace("\xa0", " ") for cell in row] for row in rows)
    assert six[1] == "35.000 kr. pr. resultat" and six[3] == "700.000 kr."
    assert "Højst én gang pr. borger. Højst 20 i alt." in six[2]
    assert "der har nået »Unge i job eller uddannelse i 6 måneder«" in twelve[2]
    assert group[1] == "i trin (fra 16: 250.000 kr.; derunder 0 kr.)"


def test_payers_capital_and_the_cap_on_the_return() -> None:
    said = text_of(agreement(contract_of("state-co-payer")))
    assert "Staten 70 % og Kommunen 30 %" in said
    assert "betales dog af Staten alene" in said
    assert "Investoren får det, til afkastet er 4,6 % om året" in said
    assert "bortfalder" in said


def test_recourse_guarantee_indexation_and_recycling_are_told() -> None:
    assert "hæfter for »Lån«" in text_of(agreement(contract_of("private-borrower")))
    both = text_of(agreement(contract_of("senior-junior")))
    assert (
        "Fonden garanterer for »Seniorlån«: ved udløb betales 50 % af tabet, højst 500.000" in both
    )
    assert "i 2027-priser" in both and "»Juniorlån«, så »Seniorlån«" in both
    assert "6 måneders udgift holdes tilbage" in text_of(agreement(contract_of("municipal-fund")))


def test_it_is_no_legal_advice_and_the_questions_are_dated() -> None:
    report = agreement(contract_of("one-investor"))
    said = text_of(report)
    assert "ikke juridisk rådgivning" in said
    assert f"gennemgået {CHECKED.day}." in said and str(CHECKED.year) in said
    rows = table(report, "Spørgsmål til juristen").rows
    assert all(row[1].text.endswith("?") and row[2].text == "[udfyldes]" for row in rows)
    areas = {row[0].text for row in rows}
    assert "Udbud: udbudsloven" in said and "lånebekendtgørelsen" in said
    assert {"Udbud", "Statsstøtte", "Kommunal låntagning", "Kommunens hjemmel",
            "Databeskyttelse"} <= areas  # fmt: skip
    assert "§" not in "".join(row[1].text for row in rows)


def test_questions_follow_the_contract() -> None:
    def areas(structure: str) -> set[str]:
        rows = table(agreement(contract_of(structure)), "Spørgsmål til juristen").rows
        return {row[0].text for row in rows}

    assert "Statens betaling" in areas("state-co-payer") - areas("direct")
    assert "Finansielle regler" in areas("one-investor") - areas("direct")


def test_people_are_pseudonyms() -> None:
    said = text_of(agreement(contract_of("direct")))
    assert "CPR-numre, navne og andre direkte kendetegn må ikke stå i resultatfilen" in said


def test_amendments_and_their_new_terms_are_written() -> None:
    contract = small(
        {"rule": {"unit": 100}, "label": "Job"},
        caps={"total": 1000},
        amendments=[{"from": "2026-Q2", "agreed": "2026-03-01", "set": {
            "caps": {"total": 2000}, "payments": {"b1": {"rule": {"unit": 150}}},
        }}],
    )  # fmt: skip
    said = text_of(agreement(contract))
    assert "Ændring fra perioden 2026-Q2, aftalt 1. marts 2026" in said
    assert "150 kr. pr. resultat" in said and "højst 2.000 kr. i alt" in said


def test_the_case_gives_rates_goal_and_replaced_costs() -> None:
    contract = read_contract(EXAMPLES / "contracts/loesladte-effektinvestering.yaml")
    alone = text_of(agreement(contract))
    case = read_case(EXAMPLES / "loesladte-uden-tilbagefald.yaml")
    told = text_of(agreement(contract, case))
    assert "se sagen" in alone and "se sagen" not in told
    assert "33 %" in told and "71 %" in told
    assert "ventes henvist 60 borgere" in told
    assert "Ingen ny kriminalitet i to år efter løsladelsen" in told
    assert "»Mentor og koordinator«" in told


def test_a_contract_without_names_is_still_written() -> None:
    said = text_of(agreement(small({"rule": {"unit": 100}})))
    assert "Leverandøren" in said and "Målgruppen er: [udfyldes]" in said


@pytest.mark.parametrize("ending", [".docx", ".pdf", ".html"])
def test_it_is_written_as_a_file(ending: str, tmp_path: Path) -> None:
    from bundlinje.reports.writing import write_report

    file = tmp_path / f"aftale{ending}"
    write_report(agreement(contract_of("senior-junior")), file)
    assert file.stat().st_size > 10_000
