"""Who did what: what is noted, who may see it, and how it is found and saved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bundlinje.web.accounts.models import Role
from bundlinje.web.audit.models import Event
from bundlinje.web.audit.views import PAGE_LENGTH
from tests.web.conftest import People, client_of


def _lines(client: Client, **asked: Any) -> list[tuple[str, str, str]]:
    page = client.get(reverse("events"), asked)
    assert page.status_code == 200
    return [(line.who, line.did.da, line.what) for line in page.context["lines"]]


def test_seeing_changing_and_saving_a_case_is_noted(
    ours: People, administrator: Client, editor: Client
) -> None:
    case, who = ours.case, str(ours.editor)
    editor.get(reverse("step", args=[case.id, "effekt"]))
    editor.get(reverse("step", args=[case.id, "maal"]))
    change = {"path": "effect.without", "value": "30 %", "revision": 1}
    editor.post(reverse("change", args=[case.id]), change)
    editor.get(reverse("download", args=[case.id, "yaml"]))
    lines = _lines(administrator)
    assert lines[:3] == [
        (who, "gemte en rapport eller fil", case.title),
        (who, "ændrede", case.title),
        (who, "åbnede", case.title),
    ]
    assert [did for _, did, _ in lines].count("åbnede") == 1, "one look, not one for every page"
    Event.objects.update(when=timezone.now() - timedelta(hours=1))
    editor.get(reverse("step", args=[case.id, "maal"]))
    assert [did for _, did, _ in _lines(administrator)].count("åbnede") == 2


def test_what_is_not_there_is_not_noted_as_saved(ours: People, editor: Client) -> None:
    assert editor.get(reverse("download", args=[ours.case.id, "hvad-som-helst"])).status_code == 404
    assert not Event.objects.filter(action="download").exists()


def test_changes_of_members_are_noted(ours: People, administrator: Client) -> None:
    administrator.post(reverse("invite"), {"email": "ny@vores.example", "role": "2"})
    member = ours.reader.memberships.get()
    administrator.post(reverse("member", args=[member.id]), {"role": str(Role.EDITOR.value)})
    administrator.post(reverse("member", args=[member.id]), {"role": ""})
    reader, who = str(ours.reader), str(ours.administrator)
    assert _lines(administrator)[:3] == [
        (who, "fjernede et medlem", reader),
        (who, "ændrede en rolle", reader),
        (who, "inviterede et medlem", ""),
    ]


def test_another_organisation_and_its_sign_ins_are_not_shown(
    ours: People, theirs: People, administrator: Client
) -> None:
    for user in (ours.reader, theirs.reader):
        data = {"login": user.email, "password": "x" * 14}
        Client().post(reverse("account_login"), data)
    client_of(theirs.editor).get(reverse("step", args=[theirs.case.id, "maal"]))
    text = administrator.get(reverse("events")).content.decode()
    assert "loggede ind" in text
    assert "deres.example" not in text
    assert len(_lines(administrator, hvem=theirs.reader.pk)) == 0
    assert len(_lines(administrator, sag=theirs.case.pk)) == 0


def test_a_search_by_person_thing_action_and_time(
    ours: People, administrator: Client, editor: Client, reader: Client
) -> None:
    editor.get(reverse("step", args=[ours.case.id, "maal"]))
    reader.get(reverse("step", args=[ours.case.id, "maal"]))
    today = timezone.localdate()
    assert [who for who, _, _ in _lines(administrator, hvem=ours.reader.pk)] == [str(ours.reader)]
    assert len(_lines(administrator, hvad="open")) == 2
    assert len(_lines(administrator, sag=ours.case.pk, hvad="open")) == 2
    assert len(_lines(administrator, fra=today, til=today, hvad="open")) == 2
    assert _lines(administrator, fra=today + timedelta(days=1)) == []
    assert _lines(administrator, til=today - timedelta(days=1)) == []
    # What cannot be read asks for nothing.
    wrong = {"hvem": "9" * 30, "sag": "x", "fra": "i går", "til": "9999-12-31", "side": "²"}
    assert len(_lines(administrator, **wrong)) == len(_lines(administrator))


def test_a_long_list_has_pages(ours: People, administrator: Client) -> None:
    one = {"organisation": ours.organisation, "what": "case", "which": str(ours.case.pk)}
    Event.objects.bulk_create(Event(**one, action="open") for _ in range(PAGE_LENGTH + 5))
    assert len(_lines(administrator)) == PAGE_LENGTH
    assert 0 < len(_lines(administrator, side=2)) < PAGE_LENGTH
    page = administrator.get(reverse("events"), {"side": 2, "hvad": "open"}).content.decode()
    assert 'href="?hvad=open&amp;side=1"' in page


def test_the_file_holds_all_and_no_formulas(
    ours: People, administrator: Client, django_assert_max_num_queries: Any
) -> None:
    ours.editor.name = "=HYPERLINK(1)"
    ours.editor.save()
    one = {"organisation": ours.organisation, "what": "case", "which": str(ours.case.pk)}
    Event.objects.bulk_create(
        Event(**one, who=ours.editor, action="change", detail={"paths": ["costs.team.amount"]})
        for _ in range(1200)
    )
    with django_assert_max_num_queries(20):
        answer = administrator.get(reverse("events-file"), {"formaal": "Tilsyn"})
        content = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert content.startswith("\ufeffTidspunkt;Hvem;Gjorde;Hvad;Dele;Formål\r\n")
    rows = content.splitlines()
    assert len(rows) > 1200
    changed = f"'=HYPERLINK(1);ændrede;{ours.case.title};omkostninger (team)"
    assert sum(changed in row for row in rows) == 1200
    assert "gemte denne liste" in administrator.get(reverse("events")).content.decode()
