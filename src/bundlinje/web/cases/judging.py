"""What a document gives: its result, or what is missing or wrong in it and where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Language, Remark, Text
from bundlinje.calculation.case import Case
from bundlinje.calculation.case_file import case_from_data
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.remarks import readable
from bundlinje.calculation.result import Result
from bundlinje.web.cases.form.wording import Said, said
from bundlinje.web.cases.packing import packed, unpacked
from bundlinje.web.knowledge.base import knowledge_at, own_version

#: Results kept in each process, so that a page shown again is not calculated again.
KEPT = 64


@dataclass(frozen=True)
class Judged:
    """The result of a document, or the problems that stand in its way."""

    result: Result | None
    problems: tuple[Said, ...] = ()

    def problems_at(self, path: str) -> tuple[Text, ...]:
        """Return what is wrong with the field at a path, or inside it; not what is only missing."""
        return tuple(
            problem.message
            for problem in self.problems
            if not problem.missing and _lies_in(problem.key, path)
        )

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """The remarks on the case that are about one place of it."""
        found = () if self.result is None else self.result.case.warnings
        return tuple(remark for remark in found if isinstance(remark, Remark))

    def remarks_at(self, path: str, language: Language) -> tuple[str, ...]:
        """Return the remarks on the field at a path."""
        return tuple(
            self.said(remark, language) for remark in self.remarks if _lies_in(remark.about, path)
        )

    def said(self, remark: Remark, language: Language) -> str:
        """Return a remark as it is said where it is seen what it is about."""
        assert self.result is not None
        return readable(self.result.case, language, remark.said)


def _lies_in(key: str, path: str) -> bool:
    return key == path or key.startswith((f"{path}.", f"{path}["))


def judge(document: dict[Any, Any], organisation: UUID | None) -> Judged:
    """Return what a document gives, as it stands, with the organisation's knowledge base.

    Without an organisation, with the shared one alone.
    """
    version = 0 if organisation is None else own_version(organisation)
    return _judge(packed(document), organisation if version else None, version)


@lru_cache(maxsize=KEPT)
def _judge(content: bytes, organisation: UUID | None, version: int) -> Judged:
    knowledge = None if organisation is None else knowledge_at(organisation, version)
    document = unpacked(content)
    try:
        case = case_from_data(document, name="sag", knowledge=knowledge)
    except InputError as error:
        return Judged(None, tuple(said(problem, document) for problem in error.problems))
    return Judged(calculate(case, settings.DRAWS))


def tried(case: Case) -> Result:
    """Return what a changed case gives that is not kept, as nobody may ask for it again."""
    return calculate(case, settings.DRAWS)
