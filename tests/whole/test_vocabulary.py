"""What a plan file can say, sentence by sentence; and files that nobody meant, which are refused or understood."""

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtplan_analysis.catalogue import LIBRARY, Catalogue
from dtplan_analysis.catalogue.declared import check_targets, excepted, with_declared
from dtplan_analysis.errors import InputError
from dtplan_analysis.judging.wording import target_text, unmeasured_text
from dtplan_analysis.language import LANGUAGES, Language
from dtplan_analysis.plans import Plan, load_plan, vocabulary_of

TEXT = 'text = { vi = "a", en = "a" }\n'
HEAD = 'id = "own"\ntitle = { vi = "K", en = "P" }\n'
INCIDENTS = """[[registers]]
name = "incidents"
title = { vi = "Sự cố", en = "Incidents" }
key = ["number"]
date = "reported_on"
columns = [
  { name = "number", type = "text", required = true, vi = "Mã", en = "Number" },
  { name = "reported_on", type = "date", required = true, vi = "Ngày báo", en = "Reported on" },
  { name = "hours", type = "number", vi = "Số giờ khôi phục", en = "Hours until restored" },
  { name = "transactions", type = "whole", vi = "Giao dịch", en = "Transactions" },
  { name = "kind", type = "code", vi = "Loại", en = "Kind", codes = { outage = { vi = "gián đoạn", en = "outage", words = ["sự cố"] }, attack = { vi = "tấn công", en = "attack" } } },
]
[[indicators]]
name = "incidents_restored"
register = "incidents"
label = { vi = "Khôi phục trong 24 giờ", en = "Restored within 24 hours" }
counted = { vi = "sự cố", en = "incidents" }
lacking = { vi = "khôi phục chậm", en = "restored late" }
numerator = { hours = { at_most = 24 } }
date = "reported_on"
source = { vi = "…", en = "…", mark = "likely" }
"""  # noqa: E501
LEVELS = "".join(f'[[levels]]\nid = "{id}"\nname = {{ vi = "{id}", en = "{id}" }}\n' for id in ("province", "commune"))


def read(folder: Path, text: str) -> tuple[Plan, Catalogue]:
    """Read a plan file as a workspace and `dtplan plan --check` do."""
    file = folder / "own.toml"
    file.write_text(text, encoding="utf-8")
    plan = load_plan(file)
    catalogue = with_declared(LIBRARY, vocabulary_of(plan, folder))
    check_targets(plan, catalogue)
    return plan, catalogue


TARGETS = {
    "stages": (
        'indicator = "applicants_satisfied"\n'
        'thresholds = [ { until = 2027, at = "95%" }, { until = 2030, at = "99%" } ]\n',
        "at least 95% by 31 December 2027; at least 99% by 31 December 2030",
    ),
    "levels": (
        'indicator = "work_records_digital"\nby_level = { province = "100%", commune = "70%" }\n',
        "province: 100%; commune: at least 70%",
    ),
    "an exception": (
        'indicator = "dossiers_on_time"\nvariant = "completed"\nthreshold = "100%"\n'
        'exclude = { field = ["land", "environment"] }\n',
        "100%",
    ),
    "exceptions": (
        'indicator = "dossiers_on_time"\nthreshold = "100%"\n'
        'exclude = [ { field = "land" }, { applicant = { not = ["citizen"] } } ]\n',
        "100%",
    ),
    "at most": ('indicator = "incidents_restored"\ncomparison = "<="\nthreshold = "2%"\n', "at most 2%"),
    "outside": (
        'outside = { at_least = "86", measured_in = { vi = "điểm", en = "points" } }\n'
        'evaluated_by = { vi = "Văn phòng Chính phủ", en = "Government Office" }\n',
        "at least 86 points",
    ),
    "not measured": ('not_measured = { vi = "Không nêu mẫu số", en = "No denominator" }\n', "no level set"),
    "counted": ('counted = { vi = "hồ sơ", en = "dossiers" }\nnature = "flow"\nthreshold = "60%"\n', "at least 60%"),
}


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_says(tmp_path: Path, name: str) -> None:
    keys, asked = TARGETS[name]
    plan, _ = read(tmp_path, f'{HEAD}{LEVELS}[[targets]]\nid = "T"\n{keys}{TEXT}{INCIDENTS}')
    assert target_text(plan.target("T"), Language("en")) == asked


