"""That looking at one team's messages stays quick in an outbox of millions: each question begins at an index."""

from typing import Any

import pytest
import sqlalchemy as sa

from db.base import metadata
from db.repositories.deliveries import DeliveryRepository
from tests.db.rows import NOW, TEAM

QUESTIONS = {
    "posted": (TEAM, ["leaderboard", "month_recap"], 5),
    "held_up": (TEAM, NOW, 50),
    "letters": (TEAM, NOW, "quiet hours"),
}
BEGINS = {
    "posted": "(team_id=? AND kind=?)",
    "held_up": "ix_outbox_due (state=",
    "letters": "ix_outbox_due (state=",
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_begins_at_an_index_that_leads_to_few(name: str) -> None:
    engine = sa.create_engine("sqlite://")
    asked: list[tuple[str, Any]] = []
    with engine.connect() as connection:
        metadata.create_all(connection)
        sa.event.listen(engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
        getattr(DeliveryRepository(connection), name)(*QUESTIONS[name])
        ((statement, values),) = asked
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    engine.dispose()
    searches = [step for step in plan if step.startswith(("SEARCH", "SCAN"))]
    assert searches
    assert [step for step in searches if BEGINS[name] not in step] == []
