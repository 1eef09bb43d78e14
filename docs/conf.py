"""The documentation as a site: every example in it is run, no warning passes, and no network is needed to read it."""

import hashlib
import os
import re
import sys
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import SphinxError

from dtplan_analysis import __version__

sys.path.insert(0, str(Path(__file__).parent))
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # lessons call dtplan
os.environ["PYTHONPATH"] = str(Path(__file__).parent)  # and begin alike

import generated


def _state_of_library() -> str:
    """Return a hash of what a lesson runs: what an earlier state of it said is not shown again."""
    root, state = Path(__file__).parents[1], hashlib.sha256()
    for folder in ("dtplan_analysis", "notebooks", "templates", "data"):
        for file in sorted((root / folder).rglob("*")):
            if file.is_file() and not {"__pycache__", ".dtplan", ".ipynb_checkpoints"} & {*file.parts}:
                state.update(file.read_bytes())
    return state.hexdigest()[:16]


project = "dtplan-analysis"
author = "The authors of dtplan-analysis"
project_copyright = "the authors of dtplan-analysis, Apache-2.0"
version = release = __version__

extensions = ["myst_nb", "sphinx.ext.autodoc"]
exclude_patterns = ["_build", "jupyter_execute"]
default_role = "code"
nitpicky = False

myst_enable_extensions = ["colon_fence", "attrs_block"]
myst_heading_anchors = 3
nb_execution_mode = "cache"
nb_execution_cache_path = str(Path(__file__).parent / "_build" / "executed" / _state_of_library())
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_merge_streams = True
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # the site asks no network for anything

nb_mime_priority_overrides = [("*", "application/vnd.jupyter.widget-view+json", None)]  # a page has no kernel

suppress_warnings = ["mystnb.unknown_mime_type"]  # outputs have also the library's own types, for its exporters

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_default_options = {"members": True}
python_use_unqualified_type_names = True
maximum_signature_line_length = 90

html_theme = "pydata_sphinx_theme"
html_title = "dtplan-analysis"
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "navbar_end": ["theme-switcher"],
    "show_prev_next": True,
    "footer_start": ["copyright"],
    "footer_end": [],
    "header_links_before_dropdown": 7,
}

_FETCHED = re.compile(
    r"<(?:script|img|iframe)\b[^>]*\ssrc=\"(?:https?:)?//|<link\b[^>]*rel=\"stylesheet\"[^>]*href=\"(?:https?:)?//"
)


def _refuse_network(app: Sphinx, failed: Exception | None) -> None:
    """Refuse a page that a reader without a network would see in part."""
    if failed is None and app.builder.name == "html":
        for page in Path(app.outdir).rglob("*.html"):
            if found := _FETCHED.search(page.read_text(encoding="utf-8")):
                raise SphinxError(f"{page.relative_to(app.outdir)} loads something from a network: {found.group()}")


def setup(app: Sphinx) -> None:
    """Write the pages that are made from the library itself, and check those that were built."""
    app.connect("builder-inited", lambda app: generated.write(Path(app.srcdir) / "reference"))
    app.connect("build-finished", _refuse_network)
