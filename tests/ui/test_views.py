"""What layouts say, and that Discord takes every one of them."""

import re
from dataclasses import replace

import discord
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.attention import Attention, Request, RequestKind
from bot.domain.audience import CardDetail
from bot.domain.dates import Week
from bot.domain.leaderboards import Board, Period
from bot.domain.point_rules import Rule
from bot.domain.runs import Oddity
from bot.domain.streaks import Streak
from bot.domain.units import Unit
from bot.services.applause import Applause, TeammatesStreak, Thanks, Welcome
from bot.services.attention import Attended
from bot.services.entries import FeedOutcome
from bot.services.feedback import FEEDBACK_LIMIT
from bot.services.help import Topic
from bot.services.inbox import PAGE, InboxEntry, InboxPage, Page
from bot.services.profiles import Pause
from bot.services.teams import TeamUnits
from bot.ui import text, theme
from bot.ui.board_pictures import picture_text
from bot.ui.cards import MAX_TEXT
from bot.ui.cheers import FeedCardView
from bot.ui.feedback_threads import ThreadView
from bot.ui.help import HelpView
from bot.ui.inbox import InboxView
from bot.ui.leaderboards import StandingsView, WeeklyPostView
from bot.ui.letters import LetterView
from bot.ui.points import PointsView
from bot.ui.profiles import RunnersProfileView, paused_view
from bot.ui.rosters import reason_text
from bot.ui.run_lists import RunListView
from bot.ui.runs import NotLoggedView, OddRunView, RunLoggedView
from bot.ui.text import boards
from bot.ui.text.feedback import coach, coach_within
from tests.ui.plan_samples import plan_views
from tests.ui.samples import (
    ASKER,
    HOSTILE,
    LISTING,
    TODAY,
    Sample,
    buttons,
    components_of,
    lines,
    sent,
    shown,
    views_of,
)

PLAIN = Sample()
NAMES = tuple(views_of(PLAIN))
PRIVATE = tuple(
    name
    for name in NAMES
    if name.startswith(("feedback", "note,", "inbox", "offer", "admin: ", "thread", "whom")) or name == "sent"
)
PRAISE = (
    *("said", "said quietly", "comment", "take down", "comment note"),
    *("counted", "taken back", "cheerers", "cheerers, none", "cheerers, none of yours"),
)
OTHER_ACCENTS = dict.fromkeys(
    (
        "help, to coach",
        "a runner's profile",
        "sent",
        *PRIVATE,
        *(name for name in NAMES if name.startswith(("review: ", "roster", "coach ", "whom"))),
    ),
    theme.COACH,
) | {
    name: theme.RACE if name.startswith("challenge") and name.endswith("?") else theme.PRAISE
    for name in NAMES
    if name in PRAISE or name.startswith(("shoutout", "challenge", "celebration: "))
}
OTHER_ACCENTS |= dict.fromkeys((name for name in NAMES if name.startswith(("race", "relay"))), theme.RACE)
OTHER_ACCENTS |= {
    name: theme.COACH if "by the coach" in name or "of them" in name else theme.PLAN
    for name in NAMES
    if name.startswith("own plan")
}
OTHER_ACCENTS |= dict.fromkeys((name for name in NAMES if name.startswith(("plan ", "plan, "))), theme.PLAN)
OTHER_ACCENTS |= {
    name: theme.COACH if "to coach" in name or name.startswith("season draft") else theme.PLAN
    for name in NAMES
    if name.startswith("season")
}
OTHER_ACCENTS |= dict.fromkeys((name for name in NAMES if name.startswith(("checkup", "focus"))), theme.COACH)
OTHER_ACCENTS |= dict.fromkeys((name for name in NAMES if name.startswith(("whom", "sent"))), theme.COACH)
OTHER_ACCENTS["checkup: safety"] = theme.SAFETY
OTHER_ACCENTS |= dict.fromkeys((name for name in NAMES if name.startswith(("days", "check-in"))), theme.PLAN)


SCALE = re.compile(r"checkin:[a-z]+:[1-5]:")


