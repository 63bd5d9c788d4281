"""Contracts in the browser's answers: made from a case, changed, valued, read from files."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bundlinje.basics.yaml_tree import parse_document
from bundlinje.basics.yaml_writing import yaml_text
from bundlinje.calculation.case_file import case_from_data
from bundlinje.contracts.contract_file import contract_from_data
from bundlinje.contracts.starting_points import STRUCTURES, starting_point
from bundlinje.contracts.valuation import value
from bundlinje.web.cases import store as documents
from bundlinje.web.contracts import store
from bundlinje.web.contracts.judging import judge
from bundlinje.web.contracts.models import Contract
from bundlinje.web.contracts.price_level import paid_for_each_krone
from bundlinje.web.contracts.starting import first_terms
from bundlinje.web.contracts.terms import field_of, sections
from tests.web.conftest import People, client_of, example, make_contract


def _change(client: Client, contract: Any, path: str, **posted: Any) -> Any:
    revision = posted.pop("revision", 10**6)
    data = {"path": path, "revision": revision, **posted}
    return client.post(reverse("change-contract", args=[contract.id]), data)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_contract_begins_with_what_the_case_gives(
    structure: str, editor: Client, ours: People
) -> None:
    data = {"sag": str(ours.case.id), "skabelon": structure}
    made = editor.post(reverse("make-contract"), data)
    contract = Contract.objects.get()
    assert made.url == reverse("contract", args=[contract.id])
    document = store.newest(contract).document
    assert document["metrics"][0]["expect"]["rate"] == {"ref": "effect.with"}
    assert document["metrics"][0]["expect"]["people"] == {"ref": "participants"}
    assert document["replaces"] and "delivery" not in document
    # As much is expected to be paid for each krone of the costs as in the template.
    template = parse_document(starting_point(structure).encode(), structure).root.plain()
    paid = paid_for_each_krone(document, case_from_data(documents.newest(ours.case).document))
    assert paid == pytest.approx(paid_for_each_krone(template), rel=0.02)  # prices are rounded
    assert judge(contract).valuation is not None
    page = editor.get(made.url).content.decode()
    assert "Hvad hver part ender med" in page
    assert "10.000 trækninger" in page


def test_steps_begin_where_the_case_expects_people_to_come() -> None:
    """Else nobody reaches them as expected, and the other prices are set for what they pay."""
    document = example("ips-job")
    document["effect"]["without"], document["effect"]["with"] = 0.1, 0.3
    for name in ("evidence", "studies", "difference", "fit"):
        document["effect"].pop(name, None)
    case = case_from_data(document)
    terms = first_terms("one-investor", case)
    people = sum(document["participants"].values())
    # 12 and 16 of the 15 of 20 that the template expects; the case expects 30 % of each half.
    steps = [step[0] for step in terms["payments"][0]["rule"]["steps"]]
    assert steps == pytest.approx([people / 2 * 0.3 * n / 15 for n in (12, 16)], abs=1)
    found = value(contract_from_data(terms), case, None, 2000)
    assert found.chances is not None
    spent = float(found.point.table.delivery.sum()) / 100
    assert found.chances.payments.total.mean / spent == pytest.approx(1.09, abs=0.03)


def test_a_case_without_a_result_carries_no_contract(editor: Client, ours: People) -> None:
    from bundlinje.web.cases import exchange

    empty = documents.create(ours.organisation, ours.editor, exchange.empty(2026))
    answer = editor.post(reverse("make-contract"), {"sag": str(empty.id), "skabelon": "direct"})
    assert answer.status_code == 422
    assert not Contract.objects.exists()


def test_every_field_says_the_same_again(ours: People) -> None:
    """A form that is left untouched changes nothing, for every template."""
    from bundlinje.web.contracts.typed import read, shown

    for structure in STRUCTURES:
        document = store.newest(make_contract(ours, structure)).document
        for section in sections(document):
            for one in section.fields:
                value = one.value(document)
                stands = shown(one, value, "da")
                posted = {"value": [stands.text]}
                for at in range(len(one.columns)):
                    posted[f"c{at}"] = [row[at] for row in stands.rows]
                assert stands.fixed or read(one, posted, "da") == value, one.path


def test_what_the_file_leaves_out_is_shown_as_it_is_read(editor: Client, ours: People) -> None:
    """Bands count over the contract unless the file says otherwise; other prices by period."""
    page = editor.get(reverse("contract", args=[ours.contract.id])).content.decode()
    counted = re.findall(r"payments-\S+-over-v.*?</select>", page, re.DOTALL)
    assert counted and all('<option value="contract" selected' in one for one in counted)


def test_a_changed_term_moves_the_parties(editor: Client, ours: People) -> None:
    contract = ours.contract
    before = judge(contract).valuation
    answer = _change(
        editor, contract, "payments.resultat-6.rule.marginal",
        c0=["20", "45", ""], c1=["0", "10.000", ""],
    )  # fmt: skip
    assert answer.status_code == 200, answer.content.decode()
    contract.refresh_from_db()
    assert contract.revision == 2
    after = judge(contract).valuation
    assert before is not None and after is not None
    assert after.point.payments < before.point.payments
    page = answer.content.decode()
    assert "hx-partial" in page and re.search(r"party-moved", page)


def test_what_cannot_be_read_is_refused_and_stands(editor: Client, ours: People) -> None:
    answer = _change(editor, ours.contract, "caps.total", value="mange penge")
    assert answer.status_code == 422
    assert "mange penge" in answer.content.decode()
    assert ours.contract.revision == 1


def test_what_can_be_read_but_not_calculated_is_saved_and_said(
    editor: Client, ours: People
) -> None:
    answer = _change(editor, ours.contract, "payers", c0=["kommune", "bank"], c1=["50 %", "20 %"])
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Vilkårene kan ikke regnes endnu" in page and "form-error" in page
    assert ours.contract.revision == 2


def test_a_change_of_what_another_changed_is_refused(ours: People) -> None:
    contract = ours.contract
    first, second = client_of(ours.editor), client_of(ours.administrator)
    assert _change(first, contract, "caps.total", value="4.000.000", revision=1).status_code == 200
    answer = _change(second, contract, "caps.total", value="3.000.000", revision=1)
    assert answer.status_code == 409
    assert "har ændret feltet imens til 4.000.000" in answer.content.decode()
    answer = _change(second, contract, "pays_after.days", value="30", revision=1)
    assert answer.status_code == 200
    document = store.newest(contract).document
    assert (document["caps"]["total"], document["pays_after"]["days"]) == (4_000_000, 30)


def test_a_number_of_the_case_is_shown_as_it_is_now(editor: Client, ours: People) -> None:
    contract = ours.contract
    page = editor.get(reverse("contract", args=[contract.id])).content.decode()
    assert "Følger sagen: 71,0" in page and "Følger sagen: 60 deltagere" in page
    assert "=participants" not in page and "sagens deltagere" in page


def test_undo_and_redo(editor: Client, ours: People) -> None:
    contract = ours.contract
    was = store.newest(contract).document
    _change(editor, contract, "title", value="Ny titel")
    editor.post(reverse("undo-contract", args=[contract.id]))
    assert store.newest(contract).document == was
    editor.post(reverse("redo-contract", args=[contract.id]))
    assert store.newest(contract).document["title"] == "Ny titel"


def _upload(client: Client, contract: Any, text: str) -> Any:
    file = SimpleUploadedFile("kontrakt.yaml", text.encode())
    data = {"fil": file, "revision": contract.revision}
    return client.post(reverse("upload-contract", args=[contract.id]), data)


def test_the_file_goes_out_and_in_again(editor: Client, ours: People) -> None:
    contract = ours.contract
    file = editor.get(reverse("contract-file", args=[contract.id, "yaml"]))
    text = file.content.decode()
    _upload(editor, contract, text)
    contract.refresh_from_db()
    assert contract.revision == 1, "nothing was changed"
    _upload(editor, contract, text.replace("total: 3", "total: 2"))
    contract.refresh_from_db()
    document = store.newest(contract).document
    assert contract.revision == 2 and document["caps"]["total"] < 3_000_000


def test_a_wrong_file_is_refused_with_every_error(editor: Client, ours: People) -> None:
    contract = ours.contract
    document = store.newest(contract).document
    document["payers"] = {"kommune": 0.5}
    document["metrics"][0]["measure"] = "tal"
    document["ukendt"] = 1
    answer = _upload(editor, contract, yaml_text(document))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(word in page for word in ("payers", "measure", "ukendt"))
    assert ours.contract.revision == 1


@pytest.mark.parametrize("kind", ["docx", "pdf", "html"])
def test_the_agreement_is_shown_and_downloaded(kind: str, editor: Client, ours: People) -> None:
    contract = ours.contract
    page = editor.get(reverse("contract-agreement", args=[contract.id])).content.decode()
    assert "Er vi klar til at skrive under?" in page and "Underskrifter" in page
    file = editor.get(reverse("agreement-file", args=[contract.id, kind]))
    assert file.status_code == 200 and len(file.content) > 5000


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "html"])
def test_the_value_is_shown_and_downloaded(kind: str, editor: Client, ours: People) -> None:
    contract = ours.contract
    page = editor.get(reverse("contract-value", args=[contract.id])).content.decode()
    assert "Hvem får hvad hvornår" in page
    names = re.findall(r'data-chart="([^"?]+)', page)
    assert names and "$schema" in editor.get(names[0]).json()
    file = editor.get(reverse("contract-file", args=[contract.id, kind]))
    assert file.status_code == 200 and len(file.content) > 5000


def test_the_form_has_fields_for_the_important_terms(ours: People) -> None:
    document = store.newest(ours.contract).document
    for path in (
        "title", "parties.kommune", "payers", "periods", "pays_after.days", "caps.total",
        "metrics.resultat-6.expect.rate", "payments.resultat-6.rule.marginal",
        "tranches.senior.commitment", "tranches.senior.interest.rate", "surplus", "end",
    ):  # fmt: skip
        assert field_of(path, document) is not None, path
