"""What waits and what has happened, through the API: in the token's organisation and no other."""

from __future__ import annotations

from typing import Any

import pytest

from bundlinje.web.accounts.models import Membership, Role
from bundlinje.web.api.routes import notices as routes
from bundlinje.web.contracts import consent
from bundlinje.web.knowledge import own_store
from bundlinje.web.notices.kinds import TOPICS, Kind
from bundlinje.web.notices.models import Notice
from bundlinje.web.sharing import comments, shares
from bundlinje.web.sharing.models import May
from tests.web.api import state
from tests.web.api.conftest import Program, token_of
from tests.web.conftest import People, make_people
from tests.web.contract_steps import sign


@pytest.fixture
def both(ours: People, theirs: People) -> Any:
    """The editor of one organisation, who edits in the other too; told of a comment in each."""
    Membership.objects.create(user=ours.editor, organisation=theirs.organisation, role=Role.EDITOR)
    Notice.objects.all().delete()
    for people in (ours, theirs):
        about = {"user": ours.editor, "kind": Kind.COMMENT, "case": people.case}
        Notice.objects.create(**about)
    return ours.editor


def _program(user: Any, people: People) -> Program:
    from bundlinje.web.api import tokens

    mine = user.memberships.get(organisation=people.organisation)
    return Program(tokens.make(mine, "Prøve", ["notices"], 30)[0])


def test_only_what_the_organisation_of_the_token_may_see(
    both: Any, ours: People, theirs: People
) -> None:
    here, there = _program(both, ours), _program(both, theirs)
    (one,) = here.get("/notices").json()["items"]
    assert one["case_id"] == str(ours.case.id) and one["title"] == ours.case.title
    assert (one["kind"], one["says"], one["read"]) == ("comment", "Ny kommentar", None)
    assert one["page"] == f"http://testserver/sager/{ours.case.id}/kommentarer/"
    (other,) = there.get("/notices").json()["items"]
    assert here.ask("post", f"/notices/{other['id']}/read").status_code == 404
    # All that was read here says nothing of what is unread there.
    assert here.ask("post", "/notices/read").status_code == 204
    assert here.get("/notices?unread=true").json()["total"] == 0
    assert there.get("/notices?unread=true").json()["total"] == 1
    read = there.ask("post", f"/notices/{other['id']}/read").json()["read"]
    assert read and there.ask("post", f"/notices/{other['id']}/read").json()["read"] == read
    assert there.get("/notices").json()["total"] == 1
    # What is shared with the person alone is not the organisation's.
    elsewhere = make_people("Andre")
    shares.share_with(elsewhere.case, elsewhere.editor, both.email, May.COMMENT)
    comments.write(elsewhere.case, elsewhere.editor, "", "Hej")
    assert Notice.objects.filter(user=both, case=elsewhere.case).exists()
    assert here.get("/notices?unread=true").json()["items"] == []


def test_what_waits_is_of_the_organisation_and_is_gone_when_it_is_done(
    both: Any, ours: People, theirs: People
) -> None:
    here, there = _program(both, ours), _program(both, theirs)
    contract = state.proposed(ours)
    record, seen = theirs.own, own_store.newest_change(theirs.own)
    row = {**record.row, "amount": "1300"}
    own_store.change(record, theirs.administrator, seen, row, record.source, "Ny takst.")
    (terms,) = here.get("/notices/waiting").json()
    assert (terms["kind"], terms["contract_id"]) == ("terms-wait", str(contract.id))
    assert terms["says"] == "Tag stilling til vilkårene i en kontrakt" and terms["page"]
    (review,) = there.get("/notices/waiting").json()
    assert (review["kind"], review["record_id"]) == ("record-waits", record.pk)
    consent.agree(contract.id, contract.proposed, both, ours.organisation)
    assert here.get("/notices/waiting").json() == []


def test_an_invitation_by_name_waits_and_is_taken_without_a_link(
    chief: Program, ours: People, theirs: People
) -> None:
    address = f"/contracts/{ours.contract.id}/invitations"
    unknown = chief.ask("post", address, {"part": "provider", "organisation": "Ingen"})
    assert unknown.status_code == 422
    assert unknown.json()["problems"][0]["where"] == "organisation"
    made = chief.ask("post", address, {"part": "provider", "organisation": "deres"})
    assert made.status_code == 201 and made.json()["organisation"] == "Deres"
    assert [one["organisation"] for one in chief.get(address).json()] == ["Deres"]
    joiner, editor = Program(token_of(theirs.administrator)), Program(token_of(theirs.editor))
    (one,) = joiner.get("/notices/waiting").json()
    assert one["kind"] == "invited" and one["contract_id"] is None
    taking = {"invitation": one["invitation"]}
    assert editor.get("/notices/waiting").json() == []
    assert editor.ask("post", "/contracts/join", taking).status_code == 403
    assert chief.ask("post", "/contracts/join", taking).status_code == 404
    for wrong in ({}, {**taking, "link": made.json()["link"]}):
        assert joiner.ask("post", "/contracts/join", wrong).status_code == 422
    assert joiner.ask("post", "/contracts/join", taking).json()["id"] == str(ours.contract.id)
    assert joiner.ask("post", "/contracts/join", taking).status_code == 404
    assert joiner.get("/notices/waiting").json() == []


def test_who_agreed_to_what_holds_stays_a_party(chief: Program, ours: People) -> None:
    sign(ours.contract, ours)
    address = f"/contracts/{ours.contract.id}/parties"
    (party,) = chief.get(address).json()
    refused = chief.ask("delete", f"{address}/{party['id']}")
    assert (refused.status_code, refused.json()["type"]) == (409, "consent")


def test_e_mails_are_chosen(program: Program, ours: People) -> None:
    def wanted(answer: Any) -> set[str]:
        return {one["topic"] for one in answer.json()["topics"] if one["wanted"]}

    before = program.get("/notices/mail")
    assert before.json()["sends"] is False
    assert wanted(before) == {topic.name for topic in TOPICS if topic.mailed}
    assert wanted(program.ask("put", "/notices/mail", {"wanted": ["comment"]})) == {"comment"}
    assert wanted(program.get("/notices/mail")) == {"comment"}
    assert program.ask("put", "/notices/mail", {"wanted": ["x"]}).status_code == 422
    assert wanted(program.ask("put", "/notices/mail", {"wanted": []})) == set()


def test_the_topics_are_those_of_the_notices() -> None:
    assert routes.TopicName.__args__ == tuple(topic.name for topic in TOPICS)
