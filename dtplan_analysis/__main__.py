"""`dtplan`, and `python -m dtplan_analysis`: the command line, begun so that reports are soon under way."""

import sys

from dtplan_analysis import startup


def main() -> None:
    """Run the command line."""
    if "report" in sys.argv[1:]:  # whose processes may then be forks of this one
        startup.begin_alike()
    try:
        with startup.importing():
            from dtplan_analysis import cli
    except KeyboardInterrupt:
        sys.exit(130)
    cli.main()


if __name__ == "__main__":
    main()
