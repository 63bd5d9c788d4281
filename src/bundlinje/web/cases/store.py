"""Save changes of a case so that none is lost and none overwrites another in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from bundlinje.web.accounts.models import Organisation, User
from bundlinje.web.audit.log import log
from bundlinje.web.cases.form.mentions import references
from bundlinje.web.cases.judging import judge
from bundlinje.web.cases.models import Case, Revision, shared_version
from bundlinje.web.cases.packing import packed
from bundlinje.web.knowledge.base import own_version
from bundlinje.web.knowledge.models import OWN

Document = dict[str, Any]
#: Gets a copy of the newest document, changes it, and returns the paths changed.
Change = Callable[[Document], Sequence[str]]

#: Goes one step back or forward in a case, as its author saw it at a revision.
Step = Callable[[UUID, User, int], "Saved | None"]

#: Changes of one field by one person within this time are undone together.
ONE_STEP = timedelta(seconds=30)
UNTITLED = "Ny sag"


@dataclass(frozen=True)
class Kept:
    """A kind of document that is kept with its history, here and in the log.

    `cleared` are the fields of its model that a change makes untrue, and `note` fills them again
    when the change is safe.
    """

    model: Any
    name: str
    untitled: str
    cleared: tuple[str, ...] = ()
    note: Callable[[Any, int, Document], object] = lambda thing, number, document: None


@dataclass(frozen=True)
class Saved:
    """A saved change: its number, what the case says now, and whose changes came in between."""

    number: int
    document: Document
    others: tuple[str, ...] = ()


class ConflictError(Exception):
    """Someone else changed the same since the page was made; nothing was saved.

    `theirs` are the revisions that stand in the way.
    """

    def __init__(self, newest: Revision, theirs: Sequence[Revision] = ()) -> None:
        super().__init__(f"revision {newest.number}")
        self.newest = newest
        self.theirs = tuple(theirs) or (newest,)


def listed(organisation: UUID | None, words: str = "") -> QuerySet[Case]:
    """Return an organisation's cases whose title has these words, those changed last first."""
    cases = Case.objects.filter(organisation_id=organisation, removed=None)
    found: QuerySet[Case] = cases.filter(title__icontains=words) if words else cases
    return found.order_by("-changed", "id")


def create(
    organisation: Organisation, author: User | None, document: Document, example: bool = False
) -> Case:
    """Return a new case with its first revision; `example` where it comes with Bundlinje."""
    with transaction.atomic():
        case: Case = Case.objects.create(
            organisation=organisation,
            title=title_of(document, UNTITLED),
            revision=1,
            example=example,
        )
        Revision.objects.create(case=case, number=1, packed=packed(document), author=author)
        log(author, "create", "case", case.id, organisation.id)
    _note_result(case, 1, document)
    return case


def newest(case: Any) -> Revision:
    """Return the newest revision of a case, or of what is kept like one."""
    found: Revision = case.revisions.order_by("-number").select_related("author")[0]
    return found


def save(case_id: UUID, author: User, seen: int, change: Change, kept: Kept | None = None) -> Saved:
    """Apply a change to the newest revision of a case, seen by its author at revision `seen`.

    `kept` says what it is, if it is no case.

    What others changed since is kept; only where it is the same that is changed, nothing is saved.

    Raises:
        ConflictError: the same was changed by someone else since `seen`.
    """
    kept = kept or CASES
    with transaction.atomic():
        case = kept.model.objects.select_for_update().get(id=case_id)
        last = newest(case)
        document = last.document
        paths = tuple(change(document))
        if not paths:
            return Saved(last.number, last.document)
        between = list(
            case.revisions.filter(number__gt=seen).exclude(author=author).select_related("author")
        )
        theirs = [revision for revision in between if overlap(paths, revision.paths)]
        if theirs:
            raise ConflictError(last, theirs)
        number = last.number + 1
        again = (
            last.author_id == author.pk
            and list(paths) == last.paths
            and last.undo_to is not None
            and last.redo_to is None
            and timezone.now() - last.when < ONE_STEP
        )
        back = last.undo_to if again else last.number
        _add(kept, case, number, document, author, paths, back, None)
        others = tuple(sorted({str(one.author or "") for one in between}))
    kept.note(case, number, document)
    return Saved(number, document, others)


def replace(
    case: Any, author: User, seen: int, document: Document, kept: Kept | None = None
) -> Saved:
    """Save a whole document over the one seen at revision `seen`, which must be the newest.

    `kept` says what it is, if it is no case.

    Raises:
        ConflictError: the case was changed since.
    """

    def put(newest_document: Document) -> Sequence[str]:
        last = newest(case)
        if last.number != seen:
            # What was saved since is not in the document, and is not to be undone by it.
            since = case.revisions.filter(number__gt=seen).select_related("author")
            raise ConflictError(last, list(since))
        paths = changed_paths(newest_document, document)
        newest_document.clear()
        newest_document.update(document)
        return paths

    return save(case.id, author, seen, put, kept)


def remove(case: Case, who: User) -> None:
    """Take a case out of the lists; its history is kept."""
    with transaction.atomic():
        case.removed = timezone.now()
        case.save(update_fields=["removed"])
        log(who, "delete", "case", case.id, case.organisation_id)


def undo(case_id: UUID, author: User, seen: int, kept: Kept | None = None) -> Saved | None:
    """Bring back what stood before the last change, as a new revision; None if there is none.

    Raises:
        ConflictError: someone else changed the case since `seen`, and would lose it unseen.
    """
    kept = kept or CASES
    with transaction.atomic():
        case = kept.model.objects.select_for_update().get(id=case_id)
        last = newest(case)
        _must_have_seen(case, author, seen, last)
        if last.undo_to is None:
            return None
        before = case.revisions.get(number=last.undo_to)
        saved = _back_to(kept, case, last, before, author, before.undo_to, last.number)
    kept.note(case, saved.number, saved.document)
    return saved


