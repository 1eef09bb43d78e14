"""Decision 320 as data, another office's plan, and the plan files that are refused."""

import pickle
import re
import unicodedata
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from dtplan_analysis.errors import PlanError
from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.plans import DECISION_320, MARKS, PlanText, check_indicators, find_plan, load_plan

MINIMAL = """
id = "so-xay-dung-2025"
title.vi = "Kế hoạch"
title.en = "Plan"

[[targets]]
id = "T1"
indicator = "dossiers_online"
threshold = "60%"
text.vi = "Hồ sơ trực tuyến"
text.en = "Dossiers online"
"""

PLAN = load_plan()


@pytest.fixture
def plan_file(tmp_path):
    def write(content: str) -> Path:
        path = tmp_path / "plan.toml"
        path.write_text(content, encoding="utf-8")
        return path

    return write


# id, indicator, variant, threshold, comparison
TARGETS = [
    ("OP1", "documents_internal_electronic", None, Fraction(1), "="),
    ("OP2", "documents_external_electronic", None, Fraction(1), "="),
    ("OP3", "tasks_tracked", None, Fraction(1), "="),
    ("OP4", "work_records_digital", None, Fraction(9, 10), ">="),
    ("OP5", "staff_official_mail", None, Fraction(1), "="),
    ("OP6", "staff_trained", None, Fraction(1), "="),
    ("OP7", "infrastructure_conditions", None, None, "="),
    ("CB1", "dossiers_authenticated", "dossiers", Fraction(1), "="),
    ("CB2", "dossiers_online", None, Fraction(3, 5), ">="),
    ("CB3", "dossiers_fully_online", "full_service_procedures", Fraction(4, 5), ">="),
    ("CB4", "applicants_satisfied", None, Fraction(9, 10), ">="),
    ("CB5", "systems_integrated", None, Fraction(3, 5), ">="),
    ("CB6", "declarations_not_repeated", None, Fraction(1), "="),
]


def test_decision_320_has_the_targets_of_the_domain_sheet():
    assert [(t.id, t.indicator, t.variant, t.threshold, t.comparison) for t in PLAN.targets] == TARGETS
    assert [t.id for t in PLAN.targets if t.checklist] == ["OP7"]
    assert PLAN.supporting == ("dossiers_on_time", "tasks_on_time")


def test_decision_320_is_dated_and_numbered():
    assert (PLAN.id, PLAN.number, PLAN.signed_on) == ("decision-320-2024", "320/QĐ-BXD", date(2024, 4, 16))
    assert (PLAN.baseline_quarter, PLAN.first_quarter, PLAN.quarters_mark) == (
        date(2024, 1, 1),
        date(2024, 4, 1),
        "proposed",
    )
    assert PLAN.organisation["vi"] == "Bộ Xây dựng"
    assert PLAN.document["en"] == "Decision 320/QĐ-BXD"


def test_decision_320_has_all_parts():
    assert [task.number for task in PLAN.tasks] == list(range(1, 13))
    assert [(group.number, len(group.items)) for group in PLAN.solutions] == [(1, 2), (2, 3), (3, 5)]
    assert len(PLAN.systems) == 8
    assert [item.register for group in PLAN.solutions for item in group.items] == [
        *["budget"] * 2, "training", *["workforce"] * 2, *["initiatives"] * 4, "inspections",
    ]  # fmt: skip


def texts(part: object) -> list[PlanText]:
    """Every text of a plan, however deep."""
    if isinstance(part, PlanText):
        return [part]
    parts = part if isinstance(part, tuple) else getattr(part, "__dict__", {}).values()
    return [text for inner in parts for text in texts(inner)]


def test_decision_320_marks_every_text():
    found = texts(PLAN)
    assert len(found) > 13 * 2 + 12 + 3 + 10 + 8
    for text in found:
        for code in LANGUAGES:
            assert text[code], text
            assert text.mark[code] in MARKS
            assert unicodedata.is_normalized("NFC", text[code])


def test_decision_320_says_what_is_only_likely_or_proposed():
    assert {(t.text.mark["vi"], t.text.mark["en"]) for t in PLAN.targets} == {("likely", "confirmed")}
    assert {t.short.mark[code] for t in PLAN.targets for code in LANGUAGES} == {"proposed"}
    assert [t.id for t in PLAN.targets if t.mark != "confirmed"] == ["CB6"]  # the plan names no share there
    assert {task.title.mark["vi"] for task in PLAN.tasks} == {"likely"}


