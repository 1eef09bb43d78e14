"""Finding the files of a source: names in any normal form of Unicode, in their natural order."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from dtplan_analysis.errors import RegisterError, check_name
from dtplan_analysis.registers.reading.formats.letters import composed

TEXTS = (".csv", ".txt", ".tsv")
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
LINES = (".jsonl", ".ndjson")
FORMATS = (*TEXTS, *WORKBOOKS, *LINES, ".parquet")
"""The endings of files that are read: text with a separator, workbooks, JSON lines and Parquet."""

_PACKED = {
    ".zip": "unpack the .zip beside it",
    ".xlsb": "open the .xlsb in an office program and save it as .xlsx",
}
"""What to do with files that are no export yet, where nothing else is there."""

_SIGN = r"[-_. ]?"
_FORMS: tuple[tuple[str, Callable[..., date]], ...] = (
    (rf"(20\d\d){_SIGN}(\d\d){_SIGN}(\d\d)", lambda year, month, day: date(year, month, day)),
    (rf"(\d\d?){_SIGN}(\d\d?){_SIGN}(20\d\d)", lambda day, month, year: date(year, month, day)),
    (rf"(20\d\d){_SIGN}(\d\d?)", lambda year, month: date(year, month, 1)),
    (rf"(\d\d?){_SIGN}(20\d\d)", lambda month, year: date(year, month, 1)),
)
"""The forms of a date in a name, and what its figures are."""


def fits(pattern: str, name: str) -> bool:
    """Return whether a name is of a pattern: with signs as in `source`, or a regular expression of all of it.

    >>> fits("*-2023.csv", "VP-2023.csv"), fits("Tháng [0-9]+", "Tháng 12"), fits("*", "x"), fits("Q1", "Q10")
    (True, True, True, False)
    """
    pattern, name = composed(pattern), composed(name)
    if fnmatchcase(name, pattern):
        return True
    try:
        return bool(re.fullmatch(pattern, name))
    except re.error:
        return False


def place_of(base: Path, pattern: str) -> tuple[Path, tuple[str, ...]]:
    """Return the folder or file that a pattern begins with, and the parts that are signs of a pattern from there on.

    What is there under its very name is no pattern: neither the workspace's own path nor a folder `Q[12]`.
    """
    parts = Path(pattern).parts
    for place, part in enumerate(parts):
        if (found := _child(base, part)) is not None:
            base = found
        elif any(sign in part for sign in "*?["):
            return base, parts[place:]
        else:
            return base.joinpath(*parts[place:]), ()
    return base, ()


def _child(folder: Path, name: str) -> Path | None:
    """Return what a folder has under a name, in whichever normal form; None where it has nothing."""
    if (folder / name).exists():
        return folder / name
    alike = [child for child in _children(folder) if composed(child.name) == composed(name)]
    return alike[0] if alike else None


def _children(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def matching(folder: Path, parts: Sequence[str]) -> Iterator[Path]:
    """Yield the files below a folder that are of a pattern; hidden ones only where it begins with a point."""
    if not parts:
        if folder.is_file():
            yield folder
        return
    first, *rest = parts
    if first == "**":
        yield from matching(folder, rest or ["*"])
        for child in _children(folder):
            if child.is_dir() and not child.is_symlink() and child.name[0] != ".":
                yield from matching(child, parts)
        return
    for child in [folder / ".."] if first == ".." else _children(folder):
        fits = fnmatchcase(composed(child.name), composed(first))
        if fits and (child.name[0] != "." or first[0] == ".") and (child.is_dir() if rest else True):
            yield from matching(child, rest)


def in_order(files: Sequence[Path]) -> list[Path]:
    """Return files in the natural order of their names, or by the dates in them where all have one of one form.

    >>> [str(file) for file in in_order([Path("thang-10.csv"), Path("thang-9.csv")])]
    ['thang-9.csv', 'thang-10.csv']
    >>> [str(file) for file in in_order([Path("b 01-02-2024.csv"), Path("a 15.01.2024.csv")])]
    ['a 15.01.2024.csv', 'b 01-02-2024.csv']
    """
    files = sorted(files, key=_natural)
    for form, of_figures in _FORMS:
        days = [_day(file.name, form, of_figures) for file in files]
        known = [day for day in days if day is not None]
        if len(known) == len(files):
            return [file for _, file in sorted(zip(known, files, strict=True), key=lambda one: one[0])]
    return files


def _day(name: str, form: str, of_figures: Callable[..., date]) -> date | None:
    found = re.findall(rf"(?<!\d)(?<!\d[-_. ]){form}(?!\d|{_SIGN}\d)", name)
    try:
        return of_figures(*map(int, found[0])) if len(found) == 1 else None
    except ValueError:
        return None


def _natural(file: Path) -> tuple[list[list[tuple[str, int]]], str]:
    """Return what a path is compared by: numbers as numbers, letters in their composed form and without case."""
    parts = [[text for text in re.split(r"(\d+)", composed(part).casefold()) if text] for part in file.parts]
    return [[("", int(text)) if text.isdecimal() else (text, 0) for text in part] for part in parts], str(file)


def found(base: Path, pattern: str, where: str) -> list[Path]:
    """Return the files of a pattern, in the natural order of their names; raises RegisterError where there is none.

    In a folder, hidden files and those of other formats are passed over, and everywhere the lists of rejected rows.
    A file that is also there under another name (a link) is read once.
    """
    try:
        path, parts = place_of(base, pattern)
        if path.is_dir() and not parts:
            files = [file for file in path.rglob("*") if file.suffix.lower() in FORMATS and not _hidden(file, path)]
        else:
            files = list(matching(path, parts))
        ours = base / "checks" / "rejected"  # what a check has written is no export
        files = [file for file in files if file.is_file() and not file.is_relative_to(ours)]
        files = in_order([file for file in files if not file.name.startswith("~$")])
    except (OSError, ValueError) as error:
        raise RegisterError(
            f"{pattern!r} cannot be looked up: {error}", where=where, remedy="correct `source`"
        ) from None
    files = list({file.resolve(): file for file in reversed(files)}.values())[::-1]
    if not files:
        raise _nothing(base, pattern, path, where)
    for file in files:
        check_name(file)
        if file.suffix.lower() not in FORMATS:
            raise RegisterError(
                f"{file.name} is of no format that is read",
                where=where,
                remedy=_PACKED.get(file.suffix.lower(), f"save it as one of {', '.join(FORMATS)}"),
            )
    return files


def _nothing(base: Path, pattern: str, path: Path, where: str) -> RegisterError:
    """Return the error of a pattern that no file is of; it names what must be unpacked first."""
    others = [file.name for file in path.iterdir() if _other(file)] if path.is_dir() else []
    if named := [name for name in sorted(others) if name.lower().endswith(tuple(_PACKED))]:
        remedies = [how for ending, how in _PACKED.items() if any(n.lower().endswith(ending) for n in named)]
        return RegisterError(
            f"no file matches {pattern!r}; there is only {', '.join(named[:5])}",
            where=where,
            remedy="; ".join(remedies),
        )
    return RegisterError(
        f"no file matches {pattern!r}",
        where=where,
        remedy=f"put the export there ({', '.join(FORMATS)}), or correct `source`; looked in {base}",
    )


def passed_over(base: Path, pattern: str) -> list[str]:
    """Return the names of the files of a folder that are of no format that is read, hidden ones apart."""
    path, parts = place_of(base, pattern)
    if parts or not path.is_dir():
        return []
    others = (file for file in path.rglob("*") if file.is_file() and file.suffix.lower() not in FORMATS)
    return sorted(
        file.relative_to(path).as_posix()
        for file in others
        if not _hidden(file, path) and not file.name.startswith("~$")
    )


def _other(file: Path) -> bool:
    return file.is_file() and file.name[0] not in ".~"


def _hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)
