"""A case on a server: read, changed, calculated there or here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bundlinje.basics.json_documents import from_json
from bundlinje.connection.document import ServerDocument
from bundlinje.connection.files import written
from bundlinje.connection.result import ServerResult
from bundlinje.notebook import Calculation, Case, calculate
from bundlinje.notebook import case as local_case

if TYPE_CHECKING:
    from bundlinje.connection.server import Server


class ServerCase(ServerDocument):
    """A case on a server, read, changed and calculated; see `ServerDocument`."""

    _kind = "cases"

    def __init__(self, server: Server, known: Mapping[str, Any]) -> None:
        super().__init__(server, known)
        self._keep(self._known)

    def _keep(self, fetched: dict[str, Any]) -> None:
        self._known = self._fetched = fetched

    @classmethod
    def made(cls, server: Server, path: str, body: Any = None, **more: Any) -> ServerCase:
        """Return the case that a request makes."""
        return cls(server, from_json(server.download("POST", path, body, **more)))

    @property
    def net_result(self) -> float | None:
        """The net result [DKK] when it was fetched; None while something is missing."""
        net: float | None = self._known["net_result"]
        return net

    def replace(self, document: Mapping[str, Any] | Case) -> ServerCase:
        """Replace all that the case says; the revision fetched must be the newest."""
        return super().replace(document.data if isinstance(document, Case) else document)

    def copy(self) -> ServerCase:
        """Return a copy of the case on the server."""
        return ServerCase.made(self.server, self._at + "/copy")

    def delete(self) -> None:
        """Remove the case from the server's lists."""
        self.server.ask("DELETE", self._at)

    def comments(self, open: bool = False) -> list[dict[str, Any]]:
        """Return the threads of comments on the case; with `open`, those not resolved."""
        asked = {"open": "true"} if open else {}
        return list(self._get("/comments", **asked))

    def comment(self, text: str, path: str = "", answers: int | None = None) -> dict[str, Any]:
        """Comment on a field by its path, or the whole case; or answer a comment by its id."""
        if answers is None:
            return dict(self._post("/comments", {"text": text, "path": path}))
        return dict(self._post(f"/comments/{answers}/answers", {"text": text}))

    def review(self) -> dict[str, Any]:
        """Return the review's questions with what the case knows, one's draft, and verdicts."""
        return dict(self._get("/review"))

    def share(self, receiver: str, level: str = "read") -> dict[str, Any]:
        """Share the case with a person's address or an organisation's name.

        `level` is read, comment or edit.
        """
        return dict(self._post("/shares", {"receiver": receiver, "level": level}))

    def result(self) -> ServerResult:
        """Return what the case gives, calculated by the server as it stands there now.

        Raises:
            RefusedError: something is missing; with what.
        """
        return ServerResult(self._get("/result"))

    def report(self, kind: str, path: str | Path | None = None, short: bool = False) -> Path:
        """Write the server's report (html, pdf, docx), workbook (xlsx) or case file (yaml).

        `path` is a file, or left out one named after the case here.

        Raises:
            InputError: there is no such kind, something is missing, or it cannot be written.
        """
        target = path if path is not None else f"{self.document.get('id', 'sag')}.{kind}"
        content = self.server.download(
            "GET", f"{self._at}/files/{quote(kind, safe='')}",
            params={"short": "true"} if short else {},
        )  # fmt: skip
        return written(target, content)

    def to_case(self) -> Case:
        """Return the case for calculating here, as `bundlinje.read_case` gives it.

        Raises:
            InputError: something is missing, or it refers to the organisation's own records.
        """
        return local_case(self.document)

    def calculate(self, draws: int = 10_000, seed: int = 1) -> Calculation:
        """Return what the case gives, calculated here; see `bundlinje.calculate`."""
        return calculate(self.to_case(), draws, seed)
