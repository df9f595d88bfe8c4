"""Who asks: the team and member behind an interaction, in plain values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asker:
    """A member of a team, as Discord described them just now.

    `team_id`, `user_id` and `role_ids` are snowflakes; `is_admin` means that they may manage the server. In the bot's
    direct messages Discord knows nobody's roles, and `name`, the one they go by in the server, is the one on record.
    `in_server` tells whether Discord vouches for the member: in direct messages it does not, so who was banned may ask.
    """

    team_id: int
    user_id: int
    name: str
    role_ids: frozenset[int] = frozenset()
    is_admin: bool = False
    in_server: bool = True
