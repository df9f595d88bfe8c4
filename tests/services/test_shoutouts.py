"""Shoutouts: who can be named, how they go, what they are worth, and what follows a profile."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.audience import MessageKind, Praise, Sharing
from bot.domain.dates import Week
from bot.domain.point_rules import Rule
from bot.domain.shoutouts import MESSAGE_LIMIT
from bot.errors import NotAllowed, NotFound, Unclear, UserError
from bot.services.asker import Asker
from bot.services.outbox import MessageState
from bot.services.profiles import ProfileChange
from bot.services.shoutout_lists import Which
from bot.services.shoutout_posts import MessageLink, ShoutoutNote, ShoutoutPost, shoutout_post, wall
from bot.services.shoutouts import Given, Way, Worth
from db.models import awards, shoutouts
from db.unit_of_work import UnitOfWork
from tests.services.harriers import FEED, TEAM, Harriers
from tests.services.ledger import assert_totals_follow_the_log, rows_of

WEEK = Week(2026, 47)
CALEB = Asker(TEAM, 77, "Caleb", is_admin=True)


@pytest.fixture(autouse=True)
async def _runners(team: Harriers) -> None:
    await team.join("Ana", "Ben", "Chloé", "Dora", "Eve", "Finn", "Gus")


async def give(team: Harriers, giver: str, to: str, message: str = "You waited on the hill.") -> Given:
    service, asker = team.services.shoutouts, team.asker(giver)
    return await service.give(asker, await service.addressed(asker, to), message)


async def public(team: Harriers, *names: str) -> None:
    for name in names:
        await team.services.profiles.edit(team.asker(name), ProfileChange(praise=Praise.PUBLIC))


async def points(team: Harriers, name: str) -> dict[Rule, int]:
    """Return what a member's awards come to, rule by rule."""
    runner = await team.runner(name)
    found = await team.database.read(lambda uow: uow.points.awards_of_week(runner.runner_id, WEEK.key))
    sums: dict[Rule, int] = {}
    for row in found:
        sums[Rule(row.rule)] = sums.get(Rule(row.rule), 0) + row.points
    return sums


async def owed(team: Harriers) -> list[tuple[MessageKind, int | None]]:
    """Return kind and reader of what is owed or sent, oldest first."""
    entries = await team.services.outbox.newest()
    return [(one.kind, one.recipient_id) for one in reversed(entries) if one.state is not MessageState.DROPPED]


async def post_of(team: Harriers, shoutout_id: int) -> ShoutoutPost | None:
    return await team.database.read(lambda uow: shoutout_post(uow, TEAM, shoutout_id))


async def test_each_hears_it_as_they_like_and_both_ways_are_worth_the_same(team: Harriers) -> None:
    await public(team, "Ben")
    given = await give(team, "Ana", "Ben, Chloé")
    assert (given.names, given.way, given.worth, given.points) == (("Ben", "Chloé"), Way.EACH, Worth.POINTS, 2)
    chloe = (await team.runner("Chloé")).user_id
    assert await owed(team) == [(MessageKind.SHOUTOUT, None), (MessageKind.SHOUTOUT_NOTE, chloe)]
    post = await post_of(team, given.shoutout_id)
    assert post is not None
    assert [one.name for one in post.receivers] == ["Ben"]
    assert await points(team, "Ana") == {Rule.SHOUTOUT_GIVEN: 2}
    assert await points(team, "Ben") == await points(team, "Chloé") == {Rule.SHOUTOUT_RECEIVED: 3}
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_a_giver_learns_how_it_goes_and_of_several_not_to_whom(team: Harriers) -> None:
    assert (await give(team, "Ana", "Ben")).way is Way.PRIVATELY
    assert (await give(team, "Ana", "Ben, Chloé")).way is Way.PRIVATELY
    await public(team, "Ben", "Chloé")
    assert (await give(team, "Ana", "Ben")).way is Way.POSTED
    assert (await give(team, "Ana", "Ben, Chloé")).way is Way.POSTED
    assert (await give(team, "Ana", "Ben, Dora")).way is Way.EACH


