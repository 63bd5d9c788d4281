"""How pooled studies are written: effects in points or as ratios, studies by number and name."""

from __future__ import annotations

from dataclasses import dataclass

from bundlinje.basics import formats
from bundlinje.basics.texts import Language, Text
from bundlinje.evidence.synthesis.formulas import CONVERSIONS
from bundlinje.evidence.synthesis.pooled_studies import PooledStudies
from bundlinje.evidence.synthesis.study_summaries import (
    ratio_words,
    shown,
    shown_interval,
    study_label,
)


@dataclass(frozen=True)
class StudyWords:
    """Writes the numbers and names of pooled studies in one language."""

    found: PooledStudies
    language: Language

    def say(self, da: str, en: str) -> str:
        """Return the text in the language of the report."""
        return Text(da, en).to(self.language).replace(" %", formats.NO_BREAK + "%")

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number."""
        return formats.number(value, self.language, decimals)

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share as a percentage."""
        return formats.percent(share, self.language, decimals)

    @property
    def points(self) -> bool:
        """Whether effects are differences, read in percentage points."""
        return self.found.measure == "difference"

    @property
    def scale(self) -> str:
        """What the effects are measured in."""
        if self.points:
            return self.say("procentpoint", "percentage points")
        return CONVERSIONS[self.found.measure].name.to(self.language)

    @property
    def side(self) -> str:
        """Which way is better."""
        if self.found.event == "success":
            return self.say("Længere til højre er bedre.", "Further right is better.")
        return self.say("Længere til venstre er bedre.", "Further left is better.")

    def bare(self, value: float) -> str:
        """Return an effect without its unit."""
        if self.points:
            return self.number(100 * value, 1)
        return ratio_words(self.found.natural(value), self.language)

    def effect(self, value: float) -> str:
        """Return an effect with its unit."""
        return shown(self.found, value, self.language)

    def ends(self, low: float, high: float) -> str:
        """Return the ends of an interval with their unit."""
        return shown_interval(self.found, low, high, self.language)

    def bare_ends(self, low: float, high: float) -> str:
        """Return the ends of an interval without their unit."""
        return f"{self.bare(low)} {self.say('til', 'to')} {self.bare(high)}"

    def study(self, position: int) -> str:
        """Return a study with its number: `2. IPS, Sverige 2015, 18 mdr.`."""
        labels = [study_label(study, self.language) for study in self.found.studies]
        label = labels[position]
        if labels.count(label) > 1:
            label += f", {self.found.studies[position].outcome_text}"
        return f"{position + 1}. {label}"

    @property
    def mean(self) -> str:
        """What the pooled mean is called."""
        return self.say("Gennemsnit af studierne", "Mean of the studies")

    @property
    def new_place(self) -> str:
        """What the prediction is called."""
        return self.say("Et nyt sted", "A new place")
