"""Every sentence keeps the voice, and every problem that code can raise has one."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from bot.app import build
from bot.client import EXTENSIONS
from bot.config import DatabaseSettings, Settings
from bot.domain.checkups.follow_through import FollowThrough
from bot.domain.checkups.signs import Sign, Status
from bot.domain.units import Unit
from bot.files import Other
from bot.ui import text
from bot.ui.checkup_lines import facts_of
from tests.ui.checkup_samples import bare
from tests.ui.samples import Sample, shown, views_of
from tests.ui.voice import ALLOWED, avoided, written_in

ROOT = Path(text.__file__).parents[3]
MODULES = [importlib.import_module(f"bot.ui.text.{module.name}") for module in pkgutil.iter_modules(text.__path__)]
ERROR_CLASSES = {"UserError", "NotFound", "NotAllowed", "Unclear"}


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from strings(part)


SENTENCES = sorted(
    {
        sentence
        for module in (text, *MODULES)
        for name, value in vars(module).items()
        if name[0].isupper()
        for sentence in strings(value)
    }
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_no_sentence_uses_a_word_to_avoid(sentence: str) -> None:
    assert avoided(sentence) == []


@pytest.mark.parametrize("module", sorted(Path(text.__file__).parent.glob("*.py")), ids=lambda path: path.stem)
def test_no_text_that_is_put_together_uses_a_word_to_avoid(module: Path) -> None:
    written = list(written_in(module))
    assert [sentence for sentence in written if avoided(sentence)] == []
    assert written


@pytest.mark.parametrize("name", views_of(Sample()))
async def test_no_layout_uses_a_word_to_avoid(name: str) -> None:
    assert avoided(shown(views_of(Sample())[name])) == []


CHOICES_BY_NAME = {"last_week", "last_30_days"}
"""Names that are agreed upon with whoever scripts the commands, and are spans of time."""


async def test_no_command_option_or_choice_uses_a_word_to_avoid(tmp_path: Path) -> None:
    bot = build(Settings(database=DatabaseSettings(f"sqlite+aiosqlite:///{tmp_path}/none.db"))).bot
    for extension in EXTENSIONS:
        await bot.load_extension(extension)
    told = [words for command in bot.tree.get_commands() for words in said_of(command.to_dict(bot.tree))]
    assert {"run", "log", "Log a run: how far and how long is enough", "Private feedback"} <= set(told)
    assert "A word about it, for you, your coach and your team" in told
    assert [words for words in told if avoided(words) and words not in CHOICES_BY_NAME] == []
    assert set(told) >= CHOICES_BY_NAME


def said_of(command: Any) -> Iterator[str]:
    """Yield what a member reads of a command in Discord: names and descriptions, level by level."""
    yield from (command[key] for key in ("name", "description") if command.get(key))
    for part in ("options", "choices"):
        for below in command.get(part) or ():
            yield from said_of(below)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("You missed the last one and ran behind", ["missed", "last", "behind"]),
        ("You beat 7 teammates!", ["beat"]),
        ("Streak lost", ["lost"]),
        ("Top and bottom of the week", ["bottom"]),
        ("**Ana** was faster than Ben", ["faster", "than"]),
        ("Below average, you should have run", ["average", "should"]),
        ("You only ran once, and lose weight", ["only", "lose", "weight"]),
        ("The WINNER is Ana, and Ben's rank is 4", ["winner", "rank"]),
        ("You must run, or be worse than everyone else", ["must", "worse", "than", "everyone else"]),
        ("Nobody has to be better", ["has to", "better"]),
        ("no_name_of_a_failure", ["failure"]),
        ("Lastly, a glass of wine for the rankest meanness", []),
    ],
)
def test_the_scan_finds_what_it_looks_for(sentence: str, words: list[str]) -> None:
    assert avoided(sentence) == words


def test_each_sentence_that_was_looked_at_is_said_and_has_the_word() -> None:
    assert set(ALLOWED) - set(SENTENCES) == set()
    for sentence, words in ALLOWED.items():
        for word in words:
            assert re.search(rf"\b{word}\b", sentence)


def test_a_sentence_that_was_looked_at_excuses_no_other() -> None:
    (sentence, (word,)), *_ = ALLOWED.items()
    assert avoided(sentence) == []
    assert avoided(f"{sentence} Your streak is {word}.") == [word]
    assert avoided("What a mean run.") == ["mean"]
    assert avoided("Did you mean a better run?") == ["better"]


@pytest.mark.parametrize("code", text.PROBLEMS)
def test_a_problem_is_one_plain_sentence_and_a_hint(code: str) -> None:
    message, hint = text.PROBLEMS[code]
    for said in (message, hint):
        assert said[0].isupper() or said[0] in "“`1"
        assert said[-1] in ".?"
        assert len(said) <= 90


# --- codes in the code ---


def raised_codes() -> Iterator[tuple[str, set[str], str]]:
    """Yield each code that services and rules raise by name, with its facts and where."""
    for folder in ("bot/services", "bot/domain", "bot/ui", "cogs"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                    continue
                if node.func.id in ERROR_CLASSES and node.args and isinstance(node.args[0], ast.Constant):
                    facts = {keyword.arg for keyword in node.keywords if keyword.arg}
                    yield str(node.args[0].value), facts, f"{file.name}:{node.lineno}"


def codes_of(file: str, error: str) -> set[str]:
    """Return the codes with which a module of the rules raises `error`."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {
        str(node.args[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == error
        and isinstance(node.args[0], ast.Constant)
    }


def composed_codes() -> set[str]:
    """Return the codes that services put together from those of the rules."""
    read = {"invalid": "unreadable"}
    units = codes_of("bot/domain/units.py", "ParseError")
    dates = codes_of("bot/domain/dates.py", "ParseError") | {"invalid"}
    return {
        *(f"run_impossible_{code}" for code in codes_of("bot/domain/runs.py", "Impossible")),
        *(f"{what}_{read.get(code, code)}" for what in ("distance", "duration") for code in units),
        *(f"when_{read.get(code, code)}" for code in dates),
    }


def fields(code: str) -> set[str]:
    return {field for part in text.PROBLEMS[code] for _, field, _, _ in Formatter().parse(part) if field}


def test_every_code_that_is_raised_has_its_sentence_and_brings_its_facts() -> None:
    raised = list(raised_codes())
    assert len(raised) > 10
    assert [f"{code} in {where}" for code, _, where in raised if code not in text.PROBLEMS] == []
    assert [f"{code} in {where}" for code, facts, where in raised if not fields(code) <= facts] == []


def test_every_code_made_from_a_rule_has_its_sentence() -> None:
    codes = composed_codes()
    assert {"distance_unreadable", "when_future", "run_impossible_too_long"} <= codes
    assert codes - set(text.PROBLEMS) == set()
    assert {code for code in codes if not fields(code) <= {"text", "time"}} == set()


def test_every_sport_that_a_file_may_hold_instead_of_a_run_has_its_sentence() -> None:
    assert {f"file_not_a_run_{other}" for other in Other} <= set(text.PROBLEMS)


def test_what_people_wrote_is_quoted_safely_and_short() -> None:
    message, _ = text.problem("distance_unreadable", {"text": "**@everyone** " + "x" * 6000})
    assert message.startswith("I can't read “\\*\\*@\u200beveryone\\*\\* x")
    assert len(message) < 120


def test_a_fact_cannot_reach_into_the_template() -> None:
    message, _ = text.problem("distance_unreadable", {"text": "{0.__class__} {text} %s"})
    assert "{0.\\_\\_class\\_\\_} {text} %s" in message


def test_figures_are_told_as_they_are() -> None:
    assert text.problem("note_too_long", {"limit": 300})[0] == "A note holds up to 300 characters."
    assert text.problem("cooldown", {"seconds": 3})[1] == "Ready again in 3 s."


def test_days_are_told_as_members_say_them() -> None:
    message, _ = text.problem("session_to_come", {"day": date(2026, 11, 26)})
    assert message == "That session is planned for Thu 26 Nov."


def test_one_planned_run_is_one() -> None:
    def line(counted: int) -> str:
        sign = FollowThrough(Status.NEED_DATA, counted)
        checkup = replace(bare(Unit.KM, date(2026, 11, 20)), follow_through=sign)
        return facts_of(checkup, Sign.FOLLOW_THROUGH)

    assert line(1).startswith("1 planned run in the past")
    assert line(2).startswith("2 planned runs in the past")


def test_a_code_without_a_sentence_is_known_as_such() -> None:
    with pytest.raises(KeyError):
        text.problem("nobody_wrote_this", {})
