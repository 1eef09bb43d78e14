"""What is shipped, where an installation finds it, and the order in which modules may import one another."""

import ast
import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from packages import PACKAGE, names, normal
from places import ROOT

import dtplan_analysis

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


LOCKS = ("requirements.lock", "requirements-dev.lock")


SHIPPED = ("notebooks", "templates", "data")


def run(*command: object, cwd: Path, **environment: str) -> str:
    """What a command prints; the test fails with all of its words if the command does."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# The wheel and the source archive


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel made from the checkout, a source archive, and the wheel made from that."""
    for name in ("build", "hatchling"):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not installed")
    folder = tmp_path_factory.mktemp("built")
    build = (sys.executable, "-m", "build", "--no-isolation", ROOT)
    run(*build, "--wheel", "--outdir", folder, cwd=ROOT)
    run(*build, "--outdir", folder / "from_archive", cwd=ROOT)
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    (path,) = built.glob("*.whl")
    return path


def contents(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def source_files(*folders: str) -> set[str]:
    """The files below some folders of the checkout that are not made by a tool."""
    made = {"__pycache__", ".dtplan", ".ipynb_checkpoints"}
    paths = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in paths if not made & set(path.parts)}


def test_wheel_holds_the_package_and_its_resources_and_nothing_else(wheel: Path) -> None:
    beside = {f"dtplan_analysis/{path}" for path in source_files(*SHIPPED)}
    metadata = {name for name in contents(wheel) if ".dist-info/" in name}
    assert contents(wheel) - metadata == source_files("dtplan_analysis") | beside
    names = {name.split(".dist-info/")[1] for name in metadata}
    licences = {f"licenses/{name}" for name in ("LICENSE", "NOTICE", "templates/fonts/OFL.txt")}
    assert names == {"METADATA", "WHEEL", "RECORD", "entry_points.txt"} | licences


@pytest.mark.parametrize(
    "pattern",
    [
        r"py\.typed",
        r"plans/decision-320-2024\.toml",
        r"locale/vi\.po",
        r"notebooks/\w+\.ipynb",
        r"templates/html/index\.html\.j2",
        r"templates/html/style\.css",
        r"templates/pdf/base\.typ",
        r"templates/pdf/analysis\.typ",
        r"templates/fonts/LiberationSans-Regular\.ttf",
        r"templates/fonts/OFL\.txt",
        r"data/parameters\.toml",
        r"data/workspace\.toml",
        r"data/sample/dtplan\.toml",
        r"data/sample/units\.csv",
        r"data/sample/registers/dossiers\.csv",
        r"data/examples/[\w-]+/plan\.toml",
    ],
)
def test_wheel_holds(wheel: Path, pattern: str) -> None:
    assert any(re.fullmatch(f"dtplan_analysis/{pattern}", name) for name in contents(wheel))


@pytest.mark.parametrize(
    "pattern", [r"(^|/)tests?/", r"\.dtplan/", "__pycache__", r"\.pyc$", "checkpoints", r"\.lock$"]
)
def test_wheel_does_not_hold(wheel: Path, pattern: str) -> None:
    assert [name for name in contents(wheel) if re.search(pattern, name)] == []


def test_wheel_made_from_the_source_archive_is_the_same(built: Path, wheel: Path) -> None:
    assert (built / "from_archive" / wheel.name).read_bytes() == wheel.read_bytes()


def test_source_archive_holds_what_its_tests_need(built: Path) -> None:
    (path,) = (built / "from_archive").glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names >= {"Makefile", "pyproject.toml", "tests/test_packaging.py", "README.md", "LICENSE", "NOTICE", *LOCKS}


# Where an installation finds its resources

ASK = (
    "from pathlib import Path; import dtplan_analysis; from dtplan_analysis.resources import resource; "
    f"print(Path(dtplan_analysis.__file__).parent, *(resource(name) for name in {SHIPPED}), sep=chr(10))"
)


def found(cwd: Path, **environment: str) -> list[Path]:
    """The package and the folders of its resources, as a fresh interpreter in another folder finds them."""
    return [Path(line).resolve() for line in run(sys.executable, "-P", "-c", ASK, cwd=cwd, **environment).splitlines()]


def test_checkout_finds_its_resources(tmp_path: Path) -> None:
    assert found(tmp_path, PYTHONPATH=str(ROOT)) == [PACKAGE, *(ROOT / name for name in SHIPPED)]


