"""A browser's own description as people know it: `Firefox · Windows`."""

from __future__ import annotations

# In this order: most browsers also call themselves by the name of an older one.
BROWSERS = (
    ("YaBrowser", "Yandex"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)
LONGEST = 40


def browser_name(described: str) -> str:
    """Return browser and system of a User-Agent; the beginning of one that names neither."""
    names = [_first(described, BROWSERS), _first(described, SYSTEMS)]
    return " · ".join(name for name in names if name) or described[:LONGEST]


def _first(described: str, known: tuple[tuple[str, str], ...]) -> str:
    return next((name for sign, name in known if sign in described), "")
