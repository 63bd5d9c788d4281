"""What a contract's terms give: the contract, its value to every party, or what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.case import Case
from bundlinje.calculation.case_file import case_from_data
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.contract_file import contract_from_data
from bundlinje.contracts.valuation import value
from bundlinje.contracts.valuation_result import Valuation
from bundlinje.evidence.knowledge import Knowledge, shared
from bundlinje.web.cases import store as cases
from bundlinje.web.cases.packing import packed, unpacked
from bundlinje.web.contracts import models
from bundlinje.web.contracts.distribution import means
from bundlinje.web.contracts.store import newest
from bundlinje.web.knowledge.base import knowledge_at, own_version
from bundlinje.web.sharing.differences import Money, money

Document = dict[Any, Any]

#: Valuations kept in each process; each holds every draw's figures, about 2 MB.
KEPT = 24


@dataclass(frozen=True)
class Judged:
    """A contract with its valuation, or the problems that stand in the way."""

    contract: Contract | None = None
    case: Case | None = None
    valuation: Valuation | None = None
    problems: tuple[Problem, ...] = ()

    def problems_at(self, *paths: str) -> tuple[Problem, ...]:
        """Return what is wrong with the field at a path, or inside it."""
        return tuple(
            problem
            for problem in self.problems
            if any(
                problem.key == path or problem.key.startswith((f"{path}.", f"{path}["))
                for path in paths
            )
        )


def judge(contract: models.Contract, document: Document | None = None) -> Judged:
    """Return what a contract gives on its case, as both stand; another `document` if given."""
    owner = contract.organisation_id
    version = own_version(owner)
    terms = newest(contract).document if document is None else document
    case = cases.newest(contract.case).document
    return _judge(packed(terms), packed(case), owner if version else None, version)


@lru_cache(maxsize=KEPT)
def _judge(terms: bytes, case: bytes, owner: UUID | None, version: int) -> Judged:
    knowledge = knowledge_of(owner, version)
    contract = None
    try:
        contract = contract_from_data(unpacked(terms), "kontrakt", knowledge)
        read = case_from_data(unpacked(case), name="sag", knowledge=knowledge)
        valuation = value(contract, read, None, settings.DRAWS)
    except InputError as error:
        return Judged(contract, problems=error.problems)
    return Judged(contract, read, valuation)


def means_moved(
    contract: models.Contract, before: Document, after: Document, language: Language
) -> list[Money]:
    """Return each party's mean by two terms, on the case as it is; nothing where one has none.

    A party that is in one of them only ends with nothing in the other.
    """
    first, second = (judge(contract, document).valuation for document in (before, after))
    if first is None or second is None:
        return []
    was, now = means(first, language), means(second, language)
    lines = []
    for key in dict.fromkeys([*was, *now]):
        label, _ = now.get(key) or was[key]
        start, end = (found.get(key, (label, 0.0))[1] for found in (was, now))
        lines.append(money(Text(label, label), start, end, language))
    return lines


def contract_at(contract: models.Contract, number: int) -> Contract:
    """Return the terms of a revision, for a settlement.

    Raises:
        InputError: the terms are wrong.
    """
    owner = contract.organisation_id
    version = own_version(owner)
    document = contract.revisions.get(number=number).document
    return contract_from_data(
        document, "kontrakt", knowledge_of(owner if version else None, version)
    )


def knowledge_of(owner: UUID | None, version: int) -> Knowledge:
    """Return an organisation's knowledge base, or the shared one."""
    return shared() if owner is None else knowledge_at(owner, version)