async def test_where_no_feed_is_it_goes_to_each_alone(team: Harriers) -> None:
    await public(team, "Ben")
    await team.database.write(lambda uow: uow.teams.change(TEAM, feed_channel_id=None))
    assert (await give(team, "Ana", "Ben")).way is Way.PRIVATELY


async def test_beyond_what_earns_it_is_delivered_and_said_kindly(team: Harriers) -> None:
    worths = [(await give(team, "Ana", to)).worth for to in ("Ben", "Ben", "Chloé", "Dora, Ben", "Eve", "Finn")]
    assert worths == [Worth.POINTS, Worth.AGAIN, Worth.POINTS, Worth.POINTS, Worth.FULL, Worth.FULL]
    assert await points(team, "Ana") == {Rule.SHOUTOUT_GIVEN: 6}
    # Three times named by the same teammate are worth one.
    assert await points(team, "Ben") == {Rule.SHOUTOUT_RECEIVED: 3}
    assert await points(team, "Finn") == {Rule.SHOUTOUT_RECEIVED: 3}
    assert len([one for one in await owed(team) if one[0] is MessageKind.SHOUTOUT_NOTE]) == 7
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_the_next_week_earns_anew(team: Harriers) -> None:
    await give(team, "Ana", "Ben")
    team.clock.forward(days=7)
    assert (await give(team, "Ana", "Ben")).worth is Worth.POINTS


async def test_a_run_and_a_word_in_one_week_keep_each_others_points(team: Harriers) -> None:
    await team.log("Ana", "9k", "50:00", note="windy")
    await give(team, "Ana", "Ben")
    await give(team, "Ben", "Ana")
    expected = {Rule.LOG: 10, Rule.DETAIL: 2, Rule.SESSIONS: 10, Rule.SHOUTOUT_GIVEN: 2, Rule.SHOUTOUT_RECEIVED: 3}
    assert await points(team, "Ana") == expected
    logged = await team.log("Ana", "6k", "36:00", when="yesterday")
    assert await points(team, "Ana") == expected | {Rule.LOG: 20, Rule.SESSIONS: 20, Rule.STREAK: 10}
    await team.services.runs.delete(team.asker("Ana"), logged.run.run_id)
    assert await points(team, "Ana") == expected
    # A rebuild finds nothing to mend.
    assert (await team.services.rebuilding.rebuild()).mended == 0
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_a_rebuild_gives_back_the_points_of_words_that_were_spoiled(team: Harriers) -> None:
    await give(team, "Ana", "Ben")
    ben = (await team.runner("Ben")).runner_id

    def spoil(uow: UnitOfWork) -> None:
        rows = uow.points.awards_of_week(ben, WEEK.key)
        uow.points.delete_awards([row.award_id for row in rows])

    await team.database.write(spoil)
    await team.services.rebuilding.rebuild()
    assert await points(team, "Ben") == {Rule.SHOUTOUT_RECEIVED: 3}


async def test_who_only_gave_a_word_is_not_counted_among_those_who_ran(team: Harriers) -> None:
    await team.log("Ana")
    await give(team, "Ben", "Ana")
    assert (await team.board("Ana")).totals.runners == 1
    await team.services.privacy.forget(team.asker("Ben"))
    assert (await team.board("Ana")).totals.runners == 1


@pytest.mark.parametrize(
    ("to", "kind", "code"),
    [
        ("Ana", NotAllowed, "shoutout_to_oneself"),
        ("Ben, Ana", NotAllowed, "shoutout_to_oneself"),
        ("Nobody", NotFound, "shoutout_to_nobody"),
        ("Ben, Be", NotFound, "shoutout_to_nobody"),
        ("<@123456789>", NotFound, "shoutout_no_runner"),
        (" , ;", UserError, "shoutout_to_none"),
        ("Ben, Chloé, Dora, Eve, Finn, Gus", UserError, "shoutout_to_too_many"),
        ("Twin", Unclear, "runner_ambiguous"),
    ],
)
async def test_who_cannot_be_named_is_said(team: Harriers, to: str, kind: type[UserError], code: str) -> None:
    for user_id in (5_001, 5_002):
        await team.services.run_lists.first_page(team.asker("Twin", user_id))
    with pytest.raises(kind) as caught:
        await team.services.shoutouts.addressed(team.asker("Ana"), to)
    assert caught.value.code == code


