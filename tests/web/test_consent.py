"""Consent: one exact revision, all parties, and settlements by what was agreed alone."""

from __future__ import annotations

import datetime
import hashlib
import threading
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from bundlinje.web.accounts.models import Membership, Role
from bundlinje.web.audit.models import Event
from bundlinje.web.contracts import amending, consent, settling, store
from bundlinje.web.contracts.consent import Signer, holding
from bundlinje.web.contracts.models import Agreement, Party
from bundlinje.web.contracts.refusing import RefusedError
from bundlinje.web.notices.seeing import notices_of
from tests.web.conftest import client_of
from tests.web.contract_steps import (
    PRICE,
    Table,
    csv_of,
    make_table,
    rows,
    sign,
    submit,
    upload,
    waiting,
)

PAPER_DAY = datetime.date(2026, 11, 2)


@pytest.fixture
def table(db: None) -> Table:
    return make_table(signed=False)


def _everyone(table: Table) -> tuple[Any, ...]:
    return table.payer, table.provider, table.fund, table.middle


def _change(table: Table, **terms: Any) -> int:
    """Change the newest terms as their owner; return the revision."""
    document = {**store.newest(table.contract).document, **terms}
    number = store.replace(table.contract.id, table.payer.editor, 10**6, document).number
    table.contract.refresh_from_db()
    return number


def test_the_revision_that_holds_is_the_one_that_all_agreed_to() -> None:
    a, b = Signer(None, "a"), Signer(None, "b")
    assert holding(None, 1, {a, b}, {a}) is None
    assert holding(None, 1, {a, b}, {a, b}) == 1
    assert holding(1, 2, {a, b}, {a}) == 1
    assert holding(1, 2, {a, b}, {b, a, Signer(None, "c")}) == 2
    assert holding(1, None, {a}, {a}) == 1
    assert holding(None, 1, set(), set()) is None


def test_nothing_is_settled_before_all_have_agreed(table: Table) -> None:
    contract, provider = table.contract, client_of(table.provider.editor)
    upload(provider, contract, csv_of(rows(26)))
    assert "ikke underskrevet" in submit(provider, contract).content.decode()
    revision = consent.propose(contract.id, contract.revision, table.payer.editor)
    for one in _everyone(table)[:-1]:
        assert not consent.agree(contract.id, revision, one.editor, one.organisation)
    assert not consent.agree_on_paper(contract.id, revision, table.payer.editor, "bank", PAPER_DAY)
    submit(provider, contract)
    assert not contract.settlements.exists()
    assert consent.agree(contract.id, revision, table.middle.editor, table.middle.organisation)
    contract.refresh_from_db()
    assert (contract.agreed, contract.stage) == (revision, "signed")
    submit(provider, contract)
    assert waiting(contract).terms == revision


def test_what_is_noted_of_an_agreement(table: Table) -> None:
    sign(table.contract, *_everyone(table))
    agreed = table.contract.agreed
    owner = client_of(table.fund.reader)
    address = reverse("contract-file", args=[table.contract.id, "yaml"])
    file = owner.get(address, {"version": agreed}).content
    assert {one.digest for one in Agreement.objects.all()} == {hashlib.sha256(file).hexdigest()}
    paper = Agreement.objects.get(name="bank")
    assert (paper.on_paper, paper.organisation, paper.who) == (PAPER_DAY, None, table.payer.editor)
    said = list(Event.objects.filter(which=str(table.contract.id)).values_list("action", flat=True))
    assert said.count("agree") == 4 and said.count("agree-on-paper") == 1
    assert said.count("sign") == 1
    page = owner.get(reverse("contract-agreement", args=[table.contract.id])).content.decode()
    assert "Alle har sagt ja" in page and "underskrevet på papir" in page
    assert "ikke en juridisk underskrift" in page


def test_one_cannot_agree_to_what_is_no_longer_proposed(table: Table) -> None:
    contract = table.contract
    first = consent.propose(contract.id, contract.revision, table.payer.editor)
    consent.agree(contract.id, first, table.fund.editor, table.fund.organisation)
    second = _change(table, title="En anden")
    with pytest.raises(RefusedError):
        consent.propose(contract.id, first, table.payer.editor)
    consent.propose(contract.id, second, table.payer.editor)
    with pytest.raises(RefusedError):
        consent.agree(contract.id, first, table.payer.editor, table.payer.organisation)
    # What was said of the first does not count for the second.
    missing = consent.consent_to(contract, second).missing
    assert Signer(table.fund.organisation.id) in missing


def test_terms_with_errors_are_not_proposed(table: Table) -> None:
    revision = _change(table, payers={"kommune": 0.5})
    with pytest.raises(RefusedError, match="errors"):
        consent.propose(table.contract.id, revision, table.payer.editor)


