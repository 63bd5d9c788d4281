"""What is kept on a server with its history: a case, or the terms of a contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from bundlinje.basics.json_documents import from_json

if TYPE_CHECKING:
    from bundlinje.connection.server import Server


class ServerDocument:
    """A document on a server: fetched when it is asked for, and kept until `refresh`.

    Changes are made from the revision that was fetched: where someone else has changed the same
    since, nothing is saved and `RefusedError` says who and what.
    """

    #: Where such things are on the server, and where below one the document is.
    _kind: str
    _whole = ""

    def __init__(self, server: Server, known: Mapping[str, Any]) -> None:
        self.server = server
        self._known = dict(known)
        self._fetched: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.title}>"

    def _ask(self, method: str, path: str, body: Any = None) -> Self:
        self._keep(from_json(self.server.download(method, self._at + path, body)))
        return self

    def _keep(self, fetched: dict[str, Any]) -> None:
        self._fetched = fetched

    def _said(self, name: str) -> Any:
        if name not in self._fetched:
            self.refresh()
        return self._fetched[name]

    def _get(self, path: str, **asked: Any) -> Any:
        return self.server.ask("GET", self._at + path, params=asked)

    def _post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.server.ask("POST", self._at + path, body, **more)

    @property
    def _at(self) -> str:
        return f"/{self._kind}/{self.id}"

    @property
    def id(self) -> str:
        """Its id on the server."""
        return str(self._known["id"])

    @property
    def title(self) -> str:
        """The title when it was fetched."""
        return str(self._known["title"])

    @property
    def revision(self) -> int:
        """The number of the revision that was fetched."""
        return int(self._said("revision"))

    @property
    def document(self) -> dict[str, Any]:
        """The content of its file."""
        document: dict[str, Any] = self._said("document")
        return document

    @property
    def problems(self) -> list[dict[str, str]]:
        """What is missing or wrong in it, and where."""
        return list(self._said("problems"))

    def refresh(self) -> Self:
        """Fetch it as it is now, and return it."""
        return self._ask("GET", self._whole)

    def change(self, path: str | Mapping[str, Any], value: Any = None) -> Self:
        """Change a value by its path, or several by a mapping; None takes it away.

        Paths are written with points, items by their id: `costs.team.amount`.

        Raises:
            RefusedError: it is wrong, someone else has changed the same, or the contract has
                ended; nothing is saved.
        """
        wanted = path if isinstance(path, Mapping) else {path: value}
        return self._change([{"path": at, "value": to} for at, to in wanted.items()])

    def add(self, items: str, item: Mapping[str, Any]) -> Self:
        """Add an item to a list; see `change`.

        Of a case `costs`, `consequences` or `outcomes`; of a contract `metrics`, `payments`,
        `periods` or `tranches`.
        """
        return self._change([{"op": "add", "path": items, "value": dict(item)}])

    def remove(self, path: str) -> Self:
        """Take an item or a value away; see `change`."""
        return self._change([{"op": "remove", "path": path}])

    def _change(self, changes: list[dict[str, Any]]) -> Self:
        return self._ask("PATCH", "/document", {"changes": changes, "revision": self.revision})

    def replace(self, document: Mapping[str, Any]) -> Self:
        """Replace all that it says; the revision fetched must be the newest."""
        return self._ask("PUT", "/document", {"document": document, "revision": self.revision})

    def undo(self) -> Self:
        """Undo the last change."""
        return self._ask("POST", "/undo")

    def redo(self) -> Self:
        """Take the last undoing back."""
        return self._ask("POST", "/redo")

    def history(self) -> list[dict[str, Any]]:
        """Return the changes, the newest first."""
        return list(self.server.pages(self._at + "/history"))

    def versions(self) -> list[dict[str, Any]]:
        """Return who changed what and when, by person and sitting, the newest first.

        Each holds the revisions `first` to `last`.
        """
        found = self._get("/versions")
        listed = list(found["items"])
        while found["before"] is not None:
            found = self._get("/versions", before=found["before"])
            listed += found["items"]
        return listed

    def difference(self, first: int, second: int | None = None) -> dict[str, Any]:
        """Return what differs between two revisions, in words and in money.

        The money is of a case its net result and each purse, of a contract what each party ends
        with on average. `second` is the revision that was fetched where it is left out.
        """
        second = self.revision if second is None else second
        return dict(self._get("/difference", first=first, second=second))

    def go_back(self, number: int) -> Self:
        """Bring an earlier revision back as the newest one; it can be undone.

        Raises:
            RefusedError: the revision fetched is not the newest, or says the same.
        """
        return self._ask("POST", "/go-back", {"number": number, "revision": self.revision})
