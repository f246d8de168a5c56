"""Boards that a refresh pulled, in the columns of the embedded tables of rankings.

`board_names` says which model a name is. Whoever it does not know stays on the list, as a model of
unknown country: no name is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

Tables = Mapping[str, pd.DataFrame]

PULLED = "hub_boards"  # id of the source that tells the day of a pull of boards
RANKINGS = (
    *("arena_snapshot", "arena_cuts", "arena_languages", "video_arena_history"),
    *("benchmark_models", "video_models", "board_names"),
)
TEXT = {"text": "text_nostyle", "text_style_control": "text_style"}  # subset -> board
VIDEO = "text_to_video"
WHOLE = "overall"  # the category of all votes
LANGUAGES = (WHOLE, "english", "chinese", "non_english")
SPOKEN = "text_style_control"  # the subset whose languages are read
MODELS = {"text": "benchmark_models", "video": "video_models"}
LEVEL = 0.95
UNKNOWN = "unknown"
CLOSED = "Proprietary"  # a board's word for weights that cannot be downloaded
FACTS = ("model", "developer", "country", "open_weights", "source")


def with_boards(tables: Tables, places: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The tables of RANKINGS with one pull: subset, category, name_on_board, organization, license,
    rating, ci_low, ci_high, votes, rank, published_on, source.

    A board takes the place of what was embedded of its day, also where that was cut.
    """
    places = places.assign(rating=places["rating"].round(2), ci_level=LEVEL)
    places[["ci_low", "ci_high"]] = places[["ci_low", "ci_high"]].round(2)
    text = places[places["subset"].isin(TEXT)]
    text = _named(text.assign(board=text["subset"].map(TEXT)), "text", tables)
    video = _named(places[places["subset"] == VIDEO], "video", tables)
    video = video[video["category"] == WHOLE]
    boards, spoken = text[text["category"] == WHOLE], _spoken(text)
    day = ["board", "published_on"]
    return {
        "arena_snapshot": _replaced(tables["arena_snapshot"], boards, day),
        "arena_cuts": _without(tables["arena_cuts"], text, day),
        "arena_languages": _replaced(tables["arena_languages"], spoken, day),
        "video_arena_history": _replaced(
            tables["video_arena_history"], _of_video(video, tables), ["published_on"]
        ),
        "benchmark_models": _with_unknown(tables["benchmark_models"], boards, spoken),
        "video_models": _with_unknown(tables["video_models"], video),
    }


def _named(rows: pd.DataFrame, board: str, tables: Tables) -> pd.DataFrame:
    """Rows with their model."""
    names, own = tables["board_names"], rows["name_on_board"]
    known = names[names["board"] == board].set_index("name_on_board")["model"]
    taken = own.isin(tables[MODELS[board]]["model"])  # a model that is called as a new name is
    return rows.assign(model=own.map(known).fillna(own.mask(taken, own + " (as listed)")))


def _spoken(text: pd.DataFrame) -> pd.DataFrame:
    """The rows by language of the prompt; none where a pull lacks one of LANGUAGES."""
    rows = text[(text["subset"] == SPOKEN) & text["category"].isin(LANGUAGES)]
    return rows if set(rows["category"]) == set(LANGUAGES) else rows[:0]


def _of_video(video: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Rows of the video board with who made each system, and what is known of its sound."""
    facts = tables["video_models"].set_index("model")
    sound = tables["video_arena_history"].sort_values("published_on", kind="stable")
    sound = sound.drop_duplicates("name_on_board", keep="last").set_index("name_on_board")
    return video.assign(
        **{
            name: video["model"].map(facts[name]).fillna(UNKNOWN)
            for name in ("developer", "country")
        },
        ci_status=video["ci_low"].notna().map({True: "published", False: "not published"}),
        has_audio=video["name_on_board"].map(sound["has_audio"]).fillna(UNKNOWN),
        transcribed=False,
    )


def _replaced(table: pd.DataFrame, rows: pd.DataFrame, day: list[str]) -> pd.DataFrame:
    """A table with the rows of a pull in the place of those of the same `day`."""
    if rows.empty:
        return table
    return pd.concat([_without(table, rows, day), rows[list(table.columns)]], ignore_index=True)


def _without(table: pd.DataFrame, rows: pd.DataFrame, day: list[str]) -> pd.DataFrame:
    pulled = pd.MultiIndex.from_frame(rows[day])
    return table[~pd.MultiIndex.from_frame(table[day]).isin(pulled)]


def _with_unknown(models: pd.DataFrame, *boards: pd.DataFrame) -> pd.DataFrame:
    """The table of models with those that no row of it describes."""
    listed = pd.concat(boards).drop_duplicates("model")
    new = listed[~listed["model"].isin(models["model"])]
    new = new.assign(names_on_boards=new["name_on_board"])
    new = new.assign(developer=UNKNOWN, country=UNKNOWN, open_weights=UNKNOWN)
    new["open_weights"] = new["open_weights"].mask(new["license"] == CLOSED, "false")
    told = [name for name in models if name in (*FACTS, "names_on_boards")]
    return pd.concat([models, new[told]], ignore_index=True) if len(new) else models
