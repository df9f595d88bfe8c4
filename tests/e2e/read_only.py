"""`python -m tests.e2e.read_only FOLDER MODULE …`: a module of ours, where nothing but a folder can be written.

What Python itself opens or makes elsewhere is refused, as by a container whose root is read-only. What a library writes
without Python's knowing would pass; SQLite's files, which are its own, are announced with their path.
"""

import errno
import os
import runpy
import sys
from pathlib import Path

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
MAKES = {"os.mkdir", "os.rename", "os.link", "os.symlink", "os.remove", "os.truncate", "sqlite3.connect"}


def refuse_outside(folder: Path) -> None:
    """From now on, refuse whatever would write outside a folder; there is no way back."""
    inside = str(folder.resolve())

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if not isinstance(flags, int) or not flags & WRITES:
                return
        elif event in MAKES:
            path = arguments[0]
        else:
            return
        if not isinstance(path, str | bytes | os.PathLike):
            # A file that is open already, by its number.
            return
        full = os.path.realpath(os.fsdecode(path).removeprefix("file:").partition("?")[0])
        if full != "/dev/null" and not full.startswith(inside + os.sep) and full != inside:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), full)

    sys.addaudithook(hook)


if __name__ == "__main__":
    refuse_outside(Path(sys.argv[1]))
    module = sys.argv[2]
    sys.argv = [module, *sys.argv[3:]]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