@pytest.mark.parametrize(
    "keys",
    [
        'numerator = { kind = ["outage", "attack"] }',
        'numerator = { kind = { not = ["attack"] } }',
        "numerator = { hours = { at_least = 1 } }",
        "numerator = { hours = { empty = true } }",
        'numerator = [ { kind = "outage" }, { hours = { at_most = 24 } } ]',
        'numerator = { kind = "outage" }\nsum_of = "transactions"',
        'numerator = { kind = "outage" }\ndistinct = "number"',
        'numerator = { kind = "outage" }\nvariant = "a"\n'
        'variants = [ { variant = "b", numerator = { kind = "attack" } } ]',
    ],
)
def test_an_indicator_says(tmp_path: Path, keys: str) -> None:
    own = f'[[indicators]]\nname = "own"\nregister = "incidents"\n{keys}\ndate = "reported_on"\n'
    text = f'{HEAD}[[targets]]\nid = "T"\nindicator = "own"\nthreshold = "60%"\n{TEXT}{INCIDENTS}{own}'
    _, catalogue = read(tmp_path, text)
    assert catalogue.indicator("own").sum_of == ("transactions" if "sum_of" in keys else "")


def test_an_exception_is_left_out_beside_what_its_indicator_leaves_out(tmp_path: Path) -> None:
    keys = TARGETS["an exception"][0]
    plan, catalogue = read(tmp_path, f'{HEAD}[[targets]]\nid = "T"\n{keys}{TEXT}')
    declared = catalogue.indicator("dossiers_on_time").choose("completed")
    left_out = excepted(declared, plan, plan.target("T")).exclude
    assert left_out == {**declared.exclude, "field": ("land", "environment")}


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ('indicator = "dossiers_online"\nthreshold = "60%"\noutside = { at_least = "8" }\n', "cannot stand together"),
        ('outside = { at_least = "8", measured_in = { vi = "a", en = "a" } }\nthreshold = "60%"\n', "has no threshold"),
        ('indicator = "dossiers_online"\nthreshold = "60%"\nexclude = { fields = "land" }\n', "no column 'fields'"),
        ('indicator = "dossiers_online"\nthreshold = "60%"\nexclude = { channel = "fax" }\n', "none of its codes"),
        (
            'indicator = "dossiers_online"\nthreshold = "60%"\nexclude = { channel = "email", field = "a" }\n',
            "values of one column",
        ),
        ('indicator = "dossiers_online"\nthreshold = "60%"\nexclude = 3\n', "is not a table"),
        ('not_measured = { vi = "a", en = "a" }\nexclude = { field = "a" }\n', "has no exclude"),
        ('indicator = "dossiers_online"\nthreshold = "60%"\nnature = "flow"\n', "has no nature of its own"),
        ('counted = { vi = "a", en = "a" }\nthreshold = "60%"\nnature = "open"\n', "is not possible here"),
        ('indicator = "dossiers_online"\nchecklist = true\n', "dossiers_online is no list of items"),
        ('indicator = "infrastructure_conditions"\nthreshold = "60%"\n', "is a list of items, and no share"),
        ('indicator = "dossiers_on_time"\nvariant = "late"\nthreshold = "60%"\n', "has no variant 'late'"),
        ('indicator = "dossier_online"\nthreshold = "60%"\n', "there is no indicator 'dossier_online'"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_file_key_and_remedy(tmp_path: Path, keys: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as error:
        read(tmp_path, f'{HEAD}[[targets]]\nid = "T"\n{keys}{TEXT}')
    assert "own.toml, targets[T]" in str(error.value)
    assert "→" in str(error.value)


def test_every_item_of_a_list_may_be_said_as_a_share(tmp_path: Path) -> None:
    read(tmp_path, f'{HEAD}[[targets]]\nid = "T"\nindicator = "infrastructure_conditions"\nthreshold = "100%"\n{TEXT}')


def test_a_stage_before_the_first_quarter_is_refused(tmp_path: Path) -> None:
    target = (
        f'[[targets]]\nid = "T"\nindicator = "dossiers_online"\n{TEXT}thresholds = [ {{ until = 2023, at = "95%" }} ]\n'
    )
    with pytest.raises(
        InputError, match=r"targets\[T\].thresholds: the stage until 2023-12-31 ends before the first day"
    ):
        read(tmp_path, f"first_quarter = 2024-04-01\n{HEAD}{target}")


def test_a_sum_of_no_whole_numbers_is_refused(tmp_path: Path) -> None:
    own = 'name = "own"\nregister = "incidents"\nnumerator = { kind = "outage" }\ndate = "reported_on"\n'
    target = f'[[targets]]\nid = "T"\nindicator = "own"\nthreshold = "60%"\n{TEXT}'
    own += 'sum_of = "hours"\n'
    with pytest.raises(InputError, match="'hours' is no column of whole numbers of incidents"):
        read(tmp_path, f"{HEAD}{target}{INCIDENTS}[[indicators]]\n{own}")


def test_files_that_name_each_other_are_read_once(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('vocabulary = ["own.toml", "other.toml"]\n', encoding="utf-8")
    target = f'[[targets]]\nid = "T"\nindicator = "dossiers_online"\nthreshold = "60%"\n{TEXT}'
    plan, _ = read(tmp_path, f'vocabulary = ["other.toml"]\n{HEAD}{target}')
    assert plan.vocabulary == ("other.toml",)


# Files that nobody meant: values of any kind, or keys from elsewhere, in the place of what belongs there.

_WORDS = ("unit", "dossiers", "dossiers_online", "channel", "online", "60%", "3/5", "T", "received_on", "flow", "1", "")
_PLAIN = st.one_of(
    st.sampled_from(_WORDS),
    st.integers(-3, 2030),
    st.booleans(),
    st.dates(),
    st.floats(allow_nan=False),
    st.text(max_size=4),
)
_ANY = st.recursive(
    _PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("vi", "en", *_WORDS[:5])), inner, max_size=3)
    ),
    max_leaves=6,
)
_KEYS = (
    *(
        "id",
        "indicator",
        "variant",
        "threshold",
        "thresholds",
        "by_level",
        "comparison",
        "checklist",
        "outside",
        "task",
    ),
    *(
        "not_measured",
        "counted",
        "evaluated_by",
        "group",
        "points",
        "no_case",
        "exclude",
        "nature",
        "text",
        "mark",
        "note",
    ),
    *("name", "register", "numerator", "among", "date", "stock", "sum_of", "distinct", "lookup", "events", "variants"),
    *(
        "title",
        "key",
        "columns",
        "extends",
        "total",
        "groups",
        "levels",
        "registers",
        "indicators",
        "vocabulary",
        "most",
    ),
)
_BASE: dict[str, Any] = {
    "id": "own",
    "title": {"vi": "K", "en": "P"},
    "levels": [{"id": "province", "name": {"vi": "a", "en": "a"}}],
    "points": {"total": 2, "groups": [{"id": "1", "most": 2, "title": {"vi": "a", "en": "a"}}]},
    "targets": [
        {"id": "T", "indicator": "dossiers_online", "threshold": "60%", "text": {"vi": "a", "en": "a"}},
        {
            "id": "U",
            "counted": {"vi": "a", "en": "a"},
            "group": "1",
            "points": {"most": 2},
            "text": {"vi": "a", "en": "a"},
        },
    ],
    "registers": [
        {"name": "own", "title": {"vi": "a", "en": "a"}, "date": "d", "columns": [{"name": "d", "type": "date"}]}
    ],
    "indicators": [{"name": "i", "register": "own", "numerator": {"d": {"empty": True}}, "date": "d"}],
}


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in below for place in _places(inner, (*path, key)))]


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """A plan with a few places changed: another value, a key more, or one less."""
    content = copy.deepcopy(_BASE)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from([place for place in _places(content) if place]))
        above: Any = content
        for step in path[:-1]:
            above = above[step]
        how = draw(st.sampled_from(("change", "drop", "add")))
        if how == "change":
            above[path[-1]] = draw(_ANY)
        elif how == "drop":
            del above[path[-1]]
        elif isinstance(above, dict):
            above[draw(st.sampled_from(_KEYS))] = draw(_ANY)
    return content


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_quoted(key)} = {_toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value) if "inf" not in repr(value) else "inf"
    return _quoted(value) if isinstance(value, str) else str(value)


def _quoted(text: str) -> str:
    return (
        '"'
        + "".join(letter if letter.isalnum() and letter.isascii() else f"\\U{ord(letter):08x}" for letter in text)
        + '"'
    )


@given(plans())
def test_a_file_that_nobody_meant_is_refused_or_told(
    tmp_path_factory: pytest.TempPathFactory, content: dict[str, Any]
) -> None:
    folder = tmp_path_factory.mktemp("plan")
    text = "".join(f"{_quoted(key)} = {_toml(value)}\n" for key, value in content.items())
    try:
        plan, _ = read(folder, text)
    except InputError as error:
        refusal = error
    else:
        refusal = None
    if refusal:
        assert refusal.where
        assert refusal.remedy
        return
    for language in LANGUAGES:
        say = Language(language)
        assert all(target_text(target, say) and unmeasured_text(target, say) for target in plan.targets)
