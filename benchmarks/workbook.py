"""How large a workbook gets, and how long writing it and a hard recalculation take.

The case of the standard workload with 60 consequences over 30 years. LibreOffice opens the
workbook, calculates every formula anew and saves it; a start with nothing to do is timed apart.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "peers"))

from workload import as_case, standard_workload

from bundlinje.calculation.case_file import case_from_data, read_case
from bundlinje.calculation.engine import calculate
from bundlinje.reports.workbook.build import workbook
from bundlinje.reports.workbook.render import render

#: Recalculate every formula on loading (0: always).
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def main() -> None:
    """Measure, and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--consequences", type=int, default=60)
    parser.add_argument("--years", type=int, default=30)
    asked = parser.parse_args()
    data = as_case(standard_workload(1_000, asked.consequences, asked.years))
    case = case_from_data(data, "regneark")
    result = calculate(case, 1_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "book.xlsx"
        start = time.perf_counter()
        book = workbook(result)
        render(book, file)
        found: dict[str, Any] = {
            "consequences": asked.consequences,
            "years": asked.years,
            "formulas": sum(1 for _ in book.formulas()),
            "write_seconds": time.perf_counter() - start,
            "size_mb": file.stat().st_size / 1e6,
        }
        start = time.perf_counter()
        read_case(file)
        found["read_seconds"] = time.perf_counter() - start
        program = shutil.which("soffice")
        if program is not None:
            empty = folder / "tom.csv"
            empty.write_text("1\n")
            _convert(program, folder, empty)  # the profile is made on the first start
            found["start_seconds"] = _convert(program, folder, empty)
            found["recalculate_seconds"] = _convert(program, folder, file)
    print(json.dumps(found))


def _convert(program: str, folder: Path, file: Path) -> float:
    user = folder / "profile" / "user"
    if not user.exists():
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(PROFILE, "utf-8")
    start = time.perf_counter()
    subprocess.run(
        [
            program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", "xlsx", "--outdir", str(folder / "out"), str(file),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
