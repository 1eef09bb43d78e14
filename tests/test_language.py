"""Messages, numbers, dates and quarters in both languages; and that each message spoken has its translation."""

import ast
import json
import math
import pickle
import string
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from babel.messages.pofile import read_po
from hypothesis import assume, given
from hypothesis import strategies as st
from places import ROOT

import dtplan_analysis.language as language
from dtplan_analysis.errors import InputError
from dtplan_analysis.language import Language, Text, key, translations

VI, EN = Language("vi"), Language("en")


@pytest.mark.parametrize(
    ("x", "digits", "vi", "en"),
    [
        (0, 0, "0", "0"),
        (999, 0, "999", "999"),
        (1234, 0, "1.234", "1,234"),
        (1234567.89, 2, "1.234.567,89", "1,234,567.89"),
        (1234567, 2, "1.234.567,00", "1,234,567.00"),
        (0.5, 0, "1", "1"),  # half away from zero, as offices round, not half to even
        (2.5, 0, "3", "3"),
        (1.005, 2, "1,01", "1.01"),  # the decimal that was written, not the float's binary value
        (-1234.5, 1, "−1.234,5", "−1,234.5"),
        (-0.04, 1, "0,0", "0.0"),  # no negative nothing
        (12345678901234567890, 0, "12.345.678.901.234.567.890", "12,345,678,901,234,567,890"),
        (np.int64(1234), 0, "1.234", "1,234"),
        (np.float64(0.25), 2, "0,25", "0.25"),
        (math.nan, 1, "–", "–"),
        (None, 1, "–", "–"),
    ],
)
def test_number(x, digits, vi, en):
    assert (VI.number(x, digits), EN.number(x, digits)) == (vi, en)


@pytest.mark.parametrize(
    ("share", "digits", "threshold", "vi", "en"),
    [
        (0.823, 1, None, "82,3%", "82.3%"),
        (0, 1, 0.6, "0,0%", "0.0%"),
        (1, 1, None, "100,0%", "100.0%"),
        (1.0, 1, 1.0, "100,0%", "100.0%"),
        (0.99996, 1, 1, "99,9%", "99.9%"),
        (0.99996, 1, None, "99,9%", "99.9%"),  # never 100 %, whatever the threshold
        (0.99996, 0, None, "99%", "99%"),
        (0.99996, 3, None, "99,996%", "99.996%"),
        (0.599996, 1, 0.6, "59,9%", "59.9%"),
        (0.599996, 1, None, "60,0%", "60.0%"),
        (0.599996, 0, 0.6, "59%", "59%"),
        (0.6, 1, 0.6, "60,0%", "60.0%"),
        (0.6, 1, Fraction(3, 5), "60,0%", "60.0%"),
        (0.6001, 1, 0.6, "60,0%", "60.0%"),
        (2 / 3, 1, 2 / 3, "66,7%", "66.7%"),
        (0.6666, 1, 2 / 3, "66,6%", "66.6%"),
        (0.29, 0, None, "29%", "29%"),  # 0.29 * 100 is 28.999999999999996
        (0.0005, 1, None, "0,1%", "0.1%"),
        (1.25, 1, None, "125,0%", "125.0%"),
        (np.float64(0.823), 1, np.float64(0.9), "82,3%", "82.3%"),
        (0.823, 1, math.nan, "82,3%", "82.3%"),  # a judged row without a threshold
        (None, 1, 0.6, "–", "–"),
        (math.nan, 1, 0.6, "–", "–"),
    ],
)
def test_percent(share, digits, threshold, vi, en):
    assert (VI.percent(share, digits, threshold), EN.percent(share, digits, threshold)) == (vi, en)


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 4))
def test_percent_below_a_threshold_never_reads_as_the_threshold(share, threshold, digits):
    assume(share < threshold)
    shown = Decimal(EN.percent(share, digits, threshold).removesuffix("%"))
    assert shown < Decimal(repr(threshold)) * 100
    assert abs(shown - Decimal(repr(share)) * 100) < Decimal(1).scaleb(-digits)


@given(st.integers(1, 10**7), st.sampled_from([Fraction(1), Fraction(9, 10), Fraction(4, 5), Fraction(3, 5)]))
def test_percent_one_case_short_is_short(cases, threshold):
    needed = math.ceil(threshold * cases)
    shown = Decimal(EN.percent((needed - 1) / cases, 1, float(threshold)).removesuffix("%"))
    assert Fraction(shown) < threshold * 100
    assert Fraction(Decimal(EN.percent(needed / cases, 1, float(threshold)).removesuffix("%"))) >= threshold * 100


