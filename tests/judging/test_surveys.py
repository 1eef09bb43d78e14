"""Surveys are judged by their design, their response and their drawing."""

from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from workspaces import workspace

from dtplan_analysis.indicators import applicants_satisfied
from dtplan_analysis.judging import judge
from dtplan_analysis.statistics import wilson
from dtplan_analysis.workspace import open_store

DAY = pd.Timestamp("2024-05-10")


def answers(*groups: tuple[int, int, dict[str, Any]]) -> pd.DataFrame:
    """Satisfied and other answers of each group, with what else its rows say."""
    rows = [
        {"unit": "A", "answered_on": DAY, "score": score, **more}
        for satisfied, others, more in groups
        for score, n in (("satisfied", satisfied), ("neutral", others))
        for _ in range(n)
    ]
    return pd.DataFrame(rows)


def judged(frame: pd.DataFrame, target: str = "90%", **how: Any) -> Any:
    return applicants_satisfied(frame, period="quarter", target=target, **how).iloc[0]


def test_weights_and_strata_go_into_share_and_interval() -> None:
    direct, online = {"weight": 5.0, "stratum": "direct"}, {"weight": 0.2, "stratum": "online"}
    row = judged(answers((80, 20, direct), (392, 8, online)))
    assert (row["numerator"], row["denominator"], row["method"], row["status"]) == (472, 500, "survey", "not_met")
    assert [round(row[name], 3) for name in ("value", "lower", "upper")] == [0.825, 0.745, 0.888]
    assert pd.isna(row["shortfall"])
    assert row["effective"] == pytest.approx(120.2, abs=0.1)
    moved = judged(answers((80, 20, direct | {"weight": 4.0}), (392, 8, online)))
    assert moved["value"] > row["value"]


def test_without_a_design_an_answer_is_one_of_many() -> None:
    row = judged(answers((472, 28, {"weight": None, "stratum": None, "cluster": None})))
    lower, _ = wilson(472, 500)
    assert (row["method"], row["value"], row["lower"]) == ("wilson", 472 / 500, pytest.approx(float(lower)))


def test_clusters_that_agree_widen_the_interval() -> None:
    in_clusters = [(18, 2, {"cluster": "a"}), (8, 12, {"cluster": "b"}), (19, 1, {"cluster": "c"})]
    row, plain = judged(answers(*in_clusters)), judged(answers((45, 15, {})))
    assert row["method"] == "survey"
    assert row["upper"] - row["lower"] > plain["upper"] - plain["lower"]
    alone = judged(answers((18, 2, {"cluster": "a"})))
    assert (alone["status"], alone["reason"]) == ("inconclusive", "single_cluster")


@pytest.mark.parametrize("column", ["weight", "stratum", "cluster"])
def test_an_answer_that_lacks_what_others_have_is_missing(column: str) -> None:
    value: Any = 2.0 if column == "weight" else "x"
    row = judged(answers((6, 2, {column: value}), (1, 1, {column: None})))
    assert (row["records"], row["missing"], row["denominator"], row["numerator"]) == (10, 2, 8, 6)
    assert row["worst"] == pytest.approx(0.6)
    assert row["best"] == pytest.approx(0.8)


def test_several_units_together_count_by_whom_they_served() -> None:
    frame = answers((80, 20, {"unit": "A"}), (392, 8, {"unit": "B"}))
    row = judged(frame, by=None)
    assert (row["status"], row["reason"], row["value"]) == ("inconclusive", "unequal_response", pytest.approx(0.944))


def counts(*rows: tuple[str, int, int, float | None]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["unit", "denominator", "numerator", "served"])
    return table.assign(records=table["denominator"], excluded=0, missing=0)


TWO = (("BIG", 100, 80, 10000), ("SMALL", 400, 392, 500), ("(total)", 500, 472, 10500))


def test_the_total_of_units_counts_each_by_whom_it_served() -> None:
    total = judge(counts(*TWO), threshold="90%", basis="sample").iloc[-1]
    assert [round(total[name], 3) for name in ("value", "lower", "upper")] == [0.809, 0.72, 0.879]
    assert (total["status"], total["method"], total["interval"]) == ("not_met", "survey", "sampling")
    unsaid = judge(counts(TWO[0], ("SMALL", 400, 392, None), TWO[2]), threshold="90%", basis="sample").iloc[-1]
    assert (unsaid["status"], unsaid["reason"]) == ("inconclusive", "unequal_response")
    assert unsaid["value"] == pytest.approx(0.944)


