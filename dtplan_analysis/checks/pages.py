"""The pages of the checks: what they are called, and which of them tell of the present state of the data."""

from pathlib import Path

from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.workspace import Store

STATE = '<meta name="state" content="{}">'
"""By which a page says of which state of the store it tells."""


def check_name(language: str) -> str:
    """Return what the page is called, in `checks` of the workspace and in a folder of reports."""
    return f"checks.{language}.html"


def check_pages(store: Store) -> dict[str, Path]:
    """Return the workspace's pages of the checks, by language, that tell of the same state as the store."""
    pages = {code: store.workspace.folder / "checks" / check_name(code) for code in LANGUAGES}
    return {code: page for code, page in pages.items() if page.is_file() and _tells_of(store.fingerprint, page)}


def _tells_of(state: str, page: Path) -> bool:
    with page.open(encoding="utf-8") as lines:
        return STATE.format(state) in lines.read(1000)
