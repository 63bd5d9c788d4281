"""Read a contract file, and report everything that is wrong in one go."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from bundlinje.basics.reading import Reader, Section, join
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import Document, Node, parse_document, read_document, tree_of
from bundlinje.calculation.price_levels import read_price_levels
from bundlinje.contracts import amendments, capital_reading
from bundlinje.contracts.amendments import Amendment, read_amendments
from bundlinje.contracts.capital_reading import read_capital, tranche_ids
from bundlinje.contracts.contract import Contract, Payment, Terms, Version
from bundlinje.contracts.exact import account_shares, exact, name, optional_day, share
from bundlinje.contracts.metric_reading import read_metrics
from bundlinje.contracts.payment_reading import PaymentReader
from bundlinje.contracts.periods import Period, end_told_by, order_of
from bundlinje.evidence.knowledge import Knowledge, shared

FORMAT = "bundlinje.contract/1"
MAX_PERIODS = 2000
#: No payment comes later than this after its period. [days]
MAX_DAYS = 3660
_KEYS = (
    "format", "id", "title", "description", "target_group", "currency", "parties", "payers",
    "periods", "pays_after", "terms", "metrics", "payments", "caps", "amendments", "notes",
    *capital_reading.KEYS,
)  # fmt: skip


def read_contract(path: str | Path, knowledge: Knowledge | None = None) -> Contract:
    """Read the contract file at `path`; the shared knowledge base holds its price indexes.

    Raises:
        InputError: the file cannot be read or is wrong; every problem with file, line and key.
    """
    path = Path(path)
    return _contract(read_document(path), path.stem, knowledge)


def contract_from_text(
    text: str, name: str = "contract", knowledge: Knowledge | None = None
) -> Contract:
    """Read a contract from YAML or JSON text; `name` is its default id.

    Raises:
        InputError: the text is wrong.
    """
    return _contract(parse_document(text.encode(), name), name, knowledge)


def contract_from_data(
    data: Mapping[str, Any], name: str = "contract", knowledge: Knowledge | None = None
) -> Contract:
    """Build a contract from plain data with the keys of the contract file.

    Raises:
        InputError: the data is wrong.
    """
    root = tree_of(data)
    canonical = json.dumps(root.plain(), default=str)
    sha256 = hashlib.sha256(canonical.encode()).hexdigest()
    return _contract(Document("", root, sha256), name, knowledge)


def _contract(document: Document, name: str, knowledge: Knowledge | None) -> Contract:
    reader = Reader(document.file)
    section = reader.section(document.root, "", _KEYS)
    if not isinstance(document.root.value, dict):
        reader.finish()
    return _ContractFile(reader, section, knowledge or shared()).contract(document, name)


class _ContractFile:
    """Reads the sections of one file in the order in which they depend on each other."""

    def __init__(self, reader: Reader, section: Section, knowledge: Knowledge) -> None:
        self.reader = reader
        self.section = section
        self.knowledge = knowledge

    def contract(self, document: Document, default: str) -> Contract:
        reader, section = self.reader, self.section
        self.section.of_format(FORMAT)
        self.currency = section.text("currency", "DKK")
        self.periods = self._periods()
        self.metrics = read_metrics(reader, section.get("metrics"))
        self._check_expected_periods()
        ids = [period.id for period in self.periods]
        tranches = tranche_ids(reader, section.get("tranches"))
        self.payments = PaymentReader(reader, self.metrics, ids, tranches)
        versions = self._versions()
        payers = tuple(versions[0].payers)
        capital = read_capital(section, payers)
        if not versions[0].payments and capital.outcome_payments is None:
            self._nothing_is_paid()
        contract = Contract(
            id=section.identifier("id", default),
            title=section.text("title", required=True),
            currency=self.currency,
            parties=self._parties(),
            periods=self.periods,
            metrics=self.metrics,
            versions=versions,
            capital=capital,
            data=document.root.plain(),
            sha256=document.sha256,
            doubts=(),
            file=document.file,
        )
        self._check_texts()
        reader.finish()
        doubts = tuple(dict.fromkeys(reader.doubts))
        return replace(contract, doubts=doubts)

    # -- sections ----------------------------------------------------------------------------

    def _parties(self) -> dict[str, str]:
        return {
            str(key): self.reader.text(node, join("parties", key))
            for key, node in self.reader.entries(self.section.get("parties"), "parties")
        }

    def _check_texts(self) -> None:
        for key in ("description", "target_group"):
            self.section.text(key)
        for key, node in self.reader.entries(self.section.get("notes"), "notes"):
            self.reader.text(node, join("notes", key))

    def _nothing_is_paid(self) -> None:
        broken = self.section.get("payments")
        if broken is not None and broken.value:
            return  # every payment in it was wrong, and has been reported
        self.reader.report(
            self.section.node, "payments",
            "mangler. Tilføj mindst én betaling, eller skriv outcome_payments.",
            "is missing. Add at least one payment, or write outcome_payments.",
        )  # fmt: skip

    def _periods(self) -> tuple[Period, ...]:
        reader, found = self.reader, dict[str, Period]()
        nodes = reader.items(self.section.get("periods"), "periods", MAX_PERIODS)
        latest = None
        for position, node in enumerate(nodes, 1):
            section = reader.section(node, f"periods[{position}]", ["id", "end"])
            id_node = section.need("id")
            if id_node is None:
                continue
            id = name(reader, id_node, section.at("id"))
            end = optional_day(section, "end")
            if id in found:
                reader.report(
                    id_node, section.at("id"), f"{id} står to gange. Behold den ene.",
                    f"{id} stands twice. Keep one.",
                )  # fmt: skip
                continue
            if end is not None and latest is not None and end < latest:
                reader.expected(
                    section.get("end") or node, section.at("end"),
                    f"en dato fra {latest}; perioder skrives i tidsorden",
                    f"a date from {latest} on; periods are written in order of time",
                )  # fmt: skip
            latest = end or latest
            if id:
                found[id] = Period(id, end if "end" in section else end_told_by(id))
        return tuple(found.values())

    def _check_expected_periods(self) -> None:
        known = [period.id for period in self.periods]
        for metric in self.metrics.values():
            named = metric.expect.periods if metric.expect is not None else {}
            for period in named:
                if known and period not in known:
                    hint = self.reader.hint(period, known)
                    self.reader.report(
                        self.section.get("metrics"), f"metrics.{metric.id}.expect.periods.{period}",
                        f"ukendt periode. {hint.da}", f"unknown period. {hint.en}",
                    )  # fmt: skip

    # -- terms -------------------------------------------------------------------------------

    def _versions(self) -> tuple[Version, ...]:
        root = self.section.node
        signed = {key: root.value[key] for key in amendments.KEYS if key in root.value}
        versions = [self._version(signed, root)]
        position = None
        changes = read_amendments(self.reader, self.section.get("amendments"), signed)
        for amendment in changes:
            self.payments.check_period(amendment.node, amendment.path, amendment.first)
            known = not self.periods or amendment.first in self.payments.periods
            here = order_of(self.periods)(amendment.first) if known and amendment.first else None
            if position is not None and here is not None and here < position:
                self.reader.expected(
                    amendment.node, amendment.path,
                    "en periode fra den forrige ændrings; skriv ændringer i orden",
                    "a period from that of the amendment before on; write amendments in order",
                )  # fmt: skip
            position = here if here is not None else position
            amended = self._version(amendment.terms, root, amendment)
            versions.append(_same_windows(versions[0], amended))
        return tuple(versions)

    def _version(
        self, terms: Mapping[str, Node], root: Node, amendment: Amendment | None = None
    ) -> Version:
        section = Section(self.reader, Node(dict(terms), root.line), "")
        payments = self.payments.payments(section.get("payments"))
        payers = account_shares(self.reader, section.get("payers"), "payers")
        if not payers and "payers" not in section:
            self._check_payers(section, payments)
        return Version(
            payers=payers,
            days=self._days(section),
            terms=self._terms(section),
            payments=payments,
            caps=self.payments.caps(section.get("caps")),
            first=amendment.first if amendment else "",
            agreed=amendment.agreed if amendment else None,
        )

    def _check_payers(self, section: Section, payments: tuple[Payment, ...]) -> None:
        unpaid = [payment.id for payment in payments if not payment.paid_by]
        if unpaid:
            self.reader.report(
                section.node, "payers",
                f"mangler. Skriv, hvem der betaler {', '.join(unpaid[:5])}: "
                "payers: {kommune: 0.8, stat: 0.2}.",
                f"is missing. Say who pays {', '.join(unpaid[:5])}: "
                "payers: {kommune: 0.8, stat: 0.2}.",
            )  # fmt: skip

    def _days(self, section: Section) -> int:
        node = section.get("pays_after")
        if node is None:
            return 0
        return self.reader.section(node, "pays_after", ["days"]).integer("days", 0, MAX_DAYS)

    def _terms(self, section: Section) -> Terms:
        node = section.get("terms")
        if node is None:
            return Terms()
        reader = self.reader
        keys = ["discount", "price_year", "price_index", "inflation"]
        inner = reader.section(node, "terms", keys)
        discount, inflation = inner.get("discount"), inner.get("inflation")
        before = reader.found
        year = inner.year("price_year") if "price_year" in inner else None
        index = None
        if "price_index" in inner:
            levels = read_price_levels(inner, year or 2000, self.currency, self.knowledge)
            index = levels.case_index
        terms = Terms(
            discount=(
                Fraction(0) if discount is None else share(reader, discount, "terms.discount")
            ),
            price_year=year,
            index=index,
            inflation=(
                None if inflation is None else exact(reader, inflation, "terms.inflation", -0.5, 1)
            ),
        )
        if reader.found == before:
            self._check_terms(inner, terms)
        return terms

    def _check_terms(self, section: Section, terms: Terms) -> None:
        indexed = terms.index is not None or terms.inflation is not None
        if terms.price_year is None and indexed:
            self.reader.report(
                section.node, "terms.price_year",
                "mangler. Skriv, hvilket års priser beløbene er i.",
                "is missing. Say which year's prices the amounts are in.",
            )  # fmt: skip
        elif terms.price_year is not None and not indexed:
            self.reader.report(
                section.node, "terms.price_index",
                "mangler. Et prisår kræver et prisindeks (price_index) eller en aftalt "
                "prisstigning (inflation).",
                "is missing. A price year needs a price index or a stated inflation.",
            )  # fmt: skip
        elif terms.price_year is not None:
            years = [period.end.year for period in self.periods if period.end is not None]
            for year in dict.fromkeys([terms.price_year, *years]):
                try:
                    terms.factor(year)
                except KeyError as missing:
                    message = missing_year(terms, missing.args[0])
                    self.reader.report(section.node, "terms", message.da, message.en)
                    break


def _same_windows(signed: Version, amended: Version) -> Version:
    """Return amended terms with the windows as signed: a new rule brings no other default."""
    windows = {payment.id: payment.over for payment in signed.payments}
    payments = tuple(
        replace(payment, over=windows.get(payment.id, payment.over)) for payment in amended.payments
    )
    return replace(amended, payments=payments)


def missing_year(terms: Terms, year: int) -> Text:
    """Return the explanation of a year that amounts cannot be brought to."""
    covered = terms.index.covered() if terms.index is not None else "–"
    return Text(
        f"prisindekset har ikke året {year} (det dækker {covered}). Skriv den aftalte "
        "prisstigning efter indeksets slutning som inflation, eller tilføj årene under "
        "price_index: extend.",
        f"the price index lacks the year {year} (it covers {covered}). State the yearly inflation "
        "after the index ends as inflation, or add the years under price_index: extend.",
    )
