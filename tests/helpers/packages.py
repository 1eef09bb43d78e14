"""The project's own files."""

import re

from places import ROOT

PACKAGE = ROOT / "dtplan_analysis"


# Metadata and locks


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names(entries: list[str]) -> set[str]:
    return {normal(re.match(r"[\w.-]+", entry)[0]) for entry in entries}
