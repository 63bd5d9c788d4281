"""A Bundlinje server from Python: its cases, what they give, and the knowledge base.

>>> import bundlinje
>>> server = bundlinje.connect("https://bundlinje.example", token="…")  # doctest: +SKIP
>>> case = server.case("Housing First")  # doctest: +SKIP
>>> case.change("participants.2027", 80)  # doctest: +SKIP
>>> print(case.result())  # doctest: +SKIP
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlsplit

from bundlinje.basics.errors import InputError, Problem, input_error, nearest
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.case import Case
from bundlinje.connection.case import ServerCase
from bundlinje.connection.contract import ServerContract
from bundlinje.connection.files import named_file
from bundlinje.connection.notices import ServerNotices

if TYPE_CHECKING:
    import requests

#: How long an answer may take [s]; a long report takes some.
TIMEOUT = 120.0
#: Where a token is read from that is not given.
TOKEN = "BUNDLINJE_TOKEN"
#: What is found by its id or title.
Named = TypeVar("Named", ServerCase, ServerContract)
_HERE = ("localhost", "127.0.0.1", "::1")


class RefusedError(InputError):
    """The server refuses: `status` and `kind` say how, `changes` whose changes stand in the way."""

    def __init__(self, server: str, answer: Mapping[str, Any]) -> None:
        self.status = int(answer.get("status", 0))
        self.kind = str(answer.get("type", ""))
        self.changes: list[dict[str, Any]] = list(answer.get("changes") or ())
        said = answer.get("problems") or [{"what": answer.get("detail", "")}]
        super().__init__(_problem(server, one) for one in said)


def _problem(server: str, one: Mapping[str, Any]) -> Problem:
    what, expected = str(one.get("what", "")), str(one.get("expected", ""))
    # The server has already said it in the language that was asked for.
    said = Text(what, what)
    if expected:
        said = Text(f"{what} Ventede: {expected}.", f"{what} Expected: {expected}.")
    return Problem(said, server, key=str(one.get("where", "")))


def connect(url: str, token: str | None = None, language: Language = "da") -> Server:
    """Return a server at an address, such as `https://bundlinje.kommune.example`.

    `token` is one made in the browser under "Adgangsnøgler"; left out, that of the environment
    variable `BUNDLINJE_TOKEN`. Without any, only the knowledge base can be used.

    Raises:
        InputError: the address is none, or would send the token unprotected over a network.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise input_error(
            f"{url} er ikke en adresse. Skriv fx https://bundlinje.kommune.example.",
            f"{url} is no address. Write https://bundlinje.kommune.example, for instance.",
            key="url",
        )
    if parts.scheme == "http" and parts.hostname not in _HERE:
        raise input_error(
            "nøglen ville kunne læses af andre på nettet. Brug https.",
            "others on the network could read the token. Use https.",
            key="url",
        )
    return Server(f"{parts.scheme}://{parts.netloc}", token or os.environ.get(TOKEN), language)


