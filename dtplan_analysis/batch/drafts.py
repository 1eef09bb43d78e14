"""Drafts that an office goes on writing: a batch never writes over one that somebody has edited."""

from itertools import count
from pathlib import Path

DRAFTS = (".docx",)
"""The endings of files that people edit."""


def name_beside_edited(folder: Path, name: str) -> str:
    """Return the name under which a file is written: its own, or a numbered one where somebody has edited that.

    >>> name_beside_edited(Path("no-such-folder"), "HDXD_2024Q2_vi.docx")
    'HDXD_2024Q2_vi.docx'
    """
    own = Path(name)
    if own.suffix not in DRAFTS:
        return name
    names = (name if n == 1 else f"{own.stem}.{n}{own.suffix}" for n in count(1))
    return next(one for one in names if not _edited(folder / one))


def _edited(file: Path) -> bool:
    """Return whether a file has other words than we wrote; what cannot be read is not ours to write over."""
    from dtplan_analysis.exports.docx import fingerprint  # loads what only Word documents need

    if not file.exists():
        return False
    try:
        held, words = fingerprint(file.read_bytes())
    except (ValueError, OSError):
        return True
    return held != words
