"""A contract with its parties, and the steps from results to an approved settlement."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.web.conftest import People, client_of, make_people

#: The template pays 90,000 kr. for each person above the first 20, up to the 45th.
FREE, PRICE = 20, 90_000


def rows(people: int, period: str = "2027-H2", metric: str = "resultat-6", start: int = 0) -> str:
    """Return the rows of so many people who have reached an outcome."""
    return "".join(f"{period},{metric},1,b{start + at}\n" for at in range(people))


def csv_of(*parts: str) -> bytes:
    return ("period,metric,value,person\n" + "".join(parts)).encode()


def upload(client: Client, contract: Any, content: bytes, name: str = "resultater.csv") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("upload-results", args=[contract.id]), {"fil": file})


def submit(client: Client, contract: Any) -> Any:
    return client.post(reverse("submit-settlement", args=[contract.id]), follow=True)


def says_why(client: Client, contract: Any) -> Any:
    """Say what one looks at rows about people for; those who see sums only are not asked."""
    return client.post(reverse("say-why", args=[contract.id]), {"formaal": "Månedens afregning"})


def approve(client: Client, contract: Any, settlement: Any) -> Any:
    address = reverse("approve-settlement", args=[contract.id, settlement.id])
    return client.post(address, follow=True)


def waiting(contract: Any) -> Any:
    return contract.settlements.get(status="submitted")


def sign(contract: Any, *people: Any) -> None:
    """Let all parties agree to the newest terms: those here, and the others on paper."""
    from bundlinje.web.contracts import consent

    owner = people[0].editor
    contract.refresh_from_db()
    revision = consent.propose(contract.id, contract.revision, owner)
    for one in people:
        consent.agree(contract.id, revision, one.editor, one.organisation)
    contract.refresh_from_db()
    for signer in consent.consent_to(contract, revision).missing:
        day = datetime.date(2026, 11, 2)
        consent.agree_on_paper(contract.id, revision, owner, signer.name, day)
    contract.refresh_from_db()
    assert contract.agreed == revision


@dataclass
class Table:
    """A contract that a municipality owns, with a provider, a fund and an intermediary."""

    contract: Any
    payer: People
    provider: People
    fund: People
    middle: People

    def settle(self, content: bytes) -> Any:
        """Read results, submit and approve by different people; return the settlement."""
        assert upload(client_of(self.provider.editor), self.contract, content).status_code == 302
        submit(client_of(self.provider.editor), self.contract)
        found = waiting(self.contract)
        approve(client_of(self.payer.editor), self.contract, found)
        found.refresh_from_db()
        return found


def make_table(signed: bool = True) -> Table:
    from bundlinje.web.contracts import store
    from bundlinje.web.contracts.models import Part, Party

    payer = make_people("Kommune")
    provider = make_people("Hus", "leverandør")
    fund, middle = make_people("Fond", "fond"), make_people("Bro", "leverandør")
    contract = payer.contract
    # Prices that stay as they are, so that sums can be seen at a glance.
    document = store.newest(contract).document
    document.pop("terms")
    store.replace(contract.id, payer.editor, 1, document)
    contract.refresh_from_db()
    parts = ((provider, Part.PROVIDER, "provider"), (fund, Part.INVESTOR, "fond"),
             (middle, Part.INTERMEDIARY, ""))  # fmt: skip
    for people, part, name in parts:
        Party.objects.create(
            contract=contract, organisation=people.organisation, part=part, name=name
        )
    if signed:
        sign(contract, payer, provider, fund, middle)
    return Table(contract, payer, provider, fund, middle)


def page_of(user: Any, table: Table, name: str = "contract-results") -> str:
    """Return a page of the contract as someone sees it who has said why."""
    client = client_of(user)
    says_why(client, table.contract)
    answer = client.get(reverse(name, args=[table.contract.id]))
    assert answer.status_code == 200
    return answer.content.decode()
