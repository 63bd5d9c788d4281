"""Who else may see a case, what is said of it, and what is released of it."""

from __future__ import annotations

import uuid
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils import timezone

from bundlinje.basics.texts import Text

if TYPE_CHECKING:
    from bundlinje.web.cases.models import Revision

#: What the path of a comment on a whole step begins with; no field's path does.
STEP = "step:"
#: Letters of a comment or a note.
LONGEST = 4000


class May(IntEnum):
    """What a person may do with a case; each may all that the ones before it may."""

    READ = 1
    COMMENT = 2
    EDIT = 3
    #: An editor of the organisation that owns it: decides who sees it.
    OWN = 4


#: What a case can be shared for.
LEVELS = {
    May.READ: Text("Kan læse", "May read"),
    May.COMMENT: Text("Kan læse, kommentere og vurdere", "May read, comment and review"),
    May.EDIT: Text("Kan også ændre sagen", "May change the case too"),
}


class Share(models.Model):
    """A case shared with one person or one organisation, until it is withdrawn."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="shares")
    user = models.ForeignKey("accounts.User", models.CASCADE, null=True, related_name="shares")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.CASCADE, null=True, related_name="shares"
    )
    level = models.IntegerField(choices=[(level.value, level.name) for level in LEVELS])
    shared_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One for each receiver; a receiver is a person or an organisation."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "user"], name="one_share_a_person"),
            models.UniqueConstraint(
                fields=["case", "organisation"], name="one_share_an_organisation"
            ),
            models.CheckConstraint(
                condition=models.Q(user=None) ^ models.Q(organisation=None), name="one_receiver"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} to {self.user_id or self.organisation_id}"

    @property
    def level_name(self) -> Text:
        """What it is shared for, in words."""
        return LEVELS[May(self.level)]


class ShareLink(models.Model):
    """A link that shows the result of one case to whoever has it; only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="links")
    made_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    made = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()

    def __str__(self) -> str:
        return f"to {self.case_id} until {self.expires:%Y-%m-%d %H:%M}"

    @property
    def expired(self) -> bool:
        """Whether it has stopped working by itself."""
        return bool(self.expires <= timezone.now())


class Comment(models.Model):
    """What someone said of a case: of a field by its path, of a step (`STEP`), or of it all.

    `revision` is the one it was said of. An answer has a `thread`, the comment it answers.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="comments")
    thread = models.ForeignKey("self", models.CASCADE, null=True, related_name="answers")
    path = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField()
    text = models.CharField(max_length=LONGEST)
    author = models.ForeignKey("accounts.User", models.SET_NULL, null=True)
    when = models.DateTimeField(auto_now_add=True)
    resolved = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        """Read in the order they were written."""

        ordering: ClassVar[list[str]] = ["when", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case", "path"], name="comments_of_a_field")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.path}"


class Verdict(StrEnum):
    """What a reviewer concludes."""

    RECOMMENDED = "anbefales"
    CONDITIONS = "forbehold"
    NOT_RECOMMENDED = "anbefales-ikke"


VERDICTS = {
    Verdict.RECOMMENDED: Text("Anbefales", "Recommended"),
    Verdict.CONDITIONS: Text("Anbefales med forbehold", "Recommended with conditions"),
    Verdict.NOT_RECOMMENDED: Text("Anbefales ikke", "Not recommended"),
}


class Review(models.Model):
    """The critical reading of one revision of a case; a draft until it is given, then fixed.

    `answers` holds for each question its answer and a note.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="reviews")
    revision = models.PositiveIntegerField()
    author = models.ForeignKey("accounts.User", models.SET_NULL, null=True)
    answers = models.JSONField(default=dict)
    verdict = models.CharField(
        max_length=20, blank=True, choices=[(one.value, one.name) for one in Verdict]
    )
    reason = models.CharField(max_length=LONGEST, blank=True)
    changed = models.DateTimeField(auto_now=True)
    given = models.DateTimeField(null=True)

    class Meta:
        """One draft a person; the given ones stay."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case", "author"], condition=models.Q(given=None), name="one_draft"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.revision} {self.verdict}"

    @staticmethod
    def taken_out(organisation: models.Model) -> models.Q:
        """Return which an organisation may take out: a draft is for its writer alone."""
        return models.Q(given__isnull=False)

    @property
    def notes(self) -> str:
        """What its writer noted to the questions."""
        return ". ".join(filter(None, (one.get("note") for one in self.answers.values())))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it, unless it has been given.

        Raises:
            ValueError: it was given, and stays as it is.
        """
        if self.pk and Review.objects.filter(pk=self.pk).exclude(given=None).exists():
            raise ValueError("a review that was given is not changed")
        super().save(*args, **kwargs)

    @property
    def verdict_name(self) -> Text:
        """The verdict in words."""
        return VERDICTS[Verdict(self.verdict)]


class Origin(models.Model):
    """What a case was copied from, as it was called then."""

    case = models.OneToOneField("cases.Case", models.CASCADE, related_name="origin")
    source = models.ForeignKey("cases.Case", models.SET_NULL, null=True, related_name="copies")
    title = models.CharField(max_length=300)
    organisation = models.CharField(max_length=200)
    revision = models.PositiveIntegerField()
    when = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.case_id} from {self.source_id}"


class Release(models.Model):
    """One revision of a case that everyone may read, until it is withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField("cases.Case", models.CASCADE, related_name="release")
    revision = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    summary = models.CharField(max_length=600, blank=True)
    net_result = models.FloatField()
    #: A case that came with Bundlinje, to learn from.
    example = models.BooleanField(default=False)
    released_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    when = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.case_id} {self.revision}"

    @property
    def of(self) -> Revision:
        """The revision that is released."""
        found: Revision = self.case.revisions.get(number=self.revision)
        return found


class Actual(models.Model):
    """What really came of a case, in the unit of what was expected."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="actuals")
    #: What it is of: `costs`, `net`, or `outcomes/ID`.
    of = models.CharField(max_length=100)
    value = models.FloatField()
    source = models.CharField(max_length=300)
    date = models.DateField()
    noted_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    noted = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar[list[str]] = ["-date", "-id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.of}"
