"""The schema of the API: what drf-spectacular cannot know by itself (api.md, first paragraph)."""

from __future__ import annotations

from drf_standardized_errors.openapi import AutoSchema


class Schema(AutoSchema):
    """Describes a view by what it declares."""
