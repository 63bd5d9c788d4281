"""Read the log of an organisation: which events it may see, and what they say in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.models import ROLE_NAMES, Organisation, Role, User
from bundlinje.web.api.models import ApiToken
from bundlinje.web.audit.models import Event
from bundlinje.web.cases.models import Case
from bundlinje.web.contracts.models import Contract
from bundlinje.web.knowledge.models import OwnRecord
from bundlinje.web.language import current

#: What people do, in words.
ACTIONS = {
    "open": Text("åbnede", "opened"),
    "create": Text("oprettede", "created"),
    "upload": Text("hentede en fil ind", "read a file"),
    "change": Text("ændrede", "changed"),
    "delete": Text("slettede", "deleted"),
    "download": Text("gemte en rapport eller fil", "saved a report or file"),
    "sign-in": Text("loggede ind", "signed in"),
    "sign-in-link": Text("brugte et link til at logge ind", "used a link to sign in"),
    "sign-out": Text("loggede af", "signed out"),
    "password": Text("skiftede adgangskode", "changed the password"),
    "second-factor-on": Text("slog totrinsbekræftelse til", "switched two-step verification on"),
    "second-factor-off": Text("slog totrinsbekræftelse fra", "switched two-step verification off"),
    "recovery-codes": Text("lavede reservekoder", "made recovery codes"),
    "invite": Text("inviterede et medlem", "invited a member"),
    "withdraw": Text("trak en invitation tilbage", "withdrew an invitation"),
    "join": Text("blev medlem", "became a member"),
    "role": Text("ændrede en rolle", "changed a role"),
    "remove-member": Text("fjernede et medlem", "removed a member"),
    "password-link": Text("lavede et link til ny adgangskode", "made a link for a new password"),
    "demand-second-factor": Text(
        "ændrede kravet om totrinsbekræftelse", "changed the demand for two-step verification"
    ),
    "rename": Text(
        "ændrede organisationens navn eller slags", "changed the organisation's name or kind"
    ),
    "accept": Text("godkendte", "accepted"),
    "refuse": Text("afviste", "refused"),
    "own-sign-in": Text(
        "ændrede organisationens eget login", "changed the organisation's own sign-in"
    ),
    "stage": Text("ændrede en kontrakts stadie", "changed a contract's stage"),
    "propose": Text(
        "bad parterne sige ja til vilkårene", "asked the parties to agree to the terms"
    ),
    "agree": Text("sagde ja til vilkårene", "agreed to the terms"),
    "take-back": Text("tog sit ja til vilkårene tilbage", "took the yes to the terms back"),
    "agree-on-paper": Text(
        "noterede, at en part har skrevet under på papir", "noted that a party signed on paper"
    ),
    "sign": Text("gav det sidste ja, så vilkårene nu gælder", "gave the last yes: the terms hold"),
    "results": Text("hentede resultater ind", "read outcomes"),
    "look-at-rows": Text("så resultater om borgere", "looked at outcomes about people"),
    "submit": Text("indsendte en afregning", "submitted a settlement"),
    "approve": Text("godkendte en afregning", "approved a settlement"),
    "reject": Text("afviste en afregning", "rejected a settlement"),
    "dispute": Text("skrev om en uenighed", "wrote about a dispute"),
    "invite-party": Text("inviterede en part", "invited a party"),
    "join-contract": Text("blev part i en kontrakt", "became a party to a contract"),
    "name-party": Text("ændrede en parts navn i kontrakten", "changed a party's name"),
    "remove-party": Text("fjernede en part", "removed a party"),
    "fund": Text("ændrede fondens ramme", "changed the fund's earmark"),
    "share": Text("delte", "shared"),
    "share-unknown": Text("ville dele med en ukendt", "tried to share with someone unknown"),
    "unshare": Text("trak en deling tilbage", "withdrew a share"),
    "make-link": Text("lavede et læselink", "made a reading link"),
    "withdraw-link": Text("trak et læselink tilbage", "withdrew a reading link"),
    "open-link": Text("åbnede et læselink", "opened a reading link"),
    "comment": Text("kommenterede", "commented"),
    "erase-comment": Text("slettede sin kommentar", "erased an own comment"),
    "resolve": Text("afsluttede en kommentar", "resolved a comment"),
    "reopen": Text("genåbnede en kommentar", "reopened a comment"),
    "review": Text("skrev på en vurdering", "worked on a review"),
    "verdict": Text("afgav en vurdering", "gave a verdict"),
    "release": Text("frigav til biblioteket", "released to the library"),
    "unrelease": Text("trak tilbage fra biblioteket", "withdrew from the library"),
    "actual": Text("skrev, hvordan det gik", "wrote what came of it"),
    "audit": Text("gemte denne liste", "saved this list"),
    "audit-person": Text(
        "gemte, hvad der er noteret om en person", "saved what is noted of a person"
    ),
    "export": Text("gemte alle organisationens data", "saved all data of the organisation"),
    "close": Text("bad om at få organisationen slettet", "asked to have the organisation deleted"),
    "stay": Text("fortrød at slette organisationen", "changed their mind on deleting it"),
    "token": Text("lavede en adgangsnøgle", "made a token"),
    "withdraw-token": Text("trak en adgangsnøgle tilbage", "withdrew a token"),
}
_PARTS = {
    "title": Text("titel", "title"),
    "effect": Text("effekt", "effect"),
    "effects": Text("effekt", "effect"),
    "participants": Text("deltagere", "participants"),
    "completion": Text("deltagere", "participants"),
    "costs": Text("omkostninger", "costs"),
    "consequences": Text("konsekvenser", "consequences"),
    "outcomes": Text("den anden bundlinje", "the second bottom line"),
    "payers": Text("kasser", "payers"),
    "notes": Text("noter", "notes"),
}
_OTHER_PART = Text("forudsætninger", "conventions")
_LISTS = ("costs", "consequences", "outcomes", "effects")
#: Actions about a person's own account, which belong to no organisation.
_OF_ACCOUNTS = (
    "sign-in", "sign-in-link", "sign-out", "password",
    "second-factor-on", "second-factor-off", "recovery-codes",
)  # fmt: skip


@dataclass(frozen=True)
class Search:
    """Which events are asked for; None or empty asks for all."""

    who: int | None = None
    action: str = ""
    case: UUID | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Line:
    """One event in words."""

    when: datetime
    who: str
    did: Text
    what: str
    parts: str
    purpose: str


def search_of(asked: dict[str, str]) -> Search:
    """Return what a form asks for; what cannot be read is left out."""
    who = asked.get("hvem", "")
    return Search(
        who=int(who) if who.isdecimal() and len(who) < 12 else None,
        action=asked.get("hvad", "") if asked.get("hvad", "") in ACTIONS else "",
        case=_uuid(asked.get("sag", "")),
        first=_day(asked.get("fra", "")),
        last=_day(asked.get("til", "")),
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 < found.year < 9999 else None


def people_of(organisation: Organisation) -> QuerySet[User]:
    """Return those who are members, and those who were when they did something."""
    return User.objects.filter(
        Q(memberships__organisation=organisation) | Q(event__organisation=organisation)
    ).distinct()


def events_of(organisation: Organisation, search: Search) -> QuerySet[Event]:
    """Return the events that an organisation's administrators may see, the newest first.

    They are those of the organisation, and its members' own sign-ins.
    """
    members = User.objects.filter(memberships__organisation=organisation)
    own = Q(organisation=organisation) | Q(
        organisation=None, action__in=_OF_ACCOUNTS, who__in=members
    )
    found = Event.objects.filter(own).select_related("who").order_by("-when", "-id")
    if search.who is not None:
        found = found.filter(who_id=search.who)
    if search.action:
        found = found.filter(action=search.action)
    if search.case is not None:
        found = found.filter(what="case", which=str(search.case))
    if search.first is not None:
        found = found.filter(when__gte=_midnight(search.first))
    if search.last is not None:
        found = found.filter(when__lt=_midnight(search.last + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def failed_sign_ins(days: int) -> int:
    """Return how many sign-ins failed lately, anyone's; whose they were is not kept."""
    since = timezone.now() - timedelta(days=days)
    count: int = Event.objects.filter(action="sign-in-failed", when__gt=since).count()
    return count


