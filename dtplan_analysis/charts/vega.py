"""Vega as one script for browsers, from the library that is installed: nothing is loaded from a network."""

import os
from contextlib import suppress
from pathlib import Path

import altair as alt
import vl_convert
from platformdirs import user_cache_path

TOLD = Path(__file__).with_name("told.js").read_text(encoding="utf-8")
"""What draws a picture again so that it tells its figures, for the script of a page and of a notebook's view."""


def vega_script() -> bytes:
    """Return a script that sets `window.vegaEmbed`; vl-convert takes seconds to write it, so it is kept."""
    version = alt.VEGALITE_VERSION.rpartition(".")[0]
    versions = (vl_convert.get_vega_embed_version(), vl_convert.get_vega_version(), version)
    kept = user_cache_path("dtplan_analysis") / f"vega-embed-{'-'.join(versions)}.js"
    with suppress(OSError):
        return kept.read_bytes()
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=version)
    content = f"(() => {{{bundle}}})();\n".encode()
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(content)
        fresh.replace(kept)
    return content
