"""`bundlinje organisation sign-in`: an organisation's own sign-in by OpenID Connect."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bundlinje.basics.errors import input_error
from bundlinje.basics.texts import Language, Text

_ROLES = ("administrator", "editor", "reader")


def add_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments of the action."""

    def option(name: str, da: str, en: str, **more: Any) -> None:
        command.add_argument(name, help=Text(da, en).to(language), **more)

    command.add_argument("name", metavar="NAVN" if language == "da" else "NAME")
    option("--issuer", "udstederens adresse", "the issuer's address", metavar="URL")
    option("--client", "Bundlinjes navn hos udstederen", "Bundlinje's name there", metavar="ID")
    option(
        "--secret-file", "fil med den hemmelighed, som udstederen gav Bundlinje",
        "file with the secret that the issuer gave Bundlinje", metavar="FIL",
    )  # fmt: skip
    option("--claim", "det, der fortæller om roller", "what tells of roles", default="roles")
    for role in _ROLES:
        option(
            f"--{role}", "værdi, der giver rollen (kan gentages)",
            "value that gives the role (may be repeated)", action="append", default=[],
            metavar="VÆRDI",
        )  # fmt: skip
    option("--remove", "slå det fra igen", "switch it off again", action="store_true")
    command.add_argument("--address", metavar="URL", default="http://127.0.0.1:8000/")


def run(arguments: Any) -> int:
    """Set or remove the sign-in of one organisation, and print where the issuer must send back to.

    Raises:
        InputError: no such organisation, or an option is missing or wrong.
    """
    from allauth.socialaccount.models import SocialAccount
    from django.db import transaction
    from django.urls import reverse

    from bundlinje.web.accounts.models import Organisation, OwnSignIn
    from bundlinje.web.accounts.sealing import seal
    from bundlinje.web.audit.log import log

    owner = Organisation.objects.filter(name=arguments.name.strip()).first()
    if owner is None:
        raise input_error(
            "ingen organisation hedder det. Se dem med `bundlinje organisation list`.",
            "no organisation has that name. See them with `bundlinje organisation list`.",
        )
    if arguments.remove:
        with transaction.atomic():
            for gone in OwnSignIn.objects.filter(organisation=owner):
                SocialAccount.objects.filter(provider=gone.slug).delete()
                gone.delete()
            log(None, "own-sign-in", "organisation", owner.id, owner.id, on=False)
        print(
            Text(
                "Slået fra. De, der brugte det, skal have et link: `bundlinje account link EMAIL`.",
                "Switched off. Those who used it need a link: `bundlinje account link EMAIL`.",
            ).to(arguments.language)
        )
        return 0
    values = {role.upper(): getattr(arguments, role) for role in _ROLES if getattr(arguments, role)}
    _check(arguments, values)
    before = OwnSignIn.objects.filter(organisation=owner).first()
    # The accounts are known by it, so it stays when the organisation is called something else.
    slug = before.slug if before else _slug(owner.name)
    if OwnSignIn.objects.filter(slug=slug).exclude(organisation=owner).exists():
        slug = f"{slug[:31]}-{owner.id.hex[:8]}"
    with transaction.atomic():
        OwnSignIn.objects.update_or_create(
            organisation=owner,
            defaults={
                "slug": slug,
                "issuer": arguments.issuer.rstrip("/"),
                "client": arguments.client,
                "secret": seal(Path(arguments.secret_file).read_text().strip()),
                "claim": arguments.claim,
                "values": values,
            },
        )
        log(None, "own-sign-in", "organisation", owner.id, owner.id, on=True)
    front = arguments.address.rstrip("/") + "/"
    back = arguments.address.rstrip("/") + reverse("openid_connect_callback", args=[slug])
    print(
        Text(
            f"Klar. Hos udstederen skal svaret sendes til:\n{back}\n"
            f"og den, der logger af, må sendes tilbage til:\n{front}",
            f"Ready. The issuer must send its answer to:\n{back}\n"
            f"and may send whoever signs out back to:\n{front}",
        ).to(arguments.language)
    )
    return 0


def _check(arguments: Any, values: dict[str, list[str]]) -> None:
    for name in ("issuer", "client", "secret_file"):
        if not getattr(arguments, name):
            key = "--" + name.replace("_", "-")
            raise input_error(f"mangler {key}.", f"{key} is missing.", key=key)
    parts = urlsplit(arguments.issuer)
    near = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and near):
        raise input_error(
            "ventede en adresse, der begynder med https://.",
            "expected an address that begins with https://.",
            key="--issuer",
        )
    if not values:
        raise input_error(
            "sig, hvilken værdi der giver hvilken rolle, fx --editor redaktør.",
            "say which value gives which role, for example --editor editors.",
        )
    file = Path(arguments.secret_file)
    if not file.is_file() or not file.read_text().strip():
        raise input_error(
            f"{file} findes ikke eller er tom.", f"{file} is absent or empty.", key="--secret-file"
        )


def _slug(name: str) -> str:
    plain = name.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "organisation"
