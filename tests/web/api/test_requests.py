"""How requests are read and refused, limits, and what the log says of tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from bundlinje.evidence.profile_writing import profile_text
from bundlinje.web.api import access, tokens
from bundlinje.web.api.models import ApiToken
from bundlinje.web.audit import reading
from bundlinje.web.audit.models import Event
from tests.profiles import profile
from tests.web.api.conftest import Program, token_of
from tests.web.conftest import People


def _raw(program: Program, content: bytes, kind: str = "application/json") -> Any:
    return program.client.generic(
        "POST", "/api/v1/cases", content, content_type=kind, headers=program.headers
    )


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b'{"document": {"horizon": NaN}}', 400),
        (b'{"document": {"horizon": Infinity}}', 400),
        (b'{"document": null, "document": null}', 400),
        (b'{"document": {"title": "\\u0000"}}', 400),
        (b'{"document": {"title": "\\ud800"}}', 400),
        (b'{"document": {"horizon": ' + b"9" * 5000 + b"}}", 400),
        (b'{"document": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
        (b'{"document": {"x":' * 500 + b"1" + b"}" * 500 + b"}", 400),
        (b'{"dokument": {}}', 422),
        (b"[]", 422),
        (b'"x"', 422),
        (b'{"document": 5}', 422),
        (b"\xff\xfe", 400),
    ],
)
def test_what_cannot_be_read_is_refused(
    content: bytes, status: int, program: Program, ours: People
) -> None:
    response = _raw(program, content)
    assert response.status_code == status, response.content[:300]
    assert response["Content-Type"] == "application/problem+json"
    told = response.json()
    assert told["status"] == status and told["title"] and told["detail"]
    assert ours.organisation.cases.count() == 1


def test_only_json_is_read_as_json(program: Program) -> None:
    assert _raw(program, b"{}", "text/plain").status_code == 415
    assert _raw(program, b"x=1", "application/x-www-form-urlencoded").status_code == 415


def test_too_much_is_refused_before_it_is_read(program: Program) -> None:
    big = b'{"document": {"title": "' + b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b'"}}'
    response = _raw(program, big)
    assert response.status_code == 413
    assert response.json()["type"] == "too-large"


def test_errors_are_in_the_language_asked_for(ours: People) -> None:
    token = token_of(ours.reader)
    danish = Program(token, "da").get("/cases?sort=x").json()
    english = Program(token, "en").get("/cases?sort=x").json()
    assert danish["problems"] == [{"what": "Ukendt felt.", "where": "sort", "expected": "page, q"}]
    assert english["problems"][0]["what"] == "Unknown field."
    assert english["type"] == danish["type"] == "invalid"


def test_a_method_that_is_not_there_says_which_are(program: Program) -> None:
    response = program.ask("put", "/cases")
    assert response.status_code == 405
    assert set(response["Allow"].split(", ")) == {"GET", "POST"}
    assert response.json()["type"] == "no-such-method"


def test_an_unknown_address_is_told_as_every_refusal(program: Program) -> None:
    response = program.get("/nothing")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_a_token_may_make_so_many_requests_a_minute(
    program: Program, ours: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "MOST", 3)
    statuses = [program.get("/me").status_code for _ in range(5)]
    # The minute of the clock may change meanwhile.
    assert statuses in ([200, 200, 200, 429, 429],) or 429 not in statuses[:3]
    ApiToken.objects.update(used=3, last_used=timezone.now())
    response = program.get("/me")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60
    # Another of the same person is counted by itself, and the next minute begins anew.
    assert Program(token_of(ours.editor)).get("/me").status_code == 200
    ApiToken.objects.update(last_used=timezone.now() - timedelta(minutes=1))
    assert program.get("/me").status_code == 200


def test_an_address_without_a_token_asks_so_often(
    ours: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.cache import cache

    cache.clear()
    monkeypatch.setitem(settings.ACCOUNT_RATE_LIMITS, "api", "3/m/ip")
    statuses = [Program().get("/knowledge/kinds").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert Program(token_of(ours.reader)).get("/knowledge/kinds").status_code == 200
    cache.clear()


def test_what_a_person_may_do_in_a_while_counts_tokens_and_browser_together(
    program: Program, ours: People
) -> None:
    Event.objects.bulk_create(
        Event(who=ours.editor, action="create", what="case", which="x") for _ in range(60)
    )
    response = program.ask("post", "/cases", {})
    assert response.status_code == 429
    assert int(response["Retry-After"]) == 600


def test_the_log_says_which_token(program: Program, chief: Program, ours: People) -> None:
    program.get(f"/cases/{ours.case.id}")
    program.ask("post", "/cases", {})
    token = ApiToken.objects.get(user=ours.editor)
    found = Event.objects.filter(who=ours.editor, action__in=("open", "create"), what="case")
    assert [event.detail.get("token") for event in found.order_by("id")] == [
        None, token.pk, token.pk,
    ]  # fmt: skip
    line = next(iter(reading.lines([found.latest("id")], ours.organisation)))
    assert "med nøglen »Prøve«" in line.parts
    listed = chief.get(f"/events?who={ours.editor.pk}&action=create").json()
    assert [one["token"] for one in listed["items"]] == [token.pk, None, None]
    assert listed["items"][0]["who"] == ours.editor.email


def test_a_look_in_the_browser_does_not_hide_one_by_a_token(program: Program, ours: People) -> None:
    from tests.web.conftest import client_of

    client_of(ours.editor).get(f"/sager/{ours.case.id}/maal/")
    for _ in range(2):
        program.get(f"/cases/{ours.case.id}")
    looks = Event.objects.filter(action="open", which=str(ours.case.id))
    assert looks.count() == 2


def test_only_the_digest_is_kept_and_the_last_use_is_noted(ours: People) -> None:
    token = token_of(ours.reader)
    kept = ApiToken.objects.get()
    assert token.removeprefix(tokens.PREFIX) not in str(vars(kept))
    assert kept.last_used is None
    Program(token).get("/me")
    kept.refresh_from_db()
    assert kept.last_used is not None


def test_a_new_password_ends_every_token(ours: People) -> None:
    from allauth.account import signals

    program = Program(token_of(ours.reader))
    signals.password_changed.send(sender=type(ours.reader), request=None, user=ours.reader)
    assert program.get("/me").status_code == 401


def test_members_and_invitations(chief: Program, ours: People) -> None:
    listed = chief.get("/members").json()
    reader = next(one for one in listed if one["role"] == "reader")
    changed = chief.ask("patch", f"/members/{reader['id']}", {"role": "editor"})
    assert changed.json()["role"] == "editor"
    assert chief.ask("delete", f"/members/{reader['id']}").status_code == 204
    assert len(chief.get("/members").json()) == 2
    own = next(one for one in listed if one["role"] == "administrator")
    last = chief.ask("patch", f"/members/{own['id']}", {"role": "reader"})
    assert last.status_code == 409 and last.json()["type"] == "last-administrator"
    made = chief.ask("post", "/invitations", {"email": "ny@vores.example", "role": "reader"})
    assert made.status_code == 201
    assert "/konto/invitation/" in made.json()["link"]
    assert [one["email"] for one in chief.get("/invitations").json()] == ["ny@vores.example"]
    wrong = chief.ask("post", "/invitations", {"email": "ny", "role": "reader"})
    assert wrong.status_code == 422
    for status in (204, 404):
        gone = chief.ask("post", "/invitations/withdraw", {"email": "ny@vores.example"})
        assert gone.status_code == status


def test_the_knowledge_base_is_open_and_own_records_are_not(program: Program, ours: People) -> None:
    reference = f"/knowledge/records/{ours.own.reference}"
    assert Program().get(reference).status_code == 404
    assert program.get(reference).json()["record"]["amount"] == 1200
    found = program.get("/knowledge?q=herberg&kind=prices").json()
    assert found["total"] > 0
    assert all(one["reference"].startswith("prices/") for one in found["items"])
    assert "nærmeste" not in Program().get("/knowledge/records/x/y").content.decode()
    cells = Program().get("/knowledge/map?target_group=homeless").json()
    assert {one["target_group"] for one in cells} == {"homeless"}
    assert Program().get("/knowledge/map?target_group=nobody").status_code == 422


def test_own_records_are_proposed_reviewed_and_withdrawn(
    program: Program, chief: Program, ours: People
) -> None:
    row = {"title_da": "Døgn på Lærken", "amount": "1450", "unit": "day_and_night",
           "price_year": "2025", "price_kind": "local", "flow": "expense"}  # fmt: skip
    source = {"title_text": "Takstblad", "accessed": "2026-11-02", "url": "https://x.example/"}
    body = {"kind": "unit_prices", "row": row, "source": source, "reason": "Ny takst"}
    made = program.ask("post", "/own-records", body)
    assert made.status_code == 201, made.json()
    own = made.json()
    assert own["proposal"]["row"] == row and not own["in_use"]
    record = f"/knowledge/records/{own['reference']}"
    assert program.get(record).status_code == 404
    verdict = {"seen": own["seen"], "accepted": True, "reason": "Set igennem"}
    mine = program.ask("post", f"/own-records/{own['id']}/review", verdict)
    assert mine.status_code == 403 and mine.json()["type"] == "own-proposal"
    own = chief.ask("post", f"/own-records/{own['id']}/review", verdict).json()
    assert own["in_use"] and own["proposal"] is None
    assert program.get(record).json()["record"]["amount"] == 1450
    change = {"row": {**row, "amount": "1500"}, "source": source, "reason": "Rettet"}
    address = f"/own-records/{own['id']}"
    changed = program.ask("put", address, {**change, "seen": own["seen"]})
    assert changed.status_code == 200
    told = [(one["step"], one["reason"]) for one in changed.json()["changes"]]
    assert told == [
        ("proposed", "Rettet"), ("accepted", "Set igennem"), ("proposed", "Ny takst"),
    ]  # fmt: skip
    assert program.get(record).json()["record"]["amount"] == 1450
    assert program.ask("put", address, {**change, "seen": own["seen"]}).status_code == 409
    for wrong, where in (
        ({**row, "amount": "mange"}, "row.amount"),
        ({**row, "farve": "blå"}, "row.farve"),
        ({**row, "unit": "skæppe"}, "unit"),
        ({key: cell for key, cell in row.items() if key != "title_da"}, "row.title_da"),
    ):
        refused = program.ask("post", "/own-records", {**body, "row": wrong})
        assert refused.status_code == 422
        assert any(where in one["where"] for one in refused.json()["problems"]), refused.json()
    seen = changed.json()["seen"]
    gone = program.ask("post", address + "/withdraw", {"seen": seen, "reason": "Lukket"})
    assert gone.json()["withdrawn"] is True
    assert program.get(f"/knowledge/records/{own['reference']}").status_code == 404


def test_a_program_sends_the_text_of_the_file(program: Program, ours: People) -> None:
    body = {
        "kind": "profiles", "row": {"file": profile_text(profile())}, "source": {},
        "reason": "Vores eget studie",
    }  # fmt: skip
    made = program.ask("post", "/own-records", body)
    assert made.status_code == 201, made.json()
    assert made.json()["proposal"]["row"]["file"].startswith("format: bundlinje.profile/1")
    wrong = program.ask("post", "/own-records", {**body, "row": {"file": "hej"}})
    assert wrong.status_code == 422
    long = {"kind": "unit_prices", "row": {"title_da": "x" * 6000}, "source": {}, "reason": "x"}
    refused = program.ask("post", "/own-records", long)
    assert refused.status_code == 422
    assert any("5000" in one["what"] for one in refused.json()["problems"])
