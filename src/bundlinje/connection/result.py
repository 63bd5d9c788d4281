"""A result that a server has calculated: the JSON of `bundlinje calculate`, easy to look at."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from bundlinje.basics.formats import chance, money
from bundlinje.calculation.case_file import PAYERS
from bundlinje.calculation.result import Result
from bundlinje.notebook import named, purses, table

if TYPE_CHECKING:
    import pandas as pd

#: Two results are the same figure where they differ by less than this share of it.
TOLERANCE = 1e-9


class ServerResult(Mapping[str, Any]):
    """A result as the JSON document `bundlinje.result/1`; prints itself and becomes a frame."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = dict(data)

    def __getitem__(self, key: str) -> Any:
        return self._data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __repr__(self) -> str:
        return f"<ServerResult {self['case']['id']}: {money(self.net_result)}>"

    def __str__(self) -> str:
        said = f"{self['case']['title']}\nNettoresultat: {money(self.net_result)}"
        drawn = self["uncertainty"]
        if drawn is not None:
            net = drawn["net_result"]
            said += f" ({money(net['p5'])} til {money(net['p95'])})"
            said += f"\nChance for plus: {chance(net['p_positive'])}"
        return said

    def _repr_html_(self) -> str:
        """Return the table of purses for a notebook."""
        labels = {payer.id: payer.label.da for payer in PAYERS}
        heading = f"<h3>{escape(self['case']['title'])}</h3>"
        return heading + table(named(self.to_frame(), labels))

    @property
    def net_result(self) -> float:
        """The net result of the public purses [DKK, discounted]."""
        return float(self["point"]["net_result"])

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON document."""
        return dict(self._data)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a public purse and one for the total [DKK, discounted]."""
        return purses(self["point"], self["uncertainty"])

    def differences(self, local: Result) -> dict[str, tuple[Any, Any]]:
        """Return the figures that a result calculated here has otherwise: (the server's, here).

        Empty where they are the same, also where versions of the knowledge base differ in what
        the case does not use, as they do where the organisation has records of its own.
        """
        names = ("point", "uncertainty")
        other = local.to_dict()
        return {
            path: pair for name in names for path, pair in _differing(self[name], other[name], name)
        }


def _differing(server: Any, here: Any, path: str) -> Iterator[tuple[str, tuple[Any, Any]]]:
    if isinstance(server, Mapping) and isinstance(here, Mapping):
        for key in dict.fromkeys([*server, *here]):
            yield from _differing(server.get(key), here.get(key), f"{path}.{key}")
    elif isinstance(server, list) and isinstance(here, list) and len(server) == len(here):
        for at, (one, other) in enumerate(zip(server, here, strict=True)):
            yield from _differing(one, other, f"{path}.{at}")
    elif isinstance(server, float) and isinstance(here, int | float):
        if not math.isclose(server, here, rel_tol=TOLERANCE, abs_tol=1e-6):
            yield path, (server, here)
    elif server != here:
        yield path, (server, here)
