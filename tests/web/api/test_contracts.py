"""Contracts through the API, as the owner and as each party may use them."""

from __future__ import annotations

from typing import Any

import pytest

from bundlinje.web.contracts import store
from bundlinje.web.contracts.models import Part
from tests.web.api.conftest import Program, token_of
from tests.web.api.rules import CONTRACT, RULES, use
from tests.web.contract_steps import Table, csv_of, make_table, rows

PARTS = {"provider": "provider", "fund": "investor", "middle": "intermediary"}
#: What a party that neither owns the contract nor pays may do below it; the rest is refused.
SEES = {"", "/parties", "/ends", "/agreement/{kind}", "/settlements", "/ledger", "/ledger/file",
        "/disputes", "/disputes/{dispute}/notes", "/consent", "/document", "/history",
        "/history/{number}", "/versions", "/difference", "/files/{kind}"}  # fmt: skip
SETTLES = {"/purpose", "/results/template", "/results", "/results/rows", "/settlements/draft",
           "/settlements", "/settlements/{settlement}", "/settlements/files/{kind}"}  # fmt: skip


@pytest.fixture
def table(db: None) -> Table:
    return make_table()


def _program(people: Any, *scopes: str) -> Program:
    return Program(token_of(people.editor, *scopes))


def _say_why(program: Program, table: Table) -> None:
    address = f"/contracts/{table.contract.id}/purpose"
    assert program.ask("post", address, {"purpose": "Månedens afregning"}).status_code == 204


@pytest.mark.parametrize("name", list(PARTS))
def test_each_part_may_what_the_table_of_rights_says(name: str, table: Table) -> None:
    program = Program(token_of(getattr(table, name).administrator))
    if name == "provider":
        _say_why(program, table)
    for (method, path), rule in RULES.items():
        if not path.startswith(CONTRACT):
            continue
        below = path.removeprefix(CONTRACT)
        allowed = (
            (below in SEES and (method == "get" or below.startswith("/disputes")))
            or below in ("/consent/agree", "/consent/take-back")
            or (name == "provider" and below in SETTLES)
        )  # fmt: skip
        rule.parts(table.payer)
        before = (store.newest(table.contract).number, table.contract.parties.count(),
                  table.contract.settlements.values_list("status", flat=True)[0:9])  # fmt: skip
        response = use(program, (method, path), table.payer)
        refused = response.status_code in (403, 404)
        assert refused is not allowed, (method, path, response.content)
        table.contract.refresh_from_db()
        after = (store.newest(table.contract).number, table.contract.parties.count(),
                 table.contract.settlements.values_list("status", flat=True)[0:9])  # fmt: skip
        assert allowed or list(map(str, before)) == list(map(str, after))


def test_the_owner_reads_the_terms_and_a_party_what_it_may(table: Table) -> None:
    address = f"/contracts/{table.contract.id}"
    owner, party = Program(token_of(table.payer.reader)), Program(token_of(table.fund.reader))
    assert owner.get("/contracts").json()["total"] == 1
    read = party.get(address).json()
    assert read["owner"] == "Kommune"
    assert {one["organisation"] for one in read["parties"]} == {"Kommune", "Hus", "Fond", "Bro"}
    assert "see" in read["may"] and "change" not in read["may"]
    # What it is asked to agree to it reads too; the case's numbers are the owner's.
    assert party.get(address + "/document").status_code == 200
    assert party.get(address + "/files/yaml").content.startswith(b"format")
    assert party.get(address + "/files/xlsx").status_code == 403
    assert party.get(address + "/valuation").status_code == 403
    terms = owner.get(address + "/document")
    assert terms["ETag"] == f'"{terms.json()["revision"]}"'
    assert terms.json()["document"]["id"] == store.newest(table.contract).document["id"]


