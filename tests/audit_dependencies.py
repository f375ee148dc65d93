"""Ask an index whether what is pinned has known vulnerabilities: a step of `make check`.

`pip-audit --strict` runs where an index that has such data can be asked; it fails on any finding. Where none can be,
as on a machine without a network, that is said loudly and the step passes: nothing was shown.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = ("requirements.txt", "requirements-dev.txt")
AUDIT = (sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "--progress-spinner", "off")
# Django 5.2 of the first day has known vulnerabilities: an index that names none has no such data.
KNOWN = "django==5.2\n"
SECONDS = 30
SILENT = "DEPENDENCIES WERE NOT AUDITED: no index with vulnerability data can be reached from here"


def why_silent() -> str | None:
    """Return why no index can be asked, None where one can."""
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "requirements.txt"
        asked.write_text(KNOWN, encoding="ascii")
        command = [*AUDIT, "--format", "json", "--requirement", str(asked)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return f"no answer in {SECONDS} seconds"
    return None if names_vulnerabilities(done.stdout) else "it names no vulnerability where there are some"


def names_vulnerabilities(report: str) -> bool:
    """Return whether a report of pip-audit, as JSON, names any."""
    try:
        return any(row["vulns"] for row in json.loads(report)["dependencies"])
    except (ValueError, KeyError, TypeError):
        return False


def main() -> int:
    """Return pip-audit's exit code, or 0 with a loud line where no index can be asked."""
    reason = why_silent()
    if reason is not None:
        mark = "!" * 20
        sys.stderr.write(f"{mark}\n{SILENT} ({reason}).\n{mark}\n")
        return 1 if os.environ.get("REQUIRE_AUDIT") == "1" else 0
    named = [word for name in FILES for word in ("--requirement", str(ROOT / name))]
    command = [*AUDIT, "--strict", *named]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
