"""Moving the numbers that matter most: shown at once, saved only when asked."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bundlinje.basics.yaml_tree import read_document
from bundlinje.calculation.case_file import case_from_data
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.inputs import inputs_of
from bundlinje.web.cases import store
from bundlinje.web.cases.judging import judge
from bundlinje.web.cases.results.sliders import read_moved, sliders, with_moved
from bundlinje.web.serving import examples
from tests.web.conftest import People

#: Pages and numbers, which the kind of database does not matter to.
pytestmark = pytest.mark.once

EFFECT = "effects/ips_dk_30m"

#: A page that has seen every change.
NEWEST = 10_000


def _post(client: Client, people: People, name: str, value: str, **more: Any) -> Any:
    address = reverse(more.pop("to", "slide"), args=[people.case.id])
    return client.post(address, {"navn": [name], "tal": [value], **more})


@pytest.mark.parametrize("file", list(examples()), ids=lambda file: file.stem)
@pytest.mark.parametrize("language", ["da", "en"])
def test_sliders_read_back_what_they_show(file: Any, language: Any) -> None:
    case = case_from_data(read_document(file).root.plain(), name=file.stem)
    offered = sliders(calculate(case, 500), language)
    assert 4 <= len(offered) <= 5
    names = [one.name for one in offered]
    assert read_moved(offered, names, [one.text for one in offered], language).values == {}
    for one in offered:
        assert one.low <= one.value <= one.high
        moved = read_moved(offered, [one.name], [one.high_text], language)
        assert moved.refused == ()
        assert moved.values == {one.name: pytest.approx(one.high)}
        assert one.name not in inputs_of(with_moved(case, moved.values)).names


def test_a_moved_number_shows_its_effect_and_saves_nothing(reader: Client, ours: People) -> None:
    answer = _post(reader, ours, EFFECT, "19 %")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Med 1 ændret tal" in page
    assert "I forhold til sagen: +" in page
    assert "Kommune" in page
    assert store.newest(ours.case).number == 1


def test_several_numbers_are_moved_together(reader: Client, ours: People) -> None:
    address = reverse("slide", args=[ours.case.id])
    both = {"navn": [EFFECT, "parameters.jobomfang"], "tal": ["19 %", "1,3"]}
    page = reader.post(address, both).content.decode()
    assert "Med 2 ændrede tal" in page


def test_what_stands_as_offered_moves_nothing(reader: Client, ours: People) -> None:
    page = _post(reader, ours, EFFECT, "12 %").content.decode()
    assert "ikke gemt" not in page


@pytest.mark.parametrize(
    ("value", "said"),
    [("abc", "er ikke et tal"), ("140 %", "form-error-message"), ("10 ± 2", "ét tal")],
)
def test_what_cannot_be_used_is_said(reader: Client, ours: People, value: str, said: str) -> None:
    answer = _post(reader, ours, EFFECT, value)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_an_input_that_is_not_offered_is_left_alone(reader: Client, ours: People) -> None:
    page = _post(reader, ours, "horizon", "3").content.decode()
    assert "ikke gemt" not in page


def test_moved_numbers_become_a_case_of_their_own(editor: Client, ours: People) -> None:
    answer = _post(editor, ours, EFFECT, "19 %", to="keep", hvor="ny")
    made = ours.organisation.cases.order_by("-created")[0]
    assert answer.url == f"/sager/sammenlign/?sag={ours.case.id}&sag={made.id}"
    document = store.newest(made).document
    assert document["effect"]["difference"] == 0.19
    assert "Effekt er sat til 19 %" in document["notes"]["effect"]
    assert store.newest(ours.case).number == 1
    result = judge(document, ours.organisation.id).result
    assert result is not None
    assert made.net_result == result.point.net_result


def test_moved_numbers_can_be_used_in_the_case_and_undone(editor: Client, ours: People) -> None:
    before = store.newest(ours.case).document
    _post(editor, ours, EFFECT, "19 %", to="keep", hvor="sag", revision=1)
    after = store.newest(ours.case)
    assert after.document["effect"]["difference"] == 0.19
    assert sorted(after.paths) == ["effect.difference", "notes.effect"]
    store.undo(ours.case.id, ours.editor, NEWEST)
    assert store.newest(ours.case).document == before


def test_nothing_moved_is_nothing_saved(editor: Client, ours: People) -> None:
    _post(editor, ours, EFFECT, "12 %", to="keep", hvor="sag", revision=1)
    _post(editor, ours, EFFECT, "abc", to="keep", hvor="ny")
    assert store.newest(ours.case).number == 1
    assert ours.organisation.cases.count() == 1


def test_a_change_by_someone_else_of_the_same_is_not_overwritten(
    editor: Client, ours: People
) -> None:
    def put(document: store.Document) -> list[str]:
        document["effect"]["difference"] = 0.3
        return ["effect.difference"]

    store.save(ours.case.id, ours.administrator, 1, put)
    # The page was made before: its sliders stand where the case was then.
    address = reverse("keep", args=[ours.case.id])
    jobs = {"navn": ["parameters.jobomfang"], "tal": ["1,3"], "hvor": "sag", "revision": 1}
    editor.post(address, jobs)
    document = store.newest(ours.case).document
    assert document["effect"]["difference"] == 0.3
    assert document["parameters"]["jobomfang"] == 1.3


def test_what_is_saved_while_a_number_is_being_used_stands(
    editor: Client, ours: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bundlinje.web.cases.results import views

    really = views.moved_document

    def someone_else_saves_first(*args: Any) -> Any:
        def put(document: store.Document) -> list[str]:
            document["horizon"] = 7
            return ["horizon"]

        store.save(ours.case.id, ours.administrator, 1, put)
        return really(*args)

    monkeypatch.setattr(views, "moved_document", someone_else_saves_first)
    answer = _post(editor, ours, EFFECT, "19 %", to="keep", hvor="sag", revision=1)
    assert "En anden har lige ændret" in editor.get(answer.url).content.decode()
    newest = store.newest(ours.case)
    assert (newest.number, newest.document["horizon"]) == (2, 7)
