"""A few records of a text are found again as a reader of all its cells finds them, in less than a reading."""

import csv
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.errors import InputError
from dtplan_analysis.registers.reading import Source
from dtplan_analysis.registers.reading.formats import seeking, text
from dtplan_analysis.registers.reading.formats.base import Export
from dtplan_analysis.registers.reading.formats.text import TextExport

CELLS = ("x", "", "é", '"x"', '"a,b"', '"a""b"', '"one{end}two"', '5" wide')


def export(folder: Path, content: str) -> TextExport:
    (folder / "x.csv").write_bytes(content.encode())
    return TextExport(folder / "x.csv", "x.csv", Source(REGISTERS["dossiers"], "x.csv", folder), folder)


@pytest.mark.parametrize("chunk", [7, 64, 1 << 20])
def test_finds_what_a_reader_of_all_cells_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(seeking, "_CHUNK", chunk)
    tried = 0
    for seed in range(300):
        chance = random.Random(seed)
        end = chance.choice(["\n", "\r\n"])
        rows = [",".join(chance.choices(CELLS, k=chance.choice([0, 1, 3, 3, 3]))) for _ in range(chance.randrange(12))]
        content = end.join(["number,unit,received_on", *rows]).replace("{end}", end) + end * chance.randrange(2)
        try:
            one = export(tmp_path, content)
            n = len(list(one.records()))
        except (InputError, csv.Error):  # a quote is open
            continue
        wanted = sorted(chance.sample(range(1, n + 3), chance.randrange(n + 2)))
        assert list(one.look_up(wanted)) == list(Export.look_up(one, wanted)), content
        tried += 1
    assert tried > 200


def test_records_that_are_not_wanted_are_not_taken_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, parsed = export(tmp_path, "number,unit,received_on\n" + '1,"VP\n",2024-05-06\n' * 5_000), []

    def counted(lines: Any, delimiter: str) -> Any:
        parsed.append(lines)
        return csv.reader(lines, delimiter=delimiter)

    monkeypatch.setattr(text, "reader_of", counted)
    assert [line for line, _ in one.look_up([1, 2_500, 5_000])] == [2, 5_000, 10_000]
    assert len(parsed) == 3


def test_a_quote_inside_of_a_cell_is_left_to_a_reader_of_cells(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text('a\n5" wide\n')
    with pytest.raises(seeking.OddTextError):
        list(seeking.pieces(tmp_path / "x.csv", 0, ",", np.array([2])))
