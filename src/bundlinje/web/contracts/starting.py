"""The first terms of a contract: a template of the library, with what the case gives."""

from __future__ import annotations

import re
import secrets
from typing import Any

from bundlinje.basics import formats
from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import parse_document
from bundlinje.calculation.case import Case
from bundlinje.calculation.inputs import inputs_of
from bundlinje.contracts.case_numbers import number
from bundlinje.contracts.contract_file import contract_from_data
from bundlinje.contracts.starting_points import STRUCTURES, starting_point
from bundlinje.contracts.valuation import value
from bundlinje.web.contracts.price_level import paid_for_each_krone, scale_prices

Document = dict[Any, Any]

#: The year that the templates begin in.
FIRST_YEAR = 2027
_YEAR = re.compile(r"(20\d\d)(-(H\d|Q\d|\d\d(-\d\d)?))?")
#: Ids of the templates' outcomes, by the months until they are measured.
_GOAL = re.compile(r"(?:job|bolig|dom|hjemme)-(\d+)")
#: Amounts that follow the size of the case are rounded to this. [currency]
WHOLE = 10_000


#: Not one of the library's templates: as little as a contract can be, to build on.
OWN = "own"
TEMPLATES = {
    **STRUCTURES,
    OWN: Text(
        "fra bunden: ét resultat, én betaler og én fast pris, som I bygger videre på",
        "from scratch: one outcome, one payer and one fixed price, to build on",
    ),
}


def first_terms(structure: str, case: Case) -> Document:
    """Return the contract of a template, put on a case.

    The first measured outcome takes people and success rates from the case, and its costs are
    what the contract pays for; dates begin with the case. Thresholds are the template's, in
    proportion to those expected to reach them, and commitments to the costs. Prices keep the
    template's proportions; their level is such that mean payments are as much for each krone of
    the costs as in the template. What is an own assumption, the notes say.

    Raises:
        KeyError: there is no such template.
    """
    if structure == OWN:
        return own_terms(case)
    document = parse_document(starting_point(structure).encode(), structure).root.plain()
    paid = paid_for_each_krone(document)
    document = _moved(document, case.start_year - FIRST_YEAR)
    document["id"] = f"kontrakt-{secrets.token_hex(4)}"
    document["title"] = f"Resultatkontrakt: {case.title}"[:300]
    document.pop("description", None)
    if case.target_group:
        document["target_group"] = case.target_group
    people = _number(case, "participants")
    if people:
        _people(document, people)
    taken = _rates(document, case)
    _labels(document, case)
    _costs(document, case)
    levelled = paid is not None and _level(document, case, paid)
    document["notes"] = _notes(taken, paid if levelled else None)
    return document


#: Years that are settled in a contract from scratch.
OWN_YEARS = 3


def own_terms(case: Case) -> Document:
    """Return as little as a contract can be on a case: one outcome at one price by one payer.

    The price is what makes payments cover the case's costs if all goes as expected, where the
    case tells that, else 0.
    """
    from bundlinje.web.contracts.items import first_metric

    payer = next((id for id, one in case.payers.items() if one.public), "kommune")
    label = case.payers[payer].label.da if payer in case.payers else "Kommunen"
    metric = first_metric("resultat-1", case)
    costs = [cost for cost in case.data.get("costs") or () if isinstance(cost, dict)]
    document: Document = {
        "format": "bundlinje.contract/1",
        "id": f"kontrakt-{secrets.token_hex(4)}",
        "title": f"Resultatkontrakt: {case.title}"[:300],
        "target_group": case.target_group or "",
        "currency": "DKK",
        "parties": {payer: label, "provider": "Leverandøren"},
        "payers": {payer: 1},
        "periods": [
            {"id": str(year), "end": f"{year}-12-31"}
            for year in range(case.start_year, case.start_year + OWN_YEARS)
        ],
        "pays_after": {"days": 60},
        "metrics": [metric],
        "payments": [{"id": "betaling-1", "label": "Betaling for hvert resultat",
                      "metric": "resultat-1", "rule": {"unit": 0}}],
        "replaces": [str(one["id"]) for one in costs if one.get("kind") in ("setup", "running")],
    }  # fmt: skip
    _labels(document, case)
    price = _covering(document, case)
    document["payments"][0]["rule"]["unit"] = price
    document["notes"] = {
        "payments": "Egen antagelse: prisen dækker netop sagens omkostninger, hvis det går som "
        "ventet. Ret den til jeres egen."
        if price
        else "Skriv prisen; indtil da betales intet.",
        "metrics": "Antal borgere og succesrate er sagens.",
    }
    return document


