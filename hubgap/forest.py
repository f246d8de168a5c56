"""Roots of declared families: a pure walk through edges from child to parent."""

from __future__ import annotations

import numpy as np
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
    codes, names = pd.factorize(pd.concat([pairs["child"], pairs["parent"]]))
    nobody = len(names)  # the parent without a name, behind all others
    child, parent = np.split(np.where(codes < 0, nobody, codes), 2)
    counts = np.bincount(child, minlength=nobody + 1)
    waiting, lowest, highest, depth = _walk(child, parent, counts)
    tests = [waiting > 0, highest == nobody, lowest < highest]
    state = np.select(tests, STATES[:0:-1], STATES[0])
    table = pd.DataFrame({"parent_count": counts, "root": lowest, "depth": depth, "state": state})
    table = table[:nobody].set_axis(names.rename("child"))[counts[:nobody] > 0].sort_index()
    root = table["root"].where(table["state"] == "found", nobody)
    table["root"] = names.append(pd.Index([None], dtype="str")).take(root)
    table["depth"] = table["depth"].where(table["state"].isin(STATES[:2])).astype("Int64")
    return table.astype({"state": "str"}).reset_index()


def _walk(child: np.ndarray, parent: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, ...]:
    """Parents that were not reached, lowest and highest root, and longest way, by node.

    child, parent: the nodes of each edge. counts: the number of parents of each node.
    """
    child = child[np.argsort(parent, kind="stable")]
    children = np.bincount(parent, minlength=len(counts))
    first = children.cumsum() - children
    node = np.arange(len(counts))
    waiting, depth = counts.copy(), np.zeros_like(counts)
    lowest, highest = np.where(counts, len(counts), node), np.where(counts, -1, node)
    ready = node[waiting == 0]
    while len(ready):
        many = children[ready]
        above = np.repeat(ready, many)
        place = np.arange(len(above)) - np.repeat(many.cumsum() - many, many)
        below = child[first[above] + place]
        np.minimum.at(lowest, below, lowest[above])
        np.maximum.at(highest, below, highest[above])
        np.maximum.at(depth, below, depth[above] + 1)
        np.subtract.at(waiting, below, 1)
        ready = np.unique(below[waiting[below] == 0])
    return waiting, lowest, highest, depth
