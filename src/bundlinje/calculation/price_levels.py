"""The price indexes of a case: named, extended with the user's own years, or a plain map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bundlinje.basics.errors import Fault
from bundlinje.basics.price_index import PriceIndex
from bundlinje.basics.reading import Section, join
from bundlinje.basics.texts import Remark, Text
from bundlinje.basics.yaml_tree import Node
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.evidence.records import PriceIndexRecord

#: The index of cases in kroner that name none.
DEFAULT_INDEX = "dk-net-price"
#: Prices hardly change more than this from one year to the next. [1/year]
LARGEST_YEARLY_CHANGE = 0.1


@dataclass
class PriceLevels:
    """Converts amounts to the case's price level while its file is read."""

    knowledge: Knowledge
    price_year: int
    case_index: PriceIndex
    own_years: set[int] = field(default_factory=set)
    #: Whether the case states a price year; where it does not, nothing more is said of it.
    known: bool = True

    def index(self, section: Section) -> PriceIndex:
        """Return the index that a price names, by default the case's."""
        if "index" not in section:
            return self.case_index
        if section.node.value["index"].value == self.case_index.name:
            return self.case_index
        return _read_index(section, "index", self.knowledge)

    def factor(self, section: Section, year: int, index: PriceIndex | None = None) -> float:
        """Return the factor from prices of `year` to the case's price level. [1]"""
        used = index or self.case_index
        if not self.known:
            return 1.0
        try:
            factor = used.factor(year, self.price_year)
        except KeyError as missing:
            where = section.get("price_year") or section.node
            last = _last_value(used)
            section.reader.report(
                where, section.at("price_year"),
                f"prisindekset {used.name or '(intet)'} har ikke året {missing.args[0]} "
                f"(det dækker {used.covered()}). Beløbet er i {year}-priser og sagen i "
                f"{self.price_year}-priser. Tilføj året under price_index: extend i indeksets "
                f"niveau{last.da}, eller angiv beløbet i sagens prisniveau.",
                f"the price index {used.name or '(none)'} lacks the year {missing.args[0]} "
                f"(it covers {used.covered()}). The amount is in prices of {year}, the case in "
                f"prices of {self.price_year}. Add the year under price_index: extend at the "
                f"level of the index{last.en}, or give the amount at the case's price level.",
                Fault.INDEX_LACKS_YEAR, (max(used.values, default=None), year, self.price_year),
            )  # fmt: skip
            return 1.0
        if year != self.price_year:
            self.own_years |= used.own_years & {year, self.price_year}
        return factor


def read_price_levels(
    section: Section, price_year: int, currency: str, knowledge: Knowledge
) -> PriceLevels:
    """Read the case's price index; Danish net prices by default where the case is in kroner."""
    if "price_index" in section:
        return PriceLevels(knowledge, price_year, _read_index(section, "price_index", knowledge))
    default = _known_index(knowledge, DEFAULT_INDEX)
    index = default.index if currency == default.currency else PriceIndex("", {})
    return PriceLevels(knowledge, price_year, index)


def _known_index(knowledge: Knowledge, name: str) -> PriceIndexRecord:
    record = knowledge.lookup(f"{PriceIndexRecord.PREFIX}/{name}")
    assert isinstance(record, PriceIndexRecord)
    return record


def _read_index(section: Section, key: str, knowledge: Knowledge) -> PriceIndex:
    node, path = section.get(key), section.at(key)
    if node is None:
        return PriceIndex("", {})
    if isinstance(node.value, dict) and "name" not in node.value:
        values = _years(section, node, path)
        return PriceIndex("own", values, frozenset(values))
    if not isinstance(node.value, dict):
        node = Node({"name": node}, node.line)
    named = section.reader.section(node, path, ["name", "extend"])
    name = named.text("name", required=True)
    known = knowledge.ids("price_indexes")
    if name not in known:
        hint = section.reader.hint(name, known)
        section.reader.report(
            named.get("name") or node, path, f"ukendt prisindeks {name}. {hint.da}",
            f"unknown price index {name}. {hint.en}",
        )  # fmt: skip
        return PriceIndex("", {})
    index = _known_index(knowledge, name).index
    own = _years(section, named.get("extend"), named.at("extend"))
    for year in own:
        if year in index.values:
            section.reader.report(
                named.get("extend"), join(named.at("extend"), year),
                f"{name} har allerede året {year}. Kun manglende år kan tilføjes.",
                f"{name} already has the year {year}. Only missing years can be added.",
            )  # fmt: skip
    _doubt_jumps(section, name, index.values, own)
    return PriceIndex(name, {**own, **index.values}, frozenset(own))


def _last_value(index: PriceIndex) -> Text:
    if not index.values:
        return Text("", "")
    year = max(index.values)
    value = f"{index.values[year]:.1f}"
    return Text(f" ({year} er {value.replace('.', ',')})", f" ({year} is {value})")


def _doubt_jumps(
    section: Section, name: str, known: Mapping[int, float], own: Mapping[int, float]
) -> None:
    """Doubt an own year that is far from the year before it: another base, perhaps."""
    values = {**known, **own}
    for year in sorted(own):
        change = values[year] / values[year - 1] - 1 if year - 1 in values else 0.0
        if abs(change) > LARGEST_YEARLY_CHANGE:
            section.reader.doubts.append(
                Remark.on(
                    "price_index",
                    f"{name} ændrer sig {change * 100:.0f} % fra {year - 1} til {year}. Tjek, at "
                    "egne år har samme basisår som indekset.",
                    f"{name} changes by {change * 100:.0f}% from {year - 1} to {year}. Check that "
                    "own years have the same base as the index.",
                    "extend",
                )
            )


def _years(section: Section, node: Node | None, path: str) -> dict[int, float]:
    return section.reader.by_year(node, path, lambda n, p: section.reader.plain(n, p, 1e-9, 1e9))
