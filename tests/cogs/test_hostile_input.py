"""Whatever is typed or pressed gets one plain, private answer, and the log stays as people wrote it.

The normal run types `HOSTILE_EXAMPLES` commands (150 unless that variable says otherwise) and tries a third as many of
everything else.
"""

import json
import logging
import os
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import discord
import pytest
import simcord
from discord import AppCommandOptionType, app_commands
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from bot.ui.cards import MAX_TEXT
from bot.ui.components import Lasting, Picker
from bot.ui.persistent import PERSISTENT
from tests.composed import Stage, answer, buttons, defects, last, last_card, words
from tests.files.making import gpx, row, strava_list, tcx
from tests.loopback import openapi

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "150"))
on_one_stage = settings(
    max_examples=EXAMPLES,
    deadline=None,
    # One environment for all examples: what one of them breaks, the next ones would show.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)

GIF = b"GIF89a\1\0\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
RIGHT: dict[str, list[Any]] = {
    "target": ["500 km", "200 runs", "8848 m up"],
    "end": ["sunday", "4 weeks", "2026-12-20"],
    "start": ["yesterday", "2026-11-01"],
    "pledge": ["0.50 per km, max 200, plus 50", "€1/mile", "flat 20"],
    "climb": ["350 m", "1,150 ft"],
    "file": [("run.tcx", tcx((3_130, 10_000))), ("one.gpx", gpx(200, kind=None)), ("list.csv", strava_list(row(1)))],
    "distance": ["10k", "6.2 mi", "half", "5 km", "400 m", "marathon"],
    "time": ["52:10", "1h05", "45", "3:59:59", "20'30\""],
    "when": ["today", "yesterday 6am", "2026-11-18", "3 days ago", "14 Nov"],
    "note": ["legs finally awake", "windy"],
}
"""What people type into an option of this name; an option that is not here takes anything."""
FILES = [
    ("photo.gif", GIF),
    ("photo.jpg", b"banana"),
    ("run.fit", b""),
    ("\u202egpj.exe", b"MZ"),
    ("x" * 200, b"\0" * 99),
]
ABSURD = [
    *(" ", "\u200b", "\x00", "10k\x00", "\x1b[31m", "\u202ek01", "\ufeff10k", "\n\n\n", "\\", "\ud800", "10\ud83dk"),
    *("nan", "inf", "-inf", "1e999", "1e999 km", "NaN km", "0x10 km", "-0", "-5k", "0:00", "0k", "1/0", "1_000 km"),
    *(
        "٣ km",
        "\U0001d7d9\U0001d7d8k",
        "१० km",
        "Ⅷ km",
        "10²k",
        "½ mi",
        "10k 10k",
        "10,000.00 km",
        "1:2:3:4",
        "99:99",
        "9999:59:59",
    ),
    *("999999999 km", "9" * 64, "9" * 100, "0." + "0" * 60 + "1 km", "1" + "0" * 40 + "h", "1e3 mi", "525600 min"),
    *("31 Feb", "2026-02-30", "0001-01-01", "9999-12-31", "10000-01-01", "9999 weeks ago", "last", "at at at", "25:00"),
    *("'; DROP TABLE runs; --", '" OR 1=1 --', "{0}{text}{__class__}", "{distance.__init__}", "%s%n%d", "${jndi:x}"),
    *("@everyone", "@here", "<@1>", "<@&1>", "<#1>", "</run log:1>", "<t:0>", "<a:x:1>", "||x||", "```", "# a", "> a"),
    *("[a](https://b.example)", "***", "~~x~~", "<script>alert(1)</script>", "../../etc/passwd", "discord.gg/x"),
    *("مرحبا بالعالم", "שלום 10k", "日本語", "👩‍👩‍👧‍👦" * 12, "e" + "\u0301" * 80, "\U0001f1e9\U0001f1ea", "\u3164"),
    *("x" * 300, "x" * 6_000, "*" * 6_000, "```" * 2_000, "\n" * 6_000, "👍" * 3_000, "<@1>" * 1_500),
]
TEXTS = st.one_of(st.sampled_from(ABSURD), st.text(max_size=400))
NUMBERS = st.one_of(
    st.integers(min_value=1, max_value=10),
    st.sampled_from([0, -1, 11, 2**31, 2**53 - 1, -(2**53) + 1]),
    st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1),
)
NAMES = [
    "Ana",
    "@everyone",
    "\u202eRunner",
    "**bold** `x`",
    "\u3164",
    "👩‍👩‍👧‍👦👩‍👩‍👧‍👦",
    "مرحبا",
    "{0} %s",
    "<@1>",
    "A" * 32,
]
DEFERRED = 5
INSIDE = re.compile(
    r"Traceback|\b\w*(?:Error|Exception)\b|Reference|sqlite|SQLAlchemy|asyncpg|\bNone\b|<class|0x[0-9a-f]{6}"
)


