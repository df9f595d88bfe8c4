"""`baton restore`: what takes whose place, what is kept, and when it is refused."""

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import ExitCode
from db.backups import back_up
from db.schema import HEAD
from tests.command_line import Command, a_database, plain
from tests.composed import new_database
from tests.operations.filled import fill


def ask(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(statement).fetchall()
        connection.commit()
    return found


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database of which `backup.db` is a backup, and whose teams were called otherwise since."""
    fill(new_database(tmp_path))
    path = tmp_path / "baton.db"
    back_up(path, tmp_path / "backup.db")
    ask(path, "UPDATE teams SET name = 'Since'")
    return path


def kept_beside(database: Path) -> list[Path]:
    return sorted(database.parent.glob("baton.db.before-restore-*"))


def names(path: Path) -> set[object]:
    return {name for (name,) in ask(path, "SELECT name FROM teams")}


def test_a_backup_takes_the_databases_place_which_is_kept(operator: Command, database: Path) -> None:
    code, said = operator("restore", "backup.db", DATABASE__URL=f"sqlite:///{database}")
    assert (code, plain(said)) == (0, True), said
    [kept] = kept_beside(database)
    assert f"Restored: {database} holds 2 teams, " in said
    assert f"What was there before is kept: {kept}.\n" in said
    assert "migrate" not in said
    assert "Since" not in names(database)
    assert names(kept) == {"Since"}
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    assert {path.name for path in database.parent.iterdir()} == {"baton.db", "backup.db", kept.name}
    assert operator("check", DATABASE__URL=f"sqlite:///{database}")[1].startswith(
        "Configuration: fine.\nDatabase: fine.\n"
    )


def test_what_stands_in_the_log_of_either_is_not_lost(operator: Command, database: Path) -> None:
    """Both files are as a killed bot leaves them: the newest changes stand beside them."""
    for name, path in (("of the backup", database.with_name("backup.db")), ("of the database", database)):
        copied: dict[str, bytes] = {}
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("UPDATE teams SET name = ?", (name,))
            for suffix in ("", "-wal"):
                copied[suffix] = path.with_name(path.name + suffix).read_bytes()
        for suffix, content in copied.items():
            path.with_name(path.name + suffix).write_bytes(content)
    assert operator("restore", "backup.db", DATABASE__URL=f"sqlite:///{database}")[0] == 0
    assert names(database) == {"of the backup"}
    [kept] = [path for path in kept_beside(database) if path.suffix != "-wal"]
    assert names(kept) == {"of the database"}


def test_a_broken_database_is_kept_with_its_log(operator: Command, database: Path) -> None:
    database.write_bytes(b"Remember the milk. " * 500)
    database.with_name("baton.db-wal").write_bytes(b"and the bread")
    code, said = operator("restore", "backup.db", DATABASE__URL=f"sqlite:///{database}")
    assert code == 0, said
    assert len(names(database)) == 2
    kept = {path.name.partition(".before-restore-")[2][16:]: path.read_bytes() for path in kept_beside(database)}
    assert kept[""].startswith(b"Remember the milk.")
    assert kept["-wal"] == b"and the bread"


def test_where_there_is_none_the_backup_becomes_the_database(operator: Command, database: Path) -> None:
    target = database.parent / "new" / "baton.db"
    target.parent.mkdir()
    code, said = operator("restore", "backup.db", DATABASE__URL=f"sqlite:///{target}")
    assert (code, "What was there before" in said) == (0, False)
    assert len(names(target)) == 2


def test_an_older_backup_asks_for_a_migration(operator: Command, tmp_path: Path) -> None:
    a_database(tmp_path, "0001")
    code, said = operator("restore", "other.db", DATABASE__URL="sqlite:///baton.db")
    assert (code, f"Baton needs version {HEAD}. Run: baton migrate.\n" in said) == (0, True), said


# --- refused ---


def unchanged(database: Path) -> bool:
    return names(database) == {"Since"} and not kept_beside(database) and not list(database.parent.glob("*restoring*"))


def test_beside_a_bot_nothing_is_restored_unless_it_was_killed(operator: Command, database: Path) -> None:
    beat = database.parent / "beat"
    beat.touch()
    settings = {"DATABASE__URL": f"sqlite:///{database}", "HEALTH__HEARTBEAT_FILE": str(beat)}
    code, said = operator("restore", "backup.db", **settings)
    assert (code, "Stop it first. If it was killed just now, use --force." in said) == (ExitCode.RUNNING, True), said
    assert unchanged(database)
    os.utime(beat, (beat.stat().st_mtime - 600,) * 2)
    assert operator("restore", "backup.db", **settings)[0] == 0
    [kept] = kept_beside(database)
    kept.unlink()
    beat.touch()
    assert operator("restore", "backup.db", "--force", **settings)[0] == 0


def test_a_database_that_somebody_has_open_is_left_alone_by_force_too(operator: Command, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("SELECT count(*) FROM teams").fetchone()
        code, said = operator("restore", "backup.db", "--force", DATABASE__URL=f"sqlite:///{database}")
    assert (code, f"Somebody has {database} open." in said, plain(said)) == (ExitCode.RUNNING, True, True), said
    assert unchanged(database)


def test_a_newer_backup_is_refused(operator: Command, database: Path) -> None:
    ask(database.with_name("backup.db"), "UPDATE alembic_version SET version_num = '9999'")
    code, said = operator("restore", "backup.db", DATABASE__URL=f"sqlite:///{database}")
    assert (code, f"newer than this Baton ({HEAD})" in said) == (ExitCode.SCHEMA, True), said
    assert unchanged(database)


@pytest.mark.parametrize("content", [b"", b"Remember the milk. " * 500, None])
def test_what_is_no_backup_is_refused(operator: Command, database: Path, content: bytes | None) -> None:
    backup = database.with_name("backup.db")
    if content is None:
        whole = backup.read_bytes()
        content = whole[: len(whole) // 2]
    backup.write_bytes(content)
    code, said = operator("restore", "backup.db", DATABASE__URL=f"sqlite:///{database}")
    assert (code, "is no backup that can be restored" in said, plain(said)) == (ExitCode.DATA, True, True), said
    assert unchanged(database)


def test_what_is_not_there_is_said(operator: Command, database: Path) -> None:
    url = f"sqlite:///{database}"
    assert operator("restore", "nowhere.db", DATABASE__URL=url) == (
        ExitCode.FILE,
        "baton: There is no file nowhere.db.\n",
    )
    code, said = operator("restore", "baton.db", DATABASE__URL=url)
    assert (code, "is the database itself" in said) == (ExitCode.USAGE, True)
    code, said = operator("restore", "backup.db", DATABASE__URL="postgresql://baton@127.0.0.1:9/baton")
    assert (code, "pg_restore" in said) == (ExitCode.USAGE, True)
