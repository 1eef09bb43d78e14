"""What each column of figures means, in both languages."""

import re

from places import ROOT

from dtplan_analysis.figures import dictionary
from dtplan_analysis.figures.column import KINDS
from dtplan_analysis.judging import JUDGED, STATUSES
from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.workspace import Store


def test_every_column_of_the_judged_table_is_told_in_both_languages() -> None:
    assert tuple(dictionary()) == JUDGED
    assert tuple(dictionary()["status"].codes) == STATUSES
    for column in dictionary().values():
        for text in (column.title, column.meaning, *column.codes.values()):
            assert text.vi, column.name
            assert text.en, column.name
            assert text.vi != text.en, column.name
    for language in LANGUAGES:
        titles = [column.title[language] for column in dictionary().values()]
        assert len({*titles}) == len(titles)


def test_every_code_of_the_sample_stands_in_the_dictionary(store: Store) -> None:
    for name, column in dictionary().items():
        if column.kind == "code":
            known = re.compile("|".join(code.replace("…", ".+") for code in column.codes))
            there = {code for code in store.judged[name] if code}
            assert [code for code in there if not known.fullmatch(code)] == [], name
            assert there, name


def test_the_documentation_has_the_dictionary() -> None:
    text = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    rows = [
        f"| `{one.name}` | {one.title.vi} | {one.title.en} | {one.meaning.en} | {KINDS[one.kind].en} |"
        for one in dictionary().values()
    ]
    assert "\n".join(rows) in text
