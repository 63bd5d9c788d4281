"""The forms of an organisation's own records: what is asked for each kind, and how it is read.

A form asks for columns of the kind's table; what a column may hold is the table's own schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bundlinje.basics.texts import Language, Text
from bundlinje.evidence.codes import PAYERS
from bundlinje.evidence.kinds import KINDS
from bundlinje.evidence.schema import Column, columns, shares_text
from bundlinje.web.cases.form.number_text import NotANumberError, number_from, text_of

Row = dict[str, str]
NOTHING = Text("", "")


@dataclass(frozen=True)
class Ask:
    """One question: the column it fills, help, what stands there first, and other words for it."""

    name: str
    help: Text = NOTHING
    first: str = ""
    label: Text | None = None
    #: Typed and shown as a percentage.
    percent: bool = False
    long: bool = False
    required: bool = False


@dataclass(frozen=True)
class OwnForm:
    """What is asked for a kind of record; `fixed` are cells that are not asked for."""

    kind: str
    title: Text
    asks: tuple[Ask, ...]
    fixed: Mapping[str, str]

    def column(self, name: str) -> Column:
        """Return the column that a question fills."""
        return columns(KINDS[self.kind].record)[name]


NAME = Text("Navn", "Name")
NAME_EN = Ask(
    "title_en", Text("Kan udelades; så bruges det danske.", "May be left out."),
    label=Text("Navn på engelsk", "Name in English"),
)  # fmt: skip
NOTE = Ask(
    "note",
    Text("Hvordan tallet er fundet, og hvad man skal vide om det.",
         "How the number was found, and what to know of it."),
    long=True,
)  # fmt: skip
COUNTRY = Ask("countries", Text("Landekode, fx DK.", "Country code, such as DK."), first="DK")

SOURCE_ASKS = (
    Ask("title_text", Text("Regnskab, notat, aftale eller studie, som tallet er læst i.",
                           "The accounts, memo, agreement or study in which the number was read.")),
    Ask("url", Text("Hvor den kan slås op: hjemmeside, intranet eller dagsorden.",
                    "Where it can be looked up: a web site, an intranet or an agenda.")),
    Ask("accessed"),
)  # fmt: skip

FORMS: Mapping[str, OwnForm] = {
    "unit_prices": OwnForm(
        "unit_prices",
        Text("Enhedspris", "Unit price"),
        (
            Ask("title_da", label=NAME, required=True),
            NAME_EN,
            Ask("amount", label=Text("Pris i kr.", "Price in DKK")),
            Ask("unit"),
            Ask("price_year", required=True),
            Ask("price_kind", first="local"),
            Ask("flow", first="expense"),
            Ask(
                "payers",
                Text(
                    "I procent. Udelad, hvis det ikke er kendt.",
                    "In per cent. Leave out if it is not known.",
                ),
            ),
            Ask("department", Text("Kan udelades.", "May be left out.")),
            NOTE,
        ),
        {"currency": "DKK", "price_year_standing": "stated"},
    ),
    "effect_studies": OwnForm(
        "effect_studies",
        Text("Effektstudie", "Effect study"),
        (
            Ask("intervention"),
            Ask(
                "intervention_text",
                Text("Udelad, hvis navnet ovenfor passer.", "Leave out if the name above fits."),
            ),
            Ask("target_group"),
            Ask(
                "target_group_text",
                Text("Udelad, hvis navnet ovenfor passer.", "Leave out if the name above fits."),
            ),
            Ask("outcome"),
            Ask(
                "outcome_text",
                Text("Fx: egen bolig i et år.", "Such as: own home for a year."),
                label=Text("Hvad der talte som succes", "What counted as success"),
            ),
            Ask("design"),
            Ask("causal_grade"),
            Ask("comparison"),
            Ask("measure", first="risk_difference"),
            Ask("model_use", first="direct"),
            Ask("direction"),
            Ask("good_side", first="higher"),
            Ask("p_with", percent=True),
            Ask("p_without", percent=True),
            Ask(
                "difference",
                Text(
                    "Udelad den, så regnes den af de to andele.",
                    "Left out, it is calculated from the two shares.",
                ),
                percent=True,
                label=Text(
                    "Forskel i andel (procentpoint)", "Difference in share (percentage points)"
                ),
            ),
            Ask("difference_low", percent=True),
            Ask("difference_high", percent=True),
            Ask(
                "value",
                Text(
                    "Kun for andre effektmål end forskel i andel.",
                    "Only for other measures than a difference in share.",
                ),
            ),
            Ask("ci_low"),
            Ask("ci_high"),
            Ask("n_with"),
            Ask("n_without"),
            Ask("follow_up_months"),
            Ask("year"),
            COUNTRY,
            NOTE,
        ),
        {},
    ),
    "consequences": OwnForm(
        "consequences",
        Text("Konsekvens", "Consequence"),
        (
            Ask(
                "title_da",
                Text("Fx: døgn på herberg.", "Such as: nights in a shelter."),
                label=Text("Hvad der ændrer sig", "What changes"),
            ),
            Ask("target_group"),
            Ask(
                "target_group_da",
                Text("Udelad, hvis navnet ovenfor passer.", "Leave out if the name above fits."),
                label=Text("Målgruppen i jeres ord", "The target group in your words"),
            ),
            Ask("outcome"),
            Ask("estimate_kind", first="own_estimate"),
            Ask("causal_grade", required=True),
            Ask("measure", first="difference"),
            Ask("value"),
            Ask("ci_low"),
            Ask("ci_high"),
            Ask("unit"),
            Ask("per", first="person_year"),
            Ask("price_year", Text("Kun for beløb.", "Only for amounts.")),
            Ask("positive_means", first="more_use"),
            Ask("comparison", Text("Hvem der er sammenlignet med.", "Who was compared with.")),
            Ask("period"),
            Ask("design_text", label=Text("Hvordan det er målt", "How it was measured")),
            COUNTRY,
            NOTE,
        ),
        {},
    ),
}


def first_row(form: OwnForm) -> Row:
    """Return the cells that an empty form begins with."""
    return {ask.name: ask.first for ask in form.asks if ask.first}


def read_cell(
    ask: Ask, column: Column, posted: Mapping[str, Any], prefix: str, language: Language
) -> str:
    """Return the cell that was typed for a question.

    Raises:
        NotANumberError: a number cannot be read.
    """
    name = prefix + ask.name
    if column.type == "shares":
        shares = {
            payer: _number(posted.get(f"{name}.{payer}", ""), True, language) for payer in PAYERS
        }
        return shares_text({payer: float(share) for payer, share in shares.items() if share})
    typed = " ".join(str(posted.get(name, "")).split())
    if column.type in ("number", "integer"):
        return _number(typed, ask.percent, language)
    if column.type == "flag":
        return "true" if typed else ""
    return typed.upper() if column.type == "countries" else typed


def _number(typed: str, percent: bool, language: Language) -> str:
    value = number_from(typed, percent, language)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotANumberError(
            Text(
                "Skriv ét tal. Usikkerheden har sit eget felt.",
                "Write one number. The uncertainty has a field of its own.",
            )
        )
    return format(Decimal(repr(value)), "f")


def typed_of(ask: Ask, column: Column, cell: str, language: Language) -> str:
    """Return a cell as it is typed in the form."""
    if column.type not in ("number", "integer") or not cell:
        return cell
    try:
        return text_of(float(cell), ask.percent, language)
    except ValueError:
        return cell


def percent_of(share: float, language: Language) -> str:
    """Return a share as it is typed in the form."""
    return text_of(share, True, language)
