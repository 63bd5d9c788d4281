"""The form of a contract: its most important terms as fields, section by section."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bundlinje.basics.texts import Text
from bundlinje.web.cases.form.paths import put, value_at

Document = dict[Any, Any]
NOTHING = Text("", "")


@dataclass(frozen=True)
class Column:
    """A column of a field that has rows; `kind` is text | number | share | date | choice."""

    label: Text
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()
    #: What an empty cell stands for, where it may be left empty.
    empty: Text = NOTHING


def _as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class TermField:
    """One field: the path that it saves, its kind and what is said beside it.

    `kind` is text | paragraph | number | whole | date | choice | names | rows. `form` is what
    rows are in the file: pairs, mapping, periods or delivery. `spread`: the number may be
    uncertain or refer to the case.
    """

    path: str
    label: Text
    kind: str = "text"
    help: Text = NOTHING
    unit: Text = NOTHING
    percent: bool = False
    spread: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    columns: tuple[Column, ...] = ()
    form: str = ""
    taken: Callable[[Any], Any] = _as_it_is
    given: Callable[[Any, Any], Any] | None = None

    @property
    def id(self) -> str:
        """The id of the field on the page."""
        return "felt-" + "".join(c if c.isalnum() else "-" for c in self.path)

    @property
    def wide(self) -> bool:
        """Whether it takes the whole width."""
        # The name of an outcome or a payment begins what belongs to it.
        named = self.path.endswith(".label")
        return self.kind in ("paragraph", "rows") or named or self.path == "title"

    def value(self, document: Document) -> Any:
        """Return what a document says in the field."""
        return self.taken(value_at(document, self.path))

    def set(self, document: Document, value: Any) -> list[str]:
        """Set it; return the paths changed, none if the document says so already."""
        if self.value(document) == value:
            return []
        if self.given is not None:
            value = self.given(value_at(document, self.path), value)
        put(document, self.path, value)
        return [self.path]


@dataclass(frozen=True)
class TermSection:
    """Fields that belong together; `note` is what the document notes about them."""

    id: str
    title: Text
    fields: tuple[TermField, ...]
    note: str = ""
    help: Text = NOTHING


KR = Text("kr.", "DKK")
PEOPLE = Text("antal", "number")
OR_CASE = Text(
    "Tal, fx 62 % (52–72 %), eller et tal fra sagen, fx =effect.with.",
    "A number, e.g. 62% (52–72%), or a number of the case, e.g. =effect.with.",
)


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
        TermSection("parter", Text("Parter", "Parties"), tuple(_party_fields(document, parties))),
        TermSection(
            "resultater", Text("Resultater, der måles", "Outcomes that are measured"),
            tuple(_metrics(document)), "metrics",
        ),
        TermSection(
            "priser", Text("Priser", "Prices"), tuple(_payments(document)), "payments",
            Text("Det, der betales for hvert resultat.", "What is paid for each outcome."),
        ),
        TermSection(
            "lofter", Text("Lofter for hele kontrakten", "Limits of the whole contract"),
            (
                TermField("caps.total", Text("Højst i alt", "At most in all"), "number", unit=KR),
                TermField("caps.per_period", Text("Højst pr. periode", "At most per period"),
                          "number", unit=KR),
                TermField("caps.per_person", Text("Højst pr. borger", "At most per person"),
                          "number", unit=KR),
            ), "caps",
        ),
        TermSection("perioder", Text("Perioder og betaling", "Periods and payment"), _PERIODS),
        TermSection(
            "kapital", Text("Kapital", "Capital"), tuple(_capital(document, parties)), "tranches",
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


def _items(document: Document, key: str) -> Iterator[dict[str, Any]]:
    listed = document.get(key)
    for item in listed if isinstance(listed, list) else ():
        # A point in an id would be read as a path.
        if isinstance(item, dict) and isinstance(item.get("id"), str) and "." not in item["id"]:
            yield item


def _party_fields(document: Document, parties: tuple[tuple[str, str], ...]) -> Iterator[TermField]:
    for id, _ in parties:
        if "." not in id:
            yield TermField(f"parties.{id}", Text(f"Navn på »{id}«", f"Name of “{id}”"))
    columns = (
        Column(Text("Betaler", "Payer"), "choice", parties),
        Column(Text("Andel", "Share"), "share"),
    )
    yield TermField(
        "payers", Text("Hvem betaler for resultaterne?", "Who pays for the outcomes?"), "rows",
        Text("Andelene skal give 100 % tilsammen.", "The shares must add up to 100%."),
        columns=columns, form="mapping",
    )  # fmt: skip


MEASURES = (
    ("count", Text("et antal borgere", "a number of people")),
    ("amount", Text("et beløb", "an amount")),
    ("rate", Text("en andel", "a rate")),
    ("mean", Text("et gennemsnit", "a mean")),
)


def _metrics(document: Document) -> Iterator[TermField]:
    from bundlinje.web.language import current

    for item in _items(document, "metrics"):
        at, name = f"metrics.{item['id']}", str(item.get("label") or item["id"])
        yield TermField(f"{at}.label", Text(f"Resultat: {item['id']}", f"Outcome: {item['id']}"))
        if item.get("blend"):
            continue
        yield TermField(
            f"{at}.measure", Text("Måles som", "Measured as"), "choice",
            choices=tuple((value, text.to(current())) for value, text in MEASURES),
        )  # fmt: skip
        share = item.get("measure") in ("count", "rate")
        yield TermField(f"{at}.expect.people", Text("Borgere, der måles", "People measured"),
                        "number", unit=PEOPLE, spread=True)  # fmt: skip
        yield TermField(f"{at}.expect.rate", Text("Ventes med indsatsen", "Expected with"),
                        "number", OR_CASE, percent=share, spread=True)  # fmt: skip
        yield TermField(
            f"{at}.expect.without", Text("Ventes uden indsatsen", "Expected without"), "number",
            Text(f"For »{name}«.", f"Of “{name}”."), percent=share, spread=True,
        )  # fmt: skip


OVERS = (
    ("period", Text("hver periode for sig", "each period on its own")),
    ("contract", Text("alt til dato", "everything to date")),
)
AMOUNT = Text("Beløb (kr.)", "Amount (DKK)")
REST = Text("resten", "the rest")


def _payments(document: Document) -> Iterator[TermField]:
    from bundlinje.web.language import current

    for item in _items(document, "payments"):
        at = f"payments.{item['id']}"
        yield TermField(f"{at}.label", Text(f"Betaling: {item['id']}", f"Payment: {item['id']}"))
        rule = item.get("rule")
        yield from _rule(f"{at}.rule", rule if isinstance(rule, dict) else {})
        yield TermField(
            f"{at}.over", Text("Der tælles", "Counted over"), "choice",
            choices=tuple((value, text.to(current())) for value, text in OVERS),
        )  # fmt: skip
        yield TermField(f"{at}.cap.amount", Text("Højst i alt for betalingen", "At most in all"),
                        "number", unit=KR)  # fmt: skip
        yield TermField(f"{at}.cap.count", Text("Højst så mange resultater", "At most so many"),
                        "number", unit=PEOPLE)  # fmt: skip


def _rule(at: str, rule: Mapping[str, Any]) -> Iterator[TermField]:
    if isinstance(rule.get("unit"), dict):
        yield TermField(
            f"{at}.unit", Text("Pris efter behov", "Price by need"), "rows",
            columns=(Column(Text("Gruppe", "Group")), Column(AMOUNT, "number")), form="mapping",
        )  # fmt: skip
    elif "unit" in rule:
        yield TermField(f"{at}.unit", Text("Pris pr. resultat", "Price per outcome"), "number",
                        unit=KR)  # fmt: skip
    if "share" in rule:
        yield TermField(f"{at}.share", Text("Andel af besparelsen", "Share of the saving"),
                        "number", percent=True)  # fmt: skip
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
            yield TermField(f"{at}.{key}", label, "rows", columns=columns, form="pairs")


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


def _capital(document: Document, parties: tuple[tuple[str, str], ...]) -> Iterator[TermField]:
    for item in _items(document, "tranches"):
        at, name = f"tranches.{item['id']}", item["id"]
        yield TermField(f"{at}.holder", Text(f"Hvem giver »{name}«?", f"Who gives “{name}”?"),
                        "choice", choices=parties)  # fmt: skip
        yield TermField(f"{at}.commitment", Text(f"Tilsagn i »{name}«", f"Commitment of “{name}”"),
                        "number", unit=KR)  # fmt: skip
        if isinstance(item.get("interest"), dict):
            yield TermField(f"{at}.interest.rate", Text(f"Rente på »{name}«", f"Rate of “{name}”"),
                            "number", unit=Text("om året", "a year"), percent=True)  # fmt: skip
    if _until_irr(document.get("surplus")) is not None:
        yield TermField(
            "surplus", Text("Højeste afkast", "Highest return"), "number",
            unit=Text("om året", "a year"), percent=True, taken=_until_irr, given=_with_irr,
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
            Text("Omkostningernes navne i sagen, med komma imellem.",
                 "The costs' ids in the case, with commas between."),
        )  # fmt: skip
    yield TermField("end", Text("Kontrakten slutter", "The contract ends"), "date")


@dataclass(frozen=True)
class Shown:
    """What stands in a field: a text, or rows of cells; `fixed` cannot be edited here."""

    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    fixed: str = ""
    problems: tuple[Text, ...] = field(default=())
