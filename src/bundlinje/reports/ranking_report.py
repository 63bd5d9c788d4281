"""The report of a ranking, as data: what fits in a budget, what it gives, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from string import ascii_uppercase

from bundlinje.basics.texts import Language
from bundlinje.calculation.ranking import Candidate, Ranking
from bundlinje.reports import conventions
from bundlinje.reports.comparison_charts import net_result_by_scenario, shown
from bundlinje.reports.content import (
    Block,
    Cell,
    Chart,
    Column,
    Figure,
    Figures,
    Report,
    Section,
    Table,
    bullets,
    paragraph,
)
from bundlinje.reports.grounds_words import grounds_sentence, is_illustration
from bundlinje.reports.people_sections import units
from bundlinje.reports.words import NB, NONE, Words


@dataclass(frozen=True)
class Ranked:
    """A ranking in one language: its cases with their letters, those that give most first."""

    ranking: Ranking
    words: Words
    letters: tuple[str, ...]

    @property
    def order(self) -> list[int]:
        """The places of the cases by net result per krone, those that cost nothing first."""
        per = [
            math.inf if one.per_krone is None else one.per_krone for one in self.ranking.candidates
        ]
        return sorted(range(len(per)), key=lambda at: -per[at])

    @property
    def purse(self) -> str:
        """The purse of the budget inside a sentence."""
        return self._words_of(self.ranking.payer).definite(self.ranking.payer)

    @property
    def counted(self) -> str:
        """Those whose net result is made largest, inside a sentence."""
        return self._words_of(self.ranking.counted).definite(self.ranking.counted)

    @property
    def counted_label(self) -> str:
        """Those whose net result is made largest, as a label."""
        return self._words_of(self.ranking.counted).payer(self.ranking.counted)

    def _words_of(self, payer: str) -> Words:
        """Return the words of a case that has a payer."""
        results = (one.result for one in self.ranking.candidates)
        having = next((r for r in results if payer in r.case.payers), self.words.result)
        return Words(having, self.words.language)

    @property
    def years(self) -> str:
        """The years of the budget: `2027–2030`."""
        first, last = self.ranking.first, self.ranking.last
        return str(first) if first == last else f"{first}–{last}"

    def names(self, places: Sequence[int]) -> str:
        """Return the letters of cases as an enumeration."""
        return self.words.joined([self.letters[at] for at in sorted(places)])


def ranking_report(ranking: Ranking, language: Language = "da") -> Report:
    """Return the report of a ranking in a language."""
    words = Words(ranking.candidates[0].result, language)
    found = Ranked(ranking, words, tuple(ascii_uppercase[: len(ranking.candidates)]))
    return Report(
        title=words.say("Prioritering under et budget", "Ranking under a budget"),
        language=language,
        introduction=tuple(_introduction(found)),
        sections=(_cases_section(found), _people_section(found), _how_section(found)),
        citation=" ".join(
            f"{letter}: {conventions.citation(Words(one.result, language))}"
            for letter, one in zip(found.letters, ranking.candidates, strict=True)
        ),
        meta=conventions.meta(words),
    )


def _introduction(found: Ranked) -> list[Block]:
    words, ranking = found.words, found.ranking
    blocks: list[Block] = [paragraph(_answer(found) + _illustrations(found), "answer")]
    blocks.append(
        bullets(
            [
                _named(letter, one, Words(one.result, words.language))
                for letter, one in zip(found.letters, ranking.candidates, strict=True)
            ]
        )
    )
    outside = [
        at
        for at, one in enumerate(ranking.candidates)
        if one.running and at not in ranking.choice.chosen
    ]
    if outside:
        blocks.append(
            paragraph(
                words.say(
                    f"I drift, men ikke i det bedste valg: {found.names(outside)}. Det er ikke et "
                    "svar på, om den skal stoppe: Se først, hvad borgerne får ud af den, og hvad "
                    "der så skulle træde i stedet.",
                    f"In operation, but not in the best choice: {found.names(outside)}. That does "
                    "not settle whether to stop it: look first at what people gain from it, and "
                    "what would take its place.",
                ),
                "warning",
            )
        )
    blocks += [paragraph(warning.to(words.language), "warning") for warning in ranking.warnings]
    blocks.append(_figures(found))
    return blocks


def _named(letter: str, one: Candidate, words: Words) -> str:
    """Return what a case is called, whether it is in operation, and what it rests on if little."""
    running = words.say(" (i drift)", " (in operation)") if one.running else ""
    name = f"{letter}: {one.result.case.title}{running}"
    grounds = grounds_sentence(words)
    return f"{words.stop(name)} {grounds}" if grounds else name


def _illustrations(found: Ranked) -> str:
    """Return which cases rest on too little for more than an illustration."""
    words = found.words
    weak = [
        at
        for at, one in enumerate(found.ranking.candidates)
        if is_illustration(Words(one.result, words.language))
    ]
    if not weak:
        return ""
    several = len(weak) > 1
    return words.say(
        f" {found.names(weak)} er {'regneeksempler' if several else 'et regneeksempel'}; grunden "
        "står nedenfor.",
        f" {found.names(weak)} {'are illustrations' if several else 'is an illustration'}; the "
        "reason stands below.",
    )


def _answer(found: Ranked) -> str:
    words, ranking = found.words, found.ranking
    if not ranking.choice.chosen:
        return words.say(
            "Ingen kombination inden for budgettet giver et overskud. Regnet alene på "
            f"nettoresultatet for {found.counted} er det bedste at lade være.",
            "No combination within the budget gives a surplus. By the net result of "
            f"{found.counted} alone it is best to do nothing.",
        )
    net = sum(one.net for one in ranking.chosen)
    precision = words.precision(net, ranking.together.sd)
    amount = words.amounts([net], precision)[0]
    interval = words.interval(ranking.together, precision)
    budget = (
        words.say("Uden en grænse", "Without a limit")
        if ranking.budget is None
        else words.say(
            f"Inden for {words.money(ranking.budget)}", f"Within {words.money(ranking.budget)}"
        )
    )
    several = len(ranking.chosen) > 1
    names = found.names(ranking.choice.chosen)
    same = words.chance(ranking.choice.same)
    return words.say(
        f"{budget} giver {names}{' tilsammen' if several else ''} det største nettoresultat for "
        f"{found.counted}: {amount} (90{NB}%-interval {interval}). Netop det valg er det bedste i "
        f"{same} af trækningerne.",
        f"{budget}, {names} give{'' if several else 's'} the largest net result for "
        f"{found.counted}: {amount} (90% interval {interval}). Exactly this choice is the best in "
        f"{same} of the draws.",
    )


def _figures(found: Ranked) -> Figures:
    words, ranking = found.words, found.ranking
    spent = sum(max(one.cost, 0.0) for one in ranking.chosen)
    figures = [
        Figure(
            words.say("Det bedste valg koster", "The best choice costs"),
            Cell(words.money(spent), spent),
            words.say(f"{found.purse} i {found.years}", f"{found.purse} in {found.years}"),
        )
    ]
    if ranking.budget is not None:
        left = ranking.budget - spent
        figures.append(
            Figure(
                words.say("Tilbage af budgettet", "Left of the budget"),
                Cell(words.money(left), left),
                words.say(f"af {words.money(ranking.budget)}", f"of {words.money(ranking.budget)}"),
            )
        )
    if ranking.choice.chosen:
        plus = ranking.together.p_positive
        figures.append(
            Figure(
                words.say("Chance for plus", "Chance of a plus"),
                Cell(words.chance(plus), plus),
                words.say("for det hele tilsammen", "for everything together"),
            )
        )
    return Figures(tuple(figures))


def _cases_section(found: Ranked) -> Section:
    words, ranking = found.words, found.ranking
    rows = [_row(found, at) for at in found.order]
    table = Table(
        words.say("Sagerne, de mest givende pr. krone først", "The cases, most per krone first"),
        (
            Column(words.say("Sag", "Case"), align="left"),
            Column(words.say(f"Koster i {found.years}", f"Costs in {found.years}"), words.currency),
            Column(words.say("Nettoresultat", "Net result"), words.currency),
            *words.spread_columns(),
            Column(words.say("Chance for plus", "Chance of a plus")),
            Column(words.say("Nettoresultat pr. krone", "Net result per krone")),
            Column(words.say("I det bedste valg", "In the best choice"), align="left"),
            Column(words.say("Andel af trækninger, hvor den er med",
                             "Share of draws in which it is in")),
        ),
        tuple(rows),
    )  # fmt: skip
    payers = {ranking.counted: found.counted_label}
    scenarios = [(found.letters[at], ranking.candidates[at].result) for at in found.order]
    told = [
        f"{found.letters[at]}: {shown(words, one.net, one.spread)}"
        for at in found.order
        for one in [ranking.candidates[at]]
    ]
    chart = Chart(
        "nettoresultat",
        words.say(f"Nettoresultat for {found.counted}", f"Net result of {found.counted}"),
        words.say(
            f"Punkt: bedste skøn. Bjælke: 90{NB}%-interval. De mest givende pr. krone står først.",
            "Dot: best estimate. Bar: 90% interval. Those that give most per krone stand first.",
        ),
        words.stop("; ".join(told)),
        partial(net_result_by_scenario, scenarios, payers, words),
        table,
    )
    title = words.say("Hvad sagerne koster og giver", "What the cases cost and give")
    return Section("sager", title, (table, chart))


def _row(found: Ranked, at: int) -> tuple[Cell, ...]:
    words, one = found.words, found.ranking.candidates[at]
    spread, per = one.spread, one.per_krone
    chosen = at in found.ranking.choice.chosen
    share = found.ranking.choice.in_best[at]
    return (
        Cell(f"{found.letters[at]}: {one.result.case.title}"),
        words.money_cell(one.cost),
        words.money_cell(one.net),
        *words.spread_cells(spread),
        words.chance_cell(spread),
        Cell(NONE if per is None else words.number(per, 2), per),
        Cell(words.say("Ja", "Yes") if chosen else words.say("Nej", "No")),
        Cell(words.chance(share), share),
    )


def _people_section(found: Ranked) -> Section:
    words = found.words
    rows = [
        (
            Cell(f"{found.letters[at]}: {outcome.label}"),
            Cell(outcome.unit),
            *(Cell(units(words, value), value) for value in _values(one, outcome.id)),
            Cell(_chosen(found, at)),
        )
        for at in found.order
        for one in [found.ranking.candidates[at]]
        for outcome in one.result.case.outcomes
    ]
    told = paragraph(
        words.say(
            "Alle deltagere tilsammen i resultatets egen enhed. Det er ikke regnet om til penge og "
            "er ikke med i valget ovenfor: Byrådet må selv holde de to bundlinjer op mod hinanden.",
            "All participants together in the outcome's own unit. It is not turned into money and "
            "plays no part in the choice above: the council must weigh the two bottom lines.",
        )
    )
    nothing = paragraph(
        words.say("Sagerne har ingen resultater for borgerne.", "The cases have no outcomes.")
    )
    table = Table(
        words.say("Resultater for borgerne", "Outcomes for people"),
        (
            Column(words.say("Sag og resultat", "Case and outcome"), align="left"),
            Column(words.say("Enhed", "Unit"), align="left"),
            Column(words.say("Bedste skøn", "Best estimate")),
            *words.spread_columns(""),
            Column(words.say("I det bedste valg", "In the best choice"), align="left"),
        ),
        tuple(rows),
    )
    title = words.say(
        "Hvad borgerne får: den anden bundlinje", "What people gain: the second bottom line"
    )
    return Section("borgerne", title, (told, table) if rows else (nothing,))


def _values(one: Candidate, outcome: str) -> list[float]:
    assert one.result.uncertainty is not None
    spread = one.result.uncertainty.outcomes[outcome]
    return [one.result.point.outcomes[outcome], spread.p5, spread.p95]


def _chosen(found: Ranked, at: int) -> str:
    chosen = at in found.ranking.choice.chosen
    return found.words.say("Ja", "Yes") if chosen else found.words.say("Nej", "No")


def _how_section(found: Ranked) -> Section:
    words = found.words
    points = [
        words.say(
            "Alle kombinationer af sagerne er prøvet. Det bedste valg er den kombination, der "
            f"holder budgettet og har det største forventede nettoresultat for {found.counted}.",
            "Every combination of the cases was tried. The best choice is the one that keeps the "
            f"budget and has the largest expected net result for {found.counted}.",
        ),
        words.say(
            f"Prisen er det, opstart og drift koster {found.purse} i {found.years}, i faste priser "
            "og uden diskontering. Fortrængte udgifter og gevinster er ikke trukket fra, fordi de "
            "sjældent er frie penge i budgettet. En sag, som kassen ikke betaler for, tager intet "
            "af budgettet.",
            f"The cost is what set-up and running cost {found.purse} in {found.years}, in fixed "
            "prices, not discounted. Displaced costs and gains are not deducted, because they are "
            "seldom free money in the budget. A case that the purse does not pay for takes "
            "nothing of it.",
        ),
        words.say(
            "Usikkerheden er regnet på fælles trækninger: Et tal, som sagerne deler, er det samme "
            "i dem alle. Andelen viser, hvor ofte en sag hører med til det valg, der er bedst i "
            "den enkelte trækning. Ligger den omkring 50 %, er tallene for usikre til at skille "
            "sagen fra de andre.",
            "The uncertainty is calculated on common draws: a figure that cases share is the same "
            "in all of them. The share shows how often a case belongs to the best choice of a "
            "draw. Around 50% the figures are too uncertain to tell it from the others.",
        ),
        words.say(
            "Sagerne lægges sammen, som om de ikke påvirker hinanden. Hjælper to af dem de samme "
            "borgere, er summen for stor.",
            "The cases are added up as if they did not affect each other. If two of them help the "
            "same people, the sum is too large.",
        ),
        words.say(
            "En sag er enten med eller ikke med; en halv indsats er ikke prøvet. Lav en kopi med "
            "færre deltagere, hvis den er en mulighed.",
            "A case is either in or out; half an intervention was not tried. Make a copy with "
            "fewer participants if that is possible.",
        ),
        conventions.not_in_hand(words),
        conventions.left_out(words),
    ]
    if any(one.running for one in found.ranking.candidates):
        points.insert(
            2,
            words.say(
                "For sager i drift er opstarten betalt. Den er ikke med i pris eller "
                "nettoresultat.",
                "For cases in operation the set-up is paid. It is neither in the cost nor in the "
                "net result.",
            ),
        )
    title = words.say("Sådan er der valgt, og hvad det ikke siger", "How it was chosen, and limits")
    return Section("metode", title, (bullets(points),))
