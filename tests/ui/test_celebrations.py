"""What is said of celebrated runs: by a reviewed list, the same each time, glad, and of nobody else."""

from collections.abc import Mapping
from dataclasses import replace
from string import Formatter

import pytest

from bot.domain.bests import Record
from bot.domain.celebrations import CelebrationKind
from bot.domain.point_rules import Rule
from bot.domain.units import Unit
from bot.services.deriving import BestSet
from bot.services.digests import FeedDigest
from bot.services.teams import TeamUnits
from bot.ui import theme
from bot.ui.celebrations import CelebrationView, private_line, public_line
from bot.ui.digests import FeedDigestView
from bot.ui.letters import LetterView
from bot.ui.runs import RunChangedView, RunLoggedView
from bot.ui.text import celebrations as said
from tests.ui.celebration_samples import DAY, EACH, post
from tests.ui.samples import Sample, components_of, lines

ALL = [sentence for lists in (said.PUBLIC, said.PRIVATE) for sentences in lists.values() for sentence in sentences]
OF_KIND = {
    CelebrationKind.FIRST_RUN: {"distance"},
    CelebrationKind.FIRST_AT: {"event", "time"},
    CelebrationKind.KILOMETRES: {"kilometres"},
    CelebrationKind.BEST: {"event", "time"},
    CelebrationKind.STREAK: {"weeks"},
    CelebrationKind.LONGEST: {"distance"},
    CelebrationKind.COMEBACK: set(),
}
"""The figures that the team is told for each kind; of a coming back, none."""


def fields(sentence: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(sentence) if field}


@pytest.mark.parametrize("lists", [said.PUBLIC, said.PRIVATE], ids=["public", "private"])
def test_each_kind_has_several_sentences_and_no_two_are_alike(
    lists: Mapping[CelebrationKind, tuple[str, ...]],
) -> None:
    assert list(lists) == list(CelebrationKind)
    every = [sentence for sentences in lists.values() for sentence in sentences]
    assert all(len(sentences) >= 3 for sentences in lists.values())
    assert len(set(every)) == len(every)


@pytest.mark.parametrize("kind", CelebrationKind)
def test_a_sentence_names_the_runner_to_the_team_and_the_figures_of_its_kind_and_no_more(
    kind: CelebrationKind,
) -> None:
    for sentence in said.PUBLIC[kind]:
        assert fields(sentence) == OF_KIND[kind] | {"name"}
    for sentence in said.PRIVATE[kind]:
        assert fields(sentence) <= OF_KIND[kind] & {"kilometres", "weeks"}


@pytest.mark.parametrize("sentence", ALL)
def test_a_sentence_is_short_and_whole(sentence: str) -> None:
    assert len(sentence) <= 80
    assert sentence[-1] in ".!"
    assert sentence[0].isupper() or sentence[0] in "*{"
    assert not any(letter.isdigit() for letter in sentence)


@pytest.mark.parametrize("kind", CelebrationKind)
def test_a_run_has_one_sentence_however_often_it_is_drawn_and_the_next_run_another(kind: CelebrationKind) -> None:
    told = {public_line(post(kind, run_id)) for run_id in range(1, 4)}
    assert len(told) == len(said.PUBLIC[kind])
    assert {public_line(post(kind, run_id)) for run_id in range(301, 304)} == told
    own = {private_line(EACH[kind], run_id, Unit.KM) for run_id in (5, 5 + 3 * 7)}
    assert len(own) == 1


def test_the_team_reads_the_figures() -> None:
    assert public_line(post(CelebrationKind.FIRST_AT, 6)) == "🎉 A first half marathon for **Ana**: 1:45:00. Well run!"
    assert public_line(post(CelebrationKind.STREAK, 7)) == "🎉 **Ana** keeps it going: 52 weeks in a row. Lovely!"
    assert public_line(post(CelebrationKind.KILOMETRES, 6)) == "🎉 **Ana** has come to 1,000 km. One run at a time!"
    assert public_line(post(CelebrationKind.COMEBACK, 6)) == "🎉 Good to see you out again, **Ana**."
    longest = post(CelebrationKind.LONGEST, 6, units=TeamUnits.BOTH)
    assert public_line(longest) == "🎉 The longest run yet for **Ana**: 21.1 km · 13.1 mi. Hats off!"


def test_who_thinks_in_miles_reads_what_round_kilometres_are() -> None:
    miles = post(CelebrationKind.KILOMETRES, 6, units=TeamUnits.MI)
    assert "has come to 1,000 km (621 mi)." in public_line(miles)
    assert "1,000 km (621 mi)" in str(private_line(EACH[CelebrationKind.KILOMETRES], 6, Unit.MI))
    hundred = replace(EACH[CelebrationKind.KILOMETRES], number=100)
    assert "come to 100 km. One" in str(private_line(hundred, 6, Unit.KM))
    assert "come to 100 km (62 mi). One" in str(private_line(hundred, 6, Unit.MI))


@pytest.mark.parametrize("name", ["@everyone", "<@123>", "**loud**", "\u202e"])
def test_a_name_stays_a_name(name: str) -> None:
    told = public_line(post(CelebrationKind.COMEBACK, 6, name=name))
    assert "@everyone" not in told
    assert "<@123>" not in told
    assert "**loud**" not in told


def test_a_post_has_the_colour_of_praise_and_can_be_found_again() -> None:
    [container] = components_of(CelebrationView(post(CelebrationKind.BEST), 31))
    assert (container["id"], container["accent_color"]) == (31, theme.PRAISE)
    [words] = container["components"]
    assert words["type"] == 10


def test_the_answer_names_a_best_first_and_then_is_glad_of_it() -> None:
    best = BestSet("10k", Record.BEST, 3_149)
    logged = replace(Sample().logged(), best=best, celebration=EACH[CelebrationKind.BEST])
    assert lines(RunLoggedView(logged))[2:4] == [
        "A new best over 10 km: 52:10. That is 19 seconds on your best so far.",
        "🎉 Hard work shows. Well done!",
    ]
    changed = Sample().changed(best=best, celebration=EACH[CelebrationKind.BEST])
    assert lines(RunChangedView(changed))[2:4] == lines(RunLoggedView(logged))[2:4]


def test_the_answer_tells_of_a_streak_once() -> None:
    logged = Sample().logged(((Rule.LOG, 10), (Rule.STREAK, 10)), streak=4)
    assert "in a row" in "\n".join(lines(RunLoggedView(logged)))
    celebrated = replace(logged, celebration=replace(EACH[CelebrationKind.STREAK], number=4))
    assert "\n".join(lines(RunLoggedView(celebrated))).count("in a row") == 1


def test_a_coachs_word_says_which_first_it_was() -> None:
    letter = replace(Sample().run_review(), run_id=6, celebration=EACH[CelebrationKind.FIRST_AT])
    assert lines(LetterView(letter, 9))[2] == "🎉 Your first half marathon in this log. Well run, and one to remember!"


def test_a_digest_says_it_below_its_run_and_below_no_other() -> None:
    cards = tuple(replace(Sample(name=name).card(), run_id=run_id) for name, run_id in (("Ana", 6), ("Ben", 7)))
    told = FeedDigest(DAY, cards, {6: post(CelebrationKind.COMEBACK, 6)})
    assert [line[:12] for line in lines(FeedDigestView(told, 12))] == [
        "### Runs of ",
        "**Ana** ran ",
        "🎉 Good to se",
        "**Ben** ran ",
    ]
