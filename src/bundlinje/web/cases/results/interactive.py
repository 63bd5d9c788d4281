"""The report's charts as specifications that a browser draws, with what each mark says."""

from __future__ import annotations

import copy
from typing import Any

from bundlinje.reports.content import Chart
from bundlinje.reports.svg import spec_of

#: The narrowest and the widest chart that is drawn [px].
NARROWEST, WIDEST = 240, 900

_TIP = {"tooltip": {"field": "tip", "type": "nominal"}}


def specification(chart: Chart, width: int) -> dict[str, Any]:
    """Return a chart as Vega-Lite at a width [px]: marks whose rows have a `tip` say it."""
    spec = copy.deepcopy(spec_of(chart, min(max(width, NARROWEST), WIDEST)))
    # The page says what a chart shows, once, instead of a word for every mark.
    spec["config"] = {**spec.get("config", {}), "aria": False}
    _tell(spec, {})
    return spec


def _tell(spec: dict[str, Any], above: dict[str, Any]) -> None:
    data = spec.get("data") or above
    for panel in spec.get("concat", ()):
        _tell(panel, data)
    layers = spec.get("layer", ())
    for layer in layers:
        _tell(layer, data)
    if layers:
        column = next((found for layer in layers if (found := _column(layer, data))), None)
        if column is not None:
            layers.append(column)
    elif _says(data) and "mark" in spec:
        spec["encoding"] = {**spec.get("encoding", {}), **_TIP}


def _rows(data: dict[str, Any]) -> list[dict[str, Any]]:
    values = data.get("values")
    return values if isinstance(values, list) else []


def _says(data: dict[str, Any]) -> bool:
    rows = _rows(data)
    return bool(rows) and "tip" in rows[0]


def _column(layer: dict[str, Any], above: dict[str, Any]) -> dict[str, Any] | None:
    """Return a layer not seen, a column a year, so that lines and areas can be pointed at."""
    data = layer.get("data") or above
    across = layer.get("encoding", {}).get("x", {})
    if not _says(data) or across.get("field") != "year":
        return None
    hidden = {"type": "bar", "opacity": 0, "width": {"band": 1}}
    ends = {"y": {"value": 0}, "y2": {"value": "height"}}
    return {"data": data, "mark": hidden, "encoding": {"x": across, **ends, **_TIP}}
