"""The report as data: every assumption has its source or its mark, and Danish is Danish."""

import re

import pytest

from bundlinje.calculation.case import input_name
from bundlinje.reports.calculation_report import calculation_report
from bundlinje.reports.content import (
    Assumption,
    BulletList,
    Cell,
    Chart,
    Column,
    Figures,
    Paragraph,
    Section,
    Span,
    Subheading,
    Table,
)

ENGLISH = re.compile(
    r"\b(the|of|and|with|without|by|to the|per|is|are|purse|purses|net result|cost|costs|year|"
    r"years|effect|discounted|total|source|assumption|chance of|interval from|fixed|draws|seed|"
    r"municipality|state|citizen|participant|participants|consequences|None|True|False|nan)\b"
)


def texts(report):
    """Yield every text of a report that Bundlinje itself wrote."""
    yield report.citation
    for section in report.sections:
        yield section.title
    for block in report.blocks:
        yield from block_texts(block)


def block_texts(block):
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, BulletList):
        yield from ("".join(span.text for span in entry) for entry in block.entries)
    elif isinstance(block, Subheading):
        yield block.text
    elif isinstance(block, Figures):
        for figure in block.figures:
            yield from (figure.label, figure.value.text, figure.explanation)
    elif isinstance(block, Table):
        yield block.caption
        yield from (f"{column.header} {column.unit}" for column in block.columns)
        for row in (*block.rows, *([block.footer] if block.footer else [])):
            yield from (cell.text for cell in row)
    elif isinstance(block, Chart):
        yield from (block.title, block.key, block.description)
        yield from block_texts(block.table)
    elif isinstance(block, Assumption):
        yield from (block.title, block.unsourced)
        for fact in block.facts:
            yield from (fact.label, fact.value.text)


def own_texts(case):
    """Return the texts of a case, which are shown as they are."""
    titles = [record.title for record in case.records.values()]
    data = f"{case.data} {titles} {case.sources}"
    return {word.lower() for word in re.findall(r"\w+", data)}


def test_no_english_in_a_danish_report(example):
    report = calculation_report(example, "da")
    own = own_texts(example.case)
    for text in texts(report):
        found = [word for word in ENGLISH.findall(text) if word.lower() not in own]
        assert not found, (found, text)


def test_no_danish_in_an_english_report(example):
    danish = re.compile(r"\b(og|ikke|eller|mod|for|af|er|på|udgifter|gevinst|kr\.|mio\.)\b")
    own = own_texts(example.case)
    for text in texts(calculation_report(example, "en")):
        shown = text.replace("“How it was calculated”", "")
        found = [w for w in danish.findall(shown) if w.lower() not in own and w != "for"]
        assert not found, (found, text)


@pytest.mark.parametrize("language", ["da", "en"])
def test_texts_are_clean(example, many, language):
    for result in (example, many):
        for text in texts(calculation_report(result, language)):
            assert "kr.." not in text and ".." not in text.replace("…", ""), text
            assert "  " not in text, text
            assert not re.search(r"(?<![\w-])-\d", text), "a hyphen for a minus"


def assumptions(report):
    return [block for block in report.blocks if isinstance(block, Assumption)]


def test_every_assumption_has_a_source_a_note_or_the_mark(example):
    found = assumptions(calculation_report(example))
    assert found
    for item in found:
        sourced = bool(item.sources or item.notes)
        assert sourced or item.unsourced, item.id
        if item.unsourced:
            assert item.unsourced.startswith("Egen antagelse"), item.id
            assert not item.notes, item.id


def test_every_input_of_the_case_is_among_the_assumptions(example):
    case = example.case
    ids = {item.id for item in assumptions(calculation_report(example))}
    paths = {"participants", *(effect.path for effect in case.effects.values())}
    paths |= {f"costs.{cost.id}" for cost in case.costs}
    paths |= {change.path for change in (*case.consequences, *case.outcomes)}
    paths |= {input_name(name) for name in case.parameters}
    assert {f"forudsaetning-{path.replace('.', '-').replace('/', '-')}" for path in paths} <= ids


def test_every_note_is_shown(example):
    report = calculation_report(example)
    shown = {note for item in assumptions(report) for note in item.notes}
    shown |= {block.text for block in report.blocks if isinstance(block, Paragraph)}
    assert set(example.case.notes.values()) <= shown


def test_a_note_at_no_item_is_shown_too(calculated, small):
    small["notes"] = {"baggrund": "Byrådet har bedt om det."}
    report = calculation_report(calculated(small, 0))
    assert any(isinstance(b, Paragraph) and b.text == "Byrådet har bedt om det."
               for b in report.blocks)  # fmt: skip


def facts(report, anchor):
    item = next(i for i in assumptions(report) if i.id == f"forudsaetning-{anchor}")
    return {f.label: f.value.text.replace("\u00a0", " ").replace("\u2060", "") for f in item.facts}


