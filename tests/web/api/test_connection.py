"""`bundlinje.connect` and its notebook against a server that runs."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import bundlinje
from bundlinje.connection import RefusedError, Server
from bundlinje.web.cases import store
from tests.web.api.conftest import token_of
from tests.web.conftest import People, example, make_people

pytestmark = pytest.mark.once
DOCS = Path(__file__).parents[3] / "docs"
EXAMPLES = Path(bundlinje.__file__).parent / "examples"


@pytest.fixture
def people(transactional_db: None) -> People:
    return make_people("Vores")


@pytest.fixture
def server(people: People, live_server: Any) -> Server:
    return bundlinje.connect(live_server.url, token=token_of(people.editor))


def test_a_case_is_read_changed_and_calculated(server: Server, people: People) -> None:
    assert server.me["organisation"]["name"] == "Vores"
    (case,) = server.cases("jobstøtte")
    assert case.id == str(people.case.id) and case.net_result is not None
    # The document is what the file says, with years as whole numbers.
    assert case.document == example()
    before = case.result()
    # The organisation has a record of its own, so its knowledge base is another.
    other = {"knowledge_base": before["knowledge_base"]}
    assert before.to_dict() == {**case.calculate().to_dict(), **other}
    case.change("participants.2027", 80)
    assert store.newest(people.case).document["participants"] == {2027: 80}
    after = case.result()
    assert after.net_result == pytest.approx(2 * before.net_result)
    assert after.differences(case.calculate()) == {}
    assert "point.net_result" in after.differences(bundlinje.calculate(EXAMPLES / "ips-job.yaml"))
    assert case.undo().document["participants"] == {2027: 40}
    assert case.redo().document["participants"] == {2027: 80}
    assert [one["number"] for one in case.history()] == [4, 3, 2, 1]


def test_a_result_shows_itself(server: Server) -> None:
    result = server.cases()[0].result()
    assert "−271.662" in str(result) and "Chance for plus" in str(result)
    assert "<table" in result._repr_html_() and "Kommune" in result._repr_html_()
    local = bundlinje.calculate(EXAMPLES / "ips-job.yaml").to_frame()
    assert result.to_frame().equals(local)


def test_items_reports_copies_and_removal(server: Server, tmp_path: Path) -> None:
    case = server.cases()[0].copy()
    item = {"id": "lokaler", "label": "Lokaler", "kind": "running", "per": "year",
            "amount": 90000, "years": [2027], "paid_by": "kommune"}  # fmt: skip
    assert case.add("costs", item).document["costs"][-1] == item
    assert len(case.remove("costs.lokaler").document["costs"]) == 2
    case.replace(case.to_case().change({"horizon": 6}))
    assert case.document["horizon"] == 6
    for kind, begins in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("yaml", b"format")):
        written = case.report(kind, tmp_path / f"sag.{kind}")
        assert written.read_bytes().startswith(begins)
    again = server.upload(tmp_path / "sag.yaml")
    assert again.document == case.document
    case.delete()
    assert case.id not in [one.id for one in server.cases()]


def test_a_contract_is_made_changed_settled_and_approved(
    server: Server, people: People, live_server: Any, tmp_path: Path
) -> None:
    from tests.web.contract_steps import csv_of, rows

    case = server.upload(EXAMPLES / "loesladte-uden-tilbagefald.yaml")
    contract = server.new_contract(case, "senior-junior")
    assert server.contract(contract.title).id == contract.id
    contract.change({"title": "Ny kontrakt", "terms": None})
    assert contract.document["title"] == "Ny kontrakt" and contract.problems == []
    assert contract.undo().document["title"] == contract.title
    contract.change("terms", None)
    assert contract.difference(1)["money"] and contract.versions()[0]["first"] == 1
    assert "terms" in contract.go_back(1).document and contract.revision == 5
    assert "terms" not in contract.undo().document and len(contract.history()) == 6
    assert any(one["counted"] == "in-hand" for one in contract.ends())
    assert contract.ends(1) != contract.ends() and contract.readiness(1)
    assert contract.value()["format"] == "bundlinje.valuation/1"
    assert contract.report("yaml", tmp_path / "k.yaml").read_bytes().startswith(b"format")
    asked = contract.propose()
    revision = asked["revision"]
    for one in asked["signers"]:
        if not one["organisation"]:
            contract.note_paper(revision, one["name"], date(2026, 11, 2))
    assert [one["kind"] for one in server.notices.waiting()] == ["terms-wait"]
    assert contract.agree(revision)["holds"] == contract.consent()["holds"] == revision
    (tmp_path / "r.csv").write_bytes(csv_of(rows(30)))
    assert contract.upload_results(tmp_path / "r.csv")["rows"] == 30
    with pytest.raises(RefusedError) as unsaid:
        contract.draft()
    assert unsaid.value.kind == "say-why"
    contract.say_why("Månedens afregning")
    due = contract.draft()["due"]
    assert contract.submit()["due"] == due
    with pytest.raises(RefusedError) as own:
        contract.approve()
    assert own.value.kind == "own-settlement"
    other = bundlinje.connect(live_server.url, token=token_of(people.administrator))
    approver = other.contract(contract.id)
    approver.say_why("Månedens afregning")
    assert approver.approve()["status"] == "approved"
    assert sum(one["amount"] for one in approver.ledger()["entries"]) == due
    told = {one["kind"]: one["id"] for one in server.notices.happened(unread=True)}
    server.notices.read(told["approved"])
    assert "approved" not in {one["kind"] for one in server.notices.happened(unread=True)}
    server.notices.read()
    assert server.notices.waiting() == server.notices.happened(unread=True) == []
    server.notices.choose_mail(["comment"])
    assert [topic for topic, wanted in server.notices.mail().items() if wanted] == ["comment"]
    with pytest.raises(RefusedError):
        approver.reject("For sent.")
    (tmp_path / "r.csv").write_bytes(csv_of("2027-H2,findes-ikke,1,b1\n"))
    with pytest.raises(bundlinje.InputError, match="findes-ikke"):
        contract.upload_results(tmp_path / "r.csv")
    assert contract.set_stage("running").stage == "running"


def test_a_case_is_commented_reviewed_and_shared(
    server: Server, people: People, live_server: Any
) -> None:
    make_people("Deres")
    (case,) = server.cases()
    first = case.comment("Højt sat?", "costs.jobkonsulent.amount")
    assert case.comment("Nej.", answers=first["id"])["answers"][0]["text"] == "Nej."
    assert len(case.comments(open=True)) == 1
    assert not case.review()["may_review"]
    case.change("participants.2027", 80)
    assert case.difference(1)["money"]
    assert case.share("Deres", "comment")["kind"] == "organisation"


def test_an_invitation_that_waits_is_taken(people: People, live_server: Any) -> None:
    from bundlinje.web.contracts import parties

    theirs = make_people("Deres")
    contract = people.contract
    parties.invite(contract, "provider", "", people.administrator, theirs.organisation)
    joiner = bundlinje.connect(live_server.url, token=token_of(theirs.administrator))
    (waits,) = joiner.notices.waiting()
    assert joiner.join_contract(waits["invitation"]).id == str(contract.id)


def test_local_cases_are_uploaded_compared_and_ranked(server: Server) -> None:
    local = bundlinje.read_case(EXAMPLES / "psykose-opus.yaml")
    case = server.upload(local)
    assert case.result().differences(bundlinje.calculate(local)) == {}
    first = server.cases("jobstøtte")[0]
    compared = server.compare([first, case])
    assert compared["format"] == "bundlinje.comparison/1"
    assert server.rank([first, case], budget=10**7)["chosen"]


def test_refusals_say_what_and_where(server: Server, people: People, live_server: Any) -> None:
    case = server.cases()[0]
    with pytest.raises(RefusedError) as wrong:
        case.change("costs.jobkonsulent.amount", "mange")
    assert wrong.value.status == 422
    assert "costs.jobkonsulent.amount" in wrong.value.to("da")
    other = bundlinje.connect(live_server.url, token=token_of(people.administrator))
    other.cases()[0].change("title", "Deres")
    with pytest.raises(bundlinje.InputError, match="administrator@vores") as clash:
        case.change("title", "Vores")
    assert clash.value.kind == "conflict" and clash.value.changes[0]["paths"] == ["title"]
    with pytest.raises(bundlinje.InputError, match="no case"):
        server.case("Findes ikke")
    with pytest.raises(RefusedError, match="Authorization"):
        bundlinje.connect(live_server.url, token="bundlinje_forkert").cases()


def test_the_knowledge_base_needs_no_token(people: People, live_server: Any) -> None:
    knowledge = bundlinje.connect(live_server.url, token="").knowledge
    found = knowledge.search("herberg", kind="prices")
    assert all(one["reference"].startswith("prices/") for one in found)
    assert knowledge.record(found[0]["reference"])["source"]
    assert {one["target_group"] for one in knowledge.map("homeless")} == {"homeless"}
    assert len(knowledge.search("a", most=40)) == 40
    with pytest.raises(RefusedError) as unknown:
        knowledge.record("prices/herberg")
    assert unknown.value.status == 404


@pytest.mark.parametrize(
    "url", ["bundlinje.example", "ftp://x", "http://bundlinje.example", "https://"]
)
def test_an_address_that_cannot_be_used(url: str) -> None:
    with pytest.raises(bundlinje.InputError):
        bundlinje.connect(url, token="x")


def test_a_server_that_is_not_there_or_is_another(live_server: Any, db: None) -> None:
    with pytest.raises(bundlinje.InputError, match="cannot be reached"):
        bundlinje.connect("http://127.0.0.1:9", token="x").cases()
    with pytest.raises(bundlinje.InputError, match="as a Bundlinje server"):
        bundlinje.connect(live_server.url, token="x").download("GET", "/../../sundhed")


def test_the_package_starts_without_it() -> None:
    code = "import sys, bundlinje; assert 'requests' not in sys.modules; bundlinje.connect; "
    code += "assert 'requests' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_notebook_runs_as_it_stands(
    people: People, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = nbformat.read(DOCS / "examples" / "server.ipynb", as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells)
    monkeypatch.setenv("BUNDLINJE_URL", live_server.url)
    monkeypatch.setenv("BUNDLINJE_TOKEN", token_of(people.editor))
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    said = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    assert said[0][0]["data"]["text/plain"] == "'Vores'"
    assert "application/vnd.vegalite.v5+json" in said[6][0]["data"] or "text/html" in str(said[6])
    assert said[7][0]["data"]["text/plain"] == "{}"
    assert people.organisation.cases.filter(removed=None).count() == 1
