"""Make the pictures of these pages again, from the sample data: `python docs/pictures.py`.

Needs Chromium, pdftoppm and pdftotext (package poppler-utils), and the Python package pillow.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import vl_convert
from PIL import Image

from dtplan_analysis.resources import resource

PLACE = Path(__file__).parent / "pictures"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
QUARTER, UNIT = "2024Q4", "HDXD"
SCREEN = (1280, 1100)
MOST = 150_000
"""So many bytes has a picture at most."""


def run(*command: object) -> str:
    return subprocess.run([*map(str, command)], check=True, capture_output=True, text=True).stdout


def dtplan(*arguments: object) -> None:
    run(sys.executable, "-m", "dtplan_analysis", *arguments)


def keep(name: str, picture: Path, colours: int = 64) -> None:
    """Keep a picture with a palette of its own."""
    with Image.open(picture) as full:
        full.convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(PLACE / f"{name}.png", optimize=True)
    assert (PLACE / f"{name}.png").stat().st_size < MOST, name


def screen(name: str, page: Path, folder: Path) -> None:
    """Keep what stands at the top of a page, on a screen."""
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={folder / 'user'}")
    size = f"--window-size={SCREEN[0]},{SCREEN[1]}"
    run(CHROMIUM, *options, size, f"--screenshot={folder / 'shot.png'}", page.as_uri())
    keep(name, folder / "shot.png")


def sheet(name: str, pdf: Path, folder: Path, page: int = 1) -> None:
    """Keep a page of a PDF file."""
    run("pdftoppm", "-r", 80, "-png", "-singlefile", "-f", page, "-l", page, pdf, folder / "sheet")
    keep(name, folder / "sheet.png")


def page_with(words: str, pdf: Path) -> int:
    """Return the first page of a PDF file on which these words stand."""
    pages = run("pdftotext", pdf, "-").split("\f")
    return next(n for n, text in enumerate(pages, 1) if words in " ".join(text.split()))


def main() -> None:
    PLACE.mkdir(exist_ok=True)
    vl_convert.register_font_directory(str(resource("templates") / "fonts"))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        work = folder / "work"
        dtplan("init", work)
        report = ("report", "-w", work, "--quarter", QUARTER, "--unit", UNIT, "--lang", "vi,en")
        dtplan("report", "-w", work, "--quarter", QUARTER, "--lang", "vi,en")
        dtplan("report", "-w", work, "--quarter", QUARTER[:4], "--unit", "(total)", "--lang", "vi,en")  # with the year
        dtplan(*report, "--unit", "(total)", "--to", "html,pdf")
        settings = (work / "dtplan.toml").read_text(encoding="utf-8")
        (work / "dtplan.toml").write_text(settings.replace('# layout = "official"', 'layout = "official"'), "utf-8")
        dtplan(*report, "--to", "pdf", "-o", folder / "official")
        stem = f"decision-320-2024_{UNIT.lower()}_{QUARTER}"
        for code in ("vi", "en"):
            screen(f"page-{code}", work / "reports" / f"{stem}_{code}.html", folder)
            target = f"decision-320-2024_all-units_{QUARTER}_{code}_target-CB2.html"
            screen(f"target-{code}", work / "reports" / target, folder)
            year = f"decision-320-2024_all-units_{QUARTER}_{code}_year.html"
            screen(f"year-{code}", work / "reports" / year, folder)
            screen(f"index-{code}", work / "reports" / f"index_{QUARTER}_{code}.html", folder)
            sheet(f"analysis-{code}", work / "reports" / f"{stem}_{code}.pdf", folder)
            sheet(f"official-{code}", folder / "official" / f"{stem}_{code}.pdf", folder)
        form = folder / "official" / f"{stem}_vi.pdf"
        sheet("one-stop-form-vi", form, folder, page_with("VPCP/KSTT", form))
        gallery = folder / "gallery.ipynb"
        given = {"workspace": work, "unit": UNIT, "quarter": QUARTER, "language": "en"}
        parameters = [part for name, value in given.items() for part in ("-p", name, value)]
        run(sys.executable, "-m", "papermill", resource("notebooks") / "gallery.ipynb", gallery, *parameters)
        for cell in nbformat.read(gallery, 4).cells:
            for output in cell.get("outputs", []):
                if "image/svg+xml" in output.get("data", {}):
                    (folder / "chart.png").write_bytes(vl_convert.svg_to_png(output.data["image/svg+xml"], scale=0.9))
                    name = re.findall(r"\bcharts\.(\w+)\(", cell.source)[0]
                    keep(f"chart-{name}", folder / "chart.png", 48)


if __name__ == "__main__":
    main()