# --- runs ---


async def test_a_logged_run_reads_as_the_voice_has_it() -> None:
    view = RunLoggedView(PLAIN.logged(week_points=12, streak=0))
    assert lines(view) == [
        "**Logged: 10.0 km in 52:10 (5:13 /km), Saturday 21 Nov.**",
        "Easy · trail · effort 4 of 10 · “legs finally awake”",
        "+12 points: run 10, note 2.",
        "-# On its way to the team's feed.",
    ]
    assert buttons(view) == {"Edit": "run:edit:7", "Delete": "run:delete:7"}


async def test_the_run_that_makes_the_week_count_counts_it() -> None:
    reached = RunLoggedView(PLAIN.logged(((Rule.LOG, 10), (Rule.STREAK, 10)), week_points=46))
    assert "Week 6 in a row. 46 points this week." in lines(reached)
    earlier = RunLoggedView(PLAIN.logged(week_points=12, streak=5))
    assert "5 weeks in a row so far." in lines(earlier)


async def test_a_first_week_is_no_row_yet() -> None:
    assert "in a row" not in shown(RunLoggedView(PLAIN.logged(streak=1)))


async def test_a_run_that_adds_no_points_names_the_week_alone() -> None:
    said = shown(RunLoggedView(PLAIN.logged((), week_points=150, streak=0)))
    assert "+" not in said
    assert "150 points this week." in said


async def test_points_that_a_run_moved_elsewhere_are_not_told_as_lost() -> None:
    reasons = ((Rule.LOG, 10), (Rule.REST, -10))
    assert "-10" not in shown(RunLoggedView(PLAIN.logged(reasons)))


@pytest.mark.parametrize("feed", FeedOutcome)
async def test_the_runner_hears_where_the_run_is_shown(feed: FeedOutcome) -> None:
    said = shown(RunLoggedView(PLAIN.logged(feed=feed)))
    note = text.FEED_NOTES[feed]
    assert note is None or note in said


async def test_a_run_of_another_year_says_which() -> None:
    logged = replace(PLAIN.logged(), today=TODAY.replace(year=2027))
    assert "Saturday 21 Nov 2026" in lines(RunLoggedView(logged))[0]


async def test_an_odd_run_is_asked_about_in_figures() -> None:
    view = OddRunView(replace(PLAIN, moving_s=1_510).odd(Oddity.TOO_FAST), ASKER)
    assert lines(view)[0] == "**10.0 km in 25:10 would be 2:31 /km. Did you mean that?**"
    assert list(buttons(view)) == ["Log it as typed", "Cancel"]
    styles = [component["style"] for component in sent(view) if component["type"] == 2]
    assert styles.count(discord.ButtonStyle.primary.value) == 1


async def test_a_run_left_out_keeps_all_its_values_readable() -> None:
    said = shown(NotLoggedView(PLAIN.odd()))
    for value in ("10.0 km", "52:10", "Saturday 21 Nov", "Easy", "trail", "effort 4", "legs finally awake"):
        assert value in said


async def test_a_list_has_its_sums_and_a_line_for_each_run() -> None:
    said = lines(RunListView(PLAIN.run_list()))
    assert said[:2] == ["### Your runs · all time", "-# 128 runs in your log · 1,280 km · 111:17:20"]
    assert said.count("Sat 21 Nov · **10.0 km** · 52:10 · 5:13 /km ★") == 8


async def test_a_list_of_a_runner_says_whose_it_is_and_what_their_coach_may_know() -> None:
    said = lines(RunListView(PLAIN.run_list(1, name="Ana_")))
    assert said[0] == "### Runs of Ana\\_ · all time"
    assert "-# easy · effort 4 · left hip, 2 of 10 · “legs finally awake”" in said


# --- the feed ---


async def test_a_feed_card_is_one_line_and_buttons() -> None:
    view = FeedCardView(PLAIN.card(), 12)
    assert lines(view) == ["**Ana** ran 10.0 km · 52:10 · 5:13 /km — “legs finally awake”"]
    assert buttons(view) == {"Cheer · 3": "cheer:7", "Say something": "comment:7", "Who?": "cheer:who:7"}
    assert buttons(FeedCardView(PLAIN.card(cheers=0), 12)) == {"Cheer": "cheer:7", "Say something": "comment:7"}