def lines(events: Iterable[Event], organisation: Organisation) -> Iterator[Line]:
    """Yield events in words, with the names of cases and people as they are today."""
    listed = list(events)
    cases = _titles(listed, organisation)
    people = {str(user.pk): str(user) for user in User.objects.filter(pk__in=_ids(listed, "user"))}
    records = _records(listed, organisation)
    contracts = _contract_titles(listed)
    tokens = _tokens(listed, organisation)
    kinds = {
        "case": cases, "user": people, "own-record": records, "contract": contracts,
        "token": tokens,
    }  # fmt: skip
    for event in listed:
        names = kinds.get(event.what, {})
        itself = event.what == "user" and event.who_id is not None
        same = itself and str(event.who_id) == event.which
        yield Line(
            event.when,
            str(event.who or "–"),
            ACTIONS.get(event.action, Text(event.action, event.action)),
            "" if same else names.get(event.which, ""),
            ", ".join(filter(None, [_parts(event.detail), _by_token(event, tokens)])),
            event.purpose,
        )


def _ids(events: Sequence[Event], what: str) -> set[str]:
    return {event.which for event in events if event.what == what}


def _titles(events: Sequence[Event], organisation: Organisation) -> dict[str, str]:
    found = Case.objects.filter(organisation=organisation, pk__in=_ids(events, "case"))
    return {str(case.pk): case.title for case in found}


