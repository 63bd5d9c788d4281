"""`bundlinje knowledge pool …`: what chosen studies together say about a new place."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bundlinje.basics.errors import InputError, Problem, input_error
from bundlinje.basics.texts import Language, Text
from bundlinje.cli.values import inner_share, positive_number

if TYPE_CHECKING:
    from bundlinje.evidence.effect_studies import EffectStudy
    from bundlinje.evidence.knowledge import Knowledge
    from bundlinje.evidence.synthesis.score_grid import Event


def add_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the studies and how they are pooled."""

    # The names stand in `pooling`, which is not loaded to show a help text.
    def text(da: str, en: str) -> str:
        return Text(da, en).to(language)

    command.add_argument(
        "studies",
        metavar=text("STUDIE", "STUDY"),
        nargs="+",
        help=text("effektstudier, fx effects/ips_se_18m", "effect studies, e.g. effects/…"),
    )
    command.add_argument(
        "--baseline",
        metavar="P",
        type=inner_share(language),
        help=text("succesrate uden indsatsen, fx 0.35", "success rate without, e.g. 0.35"),
    )
    for option, choices, da, en in (
        ("method", ("reml", "paule-mandel", "dersimonian-laird", "fixed"),
         "hvordan variationen mellem steder findes (reml)",
         "how the variation between places is found (reml)"),
        ("interval", ("hartung-knapp-modified", "hartung-knapp", "normal"),
         "gennemsnittets interval (hartung-knapp-modified)",
         "interval of the mean (hartung-knapp-modified)"),
        ("prediction", ("normal", "t, k-1", "t, k-2"),
         "prædiktionsintervallets fraktiler (som intervallet)",
         "quantiles of the prediction interval (as the interval)"),
        ("event", ("success", "failure"),
         "hvad studiet tæller, hvor det ikke er oplyst (success)",
         "what a study counts where that is not stated (success)"),
    ):  # fmt: skip
        command.add_argument(f"--{option}", choices=choices, help=text(da, en))
    command.add_argument(
        "--tau",
        metavar="T",
        type=positive_number(language),
        help=text(
            "egen antagelse om variationen mellem steder, ved ét studie eller fast effekt",
            "own assumption about the variation between places, for one study or a fixed effect",
        ),
    )
    command.add_argument(
        "--report",
        metavar=text("FIL", "FILE"),
        type=Path,
        help=text("skriv en side med skovdiagram (.html)", "write a page with forest plot (.html)"),
    )


def run(arguments: Any, knowledge: Knowledge) -> int:
    """Pool the studies and write what was asked for."""
    from bundlinje.evidence.effect_studies import EffectStudy
    from bundlinje.evidence.synthesis.pooled_studies import pool_studies
    from bundlinje.evidence.synthesis.study_summaries import as_data, case_lines
    from bundlinje.evidence.synthesis.study_warnings import says_too_little, with_left_out

    language: Language = arguments.language
    if arguments.report is not None and arguments.report.suffix.lower() != ".html":
        raise input_error(
            "siden kan kun skrives som .html.",
            "the page can only be written as .html.",
            file=str(arguments.report),
        )
    event: Event = arguments.event or "success"
    found = pool_studies(
        _studies(arguments.studies, knowledge),
        baseline=arguments.baseline,
        method=arguments.method or "reml",
        interval=arguments.interval,
        prediction=arguments.prediction,
        tau=arguments.tau,
        event=event,
    )
    known = (study for study in knowledge.all("effect_studies") if isinstance(study, EffectStudy))
    found = with_left_out(found, known)
    refused = found.predicted is not None and says_too_little(found.predicted)
    lines = None if refused else case_lines(found, event)
    if arguments.report is not None:
        _write_report(found, knowledge, arguments.report, language)
    if arguments.json:
        data = {**as_data(found, language), "case": lines}
        print(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False))
        return 0
    print(found.summary(language))
    if lines is None:
        refusal = Text(
            "\nEn sag tager ikke disse studier: de siger for lidt til at bære en effekt.",
            "\nA case does not take these studies: they say too little to carry an effect.",
        )
        print(refusal.to(language))
    elif found.predicted is not None:
        print(Text("\nTil sagsfilen:\n", "\nFor the case file:\n").to(language))
        print(lines)
    if arguments.report is not None:
        print(Text(f"\nSkrevet: {arguments.report}", f"\nWritten: {arguments.report}").to(language))
    return 0


def _studies(references: list[str], knowledge: Knowledge) -> list[EffectStudy]:
    from bundlinje.evidence.effect_studies import EffectStudy

    studies: list[EffectStudy] = []
    problems: list[Problem] = []
    for reference in references:
        try:
            record = knowledge.lookup(reference)
            if not isinstance(record, EffectStudy):
                raise record.refused(
                    Text(
                        "er ikke et effektstudie (effects/…).",
                        "is not an effect study (effects/…).",
                    )
                )
            studies.append(record)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return studies


def _write_report(found: Any, knowledge: Knowledge, path: Path, language: Language) -> None:
    from bundlinje.basics.files import write_text

    try:
        from bundlinje.reports.html import html
        from bundlinje.reports.study_report import study_report
    except ImportError as missing:
        raise input_error(
            f"siden kræver pakken {missing.name}. Installer med: pip install 'bundlinje[all]'.",
            f"the page needs the package {missing.name}. "
            "Install with: pip install 'bundlinje[all]'.",
            file=str(path),
        ) from None
    write_text(path, html(study_report(found, knowledge, language)))
