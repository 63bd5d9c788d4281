"""Contracts with their history, their parties, results, settlements and ledger."""

from __future__ import annotations

import json
import uuid
import zlib
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from bundlinje.basics.texts import Text
from bundlinje.web.cases import packing

#: So long an invitation to a part can be taken.
INVITATION_LASTS = timedelta(days=14)


class Part(StrEnum):
    """What an organisation is in a contract."""

    PAYER = "payer"
    PROVIDER = "provider"
    INVESTOR = "investor"
    INTERMEDIARY = "intermediary"


PART_NAMES = {
    Part.PAYER: Text("Betaler", "Payer"),
    Part.PROVIDER: Text("Leverandør", "Provider"),
    Part.INVESTOR: Text("Investor", "Investor"),
    Part.INTERMEDIARY: Text("Mellemled", "Intermediary"),
}


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


class Party(models.Model):
    """An organisation's part in a contract; `name` is its id among the contract's parties."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    part = models.CharField(max_length=20)
    name = models.CharField(max_length=100, blank=True)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        """An organisation has each part once."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["contract", "organisation", "part"], name="one_part")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.part}"

    @property
    def part_name(self) -> Text:
        """The part in words."""
        return PART_NAMES[Part(self.part)]


class PartyInvitation(models.Model):
    """A link by which an organisation takes a part once; only its digest is kept."""

    digest = models.CharField(max_length=64, primary_key=True)
    contract = models.ForeignKey(Contract, models.CASCADE, related_name="invitations")
    part = models.CharField(max_length=20)
    name = models.CharField(max_length=100, blank=True)
    invited_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    expires = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.contract_id} {self.part}"

    @property
    def made(self) -> datetime:
        """When it was made."""
        return self.expires - INVITATION_LASTS

    @property
    def part_name(self) -> Text:
        """The part in words."""
        return PART_NAMES[Part(self.part)]


def lines_of(organisation: models.Model) -> Q:
    """Return which rows below a contract an organisation may take out: where it sees lines."""
    parts = (Part.PAYER.value, Part.PROVIDER.value)
    return Q(contract__parties__organisation=organisation, contract__parties__part__in=parts)


class Results(models.Model):
    """Results to date that were uploaded; `packed` is empty once the rows are needed no more.

    `digest` is that of the file, so that whoever keeps it can show that it is the same.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="results")
    number = models.PositiveIntegerField()
    packed = models.BinaryField()
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    last_period = models.CharField(max_length=100)
    uploaded_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    uploaded_for = models.ForeignKey(
        "accounts.Organisation", models.SET_NULL, null=True, related_name="+"
    )
    when = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Numbered from 1 in each contract."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["contract", "number"], name="one_upload")
        ]

    taken_out = staticmethod(lines_of)

    def __str__(self) -> str:
        return f"{self.contract_id} {self.number}"

    @property
    def document(self) -> list[list[Any]]:
        """The rows that were kept, in the order of the file's columns; none once erased."""
        if not self.packed:
            return []
        rows: list[list[Any]] = json.loads(zlib.decompress(bytes(self.packed)))
        return rows


class Status(StrEnum):
    """Where a settlement is."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"


STATUS_NAMES = {
    Status.SUBMITTED: Text("Venter på godkendelse", "Waiting for approval"),
    Status.APPROVED: Text("Godkendt", "Approved"),
    Status.REJECTED: Text("Afvist", "Rejected"),
}


class Settlement(models.Model):
    """What is owed for results to date, submitted by one person and decided by another.

    `number` counts those that have been approved, so that only one can follow the last of them;
    one that was rejected gives its number back. `packed` holds the lines to date (a settlement of
    the library), `due` is what is new in it. [currency]
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="settlements")
    number = models.PositiveIntegerField()
    period = models.CharField(max_length=100)
    corrects = models.BooleanField(default=False)
    status = models.CharField(max_length=20, default=Status.SUBMITTED.value)
    packed = models.BinaryField()
    total = models.DecimalField(max_digits=20, decimal_places=2)
    due = models.DecimalField(max_digits=20, decimal_places=2)
    terms = models.PositiveIntegerField()  # the revision of the contract that it was made of
    results = models.ForeignKey(Results, models.RESTRICT, related_name="settlements")
    submitted_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    submitted_for = models.ForeignKey(
        "accounts.Organisation", models.SET_NULL, null=True, related_name="+"
    )
    submitted = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    decided_for = models.ForeignKey(
        "accounts.Organisation", models.SET_NULL, null=True, related_name="+"
    )
    decided = models.DateTimeField(null=True)
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        """One that counts of each number, and never decided by who submitted it."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["contract", "number"],
                condition=~Q(status=Status.REJECTED.value),
                name="one_settlement_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(submitted_by__isnull=True)
                | ~Q(decided_by=F("submitted_by")),
                name="two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.number}"

    @property
    def status_name(self) -> Text:
        """Where it is, in words."""
        return STATUS_NAMES[Status(self.status)]

    taken_out = staticmethod(lines_of)

    @property
    def document(self) -> dict[str, Any]:
        """The settlement's lines to date, as the library writes them, and the people counted."""
        return packing.unpacked(bytes(self.packed))


class AppendOnly(models.QuerySet):
    """Rows that are added and read only."""

    def update(self, **changes: Any) -> int:
        """Refuse."""
        raise TypeError("a ledger is only added to")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise TypeError("a ledger is only added to")


class LedgerEntry(models.Model):
    """One line of what was approved for payment; never changed and never deleted.

    `digest` is made of the entry and the digest before it, so that a change shows.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="ledger")
    number = models.PositiveIntegerField()
    settlement = models.ForeignKey(Settlement, models.RESTRICT, related_name="entries")
    line = models.JSONField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    when = models.DateTimeField()
    digest = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()
    taken_out = staticmethod(lines_of)

    class Meta:
        """Numbered from 1 in each contract."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["contract", "number"], name="one_entry")
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the entry; one that is there already is not changed."""
        if self.pk is not None:
            raise TypeError("a ledger is only added to")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise TypeError("a ledger is only added to")


class Dispute(models.Model):
    """That a party disagrees about a settlement; it stands beside it and changes nothing."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="disputes")
    settlement = models.ForeignKey(Settlement, models.RESTRICT, null=True, related_name="disputes")
    open = models.BooleanField(default=True)
    raised_for = models.ForeignKey(
        "accounts.Organisation", models.SET_NULL, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.contract_id} {self.pk}"


class DisputeNote(models.Model):
    """What someone said in a dispute, and whether it was settled by that; only added to."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="notes")
    who = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.SET_NULL, null=True, related_name="+"
    )
    when = models.DateTimeField(auto_now_add=True)
    text = models.CharField(max_length=2000)
    closes = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.pk}"


class Fund(models.Model):
    """What an organisation has earmarked for contracts. [DKK]"""

    organisation = models.OneToOneField(
        "accounts.Organisation", models.CASCADE, primary_key=True, related_name="fund"
    )
    capital = models.DecimalField(max_digits=20, decimal_places=2)
    recycles = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.organisation_id}"
