"""OpenFisca-Core: the flows as variables of law, computed for a population of draws.

Covers: each draw is one entity; inputs are its eternal variables; every consequence, account, payer
and the total is a yearly variable with a formula, computed for all draws at once; the shares, lags
and discount rate are dated parameters. All (year, account) flows come from OpenFisca's `calculate`.
Does not cover: OpenFisca has no random inputs (drawn with numpy, as in plain_numpy.py), no
discounting (a formula here), no sums over years and no percentiles (numpy here, the same ones as in
plain_numpy.py, taken from what `calculate` gave), and nothing of drivers or value of information.
It works in single precision (32 bits), which is about 7 digits.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np
from measuring import Parts, print_line
from openfisca_core.entities import build_entity
from openfisca_core.model_api import ETERNITY, YEAR, ParameterNode, Variable
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from plain_numpy import Inputs, draw_inputs, percentiles
from workload import (
    ACCOUNTS,
    PARTICIPANTS,
    PAYERS,
    RATE,
    START_YEAR,
    Workload,
    standard_workload,
    workload_arguments,
)

DRAW = build_entity(key="draw", plural="draws", label="One draw of the inputs", is_person=True)

Formula = Callable[[Any, Any, Any], Any]


def variable_name(account: str) -> str:
    """kommune/d0 as a variable: kommune_d0."""
    return account.replace("/", "_")


def input_variable(name: str) -> type[Variable]:
    """Return a variable that is given, the same in every year."""
    kind = {"value_type": float, "entity": DRAW, "definition_period": ETERNITY, "label": name}
    return type(name, (Variable,), kind)


def yearly_variable(name: str, formula: Formula) -> type[Variable]:
    """Return a variable that is calculated for a year."""
    kind = {"value_type": float, "entity": DRAW, "definition_period": YEAR, "label": name}
    return type(name, (Variable,), {**kind, "formula": formula})


def consequence(identifier: str) -> type[Variable]:
    """Change in the cost of one service in a year [DKK]."""

    def formula(draw: Any, period: Any, parameters: Any) -> Any:
        year = period.start.year - START_YEAR
        if year < parameters(period).lag[identifier]:
            return draw.filled_array(0.0)
        successes = PARTICIPANTS * draw("effect", period)
        left = draw(f"persistence_{identifier}", period) ** year
        return successes * draw(f"quantity_{identifier}", period) * left

    return yearly_variable(f"consequence_{identifier}", formula)


def account_flow(account: str, identifiers: list[str]) -> type[Variable]:
    """Discounted flow to one account in a year, gain positive [DKK]."""

    def formula(draw: Any, period: Any, parameters: Any) -> Any:
        law = parameters(period)
        shares = law.share[variable_name(account)]
        year = period.start.year - START_YEAR
        spent = draw.filled_array(0.0)
        for identifier in identifiers:
            spent += draw(f"consequence_{identifier}", period) * shares[identifier]
        if account == ACCOUNTS[0] and year == 0:
            spent += PARTICIPANTS * draw("cost", period)
        return -spent / (1 + law.discount_rate) ** year

    return yearly_variable(variable_name(account), formula)


def sum_of(name: str, terms: list[str]) -> type[Variable]:
    """Sum of other variables in the same year [DKK]."""

    def formula(draw: Any, period: Any, parameters: Any) -> Any:
        return sum(draw(term, period) for term in terms)

    return yearly_variable(name, formula)


def system(workload: Workload) -> TaxBenefitSystem:
    """Write the workload down as parameters and variables."""

    def from_the_start(value: float) -> dict[str, Any]:
        return {"values": {f"{START_YEAR}-01-01": {"value": value}}}

    identifiers = workload.consequence_ids
    law = TaxBenefitSystem([DRAW])
    law.parameters = ParameterNode(
        "",
        data={
            "discount_rate": from_the_start(RATE),
            "lag": {
                identifier: from_the_start(int(workload.lag[j]))
                for j, identifier in enumerate(identifiers)
            },
            "share": {
                variable_name(account): {
                    identifier: from_the_start(float(workload.share[j, a]))
                    for j, identifier in enumerate(identifiers)
                }
                for a, account in enumerate(ACCOUNTS)
            },
        },
    )
    for name in ("effect", "cost"):
        law.add_variable(input_variable(name))
    for identifier in identifiers:
        law.add_variable(input_variable(f"quantity_{identifier}"))
        law.add_variable(input_variable(f"persistence_{identifier}"))
        law.add_variable(consequence(identifier))
    for account in ACCOUNTS:
        law.add_variable(account_flow(account, identifiers))
    for payer in PAYERS:
        own = [variable_name(account) for account in ACCOUNTS if account.startswith(f"{payer}/")]
        law.add_variable(sum_of(payer, own))
    law.add_variable(sum_of("total", list(PAYERS)))
    return law


def simulation_of(law: TaxBenefitSystem, workload: Workload, inputs: Inputs) -> Simulation:
    """Make a population with one entity a draw, and give it its inputs."""
    simulation = SimulationBuilder().build_default_simulation(law, count=workload.draws)
    simulation.set_input("effect", ETERNITY, inputs.effect)
    simulation.set_input("cost", ETERNITY, inputs.cost)
    for j, identifier in enumerate(workload.consequence_ids):
        simulation.set_input(f"quantity_{identifier}", ETERNITY, inputs.quantity[:, j])
        simulation.set_input(f"persistence_{identifier}", ETERNITY, inputs.persistence[:, j])
    return simulation


def main() -> None:
    """Do the work once and print what it took."""
    asked = workload_arguments(__doc__).parse_args()
    workload = standard_workload(asked.draws, asked.consequences, asked.years)
    parts = Parts()
    with parts.timed("inputs"):
        inputs = draw_inputs(workload, asked.seed)
    with parts.timed("system"):
        simulation = simulation_of(system(workload), workload, inputs)
    with parts.timed("flows"):
        years = [str(START_YEAR + year) for year in range(workload.years)]

        def by_year(name: str) -> Any:
            return np.stack([simulation.calculate(name, year) for year in years], axis=1)

        total = by_year("total")
        payers = np.stack([by_year(payer) for payer in PAYERS], axis=2)
        accounts = np.stack([by_year(variable_name(account)) for account in ACCOUNTS], axis=2)
    with parts.timed("percentiles"):
        net = total.sum(axis=1, dtype=float)
        percentiles(payers)
        percentiles(total)
        percentiles(net)
        percentiles(payers.sum(axis=1, dtype=float))
        percentiles(accounts.sum(axis=1, dtype=float))
    print_line(
        peer="OpenFisca-Core",
        version=version("openfisca-core"),
        covers="flows by year and account, payers and total by formulas; inputs and percentiles "
        "by numpy; no drivers; single precision",
        parts=parts,
        net=net,
    )


if __name__ == "__main__":
    main()
