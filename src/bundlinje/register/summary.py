"""A study's result in the terminal."""

from __future__ import annotations

from bundlinje.basics.formats import number
from bundlinje.basics.texts import Language, Text
from bundlinje.register.result import StudyResult


def summary(result: StudyResult, language: Language) -> str:
    """Return a study's main figures as lines of text: a table by service and year."""

    def text(da: str, en: str) -> str:
        return Text(da, en).to(language)

    main, raw = result.methods[result.main], result.methods["raw"]
    lines = [
        result.title,
        text(
            f"{_n(result.reached, language)} nåede målet ({result.goal}), "
            f"{_n(result.not_reached, language)} gjorde ikke.",
            f"{_n(result.reached, language)} reached the goal ({result.goal}), "
            f"{_n(result.not_reached, language)} did not.",
        ),
        "",
        text(
            "Forskel pr. person og år: dem, der nåede målet, minus dem, der ikke gjorde "
            "(95 %-interval), og den rå forskel",
            "Difference a person and year: those who reached the goal less those who did not "
            "(95% interval), and the raw difference",
        ),
    ]
    for service in result.services:
        lines.append(f"\n{service.label} ({service.unit})")
        for year in range(1, result.years + 1):
            i = result.position(service.id, year)
            label = text(f"  år {year}", f"  year {year}")
            if result.levels[i].hidden:
                lines.append(f"{label}: {text('vises ikke (for få personer)', 'not shown')}")
                continue
            low, high = _n(main.low[i], language), _n(main.high[i], language)
            between = text("til", "to")
            lines.append(
                f"{label}: {_n(main.mean[i], language)} ({low} {between} {high})   "
                f"{text('rå', 'raw')} {_n(raw.mean[i], language)}"
            )
    lines += ["", *(f"! {warning.to(language)}" for warning in result.warnings)]
    return "\n".join(lines)


def _n(value: float, language: Language) -> str:
    """Return a number with as many digits as can be used."""
    decimals = 0 if isinstance(value, int) or abs(value) >= 100 else 1 if abs(value) >= 1 else 2
    return number(value, language, decimals)
