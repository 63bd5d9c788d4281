"""Save an organisation's own records, checked by the knowledge base's own reader."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.texts import Text
from bundlinje.evidence import codes
from bundlinje.evidence.checking import check
from bundlinje.evidence.kinds import KINDS
from bundlinje.evidence.knowledge import Knowledge, shared
from bundlinje.web.accounts.models import Organisation, User
from bundlinje.web.audit.log import log
from bundlinje.web.cases.form.paths import slug
from bundlinje.web.cases.store import using
from bundlinje.web.knowledge.base import with_rows
from bundlinje.web.knowledge.models import OWN, OwnChange, OwnRecord, Step
from bundlinje.web.knowledge.own_forms import FORMS, Row
from bundlinje.web.notices import telling


class ChangedMeanwhileError(Exception):
    """Someone else changed the record since the form was made; nothing was saved."""


class OwnProposalError(Exception):
    """Nobody reviews what they proposed themselves; nothing was saved."""


def completed(kind: str, typed: Row) -> Row:
    """Return a record's cells with those that follow from the others."""
    row = {**FORMS[kind].fixed, **{name: cell for name, cell in typed.items() if cell}}
    group = _title("target_groups", row.get("target_group", ""))
    if kind in ("unit_prices", "rates"):
        row.setdefault("title_en", row.get("title_da", ""))
        row["payers_standing"] = "stated" if row.get("payers") else "unknown"
    elif kind == "effect_studies":
        intervention = _title("interventions", row.get("intervention", ""))
        row.setdefault("intervention_text", intervention.da)
        row.setdefault("target_group_text", group.da)
        measure = codes.EFFECT_MEASURES.get(row.get("measure", ""), Text("", ""))
        row["measure_text"] = measure.da
        _with_difference(row)
    else:
        row.setdefault("target_group_da", group.da)
        row["target_group_en"] = group.en
        unit = codes.CONSEQUENCE_UNITS.get(row.get("unit", ""), Text("", ""))
        per = codes.PERS.get(row.get("per", ""), Text("", ""))
        row["unit_text"] = f"{unit.da} {per.da}".strip()
        if row.get("unit") == "money":
            row["currency"] = "DKK"
            row["unit_text"] = f"kr. {per.da}"
    return row


def typed(kind: str, row: Row) -> Row:
    """Return a record's cells without those that follow from the others, as they were typed.

    What follows is worked out anew when the others are changed.
    """
    if kind not in FORMS:
        return {"file": row["file"]}
    asked = {ask.name for ask in FORMS[kind].asks}
    found = {name: cell for name, cell in row.items() if name in asked}
    for name in _FOLLOW:
        without = {other: cell for other, cell in found.items() if other != name}
        if name in found and completed(kind, without).get(name) == found[name]:
            found = without
    return found


#: Cells that may follow from others.
_FOLLOW = (
    "title_en", "intervention_text", "target_group_text", "target_group_da", "difference", "value",
)  # fmt: skip


def _with_difference(row: Row) -> None:
    """Fill in the difference of two shares, and its value as a study would print it."""
    if row.get("measure") != "risk_difference":
        return
    if "difference" not in row and "p_with" in row and "p_without" in row:
        row["difference"] = f"{float(row['p_with']) - float(row['p_without']):.10g}"
        row["derived"] = "true"
    if "difference" in row and "value" not in row:
        row["value"] = f"{100 * float(row['difference']):.10g}"
        row["unit"] = "procentpoint"


def _title(kind: str, id: str) -> Text:
    reference = f"{KINDS[kind].prefix}/{id}"
    return shared().lookup(reference).title if id and reference in shared() else Text("", "")


def faults(kind: str, row: Row, source: Row) -> tuple[Problem, ...]:
    """Return what the knowledge base's own check finds wrong with a record or its source."""
    try:
        knowledge = with_rows([(kind, row, source)])
        found = check(knowledge).problems
    except InputError as error:
        return error.problems
    folder = str(knowledge.folders[-1])
    return tuple(problem for problem in found if problem.file.startswith(folder))


