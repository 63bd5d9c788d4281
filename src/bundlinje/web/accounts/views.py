"""Sign in by a link, join by an invitation, and see and change who is a member."""

from __future__ import annotations

from uuid import UUID

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth import password_validation
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bundlinje.web.accounts import links, members
from bundlinje.web.accounts.access import (
    CURRENT,
    current_membership,
    current_organisation,
    require_role,
    signed_in,
)
from bundlinje.web.accounts.models import (
    KIND_NAMES,
    ROLE_NAMES,
    Invitation,
    Membership,
    OrganisationKind,
    Role,
    User,
)
from bundlinje.web.accounts.own_sign_in import uses_own_sign_in
from bundlinje.web.audit.log import log
from bundlinje.web.language import current
from bundlinje.web.limits import limited, limited_open
from bundlinje.web.templatetags.words import say


@require_http_methods(["GET", "POST"])
@never_cache
@limited_open("sign-in-link")
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a link that works once; by a button, so that a preview does not use it up."""
    if request.method != "POST":
        return render(request, "accounts/sign_in_link.html")
    user = links.use_sign_in(token)
    if user is None:
        return render(request, "accounts/link_too_old.html", status=404)
    log(user, "sign-in-link", "user", user.pk)
    return perform_login(request, Login(user=user, email_verification="none", redirect_url="/"))


@require_http_methods(["GET", "POST"])
@never_cache
@limited_open("invitation")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Become a member: with the account that one has, or a new one."""
    found = links.invitation_of(token)
    if found is None:
        return render(request, "accounts/link_too_old.html", status=404)
    known = User.objects.filter(email=found.email).first()
    page = {"invitation": found, "known": known is not None, "problems": []}
    if request.method != "POST":
        return render(request, "accounts/invitation.html", page)
    if known is not None:
        # The link may have been forwarded: only the one who is invited can accept.
        if request.user != known:
            return redirect(f"/konto/login/?next={request.path}")
        if uses_own_sign_in(known):
            problem = say(
                "Din konto hører til din organisations eget login og kan ikke være medlem af en "
                "anden. Bed om en invitation til en anden e-mailadresse.",
                "Your account belongs to your organisation's own sign-in and cannot be a member "
                "of another. Ask for an invitation to another e-mail address.",
            )
            return render(
                request, "accounts/invitation.html", {**page, "problems": [problem]}, status=409
            )
        user = known
    else:
        password, name = request.POST.get("password", ""), request.POST.get("name", "").strip()
        user = User(email=found.email, name=name[:200])
        try:
            password_validation.validate_password(password, user)
        except ValidationError as error:
            return render(
                request,
                "accounts/invitation.html",
                {**page, "problems": error.messages},
                status=422,
            )
        user.set_password(password)
        user.save()
    membership = links.accept(found, user)
    log(user, "join", "organisation", membership.organisation_id, membership.organisation_id)
    if request.user == user:
        return redirect("cases")
    return perform_login(request, Login(user=user, email_verification="none", redirect_url="/"))


@login_required
@require_safe
def set_password(request: HttpRequest) -> HttpResponse:
    """Let someone who has only signed in by a link choose a first password."""
    user = request.user
    if not isinstance(user, User) or user.has_usable_password():
        return redirect("account_change_password")
    return redirect(links.password_path(user))


@login_required
@require_safe
def organisation(request: HttpRequest) -> HttpResponse:
    """Show who is a member of the organisation that one acts for."""
    mine = current_membership(request)
    if mine is None:
        return render(request, "accounts/no_organisation.html")
    return _organisation_page(request, mine)


def _organisation_page(
    request: HttpRequest, mine: Membership, status: int = 200, **more: object
) -> HttpResponse:
    members = (
        Membership.objects.filter(organisation_id=mine.organisation_id)
        .select_related("user")
        .order_by("-role", "user__email")
    )
    manages = mine.role >= Role.ADMINISTRATOR
    page = {
        "mine": mine,
        "members": members,
        "roles": [(role.value, name) for role, name in ROLE_NAMES.items()],
        "kinds": [(kind.value, name) for kind, name in KIND_NAMES.items()],
        "manages": manages,
        "invitations": Invitation.objects.filter(organisation_id=mine.organisation_id),
        "mine_alone": links.administered(request.user, members) if manages else (),
        "protected": links.with_second_factor(members),
        "others": Membership.objects.filter(user=request.user).select_related("organisation"),
    }
    return render(request, "accounts/organisation.html", {**page, **more}, status=status)