def test_uncertainty_is_written_out(calculated, small):
    small["effect"] = {
        "goal": "Job",
        "without": 0.3,
        "difference": {"mean": 0.3, "ci95": [0.1, 0.5]},
    }
    small["costs"][0]["amount"] = {"low": 10, "mode": 12, "high": 20}
    small["consequences"][0]["factor"] = {"uniform": [0.5, 1]}
    small["consequences"][0]["price"]["amount"] = {"mean": 3000, "sd": 300}
    report = calculation_report(calculated(small, 0))
    effect = facts(report, "effect")
    assert effect["Effekt (forskel)"] == ("30 procentpoint (95 %-interval 10–50, normalfordelt)")
    assert effect["Succesrate uden indsats"] == "30 % (fast tal)"
    cost = facts(report, "costs-team")
    assert cost["Beløb pr. deltager"] == (
        "13 kr. (lavest 10, mest sandsynligt 12, højest 20; PERT-fordelt)"
    )
    consequence = facts(report, "consequences-ydelse")
    assert consequence["Ganget med faktor"] == "0,75 (ligefordelt mellem 0,5 og 1)"
    assert "gammafordelt" in consequence["Enhedspris pr. uge"]
    assert consequence["Ændring (uge pr. succes)"] == "år 0–2: −20 (fast tal) hvert år"


def test_a_price_is_shown_with_its_conversion(calculated, small):
    small["price_index"] = {2019: 100, 2023: 110}
    small["consequences"][0]["price"] = {"amount": 3000, "price_year": 2019}
    consequence = facts(calculation_report(calculated(small, 0)), "consequences-ydelse")
    assert consequence["Prisniveau"] == (
        "2019-priser; i 2023-priser 3.300 kr. (sagens egne indekstal, ganget med 1,1000)"
    )


def test_an_unknown_reference_is_said_to_be_unknown(calculated, small):
    small["costs"][0]["evidence"] = ["intetsteds"]
    report = calculation_report(calculated(small, 0))
    item = next(i for i in assumptions(report) if i.id == "forudsaetning-costs-team")
    assert item.sources[0].title.text == "intetsteds"
    assert "findes ikke" in item.sources[0].note


def test_items_add_up_to_the_net_result(example):
    report = calculation_report(example)
    table = next(b.table for b in report.blocks if isinstance(b, Chart) and b.id == "vandfald")
    assert {row[0].raw for row in table.rows} == {item.id for item in example.case.items}
    assert sum(row[2].raw for row in table.rows) == pytest.approx(example.point.net_result)
    assert table.rows[-1][3].raw == pytest.approx(example.point.net_result)
    assert table.footer[2].raw == example.point.net_result


def test_society_and_outcomes_are_apart_from_the_net_result(examples):
    report = calculation_report(examples["ips-job"])
    ids = [section.id for section in report.sections]
    assert ids.index("borgerne") > ids.index("usikkerhed")
    society = next(s for s in report.sections if s.id == "parter")
    assert "ikke en samfundsøkonomisk analyse" in society.blocks[0].text


def test_a_case_of_public_purses_only_has_no_society(examples):
    report = calculation_report(examples["loesladte-uden-tilbagefald"])
    assert "parter" not in [section.id for section in report.sections]


def test_the_result_can_be_found_again(example):
    report = calculation_report(example)
    assert example.case.sha256[:12] in report.citation
    assert example.knowledge_base[:12] in report.citation
    assert example.software in report.citation
    assert "frø 1" in report.citation


def test_warnings_name_items_by_their_label(calculated, small):
    small["effect"]["with"] = 0.6
    report = calculation_report(calculated(small))
    section = next(s for s in report.sections if s.id == "regnemaade")
    remarks = "".join(text for block in section.blocks for text in block_texts(block))
    assert "»Effekt« er angivet uden usikkerhed" in remarks


def test_a_table_row_must_fit_its_columns():
    with pytest.raises(ValueError, match="2 cells"):
        Table("x", (Column("a"),), ((Cell("1"), Cell("2")),))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "", "file:///etc"])
def test_only_web_addresses_become_links(url):
    assert Span("x", url).link == ""


def test_anchors_are_unique(example):
    report = calculation_report(example)
    ids = [s.id for s in report.sections if isinstance(s, Section)]
    ids += [b.id for b in report.blocks if isinstance(b, Chart | Assumption)]
    assert len(ids) == len(set(ids))


def test_a_source_for_one_number_does_not_cover_the_others(calculated, small):
    change = small["consequences"][0]
    del change["evidence"]
    change["price"] = {"ref": "prices/herberg110_doegn"}
    change["factor"] = 0.8
    ydelse = {i.title: i for i in assumptions(calculation_report(calculated(small, 0)))}["Ydelse"]
    assert ydelse.sources
    assert ydelse.unsourced == "Egen antagelse uden kilde: mængde og faktor"
    small["notes"] = {"consequences.ydelse": "Talt i kommunen."}
    ydelse = {i.title: i for i in assumptions(calculation_report(calculated(small, 0)))}["Ydelse"]
    assert not ydelse.unsourced
    del small["notes"]
    change["evidence"] = ["effects/ips_dk_30m"]
    ydelse = {i.title: i for i in assumptions(calculation_report(calculated(small, 0)))}["Ydelse"]
    assert not ydelse.unsourced


def test_a_source_says_nothing_twice(examples):
    items = [b for b in calculation_report(examples["ips-job"]).blocks if isinstance(b, Assumption)]
    notes = [source.note for item in items for source in item.sources]
    assert any("Gengivet af andre end myndigheden" in note for note in notes)
    for note in notes:
        parts = note.split(" · ")
        assert not [p for p in parts if any(q != p and q.startswith(p) for q in parts)], note
