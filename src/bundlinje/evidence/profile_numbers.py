"""Check that the numbers of a use profile agree: mean, spread, interval and covariance.

Numbers may be rounded: each may be off by half a unit of the last digit that it is written with.
"""

from __future__ import annotations

import math
from decimal import Decimal

from bundlinje.basics.reading import Section
from bundlinje.basics.yaml_tree import Node
from bundlinje.evidence.profiles import Profile, ServiceProfile

#: What agrees may be this far off, as a share, beside what the written digits leave open.
RELATIVE = 1e-6
#: Intervals may be made with 1.96 for 1.959964. [standard deviations]
QUANTILE = 5e-5
#: A correlation matrix may be this far from symmetric and from having no negative eigenvalue.
CORRELATION_TOLERANCE = 1e-8


def check_numbers(section: Section, record: Profile) -> None:
    """Report every number of a profile that disagrees with the others."""
    rows = len(record.places)
    known = True
    for service in record.services:
        known = _check_years(section, record, service) and known
    for method, estimates in record.others.items():
        for id, other in estimates.items():
            if [m is None for m in other.mean] != [s is None for s in other.sd]:
                section.reader.report(
                    section.get("other_methods"), f"other_methods.{method}.{id}",
                    "mean og sd skal være udeladt (null) i de samme år.",
                    "mean and sd must be left out (null) in the same years.",
                )  # fmt: skip
    if not rows:
        section.reader.report(
            section.get("services"), "services",
            "alle år er udeladt, så der er intet at bruge.",
            "every year is left out, so there is nothing to use.",
        )  # fmt: skip
    elif len(record.covariance) != rows or any(len(row) != rows for row in record.covariance):
        found = f"{len(record.covariance)} × {max(map(len, record.covariance), default=0)}"
        section.reader.report(
            section.get("covariance"), "covariance",
            f"fandt {found} tal, ventede {rows} × {rows}: en række for hver ydelse og hvert år, "
            "der ikke er udeladt, ydelserne i rækkefølge og årene inden for hver.",
            f"found {found} numbers, expected {rows} × {rows}: a row for every service and year "
            "that is not left out, services in order and years within each.",
        )  # fmt: skip
    elif known:
        _check_covariance(section, record)


def _check_years(section: Section, record: Profile, service: ServiceProfile) -> bool:
    """Check one service; return whether its years can be held against the covariance."""
    from scipy.special import ndtri, stdtrit

    reader = section.reader
    width = float(ndtri(0.975) if record.degrees is None else stdtrit(record.degrees, 0.975))
    path = f"services.{service.id}"
    services = section.get("services")
    assert services is not None
    nodes = services.value[service.id].value
    left_out = [mean is None for mean in service.mean]
    for key, numbers in (("sd", service.sd), ("ci95", service.low)):
        if [number is None for number in numbers] != left_out:
            reader.report(
                nodes[key], f"{path}.{key}",
                "er ikke udeladt (null) i de samme år som mean.",
                "is not left out (null) in the same years as mean.",
            )  # fmt: skip
            return False
    for year, mean in enumerate(service.mean):
        sd, low, high = service.sd[year], service.low[year], service.high[year]
        if mean is None or sd is None or low is None or high is None:
            continue
        slack = width * _slack(nodes["sd"].value[year], sd)
        slack += _slack(nodes["mean"].value[year], mean) + QUANTILE * sd
        pair = nodes["ci95"].value[year]
        for node, end, expected in (
            (pair.value[0], low, mean - width * sd),
            (pair.value[1], high, mean + width * sd),
        ):
            if abs(end - expected) > slack + _slack(node, end):
                by = "" if record.degrees is None else f", {record.degrees:g}"
                reader.report(
                    pair, f"{path}.ci95",
                    f"i år {year + 1} står {end:.7g}, men mean og sd giver {expected:.7g}"
                    f"{by and by + ' frihedsgrader'}.",
                    f"in year {year + 1} it says {end:.7g}, but mean and sd give {expected:.7g}"
                    f"{by and by + ' degrees of freedom'}.",
                )  # fmt: skip
                break
    return True


