#!/usr/bin/env python
"""Run one of the project's commands."""

import os
import sys


def main() -> None:
    """Run the command line, or stop with one sentence where the environment is not fit to start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings  # noqa: PLC0415 - after the settings module is named
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - the same
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - the same

    try:
        _ = settings.INSTALLED_APPS
    except ImproperlyConfigured as error:
        sys.exit(f"Not started: {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
