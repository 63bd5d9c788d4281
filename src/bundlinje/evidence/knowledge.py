"""The knowledge base: look a record up by its reference, with an organisation's own on top.

>>> lookup("prices/anbr_plejefamilie").title.en
'Foster care'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bundlinje.basics.errors import Fault, InputError, Problem, input_error, nearest
from bundlinje.basics.texts import Text
from bundlinje.evidence.kinds import BY_PREFIX, KINDS, Kind
from bundlinje.evidence.record import Record
from bundlinje.evidence.tables import Table

if TYPE_CHECKING:
    from bundlinje.evidence.overlaps import Overlap
    from bundlinje.evidence.registers import SourceRecord

#: The shared records that ship with Bundlinje.
SHARED = Path(__file__).with_name("data")


@dataclass(frozen=True)
class Override:
    """A record of an own folder that takes the place of another, and what it changes.

    `changes` are (field, before, after).
    """

    reference: str
    folder: Path
    changes: tuple[tuple[str, Any, Any], ...]


#: The ids named where one is unknown.
MOST_NEAR = 5


def lookup(reference: str) -> Record:
    """Return a shared record by its reference, such as `effects/ips_dk_30m`.

    Raises:
        InputError: there is no such record; names the nearest.
    """
    return shared().lookup(reference)


@cache
def shared() -> Knowledge:
    """Return the shared knowledge base."""
    return Knowledge()


class Knowledge:
    """The shared records with those of own folders on top; a later folder goes before an earlier.

    Args:
        folders: Folders laid out as the shared one: `unit_prices.csv`, `payer_rules/…`.
        base: The folder of shared records.

    Raises:
        InputError: a folder does not exist.
    """

    def __init__(self, folders: Sequence[Path | str] = (), base: Path = SHARED) -> None:
        self.folders = (base, *(Path(folder) for folder in folders))
        self._instead: Mapping[str, Record | None] = {}
        for folder in self.folders:
            if not folder.is_dir():
                raise input_error(
                    "mappen findes ikke. Tjek stien.",
                    "no such folder. Check the path.",
                    file=str(folder),
                )
        self._tables: dict[tuple[str, Path], Table[Any]] = {}
        self._lists: dict[tuple[str, Path], dict[str, Record]] = {}
        self._files: dict[tuple[str, Path, str], Record] = {}
        self._overlaps: tuple[Overlap, ...] | None = None

    def lookup(self, reference: str) -> Record:
        """Return a record by its reference, such as `prices/anbr_plejefamilie`.

        Raises:
            InputError: there is no such record; names the nearest.
        """
        prefix, _, id = reference.partition("/")
        kind = BY_PREFIX.get(prefix)
        if kind is None:
            hint = nearest(prefix, BY_PREFIX)
            raise input_error(
                f"ukendt slags '{prefix}', ventede en henvisning som prices/…. {hint.da}",
                f"unknown kind '{prefix}', expected a reference such as prices/…. {hint.en}",
                key=reference,
            )
        if reference in self._instead:
            found = self._instead[reference]
            if found is not None:
                return found
        else:
            for folder in reversed(self.folders):
                record = self._get(kind, folder, id)
                if record is not None:
                    return record
        hint = _near(id, self.ids(kind.name))
        told = Text(
            f"findes ikke i vidensdatabasen. {hint.da}",
            f"is not in the knowledge base. {hint.en}",
        )
        message = told if len(self.folders) > 1 else Text(
            f"{told.da} Ligger den i jeres egen mappe? Skriv --folder MAPPE.",
            f"{told.en} Is it in your own folder? Write --folder FOLDER.",
        )  # fmt: skip
        raise InputError([Problem(message, key=reference, kind=Fault.NO_RECORD, facts=(told,))])

    def __contains__(self, reference: str) -> bool:
        if reference in self._instead:
            return self._instead[reference] is not None
        prefix, _, id = reference.partition("/")
        return prefix in BY_PREFIX and any(
            id in self._known(BY_PREFIX[prefix], folder) for folder in self.folders
        )

    def instead(self, records: Mapping[str, Record | None]) -> Knowledge:
        """Return this knowledge base with other records by reference; None takes one out."""
        other = Knowledge(self.folders[1:], self.folders[0])
        other._tables, other._lists, other._files = self._tables, self._lists, self._files
        other._instead = {**self._instead, **records}
        return other

    def on_top(self, folder: Path) -> Knowledge:
        """Return this knowledge base with one more folder on top; what was read is read once.

        Raises:
            InputError: the folder does not exist.
        """
        other = Knowledge((*self.folders[1:], folder), self.folders[0])
        other._tables, other._lists = dict(self._tables), dict(self._lists)
        other._files = dict(self._files)
        return other

    def nearest(self, reference: str) -> tuple[str, ...]:
        """Return the references of the same kind that are most like one that is unknown."""
        prefix, _, id = reference.partition("/")
        if prefix not in BY_PREFIX:
            return ()
        return tuple(f"{prefix}/{near}" for near in _close(id, self.ids(BY_PREFIX[prefix].name)))

    def own(self, reference: str) -> bool:
        """Return whether a record comes from an own folder, not from the shared ones."""
        prefix, _, id = reference.partition("/")
        kind = BY_PREFIX[prefix]
        return any(id in self._known(kind, folder) for folder in self.folders[1:])

    def ids(self, kind: str) -> tuple[str, ...]:
        """Return the ids of a kind, shared ones first."""
        found: dict[str, None] = {}
        for folder in self.folders:
            found.update(dict.fromkeys(self._known(KINDS[kind], folder)))
        prefix = KINDS[kind].prefix
        for reference, record in self._instead.items():
            if reference.startswith(f"{prefix}/"):
                found.pop(reference.partition("/")[2], None)
                if record is not None:
                    found[record.id] = None
        return tuple(found)

    def all(self, kind: str) -> Iterator[Record]:
        """Yield every record of a kind.

        Raises:
            InputError: a record is wrong.
        """
        for id in self.ids(kind):
            yield self.lookup(f"{KINDS[kind].prefix}/{id}")

    def everything(self) -> Iterator[Record]:
        """Yield every record of every kind.

        Raises:
            InputError: a record is wrong.
        """
        for kind in KINDS:
            yield from self.all(kind)

    def source_of(self, record: Record) -> SourceRecord | None:
        """Return the source that a record names, if it names one that is known."""
        from bundlinje.evidence.registers import SourceRecord

        named = getattr(record, "source", None)
        if not isinstance(named, str) or f"sources/{named}" not in self:
            return None
        found = self.lookup(f"sources/{named}")
        assert isinstance(found, SourceRecord)
        return found

    def overlaps(self) -> tuple[Overlap, ...]:
        """Return the declared overlaps of every folder."""
        if self._overlaps is None:
            self._overlaps = tuple(overlap for _, overlap in self.overlap_files())
        return self._overlaps

    def overlap_files(self) -> Iterator[tuple[Path, Overlap]]:
        """Yield the declared overlaps with the file that declares them."""
        from bundlinje.evidence.overlaps import read_overlaps

        for folder in self.folders:
            file = folder / "overlaps.yaml"
            if file.exists():
                for overlap in read_overlaps(file):
                    yield file, overlap

    def overrides(self) -> list[Override]:
        """Return the records of own folders that take the place of others."""
        found = []
        for position, folder in enumerate(self.folders[1:], 1):
            below = self._below(position)
            for kind in KINDS.values():
                for id in self._known(kind, folder):
                    reference = f"{kind.prefix}/{id}"
                    if reference in below:
                        before, after = below.lookup(reference), self._get(kind, folder, id)
                        assert after is not None
                        found.append(Override(reference, folder, differences(before, after)))
        return found

    def version(self) -> str:
        """Return a hash of every record, so that a result can say what it was calculated with."""
        from bundlinje.evidence.records import version_of

        return version_of(*self.folders)

    def table(self, kind: str, folder: Path) -> Table[Any] | None:
        """Return the table of a kind in one of the folders, or None where it has none.

        Raises:
            InputError: the file is wrong.
        """
        place = (kind, folder)
        if place not in self._tables:
            path = folder / KINDS[kind].path
            if not path.exists():
                return None
            self._tables[place] = Table(path.read_bytes(), str(path), KINDS[kind].record)
        return self._tables[place]

    def place(self, reference: str) -> tuple[str, int | None]:
        """Return the file of a record that is known, and its line where it stands in a table."""
        prefix, _, id = reference.partition("/")
        kind = BY_PREFIX[prefix]
        folder = next(f for f in reversed(self.folders) if id in self._known(kind, f))
        if kind.form == "files":
            return str(folder / kind.path / f"{id}.yaml"), None
        table = self.table(kind.name, folder) if kind.form == "table" else None
        return str(folder / kind.path), table.rows[id].line if table else None

    def _below(self, position: int) -> Knowledge:
        below = Knowledge(self.folders[1:position], self.folders[0])
        below._tables, below._lists, below._files = self._tables, self._lists, self._files
        return below

    def _known(self, kind: Kind, folder: Path) -> Sequence[str]:
        if kind.form == "table":
            table = self.table(kind.name, folder)
            return tuple(table.rows) if table else ()
        if kind.form == "list":
            return tuple(self._list(kind, folder))
        return sorted(path.stem for path in (folder / kind.path).glob("*.yaml"))

    def _get(self, kind: Kind, folder: Path, id: str) -> Record | None:
        if kind.form == "table":
            table = self.table(kind.name, folder)
            if table is None or id not in table:
                return None
            record: Record = table.get(id)
            return record
        if kind.form == "list":
            return self._list(kind, folder).get(id)
        place = (kind.name, folder, id)
        if place not in self._files:
            if id not in self._known(kind, folder):
                return None
            self._files[place] = _read_file(kind.name, folder / kind.path / f"{id}.yaml")
        return self._files[place]

    def _list(self, kind: Kind, folder: Path) -> dict[str, Record]:
        place = (kind.name, folder)
        if place not in self._lists:
            from bundlinje.evidence.target_groups import read_target_groups

            path = folder / kind.path
            groups = read_target_groups(path) if path.exists() else ()
            self._lists[place] = {group.id: group for group in groups}
        return self._lists[place]


def _close(id: str, known: Sequence[str]) -> list[str]:
    """Return the ids most like one, the nearest first, at most five."""
    from difflib import get_close_matches

    return get_close_matches(id, known, n=MOST_NEAR, cutoff=0.6)


def _near(id: str, known: Sequence[str]) -> Text:
    """Return the nearest ids, at most five."""
    if close := _close(id, known):
        listed = ", ".join(close)
        hint = Text(f"Mente du {listed}?", f"Did you mean {listed}?")
    else:
        hint = nearest("", known[:MOST_NEAR])
        if len(known) > MOST_NEAR:
            hint = Text(f"{hint.da[:-1]} …", f"{hint.en[:-1]} …")
    return hint


def differences(before: Record, after: Record) -> tuple[tuple[str, Any, Any], ...]:
    """Return the fields in which two records of a kind differ, as (field, before, after)."""
    return tuple(
        (field.name, getattr(before, field.name), getattr(after, field.name))
        for field in fields(before)  # type: ignore[arg-type]
        if getattr(before, field.name) != getattr(after, field.name)
    )


def _read_file(kind: str, path: Path) -> Record:
    if kind == "payer_rules":
        from bundlinje.evidence.payer_rules import read_payer_rule

        return read_payer_rule(path)
    if kind == "profiles":
        from bundlinje.evidence.profile_reading import read_profile

        return read_profile(path)
    from bundlinje.evidence.records import read_discount_schedule, read_price_index

    return read_discount_schedule(path) if kind == "discount_schedules" else read_price_index(path)


__all__ = ["InputError", "Knowledge", "Override", "differences", "lookup", "shared"]
