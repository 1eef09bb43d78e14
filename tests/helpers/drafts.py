"""Official drafts of a small office."""

import io
from pathlib import Path
from typing import Any

import pypdf
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from office import FakeStore, dossiers, opened, write_office

from dtplan_analysis.exports.pdf import to_pdf
from dtplan_analysis.units import TOTAL

TEXTS = '[official]\ntexts = "texts"'


OFFICIALLY = 'layout = "official"'


KINDS = [("AA", "vi"), ("AA", "en"), (TOTAL, "vi"), (TOTAL, "en")]


PARTS = {
    "vi": ("KẾT QUẢ THỰC HIỆN", "TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN", "NHIỆM VỤ TRỌNG TÂM QUÝ III/2024",
           "ĐỀ XUẤT, KIẾN NGHỊ"),
    "en": ("RESULTS", "SHORTCOMINGS AND CAUSES", "MAIN TASKS IN Q3 2024", "PROPOSALS"),
}  # fmt: skip


def small(folder: Path, settings: str = OFFICIALLY, tables: str = "", **more: Any) -> Path:
    """An office with one target in the official layout."""
    registers = {"dossiers": dossiers("AA", "2024Q2", 7, 3) + dossiers("BB", "2024Q2", 4, 6)}
    return write_office(folder, registers, targets="CB2", settings=settings, tables=tables, **more)


def executed(folder: Path, unit: str = "AA", language: str = "vi", quarter: str = "2024Q2") -> NotebookNode:
    """What a report's notebook is when its first and last cell have run."""
    report = opened(folder, unit, quarter, language)
    shown = [one._repr_mimebundle_() for one in (report.summary(), report.form()) if one]
    cells = [new_code_cell("", outputs=[new_output("display_data", data=data)]) for data in shown]
    return new_notebook(cells=cells, metadata={"report": "a_report"})


def draft(folder: Path, unit: str = "AA", language: str = "vi", **more: Any) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(to_pdf(executed(folder, unit, language), **more)))


def officially(store: FakeStore) -> FakeStore:
    from dtplan_analysis.workspace import Official

    object.__setattr__(store, "official", Official({"": {}}, Path()))
    return store


def write(folder: Path, text: str | bytes, name: str = "AA.vi.md") -> Path:
    file = folder / "texts" / "2024Q2" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def said(content: dict[str, Any]) -> str:
    """Return the text of a draft, a paragraph or cell a line."""

    def texts(value: Any) -> list[str]:
        if isinstance(value, dict):
            return ["".join(run["text"] for run in value["runs"])] if "runs" in value else texts([*value.values()])
        return [text for one in value for text in texts(one)] if isinstance(value, list) else []

    return "\n".join(texts(content["blocks"])).replace("\u00a0", " ")