def new_name(organisation: UUID, kind: str, knowledge: Knowledge, row: Row) -> str:
    """Return an id for a new record that reads like its title."""
    title = row.get("title_da") or f"{row.get('intervention_text', '')} {row.get('outcome', '')}"
    base = OWN + slug(title)
    taken = set(knowledge.ids(kind)) | set(
        OwnRecord.objects.filter(organisation_id=organisation, kind=kind).values_list(
            "name", flat=True
        )
    )
    names = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def add(
    organisation: Organisation, who: User, kind: str, row: Row, source: Row, reason: str
) -> OwnRecord:
    """Return a new own record, to be accepted by someone else; it was checked before."""
    with transaction.atomic():
        made: OwnRecord = OwnRecord.objects.create(
            organisation=organisation, kind=kind, name=row["id"], row=row, source=source
        )
        _note(made, Step.PROPOSED, row, source, who, reason)
        telling.record_proposed(made, who)
        log(who, "create", "own-record", made.reference, organisation.id)
    return made


def change(record: OwnRecord, who: User, seen: int, row: Row, source: Row, reason: str) -> None:
    """Propose what an own record is to say, seen after its change `seen`; until it is accepted,
    what is in use stays in use.

    Raises:
        ChangedMeanwhileError: it was changed since.
    """
    with transaction.atomic():
        _lock(record, seen)
        if not record.in_use:
            record.row, record.source = row, source
            record.save(update_fields=["row", "source"])
        _note(record, Step.PROPOSED, row, source, who, reason)
        telling.record_proposed(record, who)
        log(who, "change", "own-record", record.reference, record.organisation_id)


def proposal_of(record: OwnRecord) -> OwnChange | None:
    """Return what is proposed and neither accepted nor refused yet, or None."""
    newest: OwnChange | None = record.changes.order_by("-id").select_related("who").first()
    return newest if newest is not None and newest.step == Step.PROPOSED else None


def review(record: OwnRecord, who: User, seen: int, accepted: bool, reason: str) -> None:
    """Take what is proposed into use, or refuse it; seen as its change `seen`.

    Raises:
        ChangedMeanwhileError: it was changed or reviewed since.
        OwnProposalError: the reviewer is the one who proposed it.
    """
    with transaction.atomic():
        _lock(record, seen)
        proposal = proposal_of(record)
        if proposal is None:
            raise ChangedMeanwhileError
        if proposal.who_id == who.pk:
            raise OwnProposalError
        row, source = proposal.row, proposal.source
        if accepted:
            record.row, record.source = row, source
            record.in_use, record.withdrawn = True, False
            record.save(update_fields=["row", "source", "in_use", "withdrawn"])
        step = Step.ACCEPTED if accepted else Step.REFUSED
        _note(record, step, row, source, who, reason)
        if accepted:
            _outdate(record)
        telling.record_reviewed(record, proposal.who_id, accepted, who)
        action = "accept" if accepted else "refuse"
        log(who, action, "own-record", record.reference, record.organisation_id)


def withdraw(record: OwnRecord, who: User, seen: int, reason: str) -> None:
    """Take an own record out of use at once; what it said is kept.

    Raises:
        ChangedMeanwhileError: it was changed since.
    """
    with transaction.atomic():
        _lock(record, seen)
        record.in_use, record.withdrawn = False, True
        record.save(update_fields=["in_use", "withdrawn"])
        _note(record, Step.WITHDRAWN, record.row, record.source, who, reason)
        _outdate(record)
        log(who, "delete", "own-record", record.reference, record.organisation_id)


def _outdate(record: OwnRecord) -> None:
    """Mark what lists say of the cases that use a record; it is calculated when it is shown."""
    using(record.organisation_id, record.reference).update(judged_with="")


def newest_change(record: OwnRecord) -> int:
    """Return the number of the record's newest change."""
    newest: int | None = record.changes.order_by("-id").values_list("id", flat=True).first()
    return newest or 0


def _lock(record: OwnRecord, seen: int) -> None:
    locked = OwnRecord.objects.select_for_update().get(id=record.id)
    if newest_change(record) != seen:
        raise ChangedMeanwhileError
    record.in_use = locked.in_use


def _note(record: OwnRecord, step: Step, row: Row, source: Row, who: User, reason: str) -> None:
    OwnChange.objects.create(
        record=record, step=step, row=row, source=source, who=who, reason=reason
    )
