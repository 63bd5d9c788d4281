"""Write YAML that `yaml_tree` reads back as the same values.

PyYAML quotes what YAML 1.1 would not read as text; the reader follows 1.2, where `1e5` and `0E0`
are numbers too, and must get those quoted.
"""

from __future__ import annotations

from typing import Any

import yaml

from bundlinje.basics.yaml_tree import reads_as_text

_BASE: Any = yaml.SafeDumper


class TextDumper(_BASE):  # type: ignore[misc]
    """Writes a text that would be read as something else in quotes."""


def _text(dumper: Any, text: str) -> Any:
    style = None if reads_as_text(text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


TextDumper.add_representer(str, _text)


def yaml_text(value: Any) -> str:
    """Return plain data as YAML, mappings in their own order."""
    written: str = yaml.dump(
        value, Dumper=TextDumper, allow_unicode=True, sort_keys=False, width=100
    )
    return written
