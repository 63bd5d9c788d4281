"""The reports of contracts and portfolios: the answer, tables that add up, and hostile texts."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bundlinje.contracts.contract_file import contract_from_data
from bundlinje.contracts.further import further
from bundlinje.contracts.paid import Paid, with_paid
from bundlinje.contracts.point_settlement import point_settlement
from bundlinje.contracts.portfolio import value_portfolio
from bundlinje.contracts.portfolio_file import read_portfolio
from bundlinje.contracts.valuation import value
from bundlinje.contracts.valuation_result import Valuation
from bundlinje.reports.content import Chart, Report, Table
from bundlinje.reports.contract.charts import party_cash
from bundlinje.reports.contract.portfolio_report import portfolio_report
from bundlinje.reports.contract.positions import cash, outcomes
from bundlinje.reports.contract.settlement_report import settlement_report
from bundlinje.reports.contract.value_report import value_report, words_of
from bundlinje.reports.html import html
from bundlinje.reports.pdf import pdf
from bundlinje.reports.printed import APPENDIX, printed
from bundlinje.reports.svg import NARROW, WIDE, inline_svg
from bundlinje.reports.word import word
from tests.contracts.test_portfolio import contract as small_contract
from tests.contracts.test_portfolio import written
from tests.reports.contract_cases import HOSTILE, ROWS, bond, every_rule, personal, settled
from tests.reports.test_chart_labels import LOOK


@pytest.fixture(scope="module")
def valuation() -> Valuation:
    contract, case = bond()
    return value(contract, case, draws=400)


@pytest.fixture(scope="module")
def report(valuation: Valuation) -> Report:
    lines = point_settlement(valuation.contract, valuation.case)
    return value_report(valuation, "da", lines, further(valuation))


@pytest.fixture(scope="module")
def of_a_fund(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("portfolio")
    path = written(folder, small_contract("a"), small_contract("b"), stages={"modning": 0.5},
                   members=[{}, {"stage": "modning"}], title=HOSTILE, label=HOSTILE)  # fmt: skip
    return portfolio_report(value_portfolio(read_portfolio(path), draws=300))


def tables(report: Report) -> list[Table]:
    found = [block for block in report.blocks if isinstance(block, Table)]
    return found + [block.table for block in report.blocks if isinstance(block, Chart)]


def text_of(report: Report) -> str:
    return re.sub(r"<[^>]+>", " ", html(report))


def test_the_answer_says_what_is_paid_saved_and_risked(report: Report) -> None:
    answer = report.blocks[0].text  # type: ignore[union-attr]
    assert answer.startswith("Kontrakten ventes at betale 3,8")
    for part in ("de offentlige kasser", "risiko for at betale mere", "risiko for tab"):
        assert part in answer
    assert ".." not in answer


def test_a_mean_far_from_what_the_mean_values_give_is_said(valuation: Valuation) -> None:
    chances = valuation.chances
    assert chances is not None
    total = chances.payments.total
    far = replace(total, mean=2 * valuation.point.payments)
    payments = replace(chances.payments, total=far)
    text = text_of(value_report(replace(valuation, chances=replace(chances, payments=payments))))
    text = re.sub(r"[\s\xa0\u202f]+", " ", text)
    assert re.search(r"ventes at betale 3,8\D+, i gennemsnit 7,", text)
    assert re.search(
        r"det svarer til \d+ % af betalingen, som er [\d,]+ mio. kr. i gennemsnit", text
    )


def test_a_purse_that_ends_with_nothing_breaks_even(valuation: Valuation) -> None:
    payers, low = valuation.point.payers, {}
    for purse, net in (("stat", 0.0), ("kommune", -0.3), ("region", 194_982.0)):
        low[purse] = replace(payers[purse], net=net)
    point = replace(valuation.point, payers={**payers, **low})
    text = text_of(value_report(replace(valuation, point=point)))
    assert "Staten går i nul" in text and "Kommunen går i nul" in text
    assert "Regionen ender med et plus på" in text and "på 0 kr." not in text


def test_everything_asked_of_a_contract_has_its_section(report: Report) -> None:
    assert [section.id for section in report.sections] == [
        "hvornaar", "resultat", "kasserne", "kapital", "betaling-og-lofter", "kan-baere",
        "linjer", "vilkaar", "opmaerksom", "regnemaade",
    ]  # fmt: skip


@pytest.mark.parametrize("by", ["quarter", "year"])
def test_parties_and_what_is_in_hand_sum_to_nothing_in_every_span(
    valuation: Valuation, by: str
) -> None:
    found = cash(valuation.point.table, by)
    before = 0.0
    for at in range(len(found.spans)):
        moved = sum(row[at] for row in found.parties.values())
        assert moved + found.hand[at] - before == pytest.approx(0, abs=1e-6)
        before = found.hand[at]


def test_what_parties_end_with_is_what_the_valuation_says(valuation: Valuation) -> None:
    found = {outcome.id: outcome for outcome in outcomes(valuation)}
    assert valuation.chances is not None
    for id, chances in valuation.chances.tranches.items():
        assert found[id].p_loss == pytest.approx(chances.p_loss)
    for purse, chances_of in valuation.chances.payers.items():
        spread = found[purse].spread
        assert spread is not None and chances_of.net is not None
        assert spread.mean == pytest.approx(chances_of.net.mean)
    balance = valuation.chances.provider["balance"]
    own = float(valuation.contract.capital.provider_cash)
    assert not isinstance(balance, float)
    assert found["provider"].spread.mean == pytest.approx(balance.mean - own)  # type: ignore[union-attr]


def test_without_draws_and_without_a_case_nothing_is_made_up() -> None:
    contract, case = bond()
    point = text_of(value_report(value(contract, case, draws=0)))
    assert "Risiko for tab" not in point
    assert "kun punktresultatet" in point
    plain = contract_from_data(
        {
            "format": "bundlinje.contract/1", "title": "Plain", "payers": {"kommune": 1},
            "metrics": [], "payments": [],
            "delivery": [{"date": "2026-01-31", "amount": 100}],
            "outcome_payments": [{"date": "2027-01-31", "amount": 80}],
        }
    )  # fmt: skip
    told = text_of(value_report(value(plain, draws=10)))
    assert "så vi ved ikke, hvad kasserne sparer" in told
    assert "Kontrakten siger ikke, hvad der var sket uden indsatsen" in told


def test_a_settlement_adds_up_and_explains_every_line() -> None:
    made = settled()
    told = settlement_report(made)
    by_period = next(t for t in tables(told) if t.footer and len(t.columns) == 6)
    for col in range(2, 6):
        whole = sum(float(row[col].raw or 0) for row in by_period.rows)
        assert by_period.footer is not None
        assert whole == pytest.approx(float(by_period.footer[col].raw or 0), abs=1e-6)
    text = html(told)
    for at in range(1, len(made.lines) + 1):
        assert f'id="linje-{at}"' in text
    assert "Skåret" in text
    assert "er ikke opfyldt" in text


def test_a_correction_says_what_is_due_now() -> None:
    made = settled()
    paid = Paid(made.lines[:6], ("2026-Q1",))
    answer = settlement_report(with_paid(made, paid)).blocks[0].text  # type: ignore[union-attr]
    assert answer.startswith("Der skal betales") and "er betalt før" in answer


def test_texts_of_a_contract_are_shown_and_never_run(of_a_fund: Report) -> None:
    for told in (settlement_report(settled()), settlement_report(personal()), of_a_fund):
        page = html(told)
        assert "<script" not in page
        assert "&lt;script&gt;" in page
        assert "{{ 7*7 }}" in page
        assert pdf(told).startswith(b"%PDF")
        assert word(told).startswith(b"PK")


def test_every_format_and_language(report: Report, valuation: Valuation) -> None:
    english = value_report(valuation, "en", point_settlement(valuation.contract, valuation.case))
    for told in (report, english):
        assert pdf(told).startswith(b"%PDF")
        assert word(told).startswith(b"PK")
    words = text_of(english)
    for danish in ("Betaling for resultater", "Hvem får", "Risiko", "Leverandøren"):
        assert danish not in words


def test_charts_have_a_description_a_key_and_numbers(report: Report, of_a_fund: Report) -> None:
    for told in (report, of_a_fund, settlement_report(settled())):
        charts = [block for block in told.blocks if isinstance(block, Chart)]
        assert charts
        for chart in charts:
            assert chart.description and chart.key and chart.table.rows
            for width in (NARROW, WIDE):
                chart.draw(width).to_dict()  # checked against the schema


def test_labels_of_charts_stand_free(browser, report: Report, of_a_fund: Report) -> None:  # type: ignore[no-untyped-def]
    told = (report, of_a_fund, settlement_report(settled()))
    charts = [block for each in told for block in each.blocks if isinstance(block, Chart)]
    drawn = "".join(
        f'<div id="{chart.id}" style="width:{width}px">{inline_svg(chart, width)}</div>'
        for chart in charts
        for width in (NARROW, WIDE)
    )
    page = browser.new_page(viewport={"width": 800, "height": 600})
    page.set_content(f"<style>body {{ margin: 0 }} svg {{ width: 100% }}</style>{drawn}")
    found = page.evaluate(LOOK)
    page.close()
    assert found == []


def test_a_contract_of_every_rule_is_told_in_its_terms(tmp_path: Path) -> None:
    contract = contract_from_data(every_rule())
    assert ROWS and contract.payments
    section = next(s for s in settlement_report(settled()).sections if s.id == "vilkaar")
    (listed, *_) = section.blocks
    entries = ["".join(span.text for span in e) for e in listed.entries]  # type: ignore[union-attr]
    assert not any(entry.startswith((" ", "–", "•")) for entry in entries)
    assert all(entry.endswith(".") for entry in entries)


def test_numbers_that_the_text_holds_are_not_repeated_in_the_appendix(report: Report) -> None:
    paper = printed(report)
    appendix = paper.report.sections[-1]
    held = {t.caption for s in paper.report.sections[:-1] for t in s.blocks if isinstance(t, Table)}
    assert appendix.id == APPENDIX
    assert [b.caption for b in appendix.blocks if isinstance(b, Table) and b.caption in held] == [
        "Penge ind og ud, løbende priser"  # by quarter here, by year in the text
    ]
    charts = [block for block in report.blocks if isinstance(block, Chart)]
    assert {paper.behind[chart.id] for chart in charts} <= paper.numbers.keys()


def test_small_parties_have_an_axis_of_their_own(valuation: Valuation) -> None:
    words = words_of(valuation, "da")
    found = cash(valuation.point.table, "quarter")
    panels = party_cash(words, found, WIDE).to_dict()["concat"]
    tops = [panel["layer"][0]["encoding"]["y"]["scale"]["domain"] for panel in panels]
    state, municipality = tops[0], tops[1]
    assert min(municipality) > min(state) / 5


def test_a_chart_folds_away_only_numbers_that_the_text_lacks(report: Report) -> None:
    folded = html(report).count("<details>")
    assert 0 < folded < sum(isinstance(block, Chart) for block in report.blocks)
