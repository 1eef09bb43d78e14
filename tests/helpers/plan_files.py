"""Small plan files."""

from pathlib import Path

from dtplan_analysis.plans import Plan, Target, load_plan

MINIMAL = """
id = "so-xay-dung-2025"
title.vi = "Kế hoạch"
title.en = "Plan"

[[targets]]
id = "T1"
indicator = "dossiers_online"
threshold = "60%"
text.vi = "Hồ sơ trực tuyến"
text.en = "Dossiers online"
"""

HEAD = 'id = "own"\ntitle = { vi = "Kế hoạch", en = "Plan" }\n'
LEVELS = """
[[levels]]
id = "province"
name = { vi = "cấp tỉnh", en = "province" }
[[levels]]
id = "commune"
name = { vi = "cấp xã", en = "commune" }
"""
TARGET = '[[targets]]\nid = "T1"\ntext = { vi = "Chỉ tiêu", en = "Target" }\n'


def loaded(folder: Path, text: str) -> Plan:
    file = folder / "own.toml"
    file.write_text(text, encoding="utf-8")
    return load_plan(file)


def target(folder: Path, keys: str, before: str = "") -> Target:
    return loaded(folder, f"{HEAD}{before}{TARGET}{keys}").target("T1")


STAGES = 'indicator = "x"\nthresholds = [ { until = 2027, at = "95%" }, { until = 2030-06-30, at = "99%" } ]'
