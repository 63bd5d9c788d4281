"""The answer in one sentence: what it says, and that it promises no more than the draws carry."""

import json
from dataclasses import replace

import pytest

from bundlinje.calculation.case_file import case_from_data
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.summaries import Distributed
from bundlinje.evidence.knowledge import lookup, shared
from bundlinje.reports import row_charts
from bundlinje.reports.answer import answer, introduction, wrong_pocket_sentence
from bundlinje.reports.break_even_section import break_even_text
from bundlinje.reports.content import Figures, Paragraph
from bundlinje.reports.pockets_section import pocket_words
from bundlinje.reports.words import Words


def plain(text):
    return text.replace("\u00a0", " ").replace("\u2060", "")


def said(result, language="da"):
    return plain(answer(Words(result, language)))


def test_a_likely_surplus_is_said_with_its_interval(calculated, small):
    result = calculated(small)
    text = said(result)
    assert text.startswith("Med rapportens forudsætninger giver indsatsen efter alt at dømme")
    assert "de offentlige kasser et overskud på cirka" in text
    assert "over 4 år (2026–2029)" in text
    assert "med 90 % sandsynlighed mellem et overskud på" in text
    assert text.endswith("kr.") and "kr.." not in text


def test_the_answer_and_the_key_figures_say_the_price_level(calculated, small):
    result = calculated(small)
    level = f"i {result.case.price_year}-priser"
    assert f"kr. {level} over 4 år" in said(result)
    assert f"in {result.case.price_year} prices over 4 years" in said(result, "en")
    [figures] = [b for b in introduction(Words(result, "da")) if isinstance(b, Figures)]
    told = [f.label for f in figures.figures if level in plain(f.explanation)]
    assert told == ["Nettoresultat, alle offentlige kasser", "Nettoresultat pr. deltager"]


def test_a_loss_is_called_a_loss(calculated, small):
    small["costs"][0]["amount"] = 500_000
    text = said(calculated(small))
    assert "efter alt at dømme de offentlige kasser et underskud på cirka" in text
    assert "overskud" not in text
    assert "−" not in text, "the word says the sign"


def test_an_uncertain_result_is_called_uncertain(calculated, small):
    small["effect"]["with"] = {"mean": 0.36, "ci95": [0.16, 0.56]}
    text = said(calculated(small))
    assert text.startswith("Det er usikkert, om indsatsen giver de offentlige kasser overskud")
    assert "mellem et underskud på" in text and "og et overskud på" in text


def test_a_probable_result_is_called_probable(calculated, small):
    small["effect"]["with"] = {"mean": 0.45, "ci95": [0.28, 0.62]}
    result = calculated(small)
    assert 0.8 <= result.uncertainty.net_result.p_positive < 0.95
    assert "giver indsatsen sandsynligvis de offentlige kasser et overskud" in said(result)


def test_without_draws_the_uncertainty_is_said_to_be_unknown(calculated, small):
    result = calculated(small, 0)
    text = said(result)
    assert "sandsynlig" not in text and "cirka" not in text
    blocks = introduction(Words(result, "da"))
    warnings = [b.text for b in blocks if isinstance(b, Paragraph) and b.tone == "warning"]
    assert warnings and "Usikkerheden er ikke beregnet" in warnings[0]
    figures = next(b for b in blocks if isinstance(b, Figures))
    assert all("interval" not in f.explanation for f in figures.figures)
    assert "Chance for plus" not in [f.label for f in figures.figures]


def test_a_result_of_zero_breaks_even(calculated, small):
    small["costs"] = []
    small["effect"] = {"goal": "Job", "without": 0.3, "with": 0.3}
    assert "går indsatsen lige op" in said(calculated(small))


def test_the_purses_that_gain_and_lose_are_named(examples):
    words = Words(examples["loesladte-uden-tilbagefald"], "da")
    text = wrong_pocket_sentence(words).replace("\u00a0", " ")
    assert "til staten, men et underskud på" in text
    assert text.endswith("for kommunen.")


def test_one_purse_has_no_wrong_pocket(calculated, small):
    assert wrong_pocket_sentence(Words(calculated(small), "da")) == ""


def test_english(calculated, small):
    text = said(calculated(small), "en")
    assert text.startswith("On the assumptions of this report the intervention in all likelihood")
    assert "a surplus of about" in text and "over 4 years (2026–2029)" in text


