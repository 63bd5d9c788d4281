"""How a register study's numbers and names are written: differences, shares, services, years."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bundlinje.basics import formats
from bundlinje.basics.texts import Language, Text
from bundlinje.register.result import Balance, MethodFound, ServiceFound, StudyResult
from bundlinje.reports.content import Cell

NB = formats.NO_BREAK
#: What stands where there is no number, or where it is hidden.
NONE = "–"

METHODS = {
    "raw": Text("Rå forskel", "Raw difference"),
    "adjusted": Text("Regression", "Regression"),
    "weighted": Text("Vægtet", "Weighted"),
    "doubly_robust": Text("Dobbelt robust", "Doubly robust"),
}
_COLUMNS = {
    "age": Text("Alder ved tid nul", "Age at time zero"),
    "year": Text("Årstal for tid nul", "Calendar year of time zero"),
    "sex": Text("Køn", "Sex"),
    "municipality": Text("Kommune", "Municipality"),
    "education": Text("Uddannelse", "Education"),
    "person": Text("person", "person"),
}


@dataclass(frozen=True)
class Mean:
    """A service's difference over several years: their mean, with its interval. [unit a year]"""

    mean: float
    low: float
    high: float
    years: int

    @property
    def sure(self) -> bool:
        """Whether the interval is on one side of 0."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class RegisterWords:
    """Writes the numbers and names of one study in one language."""

    result: StudyResult
    language: Language

    def say(self, da: str, en: str) -> str:
        """Return the text in the language of the report."""
        return Text(da, en).to(self.language).replace(" %", NB + "%")

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number."""
        return formats.number(value, self.language, decimals)

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share as a percentage."""
        return formats.percent(share, self.language, decimals)

    def date(self, iso: str) -> str:
        """Return a date with the month's name."""
        import datetime

        return formats.date(datetime.date.fromisoformat(iso), self.language)

    def joined(self, parts: Sequence[str]) -> str:
        """Return parts as an enumeration: `a, b og c`."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.say('og', 'and')} {parts[-1]}"

    def quoted(self, text: str) -> str:
        """Return text in quotation marks."""
        return self.say(f"»{text}«", f"“{text}”")

    def count(self, value: int | None) -> Cell:
        """Return a number of people; a dash where it is hidden."""
        return Cell(NONE) if value is None else Cell(self.number(value), value)

    # Differences

    @property
    def main(self) -> MethodFound:
        """The method whose differences are the study's answer."""
        return self.result.methods[self.result.main]

    def shown(self, service: ServiceFound) -> list[int]:
        """Return the follow-up years of a service that are not hidden."""
        hidden, at = self.result.hidden, self.result.position
        return [y for y in self.years if not hidden[at(service.id, y)]]

    @property
    def years(self) -> range:
        """The follow-up years."""
        return range(1, self.result.years + 1)

    def over_years(self, service: ServiceFound) -> Mean | None:
        """Return the mean difference a year over the years shown, with what years share."""
        places = [self.result.position(service.id, year) for year in self.shown(service)]
        if not places:
            return None
        found, n = self.main, len(places)
        mean = sum(found.mean[i] for i in places) / n
        variance = sum(found.covariance[i][j] for i in places for j in places) / n**2
        half = self.quantile(found) * math.sqrt(max(variance, 0.0))
        return Mean(mean, mean - half, mean + half, n)

    def quantile(self, found: MethodFound) -> float:
        """Return by how many standard errors a 95 % interval of a method reaches."""
        from scipy import special

        tail = 0.975
        if found.degrees is None:
            return float(special.ndtri(tail))
        return float(special.stdtrit(found.degrees, tail))

    def decimals(self, service: ServiceFound) -> int:
        """Return with how many decimals a service's differences are written in tables.

        Two digits of the usual half width of an interval.
        """
        found = self.main
        halves = sorted(
            (found.high[i] - found.low[i]) / 2
            for i in (self.result.position(service.id, y) for y in self.shown(service))
            if found.high[i] > found.low[i]
        )
        if not halves:
            return 1
        return min(max(1 - math.floor(math.log10(halves[len(halves) // 2])), 0), 4)

    def ends(self, low: float, high: float, decimals: int) -> str:
        """Return an interval: `−12,0 til −8,9`."""
        between = self.say(" til ", " to ")
        return f"{self.number(low, decimals)}{between}{self.number(high, decimals)}"

    def about(self, mean: Mean) -> tuple[str, str, str]:
        """Return the size of a difference and of the ends nearest 0 and farthest from it.

        Rounded to the first digit of the interval's width: no more is known.
        """
        step = 10.0 ** math.floor(math.log10(max(mean.high - mean.low, 1e-6)))
        decimals = max(0, -round(math.log10(step)))
        near, far = sorted((abs(mean.low), abs(mean.high)))
        sizes = [round(value / step) * step for value in (abs(mean.mean), near, far)]
        size, low, high = (self.number(value, decimals) for value in sizes)
        return size, low, high

    # Names

    @cached_property
    def services(self) -> dict[str, str]:
        """Every service of the definition by its id: what it is called."""
        known = self.result.definition.get("register", {}).get("services", {})
        return {id: str(found.get("label") or id) for id, found in known.items()} | {
            service.id: service.label for service in self.result.services
        }

    def service(self, id: str) -> str:
        """Return what a service is called, in quotation marks."""
        return self.quoted(self.services.get(id, id))

    def unit(self, service: ServiceFound) -> str:
        """Return a service's unit a year."""
        return self.say(f"{service.unit} pr. år", f"{service.unit} a year")

    def column(self, name: str) -> str:
        """Return what a column of people is called."""
        return _COLUMNS[name].to(self.language) if name in _COLUMNS else name

    def covariate(self, found: dict[str, Any]) -> str:
        """Return what a covariate of the definition is called."""
        name, kind = str(found["name"]), found["kind"]
        if kind == "column":
            return self.column(name)
        years = f"{found['years']:g}"
        if self.language == "da":
            years = years.replace(".", ",")
        label = self.services.get(name, name)
        if kind == "any":
            return self.say(
                f"Har brugt {self.quoted(label)} i {years} år før",
                f"Has used {self.quoted(label)} in the {years} years before",
            )
        return self.say(f"{label}, {years} år før", f"{label}, {years} years before")

    @cached_property
    def _covariates(self) -> dict[str, str]:
        named = {}
        for found in self.result.definition.get("covariates", []):
            key = str(found["name"])
            if found["kind"] != "column":
                key = f"{found['kind']}_{key}_{found['years']:g}".replace(".", "_")
            named[key] = self.covariate(found)
        return named

    def covariate_of(self, found: Balance) -> str:
        """Return what a term of the balance is called: its covariate, and its category."""
        label = found.label
        lacking = label.endswith(" mangler")
        key, colon, category = label.removesuffix(" mangler").partition(": ")
        name = self._covariates.get(key, key)
        if lacking:
            return f"{name}: {self.say('mangler', 'missing')}"
        if not colon:
            return name
        other = {"(andre)": ("andre", "others"), "(mangler)": ("mangler", "missing")}.get(category)
        return f"{name}: {category if other is None else self.say(*other)}"

    def named(self, text: str) -> str:
        """Return a text of the engine with covariates and services by their names."""
        for key, name in sorted(self._covariates.items(), key=lambda pair: -len(pair[0])):
            # A bare column name, such as `age`, can be a word of the text.
            if key.startswith(("use_", "any_")):
                text = re.sub(rf"\b{re.escape(key)}\b", name.replace("\\", ""), text)
        return text

    def step(self, da: str, en: str) -> str:
        """Return a step of the way to the people studied."""
        text = self.say(da, en)
        return text[:1].upper() + text[1:]

    def hidden_years(self) -> Iterator[tuple[ServiceFound, list[int]]]:
        """Yield the services with years that are hidden."""
        for service in self.result.services:
            shown = self.shown(service)
            if len(shown) < self.result.years:
                yield service, [year for year in self.years if year not in shown]

    @property
    def why_hidden(self) -> str:
        """Why a number is not shown."""
        least = self.number(self.result.minimum)
        return self.say(
            f"– vises ikke: under {least} personer, eller én person fylder for meget.",
            f"– not shown: fewer than {least} people, or one person weighs too much.",
        )
