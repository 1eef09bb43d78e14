"""The synthetic sample, counted again with plain pandas: nothing of the library but the generator is trusted here."""

import tomllib
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from dtplan_analysis import sample
from dtplan_analysis.catalogue import REGISTERS as ALL
from dtplan_analysis.errors import InputError
from dtplan_analysis.registers.columns import Column
from dtplan_analysis.resources import resource
from dtplan_analysis.sample import operations, setting, write_sample
from dtplan_analysis.sample.setting import Setting
from dtplan_analysis.units.listing import read_units

QUARTERS = ["2023Q4", "2024Q1", "2024Q2", "2024Q3", "2024Q4"]
COMMITTED = resource("data") / "sample"
PARAMETERS = tomllib.loads((resource("data") / "parameters.toml").read_text("utf-8"))
WORKSPACE = tomllib.loads((resource("data") / "workspace.toml").read_text("utf-8"))
DATE_TIME = "%d/%m/%Y %H:%M:%S"

REGISTERS = {name: register for name, register in ALL.items() if name not in ("petitions", "values")}
"""Those that the sample has: petitions and published values are no matter of Decision 320."""

ABSENT = {
    "procedures": {
        *("eligible_full", "fee", "online_payment", "yields_document"),
        *("announced_on", "effective_on", "published_on"),
    },
    "dossiers": {
        *("supplement_asked_on", "fee_due", "paid_online", "digitised", "digitised_reused", "from_citizen_store"),
        *("synchronised", "electronic_result"),
    },
    "satisfaction": {"cluster"},
}
"""Columns that Decision 320 does not ask for, and the sample's exports do not have."""


def columns(name: str) -> list[Column]:
    """The columns of a register that the sample has."""
    return [column for column in REGISTERS[name].columns if column.name not in ABSENT.get(name, set())]


def read(name: str, folder: Path = COMMITTED) -> pd.DataFrame:
    """A register as it was exported, but with our names of columns, dates as dates and units by their code."""
    settings = WORKSPACE["registers"][name]
    path = folder / settings["source"]
    frame = pd.read_csv(path, dtype=str) if path.suffix == ".csv" else pd.read_parquet(path)
    frame = frame.rename(columns={theirs: ours for ours, theirs in settings.get("columns", {}).items()})
    for column in columns(name):
        if column.type == "date":
            form = DATE_TIME if name == "dossiers" else None
            frame[column.name] = pd.to_datetime(frame[column.name], format=form, errors="coerce")
    if "unit" in frame:
        frame["unit"] = frame["unit"].map(spellings()).fillna("(unknown)")
    return frame


def spellings() -> dict[str, str]:
    units = pd.read_csv(COMMITTED / "units.csv", dtype=str, keep_default_na=False)
    return {
        spelling: code
        for code, vi, aliases in zip(units["code"], units["name_vi"], units["aliases"], strict=True)
        for spelling in (code, vi, *aliases.split("|"))
    }


def quarter(days: "pd.Series[pd.Timestamp]") -> "pd.Series[str]":
    return days.dt.to_period("Q").astype(str)


def yes(flags: "pd.Series[str]") -> "pd.Series[bool]":
    """Flags as they stand in CSV (1, 0) or Parquet (true, false)."""
    return flags.astype(str).isin(["1", "True"])


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder


@pytest.fixture(scope="session")
def raw() -> pd.DataFrame:
    """Dossiers, cell by cell as text."""
    return pd.read_csv(COMMITTED / "registers/dossiers.csv", dtype=str)


@pytest.fixture(scope="session")
def dossiers() -> pd.DataFrame:
    """Dossiers of the ministry, each once, without those not accepted."""
    frame = read("dossiers").drop_duplicates("number", keep="last")
    frame = frame[frame["received_on"].notna() & (frame["status"] != "3") & ~frame["unit"].isin(["SXD1", "SXD2"])]
    return frame.assign(quarter=quarter(frame["received_on"]))


# -- The same parameters give the same data -----------------------------------------------------------------------


