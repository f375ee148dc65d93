"""Ask an index whether what is pinned has known vulnerabilities: a step of `make check`.

`pip-audit --strict` runs where an index that has such data can be asked; it fails on any finding. Where none can be,
as on a machine without a network, that is said loudly and the step passes: nothing was shown.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = ("requirements.txt", "requirements-dev.txt")
# What pip-audit itself would ask; Django 5.2 of the first day has known ones, so the answer must hold some.
ASKED = "https://pypi.org/pypi/django/5.2/json"
SECONDS = 10
SILENT = "DEPENDENCIES WERE NOT AUDITED: no index with vulnerability data can be reached from here"


def why_silent(asked: str = ASKED) -> str | None:
    """Return why no index can be asked, None where one can."""
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310 -- an https address of ours
            known = json.load(answer)["vulnerabilities"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"{type(error).__name__}: {error}"
    return None if known else "it knows of no vulnerability where there are some"


def main() -> int:
    """Return pip-audit's exit code, or 0 with a loud line where no index can be asked."""
    reason = why_silent()
    if reason is not None:
        mark = "!" * 20
        sys.stderr.write(f"{mark}\n{SILENT} ({reason}).\n{mark}\n")
        return 1 if os.environ.get("REQUIRE_AUDIT") == "1" else 0
    named = [word for name in FILES for word in ("--requirement", str(ROOT / name))]
    command = [sys.executable, "-m", "pip_audit", "--strict", "--disable-pip", "--no-deps", *named]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
