"""Where the notebooks, templates and sample data are: in a checkout, an editable install or a wheel; what is a file."""

import errno
import stat
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


def readable(file: Path) -> Path:
    """Return a file that comes to an end; raises OSError for a pipe, a socket and a device, which may never begin."""
    if not stat.S_ISREG(file.stat().st_mode) and not file.is_dir():
        raise OSError(errno.EINVAL, "it is a pipe, a socket or a device, and no file")
    return file
