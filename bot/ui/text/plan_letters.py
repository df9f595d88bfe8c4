"""What a runner reads of their own week."""

from typing import Final

HEADING: Final = "### Your week {number} · {days}"
CHANGED: Final = "**Your week {number} has changed.** It reads now:"
FREE: Final = "nothing planned"
CANNOT: Final = "{line}\n-# You can't that day. Your coach knows."
MORE: Final = "-# And {count} more in `/plan week`."
SIGNED: Final = "-# From {coach}, {team}"
AGREED: Final = "-# You said that it looks good."
