"""Roots of declared families: a pure walk through edges from child to parent."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

STATES = ("found", "several roots", "missing parent", "cycle")  # the last that applies wins


def roots(edges: pd.DataFrame) -> pd.DataFrame:
    """The root of every child: child, parent_count, root, depth (longest way, in edges), state.

    A root is an ancestor that declares no parent. States: `found` (all ways lead to one root),
    `several roots`, `missing parent` (a way ends without a name), `cycle` (a way enters a circle);
    only `found` has a root, only the first two a depth. Ids are compared as they are, so pass
    current names. Kahn's topological order (1962): no recursion, time grows with the edges.
    """
    pairs = edges[["child", "parent"]].drop_duplicates()
    counts = pairs.groupby("child").size()
    children = defaultdict(list)
    for child, parent in zip(pairs["child"], pairs["parent"]):
        children[parent if isinstance(parent, str) else None].append(child)
    waiting = counts.to_dict()
    ready = [name for name in children if name not in waiting]
    found = {name: (name, 0, "found" if name else "missing parent") for name in ready}
    while ready:
        parent = ready.pop()
        for child in children.get(parent, ()):
            found[child] = _heir(found.get(child), found[parent])
            waiting[child] -= 1
            if not waiting[child]:
                ready.append(child)
    rows = [found[child] if not waiting[child] else (None, 0, "cycle") for child in counts.index]
    table = pd.DataFrame(rows, counts.index, columns=["root", "depth", "state"])
    table.insert(0, "parent_count", counts)
    table["root"] = table["root"].where(table["state"] == "found").astype("str")
    table["depth"] = table["depth"].where(table["state"].isin(STATES[:2])).astype("Int64")
    return table.reset_index()


def _heir(so_far: tuple | None, parent: tuple) -> tuple:
    """Root, depth and state of a child after one more of its parents."""
    root, depth, state = parent
    if so_far is None:
        return root, depth + 1, state
    state = max(state, so_far[2], key=STATES.index)
    if state == "found" and root != so_far[0]:
        state = "several roots"
    return root, max(depth + 1, so_far[1]), state
