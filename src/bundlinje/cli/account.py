"""`bundlinje account link|unlock|delete EMAIL`: help for someone locked out, or who has left."""

from __future__ import annotations

import argparse
from typing import Any

from bundlinje.basics.errors import input_error
from bundlinje.basics.texts import LANGUAGES, Language, Text
from bundlinje.cli import application

NAME = "account"
HELP = Text(
    "hjælp en person i webprogrammet, der er låst ude, eller slet kontoen",
    "help a person of the web application who is locked out, or delete the account",
)
_ACTIONS = {
    "link": Text("lav et link til en ny adgangskode", "make a link for a new password"),
    "unlock": Text("slå totrinsbekræftelse fra", "switch two-step verification off"),
    "delete": Text(
        "slet kontoen; sager og hændelser bliver, uden navnet",
        "delete the account; cases and events stay, without the name",
    ),
}


def add_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments of the command."""
    actions = command.add_subparsers(
        dest="action", required=True, metavar=Text("HANDLING", "ACTION").to(language)
    )
    for name, said in _ACTIONS.items():
        action = actions.add_parser(name, help=said.to(language), allow_abbrev=False)
        action.add_argument("email", metavar="EMAIL")
        action.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS)
        if name == "link":
            action.add_argument("--address", metavar="URL", default="http://127.0.0.1:8000/")


def run(arguments: Any) -> int:
    """Do what is asked for one account."""
    application.load()
    from django.db import transaction

    from bundlinje.web.accounts.models import User

    user = User.objects.filter(email=arguments.email.strip().lower()).first()
    if user is None:
        raise input_error("ingen konto har den adresse.", "no account has that address.")
    with transaction.atomic():
        said = {"link": _link, "unlock": _unlock, "delete": _delete}[arguments.action](
            user, arguments
        )
    print(said.to(arguments.language))
    return 0


def _link(user: Any, arguments: Any) -> Text:
    from bundlinje.web.accounts.links import password_path

    _note(user, "password-link")
    link = arguments.address.rstrip("/") + password_path(user)
    return Text(
        f"Giv linket til personen selv; det virker én gang og gælder i et døgn:\n{link}",
        f"Give the link to the person only; it works once and lasts a day:\n{link}",
    )


def _unlock(user: Any, arguments: Any) -> Text:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user=user).delete()
    _note(user, "second-factor-off")
    return Text(
        "Totrinsbekræftelse er slået fra. Kræver organisationen den, skal den sættes op igen.",
        "Two-step verification is off. If the organisation demands it, it must be set up again.",
    )


def _delete(user: Any, arguments: Any) -> Text:
    from bundlinje.web.accounts.models import Membership, Role

    for one in Membership.objects.filter(user=user, role=Role.ADMINISTRATOR):
        others = one.organisation.memberships.exclude(pk=one.pk)
        if others.exists() and not others.filter(role=Role.ADMINISTRATOR).exists():
            raise input_error(
                f"{one.organisation} ville stå uden administrator. Vælg en anden først.",
                f"{one.organisation} would have no administrator. Choose another first.",
            )
    _note(user, "delete")
    user.delete()
    return Text("Kontoen er slettet.", "The account is deleted.")


def _note(user: Any, action: str) -> None:
    """Note it in the log of each of the person's organisations, for their administrators to see."""
    from bundlinje.web.audit.log import log

    for one in user.memberships.all():
        log(None, action, "user", user.pk, one.organisation_id)
