"""Members who connect Strava as they would, and the letters that they have then."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import discord
import simcord

from bot.domain.found_runs import FoundRun
from tests.composed import Stage, answer, links, words

CALLBACK = "http://localhost/strava/callback"


def letters(stage: Stage, who: simcord.MemberActor) -> list[discord.Message]:
    """Return a member's direct messages, the oldest first."""
    return list(who.user.dm_channel.history())


def below(result: simcord.InteractionResult) -> str:
    """Return what stands below a letter that says since what became of the run."""
    [followup] = result.followups
    return words(followup)


async def consent(stage: Stage, who: simcord.MemberActor) -> simcord.InteractionResult:
    return await who.slash(stage.feed, "strava connect")


async def submit(
    who: simcord.MemberActor | simcord.UserHandle, form: simcord.InteractionResult, **values: str
) -> simcord.InteractionResult:
    """Fill in a form and send it."""
    assert form.modal is not None
    return await who.submit_modal(form, values)


async def connect(stage: Stage, who: simcord.MemberActor, athlete: str = "1") -> simcord.InteractionResult:
    """Read, agree at Strava, and paste the address of the page that does not open."""
    shown = answer(await consent(stage, who))
    [state] = parse_qs(urlsplit(links(shown)["Connect with Strava"]).query)["state"]
    code = stage.strava.agree(athlete)
    form = await who.click(shown, label="Paste the address")
    return await submit(who, form, address=f"{CALLBACK}?state={state}&code={code}&scope=read,activity:read")


async def nudge(stage: Stage, who: simcord.MemberActor, **run: object) -> FoundRun:
    """Let somebody who is connected have a run, and be asked about it."""
    found = stage.strava.finish("1", stage.env.now() - timedelta(hours=1), **run)  # type: ignore[arg-type]
    await stage.work()
    return found
