"""The command line. What operators do with the database as a whole is in `bot.operations`."""

import argparse
import asyncio
import importlib.util
import logging
import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from bot import __version__
from bot.config import Settings, load_settings
from bot.errors import ExitCode, StartupError
from bot.logs import set_up_logging
from bot.operations import add_operations
from bot.operations.heartbeat import HEARTBEAT_LIMIT_SECONDS, heartbeat_age

T = TypeVar("T")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code (see `bot.errors.ExitCode`)."""
    options = _parser().parse_args(arguments)
    try:
        # Who makes a key has perhaps a configuration that lacks one.
        settings = Settings() if options.command is _new_key else load_settings(options.config, os.environ)
        set_up_logging(settings.logging, secrets=settings.never_shown)
        return int(options.command(settings, options) or ExitCode.OK)
    except StartupError as error:
        print(f"baton: {error.message}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.OK
    except Exception:
        logging.getLogger(__name__).exception("a defect")
        print("baton: That is a defect in Baton. The trace above helps whoever mends it.", file=sys.stderr)
        return ExitCode.UNEXPECTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="baton", description="A Discord bot that makes far-flung runners a team.")
    parser.add_argument("--version", action="version", version=f"baton {__version__}")
    parser.add_argument("--config", type=Path, help="the configuration file (default: config.toml if there is one)")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Callable[[Settings, argparse.Namespace], int | None], what: str) -> Any:
        added = commands.add_parser(name, help=what, description=what)
        added.set_defaults(command=run)
        return added

    command("run", _run, "run the bot on Discord")
    start = command("start", _start, "run the bot if there is a token, else the playground; says which and why")
    playground = command("playground", _playground, "try the whole bot on a simulated Discord in the browser")
    for either in (start, playground):
        either.add_argument(
            "--folder", type=Path, help="keep the playground's database here (default: a temporary one)"
        )
        either.add_argument("--port", type=int, help="the console's port (default: from the configuration)")
    command("migrate", _migrate, "bring the database's tables up to date")
    command("rebuild", _rebuild, "derive points and totals anew from the log, and report what differed")
    command("sync", _sync, "tell Discord about the slash commands; once after each upgrade")
    command("check", _check, "check configuration and database, and say what is missing")
    command("new-key", _new_key, "print a key for [secrets], which seals members' access to other services")
    command("forget-sealed", _forget_sealed, "end connections that no key in [secrets] opens; their runners are told")
    add_operations(command)
    command("health", _health, "exit with 0 if the bot is running well")
    return parser


def _run(settings: Settings, _options: argparse.Namespace) -> None:
    from bot.app import run

    _in_loop(run(settings))


def _start(settings: Settings, options: argparse.Namespace) -> None:
    if settings.discord.token:
        print("A Discord token is configured: starting the bot on Discord.", flush=True)
        _run(settings, options)
    else:
        print(
            "There is no Discord token ([discord] token or BATON_DISCORD__TOKEN): starting the playground instead, "
            "the whole bot on a simulated Discord in your browser.",
            flush=True,
        )
        _playground(settings, options)


def _playground(settings: Settings, options: argparse.Namespace) -> None:
    if importlib.util.find_spec("simcord") is None:
        raise StartupError(
            "The playground needs the package simcord: make run installs it, or pip install 'baton[playground]'.",
            ExitCode.MISSING,
        )
    # Importing the simulated Discord makes a client without any intents, and discord.py warns of that.
    logging.getLogger("discord.state").setLevel(logging.ERROR)
    from bot.playground import run_playground

    # The simulated Discord moves time by reaching into asyncio's own loop.
    _in_loop(run_playground(settings, folder=options.folder, port=options.port), quick=False)


def _migrate(settings: Settings, _options: argparse.Namespace) -> None:
    from bot.opening import refuse_newer_schema
    from db.schema import HEAD, migrate
    from db.unavailable import DatabaseUnavailable

    _in_loop(refuse_newer_schema(settings))
    try:
        migrate(settings.database.url)
    except DatabaseUnavailable as error:
        raise StartupError(
            f"The database cannot be migrated: {error}. Check that its user may change tables.",
            ExitCode.DATABASE,
        ) from error
    print(f"The database is at version {HEAD}.")


def _rebuild(settings: Settings, _options: argparse.Namespace) -> None:
    from bot.app import rebuild

    async def report() -> None:
        done = await rebuild(settings)
        print(f"Looked at {done.runners} runners: {done.mended} had to be mended, and {done.team_totals} team totals.")
        if done.mended or done.team_totals:
            print("The log above says whose. A difference is a defect in Baton; please report it.")

    _in_loop(report())


def _sync(settings: Settings, _options: argparse.Namespace) -> None:
    from bot.app import sync

    async def report() -> None:
        print(f"Discord knows {await sync(settings)} commands. Members see them within a minute or two.")

    _in_loop(report())


def _check(settings: Settings, _options: argparse.Namespace) -> int:
    from bot.app import secret_box_of, token_of
    from bot.opening import database_of, is_yet_to_be_made, open_database
    from bot.operations.backups import backup_state
    from bot.services.sealing import Sealed, SealingService

    usable = False

    async def opened() -> Sealed | None:
        kept = database_of(settings)
        await open_database(kept)
        try:
            return await SealingService(kept, secret_box_of(settings)).check() if usable else None
        finally:
            await kept.close()

    def database() -> str:
        nonlocal usable
        if is_yet_to_be_made(settings):
            # Opening it would leave an empty file behind, from a command that is to change nothing.
            return "not there yet; the first start creates it."
        _in_loop(opened())
        usable = True
        return "fine."

    def secrets() -> str:
        sealed = _in_loop(opened()) if usable else None
        if sealed is None:
            return "looked at once the database is there."
        if not sealed.stored:
            return "nothing is stored sealed."
        older = f" The next start seals {sealed.stale} anew, with the newest." if sealed.stale else ""
        return f"the keys open all that is stored ({sealed.stored}).{older}"

    def token() -> str:
        token_of(settings)
        return "there is one. Whether Discord accepts it shows at the start."

    print("Configuration: fine.")
    worst = ExitCode.OK
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("Database", database),
        ("Backup", lambda: backup_state(settings)),
        ("Secrets", secrets),
        ("Strava", lambda: _strava(settings)),
        ("intervals.icu", lambda: _intervals(settings)),
        ("Token", token),
    )
    for name, check in checks:
        try:
            print(f"{name}: {check()}")
        except StartupError as error:
            print(f"{name}: {error.message}")
            worst = worst or ExitCode(error.exit_code)
    return worst


def _strava(settings: Settings) -> str:
    strava = settings.strava
    if strava.level == "off":
        return "off. Runs come by hand and as files."
    if not strava.is_set_up:
        return "not set up. Runs come by hand and as files; docs/strava.md says how to connect it."
    seats = "one athlete" if strava.athletes == 1 else f"{strava.athletes} athletes"
    told = "Strava calls" if strava.webhook == "on" else "Baton asks every half hour"
    yes = "" if strava.level == "nudge" else " This level needs Strava's written yes (docs/strava.md)."
    return f"set up, level {strava.level}, for {seats}; {told}.{yes}"


def _intervals(settings: Settings) -> str:
    if settings.intervals_is_set_up:
        return "set up. Members connect it with keys of their own."
    return "not set up: it needs a key in [secrets]. Make one with: baton new-key."


def _new_key(_settings: Settings, _options: argparse.Namespace) -> None:
    from bot.secret_box import new_key

    print(new_key())


def _forget_sealed(settings: Settings, _options: argparse.Namespace) -> None:
    from bot.app import secret_box_of
    from bot.opening import database_of, open_database
    from bot.services.clock import SystemClock
    from bot.services.sealing import SealingService

    async def forget() -> int:
        kept = database_of(settings)
        await open_database(kept)
        try:
            return await SealingService(kept, secret_box_of(settings)).give_up(SystemClock().now())
        finally:
            await kept.close()

    if forgotten := _in_loop(forget()):
        print(f"Forgotten: {forgotten}, which no key opens. Whose it was hears of it, and may connect anew.")
    else:
        print("There is nothing that the keys do not open.")


def _health(settings: Settings, _options: argparse.Namespace) -> int:
    age = heartbeat_age(settings)
    if age is not None and age <= HEARTBEAT_LIMIT_SECONDS:
        return ExitCode.OK
    print(
        "Baton is not running, or hangs: its heartbeat file is " + ("missing." if age is None else f"{age:.0f} s old.")
    )
    return ExitCode.UNEXPECTED


def _in_loop(main: Coroutine[Any, Any, T], *, quick: bool = True) -> T:
    """Run a coroutine, if `quick` on uvloop where there is one: it takes less time for each interaction."""
    factory = None
    if quick and importlib.util.find_spec("uvloop") is not None:
        import uvloop

        factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(main)


if __name__ == "__main__":
    sys.exit(main())
