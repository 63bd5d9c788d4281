"""Logs as lines of JSON that hold no personal data."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

#: Only our own events are texts that hold no contents; others may quote what a person wrote.
_OWN = "bundlinje"


class JsonLines(logging.Formatter):
    """One JSON object a line: when, how serious, where, and what kind of error.

    Messages of libraries, the arguments of a message and the text of an error are left out: they
    may quote what a person wrote, or an address with a token in it.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        line |= getattr(record, "facts", {})
        line |= _request(record)
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            trace = record.exc_info[2]
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            if trace is not None:
                line["at"] = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
        return json.dumps(line, ensure_ascii=False)


def _event(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] == _OWN and isinstance(record.msg, str):
        return record.msg
    if record.name.startswith("gunicorn") and record.args and isinstance(record.msg, str):
        # The sentence with its gaps: which worker or address is in the arguments.
        return record.msg
    if record.name == "django.request":
        return "request"
    return f"{record.module}:{record.lineno}"


def _request(record: logging.LogRecord) -> dict[str, object]:
    """Return which request a record of Django is about: its method, page and status."""
    facts: dict[str, object] = {}
    request = getattr(record, "request", None)
    if hasattr(request, "method"):
        match = getattr(request, "resolver_match", None)
        facts["method"] = str(getattr(request, "method", ""))
        facts["page"] = "" if match is None else str(match.view_name)
    status = getattr(record, "status_code", None)
    if status is not None:
        facts["status"] = status
    return facts
