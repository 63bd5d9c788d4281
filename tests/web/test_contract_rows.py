"""Guarantees, the sharing of a surplus and conditions of a payment, changed on screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import bundlinje
from bundlinje.basics.yaml_tree import parse_document
from bundlinje.contracts.contract_file import contract_from_data
from bundlinje.contracts.starting_points import STRUCTURES, starting_point
from bundlinje.web.cases.form.values import NotReadError
from bundlinje.web.contracts import store
from bundlinje.web.contracts.judging import judge
from bundlinje.web.contracts.term_fields import TermField
from bundlinje.web.contracts.terms import field_of, sections
from bundlinje.web.contracts.typed import read, shown
from tests.web.conftest import People, client_of

BOND = Path(bundlinje.__file__).parent / "examples/contracts/loesladte-effektinvestering.yaml"
PAYMENT = "payments.resultat-6"


def _document(contract: Any) -> dict[str, Any]:
    return store.newest(contract).document


class Form:
    """The form of a contract's terms, as someone fills it in."""

    def __init__(self, client: Client, contract: Any) -> None:
        self.client, self.contract = client, contract
        self.seen = contract.revision

    def type(self, path: str, *rows: tuple[str, ...], **more: Any) -> Any:
        """Post the rows of a field as the page does, with the empty row at the end."""
        found = field_of(path, _document(self.contract))
        assert found is not None, path
        columns = len(found[1].columns)
        cells = {f"c{at}": [*(row[at] for row in rows), ""] for at in range(columns)}
        data = {"path": path, "revision": self.seen, **cells, **more}
        return self.client.post(reverse("change-contract", args=[self.contract.id]), data)

    def says(self, path: str) -> Any:
        """Return what the newest terms say at a path of two levels at most."""
        key, _, id = path.partition(".")
        said = _document(self.contract).get(key)
        if id:
            assert isinstance(said, list)
            return next(one for one in said if one["id"] == id)
        return said


@pytest.fixture
def form(editor: Client, ours: People) -> Form:
    return Form(editor, ours.contract)


def test_a_guarantee_is_added_changed_and_removed(form: Form, editor: Client) -> None:
    before = form.says("guarantees")
    first = ("fond", "senior", "50 %", "loss", "500.000")
    said = form.type("guarantees", first, ("fond", "", "", "", ""))
    assert said.status_code == 422 and "Udfyld »For lånet«" in said.content.decode()
    assert said.content.decode().count('<option value="fond" selected>') == 2, "it stands there"
    assert form.type("guarantees", first, ("bank", "junior", "", "", "")).status_code == 200
    given, new = form.says("guarantees")
    assert given == {"tranche": "senior", "by": "fond", "share": 0.5, "of": "loss", "cap": 500_000}
    assert new == {"tranche": "junior", "by": "bank", "share": 1, "of": "loss"}
    second = ("bank", "junior", "80 %", "drawn", "100.000")
    page = form.type("guarantees", first, second).content.decode()
    assert "Hvad hver part ender med" in page
    valuation = judge(form.contract).valuation
    assert valuation is not None
    covered = valuation.contract.capital.guarantees[1]
    assert (covered.of, covered.by, float(covered.share), covered.cap) == (
        "drawn", "bank", 0.8, 100_000,
    )  # fmt: skip
    form.type("guarantees", first, second, fjern="1")
    assert [one["by"] for one in form.says("guarantees")] == ["bank"]
    form.type("guarantees", second, fjern="1")
    assert form.says("guarantees") is None
    form.contract.refresh_from_db()
    editor.post(
        reverse("undo-contract", args=[form.contract.id]), {"revision": form.contract.revision}
    )
    assert form.says("guarantees") == before, "what is done to a field at once is undone at once"


def test_what_is_wrong_with_a_guarantee_stands_at_the_field(form: Form) -> None:
    page = form.type("guarantees", ("fond", "senior", "150 %", "loss", "")).content.decode()
    assert "form-error-message" in page and "100 %" in page
    refused = form.type("guarantees", ("fond", "senior", "50 %", "loss", "mange"))
    assert refused.status_code == 422 and 'value="mange"' in refused.content.decode()


def test_two_people_at_once(form: Form, ours: People) -> None:
    other = Form(client_of(ours.administrator), ours.contract)
    assert form.type("guarantees").status_code == 200
    assert other.type("surplus", ("payers", "", "", "")).status_code == 200
    late = other.type("guarantees", ("bank", "junior", "", "", ""))
    assert late.status_code == 409 and "har ændret feltet imens til tomt" in late.content.decode()
    assert form.says("guarantees") is None and form.says("surplus") == [{"to": "payers"}]


def test_a_surplus_is_shared(form: Form) -> None:
    limited, payers = ("junior", "6 %", "", ""), ("payers", "", "", "60 %")
    page = form.type("surplus", limited, payers).content.decode()
    assert "Andelene giver 60 % i alt, ikke 100 %." in page
    multiple = ("senior", "", "1,5", "")
    rest = ("provider", "", "", "")
    form.type("surplus", limited, payers, ("provider", "", "", "40 %"), multiple, rest)
    assert form.says("surplus") == [
        {"to": "junior", "until_irr": 0.06}, {"split": {"payers": 0.6, "provider": 0.4}},
        {"to": "senior", "until_multiple": 1.5}, {"to": "provider"},
    ]  # fmt: skip
    assert judge(form.contract).valuation is not None
    for wrong, why in (
        (("junior", "6 %", "", "10 %"), "Skriv kun ét"),
        (("payers", "6 %", "", ""), "kan kun udfyldes for et lån"),
        (("ingen", "", "", ""), "Vælg en af mulighederne"),
        ((), "Betalerne står to gange"),
    ):
        twice = ("payers", "", "", "60 %"), ("payers", "", "", "40 %")
        refused = form.type("surplus", *([wrong] if wrong else twice))
        assert refused.status_code == 422 and why in refused.content.decode(), why
    form.type("surplus")
    assert form.says("surplus") is None


