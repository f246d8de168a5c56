"""How free the licenses are: one cross-section, flagships over time, weights and documentation.

A license is what its tag declares. A missing tag is a class of its own: it is not a free license,
and in the worst case all such models go one way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from ..panel import Ground, Panel, Refusal
from ..registry import LICENSED, NOT_RECORDED, REGIONS, Tables, license_terms, region_of
from ..rules import CountingRule, Method, counted, most_counted
from .uncertainty import Resampled, by_publisher
from .verdicts import (
    AHEAD,
    MARGINS,
    SHARE,
    SIDES,
    Verdict,
    in_every_reading,
    leader,
    of_models,
    on_resampled,
    on_shares,
    on_tags,
)

KINDS = {  # license classes as they are drawn, from the freest
    "permissive": "permissive",
    "weak-copyleft": "copyleft",
    "copyleft": "copyleft",
    "open-with-use-restrictions (RAIL)": "use restrictions",
    "community-with-thresholds": "user or revenue limits",
    "non-commercial": "non-commercial or research",
    "research-only": "non-commercial or research",
    "proprietary/other": "own or unread terms",
    "undeclared": "undeclared",
    NOT_RECORDED: NOT_RECORDED,
}
DRAWN = {  # license classes as the charts have them: what is not permissive sets conditions
    "copyleft": "with conditions",
    "use restrictions": "with conditions",
    "user or revenue limits": "with conditions",
    "non-commercial or research": "with conditions",
}
VIEWS = ("models", "downloads", "downloads without the top model")  # as they are drawn
SHOWN = VIEWS[:2]  # in the picture; the others stand in its words
FEWER = "downloads without the top publisher"
FREEDOMS = {  # question -> column of answers, and the answer that is counted
    "permissive license": ("permissive", "yes"),
    "OSI-approved license": ("osi_approved", "yes"),
    "commercial use without conditions": ("commercial_use", "yes"),
    "commercial use under conditions": ("commercial_use", "conditional"),
    "limit on users or revenue": ("threshold", "yes"),
    "use restrictions": ("use_restrictions", "yes"),
    "no license declared": ("undeclared", "yes"),
}
ANSWERS = tuple(dict.fromkeys(column for column, _ in FREEDOMS.values()))
READ = ("model_id", "namespace", "models", "downloads_30d", "kind_of_license", *ANSWERS)


# --- one cross-section


class CrossSection(NamedTuple):
    """Licenses of one wave: `classes`, `freedoms` (also in the other reading), `top_models`.

    drawn: the permissive share of each side's models, if publishers are drawn again.
    """

    classes: pd.DataFrame
    freedoms: pd.DataFrame
    others: pd.DataFrame
    top: pd.DataFrame
    drawn: dict[str, Resampled]


def cross_section(panel: Panel, rule: CountingRule, data: Tables) -> CrossSection:
    """Licenses of one wave; `others` are its freedoms with disputed publishers read otherwise."""
    second = replace(rule, disputed="alternative" if rule.disputed == "registry" else "registry")
    known = with_terms(panel, data)
    # One reading after the other: each is as large as the wave.
    others = freedoms(_answered(known, second))
    rows = _answered(known, rule)
    drawn = {side: _permissive(rows[rows["side"] == side]) for side in SIDES}
    return CrossSection(classes(rows), freedoms(rows), others, top_models(rows), drawn)


def _answered(known: Panel, rule: CountingRule) -> pd.DataFrame:
    """What a rule counts of a panel with its terms, the few answers of its many rows as categories."""
    rows = counted(known, rule, *READ).reset_index(drop=True)
    return rows.astype(dict.fromkeys(("kind_of_license", *ANSWERS), "category"))


def _permissive(rows: pd.DataFrame) -> Resampled:
    """The share of models that are known to be permissive, by publisher drawn again."""
    hits = rows["models"].where(rows["permissive"] == "yes", 0)
    return by_publisher(hits, rows["models"], rows["namespace"])


def licensed(panel: Panel, rule: CountingRule, data: Tables, *columns: str) -> pd.DataFrame:
    """The models that a rule counts in one wave, each with `side` and what its license allows.

    Columns READ, side, value and those that are asked for; `models` is 1, or the number of models
    of a row of the remainder (no downloads, publisher unknown). Both models and downloads are
    counted, so `rule.counter` has no effect. Raises Refusal for more than one wave: a census and an
    attention sample are not two ends of a line.
    """
    return counted(with_terms(panel, data), rule, *READ, *columns).reset_index(drop=True)


def with_terms(panel: Panel, data: Tables) -> Panel:
    """The panel with its remainder as rows, and with what each license allows."""
    panel.require("license", "downloads_30d")
    if len(panel.days) > 1:
        raise Refusal(
            f"{panel.name} has {len(panel.days)} waves: tags change backwards, selections differ, "
            "so licenses over time come only from dated flagship releases."
        )
    rows = panel.rows.assign(models=1)
    if panel.remainder is not None:
        sides = dict(rows.select_dtypes("category").dtypes)
        rows = pd.concat([rows, _remainder(panel.remainder, panel.days[0], data)]).astype(sides)
    terms = license_terms(rows[LICENSED], data)
    terms["permissive"] = _answer(terms["license_class"] == "permissive", terms["osi_approved"])
    recorded = terms["license_class"].mask(terms["license_class"] == NOT_RECORDED, "unknown")
    terms["undeclared"] = _answer(terms["license_class"] == "undeclared", recorded)
    kind = terms["license_class"].map(KINDS)
    unread = (terms["permissive"] == "unknown") & ~kind.isin(("undeclared", NOT_RECORDED))
    terms["kind_of_license"] = kind.mask(unread, "own or unread terms")
    answers = terms[["kind_of_license", *ANSWERS]].astype("category")
    return replace(panel, rows=rows.assign(**answers))


def ground(panel: Panel) -> Ground:
    """The panel, with the sources that its license tags were filled in from."""
    tags = panel.rows["license_source"].to_frame("source")
    return Ground.rows(panel.sentence, panel.rows, tags)


def classes(rows: pd.DataFrame) -> pd.DataFrame:
    """Shares of the kinds of license by side: view, side, license, weight, share (0 to 1).

    rows: as `licensed` gives them. `weight` is models or 30-day downloads, by view; the third view
    leaves out the most downloaded model of each side.
    """
    keys = ["view", "side", "kind_of_license"]
    index = pd.MultiIndex.from_product([VIEWS, REGIONS, dict.fromkeys(KINDS.values())], names=keys)
    weight = _views(rows).groupby(keys)["weight"].sum().reindex(index, fill_value=0)
    total = weight.groupby(["view", "side"]).transform("sum")
    table = pd.DataFrame({"weight": weight, "share": (weight / total.where(total > 0)).round(4)})
    return table.reset_index().rename(columns={"kind_of_license": "license"})


def drawn(table: pd.DataFrame) -> pd.DataFrame:
    """A table with a column `license` and numbers, the classes of DRAWN added up into one."""
    merged = table.assign(license=table["license"].replace(DRAWN))
    keys = [name for name in table if name not in ("weight", "share", "models")]
    return merged.groupby(keys, sort=False).sum().round(4).reset_index()


def freedoms(rows: pd.DataFrame) -> pd.DataFrame:
    """Shares for which a freedom (key of FREEDOMS) is stated: view, side, freedom, low, high.

    `low` counts what the license says; `high` adds all models whose license is undeclared, unread
    or not recorded: the worst-case bounds (Manski). Shares are 0 to 1 of models or downloads; a
    fourth view leaves out the most downloaded publisher of each side.
    """
    views = _views(rows)
    total = views.groupby(["view", "side"], sort=False)["weight"].sum()
    tables = []
    for freedom, (column, wanted) in FREEDOMS.items():
        answers = views.groupby(["view", "side", column])["weight"].sum().unstack(fill_value=0)
        answers = answers.reindex(total.index).reindex(columns=[wanted, "unknown"], fill_value=0)
        low, unknown = answers.div(total.where(total > 0), axis="index").to_numpy().T
        shares = pd.DataFrame({"freedom": freedom, "low": low, "high": low + unknown}, total.index)
        tables.append(shares.round(4).reset_index())
    return pd.concat(tables, ignore_index=True)


def top_models(rows: pd.DataFrame) -> pd.DataFrame:
    """The most downloaded model of each side: side, model_id, license, share of its downloads."""
    rows = rows[["side", "model_id", "kind_of_license", "downloads_30d"]]
    total = rows.groupby("side")["downloads_30d"].sum()
    top = most_counted(rows, "downloads_30d")
    share = (top.pop("downloads_30d") / total.reindex(top["side"]).to_numpy()).round(4)
    top = top.assign(share=share).rename(columns={"kind_of_license": "license"})
    return top.astype({"license": "str"})


def _remainder(counts: pd.DataFrame, day: pd.Timestamp, data: Tables) -> pd.DataFrame:
    """The models known only as counts, as rows without downloads of an unknown publisher."""
    tasks = data["tasks"].set_index("pipeline_tag")["task_group"]
    rest = counts.rename(columns={"n_models": "models"})
    regions = ("region", "alt_region", "parent_region")
    where = dict.fromkeys((*regions, *(f"made_{name}" for name in regions), "kind"), "unknown")
    return rest.assign(
        **where,
        day=day,
        downloads_30d=0,
        tracked=False,
        burst=False,
        copy=False,
        quantized=False,
        task=rest["pipeline_tag"].map(tasks).fillna("undeclared"),
    )


def _answer(is_yes: pd.Series, known: pd.Series) -> pd.Series:
    return is_yes.map({True: "yes", False: "no"}).mask(known == "unknown", "unknown")


def _views(rows: pd.DataFrame) -> pd.DataFrame:
    """The `weight` of rows with the same side, license and answers, by view (VIEWS and FEWER)."""
    downloads = rows["downloads_30d"]
    rest = downloads.mask(rows.index.isin(top_models(rows).index), 0)
    owners = downloads.groupby([rows["side"], rows["namespace"]]).sum().sort_index()
    largest = owners.groupby("side").idxmax().map(lambda key: key[1])
    fewer = downloads.mask(rows["namespace"] == rows["side"].map(largest), 0)
    weights = dict(zip((*VIEWS, FEWER), (rows["models"], downloads, rest, fewer)))
    keys = [rows[name] for name in ("side", "kind_of_license", *ANSWERS)]
    same = pd.DataFrame(weights).groupby(keys, dropna=False).sum().reset_index()
    same = same.astype({key.name: "str" for key in keys})
    return same.melt([key.name for key in keys], [*weights], "view", "weight")


# --- flagships by rule

MOST = 50  # flagships a side and year
NO_MAKERS = ("repackager", "test", "individual")  # kinds of publishers that make no flagships
SINCE = 2023  # the first whole year of which the Hub recorded days of creation
RULED = Method(
    "Per year, the most liked models created in it by makers of each country, as many a side as "
    f"the shorter side has, {MOST} at most. Quantized versions are left out. Likes and license tag "
    "are those of one wave, and a tag that this wave does not have is not known."
)


def most_liked(panel: Panel, rule: CountingRule, data: Tables) -> pd.DataFrame:
    """The flagships of RULED in one wave: year, side, model_id, namespace, likes, license, permissive.

    Makers are publishers of known country that are none of NO_MAKERS. Of equal likes the first by
    model_id. A tag counts only if a source of the panel saw it; license is of KINDS.
    """
    return _most_liked(with_terms(panel, data), rule)


def _most_liked(known: Panel, rule: CountingRule) -> pd.DataFrame:
    """`most_liked` of a panel with its terms."""
    known.require("likes", "created_at")
    rule = replace(
        rule, counter="likes", credit="publisher", copies="left out", quantized="left out",
        tests="left out", unknown="own class",
    )  # fmt: skip
    more = ("likes", "kind", "created_at", "license_source")
    rows = counted(known, rule, *READ, *more).dropna(subset=["likes", "created_at"])
    rows = rows[rows["side"].isin(SIDES) & ~rows["kind"].isin(NO_MAKERS)]
    rows = rows.assign(year=rows["created_at"].dt.year.astype(int)).query("year >= @SINCE")
    seen = rows["license_source"].isin(known.sources)
    rows = rows.assign(
        permissive=rows["permissive"].where(seen, "unknown"),
        license=rows["kind_of_license"].where(seen, NOT_RECORDED),
    ).sort_values(["year", "likes", "model_id"], ascending=[True, False, True], kind="stable")
    longest = rows.groupby(["year", "side"]).size().unstack(fill_value=0)
    longest = longest.reindex(columns=list(SIDES), fill_value=0).min(axis=1).clip(upper=MOST)
    place = rows.groupby(["year", "side"]).cumcount()
    kept = rows[place < rows["year"].map(longest)]
    if kept.empty:
        raise Refusal(
            f"{known.name} has no year since {SINCE} with liked models of both countries."
        )
    columns = ["year", "side", "model_id", "namespace", "likes", "license", "permissive"]
    return kept[columns].reset_index(drop=True)


class Flagships(NamedTuple):
    """The flagships of one year: the permissive share of each side, its bounds, who is ahead.

    shares: with intervals over publishers (or laboratories); high: with all unknown licenses.
    """

    shares: dict[str, Resampled]
    high: dict[str, float]
    margins: dict[float, Verdict]

    @property
    def verdict(self) -> Verdict:
        """Who is ahead by SHARE."""
        return self.margins[SHARE]

    @property
    def counts(self) -> dict[str, tuple[int, int]]:
        """Permissive flagships and all of them, by side."""
        return {side: (round(s.share * s.models), s.models) for side, s in self.shares.items()}


def flagships_by_year(*readings: pd.DataFrame) -> dict[int, Flagships]:
    """Whose flagships were more often permissive, year by year, in all readings of disputed ones.

    readings: rows with year, side, namespace, permissive (yes, no, unknown), such as `most_liked`;
    the shares are those of the first.
    """
    found = {}
    for year in sorted(readings[0]["year"].unique()):
        own = [rows[rows["year"] == year] for rows in readings]
        shares = {side: _share(own[0], side) for side in SIDES}
        views = [{side: _ends(rows, side) for side in SIDES} for rows in own]
        high = {side: views[0][side][1] for side in SIDES}
        margins = {
            margin: of_models([on_resampled(shares, margin)], on_tags(views, margin))
            for margin in MARGINS
        }
        found[int(year)] = Flagships(shares, high, margins)
    return found


def _share(rows: pd.DataFrame, side: str) -> Resampled:
    rows = rows[rows["side"] == side]
    return by_publisher((rows["permissive"] == "yes") * 1, rows["permissive"].notna() * 1,
                        rows["namespace"])  # fmt: skip


def _ends(rows: pd.DataFrame, side: str) -> tuple[float, float]:
    """The permissive share of one side: as known, and with all unknown licenses (NaN: no rows)."""
    known = rows.loc[rows["side"] == side, "permissive"]
    low, unknown = (round((known == answer).mean(), 4) for answer in ("yes", "unknown"))
    return float(low), round(float(low + unknown), 4)


def by_license(rows: pd.DataFrame) -> pd.DataFrame:
    """The flagships of `most_liked` by year, side and license: year, side, license, models."""
    drawn = [kind for kind in dict.fromkeys(KINDS.values()) if kind in set(rows["license"])]
    index = pd.MultiIndex.from_product(
        [sorted(rows["year"].unique()), SIDES, drawn], names=["year", "side", "license"]
    )
    counts = rows[index.names].value_counts().reindex(index, fill_value=0)
    return counts.rename("models").reset_index()


def recorded(years: Mapping[int, Flagships]) -> list[int]:
    """The years with a known license for most flagships of either country, or else the last."""
    known = {
        year: min(1 - one.high[side] + own.share for side, own in one.shares.items())
        for year, one in years.items()
    }
    return [year for year, share in known.items() if share > 1 / 2] or [max(years)]


def flagship_table(years: Mapping[int, Flagships]) -> pd.DataFrame:
    """`flagships_by_year` as rows: year, side, models, publishers, share, high, drawn_low, drawn_high.

    share is of models known to be permissive, high with all unknown licenses, drawn_low and
    drawn_high its interval if publishers are drawn again.
    """
    rows = [
        (year, side, own.models, own.publishers, own.share, one.high[side], own.low, own.high)
        for year, one in years.items()
        for side, own in one.shares.items()
    ]
    columns = ["year", "side", "models", "publishers", "share", "high", "drawn_low", "drawn_high"]
    return pd.DataFrame(rows, columns=columns)


class Led(NamedTuple):
    """Whose flagships were more often permissive: by rule, and on the list made by hand, by year."""

    ruled: dict[int, Flagships]
    listed: dict[int, Flagships]


def led(panel: Panel, rule: CountingRule, data: Tables) -> Led:
    """Flagships by rule in one wave, in both readings of disputed publishers, and by hand."""
    second = replace(rule, disputed="alternative" if rule.disputed == "registry" else "registry")
    known = with_terms(panel, data)
    ruled = flagships_by_year(*(_most_liked(known, one) for one in (rule, second)))
    return Led(ruled, flagships_by_year(listed_by_hand(data["flagship_licenses"])))


def years_ahead(years: Mapping[int, Flagships]) -> dict[str, int]:
    """In how many years each side is ahead."""
    ahead = [one.verdict.ahead for one in years.values()]
    return {side: ahead.count(side) for side in SIDES}


def most_ahead(years: Mapping[int, Flagships]) -> str | None:
    """The side that is ahead in more years, if any is."""
    return leader(years_ahead(years))


# --- flagships listed by hand

LISTED = Method(
    "each model once, by the license coded for it at its release; country of the laboratory's "
    "primary base"
)
NAMED = {"census": "stalnaker", "ATOM": "atom"}  # sources that the list of flagships names in words


def flagship_ground(table: pd.DataFrame) -> Ground:
    """The list of flagships, with the sources that its days and tags name."""
    tags = table["hub_tags_observed"].str.findall(r"\((\w+) [\d-]+\)").explode()
    days = table["source"].str.extract("(ATOM)", expand=False)
    named = [one.replace(NAMED).to_frame("source") for one in (tags, days)]
    return Ground.rows("Flagship releases, listed by hand", *named)


def releases(table: pd.DataFrame) -> pd.DataFrame:
    """Flagship releases: half_year (its first day), side (CN, US), license, models.

    table: flagship_licenses, a hand-made list: counts, no sampling interval. The class is the
    flagship's own terms, which may differ from its tag. Every combination has a row.
    """
    day = table["release_date"]
    half = pd.to_datetime({"year": day.dt.year, "month": (day.dt.month > 6) * 6 + 1, "day": 1})
    rows = pd.DataFrame(
        {
            "half_year": half,
            "side": region_of(table["country"]),
            "license": table["class"].map(KINDS),
        }
    )
    halves = pd.date_range(half.min(), half.max(), freq="6MS", unit="s")
    drawn = [kind for kind in dict.fromkeys(KINDS.values()) if kind in set(rows["license"])]
    index = pd.MultiIndex.from_product([halves, ("CN", "US"), drawn], names=rows.columns)
    return rows.value_counts().reindex(index, fill_value=0).rename("models").reset_index()


def releases_by_year(releases: pd.DataFrame) -> pd.DataFrame:
    """`releases` by year: year, side, license, models."""
    table = releases.assign(year=releases["half_year"].dt.year)
    return table.groupby(["year", "side", "license"], sort=False)["models"].sum().reset_index()


def mostly_permissive(years: Mapping[int, Flagships]) -> int | None:
    """The year since which most flagships of either country were permissive; None: never, always."""
    since = None
    for year in sorted(years, reverse=True):
        if any(2 * yes <= total for yes, total in years[year].counts.values()):
            return since
        since = year
    return None


def listed_by_hand(table: pd.DataFrame) -> pd.DataFrame:
    """`flagship_licenses` as rows for `flagships_by_year`: the laboratory is the namespace."""
    permissive = (table["class"] == "permissive").map({True: "yes", False: "no"})
    rows = pd.DataFrame(
        {
            "year": table["release_date"].dt.year,
            "side": region_of(table["country"]),
            "namespace": table["lab"],
            "permissive": permissive,
        }
    )
    return rows[rows["side"].isin(SIDES)]


# --- weights against documentation

JUDGED = Method(
    "nation as the index states it; each system counts once; partial counts as open only in the "
    "second reading"
)
DIMENSIONS = {  # column of the openness table -> (theme, what is rated)
    "weights_endmodel": ("weights", "weights of the system"),
    "weights_basemodel": ("base weights", "weights of its base model"),
    "modelcard": ("documentation", "model card"),
    "preprint": ("documentation", "preprint"),
    "paper": ("documentation", "peer-reviewed paper"),
    "hardware_architecture": ("documentation", "architecture and hardware"),
    "code": ("documentation", "code documentation"),
    "trainingcode": ("documentation", "training code"),
    "datasources_endmodel": ("documentation", "tuning data"),
    "datasources_basemodel": ("documentation", "training data of the base"),
    "datasheet": ("documentation", "data sheet"),
    "licenses": ("license", "licenses of all parts"),
}
READINGS = ("open", "open or partial", "open, one organization left out")


def nation(origins: pd.Series) -> pd.Series:
    """The index's national origins as REGIONS; missing and Undisclosed are unknown."""
    side = origins.map({"China": "CN", "United States": "US", "Undisclosed": "unknown"})
    return side.where(side.notna(), origins.isna().map({True: "unknown", False: "other"}))


