"""Copies of the data with the countries exchanged or made equal, and the words of all exhibits on them.

The swap test exchanges the two regions everywhere: every sentence must exchange its countries. The
equality test gives both sides the same rows: every sentence must find no clear difference.
"""

import re
import zlib

import pandas as pd

from hubgap.data import Data
from hubgap.exhibits.exhibit import Exhibit, Remark, told_in
from hubgap.measures.compute import OWNERS
from hubgap.registry import among, namespace_of
from hubgap.study import Study
from hubgap.words.en.grammar import NO_DIFFERENCE, PHRASES
from hubgap.words.zh import grammar as chinese

SWAPPED = {
    "CN": "US",
    "HK": "US",
    "MO": "US",
    "US": "CN",
    "China": "United States",
    "United States": "China",
    "china": "us",
    "us": "china",
    "US-CA": "CN-CA",
    "US; CN": "CN; US",
}
OWNER = {owner: "United States" if side == "CN" else "China" for owner, side in OWNERS.items()}
COUNTRY_COLUMNS = (
    "country",
    "region",
    "alt_country",
    "atom_region",
    "base_country",
    "base_model_country",
    "country_in_source",
    "national_origin",
    "steward_country",
)
# table -> columns that name a publisher, model or system, and so get a twin on the other side
NAMED = {
    "organizations": ("namespace", "parent", "renamed_to"),
    "parents": ("parent",),
    "flagship_licenses": ("model_id", "lab"),
    "coverage": ("namespace",),
    "panel_observations": ("model_id",),
    "modelscope": ("model_id",),
    "aliases": ("old_id", "new_id"),
    "bursts": ("model_id",),
    "first_commits": ("model_id",),
    "tracked_models": ("model_id", "canonical_id"),
    "benchmark_models": ("model", "hub_id", "developer"),
    "release_date_conflicts": ("model",),
    "scores": ("run_id", "model"),
    "eci": ("variant", "model"),
    "arena_history": ("name_on_board", "model"),
    "arena_snapshot": ("name_on_board", "model"),
    "arena_languages": ("name_on_board", "model"),
    "eval_results": ("model_id",),
    "open_llm_leaderboard": ("hub_id", "model", "hf_org"),
    "training_compute": ("model", "benchmark_model", "developer"),
    "openness": ("system", "end_model", "organization"),
    "lineage_edges": ("child", "parent_canonical"),
    "video_models": ("model", "hub_id", "developer"),
    "video_elo": ("name_on_board", "model", "developer"),
    "video_arena_history": ("name_on_board", "model", "developer"),
    "ollama_models": ("model", "maker", "namespace"),
    "ollama_pulls": ("model",),
    "ollama_jumps": ("model",),
    "openrouter_models": ("model", "maker", "namespace"),
    "openrouter_tokens": ("slug", "model"),
}
COUNTERS = ("ollama_models", "openrouter_models")  # a name counts for its maker or its base
REFERS = ("parent", "renamed_to", "hf_org")  # get a twin only where the row that they name has one
ALIASES = ("aliases", "names_on_boards")
TWIN = "twin-"
CENSUS = "snapshot-2024-07-11"
TWENTIETH, TOP = 20, 0.95
NOBODY = (  # said of several at once
    "about equally old",
    "records are split between the two",
    "in no year can one country's flagships be called more permissive",
    "most-liked models of either country",
    "most flagships of both countries",
    "move either country's share",
    "models of either country loosen the license",
    "in no list does a country lead",
    "neither country gained download share",
    "built on models of each country",
    "used models of each country",
    "leading models of either country",
    "held in july 2024 and",  # statements, whose comparisons are told in the finding
)
NOBODY_ZH = ("领先纪录由两国分享", "两国发布者各占", "两国最受欢迎的")
PARTS = ("title", "finding", "alt")
COUNTRY = re.compile(r"United States|American|China|Chinese(?!-language)|中国|美国")
NO_COMPARISON = {
    "01-observed",
    "02-largest",
    "02-organizations",
    "02-regions",
    "05-rating-and-downloads",
    "05-reported",
    "09-timeline",
    "10-ledger",
    "12-labs",
}  # compare no countries