async def test_presence_shows_no_figure_and_no_note() -> None:
    view = FeedCardView(PLAIN.card(CardDetail.PRESENCE), 12)
    assert lines(view) == ["**Ana** was out for a run."]


@pytest.mark.parametrize("name", ["card", "presence", "digest", "weekly", "weekly, few"])
async def test_a_posted_message_carries_its_marker_on_the_outside(name: str) -> None:
    components = components_of(views_of(PLAIN)[name])
    assert len(components) == 1
    assert components[0]["id"] in (12, 13)


# --- points ---


async def test_points_show_every_rule_with_its_limit() -> None:
    said = lines(PointsView(PLAIN.points()))
    assert said[0] == "### Your points in week 47: 58 of 150"
    assert "Runs · **15** of 30" in said
    assert "-# 2 of your 3 run days this week." in said
    assert said[-1] == "-# Streak: 6 weeks in a row, best 8."


async def test_a_streak_that_ended_is_not_spoken_of() -> None:
    said = lines(PointsView(PLAIN.points(Streak(0, 8, 0))))
    assert said[-1] == "-# Your best streak: 8 weeks."


# --- boards ---


async def test_a_board_shows_the_top_the_own_line_and_the_team() -> None:
    view = StandingsView(PLAIN.standings())
    assert lines(view) == [
        "### Points · this week",
        "🥇 **Ana** · 116 points",
        "🥇 Ben · 116 points",
        "🥉 Chloé · 96 points",
        "**4.** Mo · 91 points",
        "**5.** Ida · 80 points",
        "You: **116 points** · +18 points on week 46",
        "-# Team: 41 runs · 412 km",
    ]
    assert buttons(view) == {
        "As a picture": "board-picture:points:this_week",
        "Hide me": "board-show:points:0:this_week",
    }


async def test_three_on_the_first_place_share_the_gold() -> None:
    said = lines(StandingsView(PLAIN.standings(rows=PLAIN.rows(50, 50, 50, 40))))
    assert [line[0] for line in said[1:4]] == ["🥇", "🥇", "🥇"]
    assert said[4].startswith("**4.** Mo")


async def test_distances_are_told_in_the_readers_unit() -> None:
    standings = PLAIN.standings(
        board=Board.DISTANCE, unit=Unit.MI, rows=PLAIN.rows(42_195, 21_098, 10_000), own_value=42_195
    )
    said = lines(StandingsView(standings))
    assert said[1] == "🥇 **Ana** · 26.2 mi"
    assert said[-1] == "-# Team: 41 runs · 256 mi"


async def test_with_too_few_shown_there_is_own_progress_and_the_team() -> None:
    said = lines(StandingsView(PLAIN.standings(rows=(), own_place=None)))
    assert said[1].startswith("You: **116 points** ·")
    assert said[2] == "▰▰▰▰▰▰▰▰▰▰ 412 km together · full at 380 km, as in week 46"
    assert said[3].startswith("-# Team: 14 runners")
    assert said[4] == text.FEW_SHOWN


@pytest.mark.parametrize(
    ("before", "bar"),
    [
        (0, "▰▰▰▰▰▰▰▰▰▰ 412 km together"),
        (824_690, "▰▰▰▰▰▱▱▱▱▱ 412 km together · full at 825 km, as in week 46"),
        (10**9, "▱▱▱▱▱▱▱▱▱▱ 412 km together · full at 1,000,000 km, as in week 46"),
    ],
)
async def test_the_teams_bar_fills_up_to_its_own_week_before(before: int, bar: str) -> None:
    assert lines(StandingsView(PLAIN.standings(rows=(), own_place=None, previous_distance_m=before)))[2] == bar