def test_the_shipped_sample_is_what_the_generator_makes(made: Path) -> None:
    files = {path.relative_to(made) for path in made.rglob("*") if path.is_file()}
    assert files == {path.relative_to(COMMITTED) for path in COMMITTED.rglob("*") if path.is_file()}
    for file in files:
        if file.suffix == ".parquet":  # its bytes also hold the version of the program that wrote it
            assert pq.read_table(made / file).equals(pq.read_table(COMMITTED / file)), file
        else:
            assert (made / file).read_bytes() == (COMMITTED / file).read_bytes(), file


def test_the_shipped_sample_is_small() -> None:
    assert sum(path.stat().st_size for path in COMMITTED.rglob("*") if path.is_file()) < 4_000_000


def test_another_seed_gives_other_rows_of_the_same_shape(made: Path, tmp_path: Path) -> None:
    write_sample(tmp_path, seed=321)
    ours, theirs = (pd.read_csv(folder / "registers/dossiers.csv", dtype=str) for folder in (made, tmp_path))
    assert ours.shape == theirs.shape
    assert not ours.equals(theirs)
    assert (made / "units.csv").read_bytes() == (tmp_path / "units.csv").read_bytes()


def test_a_register_made_alone_is_the_same() -> None:
    alone = list(operations.work_records(Setting.of(None, 320)))
    assert sum(table.num_rows for table in alone) == len(read("work_records"))
    first = pq.read_table(COMMITTED / "registers/work_records.parquet").slice(0, alone[0].num_rows)
    assert first.equals(alone[0])


@pytest.mark.parametrize("rows", [1, 40, 1_234])
def test_rows_is_the_number_of_dossiers_in_all(tmp_path: Path, rows: int) -> None:
    told: list[str] = []
    write_sample(tmp_path, rows=rows, progress=told.append)
    assert len(pd.read_csv(tmp_path / "registers/dossiers.csv")) == rows
    assert len(told) == len(REGISTERS)
    assert f"registers/dossiers: {rows:,}" in told
    if rows > 1_000:
        assert set(quarter(read("dossiers", tmp_path)["received_on"].dropna())) == set(QUARTERS)


@pytest.mark.parametrize("rows", [0, -3])
def test_no_dossiers_are_refused(tmp_path: Path, rows: int) -> None:
    with pytest.raises(InputError, match="ask for one dossier"):
        write_sample(tmp_path, rows=rows)


