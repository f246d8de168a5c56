"""Countries that contradict their own row of organizations or another table."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from .registry import CHINA, Tables, namespace_of, rows_on

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


def countries(data: Tables) -> list[str]:
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


def _makers(data: Tables) -> Iterator[str]:
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


def _publishers(data: Tables) -> Iterator[str]:
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


def _models(data: Tables) -> Iterator[str]:
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
