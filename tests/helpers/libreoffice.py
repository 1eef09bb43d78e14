"""LibreOffice without a screen, which reads and writes what an office program does."""

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice found")

EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""Every sheet as a file of its own, the cells as they are shown."""


def converted(file: Path, to: str, folder: Path, *options: str) -> list[Path]:
    """The files that LibreOffice makes of one, such as its `pdf`, in a folder of their own."""
    assert SOFFICE
    before = {*folder.glob("*")} if folder.exists() else set()
    profile = f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"
    ran = subprocess.run(
        [SOFFICE, profile, "--headless", *options, "--convert-to", to, "--outdir", str(folder), str(file)],
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    )
    made = sorted({*folder.glob("*")} - before)
    assert made, ran.stdout + ran.stderr
    return made


def shown(file: Path, folder: Path) -> dict[str, list[list[str]]]:
    """The cells of a workbook as LibreOffice shows them, by sheet."""
    found = {}
    for sheet in converted(file, EVERY_SHEET, folder):
        with sheet.open(encoding="utf-8", newline="") as stream:
            found[sheet.stem.removeprefix(f"{file.stem}-")] = list(csv.reader(stream))
    return found
