"""The shape of the code: one direction, pure rooms, names of the field, modules short enough to read."""

from __future__ import annotations

import ast
import configparser
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "whynext"
BELOW_THE_ENGINE = (
    "base",
    "ledger",
    "process",
    "competencies",
    "library",
    "roster",
    "mastery",
    "planning",
)
MODULES = sorted(SOURCE.rglob("*.py"))
IMPURE_MODULES = {
    "random",
    "secrets",
    "time",
    "os",
    "socket",
    "sqlite3",
    "sqlalchemy",
    "subprocess",
    "urllib",
    "http",
}
IMPURE_CALLS = {"now", "today", "utcnow", "open", "urandom", "uuid4", "read_text", "write_text", "read_bytes"}
SHIPPED_DATA = {"library/starter/__init__.py"}  # reads its own package's files, which are part of the code


def below_the_engine() -> list[Path]:
    return [path for path in MODULES if path.relative_to(SOURCE).parts[0] in BELOW_THE_ENGINE]


@pytest.mark.parametrize("path", below_the_engine(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_nothing_below_the_engine_reads_a_clock_draws_chance_or_touches_a_file(path: Path) -> None:
    if str(path.relative_to(SOURCE)) in SHIPPED_DATA:
        pytest.skip("reads its own package's files")
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [each.name for each in node.names if each.name.split(".")[0] in IMPURE_MODULES]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found += [node.module] if node.module.split(".")[0] in IMPURE_MODULES else []
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in IMPURE_CALLS or (
                isinstance(node.func, ast.Attribute)
                and name in ("default_rng", "rand", "shuffle", "sample")
                and ast.unparse(node.func.value).endswith("random")
            ):
                found.append(ast.unparse(node.func))
    assert not found, f"{path.name} reaches outside: {found}"


def test_the_import_contracts_have_no_exceptions() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(SOURCE.parents[1] / ".importlinter")
    assert len(contracts.sections()) > 5
    for section in contracts.sections():
        assert "ignore_imports" not in contracts[section], section


def test_no_room_is_named_after_a_stage_and_no_module_after_a_drawer() -> None:
    stages = {"measure", "place", "recommend", "diagnose", "adapt", "advance", "assess_stage", "pipeline"}
    drawers = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc", "core"}
    names = {part.removesuffix(".py") for path in MODULES for part in path.relative_to(SOURCE).parts}
    assert not names & (stages | drawers)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_can_be_read_at_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 600


def test_functions_are_short() -> None:
    lengths = [
        node.end_lineno - node.lineno + 1 - _docstring_lines(node)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.end_lineno
    ]
    lengths.sort()
    assert lengths[len(lengths) // 2] <= 12
    assert lengths[int(len(lengths) * 0.95)] <= 40
    assert lengths[-1] <= 80


def _docstring_lines(node: ast.FunctionDef) -> int:
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and first.end_lineno:
        return first.end_lineno - first.lineno + 1
    return 0


def test_every_declared_source_is_what_the_store_provides_or_the_engine_works_out() -> None:
    from whynext.bootstrap import catalogue
    from whynext.engine.diagnosing import COMPUTED
    from whynext.engine.effects import COMPUTED as EFFECTS
    from whynext.engine.examining import COMPUTED as TESTS
    from whynext.engine.halls import COMPUTED as HALLS
    from whynext.engine.pace import COMPUTED as PACE
    from whynext.store.sources import SOURCES

    known = catalogue()
    needed = {name for each in known.information.values() for name in each.needs}
    needed |= {name for each in known.options.values() for name in each.needs}
    known_here = {*SOURCES, *COMPUTED, *EFFECTS, *TESTS, *PACE, *HALLS}
    assert needed <= known_here, needed - known_here
