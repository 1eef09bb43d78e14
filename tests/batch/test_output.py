"""The folder of a batch: files that are whole, a journal that survives, one batch at a time, clear errors."""

import errno
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from batches import contents, office
from office import PROGRAM

from dtplan_analysis.batch import held
from dtplan_analysis.batch.output import Entry, Seen, write_whole
from dtplan_analysis.errors import OutputError


def names_in(folder: Path) -> set[str]:
    """All files of a folder, left-overs too."""
    return {file.name for file in folder.iterdir()}


@pytest.mark.parametrize("aside", [True, False])
def test_a_file_is_written_in_one_piece_or_not_at_all(tmp_path: Path, aside: bool) -> None:
    place = tmp_path / "aside" if aside else None
    (tmp_path / "aside").mkdir()
    file = tmp_path / "new" / "page.html"
    write_whole(file, b"a", place)
    assert file.read_bytes() == b"a"
    assert file.stat().st_mode & 0o777 == 0o644
    (tmp_path / "new" / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        write_whole(tmp_path / "new" / "taken", b"x", place)
    assert (names_in(tmp_path / "new"), names_in(tmp_path / "aside")) == ({"page.html", "taken"}, set())


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_nothing_is_left_where_writing_is_broken_off(
    tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", broken) if step == "fsync" else monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "page.html", b"a")
    assert names_in(tmp_path) == set()


ENTRY = Entry("a", {"unit": "A\u2028B\x85C đ"}, {"notebook": "1"}, files={"a.html": "0"}, error="one\u2029two\r\nthree")


def test_the_journal_keeps_the_last_word_on_each_report(tmp_path: Path) -> None:
    with held(tmp_path) as output:
        output.write({"a.html": b"a"})
        output.record(Entry("b", {}))
        output.record(Entry("a", {}))
        output.record(ENTRY)
    with held(tmp_path) as output:
        assert output.entries == Seen(tmp_path).entries
        assert {**vars(output.entries["a"]), "stamps": {}} == vars(ENTRY)
    assert len((tmp_path / ".dtplan" / "journal.jsonl").read_bytes().splitlines()) == 2


TORN = [
    b"",
    b'{"name": "b", "abo',
    b"null\n",
    b"\xff\xfe\n",
    b'{"name": "b"}\n',
    b'{"name": "b", "about": {}, "new": 1}\n',
]


@pytest.mark.parametrize("torn", TORN)
def test_a_journal_that_was_cut_off_is_read_as_far_as_it_goes(tmp_path: Path, torn: bytes) -> None:
    with held(tmp_path) as output:
        output.record(Entry("a", {}))
    journal = tmp_path / ".dtplan" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes() + torn)
    with held(tmp_path) as output:
        output.record(Entry("c", {}))
    assert list(Seen(tmp_path).entries) == ["a", "c"]


def test_what_a_killed_batch_left_is_cleared_away(tmp_path: Path) -> None:
    work = tmp_path / ".dtplan" / "work" / "report-1"
    work.mkdir(parents=True)
    (work / "x.part").write_bytes(b"x")
    with held(tmp_path):
        assert names_in(tmp_path / ".dtplan" / "work") == set()
    assert names_in(tmp_path / ".dtplan") == {"lock", "journal.jsonl"}


def test_two_batches_do_not_write_to_one_folder(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    with held(tmp_path), pytest.raises(OutputError, match=rf"another batch is writing here \(process {os.getpid()}\)"):
        held(tmp_path).__enter__()
    with held(tmp_path):
        pass


def test_a_file_that_was_changed_by_hand_is_noticed(tmp_path: Path) -> None:
    with held(tmp_path) as output:
        hashes = output.write({"a.html": b"a"})
        output.record(Entry("a", {}, files=hashes))
        entry = output.entries["a"]
        assert output.holds(entry)
        os.utime(tmp_path / "a.html", (0, 0))
        assert output.holds(entry)
        (tmp_path / "a.html").write_bytes(b"b")
        assert not output.holds(entry)
        (tmp_path / "a.html").unlink()
        assert not output.holds(entry)


# -- Folders that cannot be written ------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder that no one may write to")
def test_a_folder_that_may_not_be_written_is_a_clear_error() -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        held(Path("/proc/reports")).__enter__()


@pytest.mark.parametrize("name", [".dtplan", ".dtplan/lock", ".dtplan/work", "site"])
def test_nothing_is_written_where_a_link_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "reports"
    outside.mkdir()
    (folder / name).parent.mkdir(parents=True)
    (folder / name).symlink_to(outside)
    with pytest.raises(OutputError, match="is a link"), held(folder) as output:
        output.write({"site/site.js": b"x"})
    assert names_in(outside) == set()


def test_a_file_in_place_of_the_folder_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "reports").write_bytes(b"")
    with pytest.raises(OutputError, match="cannot be written"):
        held(tmp_path / "reports").__enter__()


SMALL = """\
mount -t tmpfs -o size=160k none "$1/reports" || exit 77
shift
"$@"; echo "code $?"
ls -A reports
mount -o remount,size=64m none reports
"$@" > /dev/null 2>&1; echo "code $?"
cp -a reports/. kept
"""


@pytest.mark.slow
def test_a_full_disk_is_a_clear_error_and_what_is_done_stays_done(tmp_path: Path) -> None:
    folder = office(tmp_path / "full", unit_quarter="print('x' * 40_000)", ministry_quarter="print('x' * 40_000)")
    for name in ("reports", "kept"):
        (folder / name).mkdir()
    command = [*PROGRAM, "report", "-w", str(folder), "--quarter", "2024Q2", "--lang", "vi,en", "-j", "1"]
    unshared = ["unshare", "--map-root-user", "--mount", "sh", "-c", SMALL, "sh", str(folder), *command]
    if not shutil.which("unshare"):
        pytest.skip("no program `unshare`")
    ran = subprocess.run(unshared, capture_output=True, text=True, cwd=folder, check=False)
    if ran.returncode in (1, 77):
        pytest.skip(f"no small file system may be made here: {ran.stderr}")
    said = " ".join(ran.stderr.split())
    assert "cannot be written: No space left on device" in said
    assert "make room, and run again" in said
    assert "Traceback" not in said
    first, *listed, second = ran.stdout.splitlines()
    assert (first, second) == ("code 74", "code 0")
    assert [name for name in listed if name.endswith(".part")] == []
    assert any(name.endswith(".html") for name in listed)
    subprocess.run([*command, "--output", str(folder / "other")], check=True, capture_output=True)
    assert contents(folder / "kept") == contents(folder / "other")
    assert json.loads(contents(folder / "kept")["manifest.json"])["reports"]


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_files_have_the_rights_that_the_user_gives_to_new_ones(mask: int, mode: int, tmp_path: Path) -> None:
    before = os.umask(mask)
    try:
        with held(tmp_path) as output:
            output.write({"a.html": b"a"})
    finally:
        os.umask(before)
    assert (tmp_path / "a.html").stat().st_mode & 0o777 == mode


@pytest.mark.parametrize(
    ("fault", "said"), [(errno.EWOULDBLOCK, "another batch is writing here"), (errno.ENOLCK, "cannot be locked")]
)
def test_a_lock_that_is_held_is_told_apart_from_one_that_cannot_be_had(
    fault: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def flock(*_: object) -> None:
        raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(OutputError, match=said), held(tmp_path):
        pass
