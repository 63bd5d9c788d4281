"""Random numbers that depend on seed, name and a person's number alone.

People are drawn in blocks of `BLOCK`, always whole ones: person 7 is the same in a register of ten
thousand and of ten million, however the work is divided.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bundlinje.basics.streams import uniforms
from bundlinje.register.synthetic.model import FRAILTY, STEPS, Floats, Ints

BLOCK = 10_000


@dataclass(frozen=True)
class Block:
    """The random numbers of one block of people."""

    seed: int
    group: str
    number: int

    def each(self, name: str) -> Floats:
        """Return a uniform number for each person, (BLOCK,)."""
        return self.many(name, BLOCK)

    def many(self, name: str, count: int) -> Floats:
        """Return `count` uniform numbers."""
        return uniforms(self.seed, f"{self.group}/{self.number}/{name}", 0, count)

    def mixed(self, name: str, own: Floats) -> Floats:
        """Return uniform numbers that often, by `FRAILTY`, are the person's `own`, (BLOCK,).

        Each is uniform by itself; those of a person are correlated.
        """
        u = self.each(name)
        return np.where(u < FRAILTY, own, (u - FRAILTY) / (1 - FRAILTY))


def whole(u: Floats, below: Ints | int) -> Ints:
    """Return uniform numbers as whole ones from 0 up to, not including, `below`."""
    return (u * below).astype(np.int64)


def amount(u: Floats, table: Ints) -> Ints:
    """Return uniform numbers as values of a table of quantiles."""
    return np.asarray(table[whole(u, STEPS)])