def test_terms_are_changed_until_the_contract_has_ended(table: Table) -> None:
    owner, address = _program(table.payer), f"/contracts/{table.contract.id}"
    terms = owner.get(address + "/document").json()
    payment = terms["document"]["payments"][0]["id"]
    change = {"changes": [{"path": f"payments.{payment}.label", "value": "Ny"}],
              "revision": terms["revision"]}  # fmt: skip
    changed = owner.ask("patch", address + "/document", change)
    assert changed.status_code == 200 and changed["ETag"] == f'"{terms["revision"] + 1}"'
    assert changed.json()["document"]["payments"][0]["label"] == "Ny"
    undone = owner.ask("post", address + "/undo").json()
    assert undone["document"] == terms["document"] and undone["can_redo"]
    wrong = {"changes": [{"path": f"payments.{payment}.metric", "value": "findes-ikke"}],
             "revision": undone["revision"]}  # fmt: skip
    refused = owner.ask("patch", address + "/document", wrong)
    assert refused.status_code == 422 and "payments" in refused.json()["problems"][0]["where"]
    history = owner.get(address + "/history").json()["items"]
    assert [one["number"] for one in history] == [4, 3, 2, 1]
    back = owner.ask("put", address + "/stage", {"stage": "idea"})
    assert (back.status_code, back.json()["type"]) == (409, "consent")
    assert owner.ask("put", address + "/stage", {"stage": "ended"}).json()["stage"] == "ended"
    again = owner.ask("patch", address + "/document", {**change, "revision": 4})
    assert (again.status_code, again.json()["type"]) == (409, "ended")
    assert owner.ask("delete", address).status_code == 204


def test_versions_of_terms_differ_in_words_and_in_means_and_come_back(table: Table) -> None:
    owner, party = _program(table.payer), Program(token_of(table.fund.reader))
    address = f"/contracts/{table.contract.id}"
    (go,) = party.get(address + "/versions").json()["items"]
    terms = owner.get(address + "/document").json()
    seen, lower = terms["revision"], {"path": "caps.total", "value": 2_000_000}
    changed = owner.ask("patch", address + "/document", {"changes": [lower], "revision": seen})
    assert changed.status_code == 200 and go["last"] == seen
    found = party.get(f"{address}/difference?first={seen}&second={seen + 1}").json()
    (line,) = found["differences"]
    assert "3.300.000" in line["before"] and "2.000.000" in line["after"] and not line["item"]
    ends = {one["label"]: one["mean"] for one in party.get(address + "/ends").json()["parties"]}
    assert {one["what"] for one in found["money"]} == set(ends)
    assert any(one["change"].startswith("+") for one in found["money"])
    assert party.get(f"{address}/difference?first={seen}&second=99").status_code == 404
    back = {"number": seen, "revision": seen + 1}
    assert party.ask("post", address + "/go-back", back).status_code == 403
    again = owner.ask("post", address + "/go-back", back)
    assert again.json()["document"] == terms["document"] and again.json()["can_undo"]
    assert owner.ask("post", address + "/go-back", back).json()["type"] == "conflict"
    same = owner.ask("post", address + "/go-back", {**back, "revision": seen + 2})
    assert (same.status_code, same.json()["type"]) == (409, "nothing-to-do")
    # What all agreed to is what it was.
    assert owner.get(address + "/consent").json()["holds"] == table.contract.agreed
    owner.ask("put", address + "/stage", {"stage": "ended"})
    assert owner.ask("post", address + "/go-back", back).json()["type"] == "ended"


def test_a_change_by_another_in_between_is_not_lost(table: Table) -> None:
    owner = _program(table.payer)
    other = Program(token_of(table.payer.administrator))
    address = f"/contracts/{table.contract.id}/document"
    seen = owner.get(address).json()
    mine = {"changes": [{"path": "title", "value": "Min"}], "revision": seen["revision"]}
    theirs = {"changes": [{"path": "title", "value": "Deres"}], "revision": seen["revision"]}
    assert other.ask("patch", address, theirs).status_code == 200
    refused = owner.ask("patch", address, mine)
    assert refused.status_code == 409 and refused.json()["changes"][0]["paths"] == ["title"]
    whole = {"document": {**seen["document"], "target_group": "Andre"},
             "revision": seen["revision"]}  # fmt: skip
    assert owner.ask("put", address, whole).status_code == 409
    assert owner.get(address).json()["document"]["title"] == "Deres"


