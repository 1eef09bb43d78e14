"""What a workspace measures: targets, variants beside them, and what supports them."""

from pathlib import Path

from workspaces import ONLINE, row, workspace

from dtplan_analysis.workspace import measured_by, open_store, open_workspace


def test_measures_targets_then_other_variants_then_what_supports_them(tmp_path: Path) -> None:
    targets = ["dossiers_on_time/completed", "dossiers_online", "applicants_satisfied"]
    measured = measured_by(open_workspace(workspace(tmp_path / "w", targets, dossiers=ONLINE)))
    found = [(one.target.id if one.target else "", one.indicator.name, one.indicator.variant) for one in measured]
    assert found[:3] == [
        ("T1", "dossiers_on_time", "completed"),
        ("T2", "dossiers_online", ""),
        ("T3", "applicants_satisfied", "administrative"),
    ]
    beside = found[3:]
    assert {("", "dossiers_on_time", "received"), ("", "applicants_satisfied", "survey")} <= set(beside)
    assert len(set(found)) == len(found)
    assert not [one for one in beside if one[0]]


def test_two_targets_may_ask_the_same_indicator(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w", ["dossiers_online", "dossiers_online"], dossiers=ONLINE)
    text = (folder / "plan.toml").read_text(encoding="utf-8")
    (folder / "plan.toml").write_text(text[::-1].replace('"%06"', '"%09"', 1)[::-1], encoding="utf-8")
    store = open_store(folder)
    assert [row(store, "A", target=target)["threshold"] for target in ("T1", "T2")] == ["3/5", "9/10"]
    assert [row(store, "A", target=target)["status"] for target in ("T1", "T2")] == ["met", "not_met"]
    assert len(store.judged[store.judged["target"] == "T2"]) == len(store.judged) / 2
