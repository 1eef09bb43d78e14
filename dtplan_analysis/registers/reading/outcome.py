"""What became of the rows of one register, and how its files were read."""

from dataclasses import asdict, dataclass, field
from typing import Any

from dtplan_analysis.bilingual import both
from dtplan_analysis.faces import Face, Shown


@dataclass(repr=False)
class Reading(Shown):
    """What became of the rows of one register."""

    register: str
    rows: int = 0
    usable: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    """Rows that nobody can place, by reason."""
    unknown_units: dict[str, int] = field(default_factory=dict)
    """Usable rows of units that are not listed, by the unit as it is written; those past the 200th under `…`."""
    absent: list[str] = field(default_factory=list)
    """Columns that the export lacks and no constant gives."""
    nearest: dict[str, str] = field(default_factory=dict)
    """For an absent column, the column of the export that its name is most like."""
    lacking: dict[str, list[str]] = field(default_factory=dict)
    """For a column that some files or sheets have, those that lack it: there its cells are empty."""
    constants: dict[str, str] = field(default_factory=dict)
    unmapped: dict[str, dict[str, int]] = field(default_factory=dict)
    """Values of coded columns that are none of the codes; those past the 200th under `…`."""
    suggested: dict[str, dict[str, str]] = field(default_factory=dict)
    """For a listed unit or value without a meaning, what it is most like."""
    empty: dict[str, int] = field(default_factory=dict)
    unreadable: dict[str, int] = field(default_factory=dict)
    """Cells that hold something which is not of the column's type, in usable rows: read as empty."""
    said_missing: dict[str, int] = field(default_factory=dict)
    """Cells with a word that the workspace declares as `missing`, in usable rows: nobody knows the value."""
    inconsistent: dict[str, int] = field(default_factory=dict)
    """Usable rows that break a rule between columns."""
    after_as_of: dict[str, int] = field(default_factory=dict)
    """Days in usable rows that lie after the as-of date, by column: what they tell of has not happened yet."""
    after_hour: int = 0
    """Usable rows that ended on their due day after its hour: days are compared, and they are on time."""
    lost_zeros: int = 0
    """Usable rows whose key differs from another's in leading zeros alone: both are counted."""
    first: str = ""
    """The first and last day of the date that decides the period, slips of more than ten years apart."""
    last: str = ""
    units: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of each file."""
    not_records: dict[str, int] = field(default_factory=dict)
    """Rows of the files that are no records, by kind, beside the rows read: title, total, group, signature …"""
    detected: dict[str, dict[str, str]] = field(default_factory=dict)
    """For each file or sheet, what nobody said and was found out: encoding, separator, header, order of the day …"""

    def _face(self) -> Face:
        facts = [
            (both(lambda say: say("Rows read")), f"{self.rows:,}"),
            (both(lambda say: say("Usable")), f"{self.usable:,}"),
            (both(lambda say: say("Rejected")), f"{sum(self.rejected.values()):,}"),
            ("", f"{self.first} – {self.last}" if self.first else ""),
        ]
        heads = [both(lambda say: say("Rejected")), both(lambda say: say("Rows"))]
        rows = [(reason, f"{n:,}") for reason, n in self.rejected.items()]
        return Face(self.register, facts, heads, rows)

    @property
    def adds_up(self) -> bool:
        """Whether the buckets add up to the rows read."""
        return self.rows == self.usable + sum(self.rejected.values())

    def as_json(self) -> dict[str, Any]:
        """Return the reading as plain values."""
        return asdict(self)
