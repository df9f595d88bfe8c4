"""What a team reads of a week's plan, and what its admin reads before."""

from typing import Final

HEADING: Final = "### Week {number} together · {days}"
MORE: Final = "-# And {count} more that several of us share."
