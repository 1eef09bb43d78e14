"""Plan files: what is read of them, what is refused, and where they are found."""

import unicodedata
from fractions import Fraction
from pathlib import Path

import pytest
from plan_files import MINIMAL

from dtplan_analysis.errors import PlanError
from dtplan_analysis.plans import DECISION_320, check_indicators, find_plan, load_plan, vocabulary_of

PLAN = load_plan()


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


def test_a_file_of_words_that_is_not_there_is_named_with_the_plan_that_asks_for_it(plan_file):
    plan = load_plan(plan_file('vocabulary = ["nothing.toml"]\n' + MINIMAL))
    with pytest.raises(PlanError) as refusal:
        vocabulary_of(plan, Path())
    assert (refusal.value.where, "'nothing.toml'" in refusal.value.fault) == ("plan.toml, vocabulary", True)
