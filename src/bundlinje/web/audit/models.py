"""The log of who saw and changed what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Event(models.Model):
    """One thing that someone did; never changed by the application.

    `what` names the kind of thing and `which` its id; `detail` says which parts, never contents.
    `purpose` is why, as the person wrote it, where what was done is asked a purpose for.
    """

    when = models.DateTimeField(auto_now_add=True, db_index=True)
    who = models.ForeignKey("accounts.User", models.SET_NULL, null=True)
    organisation = models.ForeignKey("accounts.Organisation", models.SET_NULL, null=True)
    action = models.CharField(max_length=40)
    what = models.CharField(max_length=40)
    which = models.CharField(max_length=100)
    detail = models.JSONField(default=dict)
    purpose = models.CharField(max_length=300, blank=True)

    class Meta:
        """Looked up by thing, by organisation, and by who did what lately."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["what", "which"]),
            models.Index(fields=["organisation", "when"], name="audit_by_organisation"),
            models.Index(fields=["who", "action", "when"], name="audit_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.what} {self.which}"
