"""`baton backup`: what it makes, what it leaves out, which ones stay, and what it says when it cannot."""

import resource
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.backups import name_of
from bot.errors import ExitCode, StartupError
from bot.services.backups import BackupRules, BackupService
from db.backups import LEFT_OUT, BackupStopped, NotABackup, back_up, examine
from db.schema import HEAD
from tests.command_line import Command, a_database, plain
from tests.composed import StandingClock, new_database
from tests.operations.filled import fill

DAY = timedelta(days=1)


def backups_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.db"))


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in names}


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = new_database(tmp_path)
    fill(url)
    return url


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(datetime(2026, 11, 20, 9, 30, tzinfo=UTC))


@pytest.fixture
def service(database: str, tmp_path: Path, clock: StandingClock) -> BackupService:
    rules = BackupRules(tmp_path / "backups", DAY, daily=2, weekly=0)
    return BackupService(tmp_path / "baton.db", rules, clock)


def test_a_backup_is_made_looked_through_and_told(operator: Command, tmp_path: Path, database: str) -> None:
    code, said = operator("backup", DATABASE__URL=database)
    [made] = backups_in(tmp_path / "backups")
    assert (code, plain(said)) == (0, True)
    assert said.startswith(f"Backed up: {made} ({made.stat().st_size:,} bytes). It is in one piece and holds 2 teams, ")
    assert said.endswith(f"at version {HEAD}.\n")
    assert list((tmp_path / "backups").iterdir()) == [made]
    code, said = operator("check", DATABASE__URL=database)
    assert "Backup: the newest is of " in said
    assert " UTC, " in said


def test_only_its_owner_may_read_it(operator: Command, tmp_path: Path, database: str) -> None:
    operator("backup", DATABASE__URL=database)
    [made] = backups_in(tmp_path / "backups")
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700


def test_it_holds_all_but_what_services_told(tmp_path: Path, database: str) -> None:
    back_up(tmp_path / "baton.db", tmp_path / "copy.db")
    before, after = contents(tmp_path / "baton.db"), contents(tmp_path / "copy.db")
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} == set(LEFT_OUT)
    assert {name: after[name] for name in LEFT_OUT if name != "imports"} == {
        name: [] for name in LEFT_OUT if name != "imports"
    }
    # Lists that a runner brought as files stay, and so do those of services that are done with.
    with closing(sqlite3.connect(tmp_path / "baton.db")) as connection:
        asked = "SELECT * FROM imports WHERE service IS NULL OR entries IS NULL"
        assert after["imports"] == sorted(connection.execute(asked).fetchall(), key=repr)
    assert 0 < len(after["imports"]) < len(before["imports"])


def test_what_is_left_out_is_not_in_the_bytes_either(tmp_path: Path, database: str) -> None:
    with closing(sqlite3.connect(tmp_path / "baton.db")) as connection:
        connection.execute("UPDATE found_runs SET device = 'the watch that told'")
        connection.commit()
    back_up(tmp_path / "baton.db", tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "baton.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"the watch that told" in (tmp_path / "baton.db").read_bytes()
    assert b"the watch that told" not in (tmp_path / "copy.db").read_bytes()


def test_it_is_one_instant_though_others_write_all_the_while(tmp_path: Path, database: str) -> None:
    """A writer moves a number from one row to another; in no backup may the sum be another."""
    path = tmp_path / "baton.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE purses (name INTEGER PRIMARY KEY, coins INTEGER, padding TEXT)")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO purses VALUES (?, 100, ?)", ((n, "x" * 3_000) for n in range(4_000)))
        connection.execute("COMMIT")
    stop, written = threading.Event(), threading.Event()

    def move_coins() -> None:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as connection:
            turn = 0
            while not stop.is_set():
                turn += 1
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("UPDATE purses SET coins = coins - 1 WHERE name = ?", (turn % 4_000,))
                connection.execute("UPDATE purses SET coins = coins + 1 WHERE name = ?", (3_999 - turn % 4_000,))
                connection.execute("COMMIT")
                written.set()

    writer = threading.Thread(target=move_coins)
    writer.start()
    try:
        assert written.wait(30)
        sums = []
        for number in range(5):
            written.clear()
            back_up(path, tmp_path / f"copy-{number}.db")
            sums.append(contents(tmp_path / f"copy-{number}.db")["purses"])
            assert written.wait(30)
    finally:
        stop.set()
        writer.join()
    assert [sum(coins for _, coins, _ in copy) for copy in sums] == [400_000] * 5
    assert sums[0] != sums[-1]


