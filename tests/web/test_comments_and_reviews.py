"""Comments on a case, its critical reading, its versions and the library."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bundlinje.web.cases import store
from bundlinje.web.sharing.checklist import QUESTIONS
from bundlinje.web.sharing.differences import differences
from bundlinje.web.sharing.models import Actual, Comment, Release, Review
from tests.web.conftest import People, client_of
from tests.web.test_sharing import at

COST = "costs.jobkonsulent.amount"


def say(client: Client, people: People, path: str, text: str, **more: Any) -> Any:
    return client.post(at("comment", people), {"path": path, "tekst": text, **more})


def changed(client: Client, people: People, path: str, value: str) -> None:
    seen = store.newest(people.case).number
    data = {"path": path, "value": value, "revision": str(seen)}
    assert client.post(at("change", people), data).status_code == 200


def test_a_thread_is_answered_resolved_and_opened_again(
    ours: People, editor: Client, reader: Client
) -> None:
    say(reader, ours, COST, "Er det hele lønnen? <script>alert(1)</script>")
    first = Comment.objects.get()
    say(editor, ours, "", "Ja, med pension.", svar=str(first.pk))
    page = editor.get(at("comments", ours)).content.decode()
    assert "Er det hele lønnen? &lt;script&gt;" in page and "Ja, med pension." in page
    assert "<script>alert" not in page
    step = editor.get(at("step", ours, "omkostninger")).content.decode()
    assert "Kommentarer (1)" in step
    editor.post(at("resolve", ours, first.pk))
    assert "Kommentarer (1)" not in editor.get(at("step", ours, "omkostninger")).content.decode()
    editor.post(at("resolve", ours, first.pk))
    first.refresh_from_db()
    assert first.resolved is None


def test_a_comment_outlives_what_it_is_about(ours: People, editor: Client) -> None:
    say(editor, ours, COST, "Hvorfor så dyr?")
    data = {"path": "costs.jobkonsulent", "step": "omkostninger", "revision": "1"}
    editor.post(at("remove-item", ours), data)
    page = editor.get(at("comments", ours)).content.decode()
    assert "Hvorfor så dyr?" in page and "Findes ikke længere i sagen" in page


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_empty_and_endless_comments_are_refused(ours: People, editor: Client, text: str) -> None:
    response = editor.post(
        at("comment", ours), {"path": "", "tekst": text}, headers={"HX-Request": "true"}
    )
    assert response.status_code == 422
    assert Comment.objects.count() == 0


def test_no_cpr_number_is_kept_and_what_was_typed_stays(
    ours: People, editor: Client, reader: Client
) -> None:
    text = "Se borger 010190-1234"
    page = say(editor, ours, "", text)
    assert page.status_code == 422 and text in page.content.decode()
    for field in ("begrundelse", f"note-{QUESTIONS[0].key}"):
        asked = answers(**{field: text}, gem="kladde")
        assert reader.post(at("save-review", ours), asked).status_code == 422
    assert not Comment.objects.exists() and not Review.objects.exists()


def test_a_comment_needs_a_place_and_a_thread_of_its_case(
    ours: People, theirs: People, editor: Client
) -> None:
    assert say(editor, ours, "costs.findes-ikke.amount", "Hej").status_code == 404
    say(client_of(theirs.editor), theirs, "", "Vores sag")
    foreign = Comment.objects.get().pk
    assert say(editor, ours, "", "Hej", svar=str(foreign)).status_code == 404
    assert editor.post(at("resolve", ours, foreign)).status_code == 404
    assert Comment.objects.count() == 1


def answers(**more: str) -> dict[str, str]:
    every = {f"svar-{one.key}": "ja" for one in QUESTIONS}
    return {
        **every, "konklusion": "forbehold", "begrundelse": "Kun hvis plads lukkes.",
        "gem": "afgiv", "revision": "1", **more,
    }  # fmt: skip


def test_who_wrote_in_the_case_is_not_its_critical_reader(ours: People, editor: Client) -> None:
    assert "kan derfor ikke være" in editor.get(at("review", ours)).content.decode()
    assert editor.post(at("save-review", ours), answers()).status_code == 403
    assert Review.objects.count() == 0


def test_a_review_that_was_given_stays_as_it_was(
    ours: People, editor: Client, reader: Client
) -> None:
    draft = answers(gem="kladde", begrundelse="")
    assert reader.post(at("save-review", ours), draft).status_code == 302
    assert "Anbefales med forbehold" not in editor.get(at("step", ours, "maal")).content.decode()
    assert reader.post(at("save-review", ours), answers()).status_code == 302
    given = Review.objects.get()
    assert given.given is not None and given.revision == 1
    assert "Anbefales med forbehold" in editor.get(at("step", ours, "maal")).content.decode()
    given.reason = "Noget andet"
    with pytest.raises(ValueError, match="not changed"):
        given.save()
    assert reader.post(at("save-review", ours), answers(konklusion="anbefales")).status_code == 302
    assert sorted(Review.objects.values_list("verdict", flat=True)) == ["anbefales", "forbehold"]
    assert "Sagen er ændret siden" not in reader.get(at("review", ours)).content.decode()
    changed(editor, ours, "title", "Nyt navn")
    assert "Sagen er ændret siden" in reader.get(at("review", ours)).content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"svar-uden": ""}, "Der mangler svar på: Hvad sker der uden indsatsen?"),
        ({"svar-uden": "nej"}, "Skriv i en note"),
        ({"konklusion": ""}, "Vælg en konklusion"),
        ({"konklusion": "ukendt"}, "Vælg en konklusion"),
        ({"begrundelse": " "}, "Vælg en konklusion"),
        ({"begrundelse": "x" * 4001}, "4000 tegn"),
    ],
)
def test_an_unfinished_review_is_not_given(
    ours: People, reader: Client, wrong: dict[str, str], told: str
) -> None:
    response = reader.post(at("save-review", ours), answers(**wrong))
    assert response.status_code == 422
    assert told in response.content.decode()
    # What was answered stands there still.
    assert 'value="ja" checked' in response.content.decode()
    assert Review.objects.count() == 0


def test_the_checklist_shows_what_the_case_knows(ours: People, reader: Client) -> None:
    page = reader.get(at("review", ours)).content.decode()
    for told in ("Sagen siger selv", "hentet i vidensdatabasen", "Regnet over", "Chance for plus"):
        assert told in page


def test_versions_differ_in_words_and_kroner(ours: People, editor: Client, reader: Client) -> None:
    before = store.newest(ours.case).document
    amount = next(one for one in before["costs"] if one["id"] == "jobkonsulent")["amount"]
    assert amount is not None
    changed(editor, ours, COST, "900.000")
    changed(editor, ours, "title", "Nyt navn")
    page = reader.get(at("versions", ours)).content.decode()
    assert "Sagens navn" in page and "beløb" in page
    address = at("difference", ours) + "?fra=1&til=3"
    page = reader.get(address).content.decode()
    assert "beløb" in page and "900.000" in page and "Nyt navn" in page
    assert "Nettoresultat" in page and "Kommune" in page
    assert "Gå tilbage" not in page
    assert reader.get(at("difference", ours) + "?fra=1&til=99").status_code == 404


def test_what_is_added_to_an_empty_list_is_told_once_by_its_name() -> None:
    before = {"title": "A", "outcomes": [], "costs": []}
    one = {"id": "outcomes", "label": "Måneder i egen bolig", "unit": "måneder", "quantity": 6}
    told = differences(before, {**before, "outcomes": [one]}, "da")
    assert [(each.what.da, each.before, each.after) for each in told] == [
        ("Måneder i egen bolig", "", "")
    ]


def test_going_back_adds_a_version(ours: People, editor: Client) -> None:
    first = store.newest(ours.case).document
    changed(editor, ours, "title", "Nyt navn")
    data = {"til": "1", "revision": "2"}
    assert editor.post(at("go-back", ours), data).status_code == 302
    now = store.newest(ours.case)
    assert now.number == 3 and now.document == first
    assert ours.case.revisions.get(number=2).document["title"] == "Nyt navn"
    editor.post(at("undo", ours))
    assert store.newest(ours.case).document["title"] == "Nyt navn"


def released(ours: People, editor: Client) -> Release:
    editor.post(at("publish", ours), {"sikker": "1", "resume": "Om job & støtte"})
    return Release.objects.get()


def test_a_released_case_is_read_by_all_as_it_was(ours: People, editor: Client) -> None:
    assert editor.post(at("publish", ours), {}).status_code == 422
    made, nobody = released(ours, editor), Client()
    address, title = reverse("library-case", args=[made.id]), ours.case.title
    changed(editor, ours, "title", "Hemmelig ny titel")
    assert title in nobody.get(reverse("library")).content.decode()
    page = nobody.get(address).content.decode()
    assert title in page and "Om job &amp; støtte" in page and "Hemmelig" not in page
    assert ours.editor.email not in page and str(ours.case.id) not in page
    assert nobody.get(f"{address}diagram/vandfald/").status_code == 200
    assert nobody.get(at("step", ours, "maal")).status_code == 302
    editor.post(at("unpublish", ours))
    assert nobody.get(address).status_code == 404
    assert title not in nobody.get(reverse("library")).content.decode()


def test_a_released_case_is_copied_by_editors(ours: People, theirs: People, editor: Client) -> None:
    address = reverse("library-copy", args=[released(ours, editor).id])
    assert client_of(theirs.reader).post(address).status_code == 403
    assert client_of(theirs.editor).post(address).status_code == 302
    assert theirs.organisation.cases.filter(origin__organisation="Vores").count() == 1


def test_what_came_of_it_stands_beside_what_was_expected(ours: People, editor: Client) -> None:
    made = released(ours, editor)
    good = {"hvad": "net", "tal": "1.250.000", "kilde": "Regnskab 2025", "dato": "2026-01-31"}
    for wrong in ({"tal": "mange"}, {"tal": "1 (0–2)"}, {"kilde": ""}, {"dato": "2999-01-01"}):
        assert editor.post(at("add-actual", ours), {**good, **wrong}).status_code == 422
    assert editor.post(at("add-actual", ours), {**good, "hvad": "andet"}).status_code == 404
    assert Actual.objects.count() == 0
    assert editor.post(at("add-actual", ours), good).status_code == 302
    page = Client().get(reverse("library-case", args=[made.id])).content.decode()
    assert "Hvordan gik det?" in page and "1.250.000" in page and "Regnskab 2025" in page
    assert "-priser, tilbageført til" in page, "else a sum in current kroner is held against it"
    noted = Actual.objects.get()
    assert noted.date == datetime.date(2026, 1, 31)
    editor.post(at("remove-actual", ours, noted.pk))
    assert Actual.objects.count() == 0
