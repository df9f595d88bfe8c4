"""Says at the end of a run which of the published vectors were gone through."""

from collections import Counter

import pytest

from tests.domain import vectors


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Report the vectors that ran, and the functions of the file that do not exist yet."""
    reports = (report for category in ("passed", "failed") for report in terminalreporter.getreports(category))
    ran = Counter(fn for report in reports for name, fn in report.user_properties if name == vectors.RAN)
    if not ran:
        return
    held = Counter(vector.fn for vector in vectors.load())
    skipped = {fn: count for fn, count in held.items() if fn not in vectors.IMPLEMENTED}
    terminalreporter.section("running vectors")
    terminalreporter.line(f"ran {ran.total()} of {held.total()} from {vectors.FILE.name}: {_list(ran)}")
    terminalreporter.line(f"skipped {sum(skipped.values())}, fn not implemented yet: {_list(skipped) or 'none'}")


def _list(counts: dict[str, int]) -> str:
    return ", ".join(f"{fn} {count}" for fn, count in sorted(counts.items()))