@pytest.mark.parametrize(
    ("difference", "vi", "en"),
    [
        (0.032, "+3,2 điểm phần trăm", "+3.2 percentage points"),
        (-0.032, "−3,2 điểm phần trăm", "−3.2 percentage points"),
        (0, "0,0 điểm phần trăm", "0.0 percentage points"),
        (-0.0001, "0,0 điểm phần trăm", "0.0 percentage points"),
        (1, "+100,0 điểm phần trăm", "+100.0 percentage points"),
        (math.nan, "–", "–"),
    ],
)
def test_points(difference, vi, en):
    assert (VI.points(difference), EN.points(difference)) == (vi, en)


@pytest.mark.parametrize(
    ("day", "vi", "en"),
    [
        (date(2024, 6, 30), "30/06/2024", "30 June 2024"),
        (date(2024, 4, 1), "01/04/2024", "1 April 2024"),
    ],
)
def test_date(day, vi, en):
    assert (VI.date(day), EN.date(day)) == (vi, en)


@pytest.mark.parametrize(
    ("label", "vi", "en"),
    [
        ("2024Q1", "Quý I/2024", "Q1 2024"),
        ("2024Q2", "Quý II/2024", "Q2 2024"),
        ("2024Q3", "Quý III/2024", "Q3 2024"),
        ("2024Q4", "Quý IV/2024", "Q4 2024"),
        ("2024Q5", "2024Q5", "2024Q5"),
        ("2024", "năm 2024", "2024"),
        ("FY2024", "năm tài chính 2024", "FY2024"),
        ("FY2024Q1", "Quý I năm tài chính 2024", "Q1 FY2024"),
        ("2024H2", "6 tháng cuối năm 2024", "H2 2024"),
        ("2024-05", "tháng 5/2024", "May 2024"),
        ("", "", ""),
    ],
)
def test_quarter(label, vi, en):
    assert (VI.quarter(label), EN.quarter(label)) == (vi, en)


@pytest.mark.parametrize(
    ("dong", "vi", "en"),
    [
        (1_234_500_000, "1.234,5 triệu đồng", "VND 1,234.5 million"),
        (0, "0,0 triệu đồng", "VND 0.0 million"),
        (-50_000, "−0,1 triệu đồng", "VND −0.1 million"),
        (None, "–", "–"),
    ],
)
def test_money(dong, vi, en):
    assert (VI.money(dong), EN.money(dong)) == (vi, en)


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("met", "đạt"),
        ("not met", "chưa đạt"),
        ("inconclusive", "chưa đủ căn cứ kết luận"),
        ("no case arose", "không phát sinh"),
        ("no data", "chưa có dữ liệu"),
        ("suppressed", "không công bố"),
    ],
)
def test_status_words_are_the_official_ones(english, vietnamese):
    assert (VI(english), EN(english)) == (vietnamese, english)


def test_message_takes_values_as_they_are():
    hostile = "<b>{difference.__class__}</b>"
    assert EN("{difference} percentage points", difference=hostile) == f"{hostile} percentage points"


def test_plural(monkeypatch):
    monkeypatch.setattr(language, "translations", lambda: {"{n} record of {unit}": "{n} bản ghi của {unit}"})
    cases = [(0, "0 records", "0 bản ghi"), (1, "1 record", "1 bản ghi"), (1234, "1,234 records", "1.234 bản ghi")]
    for n, english, vietnamese in cases:
        assert EN.plural("{n} record of {unit}", "{n} records of {unit}", n, unit="VP") == f"{english} of VP"
        assert VI.plural("{n} record of {unit}", "{n} records of {unit}", n, unit="VP") == f"{vietnamese} của VP"


def test_message_without_translation(monkeypatch):
    monkeypatch.setattr(Language, "strict", False)
    assert VI("a message {x} that no one translated", x=1) == "a message 1 that no one translated"
    monkeypatch.setattr(Language, "strict", True)
    assert EN("a message {x} that no one translated", x=1) == "a message 1 that no one translated"
    with pytest.raises(LookupError, match="no one translated"):
        VI("a message {x} that no one translated", x=1)


@pytest.mark.parametrize("code", ["fr", "", "VI", "vi_VN", None])
def test_other_languages_are_refused(code):
    with pytest.raises(InputError, match=r'"vi".*"en"'):
        Language(code)


def test_language_travels_between_processes():
    assert pickle.loads(pickle.dumps(VI)) == VI


