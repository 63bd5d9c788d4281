"""Charts as SVG inside a page, and as pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from bundlinje.reports.chart_style import FONT
from bundlinje.reports.content import Chart

if TYPE_CHECKING:
    from markupsafe import Markup

#: Width of a chart on a desktop page and on paper, and on a phone [px].
WIDE = 752
NARROW = 328

_SIZE = re.compile(r'width="[\d.]+" height="[\d.]+" ')
_ARIA = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_FONT = re.compile(r' font-family="[^"]*"')
_CLIP = re.compile(r'((?:id="|url\(#))(clip|gradient)')


def svg(chart: Chart, width: int) -> str:
    """Return a chart as SVG text."""
    return _svg(spec_of(chart, width))


def svgs(charts: Iterable[Chart], widths: Sequence[int]) -> dict[tuple[str, int], str]:
    """Return charts as SVG text, by id and width.

    While one is turned into SVG, outside Python, the next is put together.
    """
    with ThreadPoolExecutor(1) as converter:
        started = {
            (chart.id, width): converter.submit(_svg, spec_of(chart, width))
            for chart in charts
            for width in widths
        }
        return {key: future.result() for key, future in started.items()}


def png(chart: Chart, width: int, scale: float) -> bytes:
    """Return a chart as a picture of `scale` times `width` [px]."""
    import vl_convert

    picture = vl_convert.vegalite_to_png(spec_of(chart, width), scale=scale, allowed_base_urls=[])
    return bytes(picture)


def spec_of(chart: Chart, width: int) -> dict[str, Any]:
    """Return a chart at a width [px] as Vega-Lite."""
    from altair.utils.schemapi import debug_mode

    # Checking every part against the schema takes longer than drawing; the tests check it.
    with debug_mode(False):
        return dict(chart.draw(width).to_dict(validate=False))


def _svg(spec: dict[str, Any]) -> str:
    import vl_convert

    return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))


def inline_svg(chart: Chart, width: int, text: str | None = None) -> Markup:
    """Return a chart as an SVG element with its title and description for screen readers.

    `text` is the chart as SVG text, where it has been drawn already.
    """
    from markupsafe import Markup

    name = f"{chart.id}-{width}"
    text = _ARIA.sub("", svg(chart, width) if text is None else text)
    text = _SIZE.sub("", text, count=1)
    # Said once for the whole chart, instead of in every label.
    text = _FONT.sub("", text)
    # Ids are shared by the whole page, so that each chart needs its own.
    text = _CLIP.sub(rf"\1{name}-\2", text)
    head, rest = text.split(">", 1)
    labels = Markup('<title id="{0}-t">{1}</title><desc id="{0}-d">{2}</desc>').format(
        name, chart.title, chart.description
    )
    # A chart may grow on a wide phone, but not so far that its type outgrows the page's.
    widest = round(width * (1 if width >= WIDE else 1.4))
    look = f"max-width:{widest}px;font-family:{FONT}"
    role = f' style="{look}" role="img" aria-labelledby="{name}-t {name}-d"'
    return Markup(head + role + ">") + labels + Markup(rest)
