"""Text in any encoding as UTF-8."""

from pathlib import Path

import pytest
from reading import opened

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats import recoding


def test_finds_the_line_of_a_wrong_byte_past_the_first_chunk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recoding, "CHUNK", 7)
    text = "đơn vị,số\n" * 20
    for line in (2, 9, 20):
        lines = text.encode().splitlines(keepends=True)
        lines[line - 1] = b"\xc3(," + lines[line - 1]
        (tmp_path / "x.csv").write_bytes(b"".join(lines))
        with pytest.raises(RegisterError) as raised:
            opened(tmp_path / "x.csv")
        assert raised.value.where == f"register dossiers, x, line {line}"


def test_refuses_a_record_beyond_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recoding, "LONGEST", 4096)
    (tmp_path / "x.csv").write_text('a,b\n1,"' + "x\n" * 9000 + '"\n', encoding="utf-8")
    with pytest.raises(RegisterError, match=r"longer than|never closed"):
        list(opened(tmp_path / "x.csv").batches(["a"]))
