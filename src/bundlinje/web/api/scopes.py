"""What a token may be used for; never more than its person may."""

from __future__ import annotations

from collections.abc import Mapping

from bundlinje.basics.texts import Text

SCOPES: Mapping[str, Text] = {
    "cases:read": Text("Læse sager, resultater og rapporter", "Read cases, results and reports"),
    "cases:write": Text("Ændre, oprette og slette sager", "Change, create and delete cases"),
    "knowledge:read": Text("Læse jeres egne oplysninger", "Read your organisation's own records"),
    "knowledge:write": Text(
        "Ændre jeres egne oplysninger", "Change your organisation's own records"
    ),
    "contracts:read": Text("Læse kontrakter, I er part i", "Read contracts that you are party to"),
    "members": Text(
        "Se medlemmer, invitere og ændre roller", "See members, invite and change roles"
    ),
    "audit": Text("Læse, hvem der har gjort hvad", "Read who did what"),
}
