"""TCVN3 and VNI: known by the syllables that they make, refused unless the workspace names them."""

import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from letters import TO_VNI, old, vni
from reading import read

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats.legacy import from_vni


@pytest.mark.parametrize("name", ["x.csv", "x.parquet", "x.jsonl"])
def test_names_the_cell_that_looks_like_tcvn3(tmp_path: Path, name: str) -> None:
    cells = {"number": ["A", "B"], "unit": ["VP", "PC"], "received_on": ["2024-05-06"] * 2, "field": ["§Êt ®ai", "Nhµ"]}
    frame = pd.DataFrame({**cells, "field": ["Đất đai", old("Nhà ở, đất ở")], "note": [old("Ghi chú đất")] * 2})
    content: object = frame
    if name.endswith("csv"):
        content = frame.to_csv(index=False)
    elif name.endswith("jsonl"):
        content = frame.to_json(orient="records", lines=True, force_ascii=False)
    with pytest.raises(RegisterError, match=r"looks like TCVN3 .*'Nhµ ë, ®Êt ë' would be 'Nhà ở, đất ở'") as raised:
        read(tmp_path, {name: content})
    place = {"x.csv": "line 3", "x.parquet": "row 2", "x.jsonl": "line 2"}[name]
    assert raised.value.where == f"register dossiers, in/{name}, {place}, column 'field'"
    assert 'encoding = "tcvn3"' in raised.value.remedy
    frame["field"] = ["Đất đai", None]  # a column that is not read does no harm
    content = frame if name.endswith("parquet") else frame.drop(columns="field").to_csv(index=False)
    assert read(tmp_path / "b", {name.replace("jsonl", "csv"): content}).reading.usable == 2
    frame["field"] = ["Đất đai", old("Nhà ở, đất ở")]
    if name.endswith("parquet"):
        assert read(tmp_path / "c", {name: frame}, encoding="tcvn3").column("field") == ["Đất đai", "Nhà ở, đất ở"]


@pytest.mark.parametrize("text", ["25 m²", "5 µm", "N° 5", "«Tên»", "Microsoft® Office", "© 2024", "½ ngày"])
def test_signs_are_no_letters(tmp_path: Path, text: str) -> None:
    content = f"number,unit,received_on,field\nA,VP,2024-05-06,{text}\n"
    assert read(tmp_path, {"x.csv": content}).column("field") == [text]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param("Windows®, Civil 3D®, café", "cp1252", id="a sign after a word"),
        pytest.param("®Civil µm 25·m café", "cp1252", id="signs before and within"),
        pytest.param("un café très chaud à Genève, où naïf", "cp1252", id="French"),
        pytest.param("Größe überprüft, schön", "cp1252", id="German"),
    ],
)
def test_one_sign_is_no_evidence_of_old_letters(tmp_path: Path, text: str, encoding: str) -> None:
    found = read(tmp_path, {"x.csv": f'number,unit,received_on,field\nA,VP,2024-05-06,"{text}"\n'.encode(encoding)})
    assert found.column("field") == [text]
    assert [said["encoding"] for said in found.reading.detected.values()] == [encoding]


def test_names_the_cell_that_looks_like_vni(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"number": ["A"], "unit": ["VP"], "received_on": ["2024-05-06"], "field": [vni("Quản lý đất đai")]}
    )
    with pytest.raises(RegisterError, match=r"looks like VNI.* would be 'Quản lý đất đai'") as raised:
        read(tmp_path / "a", {"x.parquet": frame})
    assert 'encoding = "vni"' in raised.value.remedy
    assert read(tmp_path / "b", {"x.parquet": frame}, encoding="vni").column("field") == ["Quản lý đất đai"]
    text = "number,unit,received_on,field\nA,VP,2024-05-06,Toà nhà hoà bình\n"
    assert read(tmp_path / "c", {"x.csv": text}).column("field") == ["Toà nhà hoà bình"]


def test_vni_has_every_letter_of_vietnamese() -> None:
    letters = "".join(
        unicodedata.normalize("NFC", vowel + tone)
        for vowel in "aăâeêioôơuưy"
        for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    )
    missing = [letter for letter in letters + "đ" if letter not in "aeiouyíì" and letter not in TO_VNI]
    assert missing == []
    assert [letter for letter in letters if from_vni(vni(letter)) != letter] == []