async def test_a_hidden_runner_sees_the_own_line_and_the_way_onto_the_board() -> None:
    view = StandingsView(PLAIN.standings(own_shown=False, own_place=None))
    assert text.OWN_HIDDEN in lines(view)
    assert buttons(view)["Show me on this board"] == "board-show:points:1:this_week"


async def test_a_smaller_week_is_stated_and_not_judged() -> None:
    rows = replace(PLAIN, name="Eve").rows()
    rows = tuple(replace(row, is_asker=False) for row in rows)
    said = lines(StandingsView(PLAIN.standings(rows=rows, own_value=40, own_place=7)))
    assert "You: **40 points**, place 7 · week 46: 98 points" in said


async def test_an_empty_board_invites() -> None:
    said = lines(StandingsView(PLAIN.standings(rows=(), totals=PLAIN.totals(0))))
    assert said[1:] == ["No runs yet this week. The first one sets the tone: `/run log`."]


async def test_the_periods_to_pick_are_named_as_of_today() -> None:
    for standings in (
        PLAIN.standings(week=Week(2027, 1)),
        PLAIN.standings(week=Week(2026, 53), period=Period.LAST_WEEK),
    ):
        _, periods = [part for part in sent(StandingsView(standings)) if part["type"] == 3]
        labels = [option["label"] for option in periods["options"]]
        assert labels == ["This week", "Week 53", "This month", "The past 30 days", "This season", "All time"]


@pytest.mark.parametrize(
    ("board", "period", "row"),
    [
        (Board.CONSISTENCY, Period.FOUR_WEEKS, "🥇 **Ana** · 91.7 %"),
        (Board.IMPROVEMENT, Period.FOUR_WEEKS, "🥇 **Ana** · +91.7 %"),
        (Board.AGE_GRADED, Period.SEASON, "🥇 **Ana** · 91.7 %"),
    ],
)
async def test_percents_have_a_decimal_and_a_word_on_what_they_are_of(board: Board, period: Period, row: str) -> None:
    rows = PLAIN.rows(917, 900, 880)
    said = lines(StandingsView(PLAIN.standings(board=board, period=period, rows=rows, own_value=917, previous_value=0)))
    assert said[1] == row
    assert said[-1] == boards.HINTS[board]


async def test_who_is_new_is_marked() -> None:
    rows = tuple(replace(row, is_new=row.place == 4) for row in PLAIN.rows())
    assert "**4.** Mo · new · 91 points" in lines(StandingsView(PLAIN.standings(rows=rows)))


# --- the weekly post ---


async def test_the_weekly_post_is_a_heading_and_at_most_six_lines() -> None:
    view = WeeklyPostView(PLAIN.weekly(), "board.png", 13)
    assert lines(view) == [
        "## Week 47",
        "🥇 Ana · 116 points",
        "🥇 Ben · 116 points",
        "🥉 Chloé · 96 points",
        "**4.** Mo · 91 points",
        "**5.** Ida · 80 points",
        "14 of us ran 412 km together. Thank you, every one of you.",
    ]
    gallery = next(component for component in sent(view) if component["type"] == 12)
    assert gallery["items"][0]["media"]["url"] == "attachment://board.png"
    assert "3: Chloé, 96 points." in gallery["items"][0]["description"]


async def test_the_weekly_post_thanks_counts_weeks_and_welcomes_in_five_lines_at_most() -> None:
    applause = Applause(
        Thanks(("Ana",), 9), (TeammatesStreak("Ben", 12), TeammatesStreak("Mo", 5)), Welcome(3, ("Dee",))
    )
    view = WeeklyPostView(replace(PLAIN.weekly(), applause=applause, previous_distance_m=380_000), None, 13)
    assert lines(view)[6:] == [
        "14 of us ran 412 km together. Thank you, Ana, for nine cheers.",
        "Weeks in a row: **Ben** 12 · **Mo** 5",
        "Welcome, Dee and two more!",
        "▰▰▰▰▰▰▰▰▰▰ as far as week 46, and farther",
    ]


