"""Terms on screen: items added and removed, versions, and what was expected beside what came."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bundlinje.web.contracts import items, store
from bundlinje.web.contracts.aggregates import Sum
from bundlinje.web.contracts.expected import held_against
from bundlinje.web.contracts.judging import judge
from bundlinje.web.contracts.models import Contract
from bundlinje.web.contracts.pages import costs_of
from bundlinje.web.contracts.term_words import TermPlaces, words_at
from bundlinje.web.contracts.version_views import moved
from bundlinje.web.sharing.differences import differences
from tests.web.conftest import People, client_of, example, make_contract
from tests.web.contract_steps import csv_of, make_table, rows


def _post(client: Client, name: str, contract: Any, **data: Any) -> Any:
    contract.refresh_from_db()
    data.setdefault("revision", contract.revision)
    return client.post(reverse(name, args=[contract.id]), data, follow=True)


def _document(contract: Any) -> dict[str, Any]:
    return store.newest(contract).document


def test_a_contract_is_built_from_scratch_on_screen(editor: Client, ours: People) -> None:
    """One outcome and one price; then a loan, another outcome, its payment, and limits."""
    from bundlinje.web.cases import store as cases

    case = cases.create(ours.organisation, ours.editor, example("loesladte-uden-tilbagefald"))
    editor.post(reverse("make-contract"), {"sag": str(case.id), "skabelon": "own"})
    contract = Contract.objects.get()
    valuation = judge(contract).valuation
    assert valuation is not None
    delivery = float(valuation.point.table.delivery.sum()) / 100
    assert valuation.point.payments == pytest.approx(delivery, rel=0.02), "the price covers costs"
    for kind in ("tranche", "metric", "unit", "marginal", "steps", "party"):
        _post(editor, "add-term", contract, hvad=kind)
        after = judge(contract).valuation
        assert after is not None, kind
        assert after.point.payments == valuation.point.payments, "no price yet, so nothing moves"
    document = _document(contract)
    assert document["payments"][1]["metric"] == "resultat-2", "the outcome that nobody pays for"
    assert document["tranches"][0]["holder"] == "investor-1"
    assert document["tranches"][0]["commitment"] == pytest.approx(delivery, abs=10_000)
    change = reverse("change-contract", args=[contract.id])
    data = {"path": "caps.total", "value": "1.000.000", "revision": "999"}
    editor.post(change, data)
    assert _document(contract)["caps"]["total"] == 1_000_000
    editor.post(change, {**data, "value": ""})
    assert "total" not in _document(contract)["caps"]
    assert judge(contract).valuation is not None


@pytest.mark.parametrize("structure", ["own", "senior-junior", "direct"])
def test_what_is_added_can_be_taken_out_again(structure: str, editor: Client, ours: People) -> None:
    from tests.web.conftest import make_contract

    contract = make_contract(ours, structure)
    before = _document(contract)
    added = {"party": "parties", "metric": "metrics", "unit": "payments", "tranche": "tranches"}
    for kind, key in added.items():
        if kind == "unit":
            continue
        _post(editor, "add-term", contract, hvad=kind)
        new = _document(contract)[key]
        last = list(new)[-1] if isinstance(new, dict) else new[-1]["id"]
        _post(editor, "remove-term", contract, path=f"{key}.{last}")
    after = _document(contract)
    after["parties"].pop("investor-1", None)
    assert after == before
    _post(editor, "add-term", contract, hvad="unit")
    _post(editor, "undo-contract", contract)
    assert _document(contract)["payments"] == before["payments"]


def test_what_something_rests_on_is_not_removed(editor: Client, ours: People) -> None:
    contract = ours.contract
    for path, why in (
        ("metrics.resultat-6", "betales for resultatet"),
        ("parties.bank", "giver lån"),
        ("parties.provider", "leverer"),
    ):
        answer = _post(editor, "remove-term", contract, path=path)
        assert why in answer.content.decode(), path
    assert contract.revision == 1
    # A loan goes with its guarantee and its share of the surplus.
    _post(editor, "remove-term", contract, path="tranches.junior")
    _post(editor, "remove-term", contract, path="tranches.senior")
    document = _document(contract)
    assert "tranches" not in document and not document["guarantees"]
    assert judge(contract).valuation is not None
    assert _post(editor, "remove-term", contract, path="notes.caps").status_code == 404


def test_each_first_value_can_be_calculated(ours: People) -> None:
    document = _document(ours.contract)
    case = judge(ours.contract).case
    for kind in (name for adding in items.ADDING.values() for name, _ in adding):
        items.add(document, kind, case, 2_000_000)
    assert not judge(ours.contract, document).problems


def test_no_key_stands_on_the_page(editor: Client, ours: People) -> None:
    contract = ours.contract
    document = _document(contract)
    document["payers"] = {"kommune": 0.5}
    document["payments"][0]["rule"] = {"marginal": [[45, 0], [20, 90000]]}
    page = editor.get(reverse("contract", args=[contract.id])).content.decode()
    for key in ("»provider«", "»kommune«", "=participants", "=effect", "Resultat: ", "Betaling: "):
        assert key not in page, key
    judged = judge(contract, document)
    said = {words_at(problem.key, document).da for problem in judged.problems}
    assert judged.problems and all(said)
    assert "Hvem betaler for resultaterne?" in said


def test_words_stand_for_numbers_of_the_case(editor: Client, ours: People) -> None:
    contract = ours.contract
    address = reverse("change-contract", args=[contract.id])
    path = "metrics.resultat-6.expect.rate"
    for text, expected in (
        ("70 %", 0.7),
        ("Sagens succesrate med indsatsen", {"ref": "effect.with"}),
        ("=effect.without", {"ref": "effect.without"}),
        ("the case's success rate with the intervention", {"ref": "effect.with"}),
    ):
        answer = editor.post(address, {"path": path, "value": text, "revision": "999"})
        assert answer.status_code == 200, answer.content.decode()
        assert _document(contract)["metrics"][0]["expect"]["rate"] == expected, text


def test_versions_say_who_changed_what_in_words(editor: Client, ours: People) -> None:
    contract = ours.contract
    address = reverse("change-contract", args=[contract.id])
    data = {"path": "payments.resultat-6.rule.marginal", "revision": "999"}
    editor.post(address, {**data, "c0": ["20", "45", ""], "c1": ["0", "50.000", ""]})
    page = editor.get(reverse("contract-versions", args=[contract.id])).content.decode()
    assert "editor@vores.example" in page and "pris trin for trin" in page
    asked = {"fra": "1", "til": "2"}
    page = editor.get(reverse("contract-difference", args=[contract.id]), asked).content.decode()
    assert "45: 90.000" in page and "45: 50.000" in page
    assert "Hvad hver part ender med i gennemsnit" in page and "Banken" in page
    _post(editor, "contract-go-back", contract, til="1", revision="2")
    contract.refresh_from_db()
    assert contract.revision == 3
    assert _document(contract) == contract.revisions.get(number=1).document
    unknown = editor.get(reverse("contract-difference", args=[contract.id]), {"fra": "1"})
    assert unknown.status_code == 404


def test_nothing_that_differs_is_left_out(ours: People) -> None:
    before = _document(ours.contract)
    after = _document(ours.contract)
    after.pop("terms")
    after["guarantees"][0]["share"] = 0.25
    after["payments"][0]["when"] = {"metric": "resultat-6", "at_least": 3}
    items.add(after, "metric", None, 0)
    said = [one.what.da for one in differences(before, after, "da", TermPlaces)]
    assert "Reguleres om året med" in said and "Garantier" in said
    assert any(one.endswith(", betales kun, hvis") for one in said) and "Nyt resultat 1" in said
    assert len(said) == 5, said
    told = {one.what.da: one for one in differences(before, after, "da", TermPlaces)}
    guarantee = "Fonden (for lånet Seniorlån, dækker 25 %, af tabet, højst 480.000 kr.)"
    assert told["Garantier"].after == guarantee
    condition = next(one for what, one in told.items() if what.endswith(", betales kun, hvis"))
    assert "er mindst 3" in condition.after and "resultat-6" not in condition.after


def test_expected_stands_beside_what_was_approved(db: None) -> None:
    table = make_table()
    valuation = judge(table.contract).valuation
    assert valuation is not None
    none = held_against(valuation, [])
    assert all(row.paid is None for one in none for row in one.rows)
    total = sum(row.amount.mean for one in none for row in one.rows)
    chances = valuation.chances
    assert chances is not None
    assert total == pytest.approx(chances.payments.total.mean, rel=0.1), "save the caps of all"
    table.settle(csv_of(rows(26)))
    page = (
        client_of(table.fund.reader)
        .get(reverse("contract-results", args=[table.contract.id]))
        .content.decode()
    )
    assert "Ventet og faktisk" in page and "540.000,00" in page


def test_what_is_held_back_is_not_shown_as_actual(db: None) -> None:
    table = make_table()
    table.settle(csv_of(rows(3), rows(21, "2028-H1", start=30)))
    table.settle(csv_of(rows(3), rows(21, "2028-H1", start=30), rows(2, "2028-H2", start=60)))
    page = (
        client_of(table.fund.reader)
        .get(reverse("contract-results", args=[table.contract.id]))
        .content.decode()
    )
    held = page[page.index("Ventet og faktisk") :]
    assert "180.000,00" not in held and "2028-H1 – 2028-H2" not in held
    assert "360.000,00" in held and "vises ikke endnu" in held


def test_sums_over_periods_stand_together_and_corrections_with_theirs(ours: People) -> None:
    valuation = judge(ours.contract).valuation
    assert valuation is not None
    name = "resultat-6"
    sums = [
        Sum("2027-H2", "2028-H1", Decimal(10), ((name, 9.0, Decimal(10)),)),
        Sum("2028-H1", "2028-H1", Decimal(-2), ((name, 0.0, Decimal(-2)),), frozenset({name})),
    ]
    first = held_against(valuation, sums)[0].rows[0]
    assert (first.first, first.last) == ("2027-H2", "2028-H1")
    assert (first.paid, first.counted) == (Decimal(8), 9.0)
    assert first.corrected, "else people and amount do not fit"


@pytest.mark.parametrize(
    ("structure", "path"),
    [
        ("one-investor", "payments.resultat-24.rule.unit"),
        ("one-investor", "payments.hold.rule.steps"),
        ("one-investor", "parties.investor"),
        ("one-investor", "replaces"),
    ],
)
def test_what_the_form_cannot_ask_for_again_is_not_emptied(
    structure: str, path: str, editor: Client, ours: People
) -> None:
    contract = make_contract(ours, structure)
    before = _document(contract)
    said = _post(editor, "change-contract", contract, path=path, value="", c0="", c1="")
    assert said.status_code == 422
    assert "Skal udfyldes" in said.content.decode()
    assert _document(contract) == before


def test_what_is_wrong_is_said_once_and_in_the_words_of_the_form(
    editor: Client, ours: People
) -> None:
    contract = make_contract(ours, "one-investor")
    _post(editor, "change-contract", contract, path="title", value="")
    _post(editor, "change-contract", contract, path="payers", c0="kommune", c1="60 %")
    page = editor.get(reverse("contract", args=[contract.id])).content.decode()
    assert page.count("Andelene giver 60 % i alt, ikke 100 %.") == 2  # the field and the panel
    for name in ("contract-agreement", "contract-value"):
        page = editor.get(reverse(name, args=[contract.id])).content.decode()
        assert "Andelene giver 60 % i alt" in page
        assert "payers:" not in page
        assert "title:" not in page


def test_the_costs_that_the_contract_pays_are_ticked_by_name(editor: Client, ours: People) -> None:
    contract = make_contract(ours, "one-investor")
    costs = costs_of(contract)
    page = editor.get(reverse("contract", args=[contract.id])).content.decode()
    assert all(f">{name}</label>" in page for name in costs.values())
    first = next(iter(costs))
    _post(editor, "change-contract", contract, path="replaces", value=[first])
    assert _document(contract)["replaces"] == [first]


def test_a_party_that_is_renamed_is_one_line_of_the_difference(
    editor: Client, ours: People
) -> None:
    contract = make_contract(ours, "one-investor")
    _post(editor, "change-contract", contract, path="parties.investor", value="Fonden Fremtid")
    _post(editor, "change-contract", contract, path="payments.hold.cap.amount", value="9.000.000")
    _post(editor, "add-term", contract, hvad="unit")
    contract.refresh_from_db()
    first, last = (store.revision_of(contract, str(n)) for n in (1, contract.revision))
    lines = [line.what.da for line in moved(contract, first, last, "da")]
    assert "Fonden Fremtid" in lines
    assert "Investoren" not in lines
    found = differences(first.document, last.document, "da", TermPlaces)
    assert not [one for one in found if "id:" in one.before + one.after]
