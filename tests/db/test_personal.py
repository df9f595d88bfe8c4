"""No table can hold a member's id without export and erasure knowing it."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, Table

import db.models  # noqa: F401  (registers every table)
from db.base import metadata
from db.held import Erasure
from db.personal import PERSONAL

OF_A_TEAM = ("teams", "challenges", "races", "race_distances", "relays", "plan_templates")
"""Tables whose rows are a team's, and stay when a member goes."""
OTHER_IDS = ("team_id", "channel_id", "role_id", "message_id", "event_id")


def names_a_member(column: "Column[object]") -> bool:
    """Tell whether a column leads to a member: by Discord's id, their row, or a row that goes when theirs goes."""
    if column.foreign_keys:
        return all(key.column.table.name not in OF_A_TEAM for key in column.foreign_keys)
    is_snowflake = isinstance(column.type, BigInteger) and column.name.endswith("_id")
    return is_snowflake and not column.name.endswith(OTHER_IDS)


def leading_to_members(tables: MetaData) -> set[str]:
    return {str(column) for table in tables.sorted_tables for column in table.columns if names_a_member(column)}


def test_every_column_that_names_a_member_is_known_to_export_and_erasure() -> None:
    known = {str(column) for held in PERSONAL for column in (held.by, *held.also)}
    assert known == leading_to_members(metadata)


def test_the_search_finds_what_it_looks_for() -> None:
    tables = MetaData()
    Table("teams", tables, Column("team_id", BigInteger, primary_key=True), Column("coach_role_id", BigInteger))
    Table("runners", tables, Column("runner_id", Integer, primary_key=True), Column("user_id", BigInteger))
    Table(
        "shoutouts",
        tables,
        Column("shoutout_id", Integer, primary_key=True),
        Column("team_id", BigInteger, ForeignKey("teams.team_id")),
        Column("from_id", BigInteger),
        Column("to_runner_id", Integer, ForeignKey("runners.runner_id")),
        Column("feed_channel_id", BigInteger),
        Column("distance_m", BigInteger),
    )
    assert leading_to_members(tables) == {"runners.user_id", "shoutouts.from_id", "shoutouts.to_runner_id"}


def test_each_kind_of_rows_has_a_name_of_its_own() -> None:
    names = [held.name for held in PERSONAL]
    assert len(set(names)) == len(names)


def test_the_database_erases_what_is_left_to_it() -> None:
    for held in PERSONAL:
        actions = {key.ondelete for column in (held.by, *held.also) for key in column.foreign_keys}
        match held.erasure:
            case Erasure.GOES_ALONG:
                # The row goes with what it hangs on; what it speaks of besides may go before it.
                assert {key.ondelete for key in held.by.foreign_keys} == {"CASCADE"}, held.name
                assert actions <= {"CASCADE", "SET NULL"}, held.name
            case Erasure.LET_GO:
                assert actions == {"SET NULL"}, held.name
            case Erasure.CLEAR:
                assert held.cleared[0] is held.by, held.name
                assert all(column.nullable for column in held.cleared), held.name
            case Erasure.DELETE:
                continue


def test_a_kept_row_shows_the_member_all_that_is_taken_from_it() -> None:
    for held in PERSONAL:
        assert set(held.cleared) - {held.by} <= set(held.shown.values()), held.name