@pytest.mark.parametrize("more_m", [0, 412_345])
async def test_a_week_that_was_no_longer_is_not_set_beside_the_one_before(more_m: int) -> None:
    post = PLAIN.weekly()
    view = WeeklyPostView(replace(post, previous_distance_m=post.totals.distance_m + more_m), None, 13)
    assert lines(view)[-1] == "14 of us ran 412 km together. Thank you, every one of you."


async def test_those_who_share_the_place_of_the_fifth_row_are_counted() -> None:
    view = WeeklyPostView(replace(PLAIN.weekly(), alike=4), None, 13)
    assert lines(view)[6] == "-# And 4 more with 80 points."


@pytest.mark.parametrize(
    ("period", "key", "before", "line"),
    [
        (Period.THIS_MONTH, "2026-11", 100, "You: **116 points** · +16 points on October"),
        (Period.THIS_MONTH, "2026-01", 100, "You: **116 points** · +16 points on December"),
        (Period.THIS_MONTH, "2026-11", 523, "You: **116 points**"),
        (Period.SEASON, "2026", 100, "You: **116 points** · +16 points on season 2025"),
    ],
)
async def test_a_month_is_set_beside_the_one_before_once_it_goes_farther(
    period: Period, key: str, before: int, line: str
) -> None:
    standings = replace(PLAIN.standings(rows=(), own_place=None), period=period, key=key, previous_value=before)
    assert lines(StandingsView(standings))[1] == line


@pytest.mark.parametrize(
    ("names", "cheers", "sentence"),
    [
        (("Ana",), 1, "Thank you, Ana, for one cheer."),
        (("Ana", "Ben"), 2, "Thank you, Ana and Ben, for two cheers each."),
        (("Ana", "Ben", "Mo"), 40, "Thank you, Ana, Ben and Mo, for 40 cheers each."),
    ],
)
def test_thanks_name_those_who_cheered_most(names: tuple[str, ...], cheers: int, sentence: str) -> None:
    assert boards.thanks(names, cheers) == sentence


@pytest.mark.parametrize(
    ("names", "count", "sentence"),
    [
        ((), 1, "Welcome to one new teammate!"),
        ((), 4, "Welcome to four new teammates!"),
        (("Dee",), 1, "Welcome, Dee!"),
        (("Dee", "Eve"), 2, "Welcome, Dee and Eve!"),
    ],
)
def test_who_does_not_want_to_be_named_is_welcome_too(names: tuple[str, ...], count: int, sentence: str) -> None:
    assert boards.welcome(names, count) == sentence


async def test_the_weekly_post_is_whole_without_its_picture() -> None:
    with_picture = WeeklyPostView(PLAIN.weekly(), "board.png", 13)
    without = WeeklyPostView(PLAIN.weekly(), None, 13)
    assert lines(without) == lines(with_picture)


async def test_the_weekly_post_speaks_the_teams_units() -> None:
    view = WeeklyPostView(replace(PLAIN, units=TeamUnits.BOTH).weekly(), None, 13)
    assert "14 of us ran 412 km · 256 mi together." in shown(view)


def test_the_description_of_a_picture_says_what_it_shows() -> None:
    assert picture_text(PLAIN.weekly()) == (
        "Board of week 47. 1: Ana, 116 points. 1: Ben, 116 points. 3: Chloé, 96 points. 4: Mo, 91 points. "
        "5: Ida, 80 points. 14 of us ran 412 km together."
    )


# --- private words ---


async def test_a_coachs_words_read_as_the_voice_has_it() -> None:
    view = LetterView(PLAIN.feedback(), 14)
    assert lines(view) == ["**Coach Ana:** “Negative split in that wind. Textbook.”", "-# Ana"]
    assert buttons(view) == {"Reply": "feedback:reply:5", "Got it": "feedback:got:5"}
    assert buttons(LetterView(PLAIN.feedback(is_read=True), 14)) == {"Reply": "feedback:reply:5"}
    assert buttons(views_of(PLAIN)["feedback, no name"]) == {"Got it": "feedback:got:5"}


