"""Remote files: found, copied, told by their checksum, and refused without a word of a key."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from reading import read

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.errors import InputError
from dtplan_analysis.registers.reading import Source
from dtplan_analysis.registers.reading.opening import Digests, marks

TEXT = "number;unit;received_on\n{number};Văn phòng Bộ;25/05/2024\n"


@pytest.fixture
def bucket() -> Iterator[Any]:
    system = fsspec.filesystem("memory")
    for name in ("a", "b"):
        system.pipe(f"/office/{name}.csv", TEXT.format(number=name).encode("utf-16"))
    system.pipe("/office/deep/c.csv", TEXT.format(number="c").encode())
    system.pipe("/office/readme.md", b"x")
    system.pipe("/office/~$a.csv", b"x")
    yield system
    system.rm("/office", recursive=True)


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("memory://office/a.csv", ["a"]),
        ("memory://office/*.csv", ["a", "b"]),
        ("memory://office", ["a", "b", "c"]),
        ("memory://${DTPLAN_TEST_BUCKET}/a.csv", ["a"]),
    ],
)
def test_reads_remote_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str, found: list[str]) -> None:
    monkeypatch.setenv("DTPLAN_TEST_BUCKET", "office")
    read_ = read(tmp_path, {}, pattern=pattern)
    assert read_.column("number") == found
    assert next(iter(read_.reading.files)) == "memory://office/a.csv"
    assert not list((tmp_path / "out").rglob("fetched"))


def test_a_changed_object_is_noticed(bucket: Any) -> None:
    source = Source(REGISTERS["dossiers"], "memory://office/*.csv", Path())
    before = marks(source, Digests({}))
    assert marks(source, Digests({})) == before
    bucket.pipe("/office/b.csv", TEXT.format(number="other").encode())
    assert [one == other for one, other in zip(before, marks(source, Digests({})), strict=True)] == [True, False]


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize(
    ("pattern", "options", "fault"),
    [
        ("memory://office/gone.csv", {}, "no file is there"),
        ("memory://office/readme.md", {}, "of no format that is read"),
        ("nosuch://office/a.csv", {}, "does not answer|cannot be reached"),
        ("s3://u:s3cret@bucket/a.csv", {"storage": {"key": "k3y-s3cret"}}, "cannot be reached|does not answer"),
        ("https://127.0.0.1:9/a.csv?token=s3cret", {}, "cannot be reached|does not answer|no file"),
    ],
)
def test_refuses_remote_files_without_a_word_of_a_key(
    tmp_path: Path, pattern: str, options: dict[str, Any], fault: str
) -> None:
    with pytest.raises(InputError, match=fault) as raised:
        read(tmp_path, {}, pattern=pattern, **options)
    assert "s3cret" not in str(raised.value)
    assert raised.value.remedy
