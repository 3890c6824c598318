"""``report.json``."""

from scorecut.delivery.export import Draft
from scorecut.delivery.report_json import as_json


class ReportJson:
    """``report.json``: the run, field by field."""

    identity = "report.json/1"

    def write(self, draft: Draft) -> None:
        """Write the report as it is known when the package is written."""
        draft.write("report.json", as_json(draft.report))
