"""Own records that come as a file: use profiles, as a register study writes them."""

from __future__ import annotations

import re

from bundlinje.basics.errors import InputError, input_error
from bundlinje.basics.texts import Language, Text
from bundlinje.basics.yaml_tree import Document, parse_document
from bundlinje.evidence.profile_reading import FORMAT, profile_of
from bundlinje.evidence.profile_sheet import profile_facts, service_lines
from bundlinje.evidence.profiles import Profile
from bundlinje.web.knowledge.own_forms import Row

#: The kind of own record that is read from a file.
KIND = "profiles"
TITLE = Text("Forbrugsprofil", "Use profile")
_ID = re.compile(r"^id:.*$", re.MULTILINE)


def typed_row(content: bytes, file: str) -> Row:
    """Return the cells of a profile that was read from a file, but for its id.

    Raises:
        InputError: the file is no profile; everything that is wrong, with line and key.
    """
    document = parse_document(content, file)
    _refuse_other(document)
    written = document.root.value.get("id") if isinstance(document.root.value, dict) else None
    name = written.value if written is not None else ""
    record = profile_of(document, name if isinstance(name, str) else "")
    text = content.decode("utf-8-sig")
    return {"file": text, "title_da": record.name.da, "title_en": record.name.en}


def _refuse_other(document: Document) -> None:
    """Refuse a file that says itself to be something else, before its keys are found wrong."""
    said = document.root.value.get("format") if isinstance(document.root.value, dict) else None
    if said is not None and said.value != FORMAT:
        raise input_error(
            f"Filen er ikke en forbrugsprofil: der står »{said.value}« i den. Vælg den fil, som "
            "»bundlinje register estimate« skrev i mappen profiles.",
            f"The file is no use profile: it says '{said.value}'. Choose the file that 'bundlinje "
            "register estimate' wrote in the folder profiles.",
        )


def named(row: Row, name: str) -> Row:
    """Return the cells of a profile under the id that it has here.

    Raises:
        InputError: the id stands in the file in another way than on a line of its own.
    """
    text = _ID.sub(f"id: {name}", row["file"], count=1)
    profile_of(parse_document(text.encode(), f"{name}.yaml"), name)
    return {"id": name, **row, "file": text}


def facts(row: Row, language: Language) -> dict[str, str]:
    """Return what a profile says, as texts by what they are about."""
    try:
        record = read(row)
    except InputError as error:
        # A later version of the knowledge base may not read what this one did.
        return {"": "; ".join(problem.to(language) for problem in error.problems)}
    return {**dict(profile_facts(record, language)), **dict(service_lines(record, language))}


def read(row: Row) -> Profile:
    """Return the profile of a row.

    Raises:
        InputError: it cannot be read.
    """
    return profile_of(parse_document(row["file"].encode(), f"{row['id']}.yaml"), row["id"])
