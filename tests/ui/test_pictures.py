"""Pictures: every name in every script fits its column, and the file is one that Discord shows well."""

import io
import itertools
import struct
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat, features

from bot.domain.leaderboards import TOP
from bot.ui import text
from bot.ui.board_pictures import picture_of_post, picture_of_standings
from bot.ui.drawing import COLOURS, NAME_WIDTH, WIDTH, draw_board
from bot.ui.lettering import Lettering, clusters
from bot.ui.pictures import board_picture
from bot.ui.theme import Colour, Palette
from bot.ui.typefaces import BUNDLED, Typefaces, find_typefaces, read_coverage
from tests.ui.samples import Sample

BARE = Lettering(find_typefaces(()))
"""What a machine without any fonts of its own draws with."""
SYSTEM = Lettering(find_typefaces())

FANCY = "\U0001d571\U0001d586\U0001d593\U0001d588\U0001d59e"
SCRIPTS = (
    *("Ana", "Chloé", "Анна Каренина", "Νικόλαος", "田中 太郎", "김서연", "أحمد الرحمن", "שלום עולם Bob"),
    *(
        "अनुष्का शर्मा",
        "🏃🏽‍♀️",
        "Zoë 👨‍👩‍👧‍👦 3️⃣ 🇰🇷 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
        FANCY,
        "\u3164",
        "ᚠᚢᚦ 𓀀",
        "W" * 32,
        "i" * 32,
        "ش" * 32,
        "🏃" * 32,
    ),
    "Z" + "\u0301\u0316\u0300" * 30,
)
NAMES = st.sampled_from(SCRIPTS) | st.text(
    st.characters() | st.sampled_from("🏃🏽\u200d♀️👨👩👧🇰🇷3️⃣é\u0301\u0327أحمדח田김न्"), max_size=60
)


def test_the_file_is_a_png_of_few_colours_and_the_right_width() -> None:
    picture = Image.open(io.BytesIO(board_picture(picture_of_post(Sample().weekly()))))
    assert picture.format == "PNG"
    assert picture.mode == "P"
    assert picture.width == WIDTH
    assert len(picture.getcolors(COLOURS) or ()) <= COLOURS
    assert picture.convert("RGB").getpixel((2, 2)) == Palette.GROUND


def test_the_file_is_small_enough_for_a_phone() -> None:
    assert len(board_picture(picture_of_post(Sample(name="🏃🏽‍♀️" * 5).weekly()))) < 150_000


@pytest.mark.parametrize("rows", range(TOP + 1))
def test_the_picture_grows_by_a_row_for_each_runner(rows: int) -> None:
    heights = [
        draw_board(picture_of_post(Sample().weekly(Sample().rows()[:count])), BARE).height
        for count in (rows, max(rows - 1, 0))
    ]
    assert heights[0] - heights[1] == (112 if rows else 0)


def test_the_same_post_is_drawn_once() -> None:
    assert board_picture(picture_of_post(Sample().weekly())) is board_picture(picture_of_post(Sample().weekly()))


@given(NAMES)
@settings(max_examples=40)
def test_no_name_touches_anything_but_its_own_column(name: str) -> None:
    named = draw_board(picture_of_post(replace(Sample().weekly(), rows=Sample(name=name).rows(), team_name="")), SYSTEM)
    plain = draw_board(picture_of_post(replace(Sample().weekly(), rows=Sample(name="A").rows(), team_name="")), SYSTEM)
    changed = ImageChops.difference(named, plain).getbbox()
    if changed is not None:
        left, top, right, bottom = changed
        assert left >= 136
        assert right <= WIDTH - 48 - SYSTEM.width(SYSTEM.runs("116 points"), 38) - 24
        assert top >= 176
        assert bottom <= 176 + 68


VALUE_LEFT = WIDTH - 48 - BARE.width(BARE.runs("116 points"), 38)


def width_of_first_name(name: str) -> int:
    """Return how far the name in a board's first row reaches, up to its value."""
    row = draw_board(picture_of_post(Sample(name=name).weekly()), BARE).crop((136, 180, VALUE_LEFT, 240))
    written = ImageChops.difference(row, Image.new("RGB", row.size, Palette.GROUND)).getbbox()
    assert written is not None
    return written[2]


def test_a_long_name_takes_the_room_that_its_value_leaves() -> None:
    room = VALUE_LEFT - 24 - 136
    assert NAME_WIDTH < room - 40 < width_of_first_name("Wolfeschlegelsteinhausenbergerdo") <= room


def test_letters_are_smaller_before_a_name_is_cut() -> None:
    name = "Max von und zu Hohenlohe"
    assert BARE.width(BARE.runs(name), 42, bold=True) > VALUE_LEFT - 24 - 136
    assert width_of_first_name(name) == pytest.approx(BARE.width(BARE.runs(name), 36, bold=True), abs=4)