def test_paper_is_for_parties_that_are_not_here(table: Table) -> None:
    contract, owner = table.contract, table.payer.editor
    revision = consent.propose(contract.id, contract.revision, owner)
    for name in ("fond", "ukendt", "", str(table.fund.organisation.id)):
        with pytest.raises(RefusedError):
            consent.agree_on_paper(contract.id, revision, owner, name, PAPER_DAY)
    future = datetime.date.today() + datetime.timedelta(days=2)
    with pytest.raises(RefusedError):
        consent.agree_on_paper(contract.id, revision, owner, "bank", future)
    assert not Agreement.objects.exists()


def test_a_party_called_as_an_organisation_does_not_agree_for_it(table: Table) -> None:
    """The owner writes the parties' ids; paper for one of them is never another's consent."""
    contract, fund = table.contract, table.fund.organisation
    parties = {**store.newest(contract).document["parties"], str(fund.id): "Fonden"}
    revision = _change(table, parties=parties)
    consent.propose(contract.id, revision, table.payer.editor)
    consent.agree_on_paper(contract.id, revision, table.payer.editor, str(fund.id), PAPER_DAY)
    assert Signer(fund.id) in consent.consent_to(contract, revision).missing


def test_each_agrees_only_for_its_own(table: Table) -> None:
    contract = table.contract
    revision = consent.propose(contract.id, contract.revision, table.payer.editor)
    address = reverse("agree-to-terms", args=[contract.id])
    fund = {"revision": revision, "organisation": str(table.fund.organisation.id)}
    for who in (table.payer.administrator, table.provider.editor):
        assert client_of(who).post(address, fund).status_code == 404
    assert client_of(table.fund.reader).post(address, fund).status_code == 403
    assert not Agreement.objects.exists()
    # Someone in two organisations chooses which.
    Membership.objects.create(
        user=table.provider.editor, organisation=table.fund.organisation, role=Role.EDITOR
    )
    client_of(table.provider.editor).post(address, fund)
    assert Agreement.objects.get().organisation == table.fund.organisation


def test_a_stage_is_not_set_past_consent(table: Table) -> None:
    client, address = (
        client_of(table.payer.editor),
        reverse("contract-stage", args=[table.contract.id]),
    )
    for stage in ("signed", "running"):
        client.post(address, {"stadie": stage})
        table.contract.refresh_from_db()
        assert table.contract.stage == "idea"
    sign(table.contract, *_everyone(table))
    client.post(address, {"stadie": "negotiated"})
    table.contract.refresh_from_db()
    assert table.contract.stage == "signed"
    client.post(address, {"stadie": "running"})
    table.contract.refresh_from_db()
    assert table.contract.stage == "running"


def test_a_party_that_agreed_to_what_holds_is_not_removed(table: Table) -> None:
    sign(table.contract, *_everyone(table))
    party = Party.objects.get(organisation=table.fund.organisation)
    address = reverse("remove-party", args=[table.contract.id, party.id])
    answer = client_of(table.payer.administrator).post(address, follow=True)
    assert "kan ikke fjernes" in answer.content.decode()
    assert Party.objects.filter(id=party.id).exists()


def test_an_amendment_settles_nothing_until_all_agree(table: Table) -> None:
    sign(table.contract, *_everyone(table))
    contract = table.contract
    agreed = contract.agreed
    assert table.settle(csv_of(rows(26))).due == 6 * PRICE
    document = store.newest(contract).document
    document["payments"][0]["rule"]["marginal"][1][1] = 50_000
    _change(table, **document)
    assert table.settle(csv_of(rows(28))).due == 2 * PRICE
    revision = consent.propose(contract.id, contract.revision, table.payer.editor, "2028-H1")
    assert table.settle(csv_of(rows(29))).due == PRICE
    contract.refresh_from_db()
    assert contract.agreed == agreed and contract.stage == "signed"
    for one in _everyone(table):
        consent.agree(contract.id, revision, one.editor, one.organisation)
    assert consent.agree_on_paper(contract.id, revision, table.payer.editor, "bank", PAPER_DAY)
    contract.refresh_from_db()
    assert contract.agreed == revision
    asked = {"fra": agreed, "til": revision}
    address = reverse("contract-difference", args=[contract.id])
    page = client_of(table.fund.reader).get(address, asked).content.decode()
    assert "fra 2028-H1" in page and "45: 50.000" in page and "&#x27;" not in page
    # From 2028-H1 on the new price holds, and what was paid before stands.
    settled = table.settle(csv_of(rows(29), rows(2, "2028-H1", start=40)))
    assert settled.due == 2 * 50_000 and not settled.corrects
    assert settled.terms == revision
    assert settling.ledger_holds(contract)


def test_a_change_from_the_beginning_corrects_what_was_paid(table: Table) -> None:
    sign(table.contract, *_everyone(table))
    table.settle(csv_of(rows(26)))
    document = store.newest(table.contract).document
    document["payments"][0]["rule"]["marginal"][1][1] = 50_000
    _change(table, **document)
    sign(table.contract, *_everyone(table))
    settled = table.settle(csv_of(rows(26)))
    assert settled.corrects and settled.due == -6 * 40_000


