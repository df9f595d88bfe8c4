"""Notices to a team's admin, as they read them in their direct messages."""

from bot.services.notices import AdminNotice, Matter
from bot.ui import text
from bot.ui.text import teams as said


def notice_text(notice: AdminNotice) -> str:
    """Return what the admin reads."""
    template = said.NOTICES[notice.matter]
    if notice.matter in (Matter.FEED_GONE, Matter.LEADERBOARD_GONE, Matter.PLAN_GONE) and notice.channel_id is None:
        template = said.NOTICES_WITHOUT_CHANNEL[notice.matter]
    return template.format(team=text.team(notice.team_name), channel=said.channel(notice.channel_id))
