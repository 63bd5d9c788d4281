"""A draft of a review, and a verdict that stays; by nobody who wrote in the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.models import User
from bundlinje.web.audit.log import log
from bundlinje.web.cases.models import Case
from bundlinje.web.cpr import NO_CPR, looks_like_cpr
from bundlinje.web.notices import telling
from bundlinje.web.sharing.checklist import QUESTIONS, Question
from bundlinje.web.sharing.models import LONGEST, Review, Verdict

#: Letters of the note to one question.
LONGEST_NOTE = 1000


class OwnCaseError(Exception):
    """Nobody reviews a case that they wrote in; nothing was saved."""

    message = Text(
        "Du har selv skrevet i sagen og kan ikke være dens kritiske læser. Bed en kollega.",
        "You have written in the case and cannot be its critical reader. Ask a colleague.",
    )


class UnfinishedError(Exception):
    """A review that cannot be saved so, or not given yet; `read` is what was written."""

    def __init__(self, message: Text, read: Review) -> None:
        super().__init__(message.en)
        self.message, self.read = message, read


def has_written(user: User, case: Case) -> bool:
    """Return whether a person made or changed the case, and so cannot be its critical reader."""
    return bool(case.revisions.filter(author=user).exists())


def save(
    case: Case,
    who: User,
    seen: int,
    answers: Mapping[str, Mapping[str, str]],
    verdict: str,
    reason: str,
    giving: bool,
) -> Review:
    """Save the checklist as a draft, or give the verdict, which then stays as it is.

    `answers` holds for each question `svar` and `note`; `seen` is the revision that was read.

    Raises:
        OwnCaseError: the person made or changed the case.
        UnfinishedError: something is too long, looks like a CPR number, or is missing in
            what is given.
    """
    if has_written(who, case):
        raise OwnCaseError
    with transaction.atomic():
        # One draft a person, also where it is saved twice at once.
        locked = Case.objects.select_for_update().get(id=case.id)
        read = Review.objects.filter(case=case, author=who, given=None).first()
        read = read or Review(case=case, author=who)
        read.revision = seen if 1 <= seen <= locked.revision else locked.revision
        read.answers = {key: dict(one) for key, one in answers.items()}
        read.verdict = verdict if verdict in set(Verdict) else ""
        read.reason = reason.strip()
        problem = _problem(read, giving)
        if problem is not None:
            raise UnfinishedError(problem, read)
        read.given = timezone.now() if giving else None
        read.save()
        log(who, "review", "case", case.id, case.organisation_id, revision=read.revision)
        if giving:
            telling.reviewed(read, who)
            detail = {"review": read.pk, "revision": read.revision}
            log(who, "verdict", "case", case.id, case.organisation_id, **detail)
    return read


def _problem(read: Review, giving: bool) -> Text | None:
    if len(read.reason) > LONGEST or any(
        len(answer["note"]) > LONGEST_NOTE for answer in read.answers.values()
    ):
        return Text(
            f"En begrundelse må have {LONGEST} tegn, en note {LONGEST_NOTE}.",
            f"A reason may have {LONGEST} characters, a note {LONGEST_NOTE}.",
        )
    if any(map(looks_like_cpr, (read.reason, *(one["note"] for one in read.answers.values())))):
        return NO_CPR
    if not giving:
        return None
    noted = read.answers
    left = [one for one in QUESTIONS if not noted.get(one.key, {}).get("svar")]
    if left:
        return Text(f"Der mangler svar på: {_asked(left).da}",
                    f"These are not answered: {_asked(left).en}")  # fmt: skip
    silent = [one for one in QUESTIONS
              if noted[one.key]["svar"] == "nej" and not noted[one.key]["note"]]  # fmt: skip
    if silent:
        return Text(f"Skriv i en note, hvad der ikke er i orden: {_asked(silent).da}",
                    f"Say in a note what is not in order: {_asked(silent).en}")  # fmt: skip
    if not read.verdict or not read.reason:
        return Text("Vælg en konklusion, og begrund den.", "Choose a verdict and give the reason.")
    return None


def _asked(questions: Sequence[Question]) -> Text:
    return Text(
        " ".join(one.asks.da for one in questions), " ".join(one.asks.en for one in questions)
    )
