"""What is refused at a contract, in words."""

from __future__ import annotations

from bundlinje.basics.texts import Text


class RefusedError(Exception):
    """What was asked for is not done, and nothing was written; says why."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message
