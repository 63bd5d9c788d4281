"""Who is what in a contract, and who is invited to be."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from django.db import models

from bundlinje.basics.texts import Text
from bundlinje.web.contracts.models.terms import Contract

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