@pytest.mark.parametrize(
    ("value", "sd", "shown"),
    [
        (7_410_621, 4_300_000, "7,4 mio. kr."),
        (7_410_621, 40_000_000, "7 mio. kr."),
        (-271_662, 600_000, "−270.000 kr."),
        (1_234_567, 1.0, "1,23 mio. kr."),
        (0.0, 10.0, "0 kr."),
    ],
)
def test_amounts_are_rounded_to_what_the_spread_allows(calculated, small, value, sd, shown):
    words = Words(calculated(small, 0), "da")
    assert words.amount(value, sd).replace("\u00a0", " ") == shown


def test_an_interval_says_its_unit_once(calculated, small):
    words = Words(calculated(small, 0), "da")
    drawn = Distributed(0, 1e6, -1.2e6, 0, 0, 0, 15.1e6, 0.9)
    assert words.interval(drawn, 1e5).replace("\u00a0", " ") == "−1,2 til 15,1 mio. kr."


def test_an_interval_whose_ends_are_written_alike_is_left_out(calculated, small):
    small["costs"][0]["amount"] = 0.001
    small["consequences"][0]["price"] = {"amount": 0.001}
    text = said(calculated(small))
    assert "et resultat på omkring 0 kr." in text and "sandsynlighed" not in text


def test_another_currency_is_called_by_its_name(calculated, small):
    small |= {"currency": "EUR", "costs": [], "price_index": {2023: 100}}
    small["consequences"][0]["price"] = {"amount": 0.001}
    assert "omkring 0 EUR" in said(calculated(small))


def test_a_study_without_a_difference_carries_no_effect(calculated, small):
    small["effect"]["evidence"] = ["effects/cti_nl_9m_housing"]
    text = said(calculated(small))
    assert "efter alt at dømme" not in text
    assert "Effekten er en egen antagelse uden et studie bag" in text
    small["effect"]["evidence"].append("effects/ips_dk_30m")
    assert "efter alt at dømme" in said(calculated(small))


UNCONTROLLED = "effects/hf_dk_retention"


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        ({"evidence": []}, "Effekten er en egen antagelse uden et studie bag"),
        ({"evidence": [UNCONTROLLED]}, "Effekten er fra et studie uden kontrolgruppe."),
        ({"evidence": ["egen"]}, "Kilden til effekten er sagens egen"),
        ({"evidence": ["effects/primusmotor_dk_recidiv"]}, "kun bruges med stort forbehold"),
    ],
)
def test_weak_grounds_are_said_in_the_first_paragraph(calculated, small, effect, expected):
    small["sources"] = {"egen": {"title": "En intern rapport"}}
    small["effect"] |= effect
    text = said(calculated(small))
    assert expected in text
    assert text.startswith("I dette regneeksempel giver indsatsen de offentlige kasser et overskud")
    assert "i 90 % af trækningerne mellem" in text
    assert not [word for word in ("efter alt at dømme", "sandsynlig") if word in text]


def test_the_study_whose_number_is_used_counts(calculated, small):
    small["effect"] |= {"difference": {"ref": "effects/hf_ca_12m_stable"}}
    small["effect"] |= {"evidence": [UNCONTROLLED]}
    del small["effect"]["with"]
    text = said(calculated(small))
    assert "efter alt at dømme" in text and "Effekten er" not in text


def test_a_comparison_without_randomisation_is_probable_at_most(small):
    study = lookup("effects/ips_dk_30m")
    weak = shared().instead({study.reference: replace(study, causal_grade="weak")})
    text = said(calculate(case_from_data(small, knowledge=weak), 500))
    assert "giver indsatsen sandsynligvis de offentlige kasser" in text
    assert text.endswith("En del af den kan skyldes, hvem der fik indsatsen.")


def test_what_a_purse_ends_with_is_rounded_alike_everywhere(examples):
    words = Words(examples["ips-job"], "da")
    ends = words.amount(examples["ips-job"].point.by_payer["kommune"], words.spread("kommune"))
    assert ends.removeprefix("−") in wrong_pocket_sentence(words)
    assert pocket_words(words, "kommune").endswith(f"ender med {ends}")
    drawn = row_charts.who_pays_who_gains(examples["ips-job"], words, 700).to_dict(validate=False)
    assert ends in json.dumps(drawn, ensure_ascii=False)


def test_costs_may_grow_by_no_more_than_the_ratio_says(calculated, small):
    words = Words(calculated(small), "da")
    ratio = words.number(words.result.point.benefit_cost_ratio or 0.0, 2)
    found = words.result.point.break_even["kommune"]
    assert f"op til {ratio} gange" in break_even_text(words, found, 1.0)
