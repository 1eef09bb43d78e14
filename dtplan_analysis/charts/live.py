"""A view in a notebook that acts: the picture that everybody sees, and where widgets run, tooltips, clicks and choices.

The picture is drawn by the kernel and comes first. Vega comes once a page, from the kernel too, and takes its place; in
a page without a kernel the picture stays. Only what a chart draws reaches the browser.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from dtplan_analysis.charts.vega import TOLD, vega_script

WIDGET = "application/vnd.jupyter.widget-view+json"


class Live(anywidget.AnyWidget):
    """A view: choices, the line that made it, and HTML with the pictures, each with its specification."""

    _esm = TOLD + Path(__file__).with_name("live.js").read_text(encoding="utf-8")

    choices = traitlets.List(traitlets.Dict()).tag(sync=True)
    line = traitlets.Unicode().tag(sync=True)
    html = traitlets.Unicode().tag(sync=True)
    picked = traitlets.Dict().tag(sync=True)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.on_msg(self._answer)

    def show(self, html: str, *, line: str = "", choices: Sequence[Mapping[str, Any]] = ()) -> None:
        """Show something else in the same place."""
        with self.hold_sync():
            self.choices, self.line, self.html = [dict(one) for one in choices], line, html

    def on_pick(self, picked: Callable[[dict[str, str]], None]) -> None:
        """Call back with what a reader clicked or chose, such as `{"unit": "GD"}`."""
        self.observe(lambda change: picked({str(key): str(value) for key, value in change["new"].items()}), "picked")

    def _answer(self, _: Any, message: Any, __: Any) -> None:
        if message == "vega":
            self.send("vega", buffers=[vega_script()])


def widget_of(view: Live) -> dict[str, Any]:
    """Return the representation by which a notebook shows a view."""
    return {WIDGET: {"version_major": 2, "version_minor": 0, "model_id": view.model_id}}
