"""Where the tests find the checkout and the published numbers."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
ORACLES = ROOT / "tests" / "oracles"
