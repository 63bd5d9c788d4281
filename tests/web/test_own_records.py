"""Own records: added, changed, withdrawn, used in a case, and seen by their organisation only."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bundlinje.evidence.checking import check
from bundlinje.evidence.effect_studies import EffectStudy
from bundlinje.evidence.unit_prices import UnitPrice
from bundlinje.web.audit.models import Event
from bundlinje.web.cases import store
from bundlinje.web.cases.judging import judge
from bundlinje.web.knowledge import own_store
from bundlinje.web.knowledge.base import base_of, own_version
from bundlinje.web.knowledge.models import OwnRecord
from bundlinje.web.knowledge.own_forms import FORMS
from bundlinje.web.knowledge.own_pages import fields_of, posted_of
from tests.web.conftest import People, accept, client_of

SOURCE = {
    "kilde.title_text": "Regnskab 2025",
    "kilde.url": "https://intranet.example/regnskab",
    "kilde.accessed": "2026-11-01",
    "begrundelse": "Vores egen pris er lavere end landets.",
}
PRICE = {
    "title_da": "Døgn i eget botilbud", "amount": "1.250,50", "unit": "day_and_night",
    "price_year": "2025", "price_kind": "local", "flow": "expense",
    "payers.kommune": "80 %", "payers.stat": "20 %", "note": "Regnskabstal, alle døgn.", **SOURCE,
}  # fmt: skip
STUDY = {
    "intervention": "ips", "target_group": "severe_mental_illness", "outcome": "employment",
    "outcome_text": "I job efter et år", "design": "matched", "causal_grade": "weak",
    "comparison": "usual", "measure": "risk_difference", "model_use": "direct",
    "direction": "favourable", "good_side": "higher", "p_with": "42 %", "p_without": "30 %",
    "n_with": "120", "n_without": "130", "countries": "dk", "year": "2025", **SOURCE,
}  # fmt: skip
CONSEQUENCE = {
    "title_da": "Døgn på herberg", "target_group": "homeless", "outcome": "housing",
    "estimate_kind": "own_estimate", "causal_grade": "none", "measure": "difference",
    "value": "-32,5", "ci_low": "-50", "ci_high": "-15", "unit": "days", "per": "person_year",
    "positive_means": "more_use", "countries": "DK", **SOURCE,
}  # fmt: skip
RATE = {
    "title_da": "Takst for eget tilbud", "value": "412,5", "unit": "dkk_per_day",
    "grade": "official", "valid_from": "2026-01-01", "payers.kommune": "100 %", **SOURCE,
}  # fmt: skip


def _add(client: Client, kind: str, data: dict[str, str]) -> Any:
    return client.post(reverse("own-new", args=[kind]), data)


def _newest() -> OwnRecord:
    found: OwnRecord = OwnRecord.objects.order_by("-id")[0]
    return found


def test_a_price_is_added_and_read_by_the_library(editor: Client, ours: People) -> None:
    response = _add(editor, "unit_prices", PRICE)
    assert response.status_code == 302
    assert response.url == reverse("own-review", args=[_newest().id])
    accept(_newest(), ours.administrator)
    knowledge = base_of(ours.organisation.id).knowledge
    record = knowledge.lookup("prices/egen-doegn-i-eget-botilbud")
    assert isinstance(record, UnitPrice)
    assert (record.amount, record.unit, record.price_year) == (1250.5, "day_and_night", 2025)
    assert record.payers == {"kommune": 0.8, "stat": 0.2}
    assert record.as_price() == 1250.5
    source = knowledge.source_of(record)
    assert source is not None
    assert source.title_text == "Regnskab 2025"
    address = f"/viden/{_newest().reference}/"
    page = unescape(editor.get(address).content.decode()).replace("\u00a0", " ")
    assert "Jeres egne" in page
    assert "1.250,5 kr. pr. døgn (2025)" in page
    assert "Vores egen pris er lavere end landets." in page


def test_what_follows_from_other_fields_is_worked_out_anew(editor: Client, ours: People) -> None:
    _add(editor, "effect_studies", STUDY)
    record = _newest()
    address = reverse("own-edit", args=[record.id])
    form = editor.get(address).context
    shown = {one.name: one.value for one in (*form["fields"], *form["rare"], *form["source"])}
    assert shown["difference"] == shown["value"] == shown["intervention_text"] == ""
    seen = str(own_store.newest_change(record))
    editor.post(address, {**shown, "p_with": "45 %", "begrundelse": "Rettet.", "seen": seen})
    accept(record, ours.administrator)
    study: Any = base_of(ours.organisation.id).knowledge.lookup(record.reference)
    assert study.as_difference().mean == pytest.approx(0.15)
    assert study.value == pytest.approx(15)


def test_a_study_and_a_consequence_are_added(editor: Client, ours: People) -> None:
    assert _add(editor, "effect_studies", STUDY).status_code == 302
    accept(_newest(), ours.administrator)
    study = base_of(ours.organisation.id).knowledge.lookup(_newest().reference)
    assert isinstance(study, EffectStudy)
    assert study.as_difference().mean == pytest.approx(0.12)
    assert study.derived
    assert study.countries == ("DK",)
    assert study.target_group_text == "Voksne med svær psykisk lidelse"
    assert _add(editor, "consequences", CONSEQUENCE).status_code == 302
    accept(_newest(), ours.administrator)
    estimate: Any = base_of(ours.organisation.id).knowledge.lookup(_newest().reference)
    change = estimate.as_change()
    assert (change.value, change.low, change.high, change.unit) == (-32.5, -50, -15, "days")
    assert estimate.unit_text == "dage pr. person pr. år"
    assert check(base_of(ours.organisation.id).knowledge).problems == []


@pytest.mark.parametrize(
    ("kind", "data", "wrong", "said"),
    [
        ("unit_prices", PRICE, {"amount": "12.5"}, "komma er decimaltegn"),
        ("unit_prices", PRICE, {"amount": "10 (8–12)"}, "Skriv ét tal"),
        ("unit_prices", PRICE, {"title_da": ""}, "Skal udfyldes."),
        ("unit_prices", PRICE, {"begrundelse": " "}, "Skal udfyldes."),
        ("unit_prices", PRICE, {"kilde.title_text": ""}, "Skal udfyldes."),
        ("unit_prices", PRICE, {"kilde.url": "skuffen"}, "begynder med https://"),
        ("unit_prices", PRICE, {"payers.stat": "30 %"}, "summer til 1"),
        ("unit_prices", PRICE, {"unit": "liter"}, "ventede en kode"),
        ("unit_prices", PRICE, {"title_da": "=HYPERLINK(x)"}, "læser som en formel"),
        ("effect_studies", STUDY, {"p_with": "142 %"}, "et tal fra 0 til 1"),
        ("effect_studies", STUDY, {"intervention": "findes-ikke"}, "påkrævet"),
        ("consequences", CONSEQUENCE, {"ci_low": "-10"}, "ventede ci_low"),
        ("consequences", CONSEQUENCE, {"causal_grade": ""}, "Skal udfyldes."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(
    editor: Client, kind: str, data: dict[str, str], wrong: dict[str, str], said: str
) -> None:
    before = OwnRecord.objects.count()
    response = _add(editor, kind, {**data, **wrong})
    assert response.status_code == 422
    page = unescape(response.content.decode())
    assert said in page
    assert "Intet er gemt" in page
    assert "Regnskab 2025" in page or "kilde.title_text" in wrong, "what was typed stands there"
    assert OwnRecord.objects.count() == before


def test_two_of_the_same_name_have_ids_of_their_own(editor: Client) -> None:
    _add(editor, "unit_prices", PRICE)
    _add(editor, "unit_prices", PRICE)
    assert _newest().name == "egen-doegn-i-eget-botilbud-2"


def test_a_change_is_kept_with_who_when_and_why(editor: Client, ours: People) -> None:
    _add(editor, "unit_prices", PRICE)
    record = _newest()
    accept(record, ours.administrator)
    address = reverse("own-edit", args=[record.id])
    assert 'value="1250,5"' in editor.get(address).content.decode()
    seen = own_store.newest_change(record)
    data = {**PRICE, "amount": "1.300", "begrundelse": "Nyt regnskab.", "seen": str(seen)}
    assert editor.post(address, data).status_code == 302
    record.refresh_from_db()
    assert record.row["amount"] == "1250.5", "what is in use stays until the change is reviewed"
    accept(record, ours.administrator)
    page = unescape(editor.get(f"/viden/{record.reference}/").content.decode())
    assert "Pris: 1250,5 → 1300" in page
    assert "Nyt regnskab." in page
    assert "editor@vores.example" in page
    record.refresh_from_db()
    assert record.row["amount"] == "1300"
    assert record.row["id"] == record.name
    assert Event.objects.filter(what="own-record", action="change").count() == 1
    # Someone who saw it before that cannot write over it.
    response = editor.post(address, {**data, "amount": "1"})
    assert response.status_code == 409
    record.refresh_from_db()
    assert record.row["amount"] == "1300"


def test_nobody_reviews_what_they_proposed(editor: Client, ours: People) -> None:
    _add(editor, "unit_prices", PRICE)
    record = _newest()
    address = reverse("own-review", args=[record.id])
    seen = own_store.newest_change(record)
    answer = {"svar": "godkend", "begrundelse": "Kilden er set.", "seen": str(seen)}
    assert "En anden skal se det igennem" in unescape(editor.get(address).content.decode())
    assert editor.post(address, answer).status_code == 403
    assert record.reference not in base_of(ours.organisation.id).knowledge

    other = client_of(ours.administrator)
    page = unescape(other.get(address).content.decode())
    assert "Vores egen pris er lavere end landets." in page
    assert "1250,5" in page
    assert other.post(address, {**answer, "begrundelse": " "}).status_code == 422
    assert other.post(address, {**answer, "seen": "0"}).status_code == 409
    assert other.post(address, answer).url == f"/viden/{record.reference}/"
    assert record.reference in base_of(ours.organisation.id).knowledge
    assert "Kilden er set." in unescape(other.get(f"/viden/{record.reference}/").content.decode())
    # It was reviewed, and is not reviewed again.
    assert other.post(address, answer).status_code == 409
    assert Event.objects.filter(what="own-record", action="accept", who=ours.administrator).exists()


def test_what_is_refused_is_not_used_and_can_be_corrected(editor: Client, ours: People) -> None:
    _add(editor, "unit_prices", PRICE)
    record = _newest()
    own_store.review(
        record, ours.administrator, own_store.newest_change(record), False, "Kilden findes ikke."
    )
    assert record.reference not in base_of(ours.organisation.id).knowledge
    assert "afvist" in unescape(editor.get(reverse("own-records")).content.decode())
    edit = reverse("own-edit", args=[record.id])
    assert "Kilden findes ikke." in editor.get(edit).content.decode()
    data = {**PRICE, "amount": "900", "seen": str(own_store.newest_change(record))}
    assert editor.post(edit, data).status_code == 302
    accept(record, ours.administrator)
    assert base_of(ours.organisation.id).knowledge.lookup(record.reference).amount == 900  # type: ignore[attr-defined]


def test_whoever_corrects_a_proposal_is_its_author(editor: Client, ours: People) -> None:
    _add(editor, "unit_prices", PRICE)
    record = _newest()
    edit = reverse("own-edit", args=[record.id])
    corrected = {**PRICE, "amount": "900", "seen": str(own_store.newest_change(record))}
    client_of(ours.administrator).post(edit, corrected)
    with pytest.raises(own_store.OwnProposalError):
        accept(record, ours.administrator)
    accept(record, ours.editor)


def test_a_review_is_for_editors_of_the_organisation(
    editor: Client, reader: Client, outsider: Client, nobody: Client, ours: People
) -> None:
    _add(editor, "unit_prices", PRICE)
    record = _newest()
    address = reverse("own-review", args=[record.id])
    seen = str(own_store.newest_change(record))
    answer = {"svar": "godkend", "begrundelse": "Stjålet", "seen": seen}
    assert reader.get(address).status_code == 200
    assert reader.post(address, answer).status_code == 403
    assert outsider.post(address, answer).status_code == 404
    assert nobody.post(address, answer).status_code == 302
    assert own_store.proposal_of(record) is not None


def test_withdrawn_it_is_gone_and_can_come_back(editor: Client, ours: People) -> None:
    page = f"/viden/{ours.own.reference}/"
    assert editor.get(page).status_code == 200
    address = reverse("own-withdraw", args=[ours.own.id])
    seen = {"seen": str(own_store.newest_change(ours.own))}
    assert editor.post(address, seen).url == reverse("own-edit", args=[ours.own.id])
    assert editor.get(page).status_code == 200, "a reason is required"
    editor.post(address, {**seen, "begrundelse": "Taksten er ophørt."})
    assert editor.get(page).status_code == 404
    assert ours.own.reference not in base_of(ours.organisation.id).knowledge
    listed = unescape(editor.get(reverse("own-records")).content.decode())
    assert "trukket tilbage" in listed
    edit = reverse("own-edit", args=[ours.own.id])
    assert "Taksten er ophørt." in editor.get(edit).content.decode()
    again = {**PRICE, "seen": str(own_store.newest_change(ours.own))}
    assert editor.post(edit, again).status_code == 302
    assert editor.get(page).status_code == 404
    accept(ours.own, ours.administrator)
    assert editor.get(page).status_code == 200


def test_only_the_organisation_sees_its_own(
    editor: Client, reader: Client, outsider: Client, nobody: Client, ours: People, theirs: People
) -> None:
    page, words = f"/viden/{ours.own.reference}/", {"q": "Døgn hos Vores", "kind": "prices"}
    for client, sees in ((editor, True), (reader, True), (outsider, False), (nobody, False)):
        assert client.get(page).status_code == (200 if sees else 404)
        assert ("hos Vores" in _texts(client, reverse("knowledge"), words)) == sees
        assert ours.own.name not in _texts(client, "/viden/prices/egen-doegn-hos/", {}) or sees
    for client, sees in ((reader, True), (outsider, False)):
        assert ("hos Vores" in _texts(client, reverse("suggestions"), words)) == sees
        assert ("hos Vores" in _texts(client, reverse("own-records"), {})) == sees
    begin = _texts(outsider, reverse("own-new", args=["unit_prices"]), {"fra": ours.own.reference})
    assert "hos Vores" not in begin
    assert theirs.own.reference in base_of(theirs.organisation.id).knowledge
    assert theirs.own.reference not in base_of(ours.organisation.id).knowledge


def _texts(client: Client, address: str, asked: dict[str, str]) -> str:
    """Return what a page says, but for the words that were searched for."""
    page = unescape(client.get(address, asked).content.decode())
    return re.sub(r"<title>.*?</title>|<h1>.*?</h1>|<input[^>]*>", "", page, flags=re.DOTALL)


def test_a_reader_changes_nothing(reader: Client, ours: People) -> None:
    before = OwnRecord.objects.count()
    assert reader.get(reverse("own-new", args=["unit_prices"])).status_code == 403
    assert _add(reader, "unit_prices", PRICE).status_code == 403
    assert reader.post(reverse("own-edit", args=[ours.own.id]), PRICE).status_code == 403
    assert OwnRecord.objects.count() == before
    page = reader.get(f"/viden/{ours.own.reference}/").content.decode()
    assert "Ret eller træk tilbage" not in page


def test_another_organisation_changes_nothing(outsider: Client, ours: People) -> None:
    row = dict(ours.own.row)
    assert outsider.post(reverse("own-edit", args=[ours.own.id]), PRICE).status_code == 404
    assert Client().post(reverse("own-edit", args=[ours.own.id]), PRICE).status_code == 302
    ours.own.refresh_from_db()
    assert ours.own.row == row
    assert ours.own.changes.count() == 2


def test_own_records_come_first_among_suggestions(editor: Client, ours: People) -> None:
    page = editor.get(reverse("suggestions"), {"q": "døgn", "kind": "prices"}).content.decode()
    assert page.index(ours.own.reference) < page.index('data-reference="prices/') + 40


def _with_own_price(people: People) -> dict[str, Any]:
    document = store.newest(people.case).document
    document["consequences"][0]["price"] = {"ref": people.own.reference}
    return document


def test_a_case_is_calculated_with_an_own_price(ours: People, theirs: People) -> None:
    organisation = ours.organisation.id
    document = _with_own_price(ours)
    first = judge(document, organisation).result
    assert first is not None
    seen = own_store.newest_change(ours.own)
    row = {**ours.own.row, "amount": "2400"}
    own_store.change(ours.own, ours.editor, seen, row, ours.own.source, "Dobbelt.")
    assert judge(document, organisation).result is first
    accept(ours.own, ours.administrator)
    second = judge(document, organisation).result
    assert second is not None
    item = document["consequences"][0]["id"]
    assert second.point.by_item[item] == pytest.approx(2 * first.point.by_item[item])
    assert first.knowledge_base != second.knowledge_base
    # To another organisation the price does not exist.
    other = judge(document, theirs.organisation.id)
    assert other.result is None
    assert "findes ikke i vidensdatabasen" in other.problems[0].message.da


def test_the_case_form_reads_an_own_price(editor: Client, ours: People) -> None:
    data = {
        "path": "consequences.kontanthjaelp.price",
        "revision": "1",
        "value": f"={ours.own.reference}",
    }
    response = editor.post(reverse("change", args=[ours.case.id]), data)
    assert response.status_code == 200
    assert "form-error-message" not in response.content.decode()
    assert judge(store.newest(ours.case).document, ours.organisation.id).result is not None


def test_a_file_with_an_own_price_is_read_by_its_organisation_only(
    editor: Client, outsider: Client, ours: People
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from bundlinje.basics.yaml_writing import yaml_text

    text = yaml_text(_with_own_price(ours)).encode()
    address = reverse("upload-case")
    assert editor.post(address, {"fil": SimpleUploadedFile("a.yaml", text)}).status_code == 302
    assert outsider.post(address, {"fil": SimpleUploadedFile("a.yaml", text)}).status_code == 422


def test_the_folder_of_own_records_goes_with_the_knowledge_base(ours: People) -> None:
    import gc

    knowledge = own_store.with_rows([("unit_prices", ours.own.row, ours.own.source)])
    folder = knowledge.folders[-1]
    assert folder.is_dir()
    del knowledge
    gc.collect()
    assert not folder.exists()


def test_a_record_that_can_no_longer_be_read_stops_nothing_else(
    editor: Client, ours: People
) -> None:
    _add(editor, "unit_prices", PRICE)
    other = _newest()
    # As when a code is taken out of a list in a later version.
    OwnRecord.objects.filter(id=ours.own.id).update(row={**ours.own.row, "unit": "fathom"})
    own_store.withdraw(other, ours.editor, own_store.newest_change(other), "For at ændre.")
    own_store.change(
        other, ours.editor, own_store.newest_change(other), other.row, other.source, "Igen."
    )
    accept(other, ours.administrator)
    knowledge = base_of(ours.organisation.id).knowledge
    assert other.reference in knowledge
    assert ours.own.reference not in knowledge
    page = unescape(editor.get(reverse("own-records")).content.decode())
    assert "kan ikke læses; ret den" in page
    assert reverse("own-edit", args=[ours.own.id]) in page
    assert judge(store.newest(ours.case).document, ours.organisation.id).result is not None


def test_the_version_follows_the_changes(ours: People, theirs: People) -> None:
    before, others = own_version(ours.organisation.id), own_version(theirs.organisation.id)
    own_store.withdraw(ours.own, ours.editor, own_store.newest_change(ours.own), "Ophørt.")
    assert own_version(ours.organisation.id) > before
    assert own_version(theirs.organisation.id) == others


def test_one_begins_from_a_shared_record(editor: Client) -> None:
    address = reverse("own-new", args=["unit_prices"])
    page = editor.get(address, {"fra": "prices/anbr_plejefamilie"}).content.decode()
    assert 'value="470.000"' in page
    assert "Anbringelse i plejefamilie" in page
    assert editor.get(reverse("own-new", args=["payer_rules"])).status_code == 404


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("unit_prices", PRICE),
        ("effect_studies", STUDY),
        ("consequences", CONSEQUENCE),
        ("rates", RATE),
    ],
)
@pytest.mark.parametrize("language", ["da", "en"])
def test_a_form_reads_back_what_it_shows(kind: str, data: dict[str, str], language: Any) -> None:
    form = FORMS[kind]
    first = posted_of(form, data, "da")
    assert not first.errors
    fields, source = fields_of(form, first.row, first.source, {}, language)
    shown = {one.name: one.value for one in (*fields, *source)}
    shown |= {f"{one.name}.{payer}": text for one in fields for payer, _, text in one.parts}
    again = posted_of(form, {**shown, "begrundelse": "x"}, language)
    assert (again.row, again.source) == (first.row, first.source)


def test_a_member_of_two_organisations_sees_the_one_acted_for(ours: People, theirs: People) -> None:
    from bundlinje.web.accounts.models import Membership, Role

    Membership.objects.create(user=ours.reader, organisation=theirs.organisation, role=Role.READER)
    client = client_of(ours.reader)
    assert client.get(f"/viden/{ours.own.reference}/").status_code == 200
    assert client.get(f"/viden/{theirs.own.reference}/").status_code == 404
    choose = {"organisation": str(theirs.organisation.id)}
    client.post(reverse("choose-organisation"), choose)
    assert client.get(f"/viden/{theirs.own.reference}/").status_code == 200
    assert client.get(f"/viden/{ours.own.reference}/").status_code == 404
