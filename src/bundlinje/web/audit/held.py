"""Everything beside the log that points to one person, in words, without the names of others.

Which rows they are follows from the tables: every foreign key to a person is read, and one that has
no words here is told by its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.models import Organisation, User
from bundlinje.web.audit.models import Event

_CASE = Text("en sag", "a case")
_CONTRACT = Text("en kontrakt", "a contract")
_RECORD = Text("en egen oplysning", "an own record")
_ACCOUNT = Text("din konto", "your account")
_ORGANISATION = Text("organisationen", "the organisation")


@dataclass(frozen=True)
class Held:
    """What a foreign key to a person means.

    `organisation` is the way to the organisation whose administrators may be told; without one only
    the person is. `content` names columns of what the person wrote or is.
    """

    did: Text
    what: Text
    when: str = ""
    organisation: str = ""
    content: tuple[str, ...] = ()
    by_other: bool = False


@dataclass(frozen=True)
class Row:
    """One thing that is held; `own` that the person did it."""

    when: datetime | None
    own: bool
    did: Text
    what: Text
    organisation: Organisation | None
    content: str


_IN_CASE, _IN_CONTRACT = "case__organisation", "contract__organisation"
HELD = {
    "account.EmailAddress.user": Held(
        Text("bekræftet e-mailadresse", "verified address"), _ACCOUNT, content=("email",)
    ),
    "mfa.Authenticator.user": Held(
        Text("totrinsbekræftelse", "two-step verification"), _ACCOUNT, "created_at",
        content=("type",),
    ),
    "socialaccount.SocialAccount.user": Held(
        Text("organisationens eget login", "the organisation's own sign-in"), _ACCOUNT,
        "date_joined", content=("provider", "uid"),
    ),
    "accounts.Membership.user": Held(
        Text("medlem", "member"), _ORGANISATION, "since", "organisation", ("role_name",), True
    ),
    "accounts.SignInLink.user": Held(
        Text("link til at logge ind, gælder til", "link to sign in, until"), _ACCOUNT, "expires",
        by_other=True,
    ),
    "accounts.Invitation.invited_by": Held(
        Text("invitation, der gælder til", "invitation that lasts until"), _ORGANISATION,
        "expires", "organisation",
    ),
    "api.ApiToken.user": Held(
        Text("adgangsnøgle", "token"), _ACCOUNT, "created", "organisation", ("name",)
    ),
    "cases.Revision.author": Held(
        Text("ændrede", "changed"), _CASE, "when", _IN_CASE
    ),
    "contracts.Revision.author": Held(
        Text("ændrede", "changed"), _CONTRACT, "when", _IN_CONTRACT
    ),
    "contracts.PartyInvitation.invited_by": Held(
        Text("invitation, der gælder til", "invitation that lasts until"), _CONTRACT, "expires",
        _IN_CONTRACT,
    ),
    "contracts.Agreement.who": Held(
        Text("sagde ja til vilkår", "agreed to terms"), _CONTRACT, "when", "organisation"
    ),
    "contracts.Results.uploaded_by": Held(
        Text("hentede resultater ind", "read outcomes"), _CONTRACT, "when", "uploaded_for"
    ),
    "contracts.Settlement.submitted_by": Held(
        Text("indsendte en afregning", "submitted a settlement"), _CONTRACT, "submitted",
        "submitted_for",
    ),
    "contracts.Settlement.decided_by": Held(
        Text("afgjorde en afregning", "decided a settlement"), _CONTRACT, "decided", "decided_for",
        ("reason",),
    ),
    "contracts.DisputeNote.who": Held(
        Text("skrev om en uenighed", "wrote about a dispute"), _CONTRACT, "when", "organisation",
        ("text",),
    ),
    "knowledge.OwnChange.who": Held(
        Text("ændrede eller så igennem", "changed or reviewed"), _RECORD, "when",
        "record__organisation", ("step", "reason"),
    ),
    "notices.Notice.user": Held(
        Text("varsel", "notice"), _ACCOUNT, "when", content=("kind",), by_other=True
    ),
    "notices.Mail.user": Held(
        Text("mail, der ikke er sendt endnu", "e-mail not sent yet"), _ACCOUNT, "made",
        content=("kind",), by_other=True,
    ),
    "notices.MailChoice.user": Held(
        Text("valg af mail", "choice of e-mail"), _ACCOUNT, content=("topic", "wanted")
    ),
    "sharing.Share.user": Held(
        Text("fik en sag delt med sig", "was shared a case"), _CASE, "since", _IN_CASE,
        ("level_name",), True,
    ),
    "sharing.Share.shared_by": Held(
        Text("delte", "shared"), _CASE, "since", _IN_CASE, ("level_name",)
    ),
    "sharing.ShareLink.made_by": Held(
        Text("lavede et læselink", "made a reading link"), _CASE, "made", _IN_CASE
    ),
    "sharing.Comment.author": Held(
        Text("kommenterede", "commented"), _CASE, "when", _IN_CASE, ("text",)
    ),
    "sharing.Comment.resolved_by": Held(
        Text("afsluttede en kommentar", "resolved a comment"), _CASE, "resolved", _IN_CASE
    ),
    "sharing.Review.author": Held(
        Text("vurderede", "reviewed"), _CASE, "changed", _IN_CASE, ("verdict", "reason", "notes")
    ),
    "sharing.Release.released_by": Held(
        Text("frigav til biblioteket", "released to the library"), _CASE, "when", _IN_CASE
    ),
    "sharing.Actual.noted_by": Held(
        Text("skrev, hvordan det gik", "wrote what came of it"), _CASE, "noted", _IN_CASE,
        ("source",),
    ),
}  # fmt: skip


def keys_to_people() -> Iterator[tuple[str, models.ForeignKey[Any, Any]]]:
    """Yield every foreign key to a person, save of the log itself, with its name."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            is_key = isinstance(field, models.ForeignKey) and field.related_model is User
            if is_key and model is not Event:
                yield f"{model._meta.label}.{field.name}", field


def held_of(user: User, organisation: Organisation | None = None) -> Iterator[Row]:
    """Yield what is held of a person; with an organisation, what belongs to it alone."""
    if organisation is None:
        content = f"{user.name}, {user.email}".removeprefix(", ")
        yield Row(user.date_joined, True, Text("konto", "account"), _ACCOUNT, None, content)
    for name, field in keys_to_people():
        held = HELD.get(name, Held(Text(name, name), Text("", "")))
        found = field.model._default_manager.filter(**{field.name: user}).order_by("pk")
        if organisation is not None:
            if not held.organisation:
                continue
            found = found.filter(**{held.organisation: organisation})
            if hasattr(field.model, "taken_out"):
                found = found.filter(field.model.taken_out(organisation)).distinct()
        for one in found.iterator(500):
            yield _row(one, held)


def _row(one: Any, held: Held) -> Row:
    when = getattr(one, held.when) if held.when else None
    owner = one
    for part in held.organisation.split("__") if held.organisation else ():
        owner = None if owner is None else getattr(owner, part)
    said = [_text(getattr(one, column)) for column in held.content]
    return Row(
        when, not held.by_other, held.did, held.what,
        owner if isinstance(owner, Organisation) else None, ". ".join(filter(None, said)),
    )  # fmt: skip


def _text(value: Any) -> str:
    return value.da if isinstance(value, Text) else str(value)
