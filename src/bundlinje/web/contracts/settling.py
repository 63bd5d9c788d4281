"""Settle results: what is new since the last approved settlement, submitted and approved by two.

Everything that decides whether a settlement may stand is asked inside the transaction that writes
it, with the contract's row locked; the tables' own constraints hold the same.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from bundlinje.basics.texts import Text
from bundlinje.contracts.contract import Contract as Terms
from bundlinje.contracts.paid import parse_paid, with_paid
from bundlinje.contracts.results_file import Results as Read
from bundlinje.contracts.settlement import settle
from bundlinje.contracts.settlement_lines import Line
from bundlinje.contracts.settlement_lines import Settlement as Settled
from bundlinje.web.accounts.models import Organisation, User
from bundlinje.web.audit.log import log
from bundlinje.web.cases.packing import packed
from bundlinje.web.contracts.consent import in_force
from bundlinje.web.contracts.judging import contract_at
from bundlinje.web.contracts.models import Contract, LedgerEntry, Results, Settlement, Status
from bundlinje.web.contracts.refusing import RefusedError as RefusedError
from bundlinje.web.contracts.results import forget, rows_of
from bundlinje.web.notices import telling

START = "0" * 64


@dataclass(frozen=True)
class Draft:
    """What results give on top of what was approved; `new` are the lines to pay."""

    settled: Settled
    new: tuple[dict[str, Any], ...]
    base: Settlement | None
    results: Results
    terms: int

    @property
    def period(self) -> str:
        """The newest period that the results have reached."""
        return self.settled.periods[-1] if self.settled.periods else ""

    @property
    def corrects(self) -> bool:
        """Whether something that was paid is changed."""
        return any(line.get("corrects") for line in self.new)


def last_approved(contract: Contract) -> Settlement | None:
    """Return the newest settlement that was approved, or None."""
    approved = contract.settlements.filter(status=Status.APPROVED.value)
    found: Settlement | None = approved.order_by("-number").first()
    return found


def waiting(contract: Contract) -> Settlement | None:
    """Return the settlement that waits for approval, or None."""
    found: Settlement | None = contract.settlements.filter(status=Status.SUBMITTED.value).first()
    return found


def draft(contract: Contract) -> Draft | None:
    """Return what the newest results give, or None where there are none with rows.

    By the terms that hold; until all have agreed to some, by the newest, which settle nothing.

    Raises:
        InputError: the results or what was approved before do not fit the terms as they are now.
    """
    results = contract.results.order_by("-number").first()
    if results is None or not results.packed:
        return None
    return drafted(contract, results, last_approved(contract), in_force(contract))


def drafted(
    contract: Contract, results: Results, base: Settlement | None, revision: int
) -> Draft | None:
    """Return what results give on top of a settlement, by the terms of a revision.

    Raises:
        InputError: they do not fit the terms.
    """
    terms = contract_at(contract, revision)
    read = rows_of(results, terms)
    if read is None:
        return None
    settled = settle(terms, read)
    before: list[dict[str, Any]] = []
    if base is not None:
        data = {**base.document, "contract": {"id": terms.id}}
        content = json.dumps(data, ensure_ascii=False).encode()
        settled = with_paid(settled, parse_paid(content, terms, Path("afregning")))
        before = [line.to_dict() for line in settled.paid_lines]
    new = tuple(
        {**line.to_dict(), "people": _people(line, read, terms)}
        for line in _added(settled.lines, before)
    )
    return Draft(settled, new, base, results, revision)


def _added(lines: tuple[Line, ...], before: list[dict[str, Any]]) -> list[Line]:
    """Return the lines that were not there before."""
    left = Counter(_key(line) for line in before)
    found = []
    for line in lines:
        key = _key(line.to_dict())
        if left[key]:
            left[key] -= 1
        else:
            found.append(line)
    return found


def _key(line: dict[str, Any]) -> str:
    return json.dumps(line, sort_keys=True)


def _people(line: Line, read: Read, terms: Terms) -> float | None:
    """Return how many people a line rests on, where the results tell."""
    period = line.corrects or line.period
    parts = terms.metrics[line.metric].blend or {line.metric: Fraction(1)}
    rows = [row for row in read.rows if row.metric in parts and row.period == period and row.value]
    people = {row.person for row in rows if row.person is not None}
    if people:
        return len(people)
    if terms.metrics[line.metric].measure == "count":
        return float(sum((row.value for row in rows), Fraction(0)))
    return None


def standing(contract: Contract) -> Settled | None:
    """Return the settlement that waits, else what would be submitted; None without its rows.

    Raises:
        InputError: the results do not fit the terms.
    """
    sent = waiting(contract)
    if sent is None:
        made = draft(contract)
    else:
        made = drafted(contract, sent.results, last_approved(contract), sent.terms)
    return None if made is None else made.settled


def submit(contract: Contract, who: User, organisation: Organisation) -> Settlement:
    """Submit what the newest results give, for someone else to approve.

    Raises:
        InputError: the results do not fit the terms.
        RefusedError: the contract is not signed, there is nothing new, or one already waits.
    """
    if contract.agreed is None:
        raise RefusedError(NOT_SIGNED)
    made = draft(contract)
    if made is None:
        raise RefusedError(Text("Hent resultaterne ind først.", "Read the outcomes first."))
    paid_periods = set() if made.base is None else set(map(str, made.base.document["by_period"]))
    if not made.new and not set(made.settled.periods) - paid_periods:
        raise RefusedError(Text("Der er intet nyt at afregne.", "There is nothing new to settle."))
    due = sum((Decimal(str(line["amount"])) for line in made.new), Decimal("0.00"))
    assert due == made.settled.due, "the new lines are what is due"
    try:
        with transaction.atomic():
            locked = Contract.objects.select_for_update().get(id=contract.id)
            if waiting(locked) is not None or last_approved(locked) != made.base:
                raise RefusedError(ALREADY)
            if locked.agreed is None:
                raise RefusedError(NOT_SIGNED)
            if locked.agreed != made.terms:
                raise RefusedError(
                    Text("Vilkårene er ændret imens. Se afregningen igen.",
                         "The terms were changed meanwhile. See the settlement again.")
                )  # fmt: skip
            settlement: Settlement = Settlement.objects.create(
                contract=locked,
                number=1 if made.base is None else made.base.number + 1,
                period=made.period,
                corrects=made.corrects,
                packed=packed({**made.settled.to_dict(), "new": list(made.new)}),
                total=made.settled.total,
                due=made.settled.due,
                terms=made.terms,
                results=made.results,
                submitted_by=who,
                submitted_for=organisation,
            )
            telling.settlement_submitted(settlement, who)
            log(
                who, "submit", "contract", contract.id, organisation.id,
                revision=settlement.number,
            )  # fmt: skip
    except IntegrityError:
        raise RefusedError(ALREADY) from None
    return settlement


NOT_SIGNED = Text(
    "Kontrakten er ikke underskrevet: alle parter skal sige ja til vilkårene, før der afregnes.",
    "The contract is not signed: all parties must agree to the terms before anything is settled.",
)
ALREADY = Text(
    "En anden har lige indsendt afregningen. Den står nedenfor.",
    "Someone else has just submitted the settlement. It stands below.",
)


def approve(contract_id: UUID, settlement_id: int, who: User, organisation: Organisation) -> None:
    """Approve a settlement: its lines are added to the ledger.

    Raises:
        RefusedError: it has been decided, or the person submitted it or uploaded its results.
    """
    with transaction.atomic():
        settlement = _decided(contract_id, settlement_id, who)
        now = timezone.now()
        settlement.status = Status.APPROVED.value
        settlement.decided_by, settlement.decided_for, settlement.decided = who, organisation, now
        settlement.save(update_fields=["status", "decided_by", "decided_for", "decided"])
        _enter(settlement)
        contract = settlement.contract
        newest = contract.results.order_by("-number").values_list("number", flat=True).first()
        forget(contract, newest or 0)
        telling.settlement_decided(settlement, True, who)
        log(who, "approve", "contract", contract_id, organisation.id, revision=settlement.number)


def reject(
    contract_id: UUID, settlement_id: int, who: User, organisation: Organisation, reason: str
) -> None:
    """Reject a settlement; another can then be submitted.

    Raises:
        RefusedError: it has been decided, or the person submitted it.
    """
    with transaction.atomic():
        settlement = _decided(contract_id, settlement_id, who)
        settlement.status = Status.REJECTED.value
        settlement.decided_by, settlement.decided_for = who, organisation
        settlement.decided, settlement.reason = timezone.now(), reason[:1000]
        settlement.save(update_fields=["status", "decided_by", "decided_for", "decided", "reason"])
        telling.settlement_decided(settlement, False, who)
        log(who, "reject", "contract", contract_id, organisation.id, revision=settlement.number)


def _decided(contract_id: UUID, settlement_id: int, who: User) -> Settlement:
    """Return a settlement, locked, that a person may decide."""
    Contract.objects.select_for_update().get(id=contract_id)
    settlement: Settlement = (
        Settlement.objects.select_for_update(of=("self",))
        .select_related("results", "contract")
        .get(contract_id=contract_id, id=settlement_id)
    )
    if settlement.status != Status.SUBMITTED.value:
        raise RefusedError(
            Text("Afregningen er allerede afgjort.", "The settlement has already been decided.")
        )
    if who.pk in (settlement.submitted_by_id, settlement.results.uploaded_by_id):
        raise RefusedError(TWO_PEOPLE)
    return settlement


TWO_PEOPLE = Text(
    "Afregningen skal afgøres af en anden end den, der hentede resultaterne ind eller indsendte "
    "den.",
    "The settlement must be decided by someone else than who uploaded the results or submitted it.",
)


def may_decide(settlement: Settlement, who: Any) -> bool:
    """Return whether a person is another than those behind a settlement."""
    return who.pk not in (settlement.submitted_by_id, settlement.results.uploaded_by_id)


def _enter(settlement: Settlement) -> None:
    """Add the lines of an approved settlement to the ledger."""
    last = settlement.contract.ledger.order_by("-number").first()
    number, digest = (0, START) if last is None else (last.number, last.digest)
    for line in settlement.document["new"]:
        number += 1
        amount = Decimal(str(line["amount"])).quantize(Decimal("0.01"))
        digest = digest_of(digest, number, line)
        LedgerEntry.objects.create(
            contract=settlement.contract,
            number=number,
            settlement=settlement,
            line=line,
            amount=amount,
            when=settlement.decided,
            digest=digest,
        )


def digest_of(before: str, number: int, line: dict[str, Any]) -> str:
    """Return the digest of an entry on top of the one before it."""
    text = json.dumps([before, number, line], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def ledger_holds(contract: Contract) -> bool:
    """Return whether every entry is as it was added, none missing, and sums as approved."""
    digest, sums = START, Counter[int]()
    for number, entry in enumerate(contract.ledger.order_by("number"), 1):
        digest = digest_of(digest, number, entry.line)
        same = Decimal(str(entry.line["amount"])) == entry.amount
        if entry.number != number or entry.digest != digest or not same:
            return False
        sums[entry.settlement_id] += int(entry.amount * 100)
    approved = contract.settlements.filter(status=Status.APPROVED.value)
    return all(sums[one.id] == int(one.due * 100) for one in approved)
