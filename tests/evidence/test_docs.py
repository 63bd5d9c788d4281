"""Every kind of record has a page that says how to add one and what review it needs."""

from pathlib import Path

import pytest

from bundlinje.evidence.codes import ESTIMATE_KINDS, MODEL_USES, PRICE_KINDS, RATE_GRADES
from bundlinje.evidence.kinds import KINDS
from bundlinje.evidence.schema import columns

DOCS = Path(__file__).parents[2] / "docs" / "knowledge"


@pytest.mark.parametrize("kind", [*KINDS, "overlaps"])
def test_a_kind_has_a_page_that_the_index_names(kind):
    page = (DOCS / f"{kind}.md").read_text("utf-8")
    assert "**Add one.**" in page
    assert "**Review" in page
    assert f"]({kind}.md)" in (DOCS / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("page", "codes"),
    [
        ("effect_studies", MODEL_USES),
        ("consequences", ESTIMATE_KINDS),
        ("unit_prices", PRICE_KINDS),
        ("rates", RATE_GRADES),
    ],
)
def test_a_page_names_every_code_that_review_chooses_between(page, codes):
    text = (DOCS / f"{page}.md").read_text("utf-8")
    assert [code for code in codes if f"`{code}`" not in text] == []


def test_the_index_names_every_file_and_prefix():
    index = (DOCS / "README.md").read_text("utf-8")
    for kind in KINDS.values():
        assert f"`{kind.prefix}/…`" in index
        assert kind.path in index


def test_sources_page_names_every_column():
    text = (DOCS / "sources.md").read_text("utf-8")
    assert all(f"`{name}`" in text for name in columns(KINDS["sources"].record))