class _Bearer:
    """Sends the token, if there is one."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Return the request with the token."""
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Server:
    """A Bundlinje server, as the person of the token may use it."""

    def __init__(self, url: str, token: str | None, language: Language) -> None:
        try:
            import requests
        except ImportError:
            raise input_error(
                "requests mangler. Kør: pip install 'bundlinje[connect]'.",
                "requests is missing. Run: pip install 'bundlinje[connect]'.",
            ) from None
        self.url = url
        self._session: requests.Session = requests.Session()
        self._session.headers["Accept-Language"] = language
        # Said this way, a netrc file cannot put a password in the token's place.
        self._session.auth = _Bearer(token.strip() if token else "")

    def __repr__(self) -> str:
        return f"<Server {self.url}>"

    @property
    def me(self) -> dict[str, Any]:
        """Who the token belongs to, what it may do, and for which organisation."""
        return dict(self.ask("GET", "/me"))

    @property
    def knowledge(self) -> ServerKnowledge:
        """The knowledge base of the server, with the organisation's own records."""
        return ServerKnowledge(self)

    @property
    def notices(self) -> ServerNotices:
        """What waits for the person of the token, and what has happened."""
        return ServerNotices(self)

    def cases(self, words: str = "") -> list[ServerCase]:
        """Return the organisation's cases whose title has these words, those changed last first."""
        return [ServerCase(self, one) for one in self.pages("/cases", q=words)]

    def case(self, name: str) -> ServerCase:
        """Return the case with this id or title.

        Raises:
            InputError: there is none, or several have the title.
        """
        return self._named(name, self.cases(), Text("sag", "case"))

    def shared_cases(self) -> list[ServerCase]:
        """Return the cases that others have shared with the organisation."""
        return [ServerCase(self, one) for one in self.pages("/shared-cases")]

    def contracts(self) -> list[ServerContract]:
        """Return the contracts that the organisation owns or has a part in."""
        return [ServerContract(self, one) for one in self.pages("/contracts")]

    def contract(self, name: str) -> ServerContract:
        """Return the contract with this id or title.

        Raises:
            InputError: there is none, or several have the title.
        """
        return self._named(name, self.contracts(), Text("kontrakt", "contract"))

    def new_contract(self, case: ServerCase, template: str) -> ServerContract:
        """Make a contract on a case from one of the templates, such as `senior-junior`."""
        body = {"case_id": case.id, "template": template}
        return ServerContract(self, self.ask("POST", "/contracts", body))

    def join_contract(self, invitation: int | str) -> ServerContract:
        """Take the part that the organisation was invited to: by what waits, or by a link."""
        body = {"link" if isinstance(invitation, str) else "invitation": invitation}
        return ServerContract(self, self.ask("POST", "/contracts/join", body))

    def _named(self, name: str, listed: Sequence[Named], what: Text) -> Named:
        found = [one for one in listed if name in (one.id, one.title)]
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(one.id for one in found)
            raise input_error(
                f"der er {len(found)} med navnet »{name}«. Brug et id: {ids}.",
                f"there are {len(found)} called “{name}”. Use an id: {ids}.",
                file=self.url,
            )
        hint = nearest(name, [one.title for one in listed])
        raise input_error(
            f"der er ingen {what.da} »{name}«. {hint.da}",
            f"there is no {what.en} “{name}”. {hint.en}",
            file=self.url,
        )

    def upload(self, case: Case | Mapping[str, Any] | str | Path) -> ServerCase:
        """Make a new case on the server from a case, its data, or a case file or workbook.

        Raises:
            InputError: it is not a case without anything wrong, or the file cannot be read.
        """
        if isinstance(case, str | Path):
            sent = {"file": named_file(case)}
            return ServerCase.made(self, "/cases/file", files=sent)
        data = case.data if isinstance(case, Case) else case
        return ServerCase.made(self, "/cases", {"document": data})

    def compare(self, cases: Sequence[ServerCase]) -> dict[str, Any]:
        """Return two to four cases held against the first, as `bundlinje compare --json` does."""
        return dict(self.ask("GET", "/comparison", params={"case": [one.id for one in cases]}))

    def rank(
        self,
        cases: Sequence[ServerCase],
        budget: float | None = None,
        payer: str = "",
        running: Sequence[ServerCase] = (),
    ) -> dict[str, Any]:
        """Return cases ranked under a budget [DKK] of a purse; `running` are in operation already.

        `chosen` are places in `cases` of the best combination.
        """
        asked: dict[str, Any] = {
            "case": [one.id for one in cases],
            "running": [one.id for one in running],
        }
        asked |= {"budget": budget} if budget is not None else {}
        asked |= {"payer": payer} if payer else {}
        return dict(self.ask("GET", "/ranking", params=asked))

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """Return what the server answers to a request of its API; `path` follows `/api/v1`.

        Raises:
            RefusedError: it refuses.
            InputError: it cannot be reached, or is no Bundlinje server.
        """
        return json.loads(self.download(method, path, body, **more) or b"null")

    def download(self, method: str, path: str, body: Any = None, **more: Any) -> bytes:
        """Return the content that the server answers with; see `ask`."""
        import requests

        if body is not None:
            more["data"] = json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
            more["headers"] = {"Content-Type": "application/json", **more.get("headers", {})}
        try:
            answer = self._session.request(
                method, f"{self.url}/api/v1{path}", timeout=TIMEOUT, allow_redirects=False, **more
            )
        except requests.RequestException as error:
            why = type(error).__name__
            raise input_error(
                f"serveren kan ikke nås ({why}). Passer adressen, og er du på nettet?",
                f"the server cannot be reached ({why}). Is the address right, and are you online?",
                file=self.url,
            ) from None
        if answer.headers.get("Content-Type", "").startswith("application/problem+json"):
            raise RefusedError(self.url, answer.json())
        if not answer.ok or answer.is_redirect:
            raise input_error(
                f"svarede {answer.status_code} og ikke som en Bundlinje-server.",
                f"answered {answer.status_code}, and not as a Bundlinje server does.",
                file=self.url,
            )
        return answer.content

    def pages(self, path: str, **asked: Any) -> Iterator[dict[str, Any]]:
        """Yield the items of every page of a list."""
        page, left = 1, True
        while left:
            found = self.ask("GET", path, params={**asked, "page": page})
            yield from found["items"]
            left = page * found["page_length"] < found["total"] and bool(found["items"])
            page += 1


class ServerKnowledge:
    """The knowledge base of a server."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def search(self, words: str = "", most: int = 25, **filters: str) -> list[dict[str, Any]]:
        """Return the records that a search finds, the best first.

        Filters are `kind`, `target_group`, `outcome`, `grade`, `country` and `year`.
        """
        found = self.server.pages("/knowledge", q=words, **filters)
        return [one for one, _ in zip(found, range(most), strict=False)]

    def record(self, reference: str) -> dict[str, Any]:
        """Return a record with its source: `prices/herberg110_doegn`.

        Raises:
            RefusedError: there is none; with the nearest.
        """
        return dict(self.server.ask("GET", f"/knowledge/records/{quote(reference)}"))

    def map(self, target_group: str = "", country: str = "") -> list[dict[str, Any]]:
        """Return the evidence map: the studies of each target group and area."""
        asked = {"target_group": target_group, "country": country}
        return list(self.server.ask("GET", "/knowledge/map", params=asked))
