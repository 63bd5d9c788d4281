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
    return People(organisation, case=case, **members)


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
