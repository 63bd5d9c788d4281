"""The knowledge base in the browser: browse, search, the evidence map, a record's page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bundlinje.basics import formats
from bundlinje.basics.errors import InputError
from bundlinje.evidence.kinds import BY_PREFIX, KINDS
from bundlinje.web.accounts.access import current_membership
from bundlinje.web.accounts.models import Role
from bundlinje.web.knowledge import finding
from bundlinje.web.knowledge.base import base_for
from bundlinje.web.knowledge.kind_words import KIND_SAYS
from bundlinje.web.knowledge.maps import map_of
from bundlinje.web.knowledge.models import OwnRecord
from bundlinje.web.knowledge.own_history import told
from bundlinje.web.knowledge.showing import page_of
from bundlinje.web.knowledge.suggesting import MOST
from bundlinje.web.knowledge.suggesting import suggestions as suggested
from bundlinje.web.language import current


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """Show what there is, or what a search finds."""
    base, query = base_for(request), finding.query_of(request.GET)
    if query.empty:
        counts = finding.counts_by_kind(base)
        kinds = [
            (kind.prefix, kind.title, KIND_SAYS[name], counts[kind.prefix])
            for name, kind in KINDS.items()
            if counts[kind.prefix]
        ]
        return render(request, "knowledge/browse.html", {"kinds": kinds, "query": query})
    found = finding.find(base, query, current())
    kind = BY_PREFIX.get(query.chosen.get("kind", ""))
    return render(
        request,
        "knowledge/found.html",
        {
            "query": query,
            "found": found,
            "kind": kind.title if kind else None,
            "earlier": query.to_page(query.page - 1) if query.page > 1 else "",
            "later": query.to_page(query.page + 1) if query.page < found.pages else "",
        },
    )


@require_safe
def record(request: HttpRequest, prefix: str, id: str) -> HttpResponse:
    """Show a record; where it is unknown, name the nearest."""
    base, reference = base_for(request), f"{prefix}/{id}"
    if prefix not in BY_PREFIX:
        raise Http404
    try:
        page = page_of(base.knowledge, reference, current())
    except InputError:
        near = [finding.line(base, one) for one in base.knowledge.nearest(reference)]
        page_404 = {"near": near, "kind": BY_PREFIX[prefix].title, "prefix": prefix}
        return render(request, "knowledge/unknown.html", page_404, status=404)
    membership = current_membership(request) if request.user.is_authenticated else None
    own = None
    if page.own and membership is not None:
        kind = BY_PREFIX[prefix].name
        own = OwnRecord.objects.filter(
            organisation_id=membership.organisation_id, kind=kind, name=id
        ).first()
    return render(
        request,
        "knowledge/record.html",
        {
            "page": page,
            "own": own,
            "changes": [] if own is None else told(own, current()),
            "edits": membership is not None and membership.role >= Role.EDITOR,
        },
    )


@require_safe
def evidence_map(request: HttpRequest) -> HttpResponse:
    """Show what is studied for whom and which way it points."""
    knowledge = base_for(request).knowledge
    group, country = request.GET.get("target_group", ""), request.GET.get("country", "")
    groups = [group] if f"target_groups/{group}" in knowledge else []
    everywhere = {
        code
        for study in knowledge.all("effect_studies")
        for code in getattr(study, "countries", ())
    }
    country = country if country in everywhere else ""
    return render(
        request,
        "knowledge/map.html",
        {
            "map": map_of(knowledge, groups, country, current()),
            "groups": [(one.id, one.title) for one in knowledge.all("target_groups")],
            "countries": sorted(
                ((code, formats.country(code, current())) for code in everywhere),
                key=lambda pair: pair[1],
            ),
            "group": group,
            "country": country,
        },
    )


@login_required
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Return a fragment with the records that fit best, for a field of a case.

    `GET viden/forslag/?kind=prices&q=herberg`, from htmx or a script. `kind` is the prefix of
    references (`prices`, `rates`, `effects`, `consequences`, …); `target_group`, `outcome`,
    `grade`, `country` and `year` narrow it as they do on the search page; all may be left out.
    The organisation's own records come first.

    The answer is `<ul class="suggestions">` with at most eight `<li>`, each a
    `<button type="button" data-reference="prices/herberg110_doegn"
    data-typed="=prices/herberg110_doegn">` that says title, value with unit and price year,
    grade and source. `data-typed` is what is put in the field of the case. It is empty where the
    record may not be a number in a case; the button is then disabled and says why, unless the
    field takes records themselves (`use=record`), such as studies to be pooled. Without anything
    found the list is a paragraph that says so.
    """
    base, query = base_for(request), finding.query_of(request.GET)
    as_number = request.GET.get("use") != "record"
    lines = finding.first(base, query, MOST)
    found = [one for line in lines for one in suggested(base.knowledge, line, current(), as_number)]
    return render(request, "knowledge/suggestions.html", {"found": found})