async def test_an_answer_says_what_it_is_on() -> None:
    view = LetterView(PLAIN.answer(), 14)
    words = "Negative split in that wind. Textbook."
    assert lines(view) == [f"**Ana:** “{words}”", f"-# on “{words}”", "-# Ana"]
    assert buttons(view) == {"Reply": "feedback:reply:6"}


@pytest.mark.parametrize(
    ("name", "called"), [("Caleb", "Coach Caleb"), ("Coach Caleb", "Coach Caleb"), (None, "Your coach")]
)
async def test_a_coach_is_called_coach_once(name: str | None, called: str) -> None:
    assert lines(LetterView(replace(PLAIN.feedback(), coach_name=name), 14))[0].startswith(f"**{called}:**")


async def test_words_keep_their_lines_and_make_no_headings() -> None:
    letter = replace(PLAIN.feedback(), message="Strong week.\r\n\n\n\n# Next\n> easy\n\n")
    assert lines(LetterView(letter, 14))[:3] == ["**Coach Ana:** “Strong week.", "\\# Next", "\\> easy”"]


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("inbox", {"Reply to Coach Ana": "feedback:reply:5", "Older": "feedback:inbox:3"}),
        ("inbox, more waits", {"Reply to Coach Ana": "feedback:reply:5", "Next": "feedback:inbox"}),
        (
            "inbox, older",
            {"Reply to Coach Ana": "feedback:reply:5", "Older": "feedback:inbox:3", "Newest": "feedback:inbox"},
        ),
        ("inbox, of both", {"Reply to Coach Ana": "feedback:reply:5", "Reply to Ana": "feedback:reply:6"}),
        ("inbox, empty", {}),
        ("inbox, no older", {"Newest": "feedback:inbox"}),
        ("offer", {"Read it": "feedback:inbox"}),
        ("offer of many", {"Read them": "feedback:inbox"}),
    ],
)
async def test_an_inbox_leads_on_and_back(name: str, ways: dict[str, str]) -> None:
    assert buttons(views_of(PLAIN)[name]) == ways


@given(st.lists(st.text(max_size=FEEDBACK_LIMIT), min_size=1, max_size=PAGE))
@settings(max_examples=40)
async def test_whatever_is_written_a_page_of_the_inbox_fits_into_a_message(written: list[str]) -> None:
    filled = Page()
    for message in written:
        letter = replace(HOSTILE.feedback(), message=message)
        if filled.has_room(letter):
            filled.entries.append(InboxEntry(letter, TODAY, is_new=True))
    await check_limits(InboxView(InboxPage(tuple(filled.entries), TODAY, True, False, None)))


@given(st.text(max_size=FEEDBACK_LIMIT))
@example("*" * FEEDBACK_LIMIT)
@example("`" * FEEDBACK_LIMIT)
@example("א\n" * (FEEDBACK_LIMIT // 2))
@settings(max_examples=40)
async def test_whatever_is_written_a_letter_with_what_it_answers_fits_into_a_message(written: str) -> None:
    letter = replace(HOSTILE.feedback(), message=written, answered=written, is_edited=True)
    await check_limits(LetterView(letter, 14))


async def test_long_words_are_shown_whole() -> None:
    plain = "Long runs, slowly. " * 105 + "Rest."
    assert plain in "\n".join(lines(LetterView(replace(PLAIN.feedback(), message=plain), 14)))
    markup = "*" * FEEDBACK_LIMIT
    assert lines(LetterView(replace(PLAIN.feedback(), message=markup), 14))[:5] == [
        "**Coach Ana:** “",
        "```",
        markup,
        "```",
        "”",
    ]


# --- what Discord takes ---


async def check_limits(view: discord.ui.LayoutView) -> None:
    components = sent(view)
    assert len(components) <= 40
    assert sum(len(component.get("content", "")) for component in components) <= MAX_TEXT
    for component in components:
        if component["type"] == 2:
            assert 1 <= len(component["label"]) <= 80
            assert (
                1 <= len(component.get("custom_id") or component["url"]) <= (100 if "custom_id" in component else 512)
            )
        if component["type"] == 10:
            assert component["content"].strip()
        if component["type"] == 1:
            ids = [one.get("custom_id") or one["url"] for one in component["components"]]
            # The five steps of a scale stand side by side, in one word each.
            assert 1 <= len(ids) <= (5 if all(SCALE.match(one) for one in ids) else 3)
        for item in component.get("items", ()):
            assert 1 <= len(item["description"]) <= 1024
        assert 0 < component.get("id", 1) < 2**31


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("sample", [PLAIN, HOSTILE], ids=["plain", "hostile"])
async def test_discord_takes_it(sample: Sample, name: str) -> None:
    await check_limits(views_of(sample)[name])


@given(st.text(max_size=400), st.text(max_size=700))
@settings(max_examples=40)
async def test_discord_takes_whatever_people_call_themselves(name: str, note: str) -> None:
    for view in replace(HOSTILE, name=name, note=note, words=note).views().values():
        await check_limits(view)
        shown(view).encode("utf-8")


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("problem")])
async def test_a_name_or_note_adds_no_line(name: str) -> None:
    broken = replace(PLAIN, name="A\n# B\r\nC", note="one\n> two\x0bthree")
    assert len(lines(views_of(broken)[name])) <= len(lines(views_of(PLAIN)[name]))


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("problem")])
async def test_every_card_has_the_accent_of_its_kind(name: str) -> None:
    assert components_of(views_of(PLAIN)[name])[0]["accent_color"] == OTHER_ACCENTS.get(name, theme.RUN)


