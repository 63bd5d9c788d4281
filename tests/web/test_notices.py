"""What waits for a person and what they are told of: who is told what, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bundlinje.web.accounts.models import Membership, Role
from bundlinje.web.audit.models import Event
from bundlinje.web.contracts import consent, disputes
from bundlinje.web.contracts.models import Part, Stage
from bundlinje.web.knowledge import own_store
from bundlinje.web.notices import seeing
from bundlinje.web.notices.models import Mail, MailChoice, Notice
from bundlinje.web.notices.seeing import count_for, notices_of, waiting_for
from bundlinje.web.sharing.checklist import QUESTIONS
from bundlinje.web.sharing.models import Comment, Share
from tests.web.conftest import People, client_of, make_people
from tests.web.contract_steps import (
    FREE,
    Table,
    approve,
    csv_of,
    make_table,
    rows,
    sign,
    submit,
    upload,
    waiting,
)


@pytest.fixture
def told(settings: Any) -> None:
    """Send e-mails."""
    settings.SENDS_EMAIL = True
    settings.ADDRESS = "https://bundlinje.example"


@pytest.fixture
def ours(db: None) -> People:
    return _quiet("Vores")


@pytest.fixture
def theirs(db: None) -> People:
    return _quiet("Deres")


def _quiet(name: str) -> People:
    """Return people who have not been told anything yet."""
    people = make_people(name)
    Notice.objects.all().delete()
    return people


def kinds(user: Any) -> list[str]:
    return list(notices_of(user).values_list("kind", flat=True))


def share(people: People, with_whom: str, level: int = 2) -> None:
    data = {"hvem": with_whom, "niveau": str(level)}
    answer = client_of(people.editor).post(reverse("share", args=[people.case.id]), data)
    assert answer.status_code == 302


def say(client: Client, case: Any, text: str = "Hvorfor?", answers: int | None = None) -> Comment:
    data = {"path": "title", "tekst": text, **({"svar": str(answers)} if answers else {})}
    assert client.post(reverse("comment", args=[case.id]), data).status_code == 302
    return Comment.objects.order_by("-id")[0]


def test_a_case_shared_with_a_person_and_with_an_organisation(
    ours: People, theirs: People, told: None
) -> None:
    share(ours, theirs.editor.email)
    assert kinds(theirs.editor) == ["shared"]
    share(ours, "Deres")
    assert kinds(theirs.reader) == ["shared-with-us"]
    assert sorted(kinds(theirs.editor)) == ["shared", "shared-with-us"]
    assert kinds(ours.reader) == []
    # Only what is about oneself comes by e-mail unless one asks for more.
    assert [one.user for one in Mail.objects.all()] == [theirs.editor]


def test_who_cannot_see_a_case_any_more_is_told_of_it_no_more(ours: People, theirs: People) -> None:
    share(ours, theirs.editor.email)
    assert count_for(theirs.editor) == 1
    notice = Notice.objects.get()
    Share.objects.all().delete()
    assert count_for(theirs.editor) == 0
    client = client_of(theirs.editor)
    assert ours.case.title not in client.get(reverse("notices")).content.decode()
    assert client.post(reverse("open-notice", args=[notice.pk])).status_code == 404


def test_who_may_only_read_is_not_told_of_comments(ours: People, theirs: People) -> None:
    share(ours, theirs.editor.email)
    first = say(client_of(theirs.editor), ours.case)
    say(client_of(ours.reader), ours.case, "Fordi.", first.pk)
    assert "answer" in kinds(theirs.editor)
    Share.objects.update(level=1)
    assert kinds(theirs.editor) == ["shared"]


def test_an_owner_that_demands_a_second_factor_hides_what_is_shared(
    ours: People, theirs: People
) -> None:
    share(ours, theirs.editor.email)
    ours.organisation.second_factor = True
    ours.organisation.save()
    assert count_for(theirs.editor) == 0


def test_a_comment_tells_those_who_work_in_the_case_and_an_answer_whom_it_answers(
    ours: People,
) -> None:
    first = say(client_of(ours.reader), ours.case)
    assert kinds(ours.editor) == ["comment"]
    assert kinds(ours.reader) == kinds(ours.administrator) == []
    say(client_of(ours.administrator), ours.case, "Fordi.", first.pk)
    assert kinds(ours.reader) == ["answer"]
    notice = notices_of(ours.editor).get()
    assert (notice.kind, notice.times) == ("comment", 2)
    assert "2 nye kommentarer" in client_of(ours.editor).get(reverse("front")).content.decode()


def test_a_verdict_tells_those_who_wrote_the_case(ours: People) -> None:
    answers = {f"svar-{one.key}": "ja" for one in QUESTIONS}
    draft = {**answers, "gem": "kladde", "revision": "1"}
    client = client_of(ours.reader)
    assert client.post(reverse("save-review", args=[ours.case.id]), draft).status_code == 302
    assert kinds(ours.editor) == []
    given = {**draft, "gem": "afgiv", "konklusion": "anbefales", "begrundelse": "Godt."}
    assert client.post(reverse("save-review", args=[ours.case.id]), given).status_code == 302
    assert kinds(ours.editor) == ["verdict"]
    assert kinds(ours.reader) == []


def _propose(people: People, who: Any) -> Any:
    """Propose a change of the organisation's own record."""
    record = people.own
    record.refresh_from_db()
    seen = own_store.newest_change(record)
    own_store.change(record, who, seen, {**record.row, "amount": "1300"}, record.source, "Nyt.")
    return record


