"""What is answered when one field was changed: of a case, or of what is kept like one."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from bundlinje.basics.texts import Text
from bundlinje.web.cases.store import Saved

Document = dict[Any, Any]


def seen_revision(request: HttpRequest) -> int:
    """Return the revision that the page was made from."""
    seen: Any = request.POST.get("revision", "")
    return int(seen) if seen.isdigit() else 0


def known_revision(request: HttpRequest) -> int:
    """Return the same, or that of another's change which this field has shown since."""
    known = request.POST.get("known", "")
    return max(seen_revision(request), int(known) if known.isdigit() else 0)


class FieldAnswer:
    """The answer to a changed field; each kind of document says what its page shows."""

    template: ClassVar[str]

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def text_in(self, document: Document) -> str:
        """Return what a document says in the field, as it stands there."""
        raise NotImplementedError

    def page(self, before: Any, again: bool, why: Text | None) -> dict[str, Any]:
        """Return what is shown now; with `again` what was typed, and `why` it is not saved.

        `before` is what the document gave before the change; None where nothing was changed.
        """
        raise NotImplementedError

    def refused(self, why: Text) -> HttpResponse:
        """Answer that what was typed cannot be read; nothing was saved, and it stands there."""
        # Nothing was saved, so the page has seen no more than it had.
        seen = {"seen": seen_revision(self.request)}
        return self._answer({**self.page(None, True, why), **seen}, 422)

    def in_conflict(self, newest: Any, mine: Any = None) -> HttpResponse:
        """Answer that someone else changed the same: show theirs beside what was typed."""
        name, text = str(newest.author or ""), self.text_in(newest.document)
        why = Text(
            f"{name} har ændret feltet imens til {text or 'tomt'}. Dit er ikke gemt. Skriv det "
            "igen, hvis det skal gælde.",
            f"{name} has changed this field to {text or 'empty'}. Yours is not saved. Write it "
            "again if it is to stand.",
        )
        # Theirs is known in this field only: the rest of the page is as it was made.
        known = {"seen": seen_revision(self.request), "known": newest.number}
        return self._answer({**self.page(None, True, why), **known}, 409)

    def saved(self, saved: Saved, before: Any) -> HttpResponse:
        """Answer with the field as it is saved, and what the document gives now.

        Where others changed it in between, the page goes on from the revision it was made from:
        its other fields do not show their changes, and must not overwrite them.
        """
        context = {**self.page(before, False, None), "others": saved.others}
        if saved.others:
            context["seen"] = seen_revision(self.request)
        return self._answer(context, 200)

    def _answer(self, context: dict[str, Any], status: int) -> HttpResponse:
        content = render_to_string(self.template, context, self.request)
        return HttpResponse(content, status=status)