def test_many_dossiers_come_as_a_folder_of_parquet_files(
    tmp_path: Path, raw: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_sample(tmp_path, rows=3_000)
    monkeypatch.setattr(sample, "_FEW", 1_000)
    monkeypatch.setattr(setting, "_PIECE", 700)
    write_sample(tmp_path, rows=3_000)
    workspace = tomllib.loads((tmp_path / "dtplan.toml").read_text("utf-8"))
    assert workspace["registers"]["dossiers"] == WORKSPACE["registers"]["dossiers"] | {"source": "registers/dossiers"}
    assert not (tmp_path / "registers/dossiers.csv").exists()
    parts = sorted((tmp_path / "registers/dossiers").iterdir())
    frames = [pd.read_parquet(part) for part in parts]
    assert len(parts) > 3
    assert max(map(len, frames)) <= 700 + 30  # whole days
    frame = pd.concat(frames)
    assert len(frame) == 3_000
    assert list(frame) == list(raw)
    assert frame["NgayTiepNhan"].dropna().str.fullmatch(r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d").all()
    for name in ("documents", "staff", "mailbox_use"):
        assert pq.read_table(tmp_path / f"registers/{name}.parquet").num_rows > 700


# -- Workspace and columns ----------------------------------------------------------------------------------------


def test_the_workspace_file_says_that_the_data_are_synthetic() -> None:
    workspace = tomllib.loads((COMMITTED / "dtplan.toml").read_text("utf-8"))
    assert workspace["synthetic"] is True
    assert workspace["as_of"] == PARAMETERS["as_of"] == date(2025, 1, 10)
    assert set(workspace["registers"]) == set(REGISTERS)
    assert "dữ liệu mô phỏng" in (COMMITTED / "dtplan.toml").read_text("utf-8")


@pytest.mark.parametrize("name", REGISTERS)
def test_registers_have_the_columns_and_codes_of_the_contract(name: str) -> None:
    frame, register = read(name), REGISTERS[name]
    personal = {"ChuHoSo", "SoDinhDanh"} if name == "dossiers" else set()
    assert set(frame) == {column.name for column in columns(name)} | personal
    mapped = WORKSPACE["registers"][name].get("codes", {})
    for column in columns(name):
        values = set(frame[column.name].dropna().astype(str))
        if column.codes:
            known = set(column.codes) | set(column.official) | set(mapped.get(column.name, {}))
            assert values <= known, column.name
        elif column.type == "flag":
            assert values <= {"0", "1", "True", "False"}, column.name
        elif column.type == "whole":
            assert all(value.isdigit() for value in values), column.name
        if column.required and name != "dossiers":
            assert frame[column.name].notna().all(), column.name
    if register.key and name != "dossiers":
        assert not frame.duplicated(list(register.key)).any()


def test_units_are_those_of_the_ministry_in_official_order() -> None:
    units = read_units(COMMITTED / "units.csv")
    ours = [unit for unit in units if unit.scope == "ministry"]
    assert [unit.code for unit in ours][:3] == ["QHKT", "VLXD", "KHCNMT"]
    assert len(ours) == 30
    assert all(f"G17.{90 + number}" in unit.aliases for number, unit in enumerate(ours, 1))
    assert units.pilots == ("SXD1", "SXD2")
    assert units["SXD2"].valid_from == date(2024, 4, 1)
    assert units.find("Cục Quản lý nhà (tên cũ mô phỏng)").code == "QLN"
    assert units.find("vien kien truc quoc gia").code == "VIAR"
    with_dossiers = [unit.code for unit in units if "dossiers" not in unit.exempt]
    assert with_dossiers == ["QHKT", "VLXD", "KHCNMT", "HDXD", "GD", "PTDT", "QLN", "SXD1", "SXD2"]


@pytest.mark.parametrize("name", [name for name in REGISTERS if "unit" in REGISTERS[name].names])
def test_units_report_unless_they_are_exempt(name: str) -> None:
    units = read_units(COMMITTED / "units.csv")
    reporting = set(read(name)["unit"]) - {"(unknown)"}
    assert reporting == {unit.code for unit in units if name not in unit.exempt}


# -- Figures in the announced bands -------------------------------------------------------------------------------


def wide(low: float, high: float, n: "pd.Series[int]") -> "tuple[pd.Series[float], pd.Series[float]]":
    """A band with room for chance in n records: 3.3 standard errors, for some 150 shares at once."""
    return tuple(share + side * 3.3 * np.sqrt(share * (1 - share) / n) for share, side in ((low, -1), (high, 1)))


def assert_within(passed: "pd.Series[bool]", by: list["pd.Series[str]"], low: float, high: float) -> None:
    groups = passed.groupby(by)
    share, n = groups.mean(), groups.size()
    least, most = wide(low, high, n)
    outside = share[(share < least) | (share > most)]
    assert outside.empty, outside.to_string()
    assert n.min() >= 2


def test_dossiers_a_quarter_and_their_skew() -> None:
    frame = read("dossiers")
    ministry = frame[~frame["unit"].isin(["SXD1", "SXD2"]) & frame["received_on"].notna()]
    assert ministry.groupby(quarter(ministry["received_on"])).size().between(3_000, 6_000).all()
    shares = ministry["unit"].value_counts(normalize=True)
    assert list(shares.index[:2]) == ["HDXD", "GD"]
    assert 0.60 <= shares["HDXD"] <= 0.70


def test_online_shares_and_their_rise(dossiers: pd.DataFrame) -> None:
    listed = dossiers[dossiers["unit"] != "(unknown)"]
    online = listed["channel"] == "2"
    assert_within(online, [listed["unit"], listed["quarter"]], 0.35, 0.75)
    by_quarter = (dossiers["channel"] == "2").groupby(dossiers["quarter"]).mean()
    assert by_quarter.is_monotonic_increasing
    assert 0.03 <= by_quarter.diff().mean() <= 0.06
    for unit in PARAMETERS["dossiers"]["units"]:
        start, rise = unit["online"]
        assert 0.03 <= rise <= 0.06
        assert 0.35 <= start < start + 4 * rise <= 0.75


def test_vneid_jumps_in_mid_2024(dossiers: pd.DataFrame) -> None:
    online = dossiers[dossiers["channel"] == "2"]
    authenticated, later = yes(online["authenticated"]), online["quarter"] >= "2024Q3"
    assert_within(authenticated[~later], [online["quarter"][~later]], 0.70, 0.85)
    assert_within(authenticated[later], [online["quarter"][later]], 0.95, 1.00)
    assert (online.loc[authenticated, "authenticated_system"] == "VNeID").all()


def test_fully_online_reuse_and_on_time(dossiers: pd.DataFrame) -> None:
    levels = read("procedures")
    full = levels[levels["level"] == "full"].set_index("procedure")
    day = dossiers["received_on"].dt.normalize()
    since, until = (dossiers["procedure"].map(full[name]) for name in ("valid_from", "valid_to"))
    offered = (since <= day) & (until.isna() | (until >= day))
    online = (dossiers["channel"] == "2") & yes(dossiers["processed_online"])
    fully = online & dossiers["result_delivery"].isin(["2", "3"]) & yes(dossiers["reused"])
    assert_within(fully[offered], [dossiers["quarter"][offered]], 0.15, 0.60)
    assert_within(yes(dossiers["reused"]), [dossiers["quarter"]], 0.15, 0.60)
    known = dossiers[["due_on", "completed_on"]].notna().all(axis=1)
    ended = dossiers[known & (dossiers["completed_on"] >= dossiers["received_on"].dt.normalize())]
    on_time = (ended["completed_on"].dt.normalize() <= ended["due_on"].dt.normalize()) & (ended["supplements"] != "2")
    assert_within(on_time, [ended["unit"], ended["quarter"]], 0.88, 0.98)


def test_documents_and_secrets() -> None:
    frame = read("documents")
    by, open_ = quarter(frame["sent_on"]), frame["secrecy"] == "none"
    internal = frame["direction"] == "internal"
    inside = frame["channel"].isin(["portal", "dms", "email"]) & ~frame["also_paper"]
    outside = frame["channel"].isin(["special_transmission", "interconnection_axis"])
    known = open_ & frame["channel"].notna()
    assert_within(inside[known & internal], [frame["unit"], by], 0.93, 1.00)
    assert_within(outside[known & ~internal], [frame["unit"], by], 0.88, 0.99)
    assert_within(~open_, [by], 0.005, 0.03)


def test_assigned_tasks_and_work_records() -> None:
    tasks, updates, records = read("assignments"), read("assignment_updates"), read("work_records")
    for label in QUARTERS:
        period = pd.Period(label)
        completed = tasks["completed_on"]
        running = (tasks["assigned_on"] <= period.end_time) & (completed.isna() | (completed >= period.start_time))
        told = set(updates.loc[quarter(updates["updated_on"]) == label, "number"])
        ended = completed.between(period.start_time, period.end_time)
        tracked = (yes(tasks["tracked"]) & (tasks["number"].isin(told) | ended))[running]
        assert 0.92 <= tracked.mean() <= 1.00, label
        assert running.sum() > 100
    steps = ["opened_digitally", "processed_digitally", "closed_digitally"]
    known = records[records["processed_digitally"].notna()]
    digital = known[steps].astype(bool).all(axis=1)
    assert_within(digital, [known["unit"], quarter(known["closed_on"])], 0.70, 0.97)
    assert not ((records["unit"] == "MTU") & (quarter(records["closed_on"]) == "2024Q3")).any()


def test_staff_mail_and_training() -> None:
    staff, mail, classes = read("staff"), read("mailbox_use"), read("training")
    by_quarter, by_year = quarter(mail["used_on"]), classes["completed_on"].dt.year
    expected = dict(zip(QUARTERS, [0.82, 0.20, 0.45, 0.70, 0.95], strict=True))
    for label in QUARTERS:
        period = pd.Period(label)
        end = period.end_time.normalize()
        there = staff[(staff["valid_from"] <= end) & (staff["valid_to"].isna() | (staff["valid_to"] >= end))]
        there = there[(there["kind"] != "contract") & ~there["long_leave"]]
        assert there["staff"].is_unique
        assert 0.94 <= there["staff"].isin(mail.loc[by_quarter == label, "staff"]).mean() <= 1.00
        attended = classes[(by_year == period.year) & (classes["completed_on"] <= period.end_time)]
        assert there["staff"].isin(attended["staff"]).mean() == pytest.approx(expected[label], abs=0.03)
    sizes = staff.groupby("unit")["staff"].nunique()
    for units, low, high in (
        (slice("QHKT", "TTR"), 15, 40),
        (slice("KTXD", "QLN"), 40, 120),
        (slice("HAU", "MTU"), 300, 700),
    ):
        codes = pd.Series([unit["code"] for unit in PARAMETERS["units"]])
        here = codes[(codes == units.start).idxmax() : (codes == units.stop).idxmax()]
        assert sizes[here].between(low * 0.95, high * 1.05).all()


def test_systems_and_satisfaction() -> None:
    systems, answers = read("systems"), read("satisfaction")
    for label in QUARTERS:
        end = pd.Period(label).end_time.normalize()
        now = systems[(systems["valid_from"] <= end) & (systems["valid_to"].isna() | (systems["valid_to"] >= end))]
        now = now[yes(now["serves_public"]) & (now["state"] == "operating") & (now["level"] == "central")]
        assert now["system"].is_unique
        assert 8 <= len(now) <= 14
        assert 4 <= yes(now["integrated"]).sum() <= 9
    known = answers[answers["score"].notna()]
    by = [known["unit"], quarter(known["answered_on"])]
    assert_within(known["score"].isin(["4", "5"]), by, 0.86, 0.96)
    served = read("satisfaction_served").set_index(["unit", "period"])["served"].astype(int)
    asked = answers.groupby([answers["unit"], quarter(answers["answered_on"])]).size()
    assert set(asked.index) == set(served.index)
    assert (asked <= served[asked.index]).all()


def test_every_status_but_no_data_comes_up_for_dossiers_online(dossiers: pd.DataFrame) -> None:
    """Met, short and undecided by missing records, by hand; the exempt units are those with no case."""
    last = dossiers[dossiers["quarter"] == "2024Q4"]
    missing = last["processed_online"].isna()
    passed = (last["channel"] == "2") & yes(last["processed_online"]) & ~missing
    worst = passed.groupby(last["unit"]).mean()
    best = (passed | missing).groupby(last["unit"]).mean()
    assert worst["HDXD"] >= 0.6
    assert best["GD"] < 0.6
    assert worst["QLN"] < 0.6 <= best["QLN"]


# -- Working days -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("dossiers", "received_on"),
        ("dossiers", "completed_on"),
        ("dossiers", "returned_on"),
        ("documents", "sent_on"),
        ("work_records", "closed_on"),
        ("training", "completed_on"),
        ("mailbox_use", "used_on"),
        ("assignments", "assigned_on"),
        ("assignment_updates", "updated_on"),
        ("satisfaction", "answered_on"),
        ("declarations", "declared_on"),
        ("inspections", "inspected_on"),
    ],
)
def test_events_are_on_working_days_up_to_the_as_of_date(name: str, column: str) -> None:
    days = read(name)[column].dropna().dt.normalize()
    assert (days.dt.day_of_week < 5).all()
    assert not days.isin(pd.to_datetime(PARAMETERS["holidays"])).any()
    assert days.max() <= pd.Timestamp(PARAMETERS["as_of"])
    if column not in ("completed_on", "returned_on", "assigned_on") or name == "training":
        assert days.between("2023-10-01", "2024-12-31").all()


