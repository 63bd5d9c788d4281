"""Search and filter the knowledge base: what is found, and what it can be narrowed by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from bundlinje.basics import formats
from bundlinje.basics.texts import Language, Text
from bundlinje.evidence import codes
from bundlinje.evidence.entries import FACETS
from bundlinje.evidence.kinds import BY_PREFIX, KINDS
from bundlinje.evidence.record import Record
from bundlinje.web.knowledge.base import Base

PAGE_LENGTH = 25
#: The longest search that is read. [characters]
LONGEST = 200

#: The codes of `grade`, by what they grade.
GRADES: Sequence[tuple[Text, codes.CodeList]] = (
    (Text("Evidensgrad", "Evidence grade"), codes.CAUSAL_GRADES),
    (Text("Effekt: må bruges", "Effect: may be used"), codes.MODEL_USES),
    (Text("Konsekvens: tallets art", "Consequence: kind of estimate"), codes.ESTIMATE_KINDS),
    (Text("Pris: prisens art", "Price: kind of price"), codes.PRICE_KINDS),
    (Text("Sats: hvor den er læst", "Rate: where it was read"), codes.RATE_GRADES),
    (Text("Trivselsværdi: brug", "Well-being value: use"), codes.WELLBEING_USES),
)

FACET_NAMES: Mapping[str, Text] = {
    "kind": Text("Slags", "Kind"),
    "target_group": Text("Målgruppe", "Target group"),
    "outcome": Text("Område", "Area"),
    "grade": Text("Evidensgrad og art", "Evidence grade and kind"),
    "country": Text("Land", "Country"),
    "year": Text("År", "Year"),
}


@dataclass(frozen=True)
class Query:
    """What is searched for: words, the value chosen of each facet, and the page of the list."""

    words: str = ""
    chosen: Mapping[str, str] = ()  # type: ignore[assignment]
    page: int = 1

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for."""
        return not self.words and not self.chosen

    def to_page(self, page: int) -> str:
        """Return the address of another page of the same search."""
        asked = {"q": self.words, **self.chosen, "side": str(page)}
        return "?" + urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True)
class Option:
    """One value of a facet, and how many of what is found have it."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A filter: its options in groups; a group without a heading has an empty one."""

    name: str
    label: Text
    groups: tuple[tuple[str, tuple[Option, ...]], ...]


@dataclass(frozen=True)
class Line:
    """A record as it stands in a list."""

    record: Record
    kind: Text
    own: bool

    @property
    def reference(self) -> str:
        """The reference of the record."""
        return self.record.reference

    @property
    def grade(self) -> Text:
        """How much the record can carry, where its summary does not end with it."""
        standing = self.record.standing
        return Text("", "") if self.record.summary.da.endswith(standing.da) else standing


@dataclass(frozen=True)
class Found:
    """The records of one page, how many there are in all, and the filters."""

    lines: tuple[Line, ...]
    total: int
    facets: tuple[Facet, ...]
    pages: int


def query_of(asked: QueryDict) -> Query:
    """Return the search of an address; values that are not known find nothing."""
    page = asked.get("side", "1")
    return Query(
        asked.get("q", "").strip()[:LONGEST],
        {name: value[:100] for name in FACETS if (value := asked.get(name, ""))},
        max(int(page), 1) if page.isdecimal() and len(page) < 6 else 1,
    )


def find(base: Base, query: Query, language: Language) -> Found:
    """Return what a search finds; an organisation's own records come first."""
    hits = list(_hits(base, query.words))
    facets = base.facets
    found = [one for one in hits if _passes(facets[one], query.chosen)]
    start = (query.page - 1) * PAGE_LENGTH
    return Found(
        tuple(line(base, one) for one in found[start : start + PAGE_LENGTH]),
        len(found),
        tuple(_facet(base, name, hits, query.chosen, language) for name in FACETS),
        -(-len(found) // PAGE_LENGTH),
    )


def first(base: Base, query: Query, most: int) -> list[Line]:
    """Return the first records that a search finds."""
    passing = (one for one in _hits(base, query.words) if _passes(base.facets[one], query.chosen))
    return [line(base, one) for one, _ in zip(passing, range(most), strict=False)]


def line(base: Base, reference: str) -> Line:
    """Return a record as it stands in a list."""
    kind = BY_PREFIX[reference.partition("/")[0]]
    return Line(base.knowledge.lookup(reference), kind.title, base.knowledge.own(reference))


def counts_by_kind(base: Base) -> dict[str, int]:
    """Return how many records there are of each kind, by the prefix of references."""
    return {kind.prefix: len(base.knowledge.ids(name)) for name, kind in KINDS.items()}


def _hits(base: Base, words: str) -> Iterator[str]:
    own = () if base.own is None else base.own.search(words, most=len(base.own))[0]
    # What an own record rests on is shown with it, not on its own.
    mine = [hit.reference for hit in own if not hit.reference.startswith("sources/")]
    yield from mine
    taken = set(mine)
    for hit in base.shared.search(words, most=len(base.shared))[0]:
        if hit.reference not in taken:
            yield hit.reference


def _passes(has: frozenset[tuple[str, str]], chosen: Mapping[str, str], but: str = "") -> bool:
    return all((name, value) in has for name, value in chosen.items() if name != but)


def _facet(
    base: Base, name: str, hits: Sequence[str], chosen: Mapping[str, str], language: Language
) -> Facet:
    counts = Counter(
        value
        for one in hits
        if _passes(base.facets[one], chosen, but=name)
        for facet, value in base.facets[one]
        if facet == name
    )
    mine = chosen.get(name, "")

    def options(labels: Mapping[str, str]) -> tuple[Option, ...]:
        return tuple(
            Option(value, label, counts[value], value == mine)
            for value, label in labels.items()
            if counts[value] or value == mine
        )

    groups = [(head, options(labels)) for head, labels in _labels(base, name, counts, language)]
    return Facet(name, FACET_NAMES[name], tuple((head, some) for head, some in groups if some))


def _labels(
    base: Base, name: str, counts: Mapping[str, int], language: Language
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the values of a facet with their labels, in groups."""
    if name == "grade":
        for head, grades in GRADES:
            yield head.to(language), {code: label.to(language) for code, label in grades.items()}
    elif name == "kind":
        yield "", {kind.prefix: kind.title.to(language) for kind in KINDS.values()}
    elif name == "outcome":
        yield "", {code: label.to(language) for code, label in codes.OUTCOMES.items()}
    elif name == "target_group":
        groups = base.knowledge.all("target_groups")
        yield "", _sorted({group.id: group.title.to(language) for group in groups})
    elif name == "country":
        yield "", _sorted({code: formats.country(code, language) for code in counts})
    else:
        yield "", {year: year for year in sorted(counts, reverse=True)}


def _sorted(labels: dict[str, str]) -> dict[str, str]:
    # In Danish å is the last letter, which its place among all characters is not.
    return dict(sorted(labels.items(), key=lambda item: item[1].lower().replace("å", "\uffff")))
