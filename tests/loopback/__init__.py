"""A small Discord on real sockets: gateway and REST, for process-level tests and benchmarks."""

from .commands import CannotSend
from .faults import Fault, RateLimit, Trouble
from .interactions import Answer, Interaction, NoAnswer
from .messages import Message
from .rest import Exchange
from .server import LoopbackDiscord
from .world import Channel, Guild, Member, Role, User, World

__all__ = [
    "Answer",
    "CannotSend",
    "Channel",
    "Exchange",
    "Fault",
    "Guild",
    "Interaction",
    "LoopbackDiscord",
    "Member",
    "Message",
    "NoAnswer",
    "RateLimit",
    "Role",
    "Trouble",
    "User",
    "World",
]
