"""Comments on a case: what they are of, in words, and their threads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.models import User
from bundlinje.web.audit.log import log
from bundlinje.web.cases import store
from bundlinje.web.cases.form.steps import BY_SLUG, RESULT, step_of
from bundlinje.web.cases.models import Case
from bundlinje.web.cpr import NO_CPR, looks_like_cpr
from bundlinje.web.notices import telling
from bundlinje.web.sharing.field_words import Places
from bundlinje.web.sharing.models import LONGEST, STEP, Comment

_WHOLE = Text("Hele sagen", "The whole case")
_RESULT = Text("Resultat", "Result")


@dataclass(frozen=True)
class Thread:
    """A comment with its answers; `step` is the step it stands on, `gone` that its place is not."""

    first: Comment
    answers: tuple[Comment, ...]
    where: Text
    step: str
    gone: bool

    @property
    def place(self) -> str:
        """The id of where the comments on its path stand."""
        return place_of(self.first.path)

    @property
    def of_field(self) -> bool:
        """Whether it is of one field."""
        return bool(self.first.path) and not self.first.path.startswith(STEP)


class CannotSayError(ValueError):
    """A comment that cannot stand as it is; says why."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


def checked_text(text: str) -> str:
    """Return what someone wrote, with plain line ends.

    Raises:
        CannotSayError: it is empty or too long, or holds what looks like a CPR number.
    """
    said = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not said:
        raise CannotSayError(Text("Skriv noget først.", "Write something first."))
    if len(said) > LONGEST:
        raise CannotSayError(
            Text(f"Højst {LONGEST} tegn. Der står {len(said)}.",
                 f"At most {LONGEST} characters. There are {len(said)}.")
        )  # fmt: skip
    if looks_like_cpr(said):
        raise CannotSayError(NO_CPR)
    return said


def known_path(path: str, document: dict[Any, Any]) -> bool:
    """Return whether a comment can be about this path of a document."""
    if path.startswith(STEP):
        return path.removeprefix(STEP) in (*BY_SLUG, RESULT)
    return path == "" or path in Places(document)


def write(case: Case, who: User, path: str, text: str, thread: Comment | None = None) -> Comment:
    """Return a new comment on a path of a case, or an answer in a thread, which it opens again.

    Raises:
        CannotSayError: it is empty or too long, or holds what looks like a CPR number.
    """
    said = checked_text(text)
    with transaction.atomic():
        made: Comment = Comment.objects.create(
            case=case, thread=thread, path=path if thread is None else thread.path,
            revision=store.newest(case).number, text=said, author=who,
        )  # fmt: skip
        if thread is not None and thread.resolved is not None:
            # An answer to what was settled opens it again, or nobody would see it.
            set_resolved(thread, who, False)
        telling.commented(made, who)
        log(who, "comment", "case", case.id, case.organisation_id, comment=made.pk)
    return made


def set_resolved(thread: Comment, who: User, resolved: bool) -> None:
    """Settle a thread, or open it again."""
    with transaction.atomic():
        thread.resolved = timezone.now() if resolved else None
        thread.resolved_by = who if resolved else None
        thread.save(update_fields=["resolved", "resolved_by"])
        action = "resolve" if resolved else "reopen"
        log(who, action, "case", thread.case_id, thread.case.organisation_id, comment=thread.pk)


def erase(comment: Comment, who: User) -> None:
    """Take away what one wrote oneself; that something stood there is kept.

    Raises:
        PermissionDenied: someone else wrote it.
    """
    if comment.author_id != who.pk:
        raise PermissionDenied
    with transaction.atomic():
        comment.text = ""
        comment.save(update_fields=["text"])
        owner = comment.case.organisation_id
        log(who, "erase-comment", "case", comment.case_id, owner, comment=comment.pk)


def threads(case: Case, path: str | None = None) -> list[Thread]:
    """Return the threads of a case, or of one path: the open first, then as they were begun."""
    found = Comment.objects.filter(case=case).select_related("author", "resolved_by")
    if path is not None:
        found = found.filter(path=path)
    listed = list(found)
    now = Places(store.newest(case).document)
    then: dict[int, Places] = {}
    made = [_thread(case, one, listed, now, then) for one in listed if one.thread_id is None]
    return sorted(made, key=lambda thread: thread.first.resolved is not None)


def places(listed: Iterable[Thread]) -> list[list[Thread]]:
    """Return threads gathered by what they are of, each place where its first thread comes."""
    found: dict[str, list[Thread]] = {}
    for thread in listed:
        found.setdefault(thread.first.path, []).append(thread)
    return list(found.values())


def place_of(path: str) -> str:
    """Return the id of the place on a page where the comments on a path stand."""
    if path.startswith(STEP):
        return "trin-" + path.removeprefix(STEP)
    return "felt-" + path.replace(".", "-") if path else "sag"


def _thread(
    case: Case, first: Comment, listed: Iterable[Comment], now: Places, then: dict[int, Places]
) -> Thread:
    answers = tuple(one for one in listed if one.thread_id == first.pk)
    path = first.path
    if not path:
        return Thread(first, answers, _WHOLE, "", False)
    if path.startswith(STEP):
        slug = path.removeprefix(STEP)
        where = BY_SLUG[slug].title if slug in BY_SLUG else _RESULT
        return Thread(first, answers, where, slug, False)
    if path in now:
        return Thread(first, answers, now.words(path), step_of(path, now.document), False)
    # Its item is gone; what it was called stands in the revision that was commented.
    if first.revision not in then:
        revision = case.revisions.filter(number=first.revision).first()
        then[first.revision] = Places({} if revision is None else revision.document)
    return Thread(first, answers, then[first.revision].words(path), "", True)
