"""All that the organisation has, taken out, and what is noted of a person.

To have an organisation deleted is left to the browser: nothing undoes it, and no program should.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.access import current_organisation, require_role, signed_in
from bundlinje.web.accounts.export import export
from bundlinje.web.accounts.models import Membership, Organisation, Role, User
from bundlinje.web.api.access import Token, limit, membership
from bundlinje.web.api.answers import Body, answers, file_answer
from bundlinje.web.api.problems import invalid
from bundlinje.web.audit import about
from bundlinje.web.audit.log import log
from bundlinje.web.language import current

router = Router(tags=["audit"])


class PurposeBody(Body):
    """What it is needed for, which is noted."""

    purpose: Annotated[str, Field(min_length=5, max_length=300)]


class NotedAnswer(Schema):
    """One thing that was noted of a person, in words; others have no name."""

    when: str
    who: str
    did: str
    what: str
    organisation: str
    purpose: str


@router.post(
    "/export",
    response=answers(None),
    auth=Token("export"),
    openapi_extra=file_answer("application/zip"),
)
def export_all(request: HttpRequest, body: PurposeBody) -> StreamingHttpResponse:
    """Return all that the organisation has, as a zip file (administrators)."""
    owner = current_organisation(request, Role.ADMINISTRATOR)
    limit(request, "export")
    log(signed_in(request), "export", "organisation", owner.id, owner.id, purpose=purpose_of(body))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "alt.zip"
        export(owner, file)
        # Its name goes now, and the file itself when it has been sent.
        whole = file.open("rb")
    response = StreamingHttpResponse(_pieces(whole), content_type="application/zip")
    name = f"bundlinje-{timezone.localdate():%Y-%m-%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _pieces(whole: BinaryIO) -> Iterator[bytes]:
    """Yield a file piece by piece, and close it when it has been sent."""
    with whole:
        while piece := whole.read(65_536):
            yield piece


@router.get("/events/me", response=answers(list[NotedAnswer]), auth=Token("audit"))
def noted_of_me(request: HttpRequest) -> list[dict[str, Any]]:
    """List what is noted of oneself in the organisation, without who else did it."""
    user = signed_in(request)
    limit(request, "download")
    log(user, "audit-person", "user", user.pk)
    return _noted(user, membership(request).organisation)


@router.post(
    "/events/members/{int:member}", response=answers(list[NotedAnswer], 404), auth=Token("audit")
)
def noted_of_member(request: HttpRequest, member: int, body: PurposeBody) -> list[dict[str, Any]]:
    """List what is noted of a member in the organisation (administrators), and note what for."""
    found = Membership.objects.filter(id=min(member, 2**63 - 1)).select_related(
        "user", "organisation"
    )
    one: Membership | None = found.first()
    if one is None:
        raise Http404
    require_role(request.user, one.organisation_id, Role.ADMINISTRATOR)
    limit(request, "download")
    log(signed_in(request), "audit-person", "user", one.user_id, one.organisation_id,
        purpose=purpose_of(body))  # fmt: skip
    return _noted(one.user, one.organisation)


def purpose_of(body: PurposeBody) -> str:
    """Return why something is asked for.

    Raises:
        RefusedError: it is not said.
    """
    why = " ".join(body.purpose.split())
    if len(why) < 5:
        raise invalid(
            Text("Skriv, hvad du skal bruge det til. Det noteres.",
                 "Write what you need it for. It is noted."), "purpose",
        )  # fmt: skip
    return why


def _noted(user: User, organisation: Organisation) -> list[dict[str, Any]]:
    names = list(NotedAnswer.model_fields)
    found = about.noted_of(user, organisation)
    # The last column is the content of what the person wrote, which an event has none of.
    lines = (about.line(event, user, current())[:-1] for event in found)
    return [dict(zip(names, line, strict=True)) for line in lines]
