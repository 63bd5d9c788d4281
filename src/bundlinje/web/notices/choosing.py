"""Which e-mails a person wants."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from bundlinje.web.accounts.models import User
from bundlinje.web.notices.kinds import TOPICS, Topic
from bundlinje.web.notices.models import MailChoice


def choices_of(user: User) -> list[tuple[Topic, bool]]:
    """Return every topic, and whether the person gets e-mails of it."""
    chosen = dict(MailChoice.objects.filter(user=user).values_list("topic", "wanted"))
    return [(topic, chosen.get(topic.name, topic.mailed)) for topic in TOPICS]


def choose(user: User, wanted: Collection[str]) -> None:
    """Keep which topics a person wants e-mails of; of the others they get none."""
    with transaction.atomic():
        for topic in TOPICS:
            MailChoice.objects.update_or_create(
                user=user, topic=topic.name, defaults={"wanted": topic.name in wanted}
            )