# -- Defects ------------------------------------------------------------------------------------------------------


def defects(raw: pd.DataFrame) -> "dict[str, pd.Series[bool]]":
    received, due, ended = (
        pd.to_datetime(raw[name], format=DATE_TIME, errors="coerce").dt.normalize()
        for name in ("NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy")
    )
    stamped = pd.to_datetime(raw["MaHoSo"].str.split("-").str[1], format="%y%m%d")
    return {
        "missing_channel": raw["KenhThucHien"].isna(),
        "missing_due": raw["NgayHenTra"].isna(),
        "missing_received": raw["NgayTiepNhan"].isna(),
        "due_before_received": due < received,
        "end_before_received": ended < received,
        "duplicate_number": raw["MaHoSo"].duplicated(keep="first"),
        "number_unlike_received": received.notna() & (stamped != received),
        "unknown_unit": ~raw["DonViXuLy"].isin(list(spellings())),
        "returned_without_end": (raw["TrangThaiHoSo"] == "10") & raw["NgayKetThucXuLy"].isna(),
        "due_in_words": raw["NgayHenTra"].str.startswith("ngày ").fillna(False).astype(bool),
        "due_in_iso": raw["NgayHenTra"].str.fullmatch(r"\d{4}-\d\d-\d\d .*").fillna(False).astype(bool),
    }


