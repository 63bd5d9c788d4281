"""What is written as YAML is read back as the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bundlinje.basics.yaml_tree import parse_document
from bundlinje.basics.yaml_writing import yaml_text


def _again(value: Any) -> Any:
    return parse_document(yaml_text(value).encode(), "x").root.plain()


@pytest.mark.parametrize("text", ["0E0", "1e5", "007", "+3", "1.", ".5", ".nan", "no", "1/3", "~"])
def test_a_text_that_looks_like_something_else_stays_a_text(text: str) -> None:
    assert _again({"goal": text}) == {"goal": text}


_texts = st.one_of(
    st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=12),
    st.from_regex(r"[-+.0-9eE_x:]{1,8}", fullmatch=True),
)
_values = st.recursive(
    st.one_of(_texts, st.booleans(), st.integers(-(10**12), 10**12), st.floats(-1e9, 1e9)),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(_texts, inner)),
    max_leaves=8,
)


@given(value=st.dictionaries(st.sampled_from(["a", "b", "c"]), _values, min_size=1))
def test_any_plain_data_is_read_back(value: dict[str, Any]) -> None:
    assert _again(value) == value
