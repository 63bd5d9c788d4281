"""`bundlinje register check FILE`: are the tables in order, and who is in the study."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bundlinje.basics.formats import number
from bundlinje.basics.texts import Language, Text

if TYPE_CHECKING:
    from bundlinje.register.engine import Engine
    from bundlinje.register.findings import Finding
    from bundlinje.register.study import Study
    from bundlinje.register.tables import Register

HELP = Text(
    "kontrollér tabellerne, og se, hvem der er i studiet",
    "check the tables, and see who is in the study",
)
FORMAT = "bundlinje.register-check/1"
FAULTS_FOUND = 1


def add_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the file, and where to work."""
    from bundlinje.cli.register import add_engine

    def text(da: str, en: str) -> str:
        return Text(da, en).to(language)

    command.add_argument(
        "study", metavar=text("STUDIE", "STUDY"), type=Path,
        help=text("studiets definition eller registerfilen (YAML)",
                  "the study's definition or the register file (YAML)"),
    )  # fmt: skip
    add_engine(command, language)
    command.add_argument("--json", action="store_true", help=text("som JSON", "as JSON"))


def run(arguments: Any) -> int:
    """Check the tables; of a study also who is left after each rule, before any outcome.

    Raises:
        InputError: a file is wrong.
    """
    from bundlinje.register.checking import check_tables
    from bundlinje.register.engine import connect

    language: Language = arguments.language
    checked, study = _read(arguments.study)
    # Rows about people stay on the disk that the register is on.
    place = Path(arguments.study).parent
    with tempfile.TemporaryDirectory(prefix=".bundlinje-check-", dir=place) as folder:
        engine = connect(
            arguments.engine, Path(folder), memory=arguments.memory, threads=arguments.threads
        )
        findings = check_tables(engine, checked)
        faults = [f for f in findings if f.severity == "fault"]
        steps = _steps(engine, study) if study is not None and not faults else []
        engine.close()
    state = None if study is None else _state(study)
    if arguments.json:
        data = {
            "format": FORMAT,
            "faults": len(faults),
            "findings": [finding.to_dict() for finding in findings],
            "steps": [{"da": da, "en": en, "left": left} for da, en, left in steps],
            "definition": None if study is None else study.sha256,
            "frozen": None if state is None else state[0],
        }
        print(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        _show(findings, steps, None if state is None else state[1], language)
    return FAULTS_FOUND if faults or (state is not None and state[0] == "changed") else 0


def _read(path: Path) -> tuple[Register | Study, Study | None]:
    from bundlinje.basics.yaml_tree import read_document
    from bundlinje.register import register_file
    from bundlinje.register.study_file import read_study

    root = read_document(path).root.plain()
    if isinstance(root, dict) and root.get("format") == register_file.FORMAT:
        return register_file.read_register(path), None
    study = read_study(path)
    return study, study


def _steps(engine: Engine, study: Study) -> list[tuple[str, str, int | None]]:
    from bundlinje.register.cohort import steps_before
    from bundlinje.register.suppression import hide_steps

    steps = steps_before(engine, study)
    minimum = study.suppression.minimum
    left = hide_steps([step.left for step in steps], minimum)
    left = [None if n is not None and 0 < n < minimum else n for n in left]
    return [(s.rule.da, s.rule.en, n) for s, n in zip(steps, left, strict=True)]


def _state(study: Study) -> tuple[str, Text]:
    """Return whether the definition is frozen, and the sentence that says so."""
    from bundlinje.register.frozen import changed, frozen

    before = frozen(study)
    if not before:
        return "no", Text(
            "Definitionen er ikke låst endnu; det bliver den, når studiet beregnes.",
            "The definition is not frozen yet; it will be when the study is estimated.",
        )
    if before[-1].sha256 == study.sha256:
        return "yes", Text(
            f"Definitionen er låst ({before[-1].date}) og uændret.",
            f"The definition is frozen ({before[-1].date}) and unchanged.",
        )
    listed = ", ".join(changed(before[-1].definition, study.definition()))
    return "changed", Text(
        f"Definitionen er ændret, siden den blev låst {before[-1].date}: {listed}.",
        f"The definition was changed since it was frozen on {before[-1].date}: {listed}.",
    )


def _show(
    findings: list[Finding],
    steps: list[tuple[str, str, int | None]],
    state: Text | None,
    language: Language,
) -> None:
    words = {"fault": Text("Fejl", "Fault"), "doubt": Text("Tvivl", "Doubt")}
    if not findings:
        print(Text("Tabellerne er i orden.", "The tables are in order.").to(language))
    for finding in findings:
        counts = finding.counts(language)
        how_many = f" ({counts})" if counts else ""
        print(
            f"{words[finding.severity].to(language)}: {finding.table}: "
            f"{finding.what.to(language)}{how_many}. {finding.do.to(language)}"
        )
    if steps:
        print(Text("\nMålgruppen", "\nThe target group").to(language))
    for da, en, left in steps:
        hidden = Text("vises ikke", "not shown").to(language)
        print(
            f"  {Text(da, en).to(language)}: {hidden if left is None else number(left, language)}"
        )
    if state is not None:
        print("\n" + state.to(language))
