"""Sharing, comments, reviews, versions and the library through the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bundlinje.web.audit.models import Event
from bundlinje.web.cases import store
from tests.web.api import state
from tests.web.api.conftest import Program, token_of
from tests.web.conftest import People, make_people


@pytest.fixture
def address(ours: People) -> str:
    return f"/cases/{ours.case.id}"


def test_a_case_is_shared_for_one_of_three_things(
    program: Program, ours: People, theirs: People, address: str
) -> None:
    other = Program(token_of(theirs.editor))
    title = {"changes": [{"path": "title", "value": "Deres"}], "revision": 1}
    #: What may be done with the case by each level.
    may = {"read": (200, 403, 403), "comment": (200, 201, 403), "edit": (200, 201, 200)}
    for level, expected in may.items():
        made = program.ask("post", address + "/shares", {"receiver": "deres", "level": level})
        assert (made.status_code, made.json()["level"]) == (201, level)
        (line,) = other.get("/shared-cases").json()["items"]
        assert (line["owner"], line["level"]) == ("Vores", level)
        assert (
            other.get(address).status_code,
            other.ask("post", address + "/comments", {"text": "Hvorfor?"}).status_code,
            other.ask("patch", address + "/document", title).status_code,
        ) == expected
        # What stands in the history is for those who may comment, as on the pages.
        history = 403 if level == "read" else 200
        for below in ("/history", "/history/1", "/versions", "/difference?first=1&second=1"):
            assert other.get(address + below).status_code == history
        assert other.get(address + "/shares").status_code == 403
    assert [one["kind"] for one in program.get(address + "/shares").json()] == ["organisation"]
    share = f"{address}/shares/{made.json()['id']}"
    assert program.ask("delete", share).status_code == 204
    assert other.get(address).status_code == 404


def test_trying_addresses_is_counted(program: Program, address: str) -> None:
    body = {"receiver": "ingen@steder.example", "level": "read"}
    answers = [program.ask("post", address + "/shares", body) for _ in range(11)]
    assert [one.status_code for one in answers] == [422] * 10 + [429]
    assert answers[0].json()["problems"][0]["where"] == "receiver"


def test_a_reading_link_is_shown_once_and_withdrawn(program: Program, address: str) -> None:
    made = program.ask("post", address + "/links", {"days": 7}).json()
    (listed,) = program.get(address + "/links").json()
    assert "link" not in listed and listed["works"]
    path = made["link"].partition("testserver")[2]
    assert Client().get(path).status_code == 200
    assert program.ask("delete", f"{address}/links/{made['id']}").status_code == 204
    assert Client().get(path).status_code == 404
    assert program.ask("post", address + "/links", {"days": 8}).status_code == 422


def test_comments_are_threads(program: Program, chief: Program, ours: People, address: str) -> None:
    path = "costs.jobkonsulent.amount"
    made = program.ask("post", address + "/comments", {"text": " Højt sat? ", "path": path})
    assert made.status_code == 201 and made.json()["text"] == "Højt sat?"
    thread = f"{address}/comments/{made.json()['id']}"
    assert chief.ask("post", thread + "/resolve").json()["resolved_by"]
    assert chief.get(address + "/comments?open=true").json() == []
    answered = chief.ask("post", thread + "/answers", {"text": "Nej."}).json()
    assert answered["resolved"] is None and [one["text"] for one in answered["answers"]] == ["Nej."]
    answer = f"{address}/comments/{answered['answers'][0]['id']}"
    assert program.ask("delete", answer).status_code == 403
    assert chief.ask("delete", answer).status_code == 204
    (whole,) = program.get(address + "/comments").json()
    assert [one["text"] for one in whole["answers"]] == [""] and not whole["gone"]
    assert program.ask("post", answer + "/answers", {"text": "x"}).status_code == 404
    for wrong in ({"text": "x", "path": "findes.ikke"}, {"text": "  "}):
        assert program.ask("post", address + "/comments", wrong).status_code == 422
    # What was written is never in the log.
    assert "Højt sat" not in str(list(Event.objects.values_list("detail", flat=True)))


def test_a_verdict_is_given_by_someone_else_and_stays(
    program: Program, chief: Program, ours: People, address: str
) -> None:
    own = program.ask("put", address + "/review", state.review())
    assert (own.status_code, own.json()["type"]) == (403, "own-case")
    asked = chief.get(address + "/review").json()
    assert asked["may_review"] and len(asked["questions"]) == 13
    assert any(one["known"] for one in asked["questions"])
    part = {"revision": 1, "answers": {"uden": {"note": "Se igen"}}}
    assert chief.ask("put", address + "/review", part).json()["given"] is None
    assert chief.get(address + "/review").json()["draft"]["answers"]["uden"]["note"] == "Se igen"
    assert program.get(address + "/review").json()["draft"] is None
    assert chief.ask("post", address + "/review", part).status_code == 422
    given = chief.ask("post", address + "/review", state.review())
    assert given.status_code == 201 and given.json()["verdict"] == "recommended"
    after = program.get(address + "/review").json()
    assert [one["verdict"] for one in after["given"]] == ["recommended"] and not after["draft"]
    unknown = {"revision": 1, "answers": {"x": {"answer": "in-order"}}}
    assert chief.ask("put", address + "/review", unknown).status_code == 422


def test_versions_differ_in_words_and_kroner_and_come_back(
    program: Program, ours: People, address: str
) -> None:
    change = {"changes": [{"path": "participants.2027", "value": 80}], "revision": 1}
    program.ask("patch", address + "/document", change)
    (go,) = program.get(address + "/versions").json()["items"]
    assert (go["first"], go["last"]) == (1, 2)
    found = program.get(address + "/difference?first=1&second=2").json()
    assert found["differences"] and found["money"][0]["what"] == "Nettoresultat"
    back = program.ask("post", address + "/go-back", {"number": 1, "revision": 2}).json()
    assert back["revision"] == 3 and back["can_undo"]
    assert store.newest(ours.case).document["participants"] == {2027: 40}
    stale = program.ask("post", address + "/go-back", {"number": 2, "revision": 2})
    assert stale.status_code == 409 and stale.json()["type"] == "conflict"


def test_a_case_is_released_read_by_all_and_copied(
    program: Program, ours: People, theirs: People, address: str
) -> None:
    assert program.ask("put", address + "/release", {"everyone_may_read": False}).status_code == 422
    body = {"everyone_may_read": True, "summary": "En indsats"}
    released = program.ask("put", address + "/release", body).json()["released"]
    noted = {"of": "costs", "value": 900000, "source": "Regnskab", "date": "2026-06-30"}
    assert program.ask("post", address + "/actuals", noted).status_code == 201
    for wrong in ({"of": "x"}, {"date": "2126-01-01"}, {"date": 20260630}, {"date": "2026-13-01"}):
        assert program.ask("post", address + "/actuals", {**noted, **wrong}).status_code == 422
    anyone = Program()
    (line,) = anyone.get("/library?q=indsats").json()["items"]
    assert line["id"] == released["id"] and line["organisation"] == "Vores"
    read = anyone.get(f"/library/{line['id']}").json()
    assert read["result"]["point"]["net_result"] == line["net_result"]
    assert [one["of"] for one in read["held"]] == ["costs"] and "document" not in read
    copied = Program(token_of(theirs.editor)).ask("post", f"/library/{line['id']}/copy")
    assert copied.status_code == 201 and theirs.organisation.cases.count() == 2
    actual = read["held"][0]["actuals"][0]["id"]
    assert program.ask("delete", f"{address}/actuals/{actual}").status_code == 204
    assert program.ask("delete", address + "/release").status_code == 204
    assert anyone.get(f"/library/{line['id']}").status_code == 404


def test_the_library_is_limited_by_address(settings: Any, db: None) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "open-case": "2/m/ip"}
    answers = [Program().get("/library") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0


def test_all_data_and_what_is_noted(chief: Program, program: Program, ours: People) -> None:
    why = {"purpose": "Vi flytter"}
    whole = chief.ask("post", "/export", why)
    assert b"".join(whole.streaming_content).startswith(b"PK")
    assert Event.objects.get(action="export").purpose == "Vi flytter"
    assert chief.ask("post", "/export", {"purpose": "      "}).status_code == 422
    mine = program.get("/events/me").json()
    assert {one["who"] for one in mine} == {"dig selv"}
    member = ours.editor.memberships.get().pk
    found = chief.ask("post", f"/events/members/{member}", why).json()
    assert len(found) >= len(mine) and "@" not in str(found)


def test_a_token_made_before_the_new_scopes_may_no_more(ours: People, address: str) -> None:
    before = ("cases:read", "cases:write", "knowledge:read", "knowledge:write", "contracts:read",
              "members", "audit")  # fmt: skip
    program = Program(token_of(ours.administrator, *before))
    for below in ("/comments", "/review", "/shares", "/links", "/release"):
        assert program.get(address + below).json()["type"] == "missing-scope"
    assert program.ask("post", "/export", {"purpose": "Vi flytter"}).status_code == 403
    assert program.get("/me").json()["token"]["scopes"] == list(before)


def test_pages_and_programs_see_the_same(program: Program, ours: People, address: str) -> None:
    """What a program writes stands on the page."""
    from tests.web.conftest import client_of

    program.ask("post", address + "/comments", {"text": "Fra et program"})
    page = client_of(ours.reader).get(reverse("comments", args=[ours.case.id])).content.decode()
    assert "Fra et program" in page
    assert make_people("Andre").case.comments.count() == 0
