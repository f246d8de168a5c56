"""The directions of the arrows between the rooms of the package, and what an import must not do."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter

import pytest

from hubgap import kept
from hubgap.data import ROOT

GROUND = {"disk", "data", "registry", "contradictions", "countries", "counters", "forest"}
GROUND |= {"boards", "languages", "models", "text"}
MEASURES = GROUND | {"panel", "rules", "measures"}
WORDS = MEASURES | {"words"}
CHARTS = WORDS | {"charts"}
SHOWN = CHARTS | {"publish", "kept", "study", "folders"}
ANYTHING = SHOWN | {"exhibits", "hub", "site", "build"}
MAY_IMPORT = {
    "version": set(),
    "editions": {"data", "disk", "folders", "version"},
    "disk": {"version"},
    "text": set(),
    "languages": set(),
    "kept": {"disk"},
    "data": {"disk", "text", "contradictions", "counters"},
    "contradictions": {"registry", "text"},
    "countries": {"registry"},
    "counters": set(),
    "registry": {"text"},
    "forest": {"data", "text"},
    "models": {"forest", "registry"},
    "panel": GROUND,
    "rules": GROUND | {"panel"},
    "boards": set(),
    "folders": GROUND | {"panel", "version"},
    "measures": MEASURES,
    "words": WORDS,
    "charts": CHARTS,
    "publish": GROUND | {"panel", "words", "charts", "publish"},
    "study": GROUND | {"panel", "rules", "folders", "kept"},
    "exhibits": SHOWN | {"exhibits"},
    "hub": GROUND | {"panel", "folders", "hub", "version"},
    "site": ANYTHING - {"build", "hub"} | {"editions"},
    "build": ANYTHING - {"hub"} | {"editions"},
    "__main__": ANYTHING | {"editions"},
    "__init__": {"folders", "study", "version"},
}
TOPICS = {"start", *["observed", "downloads", "headlines", "licenses", "benchmarks", "lineage", "video", "compute"],
          *["claims", "timeline", "ledger", "usage", "reported", "today", "lookup"]}  # fmt: skip
PATHS = sorted((ROOT / "hubgap").rglob("*.py"))


def module(path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(name: str) -> str:
    return [*name.split("."), "__init__"][1]


def imports(path) -> set[str]:
    """The modules of the package that a module imports, packages above them left out."""
    known = {module(one) for one in PATHS}
    found = set(kept._imports(module(path), path)) & known
    return {name for name in found if not any(other.startswith(f"{name}.") for other in found)}


@pytest.mark.parametrize("path", PATHS, ids=module)
def test_a_room_imports_only_what_the_design_allows(path):
    own = room(module(path))
    asked = {room(name) for name in imports(path) if name != "hubgap"}
    assert asked <= MAY_IMPORT[own], asked - MAY_IMPORT[own]


def test_there_is_no_circle():
    graph = {module(path): imports(path) - {module(path)} for path in PATHS}
    assert len(list(TopologicalSorter(graph).static_order())) >= len(PATHS)


def test_a_topic_has_one_spelling_in_every_room():
    for name in ("measures", "words/en", "words/zh", "charts", "exhibits"):
        found = {path.stem for path in (ROOT / "hubgap" / name).glob("[a-z]*.py")}
        shared = {
            "verdicts",
            "uncertainty",
            "grammar",
            "ratings",
            "core",
            "sizes",
            "exhibit",
            "controls",
            "captions",
            "panels",
            "rules",
            "site",
            "text",
        }
        assert found - shared <= TOPICS, name
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests").glob("test_*.py")}
    assert tested >= TOPICS


def names_used(path) -> set[str]:
    """Every name that the code of a module says, definitions left out."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.name for alias in node.names}
    return found


def test_every_public_function_is_used_inside_the_package():
    used = set().union(*map(names_used, PATHS))
    unused = []
    for path in PATHS:
        if room(module(path)) in ("__main__", "__init__") or path.parent.name == "exhibits":
            continue  # asked by people: commands, and exhibits in notebooks
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name not in used:
                unused.append(f"{module(path)}.{node.name}")
    assert not unused


@pytest.mark.parametrize("path", sorted((ROOT / "hubgap" / "words").rglob("*.py")), ids=module)
def test_words_only_say_what_a_measure_has_found(path):
    """They may name a threshold, but compare nothing with it and ask nobody who leads."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    table = ast.parse((ROOT / "hubgap" / "measures" / "verdicts.py").read_text(encoding="utf-8"))
    given = [node for node in table.body if isinstance(node, ast.Assign)]
    kinds = [n for n in given if isinstance(getattr(n.value, "value", None), str)]  # of verdicts
    thresholds = {n.targets[0].id for n in given if n not in kinds} - {"SIDES"}
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not {"leader", "leader_of_intervals"} & {a.name for node in froms for a in node.names}
    measured = [node for node in froms if "measures" in (node.module or "")]
    assert not [a.name for node in measured for a in node.names if a.name.startswith("_")]
    compared = [node for node in ast.walk(tree) if isinstance(node, ast.Compare)]
    names = {n.id for node in compared for n in ast.walk(node) if isinstance(n, ast.Name)}
    assert not names & thresholds


def test_an_import_leaves_the_readers_matplotlib_alone():
    code = """
import matplotlib
before = dict(matplotlib.rcParams)
from hubgap.exhibits.exhibit import registry
registry()
assert dict(matplotlib.rcParams) == before
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
