"""Where the notebooks, templates and sample data are: in a checkout, an editable install or a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def resource(name: str) -> Path:
    """Return the folder `notebooks`, `templates` or `data` that belongs to this installation.

    A wheel carries the three inside the package; a checkout and an editable install have them beside it.

    >>> resource("notebooks").is_dir()
    True
    """
    for base in (_PACKAGE, _PACKAGE.parent):
        if (base / name).is_dir():
            return base / name
    raise FileNotFoundError(f"this installation has no folder {name!r}: install the package again")
