"""People, organisations, and who is a member of which with what role."""

from __future__ import annotations

import uuid
from enum import IntEnum, StrEnum
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models

from bundlinje.basics.texts import Text


class People(UserManager):
    """Makes users, who sign in with their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> User:
        """Return a new user; without a password nobody can sign in with one."""
        user: User = self.model(email=self.normalize_email(email).lower(), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractUser):
    """A person who signs in with an e-mail address."""

    username = None
    first_name = None
    last_name = None
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)

    #: By which token the person acts in this request, and the only organisation it reaches.
    acts_by: int | None = None
    acts_for: uuid.UUID | None = None

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = People()

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return what the person is called on screen."""
        return str(self)


class OrganisationKind(StrEnum):
    """What an organisation is."""

    MUNICIPALITY = "kommune"
    FUND = "fond"
    PROVIDER = "leverandør"
    AUTHORITY = "myndighed"


KIND_NAMES = {
    OrganisationKind.MUNICIPALITY: Text("Kommune", "Municipality"),
    OrganisationKind.FUND: Text("Fond", "Fund"),
    OrganisationKind.PROVIDER: Text("Leverandør", "Provider"),
    OrganisationKind.AUTHORITY: Text("Myndighed", "Authority"),
}


class Role(IntEnum):
    """What a member may do; each role may all that the ones before it may."""

    READER = 1
    EDITOR = 2
    ADMINISTRATOR = 3


ROLE_NAMES = {
    Role.READER: Text("Læser", "Reader"),
    Role.EDITOR: Text("Redaktør", "Editor"),
    Role.ADMINISTRATOR: Text("Administrator", "Administrator"),
}


class Organisation(models.Model):
    """A municipality, fund, provider or authority; its cases are seen by its members only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=20, choices=[(kind.value, kind.name) for kind in OrganisationKind]
    )
    created = models.DateTimeField(auto_now_add=True)
    #: Whether members must sign in with a second factor.
    second_factor = models.BooleanField(default=False)
    #: When it is deleted with all it has; None for one that stays.
    closes = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def kind_name(self) -> Text:
        """What it is, in words."""
        return KIND_NAMES[OrganisationKind(self.kind)]


class Membership(models.Model):
    """A person's role in an organisation."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.IntegerField(choices=[(role.value, role.name) for role in Role])
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One role in each organisation."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "organisation"], name="one_role")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.organisation_id}"

    @property
    def role_name(self) -> Text:
        """The role in words."""
        return ROLE_NAMES[Role(self.role)]


class SignInLink(models.Model):
    """A link that signs a person in once; only its digest is kept."""

    digest = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, models.CASCADE)
    expires = models.DateTimeField()

    def __str__(self) -> str:
        return f"until {self.expires:%Y-%m-%d %H:%M}"


class Invitation(models.Model):
    """A link by which someone becomes a member once; only its digest is kept."""

    digest = models.CharField(max_length=64, primary_key=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.IntegerField(choices=[(role.value, role.name) for role in Role])
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True)
    expires = models.DateTimeField()

    def __str__(self) -> str:
        return f"to {self.organisation_id} until {self.expires:%Y-%m-%d %H:%M}"

    @property
    def role_name(self) -> Text:
        """The role in words."""
        return ROLE_NAMES[Role(self.role)]


class OwnSignIn(models.Model):
    """How an organisation's members sign in with its own account system, by OpenID Connect.

    `secret` is sealed. `claim` names what the system says of a person, and `values` which of its
    values give which role: `{"EDITOR": ["bundlinje-redaktoer"], …}`.
    """

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="own_sign_in", primary_key=True
    )
    slug = models.SlugField(max_length=40, unique=True)
    issuer = models.URLField(max_length=300)
    client = models.CharField(max_length=200)
    secret = models.TextField()
    claim = models.CharField(max_length=100)
    values = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.slug
