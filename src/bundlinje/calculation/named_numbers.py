"""The named numbers of a case: `parameters`, and `joint` ones with mean and covariance."""

from __future__ import annotations

import numpy as np

from bundlinje.basics.distributions import Distribution, normal
from bundlinje.basics.numbers import Spread
from bundlinje.basics.reading import Section, join
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import Node
from bundlinje.calculation.case import Joint, input_name

#: A covariance matrix may be this far from symmetric and from having no negative eigenvalue,
#: as a share of its largest entry: rounding of printed covariances.
COVARIANCE_TOLERANCE = 1e-8


def read_named(section: Section) -> tuple[Joint, ...]:
    """Read `parameters` and `joint`, so that references to them can be followed."""
    reader = section.reader
    for key, node in reader.entries(section.get("parameters"), "parameters"):
        path = join("parameters", key)
        name = reader.identifier(Node(key, node.line), path)
        reader.named[name] = reader.spread(node, path)
    groups = []
    for index, node in enumerate(reader.items(section.get("joint"), "joint", 100)):
        group = _read_joint(section, node, f"joint[{index + 1}]")
        if group is None:
            continue
        groups.append(group)
        for position, name in enumerate(group.names):
            if name in reader.named:
                reader.report(
                    node, f"joint[{index + 1}].names",
                    f"{name} er allerede et navngivet tal. Vælg et andet navn.",
                    f"{name} is already a named number. Choose another name.",
                )  # fmt: skip
            sd = max(group.cov[position][position], 0.0) ** 0.5
            mean = group.mean[position]
            reader.named[name] = Spread(mean, sd, make=lambda m=mean, s=sd: normal(m, s))  # type: ignore[misc]
    return tuple(groups)


def settle_named(
    section: Section, groups: tuple[Joint, ...], warnings: list[Text]
) -> tuple[dict[str, Distribution], tuple[Joint, ...]]:
    """Return the uncertain parameters with their family, and the joint groups that are used.

    A parameter given by mean and interval takes the narrowest family that any use of it needs:
    beta where it is a rate, gamma where it is a price, cost, factor or number of people, else
    normal.
    """
    reader = section.reader
    joint_names = {name for group in groups for name in group.names}
    parameters: dict[str, Distribution] = {}
    for name, written in reader.named.items():
        uses = reader.uses.get(name, [])
        if not uses:
            warnings.append(
                Text(
                    f"parameters.{name} bruges ikke nogen steder.",
                    f"parameters.{name} is not used anywhere.",
                )
            )
        elif name not in joint_names and isinstance(written, Spread):
            kind = min((use[0] for use in uses), key=lambda k: k.breadth)
            named = section.get("parameters")
            node = Node(None, uses[0][2]) if "/" in name or named is None else named.value[name]
            settled = reader.settle(written, node, input_name(name), kind)
            if settled.distribution is not None:
                parameters[name] = settled.distribution
    used = tuple(g for g in groups if any(name in reader.uses for name in g.names))
    return parameters, used


def _read_joint(section: Section, node: Node, path: str) -> Joint | None:
    reader = section.reader
    group = reader.section(node, path, ["names", "mean", "cov"])
    before = reader.found
    names = tuple(
        reader.identifier(entry, group.at("names"))
        for entry in reader.items(group.need("names"), group.at("names"), 200)
    )
    mean = tuple(
        reader.plain(entry, group.at("mean"))
        for entry in reader.items(group.need("mean"), group.at("mean"), 200)
    )
    cov = tuple(
        tuple(
            reader.plain(entry, group.at("cov"))
            for entry in reader.items(row, group.at("cov"), 200)
        )
        for row in reader.items(group.need("cov"), group.at("cov"), 200)
    )
    if reader.found > before:
        return None
    size = len(names)
    if not size or len(set(names)) < size:
        reader.expected(node, group.at("names"), "forskellige navne", "different names")
        return None
    if len(mean) != size or len(cov) != size or any(len(row) != size for row in cov):
        reader.report(
            node, path,
            f"der er {size} navne, så mean skal have {size} tal og cov {size} rækker med {size}.",
            f"there are {size} names, so mean needs {size} numbers and cov {size} rows of {size}.",
        )  # fmt: skip
        return None
    matrix = np.array(cov)
    tolerance = COVARIANCE_TOLERANCE * max(float(np.abs(matrix).max()), 1e-300)
    asymmetric = np.abs(matrix - matrix.T).max() > tolerance
    if asymmetric or np.linalg.eigvalsh(matrix).min() < -tolerance:
        reader.expected(
            group.get("cov") or node, group.at("cov"),
            "en kovariansmatrix (symmetrisk og uden negative egenværdier)",
            "a covariance matrix (symmetric and without negative eigenvalues)",
        )  # fmt: skip
        return None
    return Joint(names, mean, cov)
