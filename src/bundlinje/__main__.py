"""Run the command: `python -m bundlinje`."""

from bundlinje.cli import main

raise SystemExit(main())
