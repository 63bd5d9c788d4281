"""Rows of a workbook as costs, consequences and outcomes of a case."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bundlinje.basics.yaml_tree import Node
from bundlinje.calculation import workbook_format as form
from bundlinje.calculation.workbook_cells import Read
from bundlinje.calculation.workbook_danish import with_points
from bundlinje.calculation.workbook_nodes import (
    CellReader,
    Row,
    Shown,
    ShownShare,
    add,
    as_number,
    is_record,
    node_of,
    years_of,
)
from bundlinje.calculation.workbook_profiles import ProfileCells, names_profile


class ItemCells(CellReader):
    """Reads the rows of the three blocks of items; what is put in `item` are nodes by key."""

    def cost(self, row: Row, path: str, item: dict[str, Any]) -> None:
        """Read a row as a cost."""
        self.take(row, item, "id", "label", "price_year", "years_before", "growth")
        self.words(row, item, "kind", "per")
        amount = self.number(row.get("amount"), row.get(f"amount{form.SPREAD}"), f"{path}.amount")
        add(item, "amount", amount)
        if years := row.get("years"):
            item["years"] = years_of(years)
        self.evidence(row, item, path, "evidence")
        self._paid_by(row, item, path)

    def _change(self, row: Row, path: str, item: dict[str, Any]) -> None:
        self.take(row, item, "id", "label", "unit", "lag", "until", "effect")
        self.words(row, item, "per", "then")
        quantity, spread = row.listed("quantity"), row.get(f"quantity{form.SPREAD}")
        if spread is not None and names_profile(spread):
            item["quantity"] = self._profile(row, spread, path)
        elif quantity:
            item["quantity"] = self.numbers(quantity, spread, f"{path}.quantity", row, "quantity")
        add(item, "factor", self.number(
            row.get("factor"), row.get(f"factor{form.SPREAD}"), f"{path}.factor"))  # fmt: skip
        spread, at = row.get(f"persistence{form.SPREAD}"), f"{path}.persistence"
        listed = row.listed("persistence")
        if listed:
            item["persistence"] = self.numbers(listed, spread, at, row, "persistence")
        else:
            add(item, "persistence", self.number(row.get("persistence"), spread, at))
        self.evidence(row, item, path, "evidence", "counts")

    def _profile(self, row: Row, reference: Read, path: str) -> Node:
        at = f"{path}.quantity"
        listed = enumerate(row.listed("quantity"))
        shown = {year: as_number(read) for year, read in listed if read is not None}
        columns = [key for key in row.columns if form.is_entry(key, "quantity")]
        places = {int(key.rpartition(".")[2]): row.place_of(key) for key in columns}
        self.profiles.append(ProfileCells(at, reference, shown, places))
        pointed = replace(reference, value=with_points(str(reference.value)))
        return self.yaml(pointed, at, True)

    def consequence(self, row: Row, path: str, item: dict[str, Any]) -> None:
        """Read a row as a consequence."""
        self._change(row, path, item)
        self.words(row, item, "direction")
        self.take(row, item, "baseline_weeks", "pool")
        if transfer := row.get("transfer"):
            item["transfer"] = self.flag(transfer)
        price: dict[str, Any] = {}
        reference, amount = row.get("price.ref"), row.get("price.amount")
        if reference is None and amount is not None and is_record(amount):
            reference, amount = amount, None
        if reference is not None:
            if is_record(reference):
                reference = replace(reference, value=f"ref: {str(reference.value).strip()}")
            price.update(self.yaml(reference, f"{path}.price", True).value)
            if amount is not None:
                self.shown.append(Shown(f"{path}.price.amount", 0, amount, reference.place))
        else:
            spread = row.get(f"price.amount{form.SPREAD}")
            add(price, "amount", self.number(amount, spread, f"{path}.price.amount"))
        for key in ("price_year", "growth"):
            if read := row.get(f"price.{key}"):
                price[key] = self.leaf(as_number(read))
        if index := row.get("price.index"):
            is_map = str(index.value).lstrip().startswith("{")
            price["index"] = self.yaml(index, f"{path}.price.index") if is_map else self.leaf(index)
        if price:
            item["price"] = node_of(price)
        realisable = row.listed("realisable")
        if realisable:
            item["realisable"] = self.listed(
                [None if r is None else self.share(r) for r in realisable], row, "realisable"
            )
        self._paid_by(row, item, path)

    def outcome(self, row: Row, path: str, item: dict[str, Any]) -> None:
        """Read a row as an outcome."""
        self._change(row, path, item)
        value = {
            key: self.leaf(read if key == "source" else as_number(read))
            for key in ("amount", "price_year", "source")
            if (read := row.get(f"valuation.{key}"))
        }
        if value:
            item["valuation"] = node_of(value)

    def _paid_by(self, row: Row, item: dict[str, Any], path: str) -> None:
        if rule := row.get("paid_by.rule"):
            data = {"rule": self.leaf(rule)}
            if to := row.get("paid_by.to"):
                data["to"] = self.yaml(to, f"{path}.paid_by.to", True)
            item["paid_by"] = node_of(data)
            # The cells show the shares of the rule, and are no place to write others.
            self.shares += [ShownShare(path, *share) for share in self._shares(row, path)]
            return
        shares = {account: self.share(read) for account, read in self._shares(row, path)}
        if shares:
            item["paid_by"] = node_of(shares)

    def _shares(self, row: Row, path: str) -> list[tuple[str, Read]]:
        found = []
        for key, read in row.cells.items():
            if not key.startswith(form.SHARE) or read.empty:
                continue
            account = key.removeprefix(form.SHARE)
            if account.startswith(form.OPEN):
                self.problem(
                    read, f"{path}.paid_by", "kolonnen har ingen konto. Skriv kontoen, fx "
                    "kommune/social, i den gule overskrift over udgifterne.",
                    "the column has no account. Write it, e.g. kommune/social, in the yellow "
                    "heading above the costs.",
                )  # fmt: skip
            found.append((account, read))
        return found
