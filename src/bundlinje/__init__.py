"""Bundlinje: what a social investment costs and gives, to which purse, when, and how sure we are.

>>> import bundlinje
>>> case = bundlinje.read_case("case.yaml")  # doctest: +SKIP
>>> print(bundlinje.calculate(case))  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bundlinje.basics.version import __version__

__all__ = [
    "Calculation",
    "Case",
    "Comparison",
    "InputError",
    "__version__",
    "calculate",
    "case",
    "compare",
    "connect",
    "read_case",
]

if TYPE_CHECKING:
    from bundlinje.basics.errors import InputError
    from bundlinje.connection import connect
    from bundlinje.notebook import (
        Calculation,
        Case,
        Comparison,
        calculate,
        case,
        compare,
        read_case,
    )


def __getattr__(name: str) -> Any:
    # Loaded on first use, so that the command starts fast.
    if name == "InputError":
        from bundlinje.basics.errors import InputError

        return InputError
    if name == "connect":
        from bundlinje.connection import connect

        return connect
    if name in __all__:
        from bundlinje import notebook

        return getattr(notebook, name)
    raise AttributeError(f"module 'bundlinje' has no attribute '{name}'")
