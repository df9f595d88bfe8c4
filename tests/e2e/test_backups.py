"""A backup while the program is at work, and the way back to it."""

import asyncio
from itertools import count

from bot.errors import ExitCode
from tests.e2e.team import Team
from tests.loopback.process import BotProcess


async def _ended(team: Team, *command: str) -> tuple[int, str]:
    process = BotProcess(["bot", *command], team.baton.environment, team.baton.folder)
    process.log = team.baton.folder / "command.log"
    process.log.unlink(missing_ok=True)
    await process.start()
    return await process.wait(60), process.output


async def test_what_was_acknowledged_before_a_backup_is_there_when_it_is_restored(running: Team) -> None:
    runners = [running.guild.member(f"Runner {number}") for number in range(6)]
    stop = asyncio.Event()

    async def keep_logging() -> None:
        for number in count():
            await running.log(running.guild.member(f"Later {number}"))
            if stop.is_set():
                return

    for one in runners:
        await running.log(one)
    meanwhile = asyncio.create_task(keep_logging())
    code, said = await _ended(running, "backup")
    stop.set()
    await meanwhile
    assert code == 0, said
    [backup] = (running.baton.folder / "backups").iterdir()

    code, said = await _ended(running, "restore", str(backup))
    assert (code, "The bot is running" in said) == (ExitCode.RUNNING, True), said
    code, said = await _ended(running, "restore", str(backup), "--force")
    assert (code, "Somebody has" in said) == (ExitCode.RUNNING, True), said

    [(logged,)] = running.baton.rows("SELECT count(*) FROM runs")
    assert await running.baton.stop() == 0
    code, said = await _ended(running, "restore", str(backup))
    assert code == 0, said
    names = {name for (name,) in running.baton.rows("SELECT name FROM runs JOIN runners USING (runner_id)")}
    assert names >= {one.user.name for one in runners}
    [(kept,)] = running.baton.rows("SELECT count(*) FROM runs")
    assert len(runners) <= kept <= logged

    await running.baton.start_and_connect()
    await running.log(running.anna)
    assert running.baton.rows("SELECT count(*) FROM runs") == [(kept + 1,)]
