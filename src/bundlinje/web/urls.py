"""Every address, grouped by what it is about."""

from __future__ import annotations

from allauth.account import views as library
from django.urls import include, path, re_path, register_converter

from bundlinje.web import views
from bundlinje.web.accounts import data_views as data
from bundlinje.web.accounts import own_sign_in_views as own_sign_in
from bundlinje.web.accounts import views as accounts
from bundlinje.web.api import pages as api_pages
from bundlinje.web.api.v1 import api
from bundlinje.web.audit import views as audit
from bundlinje.web.cases import spread_views as spreads
from bundlinje.web.cases import views as cases
from bundlinje.web.cases.results import comparison_views as comparison
from bundlinje.web.cases.results import ranking_views as ranking
from bundlinje.web.cases.results import views as results
from bundlinje.web.contracts import urls as contracts
from bundlinje.web.knowledge import own_views as own
from bundlinje.web.knowledge import views as knowledge
from bundlinje.web.notices import views as notices


class ItemConverter:
    """The id of an item of a case, which in a case file may be any text."""

    regex = r"[\s\S]+"

    def to_python(self, value: str) -> str:
        """Return the id that stands in an address."""
        return value

    def to_url(self, value: str) -> str:
        """Return what stands in an address for an id."""
        return value


register_converter(ItemConverter, "item")

accounts_urls = [
    path("ind/<str:token>/", accounts.sign_in, name="sign-in-link"),
    path("invitation/<str:token>/", accounts.invitation, name="invitation"),
    path("eget-login/<slug:provider_id>/", own_sign_in.start, name="openid_connect_login"),
    path("eget-login/<slug:provider_id>/svar/", own_sign_in.answer, name="openid_connect_callback"),
    path("organisation/", accounts.organisation, name="organisation"),
    path("organisation/vaelg/", accounts.choose, name="choose-organisation"),
    path("organisation/inviter/", accounts.invite, name="invite"),
    path("organisation/tilbagekald/", accounts.withdraw, name="withdraw"),
    path("organisation/navn/", accounts.rename, name="rename-organisation"),
    path("organisation/totrin/", accounts.demand_second_factor, name="demand-second-factor"),
    path("organisation/medlem/<int:member>/", accounts.member, name="member"),
    path("organisation/medlem/<int:member>/link/", accounts.password_link, name="password-link"),
    path("organisation/medlem/<int:member>/noteret.csv", audit.about_member, name="about-member"),
    path("mails/", notices.mail_choices, name="mail-choices"),
    path("noteret-om-mig.csv", audit.about_me, name="about-me"),
    path("organisation/data/", data.export_all, name="export"),
    path("organisation/luk/", data.close, name="close-organisation"),
    path("organisation/bliv/", data.stay, name="keep-organisation"),
    path("noegler/", api_pages.listing, name="tokens"),
    path("noegler/ny/", api_pages.new, name="new-token"),
    path("noegler/<int:token>/traek/", api_pages.withdraw, name="withdraw-token"),
    path("organisation/haendelser/", audit.events, name="events"),
    path("organisation/haendelser.csv", audit.download, name="events-file"),
    # Not all of the library's pages: an address is the one that was invited, and stays.
    path("login/", library.login, name="account_login"),
    path("logout/", own_sign_in.sign_out, name="account_logout"),
    path("lukket/", library.account_inactive, name="account_inactive"),
    path("ny/", library.signup, name="account_signup"),
    path("bekraeft/", library.reauthenticate, name="account_reauthenticate"),
    path("adgangskode/", library.password_change, name="account_change_password"),
    path("adgangskode/ny/", accounts.set_password, name="account_set_password"),
    path("adgangskode/glemt/", library.password_reset, name="account_reset_password"),
    path(
        "adgangskode/glemt/sendt/", library.password_reset_done, name="account_reset_password_done"
    ),
    re_path(
        r"^adgangskode/glemt/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        library.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "adgangskode/skiftet/",
        library.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
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
    path("<uuid:case_id>/tal/", cases.facts, name="case-facts"),
    path("<uuid:case_id>/ret/", cases.change, name="change"),
    path("<uuid:case_id>/usikkerhed/", spreads.spread, name="spread"),
    path("<uuid:case_id>/optaelling/<item:item>/", spreads.own_counts, name="own-counts"),
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
    path("egne/<int:record>/gennemse/", own.review, name="own-review"),
    path("egne/<int:record>/traek/", own.withdraw, name="own-withdraw"),
    path("<slug:prefix>/<str:id>/", knowledge.record, name="record"),
]

urlpatterns = [
    path("", views.front, name="front"),
    path("sprog/", views.language, name="language"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("sundhed/", views.health, name="health"),
    path("varsler/", notices.listing, name="notices"),
    path("varsler/laest/", notices.read_all, name="read-notices"),
    path("varsler/<int:notice>/", notices.open_notice, name="open-notice"),
    path("konto/", include(accounts_urls)),
    # Before the cases: the last of those takes any word as a step.
    path("", include("bundlinje.web.sharing.urls")),
    path("sager/", include(case_urls)),
    path("kontrakter/", include(contracts.urlpatterns)),
    path("viden/", include(knowledge_urls)),
    path("api/", api_pages.operations, name="api"),
    path("api/v1/openapi.json", api_pages.openapi, name="api-description"),
    path("api/v1/", api.urls),
]

handler400 = "bundlinje.web.views.wrong_request"
handler404 = "bundlinje.web.views.not_found"
handler403 = "bundlinje.web.views.not_allowed"
handler500 = "bundlinje.web.views.failed"
handler429 = "bundlinje.web.views.too_many"
