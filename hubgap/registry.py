"""Who publishes, from which country, under which parent; what a license allows."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

REFRESH = "hub_api"  # the source of everything that a refresh lists
WEEKLY = "hub_weekly"  # the source of a census that was read from the weekly snapshots
LIVE = (REFRESH, WEEKLY)
FLOOR = pd.Timestamp("2022-03-03")  # in UTC; older repositories show this day or the one before
REGIONS = ("CN", "US", "other", "unknown")
CHINA = ("CN", "HK", "MO")
EU = tuple(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
)


class Tables(Protocol):
    """Tables by name: Data, or a dict of them."""

    def __getitem__(self, name: str, /) -> pd.DataFrame: ...

    def __contains__(self, name: object, /) -> bool: ...


def region_of(countries: pd.Series) -> pd.Series:
    """Country codes as one of REGIONS: China includes Hong Kong and Macau; missing is unknown."""
    region = pd.Series("other", index=countries.index, dtype="str")
    region[countries.isin(CHINA)] = "CN"
    region[countries == "US"] = "US"
    region[countries.isna() | (countries == "unknown")] = "unknown"
    return region


def at_floor(created):
    """Whether days of creation (UTC, no zone) are the one that the Hub gives to all older models."""
    return (created >= FLOOR - pd.Timedelta(days=1)) & (created < FLOOR)


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


def countries_of(
    namespaces: pd.Series, days: pd.Series, organizations: pd.DataFrame, disputed: str
) -> pd.Series:
    """The country of each publisher on its day, in a reading of `CountingRule.disputed`."""
    rows = organizations.reindex(rows_on(organizations, namespaces, days))
    found = rows["country"]
    if disputed == "alternative":
        found = rows["alt_country"].fillna(found)
    return found.set_axis(namespaces.index)


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


def maker_of(developers: pd.Series, organizations: pd.DataFrame) -> pd.Series:
    """The group (`parent`) that a developer, named as in the tables of models, belongs to.

    A developer whose name is that of no organization is a maker of its own.
    """
    groups = organizations.dropna(subset=["display_name", "parent"])
    groups = groups.drop_duplicates("display_name").set_index("display_name")["parent"]
    return developers.map(groups).fillna(developers)


def chinese_groups(data: Tables) -> dict[str, str]:
    """What groups of publishers call themselves in Chinese, where two rows of `organization_names` say
    so or one says it of the group; other groups are known by their Latin names.
    """
    names = data["organization_names"].query("kind in ['group', 'name']")
    parents = holding(data["organizations"])[["namespace", "parent"]]
    said = names.merge(parents, on="namespace").dropna(subset="parent")
    rows = said.groupby(["parent", "name"])["kind"].size().rename("rows").reset_index()
    of_group = rows["parent"].isin(said.loc[said["kind"] == "group", "parent"])
    most = rows[of_group | (rows["rows"] > 1)]
    most = most.sort_values(["rows", "name"], ascending=[False, True]).drop_duplicates("parent")
    return dict(zip(most["parent"], most["name"], strict=True))


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


def looked_up(ids: pd.Series, known: pd.Series) -> pd.Series:
    """`ids.map(known)` for texts, of which `map` would make an object each and keep those of known."""
    places = pc.index_in(pa.array(ids, pa.large_string()), pa.array(known.index, pa.large_string()))
    places = places.fill_null(-1).to_numpy()
    found = known.set_axis(range(len(known))).reindex(places)
    return found.set_axis(ids.index).rename(ids.name)


HUB = r"^(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/"  # before an id that is an address
PAGE = r"(?:/(?:tree|blob|resolve)/.*|[?#].*|/+)$"  # after it


def canonical(
    model_ids: pd.Series, aliases: pd.DataFrame, organizations: pd.DataFrame
) -> pd.Series:
    """Model ids under their current names: known aliases first, then renamed namespaces.

    Spaces around an id, an address of the Hub and the case of a known namespace do not matter.
    """
    ids = _bare(model_ids)
    owners = namespace_of(ids)
    now = holding(organizations)
    spelled = _spelled(owners, now["namespace"])
    renamed = now.dropna(subset="renamed_to").set_index("namespace")["renamed_to"]
    renamed = renamed.map(renamed).fillna(renamed)  # a new name may have been replaced as well
    touched = owners.isin([*spelled.index, *renamed.index]) | ids.isin(aliases["old_id"])
    few = _under(ids[touched], spelled)
    old = few.isin(aliases["old_id"])
    few[old] = few[old].map(aliases.set_index("old_id")["new_id"])
    ids[touched] = _under(few, renamed)
    return ids


def _under(ids: pd.Series, names: pd.Series) -> pd.Series:
    """Ids under the new names of namespaces, by old ones; an id without a slash has none."""
    ids, owners = ids.copy(), namespace_of(ids)
    moved = owners.isin(names.index) & ids.str.contains("/", regex=False)
    if moved.any():
        ids[moved] = owners[moved].map(names) + ids[moved].str.replace("^[^/]*", "", regex=True)
    return ids


def _bare(ids: pd.Series) -> pd.Series:
    """A copy of the ids without spaces around them and without the Hub's address."""
    texts = pa.array(ids, pa.string())
    odd = pc.not_equal(texts, pc.utf8_trim_whitespace(texts))
    odd = pc.or_(odd, pc.match_substring(texts, ".co/"))
    bare, odd = ids.copy(), odd.fill_null(False).to_numpy(zero_copy_only=False)
    if odd.any():
        plain = bare[odd].str.strip()
        address = plain.str.match(HUB)
        plain[address] = plain[address].replace([HUB, PAGE], "", regex=True)
        bare[odd] = plain
    return bare


def _spelled(owners: pd.Series, known: pd.Series) -> pd.Series:
    """Namespaces as they spell themselves, by another spelling of them that occurs.

    Known ones that differ only by case stay apart.
    """
    known = known.drop_duplicates()
    lower = known.str.lower()
    spelling = known[~lower.duplicated(keep=False)].set_axis(lower[~lower.duplicated(keep=False)])
    found = pc.unique(pa.array(owners, pa.string()))
    alike = pc.is_in(pc.ascii_lower(found), pa.array(spelling.index, pa.string()))
    found = found.filter(pc.and_not(alike, pc.is_in(found, pa.array(known, pa.string()))))
    others = pd.Series(found.to_pandas(), dtype="str")
    return others.str.lower().map(spelling).set_axis(others)


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


def license_terms(models: pd.DataFrame, data: Tables) -> pd.DataFrame:
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
    named = looked_up(models["model_id"], flagships["license_tag"]).fillna(models["license_name"])
    tags = models["license"].where(~is_other, named.fillna("other")).fillna("(none)")
    place, found = pd.factorize(tags)
    rows = [_license_row(tag, terms) for tag in found]
    answers = terms.loc[rows].take(place).set_axis(models.index)
    flagship_class = looked_up(models["model_id"], flagships["class"]).where(is_other)
    answers["license_class"] = flagship_class.fillna(answers["license_class"])
    recording = models.loc[models["license_source"] == models["source"], "source"].unique()
    unseen = models["license"].isna() & ~models["source"].isin(recording)
    answers.loc[unseen, "license_class"] = NOT_RECORDED
    rows = pd.Series(rows, dtype="str").take(place).set_axis(models.index)
    return models.assign(license_tag=rows, **answers)


def _license_row(tag: str, terms: pd.DataFrame) -> str:
    """The row of `terms` for a tag in any case; parts and tags without a row count as `other`."""
    if tag not in terms.index:
        tag = tag.strip().lower()
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
