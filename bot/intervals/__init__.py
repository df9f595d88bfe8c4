"""intervals.icu: runs that watches hand it themselves, by a key of the member's own."""
