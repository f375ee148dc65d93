"""The app of the road map: plan, reports, agreement."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoadmapConfig(AppConfig):
    """The domain; it may look down to accounts, never the other way."""

    name = "roadmap"
    verbose_name = _("Road map")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the plan follow what administrators change of agencies and people, and register its admin pages."""
        from accounts.services.following import followers  # noqa: PLC0415 -- models load after the applications
        from accounts.services.leaving import memories  # noqa: PLC0415
        from roadmap import admin  # noqa: F401, PLC0415
        from roadmap.services.agencies import PlanFollower  # noqa: PLC0415
        from roadmap.services.leaving import WorkMemory  # noqa: PLC0415

        followers.append(PlanFollower())
        memories.append(WorkMemory())
