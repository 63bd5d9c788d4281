"""Every address, grouped by what it is about."""

from __future__ import annotations

from django.urls import include, path

from bundlinje.web import views
from bundlinje.web.accounts import views as accounts
from bundlinje.web.cases import spread_views as spreads
from bundlinje.web.cases import views as cases
from bundlinje.web.cases.results import comparison_views as comparison
from bundlinje.web.cases.results import ranking_views as ranking
from bundlinje.web.cases.results import views as results
from bundlinje.web.knowledge import own_views as own
from bundlinje.web.knowledge import views as knowledge

accounts_urls = [
    path("ind/<str:token>/", accounts.sign_in, name="sign-in-link"),
    path("invitation/<str:token>/", accounts.invitation, name="invitation"),
    path("organisation/", accounts.organisation, name="organisation"),
    path("organisation/vaelg/", accounts.choose, name="choose-organisation"),
    path("organisation/inviter/", accounts.invite, name="invite"),
    path("organisation/medlem/<int:member>/", accounts.member, name="member"),
    path("", include("allauth.account.urls")),
    path("totrin/", include("allauth.mfa.urls")),
]

case_urls = [
    path("", cases.listing, name="cases"),
    path("ny/", cases.new, name="new-case"),
    path("hent-ind/", cases.upload, name="upload-case"),
    path("sammenlign/", comparison.compare, name="compare"),
    path("sammenlign/diagram/<slug:name>/", comparison.chart, name="comparison-chart"),
    path("sammenlign/fil/<slug:kind>/", comparison.file, name="comparison-file"),
    path("prioritering/", ranking.ranking, name="ranking"),
    path("prioritering/diagram/<slug:name>/", ranking.chart, name="ranking-chart"),
    path("prioritering/fil/<slug:kind>/", ranking.file, name="ranking-file"),
    path("<uuid:case_id>/", cases.open_case, name="case"),
    path("<uuid:case_id>/ret/", cases.change, name="change"),
    path("<uuid:case_id>/usikkerhed/", spreads.spread, name="spread"),
    path("<uuid:case_id>/optaelling/<str:item>/", spreads.own_counts, name="own-counts"),
    path("<uuid:case_id>/tilfoej/", cases.add, name="add-item"),
    path("<uuid:case_id>/fjern/", cases.remove, name="remove-item"),
    path("<uuid:case_id>/fortryd/", cases.undo, name="undo"),
    path("<uuid:case_id>/gentag/", cases.redo, name="redo"),
    path("<uuid:case_id>/slet/", cases.delete, name="delete-case"),
    path("<uuid:case_id>/kopi/", cases.copy, name="copy-case"),
    path("<uuid:case_id>/fil/<str:kind>/", cases.download, name="download"),
    path("<uuid:case_id>/diagram/<slug:name>/", results.chart, name="chart"),
    path("<uuid:case_id>/proev/", results.slide, name="slide"),
    path("<uuid:case_id>/proev/gem/", results.keep, name="keep"),
    path("<uuid:case_id>/scenarie/", results.scenario, name="scenario"),
    path("<uuid:case_id>/<slug:step>/", cases.step, name="step"),
]

knowledge_urls = [
    path("", knowledge.browse, name="knowledge"),
    path("kort/", knowledge.evidence_map, name="evidence-map"),
    path("forslag/", knowledge.suggestions, name="suggestions"),
    path("egne/", own.own_records, name="own-records"),
    path("egne/ny/<slug:kind>/", own.new, name="own-new"),
    path("egne/<int:record>/", own.edit, name="own-edit"),
    path("egne/<int:record>/traek/", own.withdraw, name="own-withdraw"),
    path("<slug:prefix>/<str:id>/", knowledge.record, name="record"),
]

urlpatterns = [
    path("", views.front, name="front"),
    path("sprog/", views.language, name="language"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("sundhed/", views.health, name="health"),
    path("konto/", include(accounts_urls)),
    path("sager/", include(case_urls)),
    path("viden/", include(knowledge_urls)),
]

handler404 = "bundlinje.web.views.not_found"
handler403 = "bundlinje.web.views.not_allowed"
handler500 = "bundlinje.web.views.failed"
