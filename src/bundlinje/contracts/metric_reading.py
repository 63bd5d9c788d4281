"""Read the metrics of a contract, with what each is expected to show."""

from __future__ import annotations

from fractions import Fraction

from bundlinje.basics.numbers import Kind, Number
from bundlinje.basics.reading import Reader, Section, join
from bundlinje.basics.yaml_tree import Node
from bundlinje.contracts.contract import Expectation, Metric, Reference
from bundlinje.contracts.exact import check_sum, name, share

MEASURES = ("count", "amount", "rate", "mean")
MAX_METRICS = 1000
_KEYS = ("id", "label", "measure", "blend", "expect")


def read_metrics(reader: Reader, node: Node | None) -> dict[str, Metric]:
    """Return the metrics by id; blends only of metrics that are measured themselves."""
    metrics: dict[str, Metric] = {}
    blends: dict[str, tuple[Node, str]] = {}
    for position, entry in enumerate(reader.items(node, "metrics", MAX_METRICS), 1):
        path = f"metrics[{position}]"
        section = reader.section(entry, path, _KEYS)
        if section.broken:
            continue
        id_node = section.need("id")
        id = "" if id_node is None else reader.identifier(id_node, section.at("id"))
        if id and id in metrics:
            reader.report(
                id_node, section.at("id"), f"{id} står to gange. Giv den ene et andet id.",
                f"{id} stands twice. Give one another id.",
            )  # fmt: skip
            continue
        blend = section.get("blend")
        if blend is not None and id:
            blends[id] = (blend, section.at("blend"))
        weights = {
            str(key): share(reader, child, join(section.at("blend"), key), -1e9, 1e9)
            for key, child in reader.entries(blend, section.at("blend"))
        }
        measure = section.choice("measure", MEASURES)
        metric = Metric(
            id, section.text("label", id), measure, weights, _expectation(section, measure)
        )  # fmt: skip
        if id:
            metrics[id] = metric
    for id, (blend, path) in blends.items():
        _check_blend(reader, metrics, metrics[id], blend, path)
    return metrics


def _check_blend(
    reader: Reader, metrics: dict[str, Metric], metric: Metric, node: Node, path: str
) -> None:
    if isinstance(node.value, dict) and not node.value:
        reader.expected(node, path, "mindst én anden indikator", "at least one other metric")
    for part in metric.blend:
        other = metrics.get(part)
        child = node.value[part] if isinstance(node.value, dict) and part in node.value else node
        if other is None:
            hint = reader.hint(part, [m for m in metrics if m != metric.id])
            reader.report(
                child,
                join(path, part),
                f"ukendt indikator. {hint.da}",
                f"unknown metric. {hint.en}",
            )
        elif other.blend:
            reader.report(
                child, join(path, part),
                "er selv en blanding. Bland kun indikatorer, der måles.",
                "is a blend itself. Blend only metrics that are measured.",
            )  # fmt: skip
        elif other.additive != metric.additive:
            reader.report(
                child, join(path, part),
                f"er målt som {other.measure}, og blandingen er {metric.measure}. Tællinger og "
                "beløb kan ikke blandes med rater og gennemsnit.",
                f"is measured as {other.measure}, and the blend is {metric.measure}. Counts and "
                "amounts cannot be blended with rates and means.",
            )  # fmt: skip


def _expectation(section: Section, measure: str) -> Expectation | None:
    node = section.get("expect")
    if node is None:
        return None
    reader = section.reader
    inner = reader.section(node, section.at("expect"), ["people", "rate", "without", "periods"])
    periods: dict[str, Fraction] = {}
    child = inner.get("periods")
    for key, value in reader.entries(child, inner.at("periods")):
        at = join(inner.at("periods"), key)
        periods[name(reader, Node(key, value.line), at)] = share(reader, value, at)
    if child is not None and periods:
        check_sum(reader, child, inner.at("periods"), periods.values())
    # Of what is counted or rated a share of people is expected; else an amount or a mean a person.
    kind = Kind.RATE if measure in ("count", "rate") else Kind.QUANTITY
    return Expectation(
        people=_number(inner, "people", Kind.PEOPLE),
        rate=_number(inner, "rate", kind),
        without=_number(inner, "without", kind),
        periods=periods,
    )


def _number(section: Section, key: str, kind: Kind) -> Number | Reference | None:
    node = section.get(key)
    if node is None:
        return None
    if isinstance(node.value, dict) and "ref" in node.value:
        inner = section.reader.section(node, section.at(key), ["ref", "times"])
        times = inner.get("times")
        factor = (
            Fraction(1)
            if times is None
            else share(section.reader, times, inner.at("times"), -1e9, 1e9)
        )
        return Reference(inner.text("ref", required=True), factor)
    return section.reader.number(node, section.at(key), kind)
