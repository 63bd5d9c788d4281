"""Changing a case field by field: what is saved, what is shown, and what is refused."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from bundlinje.web.cases import store
from tests.web.conftest import People


def _change(client: Client, people: People, path: str, revision: int = 1, **data: Any) -> Any:
    address = reverse("change", args=[people.case.id])
    return client.post(address, {"path": path, "revision": revision, **data})


def _document(people: People) -> dict[str, Any]:
    return store.newest(people.case).document


def test_a_number_is_saved_and_the_result_moves(editor: Client, ours: People) -> None:
    before = editor.get(reverse("step", args=[ours.case.id, "effekt"])).context["panel"].net
    response = _change(editor, ours, "effect.difference", value="15 % (5–25 %)")
    assert response.status_code == 200
    assert _document(ours)["effect"]["difference"] == {"mean": 0.15, "ci95": [0.05, 0.25]}
    page = response.content.decode()
    assert 'value="15 % (5–25 %)"' in page
    assert "Seneste ændring" in page
    assert before
    assert 'value="2"' in page, "the page knows the new revision"


def test_what_cannot_be_read_is_not_saved_and_stays_in_the_field(
    editor: Client, ours: People
) -> None:
    response = _change(editor, ours, "effect.without", value="0,4")
    assert response.status_code == 422
    assert "Skriv tallet med %" in response.content.decode()
    assert 'value="0,4"' in response.content.decode()
    assert _document(ours)["effect"]["without"] == 0.53


def test_a_value_that_the_calculation_refuses_is_saved_and_said(
    editor: Client, ours: People
) -> None:
    response = _change(editor, ours, "effect.without", value="140 %")
    assert response.status_code == 200
    assert _document(ours)["effect"]["without"] == 1.4
    page = response.content.decode()
    assert "form-error-message" in page
    assert "intet resultat endnu" in page


def test_series_people_and_shares(editor: Client, ours: People) -> None:
    _change(editor, ours, "consequences.kontanthjaelp.quantity", value=["-20", "-10 ± 2", ""])
    _change(editor, ours, "participants", year=["2027", "2028"], value=["40", "25"])
    _change(
        editor, ours, "costs.jobkonsulent.paid_by",
        account=["kommune/job", "stat", ""], value=["60 %", "40 %", ""],
    )  # fmt: skip
    document = _document(ours)
    assert document["consequences"][0]["quantity"] == [-20, {"mean": -10, "sd": 2}]
    assert document["participants"] == {2027: 40, 2028: 25}
    assert document["costs"][0]["paid_by"] == {"kommune/job": 0.6, "stat": 0.4}


def test_a_price_keeps_what_the_form_does_not_ask_for(editor: Client, ours: People) -> None:
    _change(editor, ours, "consequences.loen.price", value="3.200 ± 400", price_year="2018")
    price = {"amount": {"mean": 3200, "sd": 400}, "price_year": 2018}
    assert _document(ours)["consequences"][1]["price"] == price
    reference = "=rates/kontanthj_30plus_andre_2023 × 12/52"
    _change(editor, ours, "consequences.loen.price", value=reference, price_year="2018")
    assert _document(ours)["consequences"][1]["price"] == {
        "ref": "rates/kontanthj_30plus_andre_2023",
        "times": "12/52",
    }


def test_a_field_that_no_step_asks_for_is_not_found(editor: Client, ours: People) -> None:
    assert _change(editor, ours, "format", value="x").status_code == 404
    assert _change(editor, ours, "costs.unknown.amount", value="1").status_code == 404


def test_items_are_added_and_removed(editor: Client, ours: People) -> None:
    address = reverse("add-item", args=[ours.case.id])
    response = editor.post(address, {"step": "omkostninger", "revision": 1})
    assert response.status_code == 302
    added = _document(ours)["costs"][-1]
    assert added["kind"] == "running"
    assert response.url.endswith(f"#costs.{added['id']}")
    remove = {"path": f"costs.{added['id']}", "step": "omkostninger", "revision": 2}
    editor.post(reverse("remove-item", args=[ours.case.id]), remove)
    assert len(_document(ours)["costs"]) == 2


def test_someone_elses_change_of_the_same_field_is_shown(
    editor: Client, administrator: Client, ours: People
) -> None:
    _change(administrator, ours, "effect.without", value="30 %")
    response = _change(editor, ours, "effect.without", revision=1, value="40 %")
    assert response.status_code == 409
    page = response.content.decode()
    assert "administrator@vores.example har ændret feltet imens til 30 %" in page
    assert _document(ours)["effect"]["without"] == 0.3


def test_every_step_of_every_example_shows_and_saves_nothing_by_itself(
    editor: Client, ours: People
) -> None:
    from bundlinje.web.cases.form.steps import STEPS
    from bundlinje.web.serving import examples
    from tests.web.conftest import example

    for file in examples():
        document = example(file.stem)
        case = store.create(ours.organisation, ours.editor, document)
        for step in STEPS:
            page = editor.get(reverse("step", args=[case.id, step.slug]))
            assert page.status_code == 200
        assert store.newest(case).document == document


def test_a_file_comes_in_and_goes_out_the_same(editor: Client, ours: People) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from bundlinje.basics.yaml_tree import parse_document

    answer = editor.get(reverse("download", args=[ours.case.id, "yaml"]))
    assert parse_document(answer.content, "x").root.plain() == _document(ours)
    response = editor.post(
        reverse("upload-case"), {"fil": SimpleUploadedFile("sag.yaml", answer.content)}
    )
    assert response.status_code == 302
    newest = ours.organisation.cases.order_by("-created")[0]
    assert store.newest(newest).document == _document(ours)


def test_a_wrong_file_is_refused_with_its_errors(editor: Client, ours: People) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    wrong = SimpleUploadedFile("sag.yaml", b"format: bundlinje.case/1\nhorizont: 3\n")
    response = editor.post(reverse("upload-case"), {"fil": wrong})
    assert response.status_code == 422
    assert "sag.yaml:2: horizont: ukendt nøgle" in response.content.decode()
    assert ours.organisation.cases.count() == 1


def test_shares_follow_a_rule_and_can_be_fixed_again(editor: Client, ours: People) -> None:
    path = "consequences.kontanthjaelp.paid_by"
    _change(editor, ours, path, rule="refund/shelter-110", account=["x"], value=["1"])
    assert _document(ours)["consequences"][0]["paid_by"] == {
        "rule": "refund/shelter-110",
        "to": {"kommune": "kommune/job"},
    }
    _change(editor, ours, path, rule="refund/shelter-110", to="kommune/skat")
    to = _document(ours)["consequences"][0]["paid_by"]["to"]
    assert to == {"kommune": "kommune/skat"}
    _change(editor, ours, path, rule="", to="kommune/skat")
    assert _document(ours)["consequences"][0]["paid_by"] == "kommune/skat"


def test_an_uncertain_number_has_an_editor_that_shows_it(editor: Client, ours: People) -> None:
    address = reverse("spread", args=[ours.case.id])
    asked = {"path": "effect.without", "form": "ci95", "mean": "50", "low": "40", "high": "60 %"}
    page = editor.get(address, asked).content.decode()
    assert "50 % (40–60 %)" in page
    assert "<polygon" in page
    page = editor.get(address, {**asked, "low": "70"}).content.decode()
    assert "form-error-message" in page
    assert "<polygon" not in page
    cell = {"path": "consequences.loen.quantity", "cell": "2"}
    assert 'value="13,3"' in editor.get(address, cell).content.decode()


def test_own_counts_become_the_change_with_its_uncertainty(editor: Client, ours: People) -> None:
    address = reverse("own-counts", args=[ours.case.id, "kontanthjaelp"])
    typed = {"people": "40", "before": "4.800", "after": "3.100", "overdispersion": "30"}
    years = {"years_before": "1", "years_after": "1", "revision": "1"}
    page = editor.post(address, {**typed, **years})
    # The spread is over 10 weeks, so that no decimal of the mean is known.
    assert "−42 uge pr. deltager" in page.content.decode()
    assert editor.post(address, {**typed, **years, "brug": "1"}).status_code == 302
    item = _document(ours)["consequences"][0]
    assert item["quantity"]["mean"] == -42
    assert item["per"] == "participant"
    assert "uden sammenligningsgruppe" in _document(ours)["notes"]["consequences.kontanthjaelp"]


def test_counts_of_a_few_people_are_refused(editor: Client, ours: People) -> None:
    address = reverse("own-counts", args=[ours.case.id, "kontanthjaelp"])
    typed = {"people": "4", "before": "48", "after": "31", "overdispersion": "3", "brug": "1"}
    response = editor.post(address, {**typed, "years_before": "1", "years_after": "1"})
    assert response.status_code == 422
    assert "kan nogen genkendes" in response.content.decode()
    assert _document(ours)["consequences"][0]["per"] == "success"


def test_a_price_is_looked_for_among_prices_and_rates(editor: Client, ours: People) -> None:
    page = editor.get(reverse("step", args=[ours.case.id, "priser"])).content.decode()
    assert '<option value="prices">' in page
    assert '<option value="rates">' in page
    page = editor.get(reverse("step", args=[ours.case.id, "konsekvenser"])).content.decode()
    assert '<option value="consequences">' in page
    assert '<option value="profiles">' in page


def test_a_new_case_begins_without_errors(editor: Client, ours: People) -> None:
    response = editor.post(reverse("new-case"))
    page = editor.get(response.url).content.decode()
    assert "form-error-message" not in page
    assert "svar mangler" in page


def test_a_page_that_has_not_shown_a_change_cannot_overwrite_or_undo_it(
    editor: Client, ours: People
) -> None:
    def theirs(document: dict[str, Any]) -> list[str]:
        document["effect"]["without"] = 0.4
        return ["effect.without"]

    store.save(ours.case.id, ours.administrator, 1, theirs)
    saved = _change(editor, ours, "title", value="Et andet navn")
    assert saved.status_code == 200
    assert 'id="revision" name="revision" value="1"' in saved.content.decode()
    assert 'name="step" value="maal"' in saved.content.decode(), "undoing stays on the step"
    refused = _change(editor, ours, "effect.without", value="60 %")
    assert refused.status_code == 409
    assert 'name="known" value="3"' in refused.content.decode()
    undone = editor.post(reverse("undo", args=[ours.case.id]), {"revision": 1, "step": "effekt"})
    assert undone.url.endswith("/effekt/")
    assert _document(ours)["effect"]["without"] == 0.4
    again = _change(editor, ours, "effect.without", known="3", value="60 %")
    assert again.status_code == 200, "who has been shown it may decide"
    assert _document(ours)["effect"]["without"] == 0.6


def test_the_list_rounds_the_net_result(editor: Client, ours: People) -> None:
    ours.case.net_result = -37_123_456.7
    ours.case.save()
    page = editor.get(reverse("cases")).content.decode().replace("\xa0", " ")
    assert "ca. −37.100.000 kr." in page
    assert "37.123.457" not in page


def test_a_whole_number_may_be_too_large(editor: Client, ours: People) -> None:
    response = _change(editor, ours, "horizon", value="1000000000")
    assert response.status_code == 422
    assert "Tallet har for mange cifre." in response.content.decode()


def test_budget_years_are_asked_for_and_taken_away_again(editor: Client, ours: People) -> None:
    _change(editor, ours, "budget.price_growth", value="2,5 %")
    _change(editor, ours, "budget.first_year", value="2027", revision=2)
    _change(editor, ours, "costs.jobkonsulent.budget", value="service", revision=3)
    document = _document(ours)
    assert document["budget"] == {"price_growth": 0.025, "first_year": 2027}
    assert document["costs"][0]["budget"] == "service"
    page = editor.get(reverse("step", args=[ours.case.id, "resultat"])).content.decode()
    assert "løbende priser" in page
    _change(editor, ours, "budget.price_growth", value="", revision=4)
    _change(editor, ours, "budget.first_year", value="", revision=5)
    _change(editor, ours, "costs.jobkonsulent.budget", value="", revision=6)
    document = _document(ours)
    assert "budget" not in document
    assert "budget" not in document["costs"][0]


def test_a_price_grows_also_where_it_was_a_plain_number(editor: Client, ours: People) -> None:
    _change(editor, ours, "consequences.loen.price", value="3.200", price_year="2018")
    _change(editor, ours, "consequences.loen.price.growth", value="1 %", revision=2)
    price = {"amount": 3200, "price_year": 2018, "growth": 0.01}
    assert _document(ours)["consequences"][1]["price"] == price


def test_one_more_effect_is_added_followed_and_taken_out_again(
    editor: Client, ours: People
) -> None:
    first = _document(ours)["effect"]
    add, remove = (reverse(name, args=[ours.case.id]) for name in ("add-item", "remove-item"))
    answer = editor.post(add, {"step": "effekt", "adding": "0", "revision": 1})
    assert answer.url.endswith("/effekt/#effects.effekt-2")
    document = _document(ours)
    name = next(iter(document["effects"]))
    assert document["effects"] == {name: first, "effekt-2": {}}
    assert "effect" not in document
    assert {item["effect"] for item in document["consequences"]} == {name}
    _change(editor, ours, "effects.effekt-2.goal", value="Egen bolig", revision=2)
    _change(editor, ours, "effects.effekt-2.without", value="20 %", revision=3)
    _change(editor, ours, "effects.effekt-2.difference", value="10 %", revision=4)
    _change(editor, ours, "consequences.loen.effect", value="effekt-2", revision=5)
    page = editor.get(reverse("step", args=[ours.case.id, "effekt"]))
    assert "Effekt: Egen bolig" in page.content.decode()
    assert page.context["result"] is not None, "two effects are calculated"
    editor.post(remove, {"path": "effects.effekt-2", "step": "effekt", "revision": 6})
    document = _document(ours)
    assert document["effects"] == {name: first}
    assert not any("effect" in item for item in document["consequences"])
    page = editor.get(reverse("step", args=[ours.case.id, "effekt"]))
    assert page.context["result"] is not None
