"""Cases side by side and under a budget: pages, charts, files, and whose cases they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bundlinje.web.cases import exchange, store
from tests.web.conftest import People, example

#: Pages and numbers, which the kind of database does not matter to.
pytestmark = pytest.mark.once


@pytest.fixture
def three(ours: People) -> list[str]:
    names = ("loesladte-uden-tilbagefald", "psykose-opus")
    made = [store.create(ours.organisation, ours.editor, example(name)) for name in names]
    return [str(ours.case.id), *(str(case.id) for case in made)]


def _get(client: Client, name: str, ids: list[str], *args: str, **more: Any) -> Any:
    return client.get(reverse(name, args=args), {"sag": ids, **more})


def test_cases_stand_side_by_side(reader: Client, three: list[str]) -> None:
    page = _get(reader, "compare", three).content.decode()
    for words in ("A: Individuel", "C: OPUS", "Chance for et bedre nettoresultat end A"):
        assert words in page
    assert "diagram/nettoresultat/?sag=" in page
    chart = _get(reader, "comparison-chart", three, "nettoresultat", bredde="400").json()
    assert chart["width"] <= 400


def test_copies_share_their_draws(editor: Client, ours: People) -> None:
    editor.post(reverse("copy-case", args=[ours.case.id]))
    ids = [str(case.id) for case in ours.organisation.cases.order_by("created")]
    page = _get(editor, "compare", ids).content.decode()
    assert "Sagerne giver de offentlige kasser det samme" in page


@pytest.mark.parametrize("name", ["compare", "ranking"])
def test_too_few_or_unfinished_cases_are_sent_back_with_the_reason(
    name: str, editor: Client, ours: People
) -> None:
    answer = editor.get(reverse(name), {"sag": str(ours.case.id)}, follow=True)
    assert "Vælg fra 2 til" in answer.content.decode()
    empty = store.create(ours.organisation, ours.editor, exchange.empty(2026))
    answer = editor.get(reverse(name), {"sag": [str(ours.case.id), str(empty.id)]}, follow=True)
    assert "mangler svar" in answer.content.decode()
    assert editor.get(reverse(name), {"sag": ["x", "y"]}).status_code == 404


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("compare", ()),
        ("comparison-chart", ("nettoresultat",)),
        ("comparison-file", ("html",)),
        ("ranking", ()),
        ("ranking-chart", ("nettoresultat",)),
        ("ranking-file", ("html",)),
    ],
)
def test_a_case_of_another_organisation_cannot_be_among_them(
    name: str, args: tuple[str, ...], reader: Client, ours: People, theirs: People
) -> None:
    ids = [str(ours.case.id), str(theirs.case.id)]
    assert _get(reader, name, ids, *args).status_code == 404


@pytest.mark.parametrize("name", ["comparison-file", "ranking-file"])
@pytest.mark.parametrize(
    ("kind", "begins"), [("html", b"<!DOCTYPE"), ("docx", b"PK"), ("pdf", b"%PDF")]
)
def test_they_can_be_downloaded(
    name: str, kind: str, begins: bytes, reader: Client, three: list[str]
) -> None:
    answer = _get(reader, name, three, kind)
    assert answer.content.startswith(begins)
    assert answer["Content-Disposition"].endswith(f'.{kind}"')
    assert _get(reader, name, three, "exe").status_code == 404


def test_the_budget_decides_what_fits(reader: Client, three: list[str]) -> None:
    question = {"kasse": "kommune", "fra": "2027", "til": "2030", "efter": "total"}
    rich = _get(reader, "ranking", three, budget="50.000.000", **question).content.decode()
    assert "giver B og C tilsammen det største nettoresultat" in rich
    poor = _get(reader, "ranking", three, budget="100.000", **question).content.decode()
    assert "giver C det største nettoresultat" in poor, "the region pays for C"
    assert 'value="100.000"' in poor


def test_what_is_in_operation_has_paid_its_set_up(reader: Client, three: list[str]) -> None:
    def cost(**more: Any) -> float:
        asked = _get(reader, "ranking", three, kasse="kommune", fra="2027", til="2030", **more)
        rows = asked.context["report_sections"][0]["blocks"][0].block.rows
        return float(next(row[1].raw for row in rows if row[0].text.startswith("B:")))

    setup = sum(
        cost["amount"]["mean"] if isinstance(cost["amount"], dict) else cost["amount"]
        for cost in example("loesladte-uden-tilbagefald")["costs"]
        if cost["kind"] == "setup"
    )
    assert setup > 0
    less = cost() - cost(drift=three[1])
    assert 0 < less < 1.2 * setup


def test_a_budget_that_cannot_be_read_is_said(reader: Client, three: list[str]) -> None:
    page = _get(reader, "ranking", three, budget="mange penge").content.decode()
    assert "er ikke et tal" in page
    assert "Uden en grænse" in page


def test_a_ranking_speaks_english_too(reader: Client, three: list[str]) -> None:
    reader.cookies["sprog"] = "en"
    page = _get(reader, "ranking", three, budget="5,000,000").content.decode()
    assert "Within 5,000,000\u00a0DKK" in page
    assert "largest net result for" in page