def test_decision_320_traces_to_national_acts():
    traces = {
        t.id: (re.search(r"\d+/[\w-]+", t.trace["en"]).group(), t.trace.mark["en"]) for t in PLAN.targets if t.trace
    }
    assert traces == {
        "OP1": ("942/QĐ-TTg", "confirmed"),
        "OP4": ("942/QĐ-TTg", "confirmed"),
        "CB1": ("942/QĐ-TTg", "likely"),
        "CB2": ("17/NQ-CP", "confirmed"),
        "CB3": ("942/QĐ-TTg", "likely"),
        "CB4": ("942/QĐ-TTg", "likely"),
        "CB5": ("76/NQ-CP", "likely"),
        "CB6": ("76/NQ-CP", "likely"),
    }


def test_short_labels_fit_a_chart():
    assert max(len(t.short[code]) for t in PLAN.targets for code in LANGUAGES) <= 40
    for code in LANGUAGES:
        assert len({t.short[code] for t in PLAN.targets}) == len(PLAN.targets)


def test_wording_names_the_threshold():
    for target in PLAN.targets:
        if target.threshold and target.id != "CB6":
            for code in LANGUAGES:
                assert f"{float(target.threshold):.0%}" in target.text[code]


def test_plan_travels_between_processes():
    assert pickle.loads(pickle.dumps(PLAN)) == PLAN


def test_another_office_writes_little(plan_file):
    plan = load_plan(plan_file(MINIMAL))
    (target,) = plan.targets
    assert (target.id, target.threshold, target.comparison) == ("T1", Fraction(3, 5), ">=")
    assert target.short == target.text
    assert (target.mark, target.text.mark["vi"], target.variant, target.checklist) == (
        "",
        "",
        None,
        False,
    )
    assert plan.document == plan.citation == plan.title
    assert (plan.first_quarter, plan.supporting, plan.tasks, plan.solutions, plan.systems) == (None, (), (), (), ())
    assert plan.organisation["vi"] == ""
    assert plan.target("T1") is target


