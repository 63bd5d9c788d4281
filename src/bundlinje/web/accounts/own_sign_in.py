"""An organisation's own sign-in by OpenID Connect: who comes in by it, and with what role.

The organisation's account system decides alone: the role follows what it says at each sign-in, and
who has none there has none here. Whoever signs in by it cannot sign in otherwise, and is a member
of that organisation only, so that no organisation's system opens a door into another's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.models import Membership, OwnSignIn, Role, User
from bundlinje.web.accounts.sealing import unseal
from bundlinje.web.audit.log import log

PROVIDER = "openid_connect"
#: The session's key of what the answer must repeat.
NONCE = "own-sign-in-nonce"
#: The session's key of what signing out there takes.
END = "own-sign-in-end"

NO_ROLE = Text(
    "Dit login virker, men det giver dig ingen rolle i Bundlinje. Bed den, der styrer jeres "
    "brugere, om adgang.",
    "Your sign-in works, but it gives you no role in Bundlinje. Ask whoever manages your users "
    "for access.",
)
NO_EMAIL = Text(
    "Jeres login oplyser ingen e-mailadresse om dig. Bed den, der styrer jeres brugere, om at "
    "rette det.",
    "Your sign-in tells no e-mail address of you. Ask whoever manages your users to put it right.",
)
TAKEN = Text(
    "Der er allerede en konto med din e-mailadresse, og den hører ikke kun til din organisation. "
    "Den, der driver Bundlinje, kan slette den; så kan du logge ind her.",
    "There is already an account with your e-mail address that is not your organisation's alone. "
    "Whoever runs Bundlinje can delete it; then you can sign in here.",
)
FAILED = Text(
    "Jeres login svarede ikke, som det skulle, eller blev afbrudt. Prøv igen.",
    "Your sign-in did not answer as it should, or was interrupted. Try again.",
)


def uses_own_sign_in(user: User) -> bool:
    """Return whether a person signs in by an organisation's own sign-in, and only by it."""
    found: bool = SocialAccount.objects.filter(user=user).exists()
    return found


def role_of(claims: Mapping[str, Any], setup: OwnSignIn) -> Role | None:
    """Return the highest role that what is claimed of a person gives, or None.

    The claim may be nested, `realm_access.roles`; its value a text or a list of texts.
    """
    found: Any = claims.get(setup.claim)
    if found is None:
        found = claims
        for part in setup.claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    said = {str(one) for one in found} if isinstance(found, list) else {str(found)}
    roles = [Role[name] for name, values in setup.values.items() if said & set(values)]
    return max(roles, default=None)


class OwnSignInAdapter(DefaultSocialAccountAdapter):
    """Joins the sign-in library with the organisations' own sign-ins."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the sign-ins asked for: by their slug, or all."""
        nonce = request.session.get(NONCE, "") if request else ""
        setups: Iterable[OwnSignIn] = OwnSignIn.objects.select_related("organisation")
        return [
            SocialApp(
                provider=PROVIDER,
                provider_id=setup.slug,
                name=setup.organisation.name,
                client_id=setup.client,
                secret=unseal(setup.secret),
                settings={
                    "server_url": setup.issuer,
                    "oauth_pkce_enabled": True,
                    "auth_params": {"nonce": nonce},
                },
            )
            for setup in setups
            if provider in (None, PROVIDER, setup.slug) and client_id in (None, setup.client)
        ]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Return False: accounts are made before the library would ask."""
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send none: the organisation made the account itself."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Give the person the account and the role that the organisation says, or refuse.

        Raises:
            ImmediateHttpResponse: no role, no address, or an address that others use too.
        """
        setup = OwnSignIn.objects.select_related("organisation").get(
            slug=sociallogin.account.provider
        )
        claims = _claims(sociallogin.account.extra_data, request.session.pop(NONCE, None))
        if claims is None:
            raise _refusal(request, FAILED)
        # What else the system tells of a person is not ours to keep.
        sociallogin.account.extra_data = {}
        role = role_of(claims, setup)
        if role is None:
            _leave(sociallogin, setup)
            raise _refusal(request, NO_ROLE)
        with transaction.atomic():
            if not sociallogin.is_existing:
                sociallogin.connect(request, _account(request, claims, setup))
            elif _elsewhere(sociallogin.user, setup):
                raise _refusal(request, TAKEN)
            _join(sociallogin.user, role, setup)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_: Any) -> None:
        """Answer that the organisation's system did not answer as it should.

        Raises:
            ImmediateHttpResponse: always.
        """
        raise _refusal(request, FAILED)


def _claims(told: Mapping[str, Any], nonce: str | None) -> dict[str, Any] | None:
    """Return all that is told of a person, or None where it is not the answer to what we asked.

    The token must repeat what this browser's question held, and both parts be of one person.
    """
    token, more = told.get("id_token") or {}, told.get("userinfo") or {}
    if (
        not nonce
        or token.get("nonce") != nonce
        or more.get("sub", token.get("sub")) != token.get("sub")
    ):
        return None
    return {**token, **more}


def _account(request: HttpRequest, claims: Mapping[str, Any], setup: OwnSignIn) -> User:
    """Return the account with the claimed address: the organisation's own, or a new one."""
    email = User.objects.normalize_email(str(claims.get("email") or "")).lower()
    try:
        validate_email(email)
    except ValidationError:
        raise _refusal(request, NO_EMAIL) from None
    known: User | None = User.objects.filter(email=email).first()
    if known is None:
        name = str(claims.get("name") or "")[:200]
        return User.objects.create_user(email, None, name=name)
    # An account of nobody's could be anyone's who was once invited.
    if _elsewhere(known, setup) or not known.memberships.exists() or uses_own_sign_in(known):
        raise _refusal(request, TAKEN)
    return known


def _elsewhere(user: User, setup: OwnSignIn) -> bool:
    found: bool = user.memberships.exclude(organisation=setup.organisation).exists()
    return found


def _join(user: User, role: Role, setup: OwnSignIn) -> None:
    owner = setup.organisation_id
    mine, made = Membership.objects.get_or_create(
        user=user, organisation_id=owner, defaults={"role": role}
    )
    if made:
        log(user, "join", "organisation", owner, owner)
    elif mine.role != role:
        mine.role = role
        mine.save(update_fields=["role"])
        log(None, "role", "user", user.pk, owner, role=role.name)


def _leave(sociallogin: SocialLogin, setup: OwnSignIn) -> None:
    if not sociallogin.is_existing:
        return
    owner = setup.organisation_id
    gone, _ = Membership.objects.filter(user=sociallogin.user, organisation_id=owner).delete()
    if gone:
        log(None, "remove-member", "user", sociallogin.user.pk, owner)


def _refusal(request: HttpRequest, why: Text) -> ImmediateHttpResponse:
    return ImmediateHttpResponse(refused(request, why))


def refused(request: HttpRequest, why: Text) -> HttpResponse:
    """Answer that nobody was signed in, and why."""
    return render(request, "accounts/own_sign_in_refused.html", {"why": why}, status=403)