async def test_names_keys_and_mentions_name_the_same(team: Harriers) -> None:
    ben = await team.runner("Ben")
    service, ana = team.services.shoutouts, team.asker("Ana")
    for typed in (
        "Ben",
        " ben ,",
        f"id:{ben.runner_id}",
        f"<@{ben.user_id}>",
        f"<@!{ben.user_id}> Ben",
        "Ben;BEN",
        "@Ben and ben",
        "Ben & Ben",
    ):
        assert (await service.addressed(ana, typed)).runner_ids == (ben.runner_id,), typed


async def test_accents_need_not_be_typed_and_who_types_one_means_it(team: Harriers) -> None:
    service, ana = team.services.shoutouts, team.asker("Ana")
    assert (await service.addressed(ana, "chloe")).names == ("Chloé",)
    await team.join("Chloe")
    assert (await service.addressed(ana, "chloe, Chloé")).names == ("Chloe", "Chloé")


async def test_suggestions_complete_the_name_being_typed_and_keep_those_before(team: Harriers) -> None:
    service, ana = team.services.shoutouts, team.asker("Ana")
    assert [one.label for one in await service.suggestions(ana, "e")] == ["Eve", "Ben", "Chloé"]
    after = await service.suggestions(ana, "Ben, ch")
    assert [one.label for one in after] == ["Ben, Chloé"]
    assert (await service.addressed(ana, after[0].value)).names == ("Ben", "Chloé")
    # Discord takes no longer value; the command itself does.
    assert await service.suggestions(ana, f"{'x' * 99}, b") == ()
    # Nobody twice, not oneself, and not more than five.
    assert "Ben" not in [one.label for one in await service.suggestions(ana, "Ben,")]
    assert all(not one.label.endswith("Ana") for one in await service.suggestions(ana, ""))
    assert await service.suggestions(ana, "Ben, Chloé, Dora, Eve, Finn, ") == ()


