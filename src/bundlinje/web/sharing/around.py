"""What stands around a case on each of its pages: who else sees it, comments, verdicts."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from bundlinje.basics.texts import Text
from bundlinje.web.cases.models import Case
from bundlinje.web.sharing.models import STEP, Comment, May, Origin, Review


def around(case: Case, allowed: May, slug: str = "") -> dict[str, Any]:
    """Return what every page of a case says of comments and reviews.

    `remark_counts` holds for each path how many threads are open there; `slug` is the step shown.
    """
    found: dict[str, Any] = {
        "may_comment": allowed >= May.COMMENT,
        "owns": allowed >= May.OWN,
        "verdicts": given_reviews(case),
        "step_comments_at": f"{STEP}{slug}",
        "step_comments_about": Text("hele trinnet", "the whole step"),
        "origin": Origin.objects.filter(case=case).first(),
    }
    if allowed >= May.COMMENT:
        counted = open_threads(case).values_list("path").annotate(Count("id"))
        found["remark_counts"] = dict(counted)
        found["remark_count"] = sum(found["remark_counts"].values())
    return found


def given_reviews(case: Case) -> list[Review]:
    """Return the reviews of a case that were given, the newest first."""
    given = Review.objects.filter(case=case).exclude(given=None)
    return list(given.select_related("author").order_by("-given"))


def open_threads(case: Case) -> Any:
    """Return the comments of a case that begin a thread and are not resolved."""
    return Comment.objects.filter(case=case, thread=None, resolved=None).order_by()
