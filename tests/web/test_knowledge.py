"""The knowledge base in the browser, signed out: browse, search, filter, map and records."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from bundlinje.evidence import codes
from bundlinje.evidence.kinds import KINDS
from bundlinje.evidence.knowledge import shared
from bundlinje.web.knowledge.chart import chart, marks
from bundlinje.web.knowledge.finding import GRADES
from bundlinje.web.knowledge.history import history
from bundlinje.web.knowledge.showing import linked
from tests.web.conftest import People

pytestmark = pytest.mark.django_db


def _page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode()).replace("\u00a0", " ")


def _found(client: Client, **asked: str) -> Any:
    return client.get(reverse("knowledge"), asked).context["found"]


def test_everybody_can_browse(nobody: Client) -> None:
    assert reverse("knowledge") in _page(nobody, "/")
    page = _page(nobody, reverse("knowledge"))
    for kind in KINDS.values():
        if shared().ids(kind.name):
            assert f'href="/viden/?kind={kind.prefix}"' in page
    assert "Jeres egne" not in page


def test_a_search_finds_by_word_and_narrows_by_every_filter(nobody: Client) -> None:
    page = _page(nobody, "/viden/?q=plejefamlie&kind=prices")
    assert "470.000 kr. pr. helårsanbringelse (2019)" in page
    asked = {
        "kind": "effects", "target_group": "homeless", "outcome": "housing", "country": "CA",
        "grade": "direct",
    }  # fmt: skip
    before = _found(nobody, q="bolig").total
    for number in range(1, len(asked) + 1):
        some = dict(list(asked.items())[:number])
        found = _found(nobody, q="bolig", **some)
        assert 0 < found.total <= before
        before = found.total
    for line in found.lines:
        record: Any = line.record
        assert (record.target_group, record.outcome) == ("homeless", "housing")
        assert record.model_use == "direct"
        assert "CA" in record.countries
    years = _found(nobody, kind="prices", year="2019")
    assert years.total
    assert all(getattr(line.record, "price_year", None) == 2019 for line in years.lines)


def test_a_filter_says_how_many_it_would_leave(nobody: Client) -> None:
    found = _found(nobody, kind="effects")
    facet = next(facet for facet in found.facets if facet.name == "outcome")
    options = [option for _, group in facet.groups for option in group]
    assert sum(option.count for option in options) == found.total == 199
    for option in options[:3]:
        assert _found(nobody, kind="effects", outcome=option.value).total == option.count


def test_what_is_unknown_in_a_search_finds_nothing(nobody: Client) -> None:
    assert _found(nobody, kind="nothing").total == 0
    assert "Intet fundet" in _page(nobody, "/viden/?q=xqzwvk")
    assert _page(nobody, "/viden/?kind=prices&side=999")
    assert _page(nobody, "/viden/?kind=prices&side=x")


def test_the_list_goes_on_over_pages_without_loss(nobody: Client) -> None:
    first = _found(nobody, kind="prices")
    seen = [
        line.reference
        for number in range(1, first.pages + 1)
        for line in _found(nobody, kind="prices", side=str(number)).lines
    ]
    assert len(seen) == len(set(seen)) == first.total == len(shared().ids("unit_prices"))


def test_grades_are_told_apart_by_their_code_alone() -> None:
    every = [code for _, grades in GRADES for code in grades]
    assert len(every) == len(set(every))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if shared().ids(kind)])
def test_every_kind_of_record_has_a_page(nobody: Client, kind: str) -> None:
    for id in shared().ids(kind)[::40] or shared().ids(kind):
        reference = f"{KINDS[kind].prefix}/{id}"
        page = _page(nobody, f"/viden/{reference}/")
        assert shared().lookup(reference).title.da.replace("\u00a0", " ") in page
        assert reference in page


def test_a_price_says_what_it_carries_where_it_was_read_and_how_to_use_it(nobody: Client) -> None:
    page = _page(nobody, "/viden/prices/anbr_plejefamilie/")
    source = shared().source_of(shared().lookup("prices/anbr_plejefamilie"))
    assert source is not None
    assert "Kan bruges som pris i hele landet." in page
    assert f'<a href="{source.url}">' in page
    assert "læst 22. november 2026" in page
    assert "<code>=prices/anbr_plejefamilie</code>" in page
    assert 'href="/viden/refund/central-refund-children/"' in page
    assert "Tæl ikke sammen med" in page
    assert 'href="/viden/prices/anbr_gns_2019/"' in page


def test_a_study_that_may_not_be_used_is_not_offered_to_a_case(nobody: Client) -> None:
    studies = {
        use: next(r for r in shared().all("effect_studies") if getattr(r, "model_use") == use)  # noqa: B009
        for use in ("never", "direct")
    }
    assert "Brug den i en sag" not in _page(nobody, f"/viden/{studies['never'].reference}/")
    page = _page(nobody, f"/viden/{studies['direct'].reference}/")
    assert f"={studies['direct'].reference}" in page
    assert "Hvor langt det rækker" in page


def test_a_rate_is_shown_over_time_with_gaps_where_it_is_not_known(nobody: Client) -> None:
    page = _page(nobody, "/viden/rates/kontanthj_30plus_andre_2023/")
    assert "Satsen over tid" in page
    assert 'href="/viden/rates/kontanthj_30plus_andre_2024/"' in page
    found = history(shared(), shared().lookup("rates/kontanthj_30plus_andre_2023"), "da")
    assert found is not None
    assert found.chart is not None
    # 2014, 2016, 2021 and from 2023 on: four lines.
    assert found.chart.line.count("M") == 4
    assert [row.this for row in found.rows].count(True) == 1


def test_rules_indexes_and_schedules_are_tables(nobody: Client) -> None:
    rule = _page(nobody, "/viden/refund/shelter-110/")
    assert "1. oktober 2023 – 31. marts 2026" in rule
    assert "gælder; startdatoen er ikke kendt" in rule
    assert "<td>118,04</td>" in _page(nobody, "/viden/indexes/dk-net-price/")
    assert "fra år 36" in _page(nobody, "/viden/schedules/dk-2021/")
    assert "Hvordan deles betalingen?" in rule


def test_an_unknown_record_names_the_nearest(nobody: Client) -> None:
    response = nobody.get("/viden/prices/anbr_plejefamili/")
    assert response.status_code == 404
    assert 'href="/viden/prices/anbr_plejefamilie/"' in response.content.decode()
    assert nobody.get("/viden/prices/xqzwvk/").status_code == 404
    assert nobody.get("/viden/nothing/x/").status_code == 404


def test_the_evidence_map_counts_and_leads_to_its_studies(nobody: Client) -> None:
    response = nobody.get(reverse("evidence-map"))
    found = response.context["map"]
    squares = [square for _, _, row in found.rows for square in row if square.count]
    assert sum(square.count for square in squares) == found.total == 199
    for square in squares[:5]:
        page = nobody.get(f"{reverse('knowledge')}{square.address}")
        assert page.context["found"].total == square.count
    one = nobody.get(reverse("evidence-map"), {"target_group": "homeless", "country": "DK"})
    assert len(one.context["map"].rows) == 1
    assert 0 < one.context["map"].total < 20
    assert nobody.get(reverse("evidence-map"), {"target_group": "<x>"}).status_code == 200


def test_the_pages_follow_in_english(nobody: Client) -> None:
    nobody.post(reverse("language"), {"sprog": "en"})
    for address in ("/viden/", "/viden/?q=foster care", "/viden/kort/", "/viden/prices/x/"):
        page = nobody.get(address).content.decode()
        assert "Vidensdatabase" not in page
        assert "Knowledge base" in page
    page = nobody.get("/viden/prices/anbr_plejefamilie/").content.decode()
    assert "Foster care" in page
    assert "Use it in a case" in page


def test_suggestions_for_a_field(editor: Client) -> None:
    address = reverse("suggestions")
    page = _page(editor, f"{address}?kind=prices&q=herberg")
    found = re.findall(r'data-reference="([^"]+)" data-typed="([^"]*)"', page)
    assert 0 < len(found) <= 8
    assert ("prices/herberg110_doegn", "=prices/herberg110_doegn") in found
    assert all(reference.startswith("prices/") for reference, _ in found)
    assert "1.507 kr. pr. døgn (2023)" in page
    assert "Landsgennemsnit eller officiel takst" in page
    assert "<html" not in page
    assert "Intet fundet" in _page(editor, f"{address}?q=xqzwvk")
    assert _page(editor, f"{address}?kind=effects").count("<li>") == 8


def test_what_is_no_number_says_why_but_can_be_named_as_a_study(editor: Client) -> None:
    asked = {"kind": "effects", "grade": "after_conversion"}
    page = unescape(editor.get(reverse("suggestions"), asked).content.decode())
    assert page.count('data-typed="" disabled') == page.count("Kræver omregning til en") == 8
    page = editor.get(reverse("suggestions"), {**asked, "use": "record"}).content.decode()
    assert page.count('data-typed=""') == 8
    assert "disabled" not in page


def test_suggestions_are_quick(editor: Client) -> None:
    address = reverse("suggestions")
    editor.get(address, {"q": "herberg"})
    times = []
    for words in ("kontanthjælp", "hjemmløse", "psykiatri døgn", "misbrug behandling", "b"):
        start = time.perf_counter()
        editor.get(address, {"q": words, "kind": "prices"})
        times.append(time.perf_counter() - start)
    # Half of them within 50 ms, on a machine that others use too.
    assert sorted(times)[2] < 0.05


def test_no_query_for_each_record(nobody: Client, editor: Client, ours: People) -> None:
    """Signed out, nothing is read from the database; signed in, the same few for any page."""
    nobody.get("/viden/?q=herberg")
    for address in ("/viden/", "/viden/?q=herberg", "/viden/kort/", "/viden/rates/npi25_2020/"):
        with assertNumQueries(0):
            nobody.get(address)
    editor.get("/viden/?q=herberg")
    # Session, user, demand for a second factor, membership, the version of the own records.
    with assertNumQueries(5):
        editor.get("/viden/forslag/?q=herberg")
    # And what waits, which every whole page counts, by short questions and the long ones needed.
    for address in ("/viden/?q=herberg", "/viden/?kind=prices"):
        with assertNumQueries(10):
            editor.get(address)


def test_texts_of_records_stay_texts() -> None:
    text = linked(shared(), "<b>x</b> se prices/anbr_plejefamilie, ikke prices/findes_ikke", "da")
    assert text.startswith("&lt;b&gt;x&lt;/b&gt; se <a href=")
    assert text.endswith("prices/findes_ikke")


def test_marks_are_round_and_cover_the_values() -> None:
    assert marks([11_944.0, 12_770.0]) == [0, 5000, 10_000, 15_000]
    assert marks([-3.0, 4.0]) == [-4, -2, 0, 2, 4]
    assert marks([0.0]) == [0]


def test_a_chart_keeps_inside_its_frame() -> None:
    made = chart([[(2014, 5), (2015, 5)], [(2020, 10), (2021, 20)]], ["0", "5", "10", "15", "20"])
    places = [float(number) for number in re.findall(r"[ML]([\d.]+)", made.line)]
    assert min(places) == made.left
    assert max(places) == made.right


def test_every_area_and_grade_has_a_name_in_both_languages() -> None:
    for _, grades in GRADES:
        assert all(label.da and label.en for label in grades.values())
    assert all(label.da and label.en for label in codes.OUTCOMES.values())


def test_an_error_page_needs_no_user() -> None:
    from django.test import RequestFactory

    from bundlinje.web.views import failed

    response = failed(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Der gik noget galt" in response.content.decode()