def _check_covariance(section: Section, record: Profile) -> None:
    import numpy as np

    reader, node = section.reader, section.get("covariance")
    assert node is not None
    matrix = np.array(record.covariance)
    slack = np.array([[_slack(n, n.value) for n in row.value] for row in node.value])
    variances = np.diag(matrix)
    if not _spreads_agree(section, record):
        return
    # On the scale of correlations: kroner and days may stand in one matrix.
    scale = np.sqrt(np.where(variances > 0, variances, 1.0))
    correlation = matrix / np.outer(scale, scale)
    rounding = slack / np.outer(scale, scale)
    tolerance = CORRELATION_TOLERANCE + rounding
    apart = np.abs(correlation - correlation.T) > tolerance + tolerance.T
    for row, column in np.argwhere(np.triu(apart)).tolist():
        (first, year), (second, other) = record.places[row], record.places[column]
        reader.report(
            node.value[row].value[column], "covariance",
            f"er ikke symmetrisk: {first} år {year + 1} med {second} år {other + 1} er "
            f"{matrix[row, column]:.7g} den ene vej og {matrix[column, row]:.7g} den anden.",
            f"is not symmetric: {first} year {year + 1} with {second} year {other + 1} is "
            f"{matrix[row, column]:.7g} one way and {matrix[column, row]:.7g} the other.",
        )  # fmt: skip
    alone = (variances == 0) & (np.abs(matrix).max(axis=1) > slack.max(axis=1))
    lowest = float(np.linalg.eigvalsh((correlation + correlation.T) / 2).min())
    if not apart.any() and (
        alone.any() or lowest < -len(matrix) * (CORRELATION_TOLERANCE + float(rounding.max()))
    ):
        reader.report(
            node, "covariance",
            "er ingen kovariansmatrix: den har en negativ egenværdi, så tallene kan ikke variere "
            f"sådan sammen (mindste egenværdi af korrelationerne {lowest:.4g}).",
            "is no covariance matrix: it has a negative eigenvalue, so the figures cannot vary "
            f"together like that (least eigenvalue of the correlations {lowest:.4g}).",
        )  # fmt: skip


def _spreads_agree(section: Section, record: Profile) -> bool:
    """Report where a service's sd is not the square root of its variance."""
    services, covariance = section.get("services"), section.get("covariance")
    assert services is not None and covariance is not None
    agree = True
    for row, (id, year) in enumerate(record.places):
        service = record.service(id)
        assert service is not None
        sd, variance = service.sd[year] or 0.0, record.covariance[row][row]
        sd_node = services.value[id].value["sd"].value[year]
        rounded = _slack(covariance.value[row].value[row], variance)
        low = math.sqrt(max(variance - rounded, 0.0))
        high = math.sqrt(max(variance + rounded, 0.0))
        slack = _slack(sd_node, sd) + RELATIVE * sd
        if variance < -rounded or not low - slack <= sd <= high + slack:
            agree = False
            root = math.sqrt(max(variance, 0.0))
            section.reader.report(
                sd_node, f"services.{id}.sd",
                f"i år {year + 1} står {sd:.7g}, men kovariansens varians {variance:.7g} giver "
                f"{root:.7g}.",
                f"in year {year + 1} it says {sd:.7g}, but the covariance's variance "
                f"{variance:.7g} gives {root:.7g}.",
            )  # fmt: skip
    return agree


def _slack(node: Node, value: float) -> float:
    """Return half a unit of the last digit that a number is written with."""
    written = node.written or repr(value)
    exponent = Decimal(written).as_tuple().exponent
    return 0.5 * 10.0**exponent if isinstance(exponent, int) else 0.0