@dataclass
class Ledger:
    """The log as the file holds it, read beside the bot."""

    stage: Stage

    def rows(self, table: str = "runs") -> list[tuple[Any, ...]]:
        """Return every row of a table as it is saved at this moment."""
        path = self.stage.application.settings.database.url.partition("///")[2]
        with sqlite3.connect(path) as connection:
            found = connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall()
        connection.close()
        return found

    def notes(self) -> list[str | None]:
        """Return the notes of all runs, oldest first."""
        return [row[0] for row in self.ask("SELECT note FROM runs ORDER BY run_id")]

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the answer to a question about the file."""
        path = self.stage.application.settings.database.url.partition("///")[2]
        with sqlite3.connect(path) as connection:
            found = connection.execute(sql).fetchall()
        connection.close()
        return found

    def check_sums(self) -> None:
        """Check that everything that is derived from the log still follows from it."""
        runs = self.ask("SELECT runner_id, sum(distance_m), sum(moving_s), count(*) FROM runs GROUP BY runner_id")
        totals = self.ask(
            "SELECT runner_id, distance_m, moving_s, runs FROM period_totals WHERE kind = 'all' AND runs > 0"
        )
        assert sorted(totals) == sorted(runs)
        awards = self.ask("SELECT runner_id, sum(points) FROM awards GROUP BY runner_id")
        points = self.ask("SELECT runner_id, points FROM period_totals WHERE kind = 'all' AND points > 0")
        assert sorted(points) == sorted(awards)
        [[distance]] = self.ask("SELECT coalesce(sum(distance_m), 0) FROM team_totals WHERE period = 'all'")
        assert distance == sum(row[1] for row in runs)


def check(stage: Stage, result: simcord.InteractionResult, requests_before: int) -> str:
    """Check that an interaction has one plain answer within Discord's limits; returns its words."""
    requests = stage.env.http_requests[requests_before:]
    first, *more = requests
    assert first.path.endswith("/callback")
    # What takes a moment is put off once, and then it comes.
    assert len(more) == int(isinstance(first.json, dict) and first.json["type"] == DEFERRED), requests
    assert openapi.violations(requests) == []
    assert defects(stage.env) == []
    if result.modal is not None:
        return str(result.modal["title"])
    message = answer(result)
    assert message.ephemeral
    shown = words(message)
    assert shown.strip()
    assert len(shown) <= MAX_TEXT
    assert not INSIDE.search(without_typed(shown)), shown
    assert len(json.dumps(message.components)) < 40_000
    for label, custom_id in buttons(message).items():
        assert len(label) <= 80
        assert len(custom_id) <= 100
    return shown


def without_typed(shown: str) -> str:
    """Return an answer without the block that gives back what was typed."""
    return shown.partition("\n```\n")[0]


def as_kept(note: str | None) -> str | None:
    """Return a note as the log keeps it: all of it but what no database takes."""
    return None if note is None else note.replace("\0", "").encode(errors="ignore").decode().strip() or None


def commands_of(stage: Stage) -> list[app_commands.Command[Any, ..., Any]]:
    """Return every command that the bot has, whichever they are."""
    found = [one for one in stage.application.bot.tree.walk_commands() if isinstance(one, app_commands.Command)]
    assert {"run log", "run list", "points show", "leaderboard"} <= {one.qualified_name for one in found}
    return sorted(found, key=lambda one: one.qualified_name)


