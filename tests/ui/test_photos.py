"""Pictures that members attach: made smaller, without anything but pixels, in a process that may die of them."""

import io
import subprocess
import sys

import pytest
from PIL import ExifTags, Image

from bot.errors import UserError
from bot.services.photos import PHOTO_BYTES
from bot.ui.photos import PhotoReader
from bot.ui.shrinking import LONGEST_SIDE, TooManyPixels, shrunk

RED, BLUE = (220, 20, 20), (20, 20, 220)


def encoded(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    written = io.BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def from_a_phone(width: int = 400, height: int = 300) -> bytes:
    """Return a picture that was taken upright, red on top, by a phone that says where and when."""
    picture = Image.new("RGB", (width, height), BLUE)
    picture.paste(RED, (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "Nosy Phones"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (52.0, 31.0, 12.0),
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (13.0, 24.0, 36.0),
        }
    )
    return encoded(picture, exif=exif, comment=b"by the canal")


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def near(picture: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    pixel = picture.getpixel(at)
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 30 for one, other in zip(pixel, colour, strict=True))


def test_a_picture_stands_upright_and_says_nothing_of_where_it_was_taken() -> None:
    data = from_a_phone()
    assert opened(data).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    image, width, height = shrunk(data)
    picture = opened(image)
    assert (width, height) == picture.size == (300, 400)
    assert near(picture, (150, 50), RED)
    assert near(picture, (150, 350), BLUE)
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for told in (b"Exif", b"GPS", b"Nosy", b"canal", b"ICC_PROFILE", b"http"):
        assert told not in image


@pytest.mark.parametrize(
    ("size", "becomes"), [((4_000, 3_000), (1_600, 1_200)), ((30, 9_000), (5, 1_600)), ((7, 5), (7, 5))]
)
def test_a_picture_is_made_no_larger_than_it_need_be(size: tuple[int, int], becomes: tuple[int, int]) -> None:
    image, *kept = shrunk(encoded(Image.new("RGB", size, RED)))
    assert tuple(kept) == opened(image).size == becomes
    assert max(becomes) <= LONGEST_SIDE


JPEGS, PNGS, OTHERS = ("RGB", "L", "CMYK"), ("RGBA", "LA", "P", "1", "I;16"), (("P", "GIF"), ("RGB", "WEBP"))


@pytest.mark.parametrize(
    ("mode", "kind"), [*((mode, "JPEG") for mode in JPEGS), *((mode, "PNG") for mode in PNGS), *OTHERS]
)
def test_every_usual_kind_of_picture_becomes_a_jpeg(mode: str, kind: str) -> None:
    picture = opened(shrunk(encoded(Image.new(mode, (40, 30)), kind))[0])
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (40, 30))


def test_of_a_moving_picture_the_first_frame_is_kept_and_what_shows_through_is_white() -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in (RED, BLUE)]
    moving = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert near(opened(shrunk(moving)[0]), (20, 15), RED)
    clear = encoded(Image.new("RGBA", (40, 30), (0, 0, 0, 0)), "PNG")
    assert near(opened(shrunk(clear)[0]), (20, 15), (255, 255, 255))


@pytest.mark.parametrize("side", [7_200, 12_000, 20_000])
def test_a_picture_of_very_many_pixels_is_refused_before_it_is_unpacked(side: int) -> None:
    bomb = encoded(Image.new("1", (side, side)), "PNG")
    assert len(bomb) < 100_000
    with pytest.raises(TooManyPixels):
        shrunk(bomb)


async def refusal_of(reader: PhotoReader, data: bytes) -> str:
    with pytest.raises(UserError) as refused:
        await reader.made_ready(data)
    return refused.value.code


async def test_what_is_no_picture_has_one_plain_answer() -> None:
    reader = PhotoReader()
    whole = encoded(Image.effect_noise((300, 300), 80))
    for data in (b"", b"banana", whole[:2_000], b"<svg/>", encoded(Image.new("RGB", (8, 8)), "TIFF")):
        assert await refusal_of(reader, data) == "photo_unreadable"
    assert await refusal_of(reader, encoded(Image.new("1", (20_000, 20_000)), "PNG")) == "photo_too_big"
    assert await refusal_of(reader, bytes(PHOTO_BYTES + 1)) == "photo_too_big"
    # And the next one is read as if nothing had been.
    photo = await reader.made_ready(from_a_phone())
    assert opened(photo.image).size == (photo.width, photo.height) == (300, 400)


async def test_a_picture_that_takes_too_long_or_too_much_is_let_go() -> None:
    assert await refusal_of(PhotoReader(seconds=0.001), from_a_phone()) == "photo_unreadable"
    if sys.platform == "linux":
        hungry = PhotoReader(memory_bytes=150 << 20)
        assert await refusal_of(hungry, encoded(Image.new("RGBA", (7_000, 7_000)), "PNG")) == "photo_too_big"


def test_the_process_that_reads_pictures_knows_pillow_and_nothing_of_ours() -> None:
    listing = "import sys, bot.ui.shrinking; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    known = {name for name in run.stdout.split() if name.partition(".")[0] in ("bot", "db", "cogs", "discord")}
    assert known == {"bot", "bot.ui", "bot.ui.shrinking"}
