"""Documents with a history, read and changed in one way: cases, and the terms of contracts."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.texts import Language, Text
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.api.answers import page_of
from bundlinje.web.api.changing import apply, as_kept, new_problems
from bundlinje.web.api.problems import OneProblem, RefusedError, told
from bundlinje.web.api.revisions import BackBody, ChangesBody, DocumentBody
from bundlinje.web.cases import store
from bundlinje.web.cases.form.wording import Said
from bundlinje.web.cases.models import Revision
from bundlinje.web.cases.store import Document
from bundlinje.web.language import current
from bundlinje.web.sharing.differences import Money, differences
from bundlinje.web.sharing.versions import Named, history
from bundlinje.web.templatetags.words import say

Answer = dict[str, Any]
_NO_STEP = Text("Der er intet at fortryde eller gentage.", "There is nothing to undo or redo.")
_SAYS_SO = Text("Det står der allerede.", "It says so already.")


@dataclass(frozen=True)
class Documents:
    """A kind of document; whether someone may use one is asked before it comes here.

    A change that makes something wrong is refused: where it was made, or anywhere where all in a
    document `hangs_together`. What is missing elsewhere, as in a case that is not done, is told.
    """

    kept: store.Kept
    #: The lists that items are added to and taken from.
    lists: Sequence[str]
    #: What its fields are called.
    named: Named
    #: Reads one, and raises `InputError` where something is wrong; calculates nothing.
    read: Callable[[Any, Document], object]
    #: What is missing or wrong in one.
    problems: Callable[[Any, Document], Sequence[Problem | Said]]
    #: How far two are apart in money.
    money: Callable[[Any, Document, Document, Language], list[Money]]
    #: What an answer says besides of what a document is kept for.
    beside: Callable[[Any], Answer] = lambda thing: {}
    hangs_together: bool = False

    def answer(self, thing: Any, response: HttpResponse, others: Sequence[str] = ()) -> Answer:
        """Return a document as it is now, and tag the answer with its revision."""
        beside, last = self.beside(thing), store.newest(thing)
        response["ETag"] = f'"{last.number}"'
        return {
            **beside,
            "revision": last.number,
            "document": last.document,
            "changed_by": str(last.author or ""),
            "can_undo": last.undo_to is not None,
            "can_redo": last.redo_to is not None,
            "problems": told(self.problems(thing, last.document)),
            "others": list(others),
        }

    def change(
        self, request: HttpRequest, thing: Any, body: ChangesBody, response: HttpResponse
    ) -> Answer:
        """Change a document by paths, and return it.

        Raises:
            ConflictError: the same was changed by someone else since it was seen.
            RefusedError: a change is wrong.
        """
        seen = seen_revision(request, thing, body.revision)
        changes = [(one.op, one.path, as_kept({"": one.value})[""]) for one in body.changes]

        def put(document: Document) -> list[str]:
            before = copy.deepcopy(document)
            paths = [apply(document, *change, self.lists) for change in changes]
            if document == before:
                return []
            self._refuse_new_problems(thing, before, document, paths)
            return list(dict.fromkeys(paths))

        saved = store.save(thing.id, signed_in(request), seen, put, self.kept)
        return self.answer(thing, response, saved.others)

    def replace(
        self, request: HttpRequest, thing: Any, body: DocumentBody, response: HttpResponse
    ) -> Answer:
        """Put a whole document in place of the newest, which must have been seen; return it.

        Raises:
            ConflictError: it was changed since.
            RefusedError: what is new in it is wrong.
        """
        seen = seen_revision(request, thing, body.revision)
        document, before = as_kept(body.document), store.newest(thing).document
        paths = store.changed_paths(before, document)
        self._refuse_new_problems(thing, before, document, paths)
        return self.put(request, thing, seen, document, response)

    def put(
        self,
        request: HttpRequest,
        thing: Any,
        seen: int,
        document: Document,
        response: HttpResponse,
    ) -> Answer:
        """Put a whole document that has nothing wrong in place of the newest; return it.

        Raises:
            ConflictError: it was changed since it was seen.
        """
        saved = store.replace(thing, signed_in(request), seen, document, self.kept)
        return self.answer(thing, response, saved.others)

    def undo(self, request: HttpRequest, thing: Any, response: HttpResponse) -> Answer:
        """Undo the last change, from the revision of `If-Match` or the newest.

        Raises:
            ConflictError: someone else changed it since.
            RefusedError: there is nothing to undo.
        """
        seen = seen_revision(request, thing, store.newest(thing).number)
        saved = store.undo(thing.id, signed_in(request), seen, self.kept)
        return self._stepped(thing, response, saved, _NO_STEP)

    def redo(self, request: HttpRequest, thing: Any, response: HttpResponse) -> Answer:
        """Take the last undoing back; see `undo`."""
        seen = seen_revision(request, thing, store.newest(thing).number)
        saved = store.redo(thing.id, signed_in(request), seen, self.kept)
        return self._stepped(thing, response, saved, _NO_STEP)

    def go_back(
        self, request: HttpRequest, thing: Any, body: BackBody, response: HttpResponse
    ) -> Answer:
        """Bring an earlier revision back as the newest one, which must have been seen.

        Raises:
            Http404: there is no such revision.
            ConflictError: it was changed since.
            RefusedError: it says so already.
        """
        number = _revision(thing, body.number).number
        seen = seen_revision(request, thing, body.revision)
        saved = store.go_back(thing.id, signed_in(request), seen, number, self.kept)
        return self._stepped(thing, response, saved, _SAYS_SO)

    def _stepped(
        self, thing: Any, response: HttpResponse, saved: store.Saved | None, nothing: Text
    ) -> Answer:
        if saved is None:
            raise RefusedError(409, nothing, "nothing-to-do")
        return self.answer(thing, response, saved.others)

    def history(self, thing: Any, page: int) -> Answer:
        """Return a page of the changes, the newest first."""
        found = thing.revisions.order_by("-number").select_related("author")
        return page_of(found, page, _line)

    def revision(self, thing: Any, number: int) -> Answer:
        """Return one change, and the document after it.

        Raises:
            Http404: there is none.
        """
        found = _revision(thing, number)
        return {**_line(found), "document": found.document}

    def versions(self, thing: Any, before: int | None) -> Answer:
        """Return who changed what before a revision, gathered by person and sitting."""
        goes, older = history(thing, before, self.named)
        return {"items": [{**vars(one), "who": one.author} for one in goes], "before": older}

    def difference(self, thing: Any, first: int, second: int) -> Answer:
        """Return what differs between two revisions, in words and in money.

        Raises:
            Http404: one of them is none.
        """
        before, after = (_revision(thing, number).document for number in (first, second))
        return {
            "first": first,
            "second": second,
            "differences": differences(before, after, current(), self.named.places_of),
            "money": self.money(thing, before, after, current()),
        }

    def _refuse_new_problems(
        self, thing: Any, before: Document, after: Document, paths: Sequence[str]
    ) -> None:
        where = None if self.hangs_together else paths
        wrong = new_problems(self._wrong(thing, before), self._wrong(thing, after), where)
        if wrong:
            raise RefusedError(422, wrong[0].message, problems=told(wrong))

    def _wrong(self, thing: Any, document: Document) -> tuple[Problem, ...]:
        """Return what is wrong in a document; nothing is calculated while it is locked."""
        try:
            self.read(thing, document)
        except InputError as error:
            return error.problems
        return ()


def seen_revision(request: HttpRequest, thing: Any, given: int | None) -> int:
    """Return the revision that a change was made from: of the header `If-Match`, or as given.

    Raises:
        RefusedError: it is not said, or there is no such revision yet.
    """
    tag = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    seen = int(tag) if tag.isascii() and tag.isdigit() and len(tag) < 10 else None
    seen = given if seen is None and not tag else seen
    if seen is None or seen > store.newest(thing).number:
        raise RefusedError(
            422,
            Text("Sig, hvilken revision du har set: revision eller If-Match.",
                 "Say which revision you saw: revision or If-Match."),
            problems=[
                OneProblem(what=say("Ukendt revision.", "Unknown revision."), where="revision")
            ],
        )  # fmt: skip
    return seen


def _revision(thing: Any, number: int) -> Revision:
    found = thing.revisions.filter(number=min(number, 2**31 - 1)).select_related("author")
    one: Revision | None = found.first()
    if one is None:
        raise Http404
    return one


def _line(revision: Any) -> Answer:
    return {
        "number": revision.number,
        "when": revision.when,
        "who": str(revision.author or ""),
        "paths": [str(path) for path in revision.paths],
    }
