"""Who publishes, from which country, under which parent; what a license allows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

REGIONS = ("CN", "US", "other", "unknown")
CHINA = ("CN", "HK", "MO")


def region_of(countries: pd.Series) -> pd.Series:
    """Country codes as one of REGIONS: China includes Hong Kong and Macau; missing is unknown."""
    region = pd.Series("other", index=countries.index, dtype="str")
    region[countries.isin(CHINA)] = "CN"
    region[countries == "US"] = "US"
    region[countries.isna() | (countries == "unknown")] = "unknown"
    return region


def holding(organizations: pd.DataFrame, day: pd.Timestamp | None = None) -> pd.DataFrame:
    """The rows of organizations that hold on a day, one a namespace; without a day, the last ones.

    The spans of a namespace follow each other in the table (else `countries` says so).
    """
    if day is not None:
        organizations = organizations[~(organizations["valid_from"] > day)]
    return organizations.drop_duplicates("namespace", keep="last")


def rows_on(organizations: pd.DataFrame, namespaces: pd.Series, days: pd.Series) -> pd.Series:
    """The row (its index) that holds for each namespace on its day; missing where none is listed."""
    last = holding(organizations)
    places = pc.index_in(
        pa.array(namespaces, pa.string()), pa.array(last["namespace"], pa.string())
    )
    found = pd.Series(last.index).reindex(places.to_pandas()).set_axis(namespaces.index)
    ended = organizations.dropna(subset="valid_to").sort_values("valid_to", ascending=False)
    for index, name, day in zip(ended.index, ended["namespace"], ended["valid_to"], strict=True):
        if len(days) and days.min() <= day:
            found = found.mask((namespaces == name) & (days <= day), index)
    return found


def publishers(
    organizations: pd.DataFrame, parents: pd.DataFrame, day: pd.Timestamp | None = None
) -> pd.DataFrame:
    """One row a namespace (index) on a day: region, alt_region, parent_region, kind, parent.

    `alt_region` is the second defensible reading of a disputed country, else the same region.
    `parent_region` is the base of the group that controls the namespace. Without a day: the last.
    """
    table = holding(organizations, day)
    return _with_regions(table, parents).set_axis(table["namespace"])


def owners(
    namespaces: pd.Series, days: pd.Series, organizations: pd.DataFrame, parents: pd.DataFrame
) -> pd.DataFrame:
    """`publishers` of observations, each as on its day; missing where a namespace is not listed.

    namespaces, days: with the same index, which the rows keep.
    """
    found = rows_on(organizations, namespaces, days)
    return _with_regions(organizations, parents).reindex(found).set_axis(namespaces.index)


def _with_regions(table: pd.DataFrame, parents: pd.DataFrame) -> pd.DataFrame:
    region = region_of(table["country"])
    alternative = region_of(table["alt_country"]).where(table["alt_country"].notna(), region)
    groups = parents.set_index("parent")["country"]
    parent_region = region_of(table["parent"].map(groups)).where(
        table["parent"].isin(groups.index), region
    )
    return pd.DataFrame(
        {
            "region": region,
            "alt_region": alternative,
            "parent_region": parent_region,
            "kind": table["kind"],
            "parent": table["parent"].fillna(table["namespace"]),
        }
    )


class Move(NamedTuple):
    """A publisher whose country changes, and the first day of the new one."""

    namespace: str
    day: pd.Timestamp
    before: str
    after: str


def moves(organizations: pd.DataFrame) -> tuple[Move, ...]:
    """The changes of country to another of REGIONS in organizations, in the order of their days."""
    spans = organizations[organizations["namespace"].duplicated(keep=False)]
    before = spans.groupby("namespace")["country"].shift()
    moved = before.notna() & (region_of(before) != region_of(spans["country"]))
    changed = spans.assign(before=before)[moved]
    columns = ["namespace", "valid_from", "before", "country"]
    rows = changed.sort_values(["valid_from", "namespace"])[columns]
    return tuple(Move(*row) for row in rows.itertuples(index=False))


def tracked(organizations: pd.DataFrame) -> pd.DataFrame:
    """The namespaces that a refresh follows: Chinese and American first-party organizations.

    Left out: tests, repackagers, individuals, and names that a rename has replaced.
    """
    organizations = holding(organizations)
    keep = (
        region_of(organizations["country"]).isin(("CN", "US"))
        & ~organizations["kind"].isin(("test", "repackager", "individual"))
        & organizations["renamed_to"].isna()
    )
    return organizations[keep].reset_index(drop=True)


def namespace_of(model_ids: pd.Series) -> pd.Series:
    """The part of each model id before its first slash (the whole id where there is none)."""
    parts = pc.split_pattern(pa.array(model_ids, pa.string()), "/", max_splits=1)
    return pd.Series(pc.list_element(parts, 0).to_pandas(), dtype="str").set_axis(model_ids.index)


def among(ids: pd.Series, known: pd.Series) -> pd.Series:
    """Whether each id is one of many known ones, where `isin` would ask one by one."""
    found = pc.is_in(pa.array(ids, pa.string()), pa.array(known.dropna(), pa.string()))
    return pd.Series(found.to_numpy(zero_copy_only=False), ids.index)


def canonical(
    model_ids: pd.Series, aliases: pd.DataFrame, organizations: pd.DataFrame
) -> pd.Series:
    """Model ids under their current names: known aliases first, then renamed namespaces."""
    ids = model_ids.copy()
    old = ids.isin(aliases["old_id"])
    ids[old] = ids[old].map(aliases.set_index("old_id")["new_id"])
    now = holding(organizations)
    renamed = now.dropna(subset="renamed_to").set_index("namespace")["renamed_to"]
    renamed = renamed.map(renamed).fillna(renamed)  # a new name may have been replaced as well
    owners = namespace_of(ids)
    moved = owners.isin(renamed.index) & ids.str.contains("/", regex=False)
    ids[moved] = owners[moved].map(renamed) + ids[moved].str.replace("^[^/]*", "", regex=True)
    return ids


# --- what contradicts itself

NO_STATEMENT = "no public statement of origin"
NAMES = {  # a country in the name of a publisher or in the evidence for it -> its code
    "Australia": "AU", "Austria": "AT", "Brazil": "BR", "Canada": "CA", "China": "CN",
    "Finland": "FI", "France": "FR", "Germany": "DE", "Hong Kong": "HK", "India": "IN",
    "Indonesia": "ID", "Israel": "IL", "Italy": "IT", "Japan": "JP", "Korea": "KR", "Macau": "MO",
    "Poland": "PL", "Russia": "RU", "Singapore": "SG", "Spain": "ES", "Sweden": "SE",
    "Switzerland": "CH", "Taiwan": "TW", "Thailand": "TH", "Turkey": "TR", "UK": "GB",
    "Ukraine": "UA", "US": "US", "USA": "US", "Vietnam": "VN",
}  # fmt: skip
NAMED = re.compile(rf"\b({'|'.join(NAMES)})\b")
MAKERS = {  # table -> the column that names the maker
    "parents": "parent",
    "benchmark_models": "developer",
    "flagship_licenses": "lab",
    "video_models": "developer",
    "training_compute": "developer",
    "chinese_tests": "developer",
}
HUB_IDS = {  # table -> the columns of the id on the Hub and of the day of its country
    "benchmark_models": ("hub_id", "release_date"),
    "flagship_licenses": ("model_id", "release_date"),
    "open_llm_leaderboard": ("hub_id", "uploaded_on"),
}
MODELS = {  # table -> the column that names a model, and the table of these models
    "training_compute": ("benchmark_model", "benchmark_models"),
    "chinese_tests": ("canonical_model", "benchmark_models"),
    "video_elo": ("model", "video_models"),
    "video_arena_history": ("model", "video_models"),
}


def countries(data: Mapping[str, pd.DataFrame]) -> list[str]:
    """Every country that contradicts its own row or another table: one sentence each."""
    own = data["organizations"]
    said = [*_spans(own), *_rows(own), *_groups(own, data["parents"])]
    said += [*_makers(data), *_publishers(data), *_models(data)]
    return list(dict.fromkeys(said))


def _spans(own: pd.DataFrame) -> Iterator[str]:
    """The spans of a namespace cover all days once, in the order of the table."""
    follows = own["namespace"].eq(own["namespace"].shift())
    last = ~own["namespace"].eq(own["namespace"].shift(-1))
    due = own["valid_to"].shift() + pd.Timedelta(days=1)
    whole = own["valid_from"].isna().where(~follows, own["valid_from"] == due)
    whole &= (own["valid_to"].isna() == last) & (follows | ~own["namespace"].duplicated())
    for name in own["namespace"][~whole].unique():
        yield (
            f"Table organizations, {name}: its rows do not follow each other day after day: leave the "
            "first valid_from and the last valid_to empty, and begin each row on the day after the last."
        )


def _rows(own: pd.DataFrame) -> Iterator[str]:
    """The country of a row against its place, names, evidence and second reading."""
    for row in own.itertuples():
        at = f"Table organizations, {row.namespace}: country {row.country}"
        read = {row.country, row.alt_country}
        place = row.city_or_hq if isinstance(row.city_or_hq, str) else ""
        if row.kind == "individual" and place:
            yield f"{at}, an individual with the place {place}: of individuals keep no place."
        elif place[-4:-2] == ", " and place[-2:] not in read:
            yield f"{at}, but the place is {place}: mend one, or set alt_country."
        told = f"{row.display_name} {row.evidence}"
        named = {NAMES[name] for name in re.findall(NAMED, told)}
        if row.country != "INT" and named - read:
            yield f"{at}, but name or evidence say {', '.join(sorted(named - read))}: mend one."
        if NO_STATEMENT in row.evidence and row.country != "unknown":
            yield f"{at}, with {NO_STATEMENT}: set it to unknown."
        if row.country == row.alt_country:
            yield f"{at}, and alt_country is the same: leave it empty."


def _groups(own: pd.DataFrame, parents: pd.DataFrame) -> Iterator[str]:
    """The base of a group is the country of one of its namespaces, in one of the readings."""
    read = own.melt(["namespace", "parent"], ["country", "alt_country"]).dropna()
    pairs = set(zip(read["parent"], read["value"], strict=True))
    for row in parents.itertuples():
        if (row.parent, row.country) not in pairs:
            names = ", ".join(own["namespace"][own["parent"] == row.parent].unique())
            yield (
                f"Table parents, {row.parent}: country {row.country}, but none of its namespaces in "
                f"organizations ({names}) is there: mend one."
            )


def _makers(data: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """A maker has one country in all tables."""
    rows = [
        data[table][[column, "country"]].set_axis(["maker", "country"], axis=1).assign(table=table)
        for table, column in MAKERS.items()
    ]
    rows = pd.concat(rows).dropna().drop_duplicates()
    for maker, told in rows.groupby("maker"):
        if _folded(told["country"]).nunique() > 1:
            said = ", ".join(f"{row.country} in {row.table}" for row in told.itertuples())
            yield f"Maker {maker}: country {said}: mend the wrong one."


def _publishers(data: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """The maker of a model on the Hub is in the country of its publisher, on the day of the model."""
    own = data["organizations"]
    for table, (column, day) in HUB_IDS.items():
        rows = data[table].dropna(subset=column)
        names, days = namespace_of(rows[column]), rows[day].fillna(pd.Timestamp("2262-01-01"))
        known = own["country"].reindex(rows_on(own, names, days)).set_axis(rows.index)
        apart = known.notna() & (_folded(known) != _folded(rows["country"]))
        for model, here, there in zip(rows[column][apart], rows["country"][apart], known[apart]):
            yield (
                f"Model {model}: country {here} in {table}, but {there} of its publisher in "
                "organizations: mend the wrong one."
            )


def _models(data: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """A model has one country in the table of models and in those that name it."""
    for table, (column, home) in MODELS.items():
        rows = data[table].dropna(subset=[column, "country"])
        known = rows[column].map(data[home].set_index("model")["country"])
        apart = known.notna() & (_folded(known) != _folded(rows["country"]))
        for model, here, there in zip(rows[column][apart], rows["country"][apart], known[apart]):
            yield f"Model {model}: country {here} in {table}, {there} in {home}: mend the wrong one."


def _folded(countries: pd.Series) -> pd.Series:
    """Hong Kong and Macau as China, as everything here counts them."""
    return countries.replace(dict.fromkeys(CHINA, "CN"))


# --- licenses

CLASSES = (  # from the freest to the strictest
    "permissive",
    "weak-copyleft",
    "copyleft",
    "open-with-use-restrictions (RAIL)",
    "community-with-thresholds",
    "non-commercial",
    "research-only",
    "proprietary/other",
    "undeclared",
)
NOT_RECORDED = "not recorded"
LICENSED = ["model_id", "license", "license_name", "source", "license_source"]


def license_terms(models: pd.DataFrame, data: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """What the license tag of each model allows: `models` with six columns more.

    models: the columns LICENSED at least, model_id as the current name. Added:
    license_tag (its row in `licenses`), license_class (of CLASSES, or NOT_RECORDED) and the answers
    yes, no or unknown to osi_approved, commercial_use (also conditional), threshold (a limit on
    users or revenue, or a registration) and use_restrictions. A tag is looked up whole, then as the
    strictest of its parts; `other` is resolved by the list of flagships, then by license_name.
    A missing tag is undeclared only if the source of the row records licenses at all.
    """
    terms = _terms(data["licenses"])
    flagships = data["flagship_licenses"]
    ids = canonical(flagships["model_id"], data["aliases"], data["organizations"])
    flagships = flagships.set_axis(ids).loc[lambda table: ~table.index.duplicated()]
    is_other = models["license"] == "other"
    named = models["model_id"].map(flagships["license_tag"]).fillna(models["license_name"])
    tags = models["license"].where(~is_other, named.fillna("other")).fillna("(none)")
    rows = tags.map({tag: _license_row(tag, terms) for tag in tags.unique()})
    answers = terms.loc[rows].set_axis(models.index)
    flagship_class = models["model_id"].map(flagships["class"]).where(is_other)
    answers["license_class"] = flagship_class.fillna(answers["license_class"])
    recording = models.loc[models["license_source"] == models["source"], "source"].unique()
    unseen = models["license"].isna() & ~models["source"].isin(recording)
    answers.loc[unseen, "license_class"] = NOT_RECORDED
    return models.assign(license_tag=rows, **answers)


def _license_row(tag: str, terms: pd.DataFrame) -> str:
    """The row of `terms` for a tag; parts and tags without a row count as `other`."""
    if tag in terms.index:
        return tag
    parts = sorted(part if part in terms.index else "other" for part in tag.split("|"))
    freedom = {part: CLASSES.index(terms.loc[part, "license_class"]) for part in parts}
    return max(parts, key=lambda part: (freedom[part], terms.loc[part, "osi_approved"] == "no"))


def _terms(licenses: pd.DataFrame) -> pd.DataFrame:
    """Class and answers of each license, by license_tag; nothing is known of an unread text."""
    table = licenses.set_index("license_tag")
    limits, uses = table["user_or_revenue_threshold"], table["use_restrictions"]
    stated = (table["commercial_use"] == "conditional") & ~limits.str.startswith("none")
    restricts = ~uses.str.startswith("no")
    answers = pd.DataFrame(
        {
            "osi_approved": _yes_no(table["osi_approved"]),
            "commercial_use": table["commercial_use"],
            "threshold": _yes_no(stated).mask(limits.isin(("unknown", "see card")), "unknown"),
            "use_restrictions": _yes_no(restricts).mask(uses == "unknown", "unknown"),
        }
    )
    answers[table["commercial_use"] == "unknown"] = "unknown"
    return answers.assign(license_class=table["class"])


def _yes_no(answers: pd.Series) -> pd.Series:
    return answers.astype("bool").map({True: "yes", False: "no"}).astype("str")
