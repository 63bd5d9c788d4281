"""A case on a server: read, changed, calculated there or here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bundlinje.basics.json_documents import from_json
from bundlinje.connection.files import written
from bundlinje.connection.result import ServerResult
from bundlinje.notebook import Calculation, Case, calculate
from bundlinje.notebook import case as local_case

if TYPE_CHECKING:
    from bundlinje.connection.server import Server


class ServerCase:
    """A case on a server. What it says is fetched when it is asked for, and kept until `refresh`.

    Changes are made from the revision that was fetched: where someone else has changed the same
    since, nothing is saved and `RefusedError` says who and what.
    """

    def __init__(self, server: Server, known: Mapping[str, Any]) -> None:
        self.server = server
        self._known = dict(known)

    def __repr__(self) -> str:
        return f"<ServerCase {self.title}>"

    @classmethod
    def made(cls, server: Server, path: str, body: Any = None, **more: Any) -> ServerCase:
        """Return the case that a request makes."""
        return cls(server, from_json(server.download("POST", path, body, **more)))

    def _ask(self, method: str, path: str = "", body: Any = None) -> ServerCase:
        self._known = from_json(self.server.download(method, f"/cases/{self.id}{path}", body))
        return self

    @property
    def id(self) -> str:
        """The case's id on the server."""
        return str(self._known["id"])

    @property
    def title(self) -> str:
        """The title."""
        return str(self._known["title"])

    @property
    def revision(self) -> int:
        """The number of the revision that was fetched."""
        return int(self._known["revision"])

    @property
    def net_result(self) -> float | None:
        """The net result [DKK] when it was fetched; None while something is missing."""
        net: float | None = self._known["net_result"]
        return net

    @property
    def document(self) -> dict[str, Any]:
        """The content of the case file."""
        if "document" not in self._known:
            self.refresh()
        document: dict[str, Any] = self._known["document"]
        return document

    @property
    def problems(self) -> list[dict[str, str]]:
        """What is missing or wrong in the case, and where."""
        if "problems" not in self._known:
            self.refresh()
        return list(self._known["problems"])

    def refresh(self) -> ServerCase:
        """Fetch the case as it is now, and return it."""
        return self._ask("GET")

    def change(self, path: str | Mapping[str, Any], value: Any = None) -> ServerCase:
        """Change a value by its path, or several by a mapping; None takes it away.

        Paths are written with points, items by their id: `costs.team.amount`.

        Raises:
            RefusedError: it is wrong, or someone else has changed the same; nothing is saved.
        """
        wanted = path if isinstance(path, Mapping) else {path: value}
        return self._change([{"path": at, "value": to} for at, to in wanted.items()])

    def add(self, items: str, item: Mapping[str, Any]) -> ServerCase:
        """Add an item to `costs`, `consequences` or `outcomes`; see `change`."""
        return self._change([{"op": "add", "path": items, "value": dict(item)}])

    def remove(self, path: str) -> ServerCase:
        """Take an item or a value away; see `change`."""
        return self._change([{"op": "remove", "path": path}])

    def _change(self, changes: list[dict[str, Any]]) -> ServerCase:
        body = {"changes": changes, "revision": self.revision}
        return self._ask("PATCH", "/document", body)

    def replace(self, document: Mapping[str, Any] | Case) -> ServerCase:
        """Replace all that the case says; the revision fetched must be the newest."""
        data = document.data if isinstance(document, Case) else document
        body = {"document": data, "revision": self.revision}
        return self._ask("PUT", "/document", body)

    def undo(self) -> ServerCase:
        """Undo the last change."""
        return self._ask("POST", "/undo")

    def redo(self) -> ServerCase:
        """Take the last undoing back."""
        return self._ask("POST", "/redo")

    def copy(self) -> ServerCase:
        """Return a copy of the case on the server."""
        return ServerCase.made(self.server, f"/cases/{self.id}/copy")

    def delete(self) -> None:
        """Remove the case from the server's lists."""
        self.server.ask("DELETE", f"/cases/{self.id}")

    def history(self) -> list[dict[str, Any]]:
        """Return the changes of the case, the newest first."""
        return list(self.server.pages(f"/cases/{self.id}/history"))

    def difference(self, first: int, second: int | None = None) -> dict[str, Any]:
        """Return what differs between two revisions, in words and in kroner.

        `second` is the one that was fetched where it is left out.
        """
        asked = {"first": first, "second": self.revision if second is None else second}
        return dict(self.server.ask("GET", f"/cases/{self.id}/difference", params=asked))

    def comments(self, open: bool = False) -> list[dict[str, Any]]:
        """Return the threads of comments on the case; with `open`, those not resolved."""
        asked = {"open": "true"} if open else {}
        return list(self.server.ask("GET", f"/cases/{self.id}/comments", params=asked))

    def comment(self, text: str, path: str = "", answers: int | None = None) -> dict[str, Any]:
        """Comment on a field by its path, or the whole case; or answer a comment by its id."""
        if answers is None:
            body = {"text": text, "path": path}
            return dict(self.server.ask("POST", f"/cases/{self.id}/comments", body))
        at = f"/cases/{self.id}/comments/{answers}/answers"
        return dict(self.server.ask("POST", at, {"text": text}))

    def review(self) -> dict[str, Any]:
        """Return the review's questions with what the case knows, one's draft, and verdicts."""
        return dict(self.server.ask("GET", f"/cases/{self.id}/review"))

    def share(self, receiver: str, level: str = "read") -> dict[str, Any]:
        """Share the case with a person's address or an organisation's name.

        `level` is read, comment or edit.
        """
        body = {"receiver": receiver, "level": level}
        return dict(self.server.ask("POST", f"/cases/{self.id}/shares", body))

    def result(self) -> ServerResult:
        """Return what the case gives, calculated by the server as it stands there now.

        Raises:
            RefusedError: something is missing; with what.
        """
        return ServerResult(self.server.ask("GET", f"/cases/{self.id}/result"))

    def report(self, kind: str, path: str | Path | None = None, short: bool = False) -> Path:
        """Write the server's report (html, pdf, docx), workbook (xlsx) or case file (yaml).

        `path` is a file, or left out one named after the case here.

        Raises:
            InputError: there is no such kind, something is missing, or it cannot be written.
        """
        target = path if path is not None else f"{self.document.get('id', 'sag')}.{kind}"
        content = self.server.download(
            "GET", f"/cases/{self.id}/files/{quote(kind, safe='')}",
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
