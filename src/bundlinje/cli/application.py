"""Load the web application for the commands that use it."""

from __future__ import annotations

from bundlinje.basics.errors import input_error


def load() -> None:
    """Load the web application into this process.

    Raises:
        InputError: a package that it needs is not installed, or a setting is wrong.
    """
    try:
        from bundlinje.web import serving

        serving.set_up()
    except ModuleNotFoundError as missing:
        raise input_error(
            f"webprogrammet mangler pakken {missing.name}. Installér bundlinje[web].",
            f"the web application lacks the package {missing.name}. Install bundlinje[web].",
        ) from None
