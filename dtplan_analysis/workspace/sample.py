"""The sample workspace, for a notebook that is opened as it is: copied to where it can be measured."""

import shutil
import tempfile
from pathlib import Path

from platformdirs import user_cache_path

import dtplan_analysis
from dtplan_analysis.resources import resource


def sample_workspace() -> Path:
    """Return a copy of the sample workspace in the user's cache folder: an installation may be read-only."""
    place = user_cache_path("dtplan_analysis") / f"sample-{dtplan_analysis.__version__}"
    source = resource("data") / "sample"
    if not (place / "dtplan.toml").exists() or _newest(source) > _newest(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=place.parent))
        shutil.copytree(source, fresh / "sample", ignore=shutil.ignore_patterns(".dtplan"))
        shutil.rmtree(place, ignore_errors=True)
        try:
            (fresh / "sample").replace(place)
        except OSError:  # another process was first
            shutil.rmtree(fresh / "sample", ignore_errors=True)
        shutil.rmtree(fresh, ignore_errors=True)
    return place


def _newest(folder: Path) -> float:
    return max(file.stat().st_mtime for file in [folder / "dtplan.toml", *(folder / "registers").iterdir()])
