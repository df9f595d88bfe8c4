"""What goes between bot and child: everything that is sent arrives, and nothing else is taken."""

import io
import json
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files import Activities, Activity, Sport
from bot.reader import wire


def received(answer: wire.Answer) -> tuple[wire.Answer, Activities]:
    source = io.BytesIO(b"".join(wire.answered(answer)))
    first = wire.as_answer(wire.taken(source) or b"")
    found = [activity for _ in range(first.pieces) for activity in wire.as_piece(wire.taken(source) or b"")]
    assert source.read() == b""
    return first, wire.whole(first, found)


FIGURES = st.floats(0, 1e9)
ACTIVITIES = st.builds(
    Activity,
    distance_m=st.none() | FIGURES,
    moving_s=FIGURES,
    elapsed_s=st.none() | FIGURES,
    other_distance_m=st.none() | FIGURES,
    climb_m=st.none() | FIGURES,
    sport=st.sampled_from(Sport),
    started_at=st.none() | st.datetimes(timezones=st.just(UTC)),
)


@given(st.builds(Activities, st.lists(ACTIVITIES, max_size=5).map(tuple), unreadable=st.tuples(st.integers(0, 9))))
def test_whatever_was_read_arrives_as_it_was(activities: Activities) -> None:
    first, arrived = received(wire.Answer(activities=activities))
    assert arrived == activities
    assert first.code is None


def test_a_long_list_is_cut_in_pieces() -> None:
    run = Activity(Sport.RUN, None, 1.0, 1.0)
    first, arrived = received(wire.Answer(activities=Activities((run,) * 501)))
    assert first.pieces == 3
    assert len(arrived.found) == 501


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"code": 1, "defect": null, "activities": null, "pieces": 0}',
        b'{"code":null,"defect":null,"activities":{"found":[],"is_list":false,"others":0,"unreadable":[]},"pieces":-1}',
        b'{"code":null,"defect":null,"activities":{"found":[],"is_list":0,"others":0,"unreadable":[]},"pieces":0}',
    ],
)
def test_what_no_child_of_ours_sends_is_not_taken(body: bytes) -> None:
    with pytest.raises(wire.BrokenWire):
        wire.as_answer(body)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_a_piece_is_activities_or_refused(value: object) -> None:
    body = json.dumps(value).encode()
    if value == []:
        assert wire.as_piece(body) == ()
    else:
        with pytest.raises(wire.BrokenWire):
            wire.as_piece(body)


def test_a_frame_that_breaks_off_is_the_end() -> None:
    whole = wire.framed(b"frame")
    assert wire.taken(io.BytesIO(whole)) == b"frame"
    assert all(wire.taken(io.BytesIO(whole[:size])) is None for size in range(len(whole)))
