"""Tokens by which programs use the API."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from bundlinje.basics.texts import Text
from bundlinje.web.api.scopes import SCOPES


class ApiToken(models.Model):
    """A token of one person for one organisation; only its digest is kept.

    It is never deleted, so that the log of who did what can name it.
    """

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="tokens")
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    scopes = models.JSONField(default=list)
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    last_used = models.DateTimeField(null=True)
    #: How many requests it made in the minute of the clock in which it was last used.
    used = models.PositiveIntegerField(default=0)
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        """Listed by person and by organisation."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "user"], name="api_token_whose")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def works(self) -> bool:
        """Whether it is neither withdrawn nor too old."""
        return self.withdrawn is None and self.expires > timezone.now()

    @property
    def scope_names(self) -> list[Text]:
        """What it may be used for, in words."""
        return [text for scope, text in SCOPES.items() if scope in self.scopes]
