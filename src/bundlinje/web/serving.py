"""Start the application: its tables, a first organisation with the examples, and the server."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from bundlinje.basics.texts import Language, Text

#: The folder of the cases that come with Bundlinje.
EXAMPLES = Path(__file__).parent.parent / "examples"
FIRST_ADDRESS = "administrator@localhost"


def set_up() -> None:
    """Load the application into this process."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bundlinje.web.settings")
    django.setup()


def migrate() -> None:
    """Bring the tables up to date, and drop the sessions that have ended."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("clearsessions")


def prepare(language: Language) -> str | None:
    """Bring the tables up to date; the first time, make an organisation with the examples.

    Returns a token that signs the first administrator in once, or None where that account is gone.
    """
    migrate()
    from django.db import transaction

    from bundlinje.web.accounts.links import sign_in_token
    from bundlinje.web.accounts.models import Membership, Organisation, OrganisationKind, Role, User

    with transaction.atomic():
        if not User.objects.exists():
            user = User.objects.create_user(FIRST_ADDRESS, name="Administrator")
            name = Text("Min organisation", "My organisation").to(language)
            owner = Organisation.objects.create(name=name, kind=OrganisationKind.MUNICIPALITY)
            Membership.objects.create(user=user, organisation=owner, role=Role.ADMINISTRATOR)
            _add_examples(owner, user)
    first = User.objects.filter(email=FIRST_ADDRESS, is_active=True).first()
    return None if first is None else sign_in_token(first)


def _add_examples(owner: object, user: object) -> None:
    from bundlinje.basics.yaml_tree import read_document
    from bundlinje.web.cases import store
    from bundlinje.web.cases.pages import stands
    from bundlinje.web.sharing.library import release

    for file in examples():
        case = store.create(owner, user, read_document(file).root.plain(), True)  # type: ignore[arg-type]
        result = stands(case).judged.result
        if result is not None:
            release(case, user, result, "", example=True)  # type: ignore[arg-type]


def examples() -> Iterator[Path]:
    """Yield the case files that come with Bundlinje."""
    yield from sorted(EXAMPLES.glob("*.yaml"))


def command(host: str, port: int) -> list[str]:
    """Return the command that runs the server."""
    workers = max(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2, 2)
    return [
        sys.executable, "-m", "gunicorn", "bundlinje.web.wsgi:application",
        "--bind", f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "--workers", str(workers), "--threads", "4",
        "--timeout", "60", "--graceful-timeout", "20", "--log-level", "warning",
        "--logger-class", "bundlinje.web.server_log.ServerLines", "--preload",
    ]  # fmt: skip


def serve(host: str, port: int) -> NoReturn:
    """Become the server, so that what stops this process stops it."""
    line = command(host, port)
    os.execv(line[0], line)
