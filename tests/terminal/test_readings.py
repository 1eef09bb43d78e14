"""What became of every row, and what of it needs attention, as the command line says it."""

import re
from pathlib import Path

import pytest
from office import dossiers, dtplan, rows, write_office


def squeezed(text: str) -> str:
    return " ".join(text.split())


ROW_FAULTS: dict[str, tuple[dict[str, object], str]] = {
    "no number": ({"number": ""}, "number: empty (1)"),
    "a row twice": ({"number": "AA-2024Q2-0000"}, "number: repeated, identical (1)"),
    "a number twice": ({"number": "AA-2024Q2-0000", "complaint": True}, "number: repeated, different (1)"),
    "no day": ({"received_on": ""}, "received_on: empty (1)"),
    "a day that is none": ({"received_on": "31/02/2024"}, "received_on: unreadable (1)"),
    "a day long ago": ({"received_on": "1924-05-14"}, "received_on: absurd (1)"),
    "no unit": ({"unit": ""}, "unit: empty (1)"),
    "an unknown unit": ({"unit": "[bold]ZZ"}, "unknown units: '[bold]ZZ' (1)"),
    "an unknown code": ({"channel": "drone"}, "channel: codes without a meaning, read as missing: 'drone' (1)"),
    "a flag that is none": ({"processed_online": "perhaps"}, "processed_online: 1 cells cannot be read"),
}


FEW = ("no number", "a number twice", "an unknown unit", "an unknown code", "a flag that is none")
"""One of each line that is printed; how every row is judged, the tests of buckets hold."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in FEW else pytest.mark.slow) for name in ROW_FAULTS]
)
def test_a_faulty_row_is_told_and_only_refused_if_strict(tmp_path: Path, name: str) -> None:
    change, words = ROW_FAULTS[name]
    row = {**dossiers("AA", "2024Q2", 1)[0], "number": "odd", **change}
    folder = write_office(tmp_path, {"dossiers": [*dossiers("AA", "2024Q2", 5), row]}, targets="CB2")
    told = dtplan("check", "-w", folder, "--language", "en")
    assert told.code == 0
    assert words in squeezed(told.out)
    commands = [("check",), ("measure",), ("report", "--quarter", "2024Q2")]
    for command in commands if name == "no number" else commands[:1]:
        strict = dtplan(*command, "-w", folder, "--strict")
        assert strict.code == 2
        assert squeezed(strict.err).endswith(
            "dtplan: dossiers: there are rows with faults → correct the exports, or leave --strict out"
        )
    assert not (folder / "reports").exists()


def test_check_prints_a_sum_that_adds_up(tmp_path: Path) -> None:
    odd = [{**dossiers("AA", "2024Q2", 1)[0], "number": f"odd-{n}", "received_on": "?"} for n in range(3)]
    registers = {"dossiers": dossiers("AA", "2024Q2", 1200) + odd, "staff": rows()["staff"]}
    folder = write_office(tmp_path, registers, targets="CB2")
    out = squeezed(dtplan("check", "-w", folder, "--language", "en").out)
    assert "1,211 rows read = 1,208 usable + 3 rejected" in out
    lines = {line[0]: line[1:] for line in re.findall(r"│ (\w+) │ ([\d,]+) │ ([\d,]+) │ ([\d,]+) │", out)}
    assert lines["dossiers"] == ("1,203", "1,200", "3")
    assert lines["Total"] == ("1,211", "1,208", "3")
    listed = Path(re.search(r"line and reason: (\S+)", out)[1])  # type: ignore[index]
    assert listed == folder / "checks" / "rejected"
    assert len((listed / "dossiers.csv").read_text(encoding="utf-8").splitlines()) == 4


def test_check_says_what_needs_attention_and_more_if_asked(tmp_path: Path) -> None:
    folder = write_office(tmp_path, {"dossiers": dossiers("AA", "2024Q2", 12)}, targets="CB2")
    brief, whole = (squeezed(dtplan("check", "-w", folder, "--language", "en", *more).out) for more in ((), ("-v",)))
    assert "encoding UTF-8" not in brief
    assert "encoding UTF-8" in whole
    assert len(brief) < len(whole)


def test_check_counts_what_nobody_knows_if_asked_and_keys_that_lost_their_zeros(tmp_path: Path) -> None:
    row = dossiers("AA", "2024Q2", 1)[0]
    odd = [{**row, "number": number, "complaint": "KCDL"} for number in ("0012", "12")]
    folder = write_office(tmp_path, {"dossiers": [*dossiers("AA", "2024Q2", 12), *odd]}, targets="CB2")
    with (folder / "dtplan.toml").open("a", encoding="utf-8") as file:
        file.write('\n[registers.dossiers.columns]\ncomplaint = { name = "complaint", missing = ["KCDL"] }\n')
    brief, whole = (squeezed(dtplan("check", "-w", folder, "--language", "en", *more).out) for more in ((), ("-v",)))
    assert "1 keys are another's without its leading zeros" in brief
    assert "complaint: " not in brief
    assert "complaint: 2 cells say that nobody knows, and are missing" in whole


def test_check_tells_what_lies_after_the_as_of_date(tmp_path: Path) -> None:
    """Whether or not a rule is tested for it, and in each report of such a day."""
    registers = {"dossiers": [*dossiers("AA", "2024Q2", 12), *dossiers("AA", "2024Q3", 3)]}
    folder = write_office(tmp_path, registers, targets="CB2")
    settings = folder / "dtplan.toml"
    text = re.sub("(?m)^as_of = .*\n", "", settings.read_text(encoding="utf-8"))
    settings.write_text("as_of = 2024-06-30\n" + text, encoding="utf-8")
    said = squeezed(dtplan("check", "-w", folder, "--language", "en").out)
    assert "dossiers: 3 rows begin after the as-of date, 30 June 2024: they are no records yet" in said
    assert "15 rows read = 15 usable + 0 rejected" in said
    assert "what bears no date (flags, numbers of requests, complaints) is as they have it" in said
    settings.write_text(settings.read_text(encoding="utf-8").replace("2024-06-30", "2024-09-30"), encoding="utf-8")
    assert "what bears no date" not in squeezed(dtplan("check", "-w", folder, "--language", "en").out), (
        "though the register was not read"
    )
