"""What a report depends on: a notebook's words and code, files, folders, and versions."""

import json
from pathlib import Path
from typing import Any

import pytest
from batches import notebook

from dtplan_analysis.batch.fingerprint import PARTS, Fingerprints, _code, _files, _folder, software
from dtplan_analysis.resources import resource


def written(folder: Path, name: str = "a.ipynb", **changes: Any) -> Path:
    content = json.loads(notebook("x = 1", "x"))
    content["cells"][1] |= changes
    (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return folder / name


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"outputs": [{"output_type": "stream", "name": "stdout", "text": "1"}]}, True),
        ({"execution_count": 7, "metadata": {"collapsed": True}, "id": "other"}, True),
        ({"source": ["x"]}, True),  # in lines or in one piece
        ({"source": "x + 1"}, False),
        ({"cell_type": "markdown"}, False),
    ],
)
def test_a_notebook_is_what_it_does_and_says(changes: dict[str, Any], same: bool, tmp_path: Path) -> None:
    assert (_code(written(tmp_path)) == _code(written(tmp_path, "b.ipynb", **changes))) is same


def test_files_and_folders_are_their_names_and_contents(tmp_path: Path) -> None:
    for name, content in {"one/a.py": "1", "one/sub/b.py": "2", "two/a.py": "1", "two/sub/b.py": "2"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    one, two = tmp_path / "one", tmp_path / "two"
    before = _folder(one)
    assert before == _folder(two)
    for skipped in ("__pycache__", "notebooks", "data"):
        (two / skipped).mkdir()
        (two / skipped / "x").write_text("x")
    assert _folder(two) == before
    (two / "sub" / "b.py").rename(two / "sub" / "c.py")
    assert _folder(two) != before
    assert _files((one / "a.py",)) == _files((two / "a.py",)) != _files((one / "sub" / "b.py",))


def test_a_copy_of_a_shipped_notebook_does_what_it_does(tmp_path: Path) -> None:
    fingerprints, shipped = Fingerprints(None), resource("notebooks") / "year.ipynb"  # type: ignore[arg-type]
    copy = tmp_path / "year.ipynb"
    copy.write_text(json.dumps(json.loads(shipped.read_text("utf-8")), indent=4), encoding="utf-8")
    assert fingerprints.is_shipped(copy)
    copy.rename(tmp_path / "other.ipynb")
    assert not fingerprints.is_shipped(tmp_path / "other.ipynb")
    assert not fingerprints.is_shipped(written(tmp_path, "unit_quarter.ipynb"))


def test_versions_are_of_all_that_makes_a_report() -> None:
    found = software()
    assert {"python", "dtplan-analysis", "altair", "pandas", "typst"} <= found.keys()
    assert [name for name, version in found.items() if not version] == []
    assert len({*PARTS}) == len(PARTS)
