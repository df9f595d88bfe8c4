"""Who asks: the team and member behind an interaction, in plain values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asker:
    """A member of a team, as Discord named them just now.

    `team_id` and `user_id` are snowflakes.
    """

    team_id: int
    user_id: int
    name: str
