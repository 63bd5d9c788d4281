"""An organisation's own records, with every change that was made to them."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models

from bundlinje.evidence.kinds import KINDS

#: What every own record's id begins with, so that it never takes the place of a shared one.
OWN = "egen-"


class OwnRecord(models.Model):
    """A record that only its organisation sees, as it stands in use.

    Before it was ever in use, it is what was last proposed. `row` and `source` are the cells of a
    table of the kind and of `sources`, by column, as the knowledge base's own reader takes them. Of
    a kind that is kept in files, `row` holds the file's text, and the file names its source.
    """

    organisation = models.ForeignKey(
        "accounts.Organisation", models.CASCADE, related_name="own_records"
    )
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=100)
    row = models.JSONField()
    source = models.JSONField()
    in_use = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        """One record of a name in each organisation and kind."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "kind", "name"], name="one_own_record")
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def title(self) -> str:
        """What the record is called, also when it is not in use."""
        named = self.row.get("title_da") or self.row.get("intervention_text")
        return str(named or self.name)

    @property
    def reference(self) -> str:
        """The reference by which a case names the record."""
        return f"{KINDS[self.kind].prefix}/{self.name}"


class Step(StrEnum):
    """What was done to an own record."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class OwnChange(models.Model):
    """One step of an own record and what it said then; never changed itself.

    What is proposed comes into use when someone else has accepted it.
    """

    record = models.ForeignKey(OwnRecord, models.CASCADE, related_name="changes")
    row = models.JSONField()
    source = models.JSONField()
    step = models.CharField(max_length=10, choices=[(step.value, step.name) for step in Step])
    who = models.ForeignKey("accounts.User", models.SET_NULL, null=True)
    when = models.DateTimeField(auto_now_add=True)
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.record_id} {self.when:%Y-%m-%d %H:%M}"
