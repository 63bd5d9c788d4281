"""For every address: what someone signed out, of another organisation or of a lower role gets.

An address that is not in the table fails the first test, so that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone

from bundlinje.web.audit.models import Event
from bundlinje.web.cases.models import Revision
from bundlinje.web.cases.packing import packed
from bundlinje.web.contracts.models import Contract
from bundlinje.web.notices.models import Addressed, Notice
from bundlinje.web.sharing.models import Actual, Comment, Share, ShareLink
from bundlinje.web.urls import urlpatterns
from tests.web.conftest import People, client_of

OPEN, MEMBER, READER, EDITOR, ADMINISTRATOR = range(5)


@dataclass
class Rule:
    """Who may use an address, and how it is used."""

    least: int
    method: str = "get"
    #: Parts of the address that belong to an organisation.
    kwargs: Callable[[People], dict[str, Any]] = lambda people: {}
    data: dict[str, Any] = field(default_factory=dict)
    #: What the address asks for that belongs to an organisation.
    asked: Callable[[People], dict[str, Any]] = lambda people: {}


def _case(**more: Any) -> Callable[[People], dict[str, Any]]:
    return lambda people: {"case_id": people.case.id, **more}


def _this_case(people: People) -> dict[str, Any]:
    return {"sag": [str(people.case.id)]}


def _contract(**more: Any) -> Callable[[People], dict[str, Any]]:
    return lambda people: {"contract_id": people.contract.id, **more}


def _proposed(people: People) -> dict[str, Any]:
    """Return a contract whose parties are asked to agree."""
    contract = people.contract
    Contract.objects.filter(id=contract.id).update(proposed=1)
    return {"contract_id": contract.id}


def _agreed(people: People) -> dict[str, Any]:
    """Return the same, which the organisation has said yes to."""
    found = _proposed(people)
    people.contract.agreements.get_or_create(revision=1, organisation=people.organisation)
    return found


def _for(people: People) -> dict[str, Any]:
    return {"revision": "1", "organisation": str(people.organisation.id)}


def _settlement(people: People) -> dict[str, Any]:
    """Return a settlement that waits; it was submitted by nobody that the tests sign in as."""
    contract = people.contract
    results, _ = contract.results.get_or_create(
        number=1, defaults={"digest": "", "rows": 1, "last_period": "2027-H2", "packed": b""}
    )
    waiting, _ = contract.settlements.get_or_create(
        number=1,
        defaults={
            "period": "2027-H2", "packed": packed({"new": []}), "total": 0, "due": 0, "terms": 1,
            "results": results,
        },
    )  # fmt: skip
    return {"contract_id": contract.id, "settlement": waiting.id}


def _dispute(people: People) -> dict[str, Any]:
    dispute, _ = people.contract.disputes.get_or_create(raised_for=people.organisation)
    return {"contract_id": people.contract.id, "dispute": dispute.id}


def _party(people: People) -> dict[str, Any]:
    return {"contract_id": people.contract.id, "party": people.contract.parties.first().id}


def _of(people: People) -> dict[str, Any]:
    return {"case_id": people.case.id}


def _share(people: People) -> int:
    made, _ = Share.objects.get_or_create(case=people.case, user=people.reader, level=1)
    return int(made.pk)


def _link(people: People) -> int:
    made, _ = ShareLink.objects.get_or_create(
        case=people.case, digest="x" * 64, defaults={"expires": timezone.now()}
    )
    return int(made.pk)


def _comment(people: People) -> int:
    found = {"case": people.case, "author": people.administrator, "text": "Hej", "revision": 1}
    return int(Comment.objects.get_or_create(**found)[0].pk)


def _actual(people: People) -> int:
    found = {"case": people.case, "of": "net", "value": 1.0, "source": "x", "date": "2026-01-01"}
    return int(Actual.objects.get_or_create(**found)[0].pk)


def _notice(people: People) -> dict[str, Any]:
    about = {"user": people.reader, "kind": "shared", "case": people.case}
    return {"notice": Notice.objects.get_or_create(**about)[0].pk}


def _addressed(people: People) -> dict[str, Any]:
    invitation, _ = people.contract.invitations.get_or_create(
        digest=f"{people.organisation.name}",
        defaults={"part": "investor", "expires": timezone.now() + timedelta(days=1)},
    )
    found = {"invitation": invitation, "organisation": people.organisation}
    return {"addressed": Addressed.objects.get_or_create(**found)[0].pk}


RULES = {
    "notices": Rule(MEMBER),
    "read-notices": Rule(MEMBER, "post"),
    "open-notice": Rule(READER, "post", _notice),
    "mail-choices": Rule(MEMBER),
    "own-party-invitation": Rule(ADMINISTRATOR, kwargs=_addressed),
    "contracts": Rule(MEMBER),
    "new-contract": Rule(MEMBER),
    "make-contract": Rule(MEMBER, "post", asked=_this_case),
    "portfolio": Rule(MEMBER),
    "portfolio-settings": Rule(MEMBER, "post", data={"kapital": "5"}),
    "portfolio-chart": Rule(MEMBER, kwargs=lambda people: {"name": "penge"}),
    "portfolio-file": Rule(MEMBER, kwargs=lambda people: {"kind": "html"}),
    "party-invitation": Rule(MEMBER, kwargs=lambda people: {"token": "unknown"}),
    "contract": Rule(READER, kwargs=_contract()),
    "change-contract": Rule(EDITOR, "post", _contract(), {"path": "title", "value": "Stjålet"}),
    "add-term": Rule(EDITOR, "post", _contract(), {"hvad": "party"}),
    "remove-term": Rule(EDITOR, "post", _contract(), {"path": "payments.resultat-6"}),
    "propose-terms": Rule(EDITOR, "post", _contract(), {"revision": "1"}),
    "agree-to-terms": Rule(EDITOR, "post", _proposed, asked=_for),
    "take-back-yes": Rule(EDITOR, "post", _agreed, asked=_for),
    "agree-on-paper": Rule(
        EDITOR, "post", _proposed, {"revision": "1", "navn": "bank", "dato": "2026-11-02"}
    ),
    "contract-versions": Rule(READER, kwargs=_contract()),
    "contract-difference": Rule(READER, kwargs=_contract(), data={"fra": "1", "til": "1"}),
    "contract-go-back": Rule(EDITOR, "post", _contract(), {"til": "1", "revision": "1"}),
    "undo-contract": Rule(EDITOR, "post", _contract()),
    "redo-contract": Rule(EDITOR, "post", _contract()),
    "contract-stage": Rule(EDITOR, "post", _contract(), {"stadie": "signed"}),
    "upload-contract": Rule(EDITOR, "post", _contract()),
    "delete-contract": Rule(EDITOR, "post", _contract()),
    "contract-agreement": Rule(READER, kwargs=_contract()),
    "agreement-file": Rule(READER, kwargs=_contract(kind="html")),
    "contract-value": Rule(READER, kwargs=_contract()),
    "contract-chart": Rule(READER, kwargs=_contract(name="penge")),
    "contract-file": Rule(READER, kwargs=_contract(kind="yaml")),
    "contract-results": Rule(READER, kwargs=_contract()),
    "say-why": Rule(READER, "post", _contract(), {"formaal": "Nysgerrig"}),
    "results-template": Rule(EDITOR, kwargs=_contract()),
    "upload-results": Rule(EDITOR, "post", _contract()),
    "results-rows": Rule(EDITOR, kwargs=_contract()),
    "submit-settlement": Rule(EDITOR, "post", _contract()),
    "approve-settlement": Rule(EDITOR, "post", _settlement),
    "reject-settlement": Rule(EDITOR, "post", _settlement, {"begrundelse": "Stjålet"}),
    "contract-ledger": Rule(READER, kwargs=_contract()),
    "ledger-file": Rule(READER, kwargs=_contract()),
    "dispute": Rule(EDITOR, "post", _contract(), {"tekst": "Stjålet"}),
    "dispute-note": Rule(EDITOR, "post", _dispute, {"tekst": "Stjålet"}),
    "contract-parties": Rule(READER, kwargs=_contract()),
    "invite-party": Rule(ADMINISTRATOR, "post", _contract(), {"part": "investor"}),
    "rename-party": Rule(ADMINISTRATOR, "post", _party, {"navn": "bank"}),
    "settlement-file": Rule(EDITOR, kwargs=_contract(kind="pdf")),
    "remove-party": Rule(ADMINISTRATOR, "post", _party),
    "front": Rule(OPEN),
    "language": Rule(OPEN, "post", data={"sprog": "en"}),
    "health": Rule(OPEN),
    "favicon": Rule(OPEN),
    "sign-in-link": Rule(OPEN, kwargs=lambda people: {"token": "unknown"}),
    "invitation": Rule(OPEN, kwargs=lambda people: {"token": "unknown"}),
    "openid_connect_login": Rule(OPEN, kwargs=lambda people: {"provider_id": "ukendt"}),
    "openid_connect_callback": Rule(OPEN, kwargs=lambda people: {"provider_id": "ukendt"}),
    "organisation": Rule(MEMBER),
    "choose-organisation": Rule(MEMBER, "post"),
    "invite": Rule(MEMBER, "post"),
    "member": Rule(
        ADMINISTRATOR,
        "post",
        lambda people: {"member": people.reader.memberships.get().id},
        {"role": "3"},
    ),
    "withdraw": Rule(MEMBER, "post"),
    "demand-second-factor": Rule(MEMBER, "post"),
    "rename-organisation": Rule(MEMBER, "post", data={"navn": "Nyt navn", "slags": "fond"}),
    "password-link": Rule(
        ADMINISTRATOR, "post", lambda people: {"member": people.reader.memberships.get().id}
    ),
    "about-me": Rule(MEMBER),
    "about-member": Rule(
        ADMINISTRATOR,
        kwargs=lambda people: {"member": people.reader.memberships.get().id},
        data={"formaal": "Indsigt"},
    ),
    "export": Rule(MEMBER, "post"),
    "close-organisation": Rule(MEMBER, "post"),
    "keep-organisation": Rule(MEMBER, "post"),
    "tokens": Rule(MEMBER),
    "new-token": Rule(MEMBER, "post", data={"navn": "x", "rettighed": "cases:read", "dage": "90"}),
    "withdraw-token": Rule(MEMBER, "post", lambda people: {"token": 1}),
    "api": Rule(OPEN),
    "api-description": Rule(OPEN),
    "events": Rule(MEMBER),
    "events-file": Rule(MEMBER),
    "cases": Rule(MEMBER),
    "new-case": Rule(MEMBER, "post"),
    "upload-case": Rule(MEMBER, "post"),
    "case": Rule(READER, kwargs=_case()),
    "case-facts": Rule(READER, kwargs=_case()),
    "step": Rule(READER, kwargs=_case(step="maal")),
    "change": Rule(EDITOR, "post", _case(), {"path": "title", "value": "Stjålet"}),
    "spread": Rule(EDITOR, kwargs=_case(), data={"path": "effect.without"}),
    "own-counts": Rule(EDITOR, kwargs=_case(item="kontanthjaelp")),
    "add-item": Rule(EDITOR, "post", _case(), {"step": "omkostninger"}),
    "remove-item": Rule(EDITOR, "post", _case(), {"path": "costs.jobkonsulent"}),
    "undo": Rule(EDITOR, "post", _case()),
    "redo": Rule(EDITOR, "post", _case()),
    "delete-case": Rule(EDITOR, "post", _case()),
    "copy-case": Rule(READER, "post", _case()),
    "download": Rule(READER, kwargs=_case(kind="yaml")),
    "chart": Rule(READER, kwargs=_case(name="vandfald")),
    "slide": Rule(READER, "post", _case()),
    "keep": Rule(EDITOR, "post", _case(), {"navn": ["effects/ips_dk_30m"], "tal": ["20 %"]}),
    "scenario": Rule(EDITOR, "post", _case(), {"aendring": "senere", "aar": "1"}),
    "sharing": Rule(EDITOR, kwargs=_case()),
    "share": Rule(EDITOR, "post", _case(), {"hvem": "reader@deres.example", "niveau": "1"}),
    "unshare": Rule(EDITOR, "post", lambda people: {**_of(people), "share": _share(people)}),
    "new-link": Rule(EDITOR, "post", _case(), {"dage": "7"}),
    "withdraw-link": Rule(EDITOR, "post", lambda people: {**_of(people), "link": _link(people)}),
    "comments": Rule(READER, kwargs=_case()),
    "field-comments": Rule(READER, kwargs=_case(), data={"path": "title"}),
    "comment": Rule(READER, "post", _case(), {"path": "title", "tekst": "Hvorfor?"}),
    "resolve": Rule(READER, "post", lambda people: {**_of(people), "comment": _comment(people)}),
    "erase-comment": Rule(
        READER, "post", lambda people: {**_of(people), "comment": _comment(people)}
    ),
    "review": Rule(READER, kwargs=_case()),
    "save-review": Rule(READER, "post", _case(), {"gem": "kladde", "begrundelse": "Måske"}),
    "versions": Rule(READER, kwargs=_case()),
    "difference": Rule(READER, kwargs=_case(), data={"fra": "1", "til": "1"}),
    "go-back": Rule(EDITOR, "post", _case(), {"til": "1", "revision": "1"}),
    "releasing": Rule(EDITOR, kwargs=_case()),
    "publish": Rule(EDITOR, "post", _case(), {"sikker": "1"}),
    "unpublish": Rule(EDITOR, "post", _case()),
    "add-actual": Rule(
        EDITOR,
        "post",
        _case(),
        {"hvad": "net", "tal": "1000", "kilde": "Regnskab", "dato": "2026-01-01"},
    ),
    "remove-actual": Rule(
        EDITOR, "post", lambda people: {**_of(people), "actual": _actual(people)}
    ),
    "shared-link": Rule(OPEN, kwargs=lambda people: {"token": "ukendt"}),
    "shared-link-chart": Rule(OPEN, kwargs=lambda people: {"token": "ukendt", "name": "vandfald"}),
    "library": Rule(OPEN),
    "library-case": Rule(OPEN, kwargs=lambda people: {"release": people.case.id}),
    "library-chart": Rule(
        OPEN, kwargs=lambda people: {"release": people.case.id, "name": "vandfald"}
    ),
    # Anyone's released case may be copied; to an organisation that one edits for.
    "library-copy": Rule(MEMBER, "post", lambda people: {"release": people.case.id}),
    "compare": Rule(READER, asked=_this_case),
    "comparison-chart": Rule(
        READER, kwargs=lambda people: {"name": "nettoresultat"}, asked=_this_case
    ),
    "comparison-file": Rule(READER, kwargs=lambda people: {"kind": "html"}, asked=_this_case),
    "ranking": Rule(READER, asked=_this_case),
    "ranking-chart": Rule(
        READER, kwargs=lambda people: {"name": "nettoresultat"}, asked=_this_case
    ),
    "ranking-file": Rule(READER, kwargs=lambda people: {"kind": "html"}, asked=_this_case),
    "knowledge": Rule(OPEN),
    "evidence-map": Rule(OPEN),
    "record": Rule(OPEN, kwargs=lambda people: {"prefix": "prices", "id": people.own.name}),
    "suggestions": Rule(MEMBER),
    "own-records": Rule(MEMBER),
    "own-new": Rule(MEMBER, kwargs=lambda people: {"kind": "unit_prices"}),
    "own-edit": Rule(EDITOR, kwargs=lambda people: {"record": people.own.id}),
    "own-review": Rule(READER, kwargs=lambda people: {"record": people.own.id}),
    "own-withdraw": Rule(
        EDITOR, "post", lambda people: {"record": people.own.id}, {"begrundelse": "Stjålet"}
    ),
}
#: Pages of the sign-in library: each shows or changes the signed-in person's own account only.
LIBRARY = ("account_", "mfa_")
#: Addresses for programs, whose rules are in `api/test_access.py`.
API = "api-1"


def _names(patterns: list[Any]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace == API:
                continue
            yield from _names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield str(pattern.name)


def test_every_address_has_a_rule() -> None:
    names = {name for name in _names(urlpatterns) if not name.startswith(LIBRARY)}
    assert names == set(RULES)


def _use(client: Client, name: str, people: People) -> Any:
    rule = RULES[name]
    address = reverse(name, kwargs=rule.kwargs(people))
    return getattr(client, rule.method)(address, {**rule.data, **rule.asked(people)})


def _content(people: People) -> tuple[Any, ...]:
    contracts = _contracts(people)
    people.case.refresh_from_db()
    roles = sorted(people.organisation.memberships.values_list("user_id", "role"))
    revisions = Revision.objects.filter(case__organisation=people.organisation).count()
    cases = people.organisation.cases.count()
    people.own.refresh_from_db()
    own = (people.own.row, people.own.withdrawn, people.organisation.own_records.count())
    return revisions, cases, people.case.removed, people.case.title, roles, own, contracts


def _before(name: str, people: People) -> tuple[Any, ...]:
    """Return everything of an organisation once what an address needs is made."""
    RULES[name].kwargs(people)
    return _content(people)


def _contracts(people: People) -> tuple[Any, ...]:
    """Return everything about the organisation's contract, its settlement and dispute made."""
    settlement, dispute = _settlement(people)["settlement"], _dispute(people)["dispute"]
    _addressed(people)
    contract = people.contract
    return (
        Contract.objects.filter(organisation=people.organisation).count(),
        (contract.title, contract.stage, contract.removed, contract.revision, contract.agreed),
        contract.settlements.get(id=settlement).status,
        contract.disputes.get(id=dispute).notes.count(),
        *(
            getattr(contract, name).count()
            for name in (
                "parties", "invitations", "agreements", "results", "settlements", "ledger",
                "disputes",
            )
        ),
    )  # fmt: skip


