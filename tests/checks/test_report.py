"""What a check says to people and to programs."""

import json
from pathlib import Path

from typer.testing import CliRunner

from dtplan_analysis.cli import app


def test_check_gives_findings_to_programs(office: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", "-w", str(office), "--json"])
    own = json.loads(result.stdout)["dossiers"]
    assert own["rows"] == own["usable"] == 5
    (empty,) = [one for one in own["findings"] if one["rule"] == "empty"]
    assert (empty["row"], empty["column"], empty["severity"]) == (4, "processed_online", "warning")
    assert {"unit": "A", "quarter": "2024Q2", "records": 4, "status": "reported"} in own["reported"]
    CliRunner().invoke(
        app, ["check", "-w", str(office), "--to", "html,xlsx", "--lang", "vi", "-o", str(tmp_path / "k")]
    )
    assert sorted(file.name for file in (tmp_path / "k").iterdir()) == ["checks.vi.html", "checks.vi.xlsx"]