def test_only_a_drawn_sample_is_corrected_for_the_population() -> None:
    asked: tuple[str, int, int, float | None] = ("A", 90, 82, 100)
    own, drawn = (
        judge(counts(asked), threshold="90%", basis="sample", drawn=how).iloc[0] for how in ("self-selected", "sample")
    )
    assert (own["method"], drawn["method"]) == ("wilson", "wilson_finite_population")
    assert drawn["lower"] > own["lower"]


@pytest.mark.parametrize(
    ("served", "least", "expected"),
    [
        (200, None, (0.5, 0.48, 0.98, "met", "interval_reaches_target")),
        (200, "1/2", (0.5, 0.48, 0.98, "met", "interval_reaches_target")),
        (200, "51/100", (0.5, 0.48, 0.98, "inconclusive", "response")),
        (90, "51/100", (None, None, None, "met", "interval_reaches_target")),  # fewer than answered: not known
    ],
)
def test_response_stands_beside_the_figure(served: float, least: str | None, expected: tuple[Any, ...]) -> None:
    asked = Fraction(least) if least else None
    row = judge(counts(("A", 100, 96, served)), threshold="85%", basis="sample", least_response=asked).iloc[0]
    shares = [None if pd.isna(one) else round(one, 9) for one in row[["response", "response_worst", "response_best"]]]
    assert (*shares, row["status"], row["reason"]) == expected


SATISFIED = {"score": "4", "answered_on": "2024-05-10"}


def test_a_workspace_counts_answers_by_their_weights(tmp_path: Any) -> None:
    """Answers of an unknown unit are missing in the total, and a least response leaves the figure undecided."""
    rows = [
        SATISFIED | {"unit": unit, "weight": "1", "score": "4" if n % 10 else "2"} for unit in "ABX" for n in range(40)
    ]
    units, served = "code,name_vi,name_en\nA,A,A\nB,B,B\n", "unit,period,served\nA,2024Q2,900\nB,2024Q2,100\n"
    found = {}
    for weight, least in (("1", ""), ("9", ""), ("1", 'least_response = "5%"\n')):
        rows[1]["weight"] = weight
        folder = workspace(
            tmp_path / f"w{weight}{len(least)}", ["applicants_satisfied"], "", units,
            satisfaction=pd.DataFrame(rows).to_csv(index=False), satisfaction_served=served,
        )  # fmt: skip
        file = folder / "dtplan.toml"
        file.write_text(file.read_text().replace("[registers.satisfaction]\n", f"[registers.satisfaction]\n{least}"))
        table = open_store(folder).judged
        table = table[(table["indicator"] == "applicants_satisfied") & (table["variant"] == "survey")]
        found[weight, bool(least)] = table[table["span"] == "quarter"].set_index("unit")
    plain, moved, low = found["1", False], found["9", False], found["1", True]
    total = plain.loc["(total)"]
    assert (total["records"], total["missing"], total["denominator"]) == (120, 40, 80)
    assert moved.loc["A", "value"] > plain.loc["A", "value"] == pytest.approx(0.9)
    assert moved.loc["(total)", "value"] > total["value"] == pytest.approx(0.9)
    assert low.loc["A", "reason"] == "response"
    assert low.loc["B", "response"] == pytest.approx(0.4)


def of_group(unit: str, stratum: str, cluster: str, weight: int, passing: int, others: int) -> list[dict[str, str]]:
    told = {"unit": unit, "stratum": stratum, "cluster": cluster, "weight": str(weight), "answered_on": "2024-05-10"}
    return [told | {"score": score} for score, n in (("4", passing), ("2", others)) for _ in range(n)]