def swapped(data: Data) -> Data:
    """The regions CN and US exchanged in every table (Hong Kong and Macau count as China)."""
    tables = {name: _swap(data[name]) for name in data.resources}
    titles = tables["events"]["title"].map(exchanged)  # they say where something happened
    return data.replace({**tables, "events": tables["events"].assign(title=titles)})


def _swap(table: pd.DataFrame) -> pd.DataFrame:
    if "owner" in table:  # of chips: the companies of one side become the other country, and back
        table = table.assign(owner=table["owner"].map(OWNER).fillna(table["owner"]))
    columns = [column for column in COUNTRY_COLUMNS if column in table]
    return table.assign(**{c: table[c].map(SWAPPED).fillna(table[c]) for c in columns})


def equal(data: Data) -> Data:
    """Every Chinese and American row doubled: once as it is, once as a twin on the other side.

    So are publishers that are Chinese or American in their second reading only, and, since a base
    needs the same derivatives and copies as its twin, all repackagers and all models with a base.
    """
    snapshots = {name: ("model_id", "author") for name in data.resources if "snapshot-" in name}
    sides = {"CN", "HK", "MO", "US"}
    organizations = data["organizations"]
    read_so = organizations["country"].isin(sides) | organizations["alt_country"].isin(sides)
    read_so |= organizations["kind"] == "repackager"
    publishers = set(organizations["namespace"][read_so])
    models = data["benchmark_models"]
    systems = data["openness"]
    videos = data["video_models"]
    trained = data["training_compute"]
    named = (
        publishers
        | set(data["parents"]["parent"][data["parents"]["country"].isin(sides)])
        | set(models["model"][models["country"].isin(sides)])
        | set(systems["system"][systems["national_origin"].isin(SWAPPED)])
        | set(videos["model"][videos["country"].isin(sides)])
        | set(trained["model"][trained["country"].isin(sides)])
    )
    for name in COUNTERS:
        own = data[name]
        told = own["country"].isin(sides) | own["base_country"].isin(sides)
        named |= set(own["model"][told | own["namespace"].isin(publishers)])
    moved = data["aliases"]  # early lists name models without their owner
    old = set(moved["old_id"][among(namespace_of(moved["new_id"]), pd.Series(list(publishers)))])
    based = {name: set(data["lineage_edges"]["child"]) for name in ("lineage_edges", *snapshots)}
    based |= {name: based[name] | old for name in snapshots}
    tables = {
        name: _with_twins(data[name], columns, named | based.get(name, set()), publishers)
        for name, columns in {**NAMED, **snapshots}.items()
    }
    chips = data["chip_stock"]
    tables["chip_stock"] = pd.concat([chips, _swap(chips[chips["owner"].isin(OWNER)])])
    return data.replace(tables)


def _with_twins(table: pd.DataFrame, columns: tuple[str, ...], named: set, publishers: set):
    known, owners = (pd.Series(list(names), dtype="str") for names in (named, publishers))
    keys = table[list(columns)].apply(
        lambda column: among(column, known) | among(namespace_of(column), owners)
    )
    twins = table[keys.any(axis=1)]
    renamed = {c: twins[c].map(twin).where(keys[c] | (c not in REFERS), twins[c]) for c in columns}
    aliases = {c: renamed["model"] for c in ALIASES if c in table}  # its own would name the first
    twins = _swap(twins).assign(**renamed, **aliases)
    if "base_model" in table and table["base_model"].dtype == object:  # lists of ids in snapshots
        named_bases = twins["base_model"].dropna()
        twins["base_model"] = named_bases.map(lambda bases: list(map(twin, bases)))
    return pd.concat([table, twins], ignore_index=True)


def twin(name):
    """The name of a twin; of an id both parts, since a model is also found without its owner."""
    return name if pd.isna(name) else TWIN + re.sub(r"/(?=[A-Za-z])", f"/{TWIN}", name)


def names_no_leader(text: str) -> bool:
    """Whether a text says of a comparison why nobody leads."""
    phrases = (NO_DIFFERENCE, *PHRASES.values(), *NOBODY, *chinese.PHRASES.values(), *NOBODY_ZH)
    return any(phrase in text.lower() for phrase in phrases)


