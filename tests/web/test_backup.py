"""Backups: tried by real restores, of the kind of database that the tests run on."""

from __future__ import annotations

import json
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.processes import POSTGRESQL, Place, place

_CHANGE = """
from bundlinje.web.accounts.models import User
User.objects.create_user("{email}")
"""
_PEOPLE = """
from bundlinje.web.accounts.models import User
print(*sorted(User.objects.values_list("email", flat=True)))
"""
_CONTENT = """
from bundlinje.web.cases.models import Revision
for one in Revision.objects.order_by("id"):
    print(one.case_id, one.number, one.document)
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with place(tmp_path_factory.mktemp("filled")) as where:
        yield where.filled()


@pytest.fixture(scope="module")
def backup(filled: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "kopi.bundlinje"
    done = filled.bundlinje("backup", str(file))
    assert done.returncode == 0, done.stderr
    assert "prøvet ved gendannelse" in done.stdout
    return file


@pytest.fixture(scope="module")
def later(filled: Place, backup: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Give the database some time after its backup."""
    with place(tmp_path_factory.mktemp("later") / "data", like=filled) as where:
        where.python(_CHANGE.format(email="ny@vores.example"))
        yield where


@pytest.fixture
def used(later: Place, tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path / "used", like=later) as where:
        yield where


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path / "elsewhere") as where:
        yield where


def test_a_backup_says_what_it_holds_and_only_its_owner_reads_it(backup: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["format"] == "bundlinje.backup/1"
    assert manifest["database"] == ("postgresql" if POSTGRESQL else "sqlite")
    assert manifest["rows"]["accounts_organisation"] == 1
    assert manifest["rows"]["cases_case"] > 3
    assert "accounts.0001_initial" in manifest["migrations"]
    assert len(manifest["sha256"]) == 64
    assert backup.stat().st_mode & 0o077 == 0


def test_a_restore_gives_all_back(backup: Path, filled: Place, elsewhere: Place) -> None:
    done = elsewhere.bundlinje("restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert elsewhere.python(_CONTENT) == filled.python(_CONTENT)
    assert elsewhere.python(_PEOPLE) == "administrator@localhost\n"
    # The restored database is one that the application goes on with.
    elsewhere.python("serving.prepare('da')\n" + _CHANGE.format(email="ny@vores.example"))


def test_data_are_not_replaced_unless_asked_for(backup: Path, used: Place) -> None:
    refused = used.bundlinje("restore", str(backup))
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert "ny@vores.example" in used.python(_PEOPLE)
    assert used.bundlinje("restore", str(backup), "--replace").returncode == 0
    assert used.python(_PEOPLE) == "administrator@localhost\n"


def test_a_backup_that_is_not_whole_changes_nothing(
    backup: Path, tmp_path: Path, used: Place
) -> None:
    for harm in ("cut", "flipped", "no zip", "newer", "other kind", "fewer rows"):
        harmed = tmp_path / "harmed"
        _harm(harm, backup, harmed)
        done = used.bundlinje("restore", str(harmed), "--replace")
        assert done.returncode == 1, harm
        assert "Uventet" not in done.stderr
    assert used.python(_PEOPLE) == "administrator@localhost ny@vores.example\n"


def _harm(harm: str, backup: Path, to: Path) -> None:
    whole = backup.read_bytes()
    if harm == "cut":
        to.write_bytes(whole[: len(whole) // 2])
        return
    if harm == "no zip":
        to.write_text("hej")
        return
    with zipfile.ZipFile(backup) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        content = archive.read("database")
    if harm == "flipped":
        content = content[:5000] + bytes([content[5000] ^ 1]) + content[5001:]
    elif harm == "newer":
        manifest["migrations"].append("cases.9999_later")
    elif harm == "other kind":
        manifest["database"] = "sqlite" if POSTGRESQL else "postgresql"
    elif harm == "fewer rows":
        manifest["rows"]["accounts_user"] += 1
    with zipfile.ZipFile(to, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr("database", content)


def test_a_backup_while_others_save_is_of_one_moment(used: Place, tmp_path: Path) -> None:
    save = """
from bundlinje.web.accounts.models import Organisation, User
from django.db import transaction
import itertools
for number in range(400):
    with transaction.atomic():
        User.objects.create_user(f"u{number}@vores.example")
        Organisation.objects.create(name=f"o{number}", kind="fond")
"""
    saving = threading.Thread(target=used.python, args=(save,))
    saving.start()
    files = [tmp_path / f"{number}.kopi" for number in range(2)]
    for file in files:
        done = used.bundlinje("backup", str(file), "--unchecked")
        assert done.returncode == 0, done.stderr
    saving.join()
    for file in files:
        with zipfile.ZipFile(file) as archive:
            rows = json.loads(archive.read("manifest.json"))["rows"]
        assert rows["accounts_user"] == rows["accounts_organisation"] + 1


def test_no_database_is_said(elsewhere: Place, tmp_path: Path) -> None:
    done = elsewhere.bundlinje("backup", str(tmp_path / "kopi"))
    assert done.returncode == 1
    assert "ingen database endnu" in done.stderr
    assert not (tmp_path / "kopi").exists()


def test_a_restore_that_is_killed_leaves_what_was_there(
    backup: Path, used: Place, tmp_path: Path
) -> None:
    if POSTGRESQL:
        # There the whole restore is one transaction, which ends with its connection.
        return
    database = used.folder / "bundlinje.sqlite3"
    with zipfile.ZipFile(backup) as archive:
        (tmp_path / "database").write_bytes(archive.read("database"))
    killed = f"""
import os, sqlite3
source = sqlite3.connect({str(tmp_path / "database")!r})
target = sqlite3.connect({str(database)!r})
source.backup(target, pages=20, progress=lambda *left: os._exit(9))
"""
    with pytest.raises(AssertionError, match="status 9"):
        used.python(killed)
    with sqlite3.connect(database) as there:
        assert there.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert "ny@vores.example" in used.python(_PEOPLE)
