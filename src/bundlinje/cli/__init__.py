"""The command `bundlinje`.

Text for people goes to stdout, problems to stderr. Exit status: 0 done, 1 the input is wrong,
2 wrong usage.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from itertools import pairwise

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Language, Text
from bundlinje.cli.arguments import UsageError, parse

WRONG_INPUT = 1
WRONG_USAGE = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    _write_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    language = _language_of(given)
    try:
        parsed = parse(given, language)
        status: int = parsed.run(parsed)
        sys.stdout.flush()
        return status
    except UsageError as error:
        print(error, file=sys.stderr)
        return WRONG_USAGE
    except InputError as error:
        print(error.to(language), file=sys.stderr)
        return WRONG_INPUT
    except MemoryError:
        print(_NO_MEMORY.to(language), file=sys.stderr)
        return WRONG_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has gone (`| head`); Python must not complain when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("BUNDLINJE_TRACEBACK"):
            raise
        print(_unexpected(error).to(language), file=sys.stderr)
        return WRONG_INPUT


def _unexpected(error: Exception) -> Text:
    what = f"{type(error).__name__}: {error}"
    return Text(
        f"Uventet fejl i Bundlinje ({what}). Intet er skrevet. Meld fejlen med sagsfilen; med "
        "BUNDLINJE_TRACEBACK=1 vises, hvor den opstod.",
        f"Unexpected error in Bundlinje ({what}). Nothing was written. Report it with the case "
        "file; BUNDLINJE_TRACEBACK=1 shows where it arose.",
    )


_NO_MEMORY = Text(
    "Der er ikke hukommelse nok. Prøv med færre trækninger (--draws).",
    "There is not enough memory. Try fewer draws (--draws).",
)


def _write_utf8() -> None:
    """Make files and pipes UTF-8 on every system; a terminal shows `?` for what it cannot."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")


def _language_of(arguments: Sequence[str]) -> Language:
    """Return the language asked for, before the arguments are parsed, for their own errors."""
    language: Language = "da"
    for argument, following in pairwise([*arguments, ""]):
        chosen = following if argument == "--language" else argument.partition("--language=")[2]
        if chosen in ("da", "en"):
            language = "en" if chosen == "en" else "da"
    return language