def test_text_is_nfc_and_knows_two_languages():
    text = Text(vi=unicodedata.normalize("NFD", "Quyết định"), en="Decision")
    assert text["vi"] == unicodedata.normalize("NFC", "Quyết định")
    assert text["en"] == "Decision"
    for other in ("fr", "mark", "__class__"):
        with pytest.raises(KeyError):
            text[other]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_catalogue_is_whole():
    with language._CATALOGUE.open("rb") as file:
        entries = [entry for entry in read_po(file, locale="vi") if entry.id]
    assert entries
    for entry in entries:
        messages = [entry.id] if isinstance(entry.id, str) else list(entry.id)
        translation = translations().get(key(messages[0], entry.context or ""), "")
        assert translation, f"vi.po does not translate {messages[0]!r} (or marks it fuzzy)"
        assert fields(translation) == fields(messages[-1]), f"vi.po: other placeholders in {messages[0]!r}"
        assert unicodedata.is_normalized("NFC", translation)


def test_catalogue_has_no_message_twice():
    source = language._CATALOGUE.read_text(encoding="utf-8").split("\n\n")
    keys = Counter(
        " ".join(line for line in entry.splitlines() if line.startswith(("msgctxt ", "msgid ", '"')))
        for entry in source
    )
    assert not [key for key, times in keys.items() if key and times > 1]


def spoken(source: str, place: str) -> Iterator[tuple[str, list[str], set[str] | None, str]]:
    """Yield place, message(s), names of the values and context of each `say(…)` and `say.plural(…)` in a source."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        function, plural = node.func, False
        if isinstance(function, ast.Attribute) and function.attr == "plural":
            function, plural = function.value, True
        name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        if name != "say":
            continue
        values = {keyword.arg for keyword in node.keywords}
        filled = None if None in values else {value for value in values if value} | ({"n"} if plural else set())
        first = node.args[0]
        branches = (
            [[part] for part in (first.body, first.orelse)]
            if isinstance(first, ast.IfExp)
            else [node.args[:2] if plural else [first]]
        )
        for parts in branches:
            where = f"{place}:{node.lineno}"
            assert not isinstance(parts[0], ast.JoinedStr | ast.BinOp), (
                f"{where}: a message is a literal with {{placeholders}}, else nobody can translate it"
            )
            if all(isinstance(part, ast.Constant) for part in parts):
                contexts = [one.value.value for one in node.keywords if one.arg == "context"]
                yield where, [part.value for part in parts], filled, contexts[0] if contexts else ""


def untranslated(source: str, place: str) -> list[str]:
    """What is wrong with the messages of a source."""
    faults = []
    for where, messages, values, context in spoken(source, place):
        needed = set().union(*map(fields, messages))
        message = key(messages[0], context)
        if message not in translations():
            faults.append(f"{where}: vi.po lacks {messages[0]!r}")
        elif fields(translations()[message]) != needed:
            faults.append(f"{where}: vi.po has other placeholders in {messages[0]!r}")
        if values is not None and not needed <= values:
            faults.append(f"{where}: no value for {sorted(needed - values)} in {messages[0]!r}")
    return faults


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('say("met")', None),
        ('self.say("met" if x else "not met")', None),
        ('say("{difference} percentage points", difference=1)', None),
        ('say("{difference} percentage points", **values)', None),
        ("say(message)", None),  # seen only where it is spoken: Language.strict
        ('shout("words that no one translated")', None),
        ('say("words that no one translated")', "lacks 'words that no one translated'"),
        ('say("met" if x else "words that no one translated")', "lacks"),
        ('say("Records", context="sheet")', None),
        ('say("Records", context="of nothing")', "lacks 'Records'"),
        ('say.plural("{n} word", "{n} words", 2)', "lacks '{n} word'"),
        ('say("{difference} percentage points")', "no value for ['difference']"),
        ('say("{difference} percentage points", other=1)', "no value for ['difference']"),
    ],
)
def test_scan_finds_what_lacks_a_translation(source, fault):
    faults = untranslated(source, "example.py")
    assert (fault is None and faults == []) or (fault is not None and fault in "".join(faults))


@pytest.mark.parametrize("source", ['say(f"unit {unit}")', 'say("unit " + unit)', 'say("unit %s" % unit)'])
def test_scan_refuses_messages_put_together(source):
    with pytest.raises(AssertionError, match=r"example\.py:1: a message is a literal"):
        list(spoken(source, "example.py"))


def sources() -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / "dtplan_analysis").rglob("*.py")):
        yield path, path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        lines = "\n".join(code).splitlines()
        yield path, "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!")))


def test_every_message_spoken_is_translated():
    faults = [fault for path, source in sources() for fault in untranslated(source, str(path.relative_to(ROOT)))]
    assert not faults, "\n".join(faults)


def test_every_translation_is_spoken_somewhere():
    written = {
        node.value
        for _, source in sources()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    with language._CATALOGUE.open("rb") as file:
        entries = [entry.id for entry in read_po(file, locale="vi") if entry.id]
    first = [entry if isinstance(entry, str) else entry[0] for entry in entries]
    pages = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates" / "html").rglob("*.j2"))
    assert [message for message in first if message not in written and f'"{message}"' not in pages] == []