def _contract_titles(events: Sequence[Event]) -> dict[str, str]:
    """Return the titles of contracts; only a party to one has events about it."""
    found = Contract.objects.filter(pk__in=_ids(events, "contract"))
    return {str(contract.pk): contract.title for contract in found}


def _records(events: Sequence[Event], organisation: Organisation) -> dict[str, str]:
    if not _ids(events, "own-record"):
        return {}
    own = OwnRecord.objects.filter(organisation=organisation)
    return {record.reference: record.title for record in own}


def _tokens(events: Sequence[Event], organisation: Organisation) -> dict[str, str]:
    """Return the names of the tokens that events are about, or were done by."""
    used = {str(event.detail["token"]) for event in events if "token" in event.detail}
    wanted = used | _ids(events, "token")
    if not wanted:
        return {}
    found = ApiToken.objects.filter(organisation=organisation, pk__in=wanted)
    return {str(token.pk): token.name for token in found}


def _by_token(event: Event, tokens: dict[str, str]) -> str:
    if "token" not in event.detail:
        return ""
    name = tokens.get(str(event.detail["token"]), "–")
    return Text(f"med nøglen »{name}«", f"by the token “{name}”").to(current())


def _parts(detail: dict[str, Any]) -> str:
    """Return which parts an event was about: paths, a kind of file, a role."""
    role = detail.get("role")
    if isinstance(role, str) and role in Role.__members__:
        return ROLE_NAMES[Role[role]].to(current())
    if isinstance(role, int) and role in set(Role):
        return ROLE_NAMES[Role(role)].to(current())
    paths = detail.get("paths")
    listed = [_part(str(path)) for path in paths] if isinstance(paths, list) else []
    kind = detail.get("kind")
    return ", ".join(dict.fromkeys([*listed, *([str(kind)] if kind else [])]))


def _part(path: str) -> str:
    """Return which part of a case a path lies in; of a list, which item too."""
    first, _, rest = path.partition(".")
    name = _PARTS.get(first, _OTHER_PART).to(current())
    return f"{name} ({rest.partition('.')[0]})" if first in _LISTS and rest else name
