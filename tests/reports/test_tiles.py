"""Tiles: a figure, its goal, its change and its past, at a glance."""

from pathlib import Path

import pytest
from office import (
    Counts,
    subject,
)
from reported import half_page
from workspaces import ONLINE, workspace

from dtplan_analysis.plans import load_plan
from dtplan_analysis.reports import MinistryQuarter


def test_a_change_within_chance_stands_back() -> None:
    before = {"CB2": Counts(50, 100), "CB1": Counts(50, 1000)}
    soup = half_page(subject({"CB2": Counts(52, 100), "CB1": Counts(400, 1000)}, before=before))
    changes = {tile.find("span", "code").text: tile.find("span", "change") for tile in soup.find_all("li", "tile")}
    assert "chance" in changes["CB2"]["class"]
    assert changes["CB2"].text == "+2.0 pp*"  # grey alone is nothing in print
    assert "chance" not in changes["CB1"]["class"]
    assert "*" not in changes["CB1"].text
    assert "* within chance" in soup.find("p", "note").text


def test_a_spark_line_says_in_words_what_it_draws() -> None:
    soup = half_page(subject({"CB2": Counts(50, 100)}, before={"CB2": Counts(40, 100)}))
    assert soup.svg["aria-label"] == "Q1 2024: 40.0%; Q2 2024: 50.0%"
    assert half_page(subject({"CB2": Counts(50, 100)})).svg is None


def test_in_plain_text_tiles_are_a_table() -> None:
    text = subject({"CB2": Counts(50, 100)}, before={"CB2": Counts(40, 100)}).summary().to_text()
    assert "Dossiers online (CB2) | 50.0% | at least 60%" in text


@pytest.mark.parametrize("threshold", ["3/8", "2/3", "60%"])
def test_a_goal_keeps_the_digits_that_it_needs(threshold: str, tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text(
        'id = "x"\ntitle = { vi = "K", en = "P" }\n[[targets]]\nid = "CB2"\nindicator = "dossiers_online"\n'
        f'threshold = "{threshold}"\ntext = {{ vi = "M", en = "T" }}\n',
        encoding="utf-8",
    )
    soup = half_page(subject({"CB2": Counts(1, 100)}, plan=load_plan(plan)))
    shown = {"3/8": "37.5%", "2/3": "66.7%", "60%": "60%"}[threshold]
    assert f"target at least {shown}" in soup.find("li", "tile").text


def test_a_goal_of_a_stage_has_its_day(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text(
        'id = "x"\ntitle = { vi = "K", en = "P" }\n[[targets]]\nid = "CB2"\nindicator = "dossiers_online"\n'
        'thresholds = [ { until = 2027, at = "95%" }, { until = 2030, at = "99%" } ]\ntext = { vi = "M", en = "T" }\n',
        encoding="utf-8",
    )
    for language, words in (
        ("en", "target at least 95% by 31 December 2027"),
        ("vi", "chỉ tiêu tối thiểu 95% đến hết ngày 31/12/2027"),
    ):
        before = {"CB2": Counts(2, 100)}
        soup = half_page(subject({"CB2": Counts(1, 100)}, before=before, plan=load_plan(plan), language=language))
        assert words in soup.find("li", "tile").text
        assert soup.svg.find("line", "goal"), "the stage's share is drawn as any target is"


@pytest.mark.parametrize(("settings", "told"), [("", True), ("suppress = 5\n", False)])
def test_how_many_units_meet_a_target_is_said_where_all_are_shown(tmp_path: Path, settings: str, told: bool) -> None:
    folder = workspace(tmp_path / "w", ["dossiers_online"], settings, dossiers=ONLINE)
    tile = half_page(MinistryQuarter.open("2024Q2", workspace=folder, language="en")).find("li", "tile")
    assert ("met by 1/1 units" in tile.text) is told
