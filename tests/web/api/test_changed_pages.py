"""Whatever the API saves, every page of the case can show, and the case can be calculated."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bundlinje.web.cases import exchange, store
from bundlinje.web.cases.form.steps import BY_SLUG, RESULT
from tests.conftest import examples
from tests.web.api.conftest import Program, token_of
from tests.web.conftest import People, client_of, example


def _paths(value: Any, path: str = "") -> list[str]:
    """Return every place in a document that a path can name."""
    found = [path] if path else []
    items: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = [(one["id"], one) for one in value if isinstance(one, dict) and "id" in one]
    for key, below in items:
        if "." not in str(key):
            found += _paths(below, f"{path}.{key}" if path else str(key))
    return found


PLACES = sorted({*_paths(example()), "effects", "joint", "sources", "costs.new", "payers.fond"})
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 3000),
    st.floats(-2, 2, allow_nan=False).map(lambda x: round(x, 3)),
    st.sampled_from(["", "x", "kommune", "1/3", "²", "dk-2021", "effects/ips_dk_30m", "2027"]),
)
VALUES = st.recursive(
    PLAIN,
    lambda below: st.one_of(
        st.lists(below, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["id", "label", "amount", "mean", "sd", "ref", "2027", "²", "kommune", "is", "low",
                 "mode", "high", "times", "price_year", "rule", "departments", "with"]
            ),
            below, max_size=3,
        ),
    ),
    max_leaves=6,
)  # fmt: skip
CHANGES = st.one_of(
    st.fixed_dictionaries({"path": st.sampled_from(PLACES), "value": VALUES}),
    st.fixed_dictionaries({"op": st.just("remove"), "path": st.sampled_from(PLACES)}),
    st.fixed_dictionaries(
        {
            "op": st.just("add"),
            "path": st.sampled_from(["costs", "consequences", "outcomes"]),
            "value": st.one_of(VALUES, st.sampled_from(example()["costs"])),
        }
    ),
)


def test_an_item_may_have_any_id(ours: People) -> None:
    program, client = Program(token_of(ours.editor)), client_of(ours.editor)
    for number, name in enumerate(["1/3", "a\nb", "?x#y", "æøå", " "]):
        item = {**example()["consequences"][0], "id": name}
        body = {"changes": [{"op": "add", "path": "consequences", "value": item}],
                "revision": store.newest(ours.case).number}  # fmt: skip
        answer = program.ask("patch", f"/cases/{ours.case.id}/document", body)
        assert answer.status_code in (200, 422), (number, answer.content)
        page = client.get(reverse("step", args=[ours.case.id, "konsekvenser"]))
        assert page.status_code == 200
        if answer.status_code == 200:
            counts = client.get(reverse("own-counts", args=[ours.case.id, name]))
            assert counts.status_code == 200


def test_every_page_shows_what_was_saved(ours: People) -> None:
    program, client = Program(token_of(ours.editor)), client_of(ours.editor)
    saved: list[Any] = []

    @settings(max_examples=examples(60), suppress_health_check=list(HealthCheck))
    @given(changes=st.lists(CHANGES, min_size=1, max_size=3), empty=st.booleans())
    def changed(changes: list[Any], empty: bool) -> None:
        begun = exchange.empty(2026) if empty else example()
        case = store.create(ours.organisation, ours.editor, begun)
        address = f"/cases/{case.id}"
        answer = program.ask("patch", address + "/document", {"changes": changes, "revision": 1})
        assert answer.status_code in (200, 422), answer.content
        if answer.status_code == 422:
            assert store.newest(case).number == 1
            return
        saved.append(changes)
        for slug in (*BY_SLUG, RESULT):
            assert client.get(reverse("step", args=[case.id, slug])).status_code == 200
        assert program.get(address + "/result").status_code in (200, 409)
        assert program.get(address + "/panel").status_code == 200

    changed()
    assert len(saved) > 5