def value_for(parameter: app_commands.Parameter) -> st.SearchStrategy[Any]:
    """Return values that a Discord client lets through for an option."""
    if parameter.choices:
        return st.sampled_from([choice.value for choice in parameter.choices])
    match parameter.type:
        case AppCommandOptionType.string:
            least, most = int(parameter.min_value or 1), int(parameter.max_value or 6_000)
            return TEXTS.map(lambda text: text[:most].ljust(least, "x"))
        case AppCommandOptionType.integer:
            least = int(-(2**53) + 1 if parameter.min_value is None else parameter.min_value)
            most = int(2**53 - 1 if parameter.max_value is None else parameter.max_value)
            return st.one_of(st.sampled_from([least, most]), st.integers(least, most))
        case AppCommandOptionType.boolean:
            return st.booleans()
        case AppCommandOptionType.attachment:
            return st.sampled_from(FILES)
    raise AssertionError(f"say here what may be typed for {parameter.type}")


def right_value_for(parameter: app_commands.Parameter) -> st.SearchStrategy[Any]:
    """Return values as people type them."""
    right = RIGHT.get(parameter.display_name)
    return value_for(parameter) if right is None else st.sampled_from(right)


def outdated_value_for(parameter: app_commands.Parameter) -> st.SearchStrategy[Any]:
    """Return values of the right type and of any size, as a client sends that knows the command's older form."""
    return TEXTS if parameter.type is AppCommandOptionType.string else NUMBERS


@st.composite
def options_of(
    draw: st.DrawFn,
    command: app_commands.Command[Any, ..., Any],
    values: Callable[[app_commands.Parameter], st.SearchStrategy[Any]],
    roles: list[Any],
    *,
    complete: bool,
) -> dict[str, Any]:
    """Draw options for a command: all of them wild, or one among right ones; required ones missing or not.

    What picks from `roles` gets one of them, or anything where the command is not complete.
    """
    chosen = [
        parameter
        for parameter in command.parameters
        if (complete and parameter.required) or draw(st.sampled_from([True, False, False]))
    ]
    wild = draw(st.sampled_from([None, "all of them", *(parameter.display_name for parameter in chosen)]))

    def drawn(parameter: app_commands.Parameter) -> st.SearchStrategy[Any]:
        if parameter.type is AppCommandOptionType.role:
            return st.sampled_from(roles) if complete else NUMBERS
        return values(parameter) if wild in ("all of them", parameter.display_name) else right_value_for(parameter)

    return {parameter.display_name: draw(drawn(parameter)) for parameter in chosen}


@pytest.fixture
def ledger(on_stage: Stage) -> Ledger:
    return Ledger(on_stage)


@pytest.fixture
async def crowd(on_stage: Stage) -> list[simcord.MemberActor]:
    """Members whose names are as odd as what they type; all but one have been asked the three questions.

    Every third manages the server, and so coaches as well.
    """
    manages = on_stage.guild.create_role("Admin", permissions=discord.Permissions(manage_guild=True))
    members = [
        on_stage.guild.add_member(
            on_stage.env.create_user(f"member{number}"), nick=name, roles=[] if number % 3 else [manages]
        )
        for number, name in enumerate(NAMES)
    ]
    return [members[0], *[await on_stage.asked(member) for member in members[1:]]]


@pytest.fixture
async def roles(on_stage: Stage) -> list[simcord.RoleHandle]:
    """Roles to pick from."""
    found = [on_stage.guild.create_role(name) for name in ("Blue", "<@1> **Red**")]
    await on_stage.env.settle()
    return found


