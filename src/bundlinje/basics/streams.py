"""One reproducible stream of uniform numbers per seed and name.

Draw `i` of a stream is a function of (seed, name, i) alone: it depends neither on how many draws
are made, nor on other streams, nor on how the work is divided. The generator is the counter-based
Philox 4×64 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", SC'11), its key
the BLAKE2b hash of seed and name.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Blocks of draws must start at a multiple of this: the generator makes four numbers at a time.
BLOCK_MULTIPLE = 4


def uniforms(seed: int, name: str, start: int, count: int) -> NDArray[np.float64]:
    """Return draws `start` … `start + count − 1` of a stream, each strictly between 0 and 1.

    Raises:
        ValueError: `start` is not a multiple of `BLOCK_MULTIPLE`.
    """
    if start % BLOCK_MULTIPLE:
        raise ValueError(f"start must be a multiple of {BLOCK_MULTIPLE}")
    digest = hashlib.blake2b(f"{seed}\n{name}".encode(), digest_size=16).digest()
    generator = np.random.Philox(key=int.from_bytes(digest, "little"))
    generator.advance(start // BLOCK_MULTIPLE)
    # 52 bits and a half step: never 0, never 1, and exact in a double.
    bits = generator.random_raw(count) >> np.uint64(12)
    return np.asarray((bits + 0.5) * 2.0**-52)
