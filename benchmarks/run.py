"""Measure Bundlinje beside its peers in one run, and write docs/performance.md.

Every command is a process of its own. The runs are taken in turn (A B C, A B C, …), so that a
machine that slows down slows all of them, and medians are compared.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "benchmarks" / "peers"
PEER_PYTHON = PEERS / ".venv" / "bin" / "python"
COMMAND = ROOT / ".venv" / "bin" / "bundlinje"
EXAMPLE = ROOT / "src" / "bundlinje" / "examples" / "ips-job.yaml"
REPORT = ROOT / "docs" / "performance.md"

ROUNDS = 7
#: One thread for numpy's algebra in everything compared: its own threads wait for each other.
ENVIRONMENT = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Program:
    """One command that prints the line of JSON of `peers/measuring.py`."""

    name: str
    covers: str
    command: tuple[str, ...]


def main() -> None:
    """Run everything and write the page."""
    _install_peers()
    own = Program("Bundlinje", "everything", (sys.executable, str(ROOT / "benchmarks/own.py")))
    peers = [
        own,
        _peer("plain numpy", "table and percentiles", "plain_numpy.py"),
        _peer("heormodel 0.7.4", "percentiles, one-way, EVPPI", "peer_heormodel.py"),
        _peer("OpenFisca-Core 46.0.1", "the flow table", "peer_openfisca.py"),
        _peer("SALib 1.6.0", "variance shares of the net result", "peer_salib.py"),
    ]
    sections = [
        _heading(), _side_by_side(peers), _growth(own), _command_line(), _workbook(), _search(),
        _contract(), _register(), _web(),
    ]  # fmt: skip
    REPORT.write_text("\n".join(sections), encoding="utf-8")
    print(f"\nWritten: {REPORT.relative_to(ROOT)}")


def _install_peers() -> None:
    if PEER_PYTHON.exists():
        return
    print("Setting up the peers' own environment …")
    subprocess.run([sys.executable, "-m", "venv", str(PEERS / ".venv")], check=True)
    pip = [str(PEER_PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes"]
    subprocess.run([*pip, "-r", str(PEERS / "requirements.txt")], check=True)


def _peer(name: str, covers: str, script: str) -> Program:
    return Program(name, covers, (str(PEER_PYTHON), str(PEERS / script)))


def _run(program: Program, *arguments: object) -> dict[str, Any]:
    command = [*program.command, *map(str, arguments)]
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=ENVIRONMENT)
    line: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    line["process"] = time.perf_counter() - start
    print(f"  {program.name} {' '.join(map(str, arguments))}: {line['seconds']:.3f} s")
    return line


def _median(runs: Iterable[dict[str, Any]], key: str) -> float:
    return statistics.median(run[key] for run in runs)


def _heading() -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"""# Performance