def test_the_accents_of_the_kinds_differ() -> None:
    assert len({theme.RUN, theme.PRAISE, theme.RACE, theme.PLAN, theme.COACH}) == 5


# --- help ---


async def test_help_lists_commands_to_press_and_menus_with_the_way_to_them() -> None:
    assert lines(HelpView(PLAIN.help_page(Topic.RUNS), LISTING, {"run": 9}))[2:] == [
        "</run log:9> · Log a run",
        "</run list:9> · Your newest runs",
    ]
    assert lines(HelpView(PLAIN.help_page(Topic.COACHING), LISTING, {"run": 9}))[2:] == [
        "`/coach feedback` · A word for one runner",
        "Hold or right-click a member › Apps › **Private feedback**",
        "Hold or right-click a message › Apps › **Thank for this**",
    ]


async def test_help_turns_to_topics_that_have_something_to_show() -> None:
    [picker] = [part for part in sent(HelpView(PLAIN.help_page(Topic.RUNS), LISTING, {})) if part["type"] == 3]
    assert [(option["value"], option["default"]) for option in picker["options"]] == [
        ("start", False),
        ("runs", True),
        ("coaching", False),
    ]


def test_a_pause_promises_what_the_coachs_view_keeps() -> None:
    profile = replace(Sample().profile(), pause=Pause(TODAY, None))
    assert "Your team does not see it, your coach does." in shown(paused_view(profile))
    assert "**Paused** until" in shown(RunnersProfileView(profile))


# --- words with a coach ---


def test_files_without_words_are_told_as_such_in_a_thread() -> None:
    sent_alone = replace(PLAIN.thread_entry(), message="", by_runner=True)
    said = shown(ThreadView(replace(PLAIN.thread(), entries=(sent_alone, replace(sent_alone, by_runner=False)))))
    assert "**Ana** sent files.\n" in said
    assert "**You** sent files.\n" in said
    assert "“”" not in said


def test_a_coach_who_is_not_on_record_is_yours_within_a_sentence_too() -> None:
    assert [coach(None), coach_within(None), coach_within("Caleb")] == ["Your coach", "your coach", "Coach Caleb"]
    views = plan_views("Ana", TeamUnits.KM, TODAY)
    assert "-# From your coach, Ana" in shown(views["plan week: agreed"])
    nobodys = Request(RequestKind.MESSAGE, TODAY)
    assert reason_text(nobodys, Attended(7, 8, "Ana", Attention((nobodys,)), TODAY, TODAY)).startswith(
        "✋ wrote to your coach on"
    )
