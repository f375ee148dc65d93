"""Static files as production names them: every address in our own style sheets leads to a file."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

FOREIGN = ("admin", "drf_spectacular_sidecar", "rest_framework", "django_htmx", "django_filters", "account", "mfa")


def test_our_static_files_get_names_of_their_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    storages = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", "--no-input", *(f"--ignore={name}" for name in FOREIGN), verbosity=0)
    assert (tmp_path / "staticfiles.json").is_file()
    assert [path.name for path in tmp_path.rglob("tokens.*.css")] != []
