"""The server proven with a stock discord.py bot: commands, buttons, forms, messages, files, DMs."""

import asyncio

import discord
import pytest

from .commands import CannotSend
from .conftest import Team
from .faults import Trouble
from .interactions import MODAL, NoAnswer
from .stock_bot import StockBot, running
from .world import ATTACH_FILES, SEND_MESSAGES, VIEW_CHANNEL


async def test_a_slash_command_is_answered_in_the_channel(team: Team, bot: StockBot) -> None:
    answer = await team.server.slash(team.anna, team.channel, "echo", text="hello")

    assert answer.text == "hello"
    assert answer.latency > 0
    assert not answer.ephemeral
    assert [message.text for message in team.server.messages(team.channel)] == ["hello"]


async def test_fifty_people_at_once_are_all_answered_with_their_own_words(team: Team, bot: StockBot) -> None:
    people = [team.guild.member(f"Runner {number}") for number in range(50)]

    answers = await asyncio.gather(
        *(team.server.slash(one, team.channel, "echo", text=one.user.name) for one in people)
    )

    assert [answer.text for answer in answers] == [one.user.name for one in people]


async def test_a_client_sends_only_what_is_registered(team: Team, bot: StockBot) -> None:
    with pytest.raises(CannotSend, match="not registered"):
        await team.server.slash(team.anna, team.channel, "shout", text="hello")
    with pytest.raises(CannotSend, match="requires text"):
        await team.server.slash(team.anna, team.channel, "echo")
    with pytest.raises(CannotSend, match="wrong type"):
        await team.server.slash(team.anna, team.channel, "echo", text=3)
    with pytest.raises(CannotSend, match="no option"):
        await team.server.slash(team.anna, team.channel, "echo", text="a", loud=True)


async def test_commands_keep_their_id_when_registered_again(team: Team, bot: StockBot) -> None:
    before = {one["name"]: one["id"] for one in team.server.commands.all(None)}
    await bot.tree.sync()
    await bot.tree.sync(guild=discord.Object(team.guild.id))

    assert {one["name"]: one["id"] for one in team.server.commands.all(None)} == before
    assert team.server.commands.all(team.guild.id) == []
    assert "notes write" in team.server.commands.names()


async def test_the_first_follow_up_replaces_the_placeholder(team: Team, bot: StockBot) -> None:
    answer = await team.server.slash(team.anna, team.channel, "later")
    await team.server.wait_until(lambda: len(answer.interaction.followups) == 1)

    assert answer.ephemeral
    assert answer.message is not None
    assert answer.message.text == "first"
    assert answer.interaction.filled_at > answer.interaction.called_back_at
    assert team.server.messages(team.channel) == []


async def test_a_button_edits_its_message(team: Team, bot: StockBot) -> None:
    panel = (await team.server.slash(team.anna, team.channel, "panel")).message
    assert panel is not None

    await team.server.click(panel, panel.buttons["Press"], team.anna)
    answer = await team.server.click(panel, "press", team.ben)

    assert answer.message is panel
    assert panel.text == "2 presses"
    assert panel.edited is not None
    with pytest.raises(LookupError):
        await team.server.click(panel, "other", team.ben)


async def test_a_layout_is_stored_with_numbers_and_resolved_media(team: Team, bot: StockBot) -> None:
    message = (await team.server.slash(team.anna, team.channel, "layout")).message
    assert message is not None

    container = message.components[0]
    numbers = [container["id"], *(one["id"] for one in container["components"])]
    assert len(set(numbers)) == 5
    assert container["accent_color"] is None
    picture = container["components"][2]["items"][0]["media"]
    assert picture["attachment_id"] == message.attachments[0]["id"]
    assert (picture["width"], picture["height"]) == (3, 2)
    assert message.text == "## Title"
    assert message.buttons == {"Go": "go"}
    async with bot.http._HTTPClient__session.get(picture["url"]) as fetched:  # type: ignore[attr-defined]
        assert await fetched.read() == message.files["dot.png"]


async def test_a_form_is_opened_filled_in_and_read(team: Team, bot: StockBot) -> None:
    form = await team.server.slash(team.anna, team.channel, "notes write")
    assert form.kind == MODAL

    assert (await team.server.submit(form, team.anna, {"words": "hills"})).text == "noted: hills"
    with pytest.raises(LookupError):
        await team.server.submit(form, team.anna, {"colour": "red"})


async def test_choices_are_offered_while_typing(team: Team, bot: StockBot) -> None:
    choices = await team.server.autocomplete(team.anna, team.channel, "notes pick", "fruit", "ea")

    assert choices == [{"name": "pear", "value": "pear"}]


async def test_a_bot_that_stays_silent_raises(team: Team, bot: StockBot) -> None:
    team.server.fault("POST", "/interactions/*", Trouble.HOLD)

    with pytest.raises(NoAnswer):
        await team.server.slash(team.anna, team.channel, "echo", text="hello", within=0.3)


