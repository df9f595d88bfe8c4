"""Pages that a member's browser shows when it comes back from a service."""

import html
import re
from datetime import UTC, datetime
from string import Template
from typing import Final

from bot.domain.connections import Level
from bot.errors import UserError
from bot.services.connection_starts import Connected
from bot.ui.text import connections as said
from bot.ui.text.problems import problem

_INSTANT: Final = re.compile(r"<t:([0-9]+):R>")
_FRAME: Final = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Baton</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 1.05rem/1.5 system-ui, sans-serif; }
main { max-width: 34rem; padding: 2rem; }
h1 { font-size: 1.4rem; line-height: 1.3; margin: 0 0 .75rem; }
h2 { font-size: 1.05rem; line-height: 1.3; margin: 1.25rem 0 .25rem; }
p { margin: 0 0 .75rem; }
.quiet { opacity: .7; font-size: .95rem; }
</style>
</head>
<body><main>
<h1>$heading</h1>
$body
</main></body>
</html>
""")


def page_of(outcome: Connected | UserError) -> str:
    """Return the page on what came of the way to a service and back: that it is connected, or why it is not."""
    if isinstance(outcome, Connected):
        heading = said.PAGE_CONNECTED.format(service=said.NAMES[outcome.service])
        words = said.PAGE_WHAT_NOW.format(name=outcome.runner_name, team=outcome.team_name)
        return _page(heading, words, f"{said.PAGE_BACK} {said.PAGE_NOT_YOU}")
    sentence, hint = problem(outcome.code, outcome.facts)
    return _page(_plain(sentence), _plain(hint), said.PAGE_BACK)


def privacy_page(level: Level, contact: str) -> str:
    """Return what is done with what Strava tells, for everybody to read."""
    points = [
        *(point.format(use=said.USES[level]) for point in said.CONSENT_POINTS),
        said.PRIVACY_WHO[level.may_share],
        *said.PRIVACY_MORE,
        said.PRIVACY_CONTACT.format(contact=contact) if contact else said.PRIVACY_NO_CONTACT,
    ]
    parts = [f"<p>{html.escape(said.PRIVACY_INTRO)}</p>"]
    for point in points:
        title, _, words = point.partition("\n")
        parts.append(f"<h2>{html.escape(_plain(title))}</h2>\n<p>{html.escape(_plain(words))}</p>")
    return _FRAME.substitute(heading=html.escape(said.PRIVACY_TITLE), body="\n".join(parts))


def _page(heading: str, words: str, hint: str) -> str:
    body = f'<p>{html.escape(words)}</p>\n<p class="quiet">{html.escape(hint)}</p>'
    return _FRAME.substitute(heading=html.escape(heading), body=body)


def _plain(words: str) -> str:
    # What stands between marks in Discord stands for itself in a browser, and what it makes of instants does too.
    return _INSTANT.sub(_clock, words).replace("`", "").replace("**", "")


def _clock(instant: re.Match[str]) -> str:
    return said.PAGE_INSTANT.format(instant=datetime.fromtimestamp(int(instant[1]), UTC))
