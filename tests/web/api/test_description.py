"""The API does what its description says: schemathesis asks it many things, right and wrong."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from bundlinje.web.api import access
from bundlinje.web.audit.models import Event
from bundlinje.web.limits import LIMITS
from bundlinje.web.wsgi import application
from tests.conftest import examples
from tests.web.api import state
from tests.web.api.conftest import as_kept, kept, token_of
from tests.web.conftest import People

pytestmark = pytest.mark.once

SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
# It is refused everywhere, which a schema cannot say.
SCHEMA.config.generation.update(allow_x00=False)
OPERATIONS = {op.ok().label: op.ok() for op in SCHEMA.get_all_operations()}


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """So much is asked at once that the limits would be all that is seen."""
    monkeypatch.setattr(access, "MOST", 10**9)
    for open_to_all in ("api", "open-case"):
        monkeypatch.setitem(django_settings.ACCOUNT_RATE_LIMITS, open_to_all, "1000000/m/ip")
    for action, (_, within) in LIMITS.items():
        monkeypatch.setitem(LIMITS, action, (10**9, within))
    # As Django's own client does: the connection holds the transaction of the test.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture(scope="module")
def there(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[People, dict[str, Any]]]:
    """An organisation with something at every address, and the parts of those addresses."""
    with kept(django_db_blocker) as (people, _):
        with django_db_blocker.unblock():
            real = _real(people)
        yield people, real


@pytest.fixture
def ours(there: tuple[People, dict[str, Any]], db: None) -> Iterator[People]:
    yield from as_kept(there[0])


@pytest.fixture
def real(there: tuple[People, dict[str, Any]]) -> dict[str, Any]:
    return there[1]


def _real(people: People) -> dict[str, Any]:
    """Return parts of addresses that there is something at."""
    return {
        "case_id": str(people.case.id),
        "contract_id": str(people.contract.id),
        "record": people.own.pk,
        "member": people.reader.memberships.get().pk,
        "number": 1,
        "prefix": "prices",
        "name": people.own.name,
        "settlement": state.settlement(people).pk,
        "dispute": state.dispute(people).pk,
        "notice": state.notice(people).pk,
        "party": state.party(people).pk,
        "share": state.share(people).pk,
        "link": state.link(people).pk,
        "comment": state.comment(people).pk,
        "release": str(state.release(people).id),
        "actual": state.actual(people).pk,
    }


#: What these take goes beyond what a schema can say: a case, a contract, a record, a choice of the
#: case, rows of results, a text that is not blank and holds no CPR number.
BEYOND = {
    "POST /api/v1/cases",
    "POST /api/v1/cases/file",
    "PATCH /api/v1/cases/{case_id}/document",
    "PUT /api/v1/cases/{case_id}/document",
    "POST /api/v1/cases/{case_id}/undo",
    "POST /api/v1/cases/{case_id}/redo",
    "POST /api/v1/cases/{case_id}/try",
    "POST /api/v1/cases/{case_id}/scenarios",
    "GET /api/v1/comparison",
    "GET /api/v1/comparison/files/{kind}",
    "GET /api/v1/ranking",
    "GET /api/v1/ranking/files/{kind}",
    "GET /api/v1/knowledge/map",
    "POST /api/v1/own-records",
    "PUT /api/v1/own-records/{record}",
    "POST /api/v1/invitations",
    "PATCH /api/v1/contracts/{contract_id}/document",
    "PUT /api/v1/contracts/{contract_id}/document",
    "POST /api/v1/contracts/{contract_id}/document/file",
    "POST /api/v1/contracts/{contract_id}/undo",
    "POST /api/v1/contracts/{contract_id}/redo",
    "POST /api/v1/contracts/{contract_id}/go-back",
    "POST /api/v1/contracts/join",
    "POST /api/v1/contracts/{contract_id}/invitations",
    "PATCH /api/v1/contracts/{contract_id}/parties/{party}",
    "POST /api/v1/contracts/{contract_id}/results",
    "POST /api/v1/contracts/{contract_id}/purpose",
    "POST /api/v1/contracts/{contract_id}/consent/propose",
    "POST /api/v1/contracts/{contract_id}/consent/agree",
    "POST /api/v1/contracts/{contract_id}/consent/paper",
    "POST /api/v1/contracts/{contract_id}/settlements/{settlement}/reject",
    "POST /api/v1/contracts/{contract_id}/disputes",
    "POST /api/v1/contracts/{contract_id}/disputes/{dispute}/notes",
    "POST /api/v1/cases/{case_id}/shares",
    "POST /api/v1/cases/{case_id}/comments",
    "POST /api/v1/cases/{case_id}/comments/{comment}/answers",
    "PUT /api/v1/cases/{case_id}/review",
    "POST /api/v1/cases/{case_id}/review",
    "POST /api/v1/cases/{case_id}/go-back",
    "POST /api/v1/cases/{case_id}/actuals",
    "POST /api/v1/events/members/{member}",
    "POST /api/v1/export",
}


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("label", list(OPERATIONS))
def test_with_a_token(
    label: str, mode: GenerationMode, ours: People, real: dict[str, Any], unlimited: None
) -> None:
    token = token_of(ours.administrator)
    left_out = [CHECKS.get_one("positive_data_acceptance")] if label in BEYOND else []

    @settings(max_examples=examples(6), suppress_health_check=list(HealthCheck))
    @given(
        case=OPERATIONS[label].as_strategy(generation_mode=mode),
        there=st.booleans(),
        language=st.sampled_from(["da", "en"]),
    )
    def asks(case: Any, there: bool, language: str) -> None:
        if there and mode is GenerationMode.POSITIVE:
            for name in case.path_parameters or {}:
                case.path_parameters[name] = real.get(name, case.path_parameters[name])
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        case.call_and_validate(headers=headers, excluded_checks=left_out)

    # Where any text will do there is nothing to get wrong.
    nothing = Unsatisfiable if mode is GenerationMode.NEGATIVE else ()
    with contextlib.suppress(nothing):
        asks()


@pytest.mark.parametrize("label", list(OPERATIONS))
def test_without_a_token(label: str, ours: People, real: dict[str, Any], unlimited: None) -> None:
    before = Event.objects.count()
    open_to_all = {} in OPERATIONS[label].definition.raw["security"]

    @settings(max_examples=examples(4), suppress_health_check=list(HealthCheck))
    @given(case=OPERATIONS[label].as_strategy(), there=st.booleans())
    def asks(case: Any, there: bool) -> None:
        if there:
            for name in case.path_parameters or {}:
                case.path_parameters[name] = real.get(name, case.path_parameters[name])
        left_out = [CHECKS.get_one("positive_data_acceptance")] if label in BEYOND else []
        response = case.call_and_validate(excluded_checks=left_out)
        # Nothing has a number below 0: such an address is none, with a token or without.
        no_address = not there and response.status_code == 404
        assert open_to_all or no_address or response.status_code == 401

    asks()
    assert Event.objects.count() == before
