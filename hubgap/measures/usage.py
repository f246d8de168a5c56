"""Three counters of use: downloads of the Hub, pulls of Ollama, tokens of OpenRouter.

Each counter is a table of rows (month, model, maker, side, value); what is computed of one is never
added to another. Shares are between 0 and 1 of everything that one counter counts in a month.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from ..panel import Panel
from ..registry import REGIONS, Tables, publishers, region_of
from ..rules import CountingRule, counted
from .downloads import otherwise
from .verdicts import (
    EXACT,
    MARGINS,
    SHARE,
    SIDES,
    Verdict,
    agreed,
    in_every_reading,
    leader,
    on_shares,
)

COUNTERS = ("downloads", "pulls", "tokens")
MONTHLY, NAMED, EVERY = (
    "openrouter_monthly_shares",
    "openrouter_top50_daily",
    "openrouter_all_daily",
)
TAIL = "unnamed"  # models below the fifty largest of a day, which the source only adds up
PARTS = (*REGIONS, TAIL)
FREE = ("unknown", TAIL)  # could be of either side
ALL, OPEN, STEADY = "all", "open-weight", "without jumps"
CLEAN = "without jumps or sweeps"
IN_STEP = "synchronous climb"
LONGEST_GAP = pd.Timedelta(days=33)  # monthly lists come at most 32 days apart
VIEWS = {  # reading -> how `shares` counts it
    ALL: {},
    "disputed": {"by": "alt_side"},
    OPEN: {"open_only": True},
    STEADY: {"value": "steady"},
    "without sweeps": {"value": "unswept"},
    CLEAN: {"value": "cleaned"},
    "by base": {"by": "base_side"},
}
LARGEST = {"without the largest model": "model", "without the largest maker": "maker"}
READINGS = {  # counter -> its readings; the first is the headline
    "downloads": (ALL, "disputed", *LARGEST),
    "pulls": (ALL, STEADY, "without sweeps", CLEAN, "by base", "disputed", *LARGEST),
    "tokens": (ALL, OPEN, "disputed", *LARGEST),
}


# --- the rows of each counter


def downloads(panels: Iterable[Panel], rule: CountingRule) -> pd.DataFrame:
    """Thirty days of downloads on the last day that a panel saw in each month.

    Of language models; of those on ATOM's list in catalogues that list whole organizations. Each
    panel is a `piece` of its own, which no line joins to another.
    """
    found = []
    for piece, panel in enumerate(panels):
        universe = "tracked" if panel.selection == "full catalogues" else "language"
        narrow = replace(rule, universe=universe)
        rows = counted(panel, narrow, "model_id", "parent", "day")
        rows["alt_side"] = counted(panel, otherwise(narrow), "day")["side"]
        rows = rows[rows["day"] == rows["day"].groupby(_month(rows["day"])).transform("max")]
        rows = rows.assign(month=_month(rows["day"]), piece=piece)
        found.append(rows.rename(columns={"model_id": "model", "parent": "maker"}))
    kept = ["month", "day", "piece", "model", "maker", "side", "alt_side", "value"]
    return pd.concat(found, ignore_index=True)[kept]


def _month(days: pd.Series) -> pd.Series:
    """The first day of the month of each day."""
    return days.dt.to_period("M").dt.to_timestamp()


def lists(panels: Iterable[Panel], rows: pd.DataFrame) -> pd.DataFrame:
    """What `downloads` were counted on, a row a panel: labs, models and fixed.

    labs: organizations on its list. models: how many were counted. fixed: whether each day has
    the same ones.
    """
    found = []
    for piece, panel in enumerate(panels):
        seen = panel.rows.groupby("model_id")["day"].nunique()
        labs, fixed = panel.rows["namespace"].nunique(), bool((seen == len(panel.days)).all())
        found.append((labs, rows.loc[rows["piece"] == piece, "model"].nunique(), fixed))
    return pd.DataFrame(found, columns=["labs", "models", "fixed"])


def steps(pulls: pd.DataFrame) -> pd.DataFrame:
    """The gain of each name (columns) on each day after the first, since the day before it.

    The last count of a name that left is carried forward; a name without a count begins at zero.
    """
    wide = pulls.pivot(index="day", columns="model", values="pulls").astype("float64")
    return wide.ffill().fillna(0).diff().iloc[1:]


def listed(gains: pd.DataFrame, jumps: pd.DataFrame) -> pd.DataFrame:
    """Which of the `steps` lie in a listed jump of their name."""
    found = pd.DataFrame(False, gains.index, gains.columns)
    for jump in jumps.itertuples():
        days = (gains.index > jump.from_day) & (gains.index <= jump.to_day)
        found.loc[days, jump.model] = True
    return found


def pulls(data: Tables) -> pd.DataFrame:
    """What each name gained from the last day observed in a month to that of the next.

    value: a fall counts as no gain. steady: without the gain in listed jumps. unswept: less the
    median gain of names that hardly anybody asks for, at least nothing. cleaned: both.
    """
    gains = steps(data["ollama_pulls"])
    jumps = listed(gains, data["ollama_jumps"])
    months = _month(gains.index.to_series())
    monthly = {
        "value": gains.clip(lower=0).groupby(months).sum(),
        "steady": gains.clip(lower=0).where(~jumps, 0).groupby(months).sum(),
    }
    rows = pd.DataFrame({name: wide.stack() for name, wide in monthly.items()})
    rows = rows.rename_axis(["month", "model"]).reset_index()
    sweep = data["ollama_background"]
    median = sweep["p50"].set_axis(_month(sweep["to_day"]))
    median = rows["month"].map(median).fillna(0)
    rows["unswept"] = (rows["value"] - median).clip(lower=0)
    rows["cleaned"] = (rows["steady"] - median).clip(lower=0)
    rows["day"] = rows["month"].map(gains.index.to_series().groupby(months).max())
    models = _models(data["ollama_models"], data)
    models["base_side"] = _bases(data["ollama_models"])
    return rows.merge(models, on="model")


def _models(models: pd.DataFrame, data: Tables) -> pd.DataFrame:
    """model, maker, side, and alt_side: the second reading of a maker of disputed country."""
    side = region_of(models["country"])
    known = publishers(data["organizations"], data["parents"])
    second = known["alt_region"].where(known["alt_region"] != known["region"])
    alternative = models["namespace"].map(second).fillna(side)
    return models[["model", "maker"]].assign(side=side, alt_side=alternative)


def _bases(models: pd.DataFrame) -> pd.Series:
    """The side of the weights that a model started from, else its own; unknown of several."""
    base = models["base_country"].fillna(models["country"])
    return region_of(base.replace("mixed", "unknown"))


def tokens(data: Tables) -> pd.DataFrame:
    """Mean daily share of the tokens of each model in each month, all its variants together.

    open: whether its weights could be downloaded by the end of that month. The rest of a day below
    its fifty largest models is one row a month, of no side and no openness.
    """
    rows = data["openrouter_tokens"]
    rows = rows[rows["source"] == MONTHLY]
    rows = rows.groupby(["period", "model"])["share"].sum().rename("value").reset_index()
    days = data["openrouter_monthly_totals"].set_index("month")["days"]
    days = pd.to_timedelta(rows["period"].map(days) - 1, unit="D")
    rows["month"] = pd.to_datetime(rows.pop("period"))
    rows["day"] = rows["month"] + days
    models = _models(data["openrouter_models"], data)
    models[["open", "opened_on"]] = data["openrouter_models"][["open_weights", "opened_on"]]
    rows = rows.merge(models, on="model", how="left")
    unnamed = rows["model"] == "other"
    rows.loc[unnamed, ["side", "alt_side"]] = TAIL
    rows.loc[unnamed, "maker"] = TAIL
    later = rows["opened_on"] > rows["month"] + pd.offsets.MonthEnd(0)
    rows["open"] = rows["open"].mask(later, "false").fillna("unknown")
    return rows.drop(columns="opened_on")


# --- shares, readings and verdicts


def shares(
    rows: pd.DataFrame, by: str = "side", value: str = "value", open_only: bool = False
) -> pd.DataFrame:
    """One row a month and part of PARTS: day, piece, n (models), value, part, share, high.

    day: the last of the month that was observed. share: what is known to belong there, of
    everything that may count. high: with every unknown maker and every unnamed model. open_only:
    closed models are left out; one whose openness is unknown counts in high alone.
    """
    rows = rows.assign(side=rows[by], value=rows[value].astype("float64"))
    maybe = pd.Series(False, rows.index)
    if open_only:
        rows = rows[rows["open"] != "false"]
        maybe = (rows["open"] == "unknown") & ~rows["side"].isin(FREE)
    rows = rows.assign(maybe=rows["value"].where(maybe, 0), value=rows["value"].where(~maybe, 0))
    if "piece" not in rows:
        rows["piece"] = 0
    cells = pd.MultiIndex.from_product(
        [sorted(rows["month"].unique()), PARTS], names=["month", "side"]
    )
    table = rows[rows["value"] > 0].groupby(["month", "side"]).size().rename("n").to_frame()
    sums = rows.groupby(["month", "side"])[["value", "maybe"]].sum()
    table = sums.join(table).reindex(cells, fill_value=0).fillna(0).reset_index()
    for column in ("day", "piece"):
        table[column] = table["month"].map(rows.groupby("month")[column].first())
    kept = ["month", "day", "piece", "side", "n", "value", "share", "high"]
    return _bounded(table)[kept]


def _bounded(table: pd.DataFrame) -> pd.DataFrame:
    """The exact least and largest share of each part of a month (share, high)."""
    months = table["month"]
    free = table["value"].where(table["side"].isin(FREE), 0).groupby(months).transform("sum")
    total = (table["value"] + table["maybe"]).groupby(months).transform("sum")
    maybe = table["maybe"].groupby(months).transform("sum")
    own = table["value"] + table["maybe"] + free
    share = table["value"] / (total - table["maybe"])
    high = (own / (total - maybe + table["maybe"])).where(~table["side"].isin(FREE), share)
    n = table["n"].astype("int64")
    return table.assign(n=n, share=share.round(4), high=high.round(4))


def without_largest(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows without the largest model or maker (`column`) of the side that is larger, by month.

    Where both sides are equal nothing is left out.
    """
    kept = []
    for _, own in rows.groupby("month"):
        totals = own.groupby("side")["value"].sum().reindex(SIDES, fill_value=0)
        if side := leader(totals.to_dict()):
            names = own[own["side"] == side].groupby(column)["value"].sum().sort_index()
            own = own[(own["side"] != side) | (own[column] != names.idxmax())]
        kept.append(own)
    return pd.concat(kept)


