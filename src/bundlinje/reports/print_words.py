"""The words around figures, tables and pages on paper."""

from __future__ import annotations

from bundlinje.basics.texts import Text

PRINT_WORDS = {
    "figure": Text("Figur", "Figure"),
    "table": Text("Tabel", "Table"),
    "numbers": Text("Tallene står i", "The numbers are in"),
    "page": Text("Side", "Page"),
    "of": Text("af", "of"),
    "on_page": Text("side", "page"),
    "contents": Text("Indhold", "Contents"),
    "accessed": Text("set", "read"),
}
