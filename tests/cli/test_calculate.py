"""`bundlinje calculate`: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bundlinje.cli import main
from tests.oracle.random_cases import to_yaml
from tests.small_cases import EXAMPLE_FILES, EXAMPLES, small_case

IPS = str(EXAMPLES / "ips-job.yaml")

#: What formats.md holds, and beside it what Bundlinje adds in the same style.
RESULT = {"format", "case", "software", "knowledge_base", "rule_date", "conventions", "warnings",
          "point", "uncertainty"}  # fmt: skip
POINT = {
    "net_result", "net_result_per_participant", "net_result_realisable", "society", "costs",
    "consequences", "benefit_cost_ratio", "irr", "cut_off", "by_payer", "by_account", "by_year",
    "by_item", "by_payer_year", "undiscounted", "payback_year", "break_even", "transfers",
    "outcomes",
}  # fmt: skip
POINT_ADDED = {"wrong_pocket", "realisable_by_payer", "outcome_values", "budget", "budget_by_kind"}
UNCERTAINTY = {
    "draws", "seed", "net_result", "society", "by_payer", "by_account", "by_year", "by_payer_year",
    "by_account_year", "cumulated", "outcomes", "evpi", "drivers",
}  # fmt: skip
UNCERTAINTY_ADDED = {"chance"}
DISTRIBUTED = {"mean", "sd", "p5", "p25", "p50", "p75", "p95", "p_positive"}


def command(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bundlinje", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        **options,
    )


def json_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main([*arguments, "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return json.loads(printed.out)


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    file = tmp_path / "sag.yaml"
    file.write_text(to_yaml(small_case()), "utf-8")
    return file


# -- JSON ------------------------------------------------------------------------------------------


def test_point_result_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = json_of(capsys, "calculate", IPS, "--draws", "0")
    assert found.keys() == RESULT
    assert found["format"] == "bundlinje.result/1"
    assert found["case"].keys() == {"id", "title", "sha256"}
    assert found["uncertainty"] is None
    point = found["point"]
    assert point.keys() == POINT | POINT_ADDED
    assert point["undiscounted"].keys() == {"net_result", "by_payer", "by_account", "by_year"}
    public = {"kommune", "region", "stat"}
    assert point["by_payer"].keys() == public | {"borger", "andre"}
    assert public | {"borger", "andre"} <= point["by_account"].keys()
    assert point["payback_year"].keys() == public | {"total"}
    assert point["break_even"].keys() == public | {"total"}
    assert point["break_even"]["total"].keys() == {"effect", "rate", "possible", "cost_factor"}
    for transfer in point["transfers"]:
        assert transfer.keys() == {"from", "to", "amount"}
    years = point["by_year"].keys()
    assert all(year.isdecimal() for year in years)
    for by_year in point["by_payer_year"].values():
        assert by_year.keys() == years


def test_uncertainty_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = json_of(capsys, "calculate", IPS, "--draws", "200", "--seed", "7")
    uncertainty, point = found["uncertainty"], found["point"]
    assert uncertainty.keys() == UNCERTAINTY | UNCERTAINTY_ADDED
    assert (uncertainty["draws"], uncertainty["seed"]) == (200, 7)
    years = point["by_year"].keys()
    assert uncertainty["net_result"].keys() == DISTRIBUTED
    assert uncertainty["society"].keys() == DISTRIBUTED
    for name in ("by_payer", "by_account", "by_year", "outcomes"):
        assert uncertainty[name].keys() == point[name].keys()
        assert all(drawn.keys() == DISTRIBUTED for drawn in uncertainty[name].values())
    tables = {
        "by_payer_year": point["by_payer"].keys(),
        "by_account_year": point["by_account"].keys(),
        "cumulated": {"total", *point["by_payer"]},
    }
    for name, rows in tables.items():
        assert uncertainty[name].keys() == rows
        for by_year in uncertainty[name].values():
            assert by_year.keys() == years
            assert all(drawn.keys() == DISTRIBUTED for drawn in by_year.values())
    public = {"total", "kommune", "region", "stat"}
    assert uncertainty["evpi"].keys() == public
    assert uncertainty["drivers"]
    for driver in uncertainty["drivers"]:
        assert driver.keys() == {"input", "low", "high", "variance_share", "evppi"}
        assert driver["evppi"].keys() == public
    swings = [abs(driver["high"] - driver["low"]) for driver in uncertainty["drivers"]]
    assert swings == sorted(swings, reverse=True)


@pytest.mark.parametrize("file", EXAMPLE_FILES, ids=lambda file: file.stem)
def test_every_example(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json_of(capsys, "calculate", str(file), "--draws", "100")
    assert found["case"]["id"] == file.stem
    point = found["point"]
    assert sum(point["by_year"].values()) == pytest.approx(point["net_result"], abs=1e-3)
    assert point["costs"] > 0


def test_the_language_changes_messages_but_no_key(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["calculate", str(EXAMPLES / "skole-ekstra-voksen.yaml"), "--draws", "0"]
    danish = json_of(capsys, *arguments)
    english = json_of(capsys, *arguments, "--language", "en")
    assert len(danish["warnings"]) == len(english["warnings"]) > 0
    assert danish.pop("warnings") != english.pop("warnings")
    assert danish == english


def test_defaults_are_10000_draws_and_seed_1(
    case_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    uncertainty = json_of(capsys, "calculate", str(case_file))["uncertainty"]
    assert (uncertainty["draws"], uncertainty["seed"]) == (10_000, 1)


def test_what_cannot_be_computed_is_null_with_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "tom.yaml"
    data = small_case(costs=None, consequences=None, outcomes=None, participants={2026: 0})
    file.write_text(to_yaml(data), "utf-8")
    found = json_of(capsys, "calculate", str(file), "--draws", "0")
    point = found["point"]
    for name in ("benefit_cost_ratio", "irr", "net_result_per_participant"):
        assert point[name] is None
    assert point["break_even"]["total"] is None
    assert point["payback_year"]["total"] is None
    text = "\n".join(found["warnings"])
    for reason in ("Nytte-omkostnings-forholdet", "interne rente", "pr. deltager", "Balancepunkt"):
        assert reason in text


def test_the_point_result_loads_nothing_heavy() -> None:
    code = (
        "import sys; from bundlinje.cli import main; "
        f"status = main(['calculate', {IPS!r}, '--draws', '0', '--json']); "
        "heavy = {'scipy', 'pandas', 'altair', 'pyarrow', 'rich', 'jinja2', 'babel'}; "
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr); sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stderr.strip() == "[]"


def test_draws_load_no_scipy_stats_and_no_data_frames() -> None:
    code = (
        "import sys; from bundlinje.cli import main; "
        f"main(['calculate', {IPS!r}, '--draws', '50', '--json']); "
        "heavy = {'scipy.stats', 'pandas', 'altair', 'pyarrow', 'rich', 'jinja2'}; "
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.strip() == "[]"


# -- text ------------------------------------------------------------------------------------------


def test_text_in_danish_and_english(case_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calculate", str(case_file), "--draws", "100"]) == 0
    danish = capsys.readouterr().out
    assert "Nettoresultat" in danish
    assert "Chance for plus" in danish
    assert "kr." in danish
    assert main(["calculate", str(case_file), "--draws", "100", "--language", "en"]) == 0
    english = capsys.readouterr().out
    assert "Net result" in english
    assert "Nettoresultat" not in english
    assert "DKK" in english


def test_warnings_stand_in_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    file = EXAMPLES / "skole-ekstra-voksen.yaml"
    found = json_of(capsys, "calculate", str(file), "--draws", "0")
    assert main(["calculate", str(file), "--draws", "0"]) == 0
    text = capsys.readouterr().out
    assert found["warnings"]
    remarks = text.partition("Vær opmærksom på:\n")[2].strip().splitlines()
    assert len(remarks) == len(found["warnings"])
    # JSON names records and paths as the case file does, the text as people do.
    assert any("(prices/" in warning for warning in found["warnings"])
    assert "(prices/" not in text


def test_as_a_command_of_its_own(case_file: Path) -> None:
    done = command("calculate", str(case_file), "--draws", "0")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "Nettoresultat" in done.stdout


def test_a_reader_that_goes_away(case_file: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bundlinje", "calculate", str(case_file), "--draws", "20", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 0
    assert errors == b""


# -- files -----------------------------------------------------------------------------------------


def test_flows_as_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "flows.csv"
    found = json_of(capsys, "calculate", IPS, "--draws", "0", "--csv", str(file))
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        rows = list(reader)
    assert reader.fieldnames == ["year", "account", "item", "kind", "amount", "discounted"]
    point = found["point"]
    assert {row["kind"] for row in rows} <= {"setup", "running", "displaced", "consequence"}

    def total(column: str, **where: str) -> float:
        return sum(
            float(row[column])
            for row in rows
            if all(row[key] == value for key, value in where.items())
        )

    # The sum over a thousand flows of at most 1e8 kr., each with sixteen digits.
    near = 1e-4
    assert total("discounted") == pytest.approx(point["society"], abs=near)
    for account, amount in point["by_account"].items():
        assert total("discounted", account=account) == pytest.approx(amount, abs=near)
        undiscounted = point["undiscounted"]["by_account"][account]
        assert total("amount", account=account) == pytest.approx(undiscounted, abs=near)
    private = sum(
        float(row["discounted"])
        for row in rows
        if row["account"].split("/")[0] in ("borger", "andre")
    )
    assert total("discounted") - private == pytest.approx(point["net_result"], abs=near)


def test_draws_as_parquet(
    tmp_path: Path, case_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    file = tmp_path / "draws.parquet"
    arguments = ["calculate", str(case_file), "--draws", "500", "--draws-file", str(file)]
    uncertainty = json_of(capsys, *arguments)["uncertainty"]
    table = parquet.read_table(file).to_pydict()
    assert list(table) == [
        "draw", "effect.without", "effect.with", "costs.team.amount",
        "consequences.herberg.quantity.0", "consequences.herberg.quantity.1",
        "consequences.herberg.price.amount", "outcomes.who5.quantity",
        "net_result", "society", "net_result.kommune", "net_result.region", "net_result.stat",
        "net_result.borger", "net_result.andre", "outcomes.who5",
    ]  # fmt: skip
    assert table["draw"] == list(range(500))

    def mean(column: str) -> float:
        return sum(table[column]) / 500

    assert mean("net_result") == pytest.approx(uncertainty["net_result"]["mean"], rel=1e-9)
    assert mean("society") == pytest.approx(uncertainty["society"]["mean"], rel=1e-9)
    for payer in ("kommune", "stat"):
        drawn = uncertainty["by_payer"][payer]
        assert mean(f"net_result.{payer}") == pytest.approx(drawn["mean"], rel=1e-9)
    assert mean("outcomes.who5") == pytest.approx(uncertainty["outcomes"]["who5"]["mean"], rel=1e-9)


def test_a_report(tmp_path: Path, case_file: Path) -> None:
    pytest.importorskip("bundlinje.reports.html")
    from bundlinje.reports import html

    if not hasattr(html, "write_html"):
        pytest.skip("there is no HTML report yet")
    file = tmp_path / "rapport.html"
    assert main(["calculate", str(case_file), "--draws", "50", "--report", str(file)]) == 0
    assert file.read_text("utf-8").lstrip().lower().startswith("<!doctype html")


def test_what_was_written_is_named(
    tmp_path: Path, case_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "flows.csv"
    assert main(["calculate", str(case_file), "--draws", "0", "--csv", str(file)]) == 0
    assert f"Skrevet: {file}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "name"), [("--csv", "f.csv"), ("--draws-file", "d.parquet"), ("--report", "r.html")]
)
def test_a_file_in_a_folder_that_is_not_there(
    option: str, name: str, tmp_path: Path, case_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "mangler" / name
    before = sorted(tmp_path.iterdir())
    status = main(["calculate", str(case_file), "--draws", "50", option, str(target)])
    printed = capsys.readouterr()
    assert status == 1
    assert printed.out == ""
    assert "kan ikke skrives" in printed.err
    assert str(target) in printed.err
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_that_stands_is_left_as_it_was_when_something_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "forkert.yaml"
    wrong.write_text("format: bundlinje.case/1\n", "utf-8")
    file = tmp_path / "flows.csv"
    file.write_text("som før", "utf-8")
    assert main(["calculate", str(wrong), "--draws", "0", "--csv", str(file)]) == 1
    assert file.read_text("utf-8") == "som før"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["flows.csv", "forkert.yaml"]
    assert "title" in capsys.readouterr().err


def test_no_draws_give_no_draws_file(
    tmp_path: Path, case_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "d.parquet"
    assert main(["calculate", str(case_file), "--draws", "0", "--draws-file", str(file)]) == 1
    assert "ingen trækninger" in capsys.readouterr().err
    assert not file.exists()


# -- wrong use -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "da", "en"),
    [
        ([], "disse argumenter mangler: KOMMANDO", "required: COMMAND"),
        (["calculate"], "disse argumenter mangler: CASE", "required: CASE"),
        (["beregn"], "ukendt valg 'beregn'", "invalid choice: 'beregn'"),
        (["calculate", IPS, "--draws", "mange"], "fandt 'mange', ventede et helt tal", "found"),
        (["calculate", IPS, "--draws", "-1"], "--draws", "--draws"),
        (["calculate", IPS, "--draws", "10000001"], "fra 0 til 10000000", "from 0 to"),
        (["calculate", IPS, "--seed", "1.5"], "fandt '1.5'", "found '1.5'"),
        (["calculate", IPS, "--draws"], "kræver én værdi", "expected one argument"),
        (["calculate", IPS, "--rule-date", "1. maj"], "en dato som 2026-05-01", "a date such as"),
        (["calculate", IPS, "--jason"], "ukendte argumenter: --jason", "unrecognized"),
        (["calculate", IPS, "--draw", "5"], "ukendte argumenter: --draw", "unrecognized"),
        (["calculate", IPS, "--json=1"], "tager ingen værdi", "ignored explicit argument"),
        (["compare"], "disse argumenter mangler: CASE", "required: CASE"),
    ],
)
def test_wrong_usage(
    arguments: list[str], da: str, en: str, capsys: pytest.CaptureFixture[str]
) -> None:
    # English after Danish: the one must leave nothing behind in the other.
    for language, expected, usage in (("da", da, "brug: "), ("en", en, "usage: ")):
        option = ["--language", language] if arguments else []
        if not arguments and language == "en":
            continue
        assert main([*arguments, *option]) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith(usage)
        assert expected in printed.err


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, expected in [
        (["--help"], "kommandoer"),
        (["calculate", "--help"], "beregn en sag"),
        (["calculate", "--help", "--language", "en"], "calculate a case"),
        (["--version"], "bundlinje "),
    ]:
        with pytest.raises(SystemExit) as end:
            main(arguments)
        assert not end.value.code
        assert expected in capsys.readouterr().out


@pytest.mark.parametrize("name", ["findes-ikke.yaml", "."])
def test_a_case_that_cannot_be_read(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["calculate", str(tmp_path / name)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert str(tmp_path) in printed.err
    assert "Uventet" not in printed.err


def test_a_report_of_an_unknown_kind(case_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calculate", str(case_file), "--draws", "0", "--report", "r.txt"]) == 1
    message = capsys.readouterr().err
    assert "ikke skrives som '.txt'" in message and ".html, .pdf, .docx" in message
