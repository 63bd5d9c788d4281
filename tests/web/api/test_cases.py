"""Cases through the API: read, made, changed, held against each other."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bundlinje.basics.yaml_writing import yaml_text
from bundlinje.calculation.case_file import case_from_text
from bundlinje.calculation.comparison import compare
from bundlinje.calculation.engine import calculate
from bundlinje.web.audit.models import Event
from bundlinje.web.cases import exchange, store
from tests.web.api.conftest import Program, token_of
from tests.web.conftest import People, example


def _at(people: People) -> str:
    return f"/cases/{people.case.id}"


def _same(people: People, **sent: Any) -> dict[str, Any]:
    return {"revision": store.newest(people.case).number, **sent}


def test_the_list_has_pages_and_is_searched(program: Program, ours: People) -> None:
    # An empty case is listed as any other, and nothing is calculated for it.
    for number in range(55):
        document = {**exchange.empty(2026), "title": f"Sag {number}"}
        store.create(ours.organisation, ours.editor, document)
    first = program.get("/cases").json()
    assert first["total"] == 56
    assert len(first["items"]) == first["page_length"] == 50
    assert len(program.get("/cases?page=2").json()["items"]) == 6
    found = program.get("/cases?q=sag+54").json()
    assert [one["title"] for one in found["items"]] == ["Sag 54"]
    assert program.get("/cases?page=3").json()["items"] == []


def test_the_result_is_that_of_the_command(program: Program, ours: People) -> None:
    given = program.get(_at(ours) + "/result").json()
    case = case_from_text(yaml_text(store.newest(ours.case).document), name="sag")
    expected = json.loads(calculate(case).to_json())
    assert given["point"] == expected["point"]
    assert given["uncertainty"] == expected["uncertainty"]
    assert program.get(_at(ours) + "/files/json").json() == given


def test_a_case_begins_empty_or_from_content_or_from_a_file(program: Program, ours: People) -> None:
    empty = program.ask("post", "/cases", {})
    assert empty.status_code == 201
    assert empty["Location"] == f"/api/v1/cases/{empty.json()['id']}"
    assert empty.json()["net_result"] is None and empty.json()["problems"]
    assert program.get(f"/cases/{empty.json()['id']}/result").status_code == 409
    document = example("psykose-opus")
    made = program.ask("post", "/cases", {"document": document}).json()
    assert made["title"] == document["title"]
    # JSON knows years as texts only; the case has whole numbers again.
    assert store.newest(ours.organisation.cases.get(id=made["id"])).document == document
    file = program.client.post(
        "/api/v1/cases/file",
        {"file": _file("ny.yaml", yaml_text(document).encode())},
        headers=program.headers,
    )
    assert file.status_code == 201
    assert file.json()["document"] == made["document"]
    book = program.get(f"/cases/{made['id']}/files/xlsx").content
    from_book = program.client.post(
        "/api/v1/cases/file", {"file": _file("ny.xlsx", book)}, headers=program.headers
    )
    assert from_book.status_code == 201
    assert from_book.json()["net_result"] == pytest.approx(made["net_result"])


def _file(name: str, content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)


def test_a_wrong_case_is_refused_with_everything_that_is_wrong(
    program: Program, ours: People
) -> None:
    wrong = {**example(), "horizon": "lang", "prise_year": 2023}
    response = program.ask("post", "/cases", {"document": wrong})
    assert response.status_code == 422
    assert {one["where"] for one in response.json()["problems"]} >= {"horizon", "prise_year"}
    text = program.client.post(
        "/api/v1/cases/file",
        {"file": _file("x.yaml", b"format: bundlinje.case/1\nhorizon: lang\n")},
        headers=program.headers,
    )
    assert text.status_code == 422
    assert any(one["where"].startswith("2:") for one in text.json()["problems"])
    assert ours.organisation.cases.count() == 1


def test_a_change_by_path_is_saved_and_moves_the_result(program: Program, ours: People) -> None:
    before = program.get(_at(ours)).json()
    changes = [
        {"path": "participants.2027", "value": 80},
        {"path": "costs.jobkonsulent.amount", "value": {"mean": 30000, "sd": 2000}},
        {"path": "notes.participants", "value": None},
    ]
    response = program.ask(
        "patch", _at(ours) + "/document", {"changes": changes, "revision": before["revision"]}
    )
    assert response.status_code == 200
    after = response.json()
    assert after["revision"] == before["revision"] + 1
    assert response["ETag"] == f'"{after["revision"]}"'
    assert after["document"]["participants"] == {"2027": 80}
    assert "participants" not in after["document"]["notes"]
    assert after["net_result"] != before["net_result"]
    newest = program.get(_at(ours) + "/history").json()["items"][0]
    assert newest["paths"] == [one["path"] for one in changes]
    assert newest["who"] == ours.editor.email
    was = program.get(_at(ours) + f"/history/{before['revision']}").json()
    assert was["document"] == before["document"]


def test_items_are_added_and_taken_out(program: Program, ours: People) -> None:
    item = {"label": "Lokaler", "kind": "running", "per": "year", "amount": 90000,
            "years": [2027], "paid_by": "kommune"}  # fmt: skip
    added = program.ask(
        "patch", _at(ours) + "/document",
        _same(ours, changes=[{"op": "add", "path": "costs", "value": item}]),
    )  # fmt: skip
    assert added.status_code == 200, added.json()
    assert added.json()["document"]["costs"][-1] == {"id": "lokaler", **item}
    gone = program.ask(
        "patch", _at(ours) + "/document",
        _same(ours, changes=[{"op": "remove", "path": "costs.lokaler"}]),
    )  # fmt: skip
    assert [one["id"] for one in gone.json()["document"]["costs"]] == [
        "jobkonsulent", "saedvanligt-tilbud",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"path": "costs", "value": 5}, "costs"),
        ({"path": "costs.jobkonsulent.amount", "value": "mange"}, "costs.jobkonsulent.amount"),
        ({"path": "prise_year", "value": 2020}, "prise_year"),
        ({"path": "title", "value": ["x"]}, "title"),
        ({"path": "costs.nothing.amount", "value": 5}, "costs.nothing.amount"),
        ({"op": "remove", "path": "costs.nothing"}, "costs.nothing"),
        ({"op": "remove", "path": "nothing"}, "nothing"),
        ({"op": "add", "path": "notes", "value": {}}, "notes"),
        ({"path": "id", "value": None, "other": 1}, "changes.0.other"),
    ],
)
def test_a_wrong_change_saves_nothing_and_says_where(
    change: dict[str, Any], where: str, program: Program, ours: People
) -> None:
    changes = [{"path": "title", "value": "Halvt"}, change]
    if "other" in change:
        changes = changes[1:]
    response = program.ask("patch", _at(ours) + "/document", _same(ours, changes=changes))
    assert response.status_code == 422, response.json()
    assert where in [one["where"] for one in response.json()["problems"]], response.json()
    assert store.newest(ours.case).number == 1


def test_an_empty_case_is_filled_in_a_step_at_a_time(program: Program) -> None:
    made = program.ask("post", "/cases", {}).json()
    steps: list[list[dict[str, Any]]] = [
        [{"path": "title", "value": "Ny indsats"}],
        [{"path": "participants", "value": {"2027": 20}}],
        [{"path": "effect", "value": {"without": 0.2, "with": {"mean": 0.4, "sd": 0.05}}}],
        [{"op": "add", "path": "costs", "value": {
            "id": "team", "label": "Team", "kind": "running", "per": "participant",
            "amount": 20000, "paid_by": "kommune"}}],
        [{"op": "add", "path": "consequences", "value": {
            "id": "doegn", "label": "Døgn", "per": "success", "unit": "døgn",
            "quantity": -60, "price": {"ref": "prices/herberg110_doegn"},
            "paid_by": "kommune"}}],
    ]  # fmt: skip
    address = f"/cases/{made['id']}"
    for number, changes in enumerate(steps, 1):
        body = {"changes": changes, "revision": number}
        response = program.ask("patch", address + "/document", body)
        assert response.status_code == 200, response.json()
    assert response.json()["problems"] == []
    assert program.get(address + "/result").json()["point"]["costs"] > 0


def test_others_changes_are_kept_and_a_clash_says_what_and_who(
    program: Program, ours: People
) -> None:
    chief = Program(token_of(ours.administrator))
    theirs = {"changes": [{"path": "title", "value": "Deres"}], "revision": 1}
    assert chief.ask("patch", _at(ours) + "/document", theirs).status_code == 200
    other = {"changes": [{"path": "participants.2027", "value": 41}], "revision": 1}
    merged = program.ask("patch", _at(ours) + "/document", other).json()
    assert merged["title"] == "Deres"
    assert merged["others"] == [ours.administrator.email]
    same = {"changes": [{"path": "title", "value": "Vores"}]}
    clash = program.ask("patch", _at(ours) + "/document", same, If_Match='"1"')
    assert clash.status_code == 409
    told = clash.json()
    assert told["type"] == "conflict"
    assert told["changes"][0]["who"] == ours.administrator.email
    assert told["changes"][0]["paths"] == ["title"]
    assert "title" in told["detail"] and ours.administrator.email in told["detail"]
    assert store.newest(ours.case).document["title"] == "Deres"


def test_a_whole_document_needs_the_newest_revision(program: Program, ours: People) -> None:
    document = {**example(), "title": "Hel"}
    for revision in (0, 2):
        body = {"document": document, "revision": revision}
        assert program.ask("put", _at(ours) + "/document", body).status_code in (409, 422)
    assert program.ask("put", _at(ours) + "/document", {"document": document}).status_code == 422
    saved = program.ask("put", _at(ours) + "/document", {"document": document}, If_Match='"1"')
    assert saved.status_code == 200
    assert program.get(_at(ours) + "/history").json()["items"][0]["paths"] == ["title"]
    # Also one's own change from elsewhere is not undone unseen.
    again = program.ask("put", _at(ours) + "/document", {"document": example()}, If_Match='"1"')
    assert again.status_code == 409
    wrong = _same(ours, document={**document, "costs": "mange"})
    assert program.ask("put", _at(ours) + "/document", wrong).status_code == 422
    assert store.newest(ours.case).number == 2


def test_undone_and_done_again(program: Program, ours: People) -> None:
    assert program.ask("post", _at(ours) + "/undo").status_code == 409
    body = _same(ours, changes=[{"path": "title", "value": "Nyt"}])
    program.ask("patch", _at(ours) + "/document", body)
    undone = program.ask("post", _at(ours) + "/undo").json()
    assert undone["title"] == example()["title"] and undone["can_redo"]
    assert program.ask("post", _at(ours) + "/redo").json()["title"] == "Nyt"


def test_copied_and_removed(program: Program, ours: People) -> None:
    copy = program.ask("post", _at(ours) + "/copy").json()
    assert copy["title"].endswith("(kopi)")
    assert program.ask("delete", f"/cases/{copy['id']}").status_code == 204
    assert program.get(f"/cases/{copy['id']}").status_code == 404
    assert program.get("/cases").json()["total"] == 1


@pytest.mark.parametrize("kind", ["yaml", "json", "html", "pdf", "docx", "xlsx"])
def test_every_file(kind: str, program: Program, ours: People) -> None:
    response = program.get(_at(ours) + f"/files/{kind}?short=true")
    assert response.status_code == 200
    begins = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK", "json": b"{", "html": b"<!"}
    assert response.content.startswith(begins.get(kind, b"format"))
    event = Event.objects.filter(action="download").latest("id")
    assert event.detail["kind"].startswith(kind)


def test_inputs_are_tried_and_kept_as_scenarios(program: Program, ours: People) -> None:
    offered = program.get(_at(ours) + "/sliders").json()
    one = offered[0]
    tried = program.ask("post", _at(ours) + "/try", {"values": {one["input"]: one["high"]}})
    assert tried.status_code == 200
    assert tried.json()["moved"] != 0
    assert store.newest(ours.case).number == 1
    for body in (
        {"kind": "inputs", "values": {one["input"]: one["high"]}},
        {"kind": "later", "years": 2},
        {"kind": "scaled", "times": 1.5},
        {"kind": "paid-instead", "giver": "kommune", "taker": "stat", "share": 0.5},
    ):
        made = program.ask("post", _at(ours) + "/scenarios", body)
        assert made.status_code == 201, made.json()
        assert made.json()["net_result"] is not None
    for wrong in (
        {"kind": "inputs", "values": {"nothing": 1}},
        {"kind": "later", "years": 0},
        {"kind": "paid-instead", "giver": "kommune", "taker": "kommune", "share": 0.5},
        {"kind": "none"},
    ):
        assert program.ask("post", _at(ours) + "/scenarios", wrong).status_code == 422
    assert program.ask("post", _at(ours) + "/try", {"values": {"nothing": 1}}).status_code == 422


def test_compared_and_ranked(program: Program, ours: People) -> None:
    other = store.create(ours.organisation, ours.editor, example("psykose-opus"))
    both = f"?case={ours.case.id}&case={other.id}"
    given = program.get("/comparison" + both).json()
    cases = [case_from_text(yaml_text(example(name))) for name in ("ips-job", "psykose-opus")]
    assert given["difference"] == json.loads(compare(cases).to_json())["difference"]
    ranked = program.get(f"/ranking{both}&budget=1000000&running={other.id}").json()
    assert [one["id"] for one in ranked["cases"]] == ["ips-job", "psykose-opus"]
    assert [one["running"] for one in ranked["cases"]] == [False, True]
    assert sum(ranked["cases"][at]["cost"] for at in ranked["chosen"]) <= 1_000_000
    for path in ("/comparison/files/html", "/ranking/files/docx"):
        assert program.get(path + both).status_code == 200
    assert program.get(f"/comparison?case={ours.case.id}").status_code == 422
    assert program.get(f"/comparison?case={ours.case.id}&case={ours.case.id}").status_code == 422
    assert program.get(f"/ranking{both}&payer=nobody").status_code == 422
    assert program.get(f"/ranking{both}&first=2030&last=2029").status_code == 422
    empty = program.ask("post", "/cases", {}).json()
    missing = program.get(f"/comparison?case={ours.case.id}&case={empty['id']}")
    assert missing.status_code == 409 and missing.json()["type"] == "incomplete"
