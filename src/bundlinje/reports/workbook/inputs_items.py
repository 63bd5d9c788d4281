"""The blocks of inputs that are items: costs, consequences and outcomes, a row each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bundlinje.basics.texts import Text
from bundlinje.calculation import workbook_format as form
from bundlinje.calculation.case import Change, Consequence, Cost
from bundlinje.evidence.profiles import of_profile
from bundlinje.reports.workbook.inputs import Column, InputSheet, Table, left, take
from bundlinje.reports.workbook.inputs_profiles import follow_profile, put_profile

_ID = Column("id", Text("Id", "Id"))
_LABEL = Column("label", Text("Betegnelse", "Label"))
_SOURCES = Column("evidence", Text("Kilder", "Sources"))
_NOTE = Column("note", Text("Note", "Note"), "input_note")
_GROWTH = Text("Realvækst pr. år", "Real growth a year")
_RULE = Column("paid_by.rule", Text("Regel", "Rule"), "structure")
_TO = Column("paid_by.to", Text("Regel: konti", "Rule: accounts"), "structure")


def _spread(key: str, of: Text | None = None) -> Column:
    da, en = of or ("", "")
    title = Text(f"Usikkerhed {da}".strip(), f"Uncertainty {en}".strip())
    return Column(f"{key}{form.SPREAD}", title, "input_spread")


def _by_year(key: str, da: str, en: str, count: int, style: str) -> list[Column]:
    return [
        Column(f"{key}.{i}", Text(f"{da} år {i}", f"{en} year {i}"), style) for i in range(count)
    ]


def account_columns(inputs: InputSheet) -> list[Column]:
    """Return a column of shares for every account, and for accounts that are added."""
    titles = {a: Text(f"Andel {a}", f"Share {a}") for a in inputs.case.accounts}
    titles |= dict.fromkeys(inputs.prepared_accounts, Text("", ""))
    return [Column(f"{form.SHARE}{key}", title, "input_factor") for key, title in titles.items()]


def _open_headings(inputs: InputSheet, table: Table, source: Table | None = None) -> None:
    """Let the account of a prepared column be written in its heading, once for all blocks."""
    row = table.first - 1
    for key in inputs.prepared_accounts:
        col = table.columns[f"{form.SHARE}{key}"]
        if source is None:
            inputs.sheet.put(row, col, None, "input_text")
            inputs.open_accounts[key] = inputs.sheet.at(row, col)
        else:
            cell = inputs.open_accounts[key]
            inputs.sheet.formula(row, col, f'IF({cell}="","",{cell})', "", "header")


def costs_block(inputs: InputSheet) -> Table:
    """Put the costs."""
    say, case = inputs.book.say, inputs.case
    written = take(inputs.rest, "costs") or []
    table = inputs.table(
        form.COSTS, say("Udgifter", "Costs"),
        say("Opstart, drift og det, som indsatsen træder i stedet for (fortrængt). Andelene i hver "
            "række skal give 1. Den tomme gule overskrift er til en ny konto, fx kommune/social.",
            "Set-up, running, and what the intervention replaces (displaced). The shares of each "
            "row must sum to 1. The empty yellow heading is for a new account, e.g. "
            "kommune/social."),
        [
            _ID, _LABEL,
            Column("amount", Text("Beløb", "Amount"), "input_money"), _spread("amount"),
            Column("per", Text("Pr.", "Per"), choices=form.COST_PER),
            Column("price_year", Text("Prisår", "Price year"), "input_year"),
            _SOURCES, _NOTE,
            Column("kind", Text("Slags", "Kind"), choices=form.KINDS),
            *account_columns(inputs),
            Column("years", Text("Falder i årene", "Falls in the years")),
            Column("years_before", Text("År før gennemførelse", "Years before completion"),
                   "input_year"),
            Column("growth", _GROWTH, "input_rate"),
            _RULE, _TO,
        ],
        len(written), inputs.spare.costs,
    )  # fmt: skip
    inputs.sheet.breaks.append(table.first - 4)
    _open_headings(inputs, table)
    for row, data, cost in zip(table.every_row, written, case.costs, strict=False):
        table.rows[cost.id] = row
        if cost.amount.numbers[0].ref and cost.price_year != case.price_year:
            # It came with a record of the knowledge base; the formulas need it in its cell.
            data.setdefault("price_year", cost.price_year)
        inputs.number(
            row, table.columns["amount"], table.columns[f"amount{form.SPREAD}"],
            take(data, "amount"), cost.amount.numbers[0].mean,
        )  # fmt: skip
        years = take(data, "years")
        if years is not None:
            text = form.list_text([str(y) for y in years]) if isinstance(years, list) else years
            inputs.put(row, table.columns["years"], text)
        _plain(inputs, table, row, data)
        _paid_by(inputs, table, row, data, cost)
        inputs.note(row, f"costs.{cost.id}")
    inputs.rest["costs"] = {c.id: left(d) for c, d in zip(case.costs, written, strict=True)}
    return table


def _plain(inputs: InputSheet, table: Table, row: int, data: dict[str, Any]) -> None:
    """Put every value whose key has a cell of its own, as it was written."""
    for key, col in table.columns.items():
        value = None if key.startswith("paid_by") else take(data, *key.split("."))
        if value is None:
            continue
        if key in ("evidence", "counts"):
            inputs.sheet.text(row, col, form.list_text(value), "input_text")
        else:
            inputs.put(row, col, inputs.word(value) if _fixed(key) else value)


def _fixed(key: str) -> bool:
    return key in ("kind", "per", "direction", "then", "transfer")


def _paid_by(
    inputs: InputSheet, table: Table, row: int, data: dict[str, Any], item: Cost | Consequence
) -> None:
    written = take(data, "paid_by")
    if isinstance(written, dict) and written.get("rule"):
        inputs.put(row, table.columns["paid_by.rule"], written.pop("rule"))
        if to := written.pop("to", None):
            inputs.sheet.text(row, table.columns["paid_by.to"], form.map_text(to), "structure")
        data["paid_by"] = written
        for account, share in item.paid_by.items():
            inputs.sheet.put(row, table.columns[f"{form.SHARE}{account}"], share, "given")
        return
    shares = {written: 1} if isinstance(written, str) else written or {}
    for account, share in shares.items():
        inputs.put(row, table.columns[f"{form.SHARE}{account}"], share)


def _change_columns(
    inputs: InputSheet, changes: Sequence[Change], shares: Sequence[Column] = ()
) -> list[Column]:
    """Return the columns that consequences and outcomes share after the first eight."""
    spare = inputs.spare.profile_years
    years = max([len(c.quantity.numbers) for c in changes], default=1) + spare
    own = [c.persistence for c in changes if c.persistence is not None and c.persistence.listed]
    kept = max([len(p.series.numbers) for p in own], default=0)
    quantity = Text("af ændringen", "of the change")
    persistence = Text("af fastholdelsen", "of the persistence")
    return [
        Column("per", Text("Pr.", "Per"), choices=form.CHANGE_PER),
        *_by_year("quantity", "Ændring", "Change", years, "input"),
        _spread("quantity", quantity),
        *shares,
        Column("effect", Text("Effekt", "Effect")),
        Column("lag", Text("Begynder år", "Begins in year"), "input_year"),
        Column("then", Text("Derefter", "Then"), choices=form.THEN),
        Column("until", Text("Til og med år", "Until year"), "input_year"),
        Column("factor", Text("Faktor", "Factor"), "input_factor"),
        _spread("factor", Text("af faktoren", "of the factor")),
        Column("persistence", Text("Egen fastholdelse pr. år", "Own persistence a year"),
               "input_rate"),
        *_by_year("persistence", "Fastholdt", "Kept", kept, "input_rate"),
        _spread("persistence", persistence),
    ]  # fmt: skip


def _change(inputs: InputSheet, table: Table, row: int, data: dict[str, Any], c: Change) -> None:
    """Put the numbers of a change."""
    columns = table.columns
    table.rows[c.id] = row
    quantity = take(data, "quantity")
    cells, spread = entries(table, "quantity"), columns[f"quantity{form.SPREAD}"]
    if of_profile(c.quantity.numbers):
        follow_profile(data, c, inputs.case.price_year)
        inputs.profiles.append(put_profile(inputs.sheet, row, cells, spread, quantity, c))
    else:
        inputs.numbers(row, cells, spread, quantity, c.quantity)
    inputs.number(
        row, columns["factor"], columns[f"factor{form.SPREAD}"],
        take(data, "factor"), c.factor.numbers[0].mean,
    )  # fmt: skip
    written = take(data, "persistence")
    if c.persistence is not None:
        spread, series = columns[f"persistence{form.SPREAD}"], c.persistence.series
        if isinstance(written, list):
            inputs.numbers(row, entries(table, "persistence"), spread, written, series)
        else:
            inputs.number(row, columns["persistence"], spread, written, series.numbers[0].mean)


def entries(table: Table, key: str) -> list[int]:
    """Return the columns of the entries of a list."""
    return [col for name, col in table.columns.items() if form.is_entry(name, key)]


def consequences_block(inputs: InputSheet) -> tuple[Table, dict[str, Any]]:
    """Put the consequences; also returns the levels without success that rules need."""
    say, case = inputs.book.say, inputs.case
    written = take(inputs.rest, "consequences") or []
    realisable = max([len(c.realisable) for c in case.consequences], default=0)
    table = inputs.table(
        form.CONSEQUENCES, say("Konsekvenser", "Consequences"),
        say("Ændring i brug af ydelser; et fald er negativt. Andelene i hver række skal give 1 "
            "(0 ved en overførsel).",
            "Change in the use of services; a fall is negative. The shares of each row must sum to "
            "1 (0 in a transfer)."),
        [
            _ID, _LABEL,
            Column("price.amount", Text("Enhedspris", "Unit price"), "input_money"),
            _spread("price.amount"),
            Column("unit", Text("Enhed", "Unit")),
            Column("price.price_year", Text("Prisår", "Price year"), "input_year"),
            _SOURCES, _NOTE,
            Column("direction", Text("Retning", "Direction"), choices=form.DIRECTIONS),
            *_change_columns(inputs, case.consequences, account_columns(inputs)),
            *_by_year("realisable", "Kan hentes ud", "Realisable", realisable + 2, "input_rate"),
            Column("price.growth", _GROWTH, "input_rate"),
            Column("price.ref", Text("Pris fra vidensdatabasen", "Price of the knowledge base"),
                   "structure"),
            Column("price.index", Text("Eget prisindeks", "Own price index"), "structure"),
            Column("transfer", Text("Overførsel", "Transfer"), choices=form.FLAGS),
            Column("baseline_weeks", Text("Uger på ydelsen før", "Weeks on the benefit before"),
                   "input"),
            Column("pool", Text("Pulje", "Pool"), "structure"),
            Column("counts", Text("Tæller med", "Includes")),
            _RULE, _TO,
        ],
        len(written), inputs.spare.consequences,
    )  # fmt: skip
    _open_headings(inputs, table, table)
    baselines: dict[str, Any] = {}
    for row, data, change in zip(table.every_row, written, case.consequences, strict=False):
        _change(inputs, table, row, data, change)
        _price(inputs, table, row, data, change)
        _realisable(inputs, table, row, take(data, "realisable"))
        level = take(data, "baseline")
        if level is not None:
            baselines[change.id] = level
        _plain(inputs, table, row, data)
        _paid_by(inputs, table, row, data, change)
        inputs.note(row, f"consequences.{change.id}")
    inputs.rest["consequences"] = {
        c.id: left(d) for c, d in zip(case.consequences, written, strict=True)
    }
    return table, baselines


def _price(inputs: InputSheet, table: Table, row: int, data: dict[str, Any], c: Any) -> None:
    price = data.get("price")
    if not isinstance(price, dict):
        price = data["price"] = {"amount": price}
    columns, mean = table.columns, c.price.amount.numbers[0].mean
    if c.price.amount.numbers[0].ref and c.price.price_year != inputs.case.price_year:
        price.setdefault("price_year", c.price.price_year)
    if "ref" in price:
        own = {"price_year", "growth", "index"}
        reference = {key: price.pop(key) for key in list(price) if key not in own}
        inputs.sheet.text(row, columns["price.ref"], form.map_text(reference), "structure")
        inputs.sheet.put(row, columns["price.amount"], mean, "given_money")
    else:
        inputs.number(
            row, columns["price.amount"], columns[f"price.amount{form.SPREAD}"],
            price.pop("amount", None), mean,
        )  # fmt: skip
    index = price.pop("index", None)
    if index is not None:
        text = index if isinstance(index, str) else form.flow_text(index)
        inputs.sheet.text(row, columns["price.index"], text, "structure")


def _realisable(inputs: InputSheet, table: Table, row: int, written: Any) -> None:
    if written is None:
        return
    shares = written if isinstance(written, list) else [written]
    for col, share in zip(entries(table, "realisable"), shares, strict=False):
        inputs.put(row, col, share)


def outcomes_block(inputs: InputSheet) -> Table:
    """Put the outcomes for people."""
    say, case = inputs.book.say, inputs.case
    written = take(inputs.rest, "outcomes") or []
    table = inputs.table(
        form.OUTCOMES, say("Resultater for borgerne", "Outcomes for people"),
        say("Den anden bundlinje: i egne enheder, aldrig lagt til pengene.",
            "The second bottom line: in own units, never added to the money."),
        [
            _ID, _LABEL,
            Column("valuation.amount", Text("Pengeværdi pr. enhed (vises for sig)",
                                            "Money value a unit (shown apart)"), "input_money"),
            Column("valuation.source", Text("Kilde til pengeværdien", "Source of the value")),
            Column("unit", Text("Enhed", "Unit")),
            Column("valuation.price_year", Text("Prisår", "Price year"), "input_year"),
            _SOURCES, _NOTE,
            *_change_columns(inputs, case.outcomes),
        ],
        len(written), inputs.spare.outcomes,
    )  # fmt: skip
    for row, data, outcome in zip(table.every_row, written, case.outcomes, strict=False):
        _change(inputs, table, row, data, outcome)
        _plain(inputs, table, row, data)
        inputs.note(row, f"outcomes.{outcome.id}")
    inputs.rest["outcomes"] = {o.id: left(d) for o, d in zip(case.outcomes, written, strict=True)}
    return table
