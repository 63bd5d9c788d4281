"""A contract on a server: its terms, what it is worth, results, settlements and the ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bundlinje.connection.document import ServerDocument
from bundlinje.connection.files import named_file, written


class ServerContract(ServerDocument):
    """A contract on a server, as the token's organisation may use it.

    What is read and changed as a document are its terms; see `ServerDocument`. Everything else is
    asked each time.
    """

    _kind = "contracts"
    _whole = "/document"

    @property
    def stage(self) -> str:
        """How far it had come when it was fetched: idea, negotiated, signed, running or ended."""
        return str(self._known["stage"])

    def set_stage(self, stage: str) -> ServerContract:
        """Say how far the contract has come.

        Raises:
            RefusedError: that stage follows from the parties' consent.
        """
        self._known = self.server.ask("PUT", self._at + "/stage", {"stage": stage})
        return self

    def consent(self) -> dict[str, Any]:
        """Return which revision `holds`, and who has agreed to the one that is proposed."""
        return dict(self._get("/consent"))

    def propose(self, first: str = "") -> dict[str, Any]:
        """Ask the parties to agree to the terms as they were fetched; return where consent stands.

        Where terms hold already, the change holds from the period `first`, or from the beginning.

        Raises:
            RefusedError: the terms have changed since, hold already, or have errors.
        """
        body = {"revision": self.revision, "first": first}
        # An amendment is a revision of its own.
        self._fetched = {}
        return dict(self._post("/consent/propose", body))

    def agree(self, revision: int) -> dict[str, Any]:
        """Agree to the proposed revision for one's organisation; return where consent stands.

        Raises:
            RefusedError: it is not what is proposed now.
        """
        return dict(self._post("/consent/agree", {"revision": revision}))

    def take_back(self, revision: int) -> dict[str, Any]:
        """Take the yes of one's organisation back; return where consent stands.

        Raises:
            RefusedError: all have agreed, or it is not what is proposed now.
        """
        return dict(self._post("/consent/take-back", {"revision": revision}))

    def note_paper(self, revision: int, name: str, day: date | str) -> dict[str, Any]:
        """Note that a party that is not on the server signed on paper; see `agree`."""
        body = {"revision": revision, "name": name, "date": str(day)}
        return dict(self._post("/consent/paper", body))

    def say_why(self, purpose: str) -> None:
        """Say what lines and rows about people are needed for; it is noted, and lasts today."""
        self._post("/purpose", {"purpose": purpose})

    def ends(self, version: int | None = None) -> list[dict[str, Any]]:
        """Return what each party ends with [currency]: `mean`, `p5`, `p95` and `p_loss`.

        By a revision of the terms, or the newest.
        """
        return list(self._get("/ends", **_of(version))["parties"])

    def readiness(self, version: int | None = None) -> list[dict[str, Any]]:
        """Return what is in place, doubtful and missing (the owner); see `ends`."""
        return list(self._get("/readiness", **_of(version)))

    def value(self) -> dict[str, Any]:
        """Return the value to everyone in it, as `bundlinje contract value --json` (the owner)."""
        return dict(self._get("/valuation"))

    def report(self, kind: str, path: str | Path | None = None) -> Path:
        """Write the report (html, pdf, docx), workbook (xlsx) or contract file (yaml); see value.

        Raises:
            InputError: there is no such kind, it cannot be valued, or cannot be written.
        """
        content = self.server.download("GET", f"{self._at}/files/{quote(kind, safe='')}")
        return written(path if path is not None else f"kontrakt.{kind}", content)

    def upload_results(self, file: str | Path) -> dict[str, Any]:
        """Upload all results to date, from CSV or a workbook.

        Raises:
            InputError: the file cannot be read, or has wrong rows, each told; nothing is kept.
        """
        return dict(self._post("/results", files={"file": named_file(file)}))

    def draft(self) -> dict[str, Any]:
        """Return what the newest results give, as it would be submitted [currency]."""
        return dict(self._get("/settlements/draft"))

    def submit(self) -> dict[str, Any]:
        """Submit what the newest results give, for another person to approve."""
        return dict(self._post("/settlements"))

    def settlements(self) -> list[dict[str, Any]]:
        """Return the settlements, the newest first; amounts where the token may see lines."""
        return list(self._get("/settlements")["settlements"])

    def approve(self, settlement: int | None = None) -> dict[str, Any]:
        """Approve a settlement by its id, or the one that waits.

        Raises:
            RefusedError: none waits, or the person uploaded its results or submitted it.
        """
        return dict(self._post(f"/settlements/{self._waiting(settlement)}/approve"))

    def reject(self, reason: str, settlement: int | None = None) -> dict[str, Any]:
        """Reject a settlement by its id, or the one that waits; see `approve`."""
        at = f"/settlements/{self._waiting(settlement)}/reject"
        return dict(self._post(at, {"reason": reason}))

    def _waiting(self, settlement: int | None) -> int:
        if settlement is not None:
            return settlement
        waits = [one["id"] for one in self.settlements() if one["status"] == "submitted"]
        # Where none waits, the server says that there is no such settlement.
        return int(waits[0]) if waits else 0

    def ledger(self) -> dict[str, Any]:
        """Return what was approved for payment: `entries` line by line, or `sums` alone."""
        return dict(self._get("/ledger"))


def _of(version: int | None) -> dict[str, int]:
    return {} if version is None else {"version": version}
