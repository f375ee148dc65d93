"""docs/configuration.md lists every variable that the product reads, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READS = "text|required|flag|count|words|one_of|rate|hosts|database|email|folder|oidc|secret|socket|cache"
READ = re.compile(rf"""environment\.(?:{READS})\(\s*["'](\w+)["']""")


def test_every_variable_is_documented() -> None:
    code = "".join((ROOT / "config" / name).read_text(encoding="utf-8") for name in ("settings.py", "gunicorn.py"))
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `([A-Z_]+)` \|", page, flags=re.MULTILINE)
    assert sorted(documented) == sorted(set(READ.findall(code)))


def test_nothing_else_looks_at_the_environment() -> None:
    looking = [
        str(path.relative_to(ROOT))
        for folder in ("accounts", "config", "roadmap")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if re.search(r"os\.environ|os\.getenv|environ\.Env", path.read_text(encoding="utf-8"))
    ]
    assert looking == [
        "config/demonstration.py",
        "config/env.py",
        "config/gunicorn.py",
        "config/settings.py",
        "config/wsgi.py",
    ]
