"""What of a table concerns one unit or one quarter."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from office import FakeStore

from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import open_store
from dtplan_analysis.workspace.slices import ROW, Parted


def test_parts_are_the_rows_of_the_whole_however_they_are_read(small: Path) -> None:
    """Of a file alone, or of a table that is there already: equal rows, and numbered alike."""
    alone, whole = open_store(small), open_store(small)
    _ = whole.judged
    for unit in ("A", TOTAL, "nobody"):
        pd.testing.assert_frame_equal(alone.of_unit(unit), whole.of_unit(unit))
        pd.testing.assert_frame_equal(alone.counts_of(unit), whole.counts_of(unit))
        own = whole.judged[whole.judged["unit"] == unit].reset_index(drop=True)
        pd.testing.assert_frame_equal(alone.of_unit(unit), own)
        for name in ("dossiers", "staff"):
            rows = [store.register(name, unit=unit) for store in (alone, whole)]
            assert rows[0] is rows[1] is None or rows[0].equals(rows[1])
    pd.testing.assert_frame_equal(alone.of_quarter("2024Q2"), whole.of_quarter("2024Q2"))
    assert len(alone.of_quarter("2024Q2")) == sum(whole.judged["period"] == "2024Q2")


def test_a_part_keeps_the_order_of_the_table_and_is_numbered_anew() -> None:
    table = pd.DataFrame({"unit": ["B", "A", "B"], "n": [1, 2, 3]})
    part = Parted(table, "unit")
    assert (part.of("B")["n"].tolist(), part.of("B").index.tolist()) == ([1, 3], [0, 1])
    assert (part.of("C").empty, list(part.of("C"))) == (True, ["unit", "n"])


def test_a_store_is_asked_once_for_each_question(small: Path) -> None:
    store, asked = open_store(small), []

    def count(one: object, *given: object) -> int:
        asked.append((one, *given))
        return len(asked)

    assert [store.once(count, "a"), store.once(count, "a"), store.once(count, "b")] == [1, 1, 2]
    assert asked == [(store, "a"), (store, "b")]


def test_what_adds_up_leaves_out_pilots(small: Path) -> None:
    store = open_store(small)
    own = store.judged[~store.judged["unit"].isin(store.units.pilots)]
    assert 0 < len(own) < len(store.judged)
    assert store.adding_up.equals(own)
    assert store.peers(own) is own, "no row is within another's"


@dataclass(frozen=True)
class Nested(FakeStore):
    """A store in which the row of A holds that of B, and B's that of C."""

    def counted_above(self) -> pd.DataFrame:
        return nested("B", "C").assign(within=["A", "B"])


def nested(*units: str) -> pd.DataFrame:
    more = {"target": "T", "indicator": "own", "variant": "", "period": "2024Q2", "span": "quarter"}
    return pd.DataFrame({"unit": units, **more})[list(ROW)]


@pytest.mark.parametrize(
    ("units", "peers"),
    [("ABCD", "AD"), ("BCD", "BD"), ("ACD", "AD"), ("CD", "CD"), ("D", "D"), ("", "")],
)
def test_a_unit_within_the_row_of_another_is_no_peer_of_it(units: str, peers: str) -> None:
    """Be it right above or further up; of those that stand side by side without it, it is one."""
    store = Nested({})
    assert [*store.peers(nested(*units))["unit"]] == [*peers]
    other = nested(*units).assign(period="2024Q1")
    assert store.peers(other).equals(other), "of another quarter nothing is told"
