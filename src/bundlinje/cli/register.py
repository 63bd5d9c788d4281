"""`bundlinje register …`: consequences from register data."""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path
from typing import Any

from bundlinje.basics.texts import LANGUAGES, Language, Text
from bundlinje.cli import register_check, register_report

NAME = "register"
HELP = Text(
    "konsekvenser fra registerdata: kontrollér, beregn og skriv rapport",
    "consequences from register data: check, estimate and report",
)
ESTIMATE = Text(
    "beregn, hvor meget mindre de bruger, der nåede målet",
    "estimate how much less those who reached the goal use",
)


def add_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the actions and their arguments."""

    def text(da: str, en: str) -> str:
        return Text(da, en).to(language)

    actions = command.add_subparsers(
        dest="action",
        required=True,
        metavar=text("HANDLING", "ACTION"),
        title=text("handlinger", "actions"),
    )
    for name, help, add, act in (
        ("check", register_check.HELP, register_check.add_arguments, register_check.run),
        ("estimate", ESTIMATE, add_estimate_arguments, run_estimate),
        ("report", register_report.HELP, register_report.add_arguments, register_report.run),
    ):
        action = actions.add_parser(
            name,
            help=help.to(language),
            description=help.to(language)[0].upper() + help.to(language)[1:] + ".",
        )
        action.add_argument(
            "--language", choices=LANGUAGES, default="da", help=text("sprog (da)", "language (da)")
        )
        add(action, language)
        action.set_defaults(act=act)


def run(arguments: Any) -> int:
    """Do what was asked for."""
    status: int = arguments.act(arguments)
    return status


def add_estimate_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the study, and where and how to work."""

    def text(da: str, en: str) -> str:
        return Text(da, en).to(language)

    command.add_argument(
        "study", metavar=text("STUDIE", "STUDY"), type=Path,
        help=text("studiets definition (YAML)", "the study's definition (YAML)"),
    )  # fmt: skip
    add_engine(command, language)
    command.add_argument(
        "--folder", metavar=text("MAPPE", "FOLDER"), type=Path,
        help=text("egen mappe med oplysninger, hvor resultatet skrives som profiles/ID",
                  "own folder of records, where the result is written as profiles/ID"),
    )  # fmt: skip
    command.add_argument(
        "--change", metavar=text("GRUND", "REASON"), default="",
        help=text("hvorfor en låst definition er ændret",
                  "why a frozen definition was changed"),
    )  # fmt: skip
    command.add_argument(
        "--keep", action="store_true",
        help=text("behold mellemregningerne (rækker om personer)",
                  "keep the work files (rows about people)"),
    )  # fmt: skip
    command.add_argument("--json", action="store_true", help=text("som JSON", "as JSON"))


def add_engine(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the options that decide where the data work runs."""

    def text(da: str, en: str) -> str:
        return Text(da, en).to(language)

    command.add_argument(
        "--engine", choices=("duckdb", "spark"), default="duckdb",
        help=text("hvor der regnes: på denne maskine eller på Spark (duckdb)",
                  "where to work: on this machine or on Spark (duckdb)"),
    )  # fmt: skip
    command.add_argument(
        "--memory", metavar="GB", default="3GB",
        help=text("hukommelse, der må bruges (3GB)", "memory that may be used (3GB)"),
    )  # fmt: skip
    command.add_argument(
        "--threads", metavar="N", type=int,
        help=text("antal tråde (alle kerner)", "number of threads (every core)"),
    )  # fmt: skip


def run_estimate(arguments: Any) -> int:
    """Estimate a study, and write its result and, into a folder, its record."""
    import shutil
    import sys

    from bundlinje.evidence.profile_writing import write_profile
    from bundlinje.register.engine import connect
    from bundlinje.register.frozen import freeze, frozen_file
    from bundlinje.register.record import record_of
    from bundlinje.register.result import result_file, write_result
    from bundlinje.register.run import estimate_study, work_folder
    from bundlinje.register.study_file import read_study
    from bundlinje.register.summary import summary

    language: Language = arguments.language
    day = datetime.date.today()
    study = read_study(arguments.study)
    # Before any outcome is looked at.
    freeze(study, day, arguments.change)

    def tell(what: Text) -> None:
        if not arguments.json:
            print(what.to(language) + " …", file=sys.stderr, flush=True)

    folder = work_folder(study, arguments.engine)
    engine = connect(arguments.engine, folder, memory=arguments.memory, threads=arguments.threads)
    result = estimate_study(study, engine, day, tell)
    place = result_file(study.file)
    write_result(result, place)
    written = [place, frozen_file(study)]
    if arguments.folder is not None:
        written.append(write_profile(record_of(result), arguments.folder))
    engine.close()
    if not arguments.keep:
        shutil.rmtree(folder, ignore_errors=True)
    if arguments.json:
        print(result.to_json(), end="")
        return 0
    print(summary(result, language))
    for path in written:
        print(Text(f"Skrevet: {path}", f"Written: {path}").to(language))
    return 0