def _covering(document: Document, case: Case) -> int:
    """Return the price at which payments cover what delivery costs; 0 where that is not told."""
    trial = {**document, "payments": [{**document["payments"][0], "rule": {"unit": 1}}]}
    paid = paid_for_each_krone(trial, case, draws=0)
    return round(1 / paid / 1000) * 1000 if paid else 0


def _moved(value: Any, years: int) -> Any:
    """Return plain data with every year moved, and outcomes called by their months only."""
    if isinstance(value, dict):
        return {_moved(key, years): _moved(item, years) for key, item in value.items()}
    if isinstance(value, list):
        return [_moved(item, years) for item in value]
    if isinstance(value, str) and (found := _YEAR.fullmatch(value)):
        return str(int(found[1]) + years) + value[4:]
    if isinstance(value, str) and (found := _GOAL.fullmatch(value)):
        return f"resultat-{found[1]}"
    if isinstance(value, int) and value == FIRST_YEAR:
        return value + years
    return value


def _number(case: Case, name: str) -> float | None:
    try:
        return float(number(case, inputs_of(case).at_means(), name)[0])
    except InputError:
        return None


def _people(document: Document, people: float) -> None:
    """Scale what depends on how many people are measured."""
    template = max(metric["expect"]["people"] for metric in document["metrics"])
    times = people / template
    for metric in document["metrics"]:
        metric["expect"]["people"] = {"ref": "participants"}
    for payment in document["payments"]:
        rule, cap = payment["rule"], payment.get("cap", {})
        for steps in (rule.get("marginal"), rule.get("steps")):
            for step in steps or ():
                if step[0] is not None:
                    step[0] = max(round(step[0] * times), 1)
        if "count" in cap:
            cap["count"] = max(round(cap["count"] * times), 1)
        if "amount" in cap:
            cap["amount"] = _whole(cap["amount"] * times)
    if "total" in document.get("caps", {}):
        document["caps"]["total"] = _whole(document["caps"]["total"] * times)


def _rates(document: Document, case: Case) -> bool:
    """Let the first outcome rest on the case's effect; whether it has the rates for it."""
    paths = [effect.path for effect in case.effects.values()]
    path = "effect" if "effect" in paths else next(iter(paths), "")
    with_, without = (_number(case, f"{path}.{rate}") for rate in ("with", "without"))
    if not path or with_ is None or without is None:
        return False
    first = document["metrics"][0]
    template, base = first["expect"]["rate"], first["expect"]["without"]
    reached = template["mean"] if isinstance(template, dict) else template
    times, spread = with_ / reached, (with_ - without) / (reached - base)
    first["expect"]["rate"] = {"ref": f"{path}.with"}
    first["expect"]["without"] = {"ref": f"{path}.without"}
    people = _number(case, "participants")
    for payment in document["payments"]:
        if payment["metric"] == first["id"]:
            _move_steps(payment["rule"].get("steps", ()), times)
        bands = payment["rule"].get("marginal")
        if payment["metric"] == first["id"] and bands and people and not bands[0][1]:
            # Those who would have been there anyway are free; the next band is as many times what
            # the effect is expected to add as in the template.
            bands[0][0] = free = max(round(without * people), 1)
            if len(bands) > 1 and bands[1][0] is not None:
                added = round((bands[1][0] / people - base) * spread * people)
                bands[1][0] = max(min(free + added, round(people)), free + 1)
    return True