@pytest.mark.parametrize("lettering", [BARE, SYSTEM], ids=["bare", "system"])
@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_is_cut_to_its_width(name: str, lettering: Lettering) -> None:
    _, width = lettering.fitted(name, 42, NAME_WIDTH, bold=True)
    assert width <= NAME_WIDTH


@given(NAMES, st.integers(40, 600))
@settings(max_examples=40)
def test_whatever_fits_is_not_cut(name: str, max_width: int) -> None:
    whole = SYSTEM.width(SYSTEM.runs(name), 42)
    runs, width = SYSTEM.fitted(name, 42, max_width)
    if whole <= max_width:
        assert width == whole
        assert runs == SYSTEM.runs(name)
    else:
        assert any("…" in run.text for run in runs)


@pytest.mark.parametrize("name", ["田中 太郎", "\u3164", "ಅನುಷ್ಕಾ", "👻"])
def test_a_name_that_no_font_shows_becomes_a_kind_word(name: str) -> None:
    unknown = draw_board(picture_of_post(Sample().weekly(Sample(name=name).rows()[:1])), BARE)
    kind = draw_board(picture_of_post(Sample().weekly(Sample(name=text.NAMELESS).rows()[:1])), BARE)
    head = (0, 176, WIDTH, unknown.height)
    assert ImageChops.difference(unknown.crop(head), kind.crop(head)).getbbox() is None


def test_two_names_that_no_font_shows_are_told_apart() -> None:
    def drawn(*names: str) -> Image.Image:
        rows = [replace(row, name=name) for row, name in zip(Sample().rows(), names, strict=False)]
        return draw_board(picture_of_post(Sample().weekly(tuple(rows))), BARE)

    unknown = drawn("田中", "Ana", "김서연")
    kind = drawn("Teammate A", "Ana", "Teammate B")
    head = (0, 176, WIDTH, unknown.height)
    assert ImageChops.difference(unknown.crop(head), kind.crop(head)).getbbox() is None


def test_letters_dressed_up_as_mathematics_are_shown_plain() -> None:
    assert [run.text for run in BARE.runs(FANCY)] == ["Fancy"]


def test_emoji_are_left_out_where_no_font_has_them() -> None:
    assert "".join(run.text for run in BARE.runs("Zoë 👻 B")) == "Zoë B"


@pytest.mark.skipif(SYSTEM.typefaces.emoji is None, reason="no emoji font (Debian: fonts-noto-color-emoji)")
@pytest.mark.skipif(not features.check("raqm"), reason="Pillow has no FriBiDi (Debian: libfribidi0)")
@pytest.mark.parametrize("emoji", ["🏃🏽‍♀️", "🇰🇷", "3️⃣", "❤️", "👻"])
def test_a_joined_emoji_is_one_picture(emoji: str) -> None:
    assert clusters(emoji) == [emoji]
    (run,) = SYSTEM.runs(emoji)
    assert run.is_emoji
    assert SYSTEM.width([run], 42) <= 60


@given(st.text(st.characters() | st.sampled_from("🏃🏽\u200d♀️🇰🇷"), max_size=40))
def test_splitting_leaves_nothing_out(name: str) -> None:
    assert "".join(clusters(name)) == name


@pytest.mark.parametrize("broken", ["A\rB", "A\u2029B", "A\x1cB", "A\u2028B", "A\x85B"])
def test_a_name_that_breaks_the_line_stays_on_it(broken: str) -> None:
    runs, width = SYSTEM.fitted(broken, 42, NAME_WIDTH)
    assert "".join(run.text for run in runs) == "AB"
    assert width > 0
    draw_board(picture_of_post(replace(Sample().weekly(), team_name=broken)), SYSTEM)


def test_digits_are_letters_and_not_emoji() -> None:
    assert [run.is_emoji for run in SYSTEM.runs("Ana 26 # *")] == [False]


@pytest.mark.parametrize(
    "name",
    [
        *("สมชาย ใจดี", "अनुष्का शर्मा", "أحمد الرحمن", "שלום כהן", "রবীন্দ্রনাথ ঠাকুর"),
        *("தமிழ்ச்செல்வன்", "Արամ Խաչատրյան", "გიორგი მაისურაძე", "አበበ ቢቂላ", "Анна", "Νίκος"),
    ],
)
def test_names_of_many_scripts_are_whole_on_a_machine_without_fonts(name: str) -> None:
    assert "".join(run.text for run in BARE.runs(name)) == name
    # Letters and not the box for what a font lacks, in the bold in which names are drawn.
    for run in BARE.runs(name):
        bold = read_coverage(run.face.bold)
        assert all(character in bold for character in run.text)


@pytest.mark.parametrize("file", ["NotoSans-Regular.ttf", "NotoSans-Bold.ttf"])
def test_the_bundled_font_covers_the_scripts_of_europe(file: str) -> None:
    coverage = read_coverage(BUNDLED / file)
    assert all(character in coverage for character in "AzÀžЖяΩω–“…·0")
    assert "田" not in coverage
    assert "\U0001f3c3" not in coverage


