"""Panels: which observations may be added and compared, and the refusal of everything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd
import pyarrow as pa

from .data import Data
from .forest import roots
from .models import ID, copies, listed_sizes, quantized_in_name, sizes
from .registry import (
    LIVE,
    REFRESH,
    REGIONS,
    Move,
    among,
    canonical,
    looked_up,
    moves,
    namespace_of,
    owners,
    publishers,
    tracked,
)
from .text import Told, cause_of, count, day, month, percent, plural, sentence

LATEST = "latest"  # asks for the best cross-section, which a refresh moves on
TRACKED = "tracked catalogues"
SELECTIONS = {
    "census": "every model of the Hub on that day",
    "census of downloaded models": "every model of the Hub that had downloads on that day",
    "head": "the most downloaded models of the Hub, complete down to the last one",
    "full catalogues": "every model of the same named organizations, new releases included",
    "fixed models": "the same models on every day, new releases left out",
    "catalogues": "models of named organizations or families, not the same ones in every wave",
    "followed list": "models that a source chose to follow, not the same ones in every wave",
    "attention sample": "models picked because they drew attention, not at random",
    TRACKED: "every model of the tracked organizations, nobody else's; "
    "a share is one of these organizations, not of the Hub",
}
CENSUSES = ("census", "census of downloaded models")
WHOLE = ("census", "head")  # selections of waves in which shares are exact: nothing is sampled
# What may become a line, and the things that must then be the same in every wave.
TRENDS = {"census": None, "full catalogues": "namespace", "fixed models": "model_id"}
SELECTION_OF_WAVE = {"catalogue": "catalogues", "fixed panel": "followed list"}
MISSING_AT_MOST = 0.01  # of an organization's downloads, for its catalogue to count as full
FOR_CREDIT = {"free", "attribution"}  # redistribution of sources that ask for credit at most
ASKED_AT_LEAST = 0.5  # of the tracked organizations, for a refresh to be more than a look at a few
LISTS = pd.ArrowDtype(pa.list_(pa.string()))  # of base models: one array, not one for each model
SIDE = pd.CategoricalDtype(REGIONS)  # of the columns of a panel that name a region: a byte a row
RELATIONS = ("base_relation", "base_relation_inferred")
ASKED_OF_A_MODEL = (  # the columns of a snapshot that a panel is made of
    *("model_id", "created_at", "downloads_30d", "downloads_all_time", "likes", "parameters"),
    *("pipeline_tag", "library", "license", "license_name", "license_source", "base_model"),
    *("source", "wave_id", *RELATIONS),
)
JUDGED_AFTER = 5  # observed months that must follow a burst for it to be judged


class Refusal(ValueError):
    """A question that a panel cannot answer; the message is the reason.

    cause: what the reason tells, as data (see `text.Told`), where another language tells it too.
    """

    def __init__(self, reason: str, *cause):
        super().__init__(reason)
        self.reason = Told(reason, *(cause or cause_of(reason)))

    def _render_traceback_(self) -> list[str]:
        """A notebook shows the reason alone."""
        return [str(self)]


@dataclass(frozen=True, eq=False)
class Panel:
    """Observations that may be compared with each other.

    rows: one row a model and wave: model_id (current name), namespace, region, alt_region,
    parent_region, kind, parent, task, tracked (on ATOM's list of language models), burst,
    quantized, copy (of somebody else's model), made_region, made_alt_region, made_parent_region (of
    the maker of what it is a copy of, else the own ones), base_region, root_region and their second
    readings base_alt_region, root_alt_region (the own ones where no base model is recorded),
    created_at, day (of the wave), wave_id, source, and what measures ask of the `fields` that the
    source recorded (downloads_30d, likes, license ...); parameters are read as in `models.sizes`.
    remainder: models known only as counts (pipeline_tag, task, license, n_models), or None.
    judged_until: the last day on which a burst can be told from a lasting rise.
    moves: the changes of country of all publishers; `breaks` are those among its own.
    """

    name: str
    selection: str
    sources: tuple[str, ...]
    fields: frozenset[str]
    rows: pd.DataFrame
    note: str = ""
    platform: str = "Hugging Face Hub"
    remainder: pd.DataFrame | None = None
    judged_until: pd.Timestamp = pd.Timestamp.max
    moves: tuple[Move, ...] = ()

    @property
    def days(self) -> list[pd.Timestamp]:
        """The days of its waves, in order."""
        return sorted(self.rows["day"].unique())

    @property
    def breaks(self) -> tuple[Move, ...]:
        """The publishers in it whose country changes between its first day and its last.

        From that day on they count elsewhere: a line breaks there, and nothing has moved.
        """
        first, last = self.days[0], self.days[-1]
        inside = [move for move in self.moves if first < move.day <= last]
        seen = set(self.rows["namespace"]) if inside else set()
        return tuple(move for move in inside if move.namespace in seen)

    @property
    def refreshed(self) -> bool:
        """Whether a refresh brought it."""
        return self.sources == (REFRESH,)

    @property
    def label(self) -> str:
        """Its name in a finding: its month, or the whole name of what a refresh brought."""
        return self.name if self.refreshed else month(self.days[-1])

    @property
    def sentence(self) -> str:
        """What the panel is, in one line for a caption."""
        days = self.days
        ends = f", {len(days)} days from {day(days[0])} to {day(days[-1])}"
        span = ends if len(days) > 1 else ""
        note = f"; {self.note}" if self.note else ""
        broken = "".join(
            f"; break on {day(move.day)}, when {move.namespace} changed country "
            f"({move.before} to {move.after})"
            for move in self.breaks
        )
        return f"{self.name}{span}: {SELECTIONS[self.selection]}{note}{broken}"

    def require(self, *fields: str) -> None:
        """Refuse a field that was never recorded in this panel."""
        for field in fields:
            if field not in self.fields:
                known = ", ".join(sorted(self.fields))
                raise Refusal(
                    f"{self.name} never recorded {field}; recorded are {known}.",
                    *("never recorded", cause_of(self.name), field),
                )

    def require_trend(self) -> None:
        """Refuse a line over time unless the same things were observed by one source."""
        if self.selection not in TRENDS:
            raise Refusal(
                f"No line through {self.name}, {SELECTIONS[self.selection]} ({self.selection}): it "
                "would show the selection. Use full_catalogues or fixed_models."
            )
        if len(self.sources) > 1:
            joined = ", ".join(self.sources)
            raise Refusal(
                f"No line through {self.name}: it joins {joined}, and a line needs one source."
            )
        if len(self.days) < 2:
            raise Refusal(f"No line through {self.name}: one wave is a point, not a trend.")

    def at(self, when) -> Panel:
        """The one wave observed on a day, as a panel of its own."""
        rows = self.rows[self.rows["day"] == pd.Timestamp(when)]
        if rows.empty:
            raise Refusal(f"{self.name} was not observed on {day(when)}.")
        return replace(self, rows=rows)


def join(first: Panel, second: Panel) -> Panel:
    """Two panels as one, only where they are waves of the same thing seen by the same source."""
    both = f"{first.name} and {second.name}"
    if first.platform != second.platform:
        raise Refusal(f"{both} are counts on {first.platform} and on {second.platform}.")
    if first.sources != second.sources:
        raise Refusal(
            f"{both} come from {', '.join(first.sources)} and from {', '.join(second.sources)}: no "
            "index bridges sources."
        )
    if first.selection != second.selection:
        raise Refusal(
            f"{both} are selected as {first.selection} and as {second.selection}: their totals are "
            "not two ends of a line."
        )
    unit = TRENDS.get(first.selection)
    if unit and set(first.rows[unit]) != set(second.rows[unit]):
        raise Refusal(f"{both} do not hold the same ones ({unit}).")
    rows = pd.concat([first.rows, second.rows]).drop_duplicates(["model_id", "wave_id"])
    return replace(first, fields=first.fields & second.fields, rows=rows.reset_index(drop=True))


# --- panels of a data folder


def snapshot(data: Data, when: str) -> Panel:
    """The cross-section of one day (a table `snapshot-YYYY-MM-DD`), or of the LATEST one.

    It is a census, a head, a sample, or the catalogues of the tracked organizations.
    """
    when = latest(data) if when == LATEST else when
    name = f"snapshot-{when}"
    if name not in data:
        known = [table.removeprefix("snapshot-") for table in snapshots(data)]
        raise Refusal(f"There is no snapshot of {when}; there are snapshots of {', '.join(known)}.")
    waves = data["waves"].query("wave_id == @when")
    panel = _panel(data, "", data.part(name, *ASKED_OF_A_MODEL), waves)
    if panel.selection == "catalogues":
        name = Told(f"Hub catalogues of {day(when)}", "hub", "catalogues", when)
        return replace(panel, name=name, selection=TRACKED)
    kinds = {"census": "census", "head": "head", "attention sample": "sample"}
    kind = kinds.get(panel.selection, "list")
    if panel.selection == "head":
        panel = replace(panel, note=_reaching(panel.rows))
    counted = waves["note"].str.contains("(remainder)", regex=False).any()
    remainder = data["census_remainder"].assign(task=_tasks(data["census_remainder"], data))
    name = Told(f"Hub {kind} of {day(when)}", "hub", kind, when)
    return replace(panel, name=name, remainder=remainder if counted else None)


def head(whole: Panel, n: int) -> Panel:
    """A census cut to its n most downloaded models, of equals the first by name.

    So it may stand beside the head of another day with as many models.
    """
    if whole.selection not in CENSUSES:
        raise Refusal(f"{whole.name} is no census: what it leaves out may be downloaded more.")
    by, last = ["downloads_30d", "model_id"], whole.days[-1]
    rows = whole.rows.sort_values(by, ascending=[False, True]).head(n).sort_index()
    return replace(
        whole,
        name=Told(f"Hub head of {day(last)}", "hub", "head", f"{last:%Y-%m-%d}"),
        selection="head",
        rows=rows,
        note=_reaching(rows),
        remainder=None,
    )


def _reaching(rows: pd.DataFrame) -> Told:
    n, least = len(rows), int(rows["downloads_30d"].min())
    text = f"{plural(n, 'model')} with {count(least)} downloads or more"
    return Told(text, "reaching", n, least)


def reusable(whole: Panel, data: Data) -> Panel | None:
    """The models of a panel whose source asks for credit at most; None where there are none."""
    terms = data["sources"].set_index("id")["redistribution"]
    rows = whole.rows[whole.rows["source"].map(terms).isin(FOR_CREDIT)]
    if rows.empty or len(rows) == len(whole.rows):
        return None if rows.empty else whole
    text = f"{plural(len(rows), 'model')} whose source asks for credit at most"
    note = Told(text, "free to reuse", len(rows))
    return replace(whole, rows=rows, sources=sources_of(rows), note=note, remainder=None)


def refreshes(data: Data) -> list[Panel]:
    """Catalogues that every refresh since the first listed in full; none before the second one."""
    days = _waves_of_series(data).query("source == @REFRESH")["last_day"]
    return [full_catalogues(data, f"{days.min():%Y-%m-%d}", REFRESH)] if len(days) > 1 else []


def last_refreshes(data: Data) -> list[Panel]:
    """The last two refreshes of the tracked organizations as one panel; none before the second."""
    waves = sorted(_waves_of_series(data).query("source == @REFRESH")["wave_id"])
    if len(waves) < 2:
        return []
    two = [snapshot(data, wave.removeprefix(f"{REFRESH}@")) for wave in waves[-2:]]
    return [replace(join(*two), name=Told("Hub catalogues", "hub catalogues"))]


def series(data: Data, source: str) -> Panel:
    """All observations of one source, in the selection that the source made."""
    waves = _waves_of_series(data)
    if source not in set(waves["source"]):
        known = ", ".join(sorted(waves["source"].unique()))
        raise Refusal(f"No series of observations comes from {source}; sources are {known}.")
    waves = waves.query("source == @source")
    rows = data["panel_observations"].query("source == @source")
    rows = rows[rows["wave_id"].isin(waves["wave_id"])]
    return _panel(data, Told(f"the series of {source}", "series", source), rows, waves)


def _waves_of_series(data: Data) -> pd.DataFrame:
    """Waves without rows taken out of a census or head, which are snapshots, and looks at a few."""
    waves = data["waves"].query("table == 'panel' and selection not in @WHOLE")
    few = {f"{REFRESH}@{when}" for when in looks_at_a_few(data)}
    return waves[~waves["wave_id"].isin(few)]


def looks_at_a_few(data: Data) -> dict[str, int]:
    """The days of refreshes that asked for less than ASKED_AT_LEAST of tracked organizations, and
    for how many of those that are known: no panel uses them.
    """
    named = data["waves"].query("table == 'snapshot' and source == @REFRESH")
    named = named.loc[named["selection"] == "catalogue", "wave_id"]
    if named.empty:
        return {}
    least = ASKED_AT_LEAST * len(tracked(data["organizations"]))
    asked = data["coverage"]["wave_id"].value_counts().reindex(named, fill_value=0)
    return asked[asked < least].to_dict()


def last_day(data: Data) -> pd.Timestamp:
    """The last day that any panel can be of."""
    waves = data["waves"]
    few = looks_at_a_few(data)
    unused = waves["wave_id"].isin([*few, *(f"{REFRESH}@{when}" for when in few)])
    return waves.loc[~unused, "last_day"].max()


def modelscope(data: Data) -> Panel:
    """Cumulative counts on ModelScope: never on the Hub's axis."""
    waves = data["waves"].query("table == 'modelscope'")
    name = Told("ModelScope catalogues", "modelscope catalogues")
    panel = _panel(data, name, data["modelscope"], waves)
    return replace(panel, platform="ModelScope")


def full_catalogues(data: Data, since: str, source: str = "osir") -> Panel:
    """Chinese and American organizations whose whole catalogue was listed in every wave.

    A catalogue is full if the models listed before and after a wave but not in it would add at
    most MISSING_AT_MOST of the organization's downloads in that wave.
    """
    panel = series(data, source)
    if panel.selection != "catalogues":
        raise Refusal(f"No catalogue was listed in full in {panel.name} ({panel.selection}).")
    rows = panel.rows[panel.rows["day"] >= since]
    wide = rows.pivot(index=["namespace", "model_id"], columns="wave_id", values="downloads_30d")
    rows = rows[rows["region"].isin(("CN", "US"))]
    wide = wide[wide.index.isin(rows["namespace"].unique(), level="namespace")]
    total = wide.groupby("namespace").sum()
    short = _missing_between(wide).groupby("namespace").sum() / total.where(total > 0)
    full = short.index[((short <= MISSING_AT_MOST) & (total > 0)).all(axis=1)]
    if full.empty:
        raise Refusal(f"{source} listed no catalogue in full in every wave since {day(since)}.")
    most = short.loc[full].max().max()
    return replace(
        panel,
        name=Told(
            f"full catalogues of {plural(len(full), 'organization')}", "full catalogues", len(full)
        ),
        selection="full catalogues",
        rows=rows[rows["namespace"].isin(full)].reset_index(drop=True),
        note=Told(
            f"models missing from a wave would add at most {percent(most, 1)}", "missing", most
        ),
    )


def _missing_between(wide: pd.DataFrame) -> pd.DataFrame:
    """Upper bound of the downloads of models seen before and after a wave but not in it."""
    before, after = wide.ffill(axis=1), wide.bfill(axis=1)
    missing = wide.isna() & before.notna() & after.notna()
    return before.where(before > after, after).where(missing, 0)


def fixed_models(data: Data, since: str, source: str = "localllm") -> Panel:
    """The models that one source observed on every one of its days since a day."""
    panel = series(data, source)
    rows = panel.rows[panel.rows["day"] >= since]
    days = rows.groupby("model_id")["day"].nunique()
    kept = days.index[days == rows["day"].nunique()]
    n, left = len(kept), len(days) - len(kept)
    if kept.empty:
        raise Refusal(f"{source} saw no model on every one of its days since {day(since)}.")
    return replace(
        panel,
        name=Told(f"{plural(n, 'model')} seen in every wave", "fixed models", n),
        selection="fixed models",
        rows=rows[rows["model_id"].isin(kept)].reset_index(drop=True),
        note=Told(f"{plural(left, 'model')} not seen in every wave", "not in every wave", left),
    )


def _panel(data: Data, name: str, rows: pd.DataFrame, waves: pd.DataFrame) -> Panel:
    return Panel(
        name=name,
        selection=selection_of(waves["selection"].iloc[-1], rows),
        sources=tuple(waves["source"].iloc[-1].split("|")),
        fields=frozenset.intersection(*(frozenset(text.split("|")) for text in waves["fields"])),
        rows=_described(rows, waves, data),
        note=waves["note"].iloc[-1],
        judged_until=known_until(data) - pd.DateOffset(months=JUDGED_AFTER),
        moves=moves(data["organizations"]),
    )


def selection_of(wave: str, rows: pd.DataFrame) -> str:
    """The selection of a wave as one of SELECTIONS; `rows` are its observations."""
    if wave == "census" and not (rows["downloads_30d"] == 0).any():
        return "census of downloaded models"
    return SELECTION_OF_WAVE.get(wave, wave)


def _described(rows: pd.DataFrame, waves: pd.DataFrame, data: Data) -> pd.DataFrame:
    """Observations with publisher, task and burst mark; one row a model and wave."""
    rows = rows.copy(deep=False)
    rows["model_id"] = canonical(rows["model_id"], data["aliases"], data["organizations"])
    counter = "downloads_30d" if "downloads_30d" in rows else "downloads_all_time"
    if rows.duplicated(["model_id", "wave_id"]).any():
        rows = rows.sort_values(counter, ascending=False, kind="stable")  # the larger count is kept
        rows = rows.drop_duplicates(["model_id", "wave_id"]).sort_index()
    rows["namespace"] = namespace_of(rows["model_id"])
    rows["day"] = looked_up(rows["wave_id"], waves.set_index("wave_id")["last_day"])
    known = data["organizations"], data["parents"]
    owner = owners(rows["namespace"], rows["day"], *known)
    parent = owner.pop("parent").fillna(rows["namespace"])
    rows = rows.assign(**owner.fillna("unknown"), parent=parent)
    rows["tracked"] = among(rows["model_id"], data["tracked_models"]["canonical_id"])
    rows["burst"] = _in_burst(rows, data)
    rows["quantized"] = _quantized(rows)
    rows = rows.drop(columns=list(RELATIONS), errors="ignore")
    who = publishers(*known, rows["day"].max())
    rows = rows.assign(**_credited_to_makers(rows, who, data))
    rows = rows.assign(**_credited_to_bases(rows, who, data))
    if "parameters" in rows:
        rows["parameters"] = _sizes(rows, data)
    for column, known in data.once(_models, data).items():
        unsaid = rows["model_id"][rows[column].isna()] if column in rows else rows["model_id"]
        said = looked_up(unsaid, known)
        rows[column] = rows[column].fillna(said) if column in rows else said
    older = looked_up(rows["model_id"], data.once(_first_commits, data))
    rows["created_at"] = older.fillna(rows["created_at"])
    rows["task"] = _tasks(rows, data)
    types = {name: SIDE for name in rows if name.endswith("region")}
    types |= {"base_model": LISTS} if "base_model" in rows else {}
    return rows.astype(types).reset_index(drop=True)


def _tasks(rows: pd.DataFrame, data: Data) -> pd.Series:
    groups = data["tasks"].set_index("pipeline_tag")["task_group"]
    return looked_up(rows["pipeline_tag"], groups).fillna("undeclared")


def _quantized(rows: pd.DataFrame) -> pd.Series:
    """Models that declare to be quantized, or whose name says so."""
    found = quantized_in_name(rows["model_id"])
    for column in {*RELATIONS} & {*rows.columns}:
        found = found | (rows[column] == "quantized")
    return found


def _credited_to_makers(rows: pd.DataFrame, who: pd.DataFrame, data: Data) -> dict[str, pd.Series]:
    """copy, and the regions of who made what a copy is of: the own ones of what is no copy."""
    original = data.once(_originals, data)
    copy = among(rows["model_id"], original.index.to_series()) | (rows["kind"] == "repackager")
    maker = namespace_of(looked_up(rows["model_id"][copy], original).fillna(""))
    regions = {
        f"made_{name}": rows[name].where(~copy, looked_up(maker, who[name]).fillna("unknown"))
        for name in ("region", "alt_region", "parent_region")
    }
    return {"copy": copy, **regions}


def _originals(data: Data) -> pd.Series:
    """`copies` of all models that a snapshot lists or that declare a base."""
    edges = data.once(_edges, data)
    known = data.once(_models, data)["created_at"].reset_index()
    return copies(edges, known, publishers(data["organizations"], data["parents"]))


def _edges(data: Data) -> pd.DataFrame:
    """Every base that any source saw declared, under current names: child, parent, relation."""
    seen = data["lineage_edges"][["child", "parent_canonical", "relation"]].drop_duplicates()
    child, parent = (
        canonical(seen[end], data["aliases"], data["organizations"])
        for end in ("child", "parent_canonical")
    )
    edges = pd.DataFrame({"child": child, "parent": parent, "relation": seen["relation"]})
    named = edges["parent"].str.match(ID, na=False) & (edges["child"] != edges["parent"])
    return edges[named].drop_duplicates().reset_index(drop=True)


def _sizes(rows: pd.DataFrame, data: Data) -> pd.Series:
    """Parameters as `models.sizes` reads them."""
    stored = rows["parameters"].astype("float64")
    edges = data.once(_edges, data)[["child", "parent"]].drop_duplicates()
    parent = edges.drop_duplicates("child", keep=False).set_index("child")["parent"]
    held = stored.dropna().groupby(rows["model_id"]).first()
    return _sized(rows["model_id"], listed_sizes(data["tracked_models"]), parent, held)


def _sized(
    ids: pd.Series, listed: pd.Series, parent: pd.Series, held: pd.Series, steps: int = 3
) -> pd.Series:
    """`sizes` of models, with that of their one declared base, which is looked up in turn."""
    base = looked_up(ids, parent)
    above = base.dropna().drop_duplicates() if steps else base.iloc[:0]
    told = pd.Series(dtype="float64", index=pd.Index([], dtype="str"))
    if len(above):
        told = _sized(above, listed, parent, held, steps - 1).set_axis(above)
    return sizes(ids, looked_up(ids, listed), looked_up(base, told), looked_up(ids, held))


def _credited_to_bases(rows: pd.DataFrame, who: pd.DataFrame, data: Data) -> dict[str, pd.Series]:
    """The regions of the declared bases and of the root of each model, in both readings.

    The own region stays where none is declared, where bases come from several regions, and where
    there is not one root; a base that is no id of a repository is unknown. `who`: `publishers` on
    the day of the rows (what declares bases has one).
    """
    own = {"region": rows["region"], "alt_region": rows["alt_region"]}
    if "base_model" not in rows or rows["base_model"].isna().all():
        return {f"{step}_{name}": kept for step in ("base", "root") for name, kept in own.items()}
    edges = _declared(rows, data)
    found = roots(edges).query("state != 'several roots' and state != 'cycle'")
    ends = {"base": edges, "root": found.rename(columns={"root": "parent"})[["child", "parent"]]}
    declares = among(rows["model_id"], edges["child"])
    children, credited = rows["model_id"][declares], {}
    for step, pairs in ends.items():
        owners = namespace_of(pairs["parent"].fillna(""))
        for name, kept in own.items():
            regions = looked_up(owners, who[name]).fillna("unknown").rename("region")
            seen = pd.concat([pairs["child"], regions], axis=1).drop_duplicates()
            one = seen.drop_duplicates("child", keep=False).set_index("child")["region"]
            said = looked_up(children, one).reindex(rows.index)
            credited[f"{step}_{name}"] = said.fillna(kept)
    return credited


def _declared(rows: pd.DataFrame, data: Data) -> pd.DataFrame:
    """The declared bases of rows as edges under current names: child, parent."""
    named = rows[["model_id", "base_model"]].drop_duplicates("model_id").dropna()
    named = named.explode("base_model").dropna()
    parents = canonical(named["base_model"].astype("str"), data["aliases"], data["organizations"])
    edges = pd.DataFrame(
        {"child": named["model_id"], "parent": parents.where(parents.str.match(ID))}
    )
    return edges[edges["child"] != edges["parent"]].drop_duplicates().reset_index(drop=True)


def _in_burst(rows: pd.DataFrame, data: Data) -> pd.Series:
    bursts = data["bursts"]
    ids = canonical(bursts["model_id"], data["aliases"], data["organizations"])
    listed = pd.MultiIndex.from_arrays([ids, bursts["month"]])
    marked = among(rows["model_id"], ids)
    months = rows["day"][marked].dt.strftime("%Y-%m")
    marked[marked] = pd.MultiIndex.from_arrays([rows["model_id"][marked], months]).isin(listed)
    return marked


def snapshots(data: Data) -> list[str]:
    """The names of the snapshot tables, in the order of their days."""
    return sorted(name for name in data.resources if name.startswith("snapshot-"))


def known_until(data: Data) -> pd.Timestamp:
    """The last day that the tables of known artifacts look at: of the last wave that is not live."""
    waves = data["waves"]
    return waves.loc[~waves["source"].isin(LIVE), "last_day"].max()


def latest(data: Data) -> str:
    """The day of the best cross-section: of the last refresh, census or head.

    Of data with none of these, of the last snapshot. Looks at a few are passed over.
    """
    pictures = _pictures(data)
    best = (pictures["source"] == REFRESH) | pictures["selection"].isin(WHOLE)
    return (pictures[best] if best.any() else pictures)["wave_id"].max()


def newest(data: Data) -> str:
    """The day of the last snapshot, however its models were chosen, but for looks at a few."""
    return _pictures(data)["wave_id"].max()


def _pictures(data: Data) -> pd.DataFrame:
    waves = data["waves"].query("table == 'snapshot'")
    return waves[~waves["wave_id"].isin(looks_at_a_few(data))]


def pictured(data: Data, until: str = LATEST) -> list[str]:
    """The days of all snapshots, up to a day, that no refresh brought, and of the last refresh."""
    waves = data["waves"].query("table == 'snapshot'")
    waves = waves[(waves["wave_id"] == latest(data)) | (waves["source"] != REFRESH)]
    days = sorted(waves["wave_id"])
    return days if until == LATEST else [day for day in days if day <= until]


def _models(data: Data) -> pd.DataFrame:
    """What any snapshot says of a model that does not change: day of creation and task.

    The latest snapshot that says it wins. Index: model_id.
    """
    tables = reversed(snapshots(data))
    columns = ("model_id", "created_at", "pipeline_tag")
    seen = pd.concat([data.part(name, *columns) for name in tables])
    seen["model_id"] = canonical(seen["model_id"], data["aliases"], data["organizations"])
    return seen.groupby("model_id", sort=False).first()


def _first_commits(data: Data) -> pd.Series:
    """The day of the first commit of models that are older than the Hub's first dates, by model."""
    table = data["first_commits"]
    ids = canonical(table["model_id"], data["aliases"], data["organizations"])
    days = table["created_on"].dt.tz_localize("UTC").astype("datetime64[ms, UTC]")
    return days.groupby(ids).min()


# --- questions


def answers(questions: Mapping[str, Callable[[], object]]) -> pd.DataFrame:
    """Ask each question and note the refusal, if there is one: question, answer."""
    said = [_answer(ask) for ask in questions.values()]
    return pd.DataFrame({"question": list(questions), "answer": said})


def _answer(ask: Callable[[], object]) -> str:
    try:
        ask()
    except Refusal as refusal:
        return f"Refused: {refusal}"
    return "Can be answered."


# --- what else a figure rests on


@dataclass(frozen=True)
class Ground:
    """What a figure rests on besides a panel or ruler: a sentence, and ids of the sources table."""

    sentence: str
    sources: tuple[str, ...]

    @classmethod
    def of(cls, *observed, joint: str = " ") -> Ground:
        """Several panels or rulers together."""
        sources = dict.fromkeys(source for one in observed for source in one.sources)
        return cls(joint.join(sentence(one.sentence) for one in observed), tuple(sources))

    @classmethod
    def rows(cls, said: str, *tables: pd.DataFrame) -> Ground:
        """Rows of tables, whose columns `source` name their sources."""
        return cls(said, sources_of(*tables))


def sources_of(*tables: pd.DataFrame) -> tuple[str, ...]:
    """The ids in the columns `source` of some rows, in alphabetical order."""
    named = {text for table in tables for text in table["source"].dropna().unique()}
    return tuple(sorted({source for text in named for source in text.split("|")}))
