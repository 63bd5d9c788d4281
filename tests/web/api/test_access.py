"""For every operation: what one gets without a token, with one that ended, of others, of less.

An operation that is not in the table fails the first test, so that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern
from django.utils import timezone

from bundlinje.web.api import tokens
from bundlinje.web.api.description import METHODS, description, plain_path
from bundlinje.web.api.scopes import SCOPES
from bundlinje.web.api.v1 import api
from bundlinje.web.audit.models import Event
from bundlinje.web.cases.models import Revision
from tests.web.api.conftest import Program, token_of
from tests.web.conftest import People, client_of

OPEN, MEMBER, EDITOR, ADMINISTRATOR = range(4)


@dataclass
class Rule:
    """What an operation needs, and how it is used.

    `parts` of its path, its `body` and its `query` name things of an organisation; `reaches` says
    that they do, so that another organisation must not find them.
    """

    scope: str
    least: int = MEMBER
    parts: Callable[[People], dict[str, Any]] = lambda people: {}
    body: Any = None
    query: Callable[[People], str] = lambda people: ""
    reaches: bool = False


def _case(**more: Any) -> Callable[[People], dict[str, Any]]:
    return lambda people: {"case_id": people.case.id, **more}


def _contract(people: People) -> dict[str, Any]:
    return {"contract_id": people.contract.id}


def _member(people: People) -> dict[str, Any]:
    return {"member": people.reader.memberships.get().id}


def _record(people: People) -> dict[str, Any]:
    return {"record": people.own.id}


def _this_case(people: People) -> str:
    return f"?case={people.case.id}&case={people.case.id}"


_ROW = {"title_da": "Stjålet", "amount": "1", "unit": "day_and_night", "price_year": "2023",
        "price_kind": "local", "flow": "expense"}  # fmt: skip
_SOURCE = {"title_text": "Stjålet", "accessed": "2026-11-02", "url": "https://x.example/"}
_OWN = {"row": _ROW, "source": _SOURCE, "reason": "Stjålet"}

V1 = "/api/v1"
CASE = f"{V1}/cases/{{case_id}}"
RULES = {
    ("get", f"{V1}/me"): Rule(""),
    ("get", f"{V1}/organisations"): Rule(""),
    ("get", f"{V1}/cases"): Rule("cases:read"),
    ("post", f"{V1}/cases"): Rule("cases:write", EDITOR, body={}),
    ("post", f"{V1}/cases/file"): Rule("cases:write", EDITOR, body="file"),
    ("get", CASE): Rule("cases:read", parts=_case(), reaches=True),
    ("delete", CASE): Rule("cases:write", EDITOR, _case(), reaches=True),
    ("post", f"{CASE}/copy"): Rule("cases:write", EDITOR, _case(), reaches=True),
    ("get", f"{CASE}/history"): Rule("cases:read", parts=_case(), reaches=True),
    ("get", f"{CASE}/history/{{number}}"): Rule(
        "cases:read", parts=_case(number=1), reaches=True
    ),
    ("patch", f"{CASE}/document"): Rule(
        "cases:write", EDITOR, _case(),
        {"changes": [{"path": "title", "value": "Stjålet"}], "revision": 1}, reaches=True,
    ),
    ("put", f"{CASE}/document"): Rule(
        "cases:write", EDITOR, _case(), {"document": {"title": "Stjålet"}, "revision": 1},
        reaches=True,
    ),
    ("post", f"{CASE}/undo"): Rule("cases:write", EDITOR, _case(), reaches=True),
    ("post", f"{CASE}/redo"): Rule("cases:write", EDITOR, _case(), reaches=True),
    ("get", f"{CASE}/result"): Rule("cases:read", parts=_case(), reaches=True),
    ("get", f"{CASE}/panel"): Rule("cases:read", parts=_case(), reaches=True),
    ("get", f"{CASE}/files/{{kind}}"): Rule("cases:read", parts=_case(kind="yaml"), reaches=True),
    ("get", f"{CASE}/sliders"): Rule("cases:read", parts=_case(), reaches=True),
    ("post", f"{CASE}/try"): Rule(
        "cases:read", parts=_case(), body={"values": {"effects/ips_dk_30m": 0.2}}, reaches=True
    ),
    ("post", f"{CASE}/scenarios"): Rule(
        "cases:write", EDITOR, _case(), {"kind": "later", "years": 1}, reaches=True
    ),
    ("get", f"{V1}/comparison"): Rule("cases:read", query=_this_case, reaches=True),
    ("get", f"{V1}/comparison/files/{{kind}}"): Rule(
        "cases:read", parts=lambda people: {"kind": "html"}, query=_this_case, reaches=True
    ),
    ("get", f"{V1}/ranking"): Rule("cases:read", query=_this_case, reaches=True),
    ("get", f"{V1}/ranking/files/{{kind}}"): Rule(
        "cases:read", parts=lambda people: {"kind": "html"}, query=_this_case, reaches=True
    ),
    ("get", f"{V1}/contracts"): Rule("contracts:read"),
    ("get", f"{V1}/contracts/{{contract_id}}"): Rule(
        "contracts:read", parts=_contract, reaches=True
    ),
    ("get", f"{V1}/contracts/{{contract_id}}/document"): Rule(
        "contracts:read", parts=_contract, reaches=True
    ),
    ("get", f"{V1}/knowledge"): Rule("knowledge:read", OPEN),
    ("get", f"{V1}/knowledge/kinds"): Rule("knowledge:read", OPEN),
    ("get", f"{V1}/knowledge/map"): Rule("knowledge:read", OPEN),
    ("get", f"{V1}/knowledge/records/{{prefix}}/{{name}}"): Rule(
        "knowledge:read", OPEN, lambda people: {"prefix": "prices", "name": people.own.name},
        reaches=True,
    ),
    ("get", f"{V1}/own-records"): Rule("knowledge:read"),
    ("post", f"{V1}/own-records"): Rule(
        "knowledge:write", EDITOR, body={"kind": "unit_prices", **_OWN}
    ),
    ("get", f"{V1}/own-records/{{record}}"): Rule("knowledge:read", parts=_record, reaches=True),
    ("put", f"{V1}/own-records/{{record}}"): Rule(
        "knowledge:write", EDITOR, _record, {"seen": 1, **_OWN}, reaches=True
    ),
    ("post", f"{V1}/own-records/{{record}}/review"): Rule(
        "knowledge:write", EDITOR, _record, {"seen": 1, "accepted": True, "reason": "Stjålet"},
        reaches=True,
    ),
    ("post", f"{V1}/own-records/{{record}}/withdraw"): Rule(
        "knowledge:write", EDITOR, _record, {"seen": 1, "reason": "Stjålet"}, reaches=True
    ),
    ("get", f"{V1}/members"): Rule("members"),
    ("patch", f"{V1}/members/{{member}}"): Rule(
        "members", ADMINISTRATOR, _member, {"role": "administrator"}, reaches=True
    ),
    ("delete", f"{V1}/members/{{member}}"): Rule("members", ADMINISTRATOR, _member, reaches=True),
    ("get", f"{V1}/invitations"): Rule("members", ADMINISTRATOR),
    ("post", f"{V1}/invitations"): Rule(
        "members", ADMINISTRATOR, body={"email": "ny@vores.example", "role": "reader"}
    ),
    ("post", f"{V1}/invitations/withdraw"): Rule(
        "members", ADMINISTRATOR, body={"email": "ny@vores.example"}
    ),
    ("get", f"{V1}/events"): Rule("audit", ADMINISTRATOR),
}  # fmt: skip


def test_every_operation_has_a_rule_and_is_described() -> None:
    described = {
        (method, path)
        for path, methods in description()["paths"].items()
        for method in METHODS
        if method in methods
    }
    assert described == set(RULES)
    patterns = [one.pattern for one in api.urls[0] if isinstance(one, URLPattern)]
    routes = {plain_path(f"api/v1/{pattern}") for pattern in patterns}
    assert routes - {"/api/v1/"} == {path for _, path in RULES}


@pytest.mark.parametrize(("method", "path"), list(RULES))
def test_the_description_says_what_is_needed(method: str, path: str) -> None:
    rule, said = RULES[method, path], description()["paths"][path][method]
    needed: list[Any] = [{"Token": [rule.scope] if rule.scope else []}]
    assert said["security"] == needed + ([{}] if rule.least == OPEN else [])
    assert {"401", "403", "422", "429"} <= set(said["responses"])


def _use(program: Program, key: tuple[str, str], people: People) -> Any:
    method, path = key
    rule = RULES[key]
    address = path.removeprefix(V1).format(**rule.parts(people)) + rule.query(people)
    if rule.body == "file":
        sent = b'--x\r\nContent-Disposition: form-data; name="file"; filename="s.yaml"\r\n\r\n'
        return program.client.generic(
            "POST", V1 + address, sent + b"format: x\r\n--x--\r\n", headers=program.headers,
            content_type="multipart/form-data; boundary=x",
        )  # fmt: skip
    return program.ask(method, address, rule.body)


def _content(people: People) -> tuple[Any, ...]:
    # The contract is made when it is first asked for.
    contract = people.contract.revision
    people.case.refresh_from_db()
    people.own.refresh_from_db()
    owner = people.organisation
    return (
        Revision.objects.filter(case__organisation=owner).count(),
        owner.cases.count(),
        people.case.removed,
        people.case.title,
        sorted(owner.memberships.values_list("user_id", "role")),
        (people.own.row, people.own.withdrawn, owner.own_records.count()),
        owner.invitations.count(),
        contract,
    )


@pytest.mark.parametrize("key", list(RULES))
def test_without_a_token_only_what_is_open(key: tuple[str, str], ours: People) -> None:
    before, events = _content(ours), Event.objects.count()
    response = _use(Program(), key, ours)
    if RULES[key].least == OPEN:
        # The own record of the table is nothing to someone without a token.
        assert response.status_code == (404 if RULES[key].reaches else 200)
    else:
        assert response.status_code == 401
        assert response["WWW-Authenticate"].startswith("Bearer")
        assert response.json()["type"] == "no-token"
    assert (_content(ours), Event.objects.count()) == (before, events)


@pytest.mark.parametrize("key", list(RULES))
@pytest.mark.parametrize("how", ["withdrawn", "expired", "made up", "no member", "not active"])
def test_a_token_that_has_ended_opens_nothing(key: tuple[str, str], how: str, ours: People) -> None:
    token = token_of(ours.administrator)
    found = tokens.find(token)
    assert found is not None
    if how == "withdrawn":
        tokens.withdraw(found, ours.administrator)
    elif how == "expired":
        found.expires = timezone.now() - timedelta(seconds=1)
        found.save()
    elif how == "made up":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    elif how == "no member":
        ours.administrator.memberships.get().delete()
    else:
        ours.administrator.is_active = False
        ours.administrator.save()
    before, events = _content(ours), Event.objects.count()
    assert _use(Program(token), key, ours).status_code == 401
    assert (_content(ours), Event.objects.count()) == (before, events)


@pytest.mark.parametrize("key", [key for key, rule in RULES.items() if rule.scope])
def test_a_token_without_the_scope_is_refused(key: tuple[str, str], ours: People) -> None:
    others = [scope for scope in SCOPES if scope != RULES[key].scope]
    before, program = _content(ours), Program(token_of(ours.administrator, *others))
    events = Event.objects.count()
    response = _use(program, key, ours)
    assert response.status_code == 403
    assert response.json()["type"] == "missing-scope"
    assert RULES[key].scope in response.json()["detail"]
    assert (_content(ours), Event.objects.count()) == (before, events)


@pytest.mark.parametrize("key", [key for key, rule in RULES.items() if rule.reaches])
def test_another_organisation_finds_nothing(
    key: tuple[str, str], ours: People, theirs: People
) -> None:
    program = Program(token_of(theirs.administrator))
    before, events = _content(ours), Event.objects.count()
    assert _use(program, key, ours).status_code == 404
    assert (_content(ours), Event.objects.count()) == (before, events)


@pytest.mark.parametrize("key", [key for key, rule in RULES.items() if rule.reaches])
def test_a_token_reaches_one_organisation_of_a_person_with_two(
    key: tuple[str, str], ours: People, theirs: People
) -> None:
    from bundlinje.web.accounts.models import Membership, Role

    program = Program(token_of(theirs.administrator))
    Membership.objects.create(
        user=theirs.administrator, organisation=ours.organisation, role=Role.ADMINISTRATOR
    )
    before = _content(ours)
    assert _use(program, key, ours).status_code == 404
    assert _content(ours) == before


@pytest.mark.parametrize(
    ("key", "role"),
    [
        (key, role)
        for key, rule in RULES.items()
        for role, rank in (("reader", MEMBER), ("editor", EDITOR))
        if rule.least > rank
    ],
)
def test_a_lower_role_is_refused(key: tuple[str, str], role: str, ours: People) -> None:
    program, before = Program(token_of(getattr(ours, role))), _content(ours)
    response = _use(program, key, ours)
    assert response.status_code == 403
    assert response.json()["type"] == "not-allowed"
    assert _content(ours) == before


@pytest.mark.parametrize("key", list(RULES))
def test_a_cookie_opens_nothing(key: tuple[str, str], ours: People) -> None:
    program, before = Program(), _content(ours)
    program.client.cookies = client_of(ours.administrator).cookies
    expected = 401 if RULES[key].least > OPEN else 404 if RULES[key].reaches else 200
    assert _use(program, key, ours).status_code == expected
    assert _content(ours) == before


@pytest.mark.parametrize("key", list(RULES))
def test_an_organisation_can_demand_a_second_factor(key: tuple[str, str], ours: People) -> None:
    program, before = Program(token_of(ours.administrator)), _content(ours)
    ours.organisation.second_factor = True
    ours.organisation.save()
    response = _use(program, key, ours)
    assert response.status_code == 403
    assert response.json()["type"] == "second-factor"
    assert _content(ours) == before


def test_with_the_second_factor_the_token_works(ours: People) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(
        user=ours.reader, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )
    ours.organisation.second_factor = True
    ours.organisation.save()
    assert Program(token_of(ours.reader)).get("/me").status_code == 200


def test_an_organisations_own_sign_in_decides_for_tokens_too(ours: People) -> None:
    from allauth.socialaccount.models import SocialAccount

    program = Program(token_of(ours.reader))
    SocialAccount.objects.create(user=ours.reader, provider="vores", uid="x")
    assert program.get("/me").json()["type"] == "sign-in-again"
    ours.reader.last_login = timezone.now() - timedelta(hours=11)
    ours.reader.save()
    assert program.get("/me").status_code == 200
    ours.reader.last_login = timezone.now() - timedelta(hours=13)
    ours.reader.save()
    assert program.get("/me").status_code == 403


def test_a_signed_in_person_without_the_second_factor_reads_what_is_open(ours: People) -> None:
    ours.organisation.second_factor = True
    ours.organisation.save()
    program = Program()
    program.client.cookies = client_of(ours.reader).cookies
    assert program.get("/knowledge/kinds").status_code == 200


def test_the_description_is_open(db: None) -> None:
    assert Client().get("/api/v1/openapi.json").json()["openapi"] == "3.1.0"