def largest(counters: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The maker with most of each counter's last month, on the side that is larger.

    counter, side, maker; no row where both sides are equal.
    """
    found = []
    for counter, rows in counters.items():
        last = rows[rows["month"] == rows["month"].max()]
        totals = last.groupby("side")["value"].sum().reindex(SIDES, fill_value=0)
        if side := leader(totals.to_dict()):
            makers = last[last["side"] == side].groupby("maker")["value"].sum().sort_index()
            found.append((counter, side, makers.idxmax()))
    return pd.DataFrame(found, columns=["counter", "side", "maker"])


def reading(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """`shares` in one of READINGS."""
    if name in LARGEST:
        return shares(without_largest(rows, LARGEST[name]))
    return shares(rows, **VIEWS[name])


def in_readings(counters: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """`shares` of every counter in each of its readings, with columns counter and reading."""
    found = [
        reading(rows, name).assign(counter=counter, reading=name)
        for counter, rows in counters.items()
        for name in READINGS[counter]
    ]
    return pd.concat(found, ignore_index=True)


def leads(table: pd.DataFrame) -> pd.DataFrame:
    """Who leads in each month: counter, reading, month, piece, CN, US, CN_high, US_high, verdict.

    Takes `in_readings`; a column a margin of MARGINS: the verdict there.
    """
    keys = ["counter", "reading", "month", "piece"]
    both = table[table["side"].isin(SIDES)]
    wide = both.set_index([*keys, "side"])[["share", "high"]].unstack("side")
    order = both[keys].drop_duplicates()
    wide = wide.reindex(pd.MultiIndex.from_frame(order))
    found = order.reset_index(drop=True)
    for side in SIDES:
        found[side] = wide["share", side].to_numpy()
        found[f"{side}_high"] = wide["high", side].to_numpy()
    bounds = [
        {side: (row[side], row[f"{side}_high"]) for side in SIDES}
        for row in found.to_dict("records")
    ]
    for margin in MARGINS:
        found[margin] = [on_shares(one, margin) for one in bounds]
    return found.assign(verdict=found[SHARE])


def held(found: pd.DataFrame) -> pd.DataFrame:
    """The last month of each counter and reading of `leads`, and since when its lead has held.

    since: the first month of an unbroken run of that lead in the same list, NaT without a lead.
    first: the first month of that list. months: how many of it were observed.
    """
    rows = []
    for _, own in found.groupby(["counter", "reading"], sort=False):
        last = own.iloc[-1]
        own = own[own["piece"] == last["piece"]]
        same = own["verdict"].map(lambda one, ahead=last["verdict"].ahead: one.ahead == ahead)
        run = same[::-1].cummin()[::-1]
        since = own["month"][run].iloc[0] if last["verdict"].ahead else pd.NaT
        rows.append({**last, "since": since, "first": own["month"].iloc[0], "months": len(own)})
    return pd.DataFrame(rows)


def loose(row: Mapping, side: str) -> bool:
    """Whether models of unknown makers could add as much to a side as makes a lead."""
    return round(row[f"{side}_high"] - row[side], EXACT) >= SHARE


def headline(ends: pd.DataFrame) -> dict[tuple[str, pd.Timestamp], Verdict]:
    """Who leads each counter in its last month, in the first of its readings."""
    rows = ends[ends["reading"] == ALL]
    return {(row["counter"], row["month"]): row["verdict"] for row in rows.to_dict("records")}


def over_readings(ends: pd.DataFrame) -> dict[str, Verdict]:
    """One verdict a counter in its last month, of all its readings that count the same models.

    Open-weight models alone are another question than all models.
    """
    rows = ends[ends["reading"] != OPEN]
    groups = rows.groupby("counter", sort=False)["verdict"]
    return {counter: in_every_reading(found) for counter, found in groups}


def agreement(found: pd.DataFrame) -> pd.DataFrame:
    """Months that all counters observed: month, a verdict a counter, the side they agree on."""
    rows = found[found["reading"] == ALL]
    wide = rows.pivot(index="month", columns="counter", values="verdict").dropna()
    wide = wide.reindex(columns=[name for name in COUNTERS if name in wide])
    sides = [agreed(one.ahead for one in row) for row in wide.itertuples(index=False)]
    return wide.assign(side=pd.Series(sides, wide.index, dtype="object")).reset_index()


# --- what stands beside a counter


def flow(data: Tables) -> pd.DataFrame:
    """Pulls a day between the last days observed in two months, by side of REGIONS.

    start, end: those days. value: all gains. cleaned: without listed jumps and sweeps.
    """
    rows = pulls(data)
    ends = month_ends(data["ollama_pulls"]["day"])
    spans = pd.DataFrame({"start": ends[:-1], "end": ends[1:]})
    table = rows.groupby(["day", "side"])[["value", "cleaned"]].sum()
    cells = pd.MultiIndex.from_product([spans["end"], REGIONS], names=["end", "side"])
    table = table.rename_axis(["end", "side"]).reindex(cells, fill_value=0).reset_index()
    table = spans.merge(table, on="end")
    days = (table["end"] - table["start"]).dt.days
    return table.assign(**{c: (table[c] / days).round() for c in ("value", "cleaned")})


def swept(background: pd.DataFrame) -> pd.Series:
    """The month in which names that hardly anybody asks for gained most: from_day, to_day, p50."""
    return background.loc[background["p50"].idxmax(), ["from_day", "to_day", "p50"]]


def month_ends(days: pd.Series) -> list[pd.Timestamp]:
    """The first day of observation, and the last one in each month."""
    days = pd.Series(sorted(days.unique()))
    return [days.iloc[0], *days.groupby(days.dt.to_period("M")).max()]


def holes(counters: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Gaps of more than LONGEST_GAP between the days on which a counter was read.

    counter, start and end (the days before and after). counters: the days of each.
    """
    found = []
    for counter, days in counters.items():
        days = pd.Series(sorted(pd.Series(days).unique()))
        wide = days.diff() > LONGEST_GAP
        found += [(counter, days[place - 1], days[place]) for place in days.index[wide]]
    return pd.DataFrame(found, columns=["counter", "start", "end"])


def climbers(data: Tables) -> pd.DataFrame:
    """Names whose pulls climbed in step, by side: n, gain (together), start, end."""
    jumps = data["ollama_jumps"]
    jumps = jumps[jumps["kind"] == IN_STEP]
    sides = region_of(data["ollama_models"].set_index("model")["country"])
    gain = jumps["pulls_after"] - jumps["pulls_before"]
    rows = jumps.assign(side=jumps["model"].map(sides), gain=gain.astype("float64"))
    table = rows.groupby("side").agg(
        n=("model", "size"), gain=("gain", "sum"), start=("from_day", "min"), end=("to_day", "max")
    )
    return table.reset_index()


def stock(data: Tables) -> pd.DataFrame:
    """Pulls since each name was added, on the first and last day: day, side, n, value, share.

    The last count of a name that left is carried forward.
    """
    table = data["ollama_pulls"]
    wide = table.pivot(index="day", columns="model", values="pulls").astype("float64").ffill()
    models = data["ollama_models"].set_index("model")
    sides = region_of(models["country"])
    found = []
    for day in wide.index[[0, -1]]:
        counts = wide.loc[day].dropna()
        groups = counts.groupby(sides.reindex(counts.index))
        rows = groups.agg(n="size", value="sum").reindex(REGIONS, fill_value=0)
        rows["share"] = (rows["value"] / rows["value"].sum()).round(4)
        found.append(rows.assign(day=day).rename_axis("side").reset_index())
    return pd.concat(found, ignore_index=True)


def requests(data: Tables) -> pd.DataFrame:
    """Tokens and requests of the days on which every model is named: one row a side of REGIONS.

    tokens, requests, their shares with the bound (token_share, token_high ...), per_request.
    """
    rows = data["openrouter_tokens"]
    rows = rows[rows["source"] == EVERY]
    sides = region_of(data["openrouter_models"].set_index("model")["country"])
    table = rows.groupby(rows["model"].map(sides).fillna("unknown"))[["tokens", "requests"]].sum()
    table = table.rename_axis("side").reindex(REGIONS, fill_value=0).astype("float64")
    for one in ("tokens", "requests"):
        share = table[one] / table[one].sum()
        known = table.index != "unknown"
        table[f"{one}_share"] = share.round(4)
        table[f"{one}_high"] = (share + share["unknown"] * known).round(4)
    table["per_request"] = (
        table["tokens"] / table["requests"].where(table["requests"] > 0)
    ).round()
    return table.reset_index()


def of_requests(table: pd.DataFrame) -> dict[str, Verdict]:
    """Who is ahead in `requests`, by tokens and by requests."""
    rows = table.set_index("side")
    return {
        one: on_shares(
            {s: (rows.loc[s, f"{one}_share"], rows.loc[s, f"{one}_high"]) for s in SIDES}
        )
        for one in ("tokens", "requests")
    }


def days_of_requests(data: Tables) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and last day of `requests`."""
    rows = data["openrouter_tokens"]
    days = pd.to_datetime(rows.loc[rows["source"] == EVERY, "period"])
    return days.min(), days.max()


def days_read(panels: Iterable[Panel], data: Tables) -> dict[str, pd.Series]:
    """The days on which each counter was read."""
    months = data["openrouter_monthly_totals"]
    days = [
        pd.date_range(month, periods=n).to_series()
        for month, n in zip(months["month"], months["days"], strict=True)
    ]
    return {
        "downloads": pd.Series([day for panel in panels for day in panel.days]),
        "pulls": pd.Series(data["ollama_pulls"]["day"].unique()),
        "tokens": pd.concat(days).reset_index(drop=True),
    }


def extent(counters: Mapping[str, pd.DataFrame], days: Mapping[str, pd.Series]) -> pd.DataFrame:
    """How much of each counter was observed: counter, first, last, days, months, models."""
    rows = [
        {
            "counter": counter,
            "first": days[counter].min(),
            "last": days[counter].max(),
            "days": days[counter].nunique(),
            "months": rows["month"].nunique(),
            "models": rows.loc[rows["side"] != TAIL, "model"].nunique(),
        }
        for counter, rows in counters.items()
    ]
    return pd.DataFrame(rows)