def test_what_each_party_ends_with_is_told_to_all(table: Table) -> None:
    address = f"/contracts/{table.contract.id}"
    found = Program(token_of(table.fund.reader)).get(address + "/ends").json()
    assert found["draws"] > 0 and len(found["parties"]) > 2
    for one in found["parties"]:
        assert one["p5"] <= one["p95"] and 0 <= one["p_loss"] <= 1
    owner = _program(table.payer)
    purse = next(one for one in found["parties"] if one["counted"] == "net")
    whole = owner.get(address + "/valuation").json()
    assert whole["uncertainty"]["payers"][purse["party"]]["net"]["mean"] == pytest.approx(
        purse["mean"]
    )
    assert {one["level"] for one in owner.get(address + "/readiness").json()} <= {
        "ready", "doubtful", "missing"
    }  # fmt: skip


def test_a_part_is_invited_and_taken_by_programs(table: Table) -> None:
    from tests.web.conftest import make_people

    chief, address = Program(token_of(table.payer.administrator)), f"/contracts/{table.contract.id}"
    made = chief.ask("post", address + "/invitations", {"part": "investor"}).json()
    assert chief.get(address + "/invitations").json()[0]["part"] == "investor"
    new = make_people("Nyfond", "fond")
    assert _program(new).ask("post", "/contracts/join", {"link": made["link"]}).status_code == 403
    joiner = Program(token_of(new.administrator))
    assert joiner.ask("post", "/contracts/join", {"link": made["link"]}).status_code == 200
    assert joiner.ask("post", "/contracts/join", {"link": made["link"]}).status_code == 404
    party = next(one for one in chief.get(address + "/parties").json()
                 if one["organisation"] == "Nyfond")  # fmt: skip
    assert chief.ask("delete", f"{address}/parties/{party['id']}").status_code == 204
    assert joiner.get(address).status_code == 404
    # The fund is in the contract, and so the contract in its portfolio.
    held = _program(table.fund).get("/portfolio").json()
    assert [one["id"] for one in held["contracts"]] == [str(table.contract.id)]


def test_a_contract_file_is_read_in(table: Table) -> None:
    owner, address = _program(table.payer), f"/contracts/{table.contract.id}"
    file = owner.get(address + "/files/yaml").content
    assert owner.send(address + "/document/file", "k.yaml", file).status_code == 200
    new = file.replace(b"Resultatkontrakt", b"Ny kontrakt", 1)
    read = owner.send(address + "/document/file", "k.yaml", new, If_Match='"2"')
    assert read.json()["document"]["title"].startswith("Ny kontrakt")
    stale = owner.send(address + "/document/file", "k.yaml", file, If_Match='"1"')
    assert stale.status_code == 409


def test_the_parts_are_those_of_the_contracts() -> None:
    from bundlinje.contracts.starting_points import STRUCTURES
    from bundlinje.web.api.routes import contracts
    from bundlinje.web.contracts.models import Stage

    assert set(contracts.PartName.__args__) == set(Part)
    assert set(contracts.StageName.__args__) == set(Stage)
    assert set(contracts.TemplateName.__args__) == set(STRUCTURES)


def test_wrong_results_are_told_row_by_row_and_nothing_is_kept(table: Table) -> None:
    program, address = _program(table.provider), f"/contracts/{table.contract.id}/results"
    _say_why(program, table)
    wrong = csv_of(rows(3), "2027-H2,findes-ikke,1,b9\n", "2099-H1,resultat-6,1,b8\n")
    refused = program.send(address, "r.csv", wrong)
    assert refused.status_code == 422
    assert {one["where"].partition(":")[0] for one in refused.json()["problems"]} >= {"5", "6"}
    cpr = program.send(address, "r.csv", csv_of("2027-H2,resultat-6,1,0101701234\n"))
    assert cpr.status_code == 422 and b"0101701234" not in cpr.content
    assert program.get(address).status_code == 404
    assert table.contract.results.count() == 0
