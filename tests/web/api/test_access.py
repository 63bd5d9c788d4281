"""For every operation: what one gets without a token, with one that ended, of others, of less.

An operation that is not in the table fails the first test, so that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
from bundlinje.web.contracts.models import DisputeNote, Fund
from bundlinje.web.notices.models import MailChoice, Notice
from bundlinje.web.sharing.models import Release
from tests.web.api.conftest import Program, as_kept, kept, token_of
from tests.web.api.rules import EDITOR, MEMBER, OPEN, RULES, V1, asked, send, use
from tests.web.conftest import People, client_of


@pytest.fixture(scope="module")
def both(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[People, People]]:
    with kept(django_db_blocker) as found:
        yield found


@pytest.fixture
def ours(both: tuple[People, People], db: None) -> Iterator[People]:
    yield from as_kept(both[0])


@pytest.fixture
def theirs(both: tuple[People, People], db: None) -> Iterator[People]:
    yield from as_kept(both[1])


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


def test_the_description_says_what_is_needed() -> None:
    for (method, path), rule in RULES.items():
        said = description()["paths"][path][method]
        needed: list[Any] = [{"Token": [rule.scope] if rule.scope else []}]
        assert said["security"] == needed + ([{}] if rule.least == OPEN else []), path
        assert {"401", "403", "422", "429"} <= set(said["responses"]), path


def _content(people: People) -> tuple[Any, ...]:
    # What an operation is about is made when it is first asked for.
    for rule in RULES.values():
        rule.parts(people)
        if callable(rule.body):
            rule.body(people)
    contract = people.contract
    contract.refresh_from_db()
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
        (contract.revision, contract.stage, contract.removed, owner.contracts.count()),
        (contract.proposed, contract.agreed, contract.agreements.count()),
        (contract.invitations.count(), contract.results.count(), contract.ledger.count()),
        list(contract.parties.order_by("pk").values_list("organisation_id", "part", "name")),
        list(contract.settlements.order_by("pk").values_list("status", "decided_by")),
        list(DisputeNote.objects.filter(dispute__contract=contract).values_list("text")),
        list(people.case.shares.values_list("organisation_id", "level")),
        (people.case.links.count(), people.case.reviews.count(), people.case.actuals.count()),
        list(people.case.comments.values_list("text", "resolved")),
        Release.objects.filter(case=people.case).count(),
        Fund.objects.filter(organisation=owner).count(),
        (Notice.objects.filter(read=None).count(), MailChoice.objects.count()),
    )


def _unchanged(people: People, uses: Callable[[], Any]) -> None:
    """Do what is refused, and see that nothing was changed or noted by it."""
    before, events = _content(people), Event.objects.count()
    uses()
    assert (_content(people), Event.objects.count()) == (before, events)


def test_without_a_token_only_what_is_open(ours: People) -> None:
    def uses() -> None:
        for key, rule in RULES.items():
            response = use(Program(), key, ours)
            if rule.least == OPEN:
                # The own record of the table is nothing to someone without a token.
                assert response.status_code == (404 if rule.reaches else 200), key
                continue
            assert response.status_code == 401, key
            assert response["WWW-Authenticate"].startswith("Bearer")
            assert response.json()["type"] == "no-token"

    _unchanged(ours, uses)


def test_a_token_that_has_ended_opens_nothing(ours: People) -> None:
    names = ("withdrawn", "expired", "made up", "no member", "not active")
    people = (*[ours.administrator] * 3, ours.editor, ours.reader)
    ended = {name: token_of(one) for name, one in zip(names, people, strict=True)}
    _content(ours)
    withdrawn, expired = (tokens.find(ended[name]) for name in names[:2])
    assert withdrawn is not None and expired is not None
    tokens.withdraw(withdrawn, ours.administrator)
    expired.expires = timezone.now() - timedelta(seconds=1)
    expired.save()
    ended["made up"] = ended["made up"][:-1] + ("A" if ended["made up"][-1] != "A" else "B")
    ours.editor.memberships.get().delete()
    ours.reader.is_active = False
    ours.reader.save()

    def uses() -> None:
        programs = {name: Program(token) for name, token in ended.items()}
        for key in RULES:
            request = asked(key, ours)
            for name, program in programs.items():
                assert send(program, *request).status_code == 401, (name, key)

    _unchanged(ours, uses)


def test_a_token_without_the_scope_is_refused(ours: People) -> None:
    lacking = {
        scope: Program(token_of(ours.administrator, *(one for one in SCOPES if one != scope)))
        for scope in SCOPES
    }

    def uses() -> None:
        for key, rule in RULES.items():
            if rule.scope:
                response = use(lacking[rule.scope], key, ours)
                assert response.status_code == 403, key
                assert response.json()["type"] == "missing-scope"
                assert rule.scope in response.json()["detail"]

    _unchanged(ours, uses)


def test_another_organisation_finds_nothing(ours: People, theirs: People) -> None:
    program = Program(token_of(theirs.administrator))

    def uses() -> None:
        for key, rule in RULES.items():
            if rule.reaches:
                assert use(program, key, ours).status_code == 404, key

    _unchanged(ours, uses)


def test_a_token_reaches_one_organisation_of_a_person_with_two(
    ours: People, theirs: People
) -> None:
    from bundlinje.web.accounts.models import Membership, Role

    program = Program(token_of(theirs.administrator))
    Membership.objects.create(
        user=theirs.administrator, organisation=ours.organisation, role=Role.ADMINISTRATOR
    )

    def uses() -> None:
        for key, rule in RULES.items():
            if rule.reaches:
                assert use(program, key, ours).status_code == 404, key

    _unchanged(ours, uses)


@pytest.mark.parametrize(("role", "rank"), [("reader", MEMBER), ("editor", EDITOR)])
def test_a_lower_role_is_refused(role: str, rank: int, ours: People) -> None:
    program, before = Program(token_of(getattr(ours, role))), _content(ours)
    for key, rule in RULES.items():
        if rule.least > rank:
            response = use(program, key, ours)
            assert response.status_code == 403, key
            assert response.json()["type"] == "not-allowed", key
    assert _content(ours) == before


def test_a_cookie_opens_nothing(ours: People) -> None:
    program = Program()
    program.client.cookies = client_of(ours.administrator).cookies

    def uses() -> None:
        for key, rule in RULES.items():
            expected = 401 if rule.least > OPEN else 404 if rule.reaches else 200
            assert use(program, key, ours).status_code == expected, key

    _unchanged(ours, uses)


def test_an_organisation_can_demand_a_second_factor(ours: People) -> None:
    program = Program(token_of(ours.administrator))
    _content(ours)
    ours.organisation.second_factor = True
    ours.organisation.save()

    def uses() -> None:
        for key in RULES:
            response = use(program, key, ours)
            assert response.status_code == 403, key
            assert response.json()["type"] == "second-factor"

    _unchanged(ours, uses)


#: Where the table's use is not one that succeeds: nothing to undo, a wrong file, one case twice,
#: an own record that was changed since.
NOT_SO = {
    ("get", f"{V1}/comparison"): 422,
    ("get", f"{V1}/comparison/files/{{kind}}"): 422,
    ("get", f"{V1}/ranking"): 422,
    ("get", f"{V1}/ranking/files/{{kind}}"): 422,
    ("put", f"{V1}/own-records/{{record}}"): 409,
    ("post", f"{V1}/own-records/{{record}}/review"): 409,
    ("post", f"{V1}/own-records/{{record}}/withdraw"): 409,
    ("post", f"{V1}/cases/file"): 422,
    ("post", f"{V1}/cases/{{case_id}}/undo"): 409,
    ("post", f"{V1}/cases/{{case_id}}/redo"): 409,
    ("post", f"{V1}/cases/{{case_id}}/go-back"): 409,
    ("put", f"{V1}/cases/{{case_id}}/document"): 422,
    ("post", f"{V1}/contracts/{{contract_id}}/undo"): 409,
    ("post", f"{V1}/contracts/{{contract_id}}/redo"): 409,
    ("post", f"{V1}/contracts/{{contract_id}}/go-back"): 409,
    ("post", f"{V1}/contracts/{{contract_id}}/document/file"): 422,
    ("post", f"{V1}/contracts/join"): 404,
    ("get", f"{V1}/portfolio/files/{{kind}}"): 409,
    ("post", f"{V1}/invitations/withdraw"): 404,
}


@pytest.mark.parametrize("key", list(RULES))
def test_whoever_may_succeeds(key: tuple[str, str], ours: People) -> None:
    response = use(Program(token_of(ours.administrator)), key, ours)
    if response.streaming:
        # Read to its end, it closes the file.
        b"".join(response.streaming_content)
    expected = (NOT_SO[key],) if key in NOT_SO else (200, 201, 204)
    assert response.status_code in expected


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