Measured by `make bench`; what is compared is described in `benchmarks/README.md`. Machine: \
{_processor()}, {cores} cores, {platform.system()}, Python {platform.python_version()}. Medians of \
{ROUNDS} runs taken in turn; seconds change with the machine, ratios much less.
"""


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _side_by_side(programs: list[Program]) -> str:
    print("Side by side, 10,000 draws of the standard workload")
    runs: dict[str, list[dict[str, Any]]] = {program.name: [] for program in programs}
    for _ in range(ROUNDS):
        for program in programs:
            runs[program.name].append(_run(program, "--draws", 10_000))
    yardstick = _median(runs["plain numpy"], "seconds")
    rows = [
        "## Side by side",
        "",
        "10,000 draws of the standard workload. *In process* is the work without starting Python "
        "and importing; *ratio* is against plain numpy, which draws, builds the full table and "
        "takes the percentiles, but has no drivers, no value of information and no case to read.",
        "",
        "| | covers | in process [s] | ratio | whole process [s] | peak memory [MB] |",
        "|---|---|---|---|---|---|",
    ]
    for program in programs:
        mine = runs[program.name]
        seconds = _median(mine, "seconds")
        rows.append(
            f"| {program.name} | {program.covers} | {seconds:.3f} | {seconds / yardstick:.2f} "
            f"| {_median(mine, 'process'):.2f} | {_median(mine, 'peak_rss_mb'):.0f} |"
        )
    reading = statistics.median(run["read_seconds"] for run in runs[programs[0].name])
    rows += ["", f"Reading and checking the case takes Bundlinje another {reading:.3f} s.", ""]
    return "\n".join(rows)


def _growth(own: Program) -> str:
    print("How it grows")
    sizes: list[tuple[str, str, list[int]]] = [
        ("draws", "--draws", [1_000, 10_000, 100_000, 1_000_000]),
        ("consequences", "--consequences", [10, 30, 100, 300]),
        ("years", "--years", [10, 30, 60, 150]),
    ]
    rows = [
        "## How it grows",
        "",
        "Bundlinje alone, one size changed at a time from 10,000 draws, 30 consequences and 30 "
        "years. Drivers use at most the first 10,000 draws; memory is bounded because draws are "
        "made in blocks.",
        "",
        "| | size | in process [s] | peak memory [MB] |",
        "|---|---|---|---|",
    ]
    for what, option, values in sizes:
        for value in values:
            runs = [_run(own, option, value) for _ in range(1 if value >= 1_000_000 else 3)]
            seconds, memory = _median(runs, "seconds"), _median(runs, "peak_rss_mb")
            rows.append(f"| {what} | {value:,} | {seconds:.2f} | {memory:.0f} |")
    return "\n".join([*rows, ""])


def _command_line() -> str:
    print("The command line")
    with tempfile.TemporaryDirectory() as folder:
        files = {ending: Path(folder) / f"report.{ending}" for ending in ("html", "pdf", "docx")}
        short = Path(folder) / "short.pdf"
        commands = {
            "`calculate ips-job.yaml --draws 0 --json`": ("--draws", "0", "--json"),
            "`calculate ips-job.yaml --json`": ("--json",),
            **{
                f"`calculate ips-job.yaml --report x.{ending}`": ("--report", str(file))
                for ending, file in files.items()
            },
            "`calculate ips-job.yaml --short --report x.pdf`": ("--short", "--report", str(short)),
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, arguments in commands.items():
                start = time.perf_counter()
                subprocess.run(
                    [str(COMMAND), "calculate", str(EXAMPLE), *arguments],
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
                times[name].append(time.perf_counter() - start)
        sizes = [f"{ending} {file.stat().st_size / 1000:.0f} kB" for ending, file in files.items()]
    rows = [
        "## The command line",
        "",
        "Whole processes, start-up included.",
        "",
        "| | seconds |",
        "|---|---|",
        *(f"| {name} | {statistics.median(seconds):.2f} |" for name, seconds in times.items()),
        "",
        f"Size of the full report: {', '.join(sizes)}.",
        "",
    ]
    return "\n".join(rows)


def _workbook() -> str:
    print("The workbook")
    command = [sys.executable, str(ROOT / "benchmarks/workbook.py")]
    done = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(3)]
    runs = [json.loads(one.stdout.splitlines()[-1]) for one in done]
    first = runs[0]
    rows = [
        "## The workbook",
        "",
        "60 consequences over 30 years, as the sheets of formulas of `--report x.xlsx`. "
        "LibreOffice opens it, calculates every formula anew and saves it; the start of "
        "LibreOffice (with a file of one cell) is in its time.",
        "",
        "| | |",
        "|---|---|",
        f"| formulas | {first['formulas']:,} |",
        f"| size | {first['size_mb']:.2f} MB |",
        f"| write | {_median(runs, 'write_seconds'):.1f} s |",
        f"| read back as a case | {_median(runs, 'read_seconds'):.1f} s |",
    ]
    if "recalculate_seconds" in first:
        start, whole = (_median(runs, f"{what}_seconds") for what in ("start", "recalculate"))
        rows.append(
            f"| LibreOffice: open, calculate, save | {whole:.1f} s (of it start {start:.1f} s) |"
        )
    return "\n".join([*rows, ""])


def _search() -> str:
    print("Search in the knowledge base")
    command = [sys.executable, str(ROOT / "benchmarks/knowledge_search.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    runs = [json.loads(line) for line in done.stdout.splitlines()]
    rows = [
        "## Search in the knowledge base",
        "",
        "Synthetic records, a prebuilt index, twelve queries in Danish and English with stems, "
        "compounds, misspellings and filters; the start of Python is not counted.",
        "",
        "| records | build [s] | load [s] | index [MB] | median query [ms] | slowest query [ms] |",
        "|---|---|---|---|---|---|",
        *(
            f"| {run['records']:,} | {run['build_seconds']:.1f} | {run['load_seconds']:.2f} "
            f"| {run['index_mb']:.1f} | {run['median_ms']:.1f} | {run['slowest_ms']:.1f} |"
            for run in runs
        ),
        "",
    ]
    return "\n".join(rows)


def _contract() -> str:
    print("An outcome contract")
    program = Program(
        "Bundlinje", "a contract", (sys.executable, str(ROOT / "benchmarks/contract_capital.py"))
    )
    sizes: list[tuple[str, str, list[int]]] = [
        ("draws", "--draws", [1_000, 10_000, 100_000]),
        ("months", "--months", [12, 60, 120]),
        ("tranches", "--tranches", [1, 4, 8]),
    ]
    rows = [
        "## An outcome contract",
        "",
        "`contract value` on a made-up contract, one size changed at a time from 10,000 draws, 60 "
        "months of delivery and payment and 4 tranches with interest, recycling, a guarantee and a "
        "surplus in steps. Everything that the command does, in process, without reading files.",
        "",
        "| | size | in process [s] | peak memory [MB] |",
        "|---|---|---|---|",
    ]
    for what, option, values in sizes:
        for value in values:
            runs = [_run(program, option, value) for _ in range(1 if value >= 100_000 else 3)]
            seconds, memory = _median(runs, "seconds"), _median(runs, "peak_rss_mb")
            rows.append(f"| {what} | {value:,} | {seconds:.2f} | {memory:.0f} |")
    return "\n".join([*rows, ""])


def _register() -> str:
    print("A register study")
    sizes = os.environ.get("REGISTER_PEOPLE", "100000 1000000").split()
    command = [sys.executable, str(ROOT / "benchmarks/register.py"), "--people", *sizes]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    rows = [
        "## A register study",
        "",
        "A made register of twelve years with a tenth of the people in the target group: five "
        "tables as Parquet, ten services, five years. `register estimate` from the files to the "
        "record; against a bare scan by DuckDB that reads every column of the same files and no "
        "more, and against pandas counting the same use without an estimate. Whole processes, the "
        "start of Python included, one run of each; in brackets the seconds of all cores, which "
        'change less when the machine does other work. `REGISTER_PEOPLE="1000000 10000000" make '
        "bench` measures other sizes.",
        "",
        "| people | rows | estimate [s] | memory [GiB] | scan [s] | check [s] | memory [GiB] "
        "| pandas [s] | memory [GiB] |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for run in map(json.loads, done.stdout.splitlines()):
        cells = [f"{run['people']:,}", f"{run['rows']:,}", *_process(run["estimate"])]
        cells += [_process(run["scan"])[0], *_process(run.get("check"))]
        rows.append(f"| {' | '.join([*cells, *_process(run.get('pandas'))])} |")
    return "\n".join([*rows, ""])


def _process(run: dict[str, Any] | None) -> tuple[str, str]:
    """Return the time and the memory of a process; dashes where it was not run."""
    if run is None:
        return "–", "–"
    return f"{run['seconds']:.1f} ({run['cpu_seconds']:.1f})", f"{run['peak_gib']:.2f}"


def _web() -> str:
    print("The web application")
    command = [sys.executable, str(ROOT / "benchmarks/web.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    run = json.loads(done.stdout.splitlines()[-1])
    rows = [
        "## The web application",
        "",
        f"The real server on this machine, {run['changes']} changes of one number in the example "
        "cases, one after another: the whole request, saving and 10,000 draws included.",
        "",
        "| | milliseconds |",
        "|---|---|",
        f"| median | {run['median_ms']:.0f} |",
        f"| 95 % are faster than | {run['p95_ms']:.0f} |",
        f"| slowest | {run['slowest_ms']:.0f} |",
    ]
    return "\n".join([*rows, ""])


if __name__ == "__main__":
    main()
