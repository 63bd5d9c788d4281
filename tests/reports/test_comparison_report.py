"""The report of a comparison: cases side by side, and what sets them apart."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from bundlinje.calculation.case_file import case_from_data, case_from_text
from bundlinje.calculation.comparison import Comparison, compare
from bundlinje.cli import main
from bundlinje.reports.comparison_report import comparison_report
from bundlinje.reports.content import BulletList, Chart, Paragraph, Report, Table
from bundlinje.reports.html import html
from bundlinje.reports.pdf import pdf
from bundlinje.reports.printed import printed
from bundlinje.reports.word import word
from tests.reports.conftest import example_text
from tests.reports.pdf_reading import Pdf, flat
from tests.reports.test_content import ENGLISH, own_texts, texts
from tests.small_cases import EXAMPLES

NAMES = ("hjemloeshed-cti", "hjemloeshed-housing-first", "ips-job")


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare([case_from_text(example_text(name), name) for name in NAMES], 200)


@pytest.fixture(scope="module")
def report(comparison) -> Report:
    return comparison_report(comparison)


def table(report: Report, start: str) -> Table:
    tables = [b for b in report.blocks if isinstance(b, Table)]
    tables += [b.table for b in report.blocks if isinstance(b, Chart)]
    (found,) = [t for t in tables if t.caption.startswith(start)]
    return found


def rows(found: Table) -> dict[str, list[str]]:
    return {row[0].text: [cell.text for cell in row[1:]] for row in found.rows}


def test_key_figures_stand_side_by_side(report, comparison):
    figures = table(report, "Nøgletal")
    assert [column.header for column in figures.columns] == ["", "A", "B", "C"]
    shown = rows(figures)
    assert shown["Deltagere"] == ["60", "60", "40"]
    assert shown["Chance for et bedre nettoresultat end A"][0] == "–"
    chances = [comparison.differences[name].net_result.p_positive for name in NAMES[1:]]
    assert shown["Chance for et bedre nettoresultat end A"][1:] == [
        f"{round(c * 100)}\u00a0%" for c in chances
    ]


def test_the_net_result_of_every_purse_in_every_case(report, comparison):
    found = table(report, "Nettoresultat efter kasse")
    raw = {(row[0].raw, row[1].text): [cell.raw for cell in row[2:5]] for row in found.rows}
    for letter, result in zip("ABC", comparison.results, strict=True):
        drawn = result.uncertainty.by_payer["stat"]
        expected = [result.point.by_payer["stat"], drawn.p5, drawn.p95]
        assert raw["stat", letter] == pytest.approx(expected)
        assert raw["total", letter][0] == pytest.approx(result.point.net_result)


def test_outcomes_name_the_case_that_has_them(report):
    found = table(report, "Resultater for borgerne")
    assert [(row[0].text, row[2].text) for row in found.rows][-1] == ("Uger i ordinært job", "C")


def test_what_differs_is_listed_and_nothing_else():
    base = case_from_text(example_text("ips-job"), "ips-job")
    changed = base.change({"effect.difference": 0.2})
    found = table(comparison_report(compare([base, changed], 50)), "Forudsætninger")
    ((label, before, after),) = [[cell.text for cell in row] for row in found.rows]
    assert label == "Effekt: Effekt (forskel)"
    assert flat(before).startswith("12 procentpoint")
    assert flat(after).startswith("20 procentpoint")


def test_equal_cases_are_said_to_be_equal(small):
    cases = [case_from_data(small, name) for name in ("a", "b")]
    report = comparison_report(compare(cases, 50))
    assert rows(table(report, "Nøgletal"))["Chance for et bedre nettoresultat end A"] == ["–", "–"]
    assert report.introduction[0].text.startswith("Sagerne giver de offentlige kasser det samme.")
    said = [block.text for block in report.blocks if isinstance(block, Paragraph)]
    assert "Sagernes forudsætninger er ens." in said


def test_the_answer_does_not_promise_what_the_draws_do_not_carry(small):
    case = case_from_data(small, "a")
    better = case.change({"costs.team.amount": 9990})
    far_better = case.change({"costs.team.amount": 1000})
    answers = [comparison_report(compare([case, c], 100)).introduction[0].text
               for c in (better, far_better)]  # fmt: skip
    # The same draws: even a small saving is certain when everything else is shared.
    assert all(text.startswith("B giver det største nettoresultat") for text in answers)
    apart = case.change({"intervention": "en-anden", "costs.team.amount": 10010})
    text = comparison_report(compare([case, apart], 200)).introduction[0].text
    assert text.startswith("Det er usikkert, hvilken sag der er bedst")


def test_a_comparison_says_what_its_cases_rest_on(small):
    sound = case_from_data(small, "a")
    small["effect"]["evidence"] = []
    report = comparison_report(compare([sound, case_from_data(small, "b")], 100))
    assert report.introduction[0].text.endswith("B er et regneeksempel; grunden står nedenfor.")
    named = report.introduction[1]
    assert isinstance(named, BulletList)
    first, second = ("".join(span.text for span in entry) for entry in named.entries)
    assert first == "A: En lille sag [lille]"
    assert "Effekten er en egen antagelse uden et studie bag" in second


def test_a_best_case_on_weak_grounds_is_best_in_the_calculation_only(small):
    small["effect"]["evidence"] = []
    case = case_from_data(small, "a")
    better = case.change({"costs.team.amount": 1000})
    text = comparison_report(compare([case, better], 100)).introduction[0].text
    assert text.startswith("B giver i beregningen det største nettoresultat")
    assert text.endswith("A og B er regneeksempler; grunden står nedenfor.")


def test_a_purse_of_one_case_alone_is_named(small):
    first = case_from_data(small, "a")
    small["payers"] = {"fond": {"label": "En fond"}}
    small["costs"][0]["paid_by"] = "fond"
    report = comparison_report(compare([first, case_from_data(small, "b")], 50))
    found = table(report, "Nettoresultat efter kasse")
    assert ("En fond", "B") in [(row[0].text, row[1].text) for row in found.rows]
    assert ("En fond", "A") not in [(row[0].text, row[1].text) for row in found.rows]


def test_the_best_is_held_against_every_other_case(small):
    """Certain against the first is not enough where a third case is as good."""
    worst = case_from_data(small, "a").change({"costs.team.amount": 60000})
    good = case_from_data(small, "b")
    rival = good.change({"intervention": "en-anden", "costs.team.amount": 10010})
    text = comparison_report(compare([worst, good, rival], 200)).introduction[0].text
    assert text.startswith("Det er usikkert")


@pytest.mark.parametrize("language", ["da", "en"])
def test_key_figures_of_three_cases_stand_in_one_table(comparison, language):
    paper = printed(comparison_report(comparison, language)).report
    found = next(block for block in paper.blocks if isinstance(block, Table))
    assert [column.header for column in found.columns] == ["", "A", "B", "C"]


def test_danish_is_danish(report, comparison):
    own = set().union(*(own_texts(result.case) for result in comparison.results))
    for text in texts(report):
        assert not [word for word in ENGLISH.findall(text) if word.lower() not in own], text


def test_cases_that_are_not_comparable_are_warned_about(report):
    warnings = [b.text for b in report.blocks if isinstance(b, Paragraph) and b.tone == "warning"]
    assert any("forskellig horisont" in text for text in warnings)


def test_all_formats_say_the_same(report):
    answer = flat(report.introduction[0].text)
    assert answer in flat(html(report).replace("&nbsp;", " "))
    made = Pdf(pdf(report))
    assert answer in made.text
    assert "<pdfuaid:part>1</pdfuaid:part>" in made.xmp
    document = docx.Document(io.BytesIO(word(report)))
    assert answer in [flat(paragraph.text) for paragraph in document.paragraphs]


def test_only_what_one_case_has_stands_under_it(report):
    lists = [block for block in report.blocks if isinstance(block, BulletList)]
    assert any("Jobkonsulent (IPS)" in "".join(s.text for s in entry)
               for found in lists for entry in found.entries)  # fmt: skip


def test_the_title_names_two_cases_where_short(small):
    cases = [case_from_data(small | {"title": title}, title) for title in ("En", "To")]
    assert comparison_report(compare(cases, 0)).title == "Sammenligning: En og To"
    assert comparison_report(compare([*cases, cases[0]], 0)).title == "Sammenligning af 3 sager"


def test_other_target_groups_are_said(report, small):
    said = "Sagerne har ikke samme målgruppe; tallene siger ikke"
    assert any(said in b.text for b in report.introduction if isinstance(b, Paragraph))
    cases = [case_from_data(small, name) for name in ("a", "b")]
    alike = comparison_report(compare(cases, 0)).introduction
    assert not any(said in b.text for b in alike if isinstance(b, Paragraph))


def test_what_is_left_out_and_the_remarks_of_every_case(report, comparison):
    (section,) = [s for s in report.sections if s.id == "forbehold"]
    said = " ".join("".join(span.text for span in entry)
                    for block in section.blocks if isinstance(block, BulletList)
                    for entry in block.entries)  # fmt: skip
    assert "Udligning, bloktilskud og virkninger i resten af økonomien er ikke med." in said
    assert any(result.warnings for result in comparison.results)
    for result in comparison.results:
        for warning in result.warnings:
            assert flat(warning.da).split(": ")[-1].rpartition("/")[2][14:] in flat(said)


def test_without_draws(small):
    case = case_from_data(small, "a")
    report = comparison_report(compare([case, case.change({"costs.team.amount": 1})], 0))
    assert "Chance for et bedre nettoresultat end A" not in rows(table(report, "Nøgletal"))
    assert "Sandsynligheden" not in report.introduction[0].text


def test_on_the_command_line(tmp_path: Path, capsys):
    files = [tmp_path / f"sammenligning.{ending}" for ending in ("html", "pdf", "docx")]
    cases = [str(EXAMPLES / f"{name}.yaml") for name in NAMES[:2]]
    asked = [part for file in files for part in ("--report", str(file))]
    assert main(["compare", *cases, "--draws", "50", *asked]) == 0
    printed = capsys.readouterr().out
    for file in files:
        assert f"Skrevet: {file}" in printed
        assert file.stat().st_size > 1000


def test_a_report_of_an_unknown_kind(tmp_path: Path, capsys):
    cases = [str(EXAMPLES / f"{name}.yaml") for name in NAMES[:2]]
    assert main(["compare", *cases, "--draws", "0", "--report", str(tmp_path / "x.xlsx")]) == 1
    assert "ikke skrives som '.xlsx'" in capsys.readouterr().err
