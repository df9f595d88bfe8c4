"""Every message the bot owes arrives exactly once, whatever breaks between the run and the card."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.e2e.team import CARD_LIMIT_S, Team
from tests.loopback import Trouble

LOST = [Trouble.STATUS, Trouble.RATE_LIMIT, Trouble.RESET, Trouble.RESET_AFTER]


@pytest.mark.parametrize("trouble", LOST, ids=lambda trouble: trouble.name.lower())
async def test_a_card_arrives_once_though_sending_it_fails_at_first(running: Team, trouble: Trouble) -> None:
    fault = running.server.fault("POST", f"/channels/{running.feed.id}/messages", trouble, seconds=0.5)

    await running.log(running.anna)

    await running.only_card()
    assert fault.hits == 1


async def test_a_card_arrives_once_though_the_server_fails_for_longer(running: Team) -> None:
    fault = running.server.fault("POST", f"/channels/{running.feed.id}/messages", Trouble.STATUS, status=502, times=3)

    await running.log(running.anna)

    await running.only_card()
    assert fault.hits == 3


async def test_a_repeated_card_is_found_in_the_channel_when_its_nonce_is_forgotten(running: Team) -> None:
    running.server.fault("POST", f"/channels/{running.feed.id}/messages", Trouble.RESET_AFTER)
    running.server.store.nonce_window = 0

    await running.log(running.anna)

    await running.only_card()


async def test_every_card_arrives_once_though_discord_has_had_enough_of_the_whole_bot(running: Team) -> None:
    runners = [running.guild.member(f"Runner {number}") for number in range(6)]
    await running.introduce(*runners)
    limit = running.server.limit("*", "/channels/*", 2, 0.5, everything=True)

    for runner in runners:
        await running.log(runner)

    await running.server.wait_for_messages(running.feed, 6, CARD_LIMIT_S)
    await running.server.wait_until(lambda: all(state == "sent" for _, state, _ in running.baton.owed()), CARD_LIMIT_S)
    cards = [message.id for message in running.server.messages(running.feed)]
    assert [message_id for _, _, message_id in running.baton.owed()] == cards
    assert limit.refused > 0


async def test_a_run_that_was_acknowledged_has_its_card_after_a_kill(running: Team) -> None:
    waiting = running.server.fault("POST", f"/channels/{running.feed.id}/messages", Trouble.SLOW, seconds=3)
    await running.log(running.anna)
    await waiting.wait_hit()

    await running.baton.kill_and_vanish()
    assert running.server.messages(running.feed) == []
    running.baton.lapse_claims()
    await running.baton.start_and_connect()

    await running.only_card()


async def test_a_kill_right_after_the_answer_loses_nothing(running: Team) -> None:
    await running.log(running.anna)
    await running.baton.kill_and_vanish()
    running.baton.lapse_claims()

    await running.baton.start_and_connect()

    assert running.baton.rows("SELECT count(*) FROM runs") == [(1,)]
    await running.only_card()


@pytest.mark.parametrize("nonce_remembered", [True, False])
async def test_a_kill_between_sending_and_noting_does_not_send_twice(running: Team, nonce_remembered: bool) -> None:
    held = running.server.fault("POST", f"/channels/{running.feed.id}/messages", Trouble.HOLD)
    await running.log(running.anna)
    await held.wait_hit()

    await running.baton.kill_and_vanish()
    assert len(running.server.messages(running.feed)) == 1
    assert [state for _, state, _ in running.baton.owed()] == ["sending"]
    running.baton.lapse_claims()
    if not nonce_remembered:
        running.server.store.forget_nonces()
    await running.baton.start_and_connect()

    await running.only_card()


async def test_a_missing_permission_is_named_and_the_run_is_kept(running: Team) -> None:
    running.feed.deny(running.server.world.bot, 1 << 11)

    await running.log(running.anna)

    await running.server.wait_until(lambda: "Send Messages" in running.baton.output, CARD_LIMIT_S)
    # The card waits, and whoever looks after the server is told, outside their quiet hours.
    await running.server.wait_until(
        lambda: [kind for kind, _, _ in running.baton.owed()] == ["feed_card", "admin_notice"]
    )
    await running.server.wait_until(lambda: running.baton.owed()[0] == ("feed_card", "pending", None))
    assert running.server.messages(running.feed) == []


async def _owe_the_board_now(team: Team) -> None:
    """Log runs in the past week, stop the bot, and move the weekly post to a moment that has just gone by."""
    past_week = datetime.now(UTC).date() - timedelta(days=7)
    for number in range(3):
        runner = team.guild.member(f"Runner {number}")
        await team.log(runner, when=past_week.isoformat())
        board = (await team.server.slash(runner, team.general, "leaderboard")).message
        assert board is not None
        show_me = next(custom_id for label, custom_id in board.buttons.items() if label.startswith("Show me"))
        await team.server.click(board, show_me, runner)
    await team.server.wait_for_messages(team.feed, 3)
    await team.baton.stop()
    due = datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=10)
    changed = team.baton.rows(
        "UPDATE schedules SET weekday = ?, at = ?, next_due_at = ? WHERE kind = 'leaderboard' RETURNING 1",
        due.weekday(),
        due.strftime("%H:%M"),
        due.isoformat(" "),
    )
    assert changed == [(1,)]


async def _only_post(team: Team) -> None:
    await team.server.wait_for_messages(team.board, within=CARD_LIMIT_S)
    await team.server.wait_until(
        lambda: ("leaderboard", "sent") in [(kind, state) for kind, state, _ in team.baton.owed()], CARD_LIMIT_S
    )
    post = team.server.messages(team.board)
    assert len(post) == 1
    assert "30.0 km" in post[0].text
    assert list(post[0].files) == ["leaderboard.png"]


async def test_a_weekly_post_missed_while_the_bot_was_down_comes_late_and_once(running: Team) -> None:
    await _owe_the_board_now(running)

    for _ in range(2):
        await running.baton.start_and_connect()
        await _only_post(running)
        assert await running.baton.stop() == 0

    await _only_post(running)


@pytest.mark.parametrize("trouble", [Trouble.SLOW, Trouble.HOLD], ids=["before sending", "before noting"])
async def test_a_weekly_post_comes_once_though_the_bot_is_killed_over_it(running: Team, trouble: Trouble) -> None:
    await _owe_the_board_now(running)
    fault = running.server.fault("POST", f"/channels/{running.board.id}/messages", trouble, seconds=3)
    await running.baton.start_and_connect()
    await fault.wait_hit()

    await running.baton.kill_and_vanish()
    running.baton.lapse_claims()
    running.server.store.forget_nonces()
    await running.baton.start_and_connect()

    await _only_post(running)
