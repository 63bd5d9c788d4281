"""Read a portfolio file: a fund's contracts, each with its case, its stage and its probability."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import InputError
from bundlinje.basics.reading import Reader, Section
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import Node, read_document
from bundlinje.calculation.case import Case
from bundlinje.calculation.case_file import read_case
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.contract_file import read_contract
from bundlinje.contracts.exact import amount, optional_day
from bundlinje.contracts.results_file import Results, read_results
from bundlinje.evidence.knowledge import Knowledge, shared

FORMAT = "bundlinje.portfolio/1"
#: What comes back goes to the general fund, or is used again for new calls.
RETURNS = ("general", "recycle")
MAX_CONTRACTS = 200
_KEYS = (
    "format", "id", "title", "description", "currency", "fund", "label", "capital", "date",
    "common_shock", "returns", "stages", "contracts", "notes",
)  # fmt: skip
_MEMBER_KEYS = ("contract", "case", "results", "stage", "probability", "fund", "themes")


@dataclass(frozen=True)
class Member:
    """One contract of a portfolio.

    `probability` is the chance that it is signed, `fund` what the fund is called in it. [1]
    """

    contract: Contract
    case: Case | None
    results: Results | None
    stage: str
    probability: float
    fund: str
    themes: tuple[str, ...] = ()

    @property
    def commitment(self) -> float:
        """What the fund has promised: its tranches and its guarantees. [currency]"""
        capital = self.contract.capital
        own = [float(t.commitment) for t in capital.tranches if t.holder == self.fund]
        return sum(own) + sum(
            float(
                g.cap
                if g.cap is not None
                else g.share * next(t.commitment for t in capital.tranches if t.id == g.tranche)
            )
            for g in capital.guarantees
            if g.by == self.fund
        )


@dataclass(frozen=True)
class Portfolio:
    """A fund's contracts.

    Attributes:
        id: Its id.
        title: What it is called.
        currency: The currency of the fund and of every contract.
        fund: The party whose money it is.
        label: What the fund is called.
        capital: What is earmarked for contracts. [currency]
        recycles: Whether what comes back is used for new calls before it leaves the earmark.
        common_shock: The correlation between the shocks of two contracts. [1]
        stages: The probability that a contract at a stage is signed. [1]
        members: The contracts.
        date: Stated as the day of the portfolio, if any.
    """

    id: str
    title: str
    currency: str
    fund: str
    label: str
    capital: float
    recycles: bool
    common_shock: float
    stages: dict[str, float]
    members: tuple[Member, ...]
    date: datetime.date | None
    sha256: str
    file: str
    data: Any
    doubts: tuple[Text, ...] = ()


def read_portfolio(path: str | Path, knowledge: Knowledge | None = None) -> Portfolio:
    """Read the portfolio file at `path`, with its contracts, cases and results.

    Paths in it are relative to the file.

    Raises:
        InputError: the file, a contract, a case or a results file is wrong; every problem at once.
    """
    path = Path(path)
    document = read_document(path)
    reader = Reader(document.file)
    section = reader.section(document.root, "", _KEYS)
    if not isinstance(document.root.value, dict):
        reader.finish()
    section.of_format(FORMAT)
    capital = section.need("capital")
    stages = _stages(reader, section)
    fund = section.text("fund", required=True)
    portfolio = Portfolio(
        id=section.identifier("id", path.stem),
        title=section.text("title", required=True),
        currency=section.text("currency", "DKK"),
        fund=fund,
        label=section.text("label", fund),
        capital=0.0 if capital is None else float(amount(reader, capital, "capital")),
        recycles=section.choice("returns", RETURNS, "general") == "recycle",
        common_shock=section.plain("common_shock", 0.0, 0.0, 1.0),
        stages=stages,
        members=_Members(reader, path.parent, stages, fund, knowledge or shared()).read(section),
        date=optional_day(section, "date"),
        sha256=document.sha256,
        file=document.file,
        data=document.root.plain(),
        doubts=tuple(dict.fromkeys(reader.doubts)),
    )
    for key in ("description",):
        section.text(key)
    _check_notes(reader, section)
    _check_currency(reader, section, portfolio)
    reader.finish()
    return portfolio


def _stages(reader: Reader, section: Section) -> dict[str, float]:
    found = {}
    for key, node in reader.entries(section.get("stages"), "stages"):
        found[str(key)] = reader.plain(node, f"stages.{key}", 0.0, 1.0)
    return found


def _check_notes(reader: Reader, section: Section) -> None:
    for key, node in reader.entries(section.get("notes"), "notes"):
        reader.text(node, f"notes.{key}")


def _check_currency(reader: Reader, section: Section, portfolio: Portfolio) -> None:
    nodes = section.get("contracts")
    for at, member in enumerate(portfolio.members, 1):
        if member.contract.currency != portfolio.currency:
            reader.report(
                nodes, f"contracts[{at}].contract",
                f"kontrakten er i {member.contract.currency}, porteføljen i {portfolio.currency}.",
                f"the contract is in {member.contract.currency}, the portfolio in "
                f"{portfolio.currency}.",
            )  # fmt: skip


class _Members:
    """Reads the contracts of a portfolio with the files that they name."""

    def __init__(
        self,
        reader: Reader,
        folder: Path,
        stages: dict[str, float],
        fund: str,
        knowledge: Knowledge,
    ) -> None:
        self.reader, self.folder, self.stages = reader, folder, stages
        self.fund, self.knowledge = fund, knowledge
        self.ids: dict[str, int] = {}

    def read(self, section: Section) -> tuple[Member, ...]:
        nodes = self.reader.items(section.need("contracts"), "contracts", MAX_CONTRACTS)
        if not nodes and "contracts" in section:
            self.reader.report(
                section.get("contracts"), "contracts",
                "er tom. Skriv mindst én kontrakt.", "is empty. Write at least one contract.",
            )  # fmt: skip
        members = [self._member(node, f"contracts[{at}]") for at, node in enumerate(nodes, 1)]
        return tuple(member for member in members if member is not None)

    def _member(self, node: Node, path: str) -> Member | None:
        section = self.reader.section(node, path, _MEMBER_KEYS)
        probability, stage = self._probability(section)
        fund = section.text("fund", self.fund)
        themes = section.texts("themes")
        contract = self._file(section, "contract", lambda p: read_contract(p, self.knowledge), True)
        case = self._file(section, "case", lambda p: read_case(p, None, self.knowledge))
        if contract is None:
            return None
        results = self._file(section, "results", lambda p: read_results(p, contract))
        if contract.id in self.ids:
            first = self.ids[contract.id]
            self.reader.report(
                node, f"{path}.contract",
                f"kontrakten {contract.id} står også som nr. {first}. Giv dem hver sit id, ellers "
                "trækkes de samme udfald til begge.",
                f"the contract {contract.id} also stands as no. {first}. Give each its own id, or "
                "both would draw the same outcomes.",
            )  # fmt: skip
        self.ids.setdefault(contract.id, len(self.ids) + 1)
        member = Member(contract, case, results, stage, probability, fund, themes)
        holders = {t.holder for t in contract.capital.tranches}
        if fund not in holders | {g.by for g in contract.capital.guarantees}:
            self.reader.report(
                node, f"{path}.fund",
                f"{fund} har ingen tranche og giver ingen garanti i {contract.id}. Skriv fund: "
                "efterfulgt af det, fonden hedder i den kontrakt.",
                f"{fund} holds no tranche and gives no guarantee in {contract.id}. Write fund: "
                "with what the fund is called in that contract.",
            )  # fmt: skip
        return member

    def _probability(self, section: Section) -> tuple[float, str]:
        stage = section.text("stage")
        node = section.get("stage")
        if stage and stage not in self.stages:
            hint = self.reader.hint(stage, self.stages)
            self.reader.report(
                node, section.at("stage"),
                f"fandt {stage}, som ikke står under stages. {hint.da}",
                f"found {stage}, which is not under stages. {hint.en}",
            )  # fmt: skip
        return section.plain("probability", self.stages.get(stage, 1.0), 0.0, 1.0), stage

    def _file(self, section: Section, key: str, read: Any, required: bool = False) -> Any:
        """Return what a file holds; what is wrong with it is reported with its own place."""
        name = section.text(key, required=required)
        if not name:
            return None
        try:
            return read(self.folder / name)
        except InputError as error:
            self.reader.problems += error.problems
            return None
