"""Results that were uploaded, what is owed for them, and what was approved for payment."""

from __future__ import annotations

import json
import zlib
from enum import StrEnum
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from bundlinje.basics.texts import Text
from bundlinje.web.cases import packing
from bundlinje.web.contracts.models.parties import Part
from bundlinje.web.contracts.models.terms import Contract


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
