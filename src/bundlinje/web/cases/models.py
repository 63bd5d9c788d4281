"""Cases with their whole history."""

from __future__ import annotations

import uuid
from functools import cache
from typing import Any, ClassVar

from django.db import models

from bundlinje.basics.version import __version__
from bundlinje.evidence.knowledge import shared
from bundlinje.web.cases import packing


class Case(models.Model):
    """A case of an organisation; what it says is in its newest revision.

    `title`, `net_result` [DKK] and `chance` of a plus stand here too, for lists; `judged_with` says
    which knowledge base they are from, empty where an own record has changed since. `own_records`
    are the references to own records in it, each between spaces.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="cases")
    title = models.CharField(max_length=300)
    revision = models.PositiveIntegerField(default=0)
    net_result = models.FloatField(null=True)
    chance = models.FloatField(null=True)
    judged_with = models.CharField(max_length=60, default="", blank=True)
    own_records = models.TextField(default="", blank=True)
    example = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)
    removed = models.DateTimeField(null=True)

    class Meta:
        """Listed by organisation, the newest first."""

        indexes: ClassVar[list[models.Index]] = [
            # As a list is ordered, so that a page of it is read and nothing is sorted.
            models.Index(
                "organisation",
                models.F("changed").desc(),
                "id",
                name="cases_listed",
                condition=models.Q(removed=None),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_stale(self) -> bool:
        """Whether what stands here for lists is from another knowledge base than today's."""
        return self.judged_with != shared_version()


@cache
def shared_version() -> str:
    """Return which calculation and shared knowledge base results come from in this process."""
    return f"{__version__} {shared().version()[:24]}"


class Revision(models.Model):
    """What a case said from one change to the next.

    `paths` names what was changed. `undo_to` and `redo_to` are the numbers of the revisions whose
    content undoing and redoing bring back, each as a new revision: history is only added to.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    packed = models.BinaryField()
    author = models.ForeignKey("accounts.User", models.SET_NULL, null=True)
    when = models.DateTimeField(auto_now_add=True)
    paths = models.JSONField(default=list)
    undo_to = models.PositiveIntegerField(null=True)
    redo_to = models.PositiveIntegerField(null=True)

    class Meta:
        """Numbered from 1 in each case."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "number"], name="one_number")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"

    @property
    def document(self) -> dict[str, Any]:
        """What the case said: the content of a case file."""
        return packing.unpacked(bytes(self.packed))