@pytest.mark.parametrize(
    ("message", "code"), [(" \0 ", "shoutout_empty"), ("\u200b", "shoutout_empty"), ("x" * 501, "shoutout_too_long")]
)
async def test_words_that_are_none_or_too_many_are_sent_back(team: Harriers, message: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        await give(team, "Ana", "Ben", message)
    assert caught.value.code == code
    assert len("x" * 501) > MESSAGE_LIMIT
    assert await rows_of(team.database, shoutouts, TEAM) == []


async def test_who_goes_quiet_before_it_is_posted_hears_it_alone(team: Harriers) -> None:
    await public(team, "Ben", "Chloé")
    given = await give(team, "Ana", "Ben, Chloé")
    await team.services.profiles.edit(team.asker("Ben"), ProfileChange(praise=Praise.PRIVATE))
    ben = (await team.runner("Ben")).user_id
    assert (MessageKind.SHOUTOUT_NOTE, ben) in await owed(team)
    post = await post_of(team, given.shoutout_id)
    assert post is not None
    assert [one.name for one in post.receivers] == ["Chloé"]
    # Back again: what went to them alone stays with them.
    await public(team, "Ben")
    post = await post_of(team, given.shoutout_id)
    assert post is not None
    assert [one.name for one in post.receivers] == ["Chloé"]


async def test_who_goes_quiet_after_it_was_posted_is_taken_out_of_it(team: Harriers) -> None:
    await public(team, "Ben")
    given = await give(team, "Ana", "Ben")
    [parcel] = await team.services.outbox.claim()
    await team.services.outbox.sent(parcel.message, 900)
    await team.services.profiles.edit(team.asker("Ben"), ProfileChange(praise=Praise.PRIVATE))
    [parcel] = await team.services.outbox.claim()
    assert (parcel.message.message_id, parcel.content) == (900, None)
    assert await post_of(team, given.shoutout_id) is None


async def test_a_giver_who_is_forgotten_leaves_the_words_and_no_name(team: Harriers) -> None:
    await public(team, "Ben")
    given = await give(team, "Ana", "Ben, Chloé")
    await team.services.privacy.forget(team.asker("Ana"))
    post = await post_of(team, given.shoutout_id)
    assert post is not None
    assert (post.giver_name, post.message) == (None, "You waited on the hill.")
    assert await points(team, "Ben") == {Rule.SHOUTOUT_RECEIVED: 3}


async def test_words_go_with_the_last_whom_they_were_for_and_the_givers_points_stay(team: Harriers) -> None:
    given = await give(team, "Ana", "Ben, Chloé")
    await team.services.privacy.forget(team.asker("Ben"))
    [row] = await rows_of(team.database, shoutouts, TEAM)
    assert row["message"] == given.message
    await team.services.privacy.forget(team.asker("Chloé"))
    [row] = await rows_of(team.database, shoutouts, TEAM)
    assert row["message"] is None
    await team.services.rebuilding.rebuild()
    assert await points(team, "Ana") == {Rule.SHOUTOUT_GIVEN: 2}


async def test_both_find_it_in_what_is_held_about_them(team: Harriers) -> None:
    await give(team, "Ana", "Ben")
    for name, kind in (("Ana", "shoutouts_given"), ("Ben", "shoutouts_received")):
        export = await team.services.privacy.export(team.asker(name))
        assert export is not None
        [table] = [one for one in export.tables if one.name == kind]
        [row] = table.rows
        assert "You waited on the hill." in row


async def test_a_coach_gives_points_for_a_reason_and_beyond_nobodys_week(team: Harriers) -> None:
    service = team.services.shoutouts
    to = await service.addressed(CALEB, "Ben")
    given = await service.award(CALEB, to, 12, "You led the warm-up.")
    assert (given.award, given.worth) == (12, Worth.NOTHING)
    assert await points(team, "Ben") == {Rule.COACH: 12}
    added = [(await service.award(CALEB, to, 30, "Again.")).added for _ in range(6)]
    # What a full week has no room for is said, and kept as what it was.
    assert added == [30, 30, 30, 30, 18, 0]
    assert await points(team, "Ben") == {Rule.COACH: 150}
    stored = await rows_of(team.database, shoutouts, TEAM)
    assert [row["award"] for row in stored] == [12, *added]
    # It is no shoutout between the two: that one still earns.
    assert (await service.give(CALEB, to, "And thanks.")).worth is Worth.POINTS
    await assert_totals_follow_the_log(team.database, TEAM)


@pytest.mark.parametrize("amount", [0, -5, 31])
async def test_an_award_has_its_limits(team: Harriers, amount: int) -> None:
    service = team.services.shoutouts
    to = await service.addressed(CALEB, "Ben")
    with pytest.raises(UserError) as caught:
        await service.award(CALEB, to, amount, "x")
    assert caught.value.code == "award_range"


async def test_awards_are_for_coaches_to_give(team: Harriers) -> None:
    service, ana = team.services.shoutouts, team.asker("Ana")
    to = await service.addressed(ana, "Ben")
    with pytest.raises(NotAllowed) as caught:
        await service.award(ana, to, 5, "x")
    assert caught.value.code == "coach_only"
    assert await rows_of(team.database, awards, TEAM) == []


async def test_an_award_is_for_one_runner(team: Harriers) -> None:
    with pytest.raises(UserError) as caught:
        await team.services.shoutouts.awarded(CALEB, "Ben, Chloé")
    assert caught.value.code == "award_to_one"


async def test_what_was_taken_back_is_as_if_it_had_never_been_given(team: Harriers) -> None:
    await public(team, "Ben")
    given = await give(team, "Ana", "Ben, Chloé")
    for parcel in await team.services.outbox.claim():
        await team.services.outbox.sent(parcel.message, 900 + parcel.message.outbox_id)
    service = team.services.shoutouts
    for other in ("Ben", "Dora"):
        with pytest.raises(NotFound):
            await service.take_back(team.asker(other), given.shoutout_id)
    await service.take_back(team.asker("Ana"), given.shoutout_id)
    with pytest.raises(NotFound):
        await service.take_back(team.asker("Ana"), given.shoutout_id)
    # The post and the letter that stand are to go.
    assert [parcel.content for parcel in await team.services.outbox.claim()] == [None, None]
    assert await points(team, "Ana") == await points(team, "Ben") == await points(team, "Chloé") == {}
    for name, which in (("Ana", Which.GIVEN), ("Ben", Which.RECEIVED)):
        assert (await team.services.shoutout_lists.page(team.asker(name), which)).entries == ()
    await assert_totals_follow_the_log(team.database, TEAM)
    # A better one earns as the first does.
    assert (await give(team, "Ana", "Ben")).worth is Worth.POINTS


async def test_an_award_that_was_mistyped_is_taken_back(team: Harriers) -> None:
    service = team.services.shoutouts
    given = await service.award(CALEB, await service.awarded(CALEB, "Ben"), 30, "For three.")
    await service.take_back(CALEB, given.shoutout_id)
    assert await points(team, "Ben") == {}


async def test_what_one_of_several_reports_stands_nowhere(team: Harriers) -> None:
    await public(team, "Ben", "Chloé")
    given = await give(team, "Ana", "Ben, Chloé", "Ha.")
    await team.services.shoutout_lists.report(team.asker("Ben"), given.shoutout_id)
    assert await post_of(team, given.shoutout_id) is None
    assert (await team.database.read(lambda uow: wall(uow, TEAM, WEEK))).posts == ()


async def test_what_was_hidden_comes_back_to_ones_own_list_alone(team: Harriers) -> None:
    await public(team, "Ben", "Chloé")
    given = await give(team, "Ana", "Ben, Chloé")
    lists, ben = team.services.shoutout_lists, team.asker("Ben")
    await lists.hide(ben, given.shoutout_id, hidden=True)
    shown, _ = await lists.hide(ben, given.shoutout_id, hidden=False)
    assert not shown.is_hidden
    post = await post_of(team, given.shoutout_id)
    assert post is not None
    assert [one.name for one in post.receivers] == ["Chloé"]


async def test_the_run_it_is_about_is_named_while_it_is_shown(team: Harriers) -> None:
    await public(team, "Ben")
    logged = await team.log("Ben")
    [parcel] = [one for one in await team.services.outbox.claim() if one.message.kind is MessageKind.FEED_CARD]
    await team.services.outbox.sent(parcel.message, 900)
    service, ana = team.services.shoutouts, team.asker("Ana")
    given = await service.give(ana, await service.card(ana, parcel.message.outbox_id), "Into that wind!")

    async def about() -> MessageLink | None:
        post = await post_of(team, given.shoutout_id)
        assert post is not None
        return post.run

    assert await about() == MessageLink(TEAM, FEED, 900)
    await team.services.profiles.edit(team.asker("Ben"), ProfileChange(sharing=Sharing.COACH_ONLY))
    assert await about() is None
    await team.services.profiles.edit(team.asker("Ben"), ProfileChange(sharing=Sharing.TEAM))
    await team.services.runs.delete(team.asker("Ben"), logged.run.run_id)
    assert await about() is None


async def test_the_letter_names_its_giver_and_team(team: Harriers) -> None:
    await give(team, "Ana", "Ben")
    [parcel] = await team.services.outbox.claim()
    assert parcel.content == ShoutoutNote("Ana", False, "Harriers", "You waited on the hill.", None, None)


async def test_closed_messages_are_told_to_the_giver(team: Harriers) -> None:
    await give(team, "Ana", "Ben")
    [parcel] = await team.services.outbox.claim()
    await team.services.outbox.closed(parcel.message, "closed")
    ana = (await team.runner("Ana")).user_id
    assert (MessageKind.DELIVERY_NOTE, ana) in await owed(team)


async def test_two_who_praise_each_other_at_once_both_do(team: Harriers) -> None:
    names = ("Ben", "Chloé", "Dora", "Eve")
    pairs = [(giver, to) for giver in names for to in names if giver != to]
    await asyncio.gather(*(give(team, giver, to) for giver, to in pairs))
    for name in names:
        assert await points(team, name) == {Rule.SHOUTOUT_GIVEN: 6, Rule.SHOUTOUT_RECEIVED: 9}
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_a_team_can_turn_the_points_of_words_off(team: Harriers) -> None:
    admin = team.admin()
    shown = await team.services.point_rules.show(admin)
    values = {**shown.now.values, Rule.SHOUTOUT_GIVEN: 0}
    await team.services.point_rules.choose(admin, replace(shown.now, values=values))
    team.clock.forward(days=7)
    assert (await give(team, "Ana", "Ben")).worth is Worth.NOTHING
