"""The kinds of reports: what each is called, and the notebook that makes it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of report; `official` says whether it also has the official form.

    `of` is the parameter of its notebook that says of what it is, beside unit and quarter, and `called` what its files
    are called after these.
    """

    name: str
    official: bool = False
    of: str = ""
    called: str = ""

    @property
    def notebook(self) -> str:
        """The name of its notebook."""
        return f"{self.name}.ipynb"


UNIT = Kind("unit_quarter", official=True)
WHOLE = Kind("ministry_quarter", official=True)
TARGET = Kind("target_quarter", of="target")
LEVEL = Kind("level_quarter", of="level")
YEAR = Kind("year", called="year")

KINDS = (UNIT, WHOLE, TARGET, LEVEL, YEAR)


def kind_of(whole: bool) -> Kind:
    """Return the kind of a quarter's report: of one unit, or of all of them.

    >>> kind_of(whole=True).notebook
    'ministry_quarter.ipynb'
    """
    return WHOLE if whole else UNIT


def kind_by(notebook: str) -> Kind | None:
    """Return the kind that a notebook of this name makes; None for a notebook of the office's own.

    >>> kind_by("year.ipynb").called, kind_by("gallery.ipynb")
    ('year', None)
    """
    return next((kind for kind in KINDS if kind.notebook == notebook), None)


def has_official_form(name: str) -> bool:
    """Return whether the reports of a kind have the official form.

    >>> has_official_form("unit_quarter"), has_official_form("year"), has_official_form("index")
    (True, False, False)
    """
    return name in {kind.name for kind in KINDS if kind.official}
