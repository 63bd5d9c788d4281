"""The addresses of shares, comments, reviews, versions and the library."""

from __future__ import annotations

from django.urls import path

from bundlinje.web.sharing import comment_views as talk
from bundlinje.web.sharing import library_views, review_views, share_views, version_views

_CASE = "sager/<uuid:case_id>/"

urlpatterns = [
    path(f"{_CASE}deling/", share_views.sharing, name="sharing"),
    path(f"{_CASE}deling/del/", share_views.share, name="share"),
    path(f"{_CASE}deling/<int:share>/stop/", share_views.unshare, name="unshare"),
    path(f"{_CASE}deling/link/", share_views.new_link, name="new-link"),
    path(f"{_CASE}deling/link/<int:link>/traek/", share_views.withdraw_link, name="withdraw-link"),
    path(f"{_CASE}kommentarer/", talk.comments, name="comments"),
    path(f"{_CASE}kommentarer/felt/", talk.beside, name="field-comments"),
    path(f"{_CASE}kommentarer/ny/", talk.comment, name="comment"),
    path(f"{_CASE}kommentarer/<int:comment>/afslut/", talk.resolve, name="resolve"),
    path(f"{_CASE}kommentarer/<int:comment>/slet/", talk.erase, name="erase-comment"),
    path(f"{_CASE}vurdering/", review_views.review, name="review"),
    path(f"{_CASE}vurdering/gem/", review_views.save_review, name="save-review"),
    path(f"{_CASE}historik/", version_views.versions, name="versions"),
    path(f"{_CASE}historik/forskel/", version_views.difference, name="difference"),
    path(f"{_CASE}historik/tilbage/", version_views.go_back, name="go-back"),
    path(f"{_CASE}udgivelse/", library_views.releasing, name="releasing"),
    path(f"{_CASE}udgivelse/udgiv/", library_views.publish, name="publish"),
    path(f"{_CASE}udgivelse/traek/", library_views.unpublish, name="unpublish"),
    path(f"{_CASE}udgivelse/faktisk/", library_views.add_actual, name="add-actual"),
    path(
        f"{_CASE}udgivelse/faktisk/<int:actual>/", library_views.remove_actual, name="remove-actual"
    ),
    path("delt/<str:token>/", share_views.shared_link, name="shared-link"),
    path(
        "delt/<str:token>/diagram/<slug:name>/",
        share_views.shared_link_chart,
        name="shared-link-chart",
    ),
    path("bibliotek/", library_views.library, name="library"),
    path("bibliotek/<uuid:release>/", library_views.library_case, name="library-case"),
    path(
        "bibliotek/<uuid:release>/diagram/<slug:name>/",
        library_views.library_chart,
        name="library-chart",
    ),
    path("bibliotek/<uuid:release>/kopi/", library_views.library_copy, name="library-copy"),
]