def test_editable_install_finds_its_resources(tmp_path: Path) -> None:
    """Another package folder on the path, holding what an editable install writes there and no more."""
    backend = pytest.importorskip("hatchling.build", reason="hatchling is not installed")
    code = f"import hatchling.build as b; print(b.build_editable({str(tmp_path)!r}))"
    name = run(sys.executable, "-c", code, cwd=ROOT).split()[-1]
    assert callable(backend.build_editable)
    with zipfile.ZipFile(tmp_path / name) as archive:
        archive.extractall(site := tmp_path / "site")
    assert [path.name for path in site.iterdir() if path.suffix != ".dist-info"] == ["_dtplan_analysis.pth"]
    code = f"import site; site.addsitedir({str(site)!r}); {ASK}"
    lines = run(sys.executable, "-S", "-P", "-c", code, cwd=tmp_path).splitlines()
    assert [Path(line).resolve() for line in lines] == [PACKAGE, *(ROOT / name for name in SHIPPED)]


def test_wheel_finds_its_resources(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    package = tmp_path / "site" / "dtplan_analysis"
    assert found(tmp_path, PYTHONPATH=str(tmp_path / "site")) == [package, *(package / name for name in SHIPPED)]


def direct_dependencies() -> set[str]:
    return names(PROJECT["project"]["dependencies"])


def extra_dependencies() -> set[str]:
    return set().union(*(names(entries) for entries in PROJECT["project"]["optional-dependencies"].values()))


@pytest.mark.parametrize("name", ["pandas", "jupyter", "papermill", "altair", "nbconvert", "scipy"])
def test_direct_dependencies_include(name: str) -> None:
    assert name in direct_dependencies()


def imported_packages(folder: Path) -> set[str]:
    """The top-level names that the modules below a folder import, anywhere in them."""
    names = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(str(node.module).split(".")[0])
    return names - {"dtplan_analysis"}


def test_every_package_that_is_imported_is_a_direct_dependency() -> None:
    distributions = {
        "IPython": "ipython",
        "docx": "python-docx",
        "py_mini_racer": "mini-racer",
        "vl_convert": "vl-convert-python",
    }
    handed_in = {"polars"}  # by the user
    outside = imported_packages(PACKAGE) - set(sys.stdlib_module_names) - handed_in
    assert {normal(distributions.get(name, name)) for name in outside} <= direct_dependencies() | extra_dependencies()


def test_version_is_one() -> None:
    version = PROJECT["project"]["version"]
    assert dtplan_analysis.__version__ == version
    assert re.search(rf"^## \[{re.escape(version)}\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)


def locked(lock: str) -> dict[str, list[str]]:
    """Each distribution of a lock with its versions (more than one where the interpreter decides)."""
    versions: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.M):
        versions.setdefault(normal(name), []).append(version)
    return versions


def test_locks_agree_and_hold_every_direct_dependency() -> None:
    ready, development = (locked(name) for name in LOCKS)
    assert direct_dependencies() | {"hatchling"} <= ready.keys()
    assert ready.items() <= development.items()
    groups = PROJECT["dependency-groups"]["dev"]
    assert names([entry for entry in groups if isinstance(entry, str)]) <= development.keys()


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_versions_and_hashes_and_no_place(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pin = re.compile(r"[\w.-]+==[\w.]+( ; [\w.'\"=<>!() *-]+)? \\")
    digest = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [line for line in lines if not pin.fullmatch(line) and not digest.fullmatch(line)] == []


def files_to_commit() -> list[Path]:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("no git, or not a checkout")
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


# Each in two parts, so that this file passes too
REGISTRIES = [("py", "pi.org"), ("python", "hosted"), ("npm", "js"), ("deb.", "debian")]


PLACES = [("/wo", "rk/"), ("/ro", "ot/"), ("/tm", "p/w")]


@pytest.mark.parametrize("parts", REGISTRIES + PLACES, ids="".join)
def test_no_file_names_a_registry_or_a_place_on_a_machine(parts: tuple[str, str]) -> None:
    word = "".join(parts).encode()
    texts = (path for path in files_to_commit() if path.suffix not in {".ttf", ".parquet"})
    assert [path.relative_to(ROOT).as_posix() for path in texts if word in path.read_bytes()] == []


PAGES = [path for folder in ("", "docs", "data", "templates/fonts") for path in sorted((ROOT / folder).glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if ":" not in link and not (page.parent / link).exists()] == []


def test_package_runs_as_a_command(tmp_path: Path) -> None:
    assert "Usage" in run(sys.executable, "-m", "dtplan_analysis", "--help", cwd=tmp_path, PYTHONPATH=str(ROOT))
