"""An organisation takes its data out and is deleted; a person gets what is noted of them."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bundlinje.basics.yaml_tree import parse_document
from bundlinje.web.accounts import closing, links
from bundlinje.web.accounts.models import Membership, Organisation, Role, User
from bundlinje.web.audit.held import HELD, keys_to_people
from bundlinje.web.audit.models import Event
from bundlinje.web.cases import store
from bundlinje.web.cases.models import Case, Revision
from bundlinje.web.notices.models import Notice
from bundlinje.web.sharing.models import Review, Share
from tests.web.conftest import People, client_of

WHY = {"formaal": "Vi skifter leverandør"}


def _zip(answer: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_all_data_come_out_and_nobody_elses(
    ours: People, theirs: People, administrator: Client
) -> None:
    links.invite(ours.organisation, "ny@vores.example", Role.READER, ours.administrator)
    answer = administrator.post(reverse("export"), WHY)
    assert answer["Content-Disposition"].startswith("attachment")
    whole = _zip(answer)
    [name] = [name for name in whole.namelist() if name.startswith("sager/")]
    document = parse_document(whole.read(name), name).root.plain()
    assert document == store.newest(ours.case).document

    rows = {
        name: [json.loads(line) for line in whole.read(name).splitlines()]
        for name in whole.namelist()
        if name.startswith("data/")
    }
    assert rows["data/cases.revision.jsonl"][0]["document"]["id"] == document["id"]
    assert {one["email"] for one in rows["data/accounts.user.jsonl"]} == {
        "administrator@vores.example", "editor@vores.example", "reader@vores.example",
    }  # fmt: skip
    assert [one["name"] for one in rows["data/knowledge.ownrecord.jsonl"]] == [ours.own.name]
    assert len(rows["data/knowledge.ownchange.jsonl"]) == ours.own.changes.count()
    assert rows["data/audit.event.jsonl"]
    text = "".join(whole.read(one).decode() for one in whole.namelist())
    assert "deres" not in text.lower()
    for secret in ("digest", "argon2", '"password"', '"secret"'):
        assert secret not in text
    export = Event.objects.get(action="export")
    assert (export.who, export.purpose) == (ours.administrator, WHY["formaal"])


def test_without_a_purpose_nothing_comes_out(ours: People, administrator: Client) -> None:
    member = ours.reader.memberships.get().id
    assert administrator.post(reverse("export"), {"formaal": " "}).status_code == 302
    assert administrator.get(reverse("events-file")).status_code == 302
    assert administrator.get(reverse("about-member", args=[member])).status_code == 302
    assert not Event.objects.filter(action__in=("export", "audit", "audit-person")).exists()


def test_only_an_administrator_takes_data_out(ours: People, editor: Client) -> None:
    assert editor.post(reverse("export"), WHY).status_code == 403
    data = {**WHY, "navn": ours.organisation.name}
    assert editor.post(reverse("close-organisation"), data).status_code == 403
    ours.organisation.refresh_from_db()
    assert ours.organisation.closes is None


def test_an_organisation_is_deleted_with_all_it_has_and_no_more(
    ours: People, theirs: People, administrator: Client
) -> None:
    elsewhere = ours.editor
    Membership.objects.create(user=elsewhere, organisation=theirs.organisation, role=Role.READER)
    name = ours.organisation.name
    assert (
        administrator.post(reverse("close-organisation"), {**WHY, "navn": "x"}).status_code == 302
    )
    ours.organisation.refresh_from_db()
    assert ours.organisation.closes is None
    administrator.post(reverse("close-organisation"), {**WHY, "navn": name})
    assert "Organisationen slettes" in administrator.get(reverse("organisation")).content.decode()
    assert closing.tidy()["organisations"] == 0

    Organisation.objects.filter(pk=ours.organisation.pk).update(closes=timezone.now())
    id, case = ours.organisation.id, ours.case.id
    assert closing.tidy()["organisations"] == 1
    assert not Organisation.objects.filter(id=id).exists()
    assert not Case.objects.filter(id=case).exists()
    assert not Revision.objects.filter(case_id=case).exists()
    assert not User.objects.filter(email__in=[ours.reader.email, ours.administrator.email]).exists()
    assert User.objects.filter(pk=elsewhere.pk).exists()
    left = Event.objects.filter(which=str(id))
    assert [(one.action, one.who) for one in left] == [("delete", None)]
    assert theirs.organisation.cases.count() == 1
    assert store.newest(theirs.case).document


def test_contracts_that_bind_others_are_ended_first(
    ours: People, theirs: People, administrator: Client
) -> None:
    from bundlinje.web.contracts.models import Party, Stage

    contract = ours.contract
    contract.stage = Stage.RUNNING.value
    contract.save()
    Party.objects.create(contract=contract, organisation=theirs.organisation, part="investor")
    data = {**WHY, "navn": ours.organisation.name}
    administrator.post(reverse("close-organisation"), data)
    ours.organisation.refresh_from_db()
    assert ours.organisation.closes is None
    assert contract.title in administrator.get(reverse("organisation")).content.decode()

    contract.stage = Stage.ENDED.value
    contract.save()
    administrator.post(reverse("close-organisation"), data)
    ours.organisation.refresh_from_db()
    assert ours.organisation.closes is not None


def test_minds_can_be_changed(ours: People, administrator: Client) -> None:
    name = ours.organisation.name
    administrator.post(reverse("close-organisation"), {**WHY, "navn": name})
    administrator.post(reverse("keep-organisation"))
    Organisation.objects.filter(closes__isnull=False).update(closes=timezone.now())
    assert closing.tidy()["organisations"] == 0
    assert [one.action for one in Event.objects.filter(action__in=("close", "stay"))] == [
        "close", "stay",
    ]  # fmt: skip


def test_one_gets_what_is_noted_of_oneself_without_others_names(
    ours: People, theirs: People, administrator: Client, editor: Client, reader: Client
) -> None:
    reader.get(reverse("step", args=[ours.case.id, "maal"]))
    editor.get(reverse("step", args=[ours.case.id, "maal"]))
    member = ours.reader.memberships.get()
    administrator.post(reverse("member", args=[member.id]), {"role": str(Role.EDITOR.value)})
    answer = reader.get(reverse("about-me"))
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "dig selv;åbnede;en sag;Vores" in text
    assert "en anden;ændrede en rolle;din konto;Vores" in text
    for other in (ours.administrator, ours.editor, theirs.reader):
        assert other.email not in text
    assert text.count("åbnede") == 1, "what others looked at is not one's own"

    asked = {"formaal": "Indsigt, brev af 3. november"}
    answer = administrator.get(reverse("about-member", args=[member.id]), asked)
    handed = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "ændrede en rolle" in handed
    assert ours.administrator.email not in handed
    noted = Event.objects.get(action="audit-person", who=ours.administrator)
    assert noted.purpose == asked["formaal"]
    assert asked["formaal"] in administrator.get(reverse("events")).content.decode()


def test_all_that_points_to_a_person_is_told_in_words() -> None:
    keys = {name for name, _ in keys_to_people()}
    assert keys <= set(HELD), "say in words what it is, and who may be told"
    # The ways to an organisation are columns that are there.
    for name, field in keys_to_people():
        way = HELD[name].organisation
        if way:
            assert list(field.model.objects.filter(**{way: None})[:0]) == []


def _about(client: Client, name: str, *args: Any, **asked: str) -> str:
    answer = client.get(reverse(name, args=args), asked)
    return b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


def test_what_is_held_of_a_person_is_told_with_what_they_wrote(
    ours: People, theirs: People, administrator: Client, reader: Client
) -> None:
    case = ours.case
    comment = {"path": "title", "tekst": "Er det rigtigt?"}
    assert reader.post(reverse("comment", args=[case.id]), comment).status_code == 302
    draft = {"gem": "kladde", "begrundelse": "Ikke færdig", "revision": "1"}
    assert reader.post(reverse("save-review", args=[case.id]), draft).status_code == 302
    Share.objects.create(case=theirs.case, user=ours.reader, level=1, shared_by=theirs.editor)
    Notice.objects.create(user=ours.reader, kind="shared", case=theirs.case)
    mine = _about(reader, "about-me")
    for said in (
        "dig selv;kommenterede;en sag;Vores;;Er det rigtigt?", "Ikke færdig",
        "en anden;fik en sag delt med sig;en sag;Deres", "en anden;varsel;din konto",
        ours.reader.email, "medlem;organisationen;Vores;;Læser",
    ):  # fmt: skip
        assert said in mine, said
    for other in (ours.administrator, ours.editor, theirs.editor):
        assert other.email not in mine

    member = ours.reader.memberships.get().id
    handed = _about(administrator, "about-member", member, formaal="Indsigt")
    assert "Er det rigtigt?" in handed
    # Drafts, notices and what belongs to others are the person's alone.
    for unsaid in ("Ikke færdig", "varsel", "Deres"):
        assert unsaid not in handed, unsaid


def test_a_draft_of_a_review_is_not_taken_out(ours: People, administrator: Client) -> None:
    Review.objects.create(case=ours.case, author=ours.reader, revision=1, reason="Kun min egen")
    given = Review.objects.create(
        case=ours.case, author=ours.editor, revision=1, reason="Til alle", given=timezone.now()
    )
    whole = _zip(administrator.post(reverse("export"), WHY))
    [line] = whole.read("data/sharing.review.jsonl").splitlines()
    assert json.loads(line)["id"] == given.pk


def test_old_lines_go_where_it_is_asked_for(ours: People, settings: Any) -> None:
    Event.objects.update(when=timezone.now() - timedelta(days=400))
    assert closing.tidy()["events"] == 0
    settings.AUDIT_DAYS = 365
    count = Event.objects.count()
    assert closing.tidy()["events"] == count > 0


def test_what_has_expired_is_tidied_away(ours: People) -> None:
    links.invite(ours.organisation, "ny@vores.example", Role.READER, ours.administrator)
    ours.organisation.invitations.update(expires=timezone.now())
    assert closing.tidy()["links"] == 1
    assert client_of(ours.reader).get("/sager/").status_code == 200
