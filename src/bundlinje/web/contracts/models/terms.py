"""Contracts with their history, and the parties' agreement to what they say."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from bundlinje.basics.texts import Text
from bundlinje.web.cases import packing


class Stage(StrEnum):
    """How far a contract has come."""

    IDEA = "idea"
    NEGOTIATED = "negotiated"
    SIGNED = "signed"
    RUNNING = "running"
    ENDED = "ended"


STAGE_NAMES = {
    Stage.IDEA: Text("Idé", "Idea"),
    Stage.NEGOTIATED: Text("Under forhandling", "Under negotiation"),
    Stage.SIGNED: Text("Underskrevet", "Signed"),
    Stage.RUNNING: Text("I gang", "Running"),
    Stage.ENDED: Text("Afsluttet", "Ended"),
}


class Contract(models.Model):
    """An outcome contract built on a case.

    `organisation` owns it: it writes the terms and invites the parties. `revision` is what it
    wrote last, `proposed` what the parties are asked to agree to, and `agreed` what all of them
    have agreed to, by which results are settled.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.CASCADE, related_name="contracts"
    )
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="contracts")
    title = models.CharField(max_length=300)
    stage = models.CharField(max_length=20, default=Stage.IDEA.value)
    revision = models.PositiveIntegerField(default=0)
    proposed = models.PositiveIntegerField(null=True)
    agreed = models.PositiveIntegerField(null=True)
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)
    removed = models.DateTimeField(null=True)

    class Meta:
        """Listed by organisation, the newest first."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "removed", "-changed"], name="contracts_listed")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stage_name(self) -> Text:
        """How far it has come, in words."""
        return STAGE_NAMES[Stage(self.stage)]


class Revision(models.Model):
    """What a contract said from one change to the next, as for a case."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    packed = models.BinaryField()
    author = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    when = models.DateTimeField(auto_now_add=True)
    paths = models.JSONField(default=list)
    undo_to = models.PositiveIntegerField(null=True)
    redo_to = models.PositiveIntegerField(null=True)

    class Meta:
        """Numbered from 1 in each contract."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["contract", "number"], name="one_contract_revision")
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.number}"

    @property
    def document(self) -> dict[str, Any]:
        """What the contract said: the content of a contract file."""
        return packing.unpacked(bytes(self.packed))


class Agreement(models.Model):
    """That a party agreed to one exact revision: a record, and no signature; never changed.

    Until all have agreed an organisation can take its own back; then only the log says of it.

    `organisation` is one that has a part here; a party that is not here is the document's `name`
    for it, signed `on_paper`, which the owner says. `digest` is that of the contract file.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="agreements")
    revision = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.SET_NULL, null=True, related_name="+"
    )
    name = models.CharField(max_length=100, blank=True)
    on_paper = models.DateField(null=True)
    who = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    when = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Each party agrees once to a revision."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["contract", "revision", "organisation"],
                condition=Q(on_paper=None),
                name="one_agreement",
            ),
            models.UniqueConstraint(
                fields=["contract", "revision", "name"],
                condition=Q(on_paper__isnull=False),
                name="one_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.revision}"
