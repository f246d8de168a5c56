"""Words of notebook 12: what is new on the Hub since the edition."""

from __future__ import annotations

import math

import pandas as pd

from ...measures.today import Board, Found
from ...text import (
    count,
    day,
    license_name,
    listed,
    month,
    number,
    percent,
    plural,
    safe,
    sentence,
)
from .grammar import AMONG, Words, country, shown

LICENSE_WORDS = {"(none)": "no license tag", "other": "terms of its own"}
SHOWN = 10  # rows of a table of models
OPEN = {"true": "yes", "false": "no"}


def labs(found: Found, table: pd.DataFrame, before, now) -> Words:
    """Words of the picture: downloads of the same models of each lab on two days."""
    span = f"{day(before.days[-1])} and {day(now.days[-1])}"
    models = plural(found.models, "model")
    told = f"{moved(found, before, now)}{_chosen(before)}"
    return Words(
        title=_went(found, month(now.days[-1])),
        definition=(
            f"Downloads in thirty days of {models} that the lists of {span} both hold. Hollow marks "
            f"show the earlier day, filled ones the later."
        ),
        finding=told,
        alt=(
            f"A row for each of {plural(len(table), 'lab')} shows downloads of the same models on "
            f"{span}. {told}"
        ),
    )


def _went(found: Found, when: str) -> str:
    """`Downloads of the same models fell at 6 of 10 labs by October 2026`."""
    if not found.compared:
        return "No model of these labs is on both lists"
    if not found.fell + found.rose:
        return f"Downloads of the same models did not change by {when}"
    fell = found.fell >= found.rose
    some = found.fell if fell else found.rose
    of = f"{count(some)} of {plural(found.compared, 'lab')}"
    return f"Downloads of the same models {'fell' if fell else 'rose'} at {of} by {when}"


def moved(found: Found, before, now) -> str:
    """Sentences on the downloads of the same models, by lab and of the one that moved most."""
    if not found.compared:
        return "The two lists hold no model in common, so no downloads can be compared."
    still = found.compared - found.fell - found.rose
    ways = {"fell": found.fell, "rose": found.rose, "did not change": still}
    (way, labs), *others = [(way, labs) for way, labs in ways.items() if labs]
    told = [f"{way} at {plural(labs, 'lab')}", *(f"{w} at {count(n)}" for w, n in others)]
    said = sentence(
        f"from {day(before.days[-1])} to {day(now.days[-1])} downloads of the same "
        f"{plural(found.models, 'model')} {listed(told)}"
    )
    if found.mover is None:
        return said
    return (
        f"{said} The model that moved most is {safe(found.mover)}, from {number(found.before)} to "
        f"{number(found.now)}."
    )


def _chosen(before) -> str:
    """A sentence, after a blank, on an earlier list that was chosen by what was popular."""
    if before.selection not in AMONG:
        return ""
    return (
        " Models came on the earlier list because they were popular then, so more of them can be "
        "expected to fall than to rise."
    )


def beside_lab(models: int, change: float, short: bool = False) -> str:
    """What stands beside a row: `+12%, 165 models`."""
    if not models:
        return "none on both" if short else "no model on both lists"
    if math.isnan(change):
        return plural(models, "model")
    return f"{signed(change)}, {count(models) if short else plural(models, 'model')}"


HEAD = "change, models"  # above `beside_lab` where it is short


def signed(change: float) -> str:
    """A change of 1 with its sign: `+12%`, `−3%`."""
    text = percent(abs(change))
    if change == 0 or text.startswith("under"):
        return text if change == 0 else f"{text} {'more' if change > 0 else 'less'}"
    return f"{'+' if change > 0 else '−'}{text}"


def compared(before, now) -> str:
    """Which two lists are compared, and whether anything was pulled."""
    if now.refreshed:
        return (
            f"A pull of {day(now.days[-1])} is compared with the {before.name}, the last list before "
            "it."
        )
    return (
        f"Nothing was pulled: compared are the last two lists of this edition, of "
        f"{day(before.days[-1])} and of {day(now.days[-1])}."
    )


def created(found: Found, before, now) -> str:
    """Sentences on the new models and their licenses."""
    since = day(before.days[-1])
    if found.tag is None:
        return (
            f"The list of {day(now.days[-1])} holds no model that these labs created after {since}."
        )
    said = (
        f"These labs created {plural(found.new, 'model')} after {since} that the list of "
        f"{day(now.days[-1])} holds."
    )
    return f"{said} The most downloaded is {safe(found.top)} ({named_license(found.tag)})."


def licenses(found: Found) -> str:
    """A sentence on the licenses of the new models."""
    if not found.new:
        return "There is no new model whose license could be read."
    if found.permissive == found.new:
        return f"Every license of {plural(found.new, 'new model')} is permissive."
    are = "are" if found.permissive > 1 else "is"
    free = count(found.permissive) if found.permissive else "none"
    return f"Of {plural(found.new, 'new model')}, {free} {are} under a permissive license."


def named_license(tag: str) -> str:
    """A license as readers know it: `MIT`, `no license tag`."""
    return safe(LICENSE_WORDS.get(tag, license_name(tag)))


def places(found: Board) -> str:
    """Sentences on the new places of the labs on the board of text."""
    when = f"On LMArena's text board of {day(found.day)}"
    unknown = (
        f" Of {plural(found.unknown, 'new name')} no table knows the maker."
        if found.unknown
        else ""
    )
    if found.places.empty:
        return f"{when} no model of these labs is new.{unknown}"
    top = found.places.iloc[0]
    have = "is" if len(found.places) == 1 else "are"
    return (
        f"{when} {plural(len(found.places), 'model')} of these labs {have} new, the highest "
        f"{safe(top['model'])} in place {count(top['place'])}.{unknown}"
    )


def labs_table(table: pd.DataFrame, before, now) -> pd.DataFrame:
    """`today.by_lab` for readers."""
    return shown(
        table,
        lab=("lab", safe),
        side=("country", country),
        then=(f"listed {day(before.days[-1])}", count),
        later=(f"listed {day(now.days[-1])}", count),
        new=("created since", count),
        models=("on both", count),
        before=("their downloads then", number),
        now=("and now", number),
    )


def movers_table(table: pd.DataFrame, before, now) -> pd.DataFrame:
    """`today.movers` for readers, the largest steps."""
    table = table.head(SHOWN)
    return shown(
        table.assign(way=table["step"].map(lambda step: "more" if step > 0 else "less")),
        model_id=("model", safe),
        before=(day(before.days[-1]), number),
        now=(day(now.days[-1]), number),
        way=("that is", str),
    )


def new_table(table: pd.DataFrame) -> pd.DataFrame:
    """`today.newest` for readers, the most downloaded."""
    return shown(
        table.head(SHOWN),
        model_id=("model", safe),
        created_at=("created", day),
        license_tag=("license", named_license),
        terms=("which is", str),
        now=("downloads in thirty days", number),
    )


def places_table(table: pd.DataFrame) -> pd.DataFrame:
    """`Board.places` for readers."""
    return shown(
        table,
        model=("model", safe),
        lab=("by", safe),
        side=("country", country),
        place=("place", count),
        rating=("rating", lambda value: count(round(value))),
        open_weights=("open weights", lambda value: OPEN.get(value, "not known")),
    )
