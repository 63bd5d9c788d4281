"""`bundlinje organisation add|list|sign-in`: the organisations of the web application."""

from __future__ import annotations

import argparse
from typing import Any

from bundlinje.basics.errors import input_error
from bundlinje.basics.texts import LANGUAGES, Language, Text
from bundlinje.cli import application, own_sign_in

NAME = "organisation"
HELP = Text(
    "opret en organisation i webprogrammet, eller vis dem, der er",
    "add an organisation to the web application, or list those there are",
)
_KINDS = ("kommune", "fond", "leverandør", "myndighed")


def add_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments of the command."""
    actions = command.add_subparsers(
        dest="action", required=True, metavar=Text("HANDLING", "ACTION").to(language)
    )
    add = actions.add_parser(
        "add",
        help=Text("opret en organisation", "add an organisation").to(language),
        allow_abbrev=False,
    )
    add.add_argument("name", metavar="NAVN" if language == "da" else "NAME")
    add.add_argument("--kind", choices=_KINDS, default="kommune")
    add.add_argument(
        "--administrator",
        metavar="EMAIL",
        required=True,
        help=Text(
            "e-mailadressen på den, der bliver administrator",
            "the e-mail address of who becomes administrator",
        ).to(language),
    )
    add.add_argument(
        "--address",
        metavar="URL",
        default="http://127.0.0.1:8000/",
        help=Text("adressen på webprogrammet", "the address of the web application").to(language),
    )
    every = actions.add_parser(
        "list",
        help=Text("vis organisationerne", "list the organisations").to(language),
        allow_abbrev=False,
    )
    own = actions.add_parser(
        "sign-in",
        help=Text(
            "lad medlemmerne logge ind med organisationens eget login (OpenID Connect)",
            "let members sign in with the organisation's own sign-in (OpenID Connect)",
        ).to(language),
        allow_abbrev=False,
    )
    own_sign_in.add_arguments(own, language)
    for action in (add, every, own):
        action.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS)


def run(arguments: Any) -> int:
    """Add an organisation and print an invitation to its administrator, or list them all."""
    application.load()
    from bundlinje.web import serving

    serving.migrate()
    return {"add": _add, "list": _list, "sign-in": own_sign_in.run}[arguments.action](arguments)


def _add(arguments: Any) -> int:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.db import transaction

    from bundlinje.web.accounts.links import invite
    from bundlinje.web.accounts.members import TAKEN, is_free
    from bundlinje.web.accounts.models import Organisation, Role
    from bundlinje.web.audit.log import log

    name = arguments.name.strip()
    try:
        validate_email(arguments.administrator)
    except ValidationError:
        raise input_error(
            "ventede en e-mailadresse.", "expected an e-mail address.", key="--administrator"
        ) from None
    if not is_free(name):
        raise input_error(TAKEN.da, TAKEN.en)
    with transaction.atomic():
        made = Organisation.objects.create(name=name, kind=arguments.kind)
        token = invite(made, arguments.administrator, Role.ADMINISTRATOR, None)
        log(None, "create", "organisation", made.id, made.id)
    link = f"{arguments.address.rstrip('/')}/konto/invitation/{token}/"
    print(
        Text(
            f"{name} er oprettet. Send dette link til {arguments.administrator}; det virker én "
            f"gang og gælder i 14 dage:\n{link}",
            f"{name} was added. Send this link to {arguments.administrator}; it works once and "
            f"lasts 14 days:\n{link}",
        ).to(arguments.language)
    )
    return 0


def _list(arguments: Any) -> int:
    from bundlinje.web.accounts.models import Organisation

    language: Language = arguments.language
    for one in Organisation.objects.order_by("name"):
        members, cases = one.memberships.count(), one.cases.filter(removed=None).count()
        said = Text(
            f"{members} {'medlem' if members == 1 else 'medlemmer'}, "
            f"{cases} {'sag' if cases == 1 else 'sager'}",
            f"{members} member{'s' * (members != 1)}, {cases} case{'s' * (cases != 1)}",
        )
        print(f"{one.name} ({one.kind_name.to(language)}): {said.to(language)}")
    return 0
