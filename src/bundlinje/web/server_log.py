"""The log of the server that runs the application."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from bundlinje.web.logs import JsonLines


class ServerLines(Logger):
    """The server's own log in our lines: its sentences quote addresses."""

    def setup(self, cfg: Any) -> None:
        """Set the log up as the server does, with our lines."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())