def test_the_licence_travels_with_the_font() -> None:
    licence = (BUNDLED / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert licence.startswith("Copyright 2015 Google LLC")
    for file in BUNDLED.glob("*.ttf"):
        assert file.name.partition("-")[0] in licence


@pytest.mark.parametrize(
    "damaged",
    [b"", b"not a font at all, just some bytes", b"\x00\x01\x00\x00\x00\x01" + bytes(20), b"ttcf" + b"\xff" * 40],
)
def test_a_damaged_font_is_as_good_as_none(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / "NotoColorEmoji.ttf").write_bytes(damaged)
    (tmp_path / "DejaVuSans.ttf").write_bytes(damaged)
    assert find_typefaces([tmp_path]) == find_typefaces(())


def test_a_font_of_segments_is_read_without_its_holes(tmp_path: Path) -> None:
    # Format 4: A–C by offset, D–F by a list of shapes in which E is the empty box.
    body = struct.pack(">14H", 4, 0, 0, 6, 0, 0, 0, 67, 70, 0xFFFF, 0, 65, 68, 0xFFFF)
    body += struct.pack(">3h3H3H", -60, 0, 1, 0, 4, 0, 7, 0, 8)
    cmap = struct.pack(">HHHHL", 0, 1, 3, 1, 12) + body
    font = struct.pack(">LHHHH4sLLL", 0x10000, 1, 0, 0, 0, b"cmap", 0, 28, len(cmap)) + cmap
    (tmp_path / "tiny.ttf").write_bytes(font)
    coverage = read_coverage(tmp_path / "tiny.ttf")
    assert "".join(chr(code) for code in range(60, 80) if chr(code) in coverage) == "ABCDF"


def test_without_any_font_folder_the_bundled_faces_are_there() -> None:
    faces: Typefaces = find_typefaces(())
    assert faces.faces[0].regular.name == "NotoSans-Regular.ttf"
    assert {face.regular.parent for face in faces.faces} == {BUNDLED}
    assert all(face.bold.name.endswith("-Bold.ttf") for face in faces.faces)
    assert faces.emoji is None


def luminance(colour: Colour) -> float:
    """Return the relative luminance of WCAG 2."""
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ink", [Palette.INK, Palette.QUIET])
@pytest.mark.parametrize("ground", [Palette.GROUND, Palette.PANEL])
def test_text_stands_out_from_its_ground(ink: Colour, ground: Colour) -> None:
    assert contrast(ink, ground) >= 7


def test_a_bar_is_told_from_its_track_by_lightness_alone() -> None:
    # Lightness is what every kind of colour blindness leaves.
    assert contrast(Palette.BAR, Palette.TRACK) >= 3
    assert all(contrast(medal, Palette.MEDAL_INK) >= 4.5 for medal in Palette.MEDALS)


# Machado, Oliveira and Fernandes (2009), severity 1.0: what is left of linear red, green and blue.
BLINDNESS = {
    "protan": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deutan": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritan": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


@pytest.mark.parametrize("kind", BLINDNESS)
def test_no_two_medals_look_alike_to_anybody(kind: str) -> None:
    def seen(colour: Colour) -> tuple[float, ...]:
        linear = [(part / 255) ** 2.2 for part in colour]
        return tuple(
            max(0.0, sum(weight * part for weight, part in zip(row, linear, strict=True))) ** (1 / 2.2)
            for row in BLINDNESS[kind]
        )

    for one, other in itertools.combinations(Palette.MEDALS, 2):
        assert sum(abs(a - b) for a, b in zip(seen(one), seen(other), strict=True)) > 0.2


def test_a_fuller_week_has_a_longer_bar() -> None:
    board = draw_board(picture_of_post(Sample().weekly(Sample().rows(100, 50, 25))), BARE)
    lengths = []
    for row in range(3):
        strip = board.crop((136, 176 + row * 112 + 75, WIDTH - 48, 176 + row * 112 + 76))
        bar = [strip.getpixel((x, 0)) == Palette.BAR for x in range(strip.width)]
        lengths.append(sum(bar) / strip.width)
    assert lengths == pytest.approx([1, 0.5, 0.25], abs=0.03)


def test_bars_of_a_later_page_are_measured_by_the_first_place() -> None:
    later = picture_of_standings(Sample().standings(rows=Sample().rows(58, 29, 29), page=1, best=116))
    assert [row.share for row in later.rows] == [0.5, 0.25, 0.25]


def test_something_is_written_in_every_row() -> None:
    board = draw_board(picture_of_post(Sample().weekly()), BARE)
    for row in range(5):
        name = board.crop((136, 176 + row * 112, 136 + NAME_WIDTH, 176 + row * 112 + 56)).convert("L")
        assert ImageStat.Stat(name).extrema[0][1] > 200