def test_a_schema_that_is_behind_is_backed_up_before_it_is_migrated(operator: Command, tmp_path: Path) -> None:
    code, said = operator("backup", DATABASE__URL=a_database(tmp_path, "0001"))
    assert (code, "0 teams, 0 runners and 0 runs, at version 0001" in said) == (0, True), said


# --- which stay ---


def test_old_ones_go_and_what_is_none_of_baton_stays(service: BackupService, clock: StandingClock) -> None:
    folder = service.rules.folder
    folder.mkdir()
    others = ["notes.txt", "other-20200101T000000Z.db", "baton-yesterday.db", "baton-20200101T000000Z.db.gz"]
    for name in others:
        (folder / name).touch()
    removed = []
    for _ in range(5):
        clock.forward(days=1)
        removed.append(service.make().removed)
    assert [backup.made_at for backup in service.all()] == [clock.now() - DAY, clock.now()]
    assert {path.name for path in folder.iterdir()} == {*others, *(backup.path.name for backup in service.all())}
    assert removed == [0, 0, 1, 1, 1]


def test_in_a_folder_that_is_named_nothing_goes(service: BackupService, clock: StandingClock, tmp_path: Path) -> None:
    for _ in range(5):
        clock.forward(days=1)
        service.make(tmp_path / "elsewhere")
    assert len(backups_in(tmp_path / "elsewhere")) == 5
    assert service.all() == []


def test_what_a_killed_process_left_goes_after_a_day(service: BackupService, clock: StandingClock) -> None:
    folder = service.rules.folder
    folder.mkdir()
    for name in (".baton-20200101T000000Z.db.77.part", ".baton-20200101T000000Z.db.77.part-journal", ".other.part"):
        (folder / name).touch()
    clock.set(datetime.now(UTC))
    service.make()
    assert len(list(folder.iterdir())) == 4
    clock.forward(days=2)
    service.make()
    assert {path.name for path in folder.iterdir()} == {".other.part", *(each.path.name for each in service.all())}


# --- by itself ---


async def test_one_is_made_when_the_newest_is_old_enough(service: BackupService, clock: StandingClock) -> None:
    made = [await service.make_due()]
    clock.forward(hours=23)
    made.append(await service.make_due())
    clock.forward(hours=1)
    made.append(await service.make_due())
    assert (made, len(service.all())) == ([True, False, True], 2)


async def test_none_is_made_where_none_is_wanted(service: BackupService, clock: StandingClock) -> None:
    rules = BackupRules(service.rules.folder, None, 1, 0)
    assert not await BackupService(service._database, rules, clock).make_due()
    assert not service.rules.folder.exists()


async def test_what_stands_in_the_way_is_logged_and_tried_again(
    service: BackupService, caplog: pytest.LogCaptureFixture
) -> None:
    service.rules.folder.write_text("not a folder")
    assert not await service.make_due()
    assert "no backup was made: The backup cannot be written to" in caplog.text
    service.rules.folder.unlink()
    assert await service.make_due()


def test_who_wants_it_no_more_has_nothing_of_it_left(database: str, tmp_path: Path) -> None:
    with pytest.raises(BackupStopped):
        back_up(tmp_path / "baton.db", tmp_path / "backups" / "copy.db", lambda: True)
    assert list((tmp_path / "backups").iterdir()) == []


# --- what can be wrong ---


