"""Take the organisation's data out, and have the organisation deleted."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from bundlinje.web.accounts import closing
from bundlinje.web.accounts.access import current_organisation, signed_in
from bundlinje.web.accounts.export import export
from bundlinje.web.accounts.models import Role
from bundlinje.web.audit.log import log
from bundlinje.web.audit.views import purpose_of
from bundlinje.web.limits import limited
from bundlinje.web.templatetags.words import say


@login_required
@require_POST
@limited("export")
def export_all(request: HttpRequest) -> HttpResponse | FileResponse:
    """Return all that the organisation has, as a zip file."""
    owner = current_organisation(request, Role.ADMINISTRATOR)
    why = purpose_of(request)
    if not why:
        return redirect("organisation")
    log(request.user, "export", "organisation", owner.id, owner.id, purpose=why)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "alt.zip"
        export(owner, file)
        # Its name goes now, and the file itself when it has been sent.
        whole = file.open("rb")
    day = f"{timezone.localdate():%Y-%m-%d}"
    return FileResponse(whole, as_attachment=True, filename=f"bundlinje-{day}.zip")


@login_required
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Have the organisation deleted in two weeks, by writing its name."""
    owner = current_organisation(request, Role.ADMINISTRATOR)
    if request.POST.get("navn", "").strip() != owner.name:
        messages.error(
            request,
            say("Skriv organisationens navn, som det står øverst.",
                "Write the organisation's name as it stands at the top."),
        )  # fmt: skip
        return redirect("organisation")
    if bound := closing.binding(owner):
        messages.error(
            request,
            say(f"Andre er part i kontrakter, som I ejer, og som løber: {', '.join(bound)}. Afslut "
                "dem først, og giv de andre hovedbogen.",
                f"Others are parties to running contracts that you own: {', '.join(bound)}. End "
                "them first, and give the others the ledger."),
        )  # fmt: skip
        return redirect("organisation")
    why = purpose_of(request)
    if why:
        closing.close(owner, signed_in(request), why)
    return redirect("organisation")


@login_required
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Do not delete the organisation after all."""
    closing.stay(current_organisation(request, Role.ADMINISTRATOR), signed_in(request))
    return redirect("organisation")
