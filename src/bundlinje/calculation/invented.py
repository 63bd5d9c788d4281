"""Whether a result rests on invented people, which must be said before any number."""

from __future__ import annotations

from bundlinje.basics.texts import LANGUAGES, Text
from bundlinje.calculation.case import Case
from bundlinje.evidence.profiles import Profile


def invented_people(case: Case) -> Text | None:
    """Return what to say where quantities of a case are from a synthetic register, else None."""
    records = [case.records[joint.record] for joint in case.joint if joint.record]
    made = [r for r in records if isinstance(r, Profile) and r.origin.synthetic]
    if not made:
        return None
    da, en = (
        ", ".join(f"{r.title.to(language)} ({r.origin.register})" for r in made)
        for language in LANGUAGES
    )
    return Text(
        f"OPDIGTEDE PERSONER. Mængder i sagen er regnet på et syntetisk register: {da}. Resultatet "
        "viser, hvordan der regnes, siger intet om virkelige borgere og må ikke bruges til en "
        "beslutning.",
        f"INVENTED PEOPLE. Quantities of the case were calculated on a synthetic register: {en}. "
        "The result shows how it is done, says nothing about real people and must not be used for "
        "a decision.",
    )
