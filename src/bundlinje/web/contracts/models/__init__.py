"""Contracts with their history, their parties, results, settlements and ledger."""

from bundlinje.web.contracts.models.disputes import Dispute, DisputeNote
from bundlinje.web.contracts.models.fund import Fund
from bundlinje.web.contracts.models.parties import (
    INVITATION_LASTS,
    PART_NAMES,
    Part,
    Party,
    PartyInvitation,
)
from bundlinje.web.contracts.models.settling import (
    STATUS_NAMES,
    LedgerEntry,
    Results,
    Settlement,
    Status,
)
from bundlinje.web.contracts.models.terms import (
    STAGE_NAMES,
    Agreement,
    Contract,
    Revision,
    Stage,
)

__all__ = [
    "INVITATION_LASTS",
    "PART_NAMES",
    "STAGE_NAMES",
    "STATUS_NAMES",
    "Agreement",
    "Contract",
    "Dispute",
    "DisputeNote",
    "Fund",
    "LedgerEntry",
    "Part",
    "Party",
    "PartyInvitation",
    "Results",
    "Revision",
    "Settlement",
    "Stage",
    "Status",
]
