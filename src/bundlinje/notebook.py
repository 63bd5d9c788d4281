"""Bundlinje in a notebook: read or build a case, calculate, look, change, compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bundlinje.basics.errors import input_error
from bundlinje.basics.formats import chance, number
from bundlinje.basics.texts import Language
from bundlinje.calculation import comparison, engine
from bundlinje.calculation.case import Case
from bundlinje.calculation.case_file import case_from_data, read_case
from bundlinje.calculation.outputs import FLOW_COLUMNS, flow_rows
from bundlinje.calculation.result import Result
from bundlinje.calculation.summary import summary

if TYPE_CHECKING:
    import pandas as pd

    from bundlinje.reports.content import Length

__all__ = ["Calculation", "Case", "Comparison", "calculate", "case", "compare", "read_case"]

#: Width of charts in a notebook [px].
CHART_WIDTH = 680
#: The charts of a result, and their ids in the report.
CHARTS = {
    "net_result_by_purse": "nettoresultat",
    "waterfall": "vandfald",
    "cash_flow": "pengestroem",
    "cumulated": "akkumuleret",
    "chance_of_plus": "chance",
    "who_pays_who_gains": "betaler-faar",
    "distribution": "fordeling",
    "drivers": "drivere",
    "two_bottom_lines": "to-bundlinjer",
}
#: What the columns of a frame are called where it is shown.
_HEADINGS = {
    "puts_in": "Lægger ud, kr.",
    "gets": "Får, kr.",
    "net_result": "Nettoresultat, kr.",
    "p5": "5 %",
    "p95": "95 %",
    "p_positive": "Chance for plus",
    "payback_year": "Tilbagebetalingsår",
    "difference": "Forskel fra den første, kr.",
    "difference_p5": "Forskel, 5 %",
    "difference_p95": "Forskel, 95 %",
    "p_better": "Chance for bedre end den første",
}
_CHANCES = ("p_positive", "p_better")


class Calculation(Result):
    """A result that prints itself, shows its table and chart, and becomes a data frame."""

    def __str__(self) -> str:
        return summary(self)

    def __repr__(self) -> str:
        return f"<Calculation {self.case.id}: {number(self.point.net_result)}>"

    def _repr_html_(self) -> str:
        """Return the summary, the table of purses and their chart, for a notebook."""
        from bundlinje.reports.svg import inline_svg

        heading = f"<h3>{escape(self.case.title)}</h3>"
        chart = next(iter(self.charts().values()))
        return f"{heading}{table(self._named_frame())}{inline_svg(chart, CHART_WIDTH)}"

    def _named_frame(self) -> pd.DataFrame:
        """Return the frame of purses as it is read: Danish names, of what people ask for first."""
        labels = {payer.id: payer.label.da for payer in self.case.payers.values()}
        return named(self.to_frame(), labels)

    def summary(self, language: Language = "da") -> str:
        """Return the result as a few lines of text."""
        return summary(self, language)

    def charts(self, language: Language = "da") -> dict[str, Any]:
        """Return the report's charts by id; `chart` gives one as an Altair chart."""
        from bundlinje.reports.calculation_report import calculation_report
        from bundlinje.reports.content import Chart

        sections = calculation_report(self, language).sections
        return {
            block.id: block
            for section in sections
            for block in section.blocks
            if isinstance(block, Chart)
        }

    def chart(self, name: str, language: Language = "da", width: int = CHART_WIDTH) -> Any:
        """Return one chart as an Altair chart, which a notebook shows: `chart("waterfall")`.

        `name` is one of `CHARTS`, or the chart's id in the report.

        Raises:
            KeyError: there is no chart of this name; the error lists them.
        """
        charts = self.charts(language)
        names = {name: key for name, key in CHARTS.items() if key in charts}
        key = names.get(name, name)
        if key not in charts:
            others = [key for key in charts if key not in names.values()]
            raise KeyError(f"{name}: choose one of {', '.join([*names, *others])}")
        return charts[key].draw(width)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a public purse and one for the total [DKK, discounted]."""
        drawn = None if self.uncertainty is None else self.uncertainty.to_dict()
        return purses(self.point.to_dict(), drawn)

    def flows(self) -> pd.DataFrame:
        """Return every flow of the point result: year, account, item, kind, amount, discounted."""
        import pandas as pd

        return pd.DataFrame(flow_rows(self), columns=list(FLOW_COLUMNS))

    def drawn(self) -> pd.DataFrame:
        """Return the drawn results, a row a draw [DKK, discounted].

        Raises:
            InputError: nothing was drawn.
        """
        import pandas as pd

        if self.draws is None:
            raise input_error("der er ingen trækninger.", "there are no draws.", key="draws")
        columns = {"net_result": self.draws.net_result, "society": self.draws.society}
        columns |= dict(zip(self.case.payers, self.draws.by_payer, strict=True))
        outcomes = (outcome.id for outcome in self.case.outcomes)
        columns |= dict(zip(outcomes, self.draws.outcomes, strict=True))
        return pd.DataFrame(columns)

    def report(self, path: str | Path, language: Language = "da", length: Length = "full") -> Path:
        """Write the report as its ending says (.html, .pdf, .docx, .xlsx) and return its path.

        Raises:
            InputError: the ending is unknown, or the file cannot be written.
        """
        from bundlinje.reports.calculation_report import calculation_report
        from bundlinje.reports.workbook.build import write_workbook
        from bundlinje.reports.writing import RENDERERS, check_ending, write_report

        path = Path(path)
        if check_ending(path, (*RENDERERS, ".xlsx")) == ".xlsx":
            write_workbook(self, path, language)
        else:
            write_report(calculation_report(self, language, length), path)
        return path


class Comparison(comparison.Comparison):
    """Cases side by side; prints itself, shows its table, and becomes a data frame."""

    def _repr_html_(self) -> str:
        """Return the table for a notebook."""
        payers = {
            payer: result.case.payers[payer].label.da
            for result in self.results
            for payer in result.case.public_payers
        }
        return table(self.to_frame().rename(columns={**payers, **_HEADINGS}))

    def report(self, path: str | Path, language: Language = "da") -> Path:
        """Write the comparison as its ending says (.html, .pdf, .docx) and return its path.

        Raises:
            InputError: the ending is unknown, or the file cannot be written.
        """
        from bundlinje.reports.comparison_report import comparison_report
        from bundlinje.reports.writing import write_report

        write_report(comparison_report(self, language), Path(path))
        return Path(path)

    def chart(self, language: Language = "da", width: int = CHART_WIDTH) -> Any:
        """Return the two bottom lines of every case as an Altair chart.

        Raises:
            InputError: the cases have no outcome in common.
        """
        from bundlinje.reports.comparison_charts import compared_bottom_lines

        return compared_bottom_lines(self, language, width)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a case: net result, each public purse, difference from the first [DKK]."""
        import pandas as pd

        rows: dict[str, dict[str, Any]] = {}
        for name, result in zip(self.names, self.results, strict=True):
            payers = result.case.public_payers
            row = {"net_result": result.point.net_result}
            row |= {payer: result.point.by_payer[payer] for payer in payers}
            difference = self.differences.get(name)
            if difference is not None:
                row["difference"] = difference.point
                if difference.net_result is not None:
                    row["difference_p5"] = difference.net_result.p5
                    row["difference_p95"] = difference.net_result.p95
                    row["p_better"] = difference.net_result.p_positive
            rows[name] = row
        return pd.DataFrame.from_dict(rows, orient="index")