def test_a_designed_survey_is_judged_as_computed_by_hand(tmp_path: Any) -> None:
    """Weights, strata, clusters and people served, from the files of an office to its judged rows.

    A, of 100 served: Σw = 36, Σwy = 23, p = 23/36. Of two clusters a stratum adds (z₁ − z₂)² to the variance, z =
    (Σwy − pΣw)/36: s has 6 − 8p and 2 − 8p, t has 10 − 10p and 5 − 10p, so v = (4² + 5²)/36² = 41/1296. n_eff =
    p(1 − p)/v = (23·13)/41 = 7.2927; two degrees of freedom of four clusters in two strata, so n* = n_eff·(t₁₁/t₂)² =
    7.2927·(2.2010/4.3027)² = 1.9083, of which Clopper–Pearson's limits are 0.0299 and 0.9980. Twelve of 100 answered:
    0.12; if the silent fail 0.12p = 0.0767, if they pass 0.0767 + 0.88 = 0.9567.
    Total: A's weights times 100/36, B's (Σw = 10, p = 0.8, 300 served) times 30, p = (100·23/36 + 300·0.8)/400. The
    clusters of a stratum lie 4·100/36, 5·100/36 and 2·30 apart: v = (11.11² + 13.89² + 60²)/400² = 0.024477, n_eff =
    7.4577, n* = 7.4577·(t₂₁/t₃)² = 7.4577·(2.0796/3.1824)² = 3.1846,
    limits 0.1494 and 0.9978.
    """
    rows = [
        *of_group("A", "s", "c1", 2, 3, 1), *of_group("A", "s", "c2", 2, 1, 3), *of_group("A", "t", "d1", 5, 2, 0),
        *of_group("A", "t", "d2", 5, 1, 1), *of_group("B", "s", "e1", 1, 5, 0), *of_group("B", "s", "e2", 1, 3, 2),
    ]  # fmt: skip
    folder = workspace(
        tmp_path / "w", ["applicants_satisfied"], "", "code,name_vi,name_en\nA,A,A\nB,B,B\n",
        satisfaction=pd.DataFrame(rows).to_csv(index=False),
        satisfaction_served="unit,period,served\nA,2024Q2,100\nB,2024Q2,300\n",
    )  # fmt: skip
    table = open_store(folder).judged
    table = table[(table["variant"] == "survey") & (table["span"] == "quarter")].set_index("unit")
    counted = ["denominator", "numerator", "value", "effective", "lower", "upper"]
    beside = ["response", "response_worst", "response_best"]
    assert table.loc["A", counted].tolist() == pytest.approx([12, 7, 23 / 36, 299 / 41, 0.0299, 0.9980], abs=5e-5)
    assert table.loc["A", beside].tolist() == pytest.approx([0.12, 0.12 * 23 / 36, 0.12 * 23 / 36 + 0.88])
    total = table.loc["(total)"]
    assert total[counted].tolist() == pytest.approx([22, 15, 0.759722, 7.45772, 0.1494, 0.9978], abs=5e-5)
    assert (total["status"], total["reason"], total["method"]) == ("inconclusive", "sampling", "survey")
    assert total["response"] == pytest.approx(22 / 400)


def test_a_drawn_and_weighted_sample_is_corrected_as_computed_by_hand(tmp_path: Any) -> None:
    """40 of 80 served were drawn: 18 of 20 pass at weight 1, 18 of 20 at weight 3, so p = 72/80 = 0.9.

    v = 40/39·((18 + 18·9)·0.1² + (2 + 2·9)·0.9²)/80² = 40/39·18/6400 = 0.0028846, n_eff = 0.09/v = 31.2; half of all
    were drawn, so that they count as 31.2/(1 − 40/80) = 62.4 answers. Those who wanted to answer count as 31.2. Limits
    are Clopper–Pearson's of so many; what compares units takes no more than the 40 answers there are.
    """
    rows = [*of_group("A", "", "", 1, 18, 2), *of_group("A", "", "", 3, 18, 2)]
    found = {}
    for drawn in ("sample", "self-selected"):
        folder = workspace(
            tmp_path / drawn, ["applicants_satisfied"], "", "code,name_vi,name_en\nA,A,A\n",
            satisfaction=pd.DataFrame(rows).to_csv(index=False),
            satisfaction_served="unit,period,served\nA,2024Q2,80\n",
        )  # fmt: skip
        file = folder / "dtplan.toml"
        how = f'[registers.satisfaction]\nsurvey = "{drawn}"\n'
        file.write_text(file.read_text().replace("[registers.satisfaction]\n", how))
        table = open_store(folder).judged
        found[drawn] = table[(table["variant"] == "survey") & (table["span"] == "quarter") & (table["unit"] == "A")]
    own, drawn_ones = found["self-selected"].iloc[0], found["sample"].iloc[0]
    assert (own["value"], drawn_ones["value"]) == (pytest.approx(0.9), pytest.approx(0.9))
    shown = ["effective", "lower", "upper"]
    assert own[shown].tolist() == pytest.approx([31.2, 0.7390, 0.9780], abs=5e-5)
    assert drawn_ones[shown].tolist() == pytest.approx([40, 0.7975, 0.9615], abs=5e-5)
    assert own["response"] == drawn_ones["response"] == pytest.approx(0.5)
