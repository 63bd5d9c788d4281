"""Read a case file, or a case built in Python, and report everything that is wrong in one go."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import Fault, InputError
from bundlinje.basics.numbers import Kind
from bundlinje.basics.reading import SHARE_TOLERANCE, Reader, Section, join
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import Document, Node, parse_document, read_document, tree_of
from bundlinje.calculation.case import Case, Effect, Payer, Series
from bundlinje.calculation.case_items import ItemReader
from bundlinje.calculation.case_sections import (
    LEAST_COMPLETION,
    MAX_HORIZON,
    Years,
    lasting,
    read_budget,
    read_discounting,
    read_persistence,
    read_sources,
)
from bundlinje.calculation.case_warnings import case_warnings
from bundlinje.calculation.doubtful_numbers import doubtful_numbers
from bundlinje.calculation.fit import read_fit
from bundlinje.calculation.knowledge_numbers import KnowledgeNumbers, read_evidence
from bundlinje.calculation.named_numbers import read_named, settle_named
from bundlinje.calculation.price_levels import read_price_levels
from bundlinje.calculation.rule_reading import check_pools, default_rule_date
from bundlinje.calculation.study_reading import difference_of, read_studies, warnings_of
from bundlinje.evidence.knowledge import Knowledge, shared

FORMAT = "bundlinje.case/1"
#: A case with this ending is read from the cells of a workbook.
WORKBOOK = ".xlsx"
MAX_ITEMS = 1000
MAX_ACCOUNTS = 300

_KEYS = (
    "format", "id", "title", "description", "target_group", "intervention", "currency",
    "price_year", "start_year", "horizon", "discounting", "budget", "price_index", "payers",
    "participants", "completion", "effect", "effects", "parameters", "joint", "costs",
    "consequences", "outcomes", "notes", "sources",
)  # fmt: skip
_EFFECT_KEYS = (
    "goal", "without", "with", "difference", "studies", "persistence", "participants", "evidence",
    "fit",
)  # fmt: skip
#: The purses that every case knows.
PAYERS = (
    Payer("kommune", Text("Kommune", "Municipality")),
    Payer("region", Text("Region", "Region")),
    Payer("stat", Text("Stat", "State")),
    Payer("borger", Text("Borger", "Citizen"), public=False),
    Payer("andre", Text("Andre", "Others"), public=False),
)


def read_case(
    path: str | Path, rule_date: str | None = None, knowledge: Knowledge | None = None
) -> Case:
    """Read the case at `path`: a case file, or a workbook (.xlsx) that Bundlinje made.

    Dated rules stand as they did on `rule_date` (ISO), by default the first day of the start year,
    in a workbook the date that it was written with. `knowledge` is the shared knowledge base where
    no other is given.

    Raises:
        InputError: the file cannot be read or is wrong; every problem with file, line and key.
    """
    path = Path(path)
    if path.suffix.lower() == WORKBOOK:
        from bundlinje.calculation.case_workbook import read_workbook

        read = read_workbook(path)
        try:
            case = _case(read.document, path.stem, rule_date or read.rule_date, knowledge)
            read.check(case)
        except InputError as error:
            raise read.places.explained(error) from None
        return replace(case, warnings=(*read.warnings(case), *case.warnings))
    return _case(read_document(path), path.stem, rule_date, knowledge)


def case_from_text(
    text: str,
    name: str = "case",
    rule_date: str | None = None,
    knowledge: Knowledge | None = None,
) -> Case:
    """Read a case from YAML or JSON text; `name` is its default id.

    Raises:
        InputError: the text is wrong.
    """
    return _case(parse_document(text.encode(), name), name, rule_date, knowledge)


def case_from_data(
    data: Mapping[str, Any],
    name: str = "case",
    rule_date: str | None = None,
    knowledge: Knowledge | None = None,
) -> Case:
    """Build a case from plain data with the keys of the case file.

    Raises:
        InputError: the data is wrong.
    """
    root = tree_of(data)
    canonical = json.dumps(_text_keys(root.plain()), sort_keys=True, default=str)
    sha256 = hashlib.sha256(canonical.encode()).hexdigest()
    return _case(Document("", root, sha256), name, rule_date, knowledge)


def _text_keys(value: Any) -> Any:
    """Return data with texts for keys, so that it can be put in one order and hashed."""
    if isinstance(value, dict):
        return {str(key): _text_keys(item) for key, item in value.items()}
    return [_text_keys(item) for item in value] if isinstance(value, list) else value


def _case(
    document: Document, name: str, rule_date: str | None, knowledge: Knowledge | None
) -> Case:
    reader = Reader(document.file)
    section = reader.section(document.root, "", _KEYS)
    if not isinstance(document.root.value, dict):
        reader.finish()
    return _CaseFile(reader, section, knowledge or shared()).case(document, name, rule_date)


class _CaseFile:
    """Reads the sections of one file in the order in which they depend on each other."""

    def __init__(self, reader: Reader, section: Section, knowledge: Knowledge) -> None:
        self.reader = reader
        self.section = section
        self.base = knowledge
        self.warnings: list[Text] = []
        self.named = read_named(section)

    def case(self, document: Document, name: str, rule_date: str | None) -> Case:
        section = self.section
        self.section.of_format(FORMAT)
        title = section.text("title", required=True)
        case_id = section.identifier("id", name)
        before = self.reader.found
        first, horizon = section.year("start_year"), section.integer("horizon", 1, MAX_HORIZON)
        self.years = Years(first, horizon, known=self.reader.found == before)
        before = self.reader.found
        price_year = section.year("price_year")
        price_year_known = self.reader.found == before
        currency = section.text("currency", "DKK")
        prices = read_price_levels(section, price_year, currency, self.base)
        prices.known = price_year_known
        knowledge = self.knowledge = KnowledgeNumbers(
            self.base, currency, price_year, self.years.first
        )
        self.reader.elsewhere = knowledge.number
        payers = self._payers()
        participants = self._participants(section.need("participants"), "participants")
        before = self.reader.found
        completion = Series("completion", (section.number("completion", Kind.RATE, 1.0),))
        if self.reader.found == before and completion.numbers[0].mean < LEAST_COMPLETION:
            self.reader.expected(
                section.need("completion") or section.node, "completion",
                f"en andel på mindst {LEAST_COMPLETION}", f"a share of at least {LEAST_COMPLETION}",
            )  # fmt: skip
        effects = self._effects()
        items = ItemReader(
            self.reader,
            self.years,
            prices,
            payers,
            effects,
            sorted(participants),
            rule_date or (default_rule_date(self.years.first) if self.years.known else ""),
            knowledge,
            self.warnings,
        )
        costs = tuple(items.cost(node, i) for i, node in enumerate(self._list("costs")))
        consequences = tuple(
            items.consequence(node, i) for i, node in enumerate(self._list("consequences"))
        )
        check_pools(self.reader, consequences)
        outcomes = tuple(items.outcome(node, i) for i, node in enumerate(self._list("outcomes")))
        own_sources = read_sources(section)
        knowledge.check_overlaps([item for c in consequences for item in c.counts])
        notes = {
            str(key): self.reader.text(node, join("notes", key))
            for key, node in self.reader.entries(section.get("notes"), "notes")
        }
        discounting = read_discounting(section, self.base)
        parameters, joint = settle_named(section, self.named, self.warnings)
        case = Case(
            id=case_id,
            title=title,
            description=section.text("description"),
            target_group=section.text("target_group"),
            intervention=section.identifier("intervention", case_id),
            currency=currency,
            price_year=price_year,
            start_year=self.years.first,
            horizon=self.years.horizon,
            discounting=discounting,
            budget=read_budget(section, self.years),
            price_index=prices.case_index.name,
            own_index_years=tuple(sorted(prices.own_years)),
            payers=payers,
            participants=participants,
            completion=completion,
            effects=effects,
            parameters=parameters,
            joint=(*joint, *items.profiles.joint()),
            costs=costs,
            consequences=consequences,
            outcomes=outcomes,
            knowledge=self.base,
            records=knowledge.records,
            rule_date=items.rules.date,
            rules=tuple(items.rules.used.values()),
            notes=notes,
            sources={**own_sources, **knowledge.sources()},
            warnings=(),
            doubts=tuple(self.reader.doubts),
            data=document.root.plain(),
            sha256=document.sha256,
        )
        if len(case.accounts) > MAX_ACCOUNTS:
            self.reader.report(
                section.node, "payers", f"der er mere end {MAX_ACCOUNTS} konti.",
                f"there are more than {MAX_ACCOUNTS} accounts.",
            )  # fmt: skip
        self.reader.finish()
        knowledge.warn_of_overrides()
        case = _with_record_evidence(case, self.reader)
        doubts = (*case.doubts, *doubtful_numbers(case, prices.case_index))
        warnings = (*doubts, *self.warnings, *knowledge.warnings, *case_warnings(case))
        return replace(case, doubts=doubts, warnings=warnings)

    # -- sections ----------------------------------------------------------------------------

    def _list(self, key: str) -> list[Node]:
        return self.reader.items(self.section.get(key), key, MAX_ITEMS)

    def _payers(self) -> dict[str, Payer]:
        payers = {payer.id: payer for payer in PAYERS}
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
                # The usual name of a purse keeps its English one.
                Text(label, label) if label not in ("", default.label.da) else default.label,
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
            place = node.value.get(year, node.value.get(str(year))) if node is not None else None
            self.years.check(self.reader, place, join(path, year), year)
        return dict(sorted(read.items()))

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
        given = [key for key in ("with", "difference", "studies") if key in section]
        studies = None
        if len(given) != 1:
            self.reader.report(
                node, path,
                "angiv enten with (med without), difference eller studies, og kun en af dem.",
                "give either with (and without), difference or studies, and only one of them.",
                Fault.ONE_EFFECT,
            )  # fmt: skip
        elif "studies" in section:
            studies = read_studies(
                section, without, self.knowledge.study, self.knowledge.effect_studies()
            )
            if studies is not None:
                difference = difference_of(studies, section.at("studies"))
                self.warnings += warnings_of(studies, section.at("studies"))
        elif with_ is not None and without is None:
            self.reader.report(
                node, section.at("without"),
                "mangler. Angiv succesraten uden indsatsen, eller brug difference.",
                "is missing. Give the success rate without the intervention, or use difference.",
            )  # fmt: skip
        if difference is not None and without is not None:
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
            persistence=read_persistence(section) or lasting(section.at("persistence")),
            participants=(
                {} if own is None else self._participants(own, section.at("participants"))
            ),
            evidence=tuple(
                dict.fromkeys(
                    (
                        *read_evidence(section, self.knowledge),
                        *(study.reference for study in (studies.studies if studies else ())),
                    )
                )
            ),
            fit=read_fit(section),
            studies=studies,
        )


def _with_record_evidence(case: Case, reader: Reader) -> Case:
    """Return the case with every record it uses among the evidence of the item that uses it."""
    paths = {name: [use[1] for use in uses] for name, uses in reader.uses.items() if "/" in name}

    def evidence(path: str, own: tuple[str, ...]) -> tuple[str, ...]:
        used = [
            name
            for name, places in paths.items()
            if any(place == path or place.startswith(f"{path}.") for place in places)
        ]
        return tuple(dict.fromkeys([*used, *own]))

    if not paths:
        return case
    return replace(
        case,
        effects={
            name: replace(effect, evidence=evidence(effect.path, effect.evidence))
            for name, effect in case.effects.items()
        },
        costs=tuple(replace(c, evidence=evidence(f"costs.{c.id}", c.evidence)) for c in case.costs),
        consequences=tuple(
            replace(c, evidence=evidence(c.path, c.evidence)) for c in case.consequences
        ),
        outcomes=tuple(replace(o, evidence=evidence(o.path, o.evidence)) for o in case.outcomes),
    )