@login_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Act for another organisation that one is a member of."""
    try:
        chosen = UUID(request.POST.get("organisation", ""))
    except ValueError:
        raise Http404 from None
    require_role(request.user, chosen, Role.READER)
    request.session[CURRENT] = str(chosen)
    return redirect("cases")


@login_required
@require_POST
@limited("invite")
def invite(request: HttpRequest) -> HttpResponse:
    """Invite someone to the organisation; the link is shown once, to be sent."""
    owner = current_organisation(request, Role.ADMINISTRATOR)
    mine = require_role(request.user, owner.id, Role.ADMINISTRATOR)
    email, role = request.POST.get("email", "").strip(), _role(request)
    if role is None or not members.is_address(email):
        problem = say("Skriv en e-mailadresse og vælg en rolle.", "Write an address, pick a role.")
        return _organisation_page(request, mine, 422, problem=problem, typed=email)
    link = request.build_absolute_uri(members.invite(owner, mine.user, email, role))
    return _organisation_page(request, mine, link=link, invited=email)


def _role(request: HttpRequest) -> Role | None:
    wanted = request.POST.get("role", "")
    return Role(int(wanted)) if wanted in {str(role.value) for role in Role} else None


@login_required
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take an invitation back: its link no longer works."""
    owner = current_organisation(request, Role.ADMINISTRATOR)
    members.withdraw(owner, signed_in(request), request.POST.get("email", ""))
    return redirect("organisation")


@login_required
@require_POST
def rename(request: HttpRequest) -> HttpResponse:
    """Change what the organisation is called, and what kind it is."""
    owner = current_organisation(request, Role.ADMINISTRATOR)
    name, kind = request.POST.get("navn", "").strip(), request.POST.get("slags", "")
    if kind not in set(OrganisationKind):
        return redirect("organisation")
    try:
        members.rename(owner, signed_in(request), name, OrganisationKind(kind))
    except members.TakenError:
        mine = require_role(request.user, owner.id, Role.ADMINISTRATOR)
        problem = members.TAKEN.to(current())
        return _organisation_page(request, mine, 422, problem=problem, typed_name=name)
    return redirect("organisation")


@login_required
@require_POST
def demand_second_factor(request: HttpRequest) -> HttpResponse:
    """Say whether members must sign in with a second factor."""
    owner = current_organisation(request, Role.ADMINISTRATOR)
    owner.second_factor = request.POST.get("second_factor") == "1"
    owner.save(update_fields=["second_factor"])
    log(
        request.user, "demand-second-factor", "organisation", owner.id, owner.id,
        on=owner.second_factor,
    )  # fmt: skip
    return redirect("organisation")


@login_required
@require_POST
@limited("password-link")
def password_link(request: HttpRequest, member: int) -> HttpResponse:
    """Make a link by which a member chooses a new password; shown once, to be handed over.

    Only for members of no organisation that one does not administer: the link is a way in there.
    """
    found = get_object_or_404(Membership.objects.select_related("user"), id=member)
    mine = require_role(request.user, found.organisation_id, Role.ADMINISTRATOR)
    if found.user_id not in links.administered(mine.user, [found]):
        raise PermissionDenied
    log(mine.user, "password-link", "user", found.user_id, found.organisation_id)
    link = request.build_absolute_uri(links.password_path(found.user))
    return _organisation_page(request, mine, password_link=link, invited=found.user.email)


@login_required
@require_POST
def member(request: HttpRequest, member: int) -> HttpResponse:
    """Change a member's role, or end the membership; an organisation keeps an administrator."""
    found = get_object_or_404(Membership, id=member)
    require_role(request.user, found.organisation_id, Role.ADMINISTRATOR)
    role = _role(request)
    if role is None and request.POST.get("role") != "":
        return redirect("organisation")
    try:
        members.set_role(found, signed_in(request), role)
    except members.LastAdministratorError:
        messages.error(
            request,
            say("Organisationen skal have mindst én administrator.",
                "The organisation must have at least one administrator."),
        )  # fmt: skip
    return redirect("organisation")
