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
    #: Asked for among "more fields", which are closed until they are wanted.
    rare: bool = False


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
OTHER_NAME = Text("Udelad, hvis navnet ovenfor passer.", "Leave out if the name above fits.")
OUR_TARGET_GROUP = Text("Målgruppen i jeres ord", "The target group in your words")
NOTE = Ask(
    "note",
    Text(
        "Hvordan tallet er fundet, og hvad man skal vide om det.",
        "How the number was found, and what to know of it.",
    ),
    long=True,
)
COUNTRY = Ask(
    "countries", Text("Landekode, fx DK.", "Country code, such as DK."), first="DK", rare=True
)

SOURCE_ASKS = (
    Ask(
        "title_text",
        Text(
            "Regnskab, notat, aftale eller studie, som tallet er læst i.",
            "The accounts, memo, agreement or study in which the number was read.",
        ),
    ),
    Ask(
        "url",
        Text(
            "Hvor den kan slås op: hjemmeside, intranet eller dagsorden.",
            "Where it can be looked up: a web site, an intranet or an agenda.",
        ),
    ),
    Ask("accessed"),
)

PRICE = (
    Ask("title_da", label=NAME, required=True),
    Ask("amount", label=Text("Pris i kr.", "Price in DKK")),
    Ask("unit"),
    Ask("price_year", required=True),
    Ask("price_kind", first="local"),
    Ask(
        "payers",
        Text(
            "I procent. Udelad, hvis det ikke er kendt.",
            "In per cent. Leave out if it is not known.",
        ),
    ),
    NOTE,
    Ask("flow", first="expense", rare=True),
    Ask("department", rare=True),
    Ask(
        "title_en",
        Text("Ellers bruges det danske.", "Otherwise the Danish one is used."),
        label=Text("Navn på engelsk", "Name in English"),
        rare=True,
    ),
)

EFFECT = (
    Ask("intervention"),
    Ask("target_group"),
    Ask("outcome", label=Text("Område", "Area")),
    Ask(
        "outcome_text",
        Text("Fx: egen bolig i et år.", "Such as: own home for a year."),
        label=Text("Hvad der talte som succes", "What counted as success"),
    ),
    Ask("p_with", Text("Fx 42 %.", "Such as 42%."), percent=True),
    Ask("p_without", percent=True),
    Ask(
        "difference",
        Text(
            "Udelad den, så regnes den af de to andele.",
            "Left out, it is calculated from the two shares.",
        ),
        percent=True,
        label=Text("Forskel i andel (procentpoint)", "Difference in share (percentage points)"),
    ),
    Ask("difference_low", percent=True),
    Ask("difference_high", percent=True),
    Ask(
        "n_with",
        Text(
            "Står intervallet ikke ovenfor, regnes usikkerheden af antallene.",
            "Without an interval above, the uncertainty is worked out from the numbers of people.",
        ),
    ),
    Ask("n_without"),
    Ask("direction"),
    Ask("design"),
    Ask("causal_grade"),
    Ask("comparison"),
    Ask("follow_up_months"),
    Ask("year"),
    NOTE,
    Ask(
        "intervention_text",
        OTHER_NAME,
        label=Text("Indsatsen i jeres ord", "The intervention in your words"),
        rare=True,
    ),
    Ask("target_group_text", OTHER_NAME, label=OUR_TARGET_GROUP, rare=True),
    Ask("good_side", first="higher", rare=True),
    Ask("model_use", first="direct", rare=True),
    Ask("measure", first="risk_difference", rare=True),
    Ask(
        "value",
        Text(
            "Kun for andre effektmål end forskel i andel.",
            "Only for other measures than a difference in share.",
        ),
        rare=True,
    ),
    Ask("ci_low", rare=True),
    Ask("ci_high", rare=True),
    COUNTRY,
)

CONSEQUENCE = (
    Ask(
        "title_da",
        Text("Fx: døgn på herberg.", "Such as: nights in a shelter."),
        label=Text("Hvad der ændrer sig", "What changes"),
    ),
    Ask("target_group"),
    Ask("outcome"),
    Ask(
        "value",
        Text(
            "Ændringen for én person. Mindre forbrug skrives med minus.",
            "The change for one person. Less use is written with a minus.",
        ),
    ),
    Ask("unit"),
    Ask("per", first="person_year"),
    Ask("price_year", Text("Kun for beløb.", "Only for amounts.")),
    Ask("ci_low"),
    Ask("ci_high"),
    Ask("causal_grade", required=True),
    Ask("comparison", Text("Hvem der er sammenlignet med.", "Who was compared with.")),
    Ask("period"),
    Ask("design_text", label=Text("Hvordan det er målt", "How it was measured")),
    NOTE,
    Ask("target_group_da", OTHER_NAME, label=OUR_TARGET_GROUP, rare=True),
    Ask("estimate_kind", first="own_estimate", rare=True),
    Ask("measure", first="difference", rare=True),
    Ask("positive_means", first="more_use", rare=True),
    COUNTRY,
)

RATE = (
    Ask("title_da", label=NAME, required=True),
    Ask("value", label=Text("Sats", "Rate")),
    Ask("unit"),
    Ask("grade", label=Text("Hvor stammer tallet fra?", "Where does the number come from?")),
    Ask("valid_from", Text("Den dag, satsen begynder at gælde.", "The day it begins to hold.")),
    Ask("valid_to", Text("Udelad, hvis den stadig gælder.", "Leave out if it still holds.")),
    Ask(
        "payers",
        Text(
            "I procent. Udelad, hvis det ikke er kendt.",
            "In per cent. Leave out if it is not known.",
        ),
    ),
    NOTE,
    Ask("price_year", rare=True),
    Ask(
        "title_en",
        Text("Ellers bruges det danske.", "Otherwise the Danish one is used."),
        label=Text("Navn på engelsk", "Name in English"),
        rare=True,
    ),
)

FORMS: Mapping[str, OwnForm] = {
    form.kind: form
    for form in (
        OwnForm(
            "unit_prices",
            Text("Enhedspris", "Unit price"),
            PRICE,
            {"currency": "DKK", "price_year_standing": "stated"},
        ),
        OwnForm("effect_studies", Text("Effektstudie", "Effect study"), EFFECT, {}),
        OwnForm("consequences", Text("Konsekvens", "Consequence"), CONSEQUENCE, {}),
        OwnForm("rates", Text("Sats", "Rate"), RATE, {}),
    )
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
