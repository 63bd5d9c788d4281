"""Made registers of any size with known true effects; no person in them is real.

A study of homeless young people can be run on them and its answer held against the truth: people
who are better off reach the goal more often, so that a raw difference is wrong by design.
"""

from bundlinje.register.synthetic.cohort import Cohort, draw_cohort
from bundlinje.register.synthetic.register import make_register
from bundlinje.register.synthetic.truth import Truth

__all__ = ["Cohort", "Truth", "draw_cohort", "make_register"]
