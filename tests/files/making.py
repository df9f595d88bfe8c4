"""Small files made by hand: a watch's, an app's, a service's, and some that lie."""

import gzip
import io
import struct
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Final

START: Final = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
_FIT_EPOCH: Final = datetime(1989, 12, 31, tzinfo=UTC)
_ENUM, _UINT16, _UINT32, _UINT32Z = 0x00, 0x84, 0x86, 0x8C
_SIZES: Final = {_ENUM: "B", _UINT16: "H", _UINT32: "I", _UINT32Z: "I"}
RUNNING, CYCLING, TRANSITION, SWIMMING, WALKING = 1, 2, 3, 5, 11
ACTIVITY, COURSE = 4, 6
_CRC: Final = (
    *(0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401),
    *(0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400),
)


def fit_time(at: datetime) -> int:
    return int((at - _FIT_EPOCH).total_seconds())


def fit(
    *sessions: tuple[int, float | None, float, float],
    kind: int = ACTIVITY,
    start: datetime | int | None = START,
    offset: timedelta | None = None,
    maker: int = 1,
    sub_sport: int = 0,
    ascent_m: int | None = None,
) -> bytes:
    """Return a FIT file; each session is its sport, metres, timer seconds and elapsed seconds, with the same climb."""
    began = start if isinstance(start, int) else fit_time(start or START)
    body = _message(0, 0, [(0, _ENUM, kind), (1, _UINT16, maker), (3, _UINT32Z, 4_711), (4, _UINT32, began)])
    for sport, metres, timer_s, elapsed_s in sessions:
        fields = [(253, _UINT32, began), (2, _UINT32, began), (5, _ENUM, sport), (6, _ENUM, sub_sport)]
        fields += [(7, _UINT32, round(elapsed_s * 1_000)), (8, _UINT32, round(timer_s * 1_000))]
        if metres is not None:
            fields.append((9, _UINT32, round(metres * 100)))
        if ascent_m is not None:
            fields.append((22, _UINT16, ascent_m))
        body += _message(1, 18, fields)
    if offset is not None:
        local = began + int(offset.total_seconds())
        body += _message(2, 34, [(253, _UINT32, began), (5, _UINT32, local), (1, _UINT16, len(sessions))])
    header = struct.pack("<BBHI4s", 14, 0x20, 2_195, len(body), b".FIT")
    content = header + struct.pack("<H", _crc(header)) + body
    return content + struct.pack("<H", _crc(content))


def _message(local: int, number: int, fields: list[tuple[int, int, int]]) -> bytes:
    definition = struct.pack("<BBBHB", 0x40 | local, 0, 0, number, len(fields))
    definition += b"".join(struct.pack("<BBB", name, struct.calcsize(_SIZES[kind]), kind) for name, kind, _ in fields)
    return (
        definition
        + struct.pack("<B", local)
        + b"".join(struct.pack("<" + _SIZES[kind], value) for _, kind, value in fields)
    )


def _crc(data: bytes) -> int:
    crc = 0
    for byte in data:
        for nibble in (byte & 0xF, byte >> 4):
            crc = ((crc >> 4) & 0x0FFF) ^ _CRC[crc & 0xF] ^ _CRC[nibble]
    return crc


def gpx(*segments: int, kind: str | None = "running", timed: bool = True, zone: str = "Z") -> bytes:
    """Return a GPX track with segments of so many points, ten seconds and about 33 metres apart."""
    at, lines = START, []
    for number, points in enumerate(segments):
        lines.append("<trkseg>")
        for point in range(points):
            time = f"<time>{at:%Y-%m-%dT%H:%M:%S}{zone}</time>" if timed else ""
            lines.append(f'<trkpt lat="{50 + number + point * 0.0003:.6f}" lon="8.0">{time}</trkpt>')
            at += timedelta(seconds=10)
        at += timedelta(minutes=5)
        lines.append("</trkseg>")
    typed = "" if kind is None else f"<type>{kind}</type>"
    return (
        '<?xml version="1.0"?><gpx version="1.1" creator="us" xmlns="http://www.topografix.com/GPX/1/1"><trk>'
        f"{typed}{''.join(lines)}</trk></gpx>"
    ).encode()


def tcx(*laps: tuple[float, float], sport: str = "Running", point_m: float | None = None, zone: str = "Z") -> bytes:
    """Return a TCX activity; each lap is its seconds and metres."""
    total_s = sum(seconds for seconds, _ in laps)
    last_m = sum(metres for _, metres in laps) if point_m is None else point_m
    points = "".join(
        f"<Trackpoint><Time>{START + timedelta(seconds=at):%Y-%m-%dT%H:%M:%S}{zone}</Time>"
        f"<DistanceMeters>{metres}</DistanceMeters></Trackpoint>"
        for at, metres in ((0, 0), (total_s, last_m))
    )
    body = "".join(
        f"<Lap><TotalTimeSeconds>{seconds}</TotalTimeSeconds><DistanceMeters>{metres}</DistanceMeters>"
        f"<Track>{points if number == 0 else ''}</Track></Lap>"
        for number, (seconds, metres) in enumerate(laps)
    )
    return (
        '<?xml version="1.0"?><TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">'
        f'<Activities><Activity Sport="{sport}"><Id>{START:%Y-%m-%dT%H:%M:%S}{zone}</Id>{body}</Activity></Activities>'
        "</TrainingCenterDatabase>"
    ).encode()


HEADINGS: Final = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Filename,"
    "Elapsed Time,Moving Time,Distance,Competition"
)


def strava_list(*rows: str, headings: str = HEADINGS) -> bytes:
    """Return Strava's list of activities."""
    return "\r\n".join([headings, *rows, ""]).encode()


def row(
    number: int = 1,
    *,
    kind: str = "Run",
    at: datetime = START,
    metres: float = 10_000.0,
    moving_s: float = 3_130.0,
    elapsed_s: float | None = None,
    description: str = "",
) -> str:
    """Return one row of it, in English."""
    elapsed = moving_s if elapsed_s is None else elapsed_s
    date = f"{at:%b} {at.day}, {at.year}, {at.hour % 12 or 12}:{at:%M:%S} {'PM' if at.hour >= 12 else 'AM'}"
    return (
        f'{number},"{date}",Morning,{kind},"{description}",{elapsed:.0f},{metres / 1_000:.2f},,{elapsed},{moving_s},'
        f"{metres},0.0"
    )


def zipped(**members: bytes) -> bytes:
    """Return a zip of files; an underscore in a name stands for the dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("_", "."), content)
    return buffer.getvalue()


def gzipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
