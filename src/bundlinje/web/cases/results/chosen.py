"""The cases that an address names, each of them one that the person may read."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from bundlinje.basics.texts import Text
from bundlinje.calculation.result import Result
from bundlinje.web.cases.access import case_for
from bundlinje.web.cases.models import Case
from bundlinje.web.cases.pages import stands


class NotChosenError(ValueError):
    """The cases chosen cannot be used together; says what to do."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


def chosen_cases(request: HttpRequest, least: int, most: int) -> list[Case]:
    """Return the cases named by `sag` in an address, in their order, each once.

    Raises:
        Http404: one is no case, or not of the person's organisations.
        NotChosenError: they are fewer than `least` or more than `most`.
    """
    names = list(dict.fromkeys(request.GET.getlist("sag")))
    cases = [case_for(request.user, _id(name)) for name in names[: most + 1]]
    if not least <= len(cases) <= most:
        raise NotChosenError(
            Text(f"Vælg fra {least} til {most} sager på listen.",
                 f"Choose {least} to {most} cases on the list.")
        )  # fmt: skip
    return cases


def back_to_choosing(request: HttpRequest, why: str) -> HttpResponse:
    """Go back to the list with what was chosen, and say why it cannot be used."""
    messages.error(request, why)
    kept = [
        (name, one) for name in ("sag", "q", "side") for one in request.GET.getlist(name) if one
    ]
    return redirect(f"{reverse('cases')}?{urlencode(kept)}" if kept else "cases")


def result_of(case: Case) -> Result:
    """Return what a case gives.

    Raises:
        NotChosenError: it has no result yet.
    """
    result = stands(case).judged.result
    if result is None:
        raise without_result(case)
    return result


def without_result(case: Case) -> NotChosenError:
    """Return that a case has no result to hold against others."""
    return NotChosenError(
        Text(f"{case.title} mangler svar og har intet resultat endnu.",
             f"{case.title} needs answers and has no result yet.")
    )  # fmt: skip


def _id(name: str) -> UUID:
    try:
        return UUID(name)
    except ValueError:
        raise Http404 from None
