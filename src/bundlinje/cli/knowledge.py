"""`bundlinje knowledge …`: search, show, map, check and export what is known."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bundlinje.basics.errors import InputError, Problem, nearest
from bundlinje.basics.texts import LANGUAGES, Language, Text
from bundlinje.cli import local, pool
from bundlinje.cli.folders import add_folder, knowledge_of
from bundlinje.cli.values import date_or_folder, whole_number

if TYPE_CHECKING:
    from bundlinje.calculation.base_change import BaseChange
    from bundlinje.calculation.rule_change import RuleChange

NAME = "knowledge"
HELP = Text(
    "slå op i vidensdatabasen: studier, priser, satser og regler",
    "look up the knowledge base: studies, prices, rates and rules",
)

SEARCH = Text("søg på dansk eller engelsk", "search in Danish or English")
SHOW = Text("vis én oplysning med kilde", "show one record with its source")
MAP = Text("vis evidenskortet", "show the evidence map")
CHECK = Text("kontrollér alle oplysninger", "check every record")
DIFF = Text(
    "vis, hvad nye regler eller ny viden flytter i en sag",
    "show what new rules or new knowledge move in a case",
)
POOL = Text(
    "saml effektstudier til en effekt, som et nyt sted kan forvente",
    "pool effect studies to the effect that a new place can expect",
)
LOCAL = Text(
    "lav en konsekvens af egne optællinger før og efter",
    "make a consequence of own counts before and after",
)
EXPORT = Text(
    "skriv alle tabeller som CSV, JSON og datapakke",
    "write every table as CSV, JSON and a data package",
)
#: Most hits that a search prints.
_MOST_HITS = 1000


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
    search = _action(actions, "search", SEARCH, _search, language)
    search.add_argument("words", metavar=text("ORD", "WORDS"), nargs="*", help=text("ord", "words"))
    for option, da, en in (
        ("kind", "slags: prices, effects, rates …", "kind: prices, effects, rates …"),
        ("target-group", "målgruppe", "target group"),
        ("outcome", "område: housing, crime …", "area: housing, crime …"),
        ("grade", "grad eller art: direct, national …", "grade or kind: direct, national …"),
        ("country", "land: DK, NO …", "country: DK, NO …"),
        ("year", "år", "year"),
    ):
        search.add_argument(
            f"--{option}", metavar="X", action="append", default=[], help=text(da, en)
        )
    search.add_argument(
        "--most",
        metavar="N",
        type=whole_number(1, _MOST_HITS, language),
        default=20,
        help=text("højst så mange (20)", "at most this many (20)"),
    )
    show = _action(actions, "show", SHOW, _show, language)
    show.add_argument("id", metavar="ID", help=text("fx prices/herberg110_doegn", "e.g. rates/…"))
    shown_map = _action(actions, "map", MAP, _map, language)
    for option, da, en in (
        ("target-group", "målgruppe", "target group"),
        ("country", "land: DK, NO …", "country: DK, NO …"),
    ):
        shown_map.add_argument(
            f"--{option}", metavar="X", action="append", default=[], help=text(da, en)
        )
    check = _action(actions, "check", CHECK, _check, language)
    check.add_argument(
        "--strict",
        action="store_true",
        help=text("forældede værdier er også fejl", "overdue values are faults too"),
    )
    diff = _action(actions, "diff", DIFF, _diff, language)
    diff.add_argument(
        "--from", dest="before", metavar="D", required=True, type=date_or_folder(language),
        help=text("fra reglerne pr. denne dato, eller fra vidensdatabasen i denne mappe",
                  "from the rules of this date, or from the knowledge base in this folder"),
    )  # fmt: skip
    diff.add_argument(
        "--to", dest="after", metavar="D", type=date_or_folder(language),
        help=text("til reglerne pr. denne dato, eller til vidensdatabasen i denne mappe (den, "
                  "der følger med)",
                  "to the rules of this date, or to the knowledge base in this folder (the one "
                  "that ships)"),
    )  # fmt: skip
    diff.add_argument("case", metavar="CASE", help=text("sagsfil", "case file"))
    pool.add_arguments(_action(actions, "pool", POOL, _pool, language), language)
    local.add_arguments(_action(actions, "local", LOCAL, local.run, language), language)
    export = _action(actions, "export", EXPORT, _export, language)
    export.add_argument(
        "target", metavar=text("MAPPE", "FOLDER"), type=Path, help=text("mappe", "folder")
    )


def run(arguments: Any) -> int:
    """Do what was asked for."""
    status: int = arguments.act(arguments)
    return status


def _action(
    actions: Any, name: str, help: Text, act: Callable[[Any], int], language: Language
) -> argparse.ArgumentParser:
    action: argparse.ArgumentParser = actions.add_parser(
        name, help=help.to(language), description=help.to(language), allow_abbrev=False
    )
    add_folder(action, language)
    action.add_argument(
        "--json", action="store_true", help=Text("skriv JSON", "print JSON").to(language)
    )
    action.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS)
    action.set_defaults(act=act)
    return action


def _search(arguments: Any) -> int:
    from bundlinje.evidence.entries import FACETS
    from bundlinje.evidence.search_store import stored_index

    language: Language = arguments.language
    knowledge = knowledge_of(arguments)
    index = stored_index(knowledge)
    filters = {facet: values for facet in FACETS if (values := getattr(arguments, facet))}
    problems = []
    for facet, values in filters.items():
        valid = sorted({value for name, value in index.facets if name == facet and value})
        for value in values:
            if value not in valid:
                hint = nearest(value, valid)
                message = Text(f"fandt '{value}'. {hint.da}", f"found '{value}'. {hint.en}")
                problems.append(Problem(message, key=f"--{facet.replace('_', '-')}"))
    if problems:
        raise InputError(problems)
    hits, total = index.search(" ".join(arguments.words), filters, arguments.most)
    records = [(hit, knowledge.lookup(hit.reference)) for hit in hits]
    if arguments.json:
        found = [
            {
                "reference": hit.reference,
                "title": record.title.to(language),
                "summary": record.summary.to(language),
                "may_be_used": record.may_be_used.to(language),
                "score": round(hit.score, 4),
            }
            for hit, record in records
        ]
        _print_json({"total": total, "hits": found})
        return 0
    for _, record in records:
        print(f"{record.reference}\n  {record.title.to(language)}")
        if summary := record.summary.to(language):
            print(f"  {_shortened(summary)}")
    print(_shown_of(len(hits), total).to(language))
    return 0


def _shown_of(hits: int, total: int) -> Text:
    if not total:
        return Text(
            "Ingen fund. Prøv et andet ord eller færre filtre.",
            "Nothing found. Try another word or fewer filters.",
        )
    more = Text(" Flere: --most 1000.", " More: --most 1000.") if hits < total else Text("", "")
    return Text(f"\nViser {hits} af {total}.{more.da}", f"\nShowing {hits} of {total}.{more.en}")


def _show(arguments: Any) -> int:
    from bundlinje.evidence import sheets

    knowledge = knowledge_of(arguments)
    if arguments.json:
        print(sheets.as_json(knowledge, knowledge.lookup(arguments.id)))
    else:
        print(sheets.sheet(knowledge, arguments.id, arguments.language).text())
    return 0


def _map(arguments: Any) -> int:
    from bundlinje.evidence import codes
    from bundlinje.evidence.evidence_map import evidence_map

    language: Language = arguments.language
    knowledge = knowledge_of(arguments)
    for group in arguments.target_group:
        knowledge.lookup(f"target_groups/{group}")
    cells = evidence_map(knowledge, arguments.target_group, arguments.country)
    if arguments.json:
        _print_json([cell.to_dict() for cell in cells])
        return 0
    group = ""
    for cell in cells:
        if cell.target_group != group:
            group = cell.target_group
            print(knowledge.lookup(f"target_groups/{group}").title.to(language))
        one = cell.estimates == 1
        counted = Text("tal fra", "estimate from" if one else "estimates from").to(language)
        pages = Text("kilder", "sources").to(language)
        if len(cell.sources) == 1:
            pages = Text("kilde", "source").to(language)
        print(
            f"  {codes.OUTCOMES[cell.outcome].to(language)}: "
            f"{cell.estimates} {counted} {len(cell.sources)} {pages}"
        )
        designs = _counted(cell.designs, codes.DESIGNS, codes.DESIGNS_PLURAL, language)
        ways = _counted(cell.directions, codes.DIRECTIONS, codes.DIRECTIONS_PLURAL, language)
        print(f"    {designs}\n    {ways}")
    return 0


def _check(arguments: Any) -> int:
    from bundlinje.evidence.checking import check

    language: Language = arguments.language
    knowledge = knowledge_of(arguments)
    findings = check(knowledge)
    if arguments.json:
        _print_json(
            {
                "problems": [problem.to(language) for problem in findings.problems],
                "overdue": [problem.to(language) for problem in findings.overdue],
                "counts": findings.counts,
            }
        )
    else:
        own = [p for p in findings.overdue if not arguments.folder or not _shared(p)]
        # What is wrong in the folder asked about comes before everything else.
        for problem in sorted(findings.problems, key=_shared):
            print(problem.to(language), file=sys.stderr)
        for problem in own:
            print(problem.to(language))
        if len(own) < len(findings.overdue):
            more = len(findings.overdue) - len(own)
            print(
                Text(
                    f"Den fælles vidensdatabase har {more} forældede værdier; vis dem med "
                    "bundlinje knowledge check uden --folder.",
                    f"The shared knowledge base has {more} overdue values; to see them, run "
                    "bundlinje knowledge check without --folder.",
                ).to(language)
            )
        counted = sum(findings.counts.values())
        print(
            Text(
                f"{counted} oplysninger, {len(findings.problems)} fejl, "
                f"{len(findings.overdue)} skulle være opdateret.",
                f"{counted} records, {len(findings.problems)} faults, "
                f"{len(findings.overdue)} overdue.",
            ).to(language)
        )
    if findings.problems:
        if arguments.json:
            raise InputError(findings.problems)
        return 1
    return 1 if arguments.strict and findings.overdue else 0


def _shared(problem: Problem) -> bool:
    """Return whether a problem lies in the shared knowledge base."""
    from bundlinje.evidence.knowledge import SHARED

    return Path(problem.file).is_relative_to(SHARED)


def _diff(arguments: Any) -> int:
    from bundlinje.calculation.case_file import read_case
    from bundlinje.calculation.engine import DEFAULT_DRAWS, DEFAULT_SEED
    from bundlinje.evidence.knowledge import SHARED, Knowledge

    read = []
    for standing in (arguments.before, arguments.after):
        base = standing if isinstance(standing, Path) else SHARED
        day = standing if isinstance(standing, str) else None
        read.append(read_case(arguments.case, day, Knowledge(arguments.folder, base)))
    before, after = read
    change: BaseChange | RuleChange
    if before.knowledge.folders != after.knowledge.folders:
        from bundlinje.calculation.base_change import base_change

        change = base_change(before, after, DEFAULT_DRAWS, DEFAULT_SEED)
    else:
        from bundlinje.calculation.rule_change import rule_change

        change = rule_change(before, after, DEFAULT_DRAWS, DEFAULT_SEED)
    if arguments.json:
        print(json.dumps(change.to_dict(arguments.language), ensure_ascii=False, allow_nan=False))
    else:
        print(change.summary(arguments.language))
    return 0


def _pool(arguments: Any) -> int:
    return pool.run(arguments, knowledge_of(arguments))


def _export(arguments: Any) -> int:
    from bundlinje.evidence.export import export

    written = export(knowledge_of(arguments), arguments.target)
    if arguments.json:
        _print_json([str(path) for path in written])
        return 0
    message = Text(
        f"Skrevet: {len(written)} filer i {arguments.target}",
        f"Written: {len(written)} files in {arguments.target}",
    )
    print(message.to(arguments.language))
    return 0


def _counted(counts: Any, one: Any, several: Any, language: Language) -> str:
    return ", ".join(
        f"{count} {(one if count == 1 else several)[code].to(language).lower()}"
        for code, count in counts.most_common()
    )


def _shortened(text: str, most: int = 160) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))
