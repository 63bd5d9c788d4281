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
    "comments": Text(
        "Læse og skrive kommentarer og vurderinger", "Read and write comments and reviews"
    ),
    "sharing": Text(
        "Bestemme, hvem der ser en sag: deling, læselinks og biblioteket",
        "Decide who sees a case: shares, reading links and the library",
    ),
    "contracts:read": Text("Læse kontrakter, I er part i", "Read contracts that you are party to"),
    "contracts:write": Text(
        "Oprette og ændre kontrakter og parter, skrive om uenigheder",
        "Create and change contracts and parties, write in disputes",
    ),
    "contracts:results": Text(
        "Se linjer og rækker om borgere, hente resultater ind og indsende afregninger",
        "See lines and rows about people, upload outcomes and submit settlements",
    ),
    "contracts:approve": Text(
        "Sige ja til vilkår; se afregningers linjer, og godkende eller afvise dem",
        "Agree to terms; see the lines of settlements, and approve or reject them",
    ),
    "notices": Text(
        "Se, hvad der venter og er sket, markere det læst og vælge mails",
        "See what waits and has happened, mark it as read, and choose e-mails",
    ),
    "members": Text(
        "Se medlemmer, invitere og ændre roller", "See members, invite and change roles"
    ),
    "audit": Text("Læse, hvem der har gjort hvad", "Read who did what"),
    "export": Text("Hente alle organisationens data ud", "Take all the organisation's data out"),
}
