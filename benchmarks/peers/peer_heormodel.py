"""heormodel: probabilistic analysis of the workload, its outcome table and value of information.

Two ways, of which the first is the default because it is the faster and covers more:

--engine function: heormodel draws the inputs and runs a model function over them; the function is
the vectorised flow table of plain_numpy.py. Its outcome table holds "nothing" and "programme", and
one column for each of total, payers, accounts, years and payer by year. Covers: inputs, table of
outcomes, the five percentiles of every column (pandas), one-way low and high of all inputs for the
net result, EVPI, and EVPPI of all inputs for total and payers by its spline regression.
Does not cover: a (year, account) table is the model function's, not heormodel's; no variance
shares (its regression gives values of information only).

--engine markov: heormodel's own cohort engine does the arithmetic. Each consequence is a state that
people leave at 1 − persistence a year; its lag and price sit in costs that vary by year. Covers:
inputs, net result in every draw, its percentiles, EVPI, and EVPPI of all inputs for the net result.
Does not cover: an engine pays out one cost and one effect per draw, so no payers, accounts or
years (each would be another run); one-way low and high are left out.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd
from heormodel.dsa import one_at_a_time
from heormodel.models import CohortSpec, MarkovModel, Outcomes
from heormodel.params import Beta, Distribution, Gamma, Normal, ParameterSet
from heormodel.run import run_psa
from heormodel.voi import evpi, evppi_ranking
from measuring import Parts, print_line
from plain_numpy import PERCENTILES, Inputs, by_payer, flow_table
from workload import (
    ACCOUNTS,
    COST_MEAN,
    COST_SD,
    EFFECT_MEAN,
    EFFECT_SD,
    PARTICIPANTS,
    PAYERS,
    RATE,
    START_YEAR,
    Workload,
    standard_workload,
    workload_arguments,
)

NOTHING, PROGRAMME = "nothing", "programme"


def distributions(workload: Workload) -> dict[str, Distribution]:
    """Return the distributions of the inputs."""
    rows = list(enumerate(workload.consequence_ids))
    mean, sd, a, b = (x.tolist() for x in (workload.mean, workload.sd, workload.a, workload.b))
    return {
        "effect": Normal(EFFECT_MEAN, EFFECT_SD),
        "cost": Gamma.from_mean_se(COST_MEAN, COST_SD),
        **{f"quantity.{identifier}": Normal(mean[j], sd[j]) for j, identifier in rows},
        **{f"persistence.{identifier}": Beta(b[j], a[j]) for j, identifier in rows},
    }


def result_columns(workload: Workload, draws: pd.DataFrame) -> pd.DataFrame:
    """Return net result, payers, accounts, years and payer by year, a row a draw [DKK]."""
    identifiers = workload.consequence_ids
    inputs = Inputs(
        effect=draws["effect"].to_numpy(),
        cost=draws["cost"].to_numpy(),
        quantity=draws[[f"quantity.{c}" for c in identifiers]].to_numpy(),
        persistence=draws[[f"persistence.{c}" for c in identifiers]].to_numpy(),
    )
    table = flow_table(workload, inputs)
    payer_by_year = by_payer(table)
    years = [START_YEAR + year for year in range(workload.years)]
    names = ["total", *PAYERS, *ACCOUNTS, *map(str, years)]
    names += [f"{payer} {year}" for year in years for payer in PAYERS]
    values = np.hstack(
        [
            payer_by_year.sum(axis=(1, 2))[:, None],
            payer_by_year.sum(axis=1),
            table.sum(axis=1),
            payer_by_year.sum(axis=2),
            payer_by_year.reshape(len(table), -1),
        ]
    )
    return pd.DataFrame(values, columns=names, index=draws.index)


def model_function(workload: Workload) -> Any:
    """Return a model in which the results are effects worth 1 krone each, and cost is nothing."""

    def model(draws: pd.DataFrame) -> Outcomes:
        programme = result_columns(workload, draws)
        nothing = pd.DataFrame(0.0, index=programme.index, columns=programme.columns)
        data = pd.concat(
            {NOTHING: nothing, PROGRAMME: programme}, names=["intervention", "iteration"]
        )
        data.insert(0, "cost", 0.0)
        return Outcomes(data, effect="total", comparator=NOTHING)

    return model


def markov_model(workload: Workload) -> MarkovModel:
    """Return a cohort in which an equal part of the people starts in each consequence."""
    identifiers = workload.consequence_ids
    many = workload.consequences
    states = [*identifiers, "ended"]
    cycles = workload.years - 1
    in_force = workload.in_force * float(many)
    none = np.zeros(many + 1)
    still = np.eye(many + 1)
    quantities = [f"quantity.{c}" for c in identifiers]
    persistences = [f"persistence.{c}" for c in identifiers]

    def transitions_and_rewards(draw: pd.Series, intervention: str) -> CohortSpec:
        if intervention == NOTHING:
            return CohortSpec(still, none, none)
        persistence = draw[persistences].to_numpy()
        transition = np.diag(np.append(persistence, 1.0))
        transition[:-1, -1] = 1 - persistence
        state_cost = np.zeros((workload.years, many + 1))
        state_cost[:, :-1] = PARTICIPANTS * draw["effect"] * draw[quantities].to_numpy() * in_force
        state_cost[0] += PARTICIPANTS * draw["cost"]
        return CohortSpec(transition, state_cost, none)

    return MarkovModel(
        states=states,
        interventions=(NOTHING, PROGRAMME),
        transitions_and_rewards=transitions_and_rewards,
        n_cycles=cycles,
        initial_state=dict.fromkeys(identifiers, 1 / many),
        discount_rate=RATE,
        cycle_correction="none",
        effect="total",
    )


def run_function(workload: Workload, seed: int) -> tuple[Parts, Any, str]:
    """Everything that the function engine covers."""
    parts = Parts()
    with parts.timed("inputs"):
        inputs = distributions(workload)
        parameters = ParameterSet(inputs)
        draws = parameters.sample(workload.draws, seed=seed)
    with parts.timed("outcomes"):
        # One process and one batch: splitting makes vectorised work slower.
        model = model_function(workload)
        outcomes = run_psa(model, draws, sequential=True, batch_size=workload.draws).outcomes
    with parts.timed("percentiles"):
        programme = outcomes.data.loc[PROGRAMME]
        programme.quantile([p / 100 for p in PERCENTILES])
    with parts.timed("one-way"):
        low_high = {name: one.ppf([0.05, 0.95]).tolist() for name, one in inputs.items()}
        design, _ = one_at_a_time(parameters.means(), low_high)
        run_psa(model, design, sequential=True, batch_size=len(design))
    with parts.timed("value of information"):
        for target in ("total", *PAYERS):
            evpi(outcomes, 1.0, effect=target)
            evppi_ranking(outcomes, draws, 1.0, effect=target)
    covers = (
        "inputs, outcome table, percentiles, one-way, EVPI, EVPPI for total and payers; "
        "no variance shares; flow table by numpy"
    )
    return parts, programme["total"].to_numpy(), covers


def run_markov(workload: Workload, seed: int) -> tuple[Parts, Any, str]:
    """Everything that the cohort engine covers."""
    parts = Parts()
    with parts.timed("inputs"):
        draws = ParameterSet(distributions(workload)).sample(workload.draws, seed=seed)
    with parts.timed("outcomes"):
        outcomes = run_psa(markov_model(workload), draws, progress=False).outcomes
    with parts.timed("percentiles"):
        net = -outcomes.data.loc[PROGRAMME]["cost"]
        net.quantile([p / 100 for p in PERCENTILES])
    with parts.timed("value of information"):
        evpi(outcomes, 1.0)
        evppi_ranking(outcomes, draws, 1.0)
    covers = (
        "inputs, net result by its cohort engine on all cores, percentiles, EVPI, EVPPI for the "
        "net result; no payers, accounts or years, no one-way, no variance shares"
    )
    return parts, net.to_numpy(), covers


def main() -> None:
    """Do the work once and print what it took."""
    parser = workload_arguments(__doc__)
    parser.add_argument("--engine", choices=["function", "markov"], default="function")
    asked = parser.parse_args()
    workload = standard_workload(asked.draws, asked.consequences, asked.years)
    run = run_function if asked.engine == "function" else run_markov
    parts, net, covers = run(workload, asked.seed)
    print_line(
        peer="heormodel" if asked.engine == "function" else "heormodel (cohort engine)",
        version=version("heormodel"),
        covers=covers,
        parts=parts,
        net=net,
    )


if __name__ == "__main__":
    main()