@contextmanager
def _room_for(size: int) -> Iterator[None]:
    """Let this process write no file larger than that, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_said_and_leaves_nothing(operator: Command, tmp_path: Path, database: str) -> None:
    with _room_for(100_000):
        code, said = operator("backup", DATABASE__URL=database)
    assert (code, plain(said)) == (ExitCode.FILE, True), said
    assert f"The backup cannot be written to {tmp_path / 'backups'}" in said
    assert "that its disk has room" in said
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_full_disk_takes_no_older_backup_away(service: BackupService, clock: StandingClock) -> None:
    service.make()
    clock.forward(days=9)
    with _room_for(100_000), pytest.raises(StartupError):
        service.make()
    assert len(service.all()) == 1


def test_a_folder_that_cannot_be_written_is_said(operator: Command, tmp_path: Path, database: str) -> None:
    (tmp_path / "notes.txt").touch()
    code, said = operator("backup", "notes.txt/backups", DATABASE__URL=database)
    assert (code, plain(said)) == (ExitCode.FILE, True), said
    assert "The backup cannot be written to notes.txt/backups: Not a directory." in said


def test_a_database_that_is_not_there_is_said_and_not_made(operator: Command, tmp_path: Path) -> None:
    code, said = operator("backup")
    assert (code, plain(said)) == (ExitCode.DATABASE, True), said
    assert "there is no file data/baton.db" in said
    assert not (tmp_path / "data" / "baton.db").exists()


def test_what_is_no_database_of_batons_is_not_kept_as_a_backup(operator: Command, tmp_path: Path) -> None:
    code, said = operator("backup", DATABASE__URL=a_database(tmp_path, None))
    assert (code, "it holds no tables of Baton's" in said, plain(said)) == (ExitCode.DATA, True, True), said
    assert list((tmp_path / "backups").iterdir()) == []


def test_damage_is_found(tmp_path: Path, database: str) -> None:
    back_up(tmp_path / "baton.db", tmp_path / "copy.db")
    whole = (tmp_path / "copy.db").read_bytes()
    found = set()
    tried = range(8_192, len(whole) - 4_096, 5 * 4_096)
    for at in tried:
        (tmp_path / "damaged.db").write_bytes(whole[:at] + b"\x55" * 4_096 + whole[at + 4_096 :])
        try:
            examine(tmp_path / "damaged.db")
        except NotABackup:
            found.add(at)
    # Every page belongs to a table or an index, but for those that hold nothing any more.
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        [free] = connection.execute("PRAGMA freelist_count").fetchone()
    assert len(tried) > 2 * free
    assert len(found) >= len(tried) - free
    (tmp_path / "short.db").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(NotABackup):
        examine(tmp_path / "short.db")


def test_a_row_that_leads_nowhere_is_found(tmp_path: Path, database: str) -> None:
    with closing(sqlite3.connect(tmp_path / "baton.db")) as connection:
        connection.execute("DELETE FROM runs")
        connection.commit()
    with pytest.raises(NotABackup, match="that is not there"):
        back_up(tmp_path / "baton.db", tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_on_postgresql_its_own_tool_is_named_without_the_password(operator: Command) -> None:
    code, said = operator("backup", DATABASE__URL="postgresql://baton:hidden@db.example.org:5433/team")
    assert (code, plain(said)) == (ExitCode.USAGE, True)
    assert "pg_dump --format=custom --file=baton.dump 'postgresql://baton@db.example.org:5433/team'" in said
    assert "hidden" not in said


def test_check_says_when_the_newest_is_too_old(operator: Command, tmp_path: Path, database: str) -> None:
    old = datetime.now(UTC) - timedelta(days=5)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / name_of("baton", old)).touch()
    said = operator("check", DATABASE__URL=database)[1]
    assert f"Backup: the newest is of {old:%Y-%m-%d %H:%M} UTC, 5 d old. The bot makes one every 24 h" in said
    said = operator("check", DATABASE__URL=database, BACKUP__EVERY_HOURS="0")[1]
    assert f"Backup: the newest is of {old:%Y-%m-%d %H:%M} UTC, 5 d old.\n" in said
