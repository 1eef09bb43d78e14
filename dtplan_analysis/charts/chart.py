"""A chart with its title and description, and its way to a static, accessible SVG."""

import hashlib
import json
import re
import sys
import zlib
from base64 import b64encode
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, ParamSpec
from xml.etree import ElementTree

import altair as alt
from altair.utils.schemapi import debug_mode
from markupsafe import Markup

from dtplan_analysis.bilingual import ABOVE, SYNTHETIC, SYNTHETIC_DATA
from dtplan_analysis.charts.drawing import draw
from dtplan_analysis.charts.panels import PANELS
from dtplan_analysis.charts.style import FONT, theme
from dtplan_analysis.errors import spelt
from dtplan_analysis.faces import Public, one_line

if TYPE_CHECKING:
    from dtplan_analysis.charts.live import Live

CHART = "application/vnd.dtplan.chart+json"
"""The type under which a chart offers its title and its packed specification beside its picture."""

_SVG = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", _SVG)

_DROPPED = {"class", "role", "font-family", "pointer-events", "version"}
_INHERITED = ("fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "font-size", "font-weight")
_OUTERMOST = ("$schema", "config", "datasets")
_SPACING = 14
_LONG = re.compile(r"-?\d+\.\d{3,}")
_REFERENCE = re.compile(r"(?<=#)[^)]+")

_P = ParamSpec("_P")


@dataclass(frozen=True, eq=False, repr=False)
class Chart(Public):
    """Altair charts one above the other, with a title and a description in words, in one language (`vi` or `en`).

    >>> import altair as alt
    >>> Chart((alt.Chart(alt.InlineData(values=[])).mark_point(),), "Empty", "Nothing to see.", "en").to_svg()[:4]
    '<svg'
    """

    parts: tuple[Any, ...]
    title: str
    description: str
    language: str
    made_up: bool = False
    """Whether it shows made-up data, which a notebook says above it."""
    panels: int = 0
    """How wide a panel is, in pixels, of those that a page may set one below the other."""
    words_only: bool = False
    """Whether there is nothing to draw, and it says why in words."""

    def __repr__(self) -> str:
        return f"<Chart {one_line(self.title)}>"

    @cached_property
    def spec(self) -> dict[str, Any]:
        """The Vega-Lite specification, with its data and the project's theme."""
        # Put together here: Altair copies and walks all that is in a chart once more for each chart around it.
        parts = [part.to_dict(validate=False) for part in self.parts]
        data = {name: rows for part in parts for name, rows in part.get("datasets", {}).items()}
        stacked = [{name: value for name, value in part.items() if name not in _OUTERMOST} for part in parts]
        layout = {"title": {"text": self.title}, "spacing": _SPACING, "bounds": "full", "config": theme(self.language)}
        return {"$schema": alt.SCHEMA_URL, "vconcat": stacked, "datasets": data, **layout}

    @property
    def figure(self) -> alt.VConcatChart:
        """The chart as Altair has it, to be changed."""
        return alt.vconcat(*self.parts, title=alt.TitleParams(self.title), spacing=_SPACING, bounds="full")

    @property
    def packed(self) -> str:
        """The specification for a page's script, deflated: a sixth of its size; empty where no mark has a `tip`."""
        spec = {name: value for name, value in self.spec.items() if name != "$schema"}  # an address
        text = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
        return b64encode(zlib.compress(text.encode(), 9)).decode() if '"tip":' in text else ""

    def to_html(self) -> str:
        """Return the picture as a figure of a page, with the specification by which a script makes it act."""
        figure = '<figure><div class="chart-scroll" tabindex="0" role="region" aria-label="{}"{}>{}</div></figure>'
        spec = Markup(' data-spec="{}"').format(packed) if (packed := self.packed) else ""
        return str(Markup(figure).format(self.title, spec, Markup(self.to_svg())))

    def to_svg(self) -> str:
        """Return an SVG that stands alone, with `role="img"`, `<title>` and `<desc>`; equal charts give equal bytes."""
        return self._svg

    @cached_property
    def _svg(self) -> str:
        """Drawn once: a notebook asks for a page's form and for one that is set in type."""
        svg = ElementTree.fromstring(draw(self.spec))
        _lighten(svg, self.panels)
        _gather(svg)
        # Vega numbers clip paths from a counter of the process; numbering them anew keeps the bytes equal.
        _rename(svg, "c")
        names = ElementTree.tostring(svg, "unicode") + self.title + self.description
        name = f"chart-{hashlib.sha256(names.encode()).hexdigest()[:12]}"
        _rename(svg, f"{name}-c")
        svg.attrib |= {"role": "img", "aria-labelledby": f"{name}-title {name}-desc", "lang": self.language}
        svg.attrib |= {"font-family": FONT}
        for place, (tag, text) in enumerate((("title", self.title), ("desc", self.description))):
            words = ElementTree.Element(f"{{{_SVG}}}{tag}", id=f"{name}-{tag}")
            words.text = text
            svg.insert(place, words)
        return ElementTree.tostring(svg, "unicode")

    def _repr_mimebundle_(
        self,
        include: Container[str] | None = None,  # noqa: ARG002
        exclude: Container[str] | None = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        """Return the picture and its description, and in a kernel the view that acts: no network."""
        more = {"title": self.title, "spec": self.packed}
        data = {"image/svg+xml": self.to_svg(), "text/plain": self.description, CHART: more}
        if self.made_up:
            data |= {"text/html": ABOVE + self.to_html(), "text/plain": f"{SYNTHETIC}\n\n{self.description}"}
        return data | self._live

    @cached_property
    def _live(self) -> dict[str, Any]:
        return lively(ABOVE * self.made_up + self.to_html())


def assembled(drawing: Callable[_P, Chart]) -> Callable[_P, Chart]:
    """Let a chart be put together at once, and marked where its figures are made up.

    Altair does not check every piece by itself, which takes as long as the rest: that a whole chart is Vega-Lite is
    seen to when it is changed, by tests, and by Vega.
    """

    @wraps(drawing)
    def drawn(*args: _P.args, **options: _P.kwargs) -> Chart:
        with debug_mode(False):
            chart = drawing(*args, **options)
        made_up = any(getattr(one, "attrs", {}).get(SYNTHETIC_DATA) for one in (*args, *options.values()))
        return replace(chart, made_up=True) if made_up else chart

    return spelt(drawn)


def lively(html: str) -> dict[str, Any]:
    """Return the representation by which a notebook shows charts within HTML that act; none where there are none."""
    return live(html)[0] if " data-spec=" in html else {}


def live(html: str, **more: Any) -> "tuple[dict[str, Any], Live | None]":
    """Return the representation by which a notebook shows a view that acts, and the view.

    Outside of a notebook's kernel, and in a batch, nobody would hear it: there is none. `more` is what stands above, as
    `charts.live.Live.show` has it.
    """
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if not hasattr(getattr(shell, "kernel", None), "comm_manager"):
        return {}, None
    from dtplan_analysis.charts.live import Live, widget_of  # widgets take a while to import

    view = Live()
    view.show(html, **more)
    return widget_of(view), view


def _lighten(svg: ElementTree.Element, panels: int) -> None:
    """Drop what Vega repeats on every mark: the root carries the font, and the picture's role and description."""
    for element in svg.iter():
        if panels and element.get("class", "").endswith("_cell"):
            element.set(PANELS, str(panels))
        for attribute in list(element.attrib):
            if attribute in _DROPPED or attribute.startswith("aria-"):
                del element.attrib[attribute]
            elif attribute in {"transform", "d"}:
                element.set(attribute, _LONG.sub(lambda found: f"{float(found[0]):.2f}", element.attrib[attribute]))
        if element.get("opacity") == "1":
            del element.attrib["opacity"]
        for child in list(element):
            if child.get("class") in {"background", "foreground"} and {"fill", "stroke"}.isdisjoint(child.attrib):
                element.remove(child)


def _gather(svg: ElementTree.Element) -> None:
    """Write once, on the group, what all marks of a group share: a table of 400 cells weighs far less."""
    for group in svg.iter(f"{{{_SVG}}}g"):
        if len(group) > 1 and not any(len(mark) for mark in group):
            for attribute in _INHERITED:
                values = {mark.get(attribute) for mark in group}
                if len(values) == 1 and None not in values:
                    group.set(attribute, values.pop() or "")
                    for mark in group:
                        del mark.attrib[attribute]


def _rename(svg: ElementTree.Element, prefix: str) -> None:
    """Name all ids of a picture anew, as prefix and number, in the order in which they stand."""
    known = [element.attrib["id"] for element in svg.iter() if "id" in element.attrib]
    new = {name: f"{prefix}{n}" for n, name in enumerate(known)}
    for element in svg.iter():
        for attribute, value in element.attrib.items():
            if attribute == "id":
                element.set(attribute, new[value])
            elif value.startswith(("url(#", "#")) and new:
                element.set(attribute, _REFERENCE.sub(lambda found: new.get(found[0], found[0]), value))
