"""The fields of the filter of the reports (api.md *Filters*)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from roadmap.choices import Reason, ReportState, Status
from roadmap.web.panel import LABELS, YES_NO, Fields

REPORT_FIELDS = Fields(
    labels={
        **LABELS,
        "measure": gettext_lazy("measure"),
        "occurrence": gettext_lazy("due period"),
        "region": gettext_lazy("Party"),
        "state": gettext_lazy("state of the report"),
        "stands_after": gettext_lazy("facts of this day or later"),
        "stands_before": gettext_lazy("facts of this day or earlier"),
        "accepted_after": gettext_lazy("accepted after"),
        "demo": gettext_lazy("demonstration data"),
    },
    lists={
        "state": ReportState.choices,
        "status": Status.choices,
        "reason": Reason.choices,
        "at_risk": YES_NO,
        "demo": YES_NO,
    },
    ticked=("status",),
    selected=("agency", "region", "reason", "at_risk"),
    typed=("number",),
    days=("stands_after", "stands_before"),
    orders=(
        ("number", gettext_lazy("as in the document")),
        ("-stands_on", gettext_lazy("by the day of the facts")),
        ("-accepted_at", gettext_lazy("the newest acceptances first")),
        ("-updated_at", gettext_lazy("the newest changes first")),
    ),
    first_order=gettext_lazy("what waits first"),
    search=gettext_lazy("Search in the texts of the reports"),
)
