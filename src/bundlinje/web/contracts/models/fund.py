"""What an organisation has earmarked for contracts."""

from __future__ import annotations

from django.db import models


class Fund(models.Model):
    """What an organisation has earmarked for contracts. [DKK]"""

    organisation = models.OneToOneField(
        "accounts.Organisation", models.CASCADE, primary_key=True, related_name="fund"
    )
    capital = models.DecimalField(max_digits=20, decimal_places=2)
    recycles = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.organisation_id}"