@pytest.mark.parametrize("name", [name for name, rule in RULES.items() if rule.least > OPEN])
def test_someone_signed_out_is_sent_to_sign_in(name: str, ours: People) -> None:
    before = _before(name, ours)
    response = _use(Client(), name, ours)
    assert response.status_code == 302
    assert response.url.startswith("/konto/login/")
    assert _content(ours) == before


@pytest.mark.parametrize("name", [name for name, rule in RULES.items() if rule.least > MEMBER])
def test_another_organisation_finds_nothing(name: str, ours: People, theirs: People) -> None:
    before, events = _before(name, ours), Event.objects.count()
    response = _use(client_of(theirs.administrator), name, ours)
    assert response.status_code == 404
    assert _content(ours) == before
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("name", "role"),
    [
        (name, role)
        for name, rule in RULES.items()
        for role, rank in (("reader", READER), ("editor", EDITOR))
        if rule.least > rank
    ],
)
def test_a_lower_role_is_refused(name: str, role: str, ours: People) -> None:
    before = _before(name, ours)
    response = _use(client_of(getattr(ours, role)), name, ours)
    assert response.status_code == 403
    assert _content(ours) == before


@pytest.mark.parametrize("name", [name for name, rule in RULES.items() if rule.method == "post"])
def test_what_changes_something_needs_a_post_and_its_token(name: str, ours: People) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ours.administrator)
    before = _before(name, ours)
    assert _use(strict, name, ours).status_code == 403
    address = reverse(name, kwargs=RULES[name].kwargs(ours))
    landed = client_of(ours.administrator).get(address, follow=True)
    assert landed.redirect_chain, "it is never a page itself"
    # Who loads it again, or comes from sign-in, lands on a page; nothing is released here.
    assert landed.status_code == (404 if name == "library-copy" else 200)
    assert _content(ours) == before


