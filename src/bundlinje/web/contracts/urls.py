"""The addresses of contracts."""

from __future__ import annotations

from django.urls import path

from bundlinje.web.contracts import consent_views as consents
from bundlinje.web.contracts import fund_views as fund
from bundlinje.web.contracts import party_views as parties
from bundlinje.web.contracts import settle_views as settle
from bundlinje.web.contracts import text_views as texts
from bundlinje.web.contracts import version_views as versions
from bundlinje.web.contracts import views

ONE = "<uuid:contract_id>"

urlpatterns = [
    path("", views.listing, name="contracts"),
    path("ny/", views.new, name="new-contract"),
    path("ny/lav/", views.make, name="make-contract"),
    path("portefoelje/", fund.portfolio, name="portfolio"),
    path("portefoelje/ret/", fund.settings, name="portfolio-settings"),
    path("portefoelje/diagram/<slug:name>/", fund.chart, name="portfolio-chart"),
    path("portefoelje/fil/<slug:kind>/", fund.file, name="portfolio-file"),
    path("part/<str:token>/", parties.invitation, name="party-invitation"),
    path("invitation/<int:addressed>/", parties.own_invitation, name="own-party-invitation"),
    path(f"{ONE}/", views.terms, name="contract"),
    path(f"{ONE}/ret/", views.change, name="change-contract"),
    path(f"{ONE}/tilfoej/", views.add_item, name="add-term"),
    path(f"{ONE}/fjern/", views.remove_item, name="remove-term"),
    path(f"{ONE}/fortryd/", views.undo, name="undo-contract"),
    path(f"{ONE}/gentag/", views.redo, name="redo-contract"),
    path(f"{ONE}/stadie/", views.stage, name="contract-stage"),
    path(f"{ONE}/hent-ind/", views.upload, name="upload-contract"),
    path(f"{ONE}/slet/", views.delete, name="delete-contract"),
    path(f"{ONE}/aftale/", texts.agreement, name="contract-agreement"),
    path(f"{ONE}/aftale/foreslaa/", consents.propose, name="propose-terms"),
    path(f"{ONE}/aftale/ja/", consents.agree, name="agree-to-terms"),
    path(f"{ONE}/aftale/tag-tilbage/", consents.take_back, name="take-back-yes"),
    path(f"{ONE}/aftale/papir/", consents.paper, name="agree-on-paper"),
    path(f"{ONE}/historik/", versions.versions, name="contract-versions"),
    path(f"{ONE}/historik/forskel/", versions.difference, name="contract-difference"),
    path(f"{ONE}/historik/tilbage/", versions.go_back, name="contract-go-back"),
    path(f"{ONE}/aftale/<slug:kind>/", texts.agreement_file, name="agreement-file"),
    path(f"{ONE}/vaerdi/", texts.value, name="contract-value"),
    path(f"{ONE}/diagram/<slug:name>/", texts.chart, name="contract-chart"),
    path(f"{ONE}/fil/<slug:kind>/", texts.file, name="contract-file"),
    path(f"{ONE}/resultater/", settle.results_page, name="contract-results"),
    path(f"{ONE}/resultater/formaal/", settle.why, name="say-why"),
    path(f"{ONE}/resultater/skema/", settle.results_template, name="results-template"),
    path(f"{ONE}/resultater/hent-ind/", settle.upload, name="upload-results"),
    path(f"{ONE}/resultater/raekker/", settle.rows, name="results-rows"),
    path(f"{ONE}/afregning/indsend/", settle.submit, name="submit-settlement"),
    path(f"{ONE}/afregning/<int:settlement>/godkend/", settle.approve, name="approve-settlement"),
    path(f"{ONE}/afregning/<int:settlement>/afvis/", settle.reject, name="reject-settlement"),
    path(f"{ONE}/afregning/fil/<slug:kind>/", settle.settlement_file, name="settlement-file"),
    path(f"{ONE}/hovedbog/", settle.ledger, name="contract-ledger"),
    path(f"{ONE}/hovedbog.csv", settle.ledger_file, name="ledger-file"),
    path(f"{ONE}/uenighed/", settle.dispute, name="dispute"),
    path(f"{ONE}/uenighed/<int:dispute>/", settle.dispute_note, name="dispute-note"),
    path(f"{ONE}/parter/", parties.parties_page, name="contract-parties"),
    path(f"{ONE}/parter/inviter/", parties.invite, name="invite-party"),
    path(f"{ONE}/parter/<int:party>/navn/", parties.rename, name="rename-party"),
    path(f"{ONE}/parter/<int:party>/fjern/", parties.remove, name="remove-party"),
]
