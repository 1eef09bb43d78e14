"""What every export has: the column that a name is most like."""

from pathlib import Path

from reading import opened


def test_names_the_nearest_column(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("NgayHenTra,DonVi\n", encoding="utf-8")
    read = opened(tmp_path / "x.csv")
    assert [read.nearest(name) for name in ("NgayHenTr", "donvi", "zzz")] == ["NgayHenTra", "DonVi", ""]
