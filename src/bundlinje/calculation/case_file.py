"""Read a case file, or a case built in Python, and report everything that is wrong in one go."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import InputError, input_error, nearest
from bundlinje.basics.numbers import Kind, Number
from bundlinje.basics.reading import SHARE_TOLERANCE, Reader, Section, join
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import Document, Node, parse_document, read_document, tree_of
from bundlinje.calculation.case import (
    BudgetView,
    Case,
    Change,
    Consequence,
    Cost,
    Discounting,
    Effect,
    Outcome,
    Payer,
    Persistence,
    Price,
    Series,
    Valuation,
)
from bundlinje.calculation.case_warnings import case_warnings
from bundlinje.calculation.named_numbers import read_named, settle_named
from bundlinje.calculation.price_levels import read_price_levels
from bundlinje.evidence import records

FORMAT = "bundlinje.case/1"
MAX_HORIZON = 150
MAX_ITEMS = 1000
MAX_ACCOUNTS = 300
MAX_PROFILE = 300

_KEYS = (
    "format", "id", "title", "description", "target_group", "intervention", "currency",
    "price_year", "start_year", "horizon", "discounting", "budget", "price_index", "payers",
    "participants", "completion", "effect", "effects", "parameters", "joint", "costs", "consequences",
    "outcomes", "notes", "sources",
)  # fmt: skip
_EFFECT_KEYS = (
    "goal", "without", "with", "difference", "persistence", "participants", "evidence",
)  # fmt: skip
_COST_KEYS = (
    "id", "label", "kind", "amount", "per", "years", "years_before", "price_year", "growth",
    "paid_by", "evidence",
)  # fmt: skip
_CHANGE_KEYS = (
    "id", "label", "unit", "per", "effect", "quantity", "factor", "lag", "then", "until",
    "persistence", "evidence",
)  # fmt: skip
_CONSEQUENCE_KEYS = (
    *_CHANGE_KEYS, "direction", "realisable", "price", "paid_by", "transfer", "baseline",
    "baseline_weeks", "pool", "counts",
)  # fmt: skip
_RULE_KEYS = ("baseline", "baseline_weeks", "pool")

_PAYERS = (
    Payer("kommune", Text("Kommune", "Municipality")),
    Payer("region", Text("Region", "Region")),
    Payer("stat", Text("Stat", "State")),
    Payer("borger", Text("Borger", "Citizen"), public=False),
    Payer("andre", Text("Andre", "Others"), public=False),
)


def read_case(path: str | Path) -> Case:
    """Read the case file at `path`.

    Raises:
        InputError: the file cannot be read or is wrong; every problem with file, line and key.
    """
    path = Path(path)
    return _case(read_document(path), path.stem)


def case_from_text(text: str, name: str = "case") -> Case:
    """Read a case from YAML or JSON text; `name` is its default id.

    Raises:
        InputError: the text is wrong.
    """
    return _case(parse_document(text.encode(), name), name)


def case_from_data(data: Mapping[str, Any], name: str = "case") -> Case:
    """Build a case from plain data with the keys of the case file.

    Raises:
        InputError: the data is wrong.
    """
    root = tree_of(data)
    canonical = json.dumps(root.plain(), sort_keys=True, default=str, ensure_ascii=False)
    return _case(Document("", root, hashlib.sha256(canonical.encode()).hexdigest()), name)


def changed_case(case: Case, changes: Mapping[str, Any]) -> Case:
    """Return a new case with values changed by path; see `Case.change`.

    Raises:
        InputError: a path leads nowhere, or the changed case is wrong.
    """
    data = copy.deepcopy(dict(case.data))
    for path, value in changes.items():
        _set(data, path, value)
    return case_from_data(data, case.id)


def _set(data: dict[Any, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    place: Any = data
    for key in parents:
        place = _step(place, key, path)
    if isinstance(place, list):
        known = [index for index, item in enumerate(place) if _is_item(item, last)]
        if not known:
            raise _no_such_path(path, last, place)
        place[known[0]] = value
    else:
        place[_key(place, last)] = value


def _step(place: Any, key: str, path: str) -> Any:
    if isinstance(place, list):
        for item in place:
            if _is_item(item, key):
                return item
    elif isinstance(place, dict) and _key(place, key) in place:
        found = place[_key(place, key)]
        if isinstance(found, dict | list):
            return found
    raise _no_such_path(path, key, place)


def _key(place: dict[Any, Any], key: str) -> Any:
    # Years are whole numbers in a file, and text in a path.
    return int(key) if key.isdecimal() and key not in place else key


def _is_item(item: Any, key: str) -> bool:
    return isinstance(item, dict) and item.get("id") == key


def _no_such_path(path: str, key: str, place: Any) -> InputError:
    if isinstance(place, list):
        names = [str(item.get("id")) for item in place if isinstance(item, dict)]
    else:
        names = [str(name) for name in place] if isinstance(place, dict) else []
    hint = nearest(key, names)
    return input_error(
        f"sagen har ikke {key} her. {hint.da}", f"the case has no {key} here. {hint.en}", key=path
    )


def _case(document: Document, name: str) -> Case:
    reader = Reader(document.file)
    section = reader.section(document.root, "", _KEYS)
    if not isinstance(document.root.value, dict):
        reader.finish()
    return _CaseFile(reader, section).case(document, name)


class _CaseFile:
    """Reads the sections of one file in the order in which they depend on each other."""

    def __init__(self, reader: Reader, section: Section) -> None:
        self.reader = reader
        self.section = section
        self.warnings: list[Text] = []
        self.ids: dict[str, str] = {}
        self.named = read_named(section)

    def case(self, document: Document, name: str) -> Case:
        section = self.section
        self._format()
        title = section.text("title", required=True)
        case_id = section.identifier("id", name)
        self.start_year = section.year("start_year")
        self.horizon = section.integer("horizon", 1, MAX_HORIZON)
        self.price_year = section.year("price_year")
        currency = section.text("currency", "DKK")
        self.prices = read_price_levels(section, self.price_year, currency)
        self.payers = self._payers()
        participants = self._participants(section.need("participants"), "participants")
        completion = Series("completion", (section.number("completion", Kind.RATE, 1.0),))
        if completion.numbers[0].mean == 0:
            self.reader.expected(
                section.need("completion") or section.node, "completion",
                "en andel over 0", "a share above 0",
            )  # fmt: skip
        self.effects = self._effects()
        self.cohorts = sorted(participants)
        costs = tuple(self._cost(node, i) for i, node in enumerate(self._list("costs")))
        consequences = tuple(
            self._consequence(node, i) for i, node in enumerate(self._list("consequences"))
        )
        outcomes = tuple(self._outcome(node, i) for i, node in enumerate(self._list("outcomes")))
        sources = self._sources()
        notes = {
            str(key): self.reader.text(node, join("notes", key))
            for key, node in self.reader.entries(section.get("notes"), "notes")
        }
        discounting = self._discounting()
        parameters, joint = settle_named(section, self.named, self.warnings)
        case = Case(
            id=case_id,
            title=title,
            description=section.text("description"),
            target_group=section.text("target_group"),
            intervention=section.identifier("intervention", case_id),
            currency=currency,
            price_year=self.price_year,
            start_year=self.start_year,
            horizon=self.horizon,
            discounting=discounting,
            budget=self._budget(),
            price_index=self.prices.case_index.name,
            own_index_years=tuple(sorted(self.prices.own_years)),
            payers=self.payers,
            participants=participants,
            completion=completion,
            effects=self.effects,
            parameters=parameters,
            joint=joint,
            costs=costs,
            consequences=consequences,
            outcomes=outcomes,
            notes=notes,
            sources=sources,
            warnings=(),
            data=document.root.plain(),
            sha256=document.sha256,
        )
        if len(case.accounts) > MAX_ACCOUNTS:
            self.reader.report(
                section.node, "payers", f"der er mere end {MAX_ACCOUNTS} konti.",
                f"there are more than {MAX_ACCOUNTS} accounts.",
            )  # fmt: skip
        self.reader.finish()
        return replace(case, warnings=(*self.warnings, *case_warnings(case)))

    # -- sections ----------------------------------------------------------------------------

    def _format(self) -> None:
        node = self.section.need("format")
        if node is not None and node.value != FORMAT:
            self.reader.expected(node, "format", FORMAT, FORMAT)

    def _list(self, key: str) -> list[Node]:
        return self.reader.items(self.section.get(key), key, MAX_ITEMS)

    def _payers(self) -> dict[str, Payer]:
        payers = {payer.id: payer for payer in _PAYERS}
        for key, node in self.reader.entries(self.section.get("payers"), "payers"):
            path = join("payers", key)
            payer_id = self.reader.identifier(Node(key, node.line), path)
            if isinstance(node.value, str):
                node = Node({"label": node}, node.line)
            section = self.reader.section(node, path, ["label", "public", "departments"])
            default = payers.get(payer_id, Payer(payer_id, Text(payer_id, payer_id)))
            label = section.text("label")
            departments: dict[str, str] = {}
            for department, text in self.reader.entries(
                section.get("departments"), section.at("departments")
            ):
                place = join(section.at("departments"), department)
                name = self.reader.identifier(Node(department, text.line), place)
                departments[name] = self.reader.text(text, place)
            payers[payer_id] = Payer(
                payer_id,
                Text(label, label) if label else default.label,
                section.flag("public", default.public),
                departments,
                closed=bool(departments),
            )
        return payers

    def _participants(self, node: Node | None, path: str) -> dict[int, Series]:
        read = self.reader.by_year(
            node, path, lambda n, p: Series(p, (self.reader.number(n, p, Kind.PEOPLE),))
        )
        if node is not None and not read and isinstance(node.value, dict):
            self.reader.expected(node, path, "mindst ét år med deltagere", "at least one year")
        for year in read:
            self._within_horizon(node, join(path, year), year)
        return dict(sorted(read.items()))

    def _within_horizon(self, node: Node | None, path: str, year: int) -> None:
        last = self.start_year + self.horizon - 1
        if not self.start_year <= year <= last:
            self.reader.report(
                node, path,
                f"året {year} ligger uden for beregningens år {self.start_year}–{last}. "
                "Ret året, start_year eller horizon.",
                f"the year {year} is outside the years calculated, {self.start_year}–{last}. "
                "Change the year, start_year or horizon.",
            )  # fmt: skip

    def _effects(self) -> dict[str, Effect]:
        single, several = self.section.get("effect"), self.section.get("effects")
        if single is not None and several is not None:
            self.reader.report(
                several, "effects", "effect og effects kan ikke stå sammen. Behold den ene.",
                "effect and effects cannot stand together. Keep one.",
            )  # fmt: skip
        if several is not None:
            effects = {}
            for key, node in self.reader.entries(several, "effects"):
                path = join("effects", key)
                name = self.reader.identifier(Node(key, node.line), path)
                effects[name] = self._effect(node, name, path)
            if not effects:
                self.reader.expected(several, "effects", "mindst én effekt", "at least one effect")
            return effects
        if single is None:
            self.section.need("effect")
            return {}
        return {"": self._effect(single, "", "effect")}

    def _effect(self, node: Node, name: str, path: str) -> Effect:
        section = self.reader.section(node, path, _EFFECT_KEYS)

        def rate(key: str, kind: Kind) -> Series | None:
            child = section.get(key)
            at = section.at(key)
            return None if child is None else Series(at, (self.reader.number(child, at, kind),))

        without, with_ = rate("without", Kind.RATE), rate("with", Kind.RATE)
        difference = rate("difference", Kind.DIFFERENCE)
        if (with_ is None) == (difference is None):
            self.reader.report(
                node, path, "angiv enten with (med without) eller difference, og kun den ene.",
                "give either with (and without) or difference, and only one of them.",
            )  # fmt: skip
        elif with_ is not None and without is None:
            self.reader.report(
                node, section.at("without"),
                "mangler. Angiv succesraten uden indsatsen, eller brug difference.",
                "is missing. Give the success rate without the intervention, or use difference.",
            )  # fmt: skip
        elif difference is not None and without is not None:
            reached = without.numbers[0].mean + difference.numbers[0].mean
            if not -SHARE_TOLERANCE <= reached <= 1 + SHARE_TOLERANCE:
                self.reader.report(
                    node, section.at("difference"),
                    f"without + difference giver en succesrate på {reached:.4g}; "
                    "den skal være fra 0 til 1.",
                    f"without + difference gives a success rate of {reached:.4g}; "
                    "it must be from 0 to 1.",
                )  # fmt: skip
        own = section.get("participants")
        return Effect(
            id=name,
            path=path,
            goal=section.text("goal"),
            without=without,
            with_=with_,
            difference=difference,
            persistence=self._persistence(section) or _lasting(section.at("persistence")),
            participants=(
                {} if own is None else self._participants(own, section.at("participants"))
            ),
            evidence=section.texts("evidence"),
        )

    def _persistence(self, section: Section) -> Persistence | None:
        node = section.get("persistence")
        if node is None:
            return None
        path = section.at("persistence")
        numbers = self.reader.numbers(node, path, Kind.RATE, MAX_PROFILE)
        return Persistence(Series(path, numbers), isinstance(node.value, list))

    def _item(self, node: Node, group: str, index: int, keys: Sequence[str]) -> Section:
        id_node = node.value.get("id") if isinstance(node.value, dict) else None
        name = id_node.value if id_node is not None and isinstance(id_node.value, str) else ""
        place = f"{group}.{name}" if name else f"{group}[{index + 1}]"
        section = self.reader.section(node, place, keys)
        if isinstance(node.value, dict) and section.need("id") and name in self.ids:
            self.reader.report(
                section.get("id"), section.at("id"),
                f"id'et {name} er allerede brugt i {self.ids[name]}. Vælg et andet.",
                f"the id {name} is already used in {self.ids[name]}. Choose another.",
            )  # fmt: skip
        self.ids[name] = group
        return section

    def _cost(self, node: Node, index: int) -> Cost:
        section = self._item(node, "costs", index, _COST_KEYS)
        per = section.choice("per", ("total", "year", "participant", "starter"))
        by_person = per in ("participant", "starter")
        years = self._cost_years(section)
        before = section.integer("years_before", 0, MAX_HORIZON, 0)
        unused = "years" if by_person else "years_before"
        if unused in section:
            self.warnings.append(
                Text(
                    f"{section.at(unused)} bruges ikke, når per er {per}.",
                    f"{section.at(unused)} is not used when per is {per}.",
                )
            )
        if by_person:
            for cohort in self.cohorts:
                self._within_horizon(node, section.at("years_before"), cohort - before)
        price_year = section.year("price_year", self.price_year)
        return Cost(
            id=section.identifier("id"),
            label=section.text("label", section.identifier("id")),
            kind=section.choice("kind", ("setup", "running", "displaced")),
            amount=Series(section.at("amount"), (section.number("amount", Kind.MONEY),)),
            per=per,
            years=years,
            years_before=before,
            price_year=price_year,
            price_factor=self.prices.factor(section, price_year),
            growth=section.plain("growth", 0.0, -0.5, 0.5),
            paid_by=self._paid_by(section, 1.0),
            evidence=section.texts("evidence"),
        )

    def _cost_years(self, section: Section) -> tuple[int, ...]:
        node, path = section.get("years"), section.at("years")
        if node is None:
            return (self.start_year,)
        entries = [node] if isinstance(node.value, int) else self.reader.items(node, path, 150)
        years = [self.reader.year(entry, path, self.start_year) for entry in entries]
        for entry, year in zip(entries, years, strict=True):
            self._within_horizon(entry, path, year)
        if not years or len(set(years)) < len(years):
            self.reader.expected(node, path, "forskellige årstal", "different years")
        return tuple(sorted(set(years))) or (self.start_year,)

    def _paid_by(self, section: Section, total: float) -> dict[str, float]:
        node, path = section.need("paid_by"), section.at("paid_by")
        if node is None:
            return {}
        if isinstance(node.value, str):
            self._account(node.value, node, path)
            return {node.value: 1.0}
        shares: dict[str, float] = {}
        if isinstance(node.value, dict) and "rule" in node.value:
            self.reader.report(
                node, join(path, "rule"),
                "regler for, hvem der betaler, kan ikke bruges endnu. Angiv faste andele.",
                "rules for who pays cannot be used yet. Give fixed shares.",
            )  # fmt: skip
            return {}
        for account, child in self.reader.entries(node, path):
            self._account(str(account), child, path)
            low = -1.0 if total == 0 else 0.0
            shares[str(account)] = self.reader.share(child, join(path, account), low)
        found = sum(shares.values())
        if isinstance(node.value, dict) and abs(found - total) > SHARE_TOLERANCE:
            why = Text("skriv fx 1/3 for en tredjedel", "write 1/3 for a third")
            if total == 0:
                why = Text(
                    "ved transfer modtager den ene side det, den anden betaler",
                    "in a transfer one side receives what the other pays",
                )
            self.reader.report(
                node, path, f"andelene giver {found:.10g} i alt, ikke {total:g}; {why.da}.",
                f"the shares sum to {found:.10g}, not {total:g}; {why.en}.",
            )  # fmt: skip
        return shares

    def _account(self, account: str, node: Node, path: str) -> None:
        payer_id, slash, department = account.partition("/")
        payer = self.payers.get(payer_id)
        if payer is None:
            hint = nearest(payer_id, self.payers)
            self.reader.report(
                node, path, f"ukendt kasse {payer_id}. {hint.da}",
                f"unknown payer {payer_id}. {hint.en}",
            )  # fmt: skip
        elif slash and payer.closed and department not in payer.departments:
            hint = nearest(department, payer.departments)
            self.reader.report(
                node, path, f"{payer_id} har ikke forvaltningen {department}. {hint.da}",
                f"{payer_id} has no department {department}. {hint.en}",
            )  # fmt: skip
        elif slash:
            self.reader.identifier(Node(department, node.line), path)

    def _change(self, section: Section) -> Change:
        node = section.need("quantity")
        at = section.at("quantity")
        quantity = (
            (Number(0.0),)
            if node is None
            else self.reader.numbers(node, at, Kind.QUANTITY, MAX_PROFILE)
        )
        hold = section.choice("then", ("stop", "hold"), "stop") == "hold"
        until = section.integer("until", 0, MAX_PROFILE, -1) if "until" in section else None
        if until is not None and not hold:
            self.warnings.append(
                Text(
                    f"{section.at('until')} bruges kun sammen med then: hold.",
                    f"{section.at('until')} is only used with then: hold.",
                )
            )
        factor = Series(section.at("factor"), (section.number("factor", Kind.FACTOR, 1.0),))
        return Change(
            id=section.identifier("id"),
            path=section.path,
            label=section.text("label", section.identifier("id")),
            unit=section.text("unit"),
            per=section.choice("per", ("success", "participant"), "success"),
            effect=self._effect_of(section),
            quantity=Series(at, quantity),
            factor=factor,
            lag=section.integer("lag", 0, MAX_HORIZON, 0),
            hold=hold,
            until=until if hold else None,
            persistence=self._persistence(section),
            evidence=section.texts("evidence"),
        )

    def _effect_of(self, section: Section) -> str:
        node = section.get("effect")
        if node is None:
            if len(self.effects) > 1:
                names = ", ".join(self.effects)
                self.reader.report(
                    section.node, section.at("effect"),
                    f"mangler. Angiv, hvilken effekt den hører til: {names}.",
                    f"is missing. Say which effect it belongs to: {names}.",
                )  # fmt: skip
            return next(iter(self.effects), "")
        name = self.reader.text(node, section.at("effect"))
        if name not in self.effects:
            hint = nearest(name, self.effects)
            self.reader.report(
                node, section.at("effect"), f"ukendt effekt {name}. {hint.da}",
                f"unknown effect {name}. {hint.en}",
            )  # fmt: skip
        return name

    def _consequence(self, node: Node, index: int) -> Consequence:
        section = self._item(node, "consequences", index, _CONSEQUENCE_KEYS)
        change = self._change(section)
        transfer = section.flag("transfer")
        for key in _RULE_KEYS:
            if key in section:
                self.warnings.append(
                    Text(
                        f"{section.at(key)} bruges kun sammen med en regel i paid_by.",
                        f"{section.at(key)} is only used with a rule in paid_by.",
                    )
                )
        return Consequence(
            **vars(change),
            direction=section.choice("direction", ("expense", "income"), "expense"),
            price=self._price(section),
            paid_by=self._paid_by(section, 0.0 if transfer else 1.0),
            transfer=transfer,
            realisable=self._realisable(section),
            counts=section.texts("counts"),
        )

    def _price(self, section: Section) -> Price:
        node, path = section.need("price"), section.at("price")
        if node is not None and not isinstance(node.value, dict):
            node = Node({"amount": node}, node.line)
        price = self.reader.section(node, path, ["amount", "price_year", "growth", "index", "ref"])
        if "ref" in price:
            self.reader.report(
                price.get("ref"), price.at("ref"),
                "priser fra vidensdatabasen kan ikke bruges endnu. Angiv amount.",
                "prices from the knowledge base cannot be used yet. Give amount.",
            )  # fmt: skip
            return Price(Series(price.at("amount"), (Number(0.0),)), self.price_year, 1.0, 0.0, "")
        amount = Number(0.0) if node is None else price.number("amount", Kind.MONEY)
        year = price.year("price_year", self.price_year)
        index = self.prices.index(price)
        return Price(
            amount=Series(price.at("amount"), (amount,)),
            price_year=year,
            price_factor=self.prices.factor(price, year, index),
            growth=price.plain("growth", 0.0, -0.5, 0.5),
            index=index.name,
        )

    def _realisable(self, section: Section) -> tuple[float, ...]:
        node, path = section.get("realisable"), section.at("realisable")
        if node is None:
            return ()
        if not isinstance(node.value, list):
            return (self.reader.share(node, path),)
        entries = self.reader.items(node, path, MAX_PROFILE)
        return tuple(self.reader.share(entry, path) for entry in entries)

    def _outcome(self, node: Node, index: int) -> Outcome:
        section = self._item(node, "outcomes", index, (*_CHANGE_KEYS, "valuation"))
        valuation = None
        if "valuation" in section:
            value = self.reader.section(
                section.get("valuation"),
                section.at("valuation"),
                ["amount", "price_year", "source"],
            )
            year = value.year("price_year", self.price_year)
            value.need("amount")
            valuation = Valuation(
                value.plain("amount", 0.0),
                year,
                self.prices.factor(value, year),
                value.text("source", required=True),
            )
        return Outcome(**vars(self._change(section)), valuation=valuation)

    def _sources(self) -> dict[str, records.Source]:
        sources = {}
        for key, node in self.reader.entries(self.section.get("sources"), "sources"):
            section = self.reader.section(node, join("sources", key), records.SOURCE_KEYS)
            sources[str(key)] = records.read_source(section)
        return sources

    def _discounting(self) -> Discounting:
        section = self.reader.section(
            self.section.get("discounting"), "discounting",
            ["schedule", "rate", "steps", "offset", "outcomes"],
        )  # fmt: skip
        outcomes = self.reader.section(
            section.get("outcomes"), section.at("outcomes"), ["schedule", "rate", "steps"]
        )
        name, steps = self._steps(section, "dk-2021")
        outcome_name, outcome_steps = self._steps(outcomes, "")
        offset = section.plain("offset", 0.0, 0.0, 1.0)
        return Discounting(name, steps, offset, outcome_name, outcome_steps)

    def _budget(self) -> BudgetView | None:
        node = self.section.get("budget")
        if node is None:
            return None
        section = self.reader.section(node, "budget", ["first_year", "price_growth"])
        section.need("price_growth")
        view = BudgetView(
            section.year("first_year", self.start_year),
            section.plain("price_growth", 0.0, -0.5, 0.5),
        )
        self._within_horizon(section.get("first_year"), section.at("first_year"), view.first_year)
        return view

    def _steps(self, section: Section, default: str) -> tuple[str, tuple[tuple[float, float], ...]]:
        given = [key for key in ("schedule", "rate", "steps") if key in section]
        if len(given) > 1:
            self.reader.report(
                section.node, section.path,
                f"{' og '.join(given)} kan ikke stå sammen. Behold én.",
                f"{' and '.join(given)} cannot stand together. Keep one.",
            )  # fmt: skip
        if "rate" in section:
            return "", ((0.0, section.plain("rate", 0.0, 0.0, 1.0)),)
        if "steps" in section:
            return "", self._own_steps(section)
        name = section.text("schedule", default)
        if not name:
            return "", ((0.0, 0.0),)
        valid = records.discount_schedules()
        if name not in valid:
            section.choice("schedule", valid)
            return "", ((0.0, 0.0),)
        return name, records.discount_schedule(name).steps

    def _own_steps(self, section: Section) -> tuple[tuple[float, float], ...]:
        path = section.at("steps")
        steps: list[tuple[float, float]] = []
        for node in self.reader.items(section.get("steps"), path, 50):
            start, rate = self.reader.pair(node, path)
            if not 0 <= rate <= 1 or start < 0 or (steps and start <= steps[-1][0]):
                self.reader.expected(
                    node, path, "[fra, rente] med stigende fra og en rente fra 0 til 1",
                    "[from, rate] with rising from and a rate from 0 to 1",
                )  # fmt: skip
            steps.append((start, rate))
        if not steps:
            self.reader.expected(section.node, path, "mindst ét trin", "at least one step")
        return tuple(steps)


def _lasting(path: str) -> Persistence:
    return Persistence(Series(path, (Number(1.0),)), listed=False)
