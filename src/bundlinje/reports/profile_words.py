"""Use profiles in a report: the quantities of an item, and the record that they come from."""

from __future__ import annotations

from collections.abc import Iterator

from bundlinje.calculation.case import Change
from bundlinje.calculation.invented import invented_people
from bundlinje.evidence.profile_sheet import profile_facts
from bundlinje.evidence.profiles import Profile, ServiceProfile, of_profile, record_of
from bundlinje.reports.content import Block, Cell, Fact, paragraph
from bundlinje.reports.number_words import interval_between
from bundlinje.reports.words import NB, Words


def invented_warning(words: Words) -> list[Block]:
    """Return the warning that a result rests on invented people, where it does."""
    said = invented_people(words.case)
    return [] if said is None else [paragraph(said.to(words.language), "warning")]


def profile_source(words: Words, change: Change) -> Iterator[Fact]:
    """Yield which service of which profile a quantity is, where it is one."""
    if not of_profile(change.quantity.numbers):
        return
    number = next(n for n in change.quantity.numbers if n.ref)
    record = words.case.records[record_of(number.ref)]
    id = number.ref.removeprefix(f"{record.reference}/").rpartition(".")[0]
    service = record.service(id) if isinstance(record, Profile) else None
    name = id if service is None else service.label
    times = "" if number.times == 1 else f"{words.plain(number.times)} × "
    title = record.title.to(words.language)
    yield Fact(
        words.say("Kommer fra", "Comes from"),
        Cell(
            words.say(
                f"{times}»{name}« i forbrugsprofilen »{title}«; alle dens tal varierer samlet",
                f"{times}“{name}” of the use profile “{title}”; all its figures vary together",
            )
        ),
    )


def record_facts(words: Words, record: Profile, used: list[str]) -> Iterator[Fact]:
    """Yield a profile's facts, and the change by year of the services that a case uses."""
    for label, text in profile_facts(record, words.language):
        yield Fact(label, Cell(text))
    for id in used:
        service = record.service(id)
        if service is not None:
            per = words.say("om året", "a year")
            label = f"{service.label} ({service.unit} {per})"
            yield Fact(label, Cell(_by_year(words, service)))


def _by_year(words: Words, service: ServiceProfile) -> str:
    parts = []
    numbers = zip(service.mean, service.sd, service.low, service.high, strict=True)
    for year, (mean, sd, low, high) in enumerate(numbers, 1):
        shown = words.say("udeladt", "left out")
        if mean is not None and sd is not None and low is not None and high is not None:
            # The study's own interval, which may be wider than a normal one.
            shown = f"{words.plain(mean)} ({interval_between(words, low, high, sd)})"
        parts.append(f"{words.say('år', 'year')}{NB}{year}: {shown}")
    return "; ".join(parts)