def openness(table: pd.DataFrame) -> pd.DataFrame:
    """Systems by nation and dimension: theme, dimension, side, systems, open, partial, closed.

    table: the European Open Source AI Index, rated open, partial or closed by its judges; a
    hand-made list, so no sampling interval.
    """
    ratings = table.assign(side=nation(table["national_origin"])).melt(
        "side", list(DIMENSIONS), "dimension", "rating"
    )
    counts = ratings.groupby(["dimension", "side"])["rating"].value_counts().unstack(fill_value=0)
    counts = counts.reindex(columns=["open", "partial", "closed"], fill_value=0)
    counts.insert(0, "systems", counts.sum(axis=1))
    counts = counts.reindex(list(DIMENSIONS), level="dimension").reset_index()
    themes = counts["dimension"].map(DIMENSIONS)
    counts.insert(0, "theme", themes.str[0])
    return counts.assign(dimension=themes.str[1]).rename_axis(columns=None)


def openness_gap(table: pd.DataFrame) -> pd.DataFrame:
    """Mean shares of open weights and documentation of the two sides, in every reading.

    One row a theme and reading: theme, reading, CN, US. The last reading stands twice: without
    the organization whose leaving moves the gap most towards either side.
    """
    side = nation(table["national_origin"])
    result = []
    for theme in ("weights", "documentation"):
        columns = [name for name, (of, _) in DIMENSIONS.items() if of == theme]
        strict = (table[columns] == "open").mean(axis=1)
        loose = (table[columns] != "closed").mean(axis=1)
        means = [strict.groupby(side).mean(), loose.groupby(side).mean()]
        left_out = [
            strict[table["organization"] != name].groupby(side).mean()
            for name in sorted(table.loc[side.isin(("CN", "US")), "organization"].dropna().unique())
        ]
        left_out.sort(key=lambda mean: mean["CN"] - mean["US"])
        for reading, mean in zip((*READINGS, READINGS[-1]), (*means, left_out[0], left_out[-1])):
            result.append((theme, reading, round(mean["CN"], 4), round(mean["US"], 4)))
    return pd.DataFrame(result, columns=["theme", "reading", "CN", "US"])


