"""A register and indicators that a plan file declares."""

import tomllib

from dtplan_analysis.catalogue import LIBRARY, Catalogue
from dtplan_analysis.catalogue.declared import with_declared
from dtplan_analysis.indicators.proportion import Proportion
from dtplan_analysis.plans.table import PlanTable

REGISTER = """
[[registers]]
name = "incidents"
title = { vi = "Sự cố", en = "Incidents" }
key = ["number"]
date = "reported_on"
columns = [
  { name = "number", type = "text", required = true, vi = "Mã", en = "Number" },
  { name = "reported_on", type = "date", required = true, vi = "Ngày báo", en = "Reported on" },
  { name = "due_on", type = "date", vi = "Hạn", en = "Due" },
  { name = "restored_on", type = "date", vi = "Khôi phục", en = "Restored" },
  { name = "hours", type = "number", vi = "Số giờ", en = "Hours" },
  { name = "kind", type = "code", vi = "Loại", en = "Kind", codes = { outage = OUTAGE, attack = ATTACK } },
  { name = "told", type = "flag", vi = "Đã báo", en = "Told" },
]
"""
REGISTER = REGISTER.replace("OUTAGE", '{ vi = "gián đoạn", en = "outage", words = ["sự cố"] }')
REGISTER = REGISTER.replace("ATTACK", '{ vi = "tấn công", en = "cyber attack" }')
HEAD = '\n[[indicators]]\nname = "x"\nregister = "incidents"\n'
FLOW = 'date = "reported_on"\n'


def catalogue(text: str) -> Catalogue:
    return with_declared(LIBRARY, [PlanTable(tomllib.loads(text), "own.toml")])


def indicator(keys: str) -> Proportion:
    return catalogue(REGISTER + HEAD + FLOW + keys).indicators["x"]
