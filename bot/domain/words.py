"""Words that people write: what of them can be kept."""


def storable(text: str) -> str | None:
    """Return the text without what no database holds (NUL, halves of surrogate pairs); None when nothing is left."""
    return text.replace("\0", "").encode(errors="ignore").decode().strip() or None
