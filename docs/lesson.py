"""What every lesson begins with: an empty folder, and output as in a plain terminal."""

import os
import subprocess
import tempfile

from IPython import get_ipython


def begin() -> None:
    """Go to an empty folder."""
    for forced in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        os.environ.pop(forced, None)
    os.environ |= {"NO_COLOR": "1", "COLUMNS": "96"}
    os.chdir(tempfile.mkdtemp())
    get_ipython().register_magic_function(_bash, "cell", "bash")


def _bash(_line: str, cell: str) -> None:
    """Run a cell's commands, and print all that they say at once: in pieces, its lines would be broken."""
    ran = subprocess.run(
        ["bash", "-euc", cell], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    print(ran.stdout)
    ran.check_returncode()
