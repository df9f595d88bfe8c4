"""Challenges held to the log: every share and every sum against what the runs themselves come to."""

from collections import defaultdict

from sqlalchemy import select

from db.connection import Connection
from db.database import Database
from db.models import challenge_shares, challenge_sides, challenges, runs
from tests.db.engines import on


async def assert_challenges_follow_the_log(database: Database, team_id: int) -> None:
    """Compare every share with the log, and every side with the shares and what is nobody's any more."""

    def compare(connection: Connection) -> None:
        log = list(connection.execute(select(runs).where(runs.c.team_id == team_id)))
        for one in connection.execute(select(challenges).where(challenges.c.team_id == team_id)):
            right: dict[int, list[int]] = defaultdict(lambda: [0, 0])
            days: dict[int, set[object]] = defaultdict(set)
            for run in log:
                counts = run.verdict == "counts" or (run.doubt is None and run.verdict is None)
                if not counts or not one.first_day <= run.local_date <= one.last_day:
                    continue
                brought = {
                    "distance": run.distance_m,
                    "time": run.moving_s,
                    "runs": 1,
                    "run_days": int(run.local_date not in days[run.runner_id]),
                    "climb": run.climb_m or 0,
                }
                days[run.runner_id].add(run.local_date)
                right[run.runner_id][0] += brought[one.measure]
                right[run.runner_id][1] += 1
            of_challenge = challenge_shares.c.challenge_id == one.challenge_id
            shares = list(connection.execute(select(challenge_shares).where(of_challenge)))
            held = {share.runner_id: [share.amount, share.runs] for share in shares if share.runs}
            assert held == dict(right)
            assert all(share.amount == 0 for share in shares if not share.runs)
            sides = select(challenge_sides).where(challenge_sides.c.challenge_id == one.challenge_id)
            for side in connection.execute(sides):
                here = [share for share in shares if side.side in (0, share.side)]
                assert side.amount == side.unnamed_amount + sum(share.amount for share in here)
                assert side.runners == side.unnamed_runners + sum(share.amount > 0 for share in here)

    await on(database, compare)
