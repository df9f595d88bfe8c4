"""Photos of runs, from the camera to the feed: shown where the profile lets the run be seen, and kept nowhere else."""

import io
from typing import Any

import pytest
import simcord
from PIL import Image
from sqlalchemy import select

from bot.domain.audience import FeedMode, Sharing
from bot.services.asker import Asker
from bot.services.profiles import ProfileChange
from db.connection import Connection
from db.models import photos
from tests.composed import Stage, answer, buttons, last, posts, said, words
from tests.db.engines import on
from tests.ui.test_photos import encoded, from_a_phone


async def log(stage: Stage, photo: bytes | None = None, name: str = "IMG_1.jpg", **options: Any) -> str:
    """Have Ana log a run with a photo and return the answer."""
    typed = {"distance": "10k", "time": "52:10", "note": "by the canal"} | options
    file = (name, from_a_phone() if photo is None else photo)
    return said(await stage.ana.slash(stage.feed, "run log", photo=file, **typed))


async def kept(stage: Stage) -> list[dict[str, Any]]:
    """Return the photos that are kept."""

    def read(connection: Connection) -> list[dict[str, Any]]:
        names = photos.columns.keys()
        return [dict(zip(names, row, strict=True)) for row in connection.execute(select(photos))]

    return await on(stage.application.database, read)


def gallery(message: Any) -> list[dict[str, Any]]:
    """Return the pictures that a card shows."""
    [container] = [one.to_dict() for one in message.components]
    return [item for part in container["components"] if part["type"] == 12 for item in part["items"]]


async def shares(stage: Stage, sharing: Sharing) -> None:
    """Let Ana choose what others see."""
    asker = Asker(stage.guild.id, stage.ana.id, "Ana")
    await stage.application.services.profiles.edit(asker, ProfileChange(sharing=sharing))


async def newest(stage: Stage) -> str:
    """Return the key of Ana's newest run."""
    return str((await stage.ana.autocomplete(stage.feed, "run edit", "run", ""))[0]["value"])


async def edit(stage: Stage, **options: Any) -> simcord.InteractionResult:
    """Have Ana change her newest run, with the form as it comes."""
    shown = await stage.ana.slash(stage.feed, "run edit", run=await newest(stage), **options)
    assert shown.modal is not None
    parts = [label["component"] for label in shown.modal["components"]]
    return await stage.ana.submit_modal(shown, {part["custom_id"]: part.get("value") or "" for part in parts})


async def test_a_photo_is_attached_to_the_card_and_says_nothing_of_where_it_was_taken(on_stage: Stage) -> None:
    logged = await log(on_stage)
    assert "Logged: 10.0 km in 52:10" in logged
    assert "With your photo, made smaller; where it was taken is not kept." in logged
    await on_stage.work()
    card = last(on_stage.feed)
    [item] = gallery(card)
    assert item["description"] == "A photo from Ana's run."
    [file] = card.attachments
    posted = await file.read()
    [row] = await kept(on_stage)
    assert posted == row["image"]
    picture = Image.open(io.BytesIO(posted))
    assert picture.size == (row["width"], row["height"]) == (300, 400)
    assert not picture.getexif()
    for told in (b"GPS", b"Exif", b"Nosy", b"canal"):
        assert told not in posted


async def test_a_cheer_leaves_the_photo_where_it_is(on_stage: Stage) -> None:
    await log(on_stage)
    await on_stage.work()
    await on_stage.ben.click(last(on_stage.feed), label="Cheer")
    card = last(on_stage.feed)
    assert "Cheer · 1" in words(card)
    assert len(gallery(card)) == len(card.attachments) == 1


@pytest.mark.parametrize(("sharing", "cards"), [(Sharing.RAN_TODAY, 1), (Sharing.COACH_ONLY, 0)])
async def test_who_shares_less_shows_no_photo(on_stage: Stage, sharing: Sharing, cards: int) -> None:
    await log(on_stage)
    await on_stage.work()
    assert len(last(on_stage.feed).attachments) == 1
    await shares(on_stage, sharing)
    await on_stage.work()
    assert len(posts(on_stage.feed)) == cards
    await log(on_stage, distance="5k", time="26:00")
    await on_stage.work()
    assert [(gallery(card), card.attachments) for card in posts(on_stage.feed)] == [([], [])] * 2 * cards