def test_a_settlement_is_not_submitted_by_terms_that_changed_meanwhile(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(table.contract, *_everyone(table))
    upload(client_of(table.provider.editor), table.contract, csv_of(rows(26)))
    stale = type(table.contract).objects.get(id=table.contract.id)
    _change(table, title="Ny")
    sign(table.contract, *_everyone(table))
    with pytest.raises(RefusedError, match="changed meanwhile"):
        settling.submit(stale, table.provider.editor, table.provider.organisation)


def test_a_difference_is_laid_over_to_what_is_wanted(table: Table) -> None:
    before = store.newest(table.contract).document
    wanted = store.newest(table.contract).document
    wanted["caps"]["per_period"] = 400_000
    wanted["payments"][0]["cap"] = {"amount": 100_000}
    wanted["payments"][0]["label"] = "Et nyt navn"
    wanted["pays_after"] = {"days": 30}
    wanted["title"] = "En anden titel"
    made = amending.as_amendment(before, wanted, "2028-H1")
    assert made["caps"] == before["caps"] and made["title"] == "En anden titel"
    assert made["amendments"][-1]["from"] == "2028-H1"
    then = amending.amended(made, made["amendments"][-1]["set"])
    then.pop("amendments")
    assert then == wanted
    del wanted["payments"][1]
    with pytest.raises(RefusedError):
        amending.as_amendment(before, wanted, "2028-H1")


def test_a_yes_is_taken_back_until_all_have_agreed(table: Table) -> None:
    contract, fund = table.contract, table.fund
    revision = consent.propose(contract.id, contract.revision, table.payer.editor)
    consent.agree(contract.id, revision, fund.editor, fund.organisation)
    address = reverse("take-back-yes", args=[contract.id])
    body = {"revision": revision, "organisation": str(fund.organisation.id)}
    assert client_of(fund.reader).post(address, body).status_code == 403
    assert client_of(table.payer.editor).post(address, body).status_code == 404
    page = reverse("contract-agreement", args=[contract.id])
    assert "Fortryd jeres ja for Fond" in client_of(fund.editor).get(page).content.decode()
    said = client_of(fund.editor).post(address, body, follow=True).content.decode()
    assert "har taget sit ja tilbage" in said and "Sig ja til vilkårene for" in said
    assert Signer(fund.organisation.id) in consent.consent_to(contract, revision).missing
    assert Event.objects.filter(action="take-back", organisation=fund.organisation).count() == 1
    for other in (table.payer, table.provider):
        assert notices_of(other.editor).filter(kind="taken-back").count() == 1
    # It is said again, and once all have, it stands.
    sign(contract, *_everyone(table))
    said = client_of(fund.editor).post(address, body, follow=True).content.decode()
    assert "kan ikke tages tilbage" in said
    assert Signer(fund.organisation.id) in consent.given(contract, revision)


@pytest.mark.django_db(transaction=True)
def test_a_yes_taken_back_as_the_last_one_is_given_is_either() -> None:
    table = make_table(signed=False)
    contract, fund, last = table.contract, table.fund, table.middle
    revision = consent.propose(contract.id, contract.revision, table.payer.editor)
    consent.agree_on_paper(contract.id, revision, table.payer.editor, "bank", PAPER_DAY)
    for one in (table.payer, table.provider, fund):
        consent.agree(contract.id, revision, one.editor, one.organisation)
    barrier, refused = threading.Barrier(2), []

    def run(act: Any, people: Any) -> None:
        try:
            barrier.wait(10)
            act(contract.id, revision, people.editor, people.organisation)
        except RefusedError as error:
            refused.append(error)
        finally:
            connection.close()

    acts = ((consent.agree, last), (consent.take_back, fund))
    threads = [threading.Thread(target=run, args=one) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    contract.refresh_from_db()
    missing = consent.consent_to(contract, revision).missing
    if refused:
        assert (contract.agreed, missing) == (revision, ())
    else:
        assert (contract.agreed, missing) == (None, (Signer(fund.organisation.id),))


@pytest.mark.django_db(transaction=True)
def test_the_last_agreements_at_once_sign_once() -> None:
    table = make_table(signed=False)
    contract = table.contract
    revision = consent.propose(contract.id, contract.revision, table.payer.editor)
    consent.agree_on_paper(contract.id, revision, table.payer.editor, "bank", PAPER_DAY)
    barrier = threading.Barrier(4)

    def run(people: Any) -> None:
        try:
            barrier.wait(10)
            consent.agree(contract.id, revision, people.editor, people.organisation)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in _everyone(table)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    contract.refresh_from_db()
    assert contract.agreed == revision
    assert Event.objects.filter(action="sign").count() == 1
