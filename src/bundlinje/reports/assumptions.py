"""Every assumption of a case: its numbers, how uncertain they are, and where they come from."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from bundlinje.basics import formats
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.case import Case, Consequence, Cost, Effect, Outcome, input_name
from bundlinje.calculation.fit import ASPECTS, LEVELS, Fit
from bundlinje.calculation.input_labels import input_label
from bundlinje.evidence.profiles import Profile, of_profile, record_of
from bundlinje.evidence.record import DERIVED, Record
from bundlinje.reports import item_facts
from bundlinje.reports.content import (
    Assumption,
    Block,
    Cell,
    Fact,
    Section,
    Source,
    Span,
    Subheading,
    paragraph,
)
from bundlinje.reports.number_words import (
    number_words,
    percentage,
    persistence_words,
    points,
    spread_words,
)
from bundlinje.reports.profile_words import record_facts
from bundlinje.reports.study_blocks import pooled_facts
from bundlinje.reports.words import Words, sentence


def assumptions_section(words: Words) -> Section:
    """Return every assumption with its source, its note, or the mark that it has neither."""
    blocks: list[Block] = [
        paragraph(
            words.say(
                "Alle tal, som resultatet hviler på. »Fast tal« betyder, at sagen ikke angiver "
                "usikkerhed om tallet, ikke at det er sikkert.",
                "All figures that the result rests on. “Fixed” means that the case states no "
                "uncertainty about the figure, not that it is certain.",
            )
        ),
        *_group(words, words.say("Deltagere", "Participants"), "", people(words)),
        *_group(words, words.say("Effekt", "Effect"), "effects", effects(words)),
        *_group(words, words.say("Udgifter", "Costs"), "costs", costs(words)),
        *_group(
            words, words.say("Konsekvenser", "Consequences"), "consequences", consequences(words)
        ),
        *_group(
            words,
            words.say("Resultater for borgerne", "Outcomes for people"),
            "outcomes",
            outcomes(words),
        ),
        *_group(
            words,
            words.say("Navngivne tal og oplysninger", "Named numbers and records"),
            "parameters",
            parameters(words),
        ),
        *_other_notes(words),
    ]
    title = words.say("Forudsætninger og kilder", "Assumptions and sources")
    return Section("forudsaetninger", title, tuple(blocks))


def _group(words: Words, title: str, path: str, items: Iterable[Assumption]) -> list[Block]:
    found = list(items)
    if not found:
        return []
    note = words.case.notes.get(path)
    return [Subheading(title), *([paragraph(note, "note")] if note else []), *found]


def assumption(
    words: Words, path: str, title: str, facts: Iterable[Fact], evidence: tuple[str, ...] = ()
) -> Assumption:
    """Return an item with its sources and the notes under its path."""
    case = words.case
    sources = tuple(
        _source(words, reference) for reference in evidence if reference not in case.notes
    )
    notes = [case.notes[reference] for reference in evidence if reference in case.notes]
    for key, note in case.notes.items():
        if key == path or key.startswith(f"{path}."):
            notes.append(note)
    unsourced = ""
    if not sources and not notes:
        unsourced = words.say(
            "Egen antagelse – ingen kilde angivet", "Own assumption – no source given"
        )
    elif not notes and (own := _own_numbers(words, path, evidence)):
        unsourced = words.say(
            f"Egen antagelse uden kilde: {words.joined(own)}",
            f"Own assumption without a source: {words.joined(own)}",
        )
    anchor = f"forudsaetning-{path.replace('.', '-').replace('/', '-')}"
    return Assumption(anchor, title, tuple(facts), sources, tuple(notes), unsourced)


def _own_numbers(words: Words, path: str, evidence: tuple[str, ...]) -> list[str]:
    """Return the numbers of an item that no source is for.

    A record whose number is used speaks for that number alone; what the case names as evidence
    speaks for the whole item.
    """
    case = words.case
    series = [one for one in case.series() if one.path.startswith(f"{path}.")]
    used = {record_of(number.ref) for one in series for number in one.numbers}
    for effect in case.effects.values():
        if effect.path == path and effect.studies is not None:
            used |= {study.reference for study in effect.studies.studies}
    if any(reference not in used for reference in evidence):
        return []
    own = []
    for one in series:
        default = all(number.certain and number.mean == 1 for number in one.numbers)
        if default or one.path.endswith(".studies") or all(n.ref for n in one.numbers):
            continue
        if of_profile(one.numbers):
            continue
        name = input_label(case, one.path).to(words.language).rpartition(": ")[2]
        own.append(name[:1].lower() + name[1:])
    return own


def _source(words: Words, reference: str) -> Source:
    known = words.case.sources.get(reference)
    if known is None:
        missing = words.say(
            "Henvisningen findes ikke blandt sagens kilder.",
            "The reference is not among the sources of the case.",
        )
        return Source(Span(reference), note=missing)
    record = words.case.records.get(reference)
    note = known.note if record is None else record_note(words.case, record, words.language)
    return Source(Span(known.title, known.url), _date(words, known.accessed), note)


def record_note(case: Case, record: Record, language: Language) -> str:
    """Return what a record is, how much it can carry and what it may be used for."""
    said = [record.title, record.summary, record.standing, record.may_be_used]
    if DERIVED in record.warnings:
        said.append(DERIVED)
    if case.knowledge.own(record.reference):
        said.append(Text("Fra egen mappe.", "From an own folder."))
    shown: list[str] = []
    for text in (text.to(language).rstrip(".") for text in said):
        # The summary of an estimate ends with its kind, which is its standing too; the use of a
        # rate begins with where it was read.
        if shown and text.startswith(shown[-1]):
            shown.pop()
        if text and not (shown and shown[-1].endswith(text)):
            shown.append(text)
    return " · ".join(shown)


def _date(words: Words, accessed: str) -> str:
    try:
        return formats.date(datetime.date.fromisoformat(accessed), words.language)
    except ValueError:
        return accessed


def people(words: Words) -> Iterable[Assumption]:
    """Yield the participants and the completion."""
    case = words.case
    facts = [
        Fact(str(year), Cell(number_words(words, series.numbers[0]), series.numbers[0].mean))
        for year, series in case.participants.items()
    ]
    title = words.say("Deltagere, der gennemfører", "Participants who complete")
    yield assumption(words, "participants", title, facts)
    number = case.completion.numbers[0]
    if not (number.certain and number.mean == 1):
        title = words.say("Gennemførelse", "Completion")
        share = number_words(words, number, percentage(words))
        label = words.say("Andel af dem, der starter", "Share of starters")
        yield assumption(words, "completion", title, [Fact(label, Cell(share, number.mean))])


def effects(words: Words) -> Iterable[Assumption]:
    """Yield each effect: rates with and without, or the difference, and the persistence."""
    for effect in words.case.effects.values():
        title = sentence(effect.id) if effect.id else words.say("Effekt", "Effect")
        yield assumption(words, effect.path, title, _effect_facts(words, effect), effect.evidence)


def _effect_facts(words: Words, effect: Effect) -> Iterable[Fact]:
    if effect.goal:
        yield Fact(words.say("Succesmål", "Goal"), Cell(effect.goal))
    rates = [
        (words.say("Succesrate uden indsats", "Success rate without"), effect.without),
        (words.say("Succesrate med indsats", "Success rate with"), effect.with_),
    ]
    for label, series in rates:
        if series is not None:
            number = series.numbers[0]
            yield Fact(label, Cell(number_words(words, number, percentage(words)), number.mean))
    label = words.say("Effekt (forskel)", "Effect (difference)")
    if effect.studies is not None:
        yield from pooled_facts(words, effect.studies)
    elif effect.difference is not None:
        number = effect.difference.numbers[0]
        yield Fact(label, Cell(number_words(words, number, points(words)), number.mean))
    elif effect.with_ is not None and effect.without is not None:
        difference = effect.with_.numbers[0].mean - effect.without.numbers[0].mean
        shown = f"{words.number(difference * 100, 1)}{points(words).name}"
        yield Fact(label, Cell(shown, difference))
    for year, series in effect.participants.items():
        label = words.say(f"Deltagere {year}", f"Participants {year}")
        number = series.numbers[0]
        yield Fact(label, Cell(number_words(words, number), number.mean))
    label = words.say("Fastholdelse af effekt", "Persistence of effect")
    yield Fact(label, Cell(persistence_words(words, effect.persistence)))
    yield from fit_facts(words, effect.fit)


def fit_facts(words: Words, fit: Iterable[Fit]) -> Iterable[Fact]:
    """Yield how well the study fits the case, as the user judges it."""
    parts = []
    for one in fit:
        aspect, level = ASPECTS[one.aspect], LEVELS[one.level]
        because = f" ({one.because.rstrip('.')})" if one.because else ""
        parts.append(words.say(f"{aspect.da}: {level.da}", f"{aspect.en}: {level.en}") + because)
    if parts:
        label = words.say("Sådan passer studiet til sagen", "How the study fits the case")
        yield Fact(label, Cell(sentence("; ".join(parts))))


def costs(words: Words) -> Iterable[Assumption]:
    """Yield each cost."""
    for cost in words.case.costs:
        path = f"costs.{cost.id}"
        yield assumption(words, path, cost.label, item_facts.of_cost(words, cost), cost.evidence)


def consequences(words: Words) -> Iterable[Assumption]:
    """Yield each consequence."""
    for change in words.case.consequences:
        facts = (*item_facts.of_consequence(words, change), *fit_facts(words, change.fit))
        yield assumption(words, change.path, change.label, facts, change.evidence)


def outcomes(words: Words) -> Iterable[Assumption]:
    """Yield each outcome."""
    for outcome in words.case.outcomes:
        source = () if outcome.valuation is None else (outcome.valuation.source,)
        evidence = (*outcome.evidence, *source)
        facts = item_facts.of_outcome(words, outcome)
        yield assumption(words, outcome.path, outcome.label, facts, evidence)


def parameters(words: Words) -> Iterable[Assumption]:
    """Yield each named number or record that the case uses, and where."""
    case = words.case
    numbers = [n for s in case.series() for n in s.numbers if n.ref and not of_profile([n])]
    means = {n.ref: n.mean / n.times for n in numbers if n.times}
    joint = {name: group for group in case.joint for name in group.names}
    for name, mean in means.items():
        path = input_name(name)
        value = words.plain(mean, 7)
        spread = case.parameters.get(name)
        if spread is not None:
            how = spread_words(words, spread)
        elif name in joint:
            at = joint[name].names.index(name)
            sd = words.plain(max(joint[name].cov[at][at], 0.0) ** 0.5)
            how = words.say(
                f"standardafvigelse {sd}, normalfordelt sammen med {len(joint[name].names)} tal",
                f"standard deviation {sd}, jointly normal, {len(joint[name].names)} figures",
            )
        else:
            how = words.say("fast tal", "fixed")
        facts = [
            Fact(words.say("Værdi", "Value"), Cell(f"{value} ({how})", mean)),
            Fact(uses_label(words), Cell(_uses(words, name))),
        ]
        record = case.records.get(name)
        title = (input_label(case, path) if record is None else record.title).to(words.language)
        yield assumption(words, path, title, facts, () if record is None else (name,))
    yield from _profiles(words)


def _profiles(words: Words) -> Iterable[Assumption]:
    """Yield each use profile of which the case uses a service."""
    for joint in words.case.joint:
        record = words.case.records.get(joint.record)
        if not isinstance(record, Profile):
            continue
        used = list(dict.fromkeys(record.places[at][0] for at in joint.used))
        facts = [
            *record_facts(words, record, used),
            Fact(uses_label(words), Cell(_uses(words, record.reference))),
        ]
        title = record.title.to(words.language)
        yield assumption(words, record.reference, title, facts, (record.reference,))


def uses_label(words: Words) -> str:
    """Return what the places where a parameter is used are called."""
    return words.say("Bruges i", "Used in")


def _uses(words: Words, name: str) -> str:
    labels: dict[str, None] = {}
    for series in words.case.series():
        if any(record_of(number.ref) == name for number in series.numbers):
            labels[input_label(words.case, series.path).to(words.language)] = None
    return "; ".join(labels)


def unsourced_titles(words: Words) -> list[str]:
    """Return the titles of the assumptions that have neither source nor note."""
    kinds = (people, effects, costs, consequences, outcomes, parameters)
    return [item.title for kind in kinds for item in kind(words) if item.unsourced]


def _other_notes(words: Words) -> list[Block]:
    """Return the notes that stand at no item, so that none is lost."""
    case = words.case
    items: tuple[Cost | Consequence | Outcome, ...] = (*case.items, *case.outcomes)
    evidence = {e for item in (*items, *case.effects.values()) for e in item.evidence}
    placed = ("participants", "completion", *(effect.path for effect in case.effects.values()))
    sections = ("costs", "consequences", "outcomes", "parameters", "effects")
    names = {f"costs.{cost.id}" for cost in case.costs}
    names |= {change.path for change in (*case.consequences, *case.outcomes)}
    names |= {input_name(record_of(n.ref)) for s in case.series() for n in s.numbers if n.ref}
    left = [
        note
        for key, note in case.notes.items()
        if key not in sections
        and key not in evidence
        and not any(key == path or key.startswith(f"{path}.") for path in (*placed, *names))
    ]
    if not left:
        return []
    heading = Subheading(words.say("Andre noter", "Other notes"))
    return [heading, *(paragraph(note) for note in left)]
