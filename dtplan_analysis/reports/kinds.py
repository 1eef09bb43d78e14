"""The kinds of reports: what each is called, and the notebook that makes it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of report; `official` says whether it also has the official form."""

    name: str
    official: bool = False

    @property
    def notebook(self) -> str:
        """The name of its notebook."""
        return f"{self.name}.ipynb"


UNIT = Kind("unit_quarter", official=True)
WHOLE = Kind("ministry_quarter", official=True)

KINDS = (UNIT, WHOLE)


def kind_of(whole: bool) -> Kind:
    """Return the kind of a quarter's report: of one unit, or of all of them.

    >>> kind_of(whole=True).notebook
    'ministry_quarter.ipynb'
    """
    return WHOLE if whole else UNIT


def is_shipped(notebook: str) -> bool:
    """Return whether a notebook's name is that of a kind: its reports are called by what they are of alone."""
    return notebook in {kind.notebook for kind in KINDS}


def has_official_form(name: str) -> bool:
    """Return whether the reports of a kind have the official form.

    >>> has_official_form("unit_quarter"), has_official_form("index")
    (True, False)
    """
    return name in {kind.name for kind in KINDS if kind.official}
