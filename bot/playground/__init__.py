"""The playground: the whole bot on a simulated Discord, with a seeded team, a console page and a clock that jumps."""

from bot.playground.run import Playground, open_playground, run_playground

__all__ = ["Playground", "open_playground", "run_playground"]
