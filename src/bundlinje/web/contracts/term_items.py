"""The fields of what a contract has several of: parties, outcomes, payments and loans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bundlinje.basics.texts import Text
from bundlinje.contracts.cash_table import PROVIDER
from bundlinje.contracts.tranche_names import tranche_names
from bundlinje.web.contracts.party_names import names_in
from bundlinje.web.contracts.term_fields import (
    KR,
    OR_CASE,
    PEOPLE,
    Column,
    Document,
    TermField,
)
from bundlinje.web.language import current

Parties = tuple[tuple[str, str], ...]


def items(document: Document, key: str) -> Iterator[dict[str, Any]]:
    """Yield the items of a list that the form can name."""
    listed = document.get(key)
    for item in listed if isinstance(listed, list) else ():
        # A point in an id would be read as a path.
        if isinstance(item, dict) and isinstance(item.get("id"), str) and "." not in item["id"]:
            yield item


def party_fields(document: Document, parties: tuple[tuple[str, str], ...]) -> Iterator[TermField]:
    """Yield the names of the parties, and who pays."""
    used = names_in({**document, "parties": {}})
    for id, name in parties:
        if "." in id:
            continue
        item = "" if id in used else f"parties.{id}"
        yield TermField(f"parties.{id}", role_of(document, id), item=item, required=True,
                        about=Text(name, name))  # fmt: skip
    columns = (
        Column(Text("Betaler", "Payer"), "choice", parties),
        Column(Text("Andel", "Share"), "share"),
    )
    yield TermField(
        "payers", Text("Hvem betaler for resultaterne?", "Who pays for the outcomes?"), "rows",
        Text("Andelene skal give 100 % tilsammen.", "The shares must add up to 100%."),
        columns=columns, form="mapping",
    )  # fmt: skip


def role_of(document: Document, id: str) -> Text:
    """Return what the name of a party is called by what the party does, numbered where several."""
    if id == PROVIDER:
        return Text("Leverandørens navn", "Name of the provider")
    payers = document.get("payers")
    paying = [str(one) for one in payers] if isinstance(payers, dict) else [str(payers)]
    lending = list(dict.fromkeys(str(one.get("holder")) for one in items(document, "tranches")))
    for ids, role in (
        (paying, Text("Betalerens navn", "Name of the payer")),
        (lending, Text("Investorens navn", "Name of the investor")),
    ):
        if id in ids:
            number = f" ({ids.index(id) + 1})" if len(ids) > 1 else ""
            return Text(role.da + number, role.en + number)
    return Text("Partens navn", "Name of the party")


MEASURES = (
    ("count", Text("et antal borgere", "a number of people")),
    ("amount", Text("et beløb", "an amount")),
    ("rate", Text("en andel", "a rate")),
    ("mean", Text("et gennemsnit", "a mean")),
)


def metrics(document: Document) -> Iterator[TermField]:
    """Yield the fields of every outcome."""
    for number, item in enumerate(items(document, "metrics"), 1):
        at, name = f"metrics.{item['id']}", str(item.get("label") or f"{number}")
        about = Text(name, name)
        yield TermField(f"{at}.label", Text(f"Resultat {number}", f"Outcome {number}"), item=at,
                        about=about)  # fmt: skip
        if item.get("blend"):
            continue
        yield TermField(
            f"{at}.measure", Text("Måles som", "Measured as"), "choice",
            choices=tuple((value, text.to(current())) for value, text in MEASURES), about=about,
        )  # fmt: skip
        share = item.get("measure") in ("count", "rate")
        yield TermField(f"{at}.expect.people", Text("Borgere, der måles", "People measured"),
                        "number", unit=PEOPLE, spread=True, about=about)  # fmt: skip
        yield TermField(f"{at}.expect.rate", Text("Ventes med indsatsen", "Expected with"),
                        "number", OR_CASE, percent=share, spread=True,
                        about=about)  # fmt: skip
        yield TermField(
            f"{at}.expect.without", Text("Ventes uden indsatsen", "Expected without"), "number",
            percent=share, spread=True, about=about,
        )  # fmt: skip


OVERS = (
    ("period", Text("hver periode for sig", "each period on its own")),
    ("contract", Text("alt til dato", "everything to date")),
)
AMOUNT = Text("Beløb (kr.)", "Amount (DKK)")
REST = Text("resten", "the rest")


def payments(document: Document) -> Iterator[TermField]:
    """Yield the fields of every payment."""
    measured = tuple(
        (str(one["id"]), str(one.get("label") or number))
        for number, one in enumerate(items(document, "metrics"), 1)
    )
    for number, item in enumerate(items(document, "payments"), 1):
        at, name = f"payments.{item['id']}", str(item.get("label") or f"{number}")
        about = Text(name, name)
        yield TermField(f"{at}.label", Text(f"Betaling {number}", f"Payment {number}"), item=at,
                        about=about)  # fmt: skip
        yield TermField(f"{at}.metric", Text("Der betales for", "Paid for"), "choice",
                        choices=measured, about=about)  # fmt: skip
        rule = item.get("rule")
        yield from _rule(f"{at}.rule", rule if isinstance(rule, dict) else {}, about)
        yield TermField(
            f"{at}.over", Text("Der tælles", "Counted over"), "choice",
            choices=tuple((value, text.to(current())) for value, text in OVERS), about=about,
        )  # fmt: skip
        for key, label, unit in (
            ("amount", Text("Højst i alt for betalingen", "At most in all"), KR),
            ("per_period", Text("Højst pr. periode", "At most per period"), KR),
            ("count", Text("Højst så mange resultater", "At most so many"), PEOPLE),
            ("count_per_person", Text("En borger tæller højst", "A person counts at most"), TIMES),
        ):
            yield TermField(f"{at}.cap.{key}", label, "number", unit=unit, about=about)


TIMES = Text("gange", "times")


#: What a payment can be calculated by; without any of them a fixed price is asked for.
RULES = ("unit", "share", "steps", "interpolate", "marginal")


def _rule(at: str, rule: Mapping[str, Any], about: Text) -> Iterator[TermField]:
    if isinstance(rule.get("unit"), dict):
        yield TermField(
            f"{at}.unit", Text("Pris efter behov", "Price by need"), "rows",
            columns=(Column(Text("Gruppe", "Group")), Column(AMOUNT, "number")), form="mapping",
            about=about, required=True,
        )  # fmt: skip
    elif "unit" in rule or not any(key in rule for key in RULES):
        yield TermField(f"{at}.unit", Text("Pris pr. resultat", "Price per outcome"), "number",
                        unit=KR, required=True, about=about)  # fmt: skip
    if "share" in rule:
        yield TermField(f"{at}.share", Text("Andel af besparelsen", "Share of the saving"),
                        "number", percent=True, required=True, about=about)  # fmt: skip
    pairs = (
        ("steps", Text("Trin: fra så mange betales i alt", "Steps: from so many, paid in all"),
         Column(Text("Fra", "From"), "number"), AMOUNT),
        ("interpolate", Text("Glidende betaling", "Sliding payment"),
         Column(Text("Ved", "At"), "number"), AMOUNT),
        ("marginal", Text("Pris trin for trin", "Price band by band"),
         Column(Text("Til og med nr.", "Up to no."), "number", empty=REST),
         Text("Pris for hver (kr.)", "Price each (DKK)")),
    )  # fmt: skip
    for key, label, first, amount in pairs:
        if key in rule:
            columns = (first, Column(amount, "number"))
            yield TermField(f"{at}.{key}", label, "rows", columns=columns, form="pairs",
                            required=True, about=about)  # fmt: skip


def loan_names(document: Document) -> dict[str, Text]:
    """Return what the tranches of a document are called, by id."""
    parties = document.get("parties")
    named = {str(k): str(v) for k, v in parties.items()} if isinstance(parties, dict) else {}
    listed = items(document, "tranches")
    return tranche_names(
        ((t["id"], str(t.get("kind") or "loan"), str(t.get("holder") or "")) for t in listed), named
    )


def _until_irr(surplus: Any) -> Any:
    """Return the highest return that a surplus lets someone reach, or None."""
    for step in surplus if isinstance(surplus, list) else ():
        if isinstance(step, dict) and "until_irr" in step:
            return step["until_irr"]
    return None


def _with_irr(surplus: Any, irr: Any) -> Any:
    """Return a surplus with another highest return in its first step that has one."""
    steps = [dict(step) for step in surplus or ()]
    for step in steps:
        if "until_irr" in step:
            step["until_irr"] = irr
            break
    return steps


def capital(document: Document, parties: tuple[tuple[str, str], ...]) -> Iterator[TermField]:
    """Yield the fields of every loan, and of what else is paid with."""
    names = loan_names(document)
    for item in items(document, "tranches"):
        at, about = f"tranches.{item['id']}", names[item["id"]]
        yield TermField(f"{at}.holder",
                        Text(f"{about.da}: hvem giver det?", f"{about.en}: who gives it?"),
                        "choice", choices=parties, item=at, about=about)  # fmt: skip
        yield TermField(f"{at}.commitment", Text("Tilsagn", "Commitment"), "number", unit=KR,
                        about=about)  # fmt: skip
        yield TermField(f"{at}.seniority", Text("Betales tilbage som nr.", "Is repaid as no."),
                        "whole", about=about)  # fmt: skip
        if isinstance(item.get("interest"), dict):
            yield TermField(f"{at}.interest.rate", Text("Rente", "Rate"), "number",
                            unit=Text("om året", "a year"), percent=True, about=about)  # fmt: skip
    if _until_irr(document.get("surplus")) is not None:
        yield TermField(
            "surplus", Text("Højeste afkast", "Highest return"), "number",
            unit=Text("om året", "a year"), percent=True, taken=_until_irr, given=_with_irr,
            required=True,
        )  # fmt: skip
    yield TermField("provider.cash", Text("Leverandørens egne penge ved start",
                                          "The provider's own money at the start"),
                    "number", unit=KR)  # fmt: skip
    if document.get("replaces") is None:
        yield TermField(
            "delivery", Text("Indsatsen betales", "Delivery is paid"), "rows",
            columns=(Column(Text("Dato", "Date"), "date"), Column(AMOUNT, "number")),
            form="delivery",
        )  # fmt: skip
    else:
        yield TermField(
            "replaces", Text("Sagens omkostninger, som kontrakten betaler",
                             "The case's costs that the contract pays"), "names",
            required=True,
        )  # fmt: skip
    yield TermField("end", Text("Kontrakten slutter", "The contract ends"), "date")
