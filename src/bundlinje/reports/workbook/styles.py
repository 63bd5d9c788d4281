"""How cells look: every style by name, as XlsxWriter takes it."""

from __future__ import annotations

from typing import Any

# A dash for nothing: empty rows are kept for what is added, and zeros would drown the figures.
_MONEY = '#,##0;[Red]-#,##0;"–"'
_TWO_DECIMALS = '#,##0.00;-#,##0.00;"–"'
FONT = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
_INPUT = {"bg_color": "#FFF8DC", "border": 1, "border_color": "#D9C98A", "font_color": "#1F3864"}
# Dashed, so that violet differs from yellow in a grey print too.
_STRUCTURE = {**_INPUT, "bg_color": "#E4DAF0", "border": 3, "border_color": "#8E7CA8"}
_CALC = {"font_color": "#000000", "border": 1, "border_color": "#E3E3E3"}
_GIVEN = {**_CALC, "bg_color": "#EEF1F4", "font_color": "#555555"}
# Optional decimals (#) after a point would leave a bare comma behind whole numbers in Excel.
_FORMATS = {
    "": "General",
    "_rate": "0.0##%",
    "_money": "#,##0.00",
    "_year": "0",
    "_factor": "0.0#####",
}

#: Every style by name; what is edited is yellow, what is only read back is violet.
STYLES: dict[str, dict[str, Any]] = {
    "text": {},
    "wrapped": {"text_wrap": True},
    "blank": {},
    "label": {"font_color": "#333333", "text_wrap": True},
    "unit": {"font_color": "#333333", "indent": 1},
    "key": {"font_color": "#8A8A8A", "font_size": 8},
    "mark": {"font_color": "#FFFFFF", "font_size": 8},
    "title": {"bold": True, "font_size": 16, "font_color": "#1F3864"},
    "subtitle": {"font_size": 11, "font_color": "#555555", "text_wrap": True},
    "warning": {"bold": True, "font_color": "#9C0006", "bg_color": "#F8CBAD", "text_wrap": True},
    "section": {"bold": True, "font_size": 12, "font_color": "#FFFFFF", "bg_color": "#2F5C8A"},
    "about": {"italic": True, "font_color": "#555555"},
    "about_wrapped": {"italic": True, "font_color": "#555555", "text_wrap": True},
    "header": {
        "bold": True, "bg_color": "#DCE6F1", "text_wrap": True, "border": 1,
        "border_color": "#B8C7DB", "valign": "vcenter",
    },
    "header_number": {
        "bold": True, "bg_color": "#DCE6F1", "text_wrap": True, "border": 1,
        "border_color": "#B8C7DB", "valign": "vcenter", "align": "right",
    },
    "header_year": {
        "bold": True, "bg_color": "#DCE6F1", "num_format": "0", "border": 1,
        "border_color": "#B8C7DB", "align": "right",
    },
    "header_after": {
        "num_format": "0", "align": "right", "font_color": "#8A8A8A", "italic": True,
        "bg_color": "#F2F2F2", "border": 1, "border_color": "#D9D9D9",
    },
    "header_index": {
        "num_format": "0", "align": "right", "font_color": "#555555", "bg_color": "#F3F6FA",
        "border": 1, "border_color": "#E3E3E3",
    },
    "calc_text": {**_CALC, "text_wrap": True},
    "given_text": _GIVEN,
    "input_text": {**_INPUT, "num_format": "@", "text_wrap": True},
    "input_wrapped": {**_INPUT, "num_format": "@", "text_wrap": True},
    "input_note": {**_INPUT, "num_format": "@", "text_wrap": True},
    "input_spread": {
        **_INPUT, "num_format": "@", "font_size": 9, "italic": True, "text_wrap": True, "indent": 1,
    },
    "structure": {**_STRUCTURE, "num_format": "@", "text_wrap": True},
    "structure_rate": {**_STRUCTURE, "num_format": _FORMATS["_rate"]},
    **{f"input{kind}": {**_INPUT, "num_format": shown} for kind, shown in _FORMATS.items()},
    **{f"calc{kind}": {**_CALC, "num_format": shown} for kind, shown in _FORMATS.items()},
    **{f"given{kind}": {**_GIVEN, "num_format": shown} for kind, shown in _FORMATS.items()},
    "bare_money": {"num_format": _MONEY},
    "money": {**_CALC, "num_format": _MONEY},
    "number": {**_CALC, "num_format": _TWO_DECIMALS},
    "input_rest": {**_INPUT, "num_format": '"∞"', "align": "right"},
    "date": {**_CALC, "num_format": "dd-mm-yyyy", "align": "right"},
    "given_cents": {**_GIVEN, "num_format": "#,##0.00"},
    "total_cents": {
        "bold": True, "num_format": "#,##0.00", "top": 1, "bottom": 6, "bg_color": "#F3F6FA",
    },
    "units": {**_CALC, "num_format": _TWO_DECIMALS},
    "people": {**_CALC, "num_format": '#,##0.0;-#,##0.0;"–"'},
    "share": {**_CALC, "num_format": "0.0%"},
    "factor": {**_CALC, "num_format": '0.0000;-0.0000;"–"'},
    "year": {**_CALC, "num_format": "0", "align": "right"},
    "flag": {**_CALC, "num_format": "0", "font_color": "#8A8A8A"},
    "total": {
        "bold": True, "num_format": _MONEY, "top": 1, "bottom": 6, "bg_color": "#F3F6FA",
    },
    "total_text": {"bold": True, "top": 1, "bottom": 6, "bg_color": "#F3F6FA"},
    "figure": {"bold": True, "font_size": 14, "num_format": _MONEY, "font_color": "#1F3864"},
    "drawn": {**_GIVEN, "num_format": _MONEY},
    # Large numbers whole, small ones with what tells them apart.
    "drawn_number": {**_GIVEN, "num_format": "[>=100]#,##0;[<=-100]-#,##0;0.0###"},
    "drawn_share": {**_GIVEN, "num_format": "0%"},
    "check": {**_CALC, "bold": True},
    "link": {"font_color": "#1F5FA8", "underline": 1},
}  # fmt: skip


def is_number(style: str) -> bool:
    """Return whether a style shows numbers, to the right in their cells."""
    return str(STYLES[style].get("num_format", "@")) != "@"


#: Every style in full. A number stands a little off the edge, so that it does not run into a text.
LOOKS = {
    name: {
        **FONT,
        **({"align": "right", "indent": 1} if is_number(name) or name == "header_number" else {}),
        **style,
    }
    for name, style in STYLES.items()
}
