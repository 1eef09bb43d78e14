"""One state of the data: what a batch plans, makes and publishes, whatever becomes of the exports meanwhile."""

import os
from pathlib import Path
from typing import Any

import pytest
from batches import contents
from office import dossiers, write_csv, write_office

from dtplan_analysis.batch import held, matrix, plan, run, settle, write_manifest
from dtplan_analysis.batch.site import write_site
from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.workspace import PINNED, Store, measure, open_store, open_workspace, pinned


def rows(turn: int = 0) -> list[dict[str, object]]:
    return dossiers("PP", "2024Q2", 5, 5) + dossiers("AA", "2024Q2", 1 + turn, 9) + dossiers("BB", "2024Q2", 4, turn)


def office(folder: Path, turn: int) -> Path:
    return write_office(folder, {"dossiers": rows(turn)}, targets="CB2")


def batch(store: Store, languages: tuple[str, ...], **options: Any) -> int:
    """Run a batch as the command line does, and disturb it after each report; returns how many were made."""
    disturb, force = options.pop("disturb", lambda: None), options.pop("force", False)
    reports = matrix(store, ["2024Q2"], languages=languages, formats=("html", "json"))
    with held(store.workspace.folder / "reports") as output:
        outcomes = []
        for outcome in run(store, plan(store, reports, output, force=force), output, workers=2):
            outcomes.append(outcome)
            disturb()
        assert [one.error for one in outcomes if one.error] == []
        assert settle(store, output) == []
        write_site(store, output)
        write_manifest(store, ["2024Q2"], output)
    return sum(one.made for one in outcomes)


@pytest.mark.slow
@pytest.mark.parametrize(("languages", "batches"), [(("en",), 1), (("vi", "en"), 3)])
def test_exports_that_change_in_mid_batch_are_the_next_runs(
    languages: tuple[str, ...], batches: int, tmp_path: Path
) -> None:
    """Every page, figure file and manifest is of one state, and the next run is as an undisturbed one."""
    folder, turn = office(tmp_path / "office", 0), 0

    def disturb() -> None:
        nonlocal turn
        turn += 1
        write_csv(folder / "dossiers.csv", rows(turn))
        if turn % 2:  # somebody else opens the workspace meanwhile
            measure(open_workspace(folder))

    def undisturbed(turn: int) -> dict[str, bytes]:
        other = office(tmp_path / f"undisturbed-{turn}", turn)
        batch(open_store(other), languages)
        return contents(other / "reports")

    for _ in range(batches):
        before, store = turn, open_store(folder)
        assert batch(store, languages, disturb=disturb, force=True) == 4 * len(languages)
        assert contents(folder / "reports") == undisturbed(before)
    assert turn == 4 * len(languages) * batches
    batch(open_store(folder), languages)
    assert contents(folder / "reports") == undisturbed(turn)


def test_a_process_of_a_batch_opens_its_state_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(office(tmp_path / "office", 0))
    folder = store.workspace.folder
    monkeypatch.setenv(PINNED, store.pin)
    write_csv(folder / "dossiers.csv", rows(1))
    assert open_store(folder).fingerprint == store.fingerprint
    assert open_store(folder) is pinned()
    assert len(os.listdir(folder / ".dtplan" / "states")) == 1, "nothing was measured"  # noqa: PTH208
    other = office(tmp_path / "other", 1)
    assert open_store(other).workspace.folder == other
    monkeypatch.setenv(PINNED, f"gone@{folder}")
    with pytest.raises(ConfigurationError, match="while the batch ran"):
        open_store(folder)
    monkeypatch.setenv(PINNED, store.pin.replace(str(folder), f"{folder}/."))
    (folder / "dtplan.toml").write_text((folder / "dtplan.toml").read_text() + "# changed\n")
    with pytest.raises(ConfigurationError, match="while the batch ran"):
        open_store(folder)