def redo(case_id: UUID, author: User, seen: int, kept: Kept | None = None) -> Saved | None:
    """Take the last undoing back, as a new revision; None if there is none.

    Raises:
        ConflictError: someone else changed the case since `seen`.
    """
    kept = kept or CASES
    with transaction.atomic():
        case = kept.model.objects.select_for_update().get(id=case_id)
        last = newest(case)
        _must_have_seen(case, author, seen, last)
        if last.redo_to is None:
            return None
        undone = case.revisions.get(number=last.redo_to)
        saved = _back_to(kept, case, last, undone, author, undone.undo_to, undone.redo_to)
    kept.note(case, saved.number, saved.document)
    return saved


def go_back(
    case_id: UUID, author: User, seen: int, number: int, kept: Kept | None = None
) -> Saved | None:
    """Bring an earlier revision back as a new one, which can be undone; None if it says the same.

    Raises:
        ConflictError: someone changed the case since `seen`.
        Revision.DoesNotExist: it has no such revision.
    """
    kept = kept or CASES
    with transaction.atomic():
        case = kept.model.objects.select_for_update().get(id=case_id)
        last = newest(case)
        if last.number != seen:
            raise ConflictError(last)
        earlier = case.revisions.get(number=number)
        if earlier.document == last.document:
            return None
        saved = _back_to(kept, case, last, earlier, author, last.number, None)
    kept.note(case, saved.number, saved.document)
    return saved


def _must_have_seen(case: Any, author: User, seen: int, last: Any) -> None:
    since = case.revisions.filter(number__gt=seen).exclude(author=author).select_related("author")
    if others := list(since):
        raise ConflictError(last, others)


def _back_to(
    kept: Kept,
    case: Any,
    last: Revision,
    to: Revision,
    author: User,
    undo_to: int | None,
    redo_to: int | None,
) -> Saved:
    document = to.document
    paths = changed_paths(last.document, document)
    _add(kept, case, last.number + 1, document, author, paths, undo_to, redo_to)
    return Saved(last.number + 1, document)


def _add(
    kept: Kept,
    case: Any,
    number: int,
    document: Document,
    author: User,
    paths: Iterable[str],
    undo_to: int | None,
    redo_to: int | None,
) -> None:
    listed = list(paths)
    case.revisions.create(
        number=number,
        packed=packed(document),
        author=author,
        paths=listed,
        undo_to=undo_to,
        redo_to=redo_to,
    )
    case.revision = number
    case.title = title_of(document, kept.untitled)
    for name in kept.cleared:
        setattr(case, name, None)
    case.save(update_fields=["revision", "title", *kept.cleared, "changed"])
    log(author, "change", kept.name, case.id, case.organisation_id, revision=number, paths=listed)


def renew(case: Case) -> None:
    """Note anew what a case gives, for lists, where the knowledge base has changed since."""
    if case.is_stale:
        last = newest(case)
        _note_result(case, last.number, last.document)


def using(organisation: UUID, reference: str) -> QuerySet[Case]:
    """Return the organisation's cases that refer to a record of its own, the newest first."""
    cases = Case.objects.filter(
        organisation_id=organisation, removed=None, own_records__contains=f" {reference} "
    )
    return cases.order_by("-changed", "id")


def own_records_in(document: Document) -> str:
    """Return the own records that a document refers to, each between spaces."""
    every = ("/".join(name.split("/")[:2]) for name, _ in references(document))
    named = sorted({name for name in every if f"/{OWN}" in name})
    return f" {' '.join(named)} " if named else ""


def _note_result(case: Case, number: int, document: Document) -> None:
    """Note what a saved revision gives, for lists, if it is still the newest.

    After the change is safe, so that calculating holds no lock and loses nothing.
    """
    version = own_version(case.organisation_id)
    result = judge(document, case.organisation_id).result
    drawn = None if result is None else result.uncertainty
    found = {
        "net_result": None if result is None else result.point.net_result,
        "chance": None if drawn is None else drawn.net_result.p_positive,
        "own_records": own_records_in(document),
        # A record that changed meanwhile is not in the result.
        "judged_with": shared_version() if own_version(case.organisation_id) == version else "",
    }
    Case.objects.filter(id=case.id, revision=number).update(**found)
    for name, value in found.items():
        setattr(case, name, value)


CASES = Kept(Case, "case", UNTITLED, ("net_result", "chance"), _note_result)


def title_of(document: Document, untitled: str) -> str:
    """Return what a document is called, at most as long as a list has room for."""
    title = document.get("title")
    return title[:300] if isinstance(title, str) and title.strip() else untitled


def overlap(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    """Return whether two changes touch the same: one path is the other, or lies inside it."""
    return any(
        a == b or a.startswith(b + ".") or b.startswith(a + ".") for a in mine for b in theirs
    )


def changed_paths(before: Any, after: Any, path: str = "") -> tuple[str, ...]:
    """Return the paths that differ between two documents, items of lists by their ids."""
    old, new = _keyed(before), _keyed(after)
    if old is None or new is None:
        return () if before == after else (path,)
    if list(old) != list(new) and path:
        return (path,)
    keys = dict.fromkeys([*old, *new])
    return tuple(
        found
        for key in keys
        for found in changed_paths(
            old.get(key), new.get(key), f"{path}.{key}" if path else str(key)
        )
    )


def _keyed(value: Any) -> dict[Any, Any] | None:
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and all(isinstance(item, dict) and "id" in item for item in value):
        return {item["id"]: item for item in value}
    return None
