"""Saving: history, undo and redo, two people at once, and nothing lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bundlinje.web.cases import store
from bundlinje.web.cases.form.paths import put
from bundlinje.web.cases.models import Revision
from bundlinje.web.cases.packing import packed, unpacked
from tests.web.conftest import People, example

#: A page that has seen every change.
NEWEST = 10_000


def _set(path: str, value: Any) -> store.Change:
    def change(document: store.Document) -> list[str]:
        put(document, path, value)
        return [path]

    return change


def test_a_change_is_a_new_revision_and_the_old_one_stands(ours: People) -> None:
    saved = store.save(ours.case.id, ours.editor, 1, _set("horizon", 7))
    assert saved.number == 2
    assert store.newest(ours.case).document["horizon"] == 7
    assert Revision.objects.get(case=ours.case, number=1).document == example()


def test_undo_and_redo_go_back_and_forth(ours: People) -> None:
    for path, value in (("horizon", 7), ("start_year", 2028), ("title", "Ny titel")):
        store.save(ours.case.id, ours.editor, 99, _set(path, value))
    states = [store.newest(ours.case).document]
    for _ in range(3):
        assert store.undo(ours.case.id, ours.editor, NEWEST) is not None
        states.append(store.newest(ours.case).document)
    assert states[-1] == example()
    assert store.undo(ours.case.id, ours.editor, NEWEST) is None
    for state in states[-2::-1]:
        assert store.redo(ours.case.id, ours.editor, NEWEST) is not None
        assert store.newest(ours.case).document == state
    assert store.redo(ours.case.id, ours.editor, NEWEST) is None


def test_a_new_change_ends_what_can_be_redone(ours: People) -> None:
    store.save(ours.case.id, ours.editor, 1, _set("horizon", 7))
    store.undo(ours.case.id, ours.editor, NEWEST)
    store.save(ours.case.id, ours.editor, 3, _set("title", "Anden"))
    assert store.redo(ours.case.id, ours.editor, NEWEST) is None
    store.undo(ours.case.id, ours.editor, NEWEST)
    assert store.newest(ours.case).document == example()


def test_typing_in_one_field_is_undone_in_one_step(ours: People) -> None:
    for value in (6, 65, 66):
        store.save(ours.case.id, ours.editor, 99, _set("horizon", value))
    store.undo(ours.case.id, ours.editor, NEWEST)
    assert store.newest(ours.case).document == example()


def test_two_people_in_different_fields_both_count(ours: People) -> None:
    store.save(ours.case.id, ours.editor, 1, _set("horizon", 7))
    saved = store.save(ours.case.id, ours.administrator, 1, _set("title", "Ny titel"))
    document = store.newest(ours.case).document
    assert (document["horizon"], document["title"]) == (7, "Ny titel")
    assert saved.others == (str(ours.editor),)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("horizon", 7), ("horizon", 8)),
        (("effect.without", 0.1), ("effect", {"goal": "x"})),
        (("effect", {"goal": "x"}), ("effect.without", 0.1)),
    ],
)
def test_two_people_in_the_same_field_never_overwrite_in_silence(
    ours: People, first: tuple[str, Any], second: tuple[str, Any]
) -> None:
    store.save(ours.case.id, ours.editor, 1, _set(*first))
    after_first = store.newest(ours.case).document
    with pytest.raises(store.ConflictError) as conflict:
        store.save(ours.case.id, ours.administrator, 1, _set(*second))
    assert conflict.value.newest.author == ours.editor
    assert store.newest(ours.case).document == after_first
    store.save(ours.case.id, ours.administrator, 2, _set(*second))


_keys = st.one_of(st.integers(1900, 2200), st.text(st.characters(categories=["L"]), max_size=8))
_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_keys, inner, max_size=4)),
    max_leaves=12,
)


@given(document=st.dictionaries(_keys, _values, max_size=6))
def test_a_document_comes_back_as_it_was_with_its_order(document: dict[Any, Any]) -> None:
    again = unpacked(packed(document))
    assert again == document
    assert list(again) == list(document)


def test_the_list_knows_what_the_newest_revision_gives(ours: People) -> None:
    from bundlinje.web.cases.judging import judge

    def listed() -> float | None:
        ours.case.refresh_from_db()
        net: float | None = ours.case.net_result
        return net

    first = judge(example(), ours.organisation.id).result
    assert first is not None
    assert listed() == first.point.net_result
    store.save(ours.case.id, ours.editor, 1, _set("participants", {2027: 80}))
    doubled = listed()
    assert doubled is not None
    assert abs(doubled - 2 * first.point.net_result) < 1
    store.save(ours.case.id, ours.editor, 2, _set("horizon", -1))
    assert listed() is None, "what cannot be calculated has no result"
    store.undo(ours.case.id, ours.editor, NEWEST)
    assert listed() == doubled


def test_new_cases_are_not_variants_of_each_other() -> None:
    from bundlinje.evidence.knowledge import shared
    from bundlinje.web.cases.exchange import empty, read_file

    assert empty(2026)["id"] != empty(2026)["id"]
    named = ("id:", "intervention:")
    text = "\n".join(x for x in _example_text().splitlines() if not x.startswith(named))
    assert read_file("Job til alle.yaml", text.encode(), shared())["id"] == "job-til-alle"


def _example_text() -> str:
    from pathlib import Path

    from bundlinje.web.serving import EXAMPLES

    return (Path(EXAMPLES) / "ips-job.yaml").read_text()