@pytest.mark.parametrize("name", ["new-case", "upload-case", "new-contract", "make-contract"])
def test_a_reader_begins_nothing(name: str, ours: People) -> None:
    assert _use(client_of(ours.reader), name, ours).status_code == 403
    assert ours.organisation.cases.count() == 1
    assert not Contract.objects.exists()


def test_a_reader_does_not_change_the_earmark(ours: People) -> None:
    assert _use(client_of(ours.reader), "portfolio-settings", ours).status_code == 403


def test_only_an_administrator_invites(ours: People) -> None:
    data = {"email": "ny@vores.example", "role": "1"}
    for user in (ours.reader, ours.editor):
        assert client_of(user).post(reverse("invite"), data).status_code == 403
    assert ours.organisation.invitations.count() == 0


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("withdraw", "post"),
        ("demand-second-factor", "post"),
        ("rename-organisation", "post"),
        ("events", "get"),
        ("events-file", "get"),
    ],
)
def test_only_an_administrator(name: str, method: str, ours: People) -> None:
    for user in (ours.reader, ours.editor):
        assert getattr(client_of(user), method)(reverse(name)).status_code == 403
    assert getattr(client_of(ours.administrator), method)(reverse(name)).status_code in (200, 302)


def test_one_acts_only_for_an_organisation_that_one_is_a_member_of(
    ours: People, theirs: People
) -> None:
    client = client_of(theirs.administrator)
    data = {"organisation": str(ours.organisation.id)}
    assert client.post(reverse("choose-organisation"), data).status_code == 404
    assert "organisation" not in client.session