@pytest.mark.parametrize("name", PARAMETERS["dossiers"]["defects"])
def test_each_defect_of_real_exports_comes_up(raw: pd.DataFrame, name: str) -> None:
    expected = PARAMETERS["dossiers"]["defects"][name] * len(raw)
    count = int(defects(raw)[name].sum())
    assert 0.5 * expected <= count <= expected + 3.3 * np.sqrt(expected)  # some fall on rows that can't have them


def test_a_row_has_one_defect_at_most(raw: pd.DataFrame) -> None:
    assert pd.DataFrame(defects(raw)).sum(axis=1).max() == 1


def test_a_repeated_number_is_the_same_dossier_at_two_times(raw: pd.DataFrame) -> None:
    first, last = (raw[raw["MaHoSo"].duplicated(keep=keep)].set_index("MaHoSo") for keep in ("last", "first"))
    changed = ["NgayKetThucXuLy", "NgayTra", "TrangThaiHoSo"]
    assert first.drop(columns=changed).equals(last.drop(columns=changed))
    assert set(first["TrangThaiHoSo"]) == {"4"}
    assert set(last["TrangThaiHoSo"]) == {"10"}


def test_a_unit_is_renamed_in_mid_year(raw: pd.DataFrame) -> None:
    old = PARAMETERS["dossiers"]["renamed"]
    received = pd.to_datetime(raw["NgayTiepNhan"], format=DATE_TIME)
    renamed = received[raw["DonViXuLy"] == old["name"]]
    assert len(renamed) > 300
    assert renamed.max() < pd.Timestamp("2024-07-01")
    assert received[raw["DonViXuLy"] == "G17.105"].min() >= pd.Timestamp("2024-07-01")


