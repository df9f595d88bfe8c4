"""A bot as its own process: started, watched, stopped and killed from outside."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]

BYTECODE = ROOT / ".cache" / "bytecode"
"""Where compiled modules are kept, so that every start after the first is as fast as on an operator's machine."""

NOT_INHERITED = ("BATON_", "PYTHONDONTWRITEBYTECODE")


class BotProcess:
    """`python -m <module> …` in a folder of its own, with an environment that nothing of ours leaks into."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        self.arguments = list(arguments)
        self.environment = dict(environment)
        self.folder = folder
        self.log = folder / "output.log"
        self.started_at = 0.0
        """perf_counter just before the process was made."""
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start the process; its output is appended to `log`."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)}
        with self.log.open("ab") as output:
            self.started_at = time.perf_counter()
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                *self.arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                env=inherited | {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(BYTECODE)} | self.environment,
            )

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.returncode is None

    @property
    def output(self) -> str:
        """Everything it has printed, over all its lives."""
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""

    @property
    def memory_bytes(self) -> int:
        """Resident memory."""
        assert self._process is not None
        return int(psutil.Process(self._process.pid).memory_info().rss)

    @property
    def cpu_seconds(self) -> float:
        """Processor time used so far."""
        assert self._process is not None
        times = psutil.Process(self._process.pid).cpu_times()
        return float(times.user + times.system)

    async def wait(self, within: float = 20.0) -> int:
        """Wait for the end and return the exit code; TimeoutError after `within` seconds."""
        assert self._process is not None
        async with asyncio.timeout(within):
            return await self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal and do not wait."""
        assert self._process is not None
        self._process.send_signal(number)

    async def stop(self, within: float = 20.0) -> int:
        """Ask politely (SIGTERM) and return the exit code."""
        self.signal(signal.SIGTERM)
        return await self.wait(within)

    async def kill(self) -> None:
        """End it at once (SIGKILL), if it still lives."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
