"""Numbered clauses: an agreement's sections, where each text can be referred to by its number."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from bundlinje.basics import formats
from bundlinje.basics.texts import Language
from bundlinje.calculation.case import Case
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.contract_words import Words
from bundlinje.contracts.tranche_names import unheld
from bundlinje.reports.content import Block, Section, paragraph

#: What those who pay and deliver are called where the contract gives no name.
_NAMES = {
    "kommune": ("Kommunen", "The municipality"),
    "region": ("Regionen", "The region"),
    "stat": ("Staten", "The state"),
    "provider": ("Leverandøren", "The provider"),
}


@dataclass(frozen=True)
class Draft:
    """A section before it is numbered: its clauses are texts, other blocks stand between them."""

    id: str
    title: str
    parts: tuple[str | Block, ...]


def numbered(drafts: Iterable[Draft]) -> tuple[Section, ...]:
    """Return sections with their numbers, and every clause with its own: 3.2."""
    return tuple(_numbered(draft, number) for number, draft in enumerate(drafts, 1))


def _numbered(draft: Draft, number: int) -> Section:
    blocks: list[Block] = []
    clause = 0
    for part in draft.parts:
        if isinstance(part, str):
            clause += 1
            blocks.append(paragraph(f"{number}.{clause}{formats.NO_BREAK} {part}"))
        else:
            blocks.append(part)
    return Section(draft.id, f"{number}. {draft.title}", tuple(blocks))


class AgreementWords(Words):
    """Writes an agreement's names, dates and blanks; the case tells what the contract refers to."""

    def __init__(self, contract: Contract, case: Case | None, language: Language) -> None:
        super().__init__(contract, language)
        self.case = case

    @property
    def blank(self) -> str:
        """The mark of something to fill in."""
        return self.text("[udfyldes]", "[to be filled in]")

    def told(self, key: str) -> str:
        """Return a text of the contract file, or the blank where it says nothing."""
        said = self.contract.data.get(key) or (self.case is not None and self._of_case(key))
        return str(said).strip() if said else self.blank

    def _of_case(self, key: str) -> str:
        return self.case.target_group if self.case is not None and key == "target_group" else ""

    def party(self, id: str) -> str:
        """Return what a party is called: its own name, else a common one, else its id."""
        if id in self.contract.parties:
            return self.contract.parties[id]
        if loan := unheld(self.contract).get(id):
            return loan.to(self.language)
        payer, _, department = id.partition("/")
        if payer in self.contract.parties:
            name = self.contract.parties[payer]
        elif payer in _NAMES:
            name = self.text(*_NAMES[payer])
        else:
            name = payer
        return f"{name} ({department})" if department else name

    def quoted(self, tranche: str) -> str:
        """Return what a tranche is called, in quotation marks: `»Seniorlån«`."""
        name = self.tranche(tranche)
        return self.text(f"»{name}«", f"“{name}”")

    def listed(self, texts: Iterable[str]) -> str:
        """Return texts as a list in a sentence: a, b og c."""
        *first, last = texts
        if not first:
            return last
        return f"{', '.join(first)} {self.text('og', 'and')} {last}"

    def date(self, day: datetime.date | None) -> str:
        """Return a date with the month's name, or the blank."""
        return self.blank if day is None else formats.date(day, self.language)

    @property
    def buyers(self) -> str:
        """What those who pay for outcomes are called in the clauses."""
        return "Effektkøberen" if len(self.contract.payers) == 1 else "Effektkøberne"
