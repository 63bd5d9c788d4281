"""Settings that every test shares."""

import os

from hypothesis import HealthCheck, settings

# The same examples on every run and machine; `make fuzz` asks for many and new ones.
settings.register_profile(
    "default",
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "fuzz",
    max_examples=20_000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "default")
settings.load_profile(PROFILE)


def examples(number: int) -> int:
    """Return how many examples a test makes that states its own number: ten times in a fuzz."""
    return number * 10 if PROFILE == "fuzz" else number
