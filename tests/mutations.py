"""Mutations of case files for the fuzz tests: of their bytes, and of their parsed data."""

from __future__ import annotations

import copy
import math
import random
from typing import Any

#: Bytes and texts that have meaning in YAML or trouble readers.
_SNIPPETS = [
    b"\n", b"  ", b":", b": ", b"- ", b"[", b"]", b"{", b"}", b"#", b"'", b'"', b"*a", b"&a ", b"!",
    b"!!int ", b"|", b">", b"%", b"---\n", b"\t", b"\x00", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"~",
    b".nan", b".inf", b"-1", b"0", b"1e308", b"99999999999999999999999999999", b"1/3", b"null",
    b"true", b"2026", b"hold", b"{ref: a}", b"{mean: 1, sd: 2}", b"\r", b"\xe2\x80\xa8",
]  # fmt: skip

_ODD_KEYS = ["ref", "x", 5, None, "until", "growth", "factor"]

#: Odd values to stand in any place.
ODD_VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 2, 0.5, -0.5, 1.5, 1e-300, 1e-12, 1e18, -1e18, 1e19, 1e308,
    math.nan, math.inf, -math.inf, 10**30, 150, 151, 1900, 2023, 2026, 2300, "", " ", "0.5",
    "1/3", "1/0", "-1/2", "1e999999999", "kommune", "kommune/", "/", "kommune/social", "stat",
    "borger", "success", "hold", "participant", "starter", "æøå", "x" * 5_000, "\ud83d\ude00",
    "a\nb", "2026", "9" * 5_000, [], {}, [[]], [0], [1, 2], [0.5, "1/2"], [[0, 0.03]], [1e18] * 3,
    {"ref": "a"}, {"ref": 1}, {"mean": 5}, {"mean": 5, "sd": 1}, {"mean": 0.5, "sd": 0.1},
    {"mean": 0.5, "sd": 0.4999}, {"mean": -5, "sd": 1}, {"mean": 5, "sd": 1e-200},
    {"mean": 1e-200, "sd": 1e10}, {"mean": 0.5, "ci95": [0.4, 0.6]},
    {"low": 1, "mode": 2, "high": 3}, {"low": 0, "mode": 0, "high": 1e-300}, {"uniform": [0, 1]},
    {"uniform": [-1e18, 1e18]}, {"normal": [0, 1e18]}, {"lognormal": [1e-9, 1]},
    {"gamma": [1, 1e9]}, {"beta": [1e-18, 1e-18]}, {"beta": [1e18, 1e18]}, {"beta": [0.01, 50]},
    {2026: 1}, {"2026": 1}, {2026: {"mean": 20, "sd": 5}}, {"kommune": 1},
    {"kommune": 1, "borger": -1}, {"stat": "1/1"},
]  # fmt: skip


def mutated_bytes(content: bytes, rng: random.Random) -> bytes:
    """The content with a few bytes or lines deleted, doubled, moved, changed or put in."""
    data = bytearray(content)
    for _ in range(rng.choice([1, 1, 2, 3, 8])):
        at = rng.randrange(len(data) + 1)
        to = min(at + rng.choice([1, 2, 5, 40, 400]), len(data))
        match rng.randrange(6):
            case 0:
                del data[at:to]
            case 1:
                data[at:at] = data[at:to]
            case 2:
                data[at:at] = rng.choice(_SNIPPETS)
            case 3:
                data[at:to] = rng.choice(_SNIPPETS)
            case 4 if at < len(data):
                data[at] = rng.randrange(256)
            case _:
                part = data[at:to]
                del data[at:to]
                other = rng.randrange(len(data) + 1)
                data[other:other] = part
    return bytes(data)


def mutated_data(data: Any, rng: random.Random) -> Any:
    """The parsed data with a few nodes replaced by odd values or by each other, or removed."""
    data = copy.deepcopy(data)
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        places = list(_places(data))
        if not places:
            break
        parent, key = rng.choice(places)
        match rng.randrange(8):
            case 0:
                del parent[key]
            case 1:
                other, from_key = rng.choice(places)
                parent[key] = copy.deepcopy(other[from_key])
            case 2 if isinstance(parent, dict):
                parent[rng.choice(["ref", "x", 5, None, "until", "growth", "factor"])] = parent.pop(
                    key
                )
            case 3 if isinstance(parent, list):
                parent.insert(0, copy.deepcopy(parent[key]))
            case 4 if isinstance(parent[key], int | float) and not isinstance(parent[key], bool):
                parent[key] = parent[key] * rng.choice([-1, 0, 1e-9, 0.5, 2, 1e9])
            case _:
                parent[key] = copy.deepcopy(rng.choice(ODD_VALUES))
    return data


def _places(node: Any) -> Any:
    """Every (container, key) in the data, without the long lists of sources and notes."""
    if isinstance(node, dict):
        keys = [key for key in node if key not in ("sources", "notes")]
    elif isinstance(node, list):
        keys = list(range(len(node)))
    else:
        return
    for key in keys:
        yield node, key
        yield from _places(node[key])
