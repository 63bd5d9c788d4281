"""A fund's contracts together: how far each has come, and its money over time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Text
from bundlinje.contracts.portfolio import value_portfolio
from bundlinje.contracts.portfolio_file import Member, Portfolio
from bundlinje.contracts.portfolio_value import PortfolioValue
from bundlinje.web.accounts.models import Organisation, User
from bundlinje.web.audit.log import log
from bundlinje.web.contracts.consent import in_force
from bundlinje.web.contracts.judging import Judged, judge
from bundlinje.web.contracts.models import STAGE_NAMES, Contract, Fund, Part, Party, Stage

#: The chance that a contract at a stage is signed: our own assumption, for lack of anything known.
CHANCES = {
    Stage.IDEA: 0.2,
    Stage.NEGOTIATED: 0.5,
    Stage.SIGNED: 1.0,
    Stage.RUNNING: 1.0,
}
DRAWS = 4_000
#: More than any fund has. [DKK]
MOST = 1e15


@dataclass(frozen=True)
class FundPage:
    """The fund's pipeline and value; `left_out` are contracts with the reason they do not count."""

    pipeline: tuple[tuple[Text, tuple[Contract, ...]], ...]
    value: PortfolioValue | None
    left_out: tuple[tuple[Contract, Text], ...]
    problems: tuple[Text, ...] = ()


def fund_page(organisation: Organisation) -> FundPage:
    """Return the contracts that an organisation invests in, and what they mean to it."""
    held = (
        Party.objects.filter(
            organisation=organisation, part=Part.INVESTOR.value, contract__removed=None
        )
        .select_related("contract__organisation", "contract__case")
        .order_by("contract__created")
    )
    parties = list(held)
    by_stage = tuple(
        (name, tuple(one.contract for one in parties if one.contract.stage == stage))
        for stage, name in STAGE_NAMES.items()
    )
    members: list[tuple[UUID, int, str, str]] = []
    left_out: list[tuple[Contract, Text]] = []
    for party in parties:
        contract = party.contract
        if contract.stage == Stage.ENDED:
            continue
        why = _why_not(party)
        if why is None:
            members.append((contract.id, contract.revision, contract.stage, party.name))
        else:
            left_out.append((contract, why))
    if not members:
        return FundPage(by_stage, None, tuple(left_out))
    fund = Fund.objects.filter(organisation=organisation).first()
    portfolio = _portfolio(
        organisation,
        fund,
        [party for party in parties if party.contract_id in {m[0] for m in members}],
    )
    try:
        value = value_portfolio(portfolio, DRAWS)
    except InputError as error:
        return FundPage(by_stage, None, tuple(left_out), tuple(p.message for p in error.problems))
    return FundPage(by_stage, value, tuple(left_out))


def earmark(organisation: Organisation, who: User, capital: float, recycles: bool) -> None:
    """Save what a fund has earmarked, and whether what comes back is used again. [DKK]"""
    with transaction.atomic():
        Fund.objects.update_or_create(
            organisation=organisation, defaults={"capital": capital, "recycles": recycles}
        )
        log(who, "fund", "organisation", organisation.id, organisation.id)


def _judged(contract: Contract) -> Judged:
    """Return what a contract gives by the terms that hold, or its newest until some do."""
    return judge(contract, contract.revisions.get(number=in_force(contract)).document)


def _why_not(party: Party) -> Text | None:
    """Return why a contract does not count in the portfolio, or None where it does."""
    judged = _judged(party.contract)
    if judged.valuation is None:
        return Text("vilkårene kan ikke regnes", "its terms cannot be calculated")
    capital = judged.valuation.contract.capital
    holders = {tranche.holder for tranche in capital.tranches} | {g.by for g in capital.guarantees}
    if party.name not in holders:
        return Text(
            "fonden har ingen kapital i den: vælg fondens navn i kontrakten på siden Parter",
            "the fund has no capital in it: choose the fund's name in it on the page of parties",
        )
    return None


def _portfolio(
    organisation: Organisation, fund: Fund | None, parties: Sequence[Party]
) -> Portfolio:
    members = []
    for party in parties:
        judged = _judged(party.contract)
        assert judged.valuation is not None
        stage = Stage(party.contract.stage)
        members.append(
            Member(
                judged.valuation.contract,
                judged.case,
                None,
                STAGE_NAMES[stage].da,
                CHANCES[stage],
                party.name,
            )
        )
    committed = sum(member.commitment for member in members)
    return Portfolio(
        id=f"fond-{organisation.id}",
        title=organisation.name,
        currency="DKK",
        fund="fond",
        label=organisation.name,
        capital=committed if fund is None else float(fund.capital),
        recycles=fund is not None and fund.recycles,
        common_shock=0.0,
        stages={STAGE_NAMES[stage].da: chance for stage, chance in CHANCES.items()},
        members=tuple(members),
        date=None,
        sha256=hashlib.sha256("".join(m.contract.sha256 for m in members).encode()).hexdigest(),
        file="",
        data={},
    )
