"""A workspace: a folder with a configuration, exports of registers, and the store of what was counted in them."""

from dtplan_analysis.workspace.configuration import Workspace, open_workspace
from dtplan_analysis.workspace.measured import Measured, measured_by
from dtplan_analysis.workspace.measuring import measure
from dtplan_analysis.workspace.official import Official
from dtplan_analysis.workspace.opening import PINNED, open_store, pinned
from dtplan_analysis.workspace.sample import sample_workspace, workspace_here
from dtplan_analysis.workspace.slices import Parted, Slices
from dtplan_analysis.workspace.state import is_measured
from dtplan_analysis.workspace.store import Store

__all__ = [
    "PINNED",
    "Measured",
    "Official",
    "Parted",
    "Slices",
    "Store",
    "Workspace",
    "is_measured",
    "measure",
    "measured_by",
    "open_store",
    "open_workspace",
    "pinned",
    "sample_workspace",
    "workspace_here",
]
