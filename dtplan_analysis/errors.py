"""What can go wrong with a user's input: every error says where, what, and what to do."""


class InputError(Exception):
    """A fault of the user's input, with its place and its remedy; the command line shows it without a traceback."""

    def __init__(self, fault: str, *, where: str = "", remedy: str = "") -> None:
        self.fault, self.where, self.remedy = fault, where, remedy
        place = f"{where}: " if where else ""
        advice = f"\n  → {remedy}" if remedy else ""
        super().__init__(f"{place}{fault}{advice}")


class PlanError(InputError):
    """A plan file that cannot be used."""


class ConfigurationError(InputError):
    """A workspace file (`dtplan.toml`) that cannot be used."""


class RegisterError(InputError):
    """A register that cannot be read or counted as a whole."""


class PeriodError(InputError):
    """A quarter that does not exist or cannot be read."""


class UnitError(InputError):
    """A unit that does not exist, or a list of units that cannot be used."""


class OutputError(InputError):
    """A folder that cannot be written to."""
