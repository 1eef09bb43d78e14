"""Figures as an OpenDocument spreadsheet."""

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from judged_files import read, sample

from dtplan_analysis.figures import MAKERS
from dtplan_analysis.figures.book import book
from dtplan_analysis.figures.print_size import pages_across
from dtplan_analysis.language import LANGUAGES


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_opendocument_spreadsheet_is_accessible(language: str) -> None:
    content = MAKERS["ods"](sample(language))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    files = parts(content)
    listed = re.findall(r'full-path="([^"]+)"', files["META-INF/manifest.xml"])
    assert {*listed} == {*files, "/"} - {"mimetype", "META-INF/manifest.xml"}
    for name, text in files.items():
        if name != "mimetype":
            ElementTree.fromstring(text)
    body = files["content.xml"]
    assert "table:formula" not in body
    assert "spanned" not in body
    assert "covered" not in body
    assert 'visibility="collapse"' not in body
    assert (
        body.count("<table:table-header-rows>")
        == body.count("<table:database-range ")
        == body.count("<table:table ") - 1
    )
    assert f'fo:language="{language}"' in files["styles.xml"]
    assert f"<dc:language>{language}-" in files["meta.xml"]
    across = re.findall('<table:table [^>]*table:style-name="p([0-9])"', body)
    assert len(across) == body.count("<table:table ")
    assert across == [str(pages_across(sheet)) for sheet in book(sample(language))]
    assert body.count("<table:table-header-columns>") == sum(pages > "1" for pages in across)
    for pages in {*across}:
        layout = re.search(f'style:name="aside{pages}"><style:page-layout-properties ([^>]*)/>', files["styles.xml"])
        assert layout
        assert 'fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape"' in layout[1]
        assert f'style:scale-to-X="{pages}"' in layout[1]
    assert (
        files["styles.xml"].count("<text:page-number>")
        == files["styles.xml"].count("<style:master-page ")
        == len({*across})
    )
    used = {*re.findall(r'table:style-name="([^"]+)"', body)}
    known = {*re.findall(r'style:name="([^"]+)"', body + files["styles.xml"])}
    assert used <= known


def test_both_libraries_of_opendocument_read_the_same(tmp_path: Path) -> None:
    content = MAKERS["ods"](sample("vi", "HDXD"))
    (tmp_path / "x.ods").write_bytes(content)
    found = pd.read_excel(tmp_path / "x.ods", engine="odf", sheet_name=None, header=None)
    assert [*found] == [*read(content)]
    for name, lines in read(content).items():
        cells = [[cell for cell in line if not pd.isna(cell)] for line in found[name].to_numpy().tolist()]
        assert [[str(cell)[:10] for cell in line] for line in cells[:2]] == [
            [str(c)[:10] for c in line] for line in lines[:2]
        ]
        assert len(cells) == len(lines)
