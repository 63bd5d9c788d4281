"""What there is to reach at a case and a contract: made when it is first asked for."""

from __future__ import annotations

from typing import Any

from tests.web.conftest import People
from tests.web.contract_steps import csv_of, rows, sign

#: An organisation that nobody here is a member of.
ELSEWHERE = "Et helt tredje sted"


def elsewhere() -> Any:
    from bundlinje.web.accounts.models import Organisation

    return Organisation.objects.get_or_create(name=ELSEWHERE, kind="fond")[0]


def terms_of(contract: Any) -> Any:
    from bundlinje.web.contracts.consent import in_force
    from bundlinje.web.contracts.judging import contract_at

    return contract_at(contract, in_force(contract))


def signed(people: People) -> Any:
    """Return the organisation's contract, with terms that all parties have agreed to."""
    contract = people.contract
    if contract.agreed is None:
        sign(contract, people)
    return contract


def proposed(people: People) -> Any:
    """Return the organisation's contract, with terms that the parties are asked to agree to."""
    from bundlinje.web.contracts import consent

    contract = people.contract
    if contract.proposed is None:
        consent.propose(contract.id, contract.revision, people.editor)
        contract.refresh_from_db()
    return contract


def said_yes(people: People) -> Any:
    """Return the same, with terms that the organisation has agreed to and others have not."""
    from bundlinje.web.contracts import consent

    contract = proposed(people)
    consent.agree(contract.id, contract.proposed, people.editor, people.organisation)
    return contract


def on_paper(people: People) -> dict[str, Any]:
    """Return the body by which the first party that is not here has signed on paper."""
    from bundlinje.web.contracts import consent

    contract = proposed(people)
    signers = consent.consent_to(contract, contract.proposed).signers
    name = next((one.name for one, _, _ in signers if one.name), "provider")
    return {"revision": contract.proposed, "name": name, "date": "2026-11-02"}


def why(people: People) -> None:
    """Let everyone of an organisation say today why they look at rows about people."""
    from bundlinje.web.audit.models import Event
    from bundlinje.web.contracts.access import seat_at
    from bundlinje.web.contracts.looking import ACTION, say_why

    key = people.contract.id
    if not Event.objects.filter(action=ACTION, which=str(key)).exists():
        for user in (people.administrator, people.editor, people.reader):
            say_why(seat_at(user, key), user, "Månedens afregning")


def results(people: People, content: bytes | None = None) -> Any:
    """Return results that the editor has uploaded to the organisation's contract."""
    from bundlinje.web.contracts import results as uploads

    contract = people.contract
    why(people)
    found = contract.results.first()
    if found is not None and content is None:
        return found
    content = content or csv_of(rows(25))
    terms = terms_of(contract)
    read = uploads.read_file("resultater.csv", content, terms)
    return uploads.keep(contract, read, content, people.editor, people.organisation, terms)


def settlement(people: People) -> Any:
    """Return a settlement that the editor has submitted."""
    from bundlinje.web.contracts import settling

    contract = signed(people)
    results(people)
    found = contract.settlements.first()
    return found or settling.submit(contract, people.editor, people.organisation)


def dispute(people: People) -> Any:
    from bundlinje.web.contracts import disputes

    contract = people.contract
    return contract.disputes.first() or disputes.raise_one(
        contract, None, people.editor, people.organisation, "Vi er uenige."
    )


def notice(people: People) -> Any:
    """Return something that the administrator is told of."""
    from bundlinje.web.notices.models import Notice

    about = {"user": people.administrator, "kind": "dispute", "contract": people.contract}
    return Notice.objects.get_or_create(**about)[0]


def party(people: People) -> Any:
    from bundlinje.web.contracts.models import Part, Party

    return Party.objects.get_or_create(
        contract=people.contract, organisation=elsewhere(), part=Part.INVESTOR
    )[0]


def share(people: People) -> Any:
    from bundlinje.web.sharing import shares
    from bundlinje.web.sharing.models import May

    place = elsewhere()
    return people.case.shares.first() or shares.share_with(
        people.case, people.editor, place.name, May.READ
    )


def link(people: People) -> Any:
    from bundlinje.web.sharing.links import make_link

    return people.case.links.first() or make_link(people.case, people.editor, 7)[0]


def comment(people: People) -> Any:
    """Return a comment that the administrator has written."""
    from bundlinje.web.sharing import comments

    return people.case.comments.first() or comments.write(
        people.case, people.administrator, "", "Er det nok?"
    )


def release(people: People) -> Any:
    from bundlinje.web.cases.judging import judge
    from bundlinje.web.cases.store import newest
    from bundlinje.web.sharing import library
    from bundlinje.web.sharing.models import Release

    found = Release.objects.filter(case=people.case).first()
    if found is not None:
        return found
    result = judge(newest(people.case).document, people.organisation.id).result
    assert result is not None
    return library.release(people.case, people.editor, result, "Et resumé")


def actual(people: People) -> Any:
    import datetime

    from bundlinje.web.sharing.models import Actual

    return Actual.objects.get_or_create(
        case=people.case, of="costs", value=1.0, source="Regnskabet",
        date=datetime.date(2026, 1, 1), noted_by=people.editor,
    )[0]  # fmt: skip


def review(giving: bool = True) -> dict[str, Any]:
    """Return the body of a whole review."""
    from bundlinje.web.sharing.checklist import QUESTIONS

    answers = {one.key: {"answer": "in-order"} for one in QUESTIONS}
    return {"revision": 1, "answers": answers, "verdict": "recommended", "reason": "Den holder."}