def test_a_loan_that_goes_takes_its_share_of_the_surplus_along(form: Form, editor: Client) -> None:
    form.type("surplus", ("junior", "", "", "30 %"), ("provider", "", "", "70 %"))
    form.contract.refresh_from_db()
    data = {"path": "tranches.junior", "revision": form.contract.revision}
    editor.post(reverse("remove-term", args=[form.contract.id]), data)
    assert form.says("surplus") == [{"split": {"provider": 0.7}}]
    page = editor.get(reverse("contract", args=[form.contract.id])).content.decode()
    assert "Andelene giver 70 % i alt" in page


def test_conditions_of_a_payment(form: Form) -> None:
    document = _document(form.contract)
    document["metrics"].append({"id": "inddragelse", "label": "Inddragelse", "measure": "rate",
                                "expect": {"people": 60, "rate": 0.7, "without": 0}})  # fmt: skip
    store.replace(form.contract.id, client_user(form), 10**6, document)
    form.contract.refresh_from_db()
    form.seen = form.contract.revision
    requires, when = f"{PAYMENT}.requires", f"{PAYMENT}.when"
    form.type(requires, ("resultat-12", ""))
    assert form.says(PAYMENT)["requires"] == "resultat-12"
    form.type(requires, ("resultat-12", "2"))
    assert form.says(PAYMENT)["requires"] == {"metric": "resultat-12", "at_least": 2}
    form.type(when, ("inddragelse", "65 %", ""))
    assert form.says(PAYMENT)["when"] == {"metric": "inddragelse", "at_least": 0.65}
    page = form.type(when, ("inddragelse", "65 %", "60 %")).content.decode()
    assert "form-error-message" in page, "nothing is both"
    both = ("inddragelse", "65 %", ""), ("resultat-24", "", "100")
    form.type(when, *both)
    assert form.says(PAYMENT)["when"] == [
        {"metric": "inddragelse", "at_least": 0.65}, {"metric": "resultat-24", "below": 100},
    ]  # fmt: skip
    judged = judge(form.contract)
    assert judged.valuation is not None and judged.contract is not None
    assert len(judged.contract.payments[0].when) == 2
    page = form.client.get(reverse("contract", args=[form.contract.id])).content.decode()
    assert 'value="65 %"' in page
    form.type(when, *both, fjern="2")
    assert form.says(PAYMENT)["when"] == {"metric": "inddragelse", "at_least": 0.65}
    form.type(when)
    form.type(requires, ("resultat-12", "2"), fjern="1")
    assert not {"requires", "when"} & set(form.says(PAYMENT))


def client_user(form: Form) -> Any:
    return store.newest(form.contract).author


def _documents() -> dict[str, dict[str, Any]]:
    found = {name: starting_point(name).encode() for name in STRUCTURES}
    found["bond"] = BOND.read_bytes()
    return {name: parse_document(text, name).root.plain() for name, text in found.items()}


@pytest.mark.parametrize(("name", "document"), _documents().items(), ids=lambda x: str(x)[:20])
def test_typing_what_stands_in_rows_again_means_the_same(
    name: str, document: dict[str, Any]
) -> None:
    before = contract_from_data(document, name)
    fields = [one for part in sections(document) for one in part.fields if one.kind == "rows"]
    assert {"requires", "when"} <= {one.form for one in fields}
    for one in fields:
        one.set(document, _again(one, one.value(document)))
    after = contract_from_data(document, name)
    assert after.capital == before.capital
    assert after.versions == before.versions
    assert after.periods == before.periods


def _again(one: TermField, value: Any) -> Any:
    rows = shown(one, value, "da").rows
    posted = {f"c{at}": [row[at] for row in rows] for at in range(len(one.columns))}
    return read(one, posted, "da")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("surplus", [{"split": {"provider": 1}}, {"split": {"payers": 1}}]),
        ("guarantees", [{"tranche": "senior", "by": "fond", "share": {"mean": 0.5}}]),
        (f"{PAYMENT}.when", [{"metric": "resultat-12", "andet": 1}]),
    ],
)
def test_what_rows_cannot_say_is_shown_and_left(path: str, value: Any, ours: People) -> None:
    document = _document(ours.contract)
    found = field_of(path, document)
    assert found is not None
    stands = shown(found[1], value, "da")
    assert stands.fixed and not stands.rows


def test_at_most_one_outcome_must_be_reached_first(ours: People) -> None:
    found = field_of(f"{PAYMENT}.requires", _document(ours.contract))
    assert found is not None
    posted = {"c0": ["resultat-12", "resultat-24"], "c1": ["", ""]}
    with pytest.raises(NotReadError):
        read(found[1], posted, "da")