def test_personal_columns_are_obviously_made_up(raw: pd.DataFrame) -> None:
    assert raw["ChuHoSo"].str.fullmatch(r"Người mô phỏng \d+").all()
    assert raw["SoDinhDanh"].str.fullmatch(r"MP\d+").all()
    mapped = WORKSPACE["registers"]["dossiers"]["columns"].values()
    assert not {"ChuHoSo", "SoDinhDanh"} & set(mapped)


def test_numbers_follow_the_official_pattern(raw: pd.DataFrame) -> None:
    pattern = r"(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.[0-9A-Z]{2,3}){0,4})-\d{6}-\d{4,6}"
    assert raw["MaHoSo"].str.fullmatch(pattern).all()
    answered = set(read("satisfaction")["dossier"])
    assert len(answered - set(raw["MaHoSo"])) < 0.01 * len(answered)  # but for numbers with a defect


def test_texts_are_labelled_and_none_is_hostile() -> None:
    titles = pd.concat([read("plan_tasks")["title"], read("initiatives")["title"], read("procedures")["name"]])
    assert titles.str.endswith("(mô phỏng)").all()
    assert read("inspections")["finding"].dropna().str.endswith("(mô phỏng)").all()
    tasks = read("plan_tasks")
    assert set(tasks["task_number"].astype(int)) == set(range(1, 13))
    assert tasks.loc[tasks["task_number"] == "7", "task"].nunique() >= 3
    assert not titles.str.contains("^=|[<>]").any()
