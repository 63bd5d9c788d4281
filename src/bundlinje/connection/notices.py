"""What waits for the person of a token on a server, and what has happened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bundlinje.connection.server import Server


class ServerNotices:
    """Notices of the person of a token, in the organisation of the token."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def waiting(self) -> list[dict[str, Any]]:
        """Return what waits for the person to act, the oldest first."""
        return list(self.server.ask("GET", "/notices/waiting"))

    def happened(self, unread: bool = False) -> list[dict[str, Any]]:
        """Return what has happened, the newest first; with `unread` only that."""
        asked = {"unread": "true"} if unread else {}
        return list(self.server.pages("/notices", **asked))

    def read(self, notice: int | None = None) -> None:
        """Say that a notice has been read, by its id, or all of them."""
        at = "/notices/read" if notice is None else f"/notices/{notice}/read"
        self.server.ask("POST", at)

    def mail(self) -> dict[str, bool]:
        """Return of each topic whether the person gets e-mails, in all organisations."""
        topics = self.server.ask("GET", "/notices/mail")["topics"]
        return {one["topic"]: one["wanted"] for one in topics}

    def choose_mail(self, topics: Iterable[str]) -> None:
        """Choose the topics of e-mails; of the others there come none."""
        self.server.ask("PUT", "/notices/mail", {"wanted": list(topics)})