@on_one_stage
@given(data=st.data())
async def test_every_command_answers_whatever_is_typed(
    on_stage: Stage,
    ledger: Ledger,
    crowd: list[simcord.MemberActor],
    roles: list[simcord.RoleHandle],
    caplog: pytest.LogCaptureFixture,
    data: st.DataObject,
) -> None:
    who = data.draw(st.sampled_from(crowd))
    command = data.draw(st.sampled_from(commands_of(on_stage)))
    # What a client hides from a member arrives from one that is not kept to it.
    hidden = command.qualified_name not in who.available_commands(on_stage.feed)
    outdated, insists = data.draw(st.booleans()) or hidden, data.draw(st.booleans())
    values = outdated_value_for if outdated else value_for
    typed = data.draw(options_of(command, values, roles, complete=not outdated))
    before, requests_before = ledger.rows(), len(on_stage.env.http_requests)
    if not outdated:
        result = await who.slash(on_stage.feed, command.qualified_name, **typed)
    else:
        result = await on_stage.type_outdated(who, command.qualified_name, on_stage.feed.id, **typed)
    said = check(on_stage, result, requests_before)

    if insists and "Log it as typed" in said:
        assert ledger.rows() == before
        requests_before = len(on_stage.env.http_requests)
        said = check(on_stage, await who.click(answer(result), label="Log it as typed"), requests_before)

    logged = "Logged: " in without_typed(said)
    event(f"{command.qualified_name}, {'outdated' if outdated else 'up to date'}{', logged' if logged else ''}")
    if logged:
        assert ledger.rows()[:-1] == before
        assert ledger.notes()[-1] == as_kept(typed.get("note"))
    else:
        assert ledger.rows() == before
    ledger.check_sums()
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@settings(on_one_stage, max_examples=EXAMPLES // 3)
@given(data=st.data())
async def test_every_lasting_item_answers_whatever_its_id_says(
    on_stage: Stage,
    ledger: Ledger,
    crowd: list[simcord.MemberActor],
    caplog: pytest.LogCaptureFixture,
    data: st.DataObject,
) -> None:
    if not ledger.rows():
        for runner in crowd[:3]:
            await runner.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    who = data.draw(st.sampled_from(crowd))
    kind: type[Lasting[Any]] = data.draw(st.sampled_from(PERSISTENT))
    custom_id = data.draw(st.from_regex(kind.__discord_ui_compiled_template__, fullmatch=True))
    values = [data.draw(st.text(min_size=1, max_size=100))] if issubclass(kind, Picker) else []
    shown = answer(await who.slash(on_stage.feed, "run list"))
    before, requests_before = ledger.rows(), len(on_stage.env.http_requests)

    said = check(on_stage, await on_stage.press(who, shown, custom_id, *values), requests_before)

    gone = [row for row in before if row not in ledger.rows()]
    assert len(gone) == int("Deleted: " in said)
    assert len(ledger.rows()) == len(before) - len(gone)
    ledger.check_sums()
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@settings(on_one_stage, max_examples=EXAMPLES // 3)
@given(note=st.one_of(st.sampled_from(ABSURD), st.text(min_size=1)).map(lambda text: text[:300]))
async def test_every_note_makes_a_card_that_pings_nobody(on_stage: Stage, note: str) -> None:
    await on_stage.env.advance_time(86_400)
    logged = await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10", note=note)
    assert "Logged" in words(answer(logged))
    await on_stage.application.deliver_outbox()
    entry, *_ = await on_stage.application.services.outbox.newest(1)
    assert (entry.state, entry.reason) == ("sent", None)
    card = last(on_stage.feed)
    assert (card.mentions, card.role_mentions, card.mention_everyone) == ([], [], False)
    line, *rest = words(card).splitlines()
    assert line.startswith("**Ana** ran 10.0 km · 52:10 · 5:13 /km")
    assert rest == ["Cheer", "Say something"]
    assert openapi.violations(on_stage.env.http_requests[-1:]) == []


@settings(on_one_stage, max_examples=EXAMPLES // 3)
@given(message=st.one_of(st.sampled_from(ABSURD), st.text(min_size=1)).map(lambda text: text[:300]))
async def test_every_comment_stands_under_its_card_and_pings_nobody(on_stage: Stage, message: str) -> None:
    await on_stage.env.advance_time(86_400)
    await on_stage.ana.slash(on_stage.feed, "profile edit", praise="public")
    await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    await on_stage.application.deliver_outbox()
    card = last_card(on_stage.feed)
    opened = await on_stage.ben.click(card, label="Say something")
    said = words(answer(await on_stage.ben.submit_modal(opened, {"message": message})))
    await on_stage.application.deliver_outbox()
    if "A few words, please." in said:
        event("nothing was said")
        return
    [thread] = [thread for thread in on_stage.feed.threads if thread.id == card.id]
    [post] = thread.history()
    assert (post.mentions, post.role_mentions, post.mention_everyone) == ([], [], False)
    assert words(post).startswith("**Ben:** “")
    assert openapi.violations(on_stage.env.http_requests[-2:]) == []
