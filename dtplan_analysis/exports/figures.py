"""The judged figures that an executed notebook shows, as a table for spreadsheets or for programs."""

from pathlib import Path

from nbformat import NotebookNode

from dtplan_analysis.exports.notebook import about_of
from dtplan_analysis.figures import MAKERS, Figures

JUDGED = "application/vnd.dtplan.judged+json"
POINTS = "application/vnd.dtplan.points+json"


def export(notebook: NotebookNode, ending: str, templates: Path | None = None) -> bytes:  # noqa: ARG001
    """Return the figures as a file of a report, in the format of its ending, with what the report says of itself."""
    shown = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
    rows = [row for data in shown for row in data.get(JUDGED, ())]
    points = [row for data in shown for row in data.get(POINTS, ())]
    name = notebook.metadata.get("report", "")
    return MAKERS[ending](Figures(rows, {"report": name, **about_of(notebook)}, name or "figures", points=points))
