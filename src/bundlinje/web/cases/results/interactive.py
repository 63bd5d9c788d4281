"""The report's charts as specifications that a browser draws, with what each mark says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bundlinje.reports.chart_style import FONT
from bundlinje.reports.content import Chart
from bundlinje.reports.svg import spec_of

#: The narrowest and the widest chart that is drawn [px].
NARROWEST, WIDEST = 240, 900
#: The type of the pages.
PAGE_FONT = f"'IBM Plex Sans', {FONT}"

_TIP = {"tooltip": {"field": "tip", "type": "nominal"}}


def specification(chart: Chart, width: int) -> dict[str, Any]:
    """Return a chart as Vega-Lite at a width [px]: marks whose rows have a `tip` say it."""
    spec: dict[str, Any] = _in_page_font(spec_of(chart, min(max(width, NARROWEST), WIDEST)))
    # The page says what a chart shows, once, instead of a word for every mark.
    spec["config"]["aria"] = False
    _tell(spec, {}, spec.get("datasets", {}))
    return spec


def _in_page_font(value: Any) -> Any:
    """Return a specification, or any part of it, in the type of the pages."""
    if isinstance(value, dict):
        return {key: _in_page_font(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_in_page_font(part) for part in value]
    return PAGE_FONT if value == FONT else value


def _tell(spec: dict[str, Any], above: dict[str, Any], datasets: Mapping[str, Any]) -> None:
    data = spec.get("data") or above
    layers = spec.get("layer", [])
    for part in (*spec.get("concat", ()), *layers):
        _tell(part, data, datasets)
    columns = [c for layer in layers if (c := _columns(layer, data, spec, datasets)) is not None]
    layers.extend(columns[:1])
    if "mark" in spec and _says(data, datasets):
        spec["encoding"] = {**spec.get("encoding", {}), **_TIP}


def _rows(data: dict[str, Any], datasets: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = datasets.get(data.get("name", ""), data.get("values"))
    return rows if isinstance(rows, list) else []


def _says(data: dict[str, Any], datasets: Mapping[str, Any]) -> bool:
    rows = _rows(data, datasets)
    return bool(rows) and "tip" in rows[0]


def _columns(
    layer: dict[str, Any],
    above: dict[str, Any],
    panel: dict[str, Any],
    datasets: Mapping[str, Any],
) -> dict[str, Any] | None:
    """Return a layer that is not seen, a column a year, so that lines can be pointed at."""
    data = layer.get("data") or above
    across = layer.get("encoding", {}).get("x", {})
    if not _says(data, datasets) or across.get("field") != "year" or "width" not in panel:
        return None
    wide = panel["width"] / max(len(_rows(data, datasets)), 1)
    mark = {"type": "rule", "opacity": 0, "strokeWidth": wide}
    return {"data": data, "mark": mark, "encoding": {"x": across, **_TIP}}
