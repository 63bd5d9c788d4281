"""What the parties disagree about."""

from __future__ import annotations

from django.db import models

from bundlinje.web.contracts.models.settling import Settlement
from bundlinje.web.contracts.models.terms import Contract


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
