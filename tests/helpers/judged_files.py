"""Judged rows on their way into files, and files read again."""

import io
from typing import Any

from python_calamine import CalamineWorkbook

from dtplan_analysis.figures import Figures
from dtplan_analysis.judging import JUDGED, judged_json
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import open_store, sample_workspace

ABOUT = {"title": "Số liệu & <b>", "quarter": "2024Q2", "as_of": "2024-12-31", "synthetic": True, "language": "en"}


SOME = ["PC", "HDXD", "GD", TOTAL]


def row(**changes: Any) -> dict[str, Any]:
    """A judged row, as JSON has it."""
    told = dict.fromkeys(JUDGED, "") | {"plan": "p", "target": "CB2", "indicator": "dossiers_online", "unit": "AA"}
    told |= {"period": "2024Q2", "span": "quarter", "period_start": "2024-04-01", "period_end": "2024-06-30"}
    told |= {"as_of": "2024-12-31", "provisional": False, "baseline": True, "records": 12, "excluded": 1, "missing": 1}
    told |= {
        "denominator": 10,
        "numerator": 6,
        "value": 0.6,
        "worst": 6 / 11,
        "best": 7 / 11,
        "lower": 0.3,
        "upper": 0.9,
    }
    told |= {"nature": "flow", "distinct": False, "comparison": ">=", "counted_from": "records", "effective": 10.0}
    told |= {"interval": "process", "threshold": "3/5", "shortfall": 1, "status": "met", "confidence": 0.95}
    return told | {"reason": "count_reaches_target", "method": "wilson"} | changes


def read(content: bytes) -> dict[str, list[list[Any]]]:
    """The cells of a workbook, sheet by sheet, without the empty ones at the end of a row."""
    found = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = {name: found.get_sheet_by_name(name).to_python() for name in found.sheet_names}
    return {
        name: [line[: max(n for n, cell in enumerate(line, 1) if cell != "")] for line in lines]
        for name, lines in sheets.items()
    }


def sample(language: str, *units: str) -> Figures:
    store = open_store(sample_workspace())
    judged = store.judged[(store.judged["period"] == "2024Q2") & store.judged["unit"].isin(units or SOME)]
    return Figures(judged_json(judged), ABOUT | {"language": language}, "q", {u.code: u.name for u in store.units})
