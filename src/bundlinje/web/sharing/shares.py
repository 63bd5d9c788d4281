"""Share a case with a person or an organisation, for one of three things."""

from __future__ import annotations

from django.db import transaction

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.members import named
from bundlinje.web.accounts.models import Organisation, User
from bundlinje.web.audit.log import log
from bundlinje.web.cases.models import Case
from bundlinje.web.notices import telling
from bundlinje.web.sharing.models import May, Share

#: One answer whatever the reason, so that it does not tell who has an account.
UNKNOWN = Text(
    "Sagen kan ikke deles med det navn eller den adresse. Skriv e-mailadressen på en, der "
    "har en konto her, eller en anden organisations fulde navn. Andre kan få et link.",
    "The case cannot be shared with this name or address. Write the e-mail address of "
    "someone with an account here, or another organisation's full name. Others can get a "
    "link.",
)


def share_with(case: Case, who: User, typed: str, level: May) -> Share | None:
    """Share a case with whom was typed, or change for what; None where nobody can be found.

    Both are noted: whoever tries addresses finds out which have an account.
    """
    receiver = receiver_of(typed, case)
    if receiver is None:
        log(who, "share-unknown", "case", case.id, case.organisation_id)
        return None
    kind = "user" if isinstance(receiver, User) else "organisation"
    with transaction.atomic():
        made: Share
        made, new = Share.objects.update_or_create(
            case=case, **{kind: receiver}, defaults={"level": level, "shared_by": who}
        )
        if new:
            telling.shared(made, who)
        detail = {"to": str(receiver.pk), "receiver": kind, "level": level.name}
        log(who, "share", "case", case.id, case.organisation_id, **detail)
    return made


def stop_sharing(share: Share, who: User) -> None:
    """Stop sharing with one receiver; it holds from the next page."""
    case = share.case
    with transaction.atomic():
        kind = "user" if share.user_id else "organisation"
        to = str(share.user_id or share.organisation_id)
        log(who, "unshare", "case", case.id, case.organisation_id, to=to, receiver=kind)
        share.delete()


def receiver_of(typed: str, case: Case) -> User | Organisation | None:
    """Return whom a case can be shared with by what was typed; not who can see it already."""
    if "@" in typed:
        person: User | None = User.objects.filter(email=typed.lower(), is_active=True).first()
        mine = case.organisation.memberships
        return None if person is None or mine.filter(user=person).exists() else person
    return named(typed, but=case.organisation_id)
