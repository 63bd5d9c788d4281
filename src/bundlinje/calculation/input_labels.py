"""What an input is called on screen, from its path."""

from __future__ import annotations

from bundlinje.basics.texts import Text
from bundlinje.calculation.case import Case
from bundlinje.evidence.profiles import Profile, record_of

_RATES = {
    "with": Text("Succesrate med indsats", "Success rate with intervention"),
    "without": Text("Succesrate uden indsats", "Success rate without intervention"),
    "difference": Text("Effekt", "Effect"),
    "studies": Text("Effekt", "Effect"),
    "persistence": Text("Fastholdelse af effekt", "Persistence of effect"),
}
_BOTH = Text("Effekt (med og uden)", "Effect (with and without)")
_PARTS = {
    "amount": Text("", ""),
    "quantity": Text("mængde", "quantity"),
    "factor": Text("faktor", "factor"),
    "persistence": Text("fastholdelse", "persistence"),
    "price": Text("enhedspris", "unit price"),
}


def input_label(case: Case, name: str) -> Text:
    """Return what the input with this path is called, for instance `Jobkonsulent: enhedspris`."""
    if name in case.records:
        # A record that is one number of the case is called what that number is.
        uses = {s.path for s in case.series() if any(record_of(n.ref) == name for n in s.numbers)}
        if len(uses) == 1:
            return input_label(case, uses.pop())
        title = case.records[name].title
        if not isinstance(case.records[name], Profile):
            return title
        return Text(f"Forbrugsprofil ({title.da})", f"Use profile ({title.en})")
    if record_of(name) in case.records:
        return _profile_number(case, name)
    first, *rest = name.split(".")
    if name == "completion":
        return Text("Gennemførelse", "Completion")
    if first == "parameters":
        shown = rest[0].replace("-", " ").replace("_", " ")
        shown = shown[:1].upper() + shown[1:]
        return Text(shown, shown)
    if first == "participants":
        return Text(f"Deltagere {rest[0]}", f"Participants {rest[0]}")
    if first == "effect":
        return (
            _RATES[rest[0]] if rest else Text("Effekt (med og uden)", "Effect (with and without)")
        )
    if first == "effects":
        return _named_effect(rest)
    items = {item.id: item.label for item in (*case.items, *case.outcomes)}
    label = items.get(rest[0], rest[0])
    part = _PARTS.get(rest[1], Text(rest[1], rest[1]))
    if not part.da:
        return Text(label, label)
    return Text(f"{label}: {part.da}", f"{label}: {part.en}")


def _profile_number(case: Case, name: str) -> Text:
    """Return what one number of a use profile is called: service, year and profile."""
    record = case.records[record_of(name)]
    id, _, year = name.removeprefix(f"{record.reference}/").rpartition(".")
    service = record.service(id) if isinstance(record, Profile) else None
    label = id if service is None else service.label
    return Text(
        f"{label}, år {year} ({record.title.da})", f"{label}, year {year} ({record.title.en})"
    )


def _named_effect(rest: list[str]) -> Text:
    name, *part = rest
    if not part:
        return Text(f"Effekt på {name} (med og uden)", f"Effect on {name} (with and without)")
    if part[0] == "participants":
        return Text(f"Deltagere {part[1]} ({name})", f"Participants {part[1]} ({name})")
    text = _RATES[part[0]]
    return Text(f"{text.da} ({name})", f"{text.en} ({name})")
