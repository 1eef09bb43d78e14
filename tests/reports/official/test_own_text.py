"""An office's own words in its report."""

import re
from pathlib import Path

import pytest
from drafts import OFFICIALLY, PARTS, TEXTS, draft, small, write
from office import HOSTILE, dossiers, opened, write_office
from pdfs import bookmarks, dense, words_of

from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.reports.official.own_text import own_text
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import open_workspace

ROOM = {"vi": ("(Đơn vị bổ sung nguyên nhân.)", "(Đơn vị bổ sung đề xuất, kiến nghị, nếu có.)"),
        "en": ("(The unit adds the causes.)", "(The unit adds its proposals, if any.)")}  # fmt: skip


OWN = """## I. Kết quả

Điểm **nổi bật** <b>x</b>

### Mục riêng

## II
- Thiếu người
- #import "x" = $y$

3. a
4. b

| a | b |
|---|---|
| 1 | 2 |

## IV Đề xuất
=cmd|'/c calc'!A0
"""


def test_own_words_stand_in_their_parts_and_take_the_place_of_the_blanks(tmp_path: Path) -> None:
    folder = small(tmp_path, tables=TEXTS)
    write(folder, OWN)
    write(folder, "## IV\nCả bộ", "all-units.vi.md")
    words = words_of(draft(folder))
    parts = [
        words.index(dense(f"{n}. {title}")) for n, title in zip(("I", "II", "III", "IV"), PARTS["vi"], strict=True)
    ]
    parts.append(words.index(dense("Trên đây là báo cáo")))
    for text, part in (
        ("Điểm nổi bật <b>x</b>", 0),
        ("Thiếu người", 1),
        ("3. a 4. b", 1),
        ('#import "x" = $y$', 1),
        ("=cmd|'/c calc'!A0", 3),
    ):
        assert words.count(dense(text)) == 1
        assert parts[part] < words.index(dense(text)) < parts[part + 1]
    assert "Mục riêng" in bookmarks(draft(folder).outline)
    for text in ROOM["vi"]:
        assert dense(text) not in words
    whole = words_of(draft(folder, TOTAL))
    assert dense("Cả bộ") in whole
    assert dense(ROOM["vi"][0]) in whole
    assert dense(ROOM["en"][1]) in words_of(draft(folder, "AA", "en"))


UNUSABLE = {
    "an unknown heading": ("## I\nA\n\n## V. B\n", "line 4: unknown heading 'V. B'"),
    "a heading below a line": ("Part\n====\n", "line 1: unknown heading 'Part'"),
    "a word that begins like a number": ("## Ivy\n", "unknown heading 'Ivy'"),
    "words above": ("\nA\n\n## I\n", "line 2: text stands above"),
    "a picture": ("## I\n![x](data:image/png;base64,AAAA)", "line 2: holds a picture"),
    "a picture from elsewhere": ("## I\nA\n\nB ![ảnh](anh.png)", "line 4: holds a picture"),
    "a picture named below": ("## I\n![ảnh][1]\n\n[1]: anh.png", "line 2: holds a picture"),
    "other letters": (b"## I\n\xff", "not UTF-8"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_an_own_text_that_cannot_be_used_is_refused_with_its_line(name: str, tmp_path: Path) -> None:
    text, fault = UNUSABLE[name]
    file = write(tmp_path, text)
    with pytest.raises(
        ConfigurationError, match=re.escape(f"texts/2024Q2/AA.vi.md{', ' if 'line' in fault else ''}")
    ) as told:
        own_text(file, "texts/2024Q2/AA.vi.md")
    assert fault in str(told.value)
    assert told.value.remedy


@pytest.mark.parametrize(
    "text", ["", "\ufeff## I\nA", "```\n## V\n```".replace("```", "## III\n```", 1), "## II. ### x"]
)
def test_other_own_texts_can_be_used(text: str, tmp_path: Path) -> None:
    assert {*own_text(write(tmp_path, text))} == {"I", "II", "III", "IV"}


def test_nothing_is_read_outside_of_the_workspace(tmp_path: Path) -> None:
    write(tmp_path, "## I\nsecret")
    for texts in ("../texts", str(tmp_path / "texts")):
        with pytest.raises(ConfigurationError, match="leads out of the workspace"):
            open_workspace(small(tmp_path / "ws", tables=f'[official]\ntexts = "{texts}"'))
    folder = small(tmp_path / "ws", tables=TEXTS)
    (folder / "texts").mkdir()
    (folder / "texts" / "2024Q2").symlink_to(tmp_path / "texts" / "2024Q2")
    with pytest.raises(ConfigurationError, match=r"texts/2024Q2/AA\.vi\.md: leads out of the workspace"):
        opened(folder, "AA", language="vi").form()


def test_hostile_words_come_out_as_words(tmp_path: Path) -> None:
    units = [{"code": f"U{n}", "name_vi": text, "name_en": f"en {text}"} for n, text in enumerate(HOSTILE)]
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in HOSTILE]
    listed = ", ".join(f'"{text}"' for text in quoted)
    folder = write_office(
        tmp_path,
        {"dossiers": [row for n, text in enumerate(HOSTILE) for row in dossiers(f"U{n}", "2024Q2", 1, field=text)]},
        units=units, targets="CB2", settings=OFFICIALLY,
        tables=f'[official]\nplace = "{quoted[0]}"\nsigner = "{quoted[3]}"\nrecipients = [{listed}]',
    )  # fmt: skip
    write(folder, "## II\n" + "\n\n".join(f"x {text}" for text in HOSTILE), "U0.vi.md")
    for unit in (*(f"U{n}" for n in range(len(HOSTILE))), TOTAL):
        words = words_of(draft(folder, unit))
        for text in HOSTILE:
            shown = dense(text.replace("\u202e", "[U+202E]").replace("\u2066", "[U+2066]"))
            assert shown in words