def test_an_own_record_waits_for_another_editor_until_it_is_reviewed(ours: People) -> None:
    _propose(ours, ours.editor)
    asked = waiting_for(ours.administrator)
    assert [one.title for one in asked] == [ours.own.title]
    assert waiting_for(ours.editor) == waiting_for(ours.reader) == []
    assert client_of(ours.administrator).get(asked[0].address).status_code == 200
    seen = own_store.newest_change(ours.own)
    own_store.review(ours.own, ours.administrator, seen, False, "Kilden mangler.")
    assert waiting_for(ours.administrator) == []
    assert kinds(ours.editor) == ["refused"]


@pytest.fixture
def table(db: None) -> Table:
    return make_table()


def test_a_settlement_waits_for_a_payer_who_is_not_behind_it(table: Table, told: None) -> None:
    Mail.objects.all().delete()
    upload(client_of(table.payer.editor), table.contract, csv_of(rows(FREE + 2)))
    submit(client_of(table.provider.editor), table.contract)
    assert [one.title for one in waiting_for(table.payer.administrator)] == [table.contract.title]
    for user in (
        table.payer.editor, table.payer.reader, table.provider.editor,
        table.provider.administrator, table.fund.editor,
    ):  # fmt: skip
        assert waiting_for(user) == [], user
    assert [one.user for one in Mail.objects.all()] == [table.payer.administrator]
    approve(client_of(table.payer.administrator), table.contract, waiting(table.contract))
    assert waiting_for(table.payer.administrator) == []
    assert "approved" in kinds(table.payer.editor)
    assert "approved" in kinds(table.provider.editor)
    assert "approved" not in kinds(table.fund.editor)


def test_proposed_terms_wait_for_those_who_may_agree_until_their_organisation_has(
    db: None, told: None
) -> None:
    table = make_table(signed=False)
    contract, people = table.contract, (table.payer, table.provider, table.fund, table.middle)
    Mail.objects.all().delete()
    Notice.objects.all().delete()
    address = reverse("propose-terms", args=[contract.id])
    assert client_of(table.payer.editor).post(address, {"revision": "2"}).status_code == 302
    mailed = {one.user for one in Mail.objects.filter(kind="terms-wait")}
    assert table.provider.administrator in mailed and table.payer.editor not in mailed
    assert table.fund.reader not in mailed
    for one in people:
        [asked] = waiting_for(one.editor)
        assert asked.title == contract.title and count_for(one.editor) == 1
        assert asked.since == Event.objects.get(action="propose").when
        assert waiting_for(one.reader) == []
    assert client_of(table.fund.editor).get(asked.address).status_code == 200
    consent.agree(contract.id, 2, table.fund.editor, table.fund.organisation)
    assert waiting_for(table.fund.administrator) == []
    assert kinds(table.payer.editor) == kinds(table.middle.editor) == ["agreed"]
    assert kinds(table.fund.editor) == kinds(table.payer.reader) == []
    mail = Mail.objects.filter(user=table.fund.administrator, kind="terms-wait").get()
    assert not seeing.still_told(mail), "it waits no more"
    assert not Mail.objects.filter(kind="agreed").exists(), "only if asked for"
    consent.agree(contract.id, 2, table.middle.editor, table.middle.organisation)
    page = client_of(table.payer.editor).get(reverse("front")).content.decode()
    assert "2 gange har en part sagt ja til vilkårene" in page
    sign(contract, *people)
    assert sorted(kinds(table.provider.editor)) == ["agreed", "signed"]
    assert "signed" in kinds(table.payer.administrator)
    assert Mail.objects.filter(kind="signed", user=table.fund.editor).count() == 1
    assert all(waiting_for(one.editor) == [] for one in people)


def test_an_organisation_with_two_parts_is_asked_once_and_an_ended_contract_asks_nobody(
    db: None,
) -> None:
    table = make_table(signed=False)
    contract = table.contract
    contract.parties.create(organisation=table.fund.organisation, part=Part.INTERMEDIARY)
    Notice.objects.all().delete()
    consent.propose(contract.id, 2, table.payer.editor)
    assert len(waiting_for(table.fund.editor)) == count_for(table.fund.editor) == 1
    contract.refresh_from_db()
    consent.set_stage(contract, table.payer.editor, Stage.ENDED)
    assert waiting_for(table.fund.editor) == []


def test_a_dispute_tells_the_editors_of_every_side(table: Table) -> None:
    disputes.raise_one(table.contract, None, table.fund.editor, table.fund.organisation, "Uenig.")
    for user in (table.payer.editor, table.provider.editor, table.middle.administrator):
        assert "dispute" in kinds(user)
    assert "dispute" not in kinds(table.fund.editor)
    assert "dispute" not in kinds(table.payer.reader)
    table.contract.parties.filter(organisation=table.middle.organisation).delete()
    assert "dispute" not in kinds(table.middle.administrator)


