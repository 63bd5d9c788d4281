"""For every operation what it needs, and how it is used; a test fails where one is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.web.api import state
from tests.web.api.conftest import Program
from tests.web.conftest import People
from tests.web.contract_steps import csv_of, rows

OPEN, MEMBER, EDITOR, ADMINISTRATOR = range(4)


@dataclass
class Rule:
    """What an operation needs, and how it is used.

    `parts` of its path, its `body` and its `query` name things of an organisation; `reaches` says
    that they do, so that another organisation must not find them.
    """

    scope: str
    least: int = MEMBER
    parts: Callable[[People], dict[str, Any]] = lambda people: {}
    body: Any = None
    query: Callable[[People], str] = lambda people: ""
    reaches: bool = False


def _case(**more: Any) -> Callable[[People], dict[str, Any]]:
    return lambda people: {"case_id": people.case.id, **more}


def _contract(people: People) -> dict[str, Any]:
    return {"contract_id": people.contract.id}


def _of_case(**makers: Callable[[People], Any]) -> Callable[[People], dict[str, Any]]:
    """Return the parts of an address below a case, each the key of what is made."""
    return lambda people: {
        "case_id": people.case.id, **{name: make(people).pk for name, make in makers.items()}
    }  # fmt: skip


def _of_contract(
    *needed: Callable[[People], Any], kind: str = "", **makers: Callable[[People], Any]
) -> Callable[[People], dict[str, Any]]:
    """Return the parts of an address below a contract; `needed` is made too."""

    def parts(people: People) -> dict[str, Any]:
        for make in needed:
            make(people)
        made = {name: make(people).pk for name, make in makers.items()}
        return {**_contract(people), **({"kind": kind} if kind else {}), **made}

    return parts


def _this_share(people: People) -> dict[str, Any]:
    return {"receiver": state.elsewhere().name, "level": "comment"}


def _new_contract(people: People) -> dict[str, Any]:
    return {"case_id": str(people.case.id), "template": "direct"}


def _release(people: People) -> dict[str, Any]:
    return {"release": state.release(people).id}


def _member(people: People) -> dict[str, Any]:
    return {"member": people.reader.memberships.get().id}


def _record(people: People) -> dict[str, Any]:
    return {"record": people.own.id}


def _this_case(people: People) -> str:
    return f"?case={people.case.id}&case={people.case.id}"


_ROW = {"title_da": "Stjålet", "amount": "1", "unit": "day_and_night", "price_year": "2023",
        "price_kind": "local", "flow": "expense"}  # fmt: skip
_SOURCE = {"title_text": "Stjålet", "accessed": "2026-11-02", "url": "https://x.example/"}
_OWN = {"row": _ROW, "source": _SOURCE, "reason": "Stjålet"}


def _document(people: People) -> dict[str, Any]:
    from bundlinje.web.contracts.store import newest

    return {**newest(people.contract).document, "title": "Stjålet"}


V1 = "/api/v1"
CASE = f"{V1}/cases/{{case_id}}"
CONTRACT = f"{V1}/contracts/{{contract_id}}"
RULES = {
    ("get", f"{V1}/me"): Rule(""),
    ("get", f"{V1}/organisations"): Rule(""),
    ("get", f"{V1}/cases"): Rule("cases:read"),
    ("post", f"{V1}/cases"): Rule("cases:write", EDITOR, body={}),
    ("post", f"{V1}/cases/file"): Rule("cases:write", EDITOR, body="file"),
    ("get", CASE): Rule("cases:read", parts=_case(), reaches=True),
    ("delete", CASE): Rule("cases:write", EDITOR, _case(), reaches=True),
    ("post", f"{CASE}/copy"): Rule("cases:write", EDITOR, _case(), reaches=True),
    ("get", f"{CASE}/history"): Rule("cases:read", parts=_case(), reaches=True),
    ("get", f"{CASE}/history/{{number}}"): Rule(
        "cases:read", parts=_case(number=1), reaches=True
    ),
    ("patch", f"{CASE}/document"): Rule(
        "cases:write", EDITOR, _case(),
        {"changes": [{"path": "title", "value": "Stjålet"}], "revision": 1}, reaches=True,
    ),
    ("put", f"{CASE}/document"): Rule(
        "cases:write", EDITOR, _case(), {"document": {"title": "Stjålet"}, "revision": 1},
        reaches=True,
    ),
    ("post", f"{CASE}/undo"): Rule("cases:write", EDITOR, _case(), reaches=True),
    ("post", f"{CASE}/redo"): Rule("cases:write", EDITOR, _case(), reaches=True),
    ("get", f"{CASE}/result"): Rule("cases:read", parts=_case(), reaches=True),
    ("get", f"{CASE}/panel"): Rule("cases:read", parts=_case(), reaches=True),
    ("get", f"{CASE}/files/{{kind}}"): Rule("cases:read", parts=_case(kind="yaml"), reaches=True),
    ("get", f"{CASE}/sliders"): Rule("cases:read", parts=_case(), reaches=True),
    ("post", f"{CASE}/try"): Rule(
        "cases:read", parts=_case(), body={"values": {"effects/ips_dk_30m": 0.2}}, reaches=True
    ),
    ("post", f"{CASE}/scenarios"): Rule(
        "cases:write", EDITOR, _case(), {"kind": "later", "years": 1}, reaches=True
    ),
    ("get", f"{V1}/comparison"): Rule("cases:read", query=_this_case, reaches=True),
    ("get", f"{V1}/comparison/files/{{kind}}"): Rule(
        "cases:read", parts=lambda people: {"kind": "html"}, query=_this_case, reaches=True
    ),
    ("get", f"{V1}/ranking"): Rule("cases:read", query=_this_case, reaches=True),
    ("get", f"{V1}/ranking/files/{{kind}}"): Rule(
        "cases:read", parts=lambda people: {"kind": "html"}, query=_this_case, reaches=True
    ),
    ("get", f"{CASE}/versions"): Rule("cases:read", parts=_case(), reaches=True),
    ("get", f"{CASE}/difference"): Rule(
        "cases:read", parts=_case(), query=lambda people: "?first=1&second=1", reaches=True
    ),
    ("post", f"{CASE}/go-back"): Rule(
        "cases:write", EDITOR, _case(), {"number": 1, "revision": 1}, reaches=True
    ),
    ("get", f"{V1}/shared-cases"): Rule("cases:read"),
    ("get", f"{CASE}/shares"): Rule("sharing", EDITOR, _case(), reaches=True),
    ("post", f"{CASE}/shares"): Rule("sharing", EDITOR, _case(), _this_share, reaches=True),
    ("delete", f"{CASE}/shares/{{share}}"): Rule(
        "sharing", EDITOR, _of_case(share=state.share), reaches=True
    ),
    ("get", f"{CASE}/links"): Rule("sharing", EDITOR, _case(), reaches=True),
    ("post", f"{CASE}/links"): Rule("sharing", EDITOR, _case(), {"days": 7}, reaches=True),
    ("delete", f"{CASE}/links/{{link}}"): Rule(
        "sharing", EDITOR, _of_case(link=state.link), reaches=True
    ),
    ("get", f"{CASE}/comments"): Rule("comments", parts=_case(), reaches=True),
    ("post", f"{CASE}/comments"): Rule(
        "comments", parts=_case(), body={"text": "Stjålet", "path": "title"}, reaches=True
    ),
    ("post", f"{CASE}/comments/{{comment}}/answers"): Rule(
        "comments", parts=_of_case(comment=state.comment), body={"text": "Stjålet"}, reaches=True
    ),
    ("post", f"{CASE}/comments/{{comment}}/resolve"): Rule(
        "comments", parts=_of_case(comment=state.comment), reaches=True
    ),
    ("post", f"{CASE}/comments/{{comment}}/reopen"): Rule(
        "comments", parts=_of_case(comment=state.comment), reaches=True
    ),
    ("delete", f"{CASE}/comments/{{comment}}"): Rule(
        "comments", parts=_of_case(comment=state.comment), reaches=True
    ),
    ("get", f"{CASE}/review"): Rule("comments", parts=_case(), reaches=True),
    ("put", f"{CASE}/review"): Rule(
        "comments", parts=_case(), body=state.review(), reaches=True
    ),
    ("post", f"{CASE}/review"): Rule(
        "comments", parts=_case(), body=state.review(), reaches=True
    ),
    ("get", f"{V1}/library"): Rule("cases:read", OPEN),
    ("get", f"{V1}/library/{{release}}"): Rule("cases:read", OPEN, _release),
    ("post", f"{V1}/library/{{release}}/copy"): Rule("cases:write", EDITOR, _release),
    ("get", f"{CASE}/release"): Rule("sharing", EDITOR, _case(), reaches=True),
    ("put", f"{CASE}/release"): Rule(
        "sharing", EDITOR, _case(), {"everyone_may_read": True}, reaches=True
    ),
    ("delete", f"{CASE}/release"): Rule(
        "sharing", EDITOR, lambda people: {**_release(people), **_case()(people)}, reaches=True
    ),
    ("post", f"{CASE}/actuals"): Rule(
        "sharing", EDITOR, _case(),
        {"of": "costs", "value": 1, "source": "Stjålet", "date": "2026-01-01"}, reaches=True,
    ),
    ("delete", f"{CASE}/actuals/{{actual}}"): Rule(
        "sharing", EDITOR, _of_case(actual=state.actual), reaches=True
    ),
    ("get", f"{V1}/contracts"): Rule("contracts:read"),
    ("get", f"{V1}/contracts/templates"): Rule("contracts:read"),
    ("post", f"{V1}/contracts"): Rule("contracts:write", EDITOR, body=_new_contract),
    ("post", f"{V1}/contracts/join"): Rule(
        "contracts:write", ADMINISTRATOR, body={"link": "https://x.example/kontrakter/part/x/"}
    ),
    ("get", CONTRACT): Rule("contracts:read", parts=_contract, reaches=True),
    ("put", f"{CONTRACT}/stage"): Rule(
        "contracts:write", EDITOR, _of_contract(state.signed), {"stage": "running"}, reaches=True
    ),
    ("delete", CONTRACT): Rule("contracts:write", EDITOR, _contract, reaches=True),
    ("get", f"{CONTRACT}/parties"): Rule("contracts:read", parts=_contract, reaches=True),
    ("get", f"{CONTRACT}/invitations"): Rule(
        "contracts:read", ADMINISTRATOR, _contract, reaches=True
    ),
    ("post", f"{CONTRACT}/invitations"): Rule(
        "contracts:write", ADMINISTRATOR, _contract, {"part": "investor"}, reaches=True
    ),
    ("patch", f"{CONTRACT}/parties/{{party}}"): Rule(
        "contracts:write", ADMINISTRATOR, _of_contract(party=state.party), {"name": ""},
        reaches=True,
    ),
    ("delete", f"{CONTRACT}/parties/{{party}}"): Rule(
        "contracts:write", ADMINISTRATOR, _of_contract(party=state.party), reaches=True
    ),
    ("get", f"{CONTRACT}/document"): Rule("contracts:read", parts=_contract, reaches=True),
    ("patch", f"{CONTRACT}/document"): Rule(
        "contracts:write", EDITOR, _contract,
        {"changes": [{"path": "title", "value": "Stjålet"}], "revision": 1}, reaches=True,
    ),
    ("put", f"{CONTRACT}/document"): Rule(
        "contracts:write", EDITOR, _contract,
        lambda people: {"document": _document(people), "revision": 1}, reaches=True,
    ),
    ("post", f"{CONTRACT}/document/file"): Rule(
        "contracts:write", EDITOR, _contract, "file", reaches=True
    ),
    ("post", f"{CONTRACT}/undo"): Rule("contracts:write", EDITOR, _contract, reaches=True),
    ("post", f"{CONTRACT}/redo"): Rule("contracts:write", EDITOR, _contract, reaches=True),
    ("get", f"{CONTRACT}/consent"): Rule("contracts:read", parts=_contract, reaches=True),
    ("post", f"{CONTRACT}/consent/propose"): Rule(
        "contracts:write", EDITOR, _contract,
        lambda people: {"revision": people.contract.revision}, reaches=True,
    ),
    ("post", f"{CONTRACT}/consent/agree"): Rule(
        "contracts:approve", EDITOR, _of_contract(state.proposed),
        lambda people: {"revision": people.contract.proposed}, reaches=True,
    ),
    ("post", f"{CONTRACT}/consent/take-back"): Rule(
        "contracts:approve", EDITOR, _of_contract(state.said_yes),
        lambda people: {"revision": people.contract.proposed}, reaches=True,
    ),
    ("post", f"{CONTRACT}/consent/paper"): Rule(
        "contracts:approve", EDITOR, _of_contract(state.proposed), state.on_paper, reaches=True
    ),
    ("get", f"{CONTRACT}/history"): Rule("contracts:read", parts=_contract, reaches=True),
    ("get", f"{CONTRACT}/history/{{number}}"): Rule(
        "contracts:read", parts=lambda people: {**_contract(people), "number": 1}, reaches=True
    ),
    ("get", f"{CONTRACT}/versions"): Rule("contracts:read", parts=_contract, reaches=True),
    ("get", f"{CONTRACT}/difference"): Rule(
        "contracts:read", parts=_contract, query=lambda people: "?first=1&second=1", reaches=True
    ),
    ("post", f"{CONTRACT}/go-back"): Rule(
        "contracts:write", EDITOR, _contract, {"number": 1, "revision": 1}, reaches=True
    ),
    ("get", f"{CONTRACT}/ends"): Rule("contracts:read", parts=_contract, reaches=True),
    ("get", f"{CONTRACT}/valuation"): Rule("contracts:read", parts=_contract, reaches=True),
    ("get", f"{CONTRACT}/readiness"): Rule("contracts:read", parts=_contract, reaches=True),
    ("get", f"{CONTRACT}/agreement/{{kind}}"): Rule(
        "contracts:read", parts=_of_contract(kind="html"), reaches=True
    ),
    ("get", f"{CONTRACT}/files/{{kind}}"): Rule(
        "contracts:read", parts=_of_contract(kind="yaml"), reaches=True
    ),
    ("get", f"{V1}/portfolio"): Rule("contracts:read"),
    ("put", f"{V1}/portfolio"): Rule(
        "contracts:write", EDITOR, body={"capital": 5_000_000, "recycles": True}
    ),
    ("get", f"{V1}/portfolio/files/{{kind}}"): Rule(
        "contracts:read", parts=lambda people: {"kind": "html"}
    ),
    ("get", f"{CONTRACT}/results/template"): Rule(
        "contracts:results", EDITOR, _contract, reaches=True
    ),
    ("get", f"{CONTRACT}/results"): Rule(
        "contracts:results", parts=_of_contract(state.results), reaches=True
    ),
    ("post", f"{CONTRACT}/results"): Rule(
        "contracts:results", EDITOR, _contract, "file", reaches=True
    ),
    ("get", f"{CONTRACT}/results/rows"): Rule(
        "contracts:results", EDITOR, _of_contract(state.results), reaches=True
    ),
    ("post", f"{CONTRACT}/purpose"): Rule(
        "contracts:read", parts=_contract, body={"purpose": "Månedens afregning"}, reaches=True
    ),
    ("get", f"{CONTRACT}/settlements"): Rule(
        "contracts:read", parts=_of_contract(state.settlement), reaches=True
    ),
    ("get", f"{CONTRACT}/settlements/draft"): Rule(
        "contracts:results", parts=_of_contract(state.results), reaches=True
    ),
    ("post", f"{CONTRACT}/settlements"): Rule(
        "contracts:results", EDITOR, _of_contract(state.signed, state.results), reaches=True
    ),
    ("get", f"{CONTRACT}/settlements/{{settlement}}"): Rule(
        "contracts:read", parts=_of_contract(settlement=state.settlement), reaches=True
    ),
    ("post", f"{CONTRACT}/settlements/{{settlement}}/approve"): Rule(
        "contracts:approve", EDITOR, _of_contract(settlement=state.settlement), reaches=True
    ),
    ("post", f"{CONTRACT}/settlements/{{settlement}}/reject"): Rule(
        "contracts:approve", EDITOR, _of_contract(settlement=state.settlement),
        {"reason": "Tallene er forkerte."}, reaches=True,
    ),
    ("get", f"{CONTRACT}/settlements/files/{{kind}}"): Rule(
        "contracts:results", EDITOR, _of_contract(state.results, kind="xlsx"), reaches=True
    ),
    ("get", f"{CONTRACT}/ledger"): Rule("contracts:read", parts=_contract, reaches=True),
    ("get", f"{CONTRACT}/ledger/file"): Rule("contracts:read", parts=_contract, reaches=True),
    ("get", f"{CONTRACT}/disputes"): Rule("contracts:read", parts=_contract, reaches=True),
    ("post", f"{CONTRACT}/disputes"): Rule(
        "contracts:write", EDITOR, _contract, {"text": "Stjålet"}, reaches=True
    ),
    ("post", f"{CONTRACT}/disputes/{{dispute}}/notes"): Rule(
        "contracts:write", EDITOR, _of_contract(dispute=state.dispute), {"text": "Stjålet"},
        reaches=True,
    ),
    ("get", f"{V1}/notices"): Rule("notices"),
    ("get", f"{V1}/notices/waiting"): Rule("notices"),
    ("post", f"{V1}/notices/{{notice}}/read"): Rule(
        "notices", parts=lambda people: {"notice": state.notice(people).pk}, reaches=True
    ),
    ("post", f"{V1}/notices/read"): Rule("notices"),
    ("get", f"{V1}/notices/mail"): Rule("notices"),
    ("put", f"{V1}/notices/mail"): Rule("notices", body={"wanted": ["comment"]}),
    ("get", f"{V1}/knowledge"): Rule("knowledge:read", OPEN),
    ("get", f"{V1}/knowledge/kinds"): Rule("knowledge:read", OPEN),
    ("get", f"{V1}/knowledge/map"): Rule("knowledge:read", OPEN),
    ("get", f"{V1}/knowledge/records/{{prefix}}/{{name}}"): Rule(
        "knowledge:read", OPEN, lambda people: {"prefix": "prices", "name": people.own.name},
        reaches=True,
    ),
    ("get", f"{V1}/own-records"): Rule("knowledge:read"),
    ("post", f"{V1}/own-records"): Rule(
        "knowledge:write", EDITOR, body={"kind": "unit_prices", **_OWN}
    ),
    ("get", f"{V1}/own-records/{{record}}"): Rule("knowledge:read", parts=_record, reaches=True),
    ("put", f"{V1}/own-records/{{record}}"): Rule(
        "knowledge:write", EDITOR, _record, {"seen": 1, **_OWN}, reaches=True
    ),
    ("post", f"{V1}/own-records/{{record}}/review"): Rule(
        "knowledge:write", EDITOR, _record, {"seen": 1, "accepted": True, "reason": "Stjålet"},
        reaches=True,
    ),
    ("post", f"{V1}/own-records/{{record}}/withdraw"): Rule(
        "knowledge:write", EDITOR, _record, {"seen": 1, "reason": "Stjålet"}, reaches=True
    ),
    ("put", f"{V1}/organisation"): Rule(
        "members", ADMINISTRATOR, body={"name": "Nyt navn", "kind": "fond"}
    ),
    ("get", f"{V1}/members"): Rule("members"),
    ("patch", f"{V1}/members/{{member}}"): Rule(
        "members", ADMINISTRATOR, _member, {"role": "administrator"}, reaches=True
    ),
    ("delete", f"{V1}/members/{{member}}"): Rule("members", ADMINISTRATOR, _member, reaches=True),
    ("get", f"{V1}/invitations"): Rule("members", ADMINISTRATOR),
    ("post", f"{V1}/invitations"): Rule(
        "members", ADMINISTRATOR, body={"email": "ny@vores.example", "role": "reader"}
    ),
    ("post", f"{V1}/invitations/withdraw"): Rule(
        "members", ADMINISTRATOR, body={"email": "ny@vores.example"}
    ),
    ("get", f"{V1}/events"): Rule("audit", ADMINISTRATOR),
    ("get", f"{V1}/events/me"): Rule("audit"),
    ("post", f"{V1}/events/members/{{member}}"): Rule(
        "audit", ADMINISTRATOR, _member, {"purpose": "Bedt om indsigt"}, reaches=True
    ),
    ("post", f"{V1}/export"): Rule("export", ADMINISTRATOR, body={"purpose": "Flytter data"}),
}  # fmt: skip


def asked(key: tuple[str, str], people: People) -> tuple[str, str, Any]:
    """Return how an operation is used on what an organisation has: method, address and body."""
    method, path = key
    rule = RULES[key]
    address = path.removeprefix(V1).format(**rule.parts(people)) + rule.query(people)
    body = rule.body(people) if callable(rule.body) else rule.body
    return method, address, FILES.get(path, b"format: x\r\n") if body == "file" else body


def send(program: Program, method: str, address: str, body: Any) -> Any:
    if isinstance(body, bytes):
        return program.send(address, "s.csv", body)
    return program.ask(method, address, body)


def use(program: Program, key: tuple[str, str], people: People) -> Any:
    """Use an operation on what an organisation has."""
    return send(program, *asked(key, people))


#: What is sent as a file, where it is to be more than a wrong one.
FILES = {f"{CONTRACT}/results": csv_of(rows(25))}
