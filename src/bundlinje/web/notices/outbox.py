"""Send the e-mails that wait: when a request has been answered, and by `bundlinje tidy`.

An e-mail is a row until it has been sent. Whoever sends it first moves on when it is due, so that
no other process sends it meanwhile; a process that is killed leaves the row, and it is sent again
once that time is over. Nothing here fails a request.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.signals import request_finished
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from bundlinje.web.accounts.models import User
from bundlinje.web.notices.kinds import SUBJECTS, Kind
from bundlinje.web.notices.models import Mail
from bundlinje.web.notices.seeing import still_told

#: So many are sent after one request; the rest follow the next one.
AT_ONCE = 20
#: So long a process has to send one before it is tried again.
LEASE = timedelta(minutes=5)
#: After so many tries, over some two days, it is given up.
TRIES = 8

_logger = logging.getLogger("bundlinje.web.mail")
_here = threading.local()


def listen() -> None:
    """Send what waits after each request that something was told in."""
    request_finished.connect(_after, dispatch_uid="outbox")


def soon() -> None:
    """Send what waits once this request has been answered."""
    _here.waits = True


def _after(**_: Any) -> None:
    if getattr(_here, "waits", False):
        _here.waits = False
        try:
            send(AT_ONCE)
        except Exception as error:
            # The answer was given; what waits is sent another time.
            _logger.warning("mails wait", exc_info=error)


def send(most: int | None = None) -> int:
    """Send what is due, at most so many; return how many were sent."""
    sent, server = 0, get_connection()
    try:
        while most is None or sent < most:
            mail = _taken()
            if mail is None:
                break
            message = _message(mail)
            try:
                if message is not None:
                    server.open()
                    server.send_messages([message])
                    sent += 1
                mail.delete()
            except (SMTPRecipientsRefused, ValueError) as error:
                _logger.warning("mail refused", exc_info=error)
                _later(mail)
            except OSError as error:
                # The server is away, not one address: what else waits need not try now.
                _logger.warning("mail server does not answer", exc_info=error)
                _later(mail)
                _all_later()
                break
    finally:
        server.close()
    return sent


def _taken() -> Mail | None:
    """Return an e-mail that is due and that no other process now sends, or None."""
    while True:
        now = timezone.now()
        mail: Mail | None = (
            Mail.objects.filter(due__lte=now).select_related("user").order_by("due", "id").first()
        )
        if mail is None:
            return None
        mine = Mail.objects.filter(pk=mail.pk, due=mail.due)
        if mine.update(due=now + LEASE, tries=F("tries") + 1):
            mail.tries += 1
            return mail


def _later(mail: Mail) -> None:
    if mail.tries >= TRIES:
        _logger.warning("mail given up")
        mail.delete()
    else:
        mail.due = wait_from(timezone.now(), mail.tries)
        mail.save(update_fields=["due"])


def wait_from(now: datetime, tries: int) -> datetime:
    """Return when to try again after so many tries: after a minute, then four times as long."""
    return now + timedelta(minutes=4 ** min(tries - 1, 5))


def _all_later() -> None:
    now = timezone.now()
    Mail.objects.filter(due__lte=now).update(due=wait_from(now, 1))


def _message(mail: Mail) -> EmailMessage | None:
    """Return the e-mail, or None where it need not be sent any more."""
    user: User = mail.user
    if not user.is_active or not still_told(mail):
        return None
    said = SUBJECTS[Kind(mail.kind)]
    page, choices = (settings.ADDRESS + reverse(name) for name in ("notices", "mail-choices"))
    text = (
        f"{said.da}. Se det her:\n{page}\n\n"
        f"Vælg, hvad du får mail om:\n{choices}\n\n---\n\n"
        f"{said.en}. See it here:\n{page}\n\n"
        f"Choose what you get e-mail about:\n{choices}\n"
    )
    return EmailMessage(f"Bundlinje: {said.da}", text, to=[user.email])