def _move_steps(steps: list[list[float]], times: float) -> None:
    """Scale where steps begin, in place, each above the one before."""
    before = 0
    for step in steps:
        step[0] = before = max(round(step[0] * times), before + 1)


def _labels(document: Document, case: Case) -> None:
    """Call outcomes and payments what the case calls a success, by the months."""
    said = next((effect.goal for effect in case.effects.values() if effect.goal), "")
    goal = said.strip().rstrip(".")[:150] or "Målet nået"
    for one in (*document["metrics"], *document["payments"]):
        name, _, months = str(one["id"]).partition("-")
        if one["id"] == "resultat-1":
            one["label"] = goal
        elif name == "resultat":
            one["label"] = f"{goal} (efter {months} måneder)"
        elif name == "hold":
            one["label"] = f"{goal}: samlet mål for holdet"


def _costs(document: Document, case: Case) -> None:
    """Let the contract pay for what the case costs, and size its capital by that."""
    costs = [cost for cost in case.data.get("costs") or () if isinstance(cost, dict)]
    bought = [str(cost["id"]) for cost in costs if cost.get("kind") in ("setup", "running")]
    if not bought:
        return
    before = sum(part["amount"] for part in document.get("delivery", ()))
    trial = {**document, "replaces": bought}
    trial.pop("delivery", None)
    try:
        table = value(contract_from_data(trial), case, None, 0).point.table
    except InputError:
        return
    document.pop("delivery", None)
    document["replaces"] = bought
    spent = float(table.delivery.sum()) / 100
    times = spent / before if before else 1.0
    for tranche in document.get("tranches", ()):
        tranche["commitment"] = _whole(tranche["commitment"] * times)
        for part in tranche.get("repay", ()):
            part["amount"] = _whole(part["amount"] * times)
    for guarantee in document.get("guarantees", ()):
        if "cap" in guarantee:
            guarantee["cap"] = _whole(guarantee["cap"] * times)
    provider = document.get("provider")
    if provider:
        provider["cash"] = _whole(provider["cash"] * times)


def _level(document: Document, case: Case, paid: float) -> bool:
    """Move prices to where so much is paid for each krone of the costs; whether they were."""
    as_it_is = paid_for_each_krone(document, case) if "replaces" in document else None
    if as_it_is is None:
        return False
    scale_prices(document, paid / as_it_is)
    return True


def _whole(amount: float) -> int:
    return max(round(amount / WHOLE), 1) * WHOLE


def _notes(taken: bool, paid: float | None) -> dict[str, str]:
    rates = (
        "Antal borgere og den første succesrate er sagens. De øvrige succesrater er "
        "skabelonens, egen antagelse."
        if taken
        else "Succesraterne er skabelonens, egen antagelse."
    )
    if paid is None:
        prices = "Priser og trin er skabelonens."
        limits = "Skabelonens lofter, sat i forhold til antallet af borgere."
    else:
        prices = (
            "Forholdet mellem priserne er skabelonens. Niveauet er sat, så betalingerne i "
            f"gennemsnit er {formats.number(paid, 'da', 2)} kr. for hver krone, indsatsen koster, "
            "som i skabelonen."
        )
        limits = "Skabelonens lofter, sat i forhold til antallet af borgere og prisernes niveau."
    return {
        "payments": f"Egen antagelse: {prices} Intet er hentet fra nogen kontrakt. Ret priserne "
        "til jeres egne.",
        "metrics": rates,
        "caps": f"Egen antagelse: {limits}",
        "tranches": "Egen antagelse: skabelonens kapital, sat i forhold til sagens omkostninger.",
    }