# --- verdicts


def bounds(table: pd.DataFrame, freedom: str) -> dict[str, dict[str, tuple[float, float]]]:
    """The bounds of one of `freedoms`: view -> side -> (low, high)."""
    rows = table[(table["freedom"] == freedom) & table["side"].isin(SIDES)]
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for row in rows.itertuples():
        found.setdefault(row.view, {})[row.side] = (row.low, row.high)
    return found


def permissive_verdicts(section: CrossSection) -> dict[float, Verdict]:
    """Whose models are more permissive in every view, in both readings of disputed publishers.

    At each of MARGINS; a lead must also be one where publishers are drawn again.
    """
    readings = [bounds(table, "permissive license") for table in (section.freedoms, section.others)]
    views = [view for of in readings for view in of.values()]
    return {
        margin: of_models([on_resampled(section.drawn, margin)], on_tags(views, margin))
        for margin in MARGINS
    }


def freedom_verdicts(section: CrossSection) -> dict[tuple[str, str], dict[float, Verdict]]:
    """Who is ahead in each freedom, by counter (models, downloads) and at each of MARGINS.

    In both readings of disputed publishers, by downloads also without the top model or publisher.
    """
    found = {}
    for freedom in section.freedoms["freedom"].unique():
        readings = [bounds(table, freedom) for table in (section.freedoms, section.others)]
        for counter in ("models", "downloads"):
            views = [of[name] for of in readings for name in of if name.startswith(counter)]
            found[freedom, counter] = {margin: on_tags(views, margin) for margin in MARGINS}
    return found


def openness_verdicts(gaps: pd.DataFrame) -> dict[str, dict[float, Verdict]]:
    """Who is ahead in each theme of `openness_gap`, by margin, and no other in any reading."""
    return {
        theme: {margin: _openness_verdict(rows, margin) for margin in MARGINS}
        for theme, rows in gaps.groupby("theme", sort=False)
    }


def _openness_verdict(readings: pd.DataFrame, margin: float) -> Verdict:
    """The first reading by the margin; the others need only the same side in front."""
    first, *others = (
        {side: (row[side], row[side]) for side in SIDES} for row in readings.to_dict("records")
    )
    found = on_shares(first, margin)
    if found.kind != AHEAD:
        return found
    views = [Verdict(AHEAD, leader({s: view[s][0] for s in SIDES})) for view in others]
    return in_every_reading([found, *views])
