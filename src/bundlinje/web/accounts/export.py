"""All that an organisation has, as files it can take elsewhere."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_writing import yaml_text
from bundlinje.web.accounts.models import Organisation
from bundlinje.web.cases.form.paths import slug
from bundlinje.web.cases.models import Case
from bundlinje.web.cases.store import newest

#: What opens doors, and stays here.
SECRET = ("digest", "secret", "password")
READ_ME = Text(
    "Her er alt, hvad organisationen har i Bundlinje.\n"
    "sager/: hver sags nyeste udgave som sagsfil. Den kan hentes ind igen.\n"
    "data/: alle rækker, også historien, én fil for hver slags, én række på hver linje (JSON).\n"
    "Links, nøgler og adgangskoder er ikke med.\n",
    "This is all that the organisation has in Bundlinje.\n"
    "sager/: the newest version of every case as a case file, which can be read in again.\n"
    "data/: every row, the history too, a file for each kind, a row on each line (JSON).\n"
    "Links, keys and passwords are not included.\n",
)


def export(organisation: Organisation, file: Path) -> None:
    """Write all that an organisation has to a zip file."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr("LAESMIG.txt", READ_ME.da + "\n" + READ_ME.en)
        for case in Case.objects.filter(organisation=organisation, removed=None):
            name = f"sager/{slug(case.title)[:60]}-{case.id.hex[:8]}.yaml"
            whole.writestr(name, yaml_text(newest(case).document))
        for model, rows in rows_of(organisation):
            with whole.open(f"data/{model._meta.label_lower}.jsonl", "w") as lines:
                for row in rows.iterator(500):
                    lines.write(json.dumps(_plain(row), ensure_ascii=False, default=str).encode())
                    lines.write(b"\n")


def rows_of(
    organisation: Organisation,
) -> Iterator[tuple[type[models.Model], models.QuerySet[Any]]]:
    """Yield our kinds of rows that belong to an organisation, with its own.

    Which they are follows from the tables themselves, so that a new kind is not forgotten: what
    would go with the organisation, and its members.
    """
    yield Organisation, Organisation.objects.filter(pk=organisation.pk)
    for model in apps.get_models():
        if not _is_ours(model) or model is Organisation:
            continue
        ways = list(_ways(model, ()))
        if ways:
            found = Q()
            for way in ways:
                found |= Q(**{"__".join(way): organisation})
            # Not everything below what one owns is for its owner to see.
            if hasattr(model, "taken_out"):
                found &= model.taken_out(organisation)
            yield model, model._default_manager.filter(found).order_by("pk").distinct()
    users = apps.get_model("accounts", "User")
    yield users, users.objects.filter(memberships__organisation=organisation).order_by("pk")


def _ways(
    model: type[models.Model], seen: tuple[type[models.Model], ...]
) -> Iterator[tuple[str, ...]]:
    """Yield the ways from a kind of row to the organisation it goes with."""
    for field in model._meta.get_fields():
        if not isinstance(field, models.ForeignKey):
            continue
        to = field.related_model
        goes = field.remote_field.on_delete in (models.CASCADE, models.RESTRICT)
        if to is Organisation and (goes or model._meta.label == "audit.Event"):
            yield (field.name,)
        elif goes and _is_ours(to) and to not in (*seen, model):
            yield from ((field.name, *rest) for rest in _ways(to, (*seen, model)))


def _is_ours(model: Any) -> bool:
    return str(model.__module__).startswith("bundlinje.web.") and model.__name__ != "User"


def _plain(row: models.Model) -> dict[str, Any]:
    """Return a row by column; a packed document opened, and what opens doors left out."""
    found: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in SECRET:
            continue
        if field.name == "packed":
            found["document"] = row.document
        elif isinstance(field, models.BinaryField):
            found[field.name] = bytes(getattr(row, field.attname) or b"").hex()
        else:
            found[field.attname] = getattr(row, field.attname)
    return found
