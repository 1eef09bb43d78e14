"""What every lesson begins with: an empty folder, and output as in a plain terminal."""

import os
import shutil
import subprocess
import tempfile

from IPython import get_ipython

from dtplan_analysis.resources import resource


def begin(example: str = "", name: str = "office") -> None:
    """Go to an empty folder; with an example's name (of the sample: `sample`), a copy of it lies there."""
    for forced in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        os.environ.pop(forced, None)
    os.environ |= {"NO_COLOR": "1", "COLUMNS": "96"}
    os.chdir(tempfile.mkdtemp())
    if example:
        folder = resource("data") / ("sample" if example == "sample" else f"examples/{example}")
        shutil.copytree(folder, name, ignore=shutil.ignore_patterns(".dtplan", "checks", "reports"))
    get_ipython().register_magic_function(_bash, "cell", "bash")


def _bash(_line: str, cell: str) -> None:
    """Run a cell's commands, and print all that they say at once: in pieces, its lines would be broken."""
    ran = subprocess.run(
        ["bash", "-euc", cell], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    print(ran.stdout)
    ran.check_returncode()
