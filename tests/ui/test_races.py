"""What races read like to one runner: who is with them."""

import pytest

from bot.services.race_letters import RaceReminder
from bot.ui.race_lines import reminder_text
from tests.ui.race_samples import own, race


def reminder(names: tuple[str, ...], others: int) -> str:
    """Return how a reminder reads of a race with these beside its reader, and as many who cheer."""
    return reminder_text(RaceReminder(race("Berlin"), 1, own(), names, others, names, others, is_last=True))


@pytest.mark.parametrize(
    ("names", "others", "told"),
    [
        ((), 1, "a teammate"),
        ((), 2, "2 teammates"),
        (("Ben",), 1, "Ben and 1 more"),
    ],
)
def test_a_reminder_counts_teammates_and_never_its_reader(names: tuple[str, ...], others: int, told: str) -> None:
    read = reminder(names, others).splitlines()
    assert f"With you: {told}" in read
    assert f"Cheering: {told}" in read


def test_who_has_nobody_beside_them_reads_of_nobody() -> None:
    assert "With you" not in reminder((), 0)
