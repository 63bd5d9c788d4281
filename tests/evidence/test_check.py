"""`knowledge check`: the shared records are right, and each kind of fault is found."""

import datetime
import shutil

import pytest

from bundlinje.evidence.checking import check
from bundlinje.evidence.knowledge import SHARED, Knowledge, shared


def test_the_shared_knowledge_base_is_right():
    findings = check(shared())
    assert [problem.to("en") for problem in findings.problems] == []
    assert sum(findings.counts.values()) > 1600


@pytest.fixture
def copy(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(SHARED, folder)
    return folder


def faults(folder):
    return "\n".join(problem.to("en") for problem in check(Knowledge(base=folder)).problems)


def edit(folder, file, before, after, count=1):
    path = folder / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, count), "utf-8")


ROW = "anbr_plejefamilie,Anbringelse i plejefamilie,Foster care,470000,DKK,placement_year"

PLANTED = {
    "unknown column": (
        "unit_prices.csv", "id,title_da", "id,titel_da", "titel_da: unknown column. Did you mean"),
    "missing column": ("rates.csv", ",grade,", ",grad,", "grade: the column is missing"),
    "not a number": (
        "unit_prices.csv", ROW, ROW.replace("470000", "470.000 kr."), "expected a number"),
    "decimal comma": (
        "unit_prices.csv", ROW, ROW.replace("470000", '"470000,5"'), "point as decimal sign"),
    "unknown code": (
        "unit_prices.csv", ROW, ROW.replace("placement_year", "placement_yer"),
        "Did you mean placement_year"),
    "empty and required": (
        "unit_prices.csv", ROW, ROW.replace("Foster care", ""), "the column is required"),
    "wrong year": ("unit_prices.csv", "helårsanbringelse,2019", "helårsanbringelse,19", "a year"),
    "wrong date": ("rates.csv", ",2016-01-01,,", ",2016-02-30,,", "a date such as"),
    "wrong country": ("effect_studies.csv", ",DK,DK,", ",Danmark,DK,", "country codes"),
    "wrong share": (
        "unit_prices.csv", "kommune 0.5 stat 0.5", "kommune 0.5 stat 0.4", "shares that sum to 1"),
    "share of 1.2": ("effect_studies.csv", ",0.65,0.53,", ",1.2,0.53,", "from 0 to 1"),
    "wrong flag": ("effect_studies.csv", ",,true,Afledt: 65", ",,ja,Afledt: 65", "true, false"),
    "wrong address": ("sources.csv", "https://www.herthabv.dk", "www.herthabv.dk", "an address"),
    "no date read": (
        "sources.csv", "https://www.herthabv.dk/takster/,2026-11-22",
        "https://www.herthabv.dk/takster/,", "the column is required"),
    "dangling source": (
        "unit_prices.csv", ",hertha-takster-2023,", ",hertha-takster-2032,",
        "there is no 'sources/hertha-takster-2032'. Did you mean hertha-takster-2023?"),
    "dangling target group": (
        "effect_studies.csv", ",severe_mental_illness,", ",severe_illness,",
        "there is no 'target_groups/severe_illness'"),
    "dangling rule": (
        "unit_prices.csv", ",benefit-ladder,", ",benefit-leader,",
        "there is no 'refund/benefit-leader'"),
    "dangling overlap": (
        "overlaps.yaml", "bundle: prices/anbr_gns_2019", "bundle: prices/anbr_gns_2018",
        "'prices/anbr_gns_2018' is not in the knowledge base"),
    "dangling goal": (
        "target_groups.yaml", "effects/hf_ca_12m_stable", "effects/hf_ca_12m",
        "'effects/hf_ca_12m' is not in the knowledge base. Did you mean hf_ca_12m_"),
    "dangling rule source": (
        "payer_rules/shelter-110.yaml", "source: godt-i-gang-med-housing-first-oekonomien-i",
        "source: godt-i-gang", "'sources/godt-i-gang' is not in the knowledge base"),
    "dangling schedule source": (
        "discount_schedules/dk-2021.yaml", "source: finansministeriet-ny-vejledning-i",
        "source: finansministeriet", "'sources/finansministeriet' is not in"),
    "same id twice": (
        "unit_prices.csv", "\nanbr_institution_opholdssted,", "\nanbr_plejefamilie,",
        "'anbr_plejefamilie' stands twice"),
    "unused source": (
        "sources.csv", "\nhertha-takster-2023,",
        "\nunused,Unused,https://example.org/,2026-11-22,,,\nhertha-takster-2023,",
        "the source 'unused' is not used"),
    "same source twice": (
        "sources.csv", "\nhertha-takster-2023,",
        "\nhertha-2,Hertha: Takster 2023,https://www.herthabv.dk/takster/,2026-11-22,,,"
        "\nhertha-takster-2023,", "says the same as"),
    "interval beside the value": (
        "effect_studies.csv", ",42,36,48,", ",42,44,48,", "expected ci_low ≤ value ≤ ci_high"),
    "arms that do not make the difference": (
        "effect_studies.csv", ",0.65,0.53,0.12,", ",0.75,0.53,0.12,", "the arms make 0.22"),
    "difference that is not the value": (
        "effect_studies.csv", ",0.65,0.53,0.12,", ",0.65,0.53,0.125,", "the value is 12"),
    "events that do not make the share": (
        "effect_studies.csv", ",326,162,164,72,62,", ",326,162,164,92,62,", "the share is 0.444"),
    "arms larger than the study": (
        "effect_studies.csv", ",326,162,164,72,62,", ",300,162,164,72,62,", "the study 300"),
    "unknown key": (
        "payer_rules/shelter-110.yaml", "kind: brackets", "knd: brackets", "unknown key"),
    "wrong kind of rule": (
        "payer_rules/shelter-110.yaml", "kind: brackets", "kind: bracket", "Did you mean brackets"),
    "rule shares": (
        "payer_rules/crisis-centre-109.yaml", "{stat: 0.5, kommune: 0.5}",
        "{stat: 0.5, kommune: 0.4}", "the shares sum to 0.9"),
    "not yaml": ("overlaps.yaml", "overlaps:", "overlaps: [", "not valid YAML"),
    "row too long": ("rates.csv", "\nnaf,", "\nnaf,x,", "fields, expected"),
    "unclosed quote": ("wellbeing.csv", "\nls_min,", '\n"ls_min,', "cannot be read as CSV"),
}  # fmt: skip


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(copy, fault):
    file, before, after, expected = PLANTED[fault]
    edit(copy, file, before, after)
    found = faults(copy)
    assert expected in found
    assert str(copy / file) in found


