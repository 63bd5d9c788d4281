"""Who should pay: shares of the outcome payments that leave every purse at no loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class CoPayers:
    """What each purse can bear of the outcome payments.

    Attributes:
        certainty: How sure each purse is to be of no loss, one by one. [1]
        most: The largest share that each purse can bear; None where it loses without paying. [1]
        shares: Shares in proportion to the largest that sum to 1; None where there are none.
        covered: The part of the payments that all purses can bear together, at most 1. [1]
    """

    certainty: float
    most: Mapping[str, float | None]
    shares: Mapping[str, float] | None
    covered: float


def co_payers(purses: Sequence[str], saves: Array, paid: Array, certainty: float) -> CoPayers:
    """Return the shares that leave every purse at no loss at a certainty, or that none exist.

    A purse bears the share w at no loss in a draw where w times what is paid is no more than it
    saves, so the largest share is a quantile of savings over payments.

    Args:
        purses: Their ids.
        saves: Present value of what each saves, (purses, draws). [currency]
        paid: Present value of the outcome payments in all, less what is given back, (draws,).
        certainty: The probability of no loss, above 0 and below 1. [1]
    """
    most: dict[str, float | None] = {}
    for purse, saved in zip(purses, saves, strict=True):
        # Where nothing is paid any share is borne, unless the purse loses anyway.
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(paid > 0, saved / paid, np.where(saved >= 0, np.inf, -np.inf))
        # The largest w with at least `certainty` of the draws at or above it.
        place = max(int(np.ceil(len(ratio) * certainty - 1e-9)), 1)
        limit = float(np.sort(ratio)[len(ratio) - place])
        most[purse] = None if limit < 0 else min(limit, 1.0)
    bearing = {purse: share for purse, share in most.items() if share is not None}
    total = sum(bearing.values())
    exists = len(bearing) == len(most) and total >= 1
    return CoPayers(
        certainty=certainty,
        most=most,
        shares={purse: share / total for purse, share in bearing.items()} if exists else None,
        covered=min(total, 1.0),
    )
