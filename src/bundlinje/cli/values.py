"""Readers of the values of arguments, with errors in the language asked for."""

from __future__ import annotations

import argparse
import datetime
import re
from pathlib import Path
from typing import Any

from bundlinje.basics.texts import Language, Text


def whole_number(least: int, most: int, language: Language) -> Any:
    """Return a reader of whole numbers within bounds, for argparse."""

    def read(text: str) -> int:
        if re.fullmatch(r"\d{1,12}", text) and least <= int(text) <= most:
            return int(text)
        message = Text(
            f"fandt '{text}', ventede et helt tal fra {least} til {most}",
            f"found '{text}', expected a whole number from {least} to {most}",
        )
        raise argparse.ArgumentTypeError(message.to(language))

    return read


def iso_date(language: Language) -> Any:
    """Return a reader of ISO dates, for argparse."""

    def read(text: str) -> str:
        try:
            return datetime.date.fromisoformat(text).isoformat()
        except ValueError:
            message = Text(
                f"fandt '{text}', ventede en dato som 2026-05-01",
                f"found '{text}', expected a date such as 2026-05-01",
            )
            raise argparse.ArgumentTypeError(message.to(language)) from None

    return read


def inner_share(language: Language) -> Any:
    """Return a reader of shares between 0 and 1, for argparse; a decimal comma will do."""

    def read(text: str) -> float:
        if re.fullmatch(r"0[.,][0-9]{1,12}", text) and float(text.replace(",", ".")) > 0:
            return float(text.replace(",", "."))
        message = Text(
            f"fandt '{text}', ventede en andel mellem 0 og 1 som 0.35",
            f"found '{text}', expected a share between 0 and 1 such as 0.35",
        )
        raise argparse.ArgumentTypeError(message.to(language))

    return read


def positive_number(language: Language) -> Any:
    """Return a reader of numbers from 0 up, for argparse; a decimal comma will do."""

    def read(text: str) -> float:
        if re.fullmatch(r"[0-9]{1,9}([.,][0-9]{1,12})?", text):
            return float(text.replace(",", "."))
        message = Text(
            f"fandt '{text}', ventede et tal fra 0 og op",
            f"found '{text}', expected a number from 0 up",
        )
        raise argparse.ArgumentTypeError(message.to(language))

    return read


def date_or_folder(language: Language) -> Any:
    """Return a reader of ISO dates and of folders that exist, for argparse."""

    def read(text: str) -> str | Path:
        if Path(text).is_dir():
            return Path(text)
        try:
            return datetime.date.fromisoformat(text).isoformat()
        except ValueError:
            message = Text(
                f"fandt '{text}', ventede en dato som 2026-05-01 eller en mappe med en "
                "vidensdatabase (fra knowledge export)",
                f"found '{text}', expected a date such as 2026-05-01 or a folder with a "
                "knowledge base (from knowledge export)",
            )
            raise argparse.ArgumentTypeError(message.to(language)) from None

    return read