async def test_the_digest_shows_no_photo(on_stage: Stage) -> None:
    settings = on_stage.application.services.team_settings
    await settings.choose_feed_mode(Asker(on_stage.guild.id, 1, "Dora", is_admin=True), FeedMode.DIGEST)
    await on_stage.env.advance_time(60)
    await log(on_stage)
    await on_stage.env.advance_time(36 * 3_600)
    await on_stage.work()
    digest = last(on_stage.feed)
    assert "by the canal" in words(digest)
    assert (gallery(digest), digest.attachments) == ([], [])


async def test_a_photo_can_come_later_be_exchanged_and_be_taken_away(on_stage: Stage) -> None:
    await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    await on_stage.work()
    assert last(on_stage.feed).attachments == []

    assert "With your photo" in said(await edit(on_stage, photo=("a.jpg", from_a_phone())))
    await on_stage.work()
    first = await last(on_stage.feed).attachments[0].read()
    await edit(on_stage, photo=("b.png", encoded(Image.new("RGB", (60, 20)), "PNG")))
    await edit(on_stage, kind="easy")
    await on_stage.work()
    assert await last(on_stage.feed).attachments[0].read() != first
    assert [(row["width"], row["height"]) for row in await kept(on_stage)] == [(60, 20)]

    assert "Its photo is taken away." in said(await edit(on_stage, remove_photo=True))
    await on_stage.work()
    assert last(on_stage.feed).attachments == []
    assert await kept(on_stage) == []


async def test_a_photo_waits_with_its_run_for_every_question(on_stage: Stage) -> None:
    asked = answer(
        await on_stage.ana.slash(on_stage.feed, "run log", distance="10", time="25:10", photo=("a.jpg", from_a_phone()))
    )
    odd = answer(await on_stage.ana.click(asked, label="10 km"))
    assert list(buttons(odd)) == ["52:10", "Log it as typed", "Cancel"]
    assert await kept(on_stage) == []
    assert "Logged: 10.0 km in 52:10" in said(await on_stage.ana.click(odd, label="52:10"))
    assert len(await kept(on_stage)) == 1


async def test_a_photo_of_a_second_copy_goes_to_the_run_that_has_none(on_stage: Stage) -> None:
    await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    asked = answer(
        await on_stage.ana.slash(
            on_stage.feed, "run log", distance="10k", time="52:10", photo=("a.jpg", from_a_phone())
        )
    )
    assert "One run it is" in said(await on_stage.ana.click(asked, label="Same run"))
    await on_stage.work()
    [card] = posts(on_stage.feed)
    assert len(card.attachments) == 1


@pytest.mark.parametrize(
    ("photo", "name", "problem"),
    [
        (b"banana", "banana.jpg", "I can't open that picture."),
        (b"....ftypheic", "IMG_1.HEIC", "I can't open that kind of picture yet."),
        (bytes(10 * 1024 * 1024 + 1), "big.jpg", "That picture is larger than I can take in."),
    ],
)
async def test_a_picture_that_cannot_be_read_loses_nothing_that_was_typed(
    on_stage: Stage, photo: bytes, name: str, problem: str
) -> None:
    answered = await log(on_stage, photo, name)
    assert problem in answered
    assert "/run log distance:10k time:52:10 note:by the canal" in answered
    assert await kept(on_stage) == []
    assert "I can't find" not in said(await on_stage.ana.slash(on_stage.feed, "run list"))
    await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    refused = said(await edit(on_stage, photo=(name, photo)))
    assert problem in refused
    assert "52:10" in refused


async def test_a_deleted_run_and_a_forgotten_member_leave_no_photo(on_stage: Stage) -> None:
    await log(on_stage)
    logged = await on_stage.ana.slash(on_stage.feed, "run delete", run=await newest(on_stage))
    await on_stage.ana.click(answer(logged), label="Delete it")
    assert await kept(on_stage) == []
    await log(on_stage)
    await on_stage.application.services.privacy.forget(Asker(on_stage.guild.id, on_stage.ana.id, "Ana"))
    assert await kept(on_stage) == []
