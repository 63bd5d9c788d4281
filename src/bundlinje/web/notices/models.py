"""What has happened that a person is told of, and e-mails that are to be sent; ids only."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from bundlinje.web.notices.kinds import Kind


def _nothing(organisation: models.Model) -> Q:
    """Return what finds no rows: they are the person's, not the organisation's to take out."""
    return Q(pk__in=[])


class About(models.Model):
    """To whom, of what kind, and which case, contract or own record it is about."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.name) for kind in Kind])
    case = models.ForeignKey("cases.Case", models.CASCADE, null=True, related_name="+")
    contract = models.ForeignKey("contracts.Contract", models.CASCADE, null=True, related_name="+")
    record = models.ForeignKey("knowledge.OwnRecord", models.CASCADE, null=True, related_name="+")

    taken_out = staticmethod(_nothing)

    class Meta:
        """Not a table itself."""

        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id or self.contract_id or self.record_id}"

    @property
    def about(self) -> dict[str, Any]:
        """What it is about: one of case, contract and record."""
        names = ("case_id", "contract_id", "record_id")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


class Notice(About):
    """Something that has happened `times` times since the person last read of it."""

    when = models.DateTimeField(default=timezone.now)
    times = models.PositiveIntegerField(default=1)
    read = models.DateTimeField(null=True)

    class Meta:
        """Counted on every page: the unread ones of a person."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-when"], name="notices_listed"),
            models.Index(fields=["user"], condition=Q(read=None), name="notices_unread"),
        ]


class Mail(About):
    """An e-mail that is not sent yet: it is tried when it is `due`, and gone once it is sent."""

    made = models.DateTimeField(default=timezone.now)
    due = models.DateTimeField(default=timezone.now, db_index=True)
    tries = models.PositiveIntegerField(default=0)


class MailChoice(models.Model):
    """Whether a person wants e-mails of a topic, where they have chosen."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    topic = models.CharField(max_length=20)
    wanted = models.BooleanField()

    class Meta:
        """One choice of each topic."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "topic"], name="one_choice")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.topic} {self.wanted}"


class Addressed(models.Model):
    """The organisation that an invitation to a contract is for, where the inviter named it."""

    invitation = models.OneToOneField(
        "contracts.PartyInvitation", models.CASCADE, related_name="addressed"
    )
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")

    taken_out = staticmethod(_nothing)

    def __str__(self) -> str:
        return f"{self.organisation_id}"
