"""The workspace of a notebook that names none: the one that it lies in, else a copy of the sample."""

import shutil
import tempfile
from pathlib import Path

from platformdirs import user_cache_path

import dtplan_analysis
from dtplan_analysis.language import Language
from dtplan_analysis.resources import resource
from dtplan_analysis.settings import CONFIGURATION


def workspace_here(say: Language) -> Path:
    """Return the nearest folder upwards that has a workspace file, else the sample; prints which it is."""
    here = Path.cwd()
    found = next((folder for folder in (here, *here.parents) if (folder / CONFIGURATION).is_file()), None)
    if found is None:
        print(say("There is no dtplan.toml here or above: these are the synthetic sample data."))
        return sample_workspace()
    print(say("Workspace: {folder}", folder=found.name))
    return found


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
