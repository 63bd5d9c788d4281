"""People of two organisations, their cases, and a signed-in client for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from bundlinje.basics.yaml_tree import read_document
from bundlinje.web.serving import EXAMPLES


@dataclass
class People:
    """One organisation with a member in each role, and one case."""

    organisation: Any
    administrator: Any
    editor: Any
    reader: Any
    case: Any
    own: Any

    @property
    def contract(self) -> Any:
        """The organisation's contract, made when it is first asked for."""
        return self.organisation.contracts.order_by("created").first() or make_contract(self)


def example(name: str = "ips-job") -> dict[str, Any]:
    """Return the document of a case that comes with Bundlinje."""
    document: dict[str, Any] = read_document(Path(EXAMPLES) / f"{name}.yaml").root.plain()
    return document


def make_people(name: str, kind: str = "kommune") -> People:
    from bundlinje.web.accounts.models import Membership, Organisation, Role, User
    from bundlinje.web.cases import store

    organisation = Organisation.objects.create(name=name, kind=kind)
    members = {}
    for role in Role:
        user = User.objects.create_user(f"{role.name.lower()}@{name.lower()}.example", "x" * 14)
        Membership.objects.create(user=user, organisation=organisation, role=role)
        members[role.name.lower()] = user
    case = store.create(organisation, members["editor"], example())
    return People(
        organisation, case=case, own=own_price(organisation, members["editor"]), **members
    )


def own_price(organisation: Any, who: Any, amount: str = "1200") -> Any:
    """Return an own price of an organisation, called after it."""
    from bundlinje.web.knowledge import own_store

    name = f"egen-doegn-{organisation.name.lower()}"
    row = {
        "id": name, "title_da": f"Døgn hos {organisation.name}", "amount": amount,
        "unit": "day_and_night", "price_year": "2023", "price_kind": "local", "flow": "expense",
        "source": f"{name}-kilde",
    }  # fmt: skip
    source = {
        "id": f"{name}-kilde", "title_text": "Takstblad 2025", "accessed": "2026-11-02",
        "url": "https://takster.example/2025",
    }  # fmt: skip
    row = own_store.completed("unit_prices", row)
    made = own_store.add(organisation, who, "unit_prices", row, source, "Vores egen takst.")
    accept(made, organisation.memberships.exclude(user=who).order_by("-role").first().user)
    return made


def accept(record: Any, who: Any) -> None:
    """Take what is proposed of an own record into use."""
    from bundlinje.web.knowledge import own_store

    own_store.review(record, who, own_store.newest_change(record), True, "Set igennem.")


def make_contract(people: People, structure: str = "senior-junior") -> Any:
    """Return a new contract of a template on a case of released prisoners."""
    from bundlinje.calculation.case_file import case_from_data
    from bundlinje.web.cases import store as cases
    from bundlinje.web.contracts import store
    from bundlinje.web.contracts.starting import first_terms

    document = example("loesladte-uden-tilbagefald")
    case = cases.create(people.organisation, people.editor, document)
    terms = first_terms(structure, case_from_data(document))
    if structure == "senior-junior":
        # Round numbers, which the tests count with.
        terms["payments"][0]["rule"]["marginal"][1][0] = 45
        for payment, price in zip(terms["payments"], (90_000, 110_000, 60_000), strict=True):
            payment["rule"]["marginal"][1][1] = price
        terms["caps"]["total"] = 3_300_000
    return store.create(people.organisation, people.editor, case, terms)


@pytest.fixture
def ours(db: None) -> People:
    return make_people("Vores")


@pytest.fixture
def theirs(db: None) -> People:
    return make_people("Deres")


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(ours: People) -> Client:
    return client_of(ours.editor)


@pytest.fixture
def reader(ours: People) -> Client:
    return client_of(ours.reader)


@pytest.fixture
def administrator(ours: People) -> Client:
    return client_of(ours.administrator)


@pytest.fixture
def outsider(theirs: People) -> Client:
    return client_of(theirs.administrator)


@pytest.fixture
def nobody() -> Iterator[Client]:
    yield Client()
