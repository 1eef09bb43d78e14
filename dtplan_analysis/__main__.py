"""`python -m dtplan_analysis` is `dtplan`."""

from dtplan_analysis.cli import main

main()
