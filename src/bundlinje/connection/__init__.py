"""A Bundlinje server from Python."""

from bundlinje.connection.case import ServerCase
from bundlinje.connection.contract import ServerContract
from bundlinje.connection.notices import ServerNotices
from bundlinje.connection.result import ServerResult
from bundlinje.connection.server import RefusedError, Server, ServerKnowledge, connect

__all__ = [
    "RefusedError",
    "Server",
    "ServerCase",
    "ServerContract",
    "ServerKnowledge",
    "ServerNotices",
    "ServerResult",
    "connect",
]
