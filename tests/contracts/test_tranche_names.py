"""What tranches are called: the file gives them ids only."""

from __future__ import annotations

from bundlinje.contracts.tranche_names import tranche_names


def test_ids_become_words_and_no_two_the_same() -> None:
    given = [
        ("senior", "loan", "bank"), ("junior-2", "loan", ""), ("laan", "loan", "fond"),
        ("laan-2", "loan", "fond"), ("investor", "loan", "investor"),
        ("pulje", "grant", "pulje"), ("first-loss", "loan", "fond"), ("first_loss", "loan", ""),
        ("tranche-2", "deferred", "provider"),
    ]  # fmt: skip
    names = tranche_names(given, {"investor": "Investoren", "pulje": "Puljen"})
    assert [name.da for name in names.values()] == [
        "Seniorlån", "Juniorlån 2", "Lån", "Lån 2", "Lån fra Investoren", "Tilskud fra Puljen",
        "First loss", "First loss (first_loss)", "Tranche 2",
    ]  # fmt: skip
    assert names["senior"].en == "Senior loan"
