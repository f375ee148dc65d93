"""The cast: people, agencies and a road map that tests share."""

pytest_plugins = ["tests.plumbing", "tests.cast", "tests.world"]