def test_plan_is_read_with_a_byte_order_mark_and_in_any_normal_form(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_bytes(unicodedata.normalize("NFD", MINIMAL).encode("utf-8-sig"))
    assert load_plan(path).title["vi"] == unicodedata.normalize("NFC", "Kế hoạch")


@pytest.mark.parametrize(
    ("written", "threshold"),
    [
        ("60%", Fraction(3, 5)),
        ("60 %", Fraction(3, 5)),
        ("3/5", Fraction(3, 5)),
        ("3 / 5", Fraction(3, 5)),
        ("0.6", Fraction(3, 5)),
        ("0,6", Fraction(3, 5)),  # the decimal comma of Vietnamese texts
        ("99,5%", Fraction(199, 200)),
        ("2/3", Fraction(2, 3)),
        ("100%", Fraction(1)),
        ("1", Fraction(1)),
        ("0.1%", Fraction(1, 1000)),
    ],
)
def test_threshold_is_an_exact_share(plan_file, written, threshold):
    target = load_plan(plan_file(MINIMAL.replace('"60%"', f'"{written}"'))).target("T1")
    assert target.threshold == threshold


@pytest.mark.parametrize(
    ("marks", "vi", "en"),
    [
        ("", "", ""),  # claims nothing
        ('title.mark = "proposed"', "proposed", "proposed"),
        ('title.mark = { vi = "likely" }', "likely", ""),
        ('marks = { vi = "likely", en = "proposed" }', "likely", "proposed"),
        ('marks = "likely"\ntitle.mark.en = "confirmed"', "likely", "confirmed"),
    ],
)
def test_text_states_its_mark_or_has_that_of_the_file(plan_file, marks, vi, en):
    title = load_plan(plan_file(marks + MINIMAL)).title
    assert (title.mark["vi"], title.mark["en"]) == (vi, en)


SECOND = MINIMAL + MINIMAL[MINIMAL.index("[[targets]]") :]

# what is wrong, the file, and the words (place, fault, remedy) that the message must hold
REFUSED = [
    ("bad TOML", "id = x", ["plan.toml", "not TOML", "line 1"]),
    ("endless nesting", "id = " + "[" * 5000, ["plan.toml", "not TOML"]),
    ("key twice", MINIMAL.replace("[[", 'id = "y"\n[[', 1), ["plan.toml", "not TOML"]),
    ("unknown key", 'titel = "x"' + MINIMAL, ["plan.toml, titel", "unknown key 'titel'", "did you mean 'title'?"]),
    ("unknown key of a target", MINIMAL + 'treshold = "1"', ["targets[T1].treshold", "did you mean 'threshold'?"]),
    ("unknown key, none near", MINIMAL + "qqqq = 1", ["targets[T1].qqqq", "use one of: id, indicator"]),
    ("unknown language", MINIMAL + 'text.fr = "x"', ["targets[T1].text.fr", "unknown key 'fr'"]),
    ("no id", MINIMAL.replace('id = "so-xay-dung-2025"', ""), ["plan.toml, id", "missing", 'write id = "…"']),
    ("id that leaves the folder", MINIMAL.replace("so-xay-dung-2025", "../x"), ["plan.toml, id", "letters, digits"]),
    ("id not a text", MINIMAL.replace('"T1"', "1"), ["targets[1].id", "not a text"]),
    ("duplicate id", SECOND, ["targets[T1].id", "'T1' stands twice", "its own id"]),
    ("duplicate id, other case", SECOND.replace("T1", "t1", 1), ["targets[T1].id", "stands twice"]),
    ("no title", MINIMAL.replace('title.vi = "Kế hoạch"\ntitle.en = "Plan"', ""), ["plan.toml, title", "title.vi = "]),
    (
        "title in one language",
        MINIMAL.replace('title.en = "Plan"', ""),
        ["plan.toml, title.en", "missing", "title.en ="],
    ),
    ("empty translation", MINIMAL.replace('"Dossiers online"', '" "'), ["targets[T1].text.en", "missing", "text.en ="]),
    ("Vietnamese missing", MINIMAL.replace('text.vi = "Hồ sơ trực tuyến"', ""), ["targets[T1].text.vi", "missing"]),
    ("one text for both", 'organisation = "BXD"' + MINIMAL, ["plan.toml, organisation", "both languages"]),
    ("text not a text", MINIMAL.replace('"Plan"', "5"), ["plan.toml, title.en", "not a text"]),
    ("short in one language", MINIMAL + 'short.vi = "x"', ["targets[T1].short.en", "missing"]),
    ("unknown mark", MINIMAL + 'mark = "confirm"', ["targets[T1].mark", "use one of: confirmed, likely, proposed"]),
    (
        "unknown mark of a text",
        MINIMAL + 'text.mark.vi = "sure"',
        ["targets[T1].text.mark.vi", "use one of: confirmed"],
    ),
    ("no targets", MINIMAL[: MINIMAL.index("[[targets]]")], ["plan.toml, targets", "no target", "[[targets]]"]),
    ("empty targets", "targets = []" + MINIMAL[: MINIMAL.index("[[targets]]")], ["plan.toml, targets", "no target"]),
    ("targets not a list", MINIMAL.replace("[[targets]]", "[targets]"), ["plan.toml, targets", "write [[targets]]"]),
    ("no indicator", MINIMAL.replace('indicator = "dossiers_online"', ""), ["targets[T1].indicator", "missing"]),
    (
        "no threshold",
        MINIMAL.replace('threshold = "60%"', ""),
        ["targets[T1].threshold", "no threshold", "checklist = true"],
    ),
    (
        "checklist false",
        MINIMAL.replace('threshold = "60%"', "checklist = false"),
        ["targets[T1].threshold", "no threshold"],
    ),
    ("both of them", MINIMAL + "checklist = true", ["targets[T1].threshold", "a checklist has no threshold"]),
    ("checklist as text", MINIMAL + 'checklist = "yes"', ["targets[T1].checklist", "without quotes"]),
    (
        "threshold a float",
        MINIMAL.replace('"60%"', "0.6"),
        ["targets[T1].threshold", "as text", '"60%", "3/5" or "0.6"'],
    ),
    ("threshold a whole", MINIMAL.replace('"60%"', "60"), ["targets[T1].threshold", "as text"]),
    ("threshold over 1", MINIMAL.replace('"60%"', '"60"'), ["targets[T1].threshold", "outside 0–1", '"60%"']),
    ("threshold over 100 %", MINIMAL.replace('"60%"', '"100.1%"'), ["targets[T1].threshold", "outside 0–1"]),
    ("threshold over one whole", MINIMAL.replace('"60%"', '"5/3"'), ["targets[T1].threshold", "outside 0–1"]),
    ("threshold negative", MINIMAL.replace('"60%"', '"-60%"'), ["targets[T1].threshold", "not an exact number"]),
    ("threshold in words", MINIMAL.replace('"60%"', '"about 60%"'), ["targets[T1].threshold", "not an exact number"]),
    ("threshold over zero", MINIMAL.replace('"60%"', '"3/0"'), ["targets[T1].threshold", "not an exact number"]),
    ("threshold NaN", MINIMAL.replace('"60%"', '"nan"'), ["targets[T1].threshold", "not an exact number"]),
    (
        "threshold endless",
        MINIMAL.replace('"60%"', '"0.' + "6" * 5000 + '"'),
        ["targets[T1].threshold", "not an exact number"],
    ),
    ("exactly 60 %", MINIMAL + 'comparison = "="', ["targets[T1].comparison", 'comparison = ">="']),
    ("unknown comparison", MINIMAL + 'comparison = "<"', ["targets[T1].comparison", "not possible"]),
    ("first quarter", 'first_quarter = "2024Q2"' + MINIMAL, ["plan.toml, first_quarter", "without quotes"]),
    ("baseline alone", "baseline_quarter = 2024-01-01" + MINIMAL, ["plan.toml, baseline_quarter", "first_quarter"]),
    ("signing date", 'signed_on = "16/04/2024"' + MINIMAL, ["plan.toml, signed_on", "2024-04-16, without quotes"]),
    ("supporting not a list", "supporting = 5" + MINIMAL, ["plan.toml, supporting", "list of texts"]),
    ("supporting no name", 'supporting = "a/b"' + MINIMAL, ["plan.toml, supporting", "list of names"]),
    ("supporting twice", 'supporting = ["x", "x"]' + MINIMAL, ["plan.toml, supporting", "twice"]),
    ("task twice", MINIMAL + '[[tasks]]\nnumber = 1\ntitle = {vi="a", en="b"}\n' * 2, ["tasks[1].number", "twice"]),
    ("task not numbered", MINIMAL + '[[tasks]]\ntitle = {vi="a", en="b"}', ["tasks[no. 1].number", "missing"]),
    ("task number as text", MINIMAL + '[[tasks]]\nnumber = "1"', ["tasks[1].number", "whole number"]),
    (
        "solution item",
        MINIMAL + '[[solutions]]\nnumber = 1\ntitle = {vi="a", en="b"}\n[[solutions.items]]\nid = "F1"',
        ["solutions[1].items[F1].title", "missing"],
    ),
    ("system's key", MINIMAL + '[[systems]]\nregister = "x"', ["systems[no. 1].register", "did you mean 'registers'?"]),
]


@pytest.mark.parametrize(("content", "words"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_plan_is_refused_with_place_and_remedy(plan_file, content, words):
    with pytest.raises(PlanError) as refusal:
        load_plan(plan_file(content))
    assert [word for word in words if word not in str(refusal.value)] == [], str(refusal.value)
    assert refusal.value.where.startswith("plan.toml")
    assert refusal.value.remedy


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("absent.toml", None, ["absent.toml", "cannot be read", "path of a plan file"]),
        ("latin.toml", "title = 'K\xea'".encode("latin-1"), ["latin.toml", "UTF-8"]),
    ],
)
def test_file_that_cannot_be_read(tmp_path, name, content, words):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(PlanError) as refusal:
        load_plan(tmp_path / name)
    assert all(word in str(refusal.value) for word in words), str(refusal.value)


def test_unknown_target_is_named_with_the_nearest():
    with pytest.raises(PlanError, match=r"no target 'CB22'\n.*did you mean 'CB2'"):
        PLAN.target("CB22")


def test_indicators_that_nobody_declared(plan_file):
    plan = load_plan(plan_file('supporting = ["dossiers_on_tme"]' + MINIMAL))
    check_indicators(plan, iter(["dossiers_online", "dossiers_on_tme"]))
    with pytest.raises(
        PlanError, match=r"plan\.toml, targets\[T1\]\.indicator: .*'dossiers_online'(.|\n)*use one of: a, b"
    ):
        check_indicators(plan, ["a", "b"])
    with pytest.raises(PlanError, match=r"plan\.toml, supporting: (.|\n)*did you mean 'dossiers_on_time'\?"):
        check_indicators(plan, ["dossiers_online", "dossiers_on_time"])


def test_plan_of_the_library_is_found_without_a_path():
    assert load_plan(DECISION_320) == PLAN


def test_a_path_may_be_text(plan_file):
    path = plan_file(MINIMAL)
    assert load_plan(str(path)) == load_plan(path) == find_plan(path.name, str(path.parent))
