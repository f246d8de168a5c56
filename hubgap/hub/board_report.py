"""A wave of boards in words: leaders, what was refused, and names that nobody knows yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

import pandas as pd

from ..data import Data
from ..text import day as in_words
from ..text import listed, plural, safe
from .board_tables import OVERALL
from .boards import AGENT, SUBSETS

NAMED = {"text": "text", "text_style_control": "text", "text_to_video": "video"}  # subset -> board
KNOWN: dict[
    str, dict[str, str | None]
] = {  # board -> tables that know its names -> their column of organizations
    "text": {
        "arena_snapshot": "organization",
        "arena_languages": "organization",
        "arena_history": None,
    },
    "video": {"video_arena_history": "organization", "video_elo": "creator_in_source"},
}
MODELS = {"text": "benchmark_models", "video": "video_models"}
ALIKE = 0.6  # of two names, from 0 to 1, for a proposal
SHOWN = 100  # new names of a board
NEW = ["subset", "name_on_board", "organization", "license", "rank", "proposed_model"]


def new_names(wave_tables: Mapping[str, pd.DataFrame], embedded: Data) -> pd.DataFrame:
    """The names that no embedded table knows, a row each: NEW, by subset and rank.

    `proposed_model` is the model of the closest known name of the same organization, for a person
    to judge; empty if none is alike. The rank is that of `overall`, else the best of a category.
    """
    places = wave_tables["board_places"]
    places = places[places["subset"].isin(list(NAMED))]
    places = places.assign(part=places["category"] != OVERALL)
    places = places.sort_values(["subset", "part", "rank", "name_on_board"])
    rows = places.drop_duplicates(["subset", "name_on_board"])
    known = {board: embedded.once(_known, board, embedded) for board in KNOWN}
    found = []
    for subset, board in NAMED.items():
        own = rows[rows["subset"] == subset]
        for row in own[~own["name_on_board"].isin(known[board]["name"])].to_dict("records"):
            model = _closest(row["name_on_board"], row["organization"], known[board])
            found.append({**row, "proposed_model": model})
    return pd.DataFrame(found, columns=NEW)


def _known(board: str, embedded: Data) -> pd.DataFrame:
    """Every name of a board that embedded tables know: name, model, makers (as they spell them)."""
    parts = []
    for table, column in KNOWN[board].items():
        rows = embedded[table].rename(columns={"name_on_board": "name"})
        parts.append(rows.assign(organization=rows[column] if column else None))
    if "board_names" in embedded:
        rows = embedded["board_names"].rename(columns={"name_on_board": "name"})
        parts.append(rows[rows["board"] == board].assign(organization=None))
    known = pd.concat([one[["name", "model", "organization"]] for one in parts])
    developers = embedded[MODELS[board]].set_index("model")["developer"].to_dict()
    makers: dict[str, set[str]] = {}
    for model, organization in zip(known["model"], known["organization"], strict=True):
        spelled = (organization, developers.get(model))
        makers.setdefault(model, set()).update(_bare(one) for one in spelled if pd.notna(one))
    known = known.drop_duplicates("name").drop(columns="organization")
    return known.assign(makers=known["model"].map(makers))


def _bare(name: object) -> str:
    return re.sub(r"[\W_]", "", str(name)).lower()


def _closest(name: str, organization: object, known: pd.DataFrame) -> str | None:
    own = _bare(organization) if pd.notna(organization) else ""
    if not own:
        return None
    best, model = ALIKE, None
    match = SequenceMatcher(b=name.lower(), autojunk=False)
    for other, theirs, makers in known[["name", "model", "makers"]].itertuples(index=False):
        if any(one.startswith(own) or own.startswith(one) for one in makers):
            match.set_seq1(str(other).lower())
            if match.real_quick_ratio() >= best and match.ratio() > best:
                best, model = match.ratio(), theirs
    return model


def report(manifest: dict, tables: Mapping[str, pd.DataFrame], new: pd.DataFrame) -> str:
    """What a wave of boards brought, as Markdown."""
    rows = manifest["rows"]
    places = pd.concat(
        [tables["board_places"], tables["agent_places"].assign(subset=AGENT)], ignore_index=True
    )
    lines = [
        f"# Boards of {manifest['day']}",
        f"{plural(rows['board_places'] + rows['agent_places'], 'place')} on LMArena's boards at "
        f"revision {manifest['revision'][:7]} and {_many(rows['official_entries'])} on the boards of "
        f"{plural(rows['official_benchmarks'], 'official benchmark')}, in "
        f"{plural(manifest['requests'], 'request')}.",
        "## LMArena",
        _boards(places, manifest["rejected_from"]),
    ]
    if manifest["missing"]:
        lines.append(f"Not served: {', '.join(manifest['missing'])}.")
    if manifest["without_overall"]:
        lines.append(f"Without the category {OVERALL}: {', '.join(manifest['without_overall'])}.")
    lines += ["## New names", *_new(new)]
    lines += ["## Official benchmarks", _official(tables["official_benchmarks"])]
    refused = ", ".join(f"{why}: {n:,}" for why, n in manifest["rejected"].items()) or "nothing"
    lines += ["## What was refused", f"{refused}. Repeated names: {manifest['repeated']:,}."]
    return "\n\n".join(lines) + "\n"


def _many(entries: int) -> str:
    return f"{entries:,} {'entry' if entries == 1 else 'entries'}"


def _boards(places: pd.DataFrame, refused: Mapping[str, int]) -> str:
    lines = ["| board | published | rows | names | leader | refused |", "|---|---|---|---|---|---|"]
    for subset in SUBSETS:
        own = places[places["subset"] == subset]
        if own.empty and subset not in refused:
            continue
        best = own[own["category"] == OVERALL].sort_values("rank").head(1).to_dict("records")
        leader = "".join(f"{safe(one['name_on_board'])} ({_maker(one)})" for one in best)
        published = "" if own.empty else in_words(own["published_on"].max())
        names = own["name_on_board"].nunique()
        cells = (subset, published, f"{len(own):,}", f"{names:,}", leader, refused.get(subset, 0))
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def _maker(row: dict) -> str:
    return safe(row["organization"]) if pd.notna(row["organization"]) else "organization not named"


def _new(new: pd.DataFrame) -> list[str]:
    new = new.assign(board=new["subset"].map(NAMED)).drop_duplicates(["board", "name_on_board"])
    if new.empty:
        return ["Every name of the boards of text and of video is known."]
    lines = [
        f"No table knows {plural(len(new), 'name')} of the boards of text and of video. Each counts as "
        "of unknown country until a row of data/benchmarks/board_names.csv decides; what is proposed "
        "here is a guess by likeness."
    ]
    for board, own in new.groupby("board"):
        shown = [_proposal(row) for row in own.head(SHOWN).to_dict("records")]
        more = [f"- and {len(own) - SHOWN:,} more"] if len(own) > SHOWN else []
        lines += [f"On {board}:", "\n".join(shown + more)]
    return lines


def _proposal(row: dict) -> str:
    guess = f"; proposal: {safe(row['proposed_model'])}" if pd.notna(row["proposed_model"]) else ""
    terms = safe(row["license"]) if pd.notna(row["license"]) else "no license named"
    return f"- {safe(row['name_on_board'])} ({_maker(row)}, {terms}, rank {row['rank']:,}){guess}"


def _official(benchmarks: pd.DataFrame) -> str:
    parts = []
    for status, own in benchmarks.groupby("status"):
        named = f" ({listed([safe(one) for one in own['dataset']])})" if status != "read" else ""
        parts.append(f"{len(own):,} {status}{named}")
    return f"{', '.join(parts) or 'None listed'}."
