"""The bot on real sockets when all is well, when the gateway is lost, and when many come at once."""

import asyncio
import signal

from tests.e2e.team import Team
from tests.loopback import Trouble


async def test_a_logged_run_reaches_the_feed(running: Team) -> None:
    answer = await running.log(running.anna)

    assert answer.ephemeral
    assert "10.0 km in 52:10" in answer.text
    card = await running.only_card()
    assert "Anna" in card.text
    assert card.pings == []


async def test_sentences_for_wrong_input_arrive_too(running: Team) -> None:
    answer = await running.server.slash(running.anna, running.general, "run log", distance="banana", time="52:10")

    assert answer.ephemeral
    assert "banana" in answer.text
    assert running.baton.rows("SELECT count(*) FROM runs") == [(0,)]


async def test_every_command_answers(running: Team) -> None:
    await running.log(running.anna)

    for command in ("run list", "points show", "leaderboard"):
        answer = await running.server.slash(running.anna, running.general, command)
        assert answer.ephemeral
        assert answer.text


async def test_a_cheer_counts_and_outlives_the_process(running: Team) -> None:
    await running.log(running.anna)
    card = await running.only_card()
    cheer = next(iter(card.buttons.values()))

    await running.server.click(card, cheer, running.ben)
    await running.baton.kill_and_vanish()
    await running.baton.start_and_connect()
    third = running.guild.member("Cleo")
    await running.server.click(card, cheer, third)

    # A card that was drawn a moment ago waits a little before it shows the next cheer.
    await running.server.wait_until(lambda: any("2" in label for label in card.buttons))
    assert running.baton.rows("SELECT count(*) FROM cheers") == [(2,)]


async def test_a_cut_gateway_is_resumed_and_a_command_sent_meanwhile_is_answered(running: Team) -> None:
    running.server.gateway.drop()
    await running.server.gateway.wait_until(lambda: not running.server.gateway.connected)
    opened = await running.server.start_slash(running.anna, running.general, "run log", distance="10k", time="52:10")

    answer = await running.server.answer_to(opened, within=10)

    assert "10.0 km" in answer.text
    assert running.server.gateway.resumes == 1
    assert len(running.server.gateway.identifies) == 1
    await running.only_card()


async def test_a_request_to_reconnect_is_followed(running: Team) -> None:
    await running.server.gateway.ask_to_reconnect()
    await running.server.gateway.wait_until(lambda: running.server.gateway.resumes == 1)

    await running.log(running.anna)
    await running.only_card()


async def test_after_an_invalid_session_the_bot_identifies_anew(running: Team) -> None:
    await running.server.gateway.invalidate()
    await running.server.gateway.wait_until(lambda: len(running.server.gateway.identifies) == 2)
    await running.server.gateway.wait_connected()

    await running.log(running.anna)
    await running.only_card()


async def test_fifty_runners_at_once_are_all_answered_and_each_has_one_card(running: Team) -> None:
    runners = [running.guild.member(f"Runner {number:02}") for number in range(50)]

    await asyncio.gather(*(running.log(one) for one in runners))

    await running.server.wait_for_messages(running.feed, 50, within=30)
    shown = sorted(card.text.partition("** ran")[0].strip("*") for card in running.server.messages(running.feed))
    assert shown == [one.user.name for one in runners]
    assert running.baton.rows("SELECT count(*) FROM runs") == [(50,)]


async def test_sigterm_answers_who_is_waiting_and_leaves_nothing_owed(running: Team) -> None:
    answering = running.server.fault("POST", "/interactions/*", Trouble.SLOW, seconds=0.5)
    opened = await running.server.start_slash(running.anna, running.general, "run log", distance="10k", time="52:10")
    await answering.wait_hit()
    running.baton.signal(signal.SIGTERM)

    answer = await running.server.answer_to(opened)

    assert "10.0 km" in answer.text
    assert await running.baton.wait() == 0
    await running.only_card()


async def test_the_bot_asks_for_no_privileged_intent(running: Team) -> None:
    asked = running.server.gateway.identifies[0]["intents"]

    assert asked & (1 << 1 | 1 << 8 | 1 << 15) == 0