async def test_a_second_answer_to_an_interaction_is_refused(team: Team, bot: StockBot) -> None:
    opened = await team.server.start_slash(team.anna, team.channel, "echo", text="first")
    await team.server.answer_to(opened)
    route = discord.http.Route("POST", "/interactions/{id}/{token}/callback", id=opened.id, token=opened.token)

    with pytest.raises(discord.HTTPException) as refused:
        await bot.http.request(route, json={"type": 4, "data": {"content": "second"}})

    assert (refused.value.status, refused.value.code) == (400, 40060)


async def test_an_answer_after_three_seconds_finds_nobody(team: Team, bot: StockBot) -> None:
    team.server.patience = 0.0
    opened = await team.server.start_slash(team.anna, team.channel, "echo", text="late")

    with pytest.raises(NoAnswer):
        await team.server.answer_to(opened, within=0.3)

    assert [one.response["code"] for one in team.server.requests_to("POST", "/callback")] == [10062]


async def test_commands_work_in_a_dm(team: Team, bot: StockBot) -> None:
    answer = await team.server.slash(team.anna, team.server.world.dm(team.anna.user), "echo", text="psst")

    assert answer.text == "psst"


async def test_messages_are_sent_listed_edited_and_deleted(team: Team, bot: StockBot) -> None:
    channel = bot.get_channel(team.channel.id)
    assert isinstance(channel, discord.TextChannel)
    sent = [await channel.send(f"message {number}") for number in range(5)]

    newest_first = [message.content async for message in channel.history(limit=3)]
    after = [message.content async for message in channel.history(after=sent[1], oldest_first=True)]
    before = [message.content async for message in channel.history(before=sent[2])]
    await sent[0].edit(content="changed")
    await sent[1].delete()

    assert newest_first == ["message 4", "message 3", "message 2"]
    assert after == ["message 2", "message 3", "message 4"]
    assert before == ["message 1", "message 0"]
    assert (await channel.fetch_message(sent[0].id)).content == "changed"
    assert [message.text for message in team.server.messages(team.channel)][:2] == ["changed", "message 2"]
    with pytest.raises(discord.NotFound):
        await channel.fetch_message(sent[1].id)


async def test_a_repeated_nonce_returns_the_earlier_message(team: Team, bot: StockBot) -> None:
    channel = bot.get_channel(team.channel.id)
    assert isinstance(channel, discord.TextChannel)

    first = await channel.send("once", nonce="run:1")
    second = await channel.send("once", nonce="run:1")
    team.server.store.forget_nonces()
    third = await channel.send("once", nonce="run:1")

    assert first.id == second.id != third.id
    assert first.nonce == "run:1"
    assert (await channel.fetch_message(first.id)).nonce is None
    assert len(team.server.messages(team.channel)) == 2


async def test_files_arrive_and_can_be_fetched(team: Team, bot: StockBot) -> None:
    channel = bot.get_channel(team.channel.id)
    assert isinstance(channel, discord.TextChannel)

    sent = await channel.send("see", file=discord.File(__file__, "notes.txt"))

    stored = team.server.messages(team.channel)[0]
    assert await sent.attachments[0].read() == stored.files["notes.txt"]


async def test_nobody_is_pinged_who_is_not_allowed_to_be(team: Team, bot: StockBot) -> None:
    channel = bot.get_channel(team.channel.id)
    assert isinstance(channel, discord.TextChannel)
    words = f"{team.anna.user.name} <@{team.anna.id}> <@{team.ben.id}>"

    await channel.send(words, allowed_mentions=discord.AllowedMentions.none())
    await channel.send(words, allowed_mentions=discord.AllowedMentions(users=[discord.Object(team.ben.id)]))

    assert [message.pings for message in team.server.messages(team.channel)] == [[], [team.ben.user]]


async def test_a_dm_reaches_its_user_unless_closed(team: Team, bot: StockBot) -> None:
    anna = await bot.fetch_user(team.anna.id)
    await anna.send("well done")
    team.anna.user.dms_open = False

    with pytest.raises(discord.Forbidden) as refused:
        await anna.send("again")

    assert refused.value.code == 50007
    assert [one.text for one in team.server.messages(team.server.world.dm(team.anna.user))] == ["well done"]


@pytest.mark.parametrize(("taken", "code"), [(VIEW_CHANNEL, 50001), (SEND_MESSAGES, 50013), (ATTACH_FILES, 50013)])
async def test_a_channel_without_permission_refuses(team: Team, taken: int, code: int) -> None:
    team.channel.deny(team.server.world.bot, taken)

    async with running(team.server) as bot:
        channel = bot.get_partial_messageable(team.channel.id)
        with pytest.raises(discord.Forbidden) as refused:
            await channel.send("hello", file=discord.File(__file__, "notes.txt"))

    assert refused.value.code == code
    assert team.server.messages(team.channel) == []


@pytest.mark.parametrize("content", ["", "x" * 2_001])
async def test_limits_of_messages_hold(team: Team, bot: StockBot, content: str) -> None:
    with pytest.raises(discord.HTTPException) as refused:
        await bot.get_partial_messageable(team.channel.id).send(content)

    assert refused.value.code in (50006, 50035)


async def test_what_people_write_is_heard(team: Team, bot: StockBot) -> None:
    await team.server.say(team.anna, team.channel, "good morning")
    await team.server.slash(team.anna, team.channel, "echo", text="after it")

    assert bot.heard == ["good morning"]
