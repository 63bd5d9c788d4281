"""What tranches are called: the contract file gives them ids, which are written as words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bundlinje.basics.texts import Text
from bundlinje.contracts.contract import Contract

#: Ids that are usual, and those of the templates; a number may follow.
_USUAL = {
    "senior": Text("Seniorlån", "Senior loan"),
    "mezzanin": Text("Mezzaninlån", "Mezzanine loan"),
    "junior": Text("Juniorlån", "Junior loan"),
    "laan": Text("Lån", "Loan"),
    "loan": Text("Lån", "Loan"),
}
#: Those whose id is their holder's.
_FROM = {
    "loan": Text("Lån fra", "Loan from"),
    "grant": Text("Tilskud fra", "Grant from"),
    "deferred": Text("Udskudt betaling til", "Deferred fee of"),
}


def tranche_names(
    tranches: Iterable[tuple[str, str, str]], parties: Mapping[str, str]
) -> dict[str, Text]:
    """Return what each tranche is called by its id: `Seniorlån`, `Lån 2`, `Lån fra Investoren`.

    `tranches` are ids, kinds and holders; `parties` the names of parties by id.
    """
    found: dict[str, Text] = {}
    for id, kind, holder in tranches:
        name = _name(id, kind, parties.get(holder, holder) if holder == id else "")
        same = name in found.values()
        found[id] = Text(f"{name.da} ({id})", f"{name.en} ({id})") if same else name
    return found


def names_of(contract: Contract) -> dict[str, Text]:
    """Return what each tranche of a contract is called, by id."""
    tranches = contract.capital.tranches
    return tranche_names(((t.id, t.kind, t.holder) for t in tranches), contract.parties)


def unheld(contract: Contract) -> dict[str, Text]:
    """Return what the tranches without a holder are called, which stand for one among parties."""
    names = names_of(contract)
    return {t.id: names[t.id] for t in contract.capital.tranches if not t.holder}


def _name(id: str, kind: str, holder: str) -> Text:
    if holder and kind in _FROM:
        before = _FROM[kind]
        return Text(f"{before.da} {holder}", f"{before.en} {holder}")
    parts = re.fullmatch(r"(.+?)(?:-(\d+))?", id)
    if kind == "loan" and parts and parts[1] in _USUAL:
        usual, number = _USUAL[parts[1]], f" {parts[2]}" if parts[2] else ""
        return Text(usual.da + number, usual.en + number)
    words = re.sub(r"[-_]+", " ", id).strip()
    said = words[:1].upper() + words[1:]
    return Text(said, said)
