"""The workspace of a notebook that names none: the one that it lies in, else a copy of the sample."""

import shutil
import tempfile
from contextlib import suppress
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
    source = resource("data") / "sample"
    # Named by what it is a copy of: one that another process may work with is never written over.
    place = user_cache_path("dtplan_analysis") / f"sample-{dtplan_analysis.__version__}-{_newest(source)}"
    if not (place / CONFIGURATION).exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, ignore_cleanup_errors=True) as fresh:
            copy = shutil.copytree(source, Path(fresh) / "sample", ignore=shutil.ignore_patterns(".dtplan"))
            with suppress(OSError):
                if not (place / CONFIGURATION).exists():  # of a cache that was cleared in part
                    place.replace(Path(fresh) / "damaged")
            with suppress(OSError):  # another process was first, and its copy is as good
                copy.replace(place)
    return place


def _newest(folder: Path) -> int:
    """Return when a file of a workspace was changed last, in nanoseconds."""
    return max(file.stat().st_mtime_ns for file in [folder / CONFIGURATION, *(folder / "registers").iterdir()])