def test_an_invitation_waits_for_the_administrators_of_the_named_organisation(
    ours: People, theirs: People, told: None
) -> None:
    client = client_of(ours.administrator)
    address = reverse("invite-party", args=[ours.contract.id])
    refused = client.post(address, {"part": "investor", "organisation": "Findes ikke"})
    assert refused.status_code == 422
    assert not ours.contract.invitations.exists()
    assert client.post(address, {"part": "investor", "organisation": "deres"}).status_code == 200
    [asked] = waiting_for(theirs.administrator)
    assert asked.since is not None and timezone.now() - asked.since < timedelta(minutes=5)
    assert waiting_for(theirs.editor) == []
    assert [one.user for one in Mail.objects.filter(kind="invited")] == [theirs.administrator]
    other = client_of(theirs.administrator)
    assert other.get(asked.address).status_code == 200
    assert other.post(asked.address).status_code == 302
    assert theirs.organisation in [one.organisation for one in ours.contract.parties.all()]
    assert waiting_for(theirs.administrator) == []


def test_what_is_read_is_counted_no_more(ours: People) -> None:
    say(client_of(ours.reader), ours.case)
    client = client_of(ours.editor)
    assert '<span class="notice-count">1</span>' in client.get(reverse("cases")).content.decode()
    answer = client.post(reverse("open-notice", args=[Notice.objects.get().pk]))
    assert answer.url == reverse("comments", args=[ours.case.id])
    assert count_for(ours.editor) == 0
    assert "notice-count" not in client.get(reverse("cases")).content.decode()
    say(client_of(ours.reader), ours.case)
    assert count_for(ours.editor) == 1
    client.post(reverse("read-notices"))
    assert count_for(ours.editor) == 0
    assert len(kinds(ours.editor)) == 2


def test_another_persons_notice_is_not_opened(ours: People) -> None:
    say(client_of(ours.reader), ours.case)
    address = reverse("open-notice", args=[Notice.objects.get().pk])
    assert client_of(ours.administrator).post(address).status_code == 404
    assert Notice.objects.get().read is None


def test_the_count_asks_little_where_nothing_waits(
    ours: People, django_assert_max_num_queries: Any
) -> None:
    Notice.objects.all().delete()
    with django_assert_max_num_queries(4):
        assert count_for(ours.editor) == 0
    say(client_of(ours.reader), ours.case)
    _propose(ours, ours.reader)
    with django_assert_max_num_queries(7):
        assert count_for(ours.editor) == 2


def test_the_front_page_shows_what_waits_and_the_cases_changed_last(ours: People) -> None:
    _propose(ours, ours.editor)
    page = client_of(ours.administrator).get(reverse("front"))
    text = page.content.decode()
    assert ours.own.title in text
    assert ours.case.title in text
    assert "Overblik" in text


def test_who_has_contracts_only_sees_those_changed_last(ours: People, theirs: People) -> None:
    theirs.organisation.cases.all().delete()
    ours.contract.parties.create(part=Part.INVESTOR, organisation=theirs.organisation)
    text = client_of(theirs.reader).get(reverse("front")).content.decode()
    assert reverse("contract", args=[ours.contract.id]) in text
    assert "Kontrakter, der er ændret sidst" in text and "Her er ingen sager endnu" not in text


def test_old_notices_go(ours: People) -> None:
    say(client_of(ours.reader), ours.case)
    now = timezone.now()
    assert not seeing.old_notices(now).exists()
    Notice.objects.update(read=now)
    assert seeing.old_notices(now + seeing.READ_KEPT + seeing.READ_KEPT / 90).exists()


def test_mails_are_chosen_by_topic(ours: People, told: None) -> None:
    client = client_of(ours.editor)
    page = client.get(reverse("mail-choices")).content.decode()
    assert 'value="answer" checked' in page
    assert 'value="comment" checked' not in page
    client.post(reverse("mail-choices"), {"om": ["comment"]})
    assert MailChoice.objects.get(user=ours.editor, topic="comment").wanted
    first = say(client_of(ours.reader), ours.case)
    assert [one.kind for one in Mail.objects.filter(user=ours.editor)] == ["comment"]
    Notice.objects.all().delete()
    say(client, ours.case, "Jo.", first.pk)
    Mail.objects.all().delete()
    say(client_of(ours.reader), ours.case, "Nej.", first.pk)
    assert not Mail.objects.exists(), "answers were not wanted"


def test_no_mail_waits_where_none_is_sent(ours: People, theirs: People) -> None:
    share(ours, theirs.editor.email)
    assert not Mail.objects.exists()


def test_a_member_of_two_organisations_is_told_of_both(ours: People, theirs: People) -> None:
    Membership.objects.create(user=theirs.editor, organisation=ours.organisation, role=Role.EDITOR)
    _propose(ours, ours.editor)
    assert len(waiting_for(theirs.editor)) == 1
