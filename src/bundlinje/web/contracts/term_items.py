"""The fields of what a contract has several of: parties, outcomes, payments and loans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
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
    paying = _paying(document)
    lending = list(dict.fromkeys(str(one.get("holder")) for one in items(document, "tranches")))
    covering = list(dict(_with_guarantors(document, ())))
    for ids, role in (
        (paying, Text("Betalerens navn", "Name of the payer")),
        (lending, Text("Investorens navn", "Name of the investor")),
        (covering, Text("Garantens navn", "Name of the guarantor")),
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
        said = item.get("rule")
        rule = said if isinstance(said, dict) else {}
        yield from _rule(f"{at}.rule", rule, about)
        yield TermField(
            f"{at}.over", Text("Der tælles", "Counted over"), "choice",
            choices=tuple((value, text.to(current())) for value, text in OVERS), about=about,
            default="contract" if "marginal" in rule else "period",
        )  # fmt: skip
        for key, label, unit in (
            ("amount", Text("Højst i alt for betalingen", "At most in all"), KR),
            ("per_period", Text("Højst pr. periode", "At most per period"), KR),
            ("count", Text("Højst så mange resultater", "At most so many"), PEOPLE),
            ("count_per_person", Text("En borger tæller højst", "A person counts at most"), TIMES),
        ):
            yield TermField(f"{at}.cap.{key}", label, "number", unit=unit, about=about)
        yield from _conditions(at, document, measured, about)


TIMES = Text("gange", "times")


def _conditions(at: str, document: Document, measured: Parties, about: Text) -> Iterator[TermField]:
    """Yield what must hold for a payment to be made: of the person, and of the group."""
    shares = tuple(one["id"] for one in items(document, "metrics") if one.get("measure") == "rate")
    outcome = Column(Text("Resultat", "Outcome"), "choice", measured)
    level = partial(Column, kind="number", optional=True, share_for=shares)
    yield TermField(
        f"{at}.requires",
        Text("Kun for borgere, der også har nået", "Only for people who have also reached"), "rows",
        Text("Uden tal er det nok, at resultatet er nået.",
             "Without a number it is enough that the outcome is reached."),
        columns=(outcome, level(Text("Mindst", "At least"))), form="requires", about=about,
    )  # fmt: skip
    yield TermField(
        f"{at}.when", Text("Betales kun, hvis", "Paid only if"), "rows",
        Text("Gælder alle borgere under ét. Er der flere, skal de alle holde.",
             "Of all people together. Where there are several, all must hold."),
        columns=(outcome, level(Text("Er mindst", "Is at least")),
                 level(Text("Er under", "Is below"))), form="when", about=about,
    )  # fmt: skip


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
    yield from _shared(document, parties, names)
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


OF = (
    ("loss", Text("tabet", "the loss")),
    ("drawn", Text("det, der er trukket", "what is drawn")),
    ("commitment", Text("tilsagnet", "the commitment")),
)


def _shared(document: Document, parties: Parties, names: Mapping[str, Text]) -> Iterator[TermField]:
    """Yield who covers what loans lose, and who gets what is left, where there are loans."""
    loans = tuple((id, name.to(current())) for id, name in names.items())
    if loans or document.get("guarantees"):
        of = tuple((value, text.to(current())) for value, text in OF)
        yield TermField(
            "guarantees", Text("Garantier", "Guarantees"), "rows",
            Text("Det, et lån har tabt, når kontrakten slutter, dækkes af en garant, aldrig mere "
                 "end tabet. Udfyld den nederste række for at tilføje en.",
                 "What a loan has lost when the contract ends is covered by a guarantor, never "
                 "more than the loss. Fill in the last row to add one."),
            columns=(
                Column(Text("Hvem garanterer", "Who guarantees"), "choice",
                       _with_guarantors(document, parties)),
                Column(Text("For lånet", "For the loan"), "choice", loans),
                Column(Text("Dækker", "Covers"), "share", optional=True),
                Column(Text("Af", "Of"), "choice", of, optional=True),
                Column(Text("Højst (kr.)", "At most (DKK)"), "number", optional=True),
            ), form="guarantees",
        )  # fmt: skip
    if loans or document.get("surplus"):
        ids = tuple(names)
        named = dict(parties)
        getting = {
            **dict(loans),
            PROVIDER: named.get(PROVIDER) or Text("Leverandøren", "The provider").to(current()),
            "payers": Text("Betalerne", "The payers").to(current()),
            **{id: named[id] for id in _paying(document) if id in named},
        }
        yield TermField(
            "surplus", Text("Overskud", "Surplus"), "rows",
            Text("Det, der er tilovers, når lånene er betalt, fordeles i denne rækkefølge. Rækker "
                 "med en andel deler. Resten er leverandørens.",
                 "What is left once the loans are repaid is divided in this order. Rows with a "
                 "share divide. The rest is the provider's."),
            columns=(
                Column(Text("Hvem får", "Who gets"), "choice", tuple(getting.items())),
                Column(Text("Indtil afkast om året", "Until return a year"), "share",
                       optional=True, only_for=ids),
                Column(Text("Indtil antal gange lånet", "Until times the loan"), "number",
                       optional=True, only_for=ids),
                Column(Text("Andel", "Share"), "share", optional=True),
            ), form="surplus",
        )  # fmt: skip


def _paying(document: Document) -> list[str]:
    """Return the ids of those who pay for outcomes."""
    payers = document.get("payers")
    return [str(one) for one in payers] if isinstance(payers, dict) else [str(payers)]


def _with_guarantors(document: Document, parties: Parties) -> Parties:
    """Return the parties, with those that guarantee without being named."""
    by = {str(one["by"]): str(one["by"]) for one in document.get("guarantees") or ()
          if isinstance(one, dict) and one.get("by")}  # fmt: skip
    return tuple({**by, **dict(parties)}.items())
