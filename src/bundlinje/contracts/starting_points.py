"""Contract files to start from, one for each way of sharing payment and risk."""

from __future__ import annotations

from importlib import resources

from bundlinje.basics.texts import Text

#: What each structure is, by its name; the file of the same name lies in `structures/`.
STRUCTURES = {
    "direct": Text(
        "direkte betaling for resultater, uden investor",
        "direct Payment by Results, without an investor",
    ),
    "one-investor": Text("én investor betaler forud", "one investor pays up front"),
    "senior-junior": Text(
        "en bank med fortrin og en fond, der bærer det første tab",
        "a bank that is paid first and a foundation that bears the first loss",
    ),
    "state-co-payer": Text("staten betaler med", "the state as co-payer"),
    "municipal-fund": Text(
        "en kommunal pulje, der bruger pengene igen", "a municipal fund that recycles"
    ),
    "private-borrower": Text(
        "en privat leverandør låner og hæfter selv",
        "a private provider borrows and is liable",
    ),
}


def starting_point(structure: str) -> str:
    """Return the contract file of a structure, in Danish, with comments and own assumptions.

    Raises:
        KeyError: there is no such structure.
    """
    STRUCTURES[structure]
    folder = resources.files("bundlinje.contracts") / "structures"
    return (folder / f"{structure}.yaml").read_text("utf-8")