def test_parts_that_do_not_make_the_bundle_are_found(copy):
    edit(copy, "unit_prices.csv", ",75611,", ",95611,")
    assert "icm-youth: the parts make 153898, but prices/indsats_icm_unge_total" in faults(copy)


def test_every_fault_of_a_file_is_told_in_one_go(copy):
    edit(copy, "unit_prices.csv", ROW, ROW.replace("470000", "x").replace("DKK", "kr"))
    found = faults(copy)
    assert "amount: found 'x'" in found
    assert "currency: found 'kr'" in found
    assert "unit_prices.csv:2:" in found


def test_a_file_that_does_not_belong_is_found(copy):
    (copy / "unit_price.csv").write_text("id\n", "utf-8")
    assert "unknown file. Did you mean unit_prices.csv?" in faults(copy)


def test_a_file_over_a_megabyte_is_found(copy):
    (copy / "price_indexes" / "long.csv").write_text("x" * (1 << 20) + "x", "utf-8")
    assert "larger than 1 MB" in faults(copy)


def test_a_file_in_another_encoding_is_found(copy):
    path = copy / "municipalities.csv"
    path.write_bytes(path.read_text("utf-8").encode("latin-1"))
    assert "not UTF-8" in faults(copy)


def test_a_stale_value_is_found_on_its_day(copy):
    def overdue(day):
        findings = check(Knowledge(base=copy), today=datetime.date.fromisoformat(day))
        return [problem.key for problem in findings.overdue]

    assert "rates/dagpenge_max_2026" not in overdue("2026-12-31")
    assert "rates/dagpenge_max_2026" in overdue("2027-01-01")
    assert "refund/central-refund-adults" in overdue("2027-01-01")


def test_a_stale_value_is_no_fault_of_its_own():
    """A test suite must not turn red because a year has passed."""
    findings = check(shared(), today=datetime.date(2100, 1, 1))
    assert findings.problems == []
    assert findings.overdue
