"""Read exact numbers, shares, dates and accounts of a contract file."""

from __future__ import annotations

import datetime
import math
import re
from decimal import Decimal
from fractions import Fraction

from bundlinje.basics.errors import Fault
from bundlinje.basics.reading import SHARE_TOLERANCE, Reader, Section, join
from bundlinje.basics.yaml_tree import Node

_ACCOUNT = re.compile(r"[^\W_][\w-]*(/[^\W_][\w-]*)?", re.UNICODE)
#: No number of a contract is given finer than this.
_MOST_DECIMALS = 30


def exact(
    reader: Reader, node: Node, path: str, low: float = -math.inf, high: float = math.inf
) -> Fraction:
    """Return the number exactly as written, from `low` to `high`."""
    before = reader.found
    value = reader.plain(node, path, low, high)
    if reader.found > before:
        return Fraction(repr(value))
    written = Decimal(node.written or repr(node.value))
    exponent = written.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_MOST_DECIMALS:
        reader.expected(
            node, path, f"højst {_MOST_DECIMALS} decimaler", f"at most {_MOST_DECIMALS} decimals"
        )
        return Fraction(0)
    return Fraction(written)


def amount(reader: Reader, node: Node, path: str) -> Fraction:
    """Return an amount of money of 0 or more; one with a Danish thousands point is doubted."""
    reader.doubt_thousands(node, path)
    return exact(reader, node, path, 0.0)


def share(reader: Reader, node: Node, path: str, low: float = 0.0, high: float = 1.0) -> Fraction:
    """Return a share exactly, which may be written as a fraction such as `1/3`."""
    if not isinstance(node.value, str):
        return exact(reader, node, path, low, high)
    before = reader.found
    value = reader.share(node, path, low, high)
    if reader.found > before:
        return Fraction(repr(value))
    over, _, under = node.value.partition("/")
    return Fraction(Decimal(over.strip())) / int(under.strip() or 1)


def optional(section: Section, key: str, low: float = 0.0) -> Fraction | None:
    """Return an exact number, or None where the key is absent."""
    node = section.get(key)
    return None if node is None else exact(section.reader, node, section.at(key), low)


def optional_amount(section: Section, key: str) -> Fraction | None:
    """Return an amount of money, or None where the key is absent."""
    node = section.get(key)
    return None if node is None else amount(section.reader, node, section.at(key))


def account(reader: Reader, node: Node, path: str) -> str:
    """Return an account: a payer, or a payer and a department as in `kommune/social`."""
    if isinstance(node.value, str) and len(node.value) <= 100 and _ACCOUNT.fullmatch(node.value):
        return node.value
    reader.expected(
        node, path, "en kasse som kommune eller kommune/social",
        "a payer such as kommune or kommune/social",
    )  # fmt: skip
    return ""


def account_shares(reader: Reader, node: Node | None, path: str) -> dict[str, Fraction]:
    """Return shares by account that sum to 1; one account alone bears all."""
    if node is None:
        return {}
    if isinstance(node.value, str):
        return {account(reader, node, path): Fraction(1)}
    shares = {}
    before = reader.found
    for key, child in reader.entries(node, path):
        name = account(reader, Node(key, child.line), join(path, key))
        shares[name] = share(reader, child, join(path, key))
    if reader.found == before:
        check_sum(reader, node, path, shares.values())
    return shares


def check_sum(reader: Reader, node: Node, path: str, shares: object) -> None:
    """Report shares that do not sum to 1."""
    total = sum(shares, Fraction(0))  # type: ignore[call-overload]
    if abs(total - 1) > SHARE_TOLERANCE:
        shown = f"{float(total):.10g}"
        reader.report(
            node, path, f"andelene summer til {shown}, ventede 1.",
            f"the shares sum to {shown}, expected 1.",
            Fault.WRONG_SUM, (float(total), 1.0),
        )  # fmt: skip


def optional_day(section: Section, key: str) -> datetime.date | None:
    """Return a date, or None where the key is absent."""
    node = section.get(key)
    return None if node is None else section.reader.day(node, section.at(key))


def name(reader: Reader, node: Node, path: str) -> str:
    """Return the id of a period: an id, or a year written as a number."""
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        return node.written or str(node.value)
    return reader.identifier(node, path)
