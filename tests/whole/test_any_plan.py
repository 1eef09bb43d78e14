"""Whatever stands in a plan file: an error with its place and remedy, or a judged table; never a traceback."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workspaces import ONLINE, UNITS

from dtplan_analysis.errors import InputError
from dtplan_analysis.plans import find_plan
from dtplan_analysis.reports import MinistryQuarter
from dtplan_analysis.workspace import open_store

SHARES = st.sampled_from([*["60%", "3/5", "1", "100%"] * 3, "0%", "101%", "-5%", "x", "", "1/0"])
TEXTS = st.sampled_from(['{ vi = "a", en = "b" }', '{ vi = "a" }', '"a"', "3"])
DAYS = st.sampled_from([*["2024-06-30", "2027", "2030"] * 2, '"2030"', "0", "2024-13-01"])
POINTS = ['{ most = 2, full_at = "80%" }', "{ most = 0 }", '{ most = 1, steps = [["50%", "1"], ["20%", "2"]] }', "3"]
STAGES = st.lists(st.tuples(DAYS, SHARES), min_size=1, max_size=3).map(
    lambda stages: "[" + ", ".join(f'{{ until = {day}, at = "{share}" }}' for day, share in stages) + "]"
)
KEYS: dict[str, st.SearchStrategy[str]] = {
    "indicator": st.sampled_from(
        [*["dossiers_online", "dossiers_on_time", "applicants_satisfied", "staff_trained"] * 2, "own", "nobody"]
    ).map(lambda name: f'"{name}"'),
    "variant": st.sampled_from(['"received"', '"completed"', '"survey"', '"none"', '""']),
    "threshold": SHARES.map(lambda share: f'"{share}"'),
    "thresholds": STAGES,
    "by_level": st.sampled_from(['{ province = "100%" }', '{ nowhere = "1/2" }', "{}"]),
    "comparison": st.sampled_from(['"<="', '">="', '"="', '"<"']),
    "checklist": st.sampled_from(["true", "false", '"yes"']),
    "exclude": st.sampled_from(['{ channel = "direct" }', '{ unit = ["A"] }', "{ nothing = 1 }", "[]"]),
    "outside": st.sampled_from(['{ at_least = "86", measured_in = { vi = "điểm", en = "points" } }', "{}"]),
    "not_measured": TEXTS,
    "evaluated_by": TEXTS,
    "short": TEXTS,
    "group": st.sampled_from(['"1"', '"2"']),
    "points": st.sampled_from(POINTS),
    "no_case": st.sampled_from(['"out"', '"full"', '"zero"', '"half"']),
    "treshold": st.just('"1"'),
}
OWN = """
[[indicators]]
name = "own"
register = "dossiers"
numerator = {numerator}
date = "{date}"
"""
NUMERATORS = [
    '{ channel = "online" }',
    "{ supplements = { at_most = 1 } }",
    '{ channel = { empty = "x" } }',
    "{}",
    "[{ x = 1 }]",
]


@st.composite
def plans(draw: st.DrawFn) -> str:
    """The text of a plan file: most of it can be, some of it cannot."""
    lines = ['id = "p"', 'title = { vi = "K", en = "P" }']
    lines += draw(st.sampled_from([*[["first_quarter = 2024-04-01"], []] * 4, ["first_quarter = 2024-04-02"]]))
    lines += draw(st.sampled_from([*[[]] * 8, ["plan = 1"], ['extends = "p"'], ['vocabulary = ["plan.toml"]']]))
    if draw(st.integers(0, 5)) == 5:
        lines += [
            "[points]",
            "total = 3",
            "[[points.groups]]",
            'id = "1"',
            "most = 3",
            'title = { vi = "N", en = "G" }',
        ]
    if draw(st.booleans()):
        lines += ["[[levels]]", 'id = "province"', 'name = { vi = "tỉnh", en = "province" }']
    if draw(st.booleans()):
        numerator, date = draw(st.sampled_from(NUMERATORS)), draw(st.sampled_from(["received_on", "due_on", "unit"]))
        lines.append(OWN.format(numerator=numerator, date=date))
    for place in range(draw(st.integers(1, 3))):
        lines += ["[[targets]]", f'id = "T{place}"', 'text = { vi = "a", en = "b" }']
        usual = draw(
            st.sampled_from([*[{"indicator", "threshold"}] * 5, {"indicator", "thresholds"}, {"outside"}, set()])
        )
        more = draw(st.sets(st.sampled_from(sorted(KEYS)), max_size=1))
        lines += [f"{key} = {draw(KEYS[key])}" for key in sorted(usual | more)]
    return "\n".join(lines)


def made(text: str) -> str:
    """What becomes of a workspace with a plan file: the summary of all units, or the error that a reader sees."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        settings = 'plan = "plan.toml"\nunits = "units.csv"\n[registers.dossiers]\nsource = "dossiers.csv"\n'
        for name, content in (("plan", text), ("dtplan", settings)):
            (folder / f"{name}.toml").write_text(content, encoding="utf-8")
        (folder / "units.csv").write_text(UNITS, encoding="utf-8")
        (folder / "dossiers.csv").write_text(ONLINE, encoding="utf-8")
        try:
            find_plan("plan.toml", folder)
            open_store(folder)
            report = MinistryQuarter.open("2024Q2", workspace=folder, language="en")
            return report.summary().to_text() + report.scores().to_text() + report.outlook().to_text()
        except InputError as error:
            return "" if error.where and error.remedy else pytest.fail(str(error))


def check(examples: int) -> list[str]:
    seen: list[str] = []

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(plans())
    def anything(text: str) -> None:
        seen.append(made(text))

    anything()
    return seen


def test_a_plan_of_which_nothing_is_given_is_refused() -> None:
    outside = 'outside = { at_least = "86", measured_in = { vi = "điểm", en = "points" } }'
    head = 'id = "p"\ntitle = { vi = "K", en = "P" }\n[[targets]]\nid = "T"\ntext = { vi = "a", en = "b" }\n'
    assert made(head + outside) == ""
    assert "T" in made(head + 'indicator = "dossiers_online"\nthreshold = "60%"')


def test_any_plan_file_ends_in_an_error_or_a_report() -> None:
    check(15)


@pytest.mark.slow
def test_hundreds_of_plan_files_end_in_an_error_or_a_report() -> None:
    seen: list[Any] = check(400)
    assert any(seen)
    assert not all(seen)
