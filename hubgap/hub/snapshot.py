"""Stored pages as a checked snapshot: raw JSON straight to Arrow, in bounded memory."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ..data import STORED, DataError
from .collect import Store

SOURCE = "hub_api"
MEMORY = "256MB"  # of the database; what does not fit goes to a folder beside
COUNT = ("UBIGINT", "BIGINT")
KINDS = {  # JSON types that a field may have; without NULL the field must be there
    "_id": ("VARCHAR",),
    "id": ("VARCHAR",),
    "downloads": COUNT,
    "downloadsAllTime": (*COUNT, "NULL"),
    "likes": (*COUNT, "NULL"),
    "createdAt": ("VARCHAR", "NULL"),
    "gated": ("BOOLEAN", "VARCHAR", "NULL"),
    "pipeline_tag": ("VARCHAR", "NULL"),
    "library_name": ("VARCHAR", "NULL"),
    "tags": ("ARRAY", "NULL"),
    "safetensors": ("OBJECT", "NULL"),
    "gguf": ("OBJECT", "NULL"),
    "cardData": ("OBJECT", "NULL"),
}
SHAPE = (
    '{"_id": "VARCHAR", "id": "VARCHAR", "downloads": "BIGINT", "downloadsAllTime": "BIGINT", '
    '"likes": "BIGINT", "createdAt": "VARCHAR", "gated": "VARCHAR", "pipeline_tag": "VARCHAR", '
    '"library_name": "VARCHAR", "tags": ["VARCHAR"], "safetensors": {"total": "BIGINT"}, '
    '"gguf": {"total": "BIGINT"}, "cardData": {"license_name": "VARCHAR"}}'
)
LARGEST = 10**12  # of a counter; the Hub's whole total is below it
NAME = r"\w[\w.-]*"
RELATION = "^base_model:(adapter|finetune|merge|quantized):(.+)$"
WRONG = {  # what else a record must not be
    "id is no repository name": rf"NOT regexp_full_match(id, '({NAME}/)?{NAME}') OR length(id) > 200",
    "downloads is out of range": f"downloads NOT BETWEEN 0 AND {LARGEST}",
    "downloadsAllTime is out of range": f'"downloadsAllTime" NOT BETWEEN 0 AND {LARGEST}',
    "likes is out of range": f"likes NOT BETWEEN 0 AND {LARGEST}",
    "createdAt is no time since March 2022": (
        "\"createdAt\" IS NOT NULL AND coalesce(created NOT BETWEEN '2022-03-02' AND day + 2, true)"
    ),
    "gated is none of false, true, auto, manual": (
        "gated NOT IN ('false', 'true', 'auto', 'manual')"
    ),
    "it belongs to another organization": (
        "NOT list_contains(names, lower(split_part(id, '/', 1))) AND len(names) > 0"
    ),
}
# Text of a stranger: no control, format or line characters, and not endless.
CLEANED = (
    r"nullif(left(regexp_replace({0}, '[\p{{Cc}}\p{{Cf}}\p{{Zl}}\p{{Zp}}]', '', 'g'), 200), '')"
)
TEXT = f"CASE WHEN regexp_full_match({{0}}, '[ -~]+') THEN left({{0}}, 200) ELSE {CLEANED} END"


def read_pages(store: Store, work: Path) -> duckdb.DuckDBPyConnection:
    """A connection with table `seen`: one row a record, with the `reason` to refuse it or NULL."""
    work.mkdir()
    con = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(work), "threads": 2})
    con.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
    con.execute(
        "CREATE TABLE pages (filename VARCHAR, listing INT, page INT, day DATE, names VARCHAR[])"
    )
    tracked = store.plan.scope == "tracked"
    rows = [
        (
            str(store.folder / "pages" / page.file),
            listing.number,
            number,
            page.at[:10],
            [n.lower() for n in (listing.name, listing.moved) if n] if tracked else [],
        )
        for listing in store.listings
        for number, page in enumerate(listing.pages)
    ]
    columns = [pa.array(column) for column in zip(*rows, strict=True)]
    con.register("rows", pa.table(columns, names=["filename", "listing", "page", "day", "names"]))
    con.execute("INSERT INTO pages SELECT * FROM rows")
    con.execute(_seen(), {"files": [row[0] for row in rows]})
    return con


def _seen() -> str:
    kinds = ", ".join(f"'$.{name}'" for name in KINDS)
    other = [
        f"WHEN coalesce(kinds[{i}], 'NULL') NOT IN {allowed + ('',)} THEN '{name} is "
        f"{'of another type' if 'NULL' in allowed else 'missing or of another type'}'"
        for i, (name, allowed) in enumerate(KINDS.items(), start=1)
    ]
    wrong = [f"WHEN {condition} THEN '{reason}'" for reason, condition in WRONG.items()]
    return f"""
        CREATE TABLE seen AS
        WITH read AS (
            SELECT json, filename, json_type(json, [{kinds}]) AS kinds,
                unnest(json_transform(json, '{SHAPE}'))
            FROM read_json_objects($files, format = 'array', filename = true)
        ), timed AS (
            SELECT read.* EXCLUDE filename, pages.* EXCLUDE filename,
                try_cast("createdAt" AS TIMESTAMP) AS created
            FROM read JOIN pages USING (filename)
        ), judged AS (
            SELECT *, list_filter(tags, lambda t: starts_with(t, 'base_model:')) AS parents,
                list_filter(tags, lambda t: starts_with(t, 'license:')) AS licenses, CASE WHEN json_type(json) <> 'OBJECT' THEN 'it is no object'
                {" ".join(other)} {" ".join(wrong)} END AS reason
            FROM timed
        )
        SELECT listing, page, reason, CASE WHEN reason IS NOT NULL THEN left(json::VARCHAR, 10000)
            END AS record, _id AS hub_id, {_columns()}
        FROM judged
    """


def _columns() -> str:
    """The columns of the snapshot tables, from the fields of a record."""
    related = f"list_filter(parents, lambda t: regexp_matches(t, '{RELATION}'))"
    relation = f"coalesce(regexp_extract({related}[1], '{RELATION}', 1), 'unknown')"
    named = (
        f"list_transform(parents, lambda t: regexp_replace(t, '{RELATION}|^base_model:', '\\2'))"
    )
    clean = f"list_transform({named}, lambda t: {TEXT.format('t')})"
    license = "array_to_string(list_sort(list_transform(licenses, lambda t: t[9:])), '|')"
    size = "coalesce(safetensors.total, gguf.total)"
    return f"""
        id AS model_id,
        CASE WHEN contains(id, '/') THEN split_part(id, '/', 1) ELSE '' END AS author,
        created::TIMESTAMP_MS AS created_at,
        downloads AS downloads_30d,
        "downloadsAllTime" AS downloads_all_time,
        likes,
        {TEXT.format("pipeline_tag")} AS pipeline_tag,
        {TEXT.format("library_name")} AS library,
        {TEXT.format(license)} AS license,
        {TEXT.format('"cardData".license_name')} AS license_name,
        CASE WHEN len(parents) > 0 THEN list_sort(list_distinct({clean})) END AS base_model,
        CASE WHEN len(parents) > 0 THEN {relation} END AS base_relation,
        NULL::VARCHAR AS base_relation_inferred,
        CASE WHEN {size} BETWEEN 1 AND 20000000000000 THEN {size} END AS parameters,
        CASE WHEN {size} BETWEEN 1 AND 20000000000000 THEN '{SOURCE}' END AS parameters_source,
        NULL::BIGINT AS active_parameters,
        CASE gated WHEN 'false' THEN 'none' WHEN 'true' THEN 'gated_unspecified'
            ELSE coalesce(gated, 'unknown') END AS gated,
        '{SOURCE}' AS license_source,
        day AS license_seen_on,
        day AS observed_on,
        '{SOURCE}' AS source
    """


def keep_one_each(con: duckdb.DuckDBPyConnection, top: int | None) -> int:
    """Make the view `kept`: accepted records, each model once; the number of repeated records."""
    con.execute("CREATE TABLE again (record BIGINT)")
    con.execute(
        "CREATE VIEW single AS FROM seen WHERE reason IS NULL AND rowid NOT IN (FROM again)"
    )
    # First by identity; then by name: a repository made anew during the walk has two identities.
    for key, order in (
        ("hub_id", "listing, page, downloads_30d DESC"),
        ("model_id", "hub_id DESC"),
    ):
        con.execute(f"""
            INSERT INTO again SELECT rowid FROM seen WHERE reason IS NULL
            AND rowid NOT IN (FROM again)
            AND {key} IN (SELECT {key} FROM single GROUP BY ALL HAVING count(*) > 1)
            QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {order}, model_id) > 1
        """)
    limit = f"ORDER BY downloads_30d DESC, model_id LIMIT {top}" if top else ""
    con.execute(f"CREATE VIEW kept AS FROM single {limit}")
    return con.execute("SELECT count(*) FROM again").fetchall()[0][0]


def write_snapshot(con: duckdb.DuckDBPyConnection, path: Path, resource: dict, wave: str) -> None:
    """Write `kept` in the schema of `resource`, as one batch after the other."""
    fields = resource["schema"]["fields"]
    schema = pa.schema([(field["name"], STORED[field["type"]]) for field in fields])
    columns = ", ".join(f'"{name}"' for name in schema.names)
    batches = con.sql(
        f"SELECT {columns} FROM (SELECT *, '{wave}' AS wave_id FROM kept) ORDER BY model_id"
    ).to_arrow_reader(50_000)
    path.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_table(pa.Table.from_batches([batch]).cast(schema))


def write_rest(con: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    """Write rejected.jsonl and ids.parquet; the number of rejected records by reason."""
    con.execute(f"""COPY (SELECT reason, listing, page, record FROM seen WHERE reason IS NOT NULL
        ORDER BY ALL) TO '{folder / "rejected.jsonl"}' (FORMAT json)""")
    con.execute(f"""COPY (SELECT model_id, hub_id FROM kept ORDER BY model_id)
        TO '{folder / "ids.parquet"}' (FORMAT parquet, COMPRESSION zstd)""")
    counts = "SELECT reason, count(*) FROM seen WHERE reason IS NOT NULL GROUP BY 1 ORDER BY 1"
    return dict(con.execute(counts).fetchall())


def check_snapshot(path: Path, resource: dict) -> None:
    """Check a snapshot against its schema without loading it; DataError names the broken rule."""
    fields = resource["schema"]["fields"]
    if pq.read_schema(path) != pa.schema([(f["name"], STORED[f["type"]]) for f in fields]):
        raise DataError(f"{resource['name']}: its columns are not those of the schema.")
    rules = {"model_id stands once": "count(*) - count(DISTINCT model_id)"}
    for field in fields:
        name, constraints = f'"{field["name"]}"', field.get("constraints", {})
        if constraints.get("required"):
            rules[f"{name} is required"] = f"count(*) - count({name})"
        if "enum" in constraints:
            allowed = ", ".join(f"'{value}'" for value in constraints["enum"])
            rules[f"{name} is one of {allowed}"] = f"count_if({name} NOT IN ({allowed}))"
        if "minimum" in constraints:
            limit = constraints["minimum"]
            rules[f"{name} is at least {limit}"] = f"count_if({name} < '{limit}')"
    with duckdb.connect(config={"memory_limit": MEMORY, "threads": 2}) as con:
        query = f"SELECT {', '.join(rules.values())} FROM '{path}'"
        broken = con.execute(query).fetchall()[0]
    for rule, rows in zip(rules, broken, strict=True):
        if rows:
            raise DataError(f"{resource['name']}: {rows} rows break the rule {rule}.")
