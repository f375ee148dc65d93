"""What axe finds wrong with a page that is open."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# Only what is wrong, and without the selectors of each element looked at: finding those takes as long as looking.
QUICK: dict[str, Any] = {"resultTypes": ["violations"], "preload": False, "selectors": False, "elementRef": False}
FOUND = "options => axe.run(options).then(found => found.violations.map(one => [one.id, one.nodes[0].html]))"


def violations(page: Page, options: dict[str, Any] = QUICK) -> list[tuple[str, str]]:
    """Return each rule that is broken, with the first element that breaks it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [(rule, html[:200]) for rule, html in page.evaluate(FOUND, options)]
