"""The form of a contract: its most important terms as fields, section by section."""

from __future__ import annotations

from typing import Any

from bundlinje.basics.texts import Text
from bundlinje.web.contracts.items import ADDING
from bundlinje.web.contracts.term_fields import (
    KR,
    Column,
    Document,
    TermField,
    TermSection,
)
from bundlinje.web.contracts.term_items import capital, metrics, party_fields, payments


def sections(document: Document) -> list[TermSection]:
    """Return the form of a document, a part for each of its parties, outcomes and payments."""
    parties = _parties(document)
    return [
        TermSection(
            "om", Text("Om kontrakten", "About the contract"),
            (
                TermField("title", Text("Kontraktens navn", "Name of the contract")),
                TermField("target_group", Text("Målgruppe", "Target group"), "paragraph"),
                TermField("description", Text("Kort om aftalen", "In short"), "paragraph"),
            ),
        ),
        TermSection("parter", Text("Parter", "Parties"), tuple(party_fields(document, parties)),
                    adding=ADDING["parter"]),
        TermSection(
            "resultater", Text("Resultater, der måles", "Outcomes that are measured"),
            tuple(metrics(document)), "metrics", adding=ADDING["resultater"],
        ),
        TermSection(
            "priser", Text("Priser", "Prices"), tuple(payments(document)), "payments",
            Text("Det, der betales for hvert resultat. Et loft, der ikke er udfyldt, er der ikke.",
                 "What is paid for each outcome. A limit that is not filled in is none."),
            ADDING["priser"],
        ),
        TermSection(
            "lofter", Text("Lofter for hele kontrakten", "Limits of the whole contract"),
            (
                TermField("caps.total", Text("Højst i alt", "At most in all"), "number", unit=KR),
                TermField("caps.per_period", Text("Højst pr. periode", "At most per period"),
                          "number", unit=KR),
                TermField("caps.per_person", Text("Højst pr. borger", "At most per person"),
                          "number", unit=KR),
            ), "caps", Text("Tom: intet loft.", "Empty: no limit."),
        ),
        TermSection("perioder", Text("Perioder og betaling", "Periods and payment"), _PERIODS),
        TermSection(
            "kapital", Text("Kapital", "Capital"), tuple(capital(document, parties)), "tranches",
            adding=ADDING["kapital"],
        ),
    ]  # fmt: skip


def field_of(path: str, document: Document) -> tuple[TermSection, TermField] | None:
    """Return the field of a path with its section, or None where the form has none."""
    for section in sections(document):
        for one in section.fields:
            if one.path == path:
                return section, one
    return None


def indexed(path: str, document: Document) -> str:
    """Return a path as the validator writes it: items of lists by their place."""
    value: Any = document
    written = ""
    for part in path.split("."):
        if isinstance(value, list):
            ids = [item.get("id") if isinstance(item, dict) else None for item in value]
            at = ids.index(part) if part in ids else -1
            written += f"[{at + 1}]"
            value = value[at] if at >= 0 else None
        else:
            written = f"{written}.{part}" if written else part
            value = value.get(part) if isinstance(value, dict) else None
    return written


def _parties(document: Document) -> tuple[tuple[str, str], ...]:
    named = document.get("parties")
    known = {str(id): str(name) for id, name in named.items()} if isinstance(named, dict) else {}
    payers = document.get("payers")
    for id in payers if isinstance(payers, dict) else ():
        known.setdefault(str(id), str(id))
    return tuple(known.items())


_PERIODS = (
    TermField(
        "periods", Text("Perioder", "Periods"), "rows",
        Text("Resultaterne afregnes periode for periode.", "Outcomes are settled by period."),
        columns=(Column(Text("Periode", "Period")), Column(Text("Slutter", "Ends"), "date")),
        form="periods",
    ),
    TermField("pays_after.days", Text("Betales efter", "Paid after"), "whole",
              Text("Dage fra periodens slutning.", "Days from the end of the period."),
              Text("dage", "days")),
    TermField("terms.price_year", Text("Priserne er fra", "Prices are of"), "whole",
              unit=Text("år", "year")),
    TermField("terms.inflation", Text("Reguleres om året med", "Indexed each year by"), "number",
              percent=True),
)  # fmt: skip
