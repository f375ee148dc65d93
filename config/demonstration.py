"""The demonstration of `make run`: `python -m config.demonstration` prepares the data once, then serves.

What was prepared is noted in the data folder, so that the second start goes straight to serving. The note
holds for a database in that folder only; for one elsewhere the commands are asked each time, and find out
themselves that nothing is left to do.
"""

import hashlib
import os
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError

BASE_DIR = Path(__file__).resolve().parent.parent
ROAD_MAP = BASE_DIR / "roadmap" / "data" / "roadmap-2023-2025.json"
STEPS = (
    ("migrate", "--verbosity=0"),
    ("load_roadmap", str(ROAD_MAP), "--in-force", "--unless-loaded"),
    ("load_demo",),
)


def main() -> None:
    """Prepare what is not prepared yet, say where and as whom to sign in, and become the server."""
    os.environ["DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config import settings  # noqa: PLC0415 - read under DEMO=1, and where they are unfit, say so below

    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    note = settings.DATA_DIR / "prepared"
    mark = mark_of(settings.DEMO_PASSWORD)
    if not is_prepared(note, mark, settings.DATABASES["default"]):
        prepare()
        note.write_text(mark, encoding="ascii")
    say_where(settings.PORT, settings.DEMO_PASSWORD)
    arguments = [sys.executable, "-m", "gunicorn", "--config", str(BASE_DIR / "config" / "gunicorn.py"), "config.wsgi"]
    os.chdir(BASE_DIR)
    os.execv(sys.executable, arguments)  # noqa: S606 - the server takes this process's place


def mark_of(password: str) -> str:
    """Return a digest of all that preparing depends on: code of the tables, the road map and the password."""
    digest = hashlib.sha256(password.encode())
    for path in [*sorted(BASE_DIR.glob("*/migrations/*.py")), BASE_DIR / "requirements.txt", ROAD_MAP]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_prepared(note: Path, mark: str, database: dict[str, object]) -> bool:
    """Return whether `note` says that the SQLite file beside it was prepared under this `mark`."""
    beside = Path(str(database["NAME"])).parent == note.parent and Path(str(database["NAME"])).is_file()
    return beside and note.is_file() and note.read_text(encoding="ascii") == mark


def prepare() -> None:
    """Bring the tables up to date, then load the road map and the demonstration's people and history."""
    import django  # noqa: PLC0415 - only where there is something to prepare
    from django.core.management import call_command  # noqa: PLC0415 - the same
    from django.db import connections  # noqa: PLC0415 - the same
    from django.utils import translation  # noqa: PLC0415 - the same

    say("Preparing the database, the 2023–2025 road map, demonstration people and history …")
    django.setup()
    with translation.override("en"):
        for name, *arguments in STEPS:
            call_command(name, *arguments)
    connections.close_all()


def say_where(port: int, password: str) -> None:
    """Print where to sign in, and as whom."""
    say(
        f"\n  Road map       http://127.0.0.1:{port}/\n"
        f"  API            http://127.0.0.1:{port}/api/v1/docs/\n"
        "  People         aktobe-executor, aktobe-coordinator, aktobe-admin,\n"
        "                 orenburg-executor, orenburg-coordinator, orenburg-admin, analyst, operator\n"
        f"  Password       {password}\n"
        "  Stop           Ctrl+C\n"
    )


def say(text: str) -> None:
    """Print `text` at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main()
    except (ImproperlyConfigured, CommandError) as error:
        sys.exit(f"Not started: {error}")
