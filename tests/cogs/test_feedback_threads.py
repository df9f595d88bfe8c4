"""A coach's threads, templates and files as they are typed and pressed."""

import io
from dataclasses import dataclass
from typing import Any

import discord
import pytest
import simcord
from PIL import Image

from tests.composed import Stage, answer, buttons, fields, said, words


@dataclass(frozen=True)
class Coached:
    stage: Stage
    caleb: simcord.MemberActor

    async def write(self, message: str, **options: Any) -> simcord.InteractionResult:
        typed = await self.caleb.slash(self.stage.feed, "coach feedback", runner="Ben", message=message, **options)
        await self.stage.application.deliver_outbox()
        return typed


@pytest.fixture
async def team(on_stage: Stage) -> Coached:
    role = on_stage.guild.create_role("Admin", permissions=discord.Permissions(manage_guild=True))
    caleb = on_stage.guild.add_member(on_stage.env.create_user("caleb", global_name="Caleb"), roles=[role])
    await on_stage.ben.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    await on_stage.application.deliver_outbox()
    return Coached(on_stage, caleb)


def direct(who: simcord.MemberActor) -> list[discord.Message]:
    return [one for one in who.user.dm_channel.history() if not one.flags.ephemeral and one.author.bot]


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    return out.getvalue()


async def test_a_thread_is_read_page_by_page_and_written_on(team: Coached) -> None:
    for number in range(7):
        await team.write(f"Word {number}")
    await team.stage.ben.slash(team.stage.feed, "feedback reply", message="Thanks!")
    shown = answer(await team.caleb.slash(team.stage.feed, "coach thread", runner="Ben"))
    assert words(shown).startswith("### Ben and you\n**Ben:** “Thanks!”\n-# Friday 20 Nov\n**You:** “Word 6”")
    older = answer(await team.caleb.click(shown, label="Older"))
    assert "**You:** “Word 0”" in words(older)
    newest = answer(await team.caleb.click(older, label="Newest"))
    form = await team.caleb.click(newest, label="Write on")
    assert "On its way to **Ben**" in said(await team.caleb.submit_modal(form, {"message": "Good night."}))


async def test_a_search_leads_to_the_thread(team: Coached) -> None:
    await team.write("How is the knee?")
    found = answer(await team.caleb.slash(team.stage.feed, "coach search", words="KNEE"))
    assert words(found).startswith("### “KNEE” in your threads\n**You to Ben:** “How is the knee?”")
    thread = answer(await team.caleb.click(found, label="Thread with Ben"))
    assert words(thread).startswith("### Ben and you")
    nothing = said(await team.caleb.slash(team.stage.feed, "coach search", words="hip"))
    assert "No words of yours or to you hold that." in nothing


async def test_a_template_is_written_offered_and_fills_the_form(team: Coached) -> None:
    form = await team.caleb.slash(team.stage.feed, "coach template", name="After a race")
    saved = said(await team.caleb.submit_modal(form, {"message": "Well run, {name}!"}))
    assert "Saved as **After a race**." in saved
    [choice] = await team.caleb.autocomplete(team.stage.feed, "coach feedback", "template", "race")
    form = await team.caleb.slash(team.stage.feed, "coach feedback", runner="Ben", template=choice["value"])
    assert fields(form) == {"message": "Well run, Ben!"}
    await team.caleb.submit_modal(form, {"message": "Well run, Ben! Rest now."})
    await team.stage.application.deliver_outbox()
    assert "“Well run, Ben! Rest now.”" in words(direct(team.stage.ben)[-1])
    form = await team.caleb.slash(team.stage.feed, "coach template", name="after a race")
    assert fields(form) == {"message": "Well run, {name}!"}
    assert "is gone" in said(await team.caleb.submit_modal(form, {"message": ""}))
    unknown = await team.caleb.slash(team.stage.feed, "coach feedback", runner="Ben", template="After a race")
    assert "You have no template “After a race”." in said(unknown)


async def test_what_does_not_fit_beside_a_template_is_said_and_handed_back(team: Coached) -> None:
    form = await team.caleb.slash(team.stage.feed, "coach template", name="Long")
    await team.caleb.submit_modal(form, {"message": "x" * 1950})
    typed = {"runner": "Ben", "template": "Long", "message": "Rest well. " + "y" * 200}
    refused = await team.caleb.slash(team.stage.feed, "coach feedback", **typed)
    assert refused.modal is None
    assert "this comes to 2163 with “Long”" in said(refused)
    assert typed["message"] in said(refused)


async def test_a_picture_goes_along_without_what_a_camera_writes_into_it(team: Coached) -> None:
    await team.write("Your stride.", file=("stride.png", picture()))
    [letter] = direct(team.stage.ben)
    [attached] = letter.attachments
    assert attached.filename == "1-stride.jpg"
    assert "Your stride." in words(letter)
    inbox = answer(await team.stage.ben.slash(team.stage.feed, "feedback inbox"))
    shown = await team.stage.ben.click(inbox, label="Files of Fri 20 Nov")
    assert "What came along:" in words(shown.followups[0] if shown.response is None else shown.response)
    # Pressed and drawn anew, it keeps what came along.
    await team.stage.ben.user.click(letter, label="Got it")
    assert "read, thank you" in words(direct(team.stage.ben)[0])


async def test_files_sent_directly_reach_the_other(team: Coached) -> None:
    await team.write("How was it?")
    [letter] = direct(team.stage.ben)
    backend = team.stage.env.backend
    channel = team.stage.ben.user.dm_channel
    files = backend.store_attachments(channel.id, [("log.csv", b"km,5")])
    reference = {"message_id": str(letter.id), "channel_id": str(channel.id)}
    await team.stage.ben.user.send_dm("", reference=reference, attachments=files)
    await team.stage.application.deliver_outbox()
    [answered] = direct(team.caleb)
    assert words(answered).startswith("**Ben** sent you this:")
    assert [one.filename for one in answered.attachments] == ["1-log.csv"]
    many = backend.store_attachments(channel.id, [(f"{number}.csv", b"km,5") for number in range(5)])
    await team.stage.ben.user.send_dm("", reference=reference, attachments=many)
    assert "Up to 4 files go along with words." in direct(team.stage.ben)[-1].content
    assert "Reply" in buttons(answered)
