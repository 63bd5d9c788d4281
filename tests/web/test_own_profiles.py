"""An organisation's own register study: read from a file, reviewed, and used in a case."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bundlinje.basics.texts import Text
from bundlinje.evidence.profile_writing import profile_text
from bundlinje.evidence.profiles import Profile
from bundlinje.web.cases import store
from bundlinje.web.knowledge.base import base_of
from bundlinje.web.knowledge.models import OwnRecord
from tests.profiles import profile
from tests.web.conftest import People, accept

NEW = "/viden/egne/ny/profiles/"


def _file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("unge-herberg.yaml", text.encode())


def _add(client: Client, text: str, reason: str = "Vores eget studie") -> Any:
    return client.post(NEW, {"fil": _file(text), "begrundelse": reason})


def _newest() -> OwnRecord:
    found: OwnRecord = OwnRecord.objects.order_by("-id")[0]
    return found


def _page(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode()).replace("\u00a0", " ")


def test_a_profile_is_read_reviewed_and_used_in_a_case(editor: Client, ours: People) -> None:
    assert _add(editor, profile_text(profile())).status_code == 302
    own = _newest()
    assert own.reference == "profiles/egen-unge-paa-herberg-egen-bolig"
    review = _page(editor, reverse("own-review", args=[own.id]))
    assert "år 1: −90 (−129 til −51)" in review
    assert own.reference not in base_of(ours.organisation.id).knowledge, "nobody has reviewed it"
    accept(own, ours.administrator)
    record = base_of(ours.organisation.id).knowledge.lookup(own.reference)
    assert isinstance(record, Profile)
    assert replace(record, id="unge-herberg") == profile()
    page = _page(editor, f"/viden/{own.reference}/")
    assert "Jeres egne" in page
    assert f"service: {record.services[0].id}" in page
    found = _page(editor, "/viden/forslag/?kind=profiles&q=herberg")
    typed = f"={own.reference}:{record.services[0].id}"
    assert f'data-typed="{typed}"' in found
    change = {"path": "consequences.kontanthjaelp.quantity", "revision": 1, "value": typed}
    answer = editor.post(reverse("change", args=[ours.case.id]), change)
    assert f'value="{typed}"' in answer.content.decode()
    quantity = store.newest(ours.case).document["consequences"][0]["quantity"]
    assert quantity == {"ref": own.reference, "service": record.services[0].id}


def test_a_newer_file_waits_for_review_and_its_differences_are_shown(
    editor: Client, ours: People
) -> None:
    _add(editor, profile_text(profile()))
    own = _newest()
    accept(own, ours.administrator)
    newer = profile(name=Text("Nyere", "Newer"), goal="Et andet mål")
    form = {"fil": _file(profile_text(newer)), "begrundelse": "Nyt mål", "seen": "0"}
    address = reverse("own-edit", args=[own.id])
    assert editor.post(address, form).status_code == 409
    seen = own.changes.order_by("-id")[0].id
    form = {"fil": _file(profile_text(newer)), "begrundelse": "Nyt mål", "seen": str(seen)}
    assert editor.post(address, form).status_code == 302
    review = _page(editor, reverse("own-review", args=[own.id]))
    assert "Et andet mål" in review
    assert "år 1" not in review, "what is as before is not shown"
    assert base_of(ours.organisation.id).knowledge.lookup(own.reference).title.da != "Nyere"


@pytest.mark.parametrize(
    ("text", "reason", "said"),
    [
        (profile_text(profile()).replace("mean:", "middel:", 1), "Studie", "middel"),
        ("hej: verden", "Studie", "format"),
        (profile_text(profile()), "", "Skriv en begrundelse."),
        ("format: bundlinje.register-study/1\nid: x\n", "Studie", "ikke en forbrugsprofil"),
    ],
)
def test_a_wrong_file_is_refused_with_its_errors(
    text: str, reason: str, said: str, editor: Client
) -> None:
    before = OwnRecord.objects.count()
    answer = _add(editor, text, reason)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "randomised" not in answer.content.decode(), "what is not in the file is not its fault"
    assert OwnRecord.objects.count() == before
