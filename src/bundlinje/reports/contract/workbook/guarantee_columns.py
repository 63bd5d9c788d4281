"""The columns of guarantees: what each covers at the end, by formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bundlinje.reports.contract.workbook.quantities import (
    DIGITS,
    NOTHING,
    Quantity,
    from_0,
    least,
    total,
)
from bundlinje.reports.contract.workbook.sharing_parts import amount_times

if TYPE_CHECKING:
    from bundlinje.reports.contract.workbook.sharing_sheet import Sharing


def guarantee_columns(sharing: Sharing, end: bool) -> None:
    """Put what each guarantee covers of its tranche's loss, one after the other."""
    ids = [tranche.id for tranche in sharing.tranches]
    paid: list[list[Quantity]] = [[] for _ in sharing.tranches]
    for g, guarantee in enumerate(sharing.capital.guarantees):
        k, covered = ids.index(guarantee.tranche), NOTHING
        name = sharing.names[k]
        if end:
            drawn = sharing.so_far(k, ("drawn",))
            back = sharing.so_far(k, ("repaid", "interest", "gain"))
            loss = from_0(total([drawn], [back, *paid[k]]))
            base = {"drawn": drawn, "commitment": sharing.terms.commitment[k], "loss": loss}
            of, share = base[guarantee.of], sharing.terms.guarantee_share[g]
            cap = sharing.terms.guarantee_cap[g]
            rounded = Quantity(
                f"ROUND(ROUND({of.text}*{share.text},{DIGITS}),2)",
                amount_times(of, guarantee.share),
            )
            if not (of.nothing or loss.nothing):
                covered = least(loss, rounded, *(() if cap is None else (cap,)))
        covered = sharing.put(f"guarantor/{g}", f"{name}: garanti {g + 1}",
                           f"{name}: guarantee {g + 1}", covered)  # fmt: skip
        paid[k].append(covered)
    for k, name in enumerate(sharing.names):
        sharing.put(f"guarantee/{k}", f"{name}: garanti i alt", f"{name}: guarantee in all",
                 total(paid[k]))  # fmt: skip