def case(data: dict[str, Any]) -> Case:
    """Build a case from data with the keys of the case file.

    Raises:
        InputError: the data is wrong; every problem in one go.
    """
    return case_from_data(data)


def calculate(
    case: Case | str | Path,
    draws: int = engine.DEFAULT_DRAWS,
    seed: int = engine.DEFAULT_SEED,
    chance: bool = False,
) -> Calculation:
    """Calculate a case, or the case file at a path; see `bundlinje.calculation.engine.calculate`.

    Raises:
        InputError: the case is wrong.
    """
    chosen = case if isinstance(case, Case) else read_case(case)
    return Calculation(**vars(engine.calculate(chosen, draws, seed, chance)))


def compare(
    cases: Sequence[Case | str | Path],
    draws: int = engine.DEFAULT_DRAWS,
    seed: int = engine.DEFAULT_SEED,
    chance: bool = False,
) -> Comparison:
    """Compare cases with the first of them on common draws.

    Raises:
        InputError: a case is wrong, or there are fewer than two.
    """
    chosen = [case if isinstance(case, Case) else read_case(case) for case in cases]
    return Comparison(**vars(comparison.compare(chosen, draws, seed, chance)))


def purses(point: Mapping[str, Any], drawn: Mapping[str, Any] | None) -> pd.DataFrame:
    """Return one row a public purse and one for the total [DKK, discounted].

    `point` and `drawn` are those of the JSON result.
    """
    import pandas as pd

    rows = {
        payer: {**pocket, "payback_year": point["payback_year"][payer]}
        for payer, pocket in point["wrong_pocket"].items()
    }
    rows["total"] = {
        "puts_in": point["costs"],
        "gets": point["consequences"],
        "net_result": point["net_result"],
        "payback_year": point["payback_year"]["total"],
    }
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index.name = "payer"
    frame["payback_year"] = frame["payback_year"].astype("Int64")
    if drawn is not None:
        of_purse = {**drawn["by_payer"], "total": drawn["net_result"]}
        for figure in ("mean", "sd", "p5", "p50", "p95", "p_positive"):
            frame[figure] = [of_purse[payer][figure] for payer in frame.index]
    return frame


def named(frame: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the frame of purses as it is read: Danish names, of what people ask for first."""
    frame = frame.rename(index={**labels, "total": "I alt"})
    frame = frame[[column for column in _HEADINGS if column in frame]]
    return frame.rename(columns=_HEADINGS).rename_axis(None)


def table(frame: pd.DataFrame) -> str:
    """Return a frame as an HTML table in Danish numbers: kroner, and chances as percentages."""
    chances = [_HEADINGS[name] for name in _CHANCES if _HEADINGS[name] in frame]
    writers: dict[Any, Any] = dict.fromkeys(frame.columns, _cell)
    writers |= dict.fromkeys(chances, chance)
    return str(frame.style.format(writers, na_rep="–").to_html())


def _cell(value: Any) -> str:
    return number(value) if isinstance(value, float) else str(value)
