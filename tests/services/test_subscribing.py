"""Subscribing: one address for Strava's events, that nobody guesses, and one subscription to it."""

import logging

import pytest

from bot.services.ports import SourceInactive, SourceTrouble, SourceUnreachable, Subscription
from bot.services.subscribing import LOOKS_AGAIN, Subscriber, event_address
from tests.composed import StandingClock

SECRET = "an application's secret"
URL = "https://baton.example.org"


class Desk:
    """Fulfils `bot.services.ports.EventSource`: an application has one subscription at most."""

    def __init__(self, *held: Subscription) -> None:
        self.held = list(held)
        self.said: list[str] = []
        self.trouble: dict[str, SourceTrouble] = {}

    async def subscriptions(self) -> tuple[Subscription, ...]:
        self._hear("list")
        return tuple(self.held)

    async def subscribe(self, callback_url: str, verify_token: str) -> int:
        self._hear("subscribe")
        assert not self.held
        assert verify_token == event_address(SECRET).verify_token
        self.held.append(Subscription(77, callback_url))
        return 77

    async def unsubscribe(self, subscription_id: int) -> None:
        self._hear("unsubscribe")
        self.held = [one for one in self.held if one.subscription_id != subscription_id]

    def _hear(self, what: str) -> None:
        self.said.append(what)
        if what in self.trouble:
            raise self.trouble.pop(what)


def test_the_address_is_the_same_at_every_start_and_another_for_another_secret() -> None:
    one = event_address(SECRET)
    assert one == event_address(SECRET)
    assert one.number is None
    other = event_address("another secret")
    assert len({one.path, other.path, one.verify_token, other.verify_token}) == 4
    # Neither says the secret, nor one the other.
    assert SECRET not in one.path + one.verify_token
    assert one.verify_token not in one.path


async def test_it_subscribes_once_and_knows_events_by_the_number() -> None:
    desk, address = Desk(), event_address(SECRET)
    subscriber = Subscriber(desk, address, URL, StandingClock())
    assert await subscriber.subscribe()
    assert desk.held == [Subscription(77, URL + address.path)]
    assert address.number == 77
    assert await subscriber.subscribe()
    assert desk.said == ["list", "subscribe"]


async def test_a_second_start_takes_up_the_subscription_that_is_there() -> None:
    address = event_address(SECRET)
    desk = Desk(Subscription(12, URL + address.path))
    assert await Subscriber(desk, address, URL, StandingClock()).subscribe()
    assert (address.number, desk.said) == (12, ["list"])


async def test_a_subscription_of_an_address_from_before_makes_room() -> None:
    address = event_address(SECRET)
    desk = Desk(Subscription(12, "https://old.example.org" + address.path))
    assert await Subscriber(desk, address, URL, StandingClock()).subscribe()
    assert (address.number, desk.said) == (77, ["list", "unsubscribe", "subscribe"])


async def test_a_subscription_that_was_lost_is_renewed_within_the_hour() -> None:
    desk, address, clock = Desk(), event_address(SECRET), StandingClock()
    subscriber = Subscriber(desk, address, URL, clock)
    assert await subscriber.see_to_it()
    desk.held.clear()
    clock.forward(seconds=LOOKS_AGAIN.total_seconds() - 1)
    assert await subscriber.see_to_it()
    assert desk.said == ["list", "subscribe"]
    clock.forward(seconds=1)
    assert await subscriber.see_to_it()
    assert desk.said == ["list", "subscribe"] * 2
    assert desk.held == [Subscription(77, URL + address.path)]


async def test_events_are_known_by_their_number_while_strava_does_not_answer() -> None:
    address, clock = event_address(SECRET), StandingClock()
    desk = Desk(Subscription(12, URL + address.path))
    subscriber = Subscriber(desk, address, URL, clock)
    assert await subscriber.see_to_it()
    clock.forward(hours=2)
    desk.trouble["list"] = SourceUnreachable("Strava said 503")
    assert not await subscriber.see_to_it()
    assert address.number == 12
    assert await subscriber.see_to_it()


@pytest.mark.parametrize("public_url", [URL, "https://new.example.org", ""])
async def test_what_is_not_wished_any_more_is_ended_once_wherever_it_led(public_url: str) -> None:
    address, clock = event_address(SECRET), StandingClock()
    another = Subscription(13, "https://example.org/strava/events/of-another-program")
    desk = Desk(Subscription(12, URL + address.path), another)
    desk.trouble["unsubscribe"] = SourceUnreachable("Strava said 503")
    subscriber = Subscriber(desk, address, public_url, clock, wished=False)
    assert not await subscriber.see_to_it()
    assert await subscriber.see_to_it()
    assert (desk.held, address.number) == ([another], None)
    clock.forward(days=1)
    assert await subscriber.see_to_it()
    assert desk.said == ["list", "unsubscribe"] * 2


@pytest.mark.parametrize("where", ["list", "unsubscribe", "subscribe"])
@pytest.mark.parametrize("trouble", [SourceUnreachable("Strava said 503"), SourceInactive("Strava said 403")])
async def test_trouble_is_waited_out_and_no_event_is_taken_meanwhile(
    where: str, trouble: SourceTrouble, caplog: pytest.LogCaptureFixture
) -> None:
    address = event_address(SECRET)
    desk = Desk(Subscription(12, "https://old.example.org/elsewhere"))
    desk.trouble[where] = trouble
    subscriber = Subscriber(desk, address, URL, StandingClock())
    assert not await subscriber.subscribe()
    assert address.number is None
    [said] = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert type(trouble).__name__ in said
    assert await subscriber.subscribe()
    assert address.number == 77
    for secret in (SECRET, address.path, address.verify_token):
        assert secret not in caplog.text
