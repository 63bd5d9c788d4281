"""The OpenAPI description, made of the operations themselves."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from bundlinje.web.api.access import Token
from bundlinje.web.api.problems import MEDIA_TYPE
from bundlinje.web.api.v1 import api

METHODS = ("get", "post", "put", "patch", "delete")


@cache
def description() -> dict[str, Any]:
    """Return the description; it is the same for everyone."""
    # The library's own leaves a root out that it does not serve.
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="api/v1/"))
    scopes = _scopes()
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            operation["summary"] = operation.pop("description", operation["summary"])
            summary, _, more = operation["summary"].partition("\n\n")
            operation["summary"] = " ".join(summary.split())
            if more:
                operation["description"] = " ".join(more.split())
            scope, open, operation["operationId"] = scopes[path, method]
            operation["security"] = [{"Token": [scope] if scope else []}, *([{}] if open else [])]
            for parameter in operation.get("parameters", ()):
                # They stand in its schema too, where a list of them may.
                parameter.pop("examples", None)
            operation["responses"] = {
                str(status): _with_type(int(status), answer)
                for status, answer in operation["responses"].items()
            }
            if "requestBody" in operation:
                _may_be_malformed(operation["responses"])
    found["components"]["securitySchemes"] = {
        "Token": {
            "type": "http", "scheme": "bearer", "bearerFormat": "bundlinje_…",
            "description": "A token made at /konto/noegler/; it is for one organisation, and may "
            "never more than its person may.",
        }
    }  # fmt: skip
    return found


def _scopes() -> dict[tuple[str, str], tuple[str, bool, str]]:
    """Return of every operation its scope, whether it can be asked without a token, and its id."""
    found = {}
    for bound in api._get_bound_routers():
        for path, view in bound.path_operations.items():
            for operation in view.operations:
                (auth,) = operation.auth_callbacks
                assert isinstance(auth, Token)
                for method in operation.methods:
                    place = plain_path("api/v1" + path), method.lower()
                    found[place] = auth.scope, auth.open, operation.view_func.__name__
    return found


def plain_path(route: str) -> str:
    """Return the path of a route as the description writes it: `/api/v1/cases/{case_id}`."""
    return "/" + re.sub(r"[<{](?:\w+:)?(\w+)[>}]", r"{\1}", route)


def _with_type(status: int, answer: dict[str, Any]) -> dict[str, Any]:
    """Return the description of an answer; refusals have a media type of their own."""
    if status < 400:
        return answer
    schema = {"$ref": "#/components/schemas/ProblemAnswer"}
    headers: dict[str, Any] = {}
    if status == 429:
        headers["Retry-After"] = {"schema": {"type": "integer"}, "description": "Seconds to wait"}
    if status == 401:
        headers["WWW-Authenticate"] = {"schema": {"type": "string"}}
    said = {**answer, "content": {MEDIA_TYPE: {"schema": schema}}}
    return {**said, "headers": headers} if headers else said


def _may_be_malformed(responses: dict[str, Any]) -> None:
    for status, text in ((400, "Bad Request"), (413, "Too Large"), (415, "Unsupported Media Type")):
        responses[str(status)] = _with_type(status, {"description": text})


@cache
def known_queries() -> dict[tuple[str, str], frozenset[str]]:
    """Return the names that the query of each operation may have."""
    return {
        (path, method): frozenset(
            one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"
        )
        for path, methods in description()["paths"].items()
        for method, operation in methods.items()
    }