def inert(data: Data) -> Data:
    """One namespace without any download under another name."""
    census = data[CENSUS]
    total = census.groupby("author")["downloads_30d"].sum()
    name = sorted(set(total.index[total == 0]) - set(data["organizations"]["namespace"]))[0]
    ids = census["model_id"].mask(census["author"] == name, "renamed/" + census["model_id"])
    edges = data["lineage_edges"]
    ends = {
        column: edges[column].mask(
            edges[column].str.startswith(f"{name}/"), "renamed/" + edges[column]
        )
        for column in ("child", "parent_canonical")
    }
    return data.replace(
        {CENSUS: census.assign(model_id=ids), "lineage_edges": edges.assign(**ends)}
    )


HOSTILE = (
    "=1+1<script>window.hacked=1</script><img src=x onerror=window.hacked=1>\"'`**b**"
    "[l](javascript:window.hacked=1)![p](https://example.org/p.png)$x$&lt;{{ 1 + 1 }}"
    "\x01\x0b\x85\u2028\u202e,=1+1"
)
NAMES = (  # of a publisher, two models, a license and a task: each is told on some page
    "Alibaba",
    "Kimi K3",
    "MIT/ast-finetuned-audioset-10-10-0.4593",
    "creativeml-openrail-m",
    "text-classification",
)


def hostile(data: Data) -> Data:
    """Names that hold markup, script, a formula and control characters, and so do all sources."""
    new = {name: "/".join([*name.split("/")[:-1], HOSTILE + name.split("/")[-1]]) for name in NAMES}

    def renamed(column: pd.Series) -> pd.Series:
        return column.map(new).fillna(column) if column.dtype == "str" else column

    tables = {name: data[name].apply(renamed) for name in data.resources}
    told = ("title", "publisher", "license", "citation", "repository", "quirks")
    sources = tables["sources"]
    tables["sources"] = sources.assign(**{c: HOSTILE + sources[c].fillna("") for c in told})
    return data.replace(tables)


def thinned(data: Data) -> Data:
    """The data with about a tenth of the census: a twentieth of all namespaces, and what matters most.

    Kept are namespaces whose checksum is a multiple of TWENTIETH, and of publishers in the registry
    all models above TOP of downloads.
    """
    census = data[CENSUS]
    owners = census["model_id"].str.partition("/")[0]
    drawn = owners.map({name: zlib.crc32(name.encode()) % TWENTIETH == 0 for name in set(owners)})
    known = owners.isin(data["organizations"]["namespace"])
    large = census["downloads_30d"] > census["downloads_30d"].quantile(TOP)
    return data.replace({CENSUS: census[drawn | (known & large)].reset_index(drop=True)})


def words_of(data: Data, page: str = "", language: str = "en") -> dict[str, str]:
    """All words of all exhibits and remarks on `data`, or of those of one page, by name and part."""
    study, found = Study(data, language=language), {}
    for slug, make in told_in(language).items():
        if not slug.startswith(page) or make.__annotations__["return"] == "Listing":
            continue  # a table says no sentence
        shown = make(study)
        if isinstance(shown, Exhibit):
            found |= {f"{slug} {part}": getattr(shown.words, part) for part in PARTS}
        elif isinstance(shown, Remark):
            found[f"{slug} sentence"] = shown.words
    return found


_PAIRS = (("the United States", "China"), ("American", "Chinese"), ("United States", "China"))
_WORDS = re.compile(r"[Tt]he United States|United States|American|China|Chinese(?!-language)")


def exchanged(text: str) -> str:
    """The same text with the two countries exchanged, capitals at the start of a sentence kept."""
    if "国" in text:
        return re.sub("中国|美国", lambda found: "美国" if found[0] == "中国" else "中国", text)

    def other(match: re.Match) -> str:
        word = match.group()
        before = text[: match.start()]
        starts = before == "" or bool(re.search(r"([.!?]\s+|\*\*|\n)$", before))
        if word in ("American", "Chinese"):
            return "Chinese" if word == "American" else "American"
        if word.endswith("United States"):
            return "China"
        return "The United States" if starts else "the United States"

    return _WORDS.sub(other, text)
