"""The standard streams: no letter and no fault of the system is a traceback, and no data steer a terminal."""

import io
import os
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest

from dtplan_analysis import streams
from dtplan_analysis.errors import OutputError
from dtplan_analysis.judging.wording import SIGNS


def prepared(stream: TextIO, monkeypatch: pytest.MonkeyPatch) -> TextIO:
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    streams.prepare()
    return sys.stdout


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "Kế hoạch Đổi số 中 ≥ 80% ≠"),
        ("cp1258", "Kế hoạch Đổi số ? >= 80% <>"),
        ("cp437", "Ke hoach Doi so ? ≥ 80% <>"),
        ("ascii", "Ke hoach Doi so ? >= 80% <>"),
    ],
)
def test_letters_that_a_terminal_lacks_are_substituted(
    encoding: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    behind = io.BytesIO()
    out = prepared(io.TextIOWrapper(behind, encoding=encoding), monkeypatch)
    out.write("Kế hoạch Đổi số 中 ≥ 80% ≠")
    out.flush()
    assert unicodedata.normalize("NFC", behind.getvalue().decode(encoding)) == shown


@pytest.mark.parametrize("encoding", ["cp1258", "cp437", "ascii"])
def test_statuses_look_apart_on_every_terminal(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    behind = io.BytesIO()
    out = prepared(io.TextIOWrapper(behind, encoding=encoding), monkeypatch)
    out.write(" ".join(SIGNS.values()))
    out.flush()
    written = behind.getvalue().decode(encoding).split()
    assert len({*written}) == len(SIGNS)
    assert written.count("?") == 1  # which says what it always does: inconclusive


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
def test_a_full_disk_is_a_fault_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123
        out = prepared(full, monkeypatch)
        out.write("text")
        with pytest.raises(streams.UnwritableError, match="cannot be written: No space left on device"):
            out.flush()


def test_a_reader_that_has_gone_ends_the_program_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    there, here = os.pipe()
    os.close(there)
    with open(here, "w", encoding="utf-8") as pipe:  # noqa: PTH123
        out = prepared(pipe, monkeypatch)
        out.write("text")
        with pytest.raises(SystemExit) as ended:
            out.flush()
    assert ended.value.code == 0


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    streams.log_to(tmp_path / "said.log")
    yield tmp_path / "said.log"
    streams.log_to(None)


def test_data_are_no_orders_and_a_log_has_all_that_is_printed(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    streams.out.print("\x1b[2Jname :smile: [bold]x[/bold]\n::error::y ##[group] ##vso[task]", soft_wrap=True)
    said = capsys.readouterr().out
    assert said == log.read_text(encoding="utf-8")
    assert "\x1b" not in said
    assert ":smile: [bold]x[/bold]\n: :error::y # #[group] # #vso[task]" in said


def test_where_few_words_are_wanted_remarks_are_not_made(capsys: pytest.CaptureFixture[str]) -> None:
    streams.be_terse(True)
    streams.remark("made")
    streams.be_terse(False)
    assert capsys.readouterr().out == ""
    streams.remark("made")
    assert capsys.readouterr().out == "made\n"


def test_a_log_has_what_was_done_where_few_words_are_wanted_too(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    streams.be_terse(True)
    streams.remark("made")
    streams.warn("look")
    streams.be_terse(False)
    assert capsys.readouterr() == ("", "")
    assert log.read_text(encoding="utf-8") == "made\nlook\n"


def test_a_result_for_programs_is_written_as_it_is(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    streams.write("::a [b]\u202e\n")
    assert capsys.readouterr().out == log.read_text(encoding="utf-8") == "::a [b]\u202e\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
def test_a_log_on_a_full_disk_is_a_fault_in_words_and_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    streams.log_to(Path("/dev/full"))
    try:
        with pytest.raises(streams.UnwritableError, match=r"^/dev/full: cannot be written: No space left on device"):
            streams.out.print("text")
        streams.err.print("the fault")
    finally:
        streams.log_to(None)
    assert capsys.readouterr() == ("text\n", "the fault\n")


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        streams.log_to(tmp_path / "not" / "there.log")
