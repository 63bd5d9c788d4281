"""Settlements through the API: by two people, once, and with no small group told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.web.api.conftest import Program, token_of
from tests.web.contract_steps import FREE, PRICE, Table, csv_of, make_table, rows


@pytest.fixture
def table(db: None) -> Table:
    return make_table()


class Desk:
    """The programs of those at a contract, each with every scope."""

    def __init__(self, table: Table) -> None:
        self.address = f"/contracts/{table.contract.id}"
        self.provider = Program(token_of(table.provider.editor))
        self.payer = Program(token_of(table.payer.editor))
        self.chief = Program(token_of(table.payer.administrator))
        self.fund = Program(token_of(table.fund.administrator))
        for one in (self.provider, self.payer, self.chief):
            assert self.say_why(one).status_code == 204

    def say_why(self, who: Program) -> Any:
        return who.ask("post", self.address + "/purpose", {"purpose": "Månedens afregning"})

    def upload(self, who: Program, content: bytes) -> Any:
        return who.send(self.address + "/results", "r.csv", content)

    def submit(self, who: Program) -> Any:
        return who.ask("post", self.address + "/settlements")

    def approve(self, who: Program, settlement: int) -> Any:
        return who.ask("post", f"{self.address}/settlements/{settlement}/approve")

    def settle(self, content: bytes) -> Any:
        assert self.upload(self.provider, content).status_code == 201
        made = self.submit(self.provider).json()
        return self.approve(self.payer, made["id"])


def test_results_become_a_settlement_and_the_ledger(table: Table) -> None:
    desk = Desk(table)
    uploaded = desk.upload(desk.provider, csv_of(rows(30))).json()
    assert (uploaded["rows"], uploaded["has_rows"]) == (30, True)
    draft = desk.provider.get(desk.address + "/settlements/draft").json()
    assert draft["due"] == (30 - FREE) * PRICE
    made = desk.submit(desk.provider)
    assert made.status_code == 201 and made.json()["due"] == draft["due"]
    assert made.json()["may_decide"] is False
    one = f"{desk.address}/settlements/{made.json()['id']}"
    assert desk.payer.get(one).json()["may_decide"] is True
    for kind, begins in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        file = desk.provider.get(f"{desk.address}/settlements/files/{kind}")
        assert file.content.startswith(begins)
    approved = desk.approve(desk.payer, made.json()["id"]).json()
    assert approved["status"] == "approved" and approved["decided_by"]
    ledger = desk.payer.get(desk.address + "/ledger").json()
    assert ledger["holds"] and sum(one["amount"] for one in ledger["entries"]) == draft["due"]
    # A correction is right results, settled again.
    again = desk.settle(csv_of(rows(28))).json()
    assert again["corrects"] and again["due"] == -2 * PRICE
    assert desk.payer.get(desk.address + "/ledger").json()["holds"]
    assert b"kontrolsum" in desk.payer.get(desk.address + "/ledger/file").content


def test_whoever_sees_lines_says_why_once_a_day(table: Table) -> None:
    from bundlinje.web.audit.models import Event

    desk = Desk(table)
    made = desk.settle(csv_of(rows(30))).json()["id"]
    reader = Program(token_of(table.payer.reader))
    listed = reader.get(desk.address + "/settlements").json()
    assert listed["asks_why"] and listed["settlements"][0]["due"] is None
    for address in (f"/settlements/{made}", "/results", "/settlements/draft"):
        refused = reader.get(desk.address + address)
        assert (refused.status_code, refused.json()["type"]) == (403, "say-why")
    asked = desk.address + "/purpose"
    assert reader.ask("post", asked, {"purpose": "          "}).status_code == 422
    assert desk.say_why(desk.fund).status_code == 403
    plain = Program(token_of(table.payer.reader, "contracts:read"))
    assert desk.say_why(plain).json()["type"] == "missing-scope"
    assert plain.get(desk.address + "/settlements").json()["asks_why"] is False
    assert desk.say_why(reader).status_code == 204
    assert reader.get(f"{desk.address}/settlements/{made}").json()["lines"]
    assert reader.get(desk.address + "/settlements").json()["settlements"][0]["due"]
    noted = Event.objects.get(who=table.payer.reader, action="look-at-rows")
    assert noted.purpose == "Månedens afregning"
    # The next day it is asked again.
    noted.when -= timedelta(days=1)
    Event.objects.filter(pk=noted.pk).update(when=noted.when)
    assert reader.get(f"{desk.address}/settlements/{made}").json()["type"] == "say-why"


def test_nobody_approves_what_they_uploaded_or_submitted(table: Table) -> None:
    desk = Desk(table)
    desk.upload(desk.payer, csv_of(rows(30)))
    made = desk.submit(desk.payer).json()["id"]
    refused = desk.approve(desk.payer, made)
    assert (refused.status_code, refused.json()["type"]) == (403, "own-settlement")
    reason = {"reason": "Selv fortrudt."}
    address = f"{desk.address}/settlements/{made}/reject"
    assert desk.payer.ask("post", address, reason).status_code == 403
    assert table.contract.settlements.get().status == "submitted"
    # Nor by another token of the same person.
    other = Program(token_of(table.payer.editor, "contracts:approve", "contracts:read"))
    assert desk.approve(other, made).status_code == 403
    assert desk.chief.ask("post", address, {"reason": "010170-1234"}).status_code == 422
    rejected = desk.chief.ask("post", address, {"reason": "Forkerte tal."}).json()
    assert (rejected["status"], rejected["reason"]) == ("rejected", "Forkerte tal.")
    assert desk.approve(desk.chief, made).status_code == 409
    assert table.contract.ledger.count() == 0
    # The uploader is not the approver either where another submitted.
    desk.upload(desk.payer, csv_of(rows(30)))
    other_made = desk.submit(desk.provider).json()["id"]
    assert desk.approve(desk.payer, other_made).status_code == 403
    assert desk.approve(desk.chief, other_made).status_code == 200


def test_a_second_submission_is_refused(table: Table) -> None:
    desk = Desk(table)
    assert desk.submit(desk.provider).status_code == 409
    desk.upload(desk.provider, csv_of(rows(30)))
    assert desk.submit(desk.provider).status_code == 201
    assert desk.submit(desk.payer).status_code == 409
    assert table.contract.settlements.count() == 1
    deleting = desk.payer.ask("delete", desk.address)
    assert (deleting.status_code, deleting.json()["type"]) == (409, "settled")


def test_lines_are_for_those_who_may_see_them_and_tokens_made_for_it(table: Table) -> None:
    desk = Desk(table)
    # Three people more than are free are too few to be told of.
    made = desk.settle(csv_of(rows(3, metric="resultat-12"))).json()
    for program in (desk.fund, Program(token_of(table.payer.editor, "contracts:read"))):
        ledger = program.get(desk.address + "/ledger").json()
        listed = program.get(desk.address + "/settlements").json()
        assert ledger["entries"] is None
        assert all(one["due"] is None and one["reason"] is None for one in listed["settlements"])
        assert (ledger["sums"], listed["sums"]) == ([], []) and ledger["held_back"]
        assert str(PRICE) not in program.get(desk.address + "/ledger/file").content.decode()
        one = program.get(f"{desk.address}/settlements/{made['id']}")
        assert one.status_code == 403
    approver = Program(token_of(table.payer.editor, "contracts:read", "contracts:approve"))
    assert approver.get(f"{desk.address}/settlements/{made['id']}").json()["lines"]
    assert approver.get(desk.address + "/results/rows").json()["type"] == "missing-scope"
    reader = Program(token_of(table.payer.reader))
    assert reader.get(desk.address + "/ledger").json()["entries"] is not None
    assert reader.get(desk.address + "/results/rows").status_code == 403
    later = rows(30, "2028-H1"), rows(12, "2028-H1", "resultat-12", start=50)
    desk.settle(csv_of(rows(3, metric="resultat-12"), *later))
    (one,) = desk.fund.get(desk.address + "/ledger").json()["sums"]
    assert all(part["people"] is None or part["people"] >= 5 for part in one["payments"])


def test_disputes_are_noted_answered_and_closed_by_who_raised_them(table: Table) -> None:
    desk = Desk(table)
    made = desk.settle(csv_of(rows(30))).json()["id"]
    address = desk.address + "/disputes"
    raised = desk.fund.ask("post", address, {"text": "For meget.", "settlement": made})
    assert raised.status_code == 201 and raised.json()["raised_for"] == "Fond"
    notes = f"{address}/{raised.json()['id']}/notes"
    assert len(desk.payer.ask("post", notes, {"text": "Nej."}).json()["notes"]) == 2
    assert desk.payer.ask("post", notes, {"text": "Slut.", "closes": True}).status_code == 409
    assert desk.fund.ask("post", notes, {"text": "Vi er enige.", "closes": True}).status_code == 200
    assert desk.payer.ask("post", notes, {"text": "Tak."}).status_code == 409
    assert desk.fund.ask("post", address, {"text": "010170-1234"}).status_code == 422
    assert desk.fund.ask("post", address, {"text": "x", "settlement": 2**62}).status_code == 404
    (one,) = desk.provider.get(address).json()
    assert one["open"] is False and [note["closes"] for note in one["notes"]] == [
        False, False, True
    ]  # fmt: skip


def _at_once(acts: list[Any]) -> list[int]:
    def act(one: Any) -> int:
        try:
            return int(one().status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


@pytest.mark.django_db(transaction=True)
def test_two_submissions_and_two_approvals_at_once_end_as_one() -> None:
    table = make_table()
    desk = Desk(table)
    desk.upload(desk.provider, csv_of(rows(30)))
    answers = _at_once([lambda: desk.submit(desk.provider), lambda: desk.submit(desk.payer)] * 2)
    assert sorted(answers) == [201, 409, 409, 409]
    made = table.contract.settlements.get()
    # Whoever of the two did not submit approves, and the administrator at the same time.
    approvers = [desk.chief, desk.chief, desk.payer]
    answers = _at_once([lambda one=one: desk.approve(one, made.pk) for one in approvers])
    assert answers.count(200) == 1 and set(answers) <= {200, 403, 409}
    assert table.contract.settlements.get().status == "approved"
    assert sum(entry.amount for entry in table.contract.ledger.all()) == (30 - FREE) * PRICE
