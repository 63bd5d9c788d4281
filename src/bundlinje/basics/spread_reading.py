"""Read uncertain numbers: a mean with a spread, an interval, or a distribution."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

from bundlinje.basics import distributions
from bundlinje.basics.errors import Fault
from bundlinje.basics.numbers import ImpossibleSpreadError, Kind, Number, Spread, spread_from_ci95
from bundlinje.basics.plain_reading import PlainReader, inside, join
from bundlinje.basics.texts import Remark, Text
from bundlinje.basics.yaml_tree import Node

#: A number with one point before three digits: an amount in the Danish way, perhaps.
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
#: A mean further from the middle of its interval than this share of its width is doubted.
LOPSIDED = 0.2

_FAMILIES: Mapping[str, Callable[[float, float], distributions.Distribution]] = {
    "normal": distributions.normal,
    "lognormal": distributions.lognormal,
    "gamma": distributions.gamma,
    "beta": distributions.beta,
    "uniform": distributions.uniform,
}
_NUMBER_FORMS = Text(
    "Skriv et tal, {mean, sd}, {mean, ci95: [fra, til]}, {low, mode, high}, {ref: navn} "
    "eller en fordeling: normal, lognormal, gamma, beta, uniform.",
    "Write a number, {mean, sd}, {mean, ci95: [from, to]}, {low, mode, high}, {ref: name} "
    "or a family: normal, lognormal, gamma, beta, uniform.",
)


class SpreadReader(PlainReader):
    """Reads numbers that may be uncertain; what is valid but looks wrong is a doubt."""

    def __init__(self, file: str = "") -> None:
        super().__init__(file)
        #: What is valid but looks like a mistake.
        self.doubts: list[Text] = []

    def doubt_thousands(self, node: Node, path: str) -> None:
        """Doubt an amount that was perhaps written with a Danish thousands point."""
        if not _THOUSANDS.fullmatch(node.written):
            return
        whole, read = node.written.replace(".", ""), f"{node.value:.2f}"
        self.doubts.append(
            Remark.on(
                path,
                f"{node.written} er læst som {read.replace('.', ',')}, fordi punktum er "
                f"decimaltegn. Mente du {whole}?",
                f"{node.written} was read as {read}, since the point is the decimal sign. Did you "
                f"mean {whole}?",
                at=_place(node),
            )
        )

    def settle(self, spread: Spread, node: Node, path: str, kind: Kind) -> Number:
        """Return the uncertain number with the family of its kind."""
        try:
            return Number(spread.mean, spread.distribution(kind))
        except ImpossibleSpreadError as impossible:
            self.report(node, path, *impossible.message)
            return Number(spread.mean)

    def spread(
        self, node: Node, path: str, bounds: tuple[float, float] = (-math.inf, math.inf)
    ) -> Number | Spread:
        """Return a certain number, or an uncertain one whose family is not settled yet."""
        if not isinstance(node.value, dict):
            return Number(self.plain(node, path, *bounds))
        before = self.found
        written = self._uncertain(node, path)
        if self.found > before or written is None:
            return Number(inside(0.0, *bounds))
        if not bounds[0] <= written.mean <= bounds[1]:
            found = Node(written.mean, node.line)
            self.out_of_bounds(found, path, *bounds, mean=True)
            return Number(inside(written.mean, *bounds))
        return Number(written.mean) if written.sd == 0 else written

    def _uncertain(self, node: Node, path: str) -> Spread | None:
        keys = set(node.value)
        if keys == {"mean", "sd"}:
            mean = self.plain(node.value["mean"], join(path, "mean"))
            return Spread(mean, self.plain(node.value["sd"], join(path, "sd"), 0.0))
        if keys == {"mean", "ci95"}:
            return self._with_interval(node, path)
        if keys == {"low", "mode", "high"}:
            low, mode, high = (
                self.plain(node.value[key], join(path, key)) for key in ("low", "mode", "high")
            )
            if not low <= mode <= high:
                self.expected(
                    node, path, "low ≤ mode ≤ high", "low ≤ mode ≤ high",
                    kind=Fault.OUT_OF_ORDER,
                )  # fmt: skip
                return None
            made = distributions.pert(low, mode, high)
            return Spread(made.mean, made.sd, make=lambda: made)
        if len(keys) == 1 and keys <= set(_FAMILIES):
            return self._family(node, path, keys.pop())
        found = ", ".join(map(str, node.value)) or "{}"
        # `{mean: 0,2}` is read as mean 0 and a key 2.
        comma = any(isinstance(key, int) for key in node.value)
        hint = Text("Brug punktum som decimaltegn. ", "Use a point as decimal sign. ")
        self.report(
            node,
            path,
            f"fandt nøglerne {found}. {hint.da if comma else ''}{_NUMBER_FORMS.da}",
            f"found the keys {found}. {hint.en if comma else ''}{_NUMBER_FORMS.en}",
        )
        return None

    def _with_interval(self, node: Node, path: str) -> Spread | None:
        before = self.found
        mean = self.plain(node.value["mean"], join(path, "mean"))
        low, high = self.pair(node.value["ci95"], join(path, "ci95"))
        if self.found > before:
            return None
        if not low <= mean <= high:
            self.expected(
                node.value["ci95"],
                join(path, "ci95"),
                f"et interval omkring middelværdien {mean:g}",
                f"an interval around the mean {mean:g}",
                kind=Fault.NOT_AROUND,
                facts=(mean,),
            )
            return None
        self.doubt_lopsided(node, path, mean, low, high)
        return spread_from_ci95(mean, low, high)

    def doubt_lopsided(self, node: Node, path: str, mean: float, low: float, high: float) -> None:
        """Doubt a mean that lies far from the middle of its 95 % interval."""
        middle = (low + high) / 2
        if not abs(mean - middle) > LOPSIDED * (high - low):
            return
        da, en = (
            [f"{value:.6g}".replace(".", mark) for value in (mean, middle)] for mark in (",", ".")
        )
        self.doubts.append(
            Remark.on(
                path,
                f"middelværdien {da[0]} ligger langt fra midten af ci95 "
                f"({da[1]}). Usikkerheden regnes lige stor til begge sider. Tjek tallene; er den "
                "skæv, så brug lognormal eller low, mode og high.",
                f"the mean {en[0]} lies far from the middle of ci95 ({en[1]}). "
                "The uncertainty is taken to be the same to both sides. Check the numbers; if it "
                "is lopsided, use lognormal, or low, mode and high.",
                at=_place(node),
            )
        )

    def _family(self, node: Node, path: str, family: str) -> Spread | None:
        before = self.found
        first, second = self.pair(node.value[family], join(path, family))
        if self.found > before:
            return None
        if family in ("normal", "lognormal", "gamma") and second < 0:
            self.expected(
                node.value[family], join(path, family), "en spredning ≥ 0", "a spread ≥ 0"
            )
            return None
        try:
            made = _FAMILIES[family](first, second)
        except (ValueError, OverflowError):
            need = {
                "beta": Text("to tal over 0", "two numbers above 0"),
                "uniform": Text("[fra, til] med fra ≤ til", "[from, to] with from ≤ to"),
            }.get(family, Text("en middelværdi over 0", "a mean above 0"))
            self.expected(node.value[family], join(path, family), need.da, need.en)
            return None
        return Spread(made.mean, made.sd, make=lambda: made)


def _place(node: Node) -> Text:
    """Return where a value stands, as it is put after its key: a line, or a cell of a workbook."""
    if node.line is None:
        return Text("", "")
    da, en = ("celle", "cell") if isinstance(node.line, str) else ("linje", "line")
    return Text(f" ({da} {node.line})", f" ({en} {node.line})")
