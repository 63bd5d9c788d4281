"""Every migration forwards and backwards with data in the tables, and the tables fit the code."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.web.conftest import make_people

OURS = "bundlinje.web."


def _labels() -> set[str]:
    from django.apps import apps

    return {config.label for config in apps.get_app_configs() if config.name.startswith(OURS)}


def _plan() -> list[tuple[str, str]]:
    """Return our own migrations in the order they are applied in."""
    executor, ours = MigrationExecutor(connection), _labels()
    whole = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    return [(m.app_label, m.name) for m, _ in whole if m.app_label in ours]


def _go(*targets: tuple[str, str | None]) -> None:
    MigrationExecutor(connection).migrate(list(targets))


def _rows() -> dict[str, int]:
    """Return how many rows each of our tables has; those between people and groups are unused."""
    counts, ours = {}, tuple(f"{label}_" for label in _labels())
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(ours) and not table.startswith("accounts_user_"):
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                counts[table] = cursor.fetchone()[0]
    return counts


@pytest.fixture
def whole(transactional_db: None) -> Iterator[None]:
    """Give a database to take apart, and put it together again."""
    yield
    # What is left is data that a half migrated table cannot hold.
    call_command("migrate", verbosity=0)


def _more_of_contracts(table: Any, settlement: Any) -> None:
    """Fill the tables of contracts that settling does not."""
    from bundlinje.web.contracts import disputes, parties
    from bundlinje.web.contracts.models import Fund

    who, organisation = table.payer.editor, table.payer.organisation
    parties.invite(table.contract, "investor", "", who)
    disputes.raise_one(table.contract, settlement, who, organisation, "Uenig.")
    Fund.objects.create(organisation=organisation, capital=1)


@pytest.mark.django_db(transaction=True)
def test_every_migration_goes_both_ways_on_data(whole: None) -> None:
    people = make_people("Vores")
    from bundlinje.web.accounts.links import invite, sign_in_token
    from bundlinje.web.accounts.models import OwnSignIn, Role
    from bundlinje.web.api import tokens

    OwnSignIn.objects.create(
        organisation=people.organisation, slug="vores", issuer="https://login.vores.example",
        client="bundlinje", secret="-", claim="roles", values={"READER": ["laeser"]},
    )  # fmt: skip
    sign_in_token(people.reader)
    invite(people.organisation, "ny@vores.example", Role.READER, people.administrator)
    from tests.web.contract_steps import csv_of, make_table, rows

    table = make_table()
    settlement = table.settle(csv_of(rows(26)))
    _more_of_contracts(table, settlement)
    tokens.make(people.reader.memberships.get(), "Budgetark", ["cases:read"], 30)
    full = _rows()
    filled = ("acc", "api", "audit", "cases", "contr")
    assert min(full[table] for table in full if table.startswith(filled)) > 0
    plan = _plan()
    assert len(plan) > 4

    # Back one step at a time, each also forwards and back again, down to empty.
    for at in range(len(plan) - 1, -1, -1):
        app, name = plan[at]
        before = [entry for entry in plan[:at] if entry[0] == app]
        down: tuple[str, str | None] = before[-1] if before else (app, None)
        rows = _rows()
        _go(down)
        left = _rows()
        assert all(left[table] == rows[table] for table in left), f"{app} {name} lost rows"
        _go((app, name))
        again = _rows()
        assert all(again[table] == left.get(table, 0) for table in again)
        _go(down)
    assert not _rows()

    # And up again, to tables that work.
    for app, name in plan:
        _go((app, name))
    from django.contrib.contenttypes.models import ContentType

    ContentType.objects.clear_cache()
    make_people("Nye")


@pytest.mark.once
@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said: Any = io.StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=said, verbosity=1)
